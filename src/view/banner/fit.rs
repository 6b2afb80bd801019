//! Which words each part of a line has: fewer, step by step, until all fit; then as many again as
//! there is room for. Apart from the cells, because it is the whole of the arithmetic.
//!
//! What must stay true: no room is left that a part given up before could use, and the last part
//! of a line is never given up.

use crate::console::banner::{Part, Tone};
use crate::text::{self, Set};

/// A line whose parts fit, those that are left out among them with no text.
#[derive(Debug)]
pub(super) struct Line {
    parts: Vec<Part>,
    /// What each part says whole.
    whole: Vec<Part>,
}

/// A part said in fewer words.
struct Step {
    place: usize,
    rank: u8,
    longer: String,
}

impl Line {
    /// Fits parts into so many cells, so many blanks between them.
    pub(super) fn fitted(parts: Vec<Part>, room: usize, gap: usize) -> Self {
        let mut line = Self { whole: parts.clone(), parts };
        let mut steps = Vec::new();
        while line.width(gap) > room {
            let Some(step) = line.give_up() else { break };
            steps.push(step);
        }
        line.give_back(steps, room, gap);
        let over = line.width(gap).saturating_sub(room);
        let last = line.parts.iter_mut().find(|part| !part.text.is_empty());
        if let Some(last) = last.filter(|_| over > 0) {
            // A name that is wider than the screen.
            last.text = text::brief(&last.text, room, Set::Ascii).into_owned();
        }
        line
    }

    /// The parts that are shown.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| !part.text.is_empty())
    }

    /// The parts, whole, that must not be overlooked and are not shown.
    pub(super) fn left_out(&self) -> Vec<Part> {
        let pairs = self.parts.iter().zip(&self.whole);
        let out = pairs.filter(|(part, _)| part.counts && part.text.is_empty());
        out.map(|(_, whole)| whole.clone()).collect()
    }

    /// The names, whole, that are not shown: who leads, what the room is.
    pub(super) fn missing_names(&self) -> impl Iterator<Item = &Part> {
        let pairs = self.parts.iter().zip(&self.whole);
        let named = pairs.filter(|(part, whole)| part.text.is_empty() && whole.tone == Tone::Title);
        named.map(|(_, whole)| whole)
    }

    /// Cells from the first part to the end of the last, with so many blanks between them.
    pub(super) fn width(&self, gap: usize) -> usize {
        let cells: usize = self.shown().map(|part| text::width(&part.text) + gap).sum();
        cells.saturating_sub(gap)
    }

    /// Takes the next step of all, if there is one.
    fn give_up(&mut self) -> Option<Step> {
        let many = self.shown().count();
        let next = |part: &Part| match part.shorter.last() {
            Some((_, none)) if none.is_empty() && many <= 1 => None,
            step => step.map(|(rank, _)| *rank),
        };
        let ranks = self.parts.iter().enumerate().filter_map(|(at, part)| Some((next(part)?, at)));
        let (rank, place) = ranks.max()?;
        let part = &mut self.parts[place];
        let (_, shorter) = part.shorter.pop()?;
        Some(Step { place, rank, longer: std::mem::replace(&mut part.text, shorter) })
    }

    /// Takes steps back for which there turned out to be room, those given up last first.
    fn give_back(&mut self, steps: Vec<Step>, room: usize, gap: usize) {
        let mut settled = vec![false; self.parts.len()];
        for step in steps.into_iter().rev() {
            if settled[step.place] {
                continue;
            }
            let shorter = std::mem::replace(&mut self.parts[step.place].text, step.longer);
            if self.width(gap) <= room {
                self.parts[step.place].shorter.push((step.rank, shorter));
            } else {
                self.parts[step.place].text = shorter;
                settled[step.place] = true;
            }
        }
    }
}
