//! The drafts pane: the list, and the pages on which a draft's texts are read and compared.

use crate::console::action::Action;
use crate::console::diff::{Mark, Marked};
use crate::console::drafts::page::{self, Page, Reading, Revisions, Side, Told, What};
use crate::console::drafts::row::{self, Row};
use crate::console::keymap::Context;
use crate::console::layout::Area;
use crate::console::model::Model;
use crate::domain::ids::RevisionId;
use crate::domain::time::length;
use crate::text;

mod plan;
mod review;

use super::canvas::Canvas;
use super::theme::Role;

/// What stands on the pane's frame beside its name.
pub fn title(model: &Model) -> String {
    let of = |id| match model.incident.drafts.draft(id) {
        Some(draft) if crate::console::drafts::is_hidden(model, draft) => draft.handling.word(),
        Some(draft) => draft.title.as_str(),
        None => "",
    };
    match &model.drafts.page {
        Page::List if model.drafts.filter.is_empty() => String::new(),
        Page::List => format!("with “{}”", model.drafts.filter),
        Page::Revisions(page) => format!("{}: its texts", of(&page.draft)),
        Page::Reading(page) => of(&page.draft).to_owned(),
        Page::Review(page) => format!("{}: what is said of it", of(&page.draft)),
        Page::Plan(_) => plan::title(model),
    }
}

/// Draws the pane's lines into an area without frame. `has_keys`: keys go here, so the real cursor
/// does too. Gives how many drafts of the list stand below the last row.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) -> usize {
    let hidden = |id| {
        let draft = model.incident.drafts.draft(id);
        draft.is_some_and(|draft| crate::console::drafts::is_hidden(model, draft))
    };
    match &model.drafts.page {
        Page::List => return list(model, area, canvas, has_keys),
        Page::Revisions(Revisions { draft, .. }) if hidden(draft) => shielded(area, canvas),
        Page::Reading(page) if hidden(&page.draft) => shielded(area, canvas),
        Page::Review(page) if hidden(&page.draft) => shielded(area, canvas),
        Page::Review(page) => review::draw(model, page, area, canvas, has_keys),
        Page::Plan(page) => return plan::draw(model, page, area, canvas, has_keys),
        Page::Revisions(page) => revisions(model, page, area, canvas, has_keys),
        Page::Reading(page) => reading(model, page, area, canvas),
    }
    0
}

fn shielded(area: Area, canvas: &mut Canvas<'_>) {
    canvas.text(area, 1, 0, "The shield hides this draft.", Role::Hidden);
}

fn list(model: &Model, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) -> usize {
    let ids = row::ids(model);
    if ids.is_empty() {
        let words = if model.drafts.filter.is_empty() {
            "No draft yet: + begins one, from a template or blank."
        } else {
            "No draft has these words."
        };
        canvas.text(area, 2, 0, words, Role::Faint);
        return 0;
    }
    let (first, selected) = model.drafts.selection.window(&ids, usize::from(area.height));
    for (line, (place, id)) in (0..area.height).zip(ids.iter().enumerate().skip(first)) {
        let chosen = selected == Some(place);
        if chosen {
            canvas.marker(area, line, has_keys);
        }
        draft(model, &row::row(model, id), chosen && has_keys, area, line, canvas);
    }
    ids.len().saturating_sub(first + usize::from(area.height))
}

