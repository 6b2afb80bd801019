//! A record put together again from whatever holds parts of it: copies of its file, desks, the
//! folder of a room on a share.
//!
//! Apart from all reading and writing, because what is believed of whom is decided here. What must
//! stay true: a row is taken only where its sums are right and it follows the row before; two rows
//! that both follow are two stories, and these are never mixed; words that any source knows to be
//! redacted are not put back, whoever still has them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Deserialize;

use crate::domain::command::Submission;
use crate::domain::ids::{IncidentId, SubmissionId};

use super::chain::{self, Hash};
use super::codec::Row;
use super::mirror::LaidAside;
use super::share::line::NumberedRow;

pub mod source;

/// What one place holds of a record.
#[derive(Debug, Default)]
pub struct Source {
    /// What it is, for people.
    pub name: String,
    /// Whose record; nothing where it could not tell.
    pub incident: Option<IncidentId>,
    /// Rows with all their sums.
    pub whole: Vec<Row>,
    /// Rows as a keeper published them: where they belong shows once the row before is known.
    pub published: Vec<NumberedRow>,
    /// Rows that a person gave up there for another file's, the last giving up first.
    pub laid_aside: Vec<LaidAside>,
    /// What waits there for the record, in the order of asking.
    pub waiting: Vec<Submission>,
    /// What was refused: it is never asked again.
    pub refused: HashSet<SubmissionId>,
    /// Rows that a later keeper did not go on from, by hash: they were asked again, and do not
    /// count, whoever saw them.
    pub void: HashSet<Hash>,
    /// What is wrong with it, a clause.
    pub trouble: Option<String>,
}

impl Source {
    /// Goes on with what was laid aside in place of what was seen after it; gives the rows that
    /// were put in, first and last, and how many were left out for them. Nothing where what was
    /// laid aside follows no row that is there.
    pub fn take_laid_aside(&mut self) -> Option<(u64, u64, usize)> {
        let first = &self.laid_aside.first()?.row;
        let before = usize::try_from(first.seq.checked_sub(1)?).ok()?;
        let from = first.seq;
        let prev = before.checked_sub(1).and_then(|place| self.whole.get(place));
        if before > 0 && prev.is_none_or(|prev| prev.hash != first.prev) {
            return None;
        }
        let left_out = self.whole.len().saturating_sub(before);
        self.whole.truncate(before);
        let mut last = first.prev;
        // Each giving up may go on from where the one before it began.
        while let Some(next) = self.laid_aside.iter().find(|it| it.row.prev == last) {
            last = next.row.hash;
            self.whole.push(next.row.clone());
            if self.whole.len() > before + self.laid_aside.len() {
                return None;
            }
        }
        Some((from, self.whole.last()?.seq, left_out))
    }
}

/// What all of them add up to.
#[derive(Debug, Default)]
pub struct Merged {
    /// The record, from row 1, without a gap.
    pub rows: Vec<Row>,
    /// What each source gave, in their order.
    pub gave: Vec<Gave>,
    /// Where two of them tell different stories; the rows end before it.
    pub fork: Option<Fork>,
    /// Rows that are missing in all of them, where later ones are there.
    pub missing: Option<(u64, u64)>,
    /// How many later ones there are.
    pub beyond: usize,
    /// How many rows had words in some source, and are redacted.
    pub kept_blank: usize,
    /// What waits for the record and is not in it, in the order of asking of each session.
    pub waiting: Vec<Submission>,
}

/// What a source gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gave {
    /// How many rows of the record it holds.
    pub rows: usize,
    /// The first and the last of them.
    pub range: Option<(u64, u64)>,
    /// How many of them no other source holds.
    pub alone: usize,
    /// Rows whose sums are wrong: they were changed, or are damaged.
    pub unsound: usize,
    /// Rows that a later keeper did not go on from.
    pub void: usize,
    /// How many submissions wait there that are not in the record.
    pub waiting: usize,
}

/// Two stories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// The first row that is told differently.
    pub row: u64,
    /// Which sources tell the same, by their places.
    pub sides: Vec<Vec<usize>>,
}

/// Puts a record together.
pub fn merge(sources: &[Source]) -> Merged {
    let gave = vec![Gave::default(); sources.len()];
    let mut merged = Merged { gave, ..Merged::default() };
    let redacted = redacted(sources);
    let parts = parts(sources, &mut merged.gave);
    chain_up(&parts, &redacted, &mut merged);
    let there: HashSet<(&str, u64)> =
        merged.rows.iter().map(|row| (row.session.as_str(), row.submission)).collect();
    let refused: HashSet<&SubmissionId> =
        sources.iter().flat_map(|source| &source.refused).collect();
    let (mut seen, mut waiting) = (HashSet::new(), Vec::new());
    for (source, gave) in sources.iter().zip(&mut merged.gave) {
        for submission in &source.waiting {
            let id = &submission.id;
            let done = there.contains(&(id.session.as_str(), id.number))
                || refused.contains(id)
                || redacted.submissions.contains(id);
            if !done {
                gave.waiting += 1;
                if seen.insert(id.clone()) {
                    waiting.push(submission.clone());
                }
            }
        }
    }
    merged.waiting = in_order(waiting);
    merged
}

/// The numbers of each session in order, wherever they came from.
fn in_order(mut waiting: Vec<Submission>) -> Vec<Submission> {
    let mut numbers: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, submission) in waiting.iter().enumerate() {
        numbers.entry(submission.id.session.to_string()).or_default().push(place);
    }
    let mut order: Vec<usize> = (0..waiting.len()).collect();
    for places in numbers.into_values() {
        let mut own = places.clone();
        own.sort_by_key(|place| waiting[*place].id.number);
        for (place, from) in places.into_iter().zip(own) {
            order[place] = from;
        }
    }
    let mut taken: Vec<Option<Submission>> = waiting.drain(..).map(Some).collect();
    order.into_iter().filter_map(|from| taken[from].take()).collect()
}

