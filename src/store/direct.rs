//! The incident's file, on a local disk, with every console on this host: SQLite itself numbers the
//! rows. Separate from the desk, which it never sees: `open`, `head`, rows in slices, and
//! [`IncidentFile::deliver`] are all that is asked of it.
//!
//! While a process holds an [`IncidentFile`], nothing in it may open the same file by other means
//! (see [`super::check`]).

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::limits::Limit;
use rusqlite::{Connection, OptionalExtension, Params};
use tempfile::TempDir;

use crate::domain::event::{Event, Recorded};
use crate::domain::ids::IncidentId;
use crate::domain::incident::Incident;

use super::chain::{self, Hash};
use super::check::{self, Candidate, FORMAT, Hold, Identity};
use super::codec::{Row, RowRef};
use super::fault::{Fault, ReadOnly};
use super::redaction::Named;

mod create;
mod deliver;
pub mod rebuild;
mod slices;

pub use create::{begin, create};
pub use deliver::{Delivery, Outcome};

/// What somebody means to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Never change it, not even to finish a dead writer's journal.
    Read,
    /// Record in it, where that may be; see [`IncidentFile::read_only`].
    Write,
}

/// The last row of a file: its number and hash. Zero and [`chain::FIRST`] where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Head {
    /// Before the first row.
    pub const NONE: Self = Self { seq: 0, hash: chain::FIRST };

    /// Reads what [`fmt::Display`] writes, `SEQ:HASH`.
    pub fn parse(text: &str) -> Option<Self> {
        let (seq, hash) = text.split_once(':')?;
        Some(Self { seq: seq.parse().ok()?, hash: chain::parse_sum(hash)? })
    }
}

/// As people write it down to be witnesses.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, chain::hex(&self.hash))
    }
}

/// An incident's file, open.
#[derive(Debug)]
pub struct IncidentFile {
    // Closed first, then the copy is removed, then the hold is given up: the order of the fields
    // matters.
    sql: Connection,
    _copy: Option<TempDir>,
    hold: Hold,
    path: PathBuf,
    incident: IncidentId,
    read_only: Option<ReadOnly>,
    way: Way,
    seen: Head,
}

/// How the rows of a file get their numbers; a property of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By SQLite itself, in the file.
    Direct,
    /// By a keeper, which publishes the file.
    Segments,
}

impl Way {
    /// As the file says it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Segments => "segments",
        }
    }
}

impl IncidentFile {
    /// Opens a file after judging it as a stranger. Where it may be read but not written, it is
    /// opened so, and [`Self::read_only`] says why.
    pub fn open(path: &Path, access: Access) -> Result<Self, Fault> {
        let candidate = check::look(path)?;
        let Candidate { path, hold, read_only } = candidate;
        let judged =
            judge(&path, &hold, look_into).map_err(|it| check::name_damage(it, &path, &hold))?;
        let Judged { mut sql, mut copy, about: About { version, numbering, incident, .. } } =
            judged;
        let way = if numbering == Way::Segments.word() { Way::Segments } else { Way::Direct };
        let mut read_only = match (read_only, access) {
            (Some(reason), _) => Some(reason),
            (None, Access::Read) => Some(ReadOnly::Asked),
            (None, Access::Write) => None,
        };
        if version > FORMAT {
            read_only = Some(ReadOnly::Newer(version));
        } else if numbering != "direct" {
            read_only = Some(ReadOnly::Numbering(numbering.clone()));
        } else if read_only.is_none() {
            // Judged sound: now it may be opened for good, and a dead writer's journal finished.
            drop(sql);
            copy = None;
            sql = check::connect(&path, true)?;
            check::check_schema(&sql, FORMAT)?;
        } else if copy.is_some() {
            read_only = Some(ReadOnly::DeadWriter);
        }
        let mut file =
            Self { sql, _copy: copy, hold, path, incident, read_only, way, seen: Head::NONE };
        file.seen = file.head()?;
        Ok(file)
    }

