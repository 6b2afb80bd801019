//! `allhands hold`: a legal hold set or lifted by a script.

use crate::args;
use crate::domain::command::Command;
use crate::domain::event::LegalHoldChanged;
use crate::store::courier::{Courier, Sent, Unsent};
use crate::store::desk::DeskPlace;

use super::super::begin::Typist;
use super::super::failure::{End, Failure};
use super::{now, who};

/// Sets it, or lifts it.
pub fn run(asked: args::Hold) -> Result<(), Failure> {
    if asked.because.trim().is_empty() {
        let words = "say why with --because; it stays on the record. Nothing was changed";
        return Err(Failure::new(End::Usage, words));
    }
    let (name, department) = who(&asked.me);
    let mut typist = Typist::new(&name, &department, true);
    let place = DeskPlace::of_this_user();
    let courier = Courier::open(&asked.file, &place, &typist.session, typist.seat());
    let mut courier = courier.map_err(|fault| Failure::of_file(&asked.file, &fault))?;
    typist.belongs_to(courier.incident());
    let to = LegalHoldChanged { on: !asked.lift, because: asked.because };
    let started = typist.started(now());
    let path = asked.file.clone();
    let change = typist.submission(Command::ChangeLegalHold(to), now(), now());
    let what = format!("the change is kept as {}", change.id.thing());
    let sent = courier.send(&[started, change]);
    courier.leave();
    let sent = sent.map_err(|unsent| match unsent {
        Unsent::ReadOnly(words) => Failure::new(End::Refused, words),
        Unsent::NotSound(words) => Failure::new(End::NotSound, words),
        Unsent::Nowhere(words) => Failure::new(End::NotReachable, words),
    })?;
    match sent.into_iter().next_back() {
        Some(Sent::Recorded(_) | Sent::AlreadyThere(_)) | None => Ok(()),
        Some(Sent::Refused(refusal)) => {
            Err(Failure::new(End::Refused, format!("{refusal}; {}", refusal.hint())))
        }
        Some(Sent::Kept(because)) => Err(Failure::kept(&path, &what, &because)),
    }
}
