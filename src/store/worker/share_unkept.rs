//! Lines that the desk could not take, and the share does: they go straight into the segment.
//!
//! Apart, because until they lie there they are nowhere but here, and must not be shown as safe.

use crate::domain::command::Submission;

use super::Report;
use super::room::Room;
use super::share_room::Shared;

impl Room {
    /// Takes a line that the desk does not keep, where the share is reached; says whether it did.
    pub(super) fn straight_to_share(&mut self, submission: &Submission) -> bool {
        let Some(mut shared) = self.shared.take() else { return false };
        let reached = !shared.side.is_dark() && shared.side.follows() && shared.bar.is_none();
        let taken = reached && self.writes(&shared);
        if taken {
            shared.unkept.insert(submission.id.clone());
            self.queue.push_back(submission.clone());
        }
        self.shared = Some(shared);
        taken
    }

    /// Says of those that lie on the share by now that they are safe.
    pub(super) fn tell_unkept(&self, shared: &mut Shared) {
        let side = &shared.side;
        shared.unkept.retain(|id| {
            let there = side.is_there(id);
            if there {
                self.tell(Report::Pending(id.clone()));
            }
            !there && self.queue.iter().any(|waits| waits.id == *id)
        });
    }
}
