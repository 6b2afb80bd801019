//! What came from outside: rows, refusals, the room itself, the time. None of it moves a selection,
//! takes the focus, opens a dialog or touches a line that is being typed.

use crate::console::effect::Effect;
use crate::console::model::{Model, Thing, Waiting};
use crate::console::{capture, drafts, timeline, undo};
use crate::domain::command::{Command, Submission};
use crate::domain::event::{Event, Recorded};
use crate::domain::ids::SubmissionId;
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;

use super::already;

/// Stirred things that are kept; older ones are past asking about.
const STIRRED_KEPT: usize = 64;

/// It is now this late.
pub fn tick(model: &mut Model, now: Timestamp) {
    model.now = now;
    if model.shield.lifted_until.is_some_and(|until| now >= until) {
        model.shield.lifted_until = None;
    }
}

/// The room was read.
pub fn opened(model: &mut Model, incident: Incident, checked: bool) {
    model.incident = incident;
    model.checked = checked;
    timeline::seen_anew(model);
    drafts::checks::refresh(model);
}

/// The terminal has another size.
pub fn resized(model: &mut Model, columns: u16, rows: u16) {
    // Some terminals say 0 by 0 when they do not know.
    let or = |given: u16, usual| if given == 0 { usual } else { given };
    model.size = (or(columns, 80), or(rows, 24));
}

/// More lies at the desk: it joins what is shown, and replaces nothing.
pub fn at_desk(
    model: &mut Model,
    waiting: Vec<Submission>,
    tray: Vec<(Submission, Refusal)>,
) -> Vec<Effect> {
    for submission in waiting {
        if model.waiting.iter().all(|one| one.submission.id != submission.id) {
            model.waiting.push(Waiting { submission, kept: true, elsewhere: false });
        }
    }
    let mut effects = Vec::new();
    for refused in tray {
        if already::raced(model, &refused.0, &refused.1).is_some() {
            effects.push(Effect::DropRefused(refused.0.id));
        } else if model.tray.iter().all(|one| one.0.id != refused.0.id) {
            model.tray.push(refused);
        }
    }
    effects
}

/// Rows were numbered.
pub fn committed(model: &mut Model, rows: &[Recorded]) {
    for row in rows {
        if row.seq <= model.incident.head {
            continue;
        }
        model.incident.apply(row);
        model.waiting.retain(|one| one.submission.id != row.submission);
        if row.submission.session != model.me.session
            && let Some(thing) = touched(&row.event)
        {
            model.stirred.push((thing, model.now));
        }
    }
    let relists = |row: &Recorded| {
        model.is_mine(row)
            && matches!(row.event, Event::StatusChanged(_) | Event::PlaybookApplied(_))
    };
    if rows.iter().any(relists) {
        // One's own act says anew what is listed, also where one stands.
        model.checklists.frozen = None;
    }
    drafts::checks::heard(model, rows);
    let surplus = model.stirred.len().saturating_sub(STIRRED_KEPT);
    model.stirred.drain(..surplus);
    let below = model.timeline.new_below;
    timeline::heard(model, rows);
    let line = |row: &Recorded| matches!(row.event, Event::EntryRecorded(_)) && model.is_mine(row);
    if model.timeline.new_below > below && model.notice.is_none() && rows.iter().any(line) {
        // It is out of sight, and must not look lost.
        model.notice = Some("Recorded, below what you read; G in the timeline goes there.".into());
    }
}

/// A submission is kept at the desk: it cannot be lost any more.
pub fn pending(model: &mut Model, id: &SubmissionId) -> Vec<Effect> {
    for waiting in model.waiting.iter_mut().filter(|one| one.submission.id == *id) {
        waiting.kept = true;
    }
    drafts::sending::kept(model, id)
}

/// A submission was taken back before it went out.
pub fn taken_back(model: &mut Model, id: &SubmissionId) -> Vec<Effect> {
    let asked = undo::is_asked_back(model, id);
    let waiting = model.waiting.iter().find(|one| asked && one.submission.id == *id);
    let line = waiting.map(|one| one.submission.command.clone()).filter(timeline::row::is_line);
    model.waiting.retain(|one| one.submission.id != *id);
    undo::taken_back(model, id, line.is_some());
    // What was typed is never gone: it comes back to where it was typed.
    let effects = line.map(|line| capture::give_back(model, &line)).unwrap_or_default();
    capture::taken_back(model, id);
    effects
}

/// A submission was declined: it goes to the tray until somebody deals with it. What another did a
/// moment earlier is dealt with by saying so.
pub fn refused(model: &mut Model, submission: Submission, refusal: Refusal) -> Vec<Effect> {
    model.waiting.retain(|one| one.submission.id != submission.id);
    undo::came_to_nothing(model, &submission.id);
    if let Some(effects) = drafts::sending::refused(model, &submission, &refusal) {
        return effects;
    }
    if let Some(words) = already::raced(model, &submission, &refusal) {
        model.notice = Some(words);
        return vec![Effect::DropRefused(submission.id)];
    }
    model.notice = Some(format!("Not recorded, it lies in r x: {refusal}; {}", refusal.hint()));
    model.tray.push((submission, refusal));
    Vec::new()
}

