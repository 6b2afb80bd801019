//! Whatever order lines and terms are heard in, everybody takes the same answers.

use proptest::prelude::*;
use proptest::sample::Index;

use super::{Ledger, Position, Step};
use crate::domain::command::Command;
use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::domain::words::Phase;
use crate::store::codec::Row;
use crate::store::direct::Head;
use crate::store::samples;
use crate::store::share::line::{Answer, Answered, Line, NumberedRow};
use crate::store::share::term::Term;

fn id(number: u64) -> SubmissionId {
    SubmissionId { session: SessionId::new("s"), number }
}

fn asked(number: u64) -> Line {
    let enters = Command::EnterPhase { phase: Phase::Investigate };
    Line::Asked(Box::new(samples::asks("s", number, enters)))
}

fn row(head: Head, number: u64, term: u64) -> Row {
    let body = format!("{{\"term\":{term}}}");
    samples::row(head.seq + 1, ("s", number), ("phase_entered", &body), head.hash)
}

/// What a keeper said in its term, and how far that counts.
struct Told {
    term: Term,
    answers: Vec<Line>,
}

/// Terms in which each keeper answers what counts as unanswered when it begins, `gives` of it, and
/// of which the next counts the first `counts`. Every third submission is refused.
fn history(submissions: u64, terms: &[(usize, usize)]) -> Vec<Told> {
    let (mut told, mut head, mut next) = (Vec::<Told>::new(), Head::NONE, 1);
    let mut continues = 0;
    for (number, (gives, counts)) in (1..).zip(terms) {
        let term = Term {
            number,
            continues,
            head,
            session: SessionId::new(format!("keeper-{number}")),
            host: "a".to_owned(),
            boot: "b".to_owned(),
            pid: 1,
            since: Timestamp::default(),
        };
        let mut answers = Vec::new();
        let (mut at, mut after) = (head, next);
        for n in 1..=*gives as u64 {
            if after > submissions {
                break;
            }
            let how = if after % 3 == 0 {
                Answer::Refused { refusal: Refusal::NotOpened, at: Timestamp::default() }
            } else {
                let row = row(at, after, number);
                at = Head { seq: row.seq, hash: row.hash };
                Answer::Numbered(vec![NumberedRow::of(&row)])
            };
            answers.push(Line::Answered(Answered { term: number, n, of: id(after), how }));
            after += 1;
            if n <= *counts as u64 {
                (head, next, continues) = (at, after, n);
            }
        }
        if *counts == 0 || answers.is_empty() {
            continues = 0;
        }
        told.push(Told { term, answers });
    }
    told
}

/// Everything that a console hears, in one possible order.
#[derive(Debug, Clone)]
enum Heard {
    Term(Term),
    Line(Line),
}

fn everything(history: &[Told], submissions: u64) -> Vec<Heard> {
    let mut heard: Vec<Heard> = (1..=submissions).map(|it| Heard::Line(asked(it))).collect();
    for told in history {
        heard.push(Heard::Term(told.term.clone()));
        heard.extend(told.answers.iter().cloned().map(Heard::Line));
    }
    heard
}

/// The ids numbered and refused, after hearing everything in this order; a void ledger is begun
/// anew, as a console does.
fn taken(heard: &[Heard]) -> (Vec<(SubmissionId, bool)>, Head, Vec<SubmissionId>) {
    let mut ledger = Ledger::default();
    let mut steps = Vec::new();
    for (count, what) in (1..).zip(heard) {
        hear(&mut ledger, what);
        while let Some(step) = ledger.step() {
            match step {
                Step::Numbered { of, .. } => steps.push((of, true)),
                Step::Refused { of, .. } => steps.push((of, false)),
                Step::Void { .. } => {
                    ledger = Ledger::default();
                    steps.clear();
                    for earlier in &heard[..count] {
                        hear(&mut ledger, earlier);
                    }
                }
                Step::Broken { at } => panic!("broken at {at:?}"),
            }
        }
    }
    let unanswered = ledger.unanswered().map(|it| it.id.clone()).collect();
    (steps, ledger.head(), unanswered)
}

