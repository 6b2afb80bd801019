//! What went to the same readers before: found, and held against what stands now.
//!
//! Apart from the acts, because nothing is recorded here. What must stay true: words that the
//! shield hides are compared with nothing.

use super::say;
use crate::console::diff;
use crate::console::drafts::page::{self, What};
use crate::console::drafts::said;
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::domain::draft::Draft;

/// The last words that went to the same readers, below what is said of them; and of which draft
/// they were.
pub fn last_sent(model: &Model, draft: &Draft) -> Option<(String, String, Draft)> {
    let (other, sent) = model.incident.last_sent_to(&draft.audience)?;
    let words = other.words(&sent.words)?;
    Some((format!("{}, {}", other.title, said::sent_words(model, sent)), words, other.clone()))
}

/// What changed since the last words that went to the same readers.
pub(super) fn compare_sent(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    let Some((old, words, other)) = last_sent(model, draft) else {
        return say(model, "Nothing went out to these readers yet.");
    };
    if crate::console::drafts::is_hidden(model, &other) {
        return say(model, "What went out last is hidden by the shield: S lifts it.");
    }
    let now = draft.latest().map(|latest| model.incident.filled(latest)).unwrap_or_default();
    let now = page::safe(&now);
    let both = diff::compare(&page::safe(&words), &now);
    let new = format!("{}, as it stands now", draft.title);
    page::read(model, &draft.id, What::Compared { old, new, both }, None)
}
