//! The courier to a file on a local disk: it numbers the lines itself, in the file.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::domain::command::Submission;
use crate::domain::ids::SessionId;
use crate::domain::incident::Incident;
use crate::store::desk::{Adopt, Desk, DeskPlace, Refused};
use crate::store::direct::{Delivery, Head, Outcome};
use crate::store::fault::Fault;
use crate::store::mount;
use crate::store::verify::audit;
use crate::store::worker::FileReach;
use crate::store::worker::desk_side::DeskSide;
use crate::store::worker::file_side::{FileSide, away, judge, open_alone};
use crate::store::worker::now;
use crate::store::worker::soundness::unsound;

use super::{Sent, Unsent, second_file};

/// For how long a busy file is tried.
const PATIENCE: Duration = Duration::from_secs(60);
/// After a transaction of many rows others get at least this long to come in between: who begins
/// the next one at once keeps them out. Half as long as it took, where that is more: on a busy host
/// they too are slow to come.
const COURTESY: Duration = Duration::from_millis(4);
/// But no longer than this.
const MOST_COURTESY: Duration = Duration::from_millis(50);
/// What counts as many.
const MANY: usize = 200;
/// Rows that the desk is shown at once, and how often.
const SLICE: usize = 1_000;
/// See [`SLICE`].
const SLICES: usize = 4;
/// Submissions of others that go into one transaction.
const BATCH: usize = 32;

/// Carries submissions to one file on a local disk.
pub struct OnDisk {
    path: PathBuf,
    file: FileSide,
    /// Why nothing is written to it, whichever connection is open: a row is not sound.
    unsound: Option<FileReach>,
    desk: DeskSide,
    incident: Incident,
}

impl OnDisk {
    /// Opens a file for a session; where it is not reached, the desk that remembers it. Delivers
    /// what others left at the desk.
    pub fn open(path: &Path, place: &DeskPlace, session: &SessionId) -> Result<Self, Fault> {
        let path = mount::resolve(path)?;
        let adopt = Some(Adopt::Outbox);
        let desk_of =
            |incident| DeskSide::open(place.clone(), incident, session.clone(), adopt, now());
        let (desk, file) = match open_alone(&path, false) {
            Ok((file, bar)) => {
                let mut desk = desk_of(file.incident().clone());
                let seen = desk.seen();
                let file = judge(file, bar, &mut desk, seen, now())?;
                (desk, file)
            }
            Err(fault) => {
                let incident = Desk::incident_at(place, &path).ok_or_else(|| fault.clone())?;
                (desk_of(incident), FileSide::closed(away(&fault, now())))
            }
        };
        let mut courier = Self { path, file, unsound: None, desk, incident: Incident::default() };
        if let FileSide::Open { file, .. } = &courier.file {
            let found = audit::fold(file, &mut courier.incident)?;
            courier.unsound = found.as_ref().map(unsound);
        }
        courier.bar_unsound();
        // A script that waits for a large transaction of another's asks often; `deliver` keeps the
        // patience.
        courier.file.hurry_up();
        courier.deliver_waiting();
        Ok(courier)
    }

    /// What the record folds into, as far as the file was read.
    pub const fn incident(&self) -> &Incident {
        &self.incident
    }

    /// Sends submissions, in order, in one transaction. Answers for each; an error says that not
    /// one was taken.
    pub fn send(&mut self, submissions: &[Submission]) -> Result<Vec<Sent>, Unsent> {
        let because = match self.send_now(submissions) {
            Err(Unsent::Nowhere(because) | Unsent::NotSound(because)) => because,
            done => return done,
        };
        match self.desk.keep(submissions, now()) {
            Ok(()) => Ok(submissions.iter().map(|_| Sent::Kept(because.clone())).collect()),
            Err(desk) => Err(self.unsent(format!("{because}; {desk}"))),
        }
    }

    /// The same for what its sender can send again: it is never kept at the desk.
    pub fn send_now(&mut self, submissions: &[Submission]) -> Result<Vec<Sent>, Unsent> {
        if let FileReach::ReadOnly { because } = self.file.reach() {
            return Err(Unsent::ReadOnly(because));
        }
        if let FileReach::SecondFile { other, .. } = self.file.reach() {
            return Err(Unsent::ReadOnly(second_file(&other)));
        }
        // What was kept before must come before.
        if !self.deliver_waiting() {
            return Err(self.unsent(self.why()));
        }
        let began = Instant::now();
        let delivery = self.deliver(submissions).map_err(|because| self.unsent(because))?;
        let courtesy = (began.elapsed() / 2).clamp(COURTESY, MOST_COURTESY);
        let sent: Vec<Sent> = delivery.outcomes.into_iter().map(sent).collect();
        if sent.iter().map(Sent::rows).sum::<usize>() >= MANY {
            thread::sleep(courtesy);
        }
        Ok(sent)
    }

    /// Leaves the desk, which is a witness of what was recorded from here.
    pub fn leave(mut self) {
        self.deliver_waiting();
        self.witness();
        self.carry_out();
        self.desk.leave();
    }

