//! Dialogs: a stack, the last on top takes the keys. None opens by what happens elsewhere, none covers the capture line.

use crate::domain::ids::{EntryId, ItemId};

use super::capture::Capture;
use super::field::Field;

/// A dialog.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// One line is asked for.
    Prompt(Prompt),
    /// A fresh line over whatever is going on.
    Line(Box<Capture>),
}

/// A dialog that asks for one line.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What becomes of the answer.
    pub asks: Asks,
    /// The question, in words.
    pub title: String,
    /// The answer so far.
    pub field: Field,
    /// Why the last answer was not taken, and what would be.
    pub trouble: Option<String>,
}

/// What becomes of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// Why an entry is struck.
    Withdraw(EntryId),
    /// With what result an item is done.
    ItemDone(ItemId),
}
