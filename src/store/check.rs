//! A file is a stranger until it has been looked at: what it is to the system, what its first bytes
//! say, whether its tables are ours. Separate because nothing else may touch a file that has not
//! passed here, and because **looking changes nothing**: a refused file keeps every byte and its
//! time of change.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{Access as Permission, FlockOperation, OFlags, access, fcntl_lock};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::bounds;
use super::chain;
use super::fault::{Fault, ReadOnly};

/// Marks our files (`allh`).
pub const APPLICATION_ID: i32 = 0x616c_6c68;
/// The format that this version writes.
pub const FORMAT: i32 = 1;
/// The whole of a new file.
pub const SCHEMA: &str = include_str!("schema.sql");
/// For how long others may keep a file busy.
const PATIENCE: Duration = Duration::from_secs(10);
/// Who waits no longer than this asks often.
const EAGER: Duration = Duration::from_secs(1);

/// Which file a name stands for: device and inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identity(u64, u64);

impl Identity {
    /// Asks the system by name alone: opening would cost this process its locks.
    pub fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|found| Self(found.dev(), found.ino()))
    }
}

/// Which files this process holds connections to. While it holds one, opening the same file by
/// other means and closing it again would drop every lock of the process on it: POSIX locks belong
/// to processes.
type Held = HashMap<Identity, usize>;

fn holds() -> MutexGuard<'static, Held> {
    static HELD: OnceLock<Mutex<Held>> = OnceLock::new();
    HELD.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says that this process holds a connection to a file, until it is dropped. Drop it after the
/// connection.
#[derive(Debug)]
pub struct Hold(Identity);

impl Hold {
    fn on(holds: &mut Held, identity: Identity) -> Self {
        *holds.entry(identity).or_default() += 1;
        Self(identity)
    }

    /// Which file is held.
    pub const fn identity(&self) -> Identity {
        self.0
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut table = holds();
        if let Some(count) = table.get_mut(&self.0) {
            *count -= 1;
            if *count == 0 {
                table.remove(&self.0);
            }
        }
    }
}

/// A file that passed, seen from outside.
#[derive(Debug)]
pub struct Candidate {
    /// Its name with all links followed.
    pub path: PathBuf,
    /// Kept as long as it is open.
    pub hold: Hold,
    /// Why it may not be written, as far as that shows from outside.
    pub read_only: Option<ReadOnly>,
}

/// Looks at a file from outside: kind, permission, first bytes.
pub fn look(path: &Path) -> Result<Candidate, Fault> {
    let path = fs::canonicalize(path)?;
    let found = fs::metadata(&path)?;
    let kind = found.file_type();
    if !kind.is_file() {
        return Err(Fault::NotAFile(match () {
            () if kind.is_dir() => "a folder",
            () if kind.is_fifo() => "a pipe",
            () if kind.is_socket() => "a socket",
            () => "a device",
        }));
    }
    let identity = Identity(found.dev(), found.ino());
    let mut table = holds();
    if !table.contains_key(&identity) {
        // Where it is held, its first bytes passed when it was opened.
        read_header(&path)?;
    }
    let hold = Hold::on(&mut table, identity);
    drop(table);
    let read_only = why_read_only(&path, found.nlink());
    Ok(Candidate { path, hold, read_only })
}

/// Checks the marks in the first hundred bytes.
fn read_header(path: &Path) -> Result<(), Fault> {
    let mut file = open_plain(path)?;
    let mut header = Vec::with_capacity(100);
    Read::by_ref(&mut file).take(100).read_to_end(&mut header)?;
    if header.is_empty() {
        return Err(Fault::NotOurs("it is empty"));
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(Fault::NotOurs("it is not an SQLite file"));
    }
    let number = |at: usize| {
        let bytes = header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map(i32::from_be_bytes)
    };
    let (Some(application), Some(version)) = (number(68), number(60)) else {
        return Err(Fault::Truncated { has: header.len() as u64, needs: 512 });
    };
    if application != APPLICATION_ID {
        return Err(Fault::NotOurs("it is an SQLite file of another program"));
    }
    if version < FORMAT {
        return Err(Fault::NotOurs("its format version is none that was ever written"));
    }
    if header[18] == 2 || header[19] == 2 {
        return Err(Fault::WriteAheadLog);
    }
    Ok(())
}

