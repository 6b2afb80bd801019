//! Where each entry stands among the lines. Apart from the timeline, because it is kept small: a
//! console and its worker hold one each, for a hundred thousand entries, so it has the numbers of
//! lines alone, and a name is read where the line has it. What must stay true: no line's entry ever
//! changes its name.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::HashTable;

use super::Line;
use crate::domain::ids::EntryId;

/// Numbers of lines, found by the names of their entries.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    numbers: HashTable<u32>,
    state: RandomState,
}

impl Index {
    /// The number of an entry's line; the first, where two lines have one name.
    pub(super) fn find(&self, entry: &EntryId, lines: &[Arc<Line>]) -> Option<u32> {
        let hash = self.state.hash_one(entry);
        self.numbers.find(hash, |number| name(lines, *number) == Some(entry)).copied()
    }

    /// Puts a line in that stands among the lines by now; nothing where it is no entry, or its name
    /// is taken.
    pub(super) fn insert(&mut self, number: u32, lines: &[Arc<Line>]) {
        let Some(entry) = name(lines, number) else { return };
        let Self { numbers, state } = self;
        let hash = |number: u32| name(lines, number).map_or(0, |entry| state.hash_one(entry));
        let same = |there: &u32| name(lines, *there) == Some(entry);
        numbers.entry(state.hash_one(entry), same, |there| hash(*there)).or_insert(number);
    }
}

fn name(lines: &[Arc<Line>], number: u32) -> Option<&EntryId> {
    Some(&lines.get(number as usize)?.entry()?.now.entry)
}