    /// Opens a file to be read by an auditor, also where its triggers or views are not ours; says
    /// how they differ then. Nothing of them runs: only the tables are read, and these are ours.
    pub fn open_to_judge(path: &Path) -> Result<(Self, Option<String>), Fault> {
        let Candidate { path, hold, .. } = check::look(path)?;
        let judged = judge(&path, &hold, look_into_strange)
            .map_err(|it| check::name_damage(it, &path, &hold))?;
        let Judged { sql, copy, about: About { version, numbering, incident, strange } } = judged;
        let way = if numbering == Way::Segments.word() { Way::Segments } else { Way::Direct };
        let read_only = Some(match &copy {
            _ if version > FORMAT => ReadOnly::Newer(version),
            Some(_) => ReadOnly::DeadWriter,
            None => ReadOnly::Asked,
        });
        let mut file =
            Self { sql, _copy: copy, hold, path, incident, read_only, way, seen: Head::NONE };
        // A table without a sound row in it is what the walk will say more of.
        file.seen = file.head().unwrap_or(Head::NONE);
        Ok((file, strange))
    }

    /// A keeper's working copy, empty. Nothing in it counts before it is published, so that nothing
    /// is synced; after a crash it is made anew.
    pub fn empty_working_copy(path: &Path, incident: &IncidentId) -> Result<Connection, Fault> {
        let sql = create::tables(path, incident, Way::Segments)?;
        sql.pragma_update(None, "synchronous", "OFF")?;
        Ok(sql)
    }

    /// A keeper's working copy, complete.
    pub fn open_working_copy(path: &Path) -> Result<Self, Fault> {
        let Candidate { path, hold, .. } = check::look(path)?;
        let sql = check::connect(&path, true)?;
        sql.pragma_update(None, "synchronous", "OFF")?;
        let About { incident, .. } = look_into(&sql)?;
        let (way, read_only) = (Way::Segments, None);
        let mut file =
            Self { sql, _copy: None, hold, path, incident, read_only, way, seen: Head::NONE };
        file.seen = file.head()?;
        Ok(file)
    }

    /// Its name with all links followed.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The incident that it records.
    pub const fn incident(&self) -> &IncidentId {
        &self.incident
    }

    /// Why nothing can be recorded in it; nothing where something can.
    pub const fn read_only(&self) -> Option<&ReadOnly> {
        self.read_only.as_ref()
    }

    /// Whether what kept it from being written from here, rights or a disk mounted read-only, is
    /// over.
    pub fn can_be_written(&self) -> bool {
        let outside = matches!(
            self.read_only,
            Some(ReadOnly::NoPermission | ReadOnly::Disk | ReadOnly::ManyNames(_))
        );
        outside && check::is_writable(&self.path)
    }

    /// Whether a keeper numbers it.
    pub fn is_kept(&self) -> bool {
        self.way == Way::Segments
    }

    /// Keeps few of its pages in memory: a console reads most rows once.
    pub fn keep_little(&self) {
        // Where that is not heard, it costs memory and nothing else.
        let _ = self.sql.pragma_update(None, "cache_size", -512);
    }

    /// Its last row.
    pub fn head(&self) -> Result<Head, Fault> {
        let found = self.one("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1", [])?;
        Ok(found.unwrap_or(Head::NONE))
    }

    /// The hash of a row; nothing where there is no such row.
    pub fn hash_at(&self, seq: u64) -> Result<Option<Hash>, Fault> {
        let found = self.one(
            "SELECT seq, hash FROM event WHERE seq = ?1",
            [i64::try_from(seq).unwrap_or(i64::MAX)],
        )?;
        Ok(found.map(|head| head.hash))
    }

