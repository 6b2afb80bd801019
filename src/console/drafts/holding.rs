//! The holding statement: the first words that go out, one key away, with only the topic asked.
//!
//! Apart from other new drafts, which are opened for writing: this one is ready for review as it
//! stands. What must stay true: from the key to a text that can be asked about, a person types the
//! topic and nothing else.

use super::{Ask, Asks};
use crate::console::effect::Effect;
use crate::console::model::{Focus, Model, Pane};
use crate::console::overlay::{self, Answered};
use crate::console::{capture, layout, update};
use crate::domain::command::Command;
use crate::domain::event::{DraftCreated, TemplateOffered};
use crate::domain::handling::Handling;
use crate::domain::ids::{DraftId, RevisionId};
use crate::domain::placeholder;

use super::page::Page;

/// The id of its template.
const TEMPLATE: &str = "holding-statement";

/// The blank that is asked for.
const TOPIC: &str = "topic";

/// Asks what it is about; a fact of that name is proposed.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    if let Some(why) = update::cannot_record(model) {
        model.notice = Some(why);
        return Vec::new();
    }
    if let Err(why) = offered(model) {
        model.notice = Some(why);
        return Vec::new();
    }
    let known = model.incident.stands_for(TOPIC).map(|known| known.value);
    let open = model.incident.closed_fact(TOPIC).is_none() || !model.shielded();
    let known = known.filter(|_| open).unwrap_or_default();
    let title = "Holding statement: we know of reports about …";
    let hint = "the topic in a few words, as everybody may read it";
    overlay::prompt(model, Asks::Drafts(Ask::Holding), "holding statement", title, hint, &known);
    Vec::new()
}

/// The template, as this room offers it.
fn offered(model: &Model) -> Result<TemplateOffered, String> {
    let mut templates = model.incident.templates.iter();
    let found = templates.find(|template| template.id == TEMPLATE).cloned();
    found.ok_or_else(|| {
        "No playbook of this room offers a holding statement: r b adds one that does.".to_owned()
    })
}

/// The template's text with the topic in its place. Where it is the fact of that name the text
/// goes on citing it.
fn with_topic(model: &Model, text: &str, topic: &str) -> String {
    if model.incident.facts.now(TOPIC).is_some_and(|fact| fact.value == topic) {
        return text.to_owned();
    }
    placeholder::with(text, TOPIC, topic)
}

/// Begins it: what is asked for, and the words that say what comes next.
pub fn begin(model: &mut Model, topic: &str) -> Result<(Command, String), String> {
    let topic = topic.trim();
    if topic.is_empty() {
        return Err("A few words are needed: reports about what?".to_owned());
    }
    let from = offered(model)?;
    let text = with_topic(model, &from.text, topic);
    let unset = model.incident.unset(placeholder::names(&text).into_iter());
    let next = match (unset.as_slice(), from.approvers.as_slice()) {
        ([], []) => "ready for review: nobody must approve it by its kind".to_owned(),
        ([], of) => {
            let of: Vec<&str> = of.iter().map(|id| model.incident.short(id)).collect();
            format!("ready for review by {}", of.join(", "))
        }
        (unset, _) => format!("begun; still unset: {}", unset.join(", ")),
    };
    let said = format!("“{}” is {next}.", from.title);
    let id = model.next_id();
    let created = DraftCreated {
        draft: DraftId::new(id.thing_part(0)),
        title: from.title,
        audience: from.audience,
        channel: from.channel,
        template: Some(from.id),
        revision: RevisionId::new(id.thing_part(1)),
        text,
        handling: Handling::Open,
    };
    Ok((Command::CreateDraft(created), said))
}

/// Takes the topic, and stands on the new draft in the list.
pub(super) fn topic(model: &mut Model, topic: &str) -> Answered {
    let (command, said) = begin(model, topic)?;
    let Command::CreateDraft(created) = &command else { return Ok(Vec::new()) };
    let draft = created.draft.clone();
    let mut effects = update::submit(model, command);
    if effects.is_empty() {
        return Ok(effects);
    }
    if layout::current(model) != Pane::Drafts {
        model.zoomed = None;
    }
    let from_line = model.focus == Focus::Capture;
    model.focus = Focus::Pane(Pane::Drafts);
    model.drafts.page = Page::List;
    model.drafts.filter.clear();
    model.drafts.selection.rest_on(draft);
    if from_line {
        effects.extend(capture::leave(model));
    }
    model.notice = Some(format!("{said} w asks them, Enter opens it."));
    Ok(effects)
}
