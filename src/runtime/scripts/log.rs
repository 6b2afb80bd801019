//! `allhands log`: lines from scripts; prints one id a line, each once that entry is recorded.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use crate::args::Log;
use crate::console::compose::{self, Context, Line, Part, Reading};
use crate::domain::command::{Command, Submission};
use crate::domain::ids::EntryId;
use crate::domain::people::DepartmentId;
use crate::domain::time::Timestamp;
use crate::store::courier::{Courier, Sent};
use crate::text;

use super::super::begin::Typist;
use super::super::failure::{End, Failure, tell};
use super::super::line::read_line;
use super::seat::Seat;
use super::{moment, now, problem_ends};

/// The most lines that go into one transaction: an id is printed soon after its line came.
const BATCH: usize = 100;

/// Records the text, or each line of standard input.
pub fn run(asked: Log) -> Result<(), Failure> {
    check(&asked)?;
    let Seat { typist, courier, started } = Seat::take(&asked.file, &asked.me)?;
    let mut logger = Logger {
        asked,
        typist,
        courier,
        first: Some(started),
        kept: None,
        refused: 0,
        unreadable: 0,
        unheard: None,
    };
    let done = logger.run();
    let Logger { courier, kept, refused, unreadable, unheard, asked, .. } = logger;
    courier.leave();
    done?;
    if let Some(error) = unheard {
        let words = format!(
            "standard output: {error}. The entries are recorded, but not every id could be printed"
        );
        return Err(Failure::new(End::NotReachable, words));
    }
    if refused > 0 {
        let were = if refused == 1 { "entry was" } else { "entries were" };
        let words = format!("{refused} {were} refused, as said above");
        return Err(Failure::new(End::Refused, words));
    }
    if unreadable > 0 {
        let were = if unreadable == 1 { "line" } else { "lines" };
        let words = format!("{unreadable} {were} could not be read, as said above");
        return Err(Failure::new(End::Usage, words));
    }
    let Some(Kept { because, ids }) = kept else { return Ok(()) };
    let what = match ids.as_slice() {
        [id] => format!("the line is kept as {id}"),
        several => format!("{} lines are kept under their ids", several.len()),
    };
    Err(Failure::kept(&asked.file, &what, &because, asked.id.as_deref()))
}

/// What was asked in a way that cannot be what was meant.
fn check(asked: &Log) -> Result<(), Failure> {
    let usage =
        |words: String| Err(Failure::new(End::Usage, format!("{words}. Nothing was recorded")));
    if let Some(text) = &asked.text {
        let option = text.strip_prefix('-').and_then(|rest| rest.chars().next());
        let option = option.is_some_and(|c| c == '-' || c.is_alphabetic());
        if option && !std::env::args_os().any(|argument| argument == "--") {
            return usage(format!("{text} is no option of log; to record it, put -- before it"));
        }
        if text.trim().is_empty() {
            let words = "the TEXT is empty; without TEXT the lines come from standard input";
            return usage(words.to_owned());
        }
    }
    if let Some(id) = &asked.id {
        if asked.text.is_none() {
            return usage("--id names one entry: give its TEXT too".to_owned());
        }
        // It is printed on a line of its own, and must come back as it was given.
        if id.trim().is_empty() || text::output(id) != *id || id.contains('\t') {
            return usage("an --id needs letters, and none that cannot be seen".to_owned());
        }
    }
    for tag in &asked.tags {
        let bare = tag.trim_start_matches('#');
        if bare.is_empty() || bare.contains(char::is_whitespace) || text::output(bare) != bare {
            return usage(format!("{tag:?} is no tag: one word, such as --tag db-7"));
        }
    }
    Ok(())
}

struct Logger {
    asked: Log,
    typist: Typist,
    courier: Courier,
    /// What the session says of itself: sent with its first entry.
    first: Option<Submission>,
    /// Entries that are at the desk and not in the file.
    kept: Option<Kept>,
    refused: usize,
    unreadable: usize,
    /// Why an id could not be printed.
    unheard: Option<io::Error>,
}

/// Entries that are at the desk, and why the file does not have them.
struct Kept {
    because: String,
    ids: Vec<String>,
}

impl Logger {
    fn run(&mut self) -> Result<(), Failure> {
        if let Some(at) = &self.asked.at {
            // A time that is refused is so for every line: it is said once.
            moment(at, &self.courier.incident().room.zone, now())?;
        }
        if let Some(line) = self.asked.text.take() {
            return self.log(&[line]);
        }
        let lines = standard_input();
        while let Ok(line) = lines.recv() {
            let mut batch = vec![line?];
            while batch.len() < BATCH {
                match lines.try_recv() {
                    Ok(line) => batch.push(line?),
                    Err(_) => break,
                }
            }
            self.log(&batch)?;
        }
        Ok(())
    }

