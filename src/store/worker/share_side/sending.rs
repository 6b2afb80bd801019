//! Which submissions lie in this console's segment.
//!
//! Apart, because who reads through the same mount may read a line, number it and be heard before
//! the share has it, and all of that is gone where the server dies: so the answer to a line counts
//! here only once the line itself is known to lie on the share.

use std::collections::HashMap;

use crate::domain::ids::SubmissionId;

/// How far a submission is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// Being written.
    OnItsWay,
    /// Written and synced.
    There,
    /// It may be there or not: it is sent again, and counts once, by its id.
    Unsure,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Sending(HashMap<SubmissionId, How>);

impl Sending {
    /// It is being written.
    pub fn begun(&mut self, id: &SubmissionId) {
        self.0.insert(id.clone(), How::OnItsWay);
    }

    /// It is on the share.
    pub fn is_done(&mut self, id: &SubmissionId) {
        self.0.insert(id.clone(), How::There);
    }

    /// Writing it failed.
    pub fn has_failed(&mut self, id: &SubmissionId) {
        self.0.insert(id.clone(), How::Unsure);
    }

    /// The writer is gone, and with it what it knew.
    pub fn writer_lost(&mut self) {
        self.0.retain(|_, how| *how != How::There);
        self.0.values_mut().for_each(|how| *how = How::Unsure);
    }

    /// Whether it is to be sent.
    pub fn is_due(&self, id: &SubmissionId) -> bool {
        self.0.get(id).is_none_or(|how| *how == How::Unsure)
    }

    /// Whether it was sent, and is not known to have failed.
    pub fn was_sent(&self, id: &SubmissionId) -> bool {
        !self.is_due(id)
    }

    /// Whether it is on the share.
    pub fn is_there(&self, id: &SubmissionId) -> bool {
        self.0.get(id) == Some(&How::There)
    }

    /// Whether an answer to it counts: it lies on the share, or was never sent from here.
    pub fn counts(&self, id: &SubmissionId) -> bool {
        self.0.get(id).is_none_or(|how| *how == How::There)
    }
}

#[cfg(test)]
mod tests {
    use super::Sending;
    use crate::domain::ids::{SessionId, SubmissionId};

    #[test]
    fn an_answer_counts_once_the_line_is_known_to_lie_on_the_share() {
        let id = SubmissionId { session: SessionId::new("s"), number: 1 };
        let mut sending = Sending::default();
        // Answered to a console that died: nothing is on its way from here.
        assert!(sending.counts(&id) && sending.is_due(&id));
        sending.begun(&id);
        assert!(!sending.counts(&id) && sending.was_sent(&id) && !sending.is_there(&id));
        sending.has_failed(&id);
        assert!(!sending.counts(&id) && sending.is_due(&id));
        sending.begun(&id);
        sending.is_done(&id);
        assert!(sending.counts(&id) && sending.is_there(&id));
        sending.writer_lost();
        assert!(sending.counts(&id) && sending.is_due(&id));
        sending.begun(&id);
        sending.writer_lost();
        assert!(!sending.counts(&id) && sending.is_due(&id));
    }
}
