//! Several stores on one file, kills, desks.

mod desk;
mod given;
mod process;
mod register;
mod room;
mod script;
