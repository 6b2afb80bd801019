//! Hostile text and hostile files.
