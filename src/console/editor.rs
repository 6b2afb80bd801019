//! The full-pane editor of a draft.

use crossterm::event::KeyEvent;

use super::action::Action;
use super::effect::Effect;
use super::model::Model;

/// Whether a draft is open for writing: it takes the place of all panes, and the keys of its own context.
pub const fn is_open(model: &Model) -> bool {
    let _ = model;
    false
}

/// Takes a key that is no action of the editor's context.
pub const fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let _ = (model, key);
    Vec::new()
}

/// Takes pasted text, line ends and all.
pub const fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let _ = (model, text);
    Vec::new()
}

/// Does what an action means while a draft is open.
pub const fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let _ = (model, action);
    Vec::new()
}

/// Takes what `$EDITOR` left.
pub fn edited(model: &mut Model, text: Result<String, String>) -> Vec<Effect> {
    model.notice = text.err();
    Vec::new()
}
