//! Lines half typed and put aside. Each is kept at the desk under its number, so that it survives
//! whatever happens.

use crate::console::compose;
use crate::console::effect::Effect;
use crate::console::field::Field;
use crate::console::model::{Focus, Model, Scratch, Slot};
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

/// Parks what was half typed elsewhere and found its place taken. It may have been anything, so it
/// is hidden like what is privileged.
pub fn put_aside(model: &mut Model, text: &str) -> Vec<Effect> {
    let (text, block) = split(text);
    park(model, format!("% {text}"), block)
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
    let rows: Vec<ChoiceRow> = model.capture.parked.iter().rev().map(row).collect();
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
        return Vec::new();
    };
    let parked = model.capture.parked.remove(place);
    let mut effects = Vec::new();
    if !model.capture.is_empty() {
        let (text, block) = (model.capture.field.text().to_owned(), model.capture.block.clone());
        effects.extend(park(model, text, block));
        model.capture.empty();
    }
    model.focus = Focus::Capture;
    let line = line_mut(model);
    line.field = Field::with_cursor(parked.text, parked.cursor);
    line.block = parked.block;
    effects.extend(keep(model));
    // Last: its old place is given up only once the desk has it in the new one.
    effects.push(Effect::DropScratch(Slot::Parked(parked.number)));
    effects
}

/// Takes back what an earlier console of this person left half typed, each in its place.
pub fn restore(model: &mut Model, scratches: Vec<Scratch>) -> Vec<Effect> {
    let (mut lines, mut drafts) = (0, 0);
    let mut effects = Vec::new();
    for scratch in scratches {
        match scratch.slot {
            Slot::Field(name) => {
                let earlier = model.kept_fields.insert(name, scratch.text.clone());
                if let Some(earlier) = earlier.filter(|earlier| *earlier != scratch.text) {
                    effects.extend(put_aside(model, &earlier));
                }
            }
            // The drafts take theirs.
            Slot::Draft(_) => drafts += 1,
            Slot::Capture | Slot::Parked(_) if scratch.text.trim().is_empty() => {}
            Slot::Capture if model.capture.is_empty() => {
                let (text, block) = split(&scratch.text);
                model.capture.field = Field::with_cursor(text, scratch.cursor);
                model.capture.block = block;
                lines += 1;
            }
            Slot::Capture => {
                let (text, block) = split(&scratch.text);
                effects.extend(park(model, text, block));
                lines += 1;
            }
            Slot::Parked(number) => {
                let (text, block) = split(&scratch.text);
                let taken = model.capture.parked.iter().any(|one| one.number == number);
                lines += 1;
                if taken {
                    // Under a number of its own, and at the desk under it too: what is kept under
                    // the old one goes with the line that has it.
                    effects.extend(park(model, text, block));
                    continue;
                }
                let cursor = scratch.cursor;
                model.capture.parked.push(Parked { number, text, block, cursor });
                model.capture.next_parked = model.capture.next_parked.max(number + 1);
            }
        }
    }
    let parked = model.capture.parked.len();
    let line = match (lines, parked) {
        (0, _) => None,
        (_, 0) => Some("Your half-typed line is back.".to_owned()),
        (_, parked) => Some(format!("Half-typed lines are back; {parked} parked (Ctrl-R).")),
    };
    let draft = match drafts {
        0 => None,
        1 => Some("A draft's unsaved text is back (Drafts, Enter).".to_owned()),
        many => Some(format!("Unsaved texts of {many} drafts are back (Drafts, Enter).")),
    };
    let back: Vec<String> = line.into_iter().chain(draft).collect();
    if !back.is_empty() {
        model.notice = Some(back.join(" "));
    }
    effects
}

/// The text and the block below it.
fn split(text: &str) -> (String, Option<String>) {
    match text.split_once('\n') {
        Some((line, block)) => (line.to_owned(), Some(block.to_owned())),
        None => (text.to_owned(), None),
    }
}
