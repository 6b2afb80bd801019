//! What a row reads is found, and its clock time reads one way. Apart from the other tests of the
//! pane, because these are of single lines.

use super::*;
use crate::console::model::ZoneChoice;
use crate::console::timeline::{misread, window::zone_at_top};
use crate::domain::event::{Basis, Direction};
use crate::domain::people::Party;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a test's time is RFC 3339")
}

/// A line at a moment.
fn line(seq: u64, when: &str, kind: EntryKind, text: &str) -> Recorded {
    let mut row = row(seq);
    (row.occurred_at, row.recorded_at) = (at(when), at(when));
    let Event::EntryRecorded(to) = &mut row.event else { panic!("a line") };
    (to.kind, to.text) = (kind, text.to_owned());
    row
}

fn model_of(rows: &[Recorded], now: &str) -> Model {
    let mut model = model();
    model.incident = Incident::replay(rows);
    model.now = at(now);
    model.zone = ZoneChoice::Yours;
    set_filter(&mut model, "x");
    set_filter(&mut model, "");
    model
}

const NOON: &str = "2026-11-22T12:00:00Z";

#[test]
fn words_that_a_row_shows_are_found() {
    let until = Some(at("2026-11-22T22:30:00Z"));
    let decision = EntryKind::Decision { because: Some("data leaves".to_owned()), until };
    let asks = |direction| EntryKind::Words { direction, party: "NYT".to_owned(), at: None };
    let order = EntryKind::Order { to: Some(Party::Person(Person::new("Zdenka"))), due: None };
    let mut said = line(5, NOON, EntryKind::Note, "no contract for it");
    let Event::EntryRecorded(to) = &mut said.event else { panic!("a line") };
    to.basis = Basis::Reported { by: Party::Person(Person::new("Amara")) };
    let rows = [
        line(1, NOON, decision, "take the API offline"),
        line(2, NOON, asks(Direction::Asks), "is it true?"),
        line(3, NOON, asks(Direction::Told), "we look into it"),
        line(4, NOON, order, "rotate keys"),
        said,
        line(6, NOON, EntryKind::Other("status".into()), "all is well"),
    ];
    let mut model = model_of(&rows, NOON);
    for (filter, found) in [
        ("because", 1),
        ("\"offline because\"", 1),
        ("\"leaves until\"", 1),
        ("\"until 23:30 CET\"", 1),
        ("\"asks\"", 2),
        ("\"NYT told\"", 3),
        ("\"zdenka rotate\"", 4),
        ("\"said by Amara\"", 5),
        ("\"status: all\"", 6),
        // What asks for more than words goes line by line.
        ("\"offline because\" is:decision", 1),
    ] {
        set_filter(&mut model, filter);
        assert_eq!(model.timeline.shown, [found], "{filter}");
    }
    // Another zone shows another clock time.
    set_filter(&mut model, "\"until 22:30\"");
    assert!(model.timeline.shown.is_empty());
}

#[test]
fn a_day_names_its_zone_where_that_is_not_the_one_of_the_title() {
    let note = |seq, when| line(seq, when, EntryKind::Note, "x");
    let rows = [
        note(1, "2026-07-01T10:00:00Z"),
        note(2, "2026-10-24T22:10:00Z"),
        note(3, "2026-10-25T00:30:00Z"),
        note(4, "2026-10-25T01:30:00Z"),
        note(5, "2026-11-20T10:00:00Z"),
    ];
    let model = model_of(&rows, NOON);
    let laid = window::visible(&model);
    let heads: Vec<_> =
        laid.iter().map(|one| (one.day.as_deref(), one.row.time.as_str())).collect();
    assert_eq!(
        heads,
        [
            (Some("Wed 1 Jul (CEST)"), "12:00"),
            (Some("Sun 25 Oct (CEST)"), "00:10"),
            (None, "02:30"),
            (Some("Sun 25 Oct (CET)"), "02:30"),
            (Some("Fri 20 Nov"), "11:00"),
        ]
    );
    assert_eq!(zone_at_top(&model), None, "its day stands there");
}

#[test]
fn the_title_names_the_zone_at_the_top_where_its_day_is_out_of_sight() {
    let mut rows: Vec<Recorded> = (1..60_u64)
        .map(|seq| line(seq, &format!("2026-07-01T10:{seq:02}:00Z"), EntryKind::Note, "x"))
        .collect();
    rows.push(line(60, "2026-11-20T10:00:00Z", EntryKind::Note, "x"));
    let mut model = model_of(&rows, NOON);
    assert_eq!(zone_at_top(&model).as_deref(), Some("CEST"), "it follows the newest");
    act(&mut model, Action::Top);
    assert_eq!(zone_at_top(&model), None);
    let mut winter = model_of(&rows[59..], NOON);
    act(&mut winter, Action::Top);
    assert_eq!(zone_at_top(&winter), None);
}

#[test]
fn what_a_filter_cannot_mean_is_said_with_what_would() {
    let mut model = model();
    model.now = Timestamp::from_millis(3 * 3_600_000);
    for (filter, said) in [
        ("dept:legal", "@legal"),
        ("kind:order", "is:order"),
        ("from:dana", "after:14:00"),
        ("after:-2m", "It asks for what came after 02:58 UTC Thu 1 Jan."),
        ("is:xyz", "is:xyz is no kind of line"),
    ] {
        set_filter(&mut model, filter);
        assert!(model.timeline.shown.is_empty(), "{filter}");
        let why = misread(&model).unwrap_or_default();
        assert!(why.contains(said), "{filter}: {why}");
    }
    set_filter(&mut model, "zzz");
    assert_eq!(misread(&model), None);
}

#[test]
fn a_day_takes_the_clock_time_behind_it() {
    let mut model = model();
    model.now = Timestamp::from_millis(3 * 3_600_000);
    set_filter(&mut model, "after:01:20");
    let late = model.timeline.shown.clone();
    assert!((5..50).contains(&late.len()), "{}", late.len());
    for filter in ["after:1970-01-01 01:20", "after:today 01:20", "after:1970-01-01T01:20"] {
        set_filter(&mut model, filter);
        assert_eq!(model.timeline.shown, late, "{filter}");
    }
    set_filter(&mut model, "after:1970-01-01 db");
    assert!(model.timeline.shown.len() > late.len());
}
