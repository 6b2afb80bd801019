//! Hostile text and hostile files.

mod commands;
mod files;
mod text;
