//! The keeper: decides what was asked, in a working copy of the record on its own host.
//!
//! Apart from the ledger, because a decision is nothing before it is published: what stands in the
//! working copy and in no segment never happened. The copy is made anew for each term, so that it
//! never holds anything else than what was published before.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::domain::command::Submission;
use crate::domain::ids::{IncidentId, SessionId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::codec::Row;
use crate::store::direct::{Delivery, Head, IncidentFile, Outcome};
use crate::store::fault::Fault;

use super::line::{Answer, Answered, Line, NumberedRow};
use super::term::Term;

/// A keeper in its term.
#[derive(Debug)]
pub struct Keeper {
    term: Term,
    /// Every answer that it has given, in order: they are given again where its segment is lost.
    given: Vec<Given>,
    working: IncidentFile,
    incident: Incident,
    /// The last row that is in an answer, of this term or one before.
    published: u64,
}

/// An answer that was given, without its rows: these stand in the working copy.
#[derive(Debug)]
struct Given {
    of: SubmissionId,
    rows: u32,
    refused: Option<Box<(Refusal, Timestamp)>>,
}

/// Rows that are given again at once.
const AT_ONCE: usize = 2_000;

impl Keeper {
    /// Begins a term, on a working copy that holds the record so far. It may hold more than the
    /// term goes on from: rows that this console saw, and that the segments have lost.
    pub fn begin(term: Term, working: IncidentFile) -> Result<Self, Fault> {
        let mut incident = Incident::default();
        working.fold_into(&mut incident)?;
        let published = term.head.seq;
        Ok(Self { term, given: Vec::new(), working, incident, published })
    }

    /// Answers for rows that no segment holds: they are published as they are, before anything is
    /// decided. None once all are.
    pub fn bring_back(&mut self) -> Result<Vec<Line>, Fault> {
        if self.published >= self.incident.head {
            return Ok(Vec::new());
        }
        let rows = self.working.stored_after(self.published, AT_ONCE)?;
        let all = rows.len() < AT_ONCE;
        let mut groups = by_submission(rows);
        if !all && groups.len() > 1 {
            // Its rest comes with the next slice.
            groups.pop();
        }
        Ok(groups.into_iter().map(|(of, rows)| self.answer(of, Answer::Numbered(rows))).collect())
    }

    /// Answers that were given before, from the `n`-th on, to be given again as they were; and the
    /// one to go on from, where there are more.
    pub fn again(&self, n: u64) -> Result<(Vec<Line>, Option<u64>), Fault> {
        let skipped = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
        let before = self.given.iter().take(skipped).map(|given| u64::from(given.rows));
        let first = self.term.head.seq + before.sum::<u64>();
        let most = self.given.get(skipped).map_or(0, |given| given.rows as usize).max(AT_ONCE);
        let mut rows = self.working.stored_after(first, most)?.into_iter();
        let (mut lines, mut next) = (Vec::new(), n);
        for given in self.given.iter().skip(skipped) {
            let how = if let Some(refused) = &given.refused {
                let (refusal, at) = (**refused).clone();
                Answer::Refused { refusal, at }
            } else {
                let own: Vec<NumberedRow> = rows
                    .by_ref()
                    .take(given.rows as usize)
                    .map(|row| NumberedRow::of(&row))
                    .collect();
                if own.len() < given.rows as usize {
                    return Ok((lines, Some(next)));
                }
                Answer::Numbered(own)
            };
            let (term, of) = (self.term.number, given.of.clone());
            lines.push(Line::Answered(Answered { term, n: next, of, how }));
            next += 1;
        }
        Ok((lines, None))
    }

    /// The next answer.
    fn answer(&mut self, of: SubmissionId, how: Answer) -> Line {
        let (rows, refused) = match &how {
            Answer::Numbered(rows) => (rows.len(), None),
            Answer::Refused { refusal, at } => (0, Some(Box::new((refusal.clone(), *at)))),
        };
        self.published += rows as u64;
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        self.given.push(Given { of: of.clone(), rows, refused });
        let (term, n) = (self.term.number, self.given.len() as u64);
        Line::Answered(Answered { term, n, of, how })
    }

    /// The last row that its working copy holds.
    pub const fn head(&self) -> u64 {
        self.incident.head
    }

    /// Its term.
    pub const fn term(&self) -> &Term {
        &self.term
    }

    /// Decides submissions in order; gives the answers to be published. They must be, in this
    /// order, before any others.
    pub fn decide(&mut self, asked: &[Submission], now: Timestamp) -> Result<Vec<Line>, Fault> {
        let before = self.incident.head;
        let delivery = self.working.deliver(&mut self.incident, asked, now)?;
        let Delivery { outcomes, .. } = delivery;
        let mut rows = self.working.stored_after(before, usize::MAX)?.into_iter().peekable();
        let mut lines = Vec::with_capacity(asked.len());
        for (submission, outcome) in asked.iter().zip(outcomes) {
            let how = match outcome {
                Outcome::Recorded(_) => {
                    let mut own = Vec::new();
                    while let Some(row) = rows.next_if(|row| is_of(row, &submission.id)) {
                        own.push(NumberedRow::of(&row));
                    }
                    Answer::Numbered(own)
                }
                Outcome::AlreadyThere(_) => Answer::Numbered(Vec::new()),
                Outcome::Refused(refusal) => Answer::Refused { refusal, at: now },
            };
            lines.push(self.answer(submission.id.clone(), how));
        }
        Ok(lines)
    }

    /// Copies the record, as decided, to a file of its own on this host.
    pub fn copy_to(&self, path: &Path) -> Result<Head, Fault> {
        remove(path)?;
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let mut copy = Connection::open(path)?;
        Backup::new(self.working.sql(), &mut copy)?.run_to_completion(
            i32::MAX,
            std::time::Duration::ZERO,
            None,
        )?;
        copy.close().map_err(|(_, error)| error)?;
        self.working.head()
    }
}

/// Rows that follow one another, as the answers that they came with.
pub fn by_submission(rows: Vec<Row>) -> Vec<(SubmissionId, Vec<NumberedRow>)> {
    let mut groups: Vec<(SubmissionId, Vec<NumberedRow>)> = Vec::new();
    for row in rows {
        match groups.last_mut() {
            Some((of, own)) if is_of(&row, of) => own.push(NumberedRow::of(&row)),
            _ => {
                let session = SessionId::new(row.session.clone());
                let of = SubmissionId { session, number: row.submission };
                groups.push((of, vec![NumberedRow::of(&row)]));
            }
        }
    }
    groups
}

fn is_of(row: &Row, id: &SubmissionId) -> bool {
    row.session == id.session.as_str() && row.submission == id.number
}

/// A working copy that is being made, some rows at a time.
#[derive(Debug)]
pub struct Making {
    sql: Connection,
    path: PathBuf,
    head: u64,
}

impl Making {
    /// Begins an empty one.
    pub fn begin(path: PathBuf, incident: &IncidentId) -> Result<Self, Fault> {
        remove(&path)?;
        // Made with its rights first: SQLite gives its journal the rights of the file.
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        let sql = IncidentFile::empty_working_copy(&path, incident)?;
        Ok(Self { sql, path, head: 0 })
    }

    /// The last row it holds.
    pub const fn head(&self) -> u64 {
        self.head
    }

    /// Takes the next rows over.
    pub fn add(&mut self, rows: &[Row]) -> Result<(), Fault> {
        self.sql.execute_batch("BEGIN")?;
        for row in rows {
            crate::store::codec::insert_into(&self.sql, "event", &row.as_ref())?;
            self.head = row.seq;
        }
        self.sql.execute_batch("COMMIT")?;
        Ok(())
    }

    /// The copy, complete.
    pub fn done(self) -> Result<IncidentFile, Fault> {
        self.sql.close().map_err(|(_, error)| error)?;
        IncidentFile::open_working_copy(&self.path)
    }
}

fn remove(path: &Path) -> Result<(), Fault> {
    for end in ["", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}
