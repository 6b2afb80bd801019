//! What takes an act back. The opposite of an act is noted when its row is folded, from the state before it, so that nothing has
//! to be guessed later; each console keeps its last few.
//!
//! An undo is an act like any other: it is recorded, and its own opposite is the redo.

use serde::{Deserialize, Serialize};

use super::command::Command;
use super::event::{
    AnchorSet, AnchorUnsaid, DraftRenamed, DraftRevised, DraftShelved, EntryCorrected, EntryPinned,
    EntryRestored, EntryTagged, EntryWithdrawn, Event, FactStandingChanged, HandlingChanged,
    ItemAssigned, ItemChanged, ItemPromised, ItemRetargeted, ItemState, OrderChanged,
    QuestionReopened, Recorded, RoleAssigned, RoleReleased, RoomRenamed, SeveritySet,
    StatusChanged,
};
use super::ids::{EntryId, RevisionId, SessionId, SubmissionId};
use super::incident::Incident;
use super::refusal::Refusal;
use super::sentence;
use super::stale;
use super::time::Timestamp;

/// How many acts each console can take back.
const KEPT: usize = 50;
/// Lines recorded together that are too many to be taken back at once: that is an import.
const TOGETHER: usize = 200;
/// The reason on lines that were taken back so.
const UNDONE: &str = "undone";

/// An act of a console, with what takes it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// What asked for it.
    pub submission: SubmissionId,
    /// Its last row.
    pub seq: u64,
    /// When Enter was pressed.
    pub at: Timestamp,
    /// What it did, in words.
    pub did: String,
    /// What takes it back.
    opposite: Command,
}

/// What would take an act back.
#[derive(Debug, Clone, PartialEq)]
pub struct Opposite {
    /// What it will do, in words: `strike note “db-7 …”`.
    pub words: String,
    /// When the act was done: older than two minutes, a console asks first.
    pub at: Timestamp,
    /// To be submitted.
    pub command: Command,
}

/// The acts of a console that can be taken back, the last first.
pub fn acts<'a>(incident: &'a Incident, session: &SessionId) -> impl Iterator<Item = &'a Act> {
    incident.sessions.get(session).into_iter().flat_map(|session| session.acts.iter().rev())
}

/// What takes the act of a submission back; refused where it has no opposite, or where another changed the same thing since.
/// The opposite of an undo's own submission is the redo.
pub fn opposite(incident: &Incident, submission: &SubmissionId) -> Result<Opposite, Refusal> {
    let act = acts(incident, &submission.session)
        .find(|act| act.submission == *submission)
        .ok_or(Refusal::NoOpposite)?;
    let command = act.opposite.clone();
    if let Some(moved) = stale::moved(incident, &submission.session, &command, act.seq, &act.did) {
        return Err(moved);
    }
    Ok(Opposite { words: words(incident, act), at: act.at, command })
}

/// What taking an act back will do, in words.
fn words(incident: &Incident, act: &Act) -> String {
    match &act.opposite {
        Command::WithdrawEntry { to, .. } => {
            format!("strike {}", sentence::name(incident, &to.entry))
        }
        Command::WithdrawMany { entries, .. } => format!("strike {} lines", entries.len()),
        Command::CorrectEntry { to, .. } => {
            format!("give {} its earlier wording", sentence::name(incident, &to.now.entry))
        }
        Command::RestoreEntry(to) => {
            format!("let {} stand again", sentence::name(incident, &to.entry))
        }
        Command::RestoreMany { entries } => format!("let {} lines stand again", entries.len()),
        _ => format!("take back: {}", act.did),
    }
}

/// Notes the opposite of a row about to be folded.
pub(super) fn note(incident: &mut Incident, row: &Recorded) {
    let session = &row.submission.session;
    if incident.sessions.get(session).is_none_or(|session| session.script) {
        return;
    }
    let did = sentence::of(incident, &row.event);
    let opposite = of_room(incident, row)
        .or_else(|| of_entry(incident, row))
        .or_else(|| of_work(incident, row));
    let Some(session) = incident.sessions.get_mut(session) else { return };
    if let Some(last) = session.acts.back_mut()
        && last.submission == row.submission
    {
        last.seq = row.seq;
        if !last.opposite.joins(opposite) {
            session.acts.pop_back();
        }
        return;
    }
    // A later row of a submission whose first could not be taken back cannot be either.
    if let (Some(opposite), 0) = (opposite, row.part) {
        if session.acts.len() >= KEPT {
            session.acts.pop_front();
        }
        session.acts.push_back(Act {
            submission: row.submission.clone(),
            seq: row.seq,
            at: row.recorded_at,
            did,
            opposite,
        });
    }
}

