//! A file of a share, copied to this host for whoever wants to look at it as it stands there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::store::direct::{Access, IncidentFile};
use crate::store::fault::Fault;
use crate::store::mount::{self, Mount};

use super::clerk::{self, Clerk};
use super::errand::{Did, What};
use super::process::ShareChild;
use super::wire::{Ask, Done, Tell};

/// How long the share may take to give a record that was never seen here.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Whatever lies at a path, as a file of this host.
#[derive(Debug)]
pub struct Brought {
    path: PathBuf,
    /// The copy goes with its folder.
    _folder: Option<TempDir>,
}

impl Brought {
    /// Where it lies on this host.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Brings a file to this host where it lies on a share. Only a child touches the share.
pub fn bring(path: &Path) -> Result<Brought, Fault> {
    let (located, mount) = mount::locate(path)?;
    if mount.is_local() {
        return Ok(Brought { path: path.to_owned(), _folder: None });
    }
    let (folder, path) = fetch(&located, &mount)?;
    Ok(Brought { path, _folder: Some(folder) })
}

/// Opens a record to read it, wherever it lies.
pub fn read(path: &Path) -> Result<IncidentFile, Fault> {
    // An open file outlives its name.
    IncidentFile::open(bring(path)?.path(), Access::Read)
}

/// Copies the file. The copy goes with its folder.
pub fn fetch(file: &Path, mount: &Mount) -> Result<(TempDir, PathBuf), Fault> {
    let folder = TempDir::with_prefix("allhands-")?;
    let copy = folder.path().join("copy.allhands");
    let mut clerk = Clerk::start(None)?;
    clerk.ask(file, mount, What::Bring(copy.clone()));
    match while_it_grows(&mut clerk, &copy) {
        Some(Ok(Did::Done)) => Ok((folder, copy)),
        Some(Ok(Did::Nothing | Did::Taken | Did::Listed(_) | Did::Stands(_))) => {
            Err(Fault::Missing)
        }
        Some(Err(because)) => Err(Fault::Share(because)),
        None => Err(Fault::Share("the share does not answer. Nothing was changed".to_owned())),
    }
}

/// Copies the folder of a room on a share, as far as it is of use without the share. The copy goes
/// with its folder.
pub fn folder(at: &Path, mount: &Mount) -> Result<TempDir, Fault> {
    let folder = TempDir::with_prefix("allhands-")?;
    let mut clerk = Clerk::start(None)?;
    clerk.ask(at, mount, What::BringFolder(folder.path().to_owned()));
    match while_it_grows(&mut clerk, folder.path()) {
        Some(Ok(Did::Done)) => Ok(folder),
        Some(Ok(Did::Nothing | Did::Taken | Did::Listed(_) | Did::Stands(_))) => {
            Err(Fault::Missing)
        }
        Some(Err(because)) => Err(Fault::Share(because)),
        None => Err(Fault::Share("the share does not answer. Nothing was changed".to_owned())),
    }
}

/// How much a copy holds by now: a file, or the files of a folder.
fn size_of(copy: &Path) -> u64 {
    let entries = fs::read_dir(copy).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| entry.metadata().map_or(0, |found| found.len()));
    fs::metadata(copy).map_or(0, |found| found.len()) + sizes.sum::<u64>()
}

/// Waits for a copy as long as it grows: a large file on a slow mount takes its time.
fn while_it_grows(clerk: &mut Clerk, copy: &Path) -> Option<Done<Did>> {
    let (mut size, mut grown) = (0, Instant::now());
    loop {
        if let Some(done) = clerk.answer(Duration::from_millis(500)) {
            return Some(done);
        }
        let now = size_of(copy);
        if now != size {
            (size, grown) = (now, Instant::now());
        }
        if clerk.is_gone() || grown.elapsed() > clerk::PATIENCE {
            return None;
        }
    }
}

/// Has the file that a child was opened for copied.
pub fn take(child: &mut ShareChild) -> Result<(TempDir, PathBuf), Fault> {
    let folder = TempDir::with_prefix("allhands-")?;
    let copy = folder.path().join("copy.allhands");
    child.ask(Ask::Fetch { token: 0, base: None, to: copy.clone() });
    let fetched = child.wait_for(PATIENCE, |told| match told {
        Tell::Opened(facts) => facts.trouble.map(Err),
        Tell::Fetched(_, done) => Some(done),
        _ => None,
    });
    match fetched {
        Some(Ok(())) => Ok((folder, copy)),
        Some(Err(because)) => Err(Fault::Share(because)),
        None => Err(Fault::Share(
            "the share did not give the file within a minute. Nothing was changed".to_owned(),
        )),
    }
}
