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

use super::{Pen, meaning};
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
            let hint = "JSON lines: at, precision, kind, department, text.";
            let line = if area.height < 4 { 1 } else { 2 };
            pen.wrapped(buf, area, line + 1, Role::Faint, hint);
            Some(typed(pen, label, field, "", area, line, buf))
        }
        Dialog::Lift => {
            title(pen, "Show titles on this screen for ten minutes?", area, buf);
            let line = if area.height < 4 { 1 } else { 2 };
            let words = "Everybody who sees this screen will read them.";
            pen.wrapped(buf, area, line, Role::Text, words);
            Some(Position::new(area.x, area.y))
        }
        Dialog::Keys { field, selected } => {
            // The title and the blank line are for screens that have rows to spare.
            let (head, list) = if area.height < 6 { (0, 1) } else { (1, 3) };
            if head > 0 {
                title(pen, "Keys", area, buf);
            }
            let cursor = typed(pen, "   Search  ", field, "", area, head, buf);
            let found = keys_found(field.text());
            let height = usize::from(area.height.saturating_sub(list)).max(1);
            let top = (selected + 1).saturating_sub(height);
            for (line, (at, row)) in (list..).zip(found.iter().enumerate().skip(top)) {
                key(pen, row, at == *selected, area, line, buf);
            }
            let used = u16::try_from(found.len()).unwrap_or(u16::MAX).saturating_add(list + 1);
            meaning(pen, area, used, buf);
            Some(cursor)
        }
    }
}

/// What the keys of a dialog do, for the last line of the screen.
pub(super) fn keys(asked: &Dialog) -> impl Iterator<Item = (&'static str, &'static str)> {
    let keys: &[_] = match asked {
        Dialog::Begin(form) if form.at == Ask::Playbooks => {
            &[("Enter", "begin"), ("Space", "choose"), ("Tab", "next"), ("Esc", "leave")]
        }
        Dialog::Begin(_) => &[("Enter", "begin"), ("Tab", "next"), ("Esc", "leave")],
        Dialog::Import { .. } => &[("Enter", "import"), ("Esc", "leave")],
        Dialog::Lift => &[("Enter", "show"), ("y", "show"), ("n", "leave")],
        Dialog::Keys { .. } => {
            &[("Enter", "run"), ("Esc", "leave"), ("Down", "down"), ("Up", "up")]
        }
    };
    keys.iter().copied()
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
    // At the end it is cut hard, so that the word in which the cursor stands stays in sight.
    let tail = text::skip(&shown, room).len();
    shown.truncate(shown.len() - tail);
    let mut parts = vec![(Role::Faint, label.to_owned()), (Role::Text, shown)];
    if field.is_empty() {
        parts.push((Role::Faint, empty.to_owned()));
    }
    pen.put(buf, area, line, &parts);
    let column = text::width(label) + width % room;
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    Position::new(area.x.saturating_add(column), area.y.saturating_add(line))
}

/// The form that begins a room. Where it is too high for the screen, first the blank lines give
/// way, then the title, then fields far from the one that is asked.
fn begin(pen: &Pen<'_>, form: &BeginForm, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let listed = form.at == Ask::Playbooks;
    let asks = u16::try_from(form.asks().len()).unwrap_or(8);
    let blank = u16::from(area.height >= asks + 5);
    let head = if area.height > asks { 1 + blank } else { 0 };
    if head > 0 {
        title(pen, "Begin a room: every field may stay empty", area, buf);
    }
    let said = match &form.trouble {
        Some((ask, why)) => (Role::Alarm, format!("{}: {why}.", ask.label())),
        None if form.at == Ask::Department => {
            let ids = form.offer.departments.iter().map(|lane| lane.id.as_str());
            (Role::Faint, format!("Yours: {}.", ids.collect::<Vec<_>>().join(", ")))
        }
        None => (Role::Faint, hint(form.at).to_owned()),
    };
    let width = usize::from(area.width).saturating_sub(4).max(1);
    // The smallest screens show what is asked, and its list before what is said about it.
    let least = if listed { 6 } else { 3 };
    let below = if area.height < least { 0 } else { text::rows(&said.1, width).min(2) };
    let below = u16::try_from(below).unwrap_or(0);
    // Beside its list a field needs no others in sight.
    let low = area.height < head + asks + blank + below + 4;
    let room = area.height.saturating_sub(head + blank + below).max(1);
    let fields = if listed && low { 1 } else { room.min(asks) };
    let at = form.asks().iter().position(|ask| *ask == form.at).unwrap_or(0);
    let first = (at + 1).saturating_sub(usize::from(fields));
    let mut cursor = None;
    for (line, ask) in (head..head + fields).zip(form.asks().iter().copied().skip(first)) {
        let here = form.at == ask;
        let place = asked(pen, form, ask, area, line, buf);
        cursor = if here { Some(place) } else { cursor };
    }
    let mut line = head + fields + blank;
    if below > 0 {
        line = pen.wrapped(buf, area, line, said.0, &said.1) + blank;
    }
    if listed {
        let rows = usize::from(area.height.saturating_sub(line)).max(1);
        let top = (form.marked + 1).saturating_sub(rows);
        let offer = form.offer.playbooks.iter().enumerate().skip(top);
        for (line, (at, (_, title))) in (line..area.height).zip(offer) {
            let marker = if at == form.marked { " > " } else { "   " };
            let state = if form.chosen.contains(&at) { "[x] " } else { "[ ] " };
            pen.put(buf, area, line, &[(Role::Text, format!("{marker}{state}{title}"))]);
        }
    }
    cursor
}

/// One field of the form; gives the place of the cursor in it.
fn asked(
    pen: &Pen<'_>,
    form: &BeginForm,
    ask: Ask,
    area: Rect,
    line: u16,
    buf: &mut Buffer,
) -> Position {
    let marker = if form.at == ask { ">" } else { " " };
    let label = format!(" {marker} {:<11} ", ask.label());
    if ask == Ask::Playbooks {
        let chosen = chosen(form);
        pen.put(buf, area, line, &[(Role::Faint, label), (Role::Text, chosen)]);
        Position::new(area.x + 1, area.y.saturating_add(line))
    } else if ask == Ask::Title && form.title_is_back && pen.start.shielded() {
        let dots = Field::new(text::dots(form.field(ask).text(), pen.set()));
        typed(pen, &label, &dots, "", area, line, buf)
    } else {
        typed(pen, &label, form.field(ask), &empty(form, ask), area, line, buf)
    }
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
        Ask::Title => "may be said later; behind the shield".to_owned(),
        Ask::Playbooks => String::new(),
        Ask::Received | Ask::FirstRead => "now".to_owned(),
        Ask::Zone => form.offer.zone.clone(),
        Ask::Name => {
            let host = form.offer.unnamed.as_deref().unwrap_or_default();
            format!("as people here know you; this host calls you {host}")
        }
        Ask::Department => {
            let id = &form.offer.department;
            let lane = form.offer.departments.iter().find(|lane| lane.id == *id);
            lane.map_or(id.as_str(), |lane| &lane.name).to_owned()
        }
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
        Ask::Name => "Asked once: what you record bears it, from the room's first line on.",
        Ask::Department => "The one whose lines you type.",
    }
}
