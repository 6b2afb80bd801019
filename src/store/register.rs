//! The register: a folder of incident files, each told by its file or, where that cannot be read,
//! by this host's desk.
//!
//! Apart from the worker, because no room is opened here: everything is read, nothing is changed,
//! and one bad file is one line. A folder on a share is another matter ([`on_share`]).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;

use super::desk::{Desk, DeskPlace};
use super::direct::{Access, IncidentFile};
use super::fault::Fault;
use super::mount;
use super::share::errand::is_room_name;

pub mod on_share;

/// One room of the register.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its file.
    pub path: PathBuf,
    /// What its record folds into, most lines of the timeline left out where it is long; nothing
    /// where neither the file nor the desk can tell.
    pub incident: Option<Box<Incident>>,
    /// Why the file cannot be read: a sentence. What is told then is what the desk last saw.
    pub trouble: Option<String>,
    /// The room's file as this desk knows it, where this one is another: a copy, only read.
    pub copy_of: Option<PathBuf>,
    /// Submissions that wait at this desk for the file.
    pub waiting: usize,
    /// Refused submissions that nobody has dealt with.
    pub tray: usize,
    /// When this host's desk last saw the room, where that is all that is told of it.
    pub seen: Option<Timestamp>,
}

/// Reads a folder: what changed last comes first, what cannot be read comes last. A folder that is
/// not there is empty.
pub fn list(folder: &Path, place: &DeskPlace) -> io::Result<Vec<Listed>> {
    let mut paths = match files(folder) {
        Ok(paths) => paths,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    if let Ok(folder) = fs::canonicalize(folder) {
        // A room whose file is gone is not forgotten while this host has lines for it.
        let gone = Desk::rooms_in(place, &folder).into_iter().filter(|path| !path.exists());
        paths.extend(gone);
    }
    Ok(in_order(paths.into_iter().map(|path| read(path, place)).collect()))
}

/// What changed last comes first, what cannot be read comes last.
fn in_order(mut rooms: Vec<Listed>) -> Vec<Listed> {
    rooms.sort_by(|one, other| {
        let changed = |room: &Listed| room.incident.as_ref().map(|it| it.room.last_change);
        changed(other).cmp(&changed(one)).then_with(|| one.path.cmp(&other.path))
    });
    rooms
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| is_room_name(Path::new(name))) {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// When each file of a folder was written last, and how long it is: another answer means that
/// something changed there.
pub fn written(folder: &Path) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    let mut paths = files(folder).unwrap_or_default();
    paths.sort();
    let told = |path: PathBuf| {
        let told = fs::metadata(&path).ok();
        let length = told.as_ref().map_or(0, fs::Metadata::len);
        (path, told.and_then(|told| told.modified().ok()), length)
    };
    paths.into_iter().map(told).collect()
}

/// Whether text waits at this host's desk for whoever opens this room next: somebody left, or was
/// cut off, while they were typing.
fn has_text_waiting(path: &Path, place: &DeskPlace) -> bool {
    let file = IncidentFile::open(path, Access::Read).ok();
    let desk = file.and_then(|file| Desk::existing(place, file.incident()));
    desk.is_some_and(|desk| desk.has_text_of_the_dead().unwrap_or(false))
}

/// The newest file of a folder, by name, of which that is true.
pub fn with_text_waiting(folder: &Path, place: &DeskPlace) -> Option<PathBuf> {
    let mut paths = files(folder).unwrap_or_default();
    paths.sort();
    paths.into_iter().rev().find(|path| has_text_waiting(path, place))
}

/// Reads one room. One that a link leads to on a share is told as this host's desk last saw it.
pub fn read(path: PathBuf, place: &DeskPlace) -> Listed {
    if let Ok((located, mount)) = mount::locate(&path)
        && !mount.is_local()
    {
        return Listed { path, ..on_share::as_seen(place, located) };
    }
    let opened = IncidentFile::open(&path, Access::Read);
    let incident = match &opened {
        Ok(file) => Some(file.incident().clone()),
        Err(_) => mount::resolve(&path).ok().and_then(|path| Desk::incident_at(place, &path)),
    };
    let desk = incident.and_then(|incident| Desk::existing(place, &incident));
    let folded = opened.and_then(|file| fold(&file, desk.as_ref()));
    let (incident, trouble) = match folded {
        Ok(incident) => (Some(incident), None),
        Err(fault) => {
            let front = desk.as_ref().and_then(|desk| desk.front().ok().flatten());
            (front.map(|front| front.incident), Some(fault.to_string()))
        }
    };
    let other = |desk: &Desk| desk.other_than(&mount::resolve(&path).ok()?).ok().flatten();
    let copy_of = desk.as_ref().and_then(other);
    let seen = trouble.is_some().then(|| desk.as_ref()?.checked_at().ok()).flatten();
    let (waiting, tray) = desk.and_then(|desk| desk.counts().ok()).unwrap_or_default();
    Listed { path, incident: incident.map(Box::new), trouble, copy_of, waiting, tray, seen }
}

/// From the desk's front where that is the head of the file, else from the whole record.
fn fold(file: &IncidentFile, desk: Option<&Desk>) -> Result<Incident, Fault> {
    let front = desk.and_then(|desk| desk.front().ok().flatten());
    if let Some(front) = front
        && front.head == file.head()?
    {
        return Ok(front.incident);
    }
    let mut incident = Incident::default();
    file.fold_into(&mut incident)?;
    Ok(incident)
}
