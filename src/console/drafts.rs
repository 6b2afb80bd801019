//! The drafts pane: where the selection rests in the list.

use crate::domain::ids::DraftId;

/// The drafts pane.
#[derive(Debug, Clone, Default)]
pub struct DraftsPane {
    /// The draft the selection rests on.
    pub selected: Option<DraftId>,
}
