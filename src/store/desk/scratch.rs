//! Text that is still being typed: the capture line, parked lines, dialogs, open drafts.
//!
//! Apart from what waits for the file, because it is one person's: what a dead session typed, and
//! what a living one put aside for whoever typed there before, is looked at by all, and stays where
//! it is until somebody takes it, once.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::{Desk, DeskError, Seat, Sync, session};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

/// How slots are called that hold what was put aside for its owner.
const ASIDE: &str = "away-";

/// A text that was being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scratch {
    /// The session in which it was typed.
    pub session: SessionId,
    /// The name of who typed it; empty where they had not said one.
    pub owner: String,
    /// Where.
    pub slot: String,
    /// The text.
    pub text: String,
    /// Where the cursor stood.
    pub cursor: u64,
    /// When it was last kept.
    pub updated_at: Timestamp,
}

impl Scratch {
    /// Whether it was put aside for its owner.
    pub fn is_put_aside(&self) -> bool {
        self.slot.starts_with(ASIDE)
    }
}

impl Desk {
    /// The texts that others' sessions left or put aside, whosesoever they are, oldest first. Reads
    /// only.
    pub fn left(&self, seat: &Seat) -> Result<Vec<Scratch>, DeskError> {
        let read = || {
            let mut query = self.db.prepare_cached(
                "SELECT session, slot, text, cursor, updated_at, owner, holder, aside FROM scratch
                 WHERE holder <> ?1 ORDER BY updated_at, slot",
            )?;
            let rows = query.query_map([seat.session().as_str()], held)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let rows = read().map_err(|error| self.explain(&error))?;
        let left = |(_, holder, aside): &(Scratch, String, bool)| {
            *aside || session::is_dead(&self.place.lock(&self.incident, holder))
        };
        Ok(rows.into_iter().filter(left).map(|(text, ..)| text).collect())
    }

    /// The slots of what this session put aside and nobody has taken. Reads only.
    pub fn put_aside(&self, seat: &Seat) -> Result<BTreeSet<String>, DeskError> {
        let read = || {
            let mut query = self
                .db
                .prepare_cached("SELECT slot FROM scratch WHERE session = ?1 AND aside = 1")?;
            let rows = query.query_map([seat.session().as_str()], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<BTreeSet<_>>>()
        };
        read().map_err(|error| self.explain(&error))
    }

    /// Changes with every change that others make at the desk.
    pub fn data_version(&self) -> Result<i64, DeskError> {
        let read = self.db.pragma_query_value(None, "data_version", |row| row.get(0));
        read.map_err(|error| self.explain(&error))
    }

    /// Takes these into the session's hands: those that are still there, and put aside or in no
    /// other living session's hands. Who asks later does not get them.
    pub fn take_left(
        &mut self,
        seat: &Seat,
        wanted: &[(SessionId, String)],
    ) -> Result<Vec<Scratch>, DeskError> {
        let (place, incident) = (self.place.clone(), self.incident.clone());
        let me = seat.session().as_str();
        self.write(Sync::Now, |work| {
            let mut taken = Vec::new();
            for (session, slot) in wanted {
                let found = work
                    .query_row(
                        "SELECT session, slot, text, cursor, updated_at, owner, holder, aside
                         FROM scratch WHERE session = ?1 AND slot = ?2",
                        params![session.as_str(), slot],
                        held,
                    )
                    .optional()?;
                let free = |(_, by, aside): &(Scratch, String, bool)| {
                    *aside || by == me || session::is_dead(&place.lock(&incident, by))
                };
                if let Some((text, ..)) = found.filter(free) {
                    work.execute(
                        "UPDATE scratch SET holder = ?3, aside = 0
                         WHERE session = ?1 AND slot = ?2",
                        params![session.as_str(), slot, me],
                    )?;
                    taken.push(text);
                }
            }
            Ok(taken)
        })
    }
}

fn scratch(row: &Row<'_>) -> rusqlite::Result<Scratch> {
    Ok(Scratch {
        session: SessionId::new(row.get::<_, String>(0)?),
        slot: row.get(1)?,
        text: row.get(2)?,
        cursor: row.get::<_, i64>(3)?.cast_unsigned(),
        updated_at: Timestamp::from_millis(row.get(4)?),
        owner: row.get(5)?,
    })
}

/// Keeps a text in place of what its slot held.
pub(super) fn save(work: &Transaction<'_>, seat: &Seat, text: &Scratch) -> rusqlite::Result<()> {
    let mut insert = work.prepare_cached(
        "INSERT INTO scratch
             (session, slot, holder, text, cursor, updated_at, owner, aside)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (session, slot) DO UPDATE SET text = excluded.text,
         cursor = excluded.cursor, updated_at = excluded.updated_at,
         owner = excluded.owner",
    )?;
    insert
        .execute(params![
            text.session.as_str(),
            text.slot,
            seat.session().as_str(),
            text.text,
            text.cursor.cast_signed(),
            text.updated_at.millis(),
            text.owner,
            text.is_put_aside()
        ])
        .map(|_| ())
}

/// A text, in whose hands it is, and whether it was put aside there.
fn held(row: &Row<'_>) -> rusqlite::Result<(Scratch, String, bool)> {
    Ok((scratch(row)?, row.get(6)?, row.get(7)?))
}

/// What texts had not always, in the order in which it came.
const ADDED: [(&str, &str); 2] =
    [("owner", "TEXT NOT NULL DEFAULT ''"), ("aside", "INTEGER NOT NULL DEFAULT 0")];

/// A desk made before texts had owners, or could be put aside, gets the place for that; consoles of
/// that time go on with it.
pub(super) fn add_columns(db: &mut Connection) -> rusqlite::Result<()> {
    let lacks = |db: &Connection, column: &str| {
        let query = "SELECT count(*) FROM pragma_table_info('scratch') WHERE name = ?1";
        db.query_row(query, [column], |row| row.get::<_, u32>(0)).map(|found| found == 0)
    };
    // One of another version has its own tables, and is refused in a moment.
    let ours = db.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0))?;
    let mut missing = false;
    for (column, _) in ADDED {
        missing |= lacks(db, column)?;
    }
    if ours != super::VERSION || !missing {
        return Ok(());
    }
    let work = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (column, form) in ADDED {
        if lacks(&work, column)? {
            work.execute_batch(&format!("ALTER TABLE scratch ADD COLUMN {column} {form}"))?;
        }
    }
    work.commit()
}
