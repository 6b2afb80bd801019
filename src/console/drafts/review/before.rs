//! What went to the same readers before: found, and held against what stands now.
//!
//! Apart from the acts, because nothing is recorded here. What must stay true: words that the
//! shield hides are compared with nothing.

use super::say;
use crate::console::drafts::page::{self, Told, What};
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::{diff, drafts};
use crate::domain::draft::Draft;

/// The last words that went to the same readers, which they are, and of which draft.
pub fn last_sent(model: &Model, draft: &Draft) -> Option<(Told, String, Draft)> {
    let (other, sent) = model.incident.last_sent_to(&draft.audience)?;
    let words = other.words(&sent.words)?;
    Some((Told::Sent(other.id.clone(), sent.seq), words, other.clone()))
}

/// What changed since the last words that went to the same readers.
pub(super) fn compare_sent(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    let Some((old, words, other)) = last_sent(model, draft) else {
        return say(model, "Nothing went out to these readers yet.");
    };
    if drafts::hides_words(model, &other) {
        return say(model, "What went out last is hidden by the shield: S lifts it.");
    }
    if drafts::hides_words(model, draft) {
        let why = drafts::words_hidden(model, draft);
        return say(model, why);
    }
    let now = draft.latest().map(|latest| model.incident.filled(latest)).unwrap_or_default();
    let now = page::safe(&now);
    let both = diff::compare(&page::safe(&words), &now);
    page::read(model, &draft.id, What::Compared { old, new: Told::Now, both }, None)
}
