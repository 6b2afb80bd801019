//! The disclosure plan: who is told what, by whom, when and after what. Apart from the other events
//! because a step is one thing with many sides, always stored whole as it now stands. **What is
//! stored is a promise.**

use serde::{Deserialize, Serialize};

use crate::domain::ids::{DraftId, StepId};
use crate::domain::people::Party;
use crate::domain::target::Target;
use crate::domain::time::Timestamp;
use crate::domain::words::{Anchor, Audience, Tlp};

/// A time in the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// A clock time that somebody said.
    At(Timestamp),
    /// A suggestion that hangs on an anchor.
    Target(Target),
}

/// What must be so before somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// The fix is out: `released` has a value.
    FixOut,
    /// Others have been told.
    Told(Audience),
    /// Nobody is under an embargo any longer.
    EmbargoOver,
    /// Something that a person says is so.
    Said {
        /// What, in words.
        words: String,
        /// Whether somebody has said that it is so.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        met: bool,
    },
}

/// See [`super::Event::StepSet`]: the whole step as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepSet {
    /// Its id.
    pub step: StepId,
    /// Who is told.
    pub audience: Audience,
    /// Which of them, in words, parted by commas; nothing: all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub which: String,
    /// What they are told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// Who tells them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Party>,
    /// By what way.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub channel: String,
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<When>,
    /// Not after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<When>,
    /// What must be so first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<Gate>,
    /// Under which label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
    /// They keep it to themselves until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<When>,
    /// The kinds of draft that belong to it, by their templates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Drafts that belong to it because somebody said so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<DraftId>,
    /// Whether it only says that we are looking: whoever reads it knows nothing by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub holding: bool,
    /// Whether it is only proposed: nobody has taken it yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proposed: bool,
}

impl StepSet {
    /// A step of which nothing is said but to whom.
    pub const fn blank(step: StepId, audience: Audience) -> Self {
        Self {
            step,
            audience,
            which: String::new(),
            what: String::new(),
            by: None,
            channel: String::new(),
            not_before: None,
            not_after: None,
            after: Vec::new(),
            tlp: None,
            embargo: None,
            kinds: Vec::new(),
            drafts: Vec::new(),
            holding: false,
            proposed: false,
        }
    }
}

/// See [`super::Event::StepRemoved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRemoved {
    /// Which.
    pub step: StepId,
    /// Why, where it was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
}

/// See [`super::Event::StepMoved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepMoved {
    /// Which.
    pub step: StepId,
    /// Before which it stands now; nothing: last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<StepId>,
}

/// See [`super::Event::EmbargoChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmbargoChanged {
    /// Whether it is broken now; else it stands again.
    pub broken: bool,
    /// Since when.
    pub at: Timestamp,
    /// What was seen and where, or why it stands again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// The anchors that had no value and get this moment, as the record judged it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<Anchor>,
}
