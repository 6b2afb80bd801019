//! Rules for checklists.

use super::plan;
use super::room::{SKEW_MILLIS, already, departments};
use crate::domain::bounds;
use crate::domain::checklist::Item;
use crate::domain::command::Stamp;
use crate::domain::event::{
    Event, ItemAdded, ItemAssigned, ItemChanged, ItemCommented, ItemPromised, ItemRetargeted,
    ItemState, PlaybookApplied,
};
use crate::domain::ids::ItemId;
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::sentence;

/// The item, or the refusal that says that it is not there.
fn there<'a>(incident: &'a Incident, id: &ItemId) -> Result<&'a Item, Refusal> {
    let missing = || Refusal::NoSuch { what: "an item".to_owned(), id: id.to_string() };
    incident.checklist.item(id).ok_or_else(missing)
}

fn fits(item: &ItemAdded) -> Result<(), Refusal> {
    bounds::name("the item's id", item.item.as_str())?;
    bounds::name("the department", item.department.as_str())?;
    bounds::needed("what is to be done", &item.action)?;
    bounds::many("the list of what comes first", &item.after, bounds::MANY)?;
    bounds::text("the source", &item.source, bounds::ENTRY_BYTES)
}

/// A playbook brings what is not there yet; applied a second time it must bring something.
pub(super) fn apply_playbook(incident: &Incident, to: &PlaybookApplied) -> Result<Event, Refusal> {
    bounds::name("the playbook's id", &to.playbook)?;
    bounds::name("the playbook's title", &to.title)?;
    departments(&to.departments)?;
    to.items.iter().try_for_each(fits)?;
    for template in &to.templates {
        bounds::name("the template's id", &template.id)?;
        bounds::name("the template's title", &template.title)?;
        bounds::text("the template's text", &template.text, bounds::DRAFT_BYTES)?;
    }
    to.steps.iter().try_for_each(plan::fits)?;
    let mut new = to.clone();
    new.departments.retain(|lane| incident.department(&lane.id).is_none());
    new.items.retain(|item| incident.checklist.item(&item.item).is_none());
    new.templates.retain(|one| !incident.templates.iter().any(|there| there.id == one.id));
    new.steps.retain(|step| incident.plan.step(&step.step).is_none());
    let applied = incident.playbooks.iter().any(|(id, _)| *id == to.playbook);
    let lists = [new.departments.len(), new.items.len(), new.templates.len(), new.steps.len()];
    let brings = lists.into_iter().any(|many| many > 0);
    if applied && !brings {
        return Err(already(format!("{} is applied, with every item", to.title)));
    }
    Ok(new.into())
}

pub(super) fn add(incident: &Incident, to: &ItemAdded) -> Result<Event, Refusal> {
    fits(to)?;
    if incident.checklist.item(&to.item).is_some() {
        let id = to.item.to_string();
        return Err(Refusal::IdTaken { what: "an item".to_owned(), id });
    }
    Ok(to.clone().into())
}

pub(super) fn change(incident: &Incident, to: &ItemChanged) -> Result<Event, Refusal> {
    let item = there(incident, &to.item)?;
    if item.state == to.to {
        let by =
            item.history.iter().rev().find(|one| one.side == crate::domain::timeline::Side::State);
        let state = sentence::item_state(&to.to);
        return Err(already(by.map_or_else(
            || state.clone(),
            |by| format!("{state}, by {} at {}", by.by, sentence::clock(by.at)),
        )));
    }
    match &to.to {
        ItemState::Open | ItemState::InProgress => {}
        ItemState::Done { result } => bounds::text("the result", result, bounds::ENTRY_BYTES)?,
        ItemState::Blocked { on } => bounds::needed("what it is blocked on", on)?,
        ItemState::NotApplicable { because } => bounds::reason("“not applicable”", because)?,
    }
    Ok(to.clone().into())
}

pub(super) fn assign(incident: &Incident, to: &ItemAssigned) -> Result<Event, Refusal> {
    let item = there(incident, &to.item)?;
    if let Some(person) = &to.to {
        bounds::name("the person's name", person.as_str())?;
    }
    if item.assignee == to.to {
        let who = to.to.as_ref().map_or("nobody", |person| person.as_str());
        return Err(already(format!("{who} has it")));
    }
    Ok(to.clone().into())
}

pub(super) fn promise(
    incident: &Incident,
    stamp: &Stamp,
    to: &ItemPromised,
) -> Result<Event, Refusal> {
    let item = there(incident, &to.item)?;
    if item.promise == to.due {
        return Err(already(sentence::promised(to.due)));
    }
    match to.due {
        Some(due) if due < stamp.occurred_at.plus_millis(-SKEW_MILLIS) => {
            Err(Refusal::PromiseInThePast { due })
        }
        _ => Ok(to.clone().into()),
    }
}

pub(super) fn comment(incident: &Incident, to: &ItemCommented) -> Result<Event, Refusal> {
    there(incident, &to.item)?;
    bounds::needed("the comment", &to.text)?;
    Ok(to.clone().into())
}

pub(super) fn retarget(incident: &Incident, to: &ItemRetargeted) -> Result<Event, Refusal> {
    let item = there(incident, &to.item)?;
    let aim = (!to.as_given).then_some(to.aim);
    if item.aim == aim {
        return Err(already(sentence::aimed(aim)));
    }
    Ok(to.clone().into())
}
