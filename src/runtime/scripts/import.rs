//! `allhands import`: prints `imported N, already there M, skipped K`.

use std::fs::File;
use std::io::{self, BufReader, Seek};
use std::path::Path;
use std::time::Duration;

use crate::args::Import;
use crate::domain::people::DepartmentId;
use crate::store::direct::{Access, Outcome};
use crate::text;

use super::super::begin::Typist;
use super::super::failure::{End, Failure};
use super::super::import::{BATCH, Judged, Line, command, judge};
use super::{now, open, print, who};

/// After each batch others get this long to take the file: an entry of theirs waits for one batch at most.
const TURN: Duration = Duration::from_millis(2);

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Lines recorded now.
    pub new: usize,
    /// Lines that were there already.
    pub there: usize,
}

/// Judges the whole source, then records it.
pub fn run(asked: &Import) -> Result<(), Failure> {
    let (judged, imported) = judged_and_recorded(asked, |words| eprintln!("{words}"))?;
    print(&format!("{}\n", summary(&judged, imported)))
}

/// The same from the start screen: says in one sentence what was done.
pub fn run_here(asked: &Import) -> Result<String, Failure> {
    let mut first = None;
    let done = judged_and_recorded(asked, |words| {
        first.get_or_insert(words.to_owned());
    });
    match (done, first) {
        (Ok((judged, imported)), _) => Ok(summary(&judged, imported)),
        (Err(failure), Some(first)) => {
            Err(Failure::new(failure.end, format!("{first}. {}", failure.words)))
        }
        (Err(failure), None) => Err(failure),
    }
}

fn summary(judged: &Judged, imported: Imported) -> String {
    let Imported { new, there } = imported;
    format!("imported {new}, already there {there}, skipped {}", judged.bad.len())
}

fn judged_and_recorded(
    asked: &Import,
    mut say: impl FnMut(&str),
) -> Result<(Judged, Imported), Failure> {
    let judged = read_source(&asked.source)?;
    for number in &judged.mended {
        say(&format!("line {number}: bytes that are no UTF-8 became U+FFFD"));
    }
    for bad in &judged.bad {
        say(&format!("line {}: {}", bad.number, text::output(&bad.reason)));
    }
    if !judged.bad.is_empty() && !asked.skip_bad {
        let all = judged.bad.len() + judged.lines.len();
        let words = format!(
            "{} of {all} lines cannot be imported, so nothing was; mend them, or leave them out \
             with --skip-bad",
            judged.bad.len()
        );
        return Err(Failure::new(End::Refused, words));
    }
    let (name, department) = who(&asked.me);
    let mut typist = Typist::new(&name, &department, true);
    let imported = record(&asked.file, &judged.lines, &mut typist)?;
    Ok((judged, imported))
}

/// A pipe is spooled first, so that a slow or broken writer leaves nothing half imported.
fn read_source(source: &Path) -> Result<Judged, Failure> {
    let name = source.display().to_string();
    let unread = |error: io::Error| {
        let words = format!("{}: {error}. Nothing was imported", text::output(&name));
        Failure::new(End::NotReachable, words)
    };
    let file = if source == Path::new("-") {
        let mut spool = tempfile::tempfile().map_err(unread)?;
        io::copy(&mut io::stdin().lock(), &mut spool).map_err(unread)?;
        spool.rewind().map_err(unread)?;
        spool
    } else {
        File::open(source).map_err(unread)?
    };
    judge(&mut BufReader::new(file)).map_err(unread)
}

/// Records lines in batches, each one transaction with one sync.
pub fn record(path: &Path, lines: &[Line], typist: &mut Typist) -> Result<Imported, Failure> {
    let (mut file, mut incident) = open(path, Access::Write)?;
    let fallback = DepartmentId::new(typist.department.as_str());
    let mut imported = Imported::default();
    let mut first = vec![typist.started(now())];
    for batch in lines.chunks(BATCH) {
        let now = now();
        let asked = command(batch, &typist.next_id(), &fallback, 0);
        let submission = typist.submission(asked, now, now);
        let id = submission.id.clone();
        let mut submissions = std::mem::take(&mut first);
        submissions.push(submission);
        let delivery = file.deliver(&mut incident, &submissions, now);
        let delivery = delivery.map_err(|error| cut_short(path, &error, imported))?;
        for (asked, outcome) in submissions.iter().zip(delivery.outcomes) {
            match outcome {
                Outcome::Recorded(rows) | Outcome::AlreadyThere(rows) if asked.id == id => {
                    imported.new += rows.len();
                    imported.there += batch.len() - rows.len();
                }
                Outcome::Recorded(_) | Outcome::AlreadyThere(_) => {}
                Outcome::Refused(refusal) => {
                    return Err(Failure::new(End::Refused, text::output(&refusal.to_string())));
                }
            }
        }
        std::thread::sleep(TURN);
    }
    Ok(imported)
}

fn cut_short(path: &Path, error: &crate::store::fault::Fault, imported: Imported) -> Failure {
    let mut failure = Failure::of_file(path, error);
    let done = imported.new + imported.there;
    failure.words += &format!(". {done} lines are in; run the same import again to complete it");
    failure
}
