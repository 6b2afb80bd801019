//! Named values that the room agrees on, with every value they ever had, and what a value reads as.
//!
//! What must stay true: whatever changed the value that stands (a later line, a correction, a line
//! struck or standing again), [`Facts::at`] tells what stood at any row, so that a text that cites
//! a fact can be held against it.

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
    /// The value that stood from each row on that changed it; nothing where none stood any longer.
    pub(super) changes: BTreeMap<String, Vec<Change>>,
}

/// From which row on a fact had which value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The row that made it so.
    pub seq: u64,
    /// When that row was recorded.
    pub at: Timestamp,
    /// The value; nothing where none stands.
    pub value: Option<String>,
}

/// What a value reads as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// `4120`, `4,120`, `3.5 %`.
    Number,
    /// `4000-4500`, `14:00..16:30`, `2 to 5`.
    Range,
    /// `14:05Z`, `2026-11-20 14:05 UTC`.
    Time,
    /// Anything else.
    Text,
}

impl Sort {
    /// The word: `number`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Range => "range",
            Self::Time => "time",
            Self::Text => "text",
        }
    }

    /// What a value reads as.
    pub fn of(value: &str) -> Self {
        let value = value.trim();
        let one = |part: &str| is_number(part) || is_time(part);
        if is_time(value) {
            return Self::Time;
        }
        if is_number(value) {
            return Self::Number;
        }
        if is_telephone(value) {
            return Self::Text;
        }
        let ends = ["..", " to ", "\u{2013}", "-"].iter().filter_map(|sign| value.split_once(sign));
        let range = |(from, to): (&str, &str)| {
            let (from, to) = (from.trim(), to.trim());
            one(from) && one(to) && rises(from, to)
        };
        if ends.into_iter().any(range) { Self::Range } else { Self::Text }
    }
}

/// Digits and hyphens without a blank, as telephones are written: `555-1234`, `+49-30`. Three
/// digits and four are one unless both are round, as the ends of a range are: `500-1000`.
fn is_telephone(value: &str) -> bool {
    let dialled = value.strip_prefix('+');
    let parts: Vec<&str> = dialled.unwrap_or(value).split('-').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() < 2 || !parts.iter().all(digits) {
        return false;
    }
    let round = parts.iter().all(|part| part.ends_with('0'));
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    dialled.is_some() || (lengths == [3, 4] && !round)
}

/// Whether two numbers may be the ends of a range: 555-0100 is a telephone.
fn rises(from: &str, to: &str) -> bool {
    let amount = |part: &str| -> Option<f64> {
        let plain: String = part.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        is_number(part).then(|| plain.parse().ok()).flatten()
    };
    let padded = |part: &str| part.len() > 1 && part.starts_with('0') && !part.starts_with("0.");
    match (amount(from), amount(to)) {
        (Some(low), Some(high)) => low <= high && !padded(from) && !padded(to),
        // Of times and of what mixes them nothing is known here.
        _ => true,
    }
}

/// Digits with signs between thousands, a fraction, a sign before, a `%` behind.
fn is_number(value: &str) -> bool {
    let bare = value.trim_start_matches(['~', '+', '-', '<', '>']).trim_start();
    let bare = bare.trim_end_matches('%').trim_end();
    let ends = bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.ends_with(|c: char| c.is_ascii_digit());
    ends && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '\'' | '_' | ' '))
        && bare.matches('.').count() <= 1
}

/// A date, a clock time, or both, with a zone or without.
fn is_time(value: &str) -> bool {
    let digits = |part: &str, form: &[usize], between: char| {
        let parts: Vec<&str> = part.split(between).collect();
        let fits = |(part, long): (&&str, &usize)| {
            part.len() == *long && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        parts.len() == form.len() && parts.iter().zip(form).all(fits)
    };
    let clock = |part: &str| {
        let part = part.strip_suffix('Z').unwrap_or(part);
        let part = part.split_once(['+', '-']).map_or(part, |(clock, _)| clock);
        digits(part, &[2, 2], ':') || digits(part, &[1, 2], ':') || digits(part, &[2, 2, 2], ':')
    };
    let date = |part: &str| digits(part, &[4, 2, 2], '-');
    let zone = |part: &str| {
        (2..=5).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let both =
        |part: &str| part.split_once('T').is_some_and(|(day, time)| date(day) && clock(time));
    let moment = |part: &str| clock(part) || date(part) || both(part);
    let mut parts = value.split_whitespace();
    parts.next().is_some_and(moment) && parts.all(|part| moment(part) || zone(part))
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

    /// Notes at a row which value stands now, if it is another than before.
    pub(super) fn settle(&mut self, name: &str, seq: u64, at: Timestamp) {
        let value = self.now(name).map(|now| now.value.clone());
        let changes = self.changes.entry(name.to_owned()).or_default();
        if changes.last().and_then(|last| last.value.as_ref()) != value.as_ref() {
            changes.push(Change { seq, at, value });
        }
    }

    /// The value that stood at a row.
    pub fn at(&self, name: &str, seq: u64) -> Option<&str> {
        let changes = self.changes.get(name)?;
        let after = changes.partition_point(|one| one.seq <= seq);
        changes[..after].last()?.value.as_deref()
    }

    /// What made the value that stands now: the row, and when it was recorded.
    pub fn last_change(&self, name: &str) -> Option<&Change> {
        self.changes.get(name)?.last()
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

#[cfg(test)]
mod tests {
    use super::Sort;

    #[test]
    fn a_value_reads_as_what_it_looks_like() {
        for (value, sort) in [
            ("4120", Sort::Number),
            ("4,120", Sort::Number),
            ("~ 3.5 %", Sort::Number),
            ("4000-4500", Sort::Range),
            ("4 000 to 4 500", Sort::Range),
            ("14:00..16:30", Sort::Range),
            ("2026-11-20", Sort::Time),
            ("2026-11-20 14:05 UTC", Sort::Time),
            ("2026-11-20T14:05:00Z", Sort::Time),
            ("9:05Z", Sort::Time),
            ("555-0100", Sort::Text),
            ("555-1234", Sort::Text),
            ("+1-555-1234", Sort::Text),
            ("+49-30", Sort::Text),
            ("030-555-1234", Sort::Text),
            ("500-1000", Sort::Range),
            ("20-35", Sort::Range),
            ("555 to 1234", Sort::Range),
            ("9-5", Sort::Text),
            ("0.5-2", Sort::Range),
            ("203.0.113.9", Sort::Text),
            ("4120 in the EU", Sort::Text),
            ("none", Sort::Text),
            ("SSH to db-7", Sort::Text),
            ("-", Sort::Text),
            ("1..", Sort::Text),
            ("", Sort::Text),
        ] {
            assert_eq!(Sort::of(value), sort, "{value}");
        }
    }
}
