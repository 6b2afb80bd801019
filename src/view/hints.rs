//! The last line: a notice, or how the line reads, or the keys that mean something here. Keys of an
//! unfinished sequence are shown with what may follow, in a box above the line.

use crate::console::action::Action;
use crate::console::drafts::page::Page;
use crate::console::keymap::{Context, Meaning, written};
use crate::console::layout::{Area, Places};
use crate::console::model::{Focus, Model, Pane, Thing};
use crate::console::overlay::{Asks, Overlay};
use crate::console::update::contexts;
use crate::console::{next, timeline, typist};
use crate::domain::event::EntryKind;
use crate::text;

use super::canvas::Canvas;
use super::capture;
use super::theme::Role;

/// Draws the line.
pub fn draw(model: &Model, places: &Places, canvas: &mut Canvas<'_>) {
    let area = places.hints;
    let typing = matches!(model.overlays.last(), None | Some(Overlay::Line(_)));
    let said = model.notice.as_ref().filter(|notice| !capture::says(model, canvas.set, notice));
    if let Some(notice) = said {
        if capture::above_line(notice, Role::Title, area, places.panes, canvas) {
            keys(model, area, canvas);
        }
    } else if let Some((words, role)) = capture::below(model, canvas.set).filter(|_| typing) {
        canvas.text(area, 1, 0, &words, role);
    } else {
        keys(model, area, canvas);
    }
    following(model, places.panes, canvas);
}

/// The keys that are most wanted here, as many as fit.
fn keys(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let mut column = 1;
    for (context, action, words) in wanted(model) {
        // What is owed is acted on in the timeline too, by that pane's keys.
        let here = model.focus == Focus::Pane(Pane::Timeline) && *context == Context::Next;
        let context = if here { Context::Timeline } else { *context };
        let Some(key) = model.keymap.keys(context, *action).into_iter().next() else { continue };
        let needed = key.len() + words.len() + 4;
        if usize::from(column) + needed > usize::from(area.width) + 3 {
            return;
        }
        column = canvas.text(area, column, 0, &key, Role::Title).saturating_add(1);
        column = canvas.text(area, column, 0, words, Role::Faint).saturating_add(3);
    }
}

