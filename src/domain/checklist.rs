//! The departments' items: what is to be done, how far it is, and when it was aimed at or promised.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::event::{ItemAdded, ItemState, Recorded};
use super::ids::ItemId;
use super::people::Person;
use super::time::Timestamp;
use super::timeline::Happening;

/// All items, in the order they came.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Checklist {
    /// In the order they came.
    pub(super) items: Vec<Item>,
    /// Where each stands in `items`.
    pub(super) index: HashMap<ItemId, u32>,
}

/// One item with all that has become of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// As the playbook or a person gave it.
    pub given: ItemAdded,
    /// When it came into the room.
    pub added_at: Timestamp,
    /// Which playbook brought it; nothing for one added by hand.
    pub playbook: Option<String>,
    /// Where it stands.
    pub state: ItemState,
    /// Since when.
    pub state_since: Timestamp,
    /// Who has it.
    pub assignee: Option<Person>,
    /// Promised for.
    pub promise: Option<Timestamp>,
    /// A clock time set by a person instead of the playbook's target: `Some(None)` is "at once".
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "super::event::some_or_nothing"
    )]
    pub aim: Option<Option<Timestamp>>,
    /// The row that last changed it.
    pub changed: u64,
    /// When that row was numbered.
    pub changed_at: Timestamp,
    /// Everything that was done to it, comments included, oldest first.
    pub history: Vec<Happening>,
}

impl Checklist {
    /// All items, in the order they came.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// An item.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.index.get(id).and_then(|index| self.items.get(*index as usize))
    }

    /// An item, to be changed.
    pub(super) fn item_mut(&mut self, id: &ItemId) -> Option<&mut Item> {
        self.index.get(id).and_then(|index| self.items.get_mut(*index as usize))
    }

    /// Adds an item, unless its id is there already.
    pub(super) fn add(&mut self, given: ItemAdded, playbook: Option<&str>, row: &Recorded) {
        let Ok(index) = u32::try_from(self.items.len()) else { return };
        if self.index.contains_key(&given.item) {
            return;
        }
        self.index.insert(given.item.clone(), index);
        self.items.push(Item {
            given,
            added_at: row.occurred_at,
            playbook: playbook.map(str::to_owned),
            state: ItemState::Open,
            state_since: row.occurred_at,
            assignee: None,
            promise: None,
            aim: None,
            changed: row.seq,
            changed_at: row.shared_at,
            history: Vec::new(),
        });
    }
}

impl Item {
    /// Whether something is left to do.
    pub const fn is_open(&self) -> bool {
        match self.state {
            ItemState::Open | ItemState::InProgress | ItemState::Blocked { .. } => true,
            ItemState::Done { .. } | ItemState::NotApplicable { .. } => false,
        }
    }

    /// Whether its promise is past. A target is never late.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.is_open() && self.promise.is_some_and(|promise| promise < now)
    }
}
