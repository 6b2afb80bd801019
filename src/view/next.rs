//! The Next pane: what is owed, by time, with who and how long.

use crate::console::drafts::row;
use crate::console::layout::{self, Area};
use crate::console::model::{Focus, Model, Pane};
use crate::console::next;
use crate::console::select::Selection;
use crate::console::zone;
use crate::domain::ids::DraftId;
use crate::domain::next::{Key, Owed, Thing, update_words};
use crate::domain::time::{Timestamp, distance, length};
use crate::domain::words::Status;
use crate::text;

use super::canvas::Canvas;
use super::list::{List, Placed, Unseen, text_rows};
use super::theme::Role;

/// Below so many columns a line says only when and what.
const ALL: u16 = 30;

/// What stands on the pane's frame beside its name.
pub fn title(model: &Model, owed: &[Owed<'_>]) -> String {
    if !model.next.filter.is_empty() {
        return format!("with “{}”", model.next.filter);
    }
    let now = model.incident.late_against(model.now);
    let late = owed.iter().filter(|one| one.is_late(now)).count();
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
        Thing::Approval(..) => "ok",
        Thing::Changes(..) => "ch",
        Thing::Correction(..) => "!!",
        Thing::Go(_) => "go",
        Thing::Sending(_) => "->",
        Thing::Outcome(..) => "??",
        Thing::Expiry(_) => "ex",
        Thing::Tell(_) => "=>",
    }
}

/// One line of the pane.
struct Line {
    when: String,
    role: Role,
    sort: &'static str,
    sign: &'static str,
    who: String,
    words: String,
    look: Role,
    last: String,
}

/// Where the words begin, and the room of what stands before them.
struct Columns {
    when: usize,
    sort: usize,
    who: usize,
    wide: bool,
}

impl Columns {
    fn words(&self) -> u16 {
        let column = |cells: usize| if cells == 0 { 0 } else { cells + 1 };
        let before = 2 + self.when + 2 + column(self.sort) + column(self.who);
        u16::try_from(before).unwrap_or(u16::MAX)
    }
}