fn draft(model: &Model, row: &Row, chosen: bool, area: Area, line: u16, canvas: &mut Canvas<'_>) {
    let mut last = format!("{} words", row.words);
    if let Some(at) = row.at {
        let ago = length(model.now.since(at).max(0));
        last = format!("{last}  {} {ago}", row.by);
    }
    // The title stands first: of what is said of it, the last gives way, and is counted.
    let width = usize::from(area.width);
    let title = text::width(&text::cells_in(&row.title, canvas.set));
    let state = said(&row.state, width.saturating_sub(4 + title.min(width * 2 / 5)), canvas.set);
    let room = width.saturating_sub(3 + text::width(&state));
    let title = title.max(20);
    let last = if room > title + text::width(&last) { last } else { String::new() };
    let gap = if state.is_empty() || last.is_empty() { 0 } else { 2 };
    let right = text::width(&state) + text::width(&last) + gap;
    let left = width.saturating_sub(right + 1);
    let sub = Area { width: u16::try_from(left).unwrap_or(area.width), ..area };
    let role = match (row.shelved, chosen) {
        (true, _) => Role::Faint,
        (false, true) => Role::Focused,
        (false, false) => Role::Text,
    };
    if row.hidden {
        let dots = text::dots(&row.title, canvas.set);
        canvas.text(sub, 2, line, &dots, Role::Hidden);
    } else {
        let title = canvas.text(sub, 2, line, &row.title, role);
        let to = [row.audience.as_str(), row.channel.as_str()];
        let to: Vec<&str> = to.into_iter().filter(|words| !words.is_empty()).collect();
        // A word or two of it is no help: where there is no room for more, the page says it.
        let to = to.join(", ");
        let enough = u16::try_from(text::width(&to).min(12)).unwrap_or(12);
        if !to.is_empty() && title + 2 + enough <= sub.width {
            canvas.text(sub, title + 2, line, &to, Role::Faint);
        }
    }
    let at = area.width.saturating_sub(u16::try_from(right).unwrap_or(u16::MAX));
    let role = if row.asks { Role::Soon } else { Role::Faint };
    let at = canvas.text(area, at, line, &state, role);
    let gap = u16::try_from(gap).unwrap_or(0);
    canvas.text(area, at + gap, line, &last, Role::Faint);
}

/// What is said of a draft, as many parts as fit, and how many do not: `owes a correction, +2`.
fn said(parts: &[String], room: usize, set: text::Set) -> String {
    let parts: Vec<_> = parts.iter().map(|part| text::cells_in(part, set)).collect();
    for many in (1..=parts.len()).rev() {
        let more = parts.len() - many;
        let mut said = parts[..many].join(", ");
        if more > 0 {
            said = format!("{said}, +{more}");
        }
        if text::width(&said) <= room {
            return said;
        }
    }
    let first = parts.first().map(AsRef::as_ref).unwrap_or_default();
    match text::whole_words(first, room, set) {
        none if none.is_empty() => text::fit_in(first, room, set).into_owned(),
        some => some.into_owned(),
    }
}

fn revisions(model: &Model, page: &Revisions, area: Area, canvas: &mut Canvas<'_>, keys: bool) {
    let Some(draft) = model.incident.drafts.draft(&page.draft) else { return };
    let body = Area { height: area.height.saturating_sub(page::foot_rows(area)), ..area };
    let ids = page::ids(draft);
    let (first, selected) = page.selection.window(&ids, usize::from(body.height));
    for (line, (place, id)) in (0..body.height).zip(ids.iter().enumerate().skip(first)) {
        let Some(revision) = draft.revision(id) else { continue };
        if selected == Some(place) {
            canvas.marker(body, line, keys);
        }
        let mark = if page.marked.as_ref() == Some(id) { "* " } else { "  " };
        let head = page::head(model, revision);
        let words = revision.word_count();
        let tip = if draft.tips().iter().any(|tip| tip.id == *id) { "  stands" } else { "" };
        let role = if selected == Some(place) { Role::Focused } else { Role::Text };
        let at = canvas.text(body, 2, line, &format!("{mark}{head}"), role);
        canvas.text(body, at + 2, line, &format!("{words} words{tip}"), Role::Faint);
    }
    let hints = [
        (Action::Compare, "compare"),
        (Action::Pin, "mark for comparing"),
        (Action::Restore, "make it the text again"),
        (Action::Back, "back"),
    ];
    foot(model, &hints, area, canvas);
}

/// The last line: what can be done here, as much of it as fits.
fn foot(model: &Model, hints: &[(Action, &str)], area: Area, canvas: &mut Canvas<'_>) {
    foot_of(model, Context::Drafts, hints, area, canvas);
}

/// The same, of another place's keys.
fn foot_of(
    model: &Model,
    context: Context,
    hints: &[(Action, &str)],
    area: Area,
    canvas: &mut Canvas<'_>,
) {
    let Some(line) = area.height.checked_sub(1).filter(|_| page::foot_rows(area) > 0) else {
        return;
    };
    let mut at = 1;
    for (action, words) in hints {
        let own = model.keymap.keys(context, *action);
        let shared = model.keymap.keys(Context::Panes, *action);
        let Some(key) = own.into_iter().chain(shared).next() else {
            continue;
        };
        if usize::from(at) + text::width(&key) + 1 + words.len() > usize::from(area.width) {
            break;
        }
        at = canvas.text(area, at, line, &key, Role::Title);
        at = canvas.text(area, at + 1, line, words, Role::Faint) + 2;
    }
}

