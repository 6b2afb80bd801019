//! What the list says of each draft, and what is known for a placeholder. Plain values, so that the
//! view draws and computes nothing.

use crate::console::diff;
use crate::console::model::Model;
use crate::console::zone;
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::event::{DraftCreated, Standing};
use crate::domain::ids::DraftId;
use crate::domain::time::Timestamp;
use crate::domain::words::Anchor;
use crate::playbook::template;

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

/// The line of a draft.
pub fn row(model: &Model, id: &DraftId) -> Row {
    let kept = model.drafts.kept.get(id);
    let mut state = Vec::new();
    if let Some(kept) = kept {
        state.push(format!("unsaved since {}", zone::clock(kept.at, model.tz())));
    }
    let Some(draft) = model.incident.drafts.draft(id) else {
        let created = created(model, id);
        state.push(if created.is_some() { "on its way" } else { "not recorded" }.to_owned());
        let text = kept.map(|kept| &kept.text).or_else(|| created.map(|created| &created.text));
        return Row {
            title: created.map_or("(text without a draft)", |created| &created.title).to_owned(),
            hidden: false,
            audience: created.map(|created| created.audience.clone()).unwrap_or_default(),
            channel: created.map(|created| created.channel.clone()).unwrap_or_default(),
            words: text.map_or(0, |text| diff::words(text)),
            state,
            by: String::new(),
            at: kept.map(|kept| kept.at),
            asks: created.is_none(),
            shelved: false,
        };
    };
    let tips = draft.tips().len();
    if tips > 1 {
        state.push(format!("{tips} texts side by side"));
    }
    if let Some(why) = &draft.shelved {
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        state.push(format!("put aside{why}"));
    }
    let latest = draft.latest();
    let text = latest.map_or("", |latest| latest.text.as_str());
    let unset = unset(model, text).len();
    if unset > 0 && draft.shelved.is_none() {
        state.push(format!("{unset} unset"));
    }
    Row {
        title: draft.title.clone(),
        hidden: super::is_hidden(model, draft),
        audience: draft.audience.clone(),
        channel: draft.channel.clone(),
        state,
        words: diff::words(text),
        by: latest.map(|latest| latest.by.to_string()).unwrap_or_default(),
        at: latest.map(|latest| latest.at),
        asks: tips > 1 || kept.is_some(),
        shelved: draft.shelved.is_some(),
    }
}

/// The placeholders of a text for which nothing is known, each once.
pub fn unset<'t>(model: &Model, text: &'t str) -> Vec<&'t str> {
    template::names(text).into_iter().filter(|name| known(model, name).is_none()).collect()
}

/// What is known for a placeholder: a fact of that name, else what the room itself knows.
pub fn known(model: &Model, name: &str) -> Option<Known> {
    let incident = &model.incident;
    if let Some(fact) = incident.facts.now(name) {
        let how = match fact.standing {
            Standing::Believed => "believed",
            Standing::Known => "known",
        };
        let open = incident.timeline.entry(&fact.entry).is_none_or(|it| it.now.handling.is_open());
        let hidden = model.shielded() && !open;
        return Some(Known { value: fact.value.clone(), how, hidden });
    }
    let moment = |at: Timestamp| zone::moment(at, model.now, model.room_tz());
    let value = match name {
        "severity" => incident.severity.map(|severity| severity.value.label().to_owned()),
        "zone" => Some(incident.room.zone.clone()).filter(|zone| !zone.is_empty()),
        "received" => Some(moment(incident.room.received)),
        "codename" => Some(incident.room.codename.clone()),
        // Placeholders are written with `_`, anchors with `-`.
        name => {
            let anchor = incident.anchors.get(&Anchor::new(name.replace('_', "-")));
            anchor.and_then(|history| history.now()?.at).map(moment)
        }
    };
    value.map(|value| Known { value, how: "of the room", hidden: false })
}
