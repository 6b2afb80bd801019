//! What the segments add up to: rows in one order, refusals, and what nobody has answered yet.
//!
//! Apart from all files, because every promise about keepers is kept here, and because it can then
//! be tried in any order of arrival. What must stay true: whatever order lines and terms are heard
//! in, every console takes the same answers in the same order; an answer counts only up to where
//! the next term goes on from; each submission is answered once.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::domain::command::Submission;
use crate::domain::ids::SubmissionId;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::chain::Hash;
use crate::store::codec::Row;
use crate::store::direct::Head;

use super::line::{Answer, Answered, Line, NumberedRow};
use super::milestone::Milestone;
use super::numbers::Numbers;
use super::term::Term;

/// A place in the order of answers: the `n`-th of a term, 0 before its first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// The term.
    pub term: u64,
    /// How many of its answers.
    pub n: u64,
}

/// What comes next in the record.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// A submission is in the record, as these rows.
    Numbered {
        /// Which.
        of: SubmissionId,
        /// Its rows; none where it brought none, or where they came before.
        rows: Vec<Row>,
    },
    /// A submission was declined.
    Refused {
        /// What was asked; nothing where this console has not heard of it.
        submission: Option<Box<Submission>>,
        /// Which.
        of: SubmissionId,
        /// Why, and the way out.
        refusal: Refusal,
        /// When.
        at: Timestamp,
    },
    /// A new keeper goes on from this row: what was taken after it does not count, and is asked
    /// again. The ledger has to be begun anew.
    Void {
        /// The last row that counts.
        head: Head,
        /// Who took over.
        by: Term,
    },
    /// An answer does not fit what it follows: somebody changed a segment, or two records were
    /// mixed. Nothing after it is taken.
    Broken {
        /// Where.
        at: Position,
    },
}

/// Answers that are missing in the midst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The first of them.
    pub first: Position,
    /// How many.
    pub missing: u64,
    /// The last row that they hold, where that can be known.
    pub until: Option<u64>,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Ledger {
    terms: BTreeMap<u64, Term>,
    /// Heard and not taken yet.
    answers: BTreeMap<(u64, u64), Answered>,
    /// What was taken last; nothing before the first term is known.
    at: Option<Position>,
    head: Option<Head>,
    /// Heard and not answered, with their order of arrival.
    asked: HashMap<SubmissionId, Submission>,
    order: VecDeque<SubmissionId>,
    recorded: Numbers,
    refused: Numbers,
    /// Why, where that was heard.
    why: HashMap<SubmissionId, Refusal>,
    /// The row that it was begun at, where that was not the first term's.
    begun: Option<Head>,
    /// Whether that row has to be found in a segment yet.
    unproved: bool,
    stopped: bool,
}

/// How a submission was answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// It is in the record.
    Recorded,
    /// It was declined; why, where that was heard: what lies before a milestone was not read.
    Refused(Option<Refusal>),
}

impl Ledger {
    /// Begins with what was answered by then. Nothing is taken before its row was found where a
    /// keeper has said it.
    pub fn begun_at(milestone: Milestone) -> Self {
        let Milestone { at, head, recorded, refused, segments: _ } = milestone;
        Self {
            at: Some(at),
            head: Some(head),
            begun: Some(head),
            unproved: true,
            recorded,
            refused,
            ..Self::default()
        }
    }

    /// What was answered so far, for whoever begins there; the segments are told by whoever reads
    /// them. Nothing while more was heard than can be taken.
    pub fn milestone(&self) -> Option<Milestone> {
        let at = self.at.filter(|_| !self.stopped && !self.unproved && !self.has_more())?;
        Some(Milestone {
            at,
            head: self.head?,
            recorded: self.recorded.clone(),
            refused: self.refused.clone(),
            segments: BTreeMap::new(),
        })
    }

    /// Whether the row that it was begun at has not been found yet.
    pub const fn is_unproved(&self) -> bool {
        self.unproved
    }

