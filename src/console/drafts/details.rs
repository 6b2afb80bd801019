//! A draft's details, asked one after another: title, audience, channel.
//!
//! Apart from the list, because what was answered has to outlast the questions that are still to
//! come. What must stay true: an answer is kept at the desk until the last of them is given, and
//! stands in its question again where they were left, however that was.

use crate::console::effect::Effect;
use crate::console::model::{Model, Slot};
use crate::console::overlay::{self, Answered, Asks};
use crate::console::update;
use crate::domain::command::Command;
use crate::domain::event::DraftRenamed;
use crate::domain::ids::DraftId;

use super::{Ask, create};

/// In the order of asking.
const DETAILS: [(&str, &str); 3] = [
    ("Title of the draft", "what it is called in the list"),
    ("Audience: to whom", "one audience for each draft; may stay empty"),
    ("Channel: by what way", "mail, status page, phone …; may stay empty"),
];

/// Under which name the answer to one of them is kept.
fn field(draft: Option<&DraftId>, place: usize) -> String {
    format!("draft detail {place} {}", draft.map_or("", DraftId::as_str))
}

/// What the record says now.
fn now(model: &Model, draft: Option<&DraftId>, place: usize) -> String {
    let known = draft.and_then(|id| model.incident.drafts.draft(id));
    let now = known.map(|known| [&known.title, &known.audience, &known.channel]);
    now.and_then(|now| now.get(place).copied().cloned()).unwrap_or_default()
}

/// Asks for the next of them that is not answered yet.
pub fn ask(model: &mut Model, draft: Option<DraftId>, so_far: Vec<String>) {
    let place = so_far.len();
    let Some((title, hint)) = DETAILS.get(place) else { return };
    let (text, name) = (now(model, draft.as_ref(), place), field(draft.as_ref(), place));
    let asks = Asks::Drafts(Ask::Details { draft, so_far });
    overlay::prompt(model, asks, &name, *title, hint, &text);
}

/// Takes an answer, and asks for the next.
pub fn answer(
    model: &mut Model,
    draft: Option<DraftId>,
    mut so_far: Vec<String>,
    words: &str,
) -> Answered {
    if so_far.is_empty() && words.is_empty() {
        return Err("A draft needs a title: a word will do.".to_owned());
    }
    let place = so_far.len();
    // What stands on the record as it is need not be kept, and may be changed there meanwhile.
    if words != now(model, draft.as_ref(), place) {
        model.kept_fields.insert(field(draft.as_ref(), place), words.to_owned());
    }
    so_far.push(words.to_owned());
    let [title, audience, channel] = so_far.as_slice() else {
        ask(model, draft, so_far);
        return Ok(Vec::new());
    };
    let mut effects = match draft.clone() {
        Some(draft) => {
            let (title, audience) = (title.clone(), audience.clone());
            let renamed = DraftRenamed { draft, title, audience, channel: channel.clone() };
            update::submit(model, Command::RenameDraft(renamed))
        }
        None => create(model, title, audience, channel, None, ""),
    };
    if !effects.is_empty() {
        for place in 0..DETAILS.len() {
            let name = field(draft.as_ref(), place);
            if model.kept_fields.remove(&name).is_some() {
                effects.push(Effect::DropScratch(Slot::Field(name)));
            }
        }
    }
    Ok(effects)
}
