//! The whole screen: banner, panes, capture line, hints; dialogs above the panes, never above the
//! capture line.
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
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::console::editor;
use crate::console::layout::{self, Area, Places};
use crate::console::model::{Focus, Model, Pane};
use crate::console::{unseen, zone};
use crate::domain::next::Owed;
use crate::text;

use super::canvas::Canvas;
use super::list::Unseen;
use super::theme::Role;
use super::{banner, capture, checklists, dialog, drafts, hints, list, next, timeline};

/// The window's title. The codename is innocuous; nothing else of a room belongs into it.
pub fn title(model: &Model) -> String {
    let dot = if model.settings.ascii { "-" } else { "·" };
    format!("{} {dot} allhands", model.incident.room.codename)
}

/// Draws a room into a frame, the real cursor where the keys go.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    if let Some(cursor) = render(model, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws a room into a buffer; gives the place of the real cursor.
pub fn render(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let mut canvas = Canvas::new(model, buffer);
    let places = layout::places(model);
    if model.shield.blank {
        blank(model, &mut canvas);
        return None;
    }
    let owed = model.incident.owed();
    banner::draw(model, &owed, places.banner, &mut canvas);
    if editor::is_open(model) {
        let has_keys = model.overlays.is_empty() && model.focus == Focus::Pane(Pane::Drafts);
        super::editor::draw(model, places.panes, &mut canvas, has_keys);
    } else {
        panes(model, &owed, &places, &mut canvas);
    }
    hints::draw(model, &places, &mut canvas);
    capture::draw(model, &places, &mut canvas);
    dialog::draw(model, &mut canvas);
    canvas.cursor
}

/// `owed`: reckoned once for the whole screen.
fn panes(model: &Model, owed: &[Owed<'_>], places: &Places, canvas: &mut Canvas<'_>) {
    for (pane, area) in &places.shown {
        let has_keys = model.overlays.is_empty() && model.focus == Focus::Pane(*pane);
        let beside = match pane {
            Pane::Timeline => timeline::title(model),
            Pane::Next => next::title(model, owed),
            Pane::Checklists => checklists::title(model, area.width),
            Pane::Drafts => drafts::title(model),
        };
        let title = format!("{} {beside}", pane.label());
        let titled = !places.framed && area.height > 2;
        let mut end = 0;
        if places.framed {
            canvas.frame(*area, title.trim_end(), has_keys);
        } else if titled {
            end = canvas.text(*area, 0, 0, title.trim_end(), Role::Title);
        }
        let inside = places.inside(*pane).unwrap_or_default();
        let unseen = match pane {
            Pane::Timeline => {
                timeline::draw(model, inside, canvas, has_keys);
                Unseen::default()
            }
            Pane::Next => next::draw(model, owed, inside, canvas, has_keys),
            Pane::Checklists => Unseen::below(checklists::draw(model, inside, canvas, has_keys)),
            Pane::Drafts => Unseen::below(drafts::draw(model, inside, canvas, has_keys)),
        };
        if places.framed {
            list::more_on_frame(inside, unseen, canvas);
        } else if titled {
            list::more_in_title(*area, unseen, usize::from(end), canvas);
        }
    }
}

/// What is said of a line that is typed unseen.
const UNSEEN: &str = "kept, not recorded; Ctrl-X shows it";

/// Codename and clock; dots for what somebody types there, which is kept and not recorded.
fn blank(model: &Model, canvas: &mut Canvas<'_>) {
    let (width, height) = model.size;
    let area = Area { x: 0, y: 0, width, height };
    let middle = height / 2;
    let words = [model.incident.room.codename.clone(), zone::clock(model.now, model.tz())];
    let typed = unseen::line(model).map(|line| text::dots(line, canvas.set));
    let typed = typed.map(|dots| [String::new(), dots, UNSEEN.to_owned()]);
    let words = words.into_iter().chain(typed.into_iter().flatten());
    for (row, word) in (middle.saturating_sub(1)..height).zip(words) {
        let word = &text::brief(&word, usize::from(width), canvas.set);
        let cells = u16::try_from(text::width(word)).unwrap_or(width);
        canvas.text(area, width.saturating_sub(cells) / 2, row, word, Role::Title);
    }
}
