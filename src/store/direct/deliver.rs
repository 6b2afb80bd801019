//! Numbering: what was submitted is decided on the caught-up head, chained and synced in one
//! transaction. Separate because every promise about concurrent consoles is kept here: no row is
//! lost, doubled or decided on a stale state.

use rusqlite::{Connection, ErrorCode, params};

use crate::domain::command::{Command, Submission};
use crate::domain::decide::{Decided, decide};
use crate::domain::event::{Event, Recorded};
use crate::domain::ids::SubmissionId;
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;

use super::super::codec::{self, COLUMNS, RowRef};
use super::super::fault::{Fault, ReadOnly};
use super::super::redaction::blanking;
use super::super::{bounds, chain, check};
use super::{Head, IncidentFile, takes_words};

/// What became of one submission.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Numbered now, as these rows.
    Recorded(Vec<Recorded>),
    /// Numbered before, as these rows: it was sent again.
    AlreadyThere(Vec<Recorded>),
    /// Declined; nothing was recorded for it.
    Refused(Refusal),
}

/// What a delivery brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Rows of others that were new to the incident; they come before those of the outcomes.
    pub caught_up: Vec<Recorded>,
    /// One for each submission, in order.
    pub outcomes: Vec<Outcome>,
}

impl IncidentFile {
    /// Numbers submissions in order, all in one transaction with one sync, and applies every row to
    /// the incident. One that is refused leaves the others as they are.
    ///
    /// After a fault nothing was recorded, except after [`Fault::OutcomeUnknown`], where it may
    /// have been: sending again is safe either way. The incident is then folded anew, as far as the
    /// file can be read; it never holds a row that is not in the file.
    pub fn deliver(
        &mut self,
        incident: &mut Incident,
        submissions: &[Submission],
        now: Timestamp,
    ) -> Result<Delivery, Fault> {
        if let Some(reason) = &self.read_only {
            return Err(Fault::ReadOnly(reason.clone()));
        }
        self.still_there()?;
        if check::has_keeper(&self.path) {
            return Err(Fault::ReadOnly(ReadOnly::Numbering("segments".to_owned())));
        }
        let folded = incident.head;
        self.sql().execute_batch("BEGIN IMMEDIATE")?;
        let delivery = self.number(incident, submissions, now);
        let done = delivery.and_then(|delivery| {
            let head = self.head()?;
            commit(self.sql())?;
            Ok((delivery, head))
        });
        match done {
            Ok((delivery, head)) => {
                self.seen = head;
                self.after_redactions(incident, &delivery)?;
                Ok(delivery)
            }
            Err(fault) => {
                if !self.sql().is_autocommit() {
                    // A rollback that fails leaves the journal to the next who opens the file.
                    let _ = self.sql().execute_batch("ROLLBACK");
                }
                if incident.head != folded {
                    *incident = Incident::default();
                    let _ = self.catch_up(incident);
                }
                Err(fault)
            }
        }
    }

