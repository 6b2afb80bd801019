//! Several stores on one file, kills, desks.

mod company;
mod desk;
mod disk;
mod faults;
pub mod given;
mod process;
mod redaction;
mod register;
mod room;
mod script;
mod share;
mod share_arrival;
mod share_keeper;
mod share_lost;
mod sound;
