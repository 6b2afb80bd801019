//! What a person names as holding parts of a record, found and read: a file, a desk, the folder of
//! a room on a share, a codename. Apart from what is made of it, because a copy and a recovery
//! begin alike.

use std::path::Path;

use crate::domain::ids::IncidentId;
use crate::domain::incident::Incident;
use crate::store::desk::{Desk, DeskPlace};
use crate::store::fault::Fault;
use crate::store::mount;
use crate::store::recover::Source;
use crate::store::share::fetch;
use crate::store::share::folder;
use crate::text;

use super::super::failure::{End, Failure};
use super::named::is_codename;

/// Reads what was named.
pub fn named(name: &str, place: &DeskPlace) -> Result<Source, Failure> {
    let path = Path::new(name);
    let (located, mount) =
        mount::locate(path).map_err(|error| Failure::of_file(path, &error.into()))?;
    let is_desk = located.extension().is_some_and(|extension| extension == "desk");
    if mount.is_local() && !located.exists() {
        return match room_called(name, place).as_slice() {
            [desk] => Ok(Source::of_desk(desk, own(desk))),
            [] => {
                let words = format!(
                    "{}: there is no such file or folder, and no desk on this host is of a room \
                     of that name",
                    text::output(name)
                );
                Err(Failure::new(End::NotReachable, words))
            }
            several => Err(of_one_name(name, several)),
        };
    }
    if is_desk && mount.is_local() {
        return desk(&located, name, place);
    }
    if mount.is_local() && located.is_dir() {
        return Ok(Source::of_folder(&located, name.to_owned()));
    }
    if mount.is_local() {
        return Ok(Source::of_file(&located, name.to_owned()));
    }
    if located.extension().is_some_and(|extension| extension == "d") {
        let there = fetch::folder(&located, &mount);
        let there = there.map_err(|fault| Failure::of_file(path, &fault))?;
        return Ok(Source::of_folder(there.path(), name.to_owned()));
    }
    let fetched = fetch::fetch(&located, &mount).map_err(|fault| Failure::of_file(path, &fault));
    let (_folder, here) = fetched?;
    if is_desk {
        return desk(&here, name, place);
    }
    Ok(Source::of_file(&here, name.to_owned()))
}

/// A desk's own file: of this host, or copied from another.
fn desk(path: &Path, name: &str, place: &DeskPlace) -> Result<Source, Failure> {
    let own_folder = std::fs::canonicalize(&place.folder);
    if own_folder.is_ok_and(|folder| path.parent() == Some(&folder)) {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if let Some(found) = Desk::existing(place, &IncidentId::new(stem)) {
            return Ok(Source::of_desk(&found, own(&found)));
        }
    }
    let (_folder, desk) = Desk::of_stranger(path)
        .map_err(|error| Failure::new(End::NotSound, text::output(&error.to_string())))?;
    Ok(Source::of_desk(&desk, name.to_owned()))
}

/// What this host keeps of the room whose file lies, or lay, at this path: its desk, and the folder
/// beside it.
pub fn of_path_before(to: &Path, place: &DeskPlace) -> Result<Vec<Source>, Failure> {
    let (located, _) = mount::locate(to).map_err(|error| Failure::of_file(to, &error.into()))?;
    let mut sources = Vec::new();
    let known = Desk::incident_at(place, &located);
    if let Some(desk) = known.and_then(|incident| Desk::existing(place, &incident)) {
        sources.push(Source::of_desk(&desk, own(&desk)));
    }
    sources.extend(folder_beside(to)?);
    Ok(sources)
}

/// The desks of the rooms of this codename or id.
pub fn room_called(name: &str, place: &DeskPlace) -> Vec<Desk> {
    let is_it = |desk: &Desk| {
        let is_codename = |incident: Incident| is_codename(&incident.room.codename, name);
        desk.incident().as_str() == name.trim() || desk.folded().is_some_and(is_codename)
    };
    Desk::all(place).into_iter().filter(is_it).collect()
}

/// Several rooms of one codename are told apart by their ids.
pub fn of_one_name(name: &str, desks: &[Desk]) -> Failure {
    let rooms = desks.iter().map(|desk| {
        let file = desk.room().ok().flatten().map_or_else(
            || "its file not known".to_owned(),
            |file| text::output(&file.display().to_string()).into_owned(),
        );
        format!("{} ({file})", text::output(desk.incident().as_str()))
    });
    let words = format!(
        "{}: several rooms known to this host have that name. Give the id of the one: {}",
        text::output(name),
        rooms.collect::<Vec<_>>().join("; ")
    );
    Failure::new(End::Refused, words)
}

fn own(desk: &Desk) -> String {
    match desk.folded() {
        Some(incident) => format!("this host's desk of {}", incident.room.codename),
        None => "this host's desk, which has seen no row".to_owned(),
    }
}

/// What the folder beside a file holds; nothing where there is none.
pub fn folder_beside(file: &Path) -> Result<Option<Source>, Failure> {
    let of_file = |fault| Failure::of_file(file, &fault);
    let (located, mount) = mount::locate(file).map_err(|error| of_file(error.into()))?;
    let beside = folder::beside(&located);
    let name = beside.display().to_string();
    if mount.is_local() {
        return Ok(beside.is_dir().then(|| Source::of_folder(&beside, name)));
    }
    match fetch::folder(&beside, &mount) {
        Ok(there) => Ok(Some(Source::of_folder(there.path(), name))),
        Err(Fault::Missing) => Ok(None),
        Err(fault) => Err(of_file(fault)),
    }
}
