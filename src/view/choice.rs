//! The dialog that lists: a search line where somebody searches, then the rows to choose from.
//!
//! Apart from the other dialogs, because its rows have a layout of their own. What must stay true:
//! the row that would be chosen is whole wherever it fits on the screen; what is beside the point
//! never takes the room of what one chooses by.

use crate::console::layout::{self, Area};
use crate::console::overlay::{Asks, Choice, ChoiceRow};
use crate::console::typist::Ask;
use crate::text;

use super::canvas::Canvas;
use super::dialog::{self, field};
use super::list::{List, Placed, text_rows};
use super::theme::Role;

/// From so many cells on label and note stand in two columns where they do not fit side by side.
const COLUMNS: usize = 48;

/// How the notes stand to their labels.
#[derive(Debug, Clone, Copy)]
enum Notes {
    /// At the right edge, short ones.
    Right,
    /// In a column of their own, from this cell on.
    Column(usize),
    /// Below their label.
    Below,
}

/// All rows of a dialog, ready to be laid out.
struct Rows {
    /// Label and note, safe for cells.
    words: Vec<(String, String)>,
    notes: Notes,
    /// Cells for a row.
    width: usize,
}

impl Rows {
    fn new(rows: &[ChoiceRow], width: usize, set: text::Set) -> Self {
        let cells = |words: &str| text::cells_in(words, set).into_owned();
        let words: Vec<(String, String)> =
            rows.iter().map(|row| (cells(&row.label), cells(&row.note))).collect();
        let side_by_side = |(label, note): &(String, String)| {
            note.is_empty() || text::width(label) + 2 + text::width(note) <= width
        };
        let widest = |of: fn(&(String, String)) -> &str| {
            words.iter().map(|row| text::width(of(row))).max().unwrap_or(0)
        };
        let notes = if words.iter().all(side_by_side) || widest(|row| &row.1) * 3 <= width {
            Notes::Right
        } else if width >= COLUMNS {
            Notes::Column(widest(|row| &row.0).min(width * 9 / 20) + 2)
        } else {
            Notes::Below
        };
        Self { words, notes, width }
    }

    /// Cells for the label, and for the note.
    fn room(&self, (_, note): &(String, String)) -> (usize, usize) {
        let beside = text::width(note);
        match self.notes {
            Notes::Right if beside == 0 => (self.width, 0),
            Notes::Right => (self.width.saturating_sub(beside + 2).max(1), beside),
            Notes::Column(at) => (at.saturating_sub(2).max(1), self.width.saturating_sub(at)),
            Notes::Below => (self.width.max(1), self.width.max(1)),
        }
    }

    /// Rows that one takes with all of its words.
    fn whole(&self, place: usize) -> usize {
        let Some(row) = self.words.get(place) else { return 1 };
        let (left, right) = self.room(row);
        let label = text::rows(&row.0, left);
        match self.notes {
            Notes::Right => label,
            _ if row.1.is_empty() => label,
            Notes::Column(_) => label.max(text::rows(&row.1, right.max(1))),
            Notes::Below if self.fits(row) => 1,
            Notes::Below => label + text::rows(&row.1, right),
        }
    }

    /// Whether label and note fit on one row.
    fn fits(&self, (label, note): &(String, String)) -> bool {
        text::width(label) + 2 + text::width(note) <= self.width
    }

    fn draw(&self, place: usize, at: Placed, area: Area, has_keys: bool, canvas: &mut Canvas<'_>) {
        let Some(row) = self.words.get(place) else { return };
        let (left, _) = self.room(row);
        let edge = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
        let role = if at.selected && has_keys { Role::Focused } else { Role::Text };
        let labels = Area { width: edge(left).min(area.width), ..area };
        match self.notes {
            Notes::Column(column) => {
                text_rows(&row.0, labels, 0, at, role, canvas);
                text_rows(&row.1, area, edge(column), at, Role::Faint, canvas);
            }
            Notes::Below if at.rows > 1 => {
                let label = edge(text::rows(&row.0, left)).min(at.rows);
                text_rows(&row.0, area, 0, Placed { rows: label, ..at }, role, canvas);
                if label < at.rows {
                    let rest = Placed { row: at.row + label, rows: at.rows - label, ..at };
                    text_rows(&row.1, area, 0, rest, Role::Faint, canvas);
                }
            }
            Notes::Below if !self.fits(row) => {
                canvas.text(area, 0, at.row, &row.0, role);
            }
            Notes::Right | Notes::Below => {
                text_rows(&row.0, labels, 0, at, role, canvas);
                canvas.text_right(area, at.row, &row.1, Role::Faint);
            }
        }
    }
}