    /// Fails where the file does not hold this row: it was rolled back, or is another copy. What a
    /// desk has seen goes in here before its snapshot is continued from the file. The first row
    /// known to differ is not looked for.
    pub fn continues(&self, seen: Head) -> Result<(), Fault> {
        if seen.seq == 0 || self.hash_at(seen.seq)? == Some(seen.hash) {
            Ok(())
        } else {
            Err(Fault::Diverged(seen.seq))
        }
    }

    /// Up to `limit` rows after `seq`, read in short locks: ask again from the last one, until none
    /// comes.
    pub fn rows_after(&self, seq: u64, limit: usize) -> Result<Vec<Recorded>, Fault> {
        let mut named = None;
        self.each_after(seq, limit, |row| self.read(&row, &mut named))
    }

    /// The same rows as they are stored, for a mirror.
    pub fn stored_after(&self, seq: u64, limit: usize) -> Result<Vec<Row>, Fault> {
        self.each_after(seq, limit, |row| {
            row.to_row().ok_or_else(|| Fault::BadRow(row.seq.try_into().unwrap_or_default()))
        })
    }

    /// Waits from now on at most so long for others' locks; for somebody who has other things to do
    /// meanwhile.
    pub fn be_patient_for(&mut self, patience: Duration) -> Result<(), Fault> {
        Ok(check::be_patient_for(&mut self.sql, patience)?)
    }

    /// Changes whenever another connection has changed the file. Cheap: one look at the first page.
    pub fn data_version(&self) -> Result<i64, Fault> {
        let mut statement = self.sql.prepare_cached("PRAGMA data_version")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Fails where its name no longer stands for the file that was opened. Asks by name alone.
    pub fn still_there(&self) -> Result<(), Fault> {
        match Identity::of(&self.path) {
            Ok(identity) if identity == self.hold.identity() => Ok(()),
            _ => Err(Fault::Replaced),
        }
    }

    /// Brings an incident up to the head; gives the rows that were new to it.
    pub fn catch_up(&mut self, incident: &mut Incident) -> Result<Vec<Recorded>, Fault> {
        let mut rows = Vec::new();
        loop {
            let slice = self.rows_after(incident.head, SLICE)?;
            for row in &slice {
                incident.apply(row);
            }
            let last = slice.len() < SLICE;
            rows.extend(slice);
            if last {
                break;
            }
        }
        if rows.iter().any(takes_words) {
            *incident = Incident::default();
            self.fold_into(incident)?;
        }
        Ok(rows)
    }

    /// Brings an incident up to the head where nobody needs the rows: none is kept longer than it
    /// takes to fold it, which leaves the memory in order and is faster for it.
    pub fn fold_into(&self, incident: &mut Incident) -> Result<(), Fault> {
        self.fold_with(incident, |_| ())
    }

    /// The same, with a look at each row as it is stored.
    pub(in crate::store) fn fold_with(
        &self,
        incident: &mut Incident,
        mut look: impl FnMut(&RowRef<'_>),
    ) -> Result<(), Fault> {
        let mut named = None;
        loop {
            let folded = self.each_after(incident.head, FOLDED, |row| {
                look(&row);
                incident.apply(&self.read(&row, &mut named)?);
                Ok(())
            })?;
            if folded.len() < FOLDED {
                return Ok(());
            }
        }
    }

    /// What a row says; why one is without words, a later one does.
    fn read(&self, row: &RowRef<'_>, named: &mut Option<Named>) -> Result<Recorded, Fault> {
        if !row.body.is_empty() {
            return Ok(row.recorded());
        }
        let named = match named {
            Some(named) => named,
            None => named.insert(Named::read(&self.sql, "event")?),
        };
        Ok(named.recorded(row))
    }

    /// Makes the file anew within itself, so that nothing of what was removed is left between its
    /// rows.
    pub fn make_anew(&self) -> Result<(), Fault> {
        // It works by a second database of its own; nothing else may name one.
        self.sql.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
        let made = self.sql.execute_batch("VACUUM");
        self.sql.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        Ok(made?)
    }

    fn one(&self, query: &str, with: impl Params) -> Result<Option<Head>, Fault> {
        let mut statement = self.sql.prepare_cached(query)?;
        let found = statement.query_row(with, |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)));
        match found.optional() {
            Ok(found) => Ok(found.map(|(seq, hash)| Head { seq: seq.unsigned_abs(), hash })),
            Err(error @ rusqlite::Error::SqliteFailure(..)) => Err(error.into()),
            Err(_) => Err(Fault::Damaged("a row without a hash".to_owned())),
        }
    }

