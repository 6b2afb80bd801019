//! Text that is being typed and is not recorded yet, by where it stands. Apart from the model,
//! because the desk keeps it under these names: a name that changes loses what was kept under it.

use serde::{Deserialize, Serialize};

use crate::domain::ids::{DraftId, SessionId};
use crate::domain::people::Person;
use crate::domain::time::Timestamp;

/// A place where text is being typed, under which the desk keeps it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Slot {
    /// The capture line.
    Capture,
    /// A parked line, counted up.
    Parked(u64),
    /// A dialog's field, by what it is for.
    Field(String),
    /// A draft's editor.
    Draft(DraftId),
    /// What was put away for its owner when somebody else sat down here, counted up, and the place
    /// that it comes back to.
    Away(u64, Box<Self>),
}

impl Slot {
    /// Where its text belongs.
    pub const fn place(&self) -> &Self {
        match self {
            Self::Away(_, place) => place,
            Self::Capture | Self::Parked(_) | Self::Field(_) | Self::Draft(_) => self,
        }
    }
}

/// Text that was half typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scratch {
    /// Where.
    pub slot: Slot,
    /// The text.
    pub text: String,
    /// The cursor, in bytes.
    pub cursor: usize,
    /// When it was last changed.
    pub at: Timestamp,
    /// Which session typed it.
    pub by: Option<SessionId>,
    /// Who typed it, where they had said a name.
    pub owner: Option<Person>,
}
