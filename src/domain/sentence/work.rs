//! Sentences on orders, checklists and drafts.

use super::{because, clip, clock, good_until, item_state, owed, promised, sort, title};
use crate::domain::event::{
    DraftCreated, DraftRenamed, DraftRevised, DraftShelved, EntryCorrected, EntryKind, ExpirySet,
    ItemAdded, ItemState, OrderChanged, OrderState, PlaybookApplied,
};
use crate::domain::ids::ItemId;
use crate::domain::incident::Incident;

/// Without the result: the order may be restricted, or become so.
pub(super) fn order(incident: &Incident, to: &OrderChanged) -> String {
    let was = incident.timeline.entry(&to.entry);
    let same = was.is_some_and(|entry| entry.order == to.to);
    let done = was.is_some_and(|entry| matches!(entry.order, OrderState::Done { .. }));
    let state = match &to.to {
        OrderState::Acknowledged { by: Some(by) } if done => {
            format!("order taken up again by {by}, was done")
        }
        OrderState::Acknowledged { by: None } if done => {
            "order taken up again, was done".to_owned()
        }
        OrderState::Given => "order open again".to_owned(),
        OrderState::Acknowledged { by: Some(by) } => format!("order acknowledged by {by}"),
        OrderState::Acknowledged { by: None } => "order acknowledged".to_owned(),
        OrderState::Done { .. } => "order done".to_owned(),
        OrderState::Refused { .. } => "order refused".to_owned(),
    };
    match to.due {
        None => state,
        Some(due) if same => format!("order {}", promised(due)),
        Some(due) => format!("{state}, {}", promised(due)),
    }
}

/// A line that reads anew, or is only owed at another time.
pub(super) fn corrected(incident: &Incident, to: &EntryCorrected) -> String {
    let sort = sort(incident, &to.now.entry);
    match (incident.put_off(to), to.now.kind.due()) {
        (false, _) => format!("{sort} corrected"),
        (true, Some(due)) if matches!(to.now.kind, EntryKind::Decision { .. }) => {
            format!("{sort} to be looked at again {}", clock(due))
        }
        (true, _) => format!("{sort} {}", owed(&to.now.kind)),
    }
}

pub(super) fn playbook(incident: &Incident, to: &PlaybookApplied) -> String {
    let new = |item: &&ItemAdded| incident.checklist.item(&item.item).is_none();
    let count = to.items.iter().filter(new).count();
    let items = if count == 1 { "item" } else { "items" };
    format!("playbook applied: {} ({count} {items} new)", clip(&to.title))
}

/// What was done to an item; its id stands for one that is not there.
pub(super) fn item(incident: &Incident, id: &ItemId, what: &str) -> String {
    let item = incident.checklist.item(id);
    let action = item.map_or_else(|| id.as_str(), |item| &item.given.action);
    format!("{} — {what}", clip(action))
}

/// A state that was just entered.
pub(super) fn new_state(state: &ItemState) -> String {
    match state {
        ItemState::Open => "open again".to_owned(),
        ItemState::InProgress
        | ItemState::Done { .. }
        | ItemState::Blocked { .. }
        | ItemState::NotApplicable { .. } => item_state(state),
    }
}

pub(super) fn draft_created(to: &DraftCreated) -> String {
    if to.handling.is_open() {
        format!("draft “{}” begun", clip(&to.title))
    } else {
        format!("a {} draft begun", to.handling.word())
    }
}

pub(super) fn draft_revised(incident: &Incident, to: &DraftRevised) -> String {
    let draft = incident.drafts.draft(&to.draft);
    let number = |id| draft.and_then(|draft| draft.revision(id)).map(|one| one.number);
    let count = draft.map_or(0, |draft| draft.revisions.len());
    let what = match (&to.restores, to.bases.len()) {
        (Some(old), _) => number(old).map_or_else(
            || ", an earlier text again".to_owned(),
            |number| format!(", text {number} again"),
        ),
        (None, 2..) => ", texts merged".to_owned(),
        (None, _) if to.diverging => ", beside another".to_owned(),
        (None, _) => String::new(),
    };
    format!("{}: text {}{what}", title(incident, &to.draft), count + 1)
}

pub(super) fn draft_renamed(incident: &Incident, to: &DraftRenamed) -> String {
    let draft = incident.drafts.draft(&to.draft);
    match draft.filter(|draft| draft.handling.is_open() && draft.title != to.title) {
        Some(_) => format!("{} is now “{}”", title(incident, &to.draft), clip(&to.title)),
        None => format!("{} goes to others, or by another way", title(incident, &to.draft)),
    }
}

/// Without the reason where the draft is not open.
pub(super) fn draft_shelved(incident: &Incident, to: &DraftShelved) -> String {
    let what = title(incident, &to.draft);
    let open = incident.drafts.draft(&to.draft).is_some_and(|draft| draft.handling.is_open());
    let why = if open { because(&to.because) } else { String::new() };
    match (to.shelved, &to.superseded_by) {
        (true, Some(by)) => format!("{what} superseded by {}{why}", title(incident, by)),
        (true, None) => format!("{what} put aside{why}"),
        (false, _) => format!("{what} taken up again{why}"),
    }
}

pub(super) fn expiry_set(incident: &Incident, to: &ExpirySet) -> String {
    format!("{} {}", title(incident, &to.draft), good_until(to.good_until))
}
