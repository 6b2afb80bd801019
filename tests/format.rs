//! Golden samples, schema, chain: what is stored is a promise.

mod chain;
mod direct;
mod schema;
pub mod support;
mod writers;
