//! The lines people read: what was recorded by hand, and what the console recorded by itself.
//!
//! Lines are kept in the order of their rows and read in the order of what happened (`occurred_at`,
//! then row).

mod entry;
mod index;
mod order;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use self::entry::{EditMark, Entry, Happening, Side, Since, Version, Withdrawn};
use self::index::Index;
use self::order::Order;
use super::event::{EntryKind, Recorded};
use super::ids::{DraftId, EntryId, ItemId, StepId, SubmissionId};
use super::people::{DepartmentId, Person};
use super::time::Timestamp;

/// Among so many of the last lines a name is looked for that is the same.
const LATELY: usize = 16;

/// All lines.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct Timeline {
    /// In the order of their rows. Shared between copies of an incident until one of them changes a
    /// line: a console and its worker hold the same long record once.
    lines: Vec<Arc<Line>>,
    /// Indices into `lines`, in the order of what happened.
    #[serde(skip)]
    order: Order,
    /// Where each entry stands in `lines`.
    #[serde(skip)]
    entries: Index,
    /// Lines that somebody owes something on (open orders and questions, decisions to look at
    /// again).
    #[serde(skip)]
    owed: BTreeSet<u32>,
    /// Lines that say who outside was told something by voice, and are not struck.
    #[serde(skip)]
    told: BTreeSet<u32>,
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

impl Line {
    /// Who did it: who typed it, and for whom where that is somebody else: `Kim for Nora Lind`.
    pub fn by(&self) -> Cow<'_, str> {
        match &self.on_behalf {
            Some(whom) => Cow::Owned(format!("{} for {whom}", self.author)),
            None => Cow::Borrowed(self.author.as_str()),
        }
    }
}

/// By hand or by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// Somebody wrote it.
    Entry(Box<Entry>),
    /// The console recorded it.
    Auto(Box<Auto>),
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
    /// A step of the disclosure plan.
    Step(StepId),
    /// An entry (acknowledged, answered, pinned …).
    Entry(EntryId),
    /// A kind of row that this version does not know.
    Unknown,
}

/// Where its entries stand follows from its lines.
impl PartialEq for Timeline {
    fn eq(&self, other: &Self) -> bool {
        self.lines == other.lines
            && self.left_out == other.left_out
            && self.order == other.order
            && self.owed == other.owed
            && self.told == other.told
    }
}

/// A timeline as it is kept: without what follows from its lines.
#[derive(Deserialize)]
struct Stored {
    lines: Vec<Arc<Line>>,
    left_out: usize,
}

impl From<Stored> for Timeline {
    fn from(stored: Stored) -> Self {
        let mut timeline = Self { left_out: stored.left_out, ..Self::default() };
        stored.lines.into_iter().for_each(|line| timeline.push_line(line));
        timeline
    }
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
        let lines = &self.lines;
        // Few rows make no line: it stands not far before the place that its number names.
        let end = lines.len().min(usize::try_from(seq).unwrap_or(usize::MAX));
        let (mut begin, mut step) = (end, 1);
        while begin > 0 && (begin == end || lines[begin].seq > seq) {
            begin = begin.saturating_sub(step);
            step *= 2;
        }
        let within = lines[begin..end].binary_search_by_key(&seq, |line| line.seq).ok()?;
        lines.get(begin + within).map(Arc::as_ref)
    }

    /// The line of an entry.
    pub fn line(&self, entry: &EntryId) -> Option<&Line> {
        self.entries.find(entry, &self.lines).and_then(|index| self.line_at(index))
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

    /// Lines that say who outside was told something by voice, in the order of their rows.
    pub fn told(&self) -> impl Iterator<Item = (&Line, &Entry)> {
        self.told.iter().filter_map(|index| {
            let line = self.line_at(*index)?;
            Some((line, line.entry()?))
        })
    }

    /// Adds the line of a row.
    pub(super) fn push(&mut self, row: &Recorded, mut what: What) {
        let (said, lines) = (&row.submission, &self.lines);
        if let What::Entry(entry) = &mut what
            && let EntryKind::Other(word) = &mut entry.now.kind
        {
            *word = shared(lines, word, |line| match &line.entry()?.now.kind {
                EntryKind::Other(word) => Some(word),
                _ => None,
            });
        }
        self.push_line(Arc::new(Line {
            seq: row.seq,
            submission: SubmissionId {
                session: shared(lines, &said.session, |line| Some(&line.submission.session)),
                number: said.number,
            },
            author: shared(lines, &row.author, |line| Some(&line.author)),
            on_behalf: row.on_behalf.clone(),
            department: shared(lines, &row.department, |line| Some(&line.department)),
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
            if entry.is_owed() {
                self.owed.insert(index);
            }
            if entry.is_told() {
                self.told.insert(index);
            }
        }
        self.lines.push(line);
        let lines = &self.lines;
        self.entries.insert(index, lines);
        self.order.insert(index, |index| lines[index as usize].key());
    }

    /// Changes the line of an entry, and keeps order and debts true to it; nothing if there is no
    /// such entry.
    pub(super) fn edit<R>(
        &mut self,
        entry: &EntryId,
        change: impl FnOnce(&mut Line) -> R,
    ) -> Option<R> {
        let index = self.entries.find(entry, &self.lines)?;
        let line = Arc::make_mut(self.lines.get_mut(index as usize)?);
        let before = line.key();
        let answer = change(line);
        let (after, owed) = (line.key(), line.entry().is_some_and(Entry::is_owed));
        let told = line.entry().is_some_and(Entry::is_told);
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
        if told {
            self.told.insert(index);
        } else {
            self.told.remove(&index);
        }
        Some(answer)
    }
}

impl Timeline {
    /// The last `count` lines, and with them all that is owed, told or pinned.
    pub(super) fn excerpt(&self, count: usize) -> Self {
        let last: BTreeSet<u32> = self.order.iter().rev().take(count).copied().collect();
        let mut excerpt = Self::default();
        for (index, line) in (0_u32..).zip(&self.lines) {
            let pinned = line.entry().is_some_and(|entry| entry.pinned);
            let kept = self.owed.contains(&index) || self.told.contains(&index);
            if pinned || last.contains(&index) || kept {
                excerpt.push_line(Arc::clone(line));
            }
        }
        excerpt.left_out = self.left_out + self.lines.len() - excerpt.lines.len();
        excerpt
    }
}

/// A name as one of the lines just before has it, where it is the same: a long record says few
/// names many times.
fn shared<'a, T: Clone + PartialEq>(
    lines: &'a [Arc<Line>],
    now: &'a T,
    of: impl Fn(&'a Line) -> Option<&'a T>,
) -> T {
    let mut before = lines.iter().rev().take(LATELY).filter_map(|line| of(line));
    before.find(|before| *before == now).unwrap_or(now).clone()
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
