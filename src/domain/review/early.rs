//! A time of sending that cannot be right: earlier than the text, an approval or the go that the
//! record has of those very words.
//!
//! Apart from [`super::stands`], because nothing hangs on it: it is said before such a time is
//! recorded and beside it ever after, and refuses nothing. What must stay true: clock times are
//! typed to the minute, so only whole minutes are compared; and what came after the row of the
//! sending, such as an approval given afterwards, proves nothing against it.

use std::fmt;

use crate::domain::draft::Draft;
use crate::domain::event::Wording;
use crate::domain::incident::Incident;
use crate::domain::review::{Says, Sent};
use crate::domain::time::Timestamp;

/// What the record has of some words later than the time at which they are said to have gone out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Early {
    /// What came later.
    pub than: Than,
    /// When that was.
    pub at: Timestamp,
}

/// What words cannot go out before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Than {
    /// Their text.
    Text,
    /// The approval of a department: its short name.
    Approval(String),
    /// The go.
    Go,
}

impl fmt::Display for Than {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("its text was saved"),
            Self::Approval(who) => write!(f, "the approval of {who} was recorded"),
            Self::Go => f.write_str("the go was recorded"),
        }
    }
}

impl Incident {
    /// What these words cannot have gone out before, where they are said to have gone out then.
    /// The gravest first.
    pub fn early(&self, draft: &Draft, words: &Wording, at: Timestamp) -> Vec<Early> {
        self.early_of(draft, words, at, None)
    }

    /// The same of what is on the record as sent.
    pub fn sent_early(&self, draft: &Draft, sent: &Sent) -> Vec<Early> {
        let recorded = self.timeline.row(sent.seq).map(|row| row.recorded_at);
        self.early_of(draft, &sent.words, sent.at, recorded)
    }

    /// The same of what was recorded then: what the record got later proves nothing against it.
    pub(in crate::domain) fn early_of(
        &self,
        draft: &Draft,
        words: &Wording,
        at: Timestamp,
        recorded: Option<Timestamp>,
    ) -> Vec<Early> {
        let known = |then: &Timestamp| recorded.is_none_or(|recorded| *then <= recorded);
        let mut early = Vec::new();
        let mut later = |than, then: Option<Timestamp>| {
            if let Some(then) = then.filter(|then| minute(*then) > minute(at)) {
                early.push(Early { than, at: then });
            }
        };
        later(Than::Text, draft.revision(&words.revision).map(|text| text.at));
        for department in self.must_approve(draft) {
            let given = draft.review.verdicts.iter().filter(|one| one.department == *department);
            let these = given.filter(|one| match &one.says {
                Says::Approved { words: of, .. } => of.digest == words.digest,
                Says::Changes { .. } => false,
            });
            let first = these.map(|one| one.at).filter(known).min();
            later(Than::Approval(self.short(department).to_owned()), first);
        }
        let go = draft.review.releases.iter().filter(|one| one.words.digest == words.digest);
        later(Than::Go, go.map(|one| one.at).filter(known).min());
        early
    }
}

/// The minute that a moment falls into.
const fn minute(at: Timestamp) -> i64 {
    at.millis().div_euclid(60_000)
}
