//! What becomes late on the start screen. Apart from the rows, because it is a matter of the clock:
//! nothing is read anew for it, and the screen wakes for the moment itself.

use super::{Row, Start};
use crate::domain::time::Timestamp;

impl Row {
    /// How many promises are late.
    pub fn late(&self, now: Timestamp) -> usize {
        self.due.iter().filter(|due| **due < now).count()
    }
}

impl Start {
    /// When the next promise of all comes due.
    pub fn next_due(&self) -> Option<Timestamp> {
        let due = self.rows.iter().flat_map(|row| &row.due).copied();
        due.filter(|due| *due >= self.now).min()
    }
}
