//! A file of a share, copied to this host for whoever wants to look at it as it stands there.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::domain::ids::SessionId;
use crate::store::fault::Fault;
use crate::store::mount::Mount;
use crate::store::worker::Watch;

use super::process::ShareChild;
use super::wire::{Ask, Tell};

/// How long the share may take to give a record that was never seen here.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Copies the file. The copy goes with its folder.
pub fn fetch(file: &Path, mount: &Mount) -> Result<(TempDir, PathBuf), Fault> {
    let (_watch, waker) = Watch::new()?;
    let mut child = ShareChild::start(None, waker)?;
    let (file, mount) = (file.to_owned(), mount.kind().to_owned());
    child.ask(Ask::Open { file, mount, kept: false, session: SessionId::new(""), part: 1 });
    take(&mut child)
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
