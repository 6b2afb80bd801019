//! What is typed while the screen is hidden: it is kept as a line of its own, which nobody sees,
//! and offered when the screen comes back. Apart from the capture line, because no key means
//! anything else there: nothing runs, and nothing is recorded that its author cannot read.
//!
//! What must stay true: no letter is lost, however fast or slow it comes, and what stood on the
//! screen when it was hidden stands there again below the line.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::capture::{self, Unseen};
use super::effect::Effect;
use super::model::Model;
use super::overlay::Overlay;
use super::typist;

/// The text of the line that is typed unseen, where one is.
pub fn line(model: &Model) -> Option<&str> {
    match model.overlays.last()? {
        Overlay::Line(line) if line.unseen != Unseen::No && !line.is_empty() => {
            Some(line.field.text())
        }
        Overlay::Line(_)
        | Overlay::Prompt(_)
        | Overlay::Choice(_)
        | Overlay::Confirm(_)
        | Overlay::Reader(_) => None,
    }
}

/// Takes a key: into the line. Enter ends it, and what is typed then is another line.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let held = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    let letter = match key.code {
        KeyCode::Char(letter) if !held => Some(letter),
        _ => None,
    };
    if let Some(effects) = letter.and_then(|letter| typist::before_unseen(model, letter)) {
        return effects;
    }
    match (key.code, state(model)) {
        (KeyCode::Enter, Unseen::Typed) => {
            set(model, Unseen::Ended);
            Vec::new()
        }
        (KeyCode::Enter | KeyCode::Tab | KeyCode::Esc, _) => Vec::new(),
        (_, Unseen::Typed) => capture::key(model, key),
        (_, Unseen::No | Unseen::Ended) if letter.is_some() => {
            let mut effects = fresh(model);
            effects.extend(capture::key(model, key));
            effects
        }
        (_, Unseen::No | Unseen::Ended) => Vec::new(),
    }
}

/// Takes letters that came in one go.
pub fn text(model: &mut Model, text: &str) -> Vec<Effect> {
    let code = |letter| match letter {
        '\n' | '\r' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        letter => KeyCode::Char(letter),
    };
    text.chars().flat_map(|letter| key(model, KeyEvent::from(code(letter)))).collect()
}

/// Takes a paste: it stays text there too.
pub fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let mut effects = if state(model) == Unseen::Typed { Vec::new() } else { fresh(model) };
    effects.extend(capture::paste(model, text));
    model.notice = None;
    effects
}

/// Opens a line; one that was typed already is parked.
pub fn fresh(model: &mut Model) -> Vec<Effect> {
    let effects = capture::fresh(model);
    set(model, Unseen::Typed);
    effects
}

/// Hides the screen, or shows it again, and with it what was typed meanwhile.
pub fn toggle(model: &mut Model) -> Vec<Effect> {
    model.shield.blank = !model.shield.blank;
    if model.shield.blank {
        return Vec::new();
    }
    let typed = line(model).is_some();
    if !typed && state(model) != Unseen::No {
        model.overlays.pop();
    }
    set(model, Unseen::No);
    if typed {
        let words = "Typed while the screen was hidden: kept in this line, not recorded.";
        let more =
            if model.capture.parked.is_empty() { "" } else { " Ctrl-R lists what is parked." };
        model.notice = Some(format!("{words}{more}"));
    }
    Vec::new()
}

/// Whether the line on top is one that is typed unseen.
fn state(model: &Model) -> Unseen {
    match model.overlays.last() {
        Some(Overlay::Line(line)) => line.unseen,
        Some(
            Overlay::Prompt(_) | Overlay::Choice(_) | Overlay::Confirm(_) | Overlay::Reader(_),
        )
        | None => Unseen::No,
    }
}

fn set(model: &mut Model, unseen: Unseen) {
    if let Some(Overlay::Line(line)) = model.overlays.last_mut() {
        line.unseen = unseen;
    }
}
