//! Until when a draft's words may be used, and whether that is over: support macros and answers
//! keep being given long after they were true.
//!
//! What must stay true: a text that was put aside, or whose place another took, is owed no renewal.

use super::draft::Draft;
use super::incident::Incident;
use super::review::State;
use super::time::Timestamp;

impl Incident {
    /// Until when its words may be used, while they are anybody's to use.
    pub fn good_until(&self, draft: &Draft) -> Option<Timestamp> {
        let until = draft.good_until?;
        match self.draft_state(draft) {
            State::Superseded | State::Withdrawn => None,
            State::Draft
            | State::InReview
            | State::ChangesRequested
            | State::Approved
            | State::Released
            | State::Sent => Some(until),
        }
    }

    /// Since when its words should not be used any more, where that time is past.
    pub fn expired(&self, draft: &Draft, now: Timestamp) -> Option<Timestamp> {
        self.good_until(draft).filter(|until| *until < now)
    }
}
