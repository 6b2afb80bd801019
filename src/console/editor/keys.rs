//! The keys of the editor that are no actions of the table: letters, and moves that every editor
//! knows.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_textarea::{CursorMove, TextArea};

use super::buffer::Buffer;
use crate::domain::time::Timestamp;

/// Does what a key means in text; says whether the text changed, or why it could not.
pub(super) fn press(
    buffer: &mut Buffer,
    key: KeyEvent,
    page: usize,
    now: Timestamp,
) -> Result<bool, String> {
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    let word = ctrl || alt;
    let shift = key.modifiers.contains(KeyModifiers::SHIFT);
    let to = match key.code {
        KeyCode::Char(letter) if !word => {
            let mut bytes = [0; 4];
            return buffer.typed(letter.encode_utf8(&mut bytes), now).map(|()| true);
        }
        KeyCode::Enter => return buffer.typed("\n", now).map(|()| true),
        KeyCode::Tab => return buffer.typed("    ", now).map(|()| true),
        KeyCode::Backspace if word => return Ok(buffer.erase(now, TextArea::delete_word)),
        KeyCode::Backspace => return Ok(buffer.backspace(now)),
        KeyCode::Char('h') if ctrl => return Ok(buffer.backspace(now)),
        KeyCode::Delete if word => return Ok(buffer.erase(now, TextArea::delete_next_word)),
        KeyCode::Delete => return Ok(buffer.delete(now)),
        KeyCode::Char('k') if ctrl => {
            return Ok(buffer.erase(now, TextArea::delete_line_by_end));
        }
        KeyCode::Left if word => CursorMove::WordBack,
        KeyCode::Right if word => CursorMove::WordForward,
        KeyCode::Char('b') if alt => CursorMove::WordBack,
        KeyCode::Char('f') if alt => CursorMove::WordForward,
        KeyCode::Left => CursorMove::Back,
        KeyCode::Right => CursorMove::Forward,
        KeyCode::Up if ctrl => CursorMove::ParagraphBack,
        KeyCode::Down if ctrl => CursorMove::ParagraphForward,
        KeyCode::Up => CursorMove::Up,
        KeyCode::Down => CursorMove::Down,
        KeyCode::Home | KeyCode::End if ctrl => {
            let home = key.code == KeyCode::Home;
            buffer.go(if home { CursorMove::Top } else { CursorMove::Bottom }, shift);
            if home { CursorMove::Head } else { CursorMove::End }
        }
        KeyCode::Home => CursorMove::Head,
        KeyCode::End => CursorMove::End,
        KeyCode::Char('a') if ctrl => CursorMove::Head,
        KeyCode::PageUp | KeyCode::PageDown => {
            let to = if key.code == KeyCode::PageUp { CursorMove::Up } else { CursorMove::Down };
            for _ in 0..page.max(1) {
                buffer.go(to, false);
            }
            return Ok(false);
        }
        _ => return Ok(false),
    };
    buffer.go(to, shift);
    Ok(false)
}
