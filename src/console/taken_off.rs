//! Words that were redacted while they stand in a text that is open here: in the line, a parked
//! one, a dialog, a draft. Apart from redacting, because whoever types did not ask for it.
//!
//! What must stay true: nothing that is typed is lost, so the text stays in front of whoever typed
//! it; the desk keeps it without those words; and they go on the record again only at a second
//! Enter. This console knows the words for as long as a text here holds them, and no longer.

use super::drafts::page::Page;
use super::editor::Editor;
use super::effect::Effect;
use super::field::Field;
use super::model::{Model, Slot};
use super::overlay::{Overlay, Prompt};
use super::{capture, editor, left};
use crate::domain::incident::Incident;
use crate::domain::redaction::runs::{only_in, places, without};
use crate::domain::redaction::texts::texts_of;

/// What was taken off the record, and stands in open texts here.
#[derive(Debug, Clone, Default)]
pub struct TakenOff {
    /// The words, in small letters.
    words: Vec<String>,
    /// Who took them off, last.
    by: String,
    /// The text that wants a second Enter, and had the first.
    asked: Option<String>,
    /// The last redaction that the open texts were judged by.
    judged: u64,
    /// The first open text that holds the words.
    held_by: Option<Slot>,
}

/// The room is about to be shown without what was removed: what stood in it until now, and stands
/// in it no longer, is looked for in what is open.
pub fn room_without(model: &mut Model, now: &Incident) -> Vec<Effect> {
    let last = now.redactions.last;
    if last <= model.taken_off.judged {
        return Vec::new();
    }
    model.taken_off.judged = last;
    let none = model.capture.said.is_empty() && model.at_desk.is_empty();
    if none && open_texts(model).is_empty() {
        return Vec::new();
    }
    let by = now.redactions.rows.values().find(|it| it.seq == last);
    let by = by.map(|it| it.by.to_string()).unwrap_or_default();
    let before = texts_of(&model.incident);
    judge(model, before, now, by)
}

/// A refused submission was removed, and with it what it held.
pub fn submission_without(model: &mut Model, texts: Vec<String>, by: String) -> Vec<Effect> {
    let now = model.incident.clone();
    judge(model, texts, &now, by)
}

/// A text that was open elsewhere, in somebody's editor, and what was taken off it meanwhile.
pub fn text_without(model: &mut Model, before: String) -> Vec<Effect> {
    let redactions = &model.incident.redactions;
    let last = redactions.rows.values().find(|it| it.seq == redactions.last);
    let Some(by) = last.map(|it| it.by.to_string()) else { return Vec::new() };
    let now = model.incident.clone();
    judge(model, vec![before], &now, by)
}

fn judge(model: &mut Model, before: Vec<String>, now: &Incident, by: String) -> Vec<Effect> {
    let mut left = texts_of(now);
    left.sort_unstable();
    let mut originals = before;
    originals.retain(|text| left.binary_search(text).is_err());
    let originals: Vec<String> = originals.iter().map(|text| text.to_lowercase()).collect();
    let left = left.join("\n").to_lowercase();
    let mut known = |run: &str| Ok::<_, std::convert::Infallible>(left.contains(run));
    let mut held = |text: &str| {
        let Ok(places) = only_in(text, &originals, &mut known);
        places.into_iter().map(|place| text[place].to_lowercase()).collect::<Vec<_>>()
    };
    // Lines that were recorded can be taken up as they were typed: these no longer.
    model.capture.said.retain(|said| {
        held(&said.text).is_empty() && said.block.as_deref().is_none_or(|it| held(it).is_empty())
    });
    // What nobody here has open is known as the desk keeps it.
    left::forget(model, &mut held);
    let texts = open_texts(model);
    let waits = super::typist::waiting(model);
    let all = texts.iter().chain(&waits);
    let words: Vec<String> = all.flat_map(|(_, text, _)| held(text)).collect();
    if words.is_empty() {
        return Vec::new();
    }
    model.taken_off.words.extend(words);
    model.taken_off.by = by;
    model.taken_off.asked = None;
    // It is said at once, whatever was said before.
    model.notice = None;
    // What is on its way to the desk as it was typed is kept without.
    let mut effects: Vec<Effect> = super::typist::kept(model).into_iter().collect();
    for (slot, text, cursor) in texts {
        if is_in(model, &text) {
            effects.push(Effect::SaveScratch { slot, text, cursor });
        }
    }
    effects
}