/// Opens a regular file to read it; the name has been followed already. A pipe put there in the
/// meantime keeps nobody waiting.
fn open_plain(path: &Path) -> Result<File, Fault> {
    let flags = (OFlags::NONBLOCK | OFlags::NOFOLLOW).bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(Fault::Replaced) }
}

fn why_read_only(path: &Path, names: u64) -> Option<ReadOnly> {
    let folder = path.parent().unwrap_or_else(|| Path::new("/"));
    if names > 1 {
        return Some(ReadOnly::ManyNames(names));
    }
    if has_keeper(path) {
        return Some(ReadOnly::Numbering("segments".to_owned()));
    }
    let rights = access(path, Permission::WRITE_OK)
        .and_then(|()| access(folder, Permission::WRITE_OK | Permission::EXEC_OK));
    match rights {
        Ok(()) => None,
        Err(rustix::io::Errno::ROFS) => Some(ReadOnly::Disk),
        Err(_) => Some(ReadOnly::NoPermission),
    }
}

/// Whether nothing that shows from outside is in the way of writing it.
pub fn is_writable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| why_read_only(path, found.nlink()).is_none())
}

/// Whether a folder stands beside the file in which consoles of a share leave their submissions.
/// Asked before each transaction, so that a console of this version stops as soon as one of a later
/// version begins there.
pub fn has_keeper(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push(".d");
    fs::symlink_metadata(Path::new(&name)).is_ok()
}

/// Opens a connection that trusts nothing it finds; never creates a file.
pub fn connect(path: &Path, write: bool) -> Result<Connection, Fault> {
    let access =
        if write { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let mut sql = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    settle(&mut sql)?;
    if write {
        // Neither touches the file: they say how its next change will be made.
        sql.pragma_update(None, "secure_delete", true)?;
        sql.pragma_update(None, "synchronous", "EXTRA")?;
    }
    Ok(sql)
}

/// Waits at most so long for others' locks. Who has little patience asks more often: a person waits
/// for it.
pub fn be_patient_for(sql: &mut Connection, patience: Duration) -> rusqlite::Result<()> {
    ask_for_locks(sql, patience, patience < EAGER)
}

/// The same, asking often however long it takes.
pub fn be_eager_for(sql: &mut Connection, patience: Duration) -> rusqlite::Result<()> {
    ask_for_locks(sql, patience, true)
}

fn ask_for_locks(sql: &mut Connection, patience: Duration, often: bool) -> rusqlite::Result<()> {
    let mut since = Instant::now();
    let mut jitter = u64::from(std::process::id());
    sql.busy_handler(Some(move |tries: i32| {
        if tries == 0 {
            since = Instant::now();
        }
        jitter =
            jitter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let slower = if often { 0 } else { u64::from(tries.unsigned_abs().min(20)) };
        let most = 2_000 + slower * 1_000;
        thread::sleep(Duration::from_micros(500 + (jitter >> 33) % most));
        since.elapsed() < patience
    }))
}

fn settle(sql: &mut Connection) -> Result<(), Fault> {
    be_patient_for(sql, PATIENCE)?;
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false)?;
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    sql.set_limit(Limit::SQLITE_LIMIT_LENGTH, bounds::FIELD)?;
    sql.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    sql.pragma_update(None, "mmap_size", 0)?;
    sql.pragma_update(None, "cell_size_check", true)?;
    sql.pragma_update(None, "temp_store", "MEMORY")?;
    sql.set_prepared_statement_cache_capacity(32);
    Ok(())
}

/// What [`sum`] gives for the tables, triggers and views of [`SCHEMA`], in hexadecimal: making them
/// to compare with costs more than all the rest of opening a file.
const KNOWN: &str = "7af8cf8545d17aa12df2bdc74864044ac9986fedac77cbed8fb5d89357dabed3";

