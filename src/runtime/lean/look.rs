//! What a cell looks like apart from its symbol, and the sequence from one look to another.
//!
//! Apart from the pen because this is SGR and nothing else. What must stay true: whatever the look
//! before, the sequence leaves the terminal with exactly the look after.

use std::io::Write;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Everything about a cell but its symbol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Look {
    fg: Color,
    bg: Color,
    line: Color,
    modifier: Modifier,
}

/// The look of a terminal after a reset.
pub(super) const PLAIN: Look =
    Look { fg: Color::Reset, bg: Color::Reset, line: Color::Reset, modifier: Modifier::empty() };

/// Modifiers that show, or may show, on a blank.
const SHOWS_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::HIDDEN);

/// Each modifier with the parameter that sets it and the one that ends it.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Look {
    pub(super) fn of(cell: &Cell) -> Self {
        let line = cell.underline_color;
        Self { fg: cell.fg, bg: cell.bg, line, modifier: cell.modifier }
    }

    /// Whether blanks of this look are what erasing leaves behind on every terminal.
    pub(super) fn erases(self) -> bool {
        self.bg == Color::Reset && !self.modifier.intersects(SHOWS_ON_BLANK)
    }

    /// Whether blanks of both looks are the same to the eye.
    pub(super) fn same_blank(self, other: Self) -> bool {
        let shows = (self.modifier | other.modifier).intersects(SHOWS_ON_BLANK);
        self == other || (self.bg == other.bg && !shows)
    }

    /// The look that is shortest to reach and the same on blanks.
    pub(super) fn as_blank(self, now: Option<Self>) -> Self {
        match now {
            _ if self.erases() => PLAIN,
            Some(now) if !self.modifier.intersects(SHOWS_ON_BLANK) => {
                Self { bg: self.bg, modifier: now.modifier - SHOWS_ON_BLANK, ..now }
            }
            _ => self,
        }
    }
}

/// Appends the shorter of two ways to `new`: a step from what there is, if that is known, and a
/// fresh start.
pub(super) fn change(buf: &mut Vec<u8>, old: Option<Look>, new: Look) {
    let start = buf.len();
    let Some(old) = old else {
        return fresh(buf, new);
    };
    step(buf, old, new);
    let middle = buf.len();
    fresh(buf, new);
    if middle - start <= buf.len() - middle {
        buf.truncate(middle);
    } else {
        buf.drain(start..middle);
    }
}

fn fresh(buf: &mut Vec<u8>, new: Look) {
    let start = buf.len();
    buf.extend_from_slice(b"\x1b[0");
    let first = buf.len();
    turn(buf, PLAIN, new);
    if buf.len() == first {
        buf.truncate(start);
        buf.extend_from_slice(b"\x1b[m");
    } else {
        buf.push(b'm');
    }
    underline(buf, PLAIN.line, new.line);
}

fn step(buf: &mut Vec<u8>, old: Look, new: Look) {
    let start = buf.len();
    turn(buf, old, new);
    if buf.len() > start {
        // `turn` leads every parameter with a semicolon: the first becomes the introducer.
        buf.splice(start..=start, *b"\x1b[");
        buf.push(b'm');
    }
    underline(buf, old.line, new.line);
}

/// The parameters from one look to another, each led by a semicolon.
fn turn(buf: &mut Vec<u8>, old: Look, new: Look) {
    let mut have = old.modifier;
    for (modifier, _, off) in MODIFIERS {
        if have.contains(modifier) && !new.modifier.contains(modifier) {
            parameter(buf, off);
            // One parameter ends bold and dim, one ends both ways of blinking.
            for (other, _, same) in MODIFIERS {
                if same == off {
                    have.remove(other);
                }
            }
        }
    }
    for (modifier, on, _) in MODIFIERS {
        if new.modifier.contains(modifier) && !have.contains(modifier) {
            parameter(buf, on);
        }
    }
    if new.fg != old.fg {
        color(buf, new.fg, 30);
    }
    if new.bg != old.bg {
        color(buf, new.bg, 40);
    }
}

fn parameter(buf: &mut Vec<u8>, number: u8) {
    // Writing into a Vec cannot fail.
    let _ = write!(buf, ";{number}");
}

fn color(buf: &mut Vec<u8>, color: Color, base: u8) {
    let number = match color {
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => base + 60,
        Color::LightRed => base + 61,
        Color::LightGreen => base + 62,
        Color::LightYellow => base + 63,
        Color::LightBlue => base + 64,
        Color::LightMagenta => base + 65,
        Color::LightCyan => base + 66,
        Color::White => base + 67,
        Color::Indexed(i) => {
            let _ = write!(buf, ";{};5;{i}", base + 8);
            return;
        }
        Color::Rgb(r, g, b) => {
            let _ = write!(buf, ";{};2;{r};{g};{b}", base + 8);
            return;
        }
    };
    parameter(buf, number);
}

/// The colour of the underline, in a sequence of its own and with colons, so that a terminal
/// without it drops this and nothing else (semicolons would be read as blinking or struck out).
fn underline(buf: &mut Vec<u8>, old: Color, new: Color) {
    if old == new {
        return;
    }
    let index = match new {
        Color::Reset => {
            buf.extend_from_slice(b"\x1b[59m");
            return;
        }
        Color::Rgb(r, g, b) => {
            let _ = write!(buf, "\x1b[58:2::{r}:{g}:{b}m");
            return;
        }
        Color::Indexed(i) => i,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    let _ = write!(buf, "\x1b[58:5:{index}m");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(fg: Color, modifier: Modifier) -> Look {
        Look { fg, modifier, ..PLAIN }
    }

    #[track_caller]
    fn check(old: Option<Look>, new: Look, sent: &str) {
        let mut buf = Vec::new();
        change(&mut buf, old, new);
        assert_eq!(String::from_utf8_lossy(&buf), sent);
    }

    #[test]
    fn the_shorter_way_is_taken() {
        let red = look(Color::Red, Modifier::empty());
        let loud = look(Color::Red, Modifier::BOLD | Modifier::UNDERLINED);
        check(None, PLAIN, "\x1b[m");
        check(None, red, "\x1b[0;31m");
        check(Some(PLAIN), red, "\x1b[31m");
        check(Some(red), PLAIN, "\x1b[m");
        check(Some(red), loud, "\x1b[1;4m");
        check(Some(loud), red, "\x1b[0;31m");
        check(Some(red), red, "");
    }

    #[test]
    fn what_one_parameter_ends_together_is_begun_again() {
        let both = look(Color::Indexed(200), Modifier::BOLD | Modifier::DIM | Modifier::ITALIC);
        let bold = look(Color::Indexed(200), Modifier::BOLD | Modifier::ITALIC);
        check(Some(both), bold, "\x1b[22;1m");
    }

    #[test]
    fn the_underline_has_a_colour_of_its_own() {
        let lined = Look { line: Color::Rgb(1, 2, 3), modifier: Modifier::UNDERLINED, ..PLAIN };
        let red = Look { line: Color::Red, ..lined };
        check(Some(PLAIN), lined, "\x1b[4m\x1b[58:2::1:2:3m");
        check(Some(lined), red, "\x1b[58:5:1m");
        check(Some(red), PLAIN, "\x1b[m");
        check(Some(red), look(Color::Reset, Modifier::UNDERLINED), "\x1b[59m");
    }
}
