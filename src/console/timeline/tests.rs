//! What is typed letter by letter leaves what the whole filter leaves; a list moves by pages.

use super::{act, set_filter, window};
use crate::console::action::Action;
use crate::console::fuzzy::Fuzzy;
use crate::console::message::Message;
use crate::console::model::{Me, Model, Settings, Theme};
use crate::console::update::update;
use crate::domain::event::{EntryKind, EntryRecorded, Event, Recorded, Seldom};
use crate::domain::handling::Handling;
use crate::domain::ids::{EntryId, SessionId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::time::{Precision, Timestamp};

mod reading;

const LINES: [&str; 8] = [
    "db-7 talked to 203.0.113.9",
    "DB-9 talked to nobody",
    "the Database of výpadek útok",
    "utok",
    "legal wants a word",
    "db",
    "!db is what somebody wrote",
    "a \"quoted\" word",
];

fn row(seq: u64) -> Recorded {
    let text = LINES[usize::try_from(seq).expect("small") % LINES.len()];
    // Not in the order of the rows.
    let at = Timestamp::from_millis(i64::try_from(seq * 7 % 101).expect("small") * 60_000);
    Recorded {
        seq,
        submission: SubmissionId { session: SessionId::new("one"), number: seq },
        part: 0,
        author: Person::new("Dana"),
        department: DepartmentId::new(if seq.is_multiple_of(3) { "infra" } else { "legal" }),
        on_behalf: None,
        occurred_at: at,
        recorded_at: at,
        shared_at: at,
        event: EntryRecorded {
            entry: EntryId::new(format!("one-{seq}")),
            kind: EntryKind::Note,
            text: text.to_owned(),
            precision: Precision::Second,
            seldom: Seldom {
                tags: if seq.is_multiple_of(5) { vec!["Data".to_owned()] } else { Vec::new() },
                ..Seldom::default()
            }
            .into(),
        }
        .into(),
    }
}

fn model() -> Model {
    let rows: Vec<Recorded> = (1..=100).map(row).collect();
    let me = Me::new(SessionId::new("me"), Person::new("Dana"), DepartmentId::new("legal"));
    let settings = Settings {
        theme: Theme::Dark,
        painted: false,
        ascii: false,
        own_zone: chrono_tz::Europe::Prague,
    };
    Model::new(Incident::replay(&rows), me, settings, Timestamp::from_millis(0))
}

#[test]
fn what_is_typed_on_leaves_what_the_whole_filter_leaves() {
    let filters = [
        "\"db-7 talked\" to",
        "db talk",
        "dB",
        "!db word",
        "útok",
        "@infra #data \"TALKED to",
        "is:note is:auto",
        "^db word$",
        "zzz",
    ];
    let mut typed = model();
    for filter in filters {
        set_filter(&mut typed, "");
        assert_eq!(typed.timeline.shown.len(), 100, "before {filter:?}");
        for (at, letter) in filter.char_indices() {
            let text = &filter[..at + letter.len_utf8()];
            set_filter(&mut typed, text);
            let mut whole = model();
            set_filter(&mut whole, text);
            assert_eq!(typed.timeline.shown, whole.timeline.shown, "{text:?}");
        }
    }
}

/// Presses a key until the list has moved a few times: each line is in sight when it is selected,
/// and where the list moves, so is the line before. Gives how often it moved.
fn pages_turned(model: &mut Model, action: Action, times: usize) -> usize {
    let first = |model: &Model| window::visible(model).first().map(|laid| laid.row.clone());
    let mut turned = 0;
    for _ in 0..times {
        let before = window::visible(model);
        let from = before.iter().find(|laid| laid.selected).expect("one is selected").row.clone();
        let top = first(model);
        act(model, action);
        let after = window::visible(model);
        let here = after.iter().find(|laid| laid.selected).expect("it is in sight");
        assert_eq!(here.top, model.timeline.row.cast_signed());
        assert!(after.iter().any(|laid| laid.row == from), "{from:?} is out of sight");
        turned += usize::from(first(model) != top);
    }
    turned
}

#[test]
fn at_the_edge_a_page_is_turned_and_the_line_it_came_from_stays_in_sight() {
    let mut model = model();
    act(&mut model, Action::Top);
    let page = window::visible(&model).len();
    assert!((5..40).contains(&page), "{page} lines");
    let down = pages_turned(&mut model, Action::Down, 70);
    assert!(down > 0 && down <= 70 / (page - 2), "{down} of {page}");
    let up = pages_turned(&mut model, Action::Up, 50);
    assert!(up > 0 && up <= 50 / (page - 2), "{up} of {page}");
}

/// Each line's row and its text.
fn texts(model: &Model) -> Vec<(u64, String)> {
    let lines = model.incident.timeline.iter();
    lines.filter_map(|line| Some((line.seq, line.entry()?.now.text.clone()))).collect()
}

#[test]
fn words_fit_the_gathered_texts_as_they_fit_the_lines_themselves() {
    let mut model = model();
    let texts = texts(&model);
    for words in ["d", "db talk", "Db", "utok", "útok", "výp", "!db word", "^db", "t o"] {
        set_filter(&mut model, words);
        let fuzzy = Fuzzy::new(words);
        let fits = texts.iter().filter(|text| fuzzy.fits(&text.1)).map(|text| text.0);
        assert_eq!(model.timeline.shown, fits.collect::<Vec<_>>(), "{words:?}");
    }
}

#[test]
fn exact_letters_stand_where_the_lower_case_of_both_says() {
    let mut model = model();
    let texts: Vec<_> =
        texts(&model).into_iter().map(|(row, text)| (row, text.to_lowercase())).collect();
    let mut found = 0;
    // A letter of each text, a piece of two lines that stand one after the other, and none.
    let (first, second) = (&texts[0].1, &texts[1].1);
    let across = format!("{}{}", &first[first.len() - 2..], &second[..2]);
    for letters in ["D", "DB-7", "db-7 talked", " ", "\u{da}TOK", "talk", "o", &across, "zzz"] {
        set_filter(&mut model, &format!("\"{letters}"));
        let wanted = letters.to_lowercase();
        let says = |text: &&(u64, String)| text.1.contains(&wanted);
        let expected: Vec<u64> = texts.iter().filter(says).map(|text| text.0).collect();
        assert_eq!(model.timeline.shown, expected, "{letters:?}");
        found += expected.len();
    }
    assert!(found > 100, "{found}");
}

#[test]
fn what_is_heard_while_a_filter_is_typed_is_found_and_what_the_shield_hides_is_not() {
    let mut model = model();
    act(&mut model, Action::Filter);
    set_filter(&mut model, "\"brand");
    assert!(model.timeline.shown.is_empty());
    let heard = |model: &mut Model, text: &str, handling: Handling| {
        let mut row = row(model.incident.head + 1);
        let Event::EntryRecorded(to) = &mut row.event else { panic!("a line") };
        to.text = text.to_owned();
        to.handling = handling;
        update(model, Message::Committed(vec![row]));
    };
    heard(&mut model, "a Brand new line", Handling::Open);
    heard(&mut model, "a brand hidden", Handling::Privileged { direction: None });
    let open = vec![model.incident.head - 1];
    for filter in ["\"bran", "\"brand", "\"brand n"] {
        set_filter(&mut model, filter);
        assert_eq!(model.timeline.shown, open, "{filter}");
    }
}
