//! `allhands import`: prints `imported N, already there M, skipped K`.

use std::fs::File;
use std::io::{self, BufReader, Seek};
use std::path::Path;

use crate::args::Import;
use crate::domain::people::DepartmentId;
use crate::store::courier::{Sent, Unsent};
use crate::store::fault::Fault;
use crate::store::mount;
use crate::store::share::fetch;
use crate::text;

use super::super::failure::{End, Failure, tell};
use super::super::import::{BATCH, Judged, Line, command, judge};
use super::seat::Seat;
use super::{now, print};

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
    let (judged, imported) = judged_and_recorded(asked, true, tell)?;
    print(&format!("{}\n", summary(&judged, imported)))
}

/// The same from the start screen: says in one sentence what was done.
pub fn run_here(asked: &Import) -> Result<String, Failure> {
    let mut first = None;
    // Somebody sits here who said so.
    let done = judged_and_recorded(asked, false, |words| {
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
    script: bool,
    mut say: impl FnMut(&str),
) -> Result<(Judged, Imported), Failure> {
    is_there(&asked.file)?;
    let judged = read_source(&asked.source)?;
    let mended = judged.mended.iter();
    tell_some(
        mended.map(|number| format!("line {number}: bytes that are no UTF-8 became U+FFFD")),
        &mut say,
    );
    for words in judged.left_out() {
        say(&words);
    }
    if judged.lines.is_empty() && !judged.bad.is_empty() {
        say(FORMAT);
    }
    let bad = judged.bad.iter();
    tell_some(
        bad.map(|bad| format!("line {}: {}", bad.number, text::output(&bad.reason))),
        &mut say,
    );
    if !judged.bad.is_empty() && !asked.skip_bad {
        let all = judged.bad.len() + judged.lines.len();
        let words = format!(
            "{} of {all} lines cannot be imported, so nothing was; mend them, or leave them out \
             with allhands import --skip-bad",
            judged.bad.len()
        );
        return Err(Failure::new(End::Refused, words));
    }
    let imported = record(asked, script, &judged.lines)?;
    Ok((judged, imported))
}

/// A room that is not there needs no source to be judged for it. One on a share is looked for when
/// it is opened.
fn is_there(room: &Path) -> Result<(), Failure> {
    let (located, mount) =
        mount::locate(room).map_err(|error| Failure::of_file(room, &error.into()))?;
    if mount.is_local() && located.symlink_metadata().is_err() {
        return Err(Failure::of_file(room, &Fault::Missing));
    }
    Ok(())
}

/// What a source is, for whoever brought something else.
const FORMAT: &str = "No line of it can be imported. A line is an object of JSON, such as \
    {\"at\":\"2023-01-04T16:35:00Z\",\"text\":\"what happened\"}";

/// So many lines are told one by one.
const TOLD: usize = 10;

/// Tells the first lines, and how many there are more.
fn tell_some(lines: impl ExactSizeIterator<Item = String>, say: &mut impl FnMut(&str)) {
    let more = lines.len().saturating_sub(TOLD);
    lines.take(TOLD).for_each(|words| say(&words));
    if more > 0 {
        say(&format!("… and {more} more"));
    }
}

/// A pipe is spooled first, so that a slow or broken writer leaves nothing half imported.
fn read_source(source: &Path) -> Result<Judged, Failure> {
    let name = source.display().to_string();
    let unread = |error: io::Error| {
        let words = format!("{}: {error}. Nothing was imported", text::output(&name));
        Failure::new(End::NotReachable, words)
    };
    let spooled = |from: &mut dyn io::Read| {
        let mut spool = tempfile::tempfile()?;
        io::copy(from, &mut spool)?;
        spool.rewind()?;
        Ok(spool)
    };
    let file = if source == Path::new("-") {
        spooled(&mut io::stdin().lock()).map_err(unread)?
    } else if mount::is_descriptor(source) {
        File::open(source).and_then(|mut pipe| spooled(&mut pipe)).map_err(unread)?
    } else {
        let brought = fetch::bring(source).map_err(|fault| unread(io::Error::other(fault)))?;
        File::open(brought.path()).map_err(unread)?
    };
    judge(&mut BufReader::new(file), now()).map_err(unread)
}

/// Records lines in batches, each one transaction with one sync. Nothing is kept at the desk: the
/// source is there, and bringing it again completes it.
fn record(asked: &Import, script: bool, lines: &[Line]) -> Result<Imported, Failure> {
    let take = if script { Seat::take } else { Seat::take_here };
    let Seat { mut typist, mut courier, started } = take(&asked.file, &asked.me)?;
    let fallback = DepartmentId::new(typist.department.as_str());
    let mut imported = Imported::default();
    let mut done = Ok(());
    let mut first = vec![started];
    for batch in lines.chunks(BATCH) {
        let now = now();
        let asked = command(batch, &typist.next_id(), &fallback, 0);
        let mut submissions = std::mem::take(&mut first);
        submissions.push(typist.submission(asked, now, now));
        let sent = courier.send_now(&submissions);
        done = sent.map_err(unsent).and_then(|mut sent| imported.count(batch, sent.pop()));
        if done.is_err() {
            break;
        }
        // As it goes, so that no script that comes meanwhile finds all of it left to do.
        courier.witness();
    }
    if imported.new >= BATCH {
        courier.keep_front();
    }
    courier.leave();
    done.map(|()| imported).map_err(|mut failure| {
        let name = asked.file.display().to_string();
        failure.words = format!("{}: {}", text::output(&name), failure.words);
        if failure.end == End::NotReachable {
            let lines = imported.new + imported.there;
            let words = format!(". {lines} lines are in; import the same again for the rest");
            failure.words.push_str(&words);
        }
        if failure.end == End::NotSound {
            let lines = imported.new + imported.there;
            let words = format!(
                ". Nothing is written to the file: {lines} lines are in, and this host's desk \
                 keeps none of the rest. Keep the file as it is; `allhands recover NEW --from` \
                 it, a copy, or the room's codename makes a file of all rows that are sound; \
                 import the same into that one"
            );
            failure.words.push_str(&words);
        }
        failure
    })
}

impl Imported {
    /// Adds what became of a batch.
    fn count(&mut self, batch: &[Line], sent: Option<Sent>) -> Result<(), Failure> {
        match sent {
            Some(Sent::Recorded(rows) | Sent::AlreadyThere(rows)) => {
                self.new += rows.len();
                self.there += batch.len().saturating_sub(rows.len());
                Ok(())
            }
            Some(Sent::Refused(refusal)) => {
                Err(Failure::new(End::Refused, text::output(&refusal.to_string())))
            }
            Some(Sent::Kept(because)) => Err(Failure::new(End::Kept, because)),
            None => Ok(()),
        }
    }
}

fn unsent(unsent: Unsent) -> Failure {
    let Failure { end, words } = Failure::of_unsent(unsent);
    // What is said to people who type, that the desk keeps it, is not so of an import.
    let why =
        if end == End::NotSound { words.split(". ").next().unwrap_or(&words) } else { &words };
    Failure::new(end, why)
}
