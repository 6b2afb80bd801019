//! An open room as its worker sees it: what is asked is served here, and what is owed to file, desk
//! and screen is done here.

use std::collections::{HashSet, VecDeque};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::domain::command::Submission;
use crate::domain::event::Recorded;
use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;
use crate::store::check;
use crate::store::desk::{Refused, Scratch, Step};
use crate::store::direct::{Head, takes_words};
use crate::store::fault::Fault;
use crate::store::mount;
use crate::store::nearby::Nearby;

use super::desk_side::DeskSide;
use super::file_side::{FileSide, away, judge, open_alone};
use super::share_room::Shared;
use super::soundness::Soundness;
use super::watch::Watch;
use super::{AtDesk, FileReach, Here, Opening, Place, Reach, Report, Request, now};

/// To whom everything is told.
pub(super) type Tell = Box<dyn Fn(Report) + Send>;

/// Rows read under one lock.
pub(super) const SLICE: usize = 5_000;
/// How often a quiet room is looked at, whatever the system tells.
const SLOW_LOOK: Duration = Duration::from_secs(5);
/// How long a room is quiet before what can wait is done.
const QUIET: Duration = Duration::from_secs(2);
/// How often a room on a share is looked at, whatever its child tells.
const SHARE_LOOK: Duration = Duration::from_millis(500);

/// See the module.
pub(super) struct Room {
    pub opening: Opening,
    pub tell: Tell,
    pub watch: Watch,
    pub path: PathBuf,
    /// Where file and desk lie, for people.
    pub place: Place,
    /// What the record folds into.
    pub incident: Incident,
    /// The last row that was told.
    pub told: u64,
    /// The same or an earlier row, with its hash: what the file must continue.
    pub head: Head,
    /// Whether what was told is what this desk had seen before.
    pub trusted: bool,
    /// Whether all lines are folded in; else only a first look was told, and nothing may be decided
    /// on it.
    pub whole: bool,
    pub file: FileSide,
    /// Whether the rows of the file are sound, as far as that was looked at.
    pub sound: Soundness,
    /// Whether the file could be written from here at any time.
    pub wrote: bool,
    pub desk: DeskSide,
    /// What waits for the file, in the order of asking.
    pub queue: VecDeque<Submission>,
    /// Of these, what may have reached the file.
    pub unsure: HashSet<SubmissionId>,
    /// Refusals that the desk could not remember yet, and that nobody has heard of.
    pub unremembered: Vec<Refused>,
    /// As last told.
    pub reach: Option<Reach>,
    /// Since when the file fails; nothing once it took something, or nothing waits for it.
    pub failing: Option<Timestamp>,
    /// The file is open and does not take anything: since when, why, when to try again.
    pub slow: Option<Slow>,
    /// When everything was last looked at.
    pub looked: Instant,
    /// When a row last came.
    pub changed: Instant,
    /// Whether the mirror lacks rows.
    pub behind: bool,
    /// The row that the desk's front was last kept at; 0 before this console has kept one.
    pub front: u64,
    /// The last redaction that is carried out here.
    pub clean_to: u64,
    /// When that is looked at next.
    pub clean_again: Instant,
    /// What a room on a share has beside the desk.
    pub shared: Option<Box<Shared>>,
    /// Who sits here, and what they write.
    pub here: Here,
    /// The other consoles of this host, where the file is numbered directly.
    pub nearby: Option<Nearby>,
    /// Whether a console on a share has come to a file that was numbered directly: it has to be
    /// opened anew, in the other way.
    pub turned: bool,
}

/// A request, by how it is served.
enum Asked {
    /// At the desk, with what was asked before and after it.
    Step(Step),
    /// Several of these.
    Together(Vec<Request>),
    /// By itself.
    Else(Request),
}

/// A file that is open and takes nothing.
pub(super) struct Slow {
    pub since: Instant,
    pub at: Timestamp,
    pub because: String,
    pub again: Instant,
    pub full: bool,
}

