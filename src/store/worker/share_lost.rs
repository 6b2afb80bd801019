//! Rows that this console has seen and that the share has lost: a segment was removed or cut, or
//! the whole of it was restored from an older copy.
//!
//! Apart from the room's other work, because here the desk is a witness: what it saw is brought
//! back as it was, by its own hashes, and never as something new. What must stay true: nothing is
//! brought back that contradicts what is there, or that a later keeper did not go on from; whoever
//! lacks the rows takes no keeper's place before them.

use std::time::{Duration, Instant};

use crate::domain::ids::SubmissionId;
use crate::domain::time::Timestamp;
use crate::store::direct::Head;
use crate::store::share::keeper::by_submission;
use crate::store::share::ledger::Gap;
use crate::store::share::line::{Answer, Answered, Line};

use super::room::Room;
use super::share_room::Shared;
use super::{FileReach, Report, now};

/// For how long rows must be missing before that is believed.
const SETTLED: Duration = Duration::from_secs(3);
/// For how long before it is said.
const SAID: Duration = Duration::from_secs(5);
/// How long the keeper has time to say again what it said.
pub(super) const KEEPER_FIRST: Duration = Duration::from_secs(10);
/// How long each console waits for the one before it.
const EACH: Duration = Duration::from_secs(4);
/// How long a keeper that lacks the rows is left alone: with each row that it numbers the two
/// stories part.
const BRING_BACK: Duration = Duration::from_secs(15);
/// Rows brought back at once.
const SLICE: u32 = 2_000;
/// No more answers than these were ever empty in one stretch.
const EMPTY: u64 = 100_000;

/// What is known of rows that were lost.
#[derive(Debug, Default)]
pub(super) struct Lost {
    /// Rows are missing in what can be read: since when, and what of it.
    stuck: Option<Stuck>,
    /// When everything is read anew, because somebody's segment was lost.
    reread: Option<Instant>,
    /// When answers were last filled in.
    filled: Option<Instant>,
}

#[derive(Debug)]
struct Stuck {
    since: Instant,
    at: Timestamp,
    because: String,
}

impl Lost {
    /// How the record is reached, where rows are missing.
    pub fn reach(&self) -> Option<FileReach> {
        let stuck = self.stuck.as_ref().filter(|stuck| stuck.since.elapsed() > SAID)?;
        let (since, because) = (stuck.at, stuck.because.clone());
        Some(FileReach::Away { since, word: "ROWS MISSING", because })
    }

    /// Whether a keeper that lacks the rows was left alone long enough.
    pub fn is_due(&self) -> bool {
        self.stuck.as_ref().is_some_and(|stuck| stuck.since.elapsed() > BRING_BACK)
    }

    fn is_settled(&self) -> bool {
        self.stuck.as_ref().is_some_and(|stuck| stuck.since.elapsed() > SETTLED)
    }
}

impl Room {
    /// Somebody's segment is there no more, or not whole. Its owner may mend that.
    pub(super) fn segment_lost(shared: &mut Shared) {
        shared.lost.reread.get_or_insert_with(|| Instant::now() + KEEPER_FIRST);
    }

    /// Looks whether rows are missing on the share, and does what can be done about it.
    pub(super) fn look_after_lost(&mut self, shared: &mut Shared) {
        if shared.lost.reread.is_some_and(|at| at <= Instant::now()) {
            shared.lost.reread = None;
            self.begin_ledger_anew(shared, true);
            return;
        }
        let ledger = &shared.side.ledger;
        let begun = ledger.start().is_some_and(|start| start.seq <= self.head.seq);
        if !begun || !shared.side.has_looked() {
            return;
        }
        let (gap, there) = (ledger.gap(), ledger.head());
        if gap.is_none() && there.seq >= self.head.seq {
            shared.lost.stuck = None;
            return;
        }
        let because = self.what_is_missing(gap, there);
        match &mut shared.lost.stuck {
            Some(stuck) => stuck.because = because,
            None => {
                shared.lost.stuck = Some(Stuck { since: Instant::now(), at: now(), because });
            }
        }
        if !shared.lost.is_settled() {
            return;
        }
        if shared.side.ledger.begun().is_some() {
            // What was said before the milestone may tell more of it.
            self.begin_ledger_anew(shared, true);
            return;
        }
        if gap.is_none() && self.follows_later_keeper(shared, there) {
            return;
        }
        if let Some(gap) = gap.filter(|_| self.writes(shared)) {
            self.fill(shared, gap);
        }
    }

