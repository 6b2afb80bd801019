//! Several stores on one file, kills, desks.

mod desk;
mod given;
mod room;
