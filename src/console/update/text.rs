//! Text that came in one go: typed, too fast to be keys, or pasted. Only what a person types runs
//! anything.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::console::drafts::replies;
use crate::console::effect::Effect;
use crate::console::keymap::Meaning;
use crate::console::model::{Focus, Model, Slot};
use crate::console::overlay::{Overlay, Prompt};
use crate::console::select::Step;
use crate::console::{capture, editor, typist, unseen};
use crate::domain::time::Timestamp;

use super::keys;

/// Characters at the pace of a person: text where text is taken, keys elsewhere.
pub fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for letter in text.chars() {
        let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
        effects.extend(keys::press(model, key));
    }
    effects
}

/// Characters faster than a person presses keys: outside text they run nothing and are offered as a
/// line; in text one line is typed and several are a paste. `on` says that they go on with the
/// last.
pub fn burst(model: &mut Model, text: &str, on: bool) -> Vec<Effect> {
    if let Some(effects) = typist::before_burst(model, text, on) {
        return effects;
    }
    if model.shield.blank {
        return unseen::text(model, text);
    }
    model.last_key = model.now;
    let now = model.now;
    burst_now(model, text, now, on)
}

/// The same of somebody who is known, and when it came.
pub fn burst_now(model: &mut Model, text: &str, at: Timestamp, on: bool) -> Vec<Effect> {
    if keys::takes_text(model) && !model.shield.blank {
        // One line is what a slow connection brings of somebody who types, and the key that ended
        // it. A line that was pasted with its end comes so too, where no mark tells it apart: how
        // long it is tells nothing, for a line may have been typed while the connection stood.
        let (line, end) = match (text.strip_suffix('\n'), text.strip_suffix('\t')) {
            (Some(line), _) => (line, Some(KeyCode::Enter)),
            (None, Some(line)) => (line, Some(KeyCode::Tab)),
            (None, None) => (text, None),
        };
        if line.contains('\n') {
            return pasted(model, text);
        }
        let mut effects = typed(model, line);
        if let Some(end) = end {
            effects.extend(keys::press(model, KeyEvent::from(end)));
        }
        return effects;
    }
    let offered = model.overlays.last().and_then(capture::offered).is_some();
    if !model.shield.blank && !offered && only_moves(model, text) {
        return typed(model, text);
    }
    model.pressed.clear();
    capture::offer(model, text, at, on)
}

/// Whether all of it only moves in what is being looked at, as two keys held one after the other do
/// over a slow line: that changes nothing.
fn only_moves(model: &Model, text: &str) -> bool {
    let contexts = keys::contexts(model);
    model.pressed.is_empty()
        && text.chars().all(|letter| {
            let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
            let meaning = model.keymap.meaning(contexts, &[key]);
            matches!(meaning, Meaning::Is(action) if Step::of(action).is_some())
        })
}

/// A paste: into the text that is being typed, or else into the line, which is opened for it.
pub fn pasted(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(effects) = typist::before_paste(model, text) {
        return effects;
    }
    if model.shield.blank {
        return unseen::paste(model, text);
    }
    model.last_key = model.now;
    paste_now(model, text)
}

/// The same of somebody who is known.
pub fn paste_now(model: &mut Model, text: &str) -> Vec<Effect> {
    model.notice = None;
    model.pressed.clear();
    if let Some(effects) = replies::pasted(model, text) {
        return effects;
    }
    let writing = editor::is_open(model) && model.focus != Focus::Capture;
    match model.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => {
            prompt.give_way(text.chars().next());
            prompt.field.insert(text.trim_end_matches('\n'));
            prompt.trouble = None;
            keep_prompt(prompt).into_iter().collect()
        }
        Some(Overlay::Choice(choice)) if choice.typing => {
            choice.filter.insert(text.trim_end_matches('\n'));
            choice.refilter();
            choice.keep().into_iter().collect()
        }
        Some(Overlay::Line(_)) => capture::paste(model, text),
        Some(Overlay::Choice(_) | Overlay::Confirm(_) | Overlay::Reader(_)) => {
            let mut effects = capture::fresh(model);
            effects.extend(capture::paste(model, text));
            effects
        }
        None if writing => editor::paste(model, text),
        None => {
            model.focus = Focus::Capture;
            capture::paste(model, text)
        }
    }
}

/// Keeps a dialog's half-typed text at the desk, unless it is to be kept nowhere.
pub fn keep_prompt(prompt: &Prompt) -> Option<Effect> {
    (!prompt.is_secret()).then(|| Effect::SaveScratch {
        slot: Slot::Field(prompt.name.clone()),
        text: prompt.field.text().to_owned(),
        cursor: prompt.field.cursor(),
    })
}
