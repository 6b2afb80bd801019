//! Which items are listed, and in what order.

use std::collections::HashSet;

use super::{Lane, Only, Sort, settle};
use crate::console::model::Model;
use crate::domain::aim::Aim;
use crate::domain::checklist::Item;
use crate::domain::ids::ItemId;
use crate::domain::people::DepartmentId;
use crate::domain::time::Timestamp;

/// The items in the order of the screen: frozen while somebody stands in the pane. What this
/// console added stands where it belongs; what came in from elsewhere stands below.
pub fn ids(model: &Model) -> Vec<ItemId> {
    let live = live(model);
    let Some(frozen) = &model.checklists.frozen else { return live };
    let frozen = &frozen.order;
    let known: HashSet<&ItemId> = frozen.iter().collect();
    let there = |id: &&ItemId| model.incident.checklist.item(id).is_some();
    let mut ids: Vec<ItemId> = frozen.iter().filter(there).cloned().collect();
    let mut elsewhere = Vec::new();
    for (place, id) in live.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
        if !is_own(model, id) {
            elsewhere.push(id.clone());
            continue;
        }
        // Behind the nearest that it follows in the order asked for.
        let mut before = live[..place].iter().rev();
        let after = before.find_map(|one| ids.iter().position(|id| id == one));
        ids.insert(after.map_or(0, |after| after + 1), id.clone());
    }
    ids.extend(elsewhere);
    ids
}

/// Whether an item was added at this console.
fn is_own(model: &Model, id: &ItemId) -> bool {
    let own = model.me.session.as_str();
    id.as_str().strip_prefix(own).is_some_and(|rest| rest.starts_with('-'))
}

/// Whether an item came in from elsewhere since somebody came to stand in the list.
pub fn is_new(model: &Model, id: &ItemId) -> bool {
    let frozen = model.checklists.frozen.as_ref();
    frozen.is_some_and(|frozen| !frozen.order.contains(id)) && !is_own(model, id)
}

/// The items as the pane's choices have them now.
pub fn live(model: &Model) -> Vec<ItemId> {
    let wanted = model.checklists.filter.to_lowercase();
    let (only, sort) = (model.checklists.only, model.checklists.sort);
    let mut ids = those(model, lane(model).as_ref(), only, sort);
    if !wanted.is_empty() {
        ids.retain(|id| {
            model.incident.checklist.item(id).is_some_and(|item| {
                let action = item.given.action.to_lowercase();
                wanted.split_whitespace().all(|word| action.contains(word))
            })
        });
    }
    ids
}

/// The listed items of a lane, or of all, sorted so.
pub fn those(model: &Model, lane: Option<&DepartmentId>, only: Only, sort: Sort) -> Vec<ItemId> {
    let fits = |item: &&Item| {
        lane.is_none_or(|lane| item.given.department == *lane) && is_of(model, item, only)
    };
    let mut items: Vec<(&Item, Option<Timestamp>)> =
        model.incident.listed().filter(fits).map(|item| (item, time(model, item))).collect();
    let lanes = model.incident.lanes();
    let of_lane = |item: &Item| lanes.iter().position(|lane| *lane == item.given.department);
    // Sorting keeps the playbook's order among what is equal.
    items.sort_by_key(|(item, time)| {
        let time = (time.is_none(), *time);
        match sort {
            Sort::Time => (None, None, time),
            Sort::Phase => (Some(item.given.phase), None, time),
            Sort::Lane => (None, of_lane(item), time),
        }
    });
    items.into_iter().map(|(item, _)| item.given.item.clone()).collect()
}

fn is_of(model: &Model, item: &Item, only: Only) -> bool {
    match only {
        Only::All => true,
        Only::Open => item.is_open(),
        Only::Mine => item.is_open() && item.assignee.as_ref() == Some(&model.me.person),
        Only::Late => {
            let impossible = || matches!(model.incident.aim(item), Aim::NoLongerPossible { .. });
            item.is_late(model.now) || (item.is_open() && impossible())
        }
    }
}

/// What an item is sorted by: its promise, else its aim.
fn time(model: &Model, item: &Item) -> Option<Timestamp> {
    item.promise.or_else(|| model.incident.aim(item).time())
}

/// The lane listed now; nothing for all.
pub fn lane(model: &Model) -> Option<DepartmentId> {
    if let Some(frozen) = &model.checklists.frozen {
        return frozen.lane.clone();
    }
    match &model.checklists.lane {
        Lane::All => None,
        Lane::One(lane) => Some(lane.clone()),
        Lane::Own => {
            let own = &model.me.department;
            let has_items = model.incident.listed().any(|item| item.given.department == *own);
            has_items.then(|| own.clone())
        }
    }
}

/// To a neighbouring lane; all lanes together stand before the first.
pub fn step_lane(model: &mut Model, by: isize) {
    let lanes = model.incident.lanes();
    let now = lane(model).and_then(|lane| lanes.iter().position(|one| *one == lane));
    let many = lanes.len() + 1;
    let place = now.map_or(0, |place| place + 1);
    let next = (place + many).saturating_add_signed(by) % many;
    model.checklists.lane = match next.checked_sub(1).and_then(|place| lanes.get(place)) {
        Some(lane) => Lane::One(lane.clone()),
        None => Lane::All,
    };
    model.checklists.frozen = None;
    settle(model);
}