impl Room {
    /// Serves what is asked, in order; says whether it is over.
    pub fn serve(&mut self, requests: Vec<Request>) -> bool {
        if !requests.is_empty() {
            self.mend_desk();
        }
        let mut requests = VecDeque::from(requests);
        let mut turn = Vec::new();
        while let Some(request) = requests.pop_front() {
            let request = match self.step(request) {
                Asked::Step(step) => {
                    turn.push(step);
                    continue;
                }
                Asked::Together(several) => {
                    several.into_iter().rev().for_each(|one| requests.push_front(one));
                    continue;
                }
                Asked::Else(request) => request,
            };
            self.take_turn(std::mem::take(&mut turn));
            match request {
                Request::TakeLeft(wanted) => {
                    let texts = self.desk.take(&wanted);
                    let missed = wanted.len().saturating_sub(texts.len());
                    self.tell(Report::Taken { texts, missed });
                }
                Request::Find(passage) => self.find(&passage),
                Request::TakeBack(id) => self.take_back(id),
                Request::ThisIsTheRoom => self.is_the_room(),
                Request::Here(here) => self.here = here,
                Request::TakeOver => self.take_over(),
                Request::Look => {
                    self.slow = None;
                    self.file.try_now();
                    self.looked = Instant::now().checked_sub(SLOW_LOOK).unwrap_or(self.looked);
                }
                Request::Stop => return true,
                // Steps at the desk, all of them, which `step` has made of it.
                Request::Submit(_)
                | Request::Together(_)
                | Request::SaveScratch { .. }
                | Request::DropScratch { .. }
                | Request::DropRefused(_) => {}
            }
        }
        self.take_turn(turn);
        false
    }

    /// What is asked of the desk alone, as a step of a turn.
    fn step(&self, request: Request) -> Asked {
        Asked::Step(match request {
            Request::Submit(submission) => Step::Keep(submission),
            Request::SaveScratch { slot, text, cursor, owner } => {
                let (session, updated_at) = (self.session().clone(), now());
                Step::Save(Scratch { session, owner, slot, text, cursor, updated_at })
            }
            Request::DropScratch { of, slot } => {
                Step::Forget(of.unwrap_or_else(|| self.session().clone()), slot)
            }
            Request::DropRefused(id) => Step::Deal(id),
            Request::Together(several) => return Asked::Together(several),
            other => return Asked::Else(other),
        })
    }

    /// Does everything that can be done now.
    pub fn work(&mut self) {
        let slow_look = self.looked.elapsed() >= SLOW_LOOK;
        if slow_look {
            self.looked = Instant::now();
            self.behind |= self.desk.fails();
            self.mend_desk();
            self.desk.try_again(now());
            if self.desk.adopt_orphans() {
                let desk = self.find_at_desk();
                if !desk.is_empty() {
                    self.tell(Report::AtDesk(Box::new(desk)));
                }
            }
            self.tell_remembered();
            self.look_whether_writable();
        }
        if self.shared.is_some() {
            self.work_on_share();
        } else {
            self.work_on_file(slow_look);
            self.hear_the_others(slow_look);
        }
        self.carry_out();
        if let Some(lying) = self.desk.lying(slow_look) {
            self.tell(Report::Lying(lying));
        }
        self.tell_reach();
    }

    /// Does what is owed to a file on a local disk.
    fn work_on_file(&mut self, slow_look: bool) {
        self.turned = check::has_keeper(&self.path);
        self.reopen();
        match self.look(slow_look) {
            Err(fault) => self.fail(&fault),
            // It answers again, and nothing waits that could tell whether it takes anything.
            Ok(()) if self.queue.is_empty() && !self.is_full() => self.slow = None,
            Ok(()) => {}
        }
        // Where the desk has no room, nothing waits that would show whether the file has.
        if self.desk.is_full() && self.slow.is_none() && !mount::has_room(&self.path) {
            self.fail(&Fault::Full);
        }
        if let Err(fault) = self.audit(slow_look) {
            self.fail(&fault);
        }
        self.deliver();
        self.mirror();
        self.keep_front();
    }

    /// What lies at the desk for this console and was not told yet; what waits there joins the
    /// queue.
    pub fn find_at_desk(&mut self) -> AtDesk {
        let found = self.desk.found();
        self.queue.extend(found.pending.iter().cloned());
        found
    }

    /// A file that could not be written when it was opened is opened anew once it can.
    fn look_whether_writable(&mut self) {
        if self.opening.read_only {
            return;
        }
        let FileSide::Open { file, bar: Some(bar), .. } = &self.file else { return };
        if matches!(bar, FileReach::ReadOnly { .. } | FileReach::Away { .. })
            && file.can_be_written()
        {
            self.file = FileSide::closed(bar.clone());
            self.file.try_now();
        }
    }