    /// Folds an incident without the words that were just taken, and leaves nothing of them in the
    /// file.
    fn after_redactions(&self, incident: &mut Incident, delivery: &Delivery) -> Result<(), Fault> {
        let mut recorded = delivery.outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Recorded(rows) => Some(rows),
            Outcome::AlreadyThere(_) | Outcome::Refused(_) => None,
        });
        if !recorded.any(|rows| rows.iter().any(takes_words)) {
            return Ok(());
        }
        // What is taken from a row is overwritten at once; this takes also what lay of it elsewhere
        // in the file since its pages were split. Where it fails, each desk tries again before it
        // confirms.
        let _ = self.make_anew();
        *incident = Incident::default();
        self.fold_into(incident)
    }

    /// Everything between BEGIN and COMMIT.
    fn number(
        &mut self,
        incident: &mut Incident,
        submissions: &[Submission],
        now: Timestamp,
    ) -> Result<Delivery, Fault> {
        self.check_numbering()?;
        self.continues(self.seen)?;
        let caught_up = self.catch_up(incident)?;
        let mut last = Last::of(self.sql(), self.head()?)?;
        if last.seq != incident.head {
            return Err(Fault::Diverged(incident.head));
        }
        let mut outcomes = Vec::with_capacity(submissions.len());
        for submission in submissions {
            outcomes.push(self.settle(incident, submission, now, &mut last)?);
        }
        Ok(Delivery { caught_up, outcomes })
    }

    /// What may have been changed by others since the file was opened: who numbers, and how it is
    /// written.
    fn check_numbering(&self) -> Result<(), Fault> {
        let journal: String =
            self.sql().prepare_cached("PRAGMA journal_mode")?.query_row([], |row| row.get(0))?;
        if journal != "delete" {
            return Err(Fault::WriteAheadLog);
        }
        let query = "SELECT value FROM property WHERE name = 'numbering'";
        let numbering: String =
            self.sql().prepare_cached(query)?.query_row([], |row| row.get(0))?;
        if numbering == self.way.word() {
            Ok(())
        } else {
            Err(Fault::ReadOnly(ReadOnly::Numbering(numbering)))
        }
    }

    fn settle(
        &self,
        incident: &mut Incident,
        submission: &Submission,
        now: Timestamp,
        last: &mut Last,
    ) -> Result<Outcome, Fault> {
        let there = self.rows_of(&submission.id)?;
        if !there.is_empty() {
            return Ok(Outcome::AlreadyThere(there));
        }
        let decided = match judge(self.sql(), incident, submission)? {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        let mut rows = Vec::with_capacity(decided.len());
        for (part, (decided, body)) in decided.into_iter().enumerate() {
            let part = u32::try_from(part).unwrap_or(u32::MAX);
            let row = insert(self.sql(), submission, part, decided, &body, now, last)?;
            if let Event::Redacted(to) = &row.event {
                blanking::blank(self.sql(), to.row)?;
            }
            incident.apply(&row);
            rows.push(row);
        }
        Ok(Outcome::Recorded(rows))
    }

    /// The rows that a submission has become; none where it is new.
    fn rows_of(&self, id: &SubmissionId) -> Result<Vec<Recorded>, Fault> {
        let query = format!(
            "SELECT {COLUMNS} FROM event WHERE session = ?1 AND submission = ?2 ORDER BY part"
        );
        let mut statement = self.sql().prepare_cached(&query)?;
        let number = i64::try_from(id.number).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![id.session.as_str(), number])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(RowRef::read(row)?.recorded());
        }
        Ok(found)
    }
}

/// A decided row, with its body as it will be written.
type Written = (Decided, String);

