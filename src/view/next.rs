//! The Next pane: what is owed, by time, with who and how long.

use crate::console::drafts::row;
use crate::console::layout::{self, Area};
use crate::console::model::{Model, Pane};
use crate::console::next;
use crate::domain::next::{Owed, Thing};
use crate::domain::time::{distance, length};
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;

/// What stands on the pane's frame beside its name.
pub fn title(model: &Model) -> String {
    if !model.next.filter.is_empty() {
        return format!("with “{}”", model.next.filter);
    }
    let owed = model.incident.owed();
    let late = owed.iter().filter(|one| one.is_late(model.now)).count();
    match (owed.len(), late) {
        (0, _) => String::new(),
        (many, 0) => format!("{many} owed"),
        (many, late) => format!("{many} owed, {late} late"),
    }
}

/// The sign of a sort of debt: that of its line, `[]` for an item, `..` for an update.
const fn sign(one: &Owed<'_>) -> &'static str {
    match one.thing {
        Thing::Order(..) => ">",
        Thing::Question(..) => "?",
        Thing::Asked(..) => "<",
        Thing::LookAgain(..) => "!",
        Thing::Item(_) => "[]",
        Thing::Update(_) => "..",
    }
}

/// Draws the pane's lines into an area without frame. `has_keys`: keys go here, so the real cursor
/// does too.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    let keys = next::keys(model);
    if keys.is_empty() {
        let words = if model.next.filter.is_empty() {
            "Nothing is owed: no open order, question or promise."
        } else {
            "Nothing that is owed has these words."
        };
        canvas.text(area, 2, 0, words, Role::Faint);
        drafts(model, area, 1, canvas);
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
                let (word, words) = next::settled(model, key);
                let word = text::pad(word, 9, canvas.set);
                canvas.text(area, 2, line, &word, Role::Good);
                canvas.text(area, 12, line, &words.unwrap_or_default(), Role::Struck);
            }
        }
    }
    drafts(model, area, u16::try_from(keys.len()).unwrap_or(u16::MAX), canvas);
}

/// Where the drafts have no pane of their own, they are lines below what is owed.
fn drafts(model: &Model, area: Area, from: u16, canvas: &mut Canvas<'_>) {
    if layout::places(model).shown.iter().any(|(pane, _)| *pane == Pane::Drafts) {
        return;
    }
    let ids = row::ids(model);
    let rows = ids.iter().map(|id| row::row(model, id)).filter(|row| !row.shelved);
    for (line, row) in (from..area.height).zip(rows) {
        let dots = text::dots(&row.title, canvas.set);
        let title = if row.hidden { &dots } else { &row.title };
        let at = canvas.text(area, 2, line, "draft     ", Role::Faint);
        let at = canvas.text(area, at, line, title, Role::Text);
        let role = if row.asks { Role::Soon } else { Role::Faint };
        canvas.text(area, at + 2, line, &row.state.join(", "), role);
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
        let gap = if last.is_empty() { "" } else { " " };
        last.push_str(gap);
        last.extend(["(", &since, ")"]);
    }
    let width = u16::try_from(text::width(&last)).unwrap_or(area.width);
    let left = Area { width: area.width.saturating_sub(width + 1), ..area };
    let set = canvas.set;
    canvas.text(left, 2, line, &text::pad(&when, 9, set), role);
    // Narrow panes give the words their place: the sort is the sign that it has in the timeline.
    let wide = area.width >= 50;
    let (sort, cells) = if wide { (one.sort(), 10) } else { (sign(one), 2) };
    let mut at = 12;
    canvas.text(left, at, line, &text::pad(sort, cells, set), Role::Faint);
    at += u16::try_from(cells).unwrap_or(0) + 1;
    let who = text::cells_in(model.incident.who(one.who), set).into_owned();
    let column = if wide { 9 } else { 6 };
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
