//! The desk: one local SQLite file for each user, host and incident, shared by that user's consoles
//! there.
//!
//! Apart from the incident file, because it must take a line when that file cannot, and because it
//! is a witness of what that file held. What must stay true: a submission that was said to be
//! pending is synced here; a refusal is remembered here before anybody hears of it; a dead
//! session's goods are taken over once, in one transaction.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior};
use tempfile::TempDir;

use super::check;
use crate::domain::ids::IncidentId;
use crate::domain::time::Timestamp;

mod forget;
mod lent;
mod outbox;
mod place;
pub(super) mod redaction;
mod scratch;
mod session;
mod sound;
mod turn;
mod whereabouts;

pub use forget::StillNeeded;
pub use lent::{Lent, LentFile};
pub use outbox::{Refused, Waiting};
pub use place::{DeskPlace, WhyHere};
pub use scratch::Scratch;
pub use session::{Adopt, Seat, boot_id, host_name};
pub use sound::print_of;
pub use turn::Step;
pub use whereabouts::{Identity, Whereabouts};

/// The desk of one incident.
#[derive(Debug)]
pub struct Desk {
    db: Connection,
    path: PathBuf,
    place: DeskPlace,
    incident: IncidentId,
    /// The file that was opened.
    identity: Option<Identity>,
}

/// Marks the file as a desk (`alde`).
const APPLICATION_ID: i32 = 0x616c_6465;
/// For how long others may keep a desk busy.
const PATIENCE: Duration = Duration::from_secs(2);
/// The version of the tables.
const VERSION: i32 = 1;

