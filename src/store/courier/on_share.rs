//! The courier to a room on a share: a console among others, without a screen.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::domain::command::Submission;
use crate::domain::event::Recorded;
use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::desk::DeskPlace;
use crate::store::fault::Fault;
use crate::store::worker::{
    FileReach, Keeper, Opening, Reach, Report, Request, ShareReach, Who, Worker,
};

use super::{Seen, Sent, Unsent, second_file};

/// For how long a line may wait for its number.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long nobody may answer without a pause, where somebody is needed, before a script gives up.
const HOPELESS: Duration = Duration::from_secs(5);

/// How long who asks after everything waits for the folder to be read.
const READ_WHOLE: Duration = Duration::from_secs(10);

/// Carries submissions to a room on a share.
pub struct OnShare {
    worker: Worker,
    told: Receiver<Report>,
    incident: Incident,
    /// Rows by the submission that they came from, of those that were sent from here.
    rows: HashMap<SubmissionId, Vec<Recorded>>,
    /// What became of submissions, as it was told.
    done: HashMap<SubmissionId, Result<(), Refusal>>,
    /// Why lines may not be numbered now, and since when; nothing where they are.
    trouble: Option<(String, Instant)>,
    read_only: Option<String>,
    reach: Option<Reach>,
    /// When this host's desk last saw what is told, where the share did not give it.
    from_desk: Option<Timestamp>,
}

impl OnShare {
    /// Opens the room, as far as it can be read.
    pub fn open(
        path: &Path,
        place: &DeskPlace,
        session: &SessionId,
        who: Who,
        read_only: bool,
    ) -> Result<Self, Fault> {
        let (tell, told) = channel();
        let (path, place, session) = (path.to_owned(), place.clone(), session.clone());
        let opening = Opening { path, place, session, read_only, who };
        let worker = Worker::open(opening, move |report| {
            // Who has left hears nothing.
            let _ = tell.send(report);
        })?;
        let mut share = Self {
            worker,
            told,
            incident: Incident::default(),
            rows: HashMap::new(),
            done: HashMap::new(),
            trouble: None,
            read_only: None,
            reach: None,
            from_desk: None,
        };
        loop {
            match share.told.recv() {
                Ok(Report::NotYet { because }) => {
                    let words = format!(
                        "{because}, and this host has never seen the room: it cannot be opened \
                         yet. Nothing was changed. Try again when the share is back"
                    );
                    return Err(Fault::Share(words));
                }
                Ok(Report::CannotOpen { because, fault }) => {
                    return Err(fault.unwrap_or(Fault::Share(because)));
                }
                Ok(report) => {
                    let opened = matches!(report, Report::Opened(_));
                    share.hear(report);
                    if opened {
                        return Ok(share);
                    }
                }
                Err(_) => return Err(Fault::Share("its worker has failed".to_owned())),
            }
        }
    }

    /// What the record folds into, as far as it was read.
    pub const fn incident(&self) -> &Incident {
        &self.incident
    }

    /// What was read; a visit ends with it.
    pub fn read(self) -> Seen {
        let Self { worker, incident, reach, from_desk, .. } = self;
        worker.stop();
        Seen { incident, reach, from_desk }
    }

    /// The same, once the folder has been read whole, or will not be soon.
    pub fn read_whole(mut self) -> Seen {
        let begun = Instant::now();
        while self.is_reading()
            && let Some(left) = READ_WHOLE.checked_sub(begun.elapsed())
        {
            match self.told.recv_timeout(left) {
                Ok(report) => self.hear(report),
                Err(_) => break,
            }
        }
        self.read()
    }

    /// Whether more comes from the folder by itself.
    fn is_reading(&self) -> bool {
        self.reach.as_ref().is_some_and(|reach| {
            let looked = reach.share.as_ref().is_some_and(|share| share.looked);
            matches!(reach.file, FileReach::Open | FileReach::ReadOnly { .. }) && !looked
        })
    }

