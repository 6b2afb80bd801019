//! What touches the machine while a person is at the keyboard: the terminal, input, signals, the
//! clock, and the loop that joins them to the console and the store.

pub mod app;
pub mod begin;
pub mod clock;
pub mod doctor;
pub mod editor;
pub mod failure;
pub mod import;
pub mod input;
pub mod lean;
pub mod line;
pub mod linear;
pub mod lobby;
pub mod practice;
pub mod room;
pub mod scripts;
pub mod settings;
pub mod signals;
pub mod station;
pub mod suspend;
pub mod terminal;
