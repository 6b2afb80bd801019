//! A record on the share that contradicts what this desk saw.
//!
//! Apart from taking rows, because most contradictions are none: a keeper died while what it said
//! had reached those who read through the same mount, and never the share itself; its successor
//! numbers the same lines anew. What must stay true: nothing is believed before everything that
//! lies there has been read; nothing is written while it is not clear; and only where each line
//! that was seen is on the record or waits for its number is what was seen laid aside.

use std::time::{Duration, Instant};

use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;
use crate::store::codec::Row;
use crate::store::direct::Head;

use super::opening::{Folded, fold_mirror};
use super::room::Room;
use super::share_keeping::Keeping;
use super::share_room::Shared;
use super::{Doubt as FileDoubt, FileReach, now};

/// After so long it is believed.
const SAID: Duration = Duration::from_secs(5);
/// Between two readings of everything.
const AGAIN: Duration = Duration::from_secs(2);
/// No keeper ever left more rows than these behind that its successor did not go on from.
const MOST: u32 = 10_000;

/// What speaks against the record as it lies there.
#[derive(Debug)]
pub(super) struct Doubt {
    because: String,
    since: Instant,
    at: Timestamp,
    read: Instant,
}

impl Doubt {
    /// How the record is reached.
    pub fn reach(&self) -> FileReach {
        if self.since.elapsed() > SAID {
            let because = self.because.clone();
            return FileReach::NotTheOne { because, doubt: FileDoubt::Other };
        }
        let because = "what lies there is not what this desk has seen: all of it is read once \
                       more. What you type is kept at this desk meanwhile";
        FileReach::Away { since: self.at, word: "CHECKING", because: because.to_owned() }
    }
}

impl Room {
    /// Whether the record has to wait before more of it is taken.
    pub(super) fn waits_in_doubt(shared: &Shared) -> bool {
        let early = |doubt: &Doubt| doubt.read.elapsed() < AGAIN || !shared.side.has_looked();
        shared.doubt.as_ref().is_some_and(early)
    }

    /// Takes rows for a contradiction where they are one: then everything is read once more, until
    /// it is none, or a person says what counts.
    pub(super) fn doubts(&mut self, shared: &mut Shared, rows: &[Row]) -> bool {
        let seen = shared.seen;
        let other = rows.iter().find(|row| row.seq == seen.seq && row.hash != seen.hash);
        let Some(other) = other else { return false };
        if self.desk_knows_better(shared, other)
            || self.later_keeper_explains(shared)
            || self.was_asked_again(shared)
        {
            return true;
        }
        let because = format!(
            "row {} is not the one that this desk has seen: the record was rolled back and went \
             on, or belongs to another copy. Nothing is written to it; what you type, and every \
             row seen here, is kept at this desk. Put the right folder back, or say that this one \
             is the room: it then goes on with the record that is there",
            seen.seq
        );
        let read = Instant::now();
        let first = shared.doubt.as_ref().map(|doubt| (doubt.since, doubt.at));
        let (since, at) = first.unwrap_or_else(|| (read, now()));
        shared.doubt = Some(Doubt { because, since, at, read });
        self.begin_ledger_anew(shared, true);
        true
    }

    /// Whether another console of this desk has laid aside meanwhile what this one came with.
    fn desk_knows_better(&mut self, shared: &mut Shared, row: &Row) -> bool {
        let agrees = self.agrees(Head { seq: row.seq, hash: row.hash });
        agrees && self.goes_on_from_desk(shared)
    }

    /// Whether a later keeper went on from an earlier row, and every line that was seen here after
    /// it is on its record, or waits there for a number: then nothing was lost with the rows.
    fn was_asked_again(&mut self, shared: &mut Shared) -> bool {
        let Some(to) = self.last_head_in_common(shared) else { return false };
        let seen = self.desk.with(|desk, _| desk.mirrored_after(to.seq, MOST)).unwrap_or_default();
        let id = |session: &str, number| SubmissionId { session: SessionId::new(session), number };
        let mut ids = seen.iter().map(|row| id(&row.session, row.submission));
        let again = !seen.is_empty()
            && seen.last().is_some_and(|last| last.seq >= shared.seen.seq)
            && ids.all(|id| shared.side.ledger.knows(&id));
        if again {
            self.asked_again(shared, to);
        }
        again
    }

    /// Goes on from an earlier row: what came after it is laid aside. Says whether that could be.
    pub(super) fn go_back(&mut self, shared: &mut Shared, to: Head) -> bool {
        let laid_aside = self.desk.with(|desk, _| desk.give_up_after(to.seq, now()));
        let nothing =
            || Folded { incident: Incident::default(), head: Head::NONE, from_desk: None };
        let folded = laid_aside.ok().and_then(|()| match to.seq {
            0 => Some(nothing()),
            _ => fold_mirror(&mut self.desk),
        });
        let Some(folded) = folded.filter(|folded| folded.head == to) else {
            shared.bar = Some(format!(
                "the record goes on from row {}, which this desk does not have. Leave the room \
                and open it again",
                to.seq
            ));
            return false;
        };
        self.go_on_from(shared, folded);
        true
    }

    /// Goes on from what the desk has by now.
    pub(super) fn goes_on_from_desk(&mut self, shared: &mut Shared) -> bool {
        let folded = fold_mirror(&mut self.desk);
        folded.map(|folded| self.go_on_from(shared, folded)).is_some()
    }

    /// Goes on from here, with everything read once more.
    fn go_on_from(&mut self, shared: &mut Shared, folded: Folded) {
        (self.incident, self.head, self.told) = (folded.incident, folded.head, folded.head.seq);
        (shared.seen, shared.whole, shared.doubt) = (folded.head, false, None);
        (shared.keeping, shared.fetching, shared.arriving) = (Keeping::Not, false, None);
        if let Err(error) = shared.side.begin_anew(true) {
            shared.bar = Some(error.to_string());
        }
        self.tell_opened(None);
    }
}
