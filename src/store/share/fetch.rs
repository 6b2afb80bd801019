//! A file of a share, copied to this host for whoever wants to look at it as it stands there.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::store::direct::{Access, IncidentFile};
use crate::store::fault::Fault;
use crate::store::mount::{self, Mount};

use super::clerk::{self, Clerk};
use super::errand::{Did, What};
use super::process::ShareChild;
use super::wire::{Ask, Tell};

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
    clerk.ask(file, mount, What::Look);
    clerk.ask(file, mount, What::Bring(copy.clone()));
    let there = clerk.answer(clerk::PATIENCE);
    match there.and_then(|there| there.and_then(|_| clerk.answer(PATIENCE).transpose()).transpose())
    {
        Some(Ok(Did::Done)) => Ok((folder, copy)),
        Some(Ok(Did::Nothing | Did::Taken | Did::Listed(_))) => Err(Fault::Missing),
        Some(Err(because)) => Err(Fault::Share(because)),
        None => Err(Fault::Share("the share does not answer. Nothing was changed".to_owned())),
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
