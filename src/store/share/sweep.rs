//! What the dead left on a share: files that were never made complete, words of consoles that have
//! long gone.
//!
//! Apart, because here alone something is removed that another console made. By age alone, a day of
//! it, and by the share's own clock: clocks of hosts may be a day apart.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::domain::ids::SessionId;

use super::folder::{self, Name};
use super::term;

/// Nobody is this slow and lives.
const LONG_AGO: Duration = Duration::from_secs(24 * 60 * 60);

/// How files begin that are still being made.
const MAKING: [&str; 3] = [".making-", ".keeper-", ".room-"];

/// Removes what was last written a day before `fresh`, a file that was written just now. What a
/// keeper said of itself stays: whether it is gone, a person says.
pub fn sweep(folder: &Path, file: &Path, fresh: &Path) -> io::Result<()> {
    let now = fs::metadata(fresh)?.modified()?;
    let keeper = keeper(folder)?;
    let mut found = Vec::new();
    for name in folder::list(folder)? {
        if let Name::Here(session) = &name
            && Some(session) != keeper.as_ref()
        {
            found.push(folder.join(name.to_string()));
        }
    }
    found.extend(unfinished(folder, "")?);
    if let (Some(parent), Some(name)) = (file.parent(), file.file_name()) {
        found.extend(unfinished(parent, &name.to_string_lossy())?);
    }
    for path in found {
        if written(&path).is_some_and(|at| at + LONG_AGO < now) {
            // Another console may have been faster.
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}

/// Removes every copy that was never made complete, whatever its age, but those that begin like
/// one's own: they may hold what was redacted. Whoever still makes one makes it anew.
pub fn drop_unfinished(folder: &Path, file: &Path, own: &str) -> io::Result<()> {
    let mut found = unfinished(folder, "")?;
    if let (Some(parent), Some(name)) = (file.parent(), file.file_name()) {
        found.extend(unfinished(parent, &name.to_string_lossy())?);
    }
    for path in found {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if name.is_some_and(|name| name.starts_with(MAKING[0]) && !name.starts_with(own)) {
            // Another console may have been faster.
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}

/// Who keeps the room, or kept it last.
fn keeper(folder: &Path) -> io::Result<Option<SessionId>> {
    match folder::latest_term(folder)? {
        Some(number) => Ok(term::read(folder, number)?.map(|term| term.session)),
        None => Ok(None),
    }
}

fn unfinished(folder: &Path, end: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let text = name.to_string_lossy();
        if MAKING.iter().any(|begin| text.starts_with(begin)) && text.ends_with(end) {
            found.push(folder.join(name));
        }
    }
    Ok(found)
}

fn written(path: &Path) -> Option<SystemTime> {
    fs::symlink_metadata(path).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::sweep;

    #[test]
    fn what_is_a_day_old_goes_and_the_rest_stays() {
        let place = tempfile::TempDir::new().expect("a folder");
        let folder = place.path().join("heron.allhands.d");
        fs::create_dir(&folder).expect("a folder");
        let old = SystemTime::now() - Duration::from_secs(25 * 60 * 60);
        let make = |name: &str, at: SystemTime| {
            let file = File::create(place.path().join(name)).expect("a file");
            file.set_modified(at).expect("its time");
        };
        for name in [
            "heron.allhands.d/here-dead",
            "heron.allhands.d/.keeper-2-dead",
            "heron.allhands.d/segment-dead-1",
            ".making-a-1-heron.allhands",
            ".making-a-1-other.allhands",
            "heron.allhands",
        ] {
            make(name, old);
        }
        make("heron.allhands.d/here-own", SystemTime::now());
        make(".making-a-2-heron.allhands", SystemTime::now());

        let own = folder.join("here-own");
        sweep(&folder, &place.path().join("heron.allhands"), &own).expect("swept");
        let names = |folder: &std::path::Path| {
            let names = fs::read_dir(folder).expect("a folder").flatten();
            let names = names.map(|entry| entry.file_name().into_string().expect("a name"));
            let mut names: Vec<_> = names.collect();
            names.sort_unstable();
            names
        };
        assert_eq!(names(&folder), ["here-own", "segment-dead-1"]);
        assert_eq!(
            names(place.path()),
            [
                ".making-a-1-other.allhands",
                ".making-a-2-heron.allhands",
                "heron.allhands",
                "heron.allhands.d",
            ]
        );
    }
}
