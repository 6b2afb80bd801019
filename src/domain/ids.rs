//! Names for things, made by the console that first speaks of them.
//!
//! An id is plain text and is never parsed: it is unique because it is derived from the session (a
//! UUID v7) and a number that this session never uses twice, so nothing here needs randomness. Ids
//! that a script chose itself are as good.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Makes a type of its own for a text that is taken as it is.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    };
}

pub(super) use id;

id!(
    /// The incident: a UUID v7 made when the room is begun, carried in its first row.
    IncidentId
);
id!(
    /// One run of one console: a UUID v7 without hyphens.
    SessionId
);
id!(
    /// One comment on a draft.
    CommentId
);
id!(
    /// One sending of a draft's words by a console.
    ClaimId
);
id!(
    /// One line of the timeline that a person wrote, said or imported.
    EntryId
);
id!(
    /// One item of a department's checklist.
    ItemId
);
id!(
    /// One communication to one audience.
    DraftId
);
id!(
    /// One text of a draft.
    RevisionId
);
id!(
    /// One step of the disclosure plan.
    StepId
);

/// What was asked, uniquely: the `number`-th submission of a session. Recording it again is "it is
/// there".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SubmissionId {
    /// The session that asked.
    pub session: SessionId,
    /// Counts from 1 in the order of asking.
    pub number: u64,
}

impl SubmissionId {
    /// An id for the thing that this submission makes.
    pub fn thing(&self) -> String {
        format!("{}-{}", self.session, self.number)
    }

    /// An id for the `part`-th of several things that this submission makes, counted from 0.
    pub fn thing_part(&self, part: usize) -> String {
        format!("{}-{}-{part}", self.session, self.number)
    }
}
