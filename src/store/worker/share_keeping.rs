//! Who keeps the room, seen from one console: when it reaches for the place, how it decides and
//! publishes, when it gives up.
//!
//! Apart, because two keepers must never be taken for one: the place is only reached for when the
//! one who had it has left or gives it up, or is known to be gone, or a person says so; and what
//! comes of two who think they have it is settled by the ledger, not here.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::store::desk::{boot_id, host_name};
use crate::store::direct::Head;
use crate::store::fault::Fault;
use crate::store::share::keeper::{Keeper, Making};
use crate::store::share::ledger::{Ledger, Position};
use crate::store::share::line::Line;
use crate::store::share::presence::Present;
use crate::store::share::term::{Taken, Term};

use super::room::Room;
use super::share_room::Shared;
use super::{FileReach, now};
use founding::Founding;
pub(super) use hampered::CannotKeep;
use publishing::Published;

mod founding;
mod hampered;
mod publishing;

/// How long the place must be vacant before a console on the file's own disk reaches for it.
const VACANT_LOCAL: Duration = Duration::from_millis(600);
/// How long before one on a share does.
const VACANT: Duration = Duration::from_secs(2);
/// Submissions decided at once.
const BATCH: usize = 64;
/// Rows copied into a working copy before other work is looked at.
const SLICE: u32 = 2_000;

/// See the module.
pub(super) enum Keeping {
    /// Somebody else does, or nobody.
    Not,
    /// Nobody does, since then.
    Vacant(Instant),
    /// The file was numbered directly so far: looks whether it is left alone.
    Founding(Founding),
    /// Reaches for the place.
    Reaching(Term),
    /// Has the place, and makes a working copy.
    Making(Box<Making>, Term),
    /// Keeps.
    Yes(Box<Kept>),
}

/// What a keeper has.
pub(super) struct Kept {
    keeper: Keeper,
    /// Answers on their way into the segment.
    busy: bool,
    /// Answers that did not get there.
    left: Option<Vec<Line>>,
    /// The answer from which on all are said again, because the segment was lost.
    again: Option<u64>,
    published: Published,
}

impl Keeping {
    /// Whether this console neither keeps the room nor is about to.
    pub const fn is_not(&self) -> bool {
        matches!(self, Self::Not)
    }

    /// Whether the place was reached is not known: a look at the folder tells.
    pub fn not_reached(&mut self) {
        if matches!(self, Self::Reaching(_)) {
            *self = Self::Not;
        }
    }

    /// Whether this console keeps the room, and has not answered everything that was asked so far.
    pub fn owes(&self, ledger: &Ledger) -> bool {
        match self {
            Self::Yes(kept) => !kept.is_settled() || ledger.unanswered().next().is_some(),
            Self::Not
            | Self::Vacant(_)
            | Self::Founding(_)
            | Self::Reaching(_)
            | Self::Making(..) => false,
        }
    }

    /// The row to which this console has published the file.
    pub fn published(&self) -> Option<u64> {
        match self {
            Self::Yes(kept) => kept.published.complete,
            Self::Not
            | Self::Vacant(_)
            | Self::Founding(_)
            | Self::Reaching(_)
            | Self::Making(..) => None,
        }
    }
}

impl Keeping {
    /// How the record is reached, where the file cannot be made anew from here.
    pub fn reach(&self) -> Option<FileReach> {
        match self {
            Self::Yes(kept) => kept.published.reach(),
            Self::Not
            | Self::Vacant(_)
            | Self::Founding(_)
            | Self::Reaching(_)
            | Self::Making(..) => None,
        }
    }
}

impl Kept {
    /// Whether everything that was decided is known to lie in the segment: what does not never
    /// happened.
    const fn is_settled(&self) -> bool {
        !self.busy && self.left.is_none() && self.again.is_none()
    }
}

impl Keeping {
    /// Answers are in the segment.
    pub fn answered(&mut self) {
        if let Self::Yes(kept) = self {
            kept.busy = false;
        }
    }

    /// The segment was lost: everything that was said in this term is said again.
    pub fn segment_lost(&mut self) {
        if let Self::Yes(kept) = self {
            kept.again = Some(1);
        }
    }

    /// Answers may not be in the segment.
    pub fn not_answered(&mut self, lines: Vec<Line>) {
        if let Self::Yes(kept) = self {
            (kept.busy, kept.left) = (false, Some(lines));
        }
    }
}

