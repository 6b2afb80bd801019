//! Hostile text and hostile files.

mod files;
mod text;
