//! The timeline pane: what it shows, where the selection rests, whether it follows.

use super::model::Thing;

/// The timeline pane. It follows the newest line until somebody moves away from it.
#[derive(Debug, Clone, Default)]
pub struct TimelinePane {
    /// The line the selection rests on; nothing while it follows.
    pub selected: Option<Thing>,
}
