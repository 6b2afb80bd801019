//! What waits at the desk for the file, and what the file refused.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Transaction, params};

use super::{Desk, DeskError, Seat, Step, Sync};
use crate::domain::command::Submission;
use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;

/// A submission that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Its place in the order of asking.
    pub place: i64,
    /// The submission.
    pub submission: Submission,
}

/// A submission that was refused: its text comes back to its author.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// The submission.
    pub submission: Submission,
    /// Why, and the way out.
    pub refusal: Refusal,
    /// When.
    pub at: Timestamp,
}

impl Desk {
    /// Takes submissions in, in this order, all or none; synced when it returns. One that is here
    /// already stays as it is.
    pub fn keep(
        &mut self,
        seat: &Seat,
        submissions: &[Submission],
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let steps: Vec<Step> =
            submissions.iter().cloned().map(|it| Step::Keep(Box::new(it))).collect();
        self.take_turn(seat, &steps, now)
    }

    /// What waits in this session's hands, its own and what it took over, in the order of asking.
    pub fn waiting(&self, seat: &Seat) -> Result<Vec<Waiting>, DeskError> {
        let read = || {
            let mut query = self.db.prepare_cached(
                "SELECT place, submission FROM pending WHERE holder = ?1 ORDER BY place",
            )?;
            let rows = query.query_map([seat.session().as_str()], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let rows = read().map_err(|error| self.explain(&error))?;
        let parse = |(place, text): (i64, String)| {
            let submission = serde_json::from_str(&text)
                .map_err(|error| DeskError::failing(&self.path, &error))?;
            Ok(Waiting { place, submission })
        };
        rows.into_iter().map(parse).collect()
    }

    /// Everything that waits here, in anybody's hands, in the order of asking.
    pub fn all_waiting(&self) -> Result<Vec<Submission>, DeskError> {
        let read = || {
            let query = "SELECT submission FROM outbox WHERE NOT EXISTS (
                 SELECT 1 FROM refused
                 WHERE refused.session = outbox.session AND refused.number = outbox.number
                 ) ORDER BY place";
            let mut query = self.db.prepare_cached(query)?;
            let rows = query.query_map([], |row| row.get::<_, String>(0))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let rows = read().map_err(|error| self.explain(&error))?;
        let parse = |text: String| {
            serde_json::from_str(&text).map_err(|error| DeskError::failing(&self.path, &error))
        };
        rows.into_iter().map(parse).collect()
    }

    /// The ids of all that was ever refused here.
    pub fn all_refused(&self) -> Result<HashSet<SubmissionId>, DeskError> {
        let read = || {
            let mut query = self.db.prepare_cached("SELECT session, number FROM refused")?;
            let rows = query.query_map([], |row| {
                let session = SessionId::new(row.get::<_, String>(0)?);
                Ok(SubmissionId { session, number: row.get::<_, i64>(1)?.cast_unsigned() })
            })?;
            rows.collect::<rusqlite::Result<HashSet<_>>>()
        };
        read().map_err(|error| self.explain(&error))
    }

    /// How many submissions wait here for the file, in anybody's hands, and how many refused ones
    /// lie in the tray. What a console says by itself, as on coming in, is nobody's words, and is
    /// not counted.
    pub fn counts(&self) -> Result<(usize, usize), DeskError> {
        let count = |query: &str| {
            self.db.query_row(query, [], |row| row.get::<_, u32>(0).map(|count| count as usize))
        };
        let both = || {
            let pending = count(
                "SELECT count(*) FROM pending WHERE submission ->> '$.command.do'
                 NOT IN ('start_session', 'confirm_redactions')",
            )?;
            Ok((pending, count("SELECT count(*) FROM refused WHERE dealt = 0")?))
        };
        both().map_err(|error: rusqlite::Error| self.explain(&error))
    }

    /// The file has these. Not synced: sent again after a crash of the host, they are found to be
    /// there.
    pub fn delivered(&mut self, ids: &[SubmissionId]) -> Result<(), DeskError> {
        self.write(Sync::Later, |work| {
            let mut delete =
                work.prepare_cached("DELETE FROM outbox WHERE session = ?1 AND number = ?2")?;
            for id in ids {
                delete.execute(params![id.session.as_str(), id.number.cast_signed()])?;
            }
            Ok(())
        })
    }

    /// Takes a waiting submission back out.
    pub fn take_back(&mut self, id: &SubmissionId) -> Result<Option<Submission>, DeskError> {
        let text: Option<String> = self.write(Sync::Now, |work| {
            work.query_row(
                "DELETE FROM outbox WHERE place =
                 (SELECT place FROM pending WHERE session = ?1 AND number = ?2)
                 RETURNING submission",
                params![id.session.as_str(), id.number.cast_signed()],
                |row| row.get(0),
            )
            .optional()
        })?;
        let parse = |text: String| {
            serde_json::from_str(&text).map_err(|error| DeskError::failing(&self.path, &error))
        };
        text.map(parse).transpose()
    }

    /// Remembers a refusal; synced when it returns, so that it can be shown and the id is never
    /// sent again.
    pub fn remember_refused(&mut self, refused: &Refused) -> Result<(), DeskError> {
        let fail = |error: serde_json::Error| DeskError::failing(&self.path, &error);
        let text = serde_json::to_string(&refused.submission).map_err(fail)?;
        let refusal = serde_json::to_string(&refused.refusal).map_err(fail)?;
        let id = &refused.submission.id;
        let (session, number) = (id.session.as_str(), id.number.cast_signed());
        self.write(Sync::Now, |work| {
            work.execute(
                "INSERT OR IGNORE INTO outbox (session, number, holder, submission, changed_at)
                 VALUES (?1, ?2, ?1, ?3, ?4)",
                params![session, number, text, refused.at.millis()],
            )?;
            work.execute(
                "INSERT OR IGNORE INTO refused (session, number, refusal, at)
                 VALUES (?1, ?2, ?3, ?4)",
                params![session, number, refusal, refused.at.millis()],
            )?;
            Ok(())
        })
    }

    /// Whether a submission was refused here before.
    pub fn was_refused(&self, id: &SubmissionId) -> Result<bool, DeskError> {
        let read = self.db.query_row(
            "SELECT count(*) FROM refused WHERE session = ?1 AND number = ?2",
            params![id.session.as_str(), id.number.cast_signed()],
            |row| row.get::<_, u32>(0),
        );
        Ok(read.map_err(|error| self.explain(&error))? > 0)
    }

    /// The tray: everything refused that nobody has dealt with.
    pub fn tray(&self) -> Result<Vec<Refused>, DeskError> {
        let read = || {
            let mut query = self.db.prepare_cached(
                "SELECT submission, refusal, at FROM refused JOIN outbox USING (session, number)
                 WHERE dealt = 0 ORDER BY place",
            )?;
            let rows = query.query_map([], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, i64>(2)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let rows = read().map_err(|error| self.explain(&error))?;
        let parse = |(text, refusal, at): (String, String, i64)| {
            let fail = |error: serde_json::Error| DeskError::failing(&self.path, &error);
            Ok(Refused {
                submission: serde_json::from_str(&text).map_err(fail)?,
                refusal: serde_json::from_str(&refusal).map_err(fail)?,
                at: Timestamp::from_millis(at),
            })
        };
        rows.into_iter().map(parse).collect()
    }

    /// The highest number that a session has here, so that a session that goes on never uses one
    /// twice.
    pub fn last_number(&self, session: &SessionId) -> Result<u64, DeskError> {
        let read = self.db.query_row(
            "SELECT coalesce(max(number), 0) FROM
             (SELECT number FROM outbox WHERE session = ?1
              UNION ALL SELECT number FROM refused WHERE session = ?1)",
            [session.as_str()],
            |row| row.get::<_, i64>(0),
        );
        Ok(read.map_err(|error| self.explain(&error))?.cast_unsigned())
    }
}

/// Takes a submission in, as it is written.
pub(super) fn keep(
    work: &Transaction<'_>,
    seat: &Seat,
    (id, text): (&SubmissionId, &str),
    now: Timestamp,
) -> rusqlite::Result<()> {
    let number = id.number.cast_signed();
    let holder = seat.session().as_str();
    work.prepare_cached(
        "INSERT OR IGNORE INTO outbox (session, number, holder, submission, changed_at)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS
         (SELECT 1 FROM refused WHERE session = ?1 AND number = ?2)",
    )?
    .execute(params![id.session.as_str(), number, holder, text, now.millis()])
    .map(|_| ())
}

/// Somebody has dealt with a refused submission: its text goes, its id stays refused.
pub(super) fn deal(work: &Transaction<'_>, id: &SubmissionId) -> rusqlite::Result<()> {
    let id = params![id.session.as_str(), id.number.cast_signed()];
    let query = "UPDATE refused SET dealt = 1, refusal = '' WHERE session = ?1 AND number = ?2";
    if work.execute(query, id)? > 0 {
        work.execute("DELETE FROM outbox WHERE session = ?1 AND number = ?2", id)?;
    }
    Ok(())
}
