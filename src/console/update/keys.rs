//! From a key to what it means: which contexts are asked depends on what has the keys.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::console::drafts::page::Page;
use crate::console::effect::Effect;
use crate::console::keymap::{Context, Letters, Meaning};
use crate::console::model::{Focus, Model, Pane};
use crate::console::overlay::{self, Overlay};
use crate::console::select::Step;
use crate::console::{capture, editor, layout, typist, unseen};
use crate::domain::time::Timestamp;

use super::acts;

/// The contexts whose keys mean something now, the first that knows a key winning.
pub fn contexts(model: &Model) -> &'static [Context] {
    match model.overlays.last() {
        Some(Overlay::Line(_)) => &[Context::Always, Context::Line],
        Some(Overlay::Prompt(_)) => &[Context::Always, Context::Typing],
        Some(Overlay::Choice(choice)) if choice.typing => &[Context::Always, Context::Typing],
        Some(Overlay::Choice(_) | Overlay::Confirm(_) | Overlay::Reader(_)) => {
            &[Context::Always, Context::Dialog]
        }
        None => match model.focus {
            Focus::Capture => &[Context::Always, Context::Capture],
            Focus::Pane(Pane::Timeline) => &[Context::Always, Context::Timeline, Context::Panes],
            Focus::Pane(Pane::Next) => &[Context::Always, Context::Next, Context::Panes],
            Focus::Pane(Pane::Checklists) => {
                &[Context::Always, Context::Checklists, Context::Panes]
            }
            Focus::Pane(Pane::Drafts) if editor::is_open(model) => {
                &[Context::Always, Context::Editor]
            }
            Focus::Pane(Pane::Drafts) if matches!(model.drafts.page, Page::Plan(_)) => {
                &[Context::Always, Context::Plan, Context::Panes]
            }
            Focus::Pane(Pane::Drafts) => &[Context::Always, Context::Drafts, Context::Panes],
        },
    }
}

/// Whether letters are text now.
pub fn takes_text(model: &Model) -> bool {
    match model.overlays.last() {
        Some(Overlay::Line(_) | Overlay::Prompt(_)) => true,
        Some(Overlay::Choice(choice)) => choice.typing,
        Some(Overlay::Confirm(_) | Overlay::Reader(_)) => false,
        None => model.focus == Focus::Capture || editor::is_open(model),
    }
}

/// What plain letters are now. Within a sequence of keys every one counts.
pub fn letters(model: &Model) -> Letters {
    if takes_text(model) || model.shield.blank {
        return Letters::Text;
    }
    // A letter that waits for who types moves nothing.
    let whole = model.pressed.is_empty() && !typist::asking(model);
    let moving = || model.keymap.letters_that_move(contexts(model));
    Letters::Keys { that_move: if whole { moving() } else { Vec::new() } }
}

/// Takes a key.
pub fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let now = model.now;
    if let Some(effects) = typed_on(model, key, now) {
        return effects;
    }
    if let Some(effects) = typist::before_key(model, key) {
        return effects;
    }
    model.last_key = model.now;
    press_now(model, key)
}

/// A key that came then and belongs to letters that are offered as a line.
fn typed_on(model: &mut Model, key: KeyEvent, at: Timestamp) -> Option<Vec<Effect>> {
    if model.shield.blank {
        return None;
    }
    let effects = capture::typed_on(model, key, at)?;
    model.last_key = model.now;
    Some(effects)
}

/// Takes a key that came then, of somebody who is known.
pub fn press_of(model: &mut Model, key: KeyEvent, at: Timestamp) -> Vec<Effect> {
    typed_on(model, key, at).unwrap_or_else(|| press_now(model, key))
}

/// Takes a key of somebody who is known.
pub fn press_now(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    model.notice = None;
    if key.code == KeyCode::Esc && stops_sending(model) {
        return crate::console::drafts::sending::stop(model);
    }
    if model.shield.blank {
        // Only what may be pressed anywhere means something there; all else is text.
        model.pressed.clear();
        return match model.keymap.meaning(&[Context::Always], &[key]) {
            Meaning::Is(action) => acts::while_blank(model, action),
            Meaning::Pending(_) | Meaning::Nothing => unseen::key(model, key),
        };
    }
    model.pressed.push(key);
    let meaning = model.keymap.meaning(contexts(model), &model.pressed);
    match meaning {
        Meaning::Pending(_) => Vec::new(),
        Meaning::Is(action) => {
            model.pressed.clear();
            acts::act(model, action)
        }
        Meaning::Nothing => {
            let begun = std::mem::take(&mut model.pressed).len() > 1;
            // What may be pressed anywhere may be pressed in the middle of a sequence too.
            if begun && let Meaning::Is(action) = model.keymap.meaning(&[Context::Always], &[key]) {
                return acts::act(model, action);
            }
            into_text(model, key)
        }
    }
}

/// Whether Esc stops what is on its way out: in the panes, where no dialog is closed by it.
fn stops_sending(model: &Model) -> bool {
    let panes = matches!(model.focus, Focus::Pane(_)) && model.overlays.is_empty();
    panes && model.pressed.is_empty() && crate::console::drafts::sending::busy(model)
}

/// A key that is no action goes into the text that is being typed, if there is one.
fn into_text(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let writing = editor::is_open(model);
    let height = layout::dialog_rows(model);
    match model.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => {
            prompt.give_way(typed(key));
            if prompt.field.key(key) {
                prompt.trouble = None;
                let kept = super::text::keep_prompt(prompt);
                overlay::typed(model);
                return kept.into_iter().collect();
            }
            Vec::new()
        }
        Some(Overlay::Choice(choice)) if choice.typing => {
            // Where letters search at once, the key that begins a search elsewhere says nothing.
            let begins = choice.free && choice.filter.is_empty() && typed(key) == Some('/');
            // While nothing is searched for there is but one end to go to: that of the list.
            let end = match key.code {
                KeyCode::Home => Some(Step::Top),
                KeyCode::End => Some(Step::Bottom),
                _ => None,
            };
            if let Some(step) = end.filter(|_| choice.filter.is_empty()) {
                choice.step(step, height);
            } else if !begins && choice.filter.key(key) {
                choice.refilter();
                return choice.keep().into_iter().collect();
            }
            Vec::new()
        }
        Some(Overlay::Line(_)) => capture::key(model, key),
        None if model.focus == Focus::Capture => capture::key(model, key),
        None if writing => editor::key(model, key),
        Some(Overlay::Choice(_) | Overlay::Confirm(_) | Overlay::Reader(_)) | None => Vec::new(),
    }
}

/// The character that a key types, where it types one.
fn typed(key: KeyEvent) -> Option<char> {
    let held = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(letter) if !held => Some(letter),
        _ => None,
    }
}
