//! Commands on items of the departments' lists.
//!
//! Separate from those on lines, because items have states, holders and aims. What must stay true:
//! the domain judges, and a command carries the row that its author last heard of.

use crate::console::checklists;
use crate::console::compose;
use crate::console::model::{Model, Thing};
use crate::domain::command::Command;
use crate::domain::event::{
    ItemAdded, ItemAssigned, ItemChanged, ItemCommented, ItemRetargeted, ItemState,
};
use crate::domain::ids::ItemId;
use crate::domain::words::Phase;

use crate::console::checklists::finished_by_another;

use super::{Did, Listed, Talk, entries, needed, review, word};

/// The row that last changed an item.
pub fn seen(model: &Model, item: &ItemId) -> u64 {
    model.incident.checklist.item(item).map_or(0, |item| item.changed)
}

/// Changes an item's state.
pub fn change(talk: &mut Talk<'_>, line: String, item: ItemId, to: ItemState) -> Did {
    talk.unstirred(line.clone(), &Thing::Item(item.clone()))?;
    let known = talk.model.incident.checklist.item(&item);
    let finished = known.and_then(|item| finished_by_another(talk.model, item));
    if let Some(finished) = finished.filter(|_| to != ItemState::Open) {
        talk.ask(line, &format!("{finished} Record yours too?"))?;
    }
    let seen = seen(talk.model, &item);
    let to = ItemChanged { item, to };
    Ok(talk.submit(Command::ChangeItem { to, seen }))
}

/// `/begin N`.
pub fn begin(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (item, _) = talk.item(rest)?;
    change(talk, format!("/begin {rest}"), item, ItemState::InProgress)
}

/// `/open N`.
pub fn open(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (item, _) = talk.item(rest)?;
    change(talk, format!("/open {rest}"), item, ItemState::Open)
}

/// `/blocked N ON WHAT`.
pub fn blocked(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (item, on) = talk.item(rest)?;
    let on = needed(on, "Say on what after the number: /blocked N ON WHAT.")?;
    change(talk, format!("/blocked {rest}"), item, checklists::blocked(on))
}

/// `/na N WHY`.
pub fn not_applicable(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (item, why) = talk.item(rest)?;
    let because = needed(why, "Say why after the number: /na N WHY.")?.to_owned();
    change(talk, format!("/na {rest}"), item, ItemState::NotApplicable { because })
}

/// `/assign N NAME|nobody`.
pub fn assign(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (item, name) = talk.item(rest)?;
    let to = match needed(name, "Say to whom: /assign N NAME, or nobody.")? {
        "nobody" => None,
        name => Some(entries::person(talk.model, name)?),
    };
    talk.unstirred(format!("/assign {rest}"), &Thing::Item(item.clone()))?;
    let seen = seen(talk.model, &item);
    Ok(talk.submit(Command::AssignItem { to: ItemAssigned { item, to }, seen }))
}

/// `/aim N TIME|now|given`.
pub fn aim(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (item, said) = talk.item(rest)?;
    let said = needed(said, "Say at what: /aim N 15:00, now, or given.")?;
    let (aim, as_given) = match said {
        "now" => (None, false),
        "given" => (None, true),
        time => {
            let at = compose::coming_time(time, talk.model.now, talk.model.room_tz());
            (Some(at.map_err(|problem| format!("{}.", problem.sentence()))?), false)
        }
    };
    Ok(talk.submit(Command::RetargetItem(ItemRetargeted { item, aim, as_given })))
}

/// `/comment N TEXT`: on an item, or on a draft's text.
pub fn comment(talk: &mut Talk<'_>, rest: &str) -> Did {
    if let (Listed::Thing(Thing::Draft(id)), said) = talk.number(rest)? {
        return review::comment(talk, &id, said);
    }
    let other = "That number is no item and no draft; /lists DEPARTMENT and /drafts list those.";
    let (item, said) = talk.item(rest).map_err(|why| match talk.number(rest) {
        Ok(_) => other.to_owned(),
        Err(_) => why,
    })?;
    let text = needed(said, "Say what after the number: /comment N TEXT.")?.to_owned();
    Ok(talk.submit(Command::CommentItem(ItemCommented { item, text })))
}

/// `/add DEPARTMENT TEXT`.
pub fn add(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (said, action) = word(rest);
    let incident = &talk.model.incident;
    let department = incident.department_called(said.trim_start_matches('@')).cloned();
    let department = department.ok_or_else(|| {
        let lanes: Vec<String> = incident.lanes().iter().map(ToString::to_string).collect();
        format!("There is no department {said}; there are {}.", lanes.join(", "))
    })?;
    let action = needed(action, "Say what is to be done: /add DEPARTMENT TEXT.")?.to_owned();
    let going = incident.phases.iter().filter(|(_, span)| span.left.is_none());
    let phase = going.map(|(phase, _)| *phase).next_back().unwrap_or(Phase::Detect);
    let item = ItemId::new(talk.next_thing());
    let (target, after, source) = (None, Vec::new(), String::new());
    let added = ItemAdded { item, department, phase, action, target, after, source };
    Ok(talk.submit(Command::AddItem(added)))
}