impl Command {
    /// Makes the opposite of a submission's rows so far that of one more row; false where no one command takes them all back.
    fn joins(&mut self, next: Option<Self>) -> bool {
        match (&mut *self, next) {
            (Self::WithdrawEntry { to: first, .. }, Some(Self::WithdrawEntry { to: next, .. })) => {
                let (entries, because) = (vec![first.entry.clone(), next.entry], UNDONE.to_owned());
                *self = Self::WithdrawMany { entries, because };
                true
            }
            (Self::WithdrawMany { entries, .. }, Some(Self::WithdrawEntry { to, .. })) => {
                entries.push(to.entry);
                entries.len() <= TOGETHER
            }
            (Self::RestoreEntry(first), Some(Self::RestoreEntry(next))) => {
                let entries = vec![first.entry.clone(), next.entry];
                *self = Self::RestoreMany { entries };
                true
            }
            (Self::RestoreMany { entries }, Some(Self::RestoreEntry(to))) => {
                entries.push(to.entry);
                entries.len() <= TOGETHER
            }
            // Striking an answer opens its question again by itself.
            (Self::WithdrawEntry { .. }, Some(Self::ReopenQuestion(_))) => true,
            _ => false,
        }
    }
}

/// The opposite of what concerns the whole room.
fn of_room(incident: &Incident, row: &Recorded) -> Option<Command> {
    Some(match &row.event {
        Event::RoomRenamed(to) => {
            let room = &incident.room;
            Command::RenameRoom(RoomRenamed {
                codename: to.codename.as_ref().map(|_| room.codename.clone()),
                title: to.title.as_ref().map(|_| room.title.clone()),
                zone: to.zone.as_ref().map(|_| room.zone.clone()),
                received: to.received.map(|_| room.received),
                first_read: to.first_read.map(|_| room.first_read),
            })
        }
        Event::StatusChanged(_) => Command::ChangeStatus(StatusChanged {
            to: incident.status.value,
            because: UNDONE.to_owned(),
        }),
        Event::SeveritySet(_) => Command::SetSeverity(SeveritySet {
            to: incident.severity.map(|severity| severity.value),
            because: UNDONE.to_owned(),
        }),
        Event::PhaseEntered(to) => Command::LeavePhase { phase: to.phase },
        Event::PhaseLeft(to) => Command::EnterPhase { phase: to.phase },
        Event::AnchorSet(to) => anchor_as_before(incident, &to.anchor),
        Event::AnchorUnsaid(to) => anchor_as_before(incident, &to.anchor),
        Event::RoleAssigned(RoleAssigned { role, .. })
        | Event::RoleReleased(RoleReleased { role }) => incident.roles.get(role).map_or(
            Command::ReleaseRole(RoleReleased { role: *role }),
            |held| {
                let person = held.value.clone();
                Command::AssignRole(RoleAssigned { role: *role, person })
            },
        ),
        _ => return None,
    })
}

fn anchor_as_before(incident: &Incident, anchor: &super::words::Anchor) -> Command {
    let before = incident.anchors.get(anchor).and_then(|history| history.now());
    match before.and_then(|value| Some((value.at?, value.words.clone()))) {
        Some((at, scope)) => Command::SetAnchor(AnchorSet { anchor: anchor.clone(), at, scope }),
        None => Command::UnsayAnchor(AnchorUnsaid {
            anchor: anchor.clone(),
            because: UNDONE.to_owned(),
        }),
    }
}

