//! What several sources add up to.

use super::{Fork, Gave, Source, merge};
use crate::domain::command::{Command, Submission};
use crate::domain::words::Phase;
use crate::store::chain;
use crate::store::codec::Row;
use crate::store::samples;
use crate::store::share::line::NumberedRow;

/// Rows that follow one another, by session, kind and body.
fn rows_after(before: &[Row], of: &[(&str, &str, &str)]) -> Vec<Row> {
    let mut rows = before.to_vec();
    for (session, kind, body) in of {
        let seq = rows.len() as u64 + 1;
        let prev = rows.last().map_or(chain::FIRST, |row| row.hash);
        rows.push(samples::row(seq, (session, seq), (kind, body), prev));
    }
    rows
}

fn story(count: usize) -> Vec<Row> {
    rows_after(&[], &vec![("s", "entry_recorded", "{}"); count])
}

fn of(whole: &[Row]) -> Source {
    Source { whole: whole.to_vec(), ..Source::default() }
}

fn asked(session: &str, number: u64) -> Submission {
    samples::asks(session, number, Command::LeavePhase { phase: Phase::Communicate })
}

#[test]
fn one_source_fills_the_gaps_of_another_and_published_rows_count() {
    let rows = story(9);
    let (mut torn, published) = (of(&rows[..6]), &rows[5..]);
    torn.whole.remove(2);
    torn.whole[3].author = "Eve".to_owned();
    let mut folder = of(&rows[..4]);
    folder.published = published.iter().map(NumberedRow::of).collect();
    let desk = of(&rows[3..5]);
    let merged = merge(&[torn, folder, desk]);
    assert_eq!(merged.rows, rows);
    assert_eq!((merged.fork, merged.missing), (None, None));
    let gave =
        |rows, range, alone, unsound| Gave { rows, range, alone, unsound, ..Gave::default() };
    assert_eq!(
        merged.gave,
        [gave(4, Some((1, 6)), 0, 1), gave(8, Some((1, 9)), 4, 0), gave(2, Some((4, 5)), 1, 0),]
    );
}

#[test]
fn what_is_missing_everywhere_ends_the_record() {
    let rows = story(9);
    let merged = merge(&[of(&rows[..3]), of(&rows[5..])]);
    assert_eq!(merged.rows, rows[..3]);
    assert_eq!((merged.missing, merged.beyond), (Some((4, 5)), 4));
}

#[test]
fn two_stories_are_never_mixed() {
    let rows = story(4);
    let other = rows_after(&rows[..2], &[("other", "entry_recorded", "{}"); 3]);
    let merged = merge(&[of(&rows), of(&other), of(&rows[..3])]);
    assert_eq!(merged.rows, rows[..2]);
    let mut sides = merged.fork.expect("a fork").sides;
    sides.sort();
    assert_eq!(sides, [vec![0, 2], vec![1]]);
    // Also where the other story is only known from later on.
    let merged = merge(&[of(&rows), of(&other[3..])]);
    assert_eq!(merged.fork, Some(Fork { row: 4, sides: vec![vec![0], vec![1]] }));
}

#[test]
fn what_a_later_keeper_did_not_go_on_from_is_no_other_story() {
    let rows = story(4);
    let other = rows_after(&rows[..2], &[("other", "entry_recorded", "{}"); 3]);
    let mut folder = of(&other);
    folder.void = rows[2..].iter().map(|row| row.hash).collect();
    let merged = merge(&[of(&rows), folder]);
    assert_eq!((merged.rows, merged.fork), (other, None));
    assert_eq!(merged.gave[0].void, 2);
}

#[test]
fn words_that_anybody_knows_to_be_redacted_are_not_put_back() {
    let secret = rows_after(&story(1), &[("s", "entry_recorded", r#"{"text":"secret"}"#)]);
    let redacted = [("s", "redacted", r#"{"row":2,"because":"a password"}"#)];
    let mut cleaned = rows_after(&secret, &redacted);
    (cleaned[1].body, cleaned[1].salt) = (String::new(), Vec::new());
    let expected = cleaned.clone();
    // Who still has the words comes first, and who knows better last.
    let merged = merge(&[of(&secret), of(&cleaned)]);
    assert_eq!((merged.rows, merged.kept_blank), (expected.clone(), 1));
    let knows = Source { published: vec![NumberedRow::of(&cleaned[2])], ..Source::default() };
    let merged = merge(&[of(&secret), knows]);
    assert_eq!((merged.rows, merged.kept_blank), (expected, 1));
}

#[test]
fn what_waits_anywhere_is_asked_once_in_the_order_of_its_session() {
    let rows = story(3);
    let mut one = of(&rows);
    one.waiting = vec![asked("s", 3), asked("a", 2), asked("b", 1), asked("r", 1)];
    let mut two = of(&[]);
    two.waiting = vec![asked("a", 1), asked("a", 2)];
    two.refused = [asked("r", 1).id].into();
    let merged = merge(&[one, two]);
    let ids: Vec<String> =
        merged.waiting.iter().map(|it| format!("{}{}", it.id.session, it.id.number)).collect();
    assert_eq!(ids, ["a1", "b1", "a2"]);
    assert_eq!(merged.gave.iter().map(|it| it.waiting).collect::<Vec<_>>(), [2, 2]);
}