type Hint = (Context, Action, &'static str);

const IN_LINE: &[Hint] = &[
    (Context::Capture, Action::ToPanes, "panes"),
    (Context::Always, Action::Palette, "palette and help"),
    (Context::Capture, Action::LastLine, "mend last"),
    (Context::Capture, Action::Complete, "complete"),
    (Context::Always, Action::Blank, "hide screen"),
    (Context::Always, Action::Leave, "leave"),
];

const IN_MEND: &[Hint] = &[
    (Context::Capture, Action::Record, "mend the line"),
    (Context::Capture, Action::ToPanes, "leave it as it was"),
    (Context::Capture, Action::LastLine, "the one before"),
    (Context::Always, Action::Blank, "hide screen"),
];

const IN_FRESH: &[Hint] = &[
    (Context::Line, Action::Record, "record and go back"),
    (Context::Line, Action::Cancel, "park"),
    (Context::Always, Action::Blank, "hide screen"),
];

const IN_DIALOG: &[Hint] = &[
    (Context::Dialog, Action::Accept, "choose"),
    (Context::Dialog, Action::Cancel, "close"),
    (Context::Dialog, Action::Down, "down"),
    (Context::Dialog, Action::Up, "up"),
    (Context::Dialog, Action::Typing, "search"),
    (Context::Always, Action::FreshLine, "fresh line"),
];

const IN_FREE: &[Hint] = &[
    (Context::Typing, Action::Accept, "choose, or take what is typed"),
    (Context::Typing, Action::Cancel, "close"),
    (Context::Typing, Action::Down, "down"),
    (Context::Typing, Action::Up, "up"),
    (Context::Always, Action::FreshLine, "fresh line"),
];

const IN_CONFIRM: &[Hint] = &[
    (Context::Dialog, Action::Accept, "yes"),
    (Context::Dialog, Action::Cancel, "no"),
    (Context::Always, Action::FreshLine, "fresh line"),
];

const IN_PALETTE: &[Hint] = &[
    (Context::Typing, Action::Accept, "run"),
    (Context::Typing, Action::Cancel, "close"),
    (Context::Typing, Action::Down, "down"),
    (Context::Typing, Action::Up, "up"),
    (Context::Always, Action::FreshLine, "fresh line"),
];

const IN_READER: &[Hint] = &[
    (Context::Dialog, Action::Cancel, "close"),
    (Context::Dialog, Action::Down, "down"),
    (Context::Dialog, Action::Up, "up"),
    (Context::Dialog, Action::PageDown, "page down"),
    (Context::Always, Action::FreshLine, "fresh line"),
];

const IN_TYPING: &[Hint] = &[
    (Context::Typing, Action::Accept, "answer"),
    (Context::Typing, Action::Cancel, "close"),
    (Context::Always, Action::FreshLine, "fresh line"),
    (Context::Always, Action::Blank, "hide screen"),
];

const IN_EDITOR: &[Hint] = &[
    (Context::Editor, Action::Save, "save"),
    (Context::Editor, Action::CloseEditor, "back"),
    (Context::Editor, Action::Search, "search"),
    (Context::Always, Action::FreshLine, "fresh line"),
    (Context::Always, Action::Palette, "palette and help"),
];

const IN_PANES: &[Hint] = &[
    (Context::Panes, Action::ToCapture, "line"),
    (Context::Panes, Action::NextPane, "pane"),
    (Context::Always, Action::Palette, "palette and help"),
    (Context::Panes, Action::Down, "down"),
    (Context::Panes, Action::Up, "up"),
    (Context::Panes, Action::Open, "open"),
    (Context::Panes, Action::Filter, "filter"),
    (Context::Panes, Action::Undo, "undo"),
    (Context::Panes, Action::Zoom, "zoom"),
    (Context::Always, Action::Blank, "hide screen"),
];

const IN_CHECKLISTS: &[Hint] = &[
    (Context::Panes, Action::ToCapture, "line"),
    (Context::Panes, Action::NextPane, "pane"),
    (Context::Always, Action::Palette, "help"),
    (Context::Checklists, Action::NextLane, "department"),
    (Context::Panes, Action::Down, "down"),
    (Context::Checklists, Action::Done, "done"),
    (Context::Checklists, Action::Begin, "begin"),
    (Context::Panes, Action::Zoom, "zoom"),
    (Context::Checklists, Action::Promise, "promise"),
    (Context::Checklists, Action::Block, "blocked"),
    (Context::Panes, Action::Open, "open"),
    (Context::Checklists, Action::Only, "only open"),
    (Context::Panes, Action::Undo, "undo"),
    (Context::Always, Action::Blank, "hide screen"),
];

const IN_NEXT: &[Hint] = &[
    (Context::Panes, Action::ToCapture, "line"),
    (Context::Panes, Action::NextPane, "pane"),
    (Context::Always, Action::Palette, "help"),
    (Context::Panes, Action::Down, "down"),
    (Context::Next, Action::Acknowledge, "taken"),
    (Context::Next, Action::Done, "done"),
    (Context::Next, Action::Extend, "more time"),
    (Context::Panes, Action::Open, "open"),
    (Context::Panes, Action::Zoom, "zoom"),
    (Context::Panes, Action::Undo, "undo"),
    (Context::Always, Action::Blank, "hide screen"),
];

const IN_DRAFTS: &[Hint] = &[
    (Context::Panes, Action::ToCapture, "line"),
    (Context::Panes, Action::NextPane, "pane"),
    (Context::Always, Action::Palette, "help"),
    (Context::Panes, Action::Down, "down"),
    (Context::Drafts, Action::NewDraft, "new draft"),
    (Context::Panes, Action::Open, "write"),
    (Context::Drafts, Action::Revisions, "its texts"),
    (Context::Drafts, Action::DraftDetails, "title"),
    (Context::Panes, Action::Zoom, "zoom"),
    (Context::Always, Action::Blank, "hide screen"),
];

const IN_PLAN: &[Hint] = &[
    (Context::Panes, Action::ToCapture, "line"),
    (Context::Plan, Action::Back, "back"),
    (Context::Always, Action::Palette, "help"),
    (Context::Panes, Action::Down, "down"),
    (Context::Plan, Action::Knows, "who knows"),
    (Context::Panes, Action::Open, "whole"),
    (Context::Panes, Action::Embargo, "embargo broken"),
    (Context::Always, Action::Blank, "hide screen"),
];

// A page says what else can be done with it.
const IN_PAGE: &[Hint] = &[
    (Context::Panes, Action::ToCapture, "line"),
    (Context::Panes, Action::NextPane, "pane"),
    (Context::Always, Action::Palette, "help"),
    (Context::Panes, Action::Down, "down"),
    (Context::Drafts, Action::Back, "back"),
    (Context::Panes, Action::Zoom, "zoom"),
    (Context::Always, Action::Blank, "hide screen"),
];

// An answer is what settles a question; nobody takes it as an order.
const ON_QUESTION: &[Hint] = &[
    (Context::Panes, Action::ToCapture, "line"),
    (Context::Panes, Action::NextPane, "pane"),
    (Context::Always, Action::Palette, "help"),
    (Context::Panes, Action::Down, "down"),
    (Context::Next, Action::Done, "answer"),
    (Context::Next, Action::Extend, "more time"),
    (Context::Panes, Action::Open, "open"),
    (Context::Panes, Action::Zoom, "zoom"),
    (Context::Panes, Action::Undo, "undo"),
    (Context::Always, Action::Blank, "hide screen"),
];

// Done or refused: all that is left is to take it up after all.
const ON_SETTLED: &[Hint] = &[
    (Context::Panes, Action::ToCapture, "line"),
    (Context::Panes, Action::NextPane, "pane"),
    (Context::Always, Action::Palette, "help"),
    (Context::Panes, Action::Down, "down"),
    (Context::Next, Action::Acknowledge, "take up again"),
    (Context::Panes, Action::Open, "open"),
    (Context::Panes, Action::Zoom, "zoom"),
    (Context::Panes, Action::Undo, "undo"),
    (Context::Always, Action::Blank, "hide screen"),
];

const ON_DECISION: &[Hint] = &[
    (Context::Panes, Action::ToCapture, "line"),
    (Context::Panes, Action::NextPane, "pane"),
    (Context::Always, Action::Palette, "help"),
    (Context::Panes, Action::Down, "down"),
    (Context::Next, Action::Done, "looked at"),
    (Context::Next, Action::Extend, "another time"),
    (Context::Panes, Action::Open, "open"),
    (Context::Panes, Action::Zoom, "zoom"),
    (Context::Panes, Action::Undo, "undo"),
    (Context::Always, Action::Blank, "hide screen"),
];

// While keys wait for the answer to who types, these alone mean something.
const IN_WAITING: &[Hint] = &[
    (Context::Typing, Action::Accept, "answer"),
    (Context::Typing, Action::Down, "down"),
    (Context::Typing, Action::Up, "up"),
    (Context::Always, Action::Blank, "hide screen"),
    (Context::Always, Action::Leave, "leave"),
];

fn wanted(model: &Model) -> &'static [Hint] {
    if typist::asking(model) {
        return IN_WAITING;
    }
    match model.overlays.last() {
        Some(Overlay::Reader(_)) => return IN_READER,
        Some(Overlay::Confirm(_)) => return IN_CONFIRM,
        Some(Overlay::Choice(choice)) if choice.typing && choice.asks == Asks::Palette => {
            return IN_PALETTE;
        }
        Some(Overlay::Choice(choice)) if choice.free && choice.typing => return IN_FREE,
        Some(Overlay::Choice(_) | Overlay::Prompt(_) | Overlay::Line(_)) | None => {}
    }
    match contexts(model).last() {
        Some(Context::Line) => IN_FRESH,
        Some(Context::Dialog) => IN_DIALOG,
        Some(Context::Typing) => IN_TYPING,
        Some(Context::Editor) => IN_EDITOR,
        _ if model.focus == Focus::Capture && model.capture.mending.is_some() => IN_MEND,
        _ if model.focus == Focus::Capture => IN_LINE,
        _ => match model.focus {
            Focus::Pane(Pane::Checklists) => IN_CHECKLISTS,
            Focus::Pane(Pane::Next) => match kind(model, next::selected(model)) {
                Some(EntryKind::Question { .. } | EntryKind::Words { .. }) => ON_QUESTION,
                Some(EntryKind::Decision { .. }) => ON_DECISION,
                Some(EntryKind::Order { .. }) if is_settled(model, next::selected(model)) => {
                    ON_SETTLED
                }
                _ => IN_NEXT,
            },
            Focus::Pane(Pane::Timeline) => match kind(model, timeline::selected(model)) {
                Some(EntryKind::Order { .. }) if is_settled(model, timeline::selected(model)) => {
                    ON_SETTLED
                }
                Some(EntryKind::Order { .. }) => IN_NEXT,
                Some(EntryKind::Question { .. }) => ON_QUESTION,
                _ => IN_PANES,
            },
            Focus::Pane(Pane::Drafts) => match model.drafts.page {
                Page::List => IN_DRAFTS,
                Page::Plan(_) => IN_PLAN,
                Page::Revisions(_) | Page::Reading(_) | Page::Review(_) => IN_PAGE,
            },
            Focus::Capture => IN_PANES,
        },
    }
}

