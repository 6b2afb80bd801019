//! A room on a share: one append-only segment for each console, and one keeper that numbers.
//!
//! No lock and no cache of a mount is trusted, because on most mounts one of them lies. Beside the
//! file `X` stands a folder `X.d` ([`folder`]). Each session appends what it asks to a segment
//! there ([`segment`], [`mod@line`]); the keeper, whose place is a file made in one step
//! ([`term`]), answers in its own. What all of it adds up to is computed, by everybody alike, in
//! the [`ledger`]. Who is here is told beside it ([`presence`]).
//!
//! `X` itself is made anew from that by the keeper, whole, for people and their tools; no console
//! reads it to follow the record. Who arrives at a long room begins from it, and from the
//! [`milestone`] that says how far it goes: the segments are read from there on. Neither is
//! believed before a segment, or the keeper's place, says the same row, and whoever doubts any of
//! it reads every segment from its beginning.

pub mod child;
pub mod clerk;
mod copy;
pub mod errand;
pub mod fetch;
pub mod folder;
pub mod hampered;
mod hold;
pub mod keeper;
pub mod ledger;
pub mod line;
pub mod milestone;
pub mod numbers;
pub mod presence;
pub mod process;
pub mod rewrite;
pub mod room_mark;
pub mod segment;
pub mod stood;
mod sweep;
pub mod term;
pub mod unwritten;
pub mod wire;
