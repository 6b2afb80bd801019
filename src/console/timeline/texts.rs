//! What a filter for words looks through: the lines' texts in lower case, one after the
//! other. Apart from the filter, because a letter that is typed must not wander through a hundred
//! thousand lines that lie all over memory. It is gathered when a filter is begun and given back
//! when it is done. What must stay true: it holds nothing that the shield hides.

use chrono::NaiveDate;
use chrono_tz::Tz;
use memchr::memmem::Finder;

use super::filter::{self, AutoLines};
use super::sight::Sight;
use crate::console::literal::Literal;

/// The texts, in the order of what happened.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    of: Option<Of>,
    lower: String,
    /// The row of each line, and where its text ends.
    lines: Vec<(u64, usize)>,
}

/// What they were gathered from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Of {
    head: u64,
    auto: AutoLines,
    shielded: bool,
    /// Clock times are part of what a line reads.
    zone: Tz,
    today: NaiveDate,
}

impl Texts {
    /// Gathers them, unless they are there as they stand on the record now.
    pub(super) fn gather(&mut self, sight: Sight<'_>, auto: AutoLines) {
        let Sight { incident, zone, shielded, .. } = sight;
        let of = Of { head: incident.head, auto, shielded, zone, today: sight.today() };
        if self.of == Some(of) {
            return;
        }
        (self.of, self.lower, self.lines) = (Some(of), String::new(), Vec::new());
        self.lines.reserve_exact(incident.timeline.len());
        for line in incident.timeline.iter() {
            if filter::hides(line, auto) {
                continue;
            }
            let Some(text) = sight.searched(line) else { continue };
            if text.is_ascii() {
                let start = self.lower.len();
                self.lower.push_str(&text);
                self.lower[start..].make_ascii_lowercase();
            } else {
                self.lower.push_str(&text.to_lowercase());
            }
            self.lines.push((line.seq, self.lower.len()));
        }
    }

    /// Whether they take any memory.
    pub(super) const fn are_gathered(&self) -> bool {
        self.of.is_some()
    }

    /// The rows of the lines in whose texts all of these stand, and that fit besides.
    pub(super) fn with(&self, exact: &[Literal], mut fits: impl FnMut(&str) -> bool) -> Vec<u64> {
        let (mut found, mut start) = (Vec::new(), 0);
        let Some((first, others)) = exact.split_first() else {
            for (row, end) in &self.lines {
                if fits(&self.lower[start..*end]) {
                    found.push(*row);
                }
                start = *end;
            }
            return found;
        };
        let (finder, length) = (Finder::new(first.lower()), first.lower().len());
        let bytes = self.lower.as_bytes();
        let (mut from, mut line) = (0, 0);
        while let Some(at) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
            let at = from + at;
            while self.lines[line].1 <= at {
                start = self.lines[line].1;
                line += 1;
            }
            let (row, end) = self.lines[line];
            if at + length > end {
                // It begins in one line and ends in the next.
                from = at + 1;
                continue;
            }
            let text = &self.lower[start..end];
            if others.iter().all(|other| text.contains(other.lower())) && fits(text) {
                found.push(row);
            }
            from = end;
        }
        found
    }
}
