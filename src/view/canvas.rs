//! The one way to put cells on the screen: text is made safe, styled by role and cut to its place
//! here, so that no pane can forget it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::console::layout::Area;
use crate::console::model::{Model, Theme};
use crate::text::{self, Set};

use super::theme::{self, Role};

/// A buffer with everything that drawing needs to know of this console.
#[derive(Debug)]
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    theme: Theme,
    /// What every cell has before anything is written: a painted background, where one is wished
    /// for.
    ground: Style,
    /// Which marks the terminal can draw.
    pub set: Set,
    /// Where the real cursor goes.
    pub cursor: Option<Position>,
}

impl<'a> Canvas<'a> {
    /// A canvas for this console's settings.
    pub fn new(model: &Model, buffer: &'a mut Buffer) -> Self {
        let set = if model.settings.ascii { Set::Ascii } else { Set::Unicode };
        let theme = model.settings.theme;
        let ground = if model.settings.painted { theme::ground(theme) } else { Style::new() };
        buffer.set_style(buffer.area, ground);
        Self { buffer, theme, ground, set, cursor: None }
    }

    /// Writes one line of text at a place of an area, cut at the area's edge; gives the column
    /// after it, counted from the area's left edge. Text from outside may be given as it came.
    pub fn text(&mut self, area: Area, column: u16, row: u16, text: &str, role: Role) -> u16 {
        if row >= area.height || column >= area.width {
            return column;
        }
        let room = area.width - column;
        let safe = text::cells_in(text, self.set);
        let cut = text::brief(&safe, usize::from(room), self.set);
        let (x, y) = (area.x + column, area.y + row);
        if !self.buffer.area.contains(Position::new(x, y)) {
            return column;
        }
        let style = theme::style(self.theme, role);
        put(self.buffer, (x, y), &cut, room, style).saturating_sub(area.x)
    }

    /// Writes text that ends at the right edge of an area.
    pub fn text_right(&mut self, area: Area, row: u16, text: &str, role: Role) {
        let safe = text::cells_in(text, self.set);
        let width = u16::try_from(text::width(&safe)).unwrap_or(u16::MAX).min(area.width);
        self.text(area, area.width - width, row, &safe, role);
    }

    /// Writes several pieces after each other; gives the column after the last.
    pub fn pieces(&mut self, area: Area, column: u16, row: u16, pieces: &[(&str, Role)]) -> u16 {
        pieces.iter().fold(column, |column, (text, role)| self.text(area, column, row, text, *role))
    }

    /// Writes the marker of the selection; where the pane has the keys, the real cursor goes there
    /// too.
    pub fn marker(&mut self, area: Area, row: u16, has_keys: bool) {
        let role = if has_keys { Role::Focused } else { Role::Faint };
        self.text(area, 0, row, ">", role);
        if has_keys && row < area.height {
            self.cursor = Some(Position::new(area.x, area.y + row));
        }
    }

    /// The style of a role here.
    pub const fn style(&self, role: Role) -> ratatui::style::Style {
        theme::style(self.theme, role)
    }

    /// Lets a widget draw into an area. What it draws must be safe already.
    pub fn paint(&mut self, area: Area, paint: impl FnOnce(Rect, &mut Buffer)) {
        let area = Rect::new(area.x, area.y, area.width, area.height);
        paint(area.intersection(self.buffer.area), self.buffer);
    }

    /// Blanks an area.
    pub fn clear(&mut self, area: Area) {
        let area =
            Rect::new(area.x, area.y, area.width, area.height).intersection(self.buffer.area);
        for position in area.positions() {
            self.buffer[position].reset();
            self.buffer[position].set_style(self.ground);
        }
    }

    /// Draws a frame with a title, bold where it has the keys.
    pub fn frame(&mut self, area: Area, title: &str, has_keys: bool) {
        if area.width < 2 || area.height < 2 {
            return;
        }
        let signs = match (self.set, has_keys) {
            (Set::Ascii, _) => ["+", "-", "+", "|", "+", "+"],
            (Set::Unicode, false) => ["┌", "─", "┐", "│", "└", "┘"],
            (Set::Unicode, true) => ["┏", "━", "┓", "┃", "┗", "┛"],
        };
        let [upper_left, flat, upper_right, side, lower_left, lower_right] = signs;
        let role = if has_keys { Role::Focused } else { Role::Faint };
        let across = flat.repeat(usize::from(area.width - 2));
        self.text(area, 0, 0, &format!("{upper_left}{across}{upper_right}"), role);
        for row in 1..area.height - 1 {
            self.text(area, 0, row, side, role);
            self.text(area, area.width - 1, row, side, role);
        }
        self.text(area, 0, area.height - 1, &format!("{lower_left}{across}{lower_right}"), role);
        let inside = Area { x: area.x + 1, width: area.width - 2, height: 1, ..area };
        if !title.is_empty() {
            let role = if has_keys { Role::Focused } else { Role::Title };
            self.text(inside, 0, 0, &format!(" {title} "), role);
        }
    }
}

/// Writes what is safe and cut already; gives the column after it. Nearly every line of a frame is
/// made of characters that take one cell each and never join: those need no search for clusters,
/// which is the dearest part of a frame.
fn put(buffer: &mut Buffer, (x, y): (u16, u16), cut: &str, room: u16, style: Style) -> u16 {
    if !cut.chars().all(is_one_cell) {
        return buffer.set_stringn(x, y, cut, usize::from(room), style).0;
    }
    let edge = buffer.area.right().min(x.saturating_add(room));
    let mut end = x;
    for (column, one) in (x..edge).zip(cut.chars()) {
        buffer[(column, y)].set_char(one).set_style(style);
        end = column + 1;
    }
    end
}

/// Whether a character is one cell wide whatever stands beside it: printable ASCII, the lines of
/// frames, and marks that this console draws itself.
const fn is_one_cell(one: char) -> bool {
    matches!(one, ' '..='~' | '─'..='╿' | '…' | '·' | '•')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lines_are_put_as_the_library_puts_them() {
        let area = Rect::new(0, 0, 12, 2);
        let style = theme::style(Theme::Dark, Role::Focused);
        for text in ["", "plain", "─┐ · … •", "exactly twelv", "e\u{301} joins", "宽 wide", "-"]
        {
            for (room, x) in [(0, 0), (1, 0), (5, 7), (12, 0), (40, 0), (40, 11)] {
                let (mut ours, mut theirs) = (Buffer::empty(area), Buffer::empty(area));
                let end = put(&mut ours, (x, 1), text, room, style);
                let (expected, _) = theirs.set_stringn(x, 1, text, usize::from(room), style);
                assert_eq!((end, &ours), (expected, &theirs), "{text:?} at {x} in {room}");
            }
        }
    }
}
