//! Several stores on one file, kills, desks.

mod desk;
mod disk;
mod faults;
mod given;
mod process;
mod register;
mod room;
mod script;