    fn log(&mut self, lines: &[String]) -> Result<(), Failure> {
        let mut submissions = Vec::new();
        for line in lines.iter().filter(|line| !line.trim().is_empty()) {
            match self.submissions(line) {
                Ok(more) => submissions.extend(more),
                Err(failure) if failure.end == End::Refused => self.refuse(&failure.words),
                // One line of many: what comes after it is recorded all the same.
                Err(failure) if failure.end == End::Usage => {
                    tell(&format!("allhands: {}", text::output(&failure.words)));
                    self.unreadable += 1;
                }
                Err(failure) => return Err(failure),
            }
        }
        if submissions.is_empty() {
            return Ok(());
        }
        submissions.splice(0..0, self.first.take());
        let sent = self.courier.send(&submissions).map_err(|unsent| {
            let Failure { end, words } = Failure::of_unsent(unsent);
            let name = self.asked.file.display().to_string();
            Failure::new(end, format!("{}: {words}. Nothing was recorded", text::output(&name)))
        })?;
        for (submission, sent) in submissions.iter().zip(sent) {
            let Command::Record(entry) = &submission.command else { continue };
            match sent {
                Sent::Recorded(_) | Sent::AlreadyThere(_) => self.print(&entry.entry),
                Sent::Kept(because) => {
                    self.print(&entry.entry);
                    let kept = self.kept.get_or_insert(Kept { because, ids: Vec::new() });
                    kept.ids.push(text::output(entry.entry.as_str()).into_owned());
                }
                Sent::Refused(refusal) => self.refuse(&Failure::of_refusal(&refusal).words),
            }
        }
        Ok(())
    }

    /// Prints an id. A reader that went away, or a full disk behind it, is no reason to leave the
    /// lines that follow unrecorded.
    fn print(&mut self, id: &EntryId) {
        let mut out = io::stdout().lock();
        match writeln!(out, "{id}").and_then(|()| out.flush()) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => self.unheard = Some(error),
        }
    }

    /// One entry is not recorded; those before and after it are.
    fn refuse(&mut self, words: &str) {
        tell(&format!("allhands: {}", text::output(words)));
        self.refused += 1;
    }

    /// One line as it is to be recorded: several where the grammar makes several orders of it.
    fn submissions(&mut self, line: &str) -> Result<Vec<Submission>, Failure> {
        let now = now();
        let incident = self.courier.incident();
        let zone = incident.room.zone.clone();
        let people: Vec<_> = incident.people.keys().cloned().collect();
        let facts: Vec<_> = incident.facts.all().map(|(name, _)| name.to_owned()).collect();
        let context = Context {
            now,
            clock: now,
            zone: zone.parse().unwrap_or(chrono_tz::Tz::UTC),
            department: &self.typist.department,
            departments: &incident.departments,
            people: &people,
            tags: &[],
            facts: &facts,
        };
        let mut parts = if self.asked.grammar {
            match compose::read(Line::typed(line), &context) {
                Reading::Ready(ready) => ready.parts,
                Reading::Empty => Vec::new(),
                Reading::Problem(problem) => {
                    let words = format!("{}. That line was not recorded", problem.sentence());
                    return Err(Failure::new(problem_ends(problem.kind), words));
                }
            }
        } else {
            vec![compose::plain(line, &context)]
        };
        if let Some(at) = &self.asked.at {
            let (at, precision) = moment(at, &zone, now)?;
            for part in &mut parts {
                (part.occurred_at, part.precision) = (at, precision);
            }
        }
        for part in &mut parts {
            part.tags
                .extend(self.asked.tags.iter().map(|tag| tag.trim_start_matches('#').to_owned()));
        }
        Ok(parts
            .into_iter()
            .enumerate()
            .map(|(place, part)| self.submit(place, part, now))
            .collect())
    }

    fn submit(&mut self, place: usize, part: Part, now: Timestamp) -> Submission {
        let own = self.asked.id.as_deref().map(|id| match place {
            0 => id.to_owned(),
            more => format!("{id}-{more}"),
        });
        let id = own.unwrap_or_else(|| self.typist.next_id().thing());
        let entry = part.entry(EntryId::new(id));
        let department: DepartmentId = part.department;
        let mut submission = self.typist.submission(Command::Record(entry), part.occurred_at, now);
        submission.stamp.department = department;
        submission
    }
}

/// Lines of standard input as they come; bytes that are no UTF-8 become U+FFFD, said so.
fn standard_input() -> Receiver<Result<String, Failure>> {
    let (send, lines) = sync_channel(BATCH);
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        let mut bytes = Vec::new();
        for number in 1.. {
            let line = match read_line(&mut input, &mut bytes) {
                Ok(false) => return,
                Ok(true) => {
                    let (line, mended) = text::lossy(&bytes);
                    if mended {
                        tell(&format!("line {number}: bytes that are no UTF-8 became U+FFFD"));
                    }
                    Ok(line)
                }
                Err(error) => {
                    Err(Failure::new(End::NotReachable, format!("standard input: {error}")))
                }
            };
            let over = line.is_err();
            if send.send(line).is_err() || over {
                return;
            }
        }
    });
    lines
}
