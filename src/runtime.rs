//! What touches the machine while a person is at the keyboard: the terminal, input, signals, the
//! clock, and the loop that joins them to the console and the store.

pub mod app;
pub mod begin;
pub mod clock;
pub mod doctor;
pub mod editor;
pub mod failure;
pub mod import;
pub mod input;
pub mod lean;
pub mod line;
pub mod linear;
pub mod lobby;
pub mod practice;
pub mod room;
pub mod scripts;
pub mod settings;
pub mod signals;
pub mod station;
pub mod suspend;
pub mod terminal;

use std::os::fd::AsFd as _;
use std::process::ExitCode;

use crate::store::share::{child, process};

/// Serves a console as its child on a share, where this program was started for that; see
/// [`process`].
pub fn share_child() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != process::ARGUMENT || arguments.next().is_some() {
        return None;
    }
    let console = std::io::stdin().as_fd().try_clone_to_owned().map(Into::into);
    let served = console.and_then(child::serve);
    Some(if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