/// What sort of line is selected, where one is.
fn kind(model: &Model, selected: Option<Thing>) -> Option<&EntryKind> {
    let Some(Thing::Entry(id)) = selected else { return None };
    model.incident.timeline.entry(&id).map(|entry| &entry.now.kind)
}

/// Whether an order that is selected is owed no longer.
fn is_settled(model: &Model, selected: Option<Thing>) -> bool {
    let Some(Thing::Entry(id)) = selected else { return false };
    let entry = model.incident.timeline.entry(&id);
    entry.is_some_and(|entry| entry.withdrawn.is_none() && !entry.is_owed())
}

/// What may follow the keys pressed so far: each key with its line of help, else with its short
/// name, as many on a row as fit; what still has no room is counted.
fn following(model: &Model, panes: Area, canvas: &mut Canvas<'_>) {
    if model.pressed.is_empty() {
        return;
    }
    let Meaning::Pending(rows) = model.keymap.meaning(contexts(model), &model.pressed) else {
        return;
    };
    let pressed: Vec<String> = model.pressed.iter().map(written).collect();
    let title = format!("{} …", pressed.join(" "));
    let widest = rows.iter().map(|(_, row)| text::width(row.help)).max().unwrap_or(0);
    if rows.len() + 2 <= usize::from(panes.height) && widest + 8 <= usize::from(panes.width) {
        let lines = u16::try_from(rows.len() + 2).unwrap_or(panes.height);
        let width = u16::try_from(widest + 8).unwrap_or(panes.width);
        let y = panes.y + panes.height - lines;
        let area = Area { x: panes.x, y, width, height: lines };
        canvas.clear(area);
        canvas.frame(area, &title, true);
        let inside = area.inner();
        for (row, (key, binding)) in (0..inside.height).zip(&rows) {
            canvas.text(inside, 1, row, &written(key), Role::Title);
            canvas.text(inside, 5, row, binding.help, Role::Text);
        }
        return;
    }
    let keys = rows.iter().map(|(key, row)| (written(key), row.name)).collect();
    in_rows(&title, keys, model, panes, canvas);
}

