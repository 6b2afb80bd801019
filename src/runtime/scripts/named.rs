//! A room named by its codename. Apart from what is done with it, because every command that takes
//! a room's file takes a codename too, and which file that came to has to be said each time.
//!
//! What must stay true: a path at which something lies is never taken for a codename, and of two
//! rooms of one name none is taken.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::domain::incident::Incident;
use crate::store::desk::{Desk, DeskPlace};
use crate::store::mount::{self, Mount};
use crate::store::register;
use crate::store::share::clerk;
use crate::text;

use super::super::failure::{End, Failure, tell};
use super::super::settings::Places;

/// What a word on the command line came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Named {
    /// A path, as it was typed.
    Path,
    /// The file of the room that bears that codename.
    Room(PathBuf),
    /// No file is there, and no room known here bears it.
    Nothing,
}

/// The file that a command is about; says so where it is not the path that was typed.
pub fn file(named: &Path) -> Result<PathBuf, Failure> {
    if mount::is_descriptor(named) {
        let name = named.display().to_string();
        let words = format!(
            "{}: a record is looked at more than once, and what comes by a pipe can be read once. \
             Write it to a file and name that. Nothing was changed",
            text::output(&name)
        );
        return Err(Failure::new(End::Usage, words));
    }
    let places = Places::of_this_user();
    let register = places.register_of(&places.config().0);
    match room(named, &register)? {
        Named::Path => Ok(named.to_owned()),
        Named::Room(file) => Ok(file),
        Named::Nothing => {
            let (word, register) = (named.display().to_string(), register.display().to_string());
            let words = format!(
                "{}: there is no such file, and no room of that codename in the register {} or \
                 among those that this host has seen. Nothing was changed",
                text::output(&word),
                text::output(&register)
            );
            Err(Failure::new(End::NotReachable, words))
        }
    }
}

/// Judges a word: only one without folder and ending, at which nothing lies, may be a codename.
pub fn room(named: &Path, register: &Path) -> Result<Named, Failure> {
    let Some(word) = named.to_str().filter(|word| !word.contains(['/', '.'])) else {
        return Ok(Named::Path);
    };
    let place = DeskPlace::of_this_user();
    if is_a_path(named, &place) {
        return Ok(Named::Path);
    }
    let files = called(word, register, &place);
    let there: Vec<&PathBuf> = files.iter().filter(|file| may_be_there(file)).collect();
    let file = match (there.as_slice(), files.first()) {
        ([], None) => return Ok(Named::Nothing),
        // What is typed is kept for it.
        ([], Some(gone)) if files.len() == 1 => gone,
        ([file], _) => *file,
        _ => {
            let shown = |file: &PathBuf| text::output(&file.display().to_string()).into_owned();
            let several = files.iter().map(shown).collect::<Vec<_>>();
            let words = format!(
                "{}: several rooms have that codename. Name the file of the one: {}",
                text::output(word),
                several.join("; ")
            );
            return Err(Failure::new(End::Refused, words));
        }
    };
    let name = file.display().to_string();
    tell(&format!("{}: the room in {}", text::output(word), text::output(&name)));
    Ok(Named::Room(file.clone()))
}

/// Whether something lies there, or lay there: a room that this host knows at that path is meant,
/// even while it is out of reach.
fn is_a_path(named: &Path, place: &DeskPlace) -> bool {
    let Ok((located, mount)) = mount::locate(named) else { return true };
    is_there(&located, &mount) != Some(false) || Desk::incident_at(place, &located).is_some()
}

/// Whether something lies there, where that is said soon: on a share only a child looks.
fn is_there(located: &Path, mount: &Mount) -> Option<bool> {
    if mount.is_local() {
        return Some(located.symlink_metadata().is_ok());
    }
    clerk::look(located, mount)
}

fn may_be_there(file: &Path) -> bool {
    mount::locate(file).is_ok_and(|(located, mount)| is_there(&located, &mount) != Some(false))
}

/// The files of all rooms of a codename: those that this host has seen, and those of the register.
fn called(word: &str, register: &Path, place: &DeskPlace) -> BTreeSet<PathBuf> {
    let is_it = |incident: &Incident| {
        incident.room.practice.is_none() && is_codename(&incident.room.codename, word)
    };
    let seen =
        Desk::all(place).into_iter().filter(|desk| desk.folded().is_some_and(|it| is_it(&it)));
    let mut files: BTreeSet<PathBuf> = seen.filter_map(|desk| desk.room().ok().flatten()).collect();
    // Of a register on a share the desks know what this host has seen of it.
    if mount::locate(register).is_ok_and(|(_, mount)| mount.is_local()) {
        let listed = register::list(register, place).unwrap_or_default().into_iter();
        let rooms = listed.filter(|room| room.copy_of.is_none());
        let rooms = rooms.filter(|room| room.incident.as_deref().is_some_and(is_it));
        files.extend(rooms.map(|room| mount::resolve(&room.path).unwrap_or(room.path)));
    }
    files
}

/// Whether a word is this codename, in whatever letters, with dashes in the place of blanks.
pub fn is_codename(codename: &str, word: &str) -> bool {
    let plain = |name: &str| name.trim().to_lowercase().replace(['-', '_'], " ");
    plain(codename) == plain(word)
}
