//! Which items stand under which department, for reading. Apart from the documents that print
//! them, so that none of them forgets an item whose department has no lane.

use crate::domain::checklist::Item;
use crate::domain::incident::Incident;

/// The lanes that have items, in their order; then whatever was given to a department that has
/// none.
pub(super) fn lanes(incident: &Incident) -> Vec<(&str, Vec<&Item>)> {
    let items = || incident.checklist.items().iter();
    let mut lanes: Vec<(&str, Vec<&Item>)> = Vec::new();
    for lane in &incident.departments {
        let here = |item: &&Item| incident.lane_of(&item.given.department) == Some(lane);
        lanes.push((&lane.name, items().filter(here).collect()));
    }
    for item in items().filter(|item| incident.lane_of(&item.given.department).is_none()) {
        let name = item.given.department.as_str();
        match lanes.iter_mut().find(|(lane, _)| *lane == name) {
            Some((_, items)) => items.push(item),
            None => lanes.push((name, vec![item])),
        }
    }
    lanes.retain(|(_, items)| !items.is_empty());
    lanes
}
