//! Dialogs over the panes, never over banner or capture line.

use ratatui::layout::Position;

use crate::console::capture;
use crate::console::layout::{self, Area, is_bare};
use crate::console::model::Model;
use crate::console::overlay::{Asks, Confirm, Overlay, Prompt};
use crate::console::reader::Reader;
use crate::console::typist::Ask;
use crate::text;

use super::canvas::Canvas;
use super::choice;
use super::theme::Role;

/// Columns of the widest dialog.
const WIDTH: u16 = 100;

/// Draws the dialog on top; a fresh line is drawn where the capture line is.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let room = layout::places(model).panes;
    let dialog = model.overlays.iter().rev().find(|one| !matches!(one, Overlay::Line(_)));
    let has_keys = !matches!(model.overlays.last(), Some(Overlay::Line(_)));
    match dialog {
        Some(Overlay::Prompt(prompt)) => draw_prompt(model, prompt, room, canvas, has_keys),
        Some(Overlay::Choice(choice)) => choice::draw(choice, room, canvas, has_keys),
        Some(Overlay::Confirm(confirm)) => {
            draw_confirm(confirm, room, canvas, (has_keys, model.shielded()));
        }
        Some(Overlay::Reader(reader)) => draw_reader(model, reader, room, canvas, has_keys),
        Some(Overlay::Line(_)) | None => {}
    }
}

/// A box at the bottom of the room, as high as its lines need. Where a frame would leave no room
/// for lines there is none: what is asked stands above them, or gives way to them.
pub fn place(room: Area, lines: usize, canvas: &mut Canvas<'_>, title: &str) -> Area {
    if is_bare(room) {
        canvas.clear(room);
        let head = u16::from(room.height > 2 && !title.is_empty());
        if head > 0 {
            canvas.text(room, 1, 0, title, Role::Title);
        }
        return Area { y: room.y + head, height: room.height - head, ..room };
    }
    let width = room.width.min(WIDTH);
    let height = u16::try_from(lines + 2).unwrap_or(u16::MAX).min(room.height);
    let x = room.x + (room.width - width) / 2;
    let area = Area { x, y: room.y + room.height - height, width, height };
    canvas.clear(area);
    canvas.frame(area, title, true);
    area.inner()
}

