//! What the list says of each draft, and what is known for a placeholder. Plain values, so that the
//! view draws and computes nothing.

use crate::console::editor;
use crate::console::model::Model;
use crate::console::zone;
use crate::domain::command::Command;
use crate::domain::draft::{Draft, Revision};
use crate::domain::event::DraftCreated;
use crate::domain::ids::DraftId;
use crate::domain::placeholder;
use crate::domain::time::Timestamp;
use crate::text;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its title.
    pub title: String,
    /// Whether the shield hides title and audience now.
    pub hidden: bool,
    /// To whom. May be empty.
    pub audience: String,
    /// By what way. May be empty.
    pub channel: String,
    /// What there is to know of it, in words: `2 texts side by side`, `3 unset`. May be empty.
    pub state: Vec<String>,
    /// Words of its newest text.
    pub words: usize,
    /// Who saved that text. May be empty.
    pub by: String,
    /// When.
    pub at: Option<Timestamp>,
    /// Whether somebody should look at it: texts side by side, unsaved text.
    pub asks: bool,
    /// Whether it was put aside.
    pub shelved: bool,
}

/// What is known for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The value.
    pub value: String,
    /// How it is known: `believed`, `known`, `of the room`.
    pub how: &'static str,
    /// Whether the shield hides the value now.
    pub hidden: bool,
}

/// The drafts listed now, in the order they were begun; then those whose beginning is on its way,
/// and texts that were never recorded.
pub fn ids(model: &Model) -> Vec<DraftId> {
    let wanted = model.drafts.filter.to_lowercase();
    let fits = |draft: &&Draft| {
        let text = format!("{} {} {}", draft.title, draft.audience, draft.channel).to_lowercase();
        wanted.split_whitespace().all(|word| text.contains(word))
    };
    let listed = model.incident.drafts.all().iter().filter(fits).map(|draft| draft.id.clone());
    let mut ids: Vec<DraftId> = listed.collect();
    let coming = model.waiting.iter().filter_map(|waiting| match &waiting.submission.command {
        Command::CreateDraft(created) => Some(&created.draft),
        // Everything else begins no draft.
        _ => None,
    });
    for id in coming.chain(model.drafts.kept.keys()) {
        if model.incident.drafts.draft(id).is_none() && !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// The beginning of a draft that is on its way into the record.
pub fn created<'m>(model: &'m Model, id: &DraftId) -> Option<&'m DraftCreated> {
    model.waiting.iter().find_map(|waiting| match &waiting.submission.command {
        Command::CreateDraft(created) if created.draft == *id => Some(created),
        // Everything else begins no draft.
        _ => None,
    })
}

/// The line of a text whose draft is not in the record, or not yet.
fn not_recorded(model: &Model, id: &DraftId, mut state: Vec<String>) -> Row {
    let (kept, created) = (model.drafts.kept.get(id), created(model, id));
    state.push(if created.is_some() { "on its way" } else { "not recorded" }.to_owned());
    let text = kept.map(|kept| &kept.text).or_else(|| created.map(|created| &created.text));
    Row {
        title: created.map_or("(text without a draft)", |created| &created.title).to_owned(),
        hidden: false,
        audience: created.map(|created| created.audience.clone()).unwrap_or_default(),
        channel: created.map(|created| created.channel.clone()).unwrap_or_default(),
        words: text.map_or(0, |text| placeholder::words(text)),
        state,
        by: String::new(),
        at: kept.map(|kept| kept.at),
        asks: created.is_none(),
        shelved: false,
    }
}

/// The line of a draft.
pub fn row(model: &Model, id: &DraftId) -> Row {
    let kept = model.drafts.kept.get(id);
    let mut state = Vec::new();
    if let Some(kept) = kept {
        state.push(format!("unsaved since {}", zone::clock(kept.at, model.tz())));
    }
    let lies = super::super::left::of_draft(model, id);
    state.extend(lies.iter().map(|name| format!("unsaved text of {name} (Ctrl-R)")));
    let Some(draft) = model.incident.drafts.draft(id) else {
        return not_recorded(model, id, state);
    };
    if let Some(other) = editor::elsewhere(model, id) {
        state.push(other.replace(" this draft", ""));
    }
    let tips = draft.tips().len();
    if tips > 1 {
        state.push(format!("{tips} texts side by side"));
    }
    let expired = model.incident.expired(draft, model.now).is_some();
    state.extend(super::expiry::short(model, draft));
    state.extend(super::replies::count(model, draft));
    let said = super::said::short(model, draft).into_iter();
    if let Some(by) = super::said::superseded_by(model, draft) {
        // A long title must leave room for the draft's own.
        state.extend(said.take(1));
        let by = text::whole_words(&by, 24, text::Set::Unicode);
        state.push(if by.is_empty() { "superseded".into() } else { format!("superseded by {by}") });
    } else {
        state.extend(said);
        if let Some(why) = &draft.shelved {
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            state.push(format!("put aside{why}"));
        }
    }
    let latest = draft.latest();
    let unset = latest.map_or(0, |latest| model.incident.unset(latest.names()).len());
    if unset > 0 && draft.shelved.is_none() {
        state.push(format!("{unset} unset"));
    }
    let broken = latest.map_or(0, |latest| latest.broken().count());
    if broken > 0 && draft.shelved.is_none() {
        state.push(format!("{broken} no name"));
    }
    if super::checks::matters(model, draft) {
        state.extend(super::checks::count(&super::checks::found(model, draft)));
    }
    let moved = latest.is_some_and(|latest| !model.incident.moved_since(latest).is_empty());
    // What went out with the old value owes a correction, and says so instead.
    let owes = model.incident.correction(draft).is_some();
    let moved = moved && draft.shelved.is_none() && !owes;
    if moved {
        state.push("cites a changed fact".to_owned());
    }
    Row {
        title: draft.title.clone(),
        hidden: super::is_hidden(model, draft),
        audience: draft.audience.clone(),
        channel: draft.channel.clone(),
        state,
        words: latest.map_or(0, Revision::word_count),
        by: latest.map(|latest| latest.by.to_string()).unwrap_or_default(),
        at: latest.map(|latest| latest.at),
        asks: tips > 1 || kept.is_some() || moved || owes || expired,
        shelved: draft.shelved.is_some(),
    }
}

/// What is known for a placeholder: a fact of that name, else what the room itself knows.
pub fn known(model: &Model, name: &str) -> Option<Known> {
    let known = model.incident.stands_for(name)?;
    let how = known.how();
    let hidden = model.shielded() && model.incident.closed_fact(name).is_some();
    Some(Known { value: known.value, how, hidden })
}

/// What became of the facts that a text cites since it was saved: `customers was 4120, is 4300
/// now`.
pub fn moved(model: &Model, revision: &Revision) -> Vec<String> {
    let moved = model.incident.moved_since(revision);
    let words = moved.into_iter().map(|one| {
        let hidden = model.shielded() && model.incident.closed_fact(one.name).is_some();
        match one.now {
            _ if hidden => format!("{} changed since this text was saved", one.name),
            Some(now) => format!("{} was {}, is {now} now", one.name, one.was),
            None => format!("{} was {}, is struck", one.name, one.was),
        }
    });
    words.collect()
}
