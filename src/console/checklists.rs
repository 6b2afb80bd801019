//! The checklists pane: which lane, in what order, where the selection rests.

use crate::domain::ids::ItemId;

/// The checklists pane.
#[derive(Debug, Clone, Default)]
pub struct ChecklistsPane {
    /// The item the selection rests on.
    pub selected: Option<ItemId>,
}
