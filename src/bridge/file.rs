//! Words into a file, for somebody to hand over: a new one that only its owner may read. Nothing is
//! ever written over.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;

use super::{Letter, STOPPED_FIRST, Stage, at_home, sum};
use crate::domain::event::Outcome;

/// Writes it, and makes sure that it is there.
pub fn write(letter: &Letter, stage: &Stage) -> Result<Outcome, String> {
    let path = letter.to.first().map(|path| at_home(path)).ok_or("no file was named")?;
    let shown = path.display();
    if !stage.hand_over() {
        return Err(STOPPED_FIRST.to_owned());
    }
    let mut open = OpenOptions::new();
    let file = open.write(true).create_new(true).mode(0o600).open(&path);
    let mut file = file.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            format!("{shown} is there already, and nothing is written over: name another")
        }
        _ => format!("{shown}: {}", crate::text::unnumbered(&error.to_string())),
    })?;
    let bytes = letter.words.as_bytes();
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| {
        format!("{shown} is not whole: {}", crate::text::unnumbered(&error.to_string()))
    })?;
    Ok(Outcome::HandedOver { message: sum(bytes) })
}
