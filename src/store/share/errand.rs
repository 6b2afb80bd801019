//! Single errands on a share: what a register or a script wants of it, without staying in a room.
//!
//! Apart from [`super::child`], which serves a room, because here nothing is followed and nobody is
//! present; what must stay true is the same: only the child's end touches the share, and it may
//! hang there. Nothing is put anywhere for a console that has gone away meanwhile, as that has told
//! its person that nothing was.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde::{Deserialize, Serialize};

use super::copy;
use super::folder;
use super::hold::Held;
use super::wire::{self, Ask, Done, Tell};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// The file or folder that it is about.
    pub at: PathBuf,
    /// The type of the mount that it must lie on.
    pub mount: String,
    /// What about it.
    pub what: What,
}

/// What is to be done about a file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Say which rooms' files lie in the folder.
    List,
    /// Copy the file to this host, under this name.
    Bring(PathBuf),
    /// Copy what a room on a share keeps in this folder into this folder of this host.
    BringFolder(PathBuf),
    /// Make the folder, and those above it that are missing.
    Folder,
    /// Put this file of this host there, where nothing is.
    Place(PathBuf),
    /// Put this file of this host there, in place of what is there, unless that is a record.
    Replace(PathBuf),
    /// Say whether anything is there.
    Look,
    /// Say who may do what with the file, and how much room there is.
    Stand,
}

/// What has come of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// The files that lie there.
    Listed(Vec<Found>),
    /// It is done; what was asked for is there.
    Done,
    /// Nothing is there.
    Nothing,
    /// Something is there that must stay as it is.
    Taken,
    /// How the file and its folder stand.
    Stands(Stands),
}

/// How a file stands on its mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stands {
    /// The rights of the file.
    pub file: u32,
    /// The rights of its folder.
    pub folder: u32,
    /// Free bytes, for this user.
    pub free: u64,
}

/// A room's file in a register.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Found {
    /// Its name.
    pub name: PathBuf,
    /// Its length in bytes.
    pub size: u64,
    /// Whether the folder of a room that a keeper numbers stands beside it.
    pub kept: bool,
    /// When it was last written, by the share's clock, in nanoseconds.
    pub written: i128,
}

/// Does one errand after the other until the console has gone.
pub(super) fn serve(mut console: UnixStream, first: &Errand) -> io::Result<()> {
    let mut done = run(first, &console);
    loop {
        wire::send(&mut console, &Tell::Did(done))?;
        let Ask::Run(errand) = wire::receive(&mut console)? else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        done = run(&errand, &console);
    }
}

fn run(errand: &Errand, console: &UnixStream) -> Done<Did> {
    let Errand { at, mount, what } = errand;
    let done = match what {
        What::List => list(at, mount),
        What::Bring(to) => bring(at, mount, to),
        What::BringFolder(to) => bring_folder(at, mount, to),
        What::Folder => make_folder(at, mount),
        What::Place(from) => place(at, mount, from, console),
        What::Replace(from) => replace(at, mount, from, console),
        What::Look => fs::symlink_metadata(at).map(|_| Did::Done),
        What::Stand => stand(at, mount),
    };
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Did::Nothing),
        Err(error) => Err(error.to_string()),
        Ok(did) => Ok(did),
    }
}

fn list(at: &Path, mount: &str) -> io::Result<Did> {
    let held = Held::of(at, mount)?;
    folder::touch(held.path());
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(held.path())? {
        names.insert(PathBuf::from(entry?.file_name()));
    }
    let mut files = Vec::new();
    for name in names.iter().filter(|name| is_room_name(name)) {
        // One that went away meanwhile is not there.
        let Ok(about) = fs::metadata(held.path().join(name)) else { continue };
        let written = i128::from(about.mtime()) * 1_000_000_000 + i128::from(about.mtime_nsec());
        let kept = names.contains(&folder::beside(name));
        files.push(Found { name: name.clone(), size: about.size(), kept, written });
    }
    Ok(Did::Listed(files))
}

/// Whether a name in a register is one of a room's file.
pub fn is_room_name(name: &Path) -> bool {
    let hidden = name.as_os_str().as_encoded_bytes().starts_with(b".");
    !hidden && name.extension().is_some_and(|extension| extension == "allhands")
}

