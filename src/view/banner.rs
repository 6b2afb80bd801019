//! The banner: what must not be overlooked, in one or two lines, the least important left out first.

use crate::console::layout::Area;
use crate::console::model::Model;

use super::canvas::Canvas;
use super::theme::Role;

/// Draws the banner.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    canvas.text(area, 1, 0, &model.incident.room.codename, Role::Title);
}
