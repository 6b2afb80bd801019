//! The rules: may this be recorded now, and as what? Pure, and always asked on the caught-up head.
//!
//! Rules stop a person at the keyboard and name the way out. They never refuse what has happened in
//! the world, only what cannot be meant; a text made on a base that has moved is kept beside the
//! other.

mod drafts;
mod entries;
mod items;
mod names;
mod plan;
mod redaction;
mod replies;
mod review;
mod room;
mod sending;

use super::bounds;
use super::command::{Command, DatedEntry, Submission, asks_about_plan, asks_about_words};
use super::event::Event;
use super::incident::Incident;
use super::people::DepartmentId;
use super::refusal::Refusal;
use super::stale;
use super::time::Timestamp;
pub(super) use room::SKEW_MILLIS;

/// A row to be numbered; author, times of recording and the like come from the submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The department it concerns.
    pub department: DepartmentId,
    /// What happened.
    pub event: Event,
}

/// Judges a submission on the caught-up head. No rows at all means: what it asks for is there
/// already (an import run again).
pub fn decide(incident: &Incident, submission: &Submission) -> Result<Vec<Decided>, Refusal> {
    let stamp = &submission.stamp;
    bounds::name("the name of who types", stamp.author.as_str())?;
    bounds::name("the department", stamp.department.as_str())?;
    match (&submission.command, &incident.room.id) {
        (Command::OpenRoom(_), Some(_)) => return Err(Refusal::AlreadyOpened),
        (Command::OpenRoom(_), None) | (_, Some(_)) => {}
        (_, None) => return Err(Refusal::NotOpened),
    }
    if let Command::RecordMany { lines } = &submission.command {
        return entries::record_many(incident, stamp, lines);
    }
    if let Command::Redact(to) = &submission.command {
        return redaction::redact(incident, stamp, to);
    }
    let events = events(incident, submission)?;
    unmoved(incident, submission)?;
    Ok(events
        .into_iter()
        .map(|event| Decided {
            occurred_at: stamp.occurred_at,
            department: stamp.department.clone(),
            event,
        })
        .collect())
}

/// Whether a line could be recorded in any room, whatever is there already: so a source of many
/// lines is judged as a whole before the first of them is recorded.
pub fn dated_fits(line: &DatedEntry, recorded_at: Timestamp) -> Result<(), Refusal> {
    entries::dated_fits(line, recorded_at)
}

/// Refuses what another has changed since its author looked; 0 says that nobody looked.
fn unmoved(incident: &Incident, submission: &Submission) -> Result<(), Refusal> {
    let seen = submission.command.seen();
    if seen == 0 {
        return Ok(());
    }
    let command = &submission.command;
    stale::moved(incident, &submission.id.session, command, seen, "").map_or(Ok(()), Err)
}

/// What a command becomes, all of it at the submission's moment and department.
fn events(incident: &Incident, submission: &Submission) -> Result<Vec<Event>, Refusal> {
    let stamp = &submission.stamp;
    let one = |event: Event| vec![event];
    match &submission.command {
        Command::OpenRoom(to) => room::open(to).map(one),
        Command::StartSession(to) => room::start_session(to).map(one),
        Command::ChangeTypist(to) => room::change_typist(incident, submission, to).map(one),
        Command::RenameRoom(to) => room::rename(incident, to).map(one),
        Command::ChangeStatus(to) => room::change_status(incident, stamp, to).map(one),
        Command::SetSeverity(to) => room::set_severity(incident, to).map(one),
        Command::EnterPhase { phase } => room::enter_phase(incident, *phase).map(one),
        Command::LeavePhase { phase } => room::leave_phase(incident, *phase).map(one),
        Command::SetAnchor(to) => room::set_anchor(incident, stamp, to).map(one),
        Command::UnsayAnchor(to) => room::unsay_anchor(incident, to).map(one),
        Command::AssignRole(to) => room::assign_role(incident, to).map(one),
        Command::ReleaseRole(to) => room::release_role(incident, to).map(one),
        Command::Record(to) => entries::record(incident, stamp, to),
        // These are judged in `decide`.
        Command::RecordMany { .. } | Command::Redact(_) => Ok(Vec::new()),
        Command::CorrectEntry { to, .. } => entries::correct(incident, stamp, to).map(one),
        Command::WithdrawEntry { to, .. } => entries::withdraw(incident, to).map(one),
        Command::WithdrawMany { entries, because } => {
            entries::withdraw_many(incident, entries, because)
        }
        Command::RestoreEntry(to) => entries::restore(incident, to).map(one),
        Command::RestoreMany { entries } => entries::restore_many(incident, entries),
        Command::PinEntry(to) => entries::pin(incident, to).map(one),
        Command::TagEntry(to) => entries::tag(incident, to).map(one),
        Command::ChangeHandling { to, .. } => entries::change_handling(incident, to).map(one),
        Command::ChangeOrder { to, .. } => entries::change_order(incident, stamp, to).map(one),
        Command::AnswerQuestion { question, answer } => {
            entries::answer(incident, stamp, question, answer)
        }
        Command::ReopenQuestion(to) => entries::reopen(incident, to).map(one),
        Command::ChangeFactStanding(to) => entries::change_standing(incident, to).map(one),
        Command::ApplyPlaybook(to) => items::apply_playbook(incident, to).map(one),
        Command::AddItem(to) => items::add(incident, to).map(one),
        Command::ChangeItem { to, .. } => items::change(incident, to).map(one),
        Command::AssignItem { to, .. } => items::assign(incident, to).map(one),
        Command::PromiseItem { to, .. } => items::promise(incident, stamp, to).map(one),
        Command::CommentItem(to) => items::comment(incident, to).map(one),
        Command::RetargetItem(to) => items::retarget(incident, to).map(one),
        Command::CreateDraft(to) => drafts::create(incident, to).map(one),
        Command::ReviseDraft(to) => drafts::revise(incident, to).map(one),
        Command::RenameDraft(to) => drafts::rename(incident, to).map(one),
        Command::ShelveDraft(to) => drafts::shelve(incident, to).map(one),
        Command::HandleDraft(to) => drafts::handle(incident, to).map(one),
        Command::SetExpiry(to) => drafts::expire(incident, to).map(one),
        Command::ConfirmRedactions(to) => Ok(redaction::confirm(incident, submission, to)),
        Command::ChangeLegalHold(to) => redaction::change_hold(incident, to).map(one),
        Command::ListNames { names } => names::list(incident, names),
        asks_about_words!() => review::events(incident, submission),
        asks_about_plan!() => plan::event(incident, submission),
    }
}
