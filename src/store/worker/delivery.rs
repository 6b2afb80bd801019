//! The way of a line: kept at the desk, numbered in the file, told. Apart, because every promise
//! about lines is kept here: pending is said after the desk has it, recorded after the file has it,
//! refused after the refusal is remembered.

use std::time::{Duration, Instant};

use crate::domain::command::Submission;
use crate::domain::ids::SubmissionId;
use crate::store::desk::{Refused, Step};
use crate::store::direct::{Delivery, Outcome, takes_words};
use crate::store::fault::Fault;
use crate::store::mount;

use super::file_side::FileSide;
use super::room::Room;
use super::{FileReach, Report, now};

/// Submissions that go into one transaction at most.
const BATCH: usize = 32;
/// How often a full disk is asked for room.
const LOOK_FOR_ROOM: Duration = Duration::from_secs(1);
/// How often a line that only the file could take is tried while others keep the file busy.
const TRIES: usize = 15;

impl Room {
    /// Does what turns ask of the desk, as one: a line is half typed or waits, never both. Lines
    /// that the desk does not take go straight into the file.
    pub(super) fn take_turn(&mut self, steps: Vec<Step>) {
        if steps.is_empty() {
            return;
        }
        let taken = self.takeable(steps);
        let kept = self.desk.take_turn(&taken, now());
        for step in taken {
            let Step::Keep(submission) = step else { continue };
            match &kept {
                Ok(()) => {
                    self.tell(Report::Pending(submission.id.clone()));
                    if !self.queue.iter().any(|waiting| waiting.id == submission.id) {
                        self.queue.push_back(*submission);
                    }
                }
                Err(because) => self.straight(*submission, because),
            }
        }
    }

    /// Of these steps, those that can be done. What is not taken goes back to its author, and what
    /// was kept of its text stays until they have it.
    fn takeable(&mut self, steps: Vec<Step>) -> Vec<Step> {
        let mut taken = Vec::with_capacity(steps.len());
        let mut back = false;
        for step in steps {
            let Step::Keep(submission) = step else {
                taken.push(step);
                continue;
            };
            let judged = match self.takes_nothing() {
                Some(because) => Err((submission, because)),
                None => self.lay_aside(submission),
            };
            match judged {
                Ok(submission) => taken.push(Step::Keep(submission)),
                Err((submission, because)) => {
                    back = true;
                    self.tell(Report::NotTaken { submission, because });
                }
            }
        }
        if back {
            taken.retain(|step| !matches!(step, Step::Forget(..)));
        }
        taken
    }

    /// Where the desk's file was moved or removed under this console, makes a new one, which gets
    /// everything that the old one was trusted with: what waits, what is being typed, all rows.
    pub(super) fn mend_desk(&mut self) {
        if !self.desk.let_go_if_gone() {
            return;
        }
        self.behind = true;
        self.desk.try_again(now());
        // A failure is said in the reach.
        let _ = self.desk.keep(self.queue.make_contiguous(), now());
        if self.shared.is_some() {
            return self.remember_share();
        }
        let path = self.path.clone();
        let _ = self.desk.with(|desk, _| desk.find_at(&path, now()));
    }

    /// A file that a person opened to be read, or that is one of two, takes no lines, now or later.
    fn takes_nothing(&self) -> Option<String> {
        match self.file_reach() {
            FileReach::ReadOnly { because } => Some(because),
            FileReach::SecondFile { other, .. } => Some(format!(
                "this is the second file of its incident, and is only read until somebody says \
                which is the room; the other is {}. allhands copy FILE NEW --as-new makes a room \
                of its own of it",
                other.display()
            )),
            FileReach::Open | FileReach::Away { .. } | FileReach::NotTheOne { .. } => None,
        }
    }

    /// The desk does not take it: the file takes it now, or its author keeps it.
    fn straight(&mut self, submission: Submission, because: &str) {
        if self.straight_to_share(&submission) {
            return;
        }
        let mut fault = None;
        for _ in 0..TRIES {
            let Some(file) = self.file.writable() else { break };
            match file.deliver(&mut self.incident, std::slice::from_ref(&submission), now()) {
                Ok(delivery) => return self.settle(vec![submission], delivery, false),
                Err(Fault::Busy) => fault = Some(Fault::Busy),
                Err(Fault::OutcomeUnknown(words)) => {
                    // It may be in the file: only looking there will tell, so it is held until
                    // then.
                    self.unsure.insert(submission.id.clone());
                    self.queue.push_back(submission);
                    return self.fail(&Fault::OutcomeUnknown(words));
                }
                Err(other) => {
                    fault = Some(other);
                    break;
                }
            }
        }
        let file = match &fault {
            Some(fault) => fault.to_string(),
            None => "the file is not reached".to_owned(),
        };
        if let Some(fault) = fault {
            self.fail(&fault);
        }
        let because = format!("{because}; {file}");
        self.tell(Report::NotTaken { submission: Box::new(submission), because });
    }

