//! Golden samples, schema, chain: what is stored is a promise.

mod chain;
mod direct;
mod golden;
mod schema;
pub mod support;
mod verify;
mod views;
mod writers;
