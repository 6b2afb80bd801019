//! A draft being written, in the place of all panes.

use crate::console::layout::Area;
use crate::console::model::Model;

use super::canvas::Canvas;

/// Draws the editor into the whole place of the panes, frame and all.
pub const fn draw(_model: &Model, _area: Area, _canvas: &mut Canvas<'_>, _has_keys: bool) {}