/// A submission could be kept nowhere: its text goes back into the line, or beside it.
pub fn not_taken(model: &mut Model, submission: &Submission, why: String) -> Vec<Effect> {
    model.waiting.retain(|one| one.submission.id != submission.id);
    undo::came_to_nothing(model, &submission.id);
    drafts::sending::forget(model, &submission.id);
    model.notice = Some(format!("Not recorded, your text is back: {why}"));
    model.reach.trouble = Some(why);
    model.leaving = false;
    if let Command::RenameRoom(to) = &submission.command
        && let Some(title) = &to.title
    {
        // Not into the line, which everybody sees: it waits in its own dialog.
        model.kept_fields.insert("room-title".to_owned(), title.clone());
    }
    let mut effects = drafts::give_back(model, &submission.command);
    effects.extend(capture::give_back(model, &submission.command));
    effects
}

/// The thing that a row changed, where it changed one.
fn touched(event: &Event) -> Option<Thing> {
    let entry = |id: &crate::domain::ids::EntryId| Some(Thing::Entry(id.clone()));
    let item = |id: &crate::domain::ids::ItemId| Some(Thing::Item(id.clone()));
    let draft = |id: &crate::domain::ids::DraftId| Some(Thing::Draft(id.clone()));
    match event {
        Event::EntryRecorded(to) => entry(&to.entry),
        Event::EntryCorrected(to) => entry(&to.now.entry),
        Event::EntryWithdrawn(to) => entry(&to.entry),
        Event::EntryRestored(to) => entry(&to.entry),
        Event::EntryPinned(to) => entry(&to.entry),
        Event::EntryTagged(to) => entry(&to.entry),
        Event::HandlingChanged(to) => entry(&to.entry),
        Event::OrderChanged(to) => entry(&to.entry),
        Event::QuestionAnswered(to) => entry(&to.entry),
        Event::QuestionReopened(to) => entry(&to.entry),
        Event::FactStandingChanged(to) => entry(&to.entry),
        Event::ItemAdded(to) => item(&to.item),
        Event::ItemChanged(to) => item(&to.item),
        Event::ItemAssigned(to) => item(&to.item),
        Event::ItemPromised(to) => item(&to.item),
        Event::ItemCommented(to) => item(&to.item),
        Event::ItemRetargeted(to) => item(&to.item),
        Event::DraftCreated(to) => draft(&to.draft),
        Event::DraftRevised(to) => draft(&to.draft),
        Event::DraftRenamed(to) => draft(&to.draft),
        Event::DraftShelved(to) => draft(&to.draft),
        Event::DraftHandled(to) => draft(&to.draft),
        Event::ExpirySet(to) => draft(&to.draft),
        Event::ReviewAsked(to) => draft(&to.draft),
        Event::ApprovalGiven(to) => draft(&to.draft),
        Event::ChangesRequested(to) => draft(&to.draft),
        Event::VerdictTakenBack(to) => draft(&to.draft),
        Event::DraftCommented(to) => draft(&to.draft),
        Event::CommentResolved(to) => draft(&to.draft),
        Event::DraftReleased(to) => draft(&to.draft),
        Event::ReleaseTakenBack(to) => draft(&to.draft),
        Event::DraftSent(to) => draft(&to.draft),
        Event::CorrectionSettled(to) => draft(&to.draft),
        Event::SendingClaimed(to) => draft(&to.draft),
        Event::SendingEnded(to) => draft(&to.draft),
        Event::StepSet(to) => Some(Thing::Step(to.step.clone())),
        Event::StepRemoved(to) => Some(Thing::Step(to.step.clone())),
        Event::StepMoved(to) => Some(Thing::Step(to.step.clone())),
        Event::FindingWaived(to) => draft(&to.draft),
        Event::RoomOpened(_)
        | Event::NameListed(_)
        | Event::SessionStarted(_)
        | Event::TypistChanged(_)
        | Event::RoomRenamed(_)
        | Event::StatusChanged(_)
        | Event::SeveritySet(_)
        | Event::PhaseEntered(_)
        | Event::PhaseLeft(_)
        | Event::AnchorSet(_)
        | Event::AnchorUnsaid(_)
        | Event::RoleAssigned(_)
        | Event::RoleReleased(_)
        | Event::PlaybookApplied(_)
        | Event::Redacted(_)
        | Event::SubmissionRedacted(_)
        | Event::RedactionConfirmed(_)
        | Event::LegalHoldChanged(_)
        | Event::EmbargoChanged(_)
        | Event::Unknown { .. } => None,
    }
}
