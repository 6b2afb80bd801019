//! What scripts rely on: the real binary with pipes for a terminal, its words and its exit codes.

mod bring;
mod checks;
mod codes;
pub mod given;
mod hidden;
mod keep;
mod log;
mod named;
mod other;
mod piped;
mod pipes;
mod redact;
mod reply;
mod rights;
mod show;
pub mod sound;
mod take;
mod witness;
