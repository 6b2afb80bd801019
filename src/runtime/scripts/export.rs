//! `allhands export`: the room written out, whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::args::{Export, Form};
use crate::domain::incident::Incident;
use crate::playbook::Library;
use crate::report::lines::Reach;
use crate::report::{checks, csv, jsonl, markdown, whole};
use crate::store::fault::Fault;
use crate::store::mount::{self, Mount};
use crate::store::share::clerk;
use crate::store::share::errand::{Did, What};
use crate::text;

use super::super::failure::{End, Failure};
use super::{library, now, print, reach, read};

/// Writes to the file named, or to standard output.
pub fn run(asked: &Export) -> Result<(), Failure> {
    let out = asked.out.as_deref();
    let shared = out.filter(|out| !mount::is_descriptor(out)).and_then(on_share);
    if let (Some(out), None) = (out, &shared) {
        spare(&asked.file, out)?;
    }
    let read = read(&asked.file)?;
    let reach = reach(asked.with_privileged, &read.incident);
    let written = written(asked.form, &read.incident, reach, &library(None)?);
    match (out, shared) {
        (None, _) => print(&written),
        (Some(out), None) => put(out, &written),
        (Some(out), Some((located, mount))) => put_on_share(out, &located, &mount, &written),
    }?;
    read.end()
}

/// Where on a share it is to lie; nothing where that is no share.
fn on_share(out: &Path) -> Option<(PathBuf, Mount)> {
    mount::locate(out).ok().filter(|(_, mount)| !mount.is_local())
}

/// The same on a share, by a child: it may hang.
fn put_on_share(out: &Path, located: &Path, mount: &Mount, written: &str) -> Result<(), Failure> {
    let put = || {
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(written.as_bytes())?;
        clerk::run(located, mount, What::Replace(file.path().to_owned()))
    };
    match put() {
        Ok(Did::Done) => Ok(()),
        Ok(Did::Taken) => Err(spared(out)),
        Ok(Did::Nothing | Did::Listed(_) | Did::Stands(_)) => {
            Err(Failure::of_file(out, &Fault::NoFolder))
        }
        Err(fault) => Err(Failure::of_file(out, &fault)),
    }
}

fn written(form: Form, incident: &Incident, reach: Reach, library: &Library) -> String {
    match form {
        Form::Json => {
            let whole = whole::whole(incident, reach);
            let written = serde_json::to_string_pretty(&whole).unwrap_or_default();
            format!("{}\n", text::json(&written))
        }
        Form::Jsonl => jsonl::jsonl(incident, reach),
        Form::Csv => csv::csv(incident, reach),
        Form::Markdown => {
            let found = checks::markdown(incident, library.rules(), reach, now());
            format!("{}{found}", markdown::markdown(incident, reach, now()))
        }
    }
}

/// Refuses to write over a record: a slip of the hand must not cost a room.
fn spare(room: &Path, out: &Path) -> Result<(), Failure> {
    let Ok(there) = fs::metadata(out) else { return Ok(()) };
    let same = |room: std::fs::Metadata| (room.dev(), room.ino()) == (there.dev(), there.ino());
    let itself = on_share(room).is_none() && fs::metadata(room).is_ok_and(same);
    let record = itself || (there.is_file() && is_database(out));
    if record { Err(spared(out)) } else { Ok(()) }
}

fn spared(out: &Path) -> Failure {
    let name = out.display().to_string();
    let words = format!(
        "{}: a room's record is there, and an export does not write over one. Nothing was \
         written; choose another name",
        text::output(&name)
    );
    Failure::new(End::Refused, words)
}

fn is_database(path: &Path) -> bool {
    let mut begin = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    read.is_ok() && begin == *b"SQLite format 3\0"
}

/// A file is there whole or not at all; what stood there before is replaced, as a shell's `>` does.
/// What is no file (a device, a pipe) is written to.
fn put(out: &Path, written: &str) -> Result<(), Failure> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(Failure::of_file(out, &Fault::NoFolder));
    }
    let put = || match fs::metadata(out) {
        // Its name may stand for a file, which is then written to as it was opened.
        _ if mount::is_descriptor(out) => {
            OpenOptions::new().append(true).open(out)?.write_all(written.as_bytes())
        }
        Ok(there) if !there.is_file() => {
            OpenOptions::new().write(true).open(out)?.write_all(written.as_bytes())
        }
        Ok(_) | Err(_) => replace(out, written),
    };
    put().map_err(|error| {
        let name = out.display().to_string();
        let words = format!("{}: {error}. What stood there is as it was", text::output(&name));
        Failure::new(End::NotReachable, words)
    })
}

fn replace(out: &Path, written: &str) -> io::Result<()> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(written.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(out)?;
    Ok(())
}