fn reading(model: &Model, page: &Reading, area: Area, canvas: &mut Canvas<'_>) {
    let body = |area: Area, heads: u16| Area {
        y: area.y.saturating_add(heads),
        height: area.height.saturating_sub(heads + page::foot_rows(area)),
        ..area
    };
    let head = |id: &RevisionId| Told::Saved(id.clone()).head(model, &page.draft);
    // A larger screen shows the end of the text, and no more than that.
    let top = page.top.min(page::last(model, page));
    match &page.what {
        What::One(side) => {
            canvas.text(area, 1, 0, &head(&side.revision), Role::Title);
            lines(&side.text, body(area, 1), top, canvas);
            foot(
                model,
                &[(Action::Restore, "make it the text again"), (Action::Back, "back")],
                area,
                canvas,
            );
        }
        What::Compared { old, new, both } => {
            let (gone, added) = both.counts();
            let (old, new) = (old.head(model, &page.draft), new.head(model, &page.draft));
            canvas.pieces(area, 1, 0, &[("from ", Role::Faint), (&old, Role::Text)]);
            let counts = format!("   words: {gone} gone [-so-], {added} new {{+so+}}");
            canvas.pieces(
                area,
                1,
                1,
                &[("to   ", Role::Faint), (&new, Role::Text), (&counts, Role::Faint)],
            );
            lines(both, body(area, 2), top, canvas);
            foot(model, &[(Action::Back, "back")], area, canvas);
        }
        What::Beside(left, right) => {
            let half = area.width / 2;
            let side = |which: &Side, area: Area, number: &str, canvas: &mut Canvas<'_>| {
                let at = canvas.text(area, 1, 0, number, Role::Focused);
                let room = usize::from(area.width).saturating_sub(usize::from(at) + 2);
                canvas.text(
                    area,
                    at + 1,
                    0,
                    &whole_parts(&head(&which.revision), room),
                    Role::Title,
                );
                lines(&which.text, body(area, 1), top, canvas);
            };
            side(left, Area { width: half, ..area }, "1", canvas);
            let x = area.x.saturating_add(half);
            side(right, Area { x, width: area.width - half, ..area }, "2", canvas);
            let hints = [
                (Action::TakeFirst, "take this one"),
                (Action::TakeSecond, "or this one"),
                (Action::Merge, "make one by hand"),
                (Action::Back, "back"),
            ];
            foot(model, &hints, area, canvas);
        }
    }
}

/// What a head says of a text, part by part, as many as fit whole; at least the first.
fn whole_parts(head: &str, room: usize) -> String {
    let mut out = head.to_owned();
    while text::width(&out) > room {
        let Some(kept) = out.trim_end().rfind("  ") else { break };
        out.truncate(kept);
    }
    out
}

/// A marked text's rows from `top` on. Its bytes were made safe when the page was opened, so the
/// marks fit.
fn lines(marked: &Marked, area: Area, top: usize, canvas: &mut Canvas<'_>) {
    let width = usize::from(area.width).saturating_sub(2);
    let begin = marked.text.as_ptr() as usize;
    let rows = text::wrap(&marked.text, width).skip(top);
    for (line, words) in (0..area.height).zip(rows) {
        let from = (words.as_ptr() as usize).saturating_sub(begin);
        let mut column = 1;
        let mut start = 0;
        while start < words.len() {
            let mark = marked.mark(from + start);
            let same = words[start..]
                .char_indices()
                .find(|(at, _)| marked.mark(from + start + at) != mark);
            let end = same.map_or(words.len(), |(at, _)| start + at);
            let role = match mark {
                Mark::Same => Role::Text,
                Mark::Gone => Role::Struck,
                Mark::New => Role::Good,
            };
            column = canvas.text(area, column, line, &words[start..end], role);
            start = end;
        }
    }
}
