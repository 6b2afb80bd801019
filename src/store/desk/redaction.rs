//! The desk after a redaction: the words that the record lost are taken from everything that is
//! kept here, and from the bytes of its file.
//!
//! Apart, because this is the only place that changes what a witness saw. What must stay true: the
//! tables are clean in the same transaction in which the desk learns of a redaction; the bytes are
//! made clean after it, and that this is owed is remembered until it is done.

use std::fs;

use rusqlite::{Transaction, params};
use serde_json::Value;

use super::place::is_copy;
use super::{Desk, DeskError, Seat, Sync};
use crate::domain::event::{Event, Recorded};
use crate::domain::ids::SubmissionId;
use crate::domain::redaction::runs::{only_in, without};
use crate::store::codec::Row;
use crate::store::redaction::Named;

impl Desk {
    /// Whether the bytes of the desk's file may still hold words that were removed from it.
    pub fn is_unclean(&self) -> Result<bool, DeskError> {
        let query = "SELECT count(*) FROM sqlite_schema WHERE name = 'unclean'";
        let read = self.db.query_row(query, [], |row| row.get::<_, u32>(0));
        Ok(read.map_err(|error| self.explain(&error))? > 0)
    }

    /// Makes the desk's file anew, so that nothing of what was removed is left between its rows or
    /// in its log.
    pub fn make_clean(&mut self) -> Result<(), DeskError> {
        let made = || {
            self.db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); VACUUM;")?;
            let query = "PRAGMA wal_checkpoint(TRUNCATE)";
            // Where others read at this moment, the log stays as it is, and this is tried again.
            let busy: i64 = self.db.query_row(query, [], |row| row.get(0))?;
            if busy == 0 {
                self.db.execute_batch("DROP TABLE IF EXISTS unclean")?;
            }
            Ok(())
        };
        made().map_err(|error: rusqlite::Error| self.explain(&error))
    }

    /// Removes the copies of the record that dead sessions left beside the desk.
    pub fn drop_copies_of_dead(&self, seat: &Seat) {
        for entry in fs::read_dir(&self.place.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some((rest, what)) = name.to_str().and_then(|name| name.rsplit_once('.')) else {
                continue;
            };
            let session = rest.rsplit_once('.').map_or("", |(_, session)| session);
            let own = self.place.own(&self.incident, session, what);
            if is_copy(what) && own == entry.path() && session != seat.session().as_str() {
                let lock = self.place.lock(&self.incident, session);
                if super::session::is_dead(&lock) {
                    // Whoever comes next tries again.
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }

    /// All redactions that this desk has seen.
    pub fn redactions(&self) -> Result<Named, DeskError> {
        Named::read(&self.db, "mirror").map_err(|error| self.explain(&error))
    }

    /// Takes a submission that was redacted, or is to go, out of outbox and tray; its id stays
    /// refused.
    pub fn forget_submission(&mut self, id: &SubmissionId) -> Result<(), DeskError> {
        self.write(Sync::Now, |work| drop_submission(work, id))
    }
}

/// Takes the words from everything that the redactions among these rows name. The rows are in the
/// mirror already.
pub(in crate::store) fn clean(work: &Transaction<'_>, rows: &[Row]) -> rusqlite::Result<()> {
    let mut originals = Vec::new();
    let mut any = false;
    for row in rows {
        let recorded: Recorded = row.recorded();
        match &recorded.event {
            Event::Redacted(to) => {
                any = true;
                clean_row(work, to.row, &mut originals)?;
            }
            Event::SubmissionRedacted(to) => {
                any = true;
                originals.extend(drop_submission_telling(work, &to.of)?);
            }
            _ => {}
        }
    }
    if any {
        work.execute("DELETE FROM snapshot", [])?;
        clean_scratch(work, &originals)?;
        work.execute_batch("CREATE TABLE IF NOT EXISTS unclean (one INTEGER) STRICT")?;
    }
    Ok(())
}

fn clean_row(
    work: &Transaction<'_>,
    row: u64,
    originals: &mut Vec<String>,
) -> rusqlite::Result<()> {
    let row = row.cast_signed();
    let mut query =
        work.prepare_cached("SELECT session, submission, body FROM mirror WHERE seq = ?1")?;
    let mut rows = query.query([row])?;
    while let Some(found) = rows.next()? {
        let (session, number): (String, i64) = (found.get(0)?, found.get(1)?);
        texts(&found.get::<_, String>(2)?, originals);
        let id = params![session, number];
        work.execute("DELETE FROM outbox WHERE session = ?1 AND number = ?2", id)?;
    }
    work.execute(
        "UPDATE mirror SET body = '', salt = x'' WHERE seq = ?1 AND kind <> 'redacted'",
        [row],
    )?;
    // Evidence of what another record held at that row may be the same words.
    work.execute(
        "UPDATE given_up SET row = json_set(row, '$.body', '', '$.salt', '') WHERE seq = ?1",
        [row],
    )?;
    Ok(())
}

fn drop_submission_telling(
    work: &Transaction<'_>,
    id: &SubmissionId,
) -> rusqlite::Result<Vec<String>> {
    let mut originals = Vec::new();
    let key = params![id.session.as_str(), id.number.cast_signed()];
    let mut query =
        work.prepare_cached("SELECT submission FROM outbox WHERE session = ?1 AND number = ?2")?;
    let mut rows = query.query(key)?;
    while let Some(found) = rows.next()? {
        texts(&found.get::<_, String>(0)?, &mut originals);
    }
    drop_submission(work, id)?;
    Ok(originals)
}

fn drop_submission(work: &Transaction<'_>, id: &SubmissionId) -> rusqlite::Result<()> {
    let key = params![id.session.as_str(), id.number.cast_signed()];
    let query = "UPDATE refused SET dealt = 1, refusal = '' WHERE session = ?1 AND number = ?2";
    work.execute(query, key)?;
    work.execute("DELETE FROM outbox WHERE session = ?1 AND number = ?2", key).map(|_| ())
}

/// Texts that are being typed lose what stands in the removed texts and nowhere else in the record:
/// what exactly was to go, the record does not say.
fn clean_scratch(work: &Transaction<'_>, originals: &[String]) -> rusqlite::Result<()> {
    let mut query = work.prepare("SELECT rowid, text FROM scratch")?;
    let found = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let texts: Vec<(i64, String)> = found.collect::<rusqlite::Result<_>>()?;
    if texts.is_empty() {
        return Ok(());
    }
    let lower: Vec<String> = originals.iter().map(|text| text.to_lowercase()).collect();
    let mut survives = work
        .prepare("SELECT EXISTS (SELECT 1 FROM mirror WHERE instr(lower(body), lower(?1)) > 0)")?;
    for (place, text) in texts {
        let mut known = |run: &str| {
            let json = serde_json::to_string(run).unwrap_or_default();
            let inner = json.trim_matches('"');
            survives.query_row([inner], |row| row.get::<_, bool>(0))
        };
        let places = only_in(&text, &lower, &mut known)?;
        if !places.is_empty() {
            let clean = without(&text, &places);
            work.execute("UPDATE scratch SET text = ?2 WHERE rowid = ?1", params![place, clean])?;
        }
    }
    Ok(())
}

/// Every text in a JSON value.
fn texts(json: &str, into: &mut Vec<String>) {
    fn walk(value: Value, into: &mut Vec<String>) {
        match value {
            Value::String(text) => into.push(text),
            Value::Array(values) => values.into_iter().for_each(|value| walk(value, into)),
            Value::Object(fields) => fields.into_iter().for_each(|(_, value)| walk(value, into)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    if let Ok(value) = serde_json::from_str(json) {
        walk(value, into);
    }
}
