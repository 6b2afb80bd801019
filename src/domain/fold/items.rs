//! Folding of checklists: playbooks taken over, items and what is done to them.

use super::{auto, happening, hear, know, missing, plan, room};
use crate::domain::checklist::Item;
use crate::domain::event::{
    ItemAdded, ItemAssigned, ItemChanged, ItemCommented, ItemPromised, ItemRetargeted,
    PlaybookApplied, Recorded,
};
use crate::domain::ids::ItemId;
use crate::domain::incident::Incident;
use crate::domain::sentence;
use crate::domain::timeline::{About, Happening, Side};

pub(super) fn playbook(incident: &mut Incident, row: &Recorded, to: &PlaybookApplied) {
    auto(incident, row, About::Playbook);
    room::add_departments(incident, &to.departments);
    if !incident.playbooks.iter().any(|(id, _)| *id == to.playbook) {
        incident.playbooks.push((to.playbook.clone(), to.title.clone()));
    }
    for item in &to.items {
        incident.checklist.add(item.clone(), Some(&to.playbook), row);
    }
    for template in &to.templates {
        if !incident.templates.iter().any(|there| there.id == template.id) {
            incident.templates.push(template.clone());
        }
    }
    plan::proposed(incident, row, &to.playbook, &to.steps);
}

pub(super) fn added(incident: &mut Incident, row: &Recorded, to: &ItemAdded) {
    auto(incident, row, About::Item(to.item.clone()));
    hear(incident, &to.department, row);
    incident.checklist.add(to.clone(), None, row);
}

/// Records the line, changes the item, and notes what was done to it.
fn touch(
    incident: &mut Incident,
    row: &Recorded,
    id: &ItemId,
    change: impl FnOnce(&mut Item) -> Happening,
) {
    let about = About::Item(id.clone());
    if incident.checklist.item(id).is_none() {
        return missing(incident, row, about);
    }
    auto(incident, row, about);
    if let Some(item) = incident.checklist.item_mut(id) {
        let done = change(item);
        item.changed = row.seq;
        item.changed_at = row.shared_at;
        item.history.push(done);
        let department = item.given.department.clone();
        hear(incident, &department, row);
    }
}

pub(super) fn changed(incident: &mut Incident, row: &Recorded, to: &ItemChanged) {
    touch(incident, row, &to.item, |item| {
        let was = sentence::whole_item_state(&item.state);
        item.state = to.to.clone();
        item.state_since = row.occurred_at;
        happening(row, Side::State, was, sentence::whole_item_state(&item.state))
    });
}

pub(super) fn assigned(incident: &mut Incident, row: &Recorded, to: &ItemAssigned) {
    if let Some(person) = &to.to {
        know(incident, person, None);
    }
    touch(incident, row, &to.item, |item| {
        let was = sentence::holder(item.assignee.as_ref());
        item.assignee.clone_from(&to.to);
        happening(row, Side::Holder, was, sentence::holder(item.assignee.as_ref()))
    });
}

pub(super) fn promised(incident: &mut Incident, row: &Recorded, to: &ItemPromised) {
    touch(incident, row, &to.item, |item| {
        let was = sentence::promised(item.promise);
        item.promise = to.due;
        happening(row, Side::Promise, was, sentence::promised(item.promise))
    });
}

pub(super) fn commented(incident: &mut Incident, row: &Recorded, to: &ItemCommented) {
    touch(incident, row, &to.item, |_| {
        happening(row, Side::Comment, String::new(), to.text.clone())
    });
}

pub(super) fn retargeted(incident: &mut Incident, row: &Recorded, to: &ItemRetargeted) {
    touch(incident, row, &to.item, |item| {
        let was = sentence::aimed(item.aim);
        item.aim = (!to.as_given).then_some(to.aim);
        happening(row, Side::Aim, was, sentence::aimed(item.aim))
    });
}
