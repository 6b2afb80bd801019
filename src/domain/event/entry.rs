//! The line that a person wrote. Apart from the other events because it is kept a hundred thousand
//! times: what few lines have stands in one place together. **What is stored is a promise**: it is
//! [`Stored`], one flat object, however the line is kept in memory.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use super::{Basis, EntryKind};
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::people::Party;
use crate::domain::rare::{Rare, Usual};
use crate::domain::time::Precision;

/// The line itself; see [`super::Event::EntryRecorded`] and
/// [`crate::domain::command::Command::Record`]. What [`Seldom`] holds is read as if it stood here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct EntryRecorded {
    /// Its id.
    pub entry: EntryId,
    /// What sort of line.
    pub kind: EntryKind,
    /// The words, as they came.
    pub text: String,
    /// How exactly its time is known.
    pub precision: Precision,
    /// What few lines have.
    pub seldom: Rare<Seldom>,
}

/// What few lines have beside their words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seldom {
    /// How it is known.
    pub basis: Basis,
    /// Who may be shown it.
    pub handling: Handling,
    /// Departments and people it speaks of, beside the row's own department.
    pub mentions: Vec<Party>,
    /// Tags, without `#`, as typed.
    pub tags: Vec<String>,
    /// A pasted block of many lines, quoted below the line.
    pub quote: Option<String>,
    /// Where it comes from (an import's key, a file's name).
    pub source: Option<String>,
    /// The identity of the imported line, by which a second import knows it.
    pub import: Option<String>,
}

impl Usual for Seldom {
    fn usual() -> &'static Self {
        static USUAL: Seldom = Seldom {
            basis: Basis::Observed,
            handling: Handling::Open,
            mentions: Vec::new(),
            tags: Vec::new(),
            quote: None,
            source: None,
            import: None,
        };
        &USUAL
    }
}

impl Deref for EntryRecorded {
    type Target = Seldom;

    fn deref(&self) -> &Seldom {
        &self.seldom
    }
}

impl DerefMut for EntryRecorded {
    fn deref_mut(&mut self) -> &mut Seldom {
        &mut self.seldom
    }
}

/// The stored form.
#[derive(Serialize, Deserialize)]
struct Stored {
    entry: EntryId,
    #[serde(rename = "is")]
    kind: EntryKind,
    text: String,
    #[serde(default)]
    precision: Precision,
    #[serde(default, skip_serializing_if = "observed")]
    basis: Basis,
    #[serde(default, skip_serializing_if = "Handling::is_open")]
    handling: Handling,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Party>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    import: Option<String>,
}

fn observed(basis: &Basis) -> bool {
    *basis == Basis::Observed
}

impl From<Stored> for EntryRecorded {
    fn from(stored: Stored) -> Self {
        let Stored { entry, kind, text, precision, basis, handling, .. } = stored;
        let Stored { mentions, tags, quote, source, import, .. } = stored;
        let seldom = Seldom { basis, handling, mentions, tags, quote, source, import };
        Self { entry, kind, text, precision, seldom: seldom.into() }
    }
}

impl From<EntryRecorded> for Stored {
    fn from(line: EntryRecorded) -> Self {
        let EntryRecorded { entry, kind, text, precision, seldom } = line;
        let Seldom { basis, handling, mentions, tags, quote, source, import } = seldom.into_part();
        Self {
            entry,
            kind,
            text,
            precision,
            basis,
            handling,
            mentions,
            tags,
            quote,
            source,
            import,
        }
    }
}
