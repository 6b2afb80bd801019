//! The Next pane: what is owed, by time, with who and how long.

use crate::console::layout::Area;
use crate::console::model::Model;
use crate::console::next;
use crate::domain::next::Owed;
use crate::domain::time::{distance, length};
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;

/// What stands on the pane's frame beside its name.
pub fn title(model: &Model) -> String {
    let owed = model.incident.owed();
    let late = owed.iter().filter(|one| one.is_late(model.now)).count();
    match (owed.len(), late) {
        (0, _) => String::new(),
        (many, 0) => format!("{many} owed"),
        (many, late) => format!("{many} owed, {late} late"),
    }
}

/// Draws the pane's lines into an area without frame. `has_keys`: keys go here, so the real cursor does too.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    let keys = next::keys(model);
    if keys.is_empty() {
        let words = "Nothing is owed: no open order, question or promise.";
        canvas.text(area, 2, 0, words, Role::Faint);
        return;
    }
    let owed = model.incident.owed();
    let (first, selected) = model.next.selection.window(&keys, usize::from(area.height));
    for (line, (place, key)) in (0..area.height).zip(keys.iter().enumerate().skip(first)) {
        let chosen = selected == Some(place);
        if chosen {
            canvas.marker(area, line, has_keys);
        }
        match owed.iter().find(|one| one.key() == *key) {
            Some(one) => debt(model, one, chosen && has_keys, area, line, canvas),
            None => {
                canvas.text(area, 2, line, "settled", Role::Good);
            }
        }
    }
}

fn debt(
    model: &Model,
    one: &Owed<'_>,
    chosen: bool,
    area: Area,
    line: u16,
    canvas: &mut Canvas<'_>,
) {
    let late = one.is_late(model.now);
    let (when, role) = match one.due {
        Some(due) if late => (distance(due, model.now), Role::Alarm),
        Some(due) if due.since(model.now) < 15 * 60_000 => (distance(due, model.now), Role::Soon),
        Some(due) => (distance(due, model.now), Role::Text),
        None => ("waits".to_owned(), Role::Faint),
    };
    let mut last = String::new();
    if one.is_taken() {
        last.push_str("taken");
    }
    if one.due.is_none() {
        let since = length(model.now.since(one.since).max(0));
        last = format!("{last} ({since})").trim_start().to_owned();
    }
    let width = u16::try_from(text::width(&last)).unwrap_or(area.width);
    let left = Area { width: area.width.saturating_sub(width + 1), ..area };
    let set = canvas.set;
    canvas.text(left, 2, line, &text::pad(&when, 9, set), role);
    // Narrow panes give the words their place, and leave the sort to its sign in the timeline.
    let mut at = 12;
    if area.width >= 50 {
        canvas.text(left, at, line, &text::pad(one.sort(), 10, set), Role::Faint);
        at += 11;
    }
    let who = text::cells_in(model.incident.who(one.who), set).into_owned();
    let column = if area.width >= 50 { 9 } else { 7 };
    canvas.text(left, at, line, &text::pad(&who, column, set), Role::Text);
    at += u16::try_from(column).unwrap_or(0) + 1;
    if model.shielded() && !one.is_open() {
        canvas.text(left, at, line, &text::dots(one.words(), set), Role::Hidden);
    } else {
        let words = if one.words().is_empty() { one.sort() } else { one.words() };
        let role = if chosen { Role::Focused } else { Role::Text };
        canvas.text(left, at, line, words, role);
    }
    canvas.text_right(area, line, &last, Role::Faint);
}
