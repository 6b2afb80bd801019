//! Who may be shown a line. A label for people, not access control: whoever can read the file can
//! read it.

use serde::{Deserialize, Serialize};

/// The handling that everything written by a person carries.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// For everybody in the room.
    #[default]
    Open,
    /// For the people or departments named; nobody named means: for those who wrote it and the
    /// coordinator.
    Restricted {
        /// Department ids or person names.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        to: Vec<String>,
    },
    /// Made at the direction of counsel.
    Privileged {
        /// At whose direction, where it was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direction: Option<String>,
    },
}

impl Handling {
    /// Whether the shield leaves this readable.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open)
    }

    /// The word for it: `open`, `restricted`, `privileged`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Restricted { .. } => "restricted",
            Self::Privileged { .. } => "privileged",
        }
    }
}
