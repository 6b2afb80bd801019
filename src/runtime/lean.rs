//! A terminal backend that sends what changed and nothing else, because SSH carries every byte.
//!
//! Separate from the stock backend since that one is where the bytes go: it ends every frame with
//! a reset even when nothing changed, writes blanks one by one and addresses every gap absolutely.
//! Here a frame is one `write` of the shortest moves and style changes, and a frame that changes
//! nothing is no write at all. What must stay true: after any two frames a terminal shows the same
//! cells as with the stock backend (a property test), and nothing here ever asks the terminal a
//! question, since an answer would arrive among the keys.
//!
//! Nothing is trusted that terminals disagree about: after a symbol of uncertain width the next
//! move is absolute, cells are erased only with the default background (not every terminal erases
//! with the current one), and a cell that no terminal would give one place becomes a blank.

mod look;
mod pen;
mod shadow;

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};

use look::Look;
use pen::Pen;
use shadow::Shadow;

/// What is taken as the size of a terminal that says it has none (0x0: a serial line, a bad PTY).
const UNKNOWN_SIZE: Size = Size { width: 80, height: 24 };

/// A frame no longer than this reaches the terminal in one piece anyway; the sixteen bytes of a
/// synchronised update would outweigh a typed character four times over.
const SMALL_FRAME: usize = 64;

/// A move costs three bytes or more: a gap of so many cells is rather written over.
const SHORT_GAP: u16 = 3;
/// A gap among blanks that are erased together costs nothing.
const LONG_GAP: u16 = 20;
/// More blanks than this are erased, not written.
const ERASED: u16 = 8;

const SYNC_BEGIN: &[u8] = b"\x1b[?2026h";
const SYNC_END: &[u8] = b"\x1b[?2026l";

/// The lean backend over any writer, usually the terminal's own descriptor.
pub struct Lean<W: Write> {
    out: W,
    pen: Pen,
    /// What the cells show, as far as that is certain.
    shadow: Shadow,
    /// Control sequences that neither move the cursor nor colour a cell, sent before the frame.
    control: Vec<u8>,
    shown: Option<bool>,
    size: Size,
}

/// Equal blank cells side by side, not yet sent.
#[derive(Clone, Copy)]
struct Blanks {
    x: u16,
    y: u16,
    count: u16,
    look: Look,
}

impl<W: Write> Lean<W> {
    /// A backend for a terminal of this size whose screen is blank and whose state is unknown.
    pub fn new(out: W, size: Size) -> Self {
        let (pen, shadow) = (Pen::default(), Shadow::default());
        let mut lean = Self { out, pen, shadow, control: Vec::new(), shown: None, size };
        lean.resize(size);
        lean.shadow.clear();
        lean
    }

    /// Takes the terminal's new size; the next draw of a `Terminal` above repaints everything.
    pub fn resize(&mut self, size: Size) {
        let unknown = size.width == 0 || size.height == 0;
        self.size = if unknown { UNKNOWN_SIZE } else { size };
        self.pen.resize(self.size);
        self.shadow.resize(self.size);
    }

    /// Queues a sequence that leaves cursor and style as they are, such as a window title. It must
    /// come from `text`'s sinks: nothing here looks at it again.
    pub fn queue_control(&mut self, sequence: &str) {
        self.control.extend_from_slice(sequence.as_bytes());
    }

    /// Forgets what the terminal was left with: somebody else has written to it since.
    pub fn forget(&mut self) {
        self.pen.forget();
        self.shadow.forget();
        self.shown = None;
    }

    fn put_blanks(&mut self, run: Blanks) {
        let Blanks { x, y, count, look } = run;
        self.pen.go(x, y);
        let erasable = look.erases();
        self.pen.blank_style(look);
        self.shadow.blanks(x, y, count, look);
        if erasable && x + count == self.size.width && count > 3 {
            self.pen.push(b"\x1b[K");
        } else if erasable && count > ERASED {
            self.pen.erase(count);
        } else {
            self.pen.spaces(count);
        }
    }

    fn put_symbol(&mut self, x: u16, y: u16, cell: &Cell, width: u16) {
        let look = Look::of(cell);
        self.write_over(x, y);
        self.pen.go(x, y);
        self.pen.style(look);
        self.pen.symbol(cell.symbol(), width);
        self.shadow.symbol(x, y, cell.symbol(), width, look);
    }

