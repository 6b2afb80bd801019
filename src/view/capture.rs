//! The capture line, the words that say how it reads, and the small list that Tab offers.

use crate::console::capture::{Capture, reading};
use crate::console::compose::{self, Reading, Warning};
use crate::console::layout::{Area, Places};
use crate::console::model::{Focus, Model};
use crate::console::overlay::Overlay;
use crate::domain::check;
use crate::text;

use super::canvas::Canvas;
use super::dialog;
use super::theme::Role;

/// From this width on the reading may stand beside the line.
const WIDE: u16 = 100;
/// Rows above the line that a reading takes at most.
const ROWS_MAX: usize = 6;

/// Where the words about the line stand: beside it, else below it in the place of the hints, else
/// above it in as many rows as they need. Nothing of a reading is ever cut: it is what a person
/// checks before Enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Beside,
    Below,
    Above,
}

/// How the line reads, and where that stands.
struct Words {
    text: String,
    role: Role,
    side: Side,
}

/// Draws the line, and what belongs to it.
pub fn draw(model: &Model, places: &Places, canvas: &mut Canvas<'_>) {
    let area = places.line;
    let line = model.line();
    let fresh = is_fresh(model);
    let has_keys = fresh || in_line(model);
    // Below a dialog that has the keys it is no prompt: what stands there is said to wait.
    let waits = !fresh && !model.overlays.is_empty() && !line.is_empty();
    let sign = match (fresh, line.mending.is_some(), line.plain) {
        _ if waits => " half typed: ",
        (_, true, _) => " mend> ",
        (true, false, _) => " +> ",
        (false, false, true) => " plain> ",
        (false, false, false) => " > ",
    };
    let role = if has_keys { Role::Focused } else { Role::Faint };
    let column = canvas.text(area, 0, 0, sign, role);
    let mut rest = Area { x: area.x + column, width: area.width.saturating_sub(column), ..area };
    let words = words(model, canvas.set);
    if words.side == Side::Beside && !words.text.is_empty() {
        canvas.text_right(
            Area { width: rest.width.saturating_sub(1), ..rest },
            0,
            &words.text,
            words.role,
        );
        let used = u16::try_from(text::width(&words.text)).unwrap_or(rest.width);
        rest.width = rest.width.saturating_sub(used + 2);
    }
    field(model, line, rest, canvas, has_keys);
    if words.side == Side::Above && has_keys {
        above(&words, places.panes, canvas);
    }
    offered(line, places.panes, canvas);
}

fn is_fresh(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Line(_)))
}

fn in_line(model: &Model) -> bool {
    model.overlays.is_empty() && model.focus == Focus::Capture
}

/// A reading that has no room elsewhere, whole, in rows of its own just above the line.
fn above(words: &Words, panes: Area, canvas: &mut Canvas<'_>) {
    let width = usize::from(panes.width.saturating_sub(2)).max(1);
    let lines: Vec<&str> = text::wrap(&words.text, width).take(ROWS_MAX).collect();
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(panes.height);
    let area = Area { y: panes.y + panes.height - height, height, ..panes };
    canvas.clear(area);
    for (row, line) in (0..height).zip(lines) {
        canvas.text(area, 1, row, line, words.role);
    }
}

/// Whether the words above the line say this already.
pub fn says(model: &Model, set: text::Set, notice: &str) -> bool {
    let words = words(model, set);
    let shown = words.side == Side::Above && (is_fresh(model) || in_line(model));
    shown && words.text.contains(&*text::cells_in(notice, set))
}

/// Writes a sentence into the row of the hints; one that is too long for it stands whole just
/// above the line, and the hints may stay (`true`).
pub fn above_line(
    sentence: &str,
    role: Role,
    hints: Area,
    panes: Area,
    canvas: &mut Canvas<'_>,
) -> bool {
    let text = text::cells_in(sentence, canvas.set).into_owned();
    if text::width(&text) < usize::from(hints.width) || panes.height < 3 {
        canvas.text(hints, 1, 0, &text, role);
        return false;
    }
    above(&Words { text, role, side: Side::Above }, panes, canvas);
    true
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
        let (first, more) = (show(first), compose::lines_of(compose::quoted(typed, block)));
        // Below typed words all of it is quoted; else its first line is the line.
        shown = if typed.trim().is_empty() {
            format!("\"{first}\" +{more}")
        } else {
            format!("{shown}  +{more}: \"{first}\"")
        };
    }
    dialog::field(canvas, area, 0, &shown, &before, has_keys);
}

/// How the line reads, or what is wrong: in full where that fits beside it or below it, else
/// without what the banner says as well.
fn words(model: &Model, set: text::Set) -> Words {
    let width = usize::from(model.size.0);
    let (full, short, role) = said(model);
    let full = text::cells_in(&full, set).into_owned();
    let place = |words: &str| {
        let cells = text::width(words);
        if model.size.0 >= WIDE && cells <= width / 2 {
            Some(Side::Beside)
        } else {
            (cells < width && model.size.1 > 3).then_some(Side::Below)
        }
    };
    if let Some(side) = place(&full) {
        return Words { text: full, role, side };
    }
    let text = text::cells_in(&short, set).into_owned();
    let side = place(&text).unwrap_or(Side::Above);
    Words { text, role, side }
}

/// The words about the line, in full and without what is said elsewhere on the screen, and how they
/// look.
fn said(model: &Model) -> (String, String, Role) {
    let line = model.line();
    let reading = reading(model);
    let alone = |words: String, role: Role| (words.clone(), words, role);
    if line.is_private() && model.shielded() {
        let role = match &reading {
            Reading::Problem(_) => Role::Alarm,
            Reading::Ready(ready) if !ready.warnings.is_empty() => Role::Soon,
            Reading::Empty | Reading::Ready(_) => Role::Faint,
        };
        return alone(reading.shielded(), role);
    }
    match &reading {
        Reading::Empty => alone(String::new(), Role::Faint),
        Reading::Problem(_) => alone(reading.sentence(), Role::Alarm),
        Reading::Ready(ready) if ready.warnings.is_empty() => {
            let typist = &model.me.person;
            let mut full = format!("{} · {typist}", reading.sentence());
            let mut short = ready.words.clone();
            // A soft word, and no more: it is gone with the line.
            if let Some(hint) = check::softly(model.library.rules(), &line.whole()) {
                for words in [&mut full, &mut short] {
                    words.push_str(" · ");
                    words.push_str(&hint);
                }
            }
            (full, short, Role::Faint)
        }
        Reading::Ready(ready) => {
            let warnings: Vec<String> = ready.warnings.iter().map(Warning::sentence).collect();
            let secret = ready.warnings.iter().any(|one| matches!(one, Warning::Secret { .. }));
            let way = if secret { " · Ctrl-S puts the mark" } else { "" };
            let again = if line.asked { "ENTER AGAIN " } else { "" };
            let warned = format!("{again}{}{way}", warnings.join(" · "));
            alone(format!("{warned} · {}", reading.sentence()), Role::Soon)
        }
    }
}

/// The reading below the line, where there is no room beside it; nothing where the hints may stay,
/// or where keys go elsewhere and the hints are about them.
pub fn below(model: &Model, set: text::Set) -> Option<(String, Role)> {
    if !is_fresh(model) && !in_line(model) {
        return None;
    }
    let words = words(model, set);
    (words.side == Side::Below && !words.text.is_empty()).then_some((words.text, words.role))
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
