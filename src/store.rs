//! The incident file and the desk.
//!
//! The file, seen as a stranger ([`check`]), opened and numbered ([`direct`]), read and written
//! ([`codec`]), chained ([`chain`]), bounded ([`bounds`]) and audited ([`verify`]); every fault it
//! can have is a [`fault::Fault`]. The [`desk`] keeps what the file may not have yet, and sees what
//! it has ([`mirror`]); the [`worker`] of an open room joins both, and so does a script's
//! [`courier`]. A [`register`] is a folder of rooms. Who else is on this host is told by
//! [`mod@nearby`].

pub mod bounds;
pub mod chain;
pub mod check;
pub mod codec;
pub mod courier;
pub mod desk;
pub mod direct;
pub mod fault;
mod mirror;
pub mod mount;
mod nearby;
pub mod recover;
pub mod redaction;
pub mod register;
#[cfg(test)]
mod samples;
pub mod share;
pub mod snapshot;
pub mod verify;
pub mod worker;
