//! What one turn of a console asks of the desk, in one transaction: the line that Enter sent off is
//! in the outbox, or it is half typed; it is never both, and never neither, wherever a kill cuts.
//!
//! Apart from outbox and texts, because it joins them. What must stay true: all of a turn holds, or
//! nothing of it does.

use rusqlite::{Transaction, params};

use super::{Desk, DeskError, Scratch, Seat, Sync, outbox, scratch};
use crate::domain::command::Submission;
use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::time::Timestamp;

/// One of the things that a turn asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A submission comes into the outbox. One that is there already stays as it is.
    Keep(Box<Submission>),
    /// A text is kept in place of what its slot held.
    Save(Scratch),
    /// The text that a session had in a slot is forgotten.
    Forget(SessionId, String),
    /// A refused submission was dealt with: its text goes, its id stays refused.
    Deal(SubmissionId),
}

impl Step {
    /// Whether a crash of the host must not undo it. A text that is offered once more costs a
    /// person a look.
    const fn is_synced(&self) -> bool {
        match self {
            Self::Keep(_) | Self::Save(_) | Self::Deal(_) => true,
            Self::Forget(..) => false,
        }
    }
}

impl Desk {
    /// Does these, in this order, all or none; synced when it returns, where anything was kept.
    pub fn take_turn(
        &mut self,
        seat: &Seat,
        steps: &[Step],
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let mut submissions = Vec::new();
        for step in steps {
            if let Step::Keep(submission) = step {
                let text = serde_json::to_string(submission)
                    .map_err(|error| DeskError::failing(&self.path, &error))?;
                submissions.push(text);
            }
        }
        let sync = if steps.iter().any(Step::is_synced) { Sync::Now } else { Sync::Later };
        self.write(sync, |work| {
            let mut submissions = submissions.iter();
            for step in steps {
                match step {
                    Step::Keep(submission) => {
                        let text = submissions.next().map_or("", String::as_str);
                        outbox::keep(work, seat, (&submission.id, text), now)?;
                    }
                    Step::Save(text) => scratch::save(work, seat, text)?,
                    Step::Forget(session, slot) => forget(work, session, slot)?,
                    Step::Deal(id) => outbox::deal(work, id)?,
                }
            }
            Ok(())
        })
    }
}

fn forget(work: &Transaction<'_>, session: &SessionId, slot: &str) -> rusqlite::Result<()> {
    work.prepare_cached("DELETE FROM scratch WHERE session = ?1 AND slot = ?2")?
        .execute(params![session.as_str(), slot])
        .map(|_| ())
}
