//! What is read of the segments, and from where on. Apart, because who arrives at a long room
//! begins with a milestone, and a keeper makes them: both must know of each segment how far it was
//! heard.

use std::collections::BTreeMap;

use crate::store::share::folder::Name;
use crate::store::share::ledger::Ledger;
use crate::store::share::line::{self, Answer, Line};
use crate::store::share::milestone::{Milestone, Progress};
use crate::store::share::rewrite::Moved;
use crate::store::share::segment::Written;
use crate::store::share::wire::Ask;

use super::ShareSide;

/// What is to be known before the child reads.
#[derive(Debug)]
pub(super) enum Begin {
    /// The child reads, or there is nothing to read.
    Not,
    /// The child is to be asked.
    Due,
    /// It was.
    Asked,
    /// It has answered.
    With(Vec<Milestone>),
}

impl ShareSide {
    /// Asks once, where nothing was read yet, what one may begin with who has seen the record up to
    /// this row; gives what was answered, and nothing before that.
    pub fn may_begin_with(&mut self, seen: u64) -> Option<Vec<Milestone>> {
        match std::mem::replace(&mut self.begin, Begin::Not) {
            Begin::Not => None,
            Begin::Due if self.fresh => {
                self.child.ask(Ask::Begin(seen));
                self.begin = Begin::Asked;
                None
            }
            Begin::Due => Some(Vec::new()),
            Begin::Asked => {
                self.begin = Begin::Asked;
                None
            }
            Begin::With(milestones) => Some(milestones),
        }
    }

    /// The child has answered. Only once: it may have been asked again before that, and whoever has
    /// begun does not begin anew.
    pub(super) fn may_begin(&mut self, milestones: Vec<Milestone>) {
        if matches!(self.begin, Begin::Asked) {
            self.begin = Begin::With(milestones);
        }
    }

    /// Whether a milestone that was begun with is not borne out by what can be read.
    pub const fn lacks_proof(&self) -> bool {
        self.ledger.is_unproved() && (self.looked || self.trouble.is_some())
    }

    /// Has the child read: everything, or what comes after a milestone.
    pub fn follow(&mut self, milestone: Option<Milestone>) {
        let mut from = BTreeMap::new();
        if let Some(milestone) = milestone {
            from.clone_from(&milestone.segments);
            self.progress = Progress::begun_at(&milestone);
            self.ledger = Ledger::begun_at(milestone);
        }
        self.fresh = false;
        self.child.ask(Ask::Follow { present: self.present.clone(), from });
    }

    /// Lines of somebody's segment.
    pub(super) fn hear(&mut self, of: Name, to: u64, lines: &[String]) {
        for line in lines {
            match line::read(line) {
                Some(line) => self.ledger.hear(line),
                None => self.progress.is_strange(of.clone()),
            }
        }
        self.progress.hear(of, to);
    }

    /// Answers of this console lie in its segment.
    pub(super) fn answered(&mut self, written: Written, lines: Vec<Line>) {
        let Written { of, from, to } = written;
        if lines.iter().any(has_rows) {
            self.progress.answered(of.clone(), from);
        }
        self.progress.hear(of, to);
        for line in lines {
            self.ledger.hear(line);
        }
    }

    /// Segments of this console were rewritten.
    pub(super) fn moved(&mut self, moved: Vec<Moved>) {
        for Moved { from, to, size } in moved {
            self.progress.rewritten(&from, to, size);
        }
    }

    /// Takes note where everything that was heard is answered.
    pub fn note_settled(&mut self) {
        if self.ledger.unanswered().next().is_none() && !self.ledger.has_more() {
            self.progress.settle();
        }
    }

    /// How far the record has come here, for whoever arrives.
    pub fn milestone(&self) -> Option<Milestone> {
        let milestone = self.ledger.milestone()?;
        let by_term = self.ledger.latest().is_some_and(|term| term.head == milestone.head);
        Some(Milestone { segments: self.progress.segments(by_term)?, ..milestone })
    }
}

fn has_rows(line: &Line) -> bool {
    match line {
        Line::Asked(_) => false,
        Line::Answered(answered) => match &answered.how {
            Answer::Numbered(rows) => !rows.is_empty(),
            Answer::Refused { .. } => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::super::super::share_find::{Start, present};
    use super::super::super::{Opening, Watch, Who};
    use super::{Begin, Milestone, ShareSide};
    use crate::domain::ids::IncidentId;
    use crate::store::desk::DeskPlace;
    use crate::store::direct::Head;
    use crate::store::share::ledger::Position;
    use crate::store::share::numbers::Numbers;
    use crate::store::share::rewrite::Removed;

    /// A side whose child has ended, and what it would wake.
    fn a_side() -> (ShareSide, Watch) {
        let (watch, waker) = Watch::new().expect("a watch");
        let opening = Opening {
            path: "heron.allhands".into(),
            place: DeskPlace::told("desk".into()),
            session: "s".into(),
            read_only: false,
            who: Who::default(),
        };
        let start = Start {
            program: Some("true".into()),
            path: opening.path.clone(),
            mount: "ext4".to_owned(),
            session: opening.session.clone(),
            waker,
            children: AtomicU32::new(0),
        };
        let child = start.child(false).expect("a child");
        let side = ShareSide::new(start, IncidentId::new("i"), present(&opening), child, None);
        (side, watch)
    }

    fn milestone(n: u64) -> Milestone {
        Milestone {
            at: Position { term: 1, n },
            head: Head::NONE,
            recorded: Numbers::default(),
            refused: Numbers::default(),
            segments: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn who_has_begun_does_not_begin_anew_where_the_child_answers_twice() {
        let (mut side, _watch) = a_side();
        side.begin = Begin::Due;
        assert_eq!(side.may_begin_with(0), None);
        side.may_begin(vec![milestone(7)]);
        assert_eq!(side.may_begin_with(0), Some(vec![milestone(7)]));
        side.follow(Some(milestone(7)));
        side.may_begin(vec![milestone(9)]);
        assert_eq!(side.may_begin_with(0), None);
    }

    #[test]
    fn a_rewriting_that_was_left_behind_with_its_child_is_under_way_no_more() {
        let (mut side, _watch) = a_side();
        assert!(!side.rewrites());
        side.rewrite(Removed::default(), None);
        assert!(side.rewrites());
        side.begin_anew(true).expect("another child");
        assert!(!side.rewrites());
    }
}