/// The opposite of what was done to a line.
fn of_entry(incident: &Incident, row: &Recorded) -> Option<Command> {
    let seen = row.seq;
    let line = |id: &EntryId| incident.timeline.line(id);
    let entry = |id: &EntryId| incident.timeline.entry(id);
    Some(match &row.event {
        Event::EntryRecorded(to) => Command::WithdrawEntry {
            to: EntryWithdrawn { entry: to.entry.clone(), because: UNDONE.to_owned() },
            seen,
        },
        Event::EntryCorrected(to) => {
            let line = line(&to.now.entry)?;
            let to = EntryCorrected {
                now: line.entry()?.now.clone(),
                occurred_at: line.occurred_at,
                department: line.department.clone(),
            };
            Command::CorrectEntry { to, seen }
        }
        Event::EntryWithdrawn(to) => {
            Command::RestoreEntry(EntryRestored { entry: entry(&to.entry)?.now.entry.clone() })
        }
        Event::EntryRestored(to) => Command::WithdrawEntry {
            to: EntryWithdrawn {
                entry: to.entry.clone(),
                because: entry(&to.entry)?.withdrawn.as_ref()?.because.clone(),
            },
            seen,
        },
        Event::EntryPinned(to) => Command::PinEntry(EntryPinned {
            entry: to.entry.clone(),
            pinned: entry(&to.entry)?.pinned,
        }),
        Event::EntryTagged(to) => Command::TagEntry(EntryTagged {
            entry: to.entry.clone(),
            tags: entry(&to.entry)?.now.tags.clone(),
        }),
        Event::HandlingChanged(to) => {
            let handling = entry(&to.entry)?.now.handling.clone();
            Command::ChangeHandling {
                to: HandlingChanged { entry: to.entry.clone(), handling },
                seen,
            }
        }
        Event::OrderChanged(to) => {
            let before = entry(&to.entry)?;
            let due = match &before.now.kind {
                super::event::EntryKind::Order { due, .. } => to.due.map(|_| *due),
                _ => None,
            };
            let to = OrderChanged { entry: to.entry.clone(), to: before.order.clone(), due };
            Command::ChangeOrder { to, seen }
        }
        Event::QuestionAnswered(to) => {
            Command::ReopenQuestion(QuestionReopened { entry: to.entry.clone() })
        }
        Event::FactStandingChanged(to) => {
            let super::event::EntryKind::Fact { standing, .. } = entry(&to.entry)?.now.kind else {
                return None;
            };
            Command::ChangeFactStanding(FactStandingChanged {
                entry: to.entry.clone(),
                to: standing,
                source: String::new(),
            })
        }
        _ => return None,
    })
}

/// The opposite of what was done to an item or a draft.
fn of_work(incident: &Incident, row: &Recorded) -> Option<Command> {
    let seen = row.seq;
    let item = |id| incident.checklist.item(id);
    let draft = |id| incident.drafts.draft(id);
    Some(match &row.event {
        Event::ItemAdded(to) => Command::ChangeItem {
            to: ItemChanged {
                item: to.item.clone(),
                to: ItemState::NotApplicable { because: UNDONE.to_owned() },
            },
            seen,
        },
        Event::ItemChanged(to) => Command::ChangeItem {
            to: ItemChanged { item: to.item.clone(), to: item(&to.item)?.state.clone() },
            seen,
        },
        Event::ItemAssigned(to) => Command::AssignItem {
            to: ItemAssigned { item: to.item.clone(), to: item(&to.item)?.assignee.clone() },
            seen,
        },
        Event::ItemPromised(to) => Command::PromiseItem {
            to: ItemPromised { item: to.item.clone(), due: item(&to.item)?.promise },
            seen,
        },
        Event::ItemRetargeted(to) => {
            let before = item(&to.item)?.aim;
            Command::RetargetItem(ItemRetargeted {
                item: to.item.clone(),
                aim: before.flatten(),
                as_given: before.is_none(),
            })
        }
        Event::DraftCreated(to) => Command::ShelveDraft(DraftShelved {
            draft: to.draft.clone(),
            shelved: true,
            because: UNDONE.to_owned(),
        }),
        Event::DraftRevised(to) => {
            let base = draft(&to.draft)?.revision(to.bases.first()?)?;
            let id = format!("{}-undo", row.submission.thing());
            Command::ReviseDraft(DraftRevised {
                draft: to.draft.clone(),
                revision: RevisionId::new(id),
                bases: vec![to.revision.clone()],
                text: base.text.clone(),
                diverging: false,
                restores: Some(base.id.clone()),
            })
        }
        Event::DraftRenamed(to) => {
            let before = draft(&to.draft)?;
            Command::RenameDraft(DraftRenamed {
                draft: to.draft.clone(),
                title: before.title.clone(),
                audience: before.audience.clone(),
                channel: before.channel.clone(),
            })
        }
        Event::DraftShelved(to) => {
            let because = draft(&to.draft)?.shelved.clone();
            Command::ShelveDraft(DraftShelved {
                draft: to.draft.clone(),
                shelved: because.is_some(),
                because: because.unwrap_or_default(),
            })
        }
        _ => return None,
    })
}
