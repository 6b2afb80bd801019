//! Words taken off the record, and the legal hold.

use super::*;
use crate::domain::redaction::RowToRedact;
use crate::domain::redaction::found::{Found, FoundRow, Sought};

/// A line on the record, and what the desk finds of it.
fn a_line_that_is_found(desk: &mut Desk) -> Found {
    desk.types("we know of Jane Doe");
    let row = desk.model.incident.head;
    let line = desk.model.incident.timeline.by_row().last().expect("a line");
    let id = format!("{}-0", line.submission.thing());
    Found {
        rows: vec![FoundRow {
            row: RowToRedact { row, id, keep: crate::domain::redaction::Keep::Names },
            kind: "entry recorded".to_owned(),
            author: "Lee".to_owned(),
            at: desk.model.now,
            words: "we know of Jane Doe".to_owned(),
            stuck: None,
        }],
        submissions: Vec::new(),
    }
}

#[test]
fn words_are_listed_before_they_go_and_asked_about_once_more() {
    let mut desk = Desk::new();
    let found = a_line_that_is_found(&mut desk);
    desk.check(
        "/redact jane doe",
        &["The list would be read on the shared screen; /shield lifts the shield."],
    );
    desk.check("/erase all why", &["Nothing was looked for: /redact WORDS lists what holds them."]);
    desk.types("/shield");
    desk.types("");
    desk.check("/redact jane doe", &[]);
    assert!(
        desk.effects.contains(&Effect::Find(Sought::Passage("jane doe".to_owned()))),
        "{:?}",
        desk.effects
    );
    desk.printed.clear();
    desk.take(Input::heard(Message::Found(Box::new(found))));
    assert_eq!(desk.printed.len(), 2, "{:?}", desk.printed);
    assert!(desk.printed[0].starts_with("1. Row "), "{:?}", desk.printed);
    assert!(desk.printed[0].ends_with("by Lee: we know of Jane Doe"), "{:?}", desk.printed);
    desk.check("/erase all", &["Say why in a few words."]);
    desk.check(
        "/erase 1 she is Jane  Doe",
        &["That repeats the passage, and would stay on the record."],
    );
    let asked = desk.types("/erase 1 names a person");
    assert!(asked[0].starts_with("This redacts 1 row for good."), "{asked:?}");
    assert!(
        asked[0].ends_with("Enter, or the same line again, goes on; anything else leaves it."),
        "{asked:?}"
    );
    let told = desk.types("");
    assert!(!told.iter().any(|line| line.contains("Jane")), "{told:?}");
    // What the console shows is folded anew by whoever keeps its file.
    let lines = desk.types("/timeline 1");
    assert!(lines[0].ends_with("row 4 redacted: names a person. By Lee."), "{lines:?}");
    assert_eq!(desk.model.incident.redactions.last, desk.model.incident.head);
}

#[test]
fn numbers_of_another_list_erase_nothing() {
    let mut desk = Desk::new();
    let found = a_line_that_is_found(&mut desk);
    desk.types("/shield");
    desk.types("");
    desk.types("/redact jane doe");
    desk.take(Input::heard(Message::Found(Box::new(found))));
    desk.types("/timeline");
    desk.check(
        "/erase 1 names a person",
        &["Another list was printed since; /redact WORDS lists it again."],
    );
}

#[test]
fn a_legal_hold_is_set_at_once_and_lifted_after_a_question() {
    let mut desk = Desk::new();
    desk.check(
        "/hold",
        &["Say on or off, at whose word, and why: /hold on Lee (legal): letter of 3 May."],
    );
    desk.check("/hold off done", &["The room is under no legal hold."]);
    desk.types("/hold on Lee: a letter");
    assert!(desk.model.incident.hold.is_some());
    desk.check(
        "/hold off it was withdrawn",
        &["This lifts the legal hold. Enter, or the same line again, goes on; anything else \
           leaves it."],
    );
    desk.types("");
    assert!(desk.model.incident.hold.is_none());
}