    /// Leaves nothing at the desk of what was redacted, as far as it has seen that.
    fn carry_out(&mut self) {
        // Where that fails, the next who comes to the desk does it.
        let _ = self.desk.with(|desk, seat| {
            if desk.is_unclean()? {
                desk.drop_copies_of_dead(seat);
                desk.make_clean()?;
            }
            Ok(())
        });
    }

    /// Keeps at the desk what the record folds into, for who wrote so much that the next console
    /// here would wait for its first screen.
    pub fn keep_front(&mut self) {
        let (incident, seq) = (&self.incident, self.incident.head);
        let Some(Ok(Some(hash))) = self.file.trusted().map(|file| file.hash_at(seq)) else {
            return;
        };
        // A cache: where it is not kept, the first screen takes longer.
        let _ = self.desk.with(|desk, _| desk.save_front(Head { seq, hash }, incident, now()));
    }

    /// Shows the desk rows that it has not seen, not so many that anybody would wait for it. Where
    /// that fails, or more are left, the next who opens the room goes on, or says why not.
    pub fn witness(&mut self) {
        if self.unsound.is_some() {
            return;
        }
        for _ in 0..SLICES {
            let Some(file) = self.file.trusted() else { return };
            let seen = self.desk.seen();
            let rows = file.stored_after(seen.seq, SLICE).unwrap_or_default();
            let Some(last) = rows.last().map(|row| row.seq) else { return };
            let head = self.desk.with(|desk, _| desk.mirror(&rows, now()));
            if !head.is_ok_and(|head| head.seq >= last) {
                return;
            }
        }
    }

    /// Delivers what waits at the desk in this session's hands; says whether nothing waits now.
    fn deliver_waiting(&mut self) -> bool {
        loop {
            let mut waiting = self.desk.waiting();
            if waiting.is_empty() {
                return true;
            }
            waiting.truncate(BATCH);
            let Ok(Delivery { outcomes, .. }) = self.deliver(&waiting) else { return false };
            let mut done = Vec::new();
            for (submission, outcome) in waiting.into_iter().zip(outcomes) {
                match outcome {
                    Outcome::Recorded(_) | Outcome::AlreadyThere(_) => done.push(submission.id),
                    Outcome::Refused(refusal) => {
                        let refused = Refused { submission, refusal, at: now() };
                        if self.desk.with(|desk, _| desk.remember_refused(&refused)).is_err() {
                            return false;
                        }
                    }
                }
            }
            if self.desk.with(|desk, _| desk.delivered(&done)).is_err() {
                return false;
            }
        }
    }

    /// Delivers, with patience for others; opens the file once more where that may help.
    fn deliver(&mut self, submissions: &[Submission]) -> Result<Delivery, String> {
        let until = Instant::now() + PATIENCE;
        let mut opened_again = false;
        loop {
            let Some(file) = self.file.writable() else { return Err(self.why()) };
            let fault = match file.deliver(&mut self.incident, submissions, now()) {
                Ok(delivery) => return Ok(delivery),
                Err(fault) => fault,
            };
            if fault == Fault::Busy && Instant::now() < until {
                continue;
            }
            if !fault.passes() || fault == Fault::Busy || opened_again {
                self.file = FileSide::closed(away(&fault, now()));
                return Err(fault.to_string());
            }
            opened_again = true;
            self.open_again();
        }
    }

    /// Nothing goes into a file in which a row was found not to be sound.
    fn bar_unsound(&mut self) {
        if let FileSide::Open { bar: bar @ None, .. } = &mut self.file {
            bar.clone_from(&self.unsound);
        }
    }

    fn open_again(&mut self) {
        // Closed first: this process must not hold the file twice.
        self.file = FileSide::closed(self.file.reach());
        let seen = self.desk.seen();
        let opened = open_alone(&self.path, false)
            .and_then(|(file, bar)| judge(file, bar, &mut self.desk, seen, now()));
        self.file = match opened {
            Ok(file) => file,
            Err(fault) => FileSide::closed(away(&fault, now())),
        };
        self.bar_unsound();
        self.file.hurry_up();
        let head = self.incident.head;
        if let FileSide::Open { file, .. } = &self.file
            && !matches!(file.head(), Ok(Head { seq, .. }) if seq >= head)
        {
            self.incident = Incident::default();
        }
    }

    fn unsent(&self, because: String) -> Unsent {
        Unsent::of(Some(&self.file.reach()), because)
    }

    fn why(&self) -> String {
        match self.file.reach() {
            FileReach::Open => "earlier lines wait at the desk".to_owned(),
            FileReach::ReadOnly { because }
            | FileReach::Away { because, .. }
            | FileReach::NotTheOne { because, .. } => because,
            FileReach::SecondFile { other, .. } => other.display().to_string(),
        }
    }
}

fn sent(outcome: Outcome) -> Sent {
    match outcome {
        Outcome::Recorded(rows) => Sent::Recorded(rows),
        Outcome::AlreadyThere(rows) => Sent::AlreadyThere(rows),
        Outcome::Refused(refusal) => Sent::Refused(refusal),
    }
}
