//! Reading what one place holds of a record: a file, also a damaged one; a desk; the folder of a
//! room on a share. Everything here lies on this host: what lies on a share was copied before.
//!
//! Apart from the merging, because here as much is read as can be, whatever is broken, and nothing
//! is believed yet.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use tempfile::TempDir;

use crate::domain::command::Submission;
use crate::domain::ids::{IncidentId, SubmissionId};
use crate::store::desk::{Desk, DeskError};
use crate::store::direct::IncidentFile;
use crate::store::fault::Fault;
use crate::store::share::folder::{self, Name};
use crate::store::share::line::{self, Answer, Answered, Line, NumberedRow};
use crate::store::share::room_mark;
use crate::store::share::segment::Reader;
use crate::store::share::term;

use super::Source;

/// Rows read at once.
const SLICE: usize = 2_000;
/// After so many rows in a row that cannot be read, the rest is not looked at.
const HOPELESS: u64 = 20_000;

impl Source {
    /// What a file holds; where it is damaged, as much as can be read.
    pub fn of_file(path: &Path, name: String) -> Self {
        let mut source = Self { name, ..Self::default() };
        match IncidentFile::open_to_judge(path) {
            Ok((file, strange)) => {
                source.trouble = strange.map(|how| format!("its schema was changed: {how}"));
                source.take_file(&file);
            }
            Err(fault @ Fault::Truncated { needs, .. }) => {
                source.trouble = Some(reason(&fault));
                // SQLite reads nothing of a file that is shorter than it says, so that it gets
                // empty pages at its end: on a copy.
                if let Ok((_folder, file)) = lengthened(path, needs) {
                    source.take_file(&file);
                }
            }
            Err(fault) => source.trouble = Some(reason(&fault)),
        }
        source
    }

    fn take_file(&mut self, file: &IncidentFile) {
        self.incident = Some(file.incident().clone());
        loop {
            let after = self.whole.last().map_or(0, |row| row.seq);
            match file.stored_after(after, SLICE) {
                Ok(rows) if rows.is_empty() => return,
                Ok(rows) => self.whole.extend(rows),
                Err(_) => break,
            }
        }
        self.take_one_by_one(file);
    }

    /// The rows behind a page that cannot be read.
    fn take_one_by_one(&mut self, file: &IncidentFile) {
        let mut unread = 0;
        let first = self.whole.last().map_or(0, |row| row.seq);
        for after in first.. {
            match file.stored_after(after, 1) {
                Ok(rows) => match rows.into_iter().next() {
                    Some(row) if row.seq == after + 1 => {
                        self.whole.push(row);
                        continue;
                    }
                    // It is found again at its own place.
                    Some(_) => unread += 1,
                    None => break,
                },
                Err(_) => unread += 1,
            }
            if unread > HOPELESS {
                break;
            }
        }
        let rows = if unread == 1 { "a row" } else { "rows" };
        self.trouble.get_or_insert_with(|| format!("{rows} in it cannot be read"));
    }

    /// What a desk saw, and what waits there.
    pub fn of_desk(desk: &Desk, name: String) -> Self {
        let incident = Some(desk.incident().clone());
        let mut source = Self { name, incident, ..Self::default() };
        if let Err(error) = source.take_desk(desk) {
            source.trouble = Some(error.to_string());
        }
        source
    }

    fn take_desk(&mut self, desk: &Desk) -> Result<(), DeskError> {
        self.waiting = desk.all_waiting()?;
        self.refused = desk.all_refused()?;
        self.laid_aside = desk.laid_aside()?;
        loop {
            let after = self.whole.last().map_or(0, |row| row.seq);
            let rows = desk.mirrored_after(after, SLICE.try_into().unwrap_or(u32::MAX))?;
            if rows.is_empty() {
                return Ok(());
            }
            self.whole.extend(rows);
        }
    }

    /// What lies in the folder of a room on a share.
    pub fn of_folder(path: &Path, name: String) -> Self {
        let mut source = Self { name, ..Self::default() };
        if let Err(error) = source.take_folder(path) {
            source.trouble = Some(error.to_string());
        }
        source
    }

