//! What an incident is: the facts that can be recorded, the rules for recording them, and the state they fold into.
//!
//! Pure: no I/O, no clock, no randomness, no terminal. Time and ids arrive as arguments.
//! The way in is [`command::Command`], judged by [`decide::decide`]; the way out is [`event::Event`],
//! folded by [`incident::Incident::apply`].

pub mod command;
pub mod event;
pub mod handling;
pub mod ids;
pub mod people;
pub mod target;
pub mod time;
pub mod words;