/// Compares tables, triggers and views with the known ones, word by word.
pub fn check_schema(sql: &Connection, version: i32) -> Result<(), Fault> {
    let found = objects(sql)?;
    if sum(&found) == KNOWN {
        return Ok(());
    }
    let known = known()?;
    let strange = found.iter().find(|object| !known.contains(object));
    let missing = known.iter().find(|object| !found.contains(object));
    match (strange, missing) {
        (None, None) => Ok(()),
        _ if version > FORMAT => Err(Fault::Newer(version)),
        (Some(object), _) => Err(Fault::Foreign(format!("a strange {}", object.0))),
        (None, Some(object)) => Err(Fault::Foreign(format!("no {} {}", object.0, object.1))),
    }
}

/// Whether tables and indexes are the known ones, and no others: then rows can be read, whatever
/// the triggers and views are.
pub fn tables_are_ours(sql: &Connection) -> Result<bool, Fault> {
    let tables = |objects: Vec<Object>| -> BTreeSet<Object> {
        objects.into_iter().filter(|(kind, ..)| kind == "table" || kind == "index").collect()
    };
    Ok(tables(objects(sql)?) == tables(known()?))
}

/// Type, name, table and text of one thing in the schema.
type Object = (String, String, String, Option<String>);

fn objects(sql: &Connection) -> Result<Vec<Object>, Fault> {
    let mut statement = sql.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The things that [`SCHEMA`] makes.
fn known() -> Result<Vec<Object>, Fault> {
    let empty = Connection::open_in_memory()?;
    empty.execute_batch(SCHEMA)?;
    objects(&empty)
}

/// A sum over all of them in this order, every field with its length.
fn sum(objects: &[Object]) -> String {
    let mut sum = Sha256::new();
    for (kind, name, table, text) in objects {
        for field in [Some(kind), Some(name), Some(table), text.as_ref()] {
            let length = field.map_or(u64::MAX, |field| field.len() as u64);
            sum.update(length.to_be_bytes());
            sum.update(field.map_or("", String::as_str));
        }
    }
    chain::hex(&sum.finalize())
}

/// Says "cut short" where SQLite says "malformed" and the first page speaks of more bytes than
/// there are.
pub fn name_damage(fault: Fault, path: &Path, hold: &Hold) -> Fault {
    let Fault::Damaged(_) = fault else { return fault };
    let table = holds();
    if table.get(&hold.identity()).is_some_and(|count| *count > 1) {
        return fault;
    }
    let mut header = [0; 100];
    let Ok(mut file) = open_plain(path) else { return fault };
    let read = file.read_exact(&mut header).and_then(|()| file.metadata());
    let Ok(found) = read else { return fault };
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let pages = u32::from_be_bytes([header[28], header[29], header[30], header[31]]);
    let needs = page * u64::from(pages);
    if found.len() < needs { Fault::Truncated { has: found.len(), needs } } else { fault }
}

/// Copies a file and the journal of its dead writer into a private folder, while no writer lives
/// there.
///
/// The copy is taken under a shared lock on the whole file, which no writer holds at the same time.
pub fn copy_aside(path: &Path, hold: &Hold) -> Result<(TempDir, PathBuf), Fault> {
    let table = holds();
    if table.get(&hold.identity()).is_some_and(|count| *count > 1) {
        // Another connection of this process would lose its locks; it completes the repair itself.
        return Err(Fault::NeedsRepair);
    }
    let mut file = open_plain(path)?;
    let since = Instant::now();
    while let Err(error) = fcntl_lock(&file, FlockOperation::NonBlockingLockShared) {
        if since.elapsed() > PATIENCE {
            return Err(Fault::Busy);
        }
        if !matches!(error, rustix::io::Errno::AGAIN | rustix::io::Errno::ACCESS) {
            return Err(io::Error::from(error).into());
        }
        thread::sleep(Duration::from_millis(5));
    }
    let folder = TempDir::with_prefix("allhands-")?;
    let copy = folder.path().join("copy.allhands");
    io::copy(&mut file, &mut private(&copy)?)?;
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    if let Ok(mut journal) = open_plain(Path::new(&journal)) {
        io::copy(&mut journal, &mut private(&folder.path().join("copy.allhands-journal"))?)?;
    }
    drop(file);
    drop(table);
    Ok((folder, copy))
}

fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, known, sum};

    #[test]
    fn the_known_sum_is_that_of_the_schema() {
        assert_eq!(sum(&known().expect("tables")), KNOWN);
    }
}
