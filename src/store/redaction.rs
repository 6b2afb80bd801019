//! Rows without words: which rows the record redacts, and what is read in their place.
//!
//! Apart from the codec, because a row cannot say itself why it is blank: a later one does. What
//! must stay true: **a row that a redaction names has no words anywhere**; whoever rebuilds or
//! copies a record from several sources asks [`Named`] first, and never takes words for such a row
//! from any of them.

pub mod blanking;
pub mod find;
pub mod seal;

use std::collections::HashMap;

use rusqlite::Connection;

use crate::domain::event::{Event, Recorded};
use crate::domain::redaction::blank::without_words;
use crate::domain::redaction::{Keep, Redaction};

use super::codec::{self, COLUMNS, Row, RowRef};

/// The kind of the rows that name others.
pub const KIND: &str = "redacted";

/// The rows that redactions name, with what stands in their place.
#[derive(Debug, Clone, Default)]
pub struct Named {
    by_row: HashMap<u64, (Redaction, String)>,
}

impl Named {
    /// Reads all redactions of a table of rows.
    pub fn read(sql: &Connection, table: &str) -> rusqlite::Result<Self> {
        let query = format!("SELECT {COLUMNS} FROM {table} WHERE kind = ?1 ORDER BY seq");
        let mut statement = sql.prepare_cached(&query)?;
        let mut rows = statement.query([KIND])?;
        let mut named = Self::default();
        while let Some(row) = rows.next()? {
            named.note(&RowRef::read(row)?);
        }
        Ok(named)
    }

    /// Takes a redaction in; any other row is nothing to it.
    pub fn note(&mut self, row: &RowRef<'_>) {
        if row.kind != KIND || row.body.is_empty() {
            return;
        }
        if let Some((of, redaction, left)) = Redaction::of(&row.recorded()) {
            self.by_row.entry(of).or_insert_with(|| (redaction, left.to_owned()));
        }
    }

    /// Whether a row has no words any more, whoever still has them.
    pub fn names(&self, row: u64) -> bool {
        self.by_row.contains_key(&row)
    }

    /// Takes the words from a row that is named.
    pub fn blank(&self, row: &mut Row) {
        if self.names(row.seq) && row.kind != KIND {
            (row.body, row.salt) = (String::new(), Vec::new());
        }
    }

    /// What a row says; of one without words, what is left of it.
    pub fn recorded(&self, row: &RowRef<'_>) -> Recorded {
        let recorded = row.recorded();
        if !row.body.is_empty() {
            return recorded;
        }
        let Some((redaction, left)) = self.by_row.get(&recorded.seq) else { return recorded };
        let words = redaction.words();
        let (on_behalf, left) = codec::read_body(row.kind, left);
        let event = without_words(&left, Keep::Names, &words).unwrap_or_else(|| Event::Unknown {
            kind: row.kind.to_owned(),
            body: String::new(),
            says: Some(words),
        });
        Recorded { on_behalf, event, ..recorded }
    }
}
