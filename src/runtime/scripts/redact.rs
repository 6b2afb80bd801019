//! `allhands redact`: takes a passage off the record, for good. What is to go comes from standard
//! input, never from the command line, which every process of the host can read; and nothing that
//! is printed repeats it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _};
use std::iter::once;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::args;
use crate::domain::command::Command;
use crate::domain::event::{EntryKind, RedactionConfirmed};
use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::redaction::found::{Found, FoundRow, Sought};
use crate::domain::redaction::{Keep, Redact, RowToRedact};
use crate::domain::timeline::Line;
use crate::store::desk::DeskPlace;
use crate::store::redaction::find::Passage;
use crate::store::worker::{FileReach, Opening, Reach, Report, Request, Who, Worker};
use crate::text;

use super::super::begin::Typist;
use super::super::failure::{End, Failure, tell};
use super::{now, print, who};

/// How long a redaction may wait for its number.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long this desk may take to carry it out before the script leaves that to the next console.
const CARRIED_OUT: Duration = Duration::from_secs(10);
/// The longest passage.
const LONGEST: u64 = 64 * 1024;

/// Lists what holds the passage; redacts it unless that is all that was asked.
pub fn run(asked: &args::Redact) -> Result<(), Failure> {
    let because = asked.because.clone().unwrap_or_default();
    if !asked.dry_run && because.trim().is_empty() {
        return Err(usage("say why with --because; it stays on the record"));
    }
    let passage = passage(asked)?;
    if passage.as_ref().is_some_and(|passage| passage.is_in(&because)) {
        return Err(usage("the reason holds the passage itself, and stays on the record"));
    }
    let (name, department) = who(&asked.me);
    let mut typist = Typist::new(&name, &department, true);
    let mut room = Client::open(&asked.file, &typist.session, typist.seat(), asked.dry_run)?;
    typist.belongs_to(&room.incident);
    let done = room.redact(asked, passage.as_ref(), because, &mut typist);
    room.worker.stop();
    done
}

fn usage(words: &str) -> Failure {
    Failure::new(End::Usage, format!("{words}. Nothing was redacted"))
}

/// What is to go; nothing where rows were named instead.
fn passage(asked: &args::Redact) -> Result<Option<Passage>, Failure> {
    if !asked.rows.is_empty() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes);
    let length = read.map_err(|error| {
        Failure::new(End::NotReachable, format!("standard input: {error}. Nothing was redacted"))
    })?;
    if length as u64 > LONGEST {
        return Err(usage(
            "the passage is longer than 64 KB: give a part of it, or rows with --row",
        ));
    }
    let passage = Passage::new(&text::lossy(&bytes).0);
    passage.map(Some).ok_or_else(|| usage("give the passage on standard input, or rows with --row"))
}

/// A room without a screen.
struct Client {
    worker: Worker,
    told: Receiver<Report>,
    incident: Incident,
    reach: Option<Reach>,
    name: String,
}

impl Client {
    fn open(file: &Path, session: &SessionId, who: Who, read_only: bool) -> Result<Self, Failure> {
        let (tell, told) = channel();
        let (path, place, session) = (file.to_owned(), DeskPlace::of_this_user(), session.clone());
        let opening = Opening { path, place, session, read_only, who };
        let worker = Worker::open(opening, move |report| {
            // Who has left hears nothing.
            let _ = tell.send(report);
        });
        let worker = worker.map_err(|error| Failure::new(End::NotReachable, error))?;
        let name = text::output(&file.display().to_string()).into_owned();
        let mut room = Self { worker, told, incident: Incident::default(), reach: None, name };
        loop {
            let Ok(report) = room.told.recv() else {
                return Err(Failure::new(End::NotReachable, "the part that reads has failed"));
            };
            match report {
                Report::CannotOpen { because, fault } => {
                    return Err(Failure::of_opening(&because, fault.as_ref()));
                }
                Report::Opened(_) => {
                    room.hear(report);
                    break;
                }
                report => room.hear(report),
            }
        }
        match room.reach.as_ref().map(|reach| &reach.file) {
            Some(FileReach::Away { because, .. } | FileReach::NotTheOne { because, .. }) => {
                let words = format!("{}: {because}. Nothing was redacted", room.name);
                Err(Failure::new(End::NotReachable, words))
            }
            Some(FileReach::ReadOnly { because }) if !read_only => {
                let words = format!("{}: {because}. Nothing was redacted", room.name);
                Err(Failure::new(End::Refused, words))
            }
            Some(FileReach::SecondFile { other, .. }) => {
                let words = format!(
                    "{}: it is the second file of its incident; the other is {}. Nothing was \
                     redacted",
                    room.name,
                    other.display()
                );
                Err(Failure::new(End::Refused, words))
            }
            _ => Ok(room),
        }
    }