impl Room {
    /// A person says that the keeper is gone.
    pub(super) fn take_over(&mut self) {
        let Some(mut shared) = self.shared.take() else { return };
        if let (Some(latest), Some(at)) =
            (shared.side.ledger.latest(), shared.side.ledger.position())
            && latest.number == at.term
            && shared.side.has_looked()
            && !shared.side.ledger.has_more()
            && shared.side.ledger.head().seq <= self.head.seq
            && latest.session != *self.session()
            && !matches!(shared.keeping, Keeping::Reaching(_))
        {
            let (number, n, there) = (latest.number + 1, at.n, shared.side.ledger.head());
            shared.keeping = self.reach_for(&mut shared, number, n, there);
        }
        self.shared = Some(shared);
    }

    /// Does what a keeper does, or looks whether one is needed.
    pub(super) fn keep(&mut self, shared: &mut Shared) {
        let latest = shared.side.ledger.latest().cloned();
        let keeping = std::mem::replace(&mut shared.keeping, Keeping::Not);
        shared.keeping = match keeping {
            Keeping::Not | Keeping::Vacant(_) => self.look_for_keeper(shared, latest, keeping),
            Keeping::Founding(founding) => self.found(shared, latest.as_ref(), founding),
            Keeping::Reaching(term) => Keeping::Reaching(term),
            Keeping::Making(making, term) if is_latest(latest.as_ref(), &term) => {
                let number = term.number;
                let made = self.make_copy(*making, term);
                let keeping = made.unwrap_or_else(|fault| self.cannot_keep(shared, &fault));
                if matches!(keeping, Keeping::Yes(_)) {
                    shared.served = number;
                }
                keeping
            }
            Keeping::Yes(kept) if is_latest(latest.as_ref(), kept.keeper.term()) => {
                self.serve_as_keeper(shared, kept)
            }
            // Somebody has taken over.
            Keeping::Making(..) | Keeping::Yes(_) => Keeping::Not,
        };
    }

    /// Looks whether the place is vacant; reaches for it after a while.
    fn look_for_keeper(
        &self,
        shared: &mut Shared,
        latest: Option<Term>,
        keeping: Keeping,
    ) -> Keeping {
        if !shared.side.has_looked() || shared.side.rests() {
            return keeping;
        }
        let Some(latest) = latest else {
            return Keeping::Founding(Founding::begin());
        };
        if !self.can_keep(shared) {
            return Keeping::Not;
        }
        let ledger = &shared.side.ledger;
        let here = ledger.head().seq <= self.head.seq;
        let whole = |at: &Position| {
            here && at.term == latest.number && ledger.gap().is_none() && !ledger.has_more()
        };
        let (Some(at), there) = (ledger.position().filter(whole), ledger.head()) else {
            // What the keeper before said is not all here.
            return Keeping::Not;
        };
        if latest.session == *self.session() {
            if is_unused(&latest, at, there, shared.served) {
                return self.begin_copy(shared, latest);
            }
            return self.reach_for(shared, latest.number + 1, at.n, there);
        }
        if there.seq < self.head.seq && shared.lost.is_due() {
            return self.reach_for(shared, latest.number + 1, at.n, there);
        }
        if !is_vacant(shared, &latest) {
            return Keeping::Not;
        }
        let since = match keeping {
            Keeping::Vacant(since) => since,
            _ => Instant::now(),
        };
        let wait = if shared.local { VACANT_LOCAL } else { VACANT };
        if since.elapsed() < wait {
            return Keeping::Vacant(since);
        }
        self.reach_for(shared, latest.number + 1, at.n, there)
    }

    /// Reaches for the place of a term that goes on from this row.
    fn reach_for(&self, shared: &mut Shared, number: u64, continues: u64, head: Head) -> Keeping {
        let term = Term {
            number,
            continues,
            head,
            session: self.session().clone(),
            host: host_name(),
            boot: boot_id(),
            pid: std::process::id(),
            since: now(),
        };
        shared.side.reach_for(term.clone());
        Keeping::Reaching(term)
    }

    /// The place was reached, or lost to somebody else.
    pub(super) fn reached(&mut self, shared: &mut Shared, taken: &Taken) {
        let Keeping::Reaching(term) = std::mem::replace(&mut shared.keeping, Keeping::Not) else {
            return;
        };
        if *taken == Taken::Ours {
            shared.side.ledger.hear_term(term.clone());
            shared.keeping = self.begin_copy(shared, term);
        }
    }

    fn begin_copy(&self, shared: &mut Shared, term: Term) -> Keeping {
        match Making::begin(self.beside_desk("working"), self.desk.incident()) {
            Ok(making) => Keeping::Making(Box::new(making), term),
            Err(fault) => self.cannot_keep(shared, &fault),
        }
    }

