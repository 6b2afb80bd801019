//! Lines half typed and put aside. Each is kept at the desk under its number, so that it survives
//! whatever happens.

use std::ops::Range;

use crate::console::compose;
use crate::console::effect::Effect;
use crate::console::field::Field;
use crate::console::left;
use crate::console::model::{Focus, Model, Slot};
use crate::console::overlay::{self, Asks, ChoiceRow, Overlay};

use super::kept::{KeptLine, written};
use super::{Ask, Capture, Mending, keep, line_mut};

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
    /// Whether no sign is read in it.
    pub plain: bool,
    /// Which bytes of it were pasted.
    pub pasted: Vec<Range<usize>>,
    /// The entry that it mends.
    pub mending: Option<Mending>,
}

impl Parked {
    /// The line, as the desk keeps it.
    pub fn kept(&self) -> Effect {
        let words = (self.text.as_str(), self.block.as_deref());
        let how = (self.plain, self.pasted.as_slice());
        let (text, cursor) = written(words, self.cursor, how, self.mending.as_ref());
        Effect::SaveScratch { slot: Slot::Parked(self.number), text, cursor }
    }

    /// A line, put aside under this number.
    fn of(line: &Capture, number: u64) -> Self {
        Self {
            number,
            text: line.field.text().to_owned(),
            block: line.block.clone(),
            cursor: line.field.cursor(),
            plain: line.plain,
            pasted: line.pasted.clone(),
            mending: line.mending.clone(),
        }
    }
}

/// Opens a fresh line over whatever is going on. One that was half typed already is parked.
pub fn fresh(model: &mut Model) -> Vec<Effect> {
    let effects = if matches!(model.overlays.last(), Some(Overlay::Line(_))) {
        park_fresh(model)
    } else {
        Vec::new()
    };
    let number = new_number(model);
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
    let parked = Parked::of(&line, number);
    let effect = parked.kept();
    model.capture.parked.push(parked);
    vec![effect]
}

/// Parks text that has no other place.
pub fn park(model: &mut Model, text: String, block: Option<String>) -> Vec<Effect> {
    park_kept(model, KeptLine::typed(text, block))
}

/// Parks a line as the desk kept it.
pub fn park_kept(model: &mut Model, kept: KeptLine) -> Vec<Effect> {
    let number = new_number(model);
    park_as(model, kept, number)
}

/// The same under a number that the desk may know already.
pub(super) fn park_as(model: &mut Model, kept: KeptLine, number: u64) -> Vec<Effect> {
    let mut line = Capture::default();
    let mending = kept.mending(model);
    line.take_back(kept, mending);
    aside(model, &line, number)
}

const fn new_number(model: &mut Model) -> u64 {
    let number = model.capture.next_parked;
    model.capture.next_parked += 1;
    number
}

fn aside(model: &mut Model, line: &Capture, number: u64) -> Vec<Effect> {
    let parked = Parked::of(line, number);
    let effect = parked.kept();
    model.capture.parked.push(parked);
    vec![effect]
}

/// Parks what stands in the line, which is empty then.
pub fn park_line(model: &mut Model) -> Vec<Effect> {
    if model.capture.is_empty() {
        model.capture.mending = None;
        return Vec::new();
    }
    let line = model.capture.clone();
    model.capture.empty();
    let untouched = line.is_untouched_mend();
    let mut effects = Vec::new();
    if !untouched {
        let number = new_number(model);
        effects = aside(model, &line, number);
    }
    effects.push(Effect::DropScratch(Slot::Capture));
    effects
}

/// Puts a line as the desk kept it into the line; where that is in use, beside it.
pub fn put_back(model: &mut Model, kept: KeptLine) -> Vec<Effect> {
    if !model.capture.is_free() {
        return park_kept(model, kept);
    }
    let mending = kept.mending(model);
    model.capture.empty();
    model.capture.take_back(kept, mending);
    keep_line(&model.capture)
}

/// Keeps the line that is always there, where there is something in it.
pub(super) fn keep_line(line: &Capture) -> Vec<Effect> {
    if line.is_empty() { Vec::new() } else { vec![super::kept(line)] }
}

/// Keeps the line and all that is parked anew, as of whoever types now.
pub fn keep_all(model: &Model) -> Vec<Effect> {
    let mut effects = keep_line(&model.capture);
    effects.extend(model.capture.parked.iter().map(Parked::kept));
    effects
}

/// Lists them.
pub fn list(model: &mut Model) -> Vec<Effect> {
    let shielded = model.shielded();
    let row = |parked: &Parked| {
        let hidden = shielded && parked.text.starts_with('%');
        let block = parked.block.as_deref().unwrap_or_default();
        let first = [&parked.text, block].into_iter().find(|text| !text.trim().is_empty());
        let first = first.and_then(|text| text.trim().lines().next()).unwrap_or_default();
        let label = if hidden { "• • •".to_owned() } else { first.to_owned() };
        let block = parked.block.as_ref();
        let more = block
            .map(|block| format!("+{}", compose::lines_of(compose::quoted(&parked.text, block))));
        let mends = parked.mending.as_ref().map(|_| "mends a line".to_owned());
        ChoiceRow::new(parked.number.to_string(), label, more.or(mends).unwrap_or_default())
    };
    let mut rows: Vec<ChoiceRow> = model.capture.parked.iter().rev().map(row).collect();
    rows.extend(left::rows(model));
    if rows.is_empty() {
        model.notice = Some(left::NONE.to_owned());
    } else {
        overlay::choose(model, Asks::Capture(Ask::Parked), "Parked lines", rows, false);
    }
    Vec::new()
}

/// Takes one up; what stands in the line is parked in its place.
pub fn take_up(model: &mut Model, number: &str) -> Vec<Effect> {
    let Some(place) = model.capture.parked.iter().position(|one| one.number.to_string() == number)
    else {
        return left::take(model, number);
    };
    let parked = model.capture.parked.remove(place);
    let mut effects = park_line(model);
    model.focus = Focus::Capture;
    let line = line_mut(model);
    line.field = Field::with_cursor(parked.text, parked.cursor);
    line.block = parked.block;
    (line.plain, line.mending) = (parked.plain, parked.mending);
    line.pasted = parked.pasted;
    let overtaken = model.line().mending.as_ref().and_then(|it| it.overtaken(model));
    model.notice = overtaken.or_else(|| model.notice.take());
    effects.extend(keep(model));
    // Last: its old place is given up only once the desk has it in the new one.
    effects.push(Effect::DropScratch(Slot::Parked(parked.number)));
    effects
}