    /// Writes once more what stands between the cursor and a near place in its row, where that
    /// takes fewer bytes than a move.
    fn write_over(&mut self, x: u16, y: u16) {
        let Some((from, look)) = self.pen.in_row(y) else { return };
        if from < x
            && x - from <= SHORT_GAP
            && let Some(between) = self.shadow.between(from, x, y)
            && between
                .iter()
                .all(|(byte, known)| *known == look || (*byte == b' ' && known.same_blank(look)))
        {
            for (byte, _) in between {
                self.pen.symbol(char::from(byte).encode_utf8(&mut [0; 4]), 1);
            }
        }
    }

    /// Whether a run of blanks goes on to a blank at `x`, since there are only such between them.
    fn reaches(&self, run: Blanks, x: u16, y: u16, look: Look) -> bool {
        let end = run.x + run.count;
        if run.y != y || end > x || !run.look.same_blank(look) {
            return false;
        }
        let erased = look.erases() && x - run.x >= ERASED;
        let near = x - end <= if erased { LONG_GAP } else { SHORT_GAP };
        let blank = |(byte, known): (u8, Look)| byte == b' ' && known.same_blank(look);
        let between = || self.shadow.between(end, x, y);
        near && between().is_some_and(|cells| cells.into_iter().all(blank))
    }
}

/// How a cell is drawn: as a symbol so wide, or as a blank, because it is one or must become one.
fn symbol_width(cell: &Cell, room: u16) -> Option<u16> {
    let symbol = cell.symbol();
    if symbol == " " {
        return None;
    }
    if symbol.len() == 1 {
        return (!symbol.as_bytes()[0].is_ascii_control()).then_some(1);
    }
    let width = cell.cell_width();
    let hostile = symbol.chars().any(char::is_control);
    // Zero-width alone would stick to the cell before it; too wide for the row would wrap.
    (width > 0 && width <= room && !hostile).then_some(width)
}

impl<W: Write> Backend for Lean<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut run: Option<Blanks> = None;
        for (x, y, cell) in content {
            if x >= self.size.width || y >= self.size.height {
                continue;
            }
            if let Some(width) = symbol_width(cell, self.size.width - x) {
                if let Some(blanks) = run.take() {
                    self.put_blanks(blanks);
                }
                self.put_symbol(x, y, cell, width);
                continue;
            }
            let look = Look::of(cell);
            run = match run {
                Some(r) if self.reaches(r, x, y, look) => Some(Blanks { count: x + 1 - r.x, ..r }),
                earlier => {
                    if let Some(blanks) = earlier {
                        self.put_blanks(blanks);
                    }
                    Some(Blanks { x, y, count: 1, look })
                }
            };
        }
        if let Some(blanks) = run {
            self.put_blanks(blanks);
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.shown != Some(false) {
            self.pen.push(b"\x1b[?25l");
            self.shown = Some(false);
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.shown != Some(true) {
            self.pen.push(b"\x1b[?25h");
            self.shown = Some(true);
        }
        Ok(())
    }

    /// Where the cursor was put last: known here, so the terminal is never asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.pen.position().unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let p = position.into();
        let (x, y) = (p.x.min(self.size.width - 1), p.y.min(self.size.height - 1));
        self.pen.go(x, y);
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.pen.plain();
        if clear_type == ClearType::All {
            self.shadow.clear();
        } else {
            self.shadow.forget();
        }
        self.pen.push(match clear_type {
            ClearType::All => b"\x1b[2J".as_slice(),
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        });
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    /// Sends the frame in one `write`, or does nothing when there is nothing to send. A frame that
    /// could not be sent is lost, and the caller must repaint.
    fn flush(&mut self) -> io::Result<()> {
        let mut frame = std::mem::take(&mut self.control);
        let drawn = self.pen.take();
        if drawn.len() > SMALL_FRAME {
            frame.extend_from_slice(SYNC_BEGIN);
            frame.extend_from_slice(&drawn);
            frame.extend_from_slice(SYNC_END);
        } else {
            frame.extend_from_slice(&drawn);
        }
        self.pen.give_back(drawn);
        if frame.is_empty() {
            return Ok(());
        }
        self.out.write_all(&frame)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
