//! What the views show to any tool, and what they leave out.

#![expect(clippy::unwrap_used, reason = "a test may")]

use allhands::domain::incident::Incident;
use allhands::store::codec::{read_body, says, write_body};
use rusqlite::Connection;

use super::golden;
use super::support::{Room, append, raw};

/// The rows of a query, a line each, columns parted by ` | `.
fn rows(sql: &Connection, query: &str) -> String {
    let mut statement = sql.prepare(query).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut text = String::new();
    while let Some(row) = rows.next().unwrap() {
        let cells = (0..columns).map(|column| {
            let cell: rusqlite::types::Value = row.get(column).unwrap();
            match cell {
                rusqlite::types::Value::Null => "-".to_owned(),
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            }
        });
        text.push_str(&cells.collect::<Vec<_>>().join(" | "));
        text.push('\n');
    }
    text
}

fn of_samples() -> (Room, Connection) {
    let room = Room::with(&[]);
    let sql = raw(&room.path);
    for (kind, body) in golden::events() {
        let (_, event) = read_body(kind, body);
        let says = says(&Incident::default(), &event);
        append(&sql, kind, &write_body(None, says.as_deref(), &event).unwrap());
    }
    append(&sql, "kind_of_later", r#"{"says":"a later thing happened","handling":{"sealed":{}}}"#);
    append(&sql, "kind_of_later", "not JSON");
    (room, sql)
}

#[test]
fn every_row_is_a_plain_sentence() {
    let (_room, sql) = of_samples();
    let query = "SELECT seq, handling, subject, sentence FROM timeline_with_privileged";
    insta::assert_snapshot!(rows(&sql, query));
}

#[test]
fn lists_of_revisions_changes_and_people() {
    let (_room, sql) = of_samples();
    let query = "SELECT seq, draft, revision, bases, diverging, restores, text \
                 FROM revision_with_privileged";
    insta::assert_snapshot!("revisions", rows(&sql, query));
    let query = "SELECT seq, department, item, kind, sentence FROM checklist_change ORDER BY seq";
    insta::assert_snapshot!("checklist_changes", rows(&sql, query));
    let query = "SELECT name, session, host, system_user, rows FROM person";
    assert_eq!(rows(&sql, query), "Dana | opener | - | - | 1\nEve | tool | desk-4 | dana | 123\n");
}

#[test]
fn times_are_utc_with_milliseconds() {
    let room = Room::with(&[]);
    let sql = raw(&room.path);
    let times = rows(&sql, "SELECT occurred_at, recorded_at, shared_at FROM timeline");
    let (occurred, shared) = ("2026-02-02T02:40:00.123Z", "2026-02-02T02:40:01.123Z");
    assert_eq!(times, format!("{occurred} | {occurred} | {shared}\n"));
}

#[test]
fn nothing_of_a_line_that_was_ever_sealed_is_in_the_plain_views() {
    let room = Room::with(&[]);
    let sql = raw(&room.path);
    let sealed = r#""handling":{"privileged":{}}"#;
    let secret = r#""is":"note","text":"SECRET","precision":"second""#;
    for (kind, body) in [
        ("entry_recorded", format!(r#"{{"entry":"a",{secret},{sealed}}}"#)),
        ("entry_corrected", format!(r#"{{"now":{{"entry":"a",{secret}}},"department":"infra"}}"#)),
        ("entry_withdrawn", r#"{"entry":"a","because":"SECRET"}"#.to_owned()),
        ("entry_recorded", format!(r#"{{"entry":"b",{secret}}}"#)),
        ("handling_changed", r#"{"entry":"b","handling":{"restricted":{}}}"#.to_owned()),
        ("handling_changed", r#"{"entry":"b","handling":"open"}"#.to_owned()),
        (
            "draft_created",
            format!(r#"{{"draft":"d","title":"SECRET","revision":"r","text":"SECRET",{sealed}}}"#),
        ),
        ("draft_revised", r#"{"draft":"d","revision":"s","bases":[],"text":"SECRET"}"#.to_owned()),
        ("entry_recorded", r#"{"entry":"c","is":"note","text":"plain"}"#.to_owned()),
    ] {
        append(&sql, kind, &body);
    }
    assert_eq!(rows(&sql, "SELECT seq FROM timeline"), "1\n10\n");
    assert_eq!(rows(&sql, "SELECT * FROM revision"), "");
    assert_eq!(rows(&sql, "SELECT count(*) FROM timeline_with_privileged"), "10\n");
    assert_eq!(rows(&sql, "SELECT count(*) FROM revision_with_privileged"), "2\n");
}
