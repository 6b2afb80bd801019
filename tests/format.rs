//! Golden samples, schema, chain: what is stored is a promise.
