//! Communications: each to one audience on one channel, with every text it ever had.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::handling::Handling;
use super::ids::{DraftId, EntryId, RevisionId};
use super::makeup::Makeup;
use super::people::{DepartmentId, Person};
use super::review::Review;
use super::time::Timestamp;
use super::timeline::Happening;

/// All drafts, in the order they were begun.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Drafts {
    pub(super) drafts: Vec<Draft>,
    /// Where each stands in `drafts`.
    pub(super) index: HashMap<DraftId, u32>,
}

/// One communication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// Its title.
    pub title: String,
    /// To whom.
    pub audience: String,
    /// By what way.
    pub channel: String,
    /// The template it was begun from.
    pub template: Option<String>,
    /// Who may be shown it.
    pub handling: Handling,
    /// The department of who began it.
    pub department: DepartmentId,
    /// Every text, oldest first.
    pub revisions: Vec<Revision>,
    /// Put aside: why.
    pub shelved: Option<String>,
    /// Put aside because another takes its place: which.
    pub superseded_by: Option<DraftId>,
    /// Until when its words may be used, where that was said.
    pub good_until: Option<Timestamp>,
    /// What was said of its words, and what went out.
    pub review: Review,
    /// The lines that say what came back in answer to it, as they were filed.
    pub replies: Vec<EntryId>,
    /// The row that last changed it.
    pub changed: u64,
    /// When that row was numbered.
    pub changed_at: Timestamp,
    /// Everything that was done to it, oldest first.
    pub history: Vec<Happening>,
}

/// One text of a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Its id.
    pub id: RevisionId,
    /// Counts from 1.
    pub number: u32,
    /// The texts it was made from.
    pub bases: Vec<RevisionId>,
    /// The text.
    pub text: String,
    /// What it is made of.
    pub(super) makeup: Makeup,
    /// Whether it was made from a text that had been followed by another already.
    pub diverging: bool,
    /// Set when it is an earlier text again.
    pub restores: Option<RevisionId>,
    /// Who saved it.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// The row.
    pub seq: u64,
    /// Whether another text was made from it.
    pub followed: bool,
}

impl Drafts {
    /// All drafts, in the order they were begun.
    pub fn all(&self) -> &[Draft] {
        &self.drafts
    }

    /// A draft.
    pub fn draft(&self, id: &DraftId) -> Option<&Draft> {
        self.index.get(id).and_then(|index| self.drafts.get(*index as usize))
    }

    /// A draft, to be changed.
    pub(super) fn draft_mut(&mut self, id: &DraftId) -> Option<&mut Draft> {
        self.index.get(id).and_then(|index| self.drafts.get_mut(*index as usize))
    }
}

/// To whom and by what way, in words: `to customers, by mail`; what is empty is left out.
pub fn readers(audience: &str, channel: &str) -> String {
    match (audience.trim(), channel.trim()) {
        ("", "") => "to nobody named yet".to_owned(),
        (audience, "") => format!("to {audience}"),
        ("", channel) => format!("by {channel}"),
        (audience, channel) => format!("to {audience}, by {channel}"),
    }
}

impl Draft {
    /// To whom and by what way, in words.
    pub fn readers(&self) -> String {
        readers(&self.audience, &self.channel)
    }

    /// A text of this draft.
    pub fn revision(&self, id: &RevisionId) -> Option<&Revision> {
        self.revisions.iter().find(|revision| revision.id == *id)
    }

    /// The texts that nothing was made from yet, oldest first: one, or several side by side where
    /// it diverged.
    pub fn tips(&self) -> Vec<&Revision> {
        self.revisions.iter().filter(|revision| !revision.followed).collect()
    }

    /// The text to show: the newest of the tips.
    pub fn latest(&self) -> Option<&Revision> {
        let newest = |revision: &&Revision| !revision.followed;
        self.revisions.iter().rev().find(newest).or_else(|| self.revisions.last())
    }

    /// Whether several texts stand side by side.
    pub fn diverges(&self) -> bool {
        self.revisions.iter().filter(|revision| !revision.followed).nth(1).is_some()
    }
}
