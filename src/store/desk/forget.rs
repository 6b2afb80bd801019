//! A desk that is removed for good. Apart, because here alone a witness goes away: nothing of it
//! may be needed by anybody any more, and that is looked at and done in one transaction.

use std::fmt;
use std::fs;
use std::path::PathBuf;

use rusqlite::TransactionBehavior;

use super::session::is_dead;
use super::{Desk, DeskError};

/// Why a desk is not removed: what would be lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StillNeeded {
    /// So many consoles are open at it.
    Open(usize),
    /// So many lines wait in it for the file.
    Waiting(usize),
    /// So many refused lines lie in it that nobody has dealt with.
    Refused(usize),
    /// So many texts lie in it that were being typed.
    Typed(usize),
    /// It could not be looked at.
    Failing(DeskError),
}

impl fmt::Display for StillNeeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let many = |count: &usize, one: &str, more: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {more}"),
        };
        match self {
            Self::Open(count) => {
                let open = many(count, "console has it", "consoles have it");
                write!(f, "{open} open on this host. Leave the room there first")
            }
            Self::Waiting(count) => {
                let wait = many(count, "line waits", "lines wait");
                write!(
                    f,
                    "{wait} at its desk for the file. Open the room here, and they are delivered"
                )
            }
            Self::Refused(count) => {
                let lie = many(count, "refused act lies", "refused acts lie");
                write!(
                    f,
                    "{lie} at its desk. Open the room here: Esc r x lists them, Enter on one takes \
                     its text back into the line or drops it (in linear mode /tray, then /drop N)"
                )
            }
            Self::Typed(count) => {
                let lie = many(count, "half-typed text lies", "half-typed texts lie");
                write!(f, "{lie} at its desk. Open the room here: it is offered back")
            }
            Self::Failing(error) => error.fmt(f),
        }
    }
}

impl From<DeskError> for StillNeeded {
    fn from(error: DeskError) -> Self {
        Self::Failing(error)
    }
}

impl Desk {
    /// Removes the desk, and what its sessions left beside it; nothing else.
    pub fn forget(mut self) -> Result<(), StillNeeded> {
        let sqlite = |path: &PathBuf, error: &rusqlite::Error| DeskError::of_sqlite(path, error);
        self.take_in_lent()?;
        let path = self.path.clone();
        let work = self
            .db
            .transaction_with_behavior(TransactionBehavior::Exclusive)
            .map_err(|error| sqlite(&path, &error))?;
        let count = |query: &str| {
            let count = work.query_row(query, [], |row| row.get::<_, u32>(0));
            count.map(|count| count as usize).map_err(|error| sqlite(&path, &error))
        };
        let sessions = || {
            let mut query = work.prepare("SELECT session FROM session")?;
            query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
        };
        let sessions = sessions().map_err(|error| sqlite(&path, &error))?;
        let lock = |session: &String| self.place.lock(&self.incident, session);
        let open = sessions.iter().filter(|session| !is_dead(&lock(session))).count();
        for (count, needed) in [
            (open, StillNeeded::Open as fn(usize) -> StillNeeded),
            (count("SELECT count(*) FROM pending")?, StillNeeded::Waiting),
            (count("SELECT count(*) FROM refused WHERE dealt = 0")?, StillNeeded::Refused),
            (count("SELECT count(*) FROM scratch WHERE trim(text) <> ''")?, StillNeeded::Typed),
        ] {
            if count > 0 {
                return Err(needed(count));
            }
        }
        // While it is locked, so that nobody sits down at what is going away.
        let fail = |error| StillNeeded::Failing(DeskError::failing(&path, &error));
        fs::remove_file(&path).map_err(fail)?;
        drop(work);
        for left in self.place.beside(&self.incident) {
            // A cache, a lock of the dead, SQLite's own: whatever is gone already is gone.
            let _ = fs::remove_file(left);
        }
        Ok(())
    }
}
