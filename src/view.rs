//! Model to cells. Pure: [`screen::draw`] reads a [`crate::console::model::Model`] and fills a
//! buffer; the cost of a frame depends on the size of the screen, not of the record.

pub mod banner;
pub mod canvas;
pub mod capture;
pub mod checklists;
pub mod choice;
pub mod dialog;
pub mod drafts;
pub mod editor;
pub mod hints;
pub mod lanes;
pub mod list;
pub mod next;
pub mod screen;
pub mod start;
pub mod theme;
pub mod timeline;
