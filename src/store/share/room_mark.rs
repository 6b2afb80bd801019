//! The mark of the folder: whose record is served in it. Written once, by whoever makes the folder,
//! so that a folder of another record, or a bare one below a mount that went away, is never taken
//! for the room's.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::ids::IncidentId;
use crate::store::desk::host_name;

use super::folder::{self, Name};

/// The form of the folder that this version knows.
const FORMAT: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    format: u32,
    incident: IncidentId,
}

/// Makes the folder and its mark; both may be there already.
pub fn make(folder: &Path, incident: &IncidentId) -> io::Result<()> {
    folder::make(folder)?;
    match read(folder)? {
        Some(there) if there == *incident => return Ok(()),
        Some(_) => return Err(io::Error::other("the folder serves another incident")),
        None => {}
    }
    let mark = serde_json::to_vec(&Mark { format: FORMAT, incident: incident.clone() })?;
    let own = format!(".room-{}-{}", host_name(), std::process::id());
    let own = folder::write_own(folder, &own, &mark)?;
    fs::rename(&own, folder.join(Name::Room.to_string()))?;
    folder::sync(folder)
}

/// Reads it; nothing where there is no folder, or no mark in it yet.
pub fn read(folder: &Path) -> io::Result<Option<IncidentId>> {
    let names = match folder::list(folder) {
        Ok(names) => names,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !names.contains(&Name::Room) {
        return Ok(None);
    }
    let text = folder::read_fresh(&folder.join(Name::Room.to_string()), 4096)?;
    let mark: Mark = serde_json::from_slice(&text)?;
    if mark.format == FORMAT {
        Ok(Some(mark.incident))
    } else {
        Err(io::Error::other(format!(
            "the folder has form {}, which this version does not know: open it with a newer \
            allhands",
            mark.format
        )))
    }
}
