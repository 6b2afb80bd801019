//! What takes an act back. The opposite of an act is noted when its row is folded, from the state
//! before it, so that nothing has to be guessed later; each console keeps its last few.
//!
//! An undo is an act like any other: it is recorded, and its own opposite is the redo.

mod opposites;

use serde::{Deserialize, Serialize};

use super::command::Command;
use super::event::Recorded;
use super::ids::{SessionId, SubmissionId};
use super::incident::Incident;
use super::people::Person;
use super::refusal::Refusal;
use super::sentence;
use super::stale;
use super::time::Timestamp;

/// How many acts of each console are kept; every undo is one more of them.
const KEPT: usize = 100;
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
    /// Who pressed it: several people may type at a console one after the other.
    pub by: Person,
    /// What it did, in words.
    pub did: String,
    /// What takes it back.
    opposite: Command,
}

/// What would take an act back.
#[derive(Debug, Clone, PartialEq)]
pub struct Opposite {
    /// What was done, naming the thing: `order “rotate keys” done`.
    pub did: String,
    /// What it will do, in words: `strike note “db-7 …”`.
    pub words: String,
    /// When the act was done: older than two minutes, a console asks first.
    pub at: Timestamp,
    /// Who did it: of another's, a console asks first.
    pub by: Person,
    /// To be submitted.
    pub command: Command,
}

/// The acts of a console that can be taken back, the last first.
pub fn acts<'a>(incident: &'a Incident, session: &SessionId) -> impl Iterator<Item = &'a Act> {
    incident.sessions.get(session).into_iter().flat_map(|session| session.acts.iter().rev())
}

/// What takes the act of a submission back; refused where it has no opposite, or where another
/// changed the same thing since.
/// The opposite of an undo's own submission is the redo.
pub fn opposite(incident: &Incident, submission: &SubmissionId) -> Result<Opposite, Refusal> {
    let act = acts(incident, &submission.session)
        .find(|act| act.submission == *submission)
        .ok_or(Refusal::NoOpposite)?;
    let command = act.opposite.clone();
    if let Some(moved) = stale::moved(incident, &submission.session, &command, act.seq, &act.did) {
        return Err(moved);
    }
    let (did, words) = (did(incident, act), words(incident, act));
    Ok(Opposite { did, words, at: act.at, by: act.by.clone(), command })
}

/// What an act did, naming the line that it was done to.
fn did(incident: &Incident, act: &Act) -> String {
    let entry = match &act.opposite {
        Command::WithdrawEntry { to, .. } => &to.entry,
        Command::CorrectEntry { to, .. } => &to.now.entry,
        Command::RestoreEntry(to) => &to.entry,
        Command::PinEntry(to) => &to.entry,
        Command::TagEntry(to) => &to.entry,
        Command::ChangeHandling { to, .. } => &to.entry,
        Command::ChangeOrder { to, .. } => &to.entry,
        Command::ReopenQuestion(to) => &to.entry,
        Command::ChangeFactStanding(to) => &to.entry,
        Command::WithdrawMany { entries, .. } => {
            return format!("{} lines recorded", entries.len());
        }
        Command::RestoreMany { entries } => return format!("{} lines struck", entries.len()),
        _ => return act.did.clone(),
    };
    let sort = incident.timeline.entry(entry).map_or("line", |entry| entry.now.kind.word());
    match act.did.strip_prefix(sort) {
        Some(done) => format!("{}{done}", sentence::name(incident, entry)),
        None => act.did.clone(),
    }
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
        _ => act.did.clone(),
    }
}

/// Notes the opposite of a row about to be folded.
pub(super) fn note(incident: &mut Incident, row: &Recorded) {
    let session = &row.submission.session;
    if incident.sessions.get(session).is_none_or(|session| session.script) {
        return;
    }
    let did = sentence::of(incident, &row.event);
    let opposite = opposites::of(incident, row);
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
            by: row.author.clone(),
            did,
            opposite,
        });
    }
}

impl Command {
    /// Makes the opposite of a submission's rows so far that of one more row; false where no one
    /// command takes them all back.
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
            (
                Self::TakeBackVerdicts { verdicts },
                Some(Self::TakeBackVerdicts { verdicts: next }),
            ) => {
                verdicts.extend(next);
                true
            }
            (
                Self::TakeBackReleases { releases },
                Some(Self::TakeBackReleases { releases: next }),
            ) => {
                releases.extend(next);
                true
            }
            (Self::Approve { approvals }, Some(Self::Approve { approvals: next })) => {
                approvals.extend(next);
                true
            }
            (Self::Release { releases }, Some(Self::Release { releases: next })) => {
                releases.extend(next);
                true
            }
            (Self::ListNames { names }, Some(Self::ListNames { names: next })) => {
                names.extend(next);
                true
            }
            // A suggestion that was taken stays resolved: the text before has it open to be read.
            // Striking an answer opens its question again by itself.
            (Self::ReviseDraft(_), Some(Self::ResolveComment(_)))
            | (Self::WithdrawEntry { .. }, Some(Self::ReopenQuestion(_))) => true,
            _ => false,
        }
    }
}
