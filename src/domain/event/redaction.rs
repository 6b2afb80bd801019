//! Removing words from the record, and being forbidden to. Apart from the other events, because
//! they are about rows and consoles, not about the incident. **What is stored is a promise**: the
//! field `row` is what the file's own trigger and every auditor's walk look for.

use serde::{Deserialize, Serialize};

use crate::domain::ids::SubmissionId;

/// See [`super::Event::Redacted`]. One for each row whose words were removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redacted {
    /// The row that has no words any more.
    pub row: u64,
    /// Why.
    pub because: String,
    /// What the row still says without its words, as the body of a row of its kind; empty where
    /// nothing may be left.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub left: String,
    /// Where its words were laid aside for counsel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

/// A file into which words were laid aside for counsel before they were removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Its name, without the folder.
    pub file: String,
    /// The SHA-256 of all of it, in hexadecimal digits: whoever holds the file proves with it that
    /// it was not altered.
    pub sha256: String,
}

/// See [`super::Event::SubmissionRedacted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionRedacted {
    /// Which.
    pub of: SubmissionId,
    /// Why.
    pub because: String,
    /// Where its words were laid aside for counsel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

/// See [`super::Event::RedactionConfirmed`]. Which desk, the row's session says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionConfirmed {
    /// The last redaction that counts as carried out there, and all before it.
    pub up_to: u64,
}

/// See [`super::Event::LegalHoldChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalHoldChanged {
    /// Whether it is on now.
    pub on: bool,
    /// At whose word, and why.
    pub because: String,
}
