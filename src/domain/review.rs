//! What was said of a draft's words, and what went out. Beside the draft, which keeps its texts,
//! because all of it hangs on words and not on the draft: see [`Wording`].
//!
//! What must stay true: a verdict, a go and a sent text keep the words that they are about for
//! ever. Whether they still count is never stored: [`stands`] judges it by the words as they are
//! now, so that no order of events can leave an approval on other words than its own.

mod early;
mod lacking;
mod leaving;
mod passage;
mod stands;

use serde::{Deserialize, Serialize};

pub use self::early::{Early, Than};
pub use self::lacking::{Lack, flag, sent_twice, sentences, short_flag};
pub use self::leaving::{Claim, Ended, MAILED_MAX};
pub use self::passage::{changed, find, passage};
pub use self::stands::{Correction, State, Waits};
use super::digest::Digest;
use super::event::{FindingWaived, Passage, RecipientList, Wording};
use super::ids::{ClaimId, CommentId};
use super::people::{DepartmentId, Person};
use super::time::Timestamp;

/// Everything said of a draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Review {
    /// Who is asked now, each since when.
    pub asked: Vec<Asked>,
    /// Every verdict ever given, oldest first.
    pub verdicts: Vec<Verdict>,
    /// Comments, oldest first.
    pub comments: Vec<Comment>,
    /// Every go, oldest first.
    pub releases: Vec<Release>,
    /// Everything that went out, oldest first.
    pub sent: Vec<Sent>,
    /// What consoles let out or were about to, oldest first.
    pub claims: Vec<Claim>,
    /// Findings that are waived now.
    pub waivers: Vec<Waiver>,
}

/// A finding that somebody waived: for these words, in a sentence that reads so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The rule.
    pub rule: String,
    /// The words found.
    pub words: String,
    /// Their sentence.
    pub sentence: String,
    /// Why.
    pub because: String,
    /// Who waived it.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}

/// A department that is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Which.
    pub department: DepartmentId,
    /// Since when.
    pub since: Timestamp,
}

/// What a department said of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// For which department.
    pub department: DepartmentId,
    /// Who gave it.
    pub by: Person,
    /// Who typed it.
    pub recorded_by: Person,
    /// By what way it was said; empty where its giver typed it.
    pub how: String,
    /// When.
    pub at: Timestamp,
    /// The row.
    pub seq: u64,
    /// What it says.
    pub says: Says,
    /// Whether it was taken back.
    pub taken_back: bool,
}

/// What a verdict says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Says {
    /// These words are right, for those readers, by that way.
    Approved {
        /// The words.
        words: Wording,
        /// To whom.
        audience: String,
        /// By what way.
        channel: String,
        /// Whether the digest is that of the words: one that is not approves nothing.
        sound: bool,
    },
    /// Something must change.
    Changes {
        /// What.
        what: String,
    },
}

/// Something said about a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The passage it is about.
    pub on: Option<Passage>,
    /// What is said.
    pub text: String,
    /// What should stand in the passage's place.
    pub suggests: Option<String>,
    /// The comment that it answers.
    pub answers: Option<CommentId>,
    /// Who said it.
    pub by: Person,
    /// Their department.
    pub department: DepartmentId,
    /// When.
    pub at: Timestamp,
    /// Resolved by whom.
    pub resolved: Option<Person>,
}

/// A go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// For which words.
    pub words: Wording,
    /// The rules whose findings were open still.
    pub open: Vec<String>,
    /// Whose.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// Whether it was taken back.
    pub taken_back: bool,
}

/// Words that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Which.
    pub words: Wording,
    /// To whom, as the draft said then.
    pub audience: String,
    /// By what way.
    pub channel: String,
    /// Who sent them.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// The row.
    pub seq: u64,
    /// To how many.
    pub recipients: Option<u64>,
    /// What tells the list of recipients apart.
    pub list: Option<RecipientList>,
    /// By what way it really went, where somebody said so.
    pub how: String,
    /// The claim that it is the end of.
    pub claim: Option<ClaimId>,
    /// SHA-256 of the message as a console handed it over.
    pub message: Option<Digest>,
    /// Whether it went while the record was out of reach.
    pub unchecked: bool,
    /// What they lacked.
    pub lacked: Vec<String>,
    /// The rules whose findings were open still.
    pub open: Vec<String>,
    /// Up to which row a correction is settled, and why.
    pub settled: Option<(u64, String)>,
}

impl Verdict {
    /// By what way it came: `, by phone, recorded by Dana`, or nothing.
    pub fn way(&self) -> String {
        let mut way = String::new();
        if !self.how.is_empty() {
            way = format!(", {}", self.how);
        }
        if self.recorded_by != self.by {
            way.extend([", recorded by ", self.recorded_by.as_str()]);
        }
        way
    }
}

impl Review {
    /// The last word of a department that was not taken back.
    pub fn verdict(&self, department: &DepartmentId) -> Option<&Verdict> {
        let counts = |one: &&Verdict| one.department == *department && !one.taken_back;
        self.verdicts.iter().rev().find(counts)
    }

    /// A comment.
    pub fn comment(&self, id: &CommentId) -> Option<&Comment> {
        self.comments.iter().find(|comment| comment.id == *id)
    }

    /// Comments that open a talk and are not resolved.
    pub fn open_comments(&self) -> impl Iterator<Item = &Comment> {
        self.comments.iter().filter(|one| one.answers.is_none() && one.resolved.is_none())
    }

    /// The waiver of that finding.
    pub fn waiver(&self, of: &FindingWaived) -> Option<&Waiver> {
        self.waivers
            .iter()
            .find(|one| one.rule == of.rule && one.words == of.words && one.sentence == of.sentence)
    }

    /// The last words that went out.
    pub fn last_sent(&self) -> Option<&Sent> {
        self.sent.last()
    }
}
