//! Letters that came too fast to be keys: nothing of them is run, and they are offered as a line.
//!
//! Apart from the line, because they stand over whatever is open and are nobody's line yet. What
//! must stay true: the desk keeps them as a parked line from the moment they stand there; nothing
//! of them is grammar but a `%` at their beginning, which hides them; two things are not glued into
//! one word; and no letter answers the question that was pressed before it could be seen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::console::effect::Effect;
use crate::console::model::{Focus, Model, Slot};
use crate::console::overlay::{self, Asks, Confirm, Overlay};
use crate::domain::time::Timestamp;

use super::kept::KeptLine;
use super::{Ask, fresh, goes_on, keep, line_mut, parked};

/// Within this, in milliseconds, after something opened by itself, a key was pressed for what stood
/// there before: nobody reads and answers faster.
pub const SEEN_MS: i64 = 400;

/// A piece of so many letters or more may be a part of a long paste that the line broke off: what
/// follows it goes on in the middle of a word.
const LONG: usize = 512;
/// A piece of so few letters is what a slow connection brings of somebody who types.
const FEW: usize = 2;

/// What is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The letters, as they came.
    text: String,
    /// The number of the parked line as which the desk keeps them.
    number: u64,
    /// When the last of them came.
    at: Timestamp,
    /// How many letters the last piece had.
    piece: usize,
    /// Whether a key was pressed that is none of them.
    seen: bool,
}

impl Offer {
    /// The line that it would be.
    fn line(&self) -> KeptLine {
        KeptLine::unread(&self.text)
    }

    /// What keeps it at the desk.
    pub(super) fn kept(&self) -> Effect {
        let (text, cursor) = self.line().written();
        Effect::SaveScratch { slot: self.slot(), text, cursor }
    }

    const fn slot(&self) -> Slot {
        Slot::Parked(self.number)
    }

    /// What stands between it and a piece that comes then: nothing where that goes on with it; a
    /// blank where it may be another thing, and a line end where it surely is.
    fn joint(&self, piece: &str, at: Timestamp) -> &'static str {
        if self.text.ends_with(char::is_whitespace) || piece.starts_with(char::is_whitespace) {
            return "";
        }
        if !goes_on(self.at, at) {
            return "\n";
        }
        let goes_on = self.piece >= LONG || piece.chars().count() <= FEW;
        if goes_on { "" } else { " " }
    }

    fn add(&mut self, joint: &str, piece: &str, at: Timestamp) {
        self.text.push_str(joint);
        self.text.push_str(piece);
        (self.piece, self.at) = (piece.chars().count(), at);
    }
}

/// The offer of a dialog, where it is one.
pub const fn offered(overlay: &Overlay) -> Option<&Offer> {
    match overlay {
        Overlay::Confirm(Confirm { asks: Asks::Capture(Ask::Offer(offer)), .. }) => Some(offer),
        Overlay::Confirm(_)
        | Overlay::Prompt(_)
        | Overlay::Choice(_)
        | Overlay::Reader(_)
        | Overlay::Line(_) => None,
    }
}

/// The offer on top, and its lines as they are shown.
fn on_top(model: &mut Model) -> Option<(&mut Offer, &mut Vec<String>)> {
    match model.overlays.last_mut()? {
        Overlay::Confirm(Confirm { asks: Asks::Capture(Ask::Offer(offer)), lines, .. }) => {
            Some((offer, lines))
        }
        Overlay::Confirm(_)
        | Overlay::Prompt(_)
        | Overlay::Choice(_)
        | Overlay::Reader(_)
        | Overlay::Line(_) => None,
    }
}

fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Offers a piece that came then as a line; one that comes while another is offered joins that.
/// `on` says that it is known to go on with the last.
pub fn offer(model: &mut Model, piece: &str, at: Timestamp, on: bool) -> Vec<Effect> {
    if let Some((offer, lines)) = on_top(model) {
        let joint = if on { "" } else { offer.joint(piece, at) };
        offer.add(joint, piece, at);
        *lines = lines_of(&offer.text);
        return vec![offer.kept()];
    }
    if piece.trim().is_empty() {
        model.notice = Some("That came faster than keys are pressed; none was run.".to_owned());
        return Vec::new();
    }
    let number = model.capture.next_parked;
    model.capture.next_parked += 1;
    let text = piece.to_owned();
    let offer = Offer { text, number, at, piece: piece.chars().count(), seen: false };
    let (kept, lines) = (offer.kept(), lines_of(piece));
    let title = "That came faster than keys are pressed; none was run. Take it as a line?";
    overlay::confirm(model, Asks::Capture(Ask::Offer(offer)), title, lines);
    vec![kept]
}

/// A key that was pressed then, before the question could be seen, is one more of the letters.
pub fn typed_on(model: &mut Model, key: KeyEvent, at: Timestamp) -> Option<Vec<Effect>> {
    let (offer, lines) = on_top(model)?;
    let plain = (key.modifiers - KeyModifiers::SHIFT).is_empty();
    let letter = match key.code {
        KeyCode::Char(letter) if plain => letter,
        KeyCode::Enter if plain => '\n',
        KeyCode::Tab if plain => '\t',
        _ => {
            offer.seen = true;
            return None;
        }
    };
    if offer.seen || at.since(offer.at) >= SEEN_MS {
        return None;
    }
    offer.add("", letter.encode_utf8(&mut [0; 4]), at);
    *lines = lines_of(&offer.text);
    Some(vec![offer.kept()])
}

/// Takes it as a line: what is half typed stays as it is.
pub(super) fn take(model: &mut Model, offer: &Offer) -> Vec<Effect> {
    let mut effects = Vec::new();
    if model.overlays.is_empty() && model.capture.is_free() {
        model.focus = Focus::Capture;
    } else {
        effects.extend(fresh(model));
    }
    let line = line_mut(model);
    line.take_back(offer.line(), None);
    if line.block.is_some() && !line.is_private() {
        model.notice = Some(super::PASTED_BLOCK.to_owned());
    }
    effects.extend(keep(model));
    // Last: its old place is given up only once the desk has it in the new one.
    effects.push(Effect::DropScratch(offer.slot()));
    effects
}

/// Parks it, where nobody wants the line now.
pub fn decline(model: &mut Model, offer: &Offer) -> Vec<Effect> {
    model.notice = Some("Parked; Ctrl-R in the line lists what is parked.".to_owned());
    parked::park_as(model, offer.line(), offer.number)
}
