//! `allhands hold`: a legal hold set or lifted by a script.

use crate::args;
use crate::domain::command::Command;
use crate::domain::event::LegalHoldChanged;

use super::super::failure::{End, Failure};
use super::now;
use super::seat::{self, Seat};

/// Sets it, or lifts it.
pub fn run(asked: args::Hold) -> Result<(), Failure> {
    if asked.because.trim().is_empty() {
        let words = "say why with --because; it stays on the record. Nothing was changed";
        return Err(Failure::new(End::Usage, words));
    }
    let Seat { mut typist, courier, started } = Seat::take(&asked.file, &asked.me)?;
    let to = LegalHoldChanged { on: !asked.lift, because: asked.because };
    let change = typist.submission(Command::ChangeLegalHold(to), now(), now());
    let what = format!("the change is kept as {}", change.id.thing());
    match seat::send_one(courier, started, change)? {
        None => Ok(()),
        Some(because) => Err(Failure::kept(&asked.file, &what, &because, None)),
    }
}
