//! `$EDITOR` for a text: written to a private file, edited, read back.
//!
//! Apart because it is the one place where another program gets a person's words. What must stay
//! true: the file is readable by this person alone and gone afterwards, and an editor that failed
//! changes nothing, and what it wrote all the same is not lost. The caller gives the terminal away
//! before and takes it back after.

use std::io::{self, Read};
use std::process::Command;

use crate::console::message::Unedited;
use crate::console::model::{Model, Slot};
use crate::domain::ids::{DraftId, RevisionId};
use crate::store::desk::{DeskPlace, Lent, LentFile};
use crate::text;

use super::room::scratch;

/// Lets the person edit `words`; their text, or why there is none.
pub fn edit(words: &str, file: io::Result<LentFile>) -> Result<String, Unedited> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
        .unwrap_or_else(|| "vi".to_owned());
    let failed = |what: &str, e: &dyn std::fmt::Display| {
        Unedited::from(format!("{what}: {e}. The draft is as it was."))
    };
    let file = file.map_err(|e| failed("No file could be made for the editor", &e))?;
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
    if status.success() {
        return Ok(left);
    }
    // What a shell answers for a program that is not there.
    let mut unedited = if status.code() == Some(127) {
        Unedited::from(format!("{editor} was not found: set $EDITOR. The draft is as it was."))
    } else {
        failed(&format!("{editor} did not end well"), &status)
    };
    // One that was killed after writing has a text that must not be lost.
    unedited.left = (left != words).then_some(left);
    Err(unedited)
}

/// Puts the text of a draft where an editor can have it: beside this host's desk, from which a kill
/// lets it come back.
pub fn lend(
    model: &Model,
    of: Option<(&DraftId, &[RevisionId])>,
    words: &str,
) -> io::Result<LentFile> {
    let (draft, bases) = of.ok_or_else(|| io::Error::other("no draft is open"))?;
    let (slot, owner) = (scratch::name(&Slot::Draft(draft.clone())), scratch::owner(&model.me));
    let bases: Vec<&str> = bases.iter().map(RevisionId::as_str).collect();
    let head = bases.join(" ");
    let lent = Lent { slot: &slot, owner: &owner, head: &head, words };
    let place = DeskPlace::of_this_user();
    let incident = model.incident.room.id.as_ref();
    let incident = incident.ok_or_else(|| io::Error::other("the room is not open yet"))?;
    LentFile::make(&place, incident, &model.me.session, lent)
}
