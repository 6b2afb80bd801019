//! A sample of every stored form: read, written again, the same to the byte.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeSet;

use allhands::domain::command::{Command, Submission};
use allhands::domain::event::{EntryKind, Event};
use allhands::domain::incident::Incident;
use allhands::domain::people::Person;
use allhands::store::codec::{read_body, write_body};

use super::support::{Room, append, opening, raw};

/// `kind body`, a line each.
pub const EVENTS: &str = include_str!("../golden/events.txt");
/// A submission a line.
const SUBMISSIONS: &str = include_str!("../golden/submissions.jsonl");

/// Kind and body of every sample.
pub fn events() -> impl Iterator<Item = (&'static str, &'static str)> {
    EVENTS.lines().map(|line| line.split_once(' ').unwrap())
}

#[test]
fn every_kind_has_a_sample_that_reads_and_writes_the_same() {
    for (kind, body) in events() {
        let (on_behalf, event) = read_body(kind, body);
        assert!(!matches!(event, Event::Unknown { .. }), "{kind} {body}");
        assert_eq!((event.kind(), on_behalf.as_ref()), (kind, None));
        assert_eq!(write_body(None, None, &event).unwrap(), body, "{kind}");

        let spoken_for = Person::new("Amara \"A\" Okafor");
        let written = write_body(Some(&spoken_for), None, &event).unwrap();
        assert!(written.starts_with(r#"{"on_behalf":"Amara \"A\" Okafor","#), "{written}");
        assert_eq!(read_body(kind, &written), (Some(spoken_for), event));
    }
    let sampled: BTreeSet<_> = events().map(|(kind, _)| kind).collect();
    assert_eq!(sampled, Event::KINDS.iter().copied().collect());
}

#[test]
fn every_sort_of_line_has_a_sample() {
    let words: BTreeSet<String> = events()
        .filter_map(|(kind, body)| match read_body(kind, body).1 {
            Event::EntryRecorded(line) => Some(match line.kind {
                EntryKind::Other(_) => "other".to_owned(),
                kind => kind.word().to_owned(),
            }),
            _ => None,
        })
        .collect();
    let expected = [
        "asked",
        "assessment",
        "decision",
        "fact",
        "note",
        "order",
        "other",
        "question",
        "reply",
        "told",
    ];
    assert_eq!(words.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn every_command_has_a_sample_that_reads_and_writes_the_same() {
    let mut sampled = BTreeSet::new();
    for line in SUBMISSIONS.lines() {
        let submission: Submission = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&submission).unwrap(), line);
        let value = serde_json::to_value(&submission.command).unwrap();
        sampled.insert(value["do"].as_str().unwrap().to_owned());
    }
    // The reader itself names every command that it knows.
    let known = serde_json::from_str::<Command>(r#"{"do":"?"}"#).unwrap_err().to_string();
    let known: BTreeSet<String> = known.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert_eq!(sampled, known);
}

#[test]
fn every_sample_folds_from_the_file() {
    let room = Room::with(&[]);
    let sql = raw(&room.path);
    for (kind, body) in events().filter(|(kind, _)| *kind != "room_opened") {
        append(&sql, kind, body);
    }
    append(&sql, "kind_of_a_later_version", r#"{"on_behalf":"Lee","x":[1]}"#);
    drop(sql);
    let (file, incident) = super::support::open(&room.path);
    let rows = file.rows_after(0, 1_000).unwrap();
    assert_eq!(incident, Incident::replay(&rows));
    assert_eq!(rows.len() as u64, incident.head);
    assert_eq!(rows.last().unwrap().on_behalf, Some(Person::new("Lee")));
    assert_eq!(incident.room.id.map(|id| id.to_string()), Some("0190-test".to_owned()));
    assert_eq!(rows[0].submission, opening().id);
}