/// After each message: what goes to the desk goes there without the words; once no open text holds
/// them they are forgotten here; until then it is said.
pub fn settle(model: &mut Model, effects: &mut [Effect]) {
    if model.taken_off.words.is_empty() {
        model.taken_off.held_by = None;
        return;
    }
    for effect in effects {
        if let Effect::SaveScratch { text, cursor, .. } | Effect::KeepFor { text, cursor, .. } =
            effect
        {
            let places = places(text, &model.taken_off.words);
            if !places.is_empty() {
                *text = without(text, &places);
                *cursor = Field::with_cursor(text.as_str(), *cursor).cursor();
            }
        }
    }
    let mut held_by = None;
    let mut words = std::mem::take(&mut model.taken_off.words);
    let mut texts = open_texts(model);
    texts.extend(super::typist::waiting(model));
    words.retain(|word| {
        let word = std::slice::from_ref(word);
        let held = texts.iter().find(|(_, text, _)| !places(text, word).is_empty());
        held_by = held_by.or(held.map(|(slot, ..)| slot));
        held.is_some()
    });
    model.taken_off.held_by = held_by.cloned();
    model.taken_off.words = words;
    if model.notice.is_none() {
        model.notice = held(model);
    }
}

/// What stands in an open text though it was redacted, as a sentence.
pub fn held(model: &Model) -> Option<String> {
    let TakenOff { held_by, by, .. } = &model.taken_off;
    let slot = held_by.as_ref()?;
    let spoken = model.typed_lines.iter().any(|(of, _)| of == slot);
    let named = if spoken { named_in_lines(slot) } else { named(slot) };
    Some(format!("{named} holds words that {by} redacted: the desk keeps it without them."))
}

const fn named_in_lines(slot: &Slot) -> &'static str {
    match slot {
        Slot::Capture => "The line that waits for Enter",
        Slot::Parked(_) => "A line that waits (/half-typed)",
        Slot::Field(_) | Slot::Draft(_) => "The draft you write",
        Slot::Away(_, place) => named_in_lines(place),
    }
}

const fn named(slot: &Slot) -> &'static str {
    match slot {
        Slot::Capture => "Your line",
        Slot::Parked(_) => "A line put aside (Ctrl-R)",
        Slot::Field(_) => "What you typed in a dialog",
        Slot::Draft(_) => "The draft you write",
        Slot::Away(_, place) => named(place),
    }
}

/// Whether a text that is to be recorded holds the words, and this is the first Enter: what to say.
pub fn doubt(model: &mut Model, text: &str) -> Option<String> {
    if !is_in(model, text) || model.taken_off.asked.as_deref() == Some(text) {
        return None;
    }
    model.taken_off.asked = Some(text.to_owned());
    Some(format!("It holds words that {} redacted; again records them.", model.taken_off.by))
}

/// The same of a dialog's answer, unless it is what is to go.
pub fn doubt_in(model: &mut Model, prompt: &Prompt) -> Option<String> {
    let text = prompt.field.text().trim();
    if prompt.is_secret() { None } else { doubt(model, text) }
}

fn is_in(model: &Model, text: &str) -> bool {
    !places(text, &model.taken_off.words).is_empty()
}

/// Every text that is open here, as the desk keeps it.
pub(super) fn open_texts(model: &Model) -> Vec<(Slot, String, usize)> {
    let mut effects = capture::open_lines(model);
    for (name, text) in &model.kept_fields {
        let slot = Slot::Field(name.clone());
        effects.push(Effect::SaveScratch { slot, text: text.clone(), cursor: text.len() });
    }
    for overlay in &model.overlays {
        match overlay {
            Overlay::Prompt(prompt) => effects.extend(super::update::keep_prompt(prompt)),
            Overlay::Choice(choice) => effects.extend(choice.keep()),
            Overlay::Confirm(_) | Overlay::Reader(_) | Overlay::Line(_) => {}
        }
    }
    effects.extend(writing(model).filter(|it| it.is_unsaved()).map(|it| it.keep_now(model.now)));
    effects.extend(model.drafts.kept.iter().map(|(draft, kept)| kept.keep(draft)));
    effects.extend(model.typed_lines.iter().map(|(slot, text)| Effect::SaveScratch {
        slot: slot.clone(),
        text: text.clone(),
        cursor: text.len(),
    }));
    let texts = effects.into_iter().filter_map(|effect| match effect {
        Effect::SaveScratch { slot, text, cursor } if !text.trim().is_empty() => {
            Some((slot, text, cursor))
        }
        _ => None,
    });
    texts.collect()
}

/// The draft that is being written here, also behind a page.
fn writing(model: &Model) -> impl Iterator<Item = &Editor> {
    let behind = match &model.drafts.page {
        Page::Reading(page) => page.writing.as_deref(),
        Page::List | Page::Revisions(_) | Page::Review(_) | Page::Plan(_) => None,
    };
    editor::open_editor(model).into_iter().chain(behind)
}
