//! `$EDITOR` for a text: written to a private file, edited, read back.
//!
//! Apart because it is the one place where another program gets a person's words. What must stay
//! true: the file is readable by this person alone and gone afterwards, and an editor that failed
//! changes nothing. The caller gives the terminal away before and takes it back after.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::Command;

use crate::text;

/// Lets the person edit `words`; their text, or why there is none.
pub fn edit(words: &str) -> Result<String, String> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
        .unwrap_or_else(|| "vi".to_owned());
    let failed =
        |what: &str, e: &dyn std::fmt::Display| format!("{what}: {e}. The draft is as it was.");
    let mut file = tempfile::Builder::new()
        .prefix("draft-")
        .suffix(".md")
        .tempfile_in(folder())
        .map_err(|e| failed("No file could be made for the editor", &e))?;
    file.write_all(words.as_bytes())
        .and_then(|()| file.flush())
        .map_err(|e| failed("The text could not be handed to the editor", &e))?;
    // Through the shell, since people put options into $EDITOR.
    let status = Command::new("sh")
        .args(["-c", &format!("{editor} \"$1\""), "sh"])
        .arg(file.path())
        .status()
        .map_err(|e| failed("The editor could not be started", &e))?;
    // Read by its name: many editors put a new file in the place of the old.
    let mut bytes = Vec::new();
    std::fs::File::open(file.path())
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|e| failed("The editor's text could not be read", &e))?;
    let left = text::lossy(&bytes).0;
    // One that was killed after writing has a text that must not be lost.
    if !status.success() && left == words {
        // What a shell answers for a program that is not there.
        if status.code() == Some(127) {
            return Err(format!("{editor} was not found: set $EDITOR. The draft is as it was."));
        }
        return Err(failed(&format!("{editor} did not end well"), &status));
    }
    Ok(left)
}

/// Where no other person looks and nothing outlasts the login, if there is such a place.
fn folder() -> PathBuf {
    let session = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    session.filter(|folder| folder.is_dir()).unwrap_or_else(std::env::temp_dir)
}