fn stand(at: &Path, mount: &str) -> io::Result<Did> {
    let (held, name) = hold(at, mount)?;
    let rights = |path: &Path| fs::metadata(path).map(|found| found.permissions().mode() & 0o7777);
    let room = rustix::fs::statvfs(held.path())?;
    Ok(Did::Stands(Stands {
        file: rights(&held.path().join(name))?,
        folder: rights(held.path())?,
        free: room.f_bavail.saturating_mul(room.f_frsize),
    }))
}

fn bring(at: &Path, mount: &str, to: &Path) -> io::Result<Did> {
    let (held, name) = hold(at, mount)?;
    let file = held.path().join(name);
    // A pipe or a device could be read for ever.
    if !fs::symlink_metadata(&file)?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    copy::fetch(&file, to)?;
    Ok(Did::Done)
}

fn bring_folder(at: &Path, mount: &str, to: &Path) -> io::Result<Did> {
    let held = Held::of(&fs::canonicalize(at)?, mount)?;
    for name in folder::list(held.path())? {
        let name = name.to_string();
        match copy::fetch(&held.path().join(&name), &to.join(&name)) {
            // A console has left meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            done => done?,
        }
    }
    Ok(Did::Done)
}

/// Takes hold of the folder of a file that is there, links followed.
fn hold(at: &Path, mount: &str) -> io::Result<(Held, PathBuf)> {
    let real = fs::canonicalize(at)?;
    let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    Ok((Held::of(parent, mount)?, PathBuf::from(name)))
}

fn make_folder(at: &Path, mount: &str) -> io::Result<Did> {
    // A mount that went away leaves a bare folder, in which nothing may be made.
    let there = at.ancestors().find(|folder| folder.exists()).unwrap_or(at);
    Held::of(there, mount)?;
    fs::create_dir_all(at)?;
    Ok(Did::Done)
}

fn place(at: &Path, mount: &str, from: &Path, console: &UnixStream) -> io::Result<Did> {
    let (Some(parent), Some(name)) = (at.parent(), at.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let held = Held::of(parent, mount)?;
    let target = held.path().join(name);
    let names = fs::read_dir(held.path())?.filter_map(Result::ok).map(|entry| entry.file_name());
    if names.into_iter().any(|there| there == name) {
        return Ok(Did::Taken);
    }
    let made = copied(from, held.path(), folder::mode_in(held.path()))?;
    still_wanted(console)?;
    match made.persist_noclobber(&target) {
        Ok(_) => {}
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Ok(Did::Taken),
        Err(error) => return Err(error.error),
    }
    folder::sync(held.path())?;
    Ok(Did::Done)
}

fn replace(at: &Path, mount: &str, from: &Path, console: &UnixStream) -> io::Result<Did> {
    let (Some(parent), Some(name)) = (at.parent(), at.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let held = Held::of(parent, mount)?;
    let target = held.path().join(name);
    match fs::metadata(&target) {
        Ok(there) if there.is_file() && is_database(&target) => return Ok(Did::Taken),
        Ok(there) if !there.is_file() => return Err(io::Error::other("it is not a file")),
        Ok(_) | Err(_) => {}
    }
    // Rights as a shell's `>` would give them, as far as they can be known here.
    let made = copied(from, held.path(), 0o600)?;
    still_wanted(console)?;
    made.persist(&target).map_err(|error| error.error)?;
    folder::sync(held.path())?;
    Ok(Did::Done)
}

/// A copy in this folder, under a name that nobody looks for, synced.
fn copied(from: &Path, folder: &Path, mode: u32) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    io::copy(&mut fs::File::open(from)?, &mut file)?;
    file.flush()?;
    file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn is_database(path: &Path) -> bool {
    let mut begin = [0; 16];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    read.is_ok() && begin == *b"SQLite format 3\0"
}

/// Fails where the console has gone: it waited long enough, and said so.
fn still_wanted(console: &UnixStream) -> io::Result<()> {
    let mut waits = [PollFd::new(console, PollFlags::IN)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut waits, Some(&at_once))?;
    if waits[0].revents().contains(PollFlags::HUP) {
        return Err(io::Error::other("whoever asked for it has gone"));
    }
    Ok(())
}
