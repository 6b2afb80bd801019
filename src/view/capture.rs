//! The capture line, the words that say how it reads, and the small list that Tab offers.

use crate::console::capture::{Capture, reading};
use crate::console::compose::{Reading, Warning};
use crate::console::layout::{Area, Places};
use crate::console::model::{Focus, Model};
use crate::console::overlay::Overlay;
use crate::text;

use super::canvas::Canvas;
use super::dialog;
use super::theme::Role;

/// From this width on the reading stands beside the line; else below it, in the place of the hints.
const WIDE: u16 = 100;

/// Draws the line, and what belongs to it.
pub fn draw(model: &Model, places: &Places, canvas: &mut Canvas<'_>) {
    let area = places.line;
    let line = model.line();
    let fresh = matches!(model.overlays.last(), Some(Overlay::Line(_)));
    let has_keys = fresh || (model.overlays.is_empty() && model.focus == Focus::Capture);
    let sign = match (fresh, line.mending.is_some(), line.plain) {
        (_, true, _) => " mend> ",
        (true, false, _) => " +> ",
        (false, false, true) => " plain> ",
        (false, false, false) => " > ",
    };
    let role = if has_keys { Role::Focused } else { Role::Faint };
    let column = canvas.text(area, 0, 0, sign, role);
    let mut rest = Area { x: area.x + column, width: area.width.saturating_sub(column), ..area };
    let (words, role) = beside(model, line);
    if area.width >= WIDE && !words.is_empty() {
        let safe = text::cells_in(&words, canvas.set);
        let room = usize::from(rest.width / 2);
        let cut = text::fit_in(&safe, room, canvas.set).into_owned();
        canvas.text_right(Area { width: rest.width.saturating_sub(1), ..rest }, 0, &cut, role);
        let used = u16::try_from(text::width(&cut)).unwrap_or(rest.width);
        rest.width = rest.width.saturating_sub(used + 2);
    }
    field(model, line, rest, canvas, has_keys);
    offered(line, places.panes, canvas);
}

/// What is typed; dots where the room may not read it.
fn field(model: &Model, line: &Capture, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    let (typed, cursor) = (line.field.text(), line.field.cursor());
    let before = &typed[..cursor];
    let hidden = line.is_private() && model.shielded();
    let show = |text: &str| {
        let safe = text::cells_in(text, canvas.set).into_owned();
        if hidden { text::dots(&safe, canvas.set) } else { safe }
    };
    let (mut shown, before) = (show(typed), show(before));
    if let Some(block) = &line.block {
        let mut lines = text::lines(block).filter(|line| !line.trim().is_empty());
        let first = lines.next().unwrap_or_default();
        let more = text::lines(block).count().saturating_sub(1);
        let first = show(first);
        shown =
            format!("{shown}{}\"{first}\" +{more} lines", if shown.is_empty() { "" } else { "  " });
    }
    dialog::field(canvas, area, 0, &shown, &before, has_keys);
}

/// The words beside the line: how it reads, or what is wrong.
fn beside(model: &Model, line: &Capture) -> (String, Role) {
    let reading = reading(model);
    if line.is_private() && model.shielded() {
        let role = match &reading {
            Reading::Problem(_) => Role::Alarm,
            Reading::Ready(ready) if !ready.warnings.is_empty() => Role::Soon,
            Reading::Empty | Reading::Ready(_) => Role::Faint,
        };
        return (reading.shielded(), role);
    }
    match &reading {
        Reading::Empty => (String::new(), Role::Faint),
        Reading::Problem(_) => (reading.sentence(), Role::Alarm),
        Reading::Ready(ready) if ready.warnings.is_empty() => {
            let typist = &model.me.person;
            (format!("{} · {typist}", reading.sentence()), Role::Faint)
        }
        Reading::Ready(ready) => {
            let warnings: Vec<String> = ready.warnings.iter().map(Warning::sentence).collect();
            let secret = ready.warnings.iter().any(|one| matches!(one, Warning::Secret { .. }));
            let way = if secret { " · Ctrl-S puts the mark" } else { "" };
            let again = if line.asked { "ENTER AGAIN " } else { "" };
            (format!("{again}{}{way} · {}", warnings.join(" · "), reading.sentence()), Role::Soon)
        }
    }
}

/// The reading below the line, where there is no room beside it; nothing where the hints may stay.
pub fn below(model: &Model, width: u16) -> Option<(String, Role)> {
    let (words, role) = beside(model, model.line());
    // Beside a long warning there is never room enough.
    let needed = width < WIDE || matches!(role, Role::Alarm | Role::Soon);
    (needed && !words.is_empty()).then_some((words, role))
}

/// The list that Tab offers, just above the line.
fn offered(line: &Capture, panes: Area, canvas: &mut Canvas<'_>) {
    let Some(offered) = &line.offered else {
        return;
    };
    let count = u16::try_from(offered.candidates.len()).unwrap_or(u16::MAX).min(panes.height);
    let width = panes.width.min(60);
    let area = Area { y: panes.y + panes.height - count, x: panes.x, width, height: count };
    canvas.clear(area);
    for (row, (place, candidate)) in (0..count).zip(offered.candidates.iter().enumerate()) {
        if place == offered.at {
            canvas.text(area, 1, row, ">", Role::Focused);
        }
        let end = canvas.text(area, 3, row, &candidate.insert, Role::Text);
        canvas.text(area, end.saturating_add(2), row, &candidate.means, Role::Faint);
    }
}
