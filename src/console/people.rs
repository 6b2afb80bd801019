//! Who can be named in an answer: everybody on the record, and whoever sits here or at another
//! console without having recorded anything yet.
//!
//! Apart from the questions, because all of them offer the same people: who types, for whom, who
//! holds a role, who has an item. What must stay true: who is here is known before their first
//! line, and what the record says of somebody goes before what a console claims.

use std::collections::BTreeMap;

use crate::domain::people::{DepartmentId, Person};

use super::model::Model;
use super::overlay::ChoiceRow;

/// Everybody, and of which department they are.
pub fn known(model: &Model) -> BTreeMap<Person, Option<DepartmentId>> {
    let mut people = model.incident.people.clone();
    let me = &model.me;
    if !me.unnamed && !me.read_only {
        people.entry(me.person.clone()).or_insert_with(|| Some(me.department.clone()));
    }
    for other in &model.reach.others {
        if let Some(department) = &other.department {
            let person = Person::new(other.name.as_str());
            people.entry(person).or_insert_with(|| Some(department.clone()));
        }
    }
    people
}

/// As rows to choose from.
pub fn rows(model: &Model) -> Vec<ChoiceRow> {
    let row = |(person, department): (Person, Option<DepartmentId>)| {
        let note = department.map(|id| model.incident.short(&id).to_owned());
        ChoiceRow::new(person.as_str(), person.as_str(), note.unwrap_or_default())
    };
    known(model).into_iter().map(row).collect()
}
