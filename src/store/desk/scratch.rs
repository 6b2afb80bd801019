//! Text that is still being typed: the capture line, parked lines, dialogs, open drafts.
//!
//! Apart from what waits for the file, because it is one person's: what a dead session typed is
//! looked at by all, and stays where it is until somebody takes it, once.

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::{Desk, DeskError, Seat, Sync, session};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

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

impl Desk {
    /// Keeps texts in place of what their slots held; synced when it returns.
    pub fn save_scratch(&mut self, seat: &Seat, texts: &[Scratch]) -> Result<(), DeskError> {
        self.write(Sync::Now, |work| {
            let mut insert = work.prepare_cached(
                "INSERT INTO scratch (session, slot, holder, text, cursor, updated_at, owner)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (session, slot) DO UPDATE SET text = excluded.text,
                 cursor = excluded.cursor, updated_at = excluded.updated_at,
                 owner = excluded.owner",
            )?;
            for text in texts {
                insert.execute(params![
                    text.session.as_str(),
                    text.slot,
                    seat.session().as_str(),
                    text.text,
                    text.cursor.cast_signed(),
                    text.updated_at.millis(),
                    text.owner
                ])?;
            }
            Ok(())
        })
    }

    /// Forgets the text of a slot. Not synced: after a crash of the host it is offered once more.
    pub fn drop_scratch(&mut self, session: &SessionId, slot: &str) -> Result<(), DeskError> {
        self.write(Sync::Later, |work| {
            work.execute(
                "DELETE FROM scratch WHERE session = ?1 AND slot = ?2",
                params![session.as_str(), slot],
            )
            .map(|_| ())
        })
    }

    /// The texts that dead sessions left, whosesoever they are, oldest first. Reads only.
    pub fn left(&self, seat: &Seat) -> Result<Vec<Scratch>, DeskError> {
        let read = || {
            let mut query = self.db.prepare_cached(
                "SELECT session, slot, text, cursor, updated_at, owner, holder FROM scratch
                 WHERE holder <> ?1 ORDER BY updated_at, slot",
            )?;
            let rows = query.query_map([seat.session().as_str()], |row| {
                Ok((scratch(row)?, row.get::<_, String>(6)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let rows = read().map_err(|error| self.explain(&error))?;
        let left = |holder: &str| session::is_dead(&self.place.lock(&self.incident, holder));
        Ok(rows.into_iter().filter(|(_, holder)| left(holder)).map(|(text, _)| text).collect())
    }

    /// Takes these into the session's hands: those that are still there and in no living session's.
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
                        "SELECT session, slot, text, cursor, updated_at, owner, holder FROM scratch
                         WHERE session = ?1 AND slot = ?2",
                        params![session.as_str(), slot],
                        |row| Ok((scratch(row)?, row.get::<_, String>(6)?)),
                    )
                    .optional()?;
                let free = |by: &String| by == me || session::is_dead(&place.lock(&incident, by));
                if let Some((text, _)) = found.filter(|(_, holder)| free(holder)) {
                    work.execute(
                        "UPDATE scratch SET holder = ?3 WHERE session = ?1 AND slot = ?2",
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

/// A desk made before texts had owners gets the place for them; consoles of that time go on with
/// it.
pub(super) fn name_owners(db: &mut Connection) -> rusqlite::Result<()> {
    let lacks = |db: &Connection| {
        let query = "SELECT count(*) FROM pragma_table_info('scratch') WHERE name = 'owner'";
        db.query_row(query, [], |row| row.get::<_, u32>(0)).map(|found| found == 0)
    };
    // One of another version has its own tables, and is refused in a moment.
    let ours = db.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0))?;
    if ours != super::VERSION || !lacks(db)? {
        return Ok(());
    }
    let work = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if lacks(&work)? {
        work.execute_batch("ALTER TABLE scratch ADD COLUMN owner TEXT NOT NULL DEFAULT ''")?;
    }
    work.commit()
}
