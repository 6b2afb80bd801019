//! A draft being written, in the place of all panes: its state above, the text, and below what its
//! placeholders stand for and what the checks find.

mod marks;

use ratatui::layout::Position;
use ratatui::widgets::Widget;

use crate::console::action::Action;
use crate::console::drafts::{checks, row};
use crate::console::editor::{self, Editor};
use crate::console::keymap::Context;
use crate::console::layout::Area;
use crate::console::model::Model;
use crate::console::zone;
use crate::domain::placeholder;
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;

/// Draws the editor into the whole place of the panes, frame and all.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    let Some(editor) = editor::open_editor(model) else { return };
    let row = row::row(model, &editor.draft);
    let to = [row.audience.as_str(), row.channel.as_str()];
    let to: Vec<&str> = to.into_iter().filter(|words| !words.is_empty()).collect();
    let framed = area.width >= 40 && area.height >= 8;
    let inside = if framed {
        let to = if to.is_empty() { String::new() } else { format!(" · to {}", to.join(" by ")) };
        let title = if row.hidden { String::new() } else { format!("{}{to}", row.title) };
        canvas.frame(area, &title, has_keys);
        area.inner()
    } else {
        area
    };
    if row.hidden {
        let (close, lift) = (
            key(model, Action::CloseEditor),
            model.keymap.keys(Context::Panes, Action::Shield).into_iter().next(),
        );
        let lift = lift.unwrap_or_default();
        let words = format!("The shield hides this draft: {close}, then {lift} lifts it.");
        canvas.text(inside, 1, 0, &words, Role::Hidden);
        return;
    }
    let words = editor.buffer.text();
    let most = if inside.height >= 8 { inside.height / 4 } else { 0 };
    let mut below = placeholders(model, editor, &words, inside, most);
    below.extend(findings(model, editor, inside, most));
    let foot = u16::try_from(below.len()).unwrap_or(0);
    let head = state(model, editor, inside, canvas);
    let body = Area {
        y: inside.y.saturating_add(head),
        height: inside.height.saturating_sub(head + foot),
        ..inside
    };
    body_of(editor, body, canvas, has_keys);
    for (line, words) in (inside.height.saturating_sub(foot)..inside.height).zip(&below) {
        canvas.text(inside, 1, line, words, Role::Soon);
    }
}

/// How the text stands; gives the rows used.
fn state(model: &Model, editor: &Editor, area: Area, canvas: &mut Canvas<'_>) -> u16 {
    let words = format!("{} words", editor.buffer.words());
    let wide = 1 + text::width(&words) + 2 + "NOT KEPT".len() <= usize::from(area.width);
    let mut at = if wide { canvas.text(area, 1, 0, &words, Role::Text) + 2 } else { 1 };
    let (words, role) = if editor.is_unsaved() {
        let save = key(model, Action::Save);
        // The desk may have no room, or this console may have none there.
        let (kept, short, role) = if model.keeps_typed() {
            ("kept at this host", "unsaved", Role::Waiting)
        } else {
            ("KEPT NOWHERE", "NOT KEPT", Role::Alarm)
        };
        let whole = format!("not saved as a text yet ({save}); {kept}");
        let fits = |words: &str| usize::from(at) + text::width(words) <= usize::from(area.width);
        (if fits(&whole) { whole } else { short.to_owned() }, role)
    } else {
        ("saved".to_owned(), Role::Good)
    };
    at = canvas.text(area, at, 0, &words, role) + 2;
    if editor.buffer.is_selecting() {
        canvas.text(area, at, 0, "selecting", Role::Title);
    }
    let mut lines = Vec::new();
    if let Some(wanted) = editor.buffer.searched() {
        let wanted = text::cells(wanted);
        let (on, end) = (key(model, Action::Search), key(model, Action::CloseEditor));
        lines.push(format!("Searching “{wanted}”: {on} goes on, {end} ends it."));
    }
    if let Some(at) = editor.kept_since {
        let since = zone::moment(at, model.now, model.tz());
        let undo = key(model, Action::EditorUndo);
        lines.push(format!("Unsaved text of {since} is back; {undo} shows the saved one."));
    }
    if let Some(other) = editor::elsewhere(model, &editor.draft) {
        lines.push(format!("{other}: yours and theirs would stand side by side."));
    }
    let draft = model.incident.drafts.draft(&editor.draft);
    if let Some(newest) = draft.and_then(|draft| editor.newer(draft).last().copied()) {
        let compare = key(model, Action::Revisions);
        let (by, number) = (&newest.by, newest.number);
        let followed = draft.is_some_and(|draft| editor.is_followed(draft));
        let (close, so_far) = (key(model, Action::CloseEditor), editor.is_unsaved());
        lines.push(match (so_far, followed) {
            (true, _) => format!(
                "{by} saved text {number} meanwhile: {compare} compares; \
                 yours will stand beside it."
            ),
            (false, true) => format!(
                "{by} wrote on, text {number}: {compare} compares; {close}, then Enter opens it."
            ),
            (false, false) => format!(
                "Yours stands beside text {number} by {by}: {close}, then Enter makes one of them."
            ),
        });
    }
    // A line of the text itself stands on the smallest screen too.
    lines.truncate(usize::from(area.height.saturating_sub(2)));
    for (line, words) in (1..area.height).zip(&lines) {
        canvas.text(area, 1, line, words, Role::Soon);
    }
    u16::try_from(lines.len()).unwrap_or(0) + 1
}

