//! What the shield hides of drafts: one for few, and the words of one that cites a fact for few.
//! Apart from the pane, because every page and act asks it. What must stay true: what leaves this
//! console with values in it is asked about here before.

use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::domain::draft::Draft;

/// Whether the shield hides this draft now.
pub fn is_hidden(model: &Model, draft: &Draft) -> bool {
    model.shielded() && !draft.handling.is_open()
}

/// Whether the shield hides its words with the values in them now: it, or a fact that it cites.
pub fn hides_words(model: &Model, draft: &Draft) -> bool {
    model.shielded() && !model.incident.words_handling(draft).is_open()
}

/// What to say of that.
pub fn words_hidden(model: &Model, draft: &Draft) -> String {
    let word = model.incident.words_handling(draft).word();
    format!("It cites what is {word}: lift the shield first (S).")
}

/// The words as they would go out now, for the clipboard.
pub(super) fn copy(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    if hides_words(model, draft) {
        model.notice = Some(words_hidden(model, draft));
        return Vec::new();
    }
    let words = draft.latest().map(|latest| model.incident.filled(latest));
    vec![Effect::Copy(words.unwrap_or_default())]
}