    /// Sends submissions; what is not numbered in time is kept.
    pub fn send(&mut self, submissions: &[Submission]) -> Result<Vec<Sent>, Unsent> {
        if let Some(because) = &self.read_only {
            return Err(Unsent::ReadOnly(because.clone()));
        }
        for submission in submissions {
            self.rows.insert(submission.id.clone(), Vec::new());
            self.worker.ask(Request::Submit(Box::new(submission.clone())));
        }
        let begun = Instant::now();
        while !submissions.iter().all(|it| self.done.contains_key(&it.id)) {
            // A mount that stalls for a moment is no reason to give up.
            let since = self.trouble.as_ref().map(|(_, since)| (*since).max(begun));
            if since.is_some_and(|since| since.elapsed() > HOPELESS) || begun.elapsed() > PATIENCE {
                break;
            }
            match self.told.recv_timeout(Duration::from_millis(100)) {
                Ok(Report::NotTaken { because, .. }) => return Err(self.unsent(because)),
                Ok(report) => self.hear(report),
                Err(_) => {}
            }
        }
        let because = self.trouble.as_ref().map(|(because, _)| because.clone());
        let because = because.unwrap_or_else(|| {
            "it is safe, but the keeper of the room has not numbered it in time".to_owned()
        });
        let sent = |submission: &Submission| match self.done.remove(&submission.id) {
            Some(Ok(())) => Sent::Recorded(self.rows.remove(&submission.id).unwrap_or_default()),
            Some(Err(refusal)) => Sent::Refused(refusal),
            None => Sent::Kept(because.clone()),
        };
        Ok(submissions.iter().map(sent).collect())
    }

    /// The same, where what is kept is an error: sending it again is safe.
    pub fn send_now(&mut self, submissions: &[Submission]) -> Result<Vec<Sent>, Unsent> {
        let sent = self.send(submissions)?;
        let kept = sent.iter().find_map(|sent| match sent {
            Sent::Kept(because) => Some(because.clone()),
            Sent::Recorded(_) | Sent::AlreadyThere(_) | Sent::Refused(_) => None,
        });
        kept.map_or(Ok(sent), |because| Err(self.unsent(because)))
    }

    fn unsent(&self, because: String) -> Unsent {
        Unsent::of(self.reach.as_ref().map(|reach| &reach.file), because)
    }

    /// Leaves the room.
    pub fn leave(self) {
        self.worker.stop();
    }

    fn hear(&mut self, report: Report) {
        match report {
            Report::Opened(opened) => {
                (self.incident, self.from_desk) = (opened.incident, opened.from_desk);
                self.hear(Report::Reach(Box::new(opened.reach)));
            }
            Report::Committed(rows) => {
                for row in rows {
                    self.incident.apply(&row);
                    if let Some(rows) = self.rows.get_mut(&row.submission) {
                        rows.push(row);
                    }
                }
            }
            Report::Settled(id) => {
                self.done.insert(id, Ok(()));
            }
            Report::Refused(refused) => {
                self.done.insert(refused.submission.id, Err(refused.refusal));
            }
            Report::Reach(reach) => {
                self.read_only = None;
                self.reach = Some((*reach).clone());
                let since = self.trouble.as_ref().map_or_else(Instant::now, |(_, since)| *since);
                let trouble = match reach.file {
                    FileReach::Open => reach.share.and_then(|share| not_numbered(&share)),
                    FileReach::ReadOnly { because } => {
                        self.read_only = Some(because);
                        None
                    }
                    FileReach::SecondFile { other, .. } => {
                        self.read_only = Some(second_file(&other));
                        None
                    }
                    FileReach::Away { because, .. } | FileReach::NotTheOne { because, .. } => {
                        Some(because)
                    }
                };
                self.trouble = trouble.map(|because| (because, since));
            }
            Report::Pending(_)
            | Report::NotTaken { .. }
            | Report::AtDesk(_)
            | Report::CannotOpen { .. }
            | Report::NotYet { .. }
            | Report::TakenBack(_)
            | Report::TooLate(_)
            | Report::AskedAgain { .. }
            | Report::Said(_)
            | Report::Found(_)
            | Report::Taken { .. }
            | Report::Lying(_)
            | Report::Sealed(_)
            | Report::Stopped { .. } => {}
        }
    }
}

/// Why nothing is numbered on a share that is reached.
fn not_numbered(share: &ShareReach) -> Option<String> {
    if let Keeper::Silent { host } = &share.keeper {
        return Some(format!("the keeper of the room, at {host}, is silent"));
    }
    let stuck = share.stuck.as_ref()?;
    let because = stuck.because.as_deref();
    Some(format!("nothing is numbered: {}", because.unwrap_or("why is not known here")))
}
