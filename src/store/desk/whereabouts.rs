//! Where the incident's file lies: its path is remembered, so that a moved file is known again and
//! a copy is not written to by mistake. Whether the file there continues what was seen is another
//! question, which the mirror answers.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use super::{Desk, DeskError, Sync};
use crate::domain::ids::IncidentId;
use crate::domain::time::Timestamp;
use crate::store::mount;
use crate::store::share::clerk;

/// Which file a name leads to, on this host. Asked by name: opening and closing a file would free
/// the locks that this process holds on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
    names: u64,
}

impl Identity {
    /// Asks the system.
    pub fn of(path: &Path) -> io::Result<Self> {
        let found = fs::metadata(path)?;
        Ok(Self { device: found.dev(), inode: found.ino(), names: found.nlink() })
    }

    /// Whether both are one file, whatever its number of names.
    pub const fn is(&self, other: &Self) -> bool {
        self.device == other.device && self.inode == other.inode
    }
}

/// What the desk makes of the path at which an incident's file was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts {
    /// The first file of this incident that the desk sees.
    First,
    /// The file is where it was.
    Same,
    /// The file was elsewhere before, and nothing is there now.
    Moved {
        /// Where it was.
        from: PathBuf,
    },
    /// There is another file of this incident, or another name of this one; which is the room, a
    /// person says.
    Second {
        /// The other.
        other: PathBuf,
    },
}

impl Desk {
    /// Judges the path (without links) at which the file was found, and remembers it where nothing
    /// speaks against it.
    pub fn find_at(&mut self, path: &Path, now: Timestamp) -> Result<Whereabouts, DeskError> {
        let here = Identity::of(path).map_err(|error| DeskError::failing(&self.path, &error))?;
        // Looked at before the desk is locked: it may take a while.
        let before = self.room()?.filter(|room| room != path);
        let there = before.as_deref().map(identity_there);
        self.write(Sync::Later, |work| {
            let known: Option<String> = work
                .query_row("SELECT standing FROM place WHERE path = ?1", [bytes(path)], |row| {
                    row.get(0)
                })
                .optional()?;
            let Some(room) = room(work)? else {
                be_room(work, path, now)?;
                return Ok(Whereabouts::First);
            };
            if room == path {
                be_room(work, path, now)?;
                return Ok(Whereabouts::Same);
            }
            let there = there.filter(|_| before.as_ref() == Some(&room));
            let there = there.unwrap_or_else(|| identity_there(&room));
            if matches!(&there, Ok(there) if there.is(&here) && here.names == 1) {
                // One name by two ways (a folder that is mounted twice): journals lie in the same
                // folder too.
                return Ok(Whereabouts::Same);
            }
            let gone = matches!(&there, Err(error) if error.kind() == io::ErrorKind::NotFound);
            if gone && known.as_deref() != Some("copy") {
                work.execute("DELETE FROM place WHERE path = ?1", [bytes(&room)])?;
                be_room(work, path, now)?;
                return Ok(Whereabouts::Moved { from: room });
            }
            Ok(Whereabouts::Second { other: room })
        })
    }

    /// Remembers that the incident's file lies at this path of a share, without touching it: so the
    /// room can be opened from here while the share is dark.
    pub fn lies_at(&mut self, path: &Path, now: Timestamp) -> Result<(), DeskError> {
        self.write(Sync::Later, |work| {
            work.execute("DELETE FROM place WHERE standing = 'room'", [])?;
            be_room(work, path, now)
        })
    }

    /// The room's file, where the one at this path (without links) is another one: a copy, which
    /// opens read-only. Only looks; what [`Self::find_at`] would judge.
    pub fn other_than(&self, path: &Path) -> Result<Option<PathBuf>, DeskError> {
        if let Some(room) = self.room_if_copy(path)? {
            return Ok(Some(room));
        }
        let room = room(&self.db).map_err(|error| self.explain(&error))?;
        let (Some(room), Ok(here)) = (room, Identity::of(path)) else { return Ok(None) };
        let there = identity_there(&room);
        let same = room == path
            || matches!(&there, Ok(there) if there.is(&here) && here.names == 1)
            || matches!(&there, Err(error) if error.kind() == io::ErrorKind::NotFound);
        Ok((!same).then_some(room))
    }

    /// The room's file as this desk remembers it; nothing is asked of the file itself.
    pub fn room(&self) -> Result<Option<PathBuf>, DeskError> {
        room(&self.db).map_err(|error| self.explain(&error))
    }

    /// The room's file, where a person said that the one at this path is a copy.
    pub fn room_if_copy(&self, path: &Path) -> Result<Option<PathBuf>, DeskError> {
        let query = "SELECT standing FROM place WHERE path = ?1";
        let look = || {
            let standing = self.db.query_row(query, [bytes(path)], |row| row.get(0)).optional()?;
            let copy = standing.is_some_and(|standing: String| standing == "copy");
            if copy { room(&self.db) } else { Ok(None) }
        };
        look().map_err(|error: rusqlite::Error| self.explain(&error))
    }

    /// A person says that the file at this path is the room; what was the room is a copy from now
    /// on.
    pub fn is_the_room(&mut self, path: &Path, now: Timestamp) -> Result<(), DeskError> {
        self.write(Sync::Now, |work| {
            work.execute("UPDATE place SET standing = 'copy'", [])?;
            be_room(work, path, now)
        })
    }
}

/// Which file stands where the desk remembers the room. On a share only a child looks, and what it
/// cannot say soon is taken to be there.
fn identity_there(room: &Path) -> io::Result<Identity> {
    match mount::locate(room) {
        Ok((located, mount)) if !mount.is_local() => match clerk::look(&located, &mount) {
            Some(false) => Err(io::ErrorKind::NotFound.into()),
            Some(true) | None => Err(io::Error::other("it lies on a share")),
        },
        Ok(_) | Err(_) => Identity::of(room),
    }
}

fn be_room(db: &Connection, path: &Path, now: Timestamp) -> rusqlite::Result<()> {
    db.execute(
        "INSERT OR REPLACE INTO place (path, standing, seen_at) VALUES (?1, 'room', ?2)",
        params![bytes(path), now.millis()],
    )
    .map(|_| ())
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_bytes()
}

/// The room's file, as a desk remembers it.
pub(super) fn room(db: &Connection) -> rusqlite::Result<Option<PathBuf>> {
    let query = "SELECT path FROM place WHERE standing = 'room'";
    let path: Option<Vec<u8>> = db.query_row(query, [], |row| row.get(0)).optional()?;
    Ok(path.map(|path| PathBuf::from(OsStr::from_bytes(&path))))
}

/// Whose desk it is.
pub(super) fn whose(db: &Connection) -> rusqlite::Result<IncidentId> {
    let incident: String = db.query_row("SELECT incident FROM about", [], |row| row.get(0))?;
    Ok(IncidentId::new(incident))
}

/// The incident of a desk that remembers a file at this path, with when it was last seen there.
pub(super) fn remembers(
    db: &Connection,
    file: &Path,
) -> rusqlite::Result<Option<(i64, IncidentId)>> {
    db.query_row(
        "SELECT seen_at, incident FROM place, about WHERE path = ?1",
        [bytes(file)],
        |row| Ok((row.get(0)?, IncidentId::new(row.get::<_, String>(1)?))),
    )
    .optional()
}
