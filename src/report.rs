//! Incident to documents: what `allhands show` and `allhands export` print. Pure: an incident and
//! an instant in, text out.
//!
//! The line-wise JSON of [`lines`] is a promise to scripts: fields are added, never renamed,
//! retyped or removed. Restricted and privileged words are left out unless asked for by name; what
//! was left out is counted, never silently gone.

mod account;
pub mod checks;
pub mod csv;
pub mod jsonl;
mod lanes;
pub mod lines;
pub mod markdown;
pub mod next;
pub mod plain;
pub mod plan;
pub mod whole;
