//! Whether another console changed a thing since its author looked. Only the same side of it
//! counts: who has an item and whether it is done are changed by two people without meeting.

use super::command::{Command, asks_about_plan, asks_about_words};
use super::ids::{DraftId, EntryId, ItemId, SessionId, StepId};
use super::incident::Incident;
use super::refusal::Refusal;
use super::sentence;
use super::timeline::{Happening, Side, What};

/// The refusal, where a session other than `session` changed what `command` would change after row
/// `seen`. `was` is how its author saw it, where the record does not say that itself.
#[expect(clippy::match_same_arms, reason = "one pattern stands for many commands")]
pub(super) fn moved(
    incident: &Incident,
    session: &SessionId,
    command: &Command,
    seen: u64,
    was: &str,
) -> Option<Refusal> {
    let since = Since { incident, session, seen };
    match command {
        Command::CorrectEntry { to, .. } => since.entry(&to.now.entry, Side::Words),
        Command::WithdrawEntry { to, .. } => since.struck(&to.entry),
        Command::WithdrawMany { entries, .. } => entries.iter().find_map(|id| since.struck(id)),
        Command::RestoreEntry(to) => since.entry(&to.entry, Side::Struck),
        Command::RestoreMany { entries } => since.restored(entries),
        Command::PinEntry(to) => since.entry(&to.entry, Side::Pin),
        Command::TagEntry(to) => since.entry(&to.entry, Side::Tags),
        Command::ChangeHandling { to, .. } => since.entry(&to.entry, Side::Handling),
        Command::ChangeOrder { to, .. } => since.entry(&to.entry, Side::Order),
        Command::ReopenQuestion(to) => since.entry(&to.entry, Side::Answer),
        Command::ChangeFactStanding(to) => since.entry(&to.entry, Side::Standing),
        Command::ChangeItem { to, .. } => since.item(&to.item, Side::State),
        Command::AssignItem { to, .. } => since.item(&to.item, Side::Holder),
        Command::PromiseItem { to, .. } => since.item(&to.item, Side::Promise),
        Command::RetargetItem(to) => since.item(&to.item, Side::Aim),
        Command::ReviseDraft(to) => since.draft(&to.draft, Side::Text),
        Command::RenameDraft(to) => since.draft(&to.draft, Side::Name),
        Command::ShelveDraft(to) => since.draft(&to.draft, Side::Shelf),
        Command::HandleDraft(to) => since.draft(&to.draft, Side::Handling),
        Command::SetExpiry(to) => since.draft(&to.draft, Side::Expiry),
        Command::RenameRoom(_) => since.row(incident.room.seq, "the room", was),
        Command::ChangeStatus(_) => since.row(incident.status.seq, "the status", was),
        Command::SetSeverity(_) => since.row(severity_row(incident), "the severity", was),
        Command::EnterPhase { phase } | Command::LeavePhase { phase } => {
            since.row(incident.phases.get(phase).map_or(0, |span| span.seq), "the phase", was)
        }
        Command::SetAnchor(super::event::AnchorSet { anchor, .. })
        | Command::UnsayAnchor(super::event::AnchorUnsaid { anchor, .. }) => {
            let history = incident.anchors.get(anchor);
            let last = history.and_then(|history| history.values.last());
            since.row(last.map_or(0, |value| value.seq), anchor.words(), was)
        }
        Command::AssignRole(super::event::RoleAssigned { role, .. })
        | Command::ReleaseRole(super::event::RoleReleased { role }) => {
            since.row(incident.roles.get(role).map_or(0, |held| held.seq), role.label(), was)
        }
        Command::ChangeLegalHold(_) => since.row(hold_row(incident), "the legal hold", was),
        asks_about_plan!() => since.plan(command, was),
        Command::OpenRoom(_)
        | Command::StartSession(_)
        | Command::ChangeTypist(_)
        | Command::Record(_)
        | Command::RecordMany { .. }
        | Command::AnswerQuestion { .. }
        | Command::ApplyPlaybook(_)
        | Command::AddItem(_)
        | Command::CommentItem(_)
        | Command::CreateDraft(_)
        | Command::Redact(_)
        | Command::ConfirmRedactions(_)
        | Command::ListNames { .. } => None,
        // What it is about is named by its digest, and kept beside what others said.
        asks_about_words!() => None,
    }
}

/// The row that last changed the severity.
fn severity_row(incident: &Incident) -> u64 {
    incident.severity.map_or(0, |severity| severity.seq)
}

/// The row that last changed the legal hold.
fn hold_row(incident: &Incident) -> u64 {
    incident.hold.as_ref().map_or(0, |hold| hold.seq)
}

/// What was done by others after a row.
struct Since<'a> {
    incident: &'a Incident,
    session: &'a SessionId,
    seen: u64,
}

