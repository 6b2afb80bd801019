//! The timeline pane: marker, time, sign, name, text; what became of a line after it, in words.

use ratatui::layout::Position;

use crate::console::layout::Area;
use crate::console::model::Model;
use crate::console::timeline::filter::AutoLines;
use crate::console::timeline::misread;
use crate::console::timeline::row::Look;
use crate::console::timeline::window::{self, Laid};
use crate::console::zone;
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;

/// What stands on the pane's frame beside its name: the zone, the filter, what came in below.
pub fn title(model: &Model) -> String {
    let mut out = format!("({}", zone::abbreviation(model.now, model.tz()));
    if let Some(other) = window::zone_at_top(model) {
        out.push_str(", at the top ");
        out.push_str(&other);
    }
    out.push(')');
    if !model.timeline.filter.is_empty() {
        out.push_str(" / ");
        out.push_str(&text::cells(&model.timeline.filter));
    }
    match model.timeline.auto {
        AutoLines::Usual => {}
        AutoLines::None => out.push_str(" · written only"),
        AutoLines::All => out.push_str(" · everything"),
    }
    if model.timeline.selected.is_some() && model.timeline.new_below > 0 {
        out = format!("{out} · {} new below", model.timeline.new_below);
    }
    out
}

/// Draws the pane's lines into an area without frame.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    if window::count(model) == 0 {
        let words = if model.timeline.filter.is_empty() {
            "Type what just happened, press Enter.".to_owned()
        } else {
            let why = misread(model).map(|why| format!(" {why}")).unwrap_or_default();
            format!("Nothing fits the filter. \\ clears it.{why}")
        };
        let width = usize::from(area.width.saturating_sub(2)).max(1);
        for (row, line) in (0..area.height).zip(text::wrap(&text::cells(&words), width)) {
            canvas.text(area, 1, row, line, Role::Text);
        }
        return;
    }
    if has_keys {
        canvas.cursor = Some(Position::new(area.x, area.y + area.height.saturating_sub(1)));
    }
    let visible = window::visible(model);
    for laid in &visible {
        draw_line(laid, area, canvas, has_keys);
    }
    // Nobody has said anything yet: that is the moment to say how.
    let silent = |laid: &Laid| laid.row.look == Look::Auto;
    if model.timeline.filter.is_empty() && window::count(model) < 10 && visible.iter().all(silent) {
        let bottom = visible.last().map_or(0, |laid| laid.top + laid.pieces.len().cast_signed());
        let row = u16::try_from(bottom + 1).unwrap_or(0);
        canvas.text(area, 2, row, "Type what just happened, press Enter.", Role::Title);
    }
}

fn draw_line(laid: &Laid, area: Area, canvas: &mut Canvas<'_>, has_keys: bool) {
    let on_screen = |row: isize| u16::try_from(row).ok().filter(|row| *row < area.height);
    if let Some(day) = &laid.day
        && let Some(row) = on_screen(laid.top - 1)
    {
        canvas.text(area, 2, row, day, Role::Title);
    }
    let role = match laid.row.look {
        Look::Plain => Role::Text,
        Look::Auto => Role::Faint,
        Look::Struck => Role::Struck,
        Look::Hidden => Role::Hidden,
        Look::Waiting => Role::Waiting,
    };
    let named = window::text_column(area.width) > window::NAME;
    for (piece, row) in laid.pieces.iter().zip(laid.top..) {
        let Some(row) = on_screen(row) else { continue };
        let column = window::text_column(area.width);
        let end = canvas.text(area, column, row, &piece.text, role);
        if !piece.marks.is_empty() {
            let after = if piece.text.is_empty() { column } else { end + 1 };
            canvas.text(area, after, row, &piece.marks, Role::Faint);
        }
    }
    let Some(row) = on_screen(laid.top) else {
        return;
    };
    let time = Area { width: area.width.min(7), ..area };
    canvas.text(time, 2, row, &laid.row.time, Role::Faint);
    canvas.text(area, 8, row, laid.row.sign, Role::Title);
    if named {
        let name = Area { width: window::text_column(area.width) - 1, ..area };
        canvas.text(name, window::NAME, row, &laid.row.name, role);
    }
    if laid.selected {
        canvas.marker(area, row, has_keys);
    }
}
