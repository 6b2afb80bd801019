//! The checklists pane: the lanes on its frame, the chosen lane's head, its items.

use crate::console::checklists::order;
use crate::console::checklists::row::{self, HEADS, Row, Urgency};
use crate::console::layout::Area;
use crate::console::model::Model;
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;

/// Cells of the column for phase or department.
const GROUP: usize = 11;

/// What stands on the pane's frame beside its name: every lane's progress, the chosen one in
/// brackets.
pub fn title(model: &Model) -> String {
    let chosen = order::lane(model);
    let lanes = model.incident.lanes();
    let heads = lanes.iter().filter_map(|id| {
        let head = row::short_head(model, id);
        let here = chosen.as_ref() == Some(id);
        let empty = model.incident.lane(id, model.now).applicable == 0;
        (here || !empty).then(|| if here { format!("[{head}]") } else { head })
    });
    let mut words: Vec<String> = heads.collect();
    if chosen.is_none() && !words.is_empty() {
        words.insert(0, "[all]".to_owned());
    } else if let Some(place) = words.iter().position(|word| word.starts_with('[')) {
        // The chosen lane is never cut off at the frame's end.
        words[..=place].rotate_right(1);
    }
    words.join("  ")
}

/// Draws the pane's lines into an area without frame. `has_keys`: keys go here, so the real cursor
/// does too.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    head(model, area, canvas);
    let heads = u16::try_from(HEADS).unwrap_or(1);
    let waiting = model.incident.unlisted();
    let foot = u16::from(waiting > 0 && area.height > heads + 1);
    let body = Area {
        y: area.y.saturating_add(heads),
        height: area.height.saturating_sub(heads + foot),
        ..area
    };
    if foot > 0 {
        let words = if area.width < 56 {
            format!("{waiting} more once declared (r d)")
        } else {
            format!("{waiting} more items wait until the room is declared (r d)")
        };
        canvas.text(area, 2, area.height - 1, &words, Role::Faint);
    }
    let ids = order::ids(model);
    if ids.is_empty() {
        let words = if model.incident.checklist.items().is_empty() {
            "No item yet: + adds one, r b takes over a playbook."
        } else {
            "No item here: left and right change the department, f which are listed."
        };
        canvas.text(body, 2, 0, words, Role::Faint);
        return;
    }
    let (first, selected) = model.checklists.selection.window(&ids, usize::from(body.height));
    let mut group = String::new();
    for (line, (place, id)) in (0..body.height).zip(ids.iter().enumerate().skip(first)) {
        let Some(item) = model.incident.checklist.item(id) else { continue };
        let row = row::row(model, item);
        let chosen = selected == Some(place);
        if chosen {
            canvas.marker(body, line, has_keys);
        }
        let shown = if row.group == group { "" } else { row.group.as_str() };
        one(&row, shown, chosen && has_keys, body, line, canvas);
        group.clone_from(&row.group);
    }
}

/// The chosen lane's figures, and what the list leaves out or is sorted by.
fn head(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let pane = &model.checklists;
    let figures =
        order::lane(model).map_or_else(|| "all departments".to_owned(), |id| row::head(model, &id));
    let late = figures.contains(" late") || figures.contains("blocked");
    let figures = text::cells_in(&figures, canvas.set).into_owned();
    let figures = if canvas.set == text::Set::Ascii { figures.replace('·', ",") } else { figures };
    let role = if late { Role::Soon } else { Role::Faint };
    let at = canvas.text(area, 2, 0, &figures, role);
    let mut choices = vec![pane.sort.words().to_owned(), pane.only.words().to_owned()];
    if !pane.filter.is_empty() {
        choices.push(format!("with “{}”", pane.filter));
    }
    choices.retain(|words| !words.is_empty());
    canvas.text(area, at + 2, 0, &format!("({})", choices.join(", ")), Role::Faint);
}

fn one(row: &Row, group: &str, chosen: bool, area: Area, line: u16, canvas: &mut Canvas<'_>) {
    let set = canvas.set;
    let mut at = 2;
    if area.width >= 56 {
        let group = text::pad(&text::cells_in(group, set), GROUP, set);
        canvas.text(area, at, line, &group, Role::Faint);
        at += u16::try_from(GROUP).unwrap_or(0) + 1;
    }
    let (action, sign, when) = match row.urgency {
        Urgency::Over => (Role::Faint, Role::Good, Role::Faint),
        Urgency::Calm => (Role::Text, Role::Text, Role::Text),
        Urgency::Soon => (Role::Text, Role::Text, Role::Soon),
        Urgency::Alarm => (Role::Text, Role::Alarm, Role::Alarm),
    };
    at = canvas.text(area, at, line, row.sign, sign) + 1;
    // The time gives way last, but never takes more than half the line.
    let half = usize::from(area.width) / 2;
    let words = text::cells_in(&row.when, set);
    let words = text::fit_in(&words, half, set).into_owned();
    let who = text::cells_in(&row.who, set).into_owned();
    let beside = [row.waits.as_str(), who.as_str()].into_iter().filter(|words| !words.is_empty());
    // Where the pane is narrow, who has it and what it waits for are left to its details.
    let wide = area.width >= 56;
    let right: String = beside.filter(|_| wide).flat_map(|words| [words, "  "]).collect();
    let cells = text::width(&right) + text::width(&words);
    let left = usize::from(area.width).saturating_sub(cells + 1);
    let sub = Area { width: u16::try_from(left).unwrap_or(area.width), ..area };
    let action = if chosen { Role::Focused } else { action };
    canvas.text(sub, at, line, &row.action, action);
    let begin = area.width.saturating_sub(u16::try_from(cells).unwrap_or(area.width));
    let begin = canvas.text(area, begin, line, &right, Role::Faint);
    canvas.text(area, begin, line, &words, when);
}
