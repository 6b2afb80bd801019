//! The file for people, made anew by the keeper: when, from what, and what is said where that fails
//! or where something else stood in its place.
//!
//! Apart from the keeping, because nobody's numbers depend on it. What must stay true: nothing is
//! shown to people that does not lie in the segments, and nothing from an earlier term.

use std::time::{Duration, Instant};

use crate::domain::time::Timestamp;
use crate::store::fault::Fault;
use crate::store::share::stood::Stood;
use crate::store::share::unwritten::Unwritten;

use super::{Keeping, Kept};
use crate::store::worker::room::Room;
use crate::store::worker::share_room::Shared;
use crate::store::worker::share_side::Copied;
use crate::store::worker::{FileReach, Report, now};

/// How long a room is quiet before the file is published.
const QUIET: Duration = Duration::from_secs(1);
/// How long it waits at most.
const LONGEST: Duration = Duration::from_secs(10);
/// How long after a copy that failed the next is made.
const AGAIN: Duration = Duration::from_secs(2);
/// How long it may fail before that is said where nobody knows why.
const SAID: Duration = Duration::from_secs(5);

/// The file for people, as it was last made.
pub(super) struct Published {
    /// As it is being made, or was.
    seq: u64,
    /// As it is known to stand there.
    pub complete: Option<u64>,
    at: Instant,
    busy: bool,
    /// Since when that fails, and why.
    failed: Option<(Instant, Timestamp, Unwritten)>,
}

impl Published {
    /// Nothing was published yet.
    pub fn new() -> Self {
        Self { seq: 0, complete: None, at: Instant::now(), busy: false, failed: None }
    }

    /// It could not be made anew.
    fn has_failed(&mut self, why: &Unwritten) {
        let before = self.failed.take().map(|(since, at, _)| (since, at));
        let (since, at) = before.unwrap_or_else(|| (Instant::now(), now()));
        self.failed = Some((since, at, why.clone()));
    }

    /// Whether that is so for a while.
    fn is_said(&self) -> bool {
        self.failed.as_ref().is_some_and(|(since, ..)| since.elapsed() >= SAID)
    }

    /// How the record is reached, where the file cannot be made anew.
    pub fn reach(&self) -> Option<FileReach> {
        let (_, at, why) = self.failed.as_ref()?;
        if why.word().is_none() && !self.is_said() {
            return None;
        }
        let because = format!(
            "the file itself cannot be made anew: {}. Lines are numbered all the same, and lie in \
             the folder beside it",
            why.sentence()
        );
        Some(FileReach::Away { since: *at, word: why.word().unwrap_or("FILE BEHIND"), because })
    }
}

impl Room {
    /// Publishes where that is due, and where everything that was decided lies in the segments.
    /// Fails where this host has no room for that for a while, and another console may have it.
    pub(super) fn publish_where_due(
        &self,
        shared: &mut Shared,
        kept: &mut Kept,
    ) -> Result<(), Fault> {
        let Published { seq, at, busy, ref failed, .. } = kept.published;
        let due = self.changed.elapsed() >= QUIET || at.elapsed() >= LONGEST;
        let rests = failed.is_some() && at.elapsed() < AGAIN;
        if seq >= self.head.seq || !due || busy || rests || !kept.is_settled() {
            return Ok(());
        }
        let Err(fault) = self.publish(shared, kept) else { return Ok(()) };
        let published = &mut kept.published;
        published.at = Instant::now();
        published.has_failed(&Unwritten::of_this_host(&fault.to_string()));
        // One that is alone goes on numbering: that matters more.
        let other = shared
            .side
            .others()
            .any(|other| other.silent_since.is_none() && other.present.hampered.is_none());
        if published.is_said() && other { Err(fault) } else { Ok(()) }
    }

    /// Publishes from a copy of its own: a child may be at work on the one before for longer than
    /// is known here.
    fn publish(&self, shared: &mut Shared, kept: &mut Kept) -> Result<(), Fault> {
        let path = self.beside_desk(&format!("publish-{}", shared.side.next_number()));
        let head = kept.keeper.copy_to(&path).inspect_err(|_| {
            // What there is of it takes room that is wanted.
            let _ = std::fs::remove_file(&path);
        })?;
        let base = self.base_to_clean(shared);
        let copied = Copied { seq: head.seq, term: Some(kept.keeper.term().number) };
        // Only of what the file holds.
        let milestone = shared.side.milestone().filter(|milestone| milestone.head == head);
        shared.side.publish(path, copied, base, milestone);
        let published = &mut kept.published;
        (published.seq, published.at, published.busy) = (head.seq, Instant::now(), true);
        Ok(())
    }

    /// On leaving, the file is made complete, also where an earlier copy is still on its way. What
    /// was decided and did not get into the segment is said once more before that; where it does
    /// not get there, the child publishes nothing of it.
    pub(in crate::store::worker) fn publish_last(&self, shared: &mut Shared) {
        let Keeping::Yes(mut kept) = std::mem::replace(&mut shared.keeping, Keeping::Not) else {
            return;
        };
        if let Some(lines) = kept.left.take() {
            shared.side.answer(lines);
        }
        if kept.published.seq < kept.keeper.head() {
            // Whoever keeps the room next makes it.
            let _ = self.publish(shared, &mut kept);
        }
    }

    /// The file was published, or was not.
    pub(in crate::store::worker) fn published(
        &mut self,
        shared: &mut Shared,
        copied: Copied,
        done: &Result<Stood, Unwritten>,
    ) {
        let Copied { seq, term } = copied;
        if let Ok(stood) = done {
            self.tell_what_stood(shared, stood, seq);
        }
        match &mut shared.keeping {
            // That of an earlier term may come late.
            Keeping::Yes(kept) if term != Some(kept.keeper.term().number) => {}
            Keeping::Yes(kept) => {
                kept.published.busy = false;
                if let Err(why) = done {
                    kept.published.seq = 0;
                    kept.published.has_failed(why);
                } else {
                    (kept.published.complete, kept.published.failed) = (Some(seq), None);
                    shared.removal.published();
                }
            }
            Keeping::Founding(founding) => {
                // Once the base lies there, the first term can begin.
                if let Some(head) = founding.lies_there(done.is_ok(), seq) {
                    shared.keeping = self.reach_for(shared, 1, 0, head);
                }
            }
            Keeping::Not | Keeping::Vacant(_) | Keeping::Reaching(_) | Keeping::Making(..) => {}
        }
    }

    /// Somebody has touched the file: it is made anew, and what stands there is looked at first.
    pub(in crate::store::worker) fn touched(shared: &mut Shared) {
        if let Keeping::Yes(kept) = &mut shared.keeping {
            kept.published.seq = 0;
        }
    }

    /// Says what stood in the file's place, where that was not to be expected.
    fn tell_what_stood(&self, shared: &mut Shared, stood: &Stood, seq: u64) {
        let words = match stood {
            Stood::AsExpected => return,
            Stood::Nothing => {
                format!("the file itself had been removed, and was made anew, to row {seq}")
            }
            Stood::Older(row) => format!(
                "an older copy, to row {row}, had been put in the file's place; the file was made \
                anew, to row {seq}"
            ),
            Stood::Other { aside, because } => format!(
                "something else stood in the file's place: {because}. It lies beside it as \
                {aside} now, and the file was made anew, to row {seq}. Find out who put it there"
            ),
        };
        self.tell(Report::Said(words.clone()));
        shared.remarks.push(words);
    }
}
