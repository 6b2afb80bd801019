//! Model to cells. Pure: [`screen::draw`] reads a [`crate::console::model::Model`] and fills a buffer;
//! the cost of a frame depends on the size of the screen, not of the record.

pub mod screen;
pub mod start;
pub mod theme;
