//! The drafts pane: where the selection rests in the list.

use super::action::Action;
use super::effect::Effect;
use super::model::{Model, Thing};
use super::overlay::{Answer, Answered};
use crate::domain::ids::DraftId;

/// The drafts pane.
#[derive(Debug, Clone, Default)]
pub struct DraftsPane {
    /// The draft the selection rests on.
    pub selected: Option<DraftId>,
}

/// What this pane asks in its dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {}

/// What the selection rests on, for acts on it.
pub const fn selected(model: &Model) -> Option<Thing> {
    let _ = model;
    None
}

/// Does what an action means in this pane.
pub const fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let _ = (model, action);
    Vec::new()
}

/// Takes an answer to what this pane asked.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let _ = (model, given);
    match ask {}
}