    /// Whether answers or terms were heard that come after where it stands.
    pub fn has_more(&self) -> bool {
        self.at.is_none_or(|at| {
            self.terms.contains_key(&(at.term + 1))
                || self.answers.range((at.term, at.n + 1)..).next().is_some()
        })
    }

    /// The row that it was begun at, where that was a milestone's.
    pub const fn begun(&self) -> Option<Head> {
        self.begun
    }

    /// The row that everything which is taken follows: what comes before it lies in a file.
    pub fn start(&self) -> Option<Head> {
        self.begun.or_else(|| self.first().map(|first| first.head))
    }

    /// Whether a term says otherwise than the one of its number that was heard: the folder is not
    /// the one that all this was read in.
    pub fn contradicts(&self, term: &Term) -> bool {
        self.terms.get(&term.number).is_some_and(|known| known != term)
    }

    /// Hears of a term; hearing of it again is nothing.
    pub fn hear_term(&mut self, term: Term) {
        if term.number == 1 && self.at.is_none() {
            // Everything begins where the first keeper began.
            self.at = Some(Position { term: 1, n: 0 });
            self.head = Some(term.head);
        }
        self.unproved &= !(self.is_here(term.number) && self.head == Some(term.head));
        self.terms.entry(term.number).or_insert(term);
    }

    fn is_here(&self, term: u64) -> bool {
        self.at.is_some_and(|at| at.term == term)
    }

    /// Hears a line of anybody's segment; hearing it again is nothing.
    pub fn hear(&mut self, line: Line) {
        match line {
            Line::Asked(submission) => {
                let id = submission.id.clone();
                if !self.knows(&id) {
                    self.order.push_back(id.clone());
                    self.asked.insert(id, *submission);
                }
            }
            Line::Answered(answered) => {
                let place = (answered.term, answered.n);
                let taken = self.at.is_some_and(|at| place <= (at.term, at.n));
                if self.unproved && taken {
                    let last = last_row(&answered).filter(|_| self.is_here(answered.term));
                    self.unproved = last.is_none() || last != self.head;
                }
                if !taken {
                    self.answers.entry(place).or_insert(answered);
                }
            }
        }
    }

    /// The next thing in the record, as far as it was heard.
    pub fn step(&mut self) -> Option<Step> {
        let (at, head) = (self.at?, self.head?);
        if self.stopped || self.unproved {
            return None;
        }
        let next = self.terms.get(&(at.term + 1));
        let end = next.map_or(u64::MAX, |next| next.continues);
        if at.n > end {
            let by = next?.clone();
            self.stopped = true;
            return Some(Step::Void { head: by.head, by });
        }
        if at.n == end {
            let next = next?;
            if next.head != head {
                return Some(self.broken(at));
            }
            self.at = Some(Position { term: next.number, n: 0 });
            return self.step();
        }
        let answered = self.answers.remove(&(at.term, at.n + 1))?;
        Some(self.take(answered, head))
    }

    fn take(&mut self, answered: Answered, head: Head) -> Step {
        let Answered { term, n, of, how } = answered;
        let at = Position { term, n };
        let step = match how {
            Answer::Numbered(published) => {
                let Some((rows, head)) = chained(&published, head) else {
                    return self.broken(at);
                };
                self.head = Some(head);
                self.asked.remove(&of);
                self.recorded.insert(&of);
                Step::Numbered { of, rows }
            }
            Answer::Refused { refusal, at } => {
                let submission = self.asked.remove(&of).map(Box::new);
                self.refused.insert(&of);
                self.why.insert(of.clone(), refusal.clone());
                Step::Refused { submission, of, refusal, at }
            }
        };
        self.at = Some(at);
        while self.order.front().is_some_and(|id| !self.asked.contains_key(id)) {
            self.order.pop_front();
        }
        step
    }

    fn broken(&mut self, at: Position) -> Step {
        self.stopped = true;
        Step::Broken { at }
    }

