//! A text that is lent to `$EDITOR`: two files beside the desk, for as long as the editor has it.
//!
//! Apart from the texts that the desk keeps, because another program writes here. What must stay
//! true: the files are this user's alone, and gone when the editor ends; what a session that was
//! killed left of them becomes one of its half-typed texts at the next start, where anything was
//! changed in it, and goes.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rusqlite::params;

use super::{Desk, DeskError, DeskPlace, Sync, session};
use crate::domain::digest::Digest;
use crate::domain::ids::{IncidentId, SessionId};
use crate::text;

/// The ends of their names: the text, and what it is.
const TEXT: &str = "edit.md";
const ABOUT: &str = "edit.about";
/// More than this is no text of a person.
const MOST: u64 = 4 << 20;

/// A text, with what the desk must know to keep it.
#[derive(Debug, Clone, Copy)]
pub struct Lent<'a> {
    /// Where it is being typed, as the desk names it.
    pub slot: &'a str,
    /// Who types.
    pub owner: &'a str,
    /// What stands before the text where the desk keeps it.
    pub head: &'a str,
    /// The text.
    pub words: &'a str,
}

/// The files of a lent text; they go with it.
#[derive(Debug)]
pub struct LentFile {
    text: PathBuf,
    about: PathBuf,
}

impl LentFile {
    /// Makes them, for this user alone.
    pub fn make(
        place: &DeskPlace,
        incident: &IncidentId,
        session: &SessionId,
        lent: Lent<'_>,
    ) -> io::Result<Self> {
        let own = |what| place.own(incident, session.as_str(), what);
        let file = Self { text: own(TEXT), about: own(ABOUT) };
        let Lent { slot, owner, head, words } = lent;
        // First what it is: a text of which nobody knows that could not be offered back.
        let about = [slot, owner, head, Digest::of(bare(words)).as_str()].join("\n");
        write(&file.about, &about)?;
        write(&file.text, words)?;
        Ok(file)
    }

    /// What the editor is given.
    pub fn path(&self) -> &Path {
        &self.text
    }
}

impl Drop for LentFile {
    fn drop(&mut self) {
        remove(&self.text, &self.about);
    }
}

/// Editors put a line end behind the last line.
fn bare(words: &str) -> &str {
    words.strip_suffix('\n').unwrap_or(words)
}

fn write(path: &Path, words: &str) -> io::Result<()> {
    // One that is there is of an editor that ended without its session.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(words.as_bytes())
}

/// Removes both, and what editors leave beside what they edit. What cannot be removed now is tried
/// again at the next start.
fn remove(text: &Path, about: &Path) {
    let name = text.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    for beside in [format!("{name}~"), format!(".{name}.swp"), format!(".{name}.swo")] {
        let _ = fs::remove_file(text.with_file_name(beside));
    }
    let _ = fs::remove_file(text);
    let _ = fs::remove_file(about);
}

/// What a session that is gone left: its name as files bear it, and the two files.
fn of_the_dead(place: &DeskPlace, incident: &IncidentId) -> Vec<(String, PathBuf, PathBuf)> {
    let about = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?;
        let (_, rest) = name.split_once('.')?;
        let session = rest.strip_suffix(ABOUT)?.strip_suffix('.')?;
        let own = |what| place.own(incident, session, what);
        (own(ABOUT) == *path && session::is_dead(&place.lock(incident, session)))
            .then(|| (session.to_owned(), own(TEXT), own(ABOUT)))
    };
    place.beside(incident).iter().filter_map(about).collect()
}

/// What was changed in a lent text: slot, owner, the text as the desk keeps it, when. Nothing where
/// it is as it was lent, or cannot be read.
fn changed(text: &Path, about: &Path) -> Option<(String, String, String, i64)> {
    let about = fs::read_to_string(about).ok()?;
    let mut lines = about.lines();
    let (slot, owner, head, digest) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
    let found = fs::symlink_metadata(text).ok()?;
    if !found.is_file() || found.len() > MOST {
        return None;
    }
    let words = fs::read(text).ok()?;
    let (words, _) = text::lossy(&words);
    let words = bare(&words);
    let same = Digest::of(words).as_str() == digest;
    let at = found.mtime() * 1000;
    (!same).then(|| (slot.to_owned(), owner.to_owned(), format!("{head}\n{words}"), at))
}

impl Desk {
    /// Whether a session that was killed left a text in an editor.
    pub(super) fn has_lent_text(&self) -> bool {
        let left = of_the_dead(&self.place, &self.incident);
        left.iter().any(|(_, text, about)| changed(text, about).is_some())
    }

    /// Takes what sessions that are gone left in an editor among the texts they were typing.
    pub(super) fn take_in_lent(&mut self) -> Result<(), DeskError> {
        for (session, text, about) in of_the_dead(&self.place, &self.incident) {
            if let Some((slot, owner, words, at)) = changed(&text, &about) {
                self.write(Sync::Now, |work| {
                    work.execute(
                        "INSERT INTO scratch
                             (session, slot, holder, text, cursor, updated_at, owner)
                         VALUES (?1, ?2, ?1, ?3, 0, ?4, ?5)
                         ON CONFLICT (session, slot) DO UPDATE SET text = excluded.text,
                         cursor = excluded.cursor, updated_at = excluded.updated_at",
                        params![session, slot, words, at, owner],
                    )
                    .map(|_| ())
                })?;
            }
            remove(&text, &about);
        }
        Ok(())
    }
}
