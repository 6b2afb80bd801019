//! The desk's cache of what a record folds into: whole but for most lines of the timeline, which is
//! enough for the first screen and for the register. Apart from the mirror, because it is no
//! witness: it is dropped on any doubt, and nothing depends on it.

use std::env;
use std::fs;
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use rusqlite::{OptionalExtension, params};

use super::desk::{Desk, DeskError, Sync};
use super::direct::{Head, IncidentFile};
use super::fault::Fault;
use crate::domain::event::Event;
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;

/// Lines that a front holds beside those that somebody owes something on: more than the tallest
/// screen.
const LINES: usize = 300;
/// Rows that are read to bring a front up to the head; where more are missing, the whole record is
/// read.
const FEW: usize = 1_000;

/// What a record folded into at a row.
#[derive(Debug, Clone)]
pub struct Front {
    /// The row.
    pub head: Head,
    /// When the file was last seen to hold it.
    pub checked_at: Timestamp,
    /// The fold, with only the last lines of the timeline.
    pub incident: Incident,
}

impl Front {
    /// Follows the file to its head. `None` on any doubt: another story, too much of it, or a kind
    /// of row that this build does not know and that may have taken something back.
    pub fn brought_up(mut self, file: &IncidentFile) -> Result<Option<Self>, Fault> {
        match file.continues(self.head) {
            Ok(()) => {}
            Err(Fault::Diverged(_)) => return Ok(None),
            Err(fault) => return Err(fault),
        }
        let rows = file.rows_after(self.head.seq, FEW)?;
        let strange = |event: &Event| matches!(event, Event::Unknown { .. } | Event::Redacted(_));
        let strange = rows.iter().any(|row| strange(&row.event));
        if rows.len() >= FEW || strange {
            return Ok(None);
        }
        for row in &rows {
            self.incident.apply(row);
        }
        let seq = self.incident.head;
        let Some(hash) = file.hash_at(seq)? else { return Ok(None) };
        self.head = Head { seq, hash };
        Ok(Some(self))
    }
}

impl Desk {
    /// Keeps the front of a fold. Not synced: it can be made again.
    pub fn save_front(
        &mut self,
        head: Head,
        incident: &Incident,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let front = serde_json::to_vec(&incident.excerpt(LINES))
            .map_err(|error| DeskError::failing(self.path(), &error))?;
        self.write(Sync::Later, |work| {
            work.execute(
                "INSERT OR REPLACE INTO snapshot (one, build, seq, hash, checked_at, front)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5)",
                params![build(), head.seq.cast_signed(), head.hash, now.millis(), front],
            )
            .map(|_| ())
        })
    }

    /// Puts into the desk's file what lies in the log beside it, which the next start would have to
    /// read, and begins that log anew, which syncs: both for idle moments. Where others are at it,
    /// it is left to them.
    pub fn settle(&mut self, now: Timestamp) -> Result<(), DeskError> {
        self.db()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(|error| self.explain(&error))?;
        self.write(Sync::Later, |work| {
            let query = "UPDATE about SET checked_at = max(checked_at, ?1)";
            work.execute(query, [now.millis()]).map(|_| ())
        })
    }

    /// The front that was kept last, if it was kept by this very build.
    pub fn front(&self) -> Result<Option<Front>, DeskError> {
        let read = self
            .db()
            .query_row(
                "SELECT seq, hash, checked_at, front FROM snapshot WHERE build = ?1",
                [build()],
                |row| {
                    let seq = row.get::<_, i64>(0)?.cast_unsigned();
                    let head = Head { seq, hash: row.get(1)? };
                    Ok((head, row.get::<_, i64>(2)?, row.get::<_, Vec<u8>>(3)?))
                },
            )
            .optional()
            .map_err(|error| self.explain(&error))?;
        Ok(read.and_then(|(head, checked_at, front)| {
            let incident: Incident = serde_json::from_slice(&front).ok()?;
            let checked_at = Timestamp::from_millis(checked_at);
            (incident.head == head.seq).then_some(Front { head, checked_at, incident })
        }))
    }
}

/// Which build this is: two builds of one version may fold differently.
fn build() -> &'static str {
    static BUILD: OnceLock<String> = OnceLock::new();
    BUILD.get_or_init(|| {
        let program = env::current_exe().and_then(fs::metadata).ok();
        let made = program.and_then(|found| {
            let since = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            Some(format!("{} {}", since.as_nanos(), found.len()))
        });
        format!("{} {}", env!("CARGO_PKG_VERSION"), made.unwrap_or_default())
    })
}