    /// Goes on with the working copy, from what this desk has seen.
    fn make_copy(&mut self, mut making: Making, term: Term) -> Result<Keeping, Fault> {
        let at = making.head();
        if at < self.head.seq {
            let rows = self.desk.with(|desk, _| desk.mirrored_after(at, SLICE));
            making.add(&rows.map_err(Fault::Io)?)?;
            if making.head() == at {
                return Err(Fault::Io("this desk lacks rows".to_owned()));
            }
            return Ok(Keeping::Making(Box::new(making), term));
        }
        let kept = Kept {
            keeper: Keeper::begin(term, making.done()?)?,
            busy: false,
            left: None,
            again: None,
            published: Published::new(),
        };
        Ok(Keeping::Yes(Box::new(kept)))
    }

    /// Decides what is unanswered, and publishes.
    fn serve_as_keeper(&mut self, shared: &mut Shared, mut kept: Box<Kept>) -> Keeping {
        // One that was stopped, or stuck, may not be the keeper any more.
        if !shared.side.is_up_to_date() {
            return Keeping::Yes(kept);
        }
        // Before anything new: in a room that never rests, something is always on its way.
        if let Err(fault) = self.publish_where_due(shared, &mut kept) {
            return self.cannot_keep(shared, &fault);
        }
        if !kept.busy && !shared.side.rests() {
            match next_answers(shared, &mut kept) {
                Ok(lines) if lines.is_empty() => {}
                Ok(lines) => {
                    kept.busy = true;
                    shared.side.answer(lines);
                }
                // The working copy is not to be trusted after a fault: it is made anew.
                Err(fault) => return self.cannot_keep(shared, &fault),
            }
        }
        Keeping::Yes(kept)
    }

    /// Removes what was made beside the desk; the child removes what it still copies.
    pub(super) fn clear_away(&self) {
        for what in ["working", "working-journal"] {
            // What is left behind is removed when its session is taken over.
            let _ = std::fs::remove_file(self.beside_desk(what));
        }
    }

    /// A file of this console beside its desk.
    pub(super) fn beside_desk(&self, what: &str) -> PathBuf {
        self.opening.place.own(self.desk.incident(), self.session().as_str(), what)
    }
}

/// What a keeper says next: what did not get there, what was lost, what the segments lack, and
/// only then something new.
fn next_answers(shared: &Shared, kept: &mut Kept) -> Result<Vec<Line>, Fault> {
    if let Some(lines) = kept.left.take() {
        return Ok(lines);
    }
    if let Some(n) = kept.again {
        let (lines, next) = kept.keeper.again(n)?;
        kept.again = next;
        return Ok(lines);
    }
    let back = kept.keeper.bring_back()?;
    if !back.is_empty() {
        return Ok(back);
    }
    let asked: Vec<_> = shared.side.ledger.unanswered().take(BATCH).cloned().collect();
    kept.keeper.decide(&asked, now())
}

fn is_latest(latest: Option<&Term>, own: &Term) -> bool {
    latest.is_some_and(|latest| latest.number == own.number)
}

/// Whether nobody has heard anything of a term of this console, as it was reached and never served.
/// Of one that was, answers may still be on their way, from a child that hangs: what is decided
/// anew must not bear their numbers.
fn is_unused(latest: &Term, at: Position, there: Head, served: u64) -> bool {
    at.n == 0 && latest.head == there && latest.number > served
}

/// Whether the keeper has left, gives the place up, or is gone for certain.
fn is_vacant(shared: &Shared, latest: &Term) -> bool {
    match shared.side.other(&latest.session) {
        None => true,
        Some((Present { hampered: Some(hampered), .. }, _)) if hampered.by.yields() => true,
        Some((Present { host, boot, pid, .. }, _)) => {
            *host == host_name() && *boot == boot_id() && !boot.is_empty() && !is_running(*pid)
        }
    }
}

fn is_running(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
    pid.is_some_and(|pid| {
        !matches!(rustix::process::test_kill_process(pid), Err(rustix::io::Errno::SRCH))
    })
}

#[cfg(test)]
mod tests {
    use super::{Head, Position, Term, is_unused};
    use crate::domain::ids::SessionId;
    use crate::domain::time::Timestamp;

    #[test]
    fn a_term_that_was_served_is_never_begun_again() {
        let term = Term {
            number: 3,
            continues: 7,
            head: Head::NONE,
            session: SessionId::new("s"),
            host: String::new(),
            boot: String::new(),
            pid: 1,
            since: Timestamp::default(),
        };
        let at = |n| Position { term: 3, n };
        assert!(is_unused(&term, at(0), Head::NONE, 2));
        assert!(!is_unused(&term, at(1), Head::NONE, 2));
        // Nothing of what was answered is seen yet: it may be on its way.
        assert!(!is_unused(&term, at(0), Head::NONE, 3));
    }
}
