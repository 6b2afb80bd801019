//! Where each entry stands among the lines. Apart from the timeline, because it is kept small: a
//! console and its worker hold one each, for a hundred thousand entries, so it has the numbers of
//! lines alone, and a name is read where the line has it. What must stay true: no line's entry ever
//! changes its name, and none goes.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;

use super::Line;
use crate::domain::ids::EntryId;

/// A place where no number stands.
const FREE: u32 = u32::MAX;
/// So many places there are at least.
const FEWEST: usize = 16;

/// Numbers of lines, found by the names of their entries: each stands at the first place that was
/// free from the one on that its name leads to.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// A power of two of them, or none; a quarter at least is free.
    places: Vec<u32>,
    taken: usize,
    state: RandomState,
}

impl Index {
    /// The number of an entry's line; the first, where two lines have one name.
    pub(super) fn find(&self, entry: &EntryId, lines: &[Arc<Line>]) -> Option<u32> {
        let number = *self.places.get(self.place(entry, lines)?)?;
        (number != FREE).then_some(number)
    }

    /// Puts a line in that stands among the lines by now; nothing where it is no entry, or its name
    /// is taken.
    pub(super) fn insert(&mut self, number: u32, lines: &[Arc<Line>]) {
        let Some(entry) = name(lines, number) else { return };
        if (self.taken + 1) * 4 > self.places.len() * 3 {
            let more = vec![FREE; (self.places.len() * 2).max(FEWEST)];
            for number in std::mem::replace(&mut self.places, more) {
                if let Some(entry) = name(lines, number) {
                    self.put(entry, number, lines);
                }
            }
        }
        self.taken += usize::from(self.put(entry, number, lines));
    }

    /// Puts a number where its name leads to; says whether that name was not there.
    fn put(&mut self, entry: &EntryId, number: u32, lines: &[Arc<Line>]) -> bool {
        let place = self.place(entry, lines);
        match place.and_then(|place| self.places.get_mut(place)) {
            Some(free) if *free == FREE => {
                *free = number;
                true
            }
            Some(_) | None => false,
        }
    }

    /// Where a name stands, or else would; nothing where there are no places.
    fn place(&self, entry: &EntryId, lines: &[Arc<Line>]) -> Option<usize> {
        let last = self.places.len().checked_sub(1)?;
        // Only the low bits count.
        let from = usize::try_from(self.state.hash_one(entry) & last as u64).ok()?;
        (from..=last).chain(0..from).find(|place| {
            self.places[*place] == FREE || name(lines, self.places[*place]) == Some(entry)
        })
    }
}

fn name(lines: &[Arc<Line>], number: u32) -> Option<&EntryId> {
    Some(&lines.get(number as usize)?.entry()?.now.entry)
}