fn judge(
    sql: &Connection,
    incident: &Incident,
    submission: &Submission,
) -> Result<Result<Vec<Written>, Refusal>, Fault> {
    if let Err(refusal) = bounds::check_stamp(submission) {
        return Ok(Err(refusal));
    }
    let mut decided = match decide(incident, submission) {
        Ok(decided) => decided,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Command::Redact(to) = &submission.command
        && let Err(refusal) = blanking::fill(sql, to, &mut decided)?
    {
        return Ok(Err(refusal));
    }
    let mut written = Vec::with_capacity(decided.len());
    for decided in decided {
        let says = codec::says(incident, &decided.event);
        let on_behalf = submission.stamp.on_behalf.as_ref();
        let body = codec::write_body(on_behalf, says.as_deref(), &decided.event)?;
        if let Err(refusal) = bounds::check_event(&decided.event, &body) {
            return Ok(Err(refusal));
        }
        written.push((decided, body));
    }
    Ok(Ok(written))
}

/// What the next row continues.
struct Last {
    seq: u64,
    hash: chain::Hash,
    shared_at: i64,
}

impl Last {
    fn of(sql: &Connection, head: Head) -> Result<Self, Fault> {
        let query = "SELECT coalesce(max(shared_at), ?1) FROM event WHERE seq = ?2";
        let shared_at = sql
            .prepare_cached(query)?
            .query_row(params![i64::MIN, i64::try_from(head.seq).unwrap_or(i64::MAX)], |row| {
                row.get(0)
            })?;
        Ok(Self { seq: head.seq, hash: head.hash, shared_at })
    }
}

/// Numbers, chains and writes one row.
fn insert(
    sql: &Connection,
    submission: &Submission,
    part: u32,
    decided: Decided,
    body: &str,
    now: Timestamp,
    last: &mut Last,
) -> Result<Recorded, Fault> {
    let salt: [u8; 16] =
        sql.prepare_cached("SELECT randomblob(16)")?.query_row([], |row| row.get(0))?;
    let digest = chain::digest(&salt, body);
    let id = format!("{}-{}-{part}", submission.id.session, submission.id.number);
    let stamp = &submission.stamp;
    let shared_at = Timestamp::from_millis(now.millis().max(last.shared_at));
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let mut row = RowRef {
        seq: number(last.seq + 1),
        id: &id,
        session: submission.id.session.as_str(),
        submission: number(submission.id.number),
        part: i64::from(part),
        author: stamp.author.as_str(),
        department: decided.department.as_str(),
        occurred_at: decided.occurred_at.millis(),
        recorded_at: stamp.recorded_at.millis(),
        shared_at: shared_at.millis(),
        kind: decided.event.kind(),
        body,
        salt: &salt,
        digest: &digest,
        prev: &last.hash,
        hash: &chain::FIRST,
    };
    let hash = chain::hash(&row);
    row.hash = &hash;
    // The table's triggers are the last to judge it.
    codec::insert_into(sql, "event", &row)?;
    let recorded = Recorded {
        seq: last.seq + 1,
        submission: submission.id.clone(),
        part,
        author: stamp.author.clone(),
        department: decided.department,
        on_behalf: stamp.on_behalf.clone(),
        occurred_at: decided.occurred_at,
        recorded_at: stamp.recorded_at,
        shared_at,
        event: decided.event,
    };
    *last = Last { seq: recorded.seq, hash, shared_at: shared_at.millis() };
    Ok(recorded)
}

fn commit(sql: &Connection) -> Result<(), Fault> {
    match sql.execute_batch("COMMIT") {
        Ok(()) => Ok(()),
        // The lock was not to be had: nothing was written to the file, and the rollback is certain.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
            Err(Fault::Busy)
        }
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => Err(Fault::Full),
        Err(error) => Err(Fault::OutcomeUnknown(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Access, IncidentFile};
    use crate::domain::incident::Incident;
    use crate::domain::time::Timestamp;
    use crate::store::fault::Fault;
    use crate::store::samples;

    #[test]
    fn an_incident_is_never_ahead_of_its_file() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("x.allhands");
        super::super::create(&path, &[samples::opens()], Timestamp::default()).expect("a room");
        let mut file = IncidentFile::open(&path, Access::Write).expect("a file");
        let mut incident = Incident::default();
        file.catch_up(&mut incident).expect("row 1");

        // The second line needs pages that the file may not have.
        let pages: i64 =
            file.sql().query_row("PRAGMA page_count", [], |row| row.get(0)).expect("a count");
        file.sql().pragma_update(None, "max_page_count", pages).expect("a limit");
        let batch = [samples::notes(2, "short"), samples::notes(3, &"x".repeat(60_000))];
        let full = file.deliver(&mut incident, &batch, Timestamp::default());
        assert_eq!(full.err(), Some(Fault::Full));
        assert_eq!((incident.head, file.head().expect("a head").seq), (1, 1));

        file.sql().pragma_update(None, "max_page_count", pages + 100).expect("a limit");
        file.deliver(&mut incident, &batch, Timestamp::default()).expect("room enough");
        let mut fresh = Incident::default();
        file.catch_up(&mut fresh).expect("all rows");
        assert_eq!((fresh.head, &fresh), (3, &incident));
    }
}
