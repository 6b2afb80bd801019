//! The whole screen: banner, panes, capture line, hints; dialogs above the panes, never above the capture line.
//!
//! ```text
//!  banner (2)
//! ┌ Timeline ───────────────┐┌ Next ──────────────────┐
//! │                         │├ Checklists ────────────┤
//! │                         │├ Drafts ────────────────┤
//! └─────────────────────────┘└────────────────────────┘
//!  > capture line                     its reading
//!  hints
//! ```

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};

use crate::console::model::Model;

/// Draws a room.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let [_banner, _panes, line, _hints] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Min(0),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    frame.render_widget(format!(" > {}", model.capture.field.text()), line);
}