    /// Delivers some of what waits, where the file takes it; what is asked meanwhile need not wait
    /// for the rest.
    pub(super) fn deliver(&mut self) {
        if self.queue.is_empty() {
            if self.file.writable().is_some() {
                self.failing = None;
            }
            return self.see_whether_slow_is_over();
        }
        if !self.is_judged() || self.slow.as_ref().is_some_and(|it| it.again > Instant::now()) {
            return;
        }
        let batch: Vec<Submission> = self.queue.iter().take(BATCH).cloned().collect();
        let Some(file) = self.file.writable() else { return };
        match file.deliver(&mut self.incident, &batch, now()) {
            Ok(delivery) => {
                (self.slow, self.failing) = (None, None);
                self.queue.drain(..batch.len());
                self.settle(batch, delivery, true);
            }
            Err(fault) => {
                if !matches!(fault, Fault::Busy | Fault::Full) {
                    self.unsure.extend(batch.into_iter().map(|submission| submission.id));
                }
                self.fail(&fault);
            }
        }
    }

    /// Nothing waits that would show whether the file takes lines again: the disk is asked.
    fn see_whether_slow_is_over(&mut self) {
        let Some(slow) = self.slow.as_mut().filter(|slow| slow.again <= Instant::now()) else {
            return;
        };
        if slow.full && !mount::has_room(&self.path) {
            slow.again = Instant::now() + LOOK_FOR_ROOM;
        } else {
            self.slow = None;
        }
    }

    /// Tells and writes down what became of submissions; `kept` says whether the desk holds them.
    fn settle(&mut self, batch: Vec<Submission>, delivery: Delivery, kept: bool) {
        let Delivery { caught_up: mut rows, outcomes } = delivery;
        let (mut done, mut refused) = (Vec::new(), Vec::new());
        for (submission, outcome) in batch.into_iter().zip(outcomes) {
            self.unsure.remove(&submission.id);
            match outcome {
                Outcome::Recorded(new) => {
                    rows.extend(new);
                    done.push(submission.id);
                }
                Outcome::AlreadyThere(_) => done.push(submission.id),
                Outcome::Refused(refusal) => {
                    refused.push(Refused { submission, refusal, at: now() });
                }
            }
        }
        // Rows that this console had not been told of before a failure may lie before those of this
        // delivery.
        if rows.first().is_some_and(|row| row.seq > self.told + 1)
            && let FileSide::Open { file, .. } = &self.file
            && let Ok(missed) = file.rows_after(self.told, usize::MAX)
        {
            rows = missed;
        }
        let removed = rows.iter().any(takes_words);
        self.tell_rows(rows);
        let shown = if removed { self.open_again() } else { self.mark_head() };
        if let Err(fault) = shown {
            self.fail(&fault);
        }
        for refused in refused {
            self.refuse(refused, kept);
        }
        self.desk.delivered(&done);
        for id in done {
            self.tell(Report::Settled(id));
        }
    }

    /// Remembers a refusal, then tells it. What the desk never held it will not send again: there
    /// is nothing to wait for.
    pub(super) fn refuse(&mut self, refused: Refused, kept: bool) {
        self.was_not_removed(&refused.submission);
        let remembered = self.desk.refuse(&refused);
        match remembered {
            Ok(()) => self.tell(Report::Refused(Box::new(refused))),
            Err(_) if !kept => self.tell(Report::Refused(Box::new(refused))),
            Err(_) => self.unremembered.push(refused),
        }
    }

    /// Tries again to remember refusals that the desk could not take.
    pub(super) fn tell_remembered(&mut self) {
        for refused in std::mem::take(&mut self.unremembered) {
            self.refuse(refused, true);
        }
    }

    /// Takes a submission back that has not gone out.
    pub(super) fn take_back(&mut self, id: SubmissionId) {
        let place = self.queue.iter().position(|waiting| waiting.id == id);
        let taken = match place {
            Some(place) if !self.unsure.contains(&id) => {
                let taken = self.desk.with(|desk, _| desk.take_back(&id));
                match taken {
                    Ok(Some(submission)) => {
                        self.queue.remove(place);
                        Some(submission)
                    }
                    Ok(None) | Err(_) => None,
                }
            }
            Some(_) | None => None,
        };
        self.tell(match taken {
            Some(submission) => Report::TakenBack(Box::new(submission)),
            None => Report::TooLate(id),
        });
    }
}
