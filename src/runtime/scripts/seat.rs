//! How a script sits down in a room: who it types as, by what courier, and what its session says of
//! itself first. Apart, so that no command comes in another way, or reads how it ended differently.
//!
//! What must stay true: whatever is sent, the session's own row goes before it.

use std::path::Path;

use crate::args::Me;
use crate::domain::command::Submission;
use crate::store::courier::{Courier, Sent};
use crate::store::desk::DeskPlace;

use super::super::begin::Typist;
use super::super::failure::Failure;
use super::{now, who};

/// A script's place in a room.
pub struct Seat {
    /// Who types.
    pub typist: Typist,
    /// What brings things into the record.
    pub courier: Courier,
    /// What the session says of itself: sent before anything else.
    pub started: Submission,
}

impl Seat {
    /// Opens the room of that file, for whoever is said to type.
    pub fn take(file: &Path, me: &Me) -> Result<Self, Failure> {
        Self::of(file, me, true)
    }

    /// The same for somebody who sits at the start screen: no script did what they do.
    pub fn take_here(file: &Path, me: &Me) -> Result<Self, Failure> {
        Self::of(file, me, false)
    }

    fn of(file: &Path, me: &Me, script: bool) -> Result<Self, Failure> {
        let (name, department) = who(me);
        let mut typist = Typist::new(&name, &department, script);
        let place = DeskPlace::of_this_user();
        let courier = Courier::open(file, &place, &typist.session, typist.seat())
            .map_err(|fault| Failure::of_file(file, &fault))?;
        typist.belongs_to(courier.incident());
        let started = typist.started(now());
        Ok(Self { typist, courier, started })
    }
}

/// Sends one thing and leaves: why it is kept at this host's desk, where the file has it not.
pub fn send_one(
    mut courier: Courier,
    started: Submission,
    one: Submission,
) -> Result<Option<String>, Failure> {
    let sent = courier.send(&[started, one]);
    courier.leave();
    match sent.map_err(Failure::of_unsent)?.pop() {
        Some(Sent::Recorded(_) | Sent::AlreadyThere(_)) | None => Ok(None),
        Some(Sent::Refused(refusal)) => Err(Failure::of_refusal(&refusal)),
        Some(Sent::Kept(because)) => Ok(Some(because)),
    }
}