    /// Sleeps until there is something to do.
    pub fn sleep(&mut self) {
        let rest = SLOW_LOOK.saturating_sub(self.looked.elapsed());
        let until = |time: Instant| time.saturating_duration_since(Instant::now());
        let most = match (&self.file, &self.slow) {
            (FileSide::Closed { again, .. }, _) => until(*again).min(rest),
            (FileSide::Open { .. }, Some(slow)) => until(slow.again).min(rest),
            (FileSide::Open { bar: None, .. }, None) if !self.queue.is_empty() => Duration::ZERO,
            (FileSide::Open { .. }, None) if self.behind || self.audits() => Duration::ZERO,
            (FileSide::Open { .. }, None) if self.front_is_old() => {
                QUIET.saturating_sub(self.changed.elapsed()).min(rest)
            }
            (FileSide::Open { .. }, None) => rest,
            (FileSide::Shared, _) if self.goes_on_at_once() => Duration::ZERO,
            (FileSide::Shared, _) => SHARE_LOOK,
        };
        let following = matches!(self.file, FileSide::Open { .. });
        self.watch.sleep(most, following);
    }

    /// Leaves: one more try to deliver, then what is left is left to the next console here.
    pub fn stop(&mut self) {
        let waiting = if self.shared.is_some() {
            self.leave_share()
        } else {
            self.judge_the_rest();
            self.deliver();
            self.queue.iter().filter(|it| !it.command.is_of_the_console()).count()
        };
        self.desk.leave();
        self.tell(Report::Stopped { waiting });
    }

    /// Looks whether somebody else has changed the file; tells what came.
    fn look(&mut self, thoroughly: bool) -> Result<(), Fault> {
        if self.file.trusted().is_none() {
            return Ok(());
        }
        if thoroughly && self.is_a_copy_by_now() {
            return Ok(());
        }
        let FileSide::Open { file, version, .. } = &mut self.file else { return Ok(()) };
        file.still_there()?;
        let now_at = file.data_version()?;
        if now_at == *version && !thoroughly && self.told == self.incident.head {
            return Ok(());
        }
        file.continues(self.head)?;
        *version = now_at;
        loop {
            let FileSide::Open { file, .. } = &self.file else { return Ok(()) };
            let rows = file.rows_after(self.told, SLICE)?;
            let last = rows.len() < SLICE;
            for row in &rows {
                self.incident.apply(row);
            }
            let removed = rows.iter().any(takes_words);
            self.tell_rows(rows);
            if removed {
                // What was shown with them is shown without.
                return self.open_again();
            }
            if last {
                return self.mark_head();
            }
        }
    }

    /// Tells rows that were not told yet.
    pub fn tell_rows(&mut self, mut rows: Vec<Recorded>) {
        rows.retain(|row| row.seq > self.told);
        if let Some(last) = rows.last() {
            self.told = last.seq;
            self.changed = Instant::now();
            self.behind = true;
            self.tell(Report::Committed(rows));
        }
    }

    /// Remembers the hash of the last row told.
    pub fn mark_head(&mut self) -> Result<(), Fault> {
        if let (Some(file), true) = (self.file.trusted(), self.head.seq < self.told)
            && let Some(hash) = file.hash_at(self.told)?
        {
            self.head = Head { seq: self.told, hash };
        }
        Ok(())
    }

