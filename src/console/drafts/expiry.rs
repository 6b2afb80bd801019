//! Until when a draft's words may be used: said, proposed by its template, renewed.
//!
//! Apart from the pane, because a time is read here as the capture line reads one. What must stay
//! true: a template proposes and a person says; nothing is late that nobody said.

use super::{Ask, Asks};
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered};
use crate::console::{compose, update, zone};
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::event::{ExpirySet, TemplateOffered};
use crate::domain::ids::DraftId;
use crate::domain::placeholder;
use crate::domain::sentence;
use crate::domain::time::Timestamp;

/// The blank of a template in which its time stands.
const EXPIRY: &str = "expiry";

const HINT: &str = "in 24h, 15:00 or tomorrow 09:00; empty: they have no end";

/// Asks until when its words may be used.
pub(super) fn ask(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    let title = match model.incident.expired(draft, model.now) {
        Some(at) => format!("Not good since {}: until when now?", moment(model, at)),
        None => "Until when may these words be used?".to_owned(),
    };
    let name = format!("good until {}", draft.id);
    overlay::prompt(model, Asks::Drafts(Ask::Expiry(draft.id.clone())), &name, title, HINT, "");
    Vec::new()
}

/// Asks the same of a draft to be begun, with what its template proposes; whether it does.
pub(super) fn propose(model: &mut Model, template: &str) -> bool {
    let mut templates = model.incident.templates.iter();
    let proposes = |one: &&TemplateOffered| one.id == template && one.good_for_minutes.is_some();
    let Some(from) = templates.find(proposes).cloned() else { return false };
    let title = format!("“{}”: until when may its words be used?", from.title);
    let name = format!("good until, of {}", from.id);
    let asks = Asks::Drafts(Ask::ProposedExpiry(from.id.clone()));
    overlay::prompt_offering(model, asks, &name, title, HINT, &proposal(&from));
    true
}

/// What a template proposes, as it is typed: `in 24h`. Empty where it proposes nothing.
pub fn proposal(from: &TemplateOffered) -> String {
    match from.good_for_minutes {
        None => String::new(),
        Some(minutes) if minutes % 60 == 0 => format!("in {}h", minutes / 60),
        Some(minutes) => format!("in {minutes}m"),
    }
}

/// A coming time, or nothing.
fn read(model: &Model, words: &str) -> Result<Option<Timestamp>, String> {
    if words.is_empty() {
        return Ok(None);
    }
    let read = compose::coming_time(words, model.now, model.room_tz());
    read.map(Some).map_err(|problem| problem.sentence())
}

/// Takes the time.
pub(super) fn said(model: &mut Model, id: DraftId, words: &str) -> Answered {
    let until = read(model, words)?;
    Ok(set(model, id, until))
}

/// Records until when a draft's words may be used; says where they name another time themselves.
pub fn set(model: &mut Model, id: DraftId, good_until: Option<Timestamp>) -> Vec<Effect> {
    let draft = model.incident.drafts.draft(&id);
    let old = draft.and_then(|draft| draft.good_until).map(sentence::clock);
    let latest = draft.and_then(Draft::latest);
    let names = old.filter(|old| latest.is_some_and(|latest| latest.text.contains(old.as_str())));
    let effects = update::submit(model, Command::SetExpiry(ExpirySet { draft: id, good_until }));
    if !effects.is_empty() {
        let mut said = match good_until {
            Some(at) => format!("Good until {}.", moment(model, at)),
            None => "Good without end.".to_owned(),
        };
        if let Some(old) = names {
            said = format!("{said} The text itself still says {old}: mend it.");
        }
        model.notice = Some(said);
    }
    effects
}

/// Begins a draft from that template, good until then.
pub(super) fn begin(model: &mut Model, template: &str, words: &str) -> Answered {
    let until = read(model, words)?;
    let mut templates = model.incident.templates.iter();
    let from = templates.find(|one| one.id == template).cloned();
    let from = from.ok_or("That template is no longer offered.")?;
    let text = until.map_or_else(|| from.text.clone(), |at| with_expiry(&from.text, at));
    let (title, audience, channel) = (&from.title, &from.audience, &from.channel);
    let id = DraftId::new(model.next_id().thing_part(0));
    let mut effects = super::create(model, title, audience, channel, Some(from.id), &text);
    if !effects.is_empty() && until.is_some() {
        effects.extend(set(model, id, until));
    }
    Ok(effects)
}

/// A template's text with the time in the place where it is meant to stand.
fn with_expiry(text: &str, at: Timestamp) -> String {
    placeholder::with(text, EXPIRY, &sentence::clock(at))
}

/// What the list says of it: that it is out of date, or until when it is good.
pub fn short(model: &Model, draft: &Draft) -> Option<String> {
    let until = model.incident.good_until(draft)?;
    let at = moment(model, until);
    let expired = model.incident.expired(draft, model.now).is_some();
    Some(if expired { format!("EXPIRED {at}") } else { format!("good until {at}") })
}

fn moment(model: &Model, at: Timestamp) -> String {
    zone::beside(at, model.now, model.now, model.tz())
}
