//! The timeline pane: what it shows, where the selection rests, whether it follows.

use crate::domain::event::Recorded;

use super::action::Action;
use super::effect::Effect;
use super::model::{Model, Thing};
use super::overlay::{Answer, Answered};

/// The timeline pane. It follows the newest line until somebody moves away from it.
#[derive(Debug, Clone, Default)]
pub struct TimelinePane {
    /// The line the selection rests on; nothing while it follows.
    pub selected: Option<Thing>,
}

/// What the timeline asks in dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {}

/// What the selection rests on, for acts on it.
pub fn selected(model: &Model) -> Option<Thing> {
    model.timeline.selected.clone()
}

/// Rows were numbered.
pub fn heard(_model: &mut Model, _rows: &[Recorded]) {}

/// The room was read anew, up to this row.
pub fn seen_anew(_model: &mut Model, _head: u64) {}

/// Does what an action means here.
pub fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}

/// Takes an answer.
pub fn answer(_model: &mut Model, ask: Ask, _given: &Answer) -> Answered {
    match ask {}
}