/// Columns between the edges of a dialog there.
pub fn width(room: Area) -> u16 {
    if is_bare(room) { room.width } else { room.width.min(WIDTH) - 2 }
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

fn draw_prompt(
    model: &Model,
    prompt: &Prompt,
    room: Area,
    canvas: &mut Canvas<'_>,
    has_keys: bool,
) {
    let width = usize::from(width(room)).saturating_sub(2).max(1);
    let wrapped = |words: &str, most: usize, canvas: &Canvas<'_>| -> Vec<String> {
        let words = text::cells_in(words, canvas.set).into_owned();
        text::wrap(&words, width).take(most).map(str::to_owned).collect()
    };
    // What is asked for, or what was wrong with the answer, is never cut.
    let (words, role) = match &prompt.trouble {
        Some(trouble) => (trouble, Role::Alarm),
        None => (&prompt.hint, Role::Faint),
    };
    let mut below: Vec<(String, Role)> =
        wrapped(words, 6, canvas).into_iter().map(|line| (line, role)).collect();
    if let Some(doubt) = prompt.doubt(model) {
        below.extend(wrapped(&doubt, 6, canvas).into_iter().map(|line| (line, Role::Alarm)));
    }
    if prompt.asks == Asks::Typist(Ask::Name) {
        let words = "Esc: later; what stands here goes into the line";
        below.extend(wrapped(words, 2, canvas).into_iter().map(|line| (line, Role::Faint)));
    }
    // Nor is the question: one that does not fit on the frame stands inside, where there is room.
    let long = text::width(&prompt.title) + 2 > width;
    let spare = usize::from(room.height).saturating_sub(below.len() + 3);
    let mut above = if long { wrapped(&prompt.title, spare, canvas) } else { Vec::new() };
    let title = if above.is_empty() { prompt.title.as_str() } else { "" };
    let asks = above.len();
    above.extend(prompt.lines.iter().flat_map(|line| wrapped(line, 3, canvas)));
    let cut = above.len() > spare;
    above.truncate(spare);
    if let Some(last) = above.last_mut().filter(|_| cut) {
        // What has no room is not passed over.
        let mark = if canvas.set == text::Set::Ascii { " ~" } else { " …" };
        let kept = text::whole_words(last, width.saturating_sub(2), canvas.set).into_owned();
        let kept = if kept.is_empty() { std::mem::take(last) } else { kept };
        *last = if kept.ends_with(mark) { kept } else { kept + mark };
    }
    let inside = place(room, above.len() + 1 + below.len(), canvas, title);
    let shifted = Area { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    let asked = u16::try_from(above.len()).unwrap_or(0).min(inside.height.saturating_sub(1));
    for (row, line) in (0..asked).zip(&above) {
        let role = if usize::from(row) < asks { Role::Title } else { Role::Text };
        canvas.text(shifted, 0, row, line, role);
    }
    let hidden = prompt.is_hidden(model);
    let shown = |typed: &str| match text::cells_in(typed, canvas.set) {
        safe if hidden => text::dots(&safe, canvas.set),
        safe => safe.into_owned(),
    };
    let safe = shown(prompt.field.text());
    let before = shown(&prompt.field.text()[..prompt.field.cursor()]);
    field(canvas, shifted, asked, &safe, &before, has_keys);
    for (row, (line, role)) in (asked + 1..inside.height).zip(&below) {
        canvas.text(shifted, 0, row, line, *role);
    }
}

fn draw_confirm(
    confirm: &Confirm,
    room: Area,
    canvas: &mut Canvas<'_>,
    (has_keys, shielded): (bool, bool),
) {
    let width = usize::from(width(room)).saturating_sub(2).max(1);
    let mut lines: Vec<String> = Vec::new();
    // What came too fast to be keys is not read yet, and may be a line for few.
    let offer = matches!(&confirm.asks, Asks::Capture(capture::Ask::Offer(_)));
    let begins = |line: &String| line.trim_start().starts_with('%');
    // What begins so is so to its end.
    let all = confirm.lines.iter().find(|line| !line.trim().is_empty()).is_some_and(begins);
    let few = |line: &String| offer && shielded && (all || begins(line)) && *line != confirm.title;
    for line in std::iter::once(&confirm.title).chain(&confirm.lines) {
        let mut safe = text::cells_in(line, canvas.set).into_owned();
        if few(line) {
            safe = text::dots(&safe, canvas.set);
        }
        lines.extend(text::wrap(&safe, width).take(20).map(str::to_owned));
    }
    let inside = place(room, lines.len() + 1, canvas, "");
    let shifted = Area { x: inside.x + 1, width: inside.width.saturating_sub(1), ..inside };
    for (row, line) in (0..inside.height).zip(&lines) {
        let role = if row == 0 { Role::Title } else { Role::Text };
        canvas.text(shifted, 0, row, line, role);
    }
    // The question goes before the keys: the last line of the screen names them too.
    let last = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    canvas.text(shifted, 0, last, "y or Enter: yes   n or Esc: no", Role::Faint);
    if has_keys {
        let row = last.min(inside.height.saturating_sub(1));
        canvas.cursor = Some(Position::new(shifted.x, shifted.y + row));
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
    if !is_bare(room) {
        canvas.frame(room, &reader.page.title, has_keys);
    }
    let inside = layout::reader(model);
    if reader.page.private && model.shielded() {
        canvas.text(inside, 0, 0, "Hidden by the shield: S in the panes lifts it.", Role::Hidden);
        return;
    }
    if has_keys {
        canvas.cursor = Some(Position::new(inside.x.saturating_sub(1), inside.y));
    }
    let (top, above) = reader.at(inside, canvas.set);
    let mut row = 0;
    for (place, line) in reader.page.lines.iter().enumerate().skip(top) {
        let safe = text::cells_in(line, canvas.set).into_owned();
        let skipped = if place == top { above } else { 0 };
        for piece in text::wrap(&safe, usize::from(inside.width)).skip(skipped) {
            if row >= inside.height {
                return;
            }
            canvas.text(inside, 0, row, piece, Role::Text);
            row += 1;
        }
    }
}
