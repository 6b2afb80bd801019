//! Who keeps the room, seen from one console: when it reaches for the place, how it decides and
//! publishes, when it gives up.
//!
//! Apart, because two keepers must never be taken for one: the place is only reached for when the
//! one who had it has left, or is known to be gone, or a person says so; and what comes of two who
//! think they have it is settled by the ledger, not here.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::store::desk::{boot_id, host_name};
use crate::store::direct::{self, Head};
use crate::store::fault::Fault;
use crate::store::share::keeper::{Keeper, Making};
use crate::store::share::ledger::Position;
use crate::store::share::line::Line;
use crate::store::share::presence::Present;
use crate::store::share::stood::Stood;
use crate::store::share::term::{Taken, Term};
use crate::store::share::wire::Done;

use super::room::Room;
use super::share_room::Shared;
use super::{Report, now};

/// How long the place must be vacant before a console on the file's own disk reaches for it.
const VACANT_LOCAL: Duration = Duration::from_millis(600);
/// How long before one on a share does.
const VACANT: Duration = Duration::from_secs(2);
/// How long a file that was numbered directly must have been left alone before a console on a share
/// becomes its first keeper.
const AT_REST: Duration = Duration::from_secs(30);
/// How often it is looked at meanwhile.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// Submissions decided at once.
const BATCH: usize = 64;
/// Rows copied into a working copy before other work is looked at.
const SLICE: u32 = 2_000;
/// How long a room is quiet before the file is published.
const QUIET: Duration = Duration::from_secs(1);
/// How long it waits at most.
const LONGEST: Duration = Duration::from_secs(10);

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

/// Before the first keeper.
pub(super) struct Founding {
    /// The last row of the file when it was first looked at, and when.
    head: Option<(Head, Instant)>,
    /// When it is looked at next.
    again: Instant,
    /// Whether a look, or the base, is under way.
    busy: bool,
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

/// The file for people, as it was last made.
struct Published {
    /// As it is being made, or was.
    seq: u64,
    /// As it is known to stand there.
    complete: Option<u64>,
    at: Instant,
    busy: bool,
}

impl Keeping {
    /// Whether the place was reached is not known: a look at the folder tells.
    pub fn not_reached(&mut self) {
        if matches!(self, Self::Reaching(_)) {
            *self = Self::Not;
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
                self.make_copy(*making, term).unwrap_or(Keeping::Not)
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
            let again = Instant::now();
            return Keeping::Founding(Founding { head: None, again, busy: false });
        };
        let ledger = &shared.side.ledger;
        let whole = |at: &Position| at.term == latest.number && ledger.gap().is_none();
        let (Some(at), there) = (ledger.position().filter(whole), ledger.head()) else {
            // What the keeper before said is not all here.
            return Keeping::Not;
        };
        if latest.session == *self.session() {
            // Of a term that was begun and not used, nobody has heard anything.
            if at.n == 0 && latest.head == there {
                return self.begin_copy(latest).unwrap_or(Keeping::Not);
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
            shared.keeping = self.begin_copy(term).unwrap_or(Keeping::Not);
        }
    }

    fn begin_copy(&self, term: Term) -> Result<Keeping, Fault> {
        let making = Making::begin(self.beside_desk("working"), self.desk.incident())?;
        Ok(Keeping::Making(Box::new(making), term))
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
            published: Published { seq: 0, complete: None, at: Instant::now(), busy: false },
        };
        Ok(Keeping::Yes(Box::new(kept)))
    }

    /// Decides what is unanswered, and publishes.
    fn serve_as_keeper(&mut self, shared: &mut Shared, mut kept: Box<Kept>) -> Keeping {
        // One that was stopped, or stuck, may not be the keeper any more.
        if !shared.side.is_up_to_date() {
            return Keeping::Yes(kept);
        }
        if !kept.busy && !shared.side.rests() {
            // The working copy is not to be trusted after a fault: it is made anew.
            let Ok(lines) = next_answers(shared, &mut kept) else { return Keeping::Not };
            if !lines.is_empty() {
                kept.busy = true;
                shared.side.answer(lines);
            }
        }
        let published = &kept.published;
        let due = self.changed.elapsed() >= QUIET || published.at.elapsed() >= LONGEST;
        if !published.busy && published.seq < self.head.seq && due && !kept.busy {
            self.publish("publish", shared, &mut kept);
        }
        Keeping::Yes(kept)
    }

