//! The capture line and its reading.

use crate::console::layout::Area;
use crate::console::model::{Focus, Model};
use crate::console::overlay::Overlay;
use crate::text;

use super::canvas::Canvas;
use super::dialog;
use super::theme::Role;

/// Draws the line.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let line = model.line();
    let fresh = matches!(model.overlays.last(), Some(Overlay::Line(_)));
    let has_keys = fresh || (model.overlays.is_empty() && model.focus == Focus::Capture);
    let column = canvas.text(area, 0, 0, if fresh { " + " } else { " > " }, Role::Faint);
    let rest = Area { x: area.x + column, width: area.width.saturating_sub(column), ..area };
    let safe = text::cells_in(line.field.text(), canvas.set).into_owned();
    let before = text::cells_in(&line.field.text()[..line.field.cursor()], canvas.set).into_owned();
    dialog::field(canvas, rest, 0, &safe, &before, has_keys);
}
