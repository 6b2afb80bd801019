//! The timeline pane.

use crate::console::layout::Area;
use crate::console::model::Model;

use super::canvas::Canvas;

/// What stands on the pane's frame beside its name.
pub fn title(model: &Model) -> String {
    format!("({})", model.tz())
}

/// Draws the pane's lines into an area without frame.
pub const fn draw(_model: &Model, _area: Area, _canvas: &mut Canvas<'_>, _has_keys: bool) {}
