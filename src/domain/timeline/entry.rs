//! A line that somebody wrote, and what became of it. Apart from the timeline, which orders and
//! finds lines and asks little of what they say. What must stay true: of a line that nobody touched
//! since, nothing but its words takes memory.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use crate::domain::event::{
    Direction, EntryCorrected, EntryKind, EntryRecorded, OrderState, Recorded,
};
use crate::domain::ids::{EntryId, SessionId};
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::rare::{Rare, Usual};
use crate::domain::time::Timestamp;

/// A line that somebody wrote, with all that has become of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// How it reads now, without an imported line's identity: the row has that, and the incident
    /// what finds it again. Extended orders have their new time here.
    pub now: EntryRecorded,
    /// Whether it was imported, whatever was mended since.
    pub imported: bool,
    /// The row that last changed it.
    pub changed: u64,
    /// When that row was numbered: "changed within the last second" asks.
    pub changed_at: Timestamp,
    /// What became of it since.
    pub since: Rare<Since>,
}

/// What became of a line since it was written; of most, nothing. It is read as if it stood in
/// [`Entry`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Since {
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
    /// Everything that was done to it since, in words.
    pub history: Vec<Happening>,
}

impl Usual for Since {
    fn usual() -> &'static Self {
        static NOTHING: Since = Since {
            earlier: Vec::new(),
            order: OrderState::Given,
            answer: None,
            answers: None,
            withdrawn: None,
            pinned: false,
            history: Vec::new(),
        };
        &NOTHING
    }
}

impl Deref for Entry {
    type Target = Since;

    fn deref(&self) -> &Since {
        &self.since
    }
}

impl DerefMut for Entry {
    fn deref_mut(&mut self) -> &mut Since {
        &mut self.since
    }
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
    /// Mended by whoever wrote it, within two minutes: hardly a correction.
    pub quick: bool,
}

/// How a line was mended, for its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditMark {
    /// As it was written.
    AsWritten,
    /// Mended by its own session within two minutes.
    Edited,
    /// Corrected later, or by another.
    Corrected,
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
    /// The session that asked for it.
    pub session: SessionId,
    /// Who typed it.
    pub by: Person,
    /// On whose behalf.
    pub on_behalf: Option<Person>,
    /// When Enter was pressed.
    pub at: Timestamp,
    /// Which side of the thing changed: two people change different sides without meeting.
    pub side: Side,
    /// How that side stood before, in words. Empty where nothing is lost by it.
    pub was: String,
    /// What, as a plain sentence without the name.
    pub words: String,
}

/// The sides of entries, items and drafts that change independently of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// An entry's words, time, department.
    Words,
    /// Struck or standing.
    Struck,
    /// Pinned or not.
    Pin,
    /// Tags.
    Tags,
    /// Handling.
    Handling,
    /// An order's state and time.
    Order,
    /// A question's answer.
    Answer,
    /// A fact's standing.
    Standing,
    /// An item's state.
    State,
    /// Who has an item.
    Holder,
    /// For when an item is promised.
    Promise,
    /// What an item is aimed at.
    Aim,
    /// Something said about an item.
    Comment,
    /// A draft's text.
    Text,
    /// A draft's title, audience, channel.
    Name,
    /// A draft put aside or taken up.
    Shelf,
    /// Until when a draft's words may be used.
    Expiry,
    /// Who is asked about a draft, what they say, the go, what went out.
    Review,
    /// A step of the disclosure plan as a whole.
    Step,
    /// Its place.
    Place,
}

impl EntryRecorded {
    /// Whether `later` says the same and is owed at another time: it was put off, not mended.
    pub fn is_put_off(&self, later: &Self) -> bool {
        let due = later.kind.due();
        self.kind.due() != due
            && Self { kind: self.kind.clone().put_off(due), ..self.clone() } == *later
    }
}

impl Incident {
    /// Whether a mend only says another time for when its line is owed.
    pub(in crate::domain) fn put_off(&self, to: &EntryCorrected) -> bool {
        self.timeline.line(&to.now.entry).is_some_and(|line| {
            let same = line.occurred_at == to.occurred_at && line.department == to.department;
            same && line.entry().is_some_and(|entry| entry.now.is_put_off(&to.now))
        })
    }
}

impl Entry {
    /// A line as it was just written.
    pub(in crate::domain) fn new(line: &EntryRecorded, row: &Recorded) -> Self {
        let (now, imported) = (Self::kept(line), line.import.is_some());
        let (changed, changed_at) = (row.seq, row.shared_at);
        Self { now, imported, changed, changed_at, since: Rare::default() }
    }

    /// A line as it is kept here.
    pub(in crate::domain) fn kept(line: &EntryRecorded) -> EntryRecorded {
        let mut line = line.clone();
        if line.import.is_some() {
            line.import = None;
            line.seldom.settle();
        }
        line
    }

    /// How it was mended.
    ///
    /// Another time to answer, or to look again, is no mending of the words.
    pub fn edited(&self) -> EditMark {
        let later = self.earlier.iter().skip(1).map(|version| &version.was);
        let mended = |(version, now): &(&Version, &EntryRecorded)| !version.was.is_put_off(now);
        let replaced = self.earlier.iter().zip(later.chain([&self.now]));
        replaced.filter(mended).map(|(version, _)| version.quick).fold(
            EditMark::AsWritten,
            |mark, quick| match mark {
                EditMark::AsWritten | EditMark::Edited if quick => EditMark::Edited,
                EditMark::AsWritten | EditMark::Edited | EditMark::Corrected => EditMark::Corrected,
            },
        )
    }

    /// Whether it is a question: one of ours, or one that somebody outside asks.
    pub const fn asks(&self) -> bool {
        matches!(
            self.now.kind,
            EntryKind::Question { .. } | EntryKind::Words { direction: Direction::Asks, .. }
        )
    }

    /// Whether it says who outside was told something by voice, and stands.
    pub fn is_told(&self) -> bool {
        let told = matches!(self.now.kind, EntryKind::Words { direction: Direction::Told, .. });
        told && self.withdrawn.is_none()
    }

    /// Whether somebody still owes something on it.
    pub fn is_owed(&self) -> bool {
        if self.withdrawn.is_some() {
            return false;
        }
        match &self.now.kind {
            EntryKind::Order { .. } => {
                matches!(self.order, OrderState::Given | OrderState::Acknowledged { .. })
            }
            EntryKind::Question { .. } | EntryKind::Words { direction: Direction::Asks, .. } => {
                self.answer.is_none()
            }
            EntryKind::Decision { until, .. } => until.is_some(),
            EntryKind::Note
            | EntryKind::Assessment
            | EntryKind::Fact { .. }
            | EntryKind::Words { .. }
            | EntryKind::Reply(_)
            | EntryKind::Other(_) => false,
        }
    }
}
