//! What comes back: words that somebody outside answers to a draft that went out. Apart from the
//! other lines because it has a mail's own facts beside its words: by which the same mail is known
//! again, and what hung on it. **What is stored is a promise.**
//!
//! Who wrote it is the line's basis, and when they did, as far as that can be so, its moment.

use serde::{Deserialize, Serialize};

use super::EntryRecorded;
use crate::domain::digest::Digest;
use crate::domain::ids::DraftId;

/// See [`super::EntryKind::Reply`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The draft that it answers.
    pub draft: DraftId,
    /// To whom that draft was when the reply was filed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub audience: String,
    /// The mail's subject.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The mail's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// When it was written, as the mail says, in its own zone: RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<String>,
    /// The words that it quotes, mostly ours.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub quoted: String,
    /// What hung on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// How many more hung on it than are listed.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub more_attachments: u64,
    /// Bytes of its words that an entry does not take.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub left_out: u64,
    /// All of it, as it came.
    pub whole: Whole,
}

impl Reply {
    /// What came to a draft in answer, and nothing else known of it.
    pub const fn bare(draft: DraftId, whole: Whole) -> Self {
        Self {
            draft,
            audience: String::new(),
            subject: String::new(),
            message_id: None,
            dated: None,
            quoted: String::new(),
            attachments: Vec::new(),
            more_attachments: 0,
            left_out: 0,
            whole,
        }
    }
}

/// Something that hung on a mail. It was never opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name, as the mail says it. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its bytes.
    #[serde(flatten)]
    pub whole: Whole,
}

/// How many bytes something has, and which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// How many.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: Digest,
}

impl EntryRecorded {
    /// What it answers and came with, where it is a reply.
    pub const fn reply(&self) -> Option<&Reply> {
        match &self.kind {
            super::EntryKind::Reply(reply) => Some(reply),
            _ => None,
        }
    }

    /// Whether two replies are one and the same: the same mail, by its own id or else by its bytes,
    /// with the same words of the same person.
    pub fn is_same_reply(&self, other: &Self) -> bool {
        let (Some(one), Some(two)) = (self.reply(), other.reply()) else { return false };
        let same = match (&one.message_id, &two.message_id) {
            (Some(one), Some(two)) => one == two,
            (None, None) => one.whole == two.whole,
            _ => false,
        };
        same && self.basis == other.basis && self.text == other.text && self.quote == other.quote
    }
}
