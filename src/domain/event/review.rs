//! What is said of a draft's words before and after they go out: who is asked, who approves, what
//! is wrong with a passage, the go, and what left the house. Apart from the other events because
//! all of it hangs on one thing, the exact words: [`Wording`]. **What is stored is a promise.**

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::RecipientList;
use crate::domain::digest::Digest;
use crate::domain::ids::{ClaimId, CommentId, DraftId, RevisionId};
use crate::domain::people::{DepartmentId, Person};

/// The exact words that a reader gets: a text, what stood for its placeholders, and the digest of
/// both together. What had no value stays a placeholder in the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The text.
    pub revision: RevisionId,
    /// What stood for each placeholder.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filled: BTreeMap<String, String>,
    /// SHA-256 of the words.
    pub digest: Digest,
}

/// See [`super::Event::ReviewAsked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewAsked {
    /// The draft.
    pub draft: DraftId,
    /// Everybody who is asked now; nobody takes it back into writing.
    pub of: Vec<DepartmentId>,
}

/// See [`super::Event::ApprovalGiven`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalGiven {
    /// The draft.
    pub draft: DraftId,
    /// What is approved.
    pub words: Wording,
    /// For which department.
    pub department: DepartmentId,
    /// Who approves: not always who typed it.
    pub by: Person,
    /// By what way it was said, where it was not typed by them: `by phone`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
}

/// See [`super::Event::ChangesRequested`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesRequested {
    /// The draft.
    pub draft: DraftId,
    /// For which department.
    pub department: DepartmentId,
    /// Who asks for them.
    pub by: Person,
    /// What is to change.
    pub what: String,
    /// By what way it was said, where it was not typed by them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
}

/// See [`super::Event::VerdictTakenBack`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictTakenBack {
    /// The draft.
    pub draft: DraftId,
    /// Whose last word on it no longer counts.
    pub department: DepartmentId,
}

/// A passage of a text, found again after edits by its words and by what stood before them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Its words.
    pub quote: String,
    /// Where they began, in bytes.
    pub at: u64,
    /// A little of what stood before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
}

/// See [`super::Event::DraftCommented`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftCommented {
    /// The draft.
    pub draft: DraftId,
    /// Its id.
    pub comment: CommentId,
    /// What it is about; nothing: the whole text, or the comment that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Passage>,
    /// What is said. May be empty where words are suggested.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What should stand in the passage's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggests: Option<String>,
    /// The comment that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<CommentId>,
}

/// See [`super::Event::CommentResolved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentResolved {
    /// The draft.
    pub draft: DraftId,
    /// The comment.
    pub comment: CommentId,
    /// Whether it is resolved now.
    pub resolved: bool,
}

/// See [`super::Event::DraftReleased`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftReleased {
    /// The draft.
    pub draft: DraftId,
    /// What may go out.
    pub words: Wording,
    /// The rules whose findings were open still when the go was given, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
}

/// See [`super::Event::ReleaseTakenBack`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseTakenBack {
    /// The draft.
    pub draft: DraftId,
}

/// See [`super::Event::DraftSent`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSent {
    /// The draft.
    pub draft: DraftId,
    /// What went out.
    pub words: Wording,
    /// Who sent it.
    pub by: Person,
    /// To how many, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<u64>,
    /// What tells the list of recipients apart, where somebody named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<RecipientList>,
    /// By what way, where that is not what the draft says: `by phone`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
    /// The claim that it is the end of, where a console let it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    /// SHA-256 of the message as a console handed it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Digest>,
    /// Whether it went while the record was out of reach, and so unchecked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unchecked: bool,
    /// What it lacked, in words, as the record judged it: approvals, the go, values. Nothing is
    /// refused for it: it has left the house.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacked: Vec<String>,
    /// The rules whose findings were open still, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
}

impl DraftSent {
    /// That these words went out, and nothing else known of it yet.
    pub fn new(draft: DraftId, words: Wording, by: Person) -> Self {
        Self {
            draft,
            words,
            by,
            recipients: None,
            list: None,
            how: String::new(),
            claim: None,
            message: None,
            unchecked: false,
            lacked: Vec::new(),
            open: Vec::new(),
        }
    }
}

/// See [`super::Event::CorrectionSettled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionSettled {
    /// The draft whose sent text is not corrected.
    pub draft: DraftId,
    /// Why that is right.
    pub because: String,
}

/// See [`super::Event::FindingWaived`]: the same rule finds the same words in a sentence that reads
/// the same, and in no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingWaived {
    /// The draft.
    pub draft: DraftId,
    /// The rule.
    pub rule: String,
    /// The words found, as a reader gets them.
    pub words: String,
    /// The sentence that they stand in.
    pub sentence: String,
    /// Whether it is waived now.
    pub waived: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
}