/// Keys with their short names one after another, in as many rows as that takes.
fn in_rows(
    title: &str,
    keys: Vec<(String, &'static str)>,
    model: &Model,
    panes: Area,
    canvas: &mut Canvas<'_>,
) {
    let width = usize::from(panes.width);
    let palette = model.keymap.keys(Context::Always, Action::Palette);
    let palette = palette.first().map(String::as_str).unwrap_or_default();
    let head = usize::from(panes.height > 2);
    let most = usize::from(panes.height).saturating_sub(head);
    let cells = |(key, name): &(String, &str)| text::width(key) + 1 + text::width(name);
    let mut lines: Vec<Vec<(String, &'static str)>> = vec![Vec::new()];
    let mut used = 1;
    let mut left = keys.len();
    for one in keys {
        let room = width.saturating_sub(used);
        if !lines.last().is_some_and(Vec::is_empty) && cells(&one) > room {
            if lines.len() == most {
                break;
            }
            lines.push(Vec::new());
            used = 1;
        }
        used += cells(&one) + 2;
        left -= 1;
        lines.last_mut().into_iter().for_each(|line| line.push(one.clone()));
    }
    let mut more = format!("+{left} more: {palette}");
    // What is counted takes the place of the last keys of the last row.
    while left > 0 {
        let Some(line) = lines.last_mut().filter(|line| !line.is_empty()) else { break };
        let used: usize = line.iter().map(|one| cells(one) + 2).sum();
        if used + 1 + text::width(&more) <= width {
            break;
        }
        line.pop();
        left += 1;
        more = format!("+{left} more: {palette}");
    }
    let height = u16::try_from(lines.len() + head).unwrap_or(panes.height).min(panes.height);
    let area = Area { y: panes.y + panes.height - height, height, ..panes };
    canvas.clear(area);
    if head > 0 {
        canvas.text(area, 0, 0, title, Role::Title);
    }
    let first = u16::try_from(head).unwrap_or(0);
    let mut end = (first, 1);
    for (row, line) in (first..area.height).zip(&lines) {
        let mut column = 1;
        for (key, name) in line {
            column = canvas.text(area, column, row, key, Role::Title) + 1;
            column = canvas.text(area, column, row, name, Role::Text) + 2;
        }
        end = (row, column);
    }
    if left > 0 {
        canvas.text(area, end.1, end.0, &more, Role::Soon);
    }
}
