//! The drafts pane.

use crate::console::layout::Area;
use crate::console::model::Model;

use super::canvas::Canvas;

/// What stands on the pane's frame beside its name.
pub const fn title(_model: &Model) -> String {
    String::new()
}

/// Draws the pane's lines into an area without frame. `has_keys`: keys go here, so the real cursor does too.
pub const fn draw(_model: &Model, _area: Area, _canvas: &mut Canvas<'_>, _has_keys: bool) {}
