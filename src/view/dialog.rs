//! Dialogs over the panes, never over banner or capture line.

use ratatui::layout::Position;

use crate::console::layout::{self, Area};
use crate::console::model::Model;
use crate::console::overlay::{Asks, Choice, Confirm, Overlay, Prompt, Reader};
use crate::console::typist::Ask;
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;

/// Draws the dialog on top; a fresh line is drawn where the capture line is.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let room = layout::places(model).panes;
    let dialog = model.overlays.iter().rev().find(|one| !matches!(one, Overlay::Line(_)));
    let has_keys = !matches!(model.overlays.last(), Some(Overlay::Line(_)));
    match dialog {
        Some(Overlay::Prompt(prompt)) => draw_prompt(prompt, room, canvas, has_keys),
        Some(Overlay::Choice(choice)) => draw_choice(choice, room, canvas, has_keys),
        Some(Overlay::Confirm(confirm)) => draw_confirm(confirm, room, canvas, has_keys),
        Some(Overlay::Reader(reader)) => draw_reader(model, reader, room, canvas, has_keys),
        Some(Overlay::Line(_)) | None => {}
    }
}

/// A box at the bottom of the room, as high as its lines need.
fn place(room: Area, lines: usize, canvas: &mut Canvas<'_>, title: &str) -> Area {
    let width = room.width.min(100);
    let height = u16::try_from(lines + 2).unwrap_or(u16::MAX).min(room.height);
    let x = room.x + (room.width - width) / 2;
    let area = Area { x, y: room.y + room.height - height, width, height };
    canvas.clear(area);
    canvas.frame(area, title, true);
    area.inner()
}

/// One line of text with a cursor, scrolled so that the cursor is seen.
pub fn field(
    canvas: &mut Canvas<'_>,
    area: Area,
    row: u16,
    shown: &str,
    before: &str,
    has_keys: bool,
) {
    let width = usize::from(area.width.saturating_sub(1));
    let cursor = text::width(before);
    let skipped = cursor.saturating_sub(width);
    let rest = text::skip(shown, skipped);
    canvas.text(area, 0, row, rest, Role::Text);
    if has_keys && row < area.height && area.width > 0 {
        let column = u16::try_from(cursor.min(width)).unwrap_or(0);
        canvas.cursor = Some(Position::new(area.x + column, area.y + row));
    }
}

fn draw_prompt(prompt: &Prompt, room: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    // What is asked for, or what was wrong with the answer, is never cut.
    let (words, role) = match &prompt.trouble {
        Some(trouble) => (trouble, Role::Alarm),
        None => (&prompt.hint, Role::Faint),
    };
    let words = text::cells_in(words, canvas.set).into_owned();
    let width = usize::from(room.width.min(100)).saturating_sub(4).max(1);
    let lines: Vec<&str> = text::wrap(&words, width).take(6).collect();
    let inside = place(room, lines.len() + 2, canvas, &prompt.title);
    let safe = text::cells_in(prompt.field.text(), canvas.set).into_owned();
    let before = &prompt.field.text()[..prompt.field.cursor()];
    let before = text::cells_in(before, canvas.set).into_owned();
    let shifted = Area { x: inside.x + 1, width: inside.width.saturating_sub(1), ..inside };
    field(canvas, shifted, 0, &safe, &before, has_keys);
    for (row, line) in (1..inside.height).zip(&lines) {
        canvas.text(shifted, 0, row, line, role);
    }
    let last = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX);
    let keys = if prompt.asks == Asks::Typist(Ask::Name) {
        "Enter answers   Esc: later; what stands here goes into the line"
    } else {
        "Enter answers   Esc closes"
    };
    canvas.text(shifted, 0, last, keys, Role::Faint);
}

