//! One row into the state: an arm for each kind.

use super::event::{Event, Recorded};
use super::incident::Incident;

/// Folds one row that is new to `incident`.
pub(super) fn fold(incident: &mut Incident, row: &Recorded) {
    if let Event::RoomOpened(opened) = &row.event {
        incident.room.id = Some(opened.incident.clone());
    }
}