    fn what_is_missing(&self, gap: Option<Gap>, there: Head) -> String {
        let have = there.seq < self.head.seq;
        match (gap, have) {
            (_, true) => format!(
                "a segment in the folder beside the file was removed or cut, or the folder was \
                restored from an older copy: it goes to row {}, and this desk has seen row {}. \
                The rows are brought back from here",
                there.seq, self.head.seq
            ),
            (Some(gap), false) => format!(
                "answer {} of the keeper's term {} is missing, and nothing after it can be shown: \
                a segment in the folder beside the file was removed or cut. A console that has \
                read it brings it back; else put it back, or see `allhands recover`",
                gap.first.n, gap.first.term
            ),
            (None, false) => String::new(),
        }
    }

    /// Whether what this desk saw after a row was left out by a later keeper: then it is laid
    /// aside here too.
    fn follows_later_keeper(&mut self, shared: &mut Shared, to: Head) -> bool {
        let next = self.mirror_hash(to.seq + 1);
        let void = next.is_some_and(|hash| shared.side.ledger.is_void(to.seq + 1, hash));
        if void {
            self.asked_again(shared, to);
        }
        void
    }

    /// The same, where rows contradict what this desk saw; says whether that was so.
    pub(super) fn later_keeper_explains(&mut self, shared: &mut Shared) -> bool {
        let Some(to) = self.last_head_in_common(shared) else { return false };
        self.follows_later_keeper(shared, to)
    }

    /// The last row that a term went on from and that this desk saw alike.
    pub(super) fn last_head_in_common(&mut self, shared: &Shared) -> Option<Head> {
        let heads: Vec<Head> = shared.side.ledger.heads().map(|term| term.head).collect();
        heads.into_iter().find(|head| self.agrees(*head))
    }

    /// Whether this desk saw a row alike.
    pub(super) fn agrees(&mut self, head: Head) -> bool {
        head.seq == 0 || self.mirror_hash(head.seq) == Some(head.hash)
    }

    fn mirror_hash(&mut self, seq: u64) -> Option<crate::store::chain::Hash> {
        self.desk.with(|desk, _| desk.mirror_hash_at(seq)).ok().flatten()
    }

    /// Lays aside what a later keeper did not go on from, and says so.
    pub(super) fn asked_again(&mut self, shared: &mut Shared, to: Head) {
        let rows = self.head.seq.saturating_sub(to.seq);
        let latest = shared.side.ledger.latest();
        let host = latest.map(|term| term.host.clone()).unwrap_or_default();
        if self.go_back(shared, to) {
            self.tell(Report::AskedAgain { host, from: to.seq, rows });
        }
    }

    /// Says again what a keeper said that is gone: the rows as this desk saw them, in the places
    /// that are empty.
    fn fill(&mut self, shared: &mut Shared, gap: Gap) {
        let Some(lines) = self.fillings(shared, gap) else { return };
        shared.lost.filled = Some(Instant::now());
        shared.side.answer(lines);
    }

    /// How long this console leaves it to those before it.
    pub(super) fn turn(&self, shared: &Shared) -> Duration {
        let before =
            shared.side.others().filter(|other| other.present.session < *self.session()).count();
        EACH * u32::try_from(before).unwrap_or(u32::MAX).min(20)
    }

    fn fillings(&mut self, shared: &Shared, gap: Gap) -> Option<Vec<Line>> {
        let ledger = &shared.side.ledger;
        let keeper = ledger.heads().find(|term| term.number == gap.first.term)?;
        let alive = matches!(shared.side.other(&keeper.session), Some((_, false)));
        let wait = SETTLED + self.turn(shared) + if alive { KEEPER_FIRST } else { Duration::ZERO };
        let waits = shared.lost.stuck.as_ref().is_none_or(|stuck| stuck.since.elapsed() < wait);
        let tried = shared.lost.filled.is_some_and(|at| at.elapsed() < SETTLED);
        let there = ledger.head();
        let until = gap.until.unwrap_or(self.head.seq);
        let have = (there.seq..=self.head.seq).contains(&until);
        if waits || tried || !have || shared.side.rests() || !self.agrees(there) {
            return None;
        }
        let most = u32::try_from(until - there.seq).unwrap_or(SLICE).min(SLICE);
        let rows = self.desk.with(|desk, _| desk.mirrored_after(there.seq, most)).ok()?;
        let all = there.seq + rows.len() as u64 == until;
        let mut groups = by_submission(rows);
        if !all && groups.len() > 1 {
            // Its rest comes with the next slice.
            groups.pop();
        }
        let empty = gap.missing.checked_sub(groups.len() as u64)?;
        if all && empty <= EMPTY {
            // What was refused there left no rows; what it was, nobody here knows any more.
            let nothing = SubmissionId { session: self.session().clone(), number: 0 };
            groups.extend((0..empty).map(|_| (nothing.clone(), Vec::new())));
        }
        let line = |(n, (of, rows))| {
            let how = Answer::Numbered(rows);
            Line::Answered(Answered { term: gap.first.term, n, of, how })
        };
        Some((gap.first.n..).zip(groups).map(line).collect())
    }
}
