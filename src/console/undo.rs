//! This session's acts, newest last, for undo and redo.

use super::action::Action;
use super::effect::Effect;
use super::model::Model;
use super::overlay::{Answer, Answered};

/// What this session undid and can do again.
#[derive(Debug, Clone, Default)]
pub struct Acts {}

/// What undo asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {}

/// Undo or redo.
pub fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}

/// Takes an answer.
pub fn answer(_model: &mut Model, ask: Ask, _given: &Answer) -> Answered {
    match ask {}
}
