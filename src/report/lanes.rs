//! Which items stand under which department, for reading and for scripts. Apart from the documents
//! that print them, so that none of them forgets an item whose department has no lane.

use crate::domain::checklist::Item;
use crate::domain::incident::Incident;

/// A department with its items.
pub(super) struct LaneOut<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name; its id where it has no lane.
    pub name: &'a str,
    /// Its items, in their order.
    pub items: Vec<&'a Item>,
}

/// Every lane in its order, those without items too; then whatever was given to a department that
/// has none.
pub(super) fn all(incident: &Incident) -> Vec<LaneOut<'_>> {
    let items = || incident.checklist.items().iter();
    let mut lanes: Vec<LaneOut<'_>> = Vec::new();
    for lane in &incident.departments {
        let here = |item: &&Item| incident.lane_of(&item.given.department) == Some(lane);
        let items = items().filter(here).collect();
        lanes.push(LaneOut { id: lane.id.as_str(), name: &lane.name, items });
    }
    let known = lanes.len();
    for item in items().filter(|item| incident.lane_of(&item.given.department).is_none()) {
        let id = item.given.department.as_str();
        match lanes[known..].iter_mut().find(|lane| lane.id == id) {
            Some(lane) => lane.items.push(item),
            None => lanes.push(LaneOut { id, name: id, items: vec![item] }),
        }
    }
    lanes
}

/// Those that have items.
pub(super) fn lanes(incident: &Incident) -> Vec<(&str, Vec<&Item>)> {
    let lanes = all(incident).into_iter().filter(|lane| !lane.items.is_empty());
    lanes.map(|lane| (lane.name, lane.items)).collect()
}
