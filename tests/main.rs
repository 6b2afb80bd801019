//! The suite: everything that must hold, but for what is measured in time (see `waiting.rs`).

mod checks;
mod command_line;
mod consoles;
mod format;
mod hostile;
mod mounts;
mod playbooks;
mod says;
mod scenario;
mod screen;
mod sending;
mod terminal;
mod tidy;
