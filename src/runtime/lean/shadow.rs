//! What was last written into each cell. Apart from the pen because it is memory and no sequences:
//! with it a short gap between two changes is written over instead of jumped, which is shorter.
//! What must stay true: a cell that is known here shows exactly that on every terminal; of what
//! terminals disagree about nothing is known.

use ratatui::layout::Size;

use super::look::{Look, PLAIN};

/// The plain characters on the screen, each with its look.
#[derive(Default)]
pub(super) struct Shadow {
    width: u16,
    cells: Vec<Option<(u8, Look)>>,
}

impl Shadow {
    /// Knows nothing of a screen of this size.
    pub(super) fn resize(&mut self, size: Size) {
        self.width = size.width;
        self.cells.clear();
        self.cells.resize(usize::from(size.width) * usize::from(size.height), None);
    }

    /// The whole screen was cleared.
    pub(super) fn clear(&mut self) {
        self.cells.fill(Some((b' ', PLAIN)));
    }

    /// Knows nothing any more.
    pub(super) fn forget(&mut self) {
        self.cells.fill(None);
    }

    /// A symbol was written that takes so many columns.
    pub(super) fn symbol(&mut self, x: u16, y: u16, symbol: &str, width: u16, look: Look) {
        let plain = match symbol.as_bytes() {
            [byte] if byte.is_ascii_graphic() => Some((*byte, look)),
            _ => None,
        };
        if plain.is_some() {
            self.put(x, y, 1, plain);
        } else {
            // Where terminals count its columns differently, its neighbours are what they are not.
            self.put(x.saturating_sub(1), y, width + 3, None);
        }
    }

    /// Blanks were written.
    pub(super) fn blanks(&mut self, x: u16, y: u16, count: u16, look: Look) {
        self.put(x, y, count, Some((b' ', look)));
    }

    fn put(&mut self, x: u16, y: u16, count: u16, what: Option<(u8, Look)>) {
        let end = x.saturating_add(count).min(self.width);
        let row = usize::from(y) * usize::from(self.width);
        if let Some(cells) = self.cells.get_mut(row + usize::from(x)..row + usize::from(end)) {
            cells.fill(what);
        }
    }

    /// What stands from column `x` to before column `end`, where all of it is known.
    pub(super) fn between(&self, x: u16, end: u16, y: u16) -> Option<Vec<(u8, Look)>> {
        let row = usize::from(y) * usize::from(self.width);
        let cells = self.cells.get(row + usize::from(x)..row + usize::from(end))?;
        cells.iter().copied().collect()
    }
}