    fn take_folder(&mut self, path: &Path) -> io::Result<()> {
        self.incident = room_mark::read(path)?;
        let mut heard = Heard::default();
        let mut bases = Vec::new();
        for name in folder::list(path)? {
            match name {
                Name::Room | Name::Here(_) | Name::Milestone { .. } => {}
                Name::Keeper(number) => {
                    if let Some(term) = term::read(path, number)? {
                        heard.terms.insert(number, term.continues);
                    }
                }
                Name::Segment { .. } => heard.read(&path.join(name.to_string()))?,
                Name::Base(seq) => bases.push(seq),
            }
        }
        // The last base holds what every earlier one holds, if it can be read.
        for seq in bases.into_iter().rev() {
            let base = Self::of_file(&path.join(Name::Base(seq).to_string()), String::new());
            let whole = base.trouble.is_none() && base.whole.last().is_some_and(|it| it.seq >= seq);
            self.incident = self.incident.take().or(base.incident);
            self.whole = base.whole;
            if whole {
                break;
            }
        }
        heard.settle(self);
        Ok(())
    }
}

/// What all segments say together.
#[derive(Default)]
struct Heard {
    /// How many answers of the term before count, by term.
    terms: BTreeMap<u64, u64>,
    asked: Vec<Submission>,
    answers: BTreeMap<(u64, u64), Answered>,
}

impl Heard {
    fn read(&mut self, path: &Path) -> io::Result<()> {
        let mut reader = Reader::default();
        loop {
            let read = reader.read_on(path)?;
            for line in read.lines.iter().filter_map(|text| line::read(text)) {
                match line {
                    Line::Asked(submission) => self.asked.push(*submission),
                    Line::Answered(answered) => {
                        self.answers.entry((answered.term, answered.n)).or_insert(answered);
                    }
                }
            }
            if !read.more {
                return Ok(());
            }
        }
    }

    /// Leaves out what a later keeper did not go on from.
    fn settle(self, source: &mut Source) {
        let mut answered: HashSet<SubmissionId> = HashSet::new();
        let mut void = HashSet::new();
        for ((term, n), answer) in self.answers {
            if self.terms.get(&(term + 1)).is_some_and(|continues| n > *continues) {
                if let Answer::Numbered(rows) = answer.how {
                    void.extend(rows.iter().filter_map(NumberedRow::hash));
                }
                continue;
            }
            match answer.how {
                Answer::Numbered(rows) => source.published.extend(rows),
                Answer::Refused { .. } => {
                    source.refused.insert(answer.of.clone());
                }
            }
            answered.insert(answer.of);
        }
        // A later keeper may have gone on with the very rows.
        for hash in source.published.iter().filter_map(NumberedRow::hash) {
            void.remove(&hash);
        }
        source.void = void;
        source.waiting.extend(self.asked.into_iter().filter(|it| !answered.contains(&it.id)));
    }
}

/// A fault without its advice.
fn reason(fault: &Fault) -> String {
    let words = fault.to_string();
    words.split(". ").next().unwrap_or(&words).to_owned()
}

/// A copy of a file that was cut, as long as it says it is.
fn lengthened(path: &Path, needs: u64) -> Result<(TempDir, IncidentFile), Fault> {
    let folder = TempDir::with_prefix("allhands-")?;
    let copy = folder.path().join("copy.allhands");
    let mut to = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&copy)?;
    io::copy(&mut fs::File::open(path)?, &mut to)?;
    to.set_len(needs)?;
    drop(to);
    Ok((folder, IncidentFile::open_to_judge(&copy)?.0))
}

/// Whose record all of them are; which two are not of one incident, where that is so.
pub fn of_one_incident(sources: &[Source]) -> Result<Option<IncidentId>, (usize, usize)> {
    let mut first: Option<(usize, &IncidentId)> = None;
    for (place, source) in sources.iter().enumerate() {
        match (&first, &source.incident) {
            (None, Some(incident)) => first = Some((place, incident)),
            (Some((other, known)), Some(incident)) if *known != incident => {
                return Err((*other, place));
            }
            _ => {}
        }
    }
    Ok(first.map(|(_, incident)| incident.clone()))
}
