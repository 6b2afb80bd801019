//! The line that takes whatever is said: always there, open and empty after each Enter.

use crossterm::event::KeyEvent;

use crate::domain::command::Command;
use crate::domain::event::{Basis, EntryKind, EntryRecorded};
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::time::Precision;

use super::action::Action;
use super::effect::Effect;
use super::field::Field;
use super::model::{Model, Scratch, Slot};
use super::overlay::{Answer, Answered, Overlay};
use super::update::submit;

/// The capture line and the lines parked beside it.
#[derive(Debug, Clone, Default)]
pub struct Capture {
    /// What is being typed.
    pub field: Field,
}

/// What the line asks in dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Take text that came too fast to be keys as a line.
    Offer(String),
}

fn line_mut(model: &mut Model) -> &mut Capture {
    if let Some(Overlay::Line(line)) = model.overlays.last_mut() {
        return line;
    }
    &mut model.capture
}

/// Takes a key that is no action.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    line_mut(model).field.key(key);
    keep(model)
}

/// Takes pasted text.
pub fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    line_mut(model).field.insert(text);
    keep(model)
}

fn keep(model: &Model) -> Vec<Effect> {
    let field = &model.line().field;
    let (text, cursor) = (field.text().to_owned(), field.cursor());
    vec![Effect::SaveScratch { slot: Slot::Capture, text, cursor }]
}

/// Does what an action means in the line.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if action != Action::Record {
        return Vec::new();
    }
    let text = model.capture.field.take();
    if text.trim().is_empty() {
        return Vec::new();
    }
    let entry = EntryRecorded {
        entry: EntryId::new(model.next_id().thing()),
        kind: EntryKind::Note,
        text,
        precision: Precision::Second,
        basis: Basis::Observed,
        handling: Handling::Open,
        mentions: Vec::new(),
        tags: Vec::new(),
        quote: None,
        source: None,
        import: None,
    };
    submit(model, Command::Record(entry))
}

/// Opens a fresh line over whatever is going on.
pub fn fresh(model: &mut Model) -> Vec<Effect> {
    model.overlays.push(Overlay::Line(Box::default()));
    Vec::new()
}

/// Parks the fresh line and goes back.
pub fn park_fresh(model: &mut Model) -> Vec<Effect> {
    model.overlays.pop();
    Vec::new()
}

/// Takes back what an earlier console left half typed.
pub fn restore(model: &mut Model, scratches: Vec<Scratch>) -> Vec<Effect> {
    for scratch in scratches {
        if scratch.slot == Slot::Capture {
            model.capture.field = Field::with_cursor(scratch.text, scratch.cursor);
        }
    }
    Vec::new()
}

/// Puts the text of a command that could not be kept back into the line.
pub fn give_back(model: &mut Model, command: &Command) -> Vec<Effect> {
    if let Command::Record(entry) = command {
        model.capture.field = Field::new(entry.text.clone());
    }
    Vec::new()
}

/// Takes an answer to what the line asked.
pub fn answer(model: &mut Model, ask: Ask, _given: &Answer) -> Answered {
    match ask {
        Ask::Offer(text) => Ok(paste(model, &text)),
    }
}
