//! What an incident is: the facts that can be recorded, the rules for recording them, and the state
//! they fold into.
//!
//! Pure: no I/O, no clock, no randomness, no terminal. Time and ids arrive as arguments.
//! The way in is [`command::Command`], judged by [`decide::decide`]; the way out is
//! [`event::Event`], folded by [`incident::Incident::apply`].

pub mod aim;
pub(crate) mod bounds;
pub mod check;
pub mod checklist;
mod closed;
pub mod command;
pub mod decide;
pub mod digest;
pub mod draft;
pub mod event;
mod expiry;
pub mod fact;
mod fold;
pub mod handles;
pub mod handling;
pub mod ids;
pub mod incident;
pub mod lane;
pub mod left;
pub mod makeup;
pub mod names;
pub mod next;
pub mod people;
pub mod placeholder;
pub mod plan;
pub mod rare;
pub mod redaction;
pub mod refusal;
pub mod replies;
pub mod review;
pub mod sentence;
mod stale;
pub mod target;
pub mod time;
pub mod timeline;
pub mod undo;
pub mod wording;
pub mod words;
