//! Who types: asked before the first key of somebody who may be another, never losing that key.

use crossterm::event::KeyEvent;

use super::action::Action;
use super::effect::Effect;
use super::model::Model;
use super::overlay::{Answer, Answered};

/// What is asked about who types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {}

/// Asks who types before a key is taken, where that is not clear; nothing when it is.
pub fn before_key(_model: &mut Model, _key: KeyEvent) -> Option<Vec<Effect>> {
    None
}

/// The same before a paste, which is kept whoever typed it.
pub fn before_paste(_model: &mut Model) {}

/// Another typist; on whose behalf.
pub fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}

/// Takes an answer.
pub fn answer(_model: &mut Model, ask: Ask, _given: &Answer) -> Answered {
    match ask {}
}
