//! What leaves the house by a console itself: the claim that is recorded before anything leaves,
//! and how it ended. Apart from [`super::review`], which keeps what people say of words, because
//! here a machine acts, and may be killed in between. **What is stored is a promise.**
//!
//! No list of recipients, password or address with a secret in it ever stands here: only what tells
//! a list apart, and the few addresses that a person typed.

use serde::{Deserialize, Serialize};

use super::Wording;
use crate::domain::digest::Digest;
use crate::domain::ids::{ClaimId, DraftId};

/// A list of recipients, by what tells it apart: never what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientList {
    /// SHA-256 of the list as it lay in its file; or of the addresses, a line each.
    pub digest: Digest,
    /// Its lines that are not empty.
    pub lines: u64,
}

/// By what way a console lets words out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Into the terminal's clipboard.
    Clipboard,
    /// Into a file.
    File,
    /// By mail, to the few who were named.
    Mail,
    /// Into a chat, through its incoming webhook.
    Webhook,
}

impl Way {
    /// The word for it: `by mail`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Clipboard => "by clipboard",
            Self::File => "in a file",
            Self::Mail => "by mail",
            Self::Webhook => "by webhook",
        }
    }
}

/// See [`super::Event::SendingClaimed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingClaimed {
    /// The draft.
    pub draft: DraftId,
    /// The claim's id.
    pub claim: ClaimId,
    /// What is to go out.
    pub words: Wording,
    /// By what way.
    pub way: Way,
    /// To whom: addresses, the name of a chat, the path of a file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// What tells the recipients apart, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<RecipientList>,
    /// The last row about its going out that whoever asks has seen; 0 for none. With another row
    /// there, nothing is claimed: so nothing leaves twice unless a person says so.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub after: u64,
    /// Whether a person said to send while the record was out of reach: then it has left, whatever
    /// the record says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unchecked: bool,
    /// What it lacked, in words, as the record judged it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacked: Vec<String>,
    /// The rules whose findings were open still, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
}

/// How the sending of a claim ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Outcome {
    /// The other end took it.
    Sent {
        /// SHA-256 of the message as it was handed over, its head included.
        message: Digest,
        /// What the other end answered.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        answer: String,
    },
    /// It lies where a person takes it from; whether it went out is for them to say.
    HandedOver {
        /// SHA-256 of what lies there.
        message: Digest,
    },
    /// Nothing went out.
    Failed {
        /// Why.
        because: String,
    },
    /// Nobody knows whether it went out.
    Unknown {
        /// Why.
        because: String,
    },
}

/// See [`super::Event::SendingEnded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingEnded {
    /// The draft.
    pub draft: DraftId,
    /// The claim.
    pub claim: ClaimId,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether a person says so, and not the console that sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub said: bool,
}
