//! The lines people read: what was recorded by hand, and what the console recorded by itself.
//!
//! Lines are kept in the order of their rows and read in the order of what happened (`occurred_at`, then row).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::event::{EntryKind, EntryRecorded, OrderState};
use super::ids::{DraftId, EntryId, ItemId, SubmissionId};
use super::people::{DepartmentId, Person};
use super::time::Timestamp;

/// All lines.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Timeline {
    /// In the order of their rows.
    lines: Vec<Line>,
    /// Indices into `lines`, in the order of what happened.
    order: Vec<u32>,
    /// Where each entry stands in `lines`.
    entries: HashMap<EntryId, u32>,
    /// Entries that somebody owes something on (open orders and questions, decisions to look at again), oldest first.
    owed: Vec<EntryId>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The row that made it.
    pub seq: u64,
    /// The submission that asked for it (its session typed it).
    pub submission: SubmissionId,
    /// Who typed it.
    pub author: Person,
    /// On whose behalf.
    pub on_behalf: Option<Person>,
    /// The department it concerns.
    pub department: DepartmentId,
    /// When it happened, as now known.
    pub occurred_at: Timestamp,
    /// When Enter was pressed.
    pub recorded_at: Timestamp,
    /// When it was numbered.
    pub shared_at: Timestamp,
    /// By hand or by itself.
    pub what: What,
}

/// By hand or by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// Somebody wrote it.
    Entry(Box<Entry>),
    /// The console recorded it.
    Auto(Auto),
}

/// A line that somebody wrote, with all that has become of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// How it reads now. Extended orders have their new time here.
    pub now: EntryRecorded,
    /// How it read before, oldest first.
    pub earlier: Vec<Version>,
    /// Where an order stands.
    pub order: OrderState,
    /// The line that answers a question.
    pub answer: Option<EntryId>,
    /// The question that this line answers.
    pub answers: Option<EntryId>,
    /// Struck: by whom, when, why.
    pub withdrawn: Option<Withdrawn>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// The row that last changed it.
    pub changed: u64,
    /// When that row was numbered, and by which session: "changed within the last second" asks.
    pub changed_at: Timestamp,
    /// Everything that was done to it since, in words.
    pub history: Vec<Happening>,
}

/// How a line read before it was mended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// The whole line.
    pub was: EntryRecorded,
    /// Its moment.
    pub occurred_at: Timestamp,
    /// Its department.
    pub department: DepartmentId,
    /// The row that replaced it.
    pub replaced_by: u64,
    /// When it was replaced.
    pub replaced_at: Timestamp,
    /// Who replaced it.
    pub by: Person,
}

/// Why a line was struck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// By whom.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub because: String,
}

/// One thing that was done to an entry, an item or a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// The row.
    pub seq: u64,
    /// Who typed it.
    pub by: Person,
    /// On whose behalf.
    pub on_behalf: Option<Person>,
    /// When Enter was pressed.
    pub at: Timestamp,
    /// What, as a plain sentence without the name.
    pub words: String,
}

/// A line that the console recorded by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Auto {
    /// What it is about, for the filter.
    pub about: About,
    /// The plain sentence.
    pub sentence: String,
}

/// What a line by itself is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// Room, status, severity, phases, anchors.
    Room,
    /// Duties, who types, consoles.
    People,
    /// A checklist item.
    Item(ItemId),
    /// A playbook taken over.
    Playbook,
    /// A draft.
    Draft(DraftId),
    /// An entry (acknowledged, answered, pinned …).
    Entry(EntryId),
    /// A kind of row that this version does not know.
    Unknown,
}

impl Timeline {
    /// How many lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line at a place in the order of what happened.
    pub fn at(&self, place: usize) -> Option<&Line> {
        self.order.get(place).and_then(|index| self.lines.get(*index as usize))
    }

    /// All lines in the order of what happened.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Line> + ExactSizeIterator {
        self.order.iter().map(|index| &self.lines[*index as usize])
    }

    /// All lines in the order of their rows.
    pub fn by_row(&self) -> &[Line] {
        &self.lines
    }

    /// The line made by a row.
    pub fn row(&self, seq: u64) -> Option<&Line> {
        let index = self.lines.binary_search_by_key(&seq, |line| line.seq).ok()?;
        self.lines.get(index)
    }

    /// The line of an entry.
    pub fn line(&self, entry: &EntryId) -> Option<&Line> {
        self.entries.get(entry).and_then(|index| self.lines.get(*index as usize))
    }

    /// An entry.
    pub fn entry(&self, entry: &EntryId) -> Option<&Entry> {
        self.line(entry).and_then(Line::entry)
    }

    /// Entries that somebody owes something on, oldest first.
    pub fn owed(&self) -> impl Iterator<Item = (&Line, &Entry)> {
        self.owed.iter().filter_map(|id| {
            let line = self.line(id)?;
            Some((line, line.entry()?))
        })
    }
}

impl Line {
    /// The entry, where somebody wrote this line.
    pub fn entry(&self) -> Option<&Entry> {
        match &self.what {
            What::Entry(entry) => Some(entry),
            What::Auto(_) => None,
        }
    }
}

impl Entry {
    /// Whether somebody still owes something on it.
    pub fn is_owed(&self) -> bool {
        if self.withdrawn.is_some() {
            return false;
        }
        match &self.now.kind {
            EntryKind::Order { .. } => {
                matches!(self.order, OrderState::Given | OrderState::Acknowledged { .. })
            }
            EntryKind::Question { .. } => self.answer.is_none(),
            EntryKind::Words { direction: super::event::Direction::Asks, .. } => {
                self.answer.is_none()
            }
            EntryKind::Decision { until, .. } => until.is_some(),
            EntryKind::Note
            | EntryKind::Assessment
            | EntryKind::Fact { .. }
            | EntryKind::Words { .. }
            | EntryKind::Other(_) => false,
        }
    }
}
