//! Another person sits down here: what the one before was typing is put away, under their name.
//!
//! Apart from what earlier consoles left, because its owner may be back in a minute, here or at
//! another console of this host: it waits at the desk, which gives it to one. What must stay true:
//! nothing that one person typed is in a place where another's Enter would record it, nothing of it
//! is lost, and it comes back to its place when its owner does.

use super::drafts::page::Page;
use super::effect::Effect;
use super::left;
use super::model::{Focus, Model, Scratch, Slot};
use super::overlay::{Asks, Overlay};
use super::{taken_off, timeline};

/// Puts away what is half typed here, for whoever types here until now.
pub fn put_away(model: &mut Model) -> Vec<Effect> {
    leave_offers(model);
    let mut texts = taken_off::open_texts(model);
    // A line that was only taken up to be mended has nothing in it that the record lacks.
    texts.retain(|(slot, ..)| *slot != Slot::Capture || !model.capture.is_untouched_mend());
    clear(model);
    keep_for_owner(model, texts)
}

/// Keeps texts for whoever types here until now, and gives up the places they had.
pub fn keep_for_owner(model: &mut Model, texts: Vec<(Slot, String, usize)>) -> Vec<Effect> {
    let owner = model.me.person.clone();
    let (mut kept, mut given_up) = (Vec::new(), Vec::new());
    for (place, text, cursor) in texts {
        let slot = Slot::Away(model.capture.next_parked, Box::new(place.clone()));
        model.capture.next_parked += 1;
        let (of, here) = (owner.clone(), slot.clone());
        kept.push(Effect::KeepFor { owner: of, slot: here, text: text.clone(), cursor });
        given_up.push(Effect::DropScratch(place));
        let (by, owner) = (Some(model.me.session.clone()), Some(owner.clone()));
        let at = model.now;
        left::offer(model, vec![Scratch { slot, text, cursor, at, by, owner }]);
    }
    // First: an old place is given up only once the desk has the text in the new one.
    kept.append(&mut given_up);
    kept
}

/// Takes out of dialogs what was only offered there as an answer: it is on the record already.
fn leave_offers(model: &mut Model) {
    for overlay in &mut model.overlays {
        if let Overlay::Prompt(prompt) = overlay
            && prompt.offered
        {
            prompt.field.take();
        }
    }
}

/// Nothing is half typed here any more.
fn clear(model: &mut Model) {
    let writing = match &model.drafts.page {
        Page::Reading(page) => page.writing.is_some(),
        Page::List | Page::Revisions(_) | Page::Review(_) | Page::Plan(_) => false,
    };
    if !model.overlays.is_empty() || writing || model.drafts.editor.is_some() {
        // Keys that waited were meant for what stood here; in the line they run nothing.
        model.focus = Focus::Capture;
    }
    for overlay in std::mem::take(&mut model.overlays) {
        if let Overlay::Prompt(prompt) = overlay
            && let Asks::Timeline(timeline::Ask::Filter { before }) = &prompt.asks
        {
            timeline::set_filter(model, before);
        }
    }
    if writing {
        model.drafts.page = Page::List;
    }
    model.drafts.editor = None;
    model.drafts.kept.clear();
    model.kept_fields.clear();
    model.redacting = None;
    model.capture.put_away();
    model.pressed.clear();
    model.shield.lifted_until = None;
}