/// Draws the pane's lines into an area without frame. `has_keys`: keys go here, so the real cursor
/// does too. Gives how many lines there is no row for.
pub fn draw(
    model: &Model,
    owed: &[Owed<'_>],
    area: Area,
    canvas: &mut Canvas<'_>,
    has_keys: bool,
) -> Unseen {
    let keys = next::keys(model, owed);
    if keys.is_empty() {
        let words = if model.next.filter.is_empty() {
            "Nothing is owed: no open order, question or promise."
        } else {
            "Nothing that is owed has these words."
        };
        let width = usize::from(area.width.saturating_sub(2));
        let mut rows = 0;
        for (row, line) in (0..area.height).zip(text::wrap(words, width)) {
            canvas.text(area, 2, row, line, Role::Faint);
            rows = row + 1;
        }
        let drafts = drafts(model, area, rows, canvas);
        return Unseen { drafts, ..Unseen::default() };
    }
    let line = |key: &Key| match owed.iter().find(|one| one.key() == *key) {
        Some(one) => debt(model, one, is_wide(area), canvas.set),
        None => settled(model, key, canvas.set),
    };
    // Where nobody stands in it, it begins with what is most urgent.
    let (here, top) = (model.focus == Focus::Pane(Pane::Next), Selection::default());
    let list = List {
        things: &keys,
        known: model.next.frozen.as_ref().map_or(keys.len(), Vec::len),
        selection: if here { &model.next.selection } else { &top },
        here,
        zoomed: model.zoomed == Some(Pane::Next),
        height: area.height,
    };
    let near = list.near();
    let mut lines: Vec<Line> = keys[near.clone()].iter().map(line).collect();
    if area.width < ALL {
        // When, and what: all else stands in the details.
        for line in &mut lines {
            (line.who, line.last) = (String::new(), String::new());
        }
    }
    let columns = columns(&lines, area);
    let room = |line: &Line| {
        let behind = if line.last.is_empty() { 0 } else { text::width(&line.last) + 2 };
        usize::from(area.width.saturating_sub(columns.words())).saturating_sub(behind).max(8)
    };
    let placed = list.lay(|place| {
        let near = place.checked_sub(near.start).and_then(|at| lines.get(at));
        near.map_or(1, |line| text::rows(&line.words, room(line)))
    });
    for one in &placed {
        if keys.get(one.place) == model.next.selection.on() {
            canvas.marker(area, one.row, has_keys);
        }
        let Some(line) = one.place.checked_sub(near.start).and_then(|at| lines.get(at)) else {
            continue;
        };
        let look = if one.selected && has_keys { Role::Focused } else { line.look };
        debt_line(line, &columns, area, *one, (room(line), look), canvas);
    }
    let shown = placed.last().map_or(0, |last| last.place + 1);
    let drafts = drafts(model, area, placed.last().map_or(0, |last| last.row + last.rows), canvas);
    let above = placed.first().map_or(0, |first| first.place);
    Unseen { above, below: keys.len().saturating_sub(shown), drafts }
}

/// Whether the sort of a debt is a word, and not the sign of its line.
const fn is_wide(area: Area) -> bool {
    area.width >= 64
}

/// Columns as wide as what stands in them. Where the words would have no room, the sort is the sign
/// that it has in the timeline.
fn columns(lines: &[Line], area: Area) -> Columns {
    let widest = |of: fn(&Line) -> &str, most: usize| {
        lines.iter().map(|line| text::width(of(line))).max().unwrap_or(0).min(most)
    };
    let wide = is_wide(area);
    Columns {
        when: widest(|line| &line.when, 12),
        sort: match area.width {
            0..ALL => 0,
            _ if wide => widest(|line| line.sort, 10),
            _ => 2,
        },
        who: widest(|line| &line.who, if wide { 12 } else { 8 }),
        wide,
    }
}

/// Where the drafts have no pane of their own, they are lines below what is owed. Gives how many
/// have no row there.
fn drafts(model: &Model, area: Area, from: u16, canvas: &mut Canvas<'_>) -> usize {
    if layout::places(model).shown.iter().any(|(pane, _)| *pane == Pane::Drafts) {
        return 0;
    }
    let listed =
        |id: &DraftId| model.incident.drafts.draft(id).is_none_or(|draft| draft.shelved.is_none());
    let ids: Vec<DraftId> = row::ids(model).into_iter().filter(listed).collect();
    for (line, id) in (from..area.height).zip(&ids) {
        let row = row::row(model, id);
        let dots = text::dots(&row.title, canvas.set);
        let title = if row.hidden { &dots } else { &row.title };
        let at = canvas.text(area, 2, line, "draft     ", Role::Faint);
        let at = canvas.text(area, at, line, title, Role::Text);
        let role = if row.asks { Role::Soon } else { Role::Faint };
        canvas.text(area, at + 2, line, &row.state.join(", "), role);
    }
    ids.len().saturating_sub(usize::from(area.height.saturating_sub(from)))
}

/// What was just settled stays in its place, struck, until its list is left.
fn settled(model: &Model, key: &Key, set: text::Set) -> Line {
    let (word, words) = next::settled(model, key);
    Line {
        when: word.to_owned(),
        role: Role::Good,
        sort: "",
        sign: "",
        who: String::new(),
        words: text::cells_in(&words.unwrap_or_default(), set).into_owned(),
        look: Role::Struck,
        last: String::new(),
    }
}

/// A moment beside what is due today: its clock time, with its day where that is another.
fn moment(model: &Model, at: Timestamp) -> String {
    zone::beside(at, model.now, model.now, model.tz())
}

/// What is owed as a line; `wide`: its sort stands before it as a word.
fn debt(model: &Model, one: &Owed<'_>, wide: bool, set: text::Set) -> Line {
    let closed = model.incident.status.value == Status::Closed;
    let late = one.is_late(model.now);
    let (when, role) = match one.due {
        None if one.at_once && !closed => ("now".to_owned(), Role::Alarm),
        Some(_) if closed => ("left open".to_owned(), Role::Faint),
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
    let told = one.told().map(|whom| {
        let what =
            if one.words().is_empty() { String::new() } else { format!(": {}", one.words()) };
        format!("{whom}{what}")
    });
    let words = if one.words().is_empty() { one.sort() } else { one.words() };
    let update = one.audience();
    let update = update.map(|whom| if wide { whom } else { update_words(one.words()).into() });
    let words = told.as_deref().or(update.as_deref()).unwrap_or(words);
    let (words, look) = if model.shielded() && !one.is_open() {
        (text::dots("...", set), Role::Hidden)
    } else {
        let asker = one.asker().map(|asker| format!("{asker}: ")).unwrap_or_default();
        let lacks = if one.lacks.is_empty() { String::new() } else { format!(": {}", one.lacks) };
        let from = one.from.filter(|from| *from > model.now);
        let from = from.map(|from| format!(", not before {}", moment(model, from)));
        let from = from.unwrap_or_default();
        (text::cells_in(&format!("{asker}{words}{lacks}{from}"), set).into_owned(), Role::Text)
    };
    Line {
        when,
        role,
        sort: one.sort(),
        sign: sign(one),
        who: match one.thing {
            // Whom it is for stands there: "anybody" beside it would be read as that.
            Thing::Update(_) => String::new(),
            _ => text::cells_in(model.incident.who(one, !model.shielded()), set).into_owned(),
        },
        words,
        look,
        last,
    }
}

fn debt_line(
    line: &Line,
    columns: &Columns,
    area: Area,
    placed: Placed,
    (room, look): (usize, Role),
    canvas: &mut Canvas<'_>,
) {
    let set = canvas.set;
    let cells = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
    let mut at = 2;
    canvas.text(area, at, placed.row, &text::pad(&line.when, columns.when, set), line.role);
    at += cells(columns.when) + 2;
    let sort = if columns.wide { line.sort } else { line.sign };
    canvas.text(area, at, placed.row, &text::pad(sort, columns.sort, set), Role::Faint);
    at += cells(columns.sort) + u16::from(columns.sort > 0);
    canvas.text(area, at, placed.row, &text::pad(&line.who, columns.who, set), Role::Text);
    let words = Area { width: columns.words().saturating_add(cells(room)).min(area.width), ..area };
    text_rows(&line.words, words, columns.words(), placed, look, canvas);
    canvas.text_right(area, placed.row, &line.last, Role::Faint);
}
