//! Lines half typed and put aside. Each is kept at the desk under its number, so that it survives
//! whatever happens.

use crate::console::compose;
use crate::console::effect::Effect;
use crate::console::field::Field;
use crate::console::left;
use crate::console::model::{Focus, Model, Slot};
use crate::console::overlay::{self, Asks, ChoiceRow, Overlay};

use super::{Ask, Capture, keep, line_mut};

/// A line put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// Under which number the desk keeps it.
    pub number: u64,
    /// Its text.
    pub text: String,
    /// The block quoted below it.
    pub block: Option<String>,
    /// The cursor, in bytes.
    pub cursor: usize,
}

impl Parked {
    /// The line, as the desk keeps it.
    pub fn kept(&self) -> Effect {
        let text = match &self.block {
            Some(block) => format!("{}\n{block}", self.text),
            None => self.text.clone(),
        };
        Effect::SaveScratch { slot: Slot::Parked(self.number), text, cursor: self.cursor }
    }
}

/// Opens a fresh line over whatever is going on. One that was half typed already is parked.
pub fn fresh(model: &mut Model) -> Vec<Effect> {
    let effects = if matches!(model.overlays.last(), Some(Overlay::Line(_))) {
        park_fresh(model)
    } else {
        Vec::new()
    };
    let number = model.capture.next_parked;
    model.capture.next_parked += 1;
    let line = Capture { number: Some(number), ..Capture::default() };
    model.overlays.push(Overlay::Line(Box::new(line)));
    effects
}

/// Parks the fresh line and goes back to what it was opened over.
pub fn park_fresh(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Line(line)) = model.overlays.pop() else {
        return Vec::new();
    };
    let Some(number) = line.number.filter(|_| !line.is_empty()) else {
        return Vec::new();
    };
    model.notice = Some("Parked; Ctrl-R in the line lists what is parked.".to_owned());
    let parked = Parked {
        number,
        text: line.field.text().to_owned(),
        block: line.block.clone(),
        cursor: line.field.cursor(),
    };
    let effect = parked.kept();
    model.capture.parked.push(parked);
    vec![effect]
}

/// Parks text that has no other place.
pub fn park(model: &mut Model, text: String, block: Option<String>) -> Vec<Effect> {
    let number = model.capture.next_parked;
    model.capture.next_parked += 1;
    let cursor = text.len();
    let parked = Parked { number, text, block, cursor };
    let effect = parked.kept();
    model.capture.parked.push(parked);
    vec![effect]
}

/// Parks text as the desk kept it.
pub fn park_text(model: &mut Model, text: &str) -> Vec<Effect> {
    let (text, block) = split(text);
    park(model, text, block)
}

/// Parks what stands in the line, which is empty then.
pub fn park_line(model: &mut Model) -> Vec<Effect> {
    if model.capture.is_empty() {
        return Vec::new();
    }
    let (text, block) = (model.capture.field.text().to_owned(), model.capture.block.clone());
    model.capture.empty();
    let mut effects = park(model, text, block);
    effects.push(Effect::DropScratch(Slot::Capture));
    effects
}

/// Puts text as the desk kept it into the line; where that is in use, beside it.
pub fn put_back(model: &mut Model, text: &str, cursor: Option<usize>) -> Vec<Effect> {
    if !model.capture.is_empty() {
        return park_text(model, text);
    }
    let (text, block) = split(text);
    let end = text.len();
    model.capture.field = Field::with_cursor(text, cursor.unwrap_or(end).min(end));
    model.capture.block = block;
    keep_line(model)
}

fn keep_line(model: &Model) -> Vec<Effect> {
    let line = &model.capture;
    if line.is_empty() {
        return Vec::new();
    }
    let (text, cursor) = (line.scratch_text(), line.field.cursor());
    vec![Effect::SaveScratch { slot: Slot::Capture, text, cursor }]
}

/// Keeps the line and all that is parked anew, as of whoever types now.
pub fn keep_all(model: &Model) -> Vec<Effect> {
    let mut effects = keep_line(model);
    effects.extend(model.capture.parked.iter().map(Parked::kept));
    effects
}

/// Lists them.
pub fn list(model: &mut Model) -> Vec<Effect> {
    let shielded = model.shielded();
    let row = |parked: &Parked| {
        let hidden = shielded && parked.text.starts_with('%');
        let label = if hidden { "• • •".to_owned() } else { parked.text.clone() };
        let more = parked
            .block
            .as_ref()
            .map(|block| format!("+{}", compose::lines_of(compose::quoted(&parked.text, block))));
        ChoiceRow::new(parked.number.to_string(), label, more.unwrap_or_default())
    };
    let mut rows: Vec<ChoiceRow> = model.capture.parked.iter().rev().map(row).collect();
    rows.extend(left::rows(model));
    if rows.is_empty() {
        model.notice =
            Some("No line is parked. Ctrl-O opens a fresh one, Esc parks it.".to_owned());
    } else {
        overlay::choose(model, Asks::Capture(Ask::Parked), "Parked lines", rows, false);
    }
    Vec::new()
}

/// Takes one up; what stands in the line is parked in its place.
pub fn take_up(model: &mut Model, number: &str) -> Vec<Effect> {
    let Some(place) = model.capture.parked.iter().position(|one| one.number.to_string() == number)
    else {
        return left::take(model, number).unwrap_or_default();
    };
    let parked = model.capture.parked.remove(place);
    let mut effects = park_line(model);
    model.focus = Focus::Capture;
    let line = line_mut(model);
    line.field = Field::with_cursor(parked.text, parked.cursor);
    line.block = parked.block;
    effects.extend(keep(model));
    // Last: its old place is given up only once the desk has it in the new one.
    effects.push(Effect::DropScratch(Slot::Parked(parked.number)));
    effects
}

/// The text and the block below it.
fn split(text: &str) -> (String, Option<String>) {
    match text.split_once('\n') {
        Some((line, block)) => (line.to_owned(), Some(block.to_owned())),
        None => (text.to_owned(), None),
    }
}
