//! What the start screen asks, over its table: the form that begins a room, a file to import, the
//! shield, the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use crate::console::field::Field;
use crate::console::keymap::Binding;
use crate::console::start::form::{Ask, BeginForm};
use crate::console::start::{Dialog, keys_found};
use crate::text;

use super::Pen;
use crate::view::theme::Role;

/// Draws a dialog; gives the place of the cursor in its text.
pub(super) fn draw(
    pen: &Pen<'_>,
    asked: &Dialog,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    Clear.render(area, buf);
    match asked {
        Dialog::Begin(form) => begin(pen, form, area, buf),
        Dialog::Import { field, .. } => {
            title(pen, "Import lines into the selected room", area, buf);
            let label = "   File  ";
            let hint =
                "   JSON lines: at, precision, kind, department, text. Enter imports, Esc leaves.";
            pen.put(buf, area, 3, &[(Role::Faint, hint.to_owned())]);
            Some(typed(pen, label, field, "", area, 2, buf))
        }
        Dialog::Lift => {
            title(pen, "Show titles on this screen for ten minutes?", area, buf);
            let words =
                "   Everybody who sees this screen will read them. Enter or y shows, n leaves.";
            pen.put(buf, area, 2, &[(Role::Text, words.to_owned())]);
            Some(Position::new(area.x, area.y))
        }
        Dialog::Keys { field, selected } => {
            title(pen, "Keys: search, Enter runs", area, buf);
            let cursor = typed(pen, "   Search  ", field, "", area, 1, buf);
            let found = keys_found(field.text());
            let height = usize::from(area.height.saturating_sub(3)).max(1);
            let top = (selected + 1).saturating_sub(height);
            for (line, (at, row)) in (3_u16..).zip(found.iter().enumerate().skip(top)) {
                key(pen, row, at == *selected, area, line, buf);
            }
            Some(cursor)
        }
    }
}

fn key(pen: &Pen<'_>, row: &Binding, selected: bool, area: Rect, line: u16, buf: &mut Buffer) {
    let keys = pen.start.keymap.keys(row.context, row.action).join(", ");
    let keys = text::pad(&keys, 14, pen.set());
    let (marker, role) = if selected { (" > ", Role::Focused) } else { ("   ", Role::Text) };
    pen.put(
        buf,
        area,
        line,
        &[(role, marker.to_owned()), (Role::Title, keys), (role, row.help.to_owned())],
    );
}

fn title(pen: &Pen<'_>, words: &str, area: Rect, buf: &mut Buffer) {
    pen.put(buf, area, 0, &[(Role::Title, format!(" {words}"))]);
}

/// A label and a field whose end near the cursor stays in sight; gives the cursor's place.
fn typed(
    pen: &Pen<'_>,
    label: &str,
    field: &Field,
    empty: &str,
    area: Rect,
    line: u16,
    buf: &mut Buffer,
) -> Position {
    let room = usize::from(area.width).saturating_sub(text::width(label) + 1).max(1);
    let before = text::cells_in(&field.text()[..field.cursor()], pen.set());
    let width = text::width(&before);
    // What does not fit is left out at the front, a whole line's worth at a time.
    let cut = width - width % room;
    let mut shown = text::cells_in(field.text(), pen.set()).into_owned();
    if cut > 0 {
        let skipped: usize = text::wrap(&shown, cut).next().map_or(0, str::len);
        shown = shown.split_off(skipped);
    }
    let mut parts = vec![(Role::Faint, label.to_owned()), (Role::Text, shown)];
    if field.is_empty() {
        parts.push((Role::Faint, empty.to_owned()));
    }
    pen.put(buf, area, line, &parts);
    let column = text::width(label) + width % room;
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    Position::new(area.x.saturating_add(column), area.y.saturating_add(line))
}

fn begin(pen: &Pen<'_>, form: &BeginForm, area: Rect, buf: &mut Buffer) -> Option<Position> {
    title(
        pen,
        "Begin a room. Every field may stay empty; Enter begins, Tab moves, Esc leaves.",
        area,
        buf,
    );
    let mut cursor = None;
    for (line, ask) in (2_u16..).zip(Ask::ALL) {
        let here = form.at == ask;
        let marker = if here { ">" } else { " " };
        let label = format!(" {marker} {:<11} ", ask.label());
        let place = if ask == Ask::Playbooks {
            let chosen = chosen(form);
            pen.put(buf, area, line, &[(Role::Faint, label), (Role::Text, chosen)]);
            Position::new(area.x + 1, area.y.saturating_add(line))
        } else {
            typed(pen, &label, form.field(ask), &empty(form, ask), area, line, buf)
        };
        if here {
            cursor = Some(place);
        }
    }
    if let Some((ask, why)) = &form.trouble {
        let words = format!("   {}: {why}.", ask.label());
        pen.put(buf, area, 9, &[(Role::Alarm, words)]);
    } else {
        pen.put(buf, area, 9, &[(Role::Faint, format!("   {}", hint(form.at)))]);
    }
    if form.at == Ask::Playbooks {
        for (line, (at, (_, title))) in (11_u16..).zip(form.offer.playbooks.iter().enumerate()) {
            let marker = if at == form.marked { " > " } else { "   " };
            let state = if form.chosen.contains(&at) { "[x] " } else { "[ ] " };
            pen.put(buf, area, line, &[(Role::Text, format!("{marker}{state}{title}"))]);
        }
    }
    cursor
}

fn chosen(form: &BeginForm) -> String {
    let titles: Vec<&str> = form
        .chosen
        .iter()
        .filter_map(|at| form.offer.playbooks.get(*at))
        .map(|(_, title)| title.as_str())
        .collect();
    if titles.is_empty() { "not sure yet".to_owned() } else { titles.join(", ") }
}

fn empty(form: &BeginForm, ask: Ask) -> String {
    match ask {
        Ask::Codename => form.offer.codename.clone(),
        Ask::Title => "may be said later; shown only with the shield lifted".to_owned(),
        Ask::Playbooks => String::new(),
        Ask::Received | Ask::FirstRead => "now".to_owned(),
        Ask::Zone => form.offer.zone.clone(),
    }
}

const fn hint(ask: Ask) -> &'static str {
    match ask {
        Ask::Codename => "Two innocuous words: they stand in window titles and file names.",
        Ask::Title => "What it is about. It can be changed later, like everything here.",
        Ask::Playbooks => "Left and right move, Space chooses; several can be mixed.",
        Ask::Received => {
            "When the report reached the organisation: 14:05, -15m, or nothing for now."
        }
        Ask::FirstRead => "When somebody here first read it: 14:05, -15m, or nothing for now.",
        Ask::Zone => "The room's zone for clock times: Area/City, or UTC.",
    }
}
