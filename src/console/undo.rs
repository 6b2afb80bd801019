//! This session's acts, newest last, for undo and redo.

use crate::domain::ids::SubmissionId;

/// What this session did that has an opposite.
#[derive(Debug, Clone, Default)]
pub struct Acts {
    /// Done, newest last.
    pub done: Vec<SubmissionId>,
}
