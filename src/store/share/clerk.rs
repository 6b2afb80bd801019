//! The console's end of single errands on a share: asked, waited for as long as somebody has
//! patience, then left to themselves.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::store::fault::Fault;
use crate::store::mount::Mount;
use crate::store::worker::Watch;

use super::errand::{Did, Errand, Stands, What};
use super::process::ShareChild;
use super::wire::{Ask, Done, Tell};

/// How long a script or a dialog waits for a share that does not answer.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A child that does one errand after the other.
#[derive(Debug)]
pub struct Clerk {
    child: ShareChild,
    /// What the child wakes; nobody sleeps on it.
    _watch: Watch,
}

impl Clerk {
    /// Starts one from this program, or from the one that is named.
    pub fn start(program: Option<&Path>) -> io::Result<Self> {
        let (watch, waker) = Watch::new()?;
        Ok(Self { child: ShareChild::start(program, waker)?, _watch: watch })
    }

    /// Asks for something; never waits.
    pub fn ask(&self, at: &Path, mount: &Mount, what: What) {
        let (at, mount) = (at.to_owned(), mount.kind().to_owned());
        self.child.ask(Ask::Run(Errand { at, mount, what }));
    }

    /// What came of the errand that was asked first, if that is known within so long.
    pub fn answer(&mut self, most: Duration) -> Option<Done<Did>> {
        self.child.wait_for(most, |told| match told {
            Tell::Did(done) => Some(done),
            _ => None,
        })
    }

    /// Whether it has ended, and answers nothing any more.
    pub const fn is_gone(&self) -> bool {
        self.child.is_gone()
    }
}

/// Does one errand, and waits for it.
pub fn run(at: &Path, mount: &Mount, what: What) -> Result<Did, Fault> {
    run_within(PATIENCE, at, mount, what)
}

fn run_within(most: Duration, at: &Path, mount: &Mount, what: What) -> Result<Did, Fault> {
    let begun = Instant::now();
    let mut clerk = Clerk::start(None)?;
    clerk.ask(at, mount, what);
    match clerk.answer(most) {
        Some(Ok(did)) => Ok(did),
        Some(Err(because)) => Err(Fault::Share(because)),
        None => Err(Fault::Share(format!(
            "the share has not answered for {} s",
            begun.elapsed().as_secs().max(1)
        ))),
    }
}

/// Puts a file of this host on a share, where nothing is yet.
pub fn place(from: PathBuf, at: &Path, mount: &Mount) -> Result<(), Fault> {
    let size = fs::metadata(&from)?.len();
    // A slow mount takes a megabyte a second.
    let most = PATIENCE + Duration::from_secs(size >> 20);
    let done = run_within(most, at, mount, What::Place(from)).map_err(|fault| match fault {
        Fault::Share(because) => Fault::Share(format!(
            "{because}. No file was made; once the share is back, look before trying again"
        )),
        other => other,
    });
    match done? {
        Did::Done => Ok(()),
        Did::Taken => Err(Fault::Exists),
        // Some folders are no place for a file, as /proc, and say so in the same word.
        Did::Nothing if at.parent().and_then(|folder| look(folder, mount)) == Some(true) => {
            Err(Fault::Share("no file can be made in that folder. Nothing was made".to_owned()))
        }
        Did::Nothing | Did::Listed(_) | Did::Stands(_) => Err(Fault::NoFolder),
    }
}

/// Whether anything is there; nothing where the share does not say so soon.
pub fn look(at: &Path, mount: &Mount) -> Option<bool> {
    let mut clerk = Clerk::start(None).ok()?;
    clerk.ask(at, mount, What::Look);
    match clerk.answer(Duration::from_secs(1))?.ok()? {
        Did::Done => Some(true),
        Did::Nothing => Some(false),
        Did::Taken | Did::Listed(_) | Did::Stands(_) => None,
    }
}

/// How a file and its folder stand; nothing where the share does not say so soon.
pub fn stands(at: &Path, mount: &Mount) -> Option<Stands> {
    let mut clerk = Clerk::start(None).ok()?;
    clerk.ask(at, mount, What::Stand);
    match clerk.answer(Duration::from_secs(1))?.ok()? {
        Did::Stands(stands) => Some(stands),
        Did::Done | Did::Nothing | Did::Taken | Did::Listed(_) => None,
    }
}
