//! A row that is not sound and that a person at this host put up with: lines go on after it, also
//! from the next console here. Apart, because it holds for that row as it stood then: whatever is
//! changed in it later has to be put up with anew.

use rusqlite::{OptionalExtension as _, params};

use crate::domain::time::Timestamp;
use crate::store::chain::{self, Hash};

use super::{Desk, DeskError, Sync};

/// Made when it is first needed: hardly any desk ever has it.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS put_up_with (
    seq   INTEGER PRIMARY KEY,
    print BLOB NOT NULL,
    at    INTEGER NOT NULL
) STRICT";

impl Desk {
    /// A person puts up with a row as it stands.
    pub fn put_up_with(&mut self, seq: u64, print: Hash, now: Timestamp) -> Result<(), DeskError> {
        self.write(Sync::Now, |work| {
            work.execute_batch(TABLE)?;
            work.execute(
                "INSERT OR REPLACE INTO put_up_with (seq, print, at) VALUES (?1, ?2, ?3)",
                params![seq.cast_signed(), print, now.millis()],
            )
            .map(|_| ())
        })
    }

    /// Whether somebody here put up with a row as it stands.
    pub fn is_put_up_with(&self, seq: u64, print: Hash) -> Result<bool, DeskError> {
        let look = || {
            let known = "SELECT 1 FROM sqlite_schema WHERE name = 'put_up_with'";
            if self.db.query_row(known, [], |_| Ok(())).optional()?.is_none() {
                return Ok(false);
            }
            let query = "SELECT 1 FROM put_up_with WHERE seq = ?1 AND print = ?2";
            let found = self.db.query_row(query, params![seq.cast_signed(), print], |_| Ok(()));
            found.optional().map(|found| found.is_some())
        };
        look().map_err(|error: rusqlite::Error| self.explain(&error))
    }
}

/// What tells a row as it stands from any other: its words and its sums.
pub fn print_of(salt: &[u8], body: &str, hash: &[u8]) -> Hash {
    chain::digest(hash, &chain::hex(&chain::digest(salt, body)))
}