/// What any source knows to be redacted.
#[derive(Debug, Default)]
struct Redacted {
    rows: HashSet<u64>,
    submissions: HashSet<SubmissionId>,
}

fn redacted(sources: &[Source]) -> Redacted {
    #[derive(Deserialize)]
    struct OfRow {
        row: u64,
    }
    #[derive(Deserialize)]
    struct OfSubmission {
        of: SubmissionId,
    }
    let mut redacted = Redacted::default();
    let mut note = |kind: &str, body: &str| match kind {
        "redacted" => {
            redacted.rows.extend(serde_json::from_str::<OfRow>(body).map(|it| it.row));
        }
        "submission_redacted" => {
            let of = serde_json::from_str::<OfSubmission>(body).map(|it| it.of);
            redacted.submissions.extend(of);
        }
        _ => {}
    };
    for source in sources {
        source.whole.iter().for_each(|row| note(&row.kind, &row.body));
        source.published.iter().for_each(|row| note(row.kind(), row.body()));
    }
    redacted
}

/// A row in a source.
enum Part<'a> {
    Whole(&'a Row),
    Published(&'a NumberedRow),
}

/// Everything that has a number, by that and by source. Rows whose own sums are wrong are counted
/// and passed over.
fn parts<'a>(sources: &'a [Source], gave: &mut [Gave]) -> BTreeMap<u64, Vec<(usize, Part<'a>)>> {
    let mut parts: BTreeMap<u64, Vec<(usize, Part<'a>)>> = BTreeMap::new();
    let void: HashSet<Hash> = sources.iter().flat_map(|source| &source.void).copied().collect();
    for (place, (source, gave)) in sources.iter().zip(gave).enumerate() {
        for row in &source.whole {
            if void.contains(&row.hash) {
                gave.void += 1;
            } else if is_sound(row) {
                parts.entry(row.seq).or_default().push((place, Part::Whole(row)));
            } else {
                gave.unsound += 1;
            }
        }
        for row in &source.published {
            parts.entry(row.seq()).or_default().push((place, Part::Published(row)));
        }
    }
    parts
}

/// Whether a row's own sums are right; that it follows the row before is another question.
fn is_sound(row: &Row) -> bool {
    let body = row.body.is_empty() || row.digest == chain::digest(&row.salt, &row.body);
    body && row.hash == chain::hash(&row.as_ref())
}

/// Takes row after row, as long as all who speak of it say the same.
fn chain_up(
    parts: &BTreeMap<u64, Vec<(usize, Part<'_>)>>,
    redacted: &Redacted,
    merged: &mut Merged,
) {
    let mut prev = chain::FIRST;
    for seq in 1.. {
        let Some(told) = parts.get(&seq) else {
            let later = parts.range(seq..);
            if let Some((next, _)) = later.clone().next() {
                (merged.missing, merged.beyond) = (Some((seq, next - 1)), later.count());
            }
            return;
        };
        let (stories, others) = stories(told, prev);
        if stories.len() > 1 || !others.is_empty() {
            let mut sides: Vec<Vec<usize>> =
                stories.into_values().map(|(_, by)| by.into_iter().collect()).collect();
            sides.extend((!others.is_empty()).then(|| others.into_iter().collect()));
            merged.fork = Some(Fork { row: seq, sides });
            return;
        }
        let Some((_, (mut row, by))) = stories.into_iter().next() else { return };
        prev = row.hash;
        if redacted.rows.contains(&seq) && row.kind != "redacted" && !row.body.is_empty() {
            (row.body, row.salt) = (String::new(), Vec::new());
            merged.kept_blank += 1;
        }
        for place in &by {
            let gave = &mut merged.gave[*place];
            gave.rows += 1;
            gave.alone += usize::from(by.len() == 1);
            gave.range = Some((gave.range.map_or(seq, |(first, _)| first), seq));
        }
        merged.rows.push(row);
    }
}

/// A row as several tell it, and who does.
type Story = (Row, BTreeSet<usize>);

/// The rows of one number that follow the row before, by hash, each with its words where anybody
/// has them; and who tells of one that does not follow.
fn stories(told: &[(usize, Part<'_>)], prev: Hash) -> (BTreeMap<Hash, Story>, BTreeSet<usize>) {
    let mut stories: BTreeMap<Hash, Story> = BTreeMap::new();
    let mut others = BTreeSet::new();
    for (place, part) in told {
        let row = match part {
            Part::Whole(row) => (row.prev == prev).then(|| (*row).clone()),
            Part::Published(row) => row.after(prev),
        };
        let Some(row) = row else {
            others.insert(*place);
            continue;
        };
        let (there, by) = stories.entry(row.hash).or_insert_with(|| (row.clone(), BTreeSet::new()));
        by.insert(*place);
        if there.body.is_empty() {
            *there = row;
        }
    }
    (stories, others)
}

/// The same rows as the record of another incident: row 1 says which, and every sum follows from
/// it. Nothing where row 1 opens no room.
pub fn renamed(mut rows: Vec<Row>, incident: &IncidentId) -> Option<Vec<Row>> {
    let first = rows.first_mut()?;
    let mut body: serde_json::Value = serde_json::from_str(&first.body).ok()?;
    *body.get_mut("incident")? = incident.as_str().into();
    first.body = body.to_string();
    first.digest = chain::digest(&first.salt, &first.body);
    let mut prev = chain::FIRST;
    for row in &mut rows {
        row.prev = prev;
        row.hash = chain::hash(&row.as_ref());
        prev = row.hash;
    }
    Some(rows)
}

#[cfg(test)]
mod tests;
