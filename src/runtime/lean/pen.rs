//! The cursor and the style that a terminal has now, and the shortest way to the next ones.
//!
//! Apart from the backend because it knows sequences and no frames. What must stay true: `at` and
//! `look` are what the terminal really has, or `None` when that is not certain.

use std::io::Write;

use ratatui::buffer::CellWidth;
use ratatui::layout::{Position, Size};

use super::look::{self, Look, PLAIN};

/// What has been written for this frame, and where it leaves the terminal.
pub(super) struct Pen {
    buf: Vec<u8>,
    /// The cursor; `x` is the width itself when the last column has just been written, which
    /// leaves a terminal between that column and the next row.
    at: Option<(u16, u16)>,
    look: Option<Look>,
    size: Size,
}

impl Default for Pen {
    fn default() -> Self {
        Self { buf: Vec::new(), at: None, look: None, size: Size::ZERO }
    }
}

impl Pen {
    pub(super) fn resize(&mut self, size: Size) {
        self.size = size;
        self.at = None;
    }

    pub(super) fn forget(&mut self) {
        self.at = None;
        self.look = None;
    }

    pub(super) fn position(&self) -> Option<Position> {
        self.at.map(|(x, y)| Position::new(x.min(self.size.width.saturating_sub(1)), y))
    }

    /// The column of the cursor in this row, and the style, where both are certain.
    pub(super) fn in_row(&self, y: u16) -> Option<(u16, Look)> {
        let (x, at) = self.at?;
        (at == y && x < self.size.width).then_some((x, self.look?))
    }

    /// The bytes of this frame; `give_back` returns the allocation.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.buf)
    }

    pub(super) fn give_back(&mut self, mut buf: Vec<u8>) {
        buf.clear();
        self.buf = buf;
    }

    /// Bytes that move nothing and colour nothing.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buf.extend_from_slice(bytes);
    }

    /// Writes a symbol that takes so many columns.
    pub(super) fn symbol(&mut self, symbol: &str, width: u16) {
        self.push(symbol.as_bytes());
        self.at = match self.at {
            Some((x, y)) if certain(symbol) => Some((x + width, y)),
            _ => None,
        };
    }

    /// Writes blanks one by one.
    pub(super) fn spaces(&mut self, count: u16) {
        self.buf.extend(std::iter::repeat_n(b' ', usize::from(count)));
        self.at = self.at.map(|(x, y)| (x + count, y));
    }

    /// Blanks so many cells from the cursor on, which stays.
    pub(super) fn erase(&mut self, count: u16) {
        self.sequence(count, b'X');
    }

    fn sequence(&mut self, count: u16, end: u8) {
        if count == 1 {
            self.buf.extend_from_slice(&[0x1b, b'[', end]);
        } else {
            // Writing into a Vec cannot fail.
            let _ = write!(self.buf, "\x1b[{count}{}", char::from(end));
        }
    }

    /// Moves the cursor by the shortest way that holds on every terminal.
    pub(super) fn go(&mut self, x: u16, y: u16) {
        if self.at == Some((x, y)) {
            return;
        }
        match self.at {
            Some((px, py)) if py == y && px < self.size.width => self.go_along(px, x),
            Some((px, py)) if px == x && y == py + 1 => self.buf.push(b'\n'),
            Some((px, py)) if px == x && y + 1 == py => self.push(b"\x1b[A"),
            Some((px, py)) if px == x + 1 && y == py + 1 && px < self.size.width => {
                self.push(b"\x08\n");
            }
            Some((_, py)) if x == 0 && y == py + 1 => self.push(b"\r\n"),
            Some((_, py)) if x == 0 && y == py => self.buf.push(b'\r'),
            Some((_, py)) if y == py => self.sequence(x + 1, b'G'),
            _ => self.go_absolutely(x, y),
        }
        self.at = Some((x, y));
    }

    fn go_along(&mut self, from: u16, to: u16) {
        if to == 0 {
            self.buf.push(b'\r');
        } else if to > from {
            self.sequence(to - from, b'C');
        } else if from - to < 4 {
            self.buf.extend(std::iter::repeat_n(8u8, usize::from(from - to)));
        } else {
            self.sequence(from - to, b'D');
        }
    }

    fn go_absolutely(&mut self, x: u16, y: u16) {
        let _ = match (x, y) {
            (0, 0) => write!(self.buf, "\x1b[H"),
            (0, y) => write!(self.buf, "\x1b[{}H", y + 1),
            (x, y) => write!(self.buf, "\x1b[{};{}H", y + 1, x + 1),
        };
    }

    /// Ends every style.
    pub(super) fn plain(&mut self) {
        self.style(PLAIN);
    }

    /// Sets what shows on blanks of this look, and leaves the rest as it is.
    pub(super) fn blank_style(&mut self, look: Look) {
        let same = self.look.is_some_and(|now| now.same_blank(look));
        if !same {
            self.style(look.as_blank(self.look));
        }
    }

    /// Changes the style.
    pub(super) fn style(&mut self, new: Look) {
        if self.look != Some(new) {
            look::change(&mut self.buf, self.look, new);
            self.look = Some(new);
        }
    }
}

/// Whether terminals agree how many columns a symbol takes: one character that is old, plain
/// text, not an emoji, a sequence, or a mark.
fn certain(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return false;
    };
    match u32::from(c) {
        ..0x300 | 0x370..0x483 | 0x48a..0x530 => true,
        0x2010..0x2c00 => symbol.cell_width() == 1,
        0x2e80..0xa4d0 | 0xac00..0xd7a4 | 0xf900..0xfb00 | 0xff01..0xff61 => {
            symbol.cell_width() == 2
        }
        _ => false,
    }
}
