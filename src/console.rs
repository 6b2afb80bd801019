//! What one console shows and does with input. Pure: [`update::update`] takes the [`model::Model`] and a [`message::Message`]
//! and returns [`effect::Effect`]s as data; nothing here reads a clock, a file or a terminal.

pub mod action;
pub mod capture;
pub mod checklists;
pub mod compose;
pub mod drafts;
pub mod effect;
pub mod field;
pub mod keymap;
pub mod message;
pub mod model;
pub mod next;
pub mod overlay;
pub mod start;
pub mod timeline;
pub mod undo;
pub mod update;
pub mod zone;
