//! A new file: made complete under a name of its own, then moved to its place, so that nobody ever
//! sees half a room and no file is ever overwritten. Separate because it is the only place that
//! creates.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::{Connection, params};
use tempfile::{TempDir, TempPath};

use crate::domain::command::{Command, Submission};
use crate::domain::ids::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;

use super::super::check::{self, SCHEMA};
use super::super::fault::Fault;
use super::super::mount;
use super::super::share::{clerk, folder};
use super::deliver::Outcome;
use super::{Access, Delivery, IncidentFile, Way};

/// Begins a room on a disk of this host: the first submission opens it, the others follow in order.
/// Nothing is left behind where one is refused.
pub fn create(
    path: &Path,
    submissions: &[Submission],
    now: Timestamp,
) -> Result<(IncidentFile, Incident, Delivery), Fault> {
    let incident = opened(submissions)?;
    if fs::symlink_metadata(path).is_ok() {
        return Err(Fault::Exists);
    }
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let made = new_file(folder)?;
    let (state, delivery) = fill(&made, incident, Way::Direct, submissions, now)?;
    put_in_place(made, path, folder)?;
    Ok((IncidentFile::open(path, Access::Write)?, state, delivery))
}

/// Begins a room wherever its file is to lie. On a share it is made on this host, and copied there
/// whole by a child, which may hang: no database is ever written in place there.
pub fn begin(path: &Path, submissions: &[Submission], now: Timestamp) -> Result<(), Fault> {
    let (located, mount) = mount::locate(path)?;
    if mount.is_local() {
        return create(path, submissions, now).map(|_| ());
    }
    let incident = opened(submissions)?;
    let here = TempDir::with_prefix("allhands-")?;
    let made = new_file(here.path())?;
    fill(&made, incident, Way::Segments, submissions, now)?;
    clerk::place(made.to_path_buf(), &located, &mount)
}

/// Whose record the first submission opens.
fn opened(submissions: &[Submission]) -> Result<&IncidentId, Fault> {
    match submissions.first().map(|first| &first.command) {
        Some(Command::OpenRoom(room)) => Ok(&room.incident),
        _ => Err(Fault::NotBegun("its first row opens the room".to_owned())),
    }
}

/// An empty file of a name that nobody looks for.
pub(super) fn new_file(within: &Path) -> Result<TempPath, Fault> {
    let made = tempfile::Builder::new().prefix(".new-").suffix(".allhands").tempfile_in(within);
    let made = made.map_err(|error| match error.kind() {
        // Some folders are no place for a file, as /proc, and say so in the same word.
        io::ErrorKind::NotFound if within.is_dir() => {
            Fault::Io("no file can be made in that folder".to_owned())
        }
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Fault::NoFolder,
        _ => error.into(),
    })?;
    // Whatever the umask says; SQLite gives its journal the rights of the file.
    fs::set_permissions(made.path(), Permissions::from_mode(folder::mode_in(within)))?;
    // Its descriptor is closed here, before SQLite takes its locks.
    Ok(made.into_temp_path())
}

fn fill(
    made: &TempPath,
    incident: &IncidentId,
    way: Way,
    submissions: &[Submission],
    now: Timestamp,
) -> Result<(Incident, Delivery), Fault> {
    tables(made, incident, way)?.close().map_err(|(_, error)| error)?;
    let mut file = match way {
        Way::Direct => IncidentFile::open(made, Access::Write)?,
        Way::Segments => IncidentFile::open_working_copy(made)?,
    };
    let mut state = Incident::default();
    let delivery = file.deliver(&mut state, submissions, now)?;
    for outcome in &delivery.outcomes {
        if let Outcome::Refused(refusal) = outcome {
            return Err(Fault::NotBegun(refusal.to_string()));
        }
    }
    Ok((state, delivery))
}

/// Makes the tables, and says what holds for the whole file. The file is there, and empty.
pub(super) fn tables(path: &Path, incident: &IncidentId, way: Way) -> Result<Connection, Fault> {
    let sql = check::connect(path, true)?;
    sql.execute_batch(SCHEMA)?;
    let property = "INSERT INTO property (name, value) VALUES (?1, ?2)";
    sql.execute(property, params!["incident", incident.as_str()])?;
    sql.execute(property, params!["numbering", way.word()])?;
    Ok(sql)
}

pub(super) fn put_in_place(made: TempPath, path: &Path, folder: &Path) -> Result<(), Fault> {
    made.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(folder)?;
    Ok(())
}

/// Makes a new name survive a power cut.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
