//! Numbering on a local disk: idempotent, ordered, never ahead of the file.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use allhands::domain::command::{Command, DatedEntry};
use allhands::domain::event::Event;
use allhands::domain::incident::Incident;
use allhands::domain::people::Person;
use allhands::domain::refusal::Refusal;
use allhands::store::codec::{Row, read_body, write_body};
use allhands::store::direct::{self, Access, IncidentFile, Outcome};
use allhands::store::fault::{Fault, ReadOnly};
use allhands::store::verify::{Against, verify};
use proptest::prelude::*;

use super::support::{Room, ask, at, line, note, open, opening, raw};

#[test]
fn a_new_file_is_private_complete_and_alone() {
    let room = Room::with(&["first"]);
    assert_eq!(fs::metadata(&room.path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(room.folder.path()).unwrap().count(), 1, "nothing left beside it");
    let (file, incident) = open(&room.path);
    assert_eq!(incident.head, 2);
    assert_eq!(file.incident().as_str(), "0190-test");
    assert_eq!(file.read_only(), None);
}

#[test]
fn nothing_is_overwritten_by_a_new_room() {
    let room = Room::with(&[]);
    let before = fs::read(&room.path).unwrap();
    let again = direct::create(&room.path, &[opening()], at(0));
    assert_eq!(again.err(), Some(Fault::Exists));
    assert_eq!(fs::read(&room.path).unwrap(), before);
}

#[test]
fn a_room_that_cannot_begin_leaves_nothing() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("x.allhands");
    for submissions in [
        vec![],
        vec![note("s", 1, "x")],
        vec![opening(), {
            let mut second = opening();
            second.id.number = 2;
            second
        }],
    ] {
        let begun = direct::create(&path, &submissions, at(0));
        assert!(matches!(begun, Err(Fault::NotBegun(_))), "{begun:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn sent_again_it_is_there() {
    let room = Room::with(&[]);
    let (mut file, mut incident) = open(&room.path);
    let batch = [note("s", 1, "one"), note("s", 2, "two")];
    let first = file.deliver(&mut incident, &batch, at(5)).unwrap();
    let again = file.deliver(&mut incident, &batch, at(9)).unwrap();
    for (first, again) in first.outcomes.into_iter().zip(again.outcomes) {
        let Outcome::Recorded(rows) = first else { panic!("{first:?}") };
        assert_eq!(again, Outcome::AlreadyThere(rows));
    }
    assert_eq!(incident.head, 3);
}

#[test]
fn what_others_recorded_is_caught_up_before_deciding() {
    let room = Room::with(&[]);
    let (mut one, mut at_one) = open(&room.path);
    let (mut two, mut at_two) = open(&room.path);
    let before = two.data_version().unwrap();
    one.deliver(&mut at_one, &[note("one", 1, "a")], at(2)).unwrap();
    assert_ne!(two.data_version().unwrap(), before);
    let delivery = two.deliver(&mut at_two, &[note("two", 1, "b")], at(3)).unwrap();
    assert_eq!(delivery.caught_up.iter().map(|row| row.seq).collect::<Vec<_>>(), [2]);
    assert_eq!(at_two.head, 3);
    one.catch_up(&mut at_one).unwrap();
    assert_eq!(at_one, at_two);
}

#[test]
fn shared_time_never_runs_backwards() {
    let room = Room::with(&[]);
    let (mut file, mut incident) = open(&room.path);
    file.deliver(&mut incident, &[note("s", 1, "a")], at(100)).unwrap();
    let late = file.deliver(&mut incident, &[note("s", 2, "b")], at(50)).unwrap();
    let Outcome::Recorded(rows) = &late.outcomes[0] else { panic!("{late:?}") };
    assert_eq!(rows[0].shared_at, at(100));
}

#[test]
fn a_refusal_leaves_the_rest_of_its_batch_alone() {
    let room = Room::with(&[]);
    let (mut file, mut incident) = open(&room.path);
    let mut reopened = opening();
    reopened.id.number = 9;
    let batch = [note("s", 1, "a"), reopened, note("s", 2, "b")];
    let delivery = file.deliver(&mut incident, &batch, at(5)).unwrap();
    assert!(matches!(delivery.outcomes[0], Outcome::Recorded(_)));
    assert_eq!(delivery.outcomes[1], Outcome::Refused(Refusal::AlreadyOpened));
    assert!(matches!(delivery.outcomes[2], Outcome::Recorded(_)));
    assert_eq!(incident.head, 3);
}

#[test]
fn texts_are_bounded_to_the_byte() {
    let room = Room::with(&[]);
    let (mut file, mut incident) = open(&room.path);
    let mut named = note("s", 3, "x");
    named.stamp.author = Person::new("ä".repeat(201));
    let mut fits = note("s", 4, "x");
    fits.stamp.author = Person::new("ä".repeat(200));
    let batch =
        [note("s", 1, &"x".repeat(65_537)), note("s", 2, &"\u{1}".repeat(65_536)), named, fits];
    let outcomes = file.deliver(&mut incident, &batch, at(5)).unwrap().outcomes;
    let limits = outcomes.iter().map(|outcome| match outcome {
        Outcome::Refused(Refusal::TooLong { limit, .. }) => Some(*limit),
        _ => None,
    });
    assert_eq!(limits.collect::<Vec<_>>(), [Some(65_536), None, Some(200), None]);
}

#[test]
fn what_is_read_back_is_what_was_recorded() {
    let room = Room::with(&[]);
    let (mut file, mut incident) = open(&room.path);
    let mut spoken = note("s", 1, "tab\t nul\0 bidi\u{202e} \"quoted\" 🙂");
    spoken.stamp.on_behalf = Some(Person::new("Amara Okafor"));
    let delivery = file.deliver(&mut incident, &[spoken], at(5)).unwrap();
    let Outcome::Recorded(rows) = &delivery.outcomes[0] else { panic!("{delivery:?}") };
    assert_eq!(file.rows_after(1, 10).unwrap(), *rows);
    let stored = file.stored_after(1, 10).unwrap();
    assert_eq!(stored.iter().map(Row::recorded).collect::<Vec<_>>(), *rows);
}

#[test]
fn a_moved_or_replaced_file_is_not_written() {
    let room = Room::with(&["a"]);
    let (mut file, mut incident) = open(&room.path);
    let elsewhere = room.folder.path().join("elsewhere.allhands");
    fs::rename(&room.path, &elsewhere).unwrap();
    let gone = file.deliver(&mut incident, &[note("s", 1, "b")], at(5));
    assert_eq!(gone.err(), Some(Fault::Replaced));
    fs::copy(&elsewhere, &room.path).unwrap();
    let replaced = file.deliver(&mut incident, &[note("s", 1, "b")], at(5));
    assert_eq!(replaced.err(), Some(Fault::Replaced));
}

#[test]
fn a_rolled_back_file_is_not_written() {
    let room = Room::with(&["a"]);
    let old = fs::read(&room.path).unwrap();
    let seen = {
        let (mut file, mut incident) = open(&room.path);
        file.deliver(&mut incident, &[note("s", 1, "b")], at(5)).unwrap();
        file.head().unwrap()
    };
    fs::write(&room.path, old).unwrap();
    let file = IncidentFile::open(&room.path, Access::Write).unwrap();
    assert_eq!(file.continues(seen), Err(Fault::Diverged(3)));
}

#[test]
fn a_file_rolled_back_under_an_open_console_is_not_written() {
    let room = Room::with(&["a"]);
    let old = fs::read(&room.path).unwrap();
    let (mut file, mut incident) = open(&room.path);
    file.deliver(&mut incident, &[note("s", 1, "b")], at(5)).unwrap();
    fs::write(&room.path, &old).unwrap();
    let stopped = file.deliver(&mut incident, &[note("s", 2, "c")], at(6));
    assert_eq!(stopped.err(), Some(Fault::Diverged(3)));
    assert_eq!(fs::read(&room.path).unwrap(), old);
}

#[test]
fn a_keeper_beside_the_file_stops_direct_numbering() {
    let room = Room::with(&[]);
    let (mut file, mut incident) = open(&room.path);
    fs::create_dir(room.folder.path().join("crimson-heron.allhands.d")).unwrap();
    let stopped = file.deliver(&mut incident, &[note("s", 1, "b")], at(5));
    assert!(matches!(stopped, Err(Fault::ReadOnly(ReadOnly::Numbering(_)))), "{stopped:?}");
}

#[test]
fn two_names_are_read_only() {
    let room = Room::with(&[]);
    fs::hard_link(&room.path, room.folder.path().join("other.allhands")).unwrap();
    let file = IncidentFile::open(&room.path, Access::Write).unwrap();
    assert_eq!(file.read_only(), Some(&ReadOnly::ManyNames(2)));
}

#[test]
fn a_body_that_cannot_be_read_is_kept_as_text() {
    let (_, event) = read_body("entry_recorded", r#"{"entry":"e","is":"nonsense"}"#);
    assert!(matches!(event, Event::Unknown { .. }), "{event:?}");
    let (_, event) = read_body("phase_left", r#"{"phase":"detect"} x"#);
    assert!(matches!(event, Event::Unknown { .. }), "{event:?}");
    let later = r#"{"on_behalf":"Lee","what":1}"#;
    let (on_behalf, event) = read_body("later_kind", later);
    assert_eq!(on_behalf, Some(Person::new("Lee")));
    assert_eq!(
        event,
        Event::Unknown { kind: "later_kind".to_owned(), body: later.to_owned(), says: None }
    );
    let passed_on = write_body(on_behalf.as_ref(), None, &event).unwrap();
    assert_eq!(passed_on, later);
}

#[test]
fn rows_of_one_submission_stand_together_and_come_once() {
    let room = Room::with(&[]);
    let (mut file, mut incident) = open(&room.path);
    let lines = ["a", "b", "c"].map(|id| DatedEntry {
        occurred_at: at(-5),
        department: "legal".into(),
        entry: line(id, id),
    });
    let many = ask("s", 1, Command::RecordMany { lines: lines.into() });
    let first = file.deliver(&mut incident, std::slice::from_ref(&many), at(5)).unwrap();
    let Outcome::Recorded(rows) = &first.outcomes[0] else { panic!("{first:?}") };
    let places: Vec<_> =
        rows.iter().map(|row| (row.seq, row.part, row.department.as_str())).collect();
    assert_eq!(places, [(2, 0, "legal"), (3, 1, "legal"), (4, 2, "legal")]);
    let again = file.deliver(&mut incident, &[many], at(6)).unwrap();
    assert_eq!(again.outcomes, [Outcome::AlreadyThere(rows.clone())]);
    let verdict = verify(&room.path, Against::File(&file)).unwrap().verdict;
    assert_eq!(verdict.to_string(), "sound, agrees with that file up to row 4");
}

#[test]
fn a_file_set_to_a_log_under_an_open_console_is_not_written() {
    let room = Room::with(&[]);
    let (mut file, mut incident) = open(&room.path);
    raw(&room.path).execute_batch("PRAGMA journal_mode = WAL").unwrap();
    let stopped = file.deliver(&mut incident, &[note("s", 1, "x")], at(5));
    assert_eq!(stopped.err(), Some(Fault::WriteAheadLog));
    drop(file);
    raw(&room.path).execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    let (mut file, mut incident) = open(&room.path);
    file.deliver(&mut incident, &[note("s", 1, "x")], at(5)).unwrap();
}

/// Objects with fields that some kinds have, of types that some have.
const ALMOST: &str = r#"\{("(on_behalf|entry|to|is|now|due)":("x"|1|null|\{\}|\[\]),?){0,4}\}"#;

proptest! {
    #[test]
    fn any_body_of_any_kind_is_read(
        kind in prop_oneof![prop::sample::select(Event::KINDS).prop_map(str::to_owned), ".*"],
        body in prop_oneof![".*", ALMOST],
    ) {
        let (on_behalf, event) = read_body(&kind, &body);
        prop_assert_eq!(event.kind(), kind.as_str());
        if let Event::Unknown { body: kept, .. } = &event {
            prop_assert_eq!(kept, &body);
        }
        let written = write_body(on_behalf.as_ref(), None, &event).unwrap();
        prop_assert_eq!(read_body(&kind, &written), (on_behalf, event));
    }
}

#[test]
fn a_reader_cannot_write() {
    let room = Room::with(&[]);
    let mut file = IncidentFile::open(&room.path, Access::Read).unwrap();
    let mut incident = Incident::default();
    let submission = ask("s", 1, Command::Record(line("e", "x")));
    let refused = file.deliver(&mut incident, &[submission], at(5));
    assert_eq!(refused.err(), Some(Fault::ReadOnly(ReadOnly::Asked)));
}
