//! The worker's view of the desk: open or not, and whether it keeps what it is given. Apart, so
//! that the rest of the worker need not know in how many ways a desk can fail: it fails with a
//! sentence, and is tried again.

use std::collections::VecDeque;

use crate::domain::command::Submission;
use crate::domain::ids::{IncidentId, SessionId};
use crate::domain::time::Timestamp;
use crate::store::desk::{Adopt, Desk, DeskError, DeskPlace, Refused, Scratch, Seat};
use crate::store::direct::Head;

use super::DeskReach;

/// The desk, or why there is none.
pub(in crate::store) struct DeskSide {
    place: DeskPlace,
    incident: IncidentId,
    session: SessionId,
    /// What is taken over from the dead; nothing for a console that only reads.
    adopt: Option<Adopt>,
    desk: Option<Desk>,
    seat: Option<Seat>,
    trouble: Option<String>,
}

/// What a console finds at the desk when it comes.
#[derive(Default)]
pub(in crate::store) struct Found {
    pub pending: Vec<Submission>,
    pub adopted: Vec<Scratch>,
    pub tray: Vec<Refused>,
}

impl DeskSide {
    /// Sits down, as far as that is possible.
    pub fn open(
        place: DeskPlace,
        incident: IncidentId,
        session: SessionId,
        adopt: Option<Adopt>,
        now: Timestamp,
    ) -> Self {
        let mut side =
            Self { place, incident, session, adopt, desk: None, seat: None, trouble: None };
        side.try_again(now);
        if let Some(what) = adopt {
            // A failure is said in the reach, and what lies there stays for the next.
            let _ = side.with(|desk, seat| desk.adopt(seat, what));
        }
        // From now on this console runs; texts go to one that starts.
        side.adopt = adopt.map(|_| Adopt::Outbox);
        side
    }

    /// Opens what is not open, sits down where there is no seat. A desk that is well costs nothing.
    pub fn try_again(&mut self, now: Timestamp) {
        if self.seat.is_some() && self.trouble.is_none() {
            return;
        }
        let tried = self.sit_down(now);
        self.note(tried);
    }

    fn sit_down(&mut self, now: Timestamp) -> Result<(), DeskError> {
        let desk = match self.desk.take() {
            Some(desk) => desk,
            None => Desk::open(&self.place, &self.incident, now)?,
        };
        let desk = self.desk.insert(desk);
        let seat = match self.seat.take() {
            Some(seat) => {
                desk.probe(now)?;
                seat
            }
            None => desk.sit_down(&self.session, now)?,
        };
        self.seat = Some(seat);
        Ok(())
    }

    /// What lies at the desk for this console.
    pub fn found(&mut self) -> Found {
        let found = self.with(|desk, seat| {
            let pending = desk.waiting(seat)?.into_iter().map(|it| it.submission).collect();
            Ok(Found { pending, adopted: desk.scratch(seat)?, tray: desk.tray()? })
        });
        found.unwrap_or_default()
    }

    /// Takes over what waits in dead hands; gives everything that waits in this console's hands
    /// then, if that changed.
    pub fn adopt_orphans(&mut self) -> Option<VecDeque<Submission>> {
        let what = self.adopt?;
        self.with(|desk, seat| {
            if !desk.has_orphans(seat)? || desk.adopt(seat, what)? == 0 {
                return Ok(None);
            }
            Ok(Some(desk.waiting(seat)?.into_iter().map(|it| it.submission).collect()))
        })
        .ok()
        .flatten()
    }

    /// Does something at the desk; a failure is remembered, and said in [`Self::reach`].
    pub fn with<T>(
        &mut self,
        work: impl FnOnce(&mut Desk, &Seat) -> Result<T, DeskError>,
    ) -> Result<T, String> {
        let (Some(desk), Some(seat)) = (&mut self.desk, &self.seat) else {
            return Err(self.trouble.clone().unwrap_or_default());
        };
        let done = work(desk, seat);
        match done {
            Ok(done) => Ok(done),
            Err(error) => {
                let words = error.to_string();
                self.trouble = Some(words.clone());
                Err(words)
            }
        }
    }

    /// Takes submissions in; a desk that failed before is tried all the same.
    pub fn keep(&mut self, submissions: &[Submission], now: Timestamp) -> Result<(), String> {
        if self.seat.is_none() {
            self.try_again(now);
        }
        self.with(|desk, seat| desk.keep(seat, submissions, now))?;
        self.trouble = None;
        Ok(())
    }

    /// Keeps texts.
    pub fn save(&mut self, texts: &[Scratch], now: Timestamp) {
        if self.seat.is_none() {
            self.try_again(now);
        }
        if self.with(|desk, seat| desk.save_scratch(seat, texts)).is_ok() {
            self.trouble = None;
        }
    }

    /// The last row that was seen here.
    pub fn seen(&mut self) -> Head {
        self.with(|desk, _| desk.mirror_head()).unwrap_or(Head::NONE)
    }

    /// Waiting, refused, consoles here.
    pub fn counts(&mut self) -> (usize, usize, usize) {
        self.with(|desk, seat| {
            let (waiting, tray) = desk.counts()?;
            Ok((waiting, tray, desk.here(seat)?))
        })
        .unwrap_or((0, 0, 1))
    }

    /// Whether it keeps what it is given.
    pub fn reach(&self) -> DeskReach {
        match &self.trouble {
            None => DeskReach::Open,
            Some(because) => DeskReach::Failing { because: because.clone() },
        }
    }

    /// Whether it failed last time.
    pub const fn fails(&self) -> bool {
        self.trouble.is_some()
    }

    /// The incident.
    pub const fn incident(&self) -> &IncidentId {
        &self.incident
    }

    /// Leaves.
    pub fn leave(&mut self) {
        if let (Some(desk), Some(seat)) = (&mut self.desk, self.seat.take()) {
            // What could not be written off is written off by the next to start.
            let _ = desk.leave(seat);
        }
    }

    fn note(&mut self, tried: Result<(), DeskError>) {
        self.trouble = tried.err().map(|error| error.to_string());
    }
}