fn key(model: &Model, action: Action) -> String {
    model.keymap.keys(Context::Editor, action).into_iter().next().unwrap_or_default()
}

/// The text area, its cursor the real one, its placeholders and findings marked.
fn body_of(editor: &Editor, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    if area.width < 4 || area.height == 0 {
        return;
    }
    let soon = canvas.style(Role::Soon);
    let inner = Area { x: area.x + 1, width: area.width - 2, ..area };
    let textarea = editor.buffer.area();
    let mut cursor = None;
    canvas.paint(inner, |rect, buffer| {
        if rect.is_empty() {
            return;
        }
        textarea.render(rect, buffer);
        let (top, at) = (textarea.scroll_offset().0, textarea.screen_cursor());
        let row = u16::try_from(at.row).unwrap_or(u16::MAX).saturating_sub(top);
        let column = u16::try_from(at.col).unwrap_or(u16::MAX).min(rect.width - 1);
        cursor = Some(Position::new(rect.x + column, rect.y.saturating_add(row)))
            .filter(|at| rect.contains(*at));
        marks::selection(rect, buffer);
        marks::placeholders(rect, buffer, soon);
        marks::findings(rect, buffer, textarea, &editor.found);
    });
    if has_keys && cursor.is_some() {
        canvas.cursor = cursor;
    }
}

/// What the checks find, in at most `most` rows: how many, and the one at the cursor or behind it.
fn findings(model: &Model, editor: &Editor, area: Area, most: u16) -> Vec<String> {
    let Some(count) = checks::count(&editor.found) else { return Vec::new() };
    let here = editor.buffer.byte();
    let mut open = editor.found.iter().filter(|one| one.waived.is_none());
    let at = open.clone().find(|one| one.at.contains(&here) || one.at.start >= here);
    let width = usize::from(area.width).saturating_sub(2);
    let next = key(model, Action::NextFinding);
    let said = match at.or_else(|| open.next()) {
        None => count,
        Some(one) => {
            let draft = model.incident.drafts.draft(&editor.draft);
            let words = draft.map(|draft| checks::words(model, draft, one)).unwrap_or_default();
            let words = text::cells(&words).into_owned();
            let (rule, why, instead) = (&one.rule, &one.why, &one.instead);
            format!(
                "{count} ({next}). {rule}: “{words}”: {}. {}.",
                text::cells(why),
                text::cells(instead)
            )
        }
    };
    text::wrap(&said, width).take(usize::from(most)).map(str::to_owned).collect()
}

/// What the placeholders stand for, in at most `most` rows: the unset ones, those that changed
/// since the text was saved, and the other known ones with their values.
fn placeholders(model: &Model, editor: &Editor, words: &str, area: Area, most: u16) -> Vec<String> {
    let names = placeholder::names(words);
    let unset = model.incident.unset(names.iter().copied());
    let mut parts = Vec::new();
    if !unset.is_empty() {
        parts.push(format!("{} unset: {}", unset.len(), unset.join(", ")));
    }
    let broken = placeholder::broken(words).into_iter();
    parts.extend(broken.map(|at| {
        let typed = placeholder::one_line(&words[at]);
        format!("{} is no name", text::cells(&typed))
    }));
    let draft = model.incident.drafts.draft(&editor.draft);
    let base = draft.and_then(|draft| draft.revision(editor.bases.last()?));
    let moved = base.map(|base| row::moved(model, base)).unwrap_or_default();
    parts.extend(moved.iter().map(|words| text::cells(words).into_owned()));
    let moved = base.map(|base| model.incident.moved_since(base)).unwrap_or_default();
    let known = names.iter().filter(|name| !moved.iter().any(|moved| moved.name == **name));
    parts.extend(known.filter_map(|name| {
        let known = row::known(model, name)?;
        let value = if known.hidden { "hidden by the shield" } else { &known.value };
        Some(format!("{name} = {} ({})", text::cells(value), known.how))
    }));
    let width = usize::from(area.width).saturating_sub(2);
    let rows = |all: &str| text::wrap(all, width).map(str::to_owned).collect::<Vec<_>>();
    let mut lines = rows(&parts.join("; "));
    let mut left_out = 0;
    while lines.len() > usize::from(most) && parts.pop().is_some() {
        left_out += 1;
        lines = rows(&format!("{}; and {left_out} more", parts.join("; ")));
    }
    lines.truncate(most.into());
    lines
}