impl Desk {
    /// Opens the desk of an incident, and makes it where there is none.
    pub fn open(
        place: &DeskPlace,
        incident: &IncidentId,
        now: Timestamp,
    ) -> Result<Self, DeskError> {
        let path = place.file(incident);
        let fail = |error: io::Error| DeskError::failing(&path, &error);
        place.prepare().map_err(fail)?;
        // Made with its rights first: SQLite gives its journals the rights of the file.
        OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(|error| {
            match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    DeskError::Full { path: path.clone() }
                }
                _ => DeskError::failing(&path, &error),
            }
        })?;
        let db = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let mut desk = Self::new(db, path, place, incident);
        desk.set_up(now).map_err(|error| desk.explain(&error))?;
        desk.check_whose()?;
        Ok(desk)
    }

    /// The desk of an incident, where there is one that can be read.
    pub fn existing(place: &DeskPlace, incident: &IncidentId) -> Option<Self> {
        let path = place.file(incident);
        fs::symlink_metadata(&path).ok()?;
        let db = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).ok()?;
        let desk = Self::new(db, path, place, incident);
        desk.check_whose().is_ok().then_some(desk)
    }

    fn new(db: Connection, path: PathBuf, place: &DeskPlace, incident: &IncidentId) -> Self {
        let identity = Identity::of(&path).ok();
        Self { db, path, place: place.clone(), incident: incident.clone(), identity }
    }

    /// Whether its file is still where it was opened. What is written to one that was moved or
    /// removed goes with it when the last console leaves.
    pub fn is_there(&self) -> bool {
        let now = Identity::of(&self.path).ok();
        now.zip(self.identity).is_some_and(|(now, then)| now.is(&then))
    }

    /// Every desk of this user here that can be read.
    pub fn all(place: &DeskPlace) -> Vec<Self> {
        let incidents: Vec<IncidentId> =
            desks(place).filter_map(|db| whereabouts::whose(&db).ok()).collect();
        incidents.iter().filter_map(|incident| Self::existing(place, incident)).collect()
    }

    /// A desk that was copied from elsewhere, in a private copy that goes with its folder. It is a
    /// stranger: only tables that are ours are read.
    pub fn of_stranger(path: &Path) -> Result<(TempDir, Self), DeskError> {
        let fail = |error: io::Error| DeskError::failing(path, &error);
        let folder = TempDir::with_prefix("allhands-").map_err(fail)?;
        let copy = folder.path().join("copy.desk");
        for end in ["", "-wal"] {
            let named = |path: &Path| {
                let mut name = path.as_os_str().to_owned();
                name.push(end);
                PathBuf::from(name)
            };
            match fs::copy(named(path), named(&copy)) {
                Err(error) if end.is_empty() || error.kind() != io::ErrorKind::NotFound => {
                    return Err(fail(error));
                }
                Ok(_) | Err(_) => {}
            }
        }
        let db = connect(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let known = Connection::open_in_memory()
            .and_then(|known| known.execute_batch(include_str!("desk/schema.sql")).map(|()| known));
        let ours = known.and_then(|known| Ok(tables(&known)? == tables(&db)?));
        if !ours.map_err(|error| DeskError::of_sqlite(path, &error))? {
            return Err(DeskError::failing(path, &"its tables are not those of a desk"));
        }
        let incident = whereabouts::whose(&db).map_err(|it| DeskError::of_sqlite(path, &it))?;
        let desk = Self::new(db, copy, &DeskPlace::told(folder.path().to_owned()), &incident);
        desk.check_whose()?;
        Ok((folder, desk))
    }

    /// The rooms that desks here remember in a folder (without links).
    pub fn rooms_in(place: &DeskPlace, folder: &Path) -> Vec<PathBuf> {
        let mut rooms = Vec::new();
        for db in desks(place) {
            // A desk that cannot be read remembers nothing.
            if let Ok(Some(room)) = whereabouts::room(&db)
                && room.parent() == Some(folder)
            {
                rooms.push(room);
            }
        }
        rooms
    }

    /// The incident whose desk remembers a file at this path (without links), when that file cannot
    /// say itself.
    pub fn incident_at(place: &DeskPlace, file: &Path) -> Option<IncidentId> {
        let mut newest: Option<(i64, IncidentId)> = None;
        for db in desks(place) {
            if let Ok(Some((seen, incident))) = whereabouts::remembers(&db, file)
                && newest.as_ref().is_none_or(|(at, _)| *at < seen)
            {
                newest = Some((seen, incident));
            }
        }
        newest.map(|(_, incident)| incident)
    }

    /// The desk's own file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The incident.
    pub const fn incident(&self) -> &IncidentId {
        &self.incident
    }

    /// When the desk last agreed with the file.
    pub fn checked_at(&self) -> Result<Timestamp, DeskError> {
        let read = self.db.query_row("SELECT checked_at FROM about", [], |row| row.get(0));
        Ok(Timestamp::from_millis(read.map_err(|error| self.explain(&error))?))
    }

    pub(super) const fn db(&self) -> &Connection {
        &self.db
    }

    /// Whether it takes anything at all: writes a little, synced.
    pub fn probe(&mut self, now: Timestamp) -> Result<(), DeskError> {
        let query = "UPDATE about SET checked_at = max(checked_at, ?1)";
        self.write(Sync::Now, |work| work.execute(query, [now.millis()]).map(|_| ()))
    }

    fn set_up(&mut self, now: Timestamp) -> rusqlite::Result<()> {
        if let Some(pages) = self.place.max_pages {
            self.db.pragma_update(None, "max_page_count", pages)?;
        }
        let version: i32 = self.db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version != 0 {
            return scratch::add_columns(&mut self.db);
        }
        // Two consoles may make the same desk at the same time; the second finds it made.
        let work = self.db.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        let version: i32 = work.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            work.execute_batch(include_str!("desk/schema.sql"))?;
            work.execute(
                "INSERT INTO about (one, incident, checked_at) VALUES (1, ?1, ?2)",
                (self.incident.as_str(), now.millis()),
            )?;
            work.pragma_update(None, "application_id", APPLICATION_ID)?;
            work.pragma_update(None, "user_version", VERSION)?;
        }
        work.commit()
    }

    /// A file that somebody put in the desk's place is left alone.
    fn check_whose(&self) -> Result<(), DeskError> {
        let number = |name: &str| {
            let read = self.db.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
            read.map_err(|error| self.explain(&error))
        };
        if number("application_id")? != APPLICATION_ID {
            return Err(self.not_ours("it is not a desk"));
        }
        let version = number("user_version")?;
        if version != VERSION {
            return Err(self.not_ours(&format!("it is a desk of version {version}")));
        }
        let incident: Option<String> = self
            .db
            .query_row("SELECT incident FROM about", [], |row| row.get(0))
            .optional()
            .map_err(|error| self.explain(&error))?;
        if incident.as_deref() == Some(self.incident.as_str()) {
            Ok(())
        } else {
            Err(self.not_ours("it is the desk of another incident"))
        }
    }

    fn not_ours(&self, because: &str) -> DeskError {
        DeskError::Failing { path: self.path.clone(), because: because.to_owned() }
    }

    pub(super) fn explain(&self, error: &rusqlite::Error) -> DeskError {
        DeskError::of_sqlite(&self.path, error)
    }

    /// Runs one write transaction. It is on the disk when this returns, if `sync` asks for that;
    /// else a crash of the host may undo it, which may only be asked for what can be found out
    /// again.
    pub(super) fn write<T>(
        &mut self,
        sync: Sync,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, DeskError> {
        let path = &self.path;
        let db = &mut self.db;
        let run = || {
            db.pragma_update(
                None,
                "synchronous",
                if sync == Sync::Now { "FULL" } else { "NORMAL" },
            )?;
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run().map_err(|error| DeskError::of_sqlite(path, &error))
    }
}

/// Every desk of this user here that can be opened.
fn desks(place: &DeskPlace) -> impl Iterator<Item = Connection> {
    let entries = fs::read_dir(&place.folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let desks = paths.filter(|path| path.extension().is_some_and(|it| it == "desk"));
    desks.filter_map(|path| connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).ok())
}

/// The tables that are read of a stranger's desk, and how they were made.
fn tables(db: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let query = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name IN
                 ('about', 'mirror', 'outbox', 'place', 'refused', 'snapshot') ORDER BY name";
    let mut query = db.prepare(query)?;
    let tables = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    tables.collect()
}

/// Whether a write is on the disk when it returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sync {
    /// It is.
    Now,
    /// Some time later.
    Later,
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, DeskError> {
    let open = || {
        let mut db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // A person waits for what is kept here, and others are done within milliseconds.
        check::be_eager_for(&mut db, PATIENCE)?;
        db.pragma_update(None, "trusted_schema", false)?;
        let _: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "secure_delete", true)?;
        // Rows are copied to it and hardly ever read again.
        db.pragma_update(None, "cache_size", -256)?;
        Ok(db)
    };
    open().map_err(|error| DeskError::of_sqlite(path, &error))
}

/// Why the desk did not keep what it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskError {
    /// There is no room for it.
    Full {
        /// The desk's file.
        path: PathBuf,
    },
    /// Anything else.
    Failing {
        /// The desk's file.
        path: PathBuf,
        /// What went wrong.
        because: String,
    },
}

impl DeskError {
    pub(super) fn failing(path: &Path, error: &dyn fmt::Display) -> Self {
        Self::Failing {
            path: path.to_owned(),
            because: crate::text::unnumbered(&error.to_string()),
        }
    }

    fn of_sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path: path.to_owned() },
            _ => Self::failing(path, error),
        }
    }
}

impl fmt::Display for DeskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { path } => {
                write!(f, "the disk of this host's desk is full ({})", path.display())
            }
            Self::Failing { path, because } => {
                write!(f, "this host's desk does not take it: {because} ({})", path.display())
            }
        }
    }
}

impl std::error::Error for DeskError {}
