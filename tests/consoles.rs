//! Several stores on one file, kills, desks.

mod desk;
mod given;
mod process;
mod room;
mod script;