    /// Opens the file again where it was closed and the time has come.
    fn reopen(&mut self) {
        let FileSide::Closed { again, pause, why } = &self.file else { return };
        if *again > Instant::now() {
            return;
        }
        self.slow = None;
        let (pause, since) = match why {
            FileReach::Away { since, .. } => (*pause, *since),
            _ => (*pause, now()),
        };
        let mut seen = self.desk.seen();
        if self.trusted && self.head.seq > seen.seq {
            seen = self.head;
        }
        let opened = open_alone(&self.path, self.opening.read_only)
            .inspect(|(file, _)| file.keep_little())
            .and_then(|(file, bar)| judge(file, bar, &mut self.desk, seen, now()));
        self.file = match opened {
            Ok(FileSide::Open { bar: Some(bar @ FileReach::NotTheOne { .. }), .. }) => {
                FileSide::still_closed(bar, pause)
            }
            Ok(FileSide::Closed { why, .. }) => FileSide::still_closed(why, pause),
            // It was written from here before: lines wait at the desk until it can be again.
            Ok(FileSide::Open { file, version, bar: Some(FileReach::ReadOnly { because }) })
                if self.wrote =>
            {
                let word = "FILE READ-ONLY";
                let bar = Some(FileReach::Away { since, word, because });
                FileSide::Open { file, version, bar }
            }
            Ok(open) => open,
            Err(fault) => FileSide::still_closed(away(&fault, since), pause),
        };
        self.judge_anew();
        self.wrote |= self.file.writable().is_some();
        self.follow();
        let Some(file) = self.file.trusted() else { return };
        let known = file.continues(self.head);
        self.trusted = true;
        let again = match known {
            Ok(()) if self.whole => self.look(true),
            Ok(()) | Err(Fault::Diverged(_)) => self.open_again(),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = again {
            self.fail(&fault);
        }
    }

    fn is_full(&self) -> bool {
        self.slow.as_ref().is_some_and(|slow| slow.full)
    }

    /// What a fault of the file leads to.
    pub fn fail(&mut self, fault: &Fault) {
        let full = *fault == Fault::Full;
        if full || *fault == Fault::Busy {
            let pause = Duration::from_millis(if full { 1_000 } else { 20 });
            let because = if full {
                fault.to_string()
            } else {
                "others keep it busy; it is tried again by itself".to_owned()
            };
            let again = Instant::now() + pause;
            let (since, at) =
                self.slow.as_ref().map_or_else(|| (Instant::now(), now()), |it| (it.since, it.at));
            self.slow = Some(Slow { since, at, because, again, full });
            return;
        }
        self.slow = None;
        // A disk that can be opened and not written fails again and again, since the first time.
        let since = *self.failing.get_or_insert_with(now);
        self.file = FileSide::closed(away(fault, since));
        self.watch.forget();
    }

    /// Copies rows to the mirror, a slice at a time.
    fn mirror(&mut self) {
        if !self.behind || self.desk.fails() {
            self.behind = false;
            return;
        }
        if self.file.trusted().is_some() && self.sound.goes_on() {
            return;
        }
        let sound = self.may_be_mirrored();
        let Some(file) = self.file.trusted().filter(|_| sound) else {
            self.behind = false;
            return;
        };
        let seen = self.desk.seen();
        let rows = match file.stored_after(seen.seq, 1_000) {
            Ok(rows) => rows,
            Err(fault) => return self.fail(&fault),
        };
        let Some(last) = rows.last() else {
            self.behind = false;
            return;
        };
        match self.desk.with(|desk, _| desk.mirror(&rows, now())) {
            // Another console here has seen another story of this file.
            Ok(head) if head.seq < last.seq => self.fail(&Fault::Diverged(head.seq + 1)),
            Ok(_) | Err(_) => {}
        }
    }

    /// Keeps the front for the next start, once the room has been quiet for a while: never on the
    /// way of a line, nor on the way out.
    fn keep_front(&mut self) {
        if !self.front_is_old() || self.behind || self.changed.elapsed() < QUIET {
            return;
        }
        self.front = self.head.seq;
        let (head, incident) = (self.head, &self.incident);
        // It is a cache; a desk that fails says so on its own.
        let _ = self.desk.with(|desk, _| {
            desk.save_front(head, incident, now())?;
            desk.settle(now())
        });
    }

    fn front_is_old(&self) -> bool {
        let whole =
            self.whole && self.head.seq == self.incident.head && self.file.trusted().is_some();
        whole && self.front < self.head.seq && !self.desk.fails() && !self.opening.read_only
    }

    pub fn tell(&self, report: Report) {
        (self.tell)(report);
    }

    /// Watches the file as it is now.
    pub fn follow(&mut self) {
        self.file.hurry_up();
        match &self.file {
            FileSide::Open { file, .. } => self.watch.follow(file.path()),
            FileSide::Shared | FileSide::Closed { .. } => self.watch.forget(),
        }
    }

    pub const fn session(&self) -> &SessionId {
        &self.opening.session
    }
}
