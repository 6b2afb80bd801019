//! Text that is still being typed: the capture line, parked lines, dialogs, open drafts.

use rusqlite::params;

use super::{Desk, DeskError, Seat, Sync};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

/// A text that was being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scratch {
    /// Who typed it.
    pub session: SessionId,
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
                "INSERT INTO scratch (session, slot, holder, text, cursor, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (session, slot) DO UPDATE SET text = excluded.text,
                 cursor = excluded.cursor, updated_at = excluded.updated_at",
            )?;
            for text in texts {
                insert.execute(params![
                    text.session.as_str(),
                    text.slot,
                    seat.session().as_str(),
                    text.text,
                    text.cursor.cast_signed(),
                    text.updated_at.millis()
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

    /// The texts in this session's hands, its own and what it took over, oldest first.
    pub fn scratch(&self, seat: &Seat) -> Result<Vec<Scratch>, DeskError> {
        let read = || {
            let mut query = self.db.prepare_cached(
                "SELECT session, slot, text, cursor, updated_at FROM scratch
                 WHERE holder = ?1 ORDER BY updated_at, slot",
            )?;
            let rows = query.query_map([seat.session().as_str()], |row| {
                Ok(Scratch {
                    session: SessionId::new(row.get::<_, String>(0)?),
                    slot: row.get(1)?,
                    text: row.get(2)?,
                    cursor: row.get::<_, i64>(3)?.cast_unsigned(),
                    updated_at: Timestamp::from_millis(row.get(4)?),
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.explain(&error))
    }
}
