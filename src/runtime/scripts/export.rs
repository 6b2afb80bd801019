//! `allhands export`: the room written out, whole or not at all.

use std::io::Write;
use std::path::Path;

use crate::args::{Export, Form};
use crate::domain::incident::Incident;
use crate::report::lines::Reach;
use crate::report::{csv, jsonl, markdown, whole};
use crate::text;

use super::super::failure::{End, Failure};
use super::{print, reach, read};

/// Writes to the file named, or to standard output.
pub fn run(asked: &Export) -> Result<(), Failure> {
    let (_file, incident) = read(&asked.file)?;
    let reach = reach(asked.with_privileged, &incident);
    let written = written(asked.form, &incident, reach);
    match &asked.out {
        None => print(&written),
        Some(out) => put(out, &written),
    }
}

fn written(form: Form, incident: &Incident, reach: Reach) -> String {
    match form {
        Form::Json => {
            let whole = whole::whole(incident, reach);
            let written = serde_json::to_string_pretty(&whole).unwrap_or_default();
            format!("{}\n", text::json(&written))
        }
        Form::Jsonl => jsonl::jsonl(incident, reach),
        Form::Csv => csv::csv(incident, reach),
        Form::Markdown => markdown::markdown(incident, reach),
    }
}

/// A file is there whole or not at all; what stood there before is replaced, as a shell's `>` does.
fn put(out: &Path, written: &str) -> Result<(), Failure> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    let put = || {
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(written.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(out)?;
        Ok::<(), std::io::Error>(())
    };
    put().map_err(|error| {
        let name = out.display().to_string();
        let words = format!("{}: {error}. What stood there is as it was", text::output(&name));
        Failure::new(End::NotReachable, words)
    })
}
