//! Comments on a draft: said of a passage or of the whole, answered, resolved, and suggested words
//! taken with one key.

use super::{Ask, ask_of, say};
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered};
use crate::console::update;
use crate::domain::command::Command;
use crate::domain::digest::Digest;
use crate::domain::draft::Draft;
use crate::domain::event::{CommentResolved, DraftCommented, DraftRevised, Passage};
use crate::domain::ids::{CommentId, DraftId, RevisionId};
use crate::domain::review;

/// What a comment begins with that suggests other words.
const INSTEAD: &str = "=>";

/// Asks what is to be said of what is selected in the editor, or of the line there.
pub fn from_editor(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &model.drafts.editor else { return Vec::new() };
    let (draft, text) = (editor.draft.clone(), editor.buffer.text());
    let passage = editor.buffer.passage().and_then(|at| review::passage(&text, at));
    if passage.is_none() {
        return say(model, "There are no words here to say something about.");
    }
    ask(model, &draft, passage)
}

/// Asks what is to be said.
pub(super) fn ask(model: &mut Model, draft: &DraftId, on: Option<Passage>) -> Vec<Effect> {
    let title = on.as_ref().map_or_else(
        || "Comment on the whole text".to_owned(),
        |on| format!("Comment on “{}”", crate::domain::sentence::clip(&on.quote)),
    );
    let hint = "begin with => to suggest other words for the passage";
    let quote = on.as_ref().map_or("", |on| on.quote.as_str());
    let name = format!("draft comment {draft} {}", Digest::of(quote).short());
    let asks = ask_of(Ask::Comment(draft.clone(), on));
    overlay::prompt(model, asks, &name, title, hint, "");
    Vec::new()
}

/// Records what is said of a passage, or of the whole text.
pub fn record(model: &mut Model, draft: DraftId, on: Option<Passage>, words: &str) -> Answered {
    let suggests = words.strip_prefix(INSTEAD).map(str::trim);
    if suggests.is_some() && on.is_none() {
        let why = "Words are suggested for a passage: select it in the editor, then comment there.";
        return Err(why.to_owned());
    }
    if words.is_empty() {
        return Err("A few words are needed; they stay on the record.".to_owned());
    }
    let comment = CommentId::new(model.next_id().thing());
    let text = if suggests.is_some() { String::new() } else { words.to_owned() };
    let suggests = suggests.map(str::to_owned);
    let said = DraftCommented { draft, comment, on, text, suggests, answers: None };
    let effects = update::submit(model, Command::CommentDraft(said));
    if !effects.is_empty() {
        model.notice = Some("Said; e in the list of drafts shows it.".to_owned());
    }
    Ok(effects)
}

pub(super) fn ask_answer(model: &mut Model, draft: &Draft, id: &CommentId) -> Vec<Effect> {
    let asks = ask_of(Ask::AnswerTo(draft.id.clone(), id.clone()));
    let name = format!("comment answer {} {id}", draft.id);
    overlay::prompt(model, asks, &name, "The answer", "it stays on the record", "");
    Vec::new()
}

/// Records the answer to a comment.
pub fn record_answer(
    model: &mut Model,
    draft: DraftId,
    answered: CommentId,
    words: &str,
) -> Answered {
    if words.is_empty() {
        return Err("A few words are needed; they stay on the record.".to_owned());
    }
    let comment = CommentId::new(model.next_id().thing());
    let (text, answers) = (words.to_owned(), Some(answered));
    let said = DraftCommented { draft, comment, on: None, text, suggests: None, answers };
    Ok(update::submit(model, Command::CommentDraft(said)))
}

/// Resolves a comment, or opens it again.
pub fn resolve(model: &mut Model, draft: &Draft, id: &CommentId) -> Vec<Effect> {
    let open = draft.review.comment(id).is_some_and(|comment| comment.resolved.is_none());
    let (draft, comment) = (draft.id.clone(), id.clone());
    let resolved = CommentResolved { draft, comment, resolved: open };
    update::submit(model, Command::ResolveComment(resolved))
}

/// Puts the suggested words in the passage's place: a text of its own, and the comment resolved.
pub fn take(model: &mut Model, draft: &Draft, id: &CommentId) -> Vec<Effect> {
    let found = draft.review.comment(id);
    let Some((on, words)) = found.and_then(|one| one.on.as_ref().zip(one.suggests.as_ref())) else {
        return say(model, "That comment suggests no words.");
    };
    let Some(latest) = draft.latest().filter(|_| !draft.diverges()) else {
        return say(model, "Several texts stand side by side: make one of them first.");
    };
    let Some(at) = review::find(on, &latest.text) else {
        return say(model, "The passage reads otherwise now: put the words in by hand.");
    };
    let mut text = latest.text.clone();
    text.replace_range(at, words);
    let revision = RevisionId::new(model.next_id().thing());
    let bases = vec![latest.id.clone()];
    let revised = DraftRevised::new(draft.id.clone(), revision, bases, text);
    let comment = id.clone();
    let effects = update::submit(model, Command::TakeSuggestion { revised, comment });
    if !effects.is_empty() {
        model.notice = Some("The suggested words are in; the text before stays.".to_owned());
    }
    effects
}
