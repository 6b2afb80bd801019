//! Why something asked was declined, in words a person can act on.

use serde::{Deserialize, Serialize};

/// A refusal: nothing was recorded, and this says why and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no room in this record yet.
    NotOpened,
    /// This record holds a room already.
    AlreadyOpened,
    /// A text is longer than the record takes.
    TooLong {
        /// Which text, in words (`the line's text`).
        what: String,
        /// What it takes: bytes of a text, characters of a name.
        limit: u64,
    },
}
