//! The last line: a notice, or the keys that mean something here.

use crate::console::layout::Area;
use crate::console::model::Model;

use super::canvas::Canvas;
use super::theme::Role;

/// Draws the line.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    if let Some(notice) = &model.notice {
        canvas.text(area, 1, 0, notice, Role::Title);
    }
}
