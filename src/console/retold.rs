//! Dialogs that say how long ago something was, or how long there is until something: while they
//! stand open they are told anew, as the pages are.
//!
//! Apart from the dialogs themselves, which are data and know nothing of the room. What must stay
//! true: what is asked stays the same question, and nothing is told anew but after a message.

use super::model::Model;
use super::overlay::{Asks, Overlay};
use super::room::{self, closing};
use super::undo;
use crate::domain::words::Status;

/// After every message: the dialog on top is told as of now.
pub fn settle(model: &mut Model) {
    let (title, lines) = match model.overlays.last() {
        Some(Overlay::Confirm(confirm)) => match &confirm.asks {
            Asks::Undo(ask) => (undo::asked_now(model, ask), None),
            _ => return,
        },
        Some(Overlay::Prompt(prompt)) => match &prompt.asks {
            Asks::Room(room::Ask::StatusBecause(Status::Closed)) => {
                (None, Some(closing::lines(model)))
            }
            _ => return,
        },
        Some(Overlay::Choice(_) | Overlay::Reader(_) | Overlay::Line(_)) | None => return,
    };
    match model.overlays.last_mut() {
        Some(Overlay::Confirm(confirm)) => confirm.title = title.unwrap_or(confirm.title.clone()),
        Some(Overlay::Prompt(prompt)) => prompt.lines = lines.unwrap_or_default(),
        Some(Overlay::Choice(_) | Overlay::Reader(_) | Overlay::Line(_)) | None => {}
    }
}
