//! `allhands copy`: a room's file copied whole, also while consoles write to it; or made a room of
//! its own.

use std::path::Path;

use crate::args::Copy;
use crate::domain::command::{Command, Submission};
use crate::domain::event::{EntryKind, EntryRecorded};
use crate::domain::ids::{EntryId, IncidentId};
use crate::domain::incident::Incident;
use crate::domain::rare::Rare;
use crate::domain::time::Precision;
use crate::store::codec::Row;
use crate::store::courier::is_shared;
use crate::store::direct::Head;
use crate::store::direct::rebuild::Rebuilt;
use crate::store::fault::Fault;
use crate::store::recover::{Source, merge, renamed};
use crate::store::verify::{Against, Report, Subject, Verdict, verify};
use crate::text;

use super::super::begin::Typist;
use super::super::failure::{End, Failure};
use super::{now, print, sources, who};

/// Copies the file, and prints to which row.
pub fn run(asked: &Copy) -> Result<(), Failure> {
    let of_copy = |fault| Failure::of_file(&asked.to, &fault);
    let made = Rebuilt::begin(&asked.to).map_err(of_copy)?;
    let subject =
        Subject::of(&asked.file).map_err(|fault| Failure::of_file(&asked.file, &fault))?;
    if let Some(how) = subject.strange() {
        return Err(Failure::of_file(&asked.file, &Fault::Foreign(how.to_owned())));
    }
    let beside = folder_beside(&asked.file)?;
    if beside.is_none() && !asked.as_new {
        made.fill_with(subject.file()).map_err(of_copy)?;
    } else {
        let rows = rows(&asked.file, &subject, beside)?;
        if asked.as_new {
            let id = IncidentId::new(uuid::Uuid::now_v7().to_string());
            let first = whence(asked, &subject, &rows);
            let rows =
                renamed(rows, &id).ok_or_else(|| unsound(&asked.file, "row 1 opens no room"))?;
            made.fill(&id, &rows).map_err(of_copy)?;
            made.record(&first, now()).map_err(of_copy)?;
        } else {
            made.fill(subject.incident(), &rows).map_err(of_copy)?;
        }
    }
    let report = verify(made.path(), Against::Nobody).map_err(of_copy)?;
    if report.verdict != Verdict::NoWitness {
        return Err(unsound(&asked.file, &report.verdict.to_string()));
    }
    made.finish().map_err(of_copy)?;
    print(&words(asked, &report))
}

fn words(asked: &Copy, report: &Report) -> String {
    let name = asked.to.display().to_string();
    let of_its_own = if asked.as_new { ", a room of its own" } else { "" };
    format!(
        "made {}: rows 1 to {}{of_its_own}\nhead {}\n",
        text::output(&name),
        report.head.seq,
        report.head
    )
}

fn unsound(file: &Path, how: &str) -> Failure {
    let name = file.display().to_string();
    let words = format!(
        "{}: {how}. Nothing was made: to keep it as it is, copy it with cp; to put together what \
        is sound, see `allhands recover --help`",
        text::output(&name)
    );
    Failure::new(End::NotSound, words)
}

/// What the folder beside the file holds, where a keeper numbers the room: rows that the file for
/// people does not have yet.
fn folder_beside(file: &Path) -> Result<Option<Source>, Failure> {
    let of_file = |fault| Failure::of_file(file, &fault);
    if !is_shared(file).map_err(of_file)? {
        return Ok(None);
    }
    sources::folder_beside(file)
}

/// The rows of the file, and those of the folder beside it.
fn rows(file: &Path, subject: &Subject, beside: Option<Source>) -> Result<Vec<Row>, Failure> {
    let of_file = |fault| Failure::of_file(file, &fault);
    let whole = subject.file().stored_after(0, usize::MAX).map_err(of_file)?;
    let own = Source { whole, ..Source::default() };
    let read: Vec<Source> = [Some(own), beside].into_iter().flatten().collect();
    let merged = merge(&read);
    if let Some(fork) = merged.fork {
        let how = format!("row {} is another in the folder beside it", fork.row);
        return Err(unsound(file, &how));
    }
    if let Some((first, _)) = merged.missing {
        return Err(unsound(file, &format!("row {first} is missing")));
    }
    if merged.gave.iter().any(|gave| gave.unsound > 0) {
        return Err(unsound(file, "there are rows in it whose sums are wrong"));
    }
    Ok(merged.rows)
}

/// The first line of a room that was made of another: where it comes from.
fn whence(asked: &Copy, subject: &Subject, rows: &[Row]) -> Vec<Submission> {
    let mut incident = Incident::default();
    for row in rows {
        incident.apply(&row.recorded());
    }
    let head = rows.last().map_or(Head::NONE, |row| Head { seq: row.seq, hash: row.hash });
    let (name, department) = who(&asked.me);
    let mut typist = Typist::new(&name, &department, true);
    typist.belongs_to(&incident);
    let text = format!(
        "copied from the room {}, incident {}, to be a room of its own. Its rows to this one are \
        numbered and chained anew; there the last of them was {head}",
        incident.room.codename,
        subject.incident()
    );
    let now = now();
    let started = typist.started(now);
    let entry = EntryRecorded {
        entry: EntryId::new(typist.next_id().thing()),
        kind: EntryKind::Note,
        text,
        precision: Precision::Second,
        seldom: Rare::default(),
    };
    vec![started, typist.submission(Command::Record(entry), now, now)]
}