fn draw_choice(choice: &Choice, room: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    let extra = 1 + usize::from(choice.trouble.is_some());
    let most = usize::from(room.height.saturating_sub(2)).saturating_sub(extra);
    let inside =
        place(room, choice.rows.len().clamp(1, most.max(1)) + extra, canvas, &choice.title);
    let filter = choice.filter.text();
    let safe = text::cells_in(filter, canvas.set).into_owned();
    let shifted = Area { x: inside.x + 2, width: inside.width.saturating_sub(2), ..inside };
    if choice.typing || !filter.is_empty() {
        canvas.text(inside, 0, 0, "/", Role::Faint);
        let before = text::cells_in(&filter[..choice.filter.cursor()], canvas.set).into_owned();
        field(canvas, shifted, 0, &safe, &before, has_keys && choice.typing);
    } else {
        let hint = if choice.asks == Asks::Typist(Ask::Still) {
            "Up and Down choose, Enter answers; all other keys wait for the answer"
        } else if choice.free {
            "/ type another   Enter chooses"
        } else {
            "/ searches   Enter chooses   Esc closes"
        };
        canvas.text(shifted, 0, 0, hint, Role::Faint);
    }
    let mut top = 1;
    if let Some(trouble) = &choice.trouble {
        canvas.text(shifted, 0, 1, trouble, Role::Alarm);
        top = 2;
    }
    let rows = Area { y: inside.y + top, height: inside.height.saturating_sub(top), ..inside };
    let ids = choice.ids();
    let (first, selected) = choice.selection.window(&ids, usize::from(rows.height));
    for row in 0..rows.height {
        let place = first + usize::from(row);
        let Some(shown) = choice.shown.get(place).map(|place| &choice.rows[*place]) else {
            break;
        };
        if selected == Some(place) {
            canvas.marker(rows, row, has_keys && !choice.typing);
        }
        let wide = usize::from(rows.width).saturating_sub(4);
        let label = text::cells_in(&shown.label, canvas.set);
        // A label is what one chooses by: the note beside it gives way first, down to a third.
        let left = wide.saturating_sub(text::width(&label)).max(wide / 3);
        let note = text::cells_in(&shown.note, canvas.set);
        let note = text::fit_in(&note, left, canvas.set).into_owned();
        let label = text::fit_in(&label, wide - text::width(&note).min(wide), canvas.set);
        canvas.text(rows, 2, row, &label, Role::Text);
        let rows = Area { width: rows.width.saturating_sub(1), ..rows };
        canvas.text_right(rows, row, &note, Role::Faint);
    }
}

fn draw_confirm(confirm: &Confirm, room: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    let width = usize::from(room.width.min(100)).saturating_sub(4).max(1);
    let mut lines: Vec<String> = Vec::new();
    for line in std::iter::once(&confirm.title).chain(&confirm.lines) {
        let safe = text::cells_in(line, canvas.set).into_owned();
        lines.extend(text::wrap(&safe, width).take(20).map(str::to_owned));
    }
    let inside = place(room, lines.len() + 1, canvas, "");
    let shifted = Area { x: inside.x + 1, width: inside.width.saturating_sub(1), ..inside };
    for (row, line) in (0..inside.height).zip(&lines) {
        let role = if row == 0 { Role::Title } else { Role::Text };
        canvas.text(shifted, 0, row, line, role);
    }
    let last = inside.height.saturating_sub(1);
    canvas.text(shifted, 0, last, "y or Enter: yes   n or Esc: no", Role::Faint);
    if has_keys {
        canvas.cursor = Some(Position::new(shifted.x, shifted.y + last));
    }
}

fn draw_reader(
    model: &Model,
    reader: &Reader,
    room: Area,
    canvas: &mut Canvas<'_>,
    has_keys: bool,
) {
    canvas.clear(room);
    canvas.frame(room, &reader.title, has_keys);
    let inside = room.inner();
    if reader.private && model.shielded() {
        canvas.text(inside, 1, 0, "Hidden by the shield: S in the panes lifts it.", Role::Hidden);
        return;
    }
    let width = usize::from(inside.width.saturating_sub(2)).max(1);
    let mut row = 0;
    for line in reader.lines.iter().skip(reader.top) {
        let safe = text::cells_in(line, canvas.set).into_owned();
        for piece in text::wrap(&safe, width) {
            if row >= inside.height {
                return;
            }
            canvas.text(inside, 1, row, piece, Role::Text);
            row += 1;
        }
    }
    if has_keys {
        canvas.cursor = Some(Position::new(inside.x, inside.y));
    }
}
