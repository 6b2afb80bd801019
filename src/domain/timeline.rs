//! The lines people read: what was recorded by hand, and what the console recorded by itself.
//!
//! Lines are kept in the order of their rows and read in the order of what happened (`occurred_at`,
//! then row).

mod order;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::order::Order;
use super::event::{Direction, EntryKind, EntryRecorded, OrderState, Recorded};
use super::ids::{DraftId, EntryId, ItemId, SessionId, SubmissionId};
use super::people::{DepartmentId, Person};
use super::time::Timestamp;

/// All lines.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Timeline {
    /// In the order of their rows. Shared between copies of an incident until one of them changes a
    /// line: a console and its worker hold the same long record once.
    lines: Vec<Arc<Line>>,
    /// Indices into `lines`, in the order of what happened.
    order: Order,
    /// Where each entry stands in `lines`.
    entries: HashMap<EntryId, u32>,
    /// Lines that somebody owes something on (open orders and questions, decisions to look at
    /// again).
    owed: BTreeSet<u32>,
    /// How many lines an excerpt left out.
    left_out: usize,
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
    /// Mended by the session that wrote it, within two minutes: hardly a correction.
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
    /// Duties.
    Duty,
    /// Who types, consoles that come: filtered out unless asked for.
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

    /// How many lines are on the record and not here, because this is an excerpt.
    pub const fn left_out(&self) -> usize {
        self.left_out
    }

    /// The line at a place in the order of what happened.
    pub fn at(&self, place: usize) -> Option<&Line> {
        self.order.at(place).and_then(|index| self.line_at(index))
    }

    /// At which place in the order of what happened the line made by a row stands.
    pub fn place(&self, seq: u64) -> Option<usize> {
        let key = self.row(seq)?.key();
        Some(self.order.place(key, |index| self.lines[index as usize].key()))
    }

    /// All lines in the order of what happened.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Line> + ExactSizeIterator {
        Lines { numbers: self.order.iter(), left: self.order.len(), all: &self.lines }
    }

    /// All lines in the order of their rows.
    pub fn by_row(&self) -> &[Arc<Line>] {
        &self.lines
    }

    /// The line made by a row.
    pub fn row(&self, seq: u64) -> Option<&Line> {
        let index = self.lines.binary_search_by_key(&seq, |line| line.seq).ok()?;
        self.lines.get(index).map(Arc::as_ref)
    }

    /// The line of an entry.
    pub fn line(&self, entry: &EntryId) -> Option<&Line> {
        self.entries.get(entry).and_then(|index| self.line_at(*index))
    }

    /// An entry.
    pub fn entry(&self, entry: &EntryId) -> Option<&Entry> {
        self.line(entry).and_then(Line::entry)
    }

    /// Entries that somebody owes something on, in the order of their rows.
    pub fn owed(&self) -> impl Iterator<Item = (&Line, &Entry)> {
        self.owed.iter().filter_map(|index| {
            let line = self.line_at(*index)?;
            Some((line, line.entry()?))
        })
    }

    /// Adds the line of a row.
    pub(super) fn push(&mut self, row: &Recorded, what: What) {
        let last = self.lines.last();
        self.push_line(Arc::new(Line {
            seq: row.seq,
            submission: SubmissionId {
                session: shared(last.map(|last| &last.submission.session), &row.submission.session),
                number: row.submission.number,
            },
            author: shared(last.map(|last| &last.author), &row.author),
            on_behalf: row.on_behalf.clone(),
            department: shared(last.map(|last| &last.department), &row.department),
            occurred_at: row.occurred_at,
            recorded_at: row.recorded_at,
            shared_at: row.shared_at,
            what,
        }));
    }

    fn line_at(&self, index: u32) -> Option<&Line> {
        self.lines.get(index as usize).map(Arc::as_ref)
    }

    fn push_line(&mut self, line: Arc<Line>) {
        let Ok(index) = u32::try_from(self.lines.len()) else { return };
        if let Some(entry) = line.entry() {
            self.entries.entry(entry.now.entry.clone()).or_insert(index);
            if entry.is_owed() {
                self.owed.insert(index);
            }
        }
        self.lines.push(line);
        let lines = &self.lines;
        self.order.insert(index, |index| lines[index as usize].key());
    }

    /// Changes the line of an entry, and keeps order and debts true to it; nothing if there is no
    /// such entry.
    pub(super) fn edit<R>(
        &mut self,
        entry: &EntryId,
        change: impl FnOnce(&mut Line) -> R,
    ) -> Option<R> {
        let index = *self.entries.get(entry)?;
        let line = Arc::make_mut(self.lines.get_mut(index as usize)?);
        let before = line.key();
        let answer = change(line);
        let (after, owed) = (line.key(), line.entry().is_some_and(Entry::is_owed));
        if after != before {
            let lines = &self.lines;
            let key = |one: u32| if one == index { before } else { lines[one as usize].key() };
            self.order.remove(before, key);
            self.order.insert(index, |one| lines[one as usize].key());
        }
        if owed {
            self.owed.insert(index);
        } else {
            self.owed.remove(&index);
        }
        Some(answer)
    }
}

