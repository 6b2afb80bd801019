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
pub mod letters;
pub mod line;
pub mod linear;
pub mod lobby;
pub mod outside;
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

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, setrlimit, umask};

use crate::store::share::{child, process};

/// What this process makes is its user's alone, whatever its shell says: files, folders, and no
/// core of it, which would hold what was typed.
pub fn keep_private() {
    umask(Mode::RWXG | Mode::RWXO);
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    // Where the limit cannot be set, the host's own stands.
    let _ = setrlimit(Resource::Core, none);
}

/// Serves a console as its child on a share, where this program was started for that; see
/// [`process`].
pub fn share_child() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != process::ARGUMENT || arguments.next().is_some() {
        return None;
    }
    // What it makes on the share is the group's too, where the folder hands its group down.
    umask(Mode::RWXO);
    let console = std::io::stdin().as_fd().try_clone_to_owned().map(Into::into);
    let served = console.and_then(child::serve);
    Some(if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
