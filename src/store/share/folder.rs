//! The folder beside the file, `X.d`: the names in it, and how it is read so that no cache of a
//! mount lies.
//!
//! Apart, because each trick was measured on real mounts and must not be forgotten in any place
//! that reads: the folder is touched before it is listed (else sshfs shows a listing of 20 s ago),
//! a name is opened only once it was listed (else NFS remembers for half a minute that it is not
//! there), a file is opened anew each time and asked for its true size (else sshfs and GlusterFS
//! never show what was appended).

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{
    DirBuilderExt as _, FileExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, StatxFlags, Timespec, Timestamps, UTIME_NOW, statx, utimensat};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::ids::SessionId;

/// The folder that belongs to a file.
pub fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".d");
    PathBuf::from(name)
}

/// What a name in the folder stands for. None is ever used for two contents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// Whose record is served here.
    Room,
    /// The place of the keeper of a term.
    Keeper(u64),
    /// The `part`-th segment of a session: a new one is begun after a write that failed.
    Segment {
        /// Whose.
        session: SessionId,
        /// Counts from 1.
        part: u32,
    },
    /// What a console says of itself; rewritten in its place.
    Here(SessionId),
    /// The record whole, as an incident file, up to this row.
    Base(u64),
    /// How far the record had come with an answer: [`super::milestone`].
    Milestone {
        /// In which term.
        term: u64,
        /// With which of its answers.
        n: u64,
        /// And which row.
        seq: u64,
    },
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Room => f.write_str("room"),
            Self::Keeper(term) => write!(f, "keeper-{term:06}"),
            Self::Segment { session, part } => write!(f, "segment-{session}-{part}"),
            Self::Here(session) => write!(f, "here-{session}"),
            Self::Base(seq) => write!(f, "base-{seq:09}.allhands"),
            Self::Milestone { term, n, seq } => write!(f, "milestone-{term:06}-{n}-{seq}"),
        }
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a name of a room's folder"))
    }
}

impl Name {
    /// Reads a name; nothing where it is none of ours (somebody else's file, a later version's, one
    /// that is still being made).
    pub fn parse(text: &str) -> Option<Self> {
        if text == "room" {
            return Some(Self::Room);
        }
        let (kind, rest) = text.split_once('-')?;
        let name = match kind {
            "keeper" => Self::Keeper(rest.parse().ok()?),
            "segment" => {
                let (session, part) = rest.rsplit_once('-')?;
                Self::Segment { session: SessionId::new(session), part: part.parse().ok()? }
            }
            "here" => Self::Here(SessionId::new(rest)),
            "base" => Self::Base(rest.strip_suffix(".allhands")?.parse().ok()?),
            "milestone" => {
                let (term, rest) = rest.split_once('-')?;
                let (n, seq) = rest.split_once('-')?;
                let [term, n, seq] = [term, n, seq].map(|number| number.parse().ok());
                Self::Milestone { term: term?, n: n?, seq: seq? }
            }
            _ => return None,
        };
        (name.to_string() == text).then_some(name)
    }
}

/// Has the mount forget what it remembers of a folder's listing. A reader without permission to
/// touch it may see an older one; it is listed all the same.
pub fn touch(folder: &Path) {
    let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
    let times = Timestamps { last_access: now, last_modification: now };
    let _ = utimensat(CWD, folder, &times, AtFlags::empty());
}

/// The names in a folder.
pub fn list(folder: &Path) -> io::Result<Vec<Name>> {
    touch(folder);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        if let Some(name) = entry?.file_name().to_str().and_then(Name::parse) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The latest term that a keeper has begun.
pub fn latest_term(folder: &Path) -> io::Result<Option<u64>> {
    let term = |name| match name {
        Name::Keeper(number) => Some(number),
        Name::Room
        | Name::Segment { .. }
        | Name::Here(_)
        | Name::Base(_)
        | Name::Milestone { .. } => None,
    };
    Ok(list(folder)?.into_iter().filter_map(term).max())
}

/// Makes the folder of a file, with the group's rights where the file's folder hands its group
/// down. Whoever calls has made sure that the file is the one that is meant: a mount that went away
/// leaves a bare folder, in which nothing may be made.
pub fn make(folder: &Path) -> io::Result<()> {
    let parent = folder.parent().unwrap_or_else(|| Path::new("/"));
    let shared = fs::metadata(parent)?.mode() & 0o2000 != 0;
    match DirBuilder::new().mode(if shared { 0o770 } else { 0o700 }).create(folder) {
        Ok(()) if shared => fs::set_permissions(folder, fs::Permissions::from_mode(0o2770))?,
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(error),
    }
    sync(parent)
}

/// Rights of a new file in a folder: its owner's, or the group's where the folder hands it down.
pub fn mode_in(folder: &Path) -> u32 {
    let shared = fs::metadata(folder).is_ok_and(|found| found.mode() & 0o2000 != 0);
    if shared { 0o660 } else { 0o600 }
}

/// Puts a file into the folder under a name that nobody reads, whole and on the disk, to be given
/// its name there afterwards. What lies there is of a try that went no further.
pub fn write_own(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let own = folder.join(name);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode_in(folder))
        .open(&own)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(own)
}

/// Makes new names survive a power cut. A mount that cannot sync a folder has nothing to offer
/// instead.
pub fn sync(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

/// A file opened anew, and its true size.
pub fn open_fresh(path: &Path) -> io::Result<(File, u64)> {
    let file = OpenOptions::new().read(true).open(path)?;
    let flags = AtFlags::EMPTY_PATH | AtFlags::STATX_FORCE_SYNC;
    let size = match statx(&file, "", flags, StatxFlags::SIZE) {
        Ok(found) => found.stx_size,
        // A kernel without it has no such cache either.
        Err(_) => file.metadata()?.len(),
    };
    Ok((file, size))
}

/// The first `most` bytes of a file opened anew.
pub fn read_fresh(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let (file, _) = open_fresh(path)?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What a file opened anew holds after `from`, up to `most` bytes; less where it changed meanwhile.
/// And its size.
pub fn read_after(path: &Path, from: u64, most: usize) -> io::Result<(Vec<u8>, u64)> {
    let (file, size) = open_fresh(path)?;
    let rest = usize::try_from(size.saturating_sub(from)).unwrap_or(usize::MAX);
    let mut bytes = vec![0; rest.min(most)];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read_at(&mut bytes[filled..], from + filled as u64)? {
            0 => break,
            count => filled += count,
        }
    }
    bytes.truncate(filled);
    Ok((bytes, size))
}

#[cfg(test)]
mod tests {
    use super::Name;
    use crate::domain::ids::SessionId;

    #[test]
    fn names_are_read_as_they_are_written_and_others_are_left_alone() {
        let session = || SessionId::new("0192f0c1a2b37c4d8e9f");
        let names = [
            Name::Room,
            Name::Keeper(7),
            Name::Keeper(12_345_678),
            Name::Segment { session: session(), part: 2 },
            Name::Here(session()),
            Name::Base(90_000),
            Name::Milestone { term: 3, n: 50_000, seq: 90_000 },
        ];
        for name in names {
            assert_eq!(Name::parse(&name.to_string()), Some(name));
        }
        for other in ["keeper-7", ".keeper-7-s", "segment-s", "base-1", "notes.txt", "here"] {
            assert_eq!(Name::parse(other), None, "{other}");
        }
    }
}
