//! Rules for drafts. A text is never refused for being late: on a base that has moved it stands
//! beside the other.

use super::entries::handling_fits;
use super::room::already;
use crate::domain::bounds;
use crate::domain::draft::Draft;
use crate::domain::event::{
    DraftCreated, DraftHandled, DraftRenamed, DraftRevised, DraftShelved, Event, ExpirySet,
};
use crate::domain::ids::DraftId;
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::sentence;

/// The draft, or the refusal that says that it is not there.
pub(super) fn there<'a>(incident: &'a Incident, id: &DraftId) -> Result<&'a Draft, Refusal> {
    let missing = || Refusal::NoSuch { what: "a draft".to_owned(), id: id.to_string() };
    incident.drafts.draft(id).ok_or_else(missing)
}

fn names(title: &str, audience: &str, channel: &str) -> Result<(), Refusal> {
    bounds::name("the draft's title", title)?;
    bounds::label("the draft's audience", audience)?;
    bounds::label("the draft's channel", channel)
}

pub(super) fn create(incident: &Incident, to: &DraftCreated) -> Result<Event, Refusal> {
    bounds::name("the draft's id", to.draft.as_str())?;
    bounds::name("the text's id", to.revision.as_str())?;
    names(&to.title, &to.audience, &to.channel)?;
    bounds::text("the draft's text", &to.text, bounds::DRAFT_BYTES)?;
    if incident.drafts.draft(&to.draft).is_some() {
        let id = to.draft.to_string();
        return Err(Refusal::IdTaken { what: "a draft".to_owned(), id });
    }
    Ok(to.clone().into())
}

pub(super) fn revise(incident: &Incident, to: &DraftRevised) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    bounds::name("the text's id", to.revision.as_str())?;
    bounds::text("the draft's text", &to.text, bounds::DRAFT_BYTES)?;
    bounds::many("the list of bases", &to.bases, bounds::MANY)?;
    if draft.revision(&to.revision).is_some() {
        let id = to.revision.to_string();
        return Err(Refusal::IdTaken { what: "a text".to_owned(), id });
    }
    let followed = |id| draft.revision(id).is_none_or(|base| base.followed);
    let diverging = to.bases.is_empty() || to.bases.iter().any(followed);
    if let [base] = to.bases.as_slice()
        && !diverging
        && draft.revision(base).is_some_and(|base| base.text == to.text)
    {
        return Err(already("the text is saved"));
    }
    Ok(DraftRevised { diverging, ..to.clone() }.into())
}

pub(super) fn rename(incident: &Incident, to: &DraftRenamed) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    names(&to.title, &to.audience, &to.channel)?;
    let now = (&draft.title, &draft.audience, &draft.channel);
    if now == (&to.title, &to.audience, &to.channel) {
        return Err(already("the draft is called so"));
    }
    Ok(to.clone().into())
}

pub(super) fn handle(incident: &Incident, to: &DraftHandled) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    handling_fits(&to.handling)?;
    if draft.handling == to.handling {
        return Err(already(format!("the draft is {}", to.handling.word())));
    }
    Ok(to.clone().into())
}

/// Any time may be said, a past one too: it is then out of date, and that is what is shown.
pub(super) fn expire(incident: &Incident, to: &ExpirySet) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    if draft.good_until == to.good_until {
        return Err(already(sentence::good_until(to.good_until)));
    }
    Ok(to.clone().into())
}

pub(super) fn shelve(incident: &Incident, to: &DraftShelved) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    bounds::text("the reason", &to.because, bounds::ENTRY_BYTES)?;
    if draft.shelved.is_some() == to.shelved && draft.superseded_by == to.superseded_by {
        return Err(already(if to.shelved { "put aside" } else { "not put aside" }));
    }
    if let Some(by) = &to.superseded_by {
        let other = there(incident, by)?;
        if other.id == draft.id || other.shelved.is_some() {
            let what = sentence::title(incident, by);
            let lacks = vec!["it cannot take the place of a draft".to_owned()];
            return Err(Refusal::NotReady { what, lacks });
        }
    }
    Ok(to.clone().into())
}