    /// Publishes from a copy of this name. Of one that is on its way the name is not free.
    fn publish(&self, name: &str, shared: &mut Shared, kept: &mut Kept) {
        let path = self.beside_desk(name);
        if let Ok(head) = kept.keeper.copy_to(&path) {
            let base = self.base_to_clean(shared);
            shared.side.publish(path, head.seq, base);
            let complete = kept.published.complete;
            let (seq, at) = (head.seq, Instant::now());
            kept.published = Published { seq, complete, at, busy: true };
        }
    }

    /// On leaving, the file is made complete, also where an earlier copy is still on its way.
    pub(super) fn publish_last(&self, shared: &mut Shared) {
        if let Keeping::Yes(mut kept) = std::mem::replace(&mut shared.keeping, Keeping::Not)
            && kept.published.seq < self.head.seq
        {
            self.publish("publish-last", shared, &mut kept);
        }
    }

    /// The file was published, or was not.
    pub(super) fn published(&mut self, shared: &mut Shared, seq: u64, done: &Done<Stood>) {
        if let Ok(stood) = done {
            self.tell_what_stood(shared, stood, seq);
        }
        match &mut shared.keeping {
            Keeping::Yes(kept) => {
                kept.published.busy = false;
                if done.is_err() {
                    kept.published.seq = 0;
                } else {
                    kept.published.complete = Some(seq);
                    shared.removal.published();
                }
            }
            Keeping::Founding(founding) => match founding.head {
                // The base lies there: the first term can begin.
                Some((head, _)) if done.is_ok() && seq == head.seq => {
                    shared.keeping = self.reach_for(shared, 1, 0, head);
                }
                _ => founding.busy = false,
            },
            Keeping::Not | Keeping::Vacant(_) | Keeping::Reaching(_) | Keeping::Making(..) => {}
        }
    }

    /// Somebody has touched the file: it is made anew, and what stands there is looked at first.
    pub(super) fn touched(shared: &mut Shared) {
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

    /// Before the first keeper: is the file left alone?
    fn found(
        &mut self,
        shared: &mut Shared,
        latest: Option<&Term>,
        mut founding: Founding,
    ) -> Keeping {
        if latest.is_some() {
            return Keeping::Not;
        }
        if founding.busy || founding.again > Instant::now() {
            return Keeping::Founding(founding);
        }
        if shared.local
            && let Err(fault) = direct::hand_over(&self.path)
        {
            founding.again = Instant::now() + LOOK_AGAIN;
            shared.side.note_trouble(&fault.to_string());
            return Keeping::Founding(founding);
        }
        founding.busy = true;
        self.fetch_file(shared);
        Keeping::Founding(founding)
    }

    /// A copy has come: of the record before the first keeper.
    pub(super) fn fetched(&mut self, shared: &mut Shared, done: Done<()>) {
        let path = self.beside_desk("fetched");
        let taken = match done {
            Ok(()) => self.take_copy(&path).map_err(|fault| fault.to_string()),
            Err(because) => Err(because),
        };
        shared.fetching = false;
        let (head, kept) = match taken {
            Ok(taken) => taken,
            Err(because) => {
                shared.side.note_trouble(&because);
                if let Keeping::Founding(founding) = &mut shared.keeping {
                    (founding.busy, founding.again) = (false, Instant::now() + LOOK_AGAIN);
                }
                return;
            }
        };
        if self.may_remake(shared, head) {
            return;
        }
        let Keeping::Founding(founding) = &mut shared.keeping else { return };
        // Before the first keeper the file is all there is.
        shared.whole = true;
        let since = match founding.head {
            Some((before, since)) if before == head => since,
            _ => Instant::now(),
        };
        founding.head = Some((head, since));
        if kept || since.elapsed() >= AT_REST {
            shared.side.publish(path, head.seq, Some(head.seq));
        } else {
            (founding.busy, founding.again) = (false, Instant::now() + LOOK_AGAIN);
        }
    }

    /// Has the file itself copied to this host.
    pub(super) fn fetch_file(&self, shared: &mut Shared) {
        shared.side.fetch(None, self.beside_desk("fetched"));
    }

    /// Has the rows from before the first keeper copied to this host.
    pub(super) fn fetch_base(&mut self, shared: &mut Shared, seq: u64) {
        if !shared.fetching && shared.side.has_base(seq) && !shared.side.rests() {
            shared.fetching = true;
            shared.side.fetch(Some(seq), self.beside_desk("fetched"));
        }
    }

    /// Removes what was made beside the desk; the child removes what it still copies.
    pub(super) fn clear_away(&self) {
        for what in ["working", "working-journal", "fetched"] {
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

/// Whether the keeper has left, or is gone for certain.
fn is_vacant(shared: &Shared, latest: &Term) -> bool {
    match shared.side.other(&latest.session) {
        None => true,
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