impl Timeline {
    /// The last `count` lines, and with them all that is owed or pinned.
    pub(super) fn excerpt(&self, count: usize) -> Self {
        let last: BTreeSet<u32> = self.order.iter().rev().take(count).copied().collect();
        let mut excerpt = Self::default();
        for (index, line) in (0_u32..).zip(&self.lines) {
            let pinned = line.entry().is_some_and(|entry| entry.pinned);
            if pinned || last.contains(&index) || self.owed.contains(&index) {
                excerpt.push_line(Arc::clone(line));
            }
        }
        excerpt.left_out = self.left_out + self.lines.len() - excerpt.lines.len();
        excerpt
    }
}

/// A name as the line before has it, where it is the same: a long record says few names many times.
fn shared<T: Clone + PartialEq>(before: Option<&T>, now: &T) -> T {
    before.filter(|before| *before == now).unwrap_or(now).clone()
}

/// Lines in the order of what happened.
struct Lines<'a> {
    numbers: std::iter::Flatten<std::slice::Iter<'a, Vec<u32>>>,
    left: usize,
    all: &'a [Arc<Line>],
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a Line;

    fn next(&mut self) -> Option<Self::Item> {
        let index = self.numbers.next()?;
        self.left = self.left.saturating_sub(1);
        self.all.get(*index as usize).map(Arc::as_ref)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl DoubleEndedIterator for Lines<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let index = self.numbers.next_back()?;
        self.left = self.left.saturating_sub(1);
        self.all.get(*index as usize).map(Arc::as_ref)
    }
}

impl ExactSizeIterator for Lines<'_> {}

impl Line {
    /// What the order of what happened is by.
    const fn key(&self) -> (Timestamp, u64) {
        (self.occurred_at, self.seq)
    }

    /// The entry, to be changed.
    pub(super) fn entry_mut(&mut self) -> Option<&mut Entry> {
        match &mut self.what {
            What::Entry(entry) => Some(entry),
            What::Auto(_) => None,
        }
    }

    /// The entry, where somebody wrote this line.
    pub fn entry(&self) -> Option<&Entry> {
        match &self.what {
            What::Entry(entry) => Some(entry),
            What::Auto(_) => None,
        }
    }
}

impl EntryRecorded {
    /// Whether `later` says the same and is owed at another time: it was put off, not mended.
    pub fn is_put_off(&self, later: &Self) -> bool {
        let due = later.kind.due();
        self.kind.due() != due
            && Self { kind: self.kind.clone().put_off(due), ..self.clone() } == *later
    }
}

impl Entry {
    /// A line as it was just written.
    pub(super) const fn new(now: EntryRecorded, row: &Recorded) -> Self {
        Self {
            now,
            earlier: Vec::new(),
            order: OrderState::Given,
            answer: None,
            answers: None,
            withdrawn: None,
            pinned: false,
            changed: row.seq,
            changed_at: row.shared_at,
            history: Vec::new(),
        }
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
            | EntryKind::Other(_) => false,
        }
    }
}
