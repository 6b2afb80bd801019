//! Acts on the room as a whole: status, severity, phases, anchors, roles, names, playbooks, the tray.

use super::action::Action;
use super::effect::Effect;
use super::model::Model;
use super::overlay::{Answer, Answered};

/// What is asked about the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {}

/// Does what an action means for the room.
pub fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}

/// Takes an answer.
pub fn answer(_model: &mut Model, ask: Ask, _given: &Answer) -> Answered {
    match ask {}
}