    /// How a submission was answered; nothing where it was not.
    pub fn answer_to(&self, id: &SubmissionId) -> Option<Told> {
        if self.recorded.contains(id) {
            return Some(Told::Recorded);
        }
        self.refused.contains(id).then(|| Told::Refused(self.why.get(id).cloned()))
    }

    /// Whether a submission is answered, or waits here for its answer.
    pub fn knows(&self, id: &SubmissionId) -> bool {
        self.asked.contains_key(id) || self.recorded.contains(id) || self.refused.contains(id)
    }

    /// What was heard and not answered, in the order of hearing.
    pub fn unanswered(&self) -> impl Iterator<Item = &Submission> {
        self.order.iter().filter_map(|id| self.asked.get(id))
    }

    /// Answers that are missing though later ones were heard: a segment was removed or cut.
    pub fn gap(&self) -> Option<Gap> {
        let at = self.at.filter(|_| !self.stopped)?;
        let next = self.terms.get(&(at.term + 1));
        let heard = self.answers.range((at.term, at.n + 1)..(at.term + 1, 0));
        // Those that count.
        let mut heard = heard.filter(|((_, n), _)| next.is_none_or(|next| *n <= next.continues));
        let later = heard.clone().next().map(|((_, n), _)| *n);
        let until = heard.find_map(|(_, answer)| match &answer.how {
            Answer::Numbered(rows) => rows.first().map(|row| row.seq().saturating_sub(1)),
            Answer::Refused { .. } => None,
        });
        let until = until.or_else(|| next.map(|next| next.head.seq));
        let end = later.or_else(|| next.map(|next| next.continues + 1))?;
        let missing = end.saturating_sub(at.n + 1);
        let first = Position { term: at.term, n: at.n + 1 };
        (missing > 0).then_some(Gap { first, missing, until })
    }

    /// Whether a row was numbered by a keeper whose successor did not go on from it.
    pub fn is_void(&self, seq: u64, hash: Hash) -> bool {
        let holds = |answer: &Answered| match &answer.how {
            Answer::Numbered(rows) => {
                rows.iter().any(|row| row.seq() == seq && row.hash() == Some(hash))
            }
            Answer::Refused { .. } => false,
        };
        self.answers.iter().any(|((term, n), answer)| {
            let next = self.terms.get(&(term + 1));
            next.is_some_and(|next| *n > next.continues) && holds(answer)
        })
    }

    /// The rows that terms went on from, the latest first.
    pub fn heads(&self) -> impl Iterator<Item = &Term> {
        self.terms.values().rev()
    }

    /// Where it stands; nothing before the first term is known.
    pub const fn position(&self) -> Option<Position> {
        self.at
    }

    /// The last row taken.
    pub fn head(&self) -> Head {
        self.head.unwrap_or(Head::NONE)
    }

    /// The latest term.
    pub fn latest(&self) -> Option<&Term> {
        self.terms.last_key_value().map(|(_, term)| term)
    }

    /// The first term: what came before it lies in a base.
    pub fn first(&self) -> Option<&Term> {
        self.terms.first_key_value().map(|(_, term)| term)
    }
}

/// The last row that an answer brought.
fn last_row(answered: &Answered) -> Option<Head> {
    let Answer::Numbered(rows) = &answered.how else { return None };
    let last = rows.last()?;
    Some(Head { seq: last.seq(), hash: last.hash()? })
}

/// The rows whole, each after the one before, and the last of them.
fn chained(published: &[NumberedRow], mut head: Head) -> Option<(Vec<Row>, Head)> {
    let mut rows = Vec::with_capacity(published.len());
    for row in published {
        let row = row.after(head.hash).filter(|row| row.seq == head.seq + 1)?;
        head = Head { seq: row.seq, hash: row.hash };
        rows.push(row);
    }
    Some((rows, head))
}

#[cfg(test)]
mod tests;
