//! Named values that the room agrees on, with every value they ever had.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::Standing;
use super::ids::EntryId;
use super::people::Person;
use super::time::Timestamp;

/// All facts by name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts {
    pub(super) facts: BTreeMap<String, Vec<FactValue>>,
}

/// One value that was given to a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactValue {
    /// The line that gave it.
    pub entry: EntryId,
    /// The value, as typed.
    pub value: String,
    /// Believed or known.
    pub standing: Standing,
    /// Known from what.
    pub source: String,
    /// As of when.
    pub as_of: Timestamp,
    /// Who typed it.
    pub by: Person,
    /// The row.
    pub seq: u64,
    /// Whether the line that gave it was struck.
    pub withdrawn: bool,
}

impl Facts {
    /// Adds a value; values stay in the order of the rows that gave them.
    pub(super) fn add(&mut self, name: &str, value: FactValue) {
        let values = self.facts.entry(name.to_owned()).or_default();
        let at = values.partition_point(|one| one.seq <= value.seq);
        values.insert(at, value);
    }

    /// The value that an entry gave.
    pub fn value(&self, name: &str, entry: &EntryId) -> Option<&FactValue> {
        self.facts.get(name)?.iter().rev().find(|value| value.entry == *entry)
    }

    /// The value that an entry gave, to be changed.
    pub(super) fn value_mut(&mut self, name: &str, entry: &EntryId) -> Option<&mut FactValue> {
        self.facts.get_mut(name)?.iter_mut().rev().find(|value| value.entry == *entry)
    }

    /// Takes the value that an entry gave away, because the entry no longer gives it.
    pub(super) fn take(&mut self, name: &str, entry: &EntryId) {
        if let Some(values) = self.facts.get_mut(name) {
            values.retain(|value| value.entry != *entry);
            if values.is_empty() {
                self.facts.remove(name);
            }
        }
    }

    /// All facts: name and every value, oldest first.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[FactValue])> {
        self.facts.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Every value that a fact was given, oldest first.
    pub fn history(&self, name: &str) -> &[FactValue] {
        self.facts.get(name).map_or(&[], Vec::as_slice)
    }

    /// The value of a fact that stands now: the last one given that was not withdrawn.
    pub fn now(&self, name: &str) -> Option<&FactValue> {
        self.facts.get(name)?.iter().rev().find(|value| !value.withdrawn)
    }
}