/// Draws the dialog over the panes.
pub fn draw(choice: &Choice, room: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    let filter = choice.filter.text();
    let searching = choice.typing || !filter.is_empty();
    // Where letters are no keys, a line says so: it cannot be told from the list.
    let waits = choice.asks == Asks::Typist(Ask::Still) && !searching && room.height > 5;
    let width = usize::from(dialog::width(room)).saturating_sub(3);
    let said = said(choice, room, canvas);
    let extra = usize::from(searching || waits) + said.len();
    let rows = Rows::new(&choice.rows, width, canvas.set);
    let most = usize::from(room.height);
    let mut wanted = 0;
    for place in 0..choice.rows.len() {
        wanted += rows.whole(place);
        if wanted >= most {
            break;
        }
    }
    let long = said.iter().any(|(_, role)| *role == Role::Title);
    let title = if long { "" } else { choice.title.as_str() };
    let inside = dialog::place(room, wanted.max(1) + extra, canvas, title);
    let shifted = Area { x: inside.x + 2, width: inside.width.saturating_sub(2), ..inside };
    let mut top = 0;
    for (line, role) in said {
        canvas.text(shifted, 0, top, &line, role);
        top += 1;
    }
    if searching {
        let safe = text::cells_in(filter, canvas.set).into_owned();
        canvas.text(inside, 0, top, "/", Role::Faint);
        let before = text::cells_in(&filter[..choice.filter.cursor()], canvas.set).into_owned();
        field(canvas, shifted, top, &safe, &before, has_keys && choice.typing);
        taken(choice, text::width(&safe), (shifted, top), canvas);
        top += 1;
    } else if waits {
        let words = "Up and Down choose, Enter answers; all other keys wait for the answer";
        canvas.text(shifted, 0, top, words, Role::Faint);
        top += 1;
    }
    let body = Area { y: inside.y + top, height: inside.height.saturating_sub(top), ..inside };
    let labels = Area { x: body.x + 2, width: body.width.saturating_sub(3), ..body };
    let ids = choice.ids();
    let list = List {
        things: &ids,
        known: ids.len(),
        selection: &choice.selection,
        here: true,
        zoomed: false,
        height: body.height,
    };
    let at = |place: usize| choice.shown.get(place).copied();
    if ids.is_empty() && !choice.free {
        canvas.text(labels, 0, 0, "Nothing has these words.", Role::Faint);
    }
    for one in list.lay(|place| at(place).map_or(1, |row| rows.whole(row))) {
        if one.selected && !choice.takes_typed() {
            canvas.marker(body, one.row, has_keys && !choice.typing);
        }
        if let Some(row) = at(one.place) {
            rows.draw(row, one, labels, has_keys, canvas);
        }
    }
}

/// What stands above the rows, wrapped: the question where the frame has no room for it, and what
/// was wrong with the last answer. At least two rows are left to choose from.
fn said(choice: &Choice, room: Area, canvas: &Canvas<'_>) -> Vec<(String, Role)> {
    let width = usize::from(dialog::width(room)).saturating_sub(2).max(1);
    let safe = |words: &str| text::cells_in(words, canvas.set).into_owned();
    let (title, trouble) = (safe(&choice.title), choice.trouble.as_deref().map(safe));
    let long = !layout::is_bare(room) && text::width(&title) + 2 > width;
    let parts = [(long.then_some(title), Role::Title), (trouble, Role::Alarm)];
    let mut lines = Vec::new();
    for (words, role) in parts {
        let words = words.unwrap_or_default();
        lines.extend(text::wrap(&words, width).map(|line| (line.to_owned(), role)));
    }
    lines.retain(|(line, _)| !line.is_empty());
    lines.truncate(usize::from(room.height).saturating_sub(5));
    lines
}

/// Where Enter takes what is typed and no row, that is said beside it: it is never a guess.
fn taken(choice: &Choice, typed: usize, (area, row): (Area, u16), canvas: &mut Canvas<'_>) {
    let words = match (choice.takes_typed(), choice.shown.is_empty()) {
        (true, true) => "Enter takes what is typed",
        (true, false) => "Enter takes what is typed   Down chooses",
        (false, _) => return,
    };
    if typed + text::width(words) + 3 <= usize::from(area.width) {
        let area = Area { width: area.width.saturating_sub(1), ..area };
        canvas.text_right(area, row, words, Role::Faint);
    }
}
