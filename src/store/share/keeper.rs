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
use crate::domain::ids::{IncidentId, SubmissionId};
use crate::domain::incident::Incident;
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
    /// How many answers it has given.
    n: u64,
    working: IncidentFile,
    incident: Incident,
}

impl Keeper {
    /// Goes on in a term, after its `n`-th answer, on a working copy that holds the record so far.
    pub fn begin(term: Term, n: u64, working: IncidentFile) -> Result<Self, Fault> {
        let mut incident = Incident::default();
        working.fold_into(&mut incident)?;
        Ok(Self { term, n, working, incident })
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
            self.n += 1;
            let (term, n) = (self.term.number, self.n);
            lines.push(Line::Answered(Answered { term, n, of: submission.id.clone(), how }));
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