fn hear(ledger: &mut Ledger, what: &Heard) {
    match what.clone() {
        Heard::Term(term) => ledger.hear_term(term),
        Heard::Line(line) => ledger.hear(line),
    }
}

proptest! {
    #[test]
    fn in_whatever_order_it_is_heard_the_record_is_the_same(
        submissions in 1_u64..30,
        terms in prop::collection::vec((0_usize..9, 0_usize..9), 1..6),
        swaps in prop::collection::vec((any::<Index>(), any::<Index>()), 0..120),
    ) {
        let history = history(submissions, &terms);
        let in_order = everything(&history, submissions);
        let mut shuffled = in_order.clone();
        for (one, other) in swaps {
            shuffled.swap(one.index(in_order.len()), other.index(in_order.len()));
        }
        let (steps, head, mut unanswered) = taken(&in_order);
        let (steps_again, head_again, mut unanswered_again) = taken(&shuffled);
        prop_assert_eq!(&steps, &steps_again);
        prop_assert_eq!(head, head_again);
        unanswered.sort();
        unanswered_again.sort();
        prop_assert_eq!(&unanswered, &unanswered_again);
        // Each is answered once or not at all.
        let mut all: Vec<_> = steps.iter().map(|(of, _)| of.clone()).chain(unanswered).collect();
        all.sort();
        prop_assert_eq!(all, (1..=submissions).map(id).collect::<Vec<_>>());
    }
}

#[test]
fn what_a_slow_keeper_says_after_a_takeover_is_void_and_asked_again() {
    let history = history(4, &[(4, 1), (1, 1)]);
    let mut ledger = Ledger::default();
    for line in (1..=4).map(asked).chain(history[0].answers.clone()) {
        ledger.hear(line);
    }
    assert_eq!(ledger.step(), None, "no term is known");
    ledger.hear_term(history[0].term.clone());
    while ledger.step().is_some() {}
    assert_eq!(ledger.position(), Some(Position { term: 1, n: 4 }));

    ledger.hear_term(history[1].term.clone());
    let Some(Step::Void { head, by }) = ledger.step() else { panic!("nothing was void") };
    assert_eq!((head, by), (history[1].term.head, history[1].term.clone()));
    assert_eq!(ledger.step(), None, "it has to be begun anew");
}

#[test]
fn an_answer_that_is_missing_is_named() {
    let history = history(5, &[(5, 5)]);
    let mut ledger = Ledger::default();
    ledger.hear_term(history[0].term.clone());
    for number in [0, 1, 3, 4] {
        ledger.hear(history[0].answers[number].clone());
    }
    while ledger.step().is_some() {}
    let gap = ledger.gap().expect("a gap");
    assert_eq!((gap.first, gap.missing), (Position { term: 1, n: 3 }, 1));
    ledger.hear(history[0].answers[2].clone());
    while ledger.step().is_some() {}
    assert_eq!((ledger.gap(), ledger.position()), (None, Some(Position { term: 1, n: 5 })));
}

#[test]
fn a_line_that_was_changed_stops_everything_after_it() {
    let mut history = history(3, &[(3, 3)]);
    let other = row(Head { seq: 0, hash: [7; 32] }, 1, 1);
    let Line::Answered(first) = &mut history[0].answers[0] else { panic!("not an answer") };
    first.how = Answer::Numbered(vec![NumberedRow::of(&other)]);
    let mut ledger = Ledger::default();
    ledger.hear_term(history[0].term.clone());
    for line in history[0].answers.clone() {
        ledger.hear(line);
    }
    assert_eq!(ledger.step(), Some(Step::Broken { at: Position { term: 1, n: 1 } }));
    assert_eq!(ledger.step(), None);
}
