//! Reads a file that a person keeps or names: a regular one, of bounded size, or the reason why
//! not, with its remedy.
//!
//! Apart from what the files mean, because a folder of settings holds anything: reading a pipe or a
//! device never ends, and would keep people out of a room. What must stay true: nothing here waits
//! for another program, and nothing here reads more than it was allowed.

use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;

/// The longest file of settings that is read.
const BYTES_MAX: u64 = 1024 * 1024;

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

/// The bytes of a file of settings, links followed; nothing where there is none.
pub fn bytes(path: &Path) -> Result<Option<Vec<u8>>, Unread> {
    bytes_to(path, BYTES_MAX)
}

/// The same of a file of at most so many bytes.
pub fn bytes_to(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Unread> {
    match read(path, limit) {
        Ok(read) => read.map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(Unread {
            what: "you may not read it".to_owned(),
            remedy: "Give yourself the right (chmod u+r), or remove it".to_owned(),
        }),
        Err(error) => Err(Unread {
            what: format!("it cannot be read: {}", crate::text::unnumbered(&error.to_string())),
            remedy: "Mend it or remove it".to_owned(),
        }),
    }
}

fn read(path: &Path, limit: u64) -> io::Result<Result<Vec<u8>, Unread>> {
    // Looked at before it is opened: opening alone may move a tape or wake a pipe's other end.
    if let Some(unread) = unfit(&fs::metadata(path)?, limit) {
        return Ok(Err(unread));
    }
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let flags = i32::try_from(flags.bits()).map_err(io::Error::other)?;
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    // And again: another may stand there by now.
    if let Some(unread) = unfit(&file.metadata()?, limit) {
        return Ok(Err(unread));
    }
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    let long = u64::try_from(bytes.len()).is_ok_and(|length| length > limit);
    Ok(if long { Err(too_long(limit)) } else { Ok(bytes) })
}

/// Why a thing of this kind and size is not read.
fn unfit(about: &Metadata, limit: u64) -> Option<Unread> {
    let kind = about.file_type();
    let what = if kind.is_dir() {
        "this is a folder, not a file"
    } else if kind.is_fifo() {
        "this is a pipe, not a file"
    } else if !kind.is_file() {
        "this is a device or a socket, not a file"
    } else if about.len() > limit {
        return Some(too_long(limit));
    } else {
        return None;
    };
    Some(Unread { what: what.to_owned(), remedy: "Move it elsewhere".to_owned() })
}

fn too_long(limit: u64) -> Unread {
    let most = format!("{} MB", limit / 1024 / 1024);
    Unread {
        what: format!("the file has over {most}"),
        remedy: format!("Shorten or split it: at most {most} is read"),
    }
}
