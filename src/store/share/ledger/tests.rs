//! Whatever order lines and terms are heard in, everybody takes the same answers.

use proptest::prelude::*;
use proptest::sample::Index;

use super::{Ledger, Position, Step, Told as AnswerTold};
use crate::domain::command::Command;
use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::domain::words::Phase;
use crate::store::codec::Row;
use crate::store::direct::Head;
use crate::store::samples;
use crate::store::share::folder::Name;
use crate::store::share::line::{Answer, Answered, Line, NumberedRow};
use crate::store::share::milestone::{Milestone, Progress};
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

/// The segments of a history: each line under its name, and before it the terms that must be known
/// by then.
fn segments(history: &[Told], submissions: u64) -> Vec<(Name, Vec<Line>)> {
    let name = |session: SessionId| Name::Segment { session, part: 1 };
    let mut segments = vec![(name(SessionId::new("s")), (1..=submissions).map(asked).collect())];
    for told in history {
        segments.push((name(told.term.session.clone()), told.answers.clone()));
    }
    segments
}

/// What a keeper knows that has heard so much of each segment, and the milestone that it makes.
fn milestone(
    history: &[Told],
    segments: &[(Name, Vec<Line>)],
    picks: &[Index],
) -> Option<Milestone> {
    let (mut ledger, mut progress) = (Ledger::default(), Progress::default());
    let mut read = vec![0; segments.len()];
    for told in history {
        ledger.hear_term(told.term.clone());
    }
    for pick in picks {
        let at = pick.index(segments.len());
        let (name, lines) = &segments[at];
        let Some(line) = lines.get(read[at]) else { continue };
        read[at] += 1;
        ledger.hear(line.clone());
        progress.hear(name.clone(), read[at] as u64);
        while let Some(step) = ledger.step() {
            if matches!(step, Step::Numbered { .. }) {
                let Position { term, n } = ledger.position().expect("it stands somewhere");
                let keeper = SessionId::new(format!("keeper-{term}"));
                progress.answered(Name::Segment { session: keeper, part: 1 }, n - 1);
            }
        }
        if ledger.unanswered().next().is_none() {
            progress.settle();
        }
    }
    let mut milestone = ledger.milestone()?;
    let term = &history[usize::try_from(milestone.at.term).expect("few terms") - 1].term;
    milestone.segments = progress.segments(term.head == milestone.head)?;
    Some(milestone)
}

/// What is known in the end: how each submission was answered, the last row, what waits.
fn known(ledger: &Ledger, submissions: u64) -> (Vec<Option<bool>>, Head, Vec<SubmissionId>) {
    let answers = (1..=submissions)
        .map(|number| ledger.answer_to(&id(number)).map(|told| told == AnswerTold::Recorded));
    let mut waits: Vec<_> = ledger.unanswered().map(|it| it.id.clone()).collect();
    waits.sort();
    (answers.collect(), ledger.head(), waits)
}

proptest! {
    /// Whoever begins at a milestone, and reads the segments from there on only, takes the same
    /// rows after it as who has read everything, and knows the same.
    #[test]
    fn begun_from_the_file_it_is_what_it_is_from_the_segments(
        submissions in 1_u64..30,
        terms in prop::collection::vec((1_usize..9, 0_usize..9), 1..5),
        picks in prop::collection::vec(any::<Index>(), 0..90),
    ) {
        let mut history = history(submissions, &terms);
        // What the next did not go on from is another test's.
        let counts: Vec<u64> = history.iter().skip(1).map(|told| told.term.continues).collect();
        for (told, counts) in history.iter_mut().zip(counts) {
            told.answers.truncate(usize::try_from(counts).expect("few answers"));
        }
        let segments = segments(&history, submissions);
        let mut whole = Ledger::default();
        for what in everything(&history, submissions) {
            hear(&mut whole, &what);
        }
        let mut rows = Vec::new();
        while let Some(step) = whole.step() {
            if let Step::Numbered { rows: new, .. } = step {
                rows.extend(new);
            }
        }
        let Some(milestone) = milestone(&history, &segments, &picks) else { return Ok(()) };
        let (head, from) = (milestone.head, milestone.segments.clone());
        let mut ledger = Ledger::begun_at(milestone);
        prop_assert_eq!(ledger.start(), Some(head));
        for told in &history {
            ledger.hear_term(told.term.clone());
        }
        for (name, lines) in &segments {
            let from = from.get(name).copied().unwrap_or_default();
            for line in lines.iter().skip(usize::try_from(from).expect("few lines")) {
                ledger.hear(line.clone());
            }
        }
        prop_assert!(!ledger.is_unproved());
        let mut after = Vec::new();
        while let Some(step) = ledger.step() {
            if let Step::Numbered { rows: new, .. } = step {
                after.extend(new);
            }
        }
        rows.retain(|row| row.seq > head.seq);
        prop_assert_eq!(rows, after);
        prop_assert_eq!(known(&ledger, submissions), known(&whole, submissions));
        prop_assert_eq!(ledger.position(), whole.position());
    }
}

#[test]
fn nothing_is_taken_after_a_milestone_whose_row_no_keeper_has_said() {
    let history = history(2, &[(2, 2)]);
    let mut keeper = Ledger::default();
    keeper.hear_term(history[0].term.clone());
    keeper.hear(history[0].answers[0].clone());
    while keeper.step().is_some() {}
    let milestone = keeper.milestone().expect("a milestone");
    let other = Milestone { head: Head { hash: [7; 32], ..milestone.head }, ..milestone.clone() };
    for (milestone, proved) in [(milestone, true), (other, false)] {
        let mut ledger = Ledger::begun_at(milestone);
        for line in history[0].answers.clone() {
            ledger.hear_term(history[0].term.clone());
            ledger.hear(line);
        }
        assert_eq!((!ledger.is_unproved(), ledger.step().is_some()), (proved, proved));
    }
}
