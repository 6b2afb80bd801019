//! What holds a passage, as it is shown to whoever wants it gone. Apart, because it is found where
//! rows are stored, and chosen from where they are shown.

use super::RowToRedact;
use crate::domain::ids::SubmissionId;
use crate::domain::time::Timestamp;

/// What is to go, as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// A passage.
    Passage(String),
    /// A fact: its line, and its value wherever that was cited. An approval, a go and what was sent
    /// keep the value apart from the words around it.
    Fact {
        /// Its line.
        text: String,
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
}

impl Sought {
    /// The words that no reason may repeat.
    pub fn words(&self) -> &str {
        match self {
            Self::Passage(text) => text,
            Self::Fact { value, .. } => value,
        }
    }
}

/// A row that holds the passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRow {
    /// What names it in a command.
    pub row: RowToRedact,
    /// Its kind, in words (`entry recorded`).
    pub kind: String,
    /// Who typed it.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// The passage with what stands around it.
    pub words: String,
    /// Why it cannot be redacted, where that is so.
    pub stuck: Option<&'static str>,
}

/// A submission at this desk that holds the passage, and is not on the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSubmission {
    /// Which.
    pub id: SubmissionId,
    /// Who typed it.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// The passage with what stands around it.
    pub words: String,
    /// Whether it was refused; else it is on its way.
    pub refused: bool,
}

/// Everything that holds a passage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Rows of the record.
    pub rows: Vec<FoundRow>,
    /// What lies at this desk.
    pub submissions: Vec<FoundSubmission>,
}