    fn hear(&mut self, report: Report) {
        match report {
            Report::Opened(opened) => {
                self.incident = opened.incident;
                self.reach = Some(opened.reach);
            }
            Report::Committed(rows) => rows.iter().for_each(|row| self.incident.apply(row)),
            Report::Reach(reach) => self.reach = Some(*reach),
            Report::Sealed(path) => {
                let path = path.display().to_string();
                let path = text::output(&path);
                tell(&format!("laid aside for counsel in {path}, not encrypted"));
            }
            _ => {}
        }
    }

    /// Waits for something that is told.
    fn wait_for<T>(
        &mut self,
        most: Duration,
        mut is: impl FnMut(&Report, &Self) -> Option<T>,
    ) -> Option<T> {
        let until = Instant::now() + most;
        loop {
            match self.told.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(report) => {
                    let found = is(&report, self);
                    self.hear(report);
                    if found.is_some() {
                        return found;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn redact(
        &mut self,
        asked: &args::Redact,
        passage: Option<&Passage>,
        because: String,
        typist: &mut Typist,
    ) -> Result<(), Failure> {
        let found = self.find(asked, passage)?;
        let (rows, stuck): (Vec<FoundRow>, Vec<FoundRow>) =
            found.rows.into_iter().partition(|row| row.stuck.is_none());
        for row in &stuck {
            let why = row.stuck.unwrap_or_default();
            tell(&format!("{}: holds it, and stays: {why}", described(row)));
        }
        let (refused, waiting): (Vec<_>, Vec<_>) =
            found.submissions.into_iter().partition(|it| it.refused);
        for one in &waiting {
            let author = text::output(&one.author);
            tell(&format!(
                "a line of {author} that is on its way holds it: redact it once it is in"
            ));
        }
        let mut lines: Vec<String> = rows.iter().map(described).collect();
        lines.extend(
            refused.iter().map(|one| {
                format!("refused submission\t{}\t{}", text::output(&one.author), one.at)
            }),
        );
        let list = lines.iter().fold(String::new(), |all, line| all + line + "\n");
        let named: BTreeSet<u64> = rows.iter().map(|row| row.row.row).collect();
        let cited = if passage.is_none() { self.cited(&named)? } else { Vec::new() };
        if asked.dry_run {
            print(&list)?;
            self.tell_cited(&cited);
            return Ok(());
        }
        if lines.is_empty() {
            return Err(Failure::new(End::Refused, "nothing that can be redacted holds it"));
        }
        let rows = rows.into_iter().map(|row| row.row).collect();
        let submissions = refused.into_iter().map(|one| one.id).collect();
        let redact = Redact { rows, submissions, because, sealed: None };
        self.submit(Command::Redact(redact), typist)?;
        print(&list)?;
        self.tell_cited(&cited);
        self.confirm(typist)
    }

    /// The other rows that hold the value of a fact among these rows: approvals, what was sent and
    /// lines may say it too.
    fn cited(&mut self, named: &BTreeSet<u64>) -> Result<Vec<FoundRow>, Failure> {
        let facts = named.iter().filter_map(|row| fact_of(&self.incident, *row));
        let facts: Vec<Passage> = facts.filter_map(|fact| Passage::of(&fact)).collect();
        let mut cited: BTreeMap<u64, FoundRow> = BTreeMap::new();
        for fact in facts {
            let rows = self.search(fact)?.rows.into_iter();
            let rows = rows.filter(|row| row.stuck.is_none() && !named.contains(&row.row.row));
            cited.extend(rows.map(|row| (row.row.row, row)));
        }
        Ok(cited.into_values().collect())
    }

    fn tell_cited(&self, cited: &[FoundRow]) {
        if cited.is_empty() {
            return;
        }
        for row in cited {
            tell(&format!("also holds it: {}", described(row)));
        }
        let rows: Vec<String> = cited.iter().map(|row| format!("--row {}", row.row.row)).collect();
        let (name, rows) = (&self.name, rows.join(" "));
        tell(&format!(
            "a fact's value stays where it was cited. To take it off there too: allhands redact \
             {name} {rows} --because TEXT"
        ));
    }

    fn find(&mut self, asked: &args::Redact, passage: Option<&Passage>) -> Result<Found, Failure> {
        // With rows named, everything is found that has words, and these are kept.
        let all = Passage::any();
        let mut found = self.search(passage.unwrap_or(&all).clone())?;
        if !asked.rows.is_empty() {
            found.submissions.clear();
            found.rows.retain(|row| asked.rows.contains(&row.row.row));
            for number in &asked.rows {
                if !found.rows.iter().any(|row| row.row.row == *number) {
                    let words = format!("row {number} is not there, or has no words to redact");
                    return Err(Failure::new(
                        End::Refused,
                        format!("{words}. Nothing was redacted"),
                    ));
                }
            }
            for row in &mut found.rows {
                row.row = RowToRedact { keep: Keep::Names, ..row.row.clone() };
            }
        }
        Ok(found)
    }

    fn search(&mut self, sought: Passage) -> Result<Found, Failure> {
        self.worker.ask(Request::Find(Box::new(sought)));
        let found = self.wait_for(PATIENCE, |report, _| match report {
            Report::Found(found) => Some((**found).clone()),
            _ => None,
        });
        found.ok_or_else(|| {
            Failure::new(End::NotReachable, "the record could not be searched in time")
        })
    }

    /// Asks for something, and waits until it is recorded.
    fn submit(&mut self, command: Command, typist: &mut Typist) -> Result<(), Failure> {
        if typist.next == 1 {
            let started = typist.started(now());
            self.worker.ask(Request::Submit(Box::new(started)));
        }
        let submission = typist.submission(command, now(), now());
        let id = submission.id.clone();
        self.worker.ask(Request::Submit(Box::new(submission)));
        self.wait_for(PATIENCE, |report, _| ended(report, &id)).unwrap_or_else(|| {
            let words = format!(
                "{}: kept at this host's desk as {}; the next allhands here delivers it. Until \
                 then nothing is redacted",
                self.name,
                id.thing()
            );
            Err(Failure::new(End::Kept, words))
        })
    }

    /// Waits until this desk has carried it out, and says so on the record. A desk that is slow
    /// says so when a console next comes to it.
    fn confirm(&mut self, typist: &mut Typist) -> Result<(), Failure> {
        let carried_out = |reach: &Reach, last: u64| last > 0 && reach.clean_to >= last;
        let last = |it: &Self| it.incident.redactions.last;
        let now_clean = self.reach.as_ref().is_some_and(|it| carried_out(it, last(self)));
        let clean = now_clean
            || self
                .wait_for(CARRIED_OUT, |report, room| match report {
                    Report::Reach(reach) => carried_out(reach, last(room)).then_some(()),
                    Report::Opened(opened) => {
                        carried_out(&opened.reach, opened.incident.redactions.last).then_some(())
                    }
                    _ => None,
                })
                .is_some();
        let (reached, up_to) = (last(self), last(self));
        if clean && reached > 0 {
            self.submit(Command::ConfirmRedactions(RedactionConfirmed { up_to }), typist)?;
        }
        for desk in self.incident.unconfirmed().keys() {
            tell(&format!("not confirmed yet: {}", text::output(&desk.to_string())));
        }
        Ok(())
    }
}

/// How a submission ended, where a report says so.
fn ended(report: &Report, id: &SubmissionId) -> Option<Result<(), Failure>> {
    match report {
        Report::Settled(of) if of == id => Some(Ok(())),
        Report::Refused(refused) if refused.submission.id == *id => {
            let refusal = &refused.refusal;
            let words = format!("{refusal}; {}. Nothing was redacted", refusal.hint());
            Some(Err(Failure::new(End::Refused, words)))
        }
        Report::NotTaken { submission, because } if submission.id == *id => {
            Some(Err(Failure::new(End::Refused, because)))
        }
        _ => None,
    }
}

/// The fact that a row made, or gave another value.
fn fact_of(incident: &Incident, row: u64) -> Option<Sought> {
    let line = |line: &Line| {
        let entry = line.entry()?;
        let rows = once(line.seq).chain(entry.earlier.iter().map(|it| it.replaced_by));
        let lines = entry.earlier.iter().map(|it| &it.was).chain(once(&entry.now));
        let (_, of) = rows.zip(lines).find(|(number, _)| *number == row)?;
        match &of.kind {
            EntryKind::Fact { name, value, .. } => {
                let (text, name, value) = (of.text.clone(), name.clone(), value.clone());
                Some(Sought::Fact { text, name, value })
            }
            _ => None,
        }
    };
    incident.timeline.by_row().iter().find_map(|it| line(it))
}

/// A row without any word of it.
fn described(row: &FoundRow) -> String {
    format!("row {}\t{}\t{}\t{}", row.row.row, row.kind, text::output(&row.author), row.at)
}
