//! Blanking rows of a table, in the transaction that records why. Apart from numbering, because
//! only here is a row of the record ever changed.

use rusqlite::{Connection, OptionalExtension};

use crate::domain::decide::Decided;
use crate::domain::event::Event;
use crate::domain::redaction::blank::without_words;
use crate::domain::redaction::{Keep, Redact, RowToRedact};
use crate::domain::refusal::Refusal;
use crate::store::codec;
use crate::store::fault::Fault;

/// Kinds that keep no words of anybody but why something was removed: they stay.
pub const KEPT: [&str; 4] =
    ["redacted", "submission_redacted", "redaction_confirmed", "legal_hold_changed"];

/// Judges the rows that are to be redacted where they stand, and puts into each redaction what is
/// left of its row.
pub fn fill(
    sql: &Connection,
    to: &Redact,
    decided: &mut [Decided],
) -> Result<Result<(), Refusal>, Fault> {
    for decided in decided {
        let Event::Redacted(redacted) = &mut decided.event else { continue };
        let Some(meant) = to.rows.iter().find(|one| one.row == redacted.row) else { continue };
        match left(sql, meant)? {
            Ok(left) => redacted.left = left,
            Err(because) => {
                let (row, because) = (meant.row, because.to_owned());
                return Ok(Err(Refusal::NotRedactable { row, because }));
            }
        }
    }
    Ok(Ok(()))
}

fn left(sql: &Connection, meant: &RowToRedact) -> Result<Result<String, &'static str>, Fault> {
    let query = "SELECT id, kind, body FROM event WHERE seq = ?1";
    let row = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    };
    let seq = i64::try_from(meant.row).unwrap_or(i64::MAX);
    let found = sql.prepare_cached(query)?.query_row([seq], row).optional()?;
    let Some((_, kind, body)) = found.filter(|(id, ..)| *id == meant.id) else {
        return Ok(Err("another row stands there than the one that was meant"));
    };
    if KEPT.contains(&kind.as_str()) {
        return Ok(Err("it says what was removed and why, and that stays"));
    }
    if body.is_empty() {
        return Ok(Err("it has no words"));
    }
    let left = what_is_left(&kind, &body, meant.keep)?;
    if meant.row == 1 && left.is_empty() {
        return Ok(Err("it begins the room, and could not be read without that"));
    }
    Ok(Ok(left))
}

/// What is left of a row, as the body of one of its kind; empty where nothing may be.
pub fn what_is_left(kind: &str, body: &str, keep: Keep) -> serde_json::Result<String> {
    let (on_behalf, event) = codec::read_body(kind, body);
    let on_behalf = on_behalf.filter(|_| keep == Keep::Names);
    match without_words(&event, keep, "") {
        Some(left) => codec::write_body(on_behalf.as_ref(), None, &left),
        None => Ok(String::new()),
    }
}

/// Takes the words of the row that was just redacted. The file's own trigger lets that pass for no
/// other.
pub fn blank(sql: &Connection, row: u64) -> rusqlite::Result<()> {
    let query = "UPDATE event SET body = '', salt = x'' WHERE seq = ?1";
    sql.prepare_cached(query)?.execute([row.cast_signed()]).map(|_| ())
}
