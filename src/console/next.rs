//! The Next pane: where the selection rests in what is owed.

use super::model::Thing;

/// The Next pane.
#[derive(Debug, Clone, Default)]
pub struct NextPane {
    /// What the selection rests on.
    pub selected: Option<Thing>,
}
