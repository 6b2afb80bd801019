//! Rules for the list of names.

use super::room::already;
use crate::domain::bounds;
use crate::domain::event::{Event, NameListed};
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;

/// Names that the list has at most: each is looked for in every text.
const MOST: usize = 500;

/// A row for each name that changes; those that are so already are passed over, and refused only
/// where they are all.
pub(super) fn list(incident: &Incident, names: &[NameListed]) -> Result<Vec<Event>, Refusal> {
    bounds::many("the list of names", names, bounds::MANY)?;
    if names.is_empty() {
        return Err(Refusal::Empty { what: "the list of names".to_owned() });
    }
    let mut events = Vec::new();
    for one in names {
        bounds::name("the name", &one.name)?;
        if incident.names.has(&one.name, one.sort) != one.listed {
            events.push(one.clone().into());
        }
    }
    bounds::many("the list of names", incident.names.all(), MOST)?;
    if events.is_empty() {
        let listed = names.first().is_some_and(|one| one.listed);
        return Err(already(if listed { "it is on the list" } else { "it is not on the list" }));
    }
    Ok(events)
}
