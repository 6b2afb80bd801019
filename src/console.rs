//! What one console shows and does with input. Pure: [`update::update`] takes the [`model::Model`]
//! and a [`message::Message`] and returns [`effect::Effect`]s as data; nothing here reads a clock,
//! a file or a terminal.

pub mod action;
pub mod away;
pub mod banner;
pub mod capture;
pub mod checklists;
pub mod compose;
pub mod diff;
pub mod drafts;
pub mod editor;
pub mod effect;
pub mod facts;
pub mod field;
pub mod fuzzy;
pub mod keymap;
pub mod layout;
pub mod left;
pub mod linear;
pub mod literal;
pub mod message;
pub mod model;
pub mod next;
pub mod overlay;
pub mod palette;
pub mod people;
pub mod plan;
pub mod reader;
pub mod redact;
pub mod retold;
pub mod room;
pub mod select;
pub mod shield;
pub mod standing;
pub mod start;
pub mod taken_off;
pub mod timeline;
pub mod typist;
pub mod undo;
pub mod unseen;
pub mod update;
pub mod zone;