    pub(in crate::store) const fn sql(&self) -> &Connection {
        &self.sql
    }
}

/// Says in a file on a local disk that a keeper numbers it from now on. Under the file's own lock,
/// so that no console that numbered it directly writes another row afterwards.
pub fn hand_over(path: &Path) -> Result<(), Fault> {
    let Candidate { path, hold, .. } = check::look(path)?;
    let sql = check::connect(&path, true)?;
    check::check_schema(&sql, FORMAT)?;
    sql.execute_batch("BEGIN IMMEDIATE")?;
    let word = Way::Segments.word();
    sql.execute("UPDATE property SET value = ?1 WHERE name = 'numbering'", [word])?;
    sql.execute_batch("COMMIT")?;
    drop(sql);
    drop(hold);
    Ok(())
}

/// Whether a row takes the words from one before it, so that what was folded with them has to be
/// folded without.
pub fn takes_words(row: &Recorded) -> bool {
    matches!(row.event, Event::Redacted(_))
}

/// Rows read before they are looked at.
const SLICE: usize = 5_000;
/// Rows read and folded at once.
const FOLDED: usize = 2_000;

/// What a look into a file found.
struct Judged {
    sql: Connection,
    copy: Option<TempDir>,
    about: About,
}

/// What a file says of itself.
struct About {
    version: i32,
    numbering: String,
    incident: IncidentId,
    /// How its triggers and views differ from ours.
    strange: Option<String>,
}

/// Looks into a file without changing it; where a dead writer's journal forbids that, into a
/// private copy.
fn judge(
    path: &Path,
    hold: &Hold,
    look: impl Fn(&Connection) -> Result<About, Fault>,
) -> Result<Judged, Fault> {
    let sql = check::connect(path, false)?;
    match look(&sql) {
        Ok(about) => Ok(Judged { sql, copy: None, about }),
        Err(Fault::NeedsRepair) => {
            drop(sql);
            let (folder, copy) = check::copy_aside(path, hold)?;
            let sql = check::connect(&copy, true)?;
            let about = look(&sql)?;
            Ok(Judged { sql, copy: Some(folder), about })
        }
        Err(fault) => Err(fault),
    }
}

/// What a file says of itself whose tables, triggers and views are ours.
fn look_into(sql: &Connection) -> Result<About, Fault> {
    let version = sql.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    check::check_schema(sql, version)?;
    about(sql, version, None)
}

/// The same of one whose tables are ours, whatever its triggers and views.
fn look_into_strange(sql: &Connection) -> Result<About, Fault> {
    let version = sql.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match check::check_schema(sql, version) {
        Ok(()) => about(sql, version, None),
        Err(Fault::Foreign(how)) if check::tables_are_ours(sql)? => about(sql, version, Some(how)),
        Err(fault) => Err(fault),
    }
}

fn about(sql: &Connection, version: i32, strange: Option<String>) -> Result<About, Fault> {
    let property = |name: &str| -> Result<String, Fault> {
        let query = "SELECT value FROM property WHERE name = ?1";
        let value = sql.query_row(query, [name], |row| row.get(0)).optional()?;
        value.ok_or_else(|| Fault::Foreign(format!("no property {name}")))
    };
    let (numbering, incident) = (property("numbering")?, IncidentId::new(property("incident")?));
    Ok(About { version, numbering, incident, strange })
}