impl Since<'_> {
    /// The first and the last that others did to one of these sides.
    fn others<'h>(
        &self,
        history: &'h [Happening],
        sides: &[Side],
    ) -> Option<(&'h Happening, &'h Happening)> {
        let foreign = |one: &&Happening| one.session != *self.session && sides.contains(&one.side);
        let later = history.iter().rev().take_while(|one| one.seq > self.seen);
        let mut foreign = later.filter(foreign);
        let last = foreign.next()?;
        Some((foreign.last().unwrap_or(last), last))
    }

    fn refusal(&self, what: String, history: &[Happening], side: Side) -> Option<Refusal> {
        let (first, last) = self.others(history, &[side])?;
        Some(Refusal::Moved {
            what,
            was: sentence::clip(&first.was),
            now: sentence::clip(&last.words),
            by: last.by.clone(),
            at: last.at,
        })
    }

    fn entry(&self, id: &EntryId, side: Side) -> Option<Refusal> {
        let entry = self.incident.timeline.entry(id)?;
        let (first, last) = self.others(&entry.history, &[side])?;
        let open = entry.now.handling.is_open();
        let (was, now) = match side {
            // Put off, not mended: the words are the same.
            Side::Words if open && !first.was.is_empty() => (first.was.clone(), last.words.clone()),
            Side::Words if open => {
                let was = entry.earlier.iter().find(|version| version.replaced_by == first.seq);
                let was = was.map_or("", |version| version.was.text.as_str());
                (quoted(was), quoted(&entry.now.text))
            }
            Side::Words | Side::Order | Side::Struck | Side::Standing | Side::Tags if !open => {
                let word = entry.now.handling.word();
                (format!("as it was ({word})"), format!("something else ({word})"))
            }
            _ => (sentence::clip(&first.was), sentence::clip(&last.words)),
        };
        let what = sentence::name(self.incident, id);
        Some(Refusal::Moved { what, was, now, by: last.by.clone(), at: last.at })
    }

    /// Striking a line strikes its words too: it stops where they were mended, or where somebody
    /// acted on the order.
    fn struck(&self, id: &EntryId) -> Option<Refusal> {
        [Side::Words, Side::Order, Side::Answer, Side::Struck]
            .into_iter()
            .find_map(|side| self.entry(id, side))
    }

    fn restored(&self, entries: &[EntryId]) -> Option<Refusal> {
        entries.iter().find_map(|id| self.entry(id, Side::Struck))
    }

    fn item(&self, id: &ItemId, side: Side) -> Option<Refusal> {
        let item = self.incident.checklist.item(id)?;
        self.refusal(format!("“{}”", sentence::clip(&item.given.action)), &item.history, side)
    }

    fn plan(&self, command: &Command, was: &str) -> Option<Refusal> {
        match command {
            Command::SetStep { to, .. } => self.step(&to.step, Side::Step),
            Command::RemoveStep { to, .. } => self.step(&to.step, Side::Step),
            Command::MoveStep(to) => self.step(&to.step, Side::Place),
            Command::ChangeEmbargo(_) => {
                self.row(self.incident.plan.broken_seq, "the embargo", was)
            }
            // Everything else is asked elsewhere.
            _ => None,
        }
    }

    fn step(&self, id: &StepId, side: Side) -> Option<Refusal> {
        let step = self.incident.plan.step(id)?;
        self.refusal(format!("the step for {}", step.whom()), &step.history, side)
    }

    fn draft(&self, id: &DraftId, side: Side) -> Option<Refusal> {
        let draft = self.incident.drafts.draft(id)?;
        let what = sentence::title(self.incident, id);
        let refusal = self.refusal(what, &draft.history, side)?;
        Some(match refusal {
            Refusal::Moved { what, by, at, .. } if !draft.handling.is_open() => {
                let word = draft.handling.word();
                let (was, now) = (format!("as it was ({word})"), format!("another ({word})"));
                Refusal::Moved { what, was, now, by, at }
            }
            refusal => refusal,
        })
    }

    /// For what has no history of its own: the line of the row that changed it last tells who, when
    /// and what.
    fn row(&self, changed: u64, what: &str, was: &str) -> Option<Refusal> {
        if changed <= self.seen {
            return None;
        }
        let line = self.incident.timeline.row(changed)?;
        let What::Auto(auto) = &line.what else { return None };
        if line.submission.session == *self.session {
            return None;
        }
        Some(Refusal::Moved {
            what: what.to_owned(),
            was: was.to_owned(),
            now: auto.sentence.clone(),
            by: line.author.clone(),
            at: line.recorded_at,
        })
    }
}

fn quoted(text: &str) -> String {
    format!("“{}”", sentence::clip(text))
}
