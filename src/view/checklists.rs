//! The checklists pane: the lanes on its frame, the chosen lane's head, its items.

use crate::console::checklists::order;
use crate::console::checklists::row::{self, HEADS, Row, Urgency};
use crate::console::layout::{self, Area};
use crate::console::model::{Focus, Model, Pane};
use crate::domain::ids::ItemId;
use crate::text;

use super::canvas::Canvas;
use super::lanes;
use super::list::{List, Placed, text_rows};
use super::theme::Role;

/// Cells of the column for phase or department.
const GROUP: usize = 11;

/// What stands on the pane's frame beside its name: each lane's progress, the chosen one in
/// brackets; how many more there are where the frame is too short for all.
pub fn title(model: &Model, width: u16) -> String {
    if layout::lanes_only(model) {
        return lanes::title(model);
    }
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
    let room = usize::from(width).saturating_sub(Pane::Checklists.label().len() + 5);
    whole_heads(&words, room)
}

/// As many heads as fit whole, and how many are left out.
fn whole_heads(heads: &[String], room: usize) -> String {
    let mut out = heads.join("  ");
    for kept in (1..heads.len()).rev() {
        if text::width(&out) <= room {
            break;
        }
        out = format!("{}  +{}", heads[..kept].join("  "), heads.len() - kept);
    }
    out
}

/// Draws the pane's lines into an area without frame. `has_keys`: keys go here, so the real cursor
/// does too. Gives how many items stand below the last row.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) -> usize {
    if layout::lanes_only(model) {
        lanes::draw(model, area, canvas);
        return 0;
    }
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
        return 0;
    }
    items(model, &ids, body, canvas, has_keys)
}

fn items(
    model: &Model,
    ids: &[ItemId],
    body: Area,
    canvas: &mut Canvas<'_>,
    has_keys: bool,
) -> usize {
    let list = List {
        things: ids,
        known: model.checklists.frozen.as_ref().map_or(ids.len(), |frozen| frozen.order.len()),
        selection: &model.checklists.selection,
        here: model.focus == Focus::Pane(Pane::Checklists),
        zoomed: model.zoomed == Some(Pane::Checklists),
        height: body.height,
    };
    let near = list.near();
    let lines: Vec<Option<Line>> = ids[near.clone()]
        .iter()
        .map(|id| {
            Some(Line::new(row::row(model, model.incident.checklist.item(id)?), body, canvas))
        })
        .collect();
    let at = |place: usize| lines.get(place.checked_sub(near.start)?)?.as_ref();
    let placed = list.lay(|place| at(place).map_or(1, Line::rows));
    let mut group = "";
    for one in &placed {
        if one.selected {
            canvas.marker(body, one.row, has_keys);
        }
        let Some(line) = at(one.place) else { continue };
        let shown = if line.row.group == group { "" } else { line.row.group.as_str() };
        line.draw(shown, one.selected && has_keys, body, *one, canvas);
        group = &line.row.group;
    }
    ids.len().saturating_sub(placed.last().map_or(0, |last| last.place + 1))
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

/// One item, ready to be laid out.
struct Line {
    row: Row,
    /// What is to be done, safe for cells.
    action: String,
    /// Who has it and what it waits for, and then state and time. Safe for cells.
    beside: (String, String),
    /// Where the action begins.
    column: u16,
    /// Cells of the line.
    width: usize,
}

impl Line {
    fn new(row: Row, area: Area, canvas: &Canvas<'_>) -> Self {
        let cells = |words: &str| text::cells_in(words, canvas.set).into_owned();
        let who = [cells(&row.waits), cells(&row.who)];
        let who = who.iter().filter(|words| !words.is_empty());
        let who: String = who.flat_map(|words| [words.as_str(), "  "]).collect();
        let group = if area.width >= 56 { GROUP + 1 } else { 0 };
        Self {
            action: cells(&row.action),
            beside: (who, cells(&row.when)),
            column: u16::try_from(2 + group + 4).unwrap_or(u16::MAX),
            width: usize::from(area.width),
            row,
        }
    }

    /// Cells of what stands at the right edge.
    fn right(&self) -> usize {
        text::width(&self.beside.0) + text::width(&self.beside.1)
    }

    /// Cells for the action where all words are shown, and whether what else there is to say has
    /// rows of its own below it.
    fn open(&self) -> (usize, bool) {
        let room = self.width.saturating_sub(usize::from(self.column)).max(8);
        let below = self.right() * 5 > room * 2;
        (if below { room } else { room.saturating_sub(self.right() + 2).max(8) }, below)
    }

    /// Rows where all words are shown.
    fn rows(&self) -> usize {
        let (room, below) = self.open();
        let said = || text::rows(&format!("{}{}", self.beside.0, self.beside.1), room);
        text::rows(&self.action, room) + if below { said() } else { 0 }
    }

    fn draw(&self, group: &str, chosen: bool, area: Area, at: Placed, canvas: &mut Canvas<'_>) {
        let (action, sign, when) = match self.row.urgency {
            Urgency::Over => (Role::Faint, Role::Good, Role::Faint),
            Urgency::Calm => (Role::Text, Role::Text, Role::Text),
            Urgency::Soon => (Role::Text, Role::Text, Role::Soon),
            Urgency::Alarm => (Role::Text, Role::Alarm, Role::Alarm),
        };
        let action = if chosen { Role::Focused } else { action };
        let group = text::cells_in(group, canvas.set);
        let group = text::pad(&group, GROUP, canvas.set);
        if usize::from(self.column) > GROUP {
            canvas.text(area, 2, at.row, &group, Role::Faint);
        }
        canvas.text(area, self.column.saturating_sub(4), at.row, self.row.sign, sign);
        let (room, below) = self.open();
        let edge = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX).min(area.width);
        if at.rows > 1 {
            let sub = Area { width: edge(usize::from(self.column) + room), ..area };
            text_rows(&self.action, sub, self.column, at, action, canvas);
            if below {
                let used = edge(text::rows(&self.action, room)).min(at.rows);
                let rest = Placed { row: at.row + used, rows: (at.rows - used).max(1), ..at };
                let words = format!("{}{}", self.beside.0, self.beside.1);
                if used < at.rows {
                    text_rows(&words, area, self.column, rest, when, canvas);
                }
                return;
            }
        }
        // The time gives way last, but never takes more than half the line. Who has it and what it
        // waits for stand there where they leave the words their room.
        let words = text::fit_in(&self.beside.1, self.width / 2, canvas.set).into_owned();
        let who = if self.right() * 5 > self.width * 2 { "" } else { &self.beside.0 };
        let cells = text::width(who) + text::width(&words);
        if at.rows <= 1 {
            let sub = Area { width: edge(self.width.saturating_sub(cells + 2)), ..area };
            canvas.text(sub, self.column, at.row, &self.action, action);
        }
        let begin =
            canvas.text(area, edge(self.width - cells.min(self.width)), at.row, who, Role::Faint);
        canvas.text(area, begin, at.row, &words, when);
    }
}
