//! The tables as they stand in a file, and what their triggers stop, whoever asks.

#![expect(clippy::unwrap_used, reason = "a test may")]

use allhands::store::chain;
use allhands::store::check::{APPLICATION_ID, FORMAT, SCHEMA};
use rusqlite::Connection;

use super::support::{Room, raw};

/// Changing this number means changing files that people have: it stays as long as the format is 1.
const SCHEMA_SUM: &str = "16ee40b26c048dd3291e6ce86b6d61863f317c3aab3e0b9ea1bb170aae9353b1";

#[test]
fn the_schema_is_the_one_that_was_promised() {
    assert_eq!(chain::hex(&chain::digest(b"", SCHEMA)), SCHEMA_SUM, "schema.sql was changed");
    let room = Room::with(&[]);
    let sql = raw(&room.path);
    let pragma = |name: &str| -> i32 {
        sql.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!(pragma("application_id"), APPLICATION_ID);
    assert_eq!(pragma("user_version"), FORMAT);
    let journal: String = sql.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(journal, "delete");
    let columns: String = sql
        .query_row("SELECT group_concat(name, ', ') FROM pragma_table_info('event')", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(columns, allhands::store::codec::COLUMNS);
}

/// A copy of row `from` with some columns changed, inserted in some way.
fn insert_like(sql: &Connection, how: &str, from: i64, changes: &[(&str, &str)]) -> String {
    let columns: Vec<String> = allhands::store::codec::COLUMNS
        .split(", ")
        .map(|column| {
            let own = changes.iter().find(|(name, _)| *name == column);
            own.map_or_else(|| column.to_owned(), |(_, value)| (*value).to_owned())
        })
        .collect();
    let statement =
        format!("{how} INTO event SELECT {} FROM event WHERE seq = {from}", columns.join(", "));
    sql.execute(&statement, []).map_or_else(|error| error.to_string(), |rows| format!("{rows} row"))
}

#[test]
fn rows_come_only_at_the_end_whatever_the_statement() {
    let room = Room::with(&["a", "b"]);
    let sql = raw(&room.path);
    let last = "(SELECT hash FROM event ORDER BY seq DESC LIMIT 1)";
    let fresh = [("seq", "4"), ("submission", "99"), ("id", "'opener-99-0'"), ("prev", last)];
    let with = |changes: &[(&'static str, &'static str)]| {
        let mut all: Vec<(&str, &str)> = changes.to_vec();
        all.extend(fresh.iter().filter(|(name, _)| !changes.iter().any(|(own, _)| own == name)));
        all
    };
    let ways = ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR ROLLBACK", "REPLACE"];
    for how in ways {
        for (changes, says) in [
            (with(&[("seq", "3")]), "last plus one"),
            (with(&[("seq", "5")]), "last plus one"),
            (with(&[("seq", "NULL")]), "last plus one"),
            (with(&[("prev", "zeroblob(32)")]), "hash of the row before"),
            (with(&[("shared_at", "shared_at - 1")]), "never goes backwards"),
            (with(&[("submission", "2"), ("id", "'opener-2-0'")]), "is recorded"),
        ] {
            let said = insert_like(&sql, how, 3, &changes);
            assert!(said.contains(says), "{how} {changes:?}: {said}");
        }
    }
    for (column, value) in [
        ("id", "'other'"),
        ("author", "zeroblob(3)"),
        ("author", "printf('%.201c', 'x')"),
        ("body", "''"),
        ("salt", "zeroblob(15)"),
        ("hash", "'text'"),
        ("occurred_at", "'soon'"),
        ("part", "-1"),
    ] {
        let changes: Vec<_> = with(&[]);
        let changes: Vec<_> = changes
            .into_iter()
            .filter(|(name, _)| *name != column)
            .chain([(column, value)])
            .collect();
        let said = insert_like(&sql, "INSERT", 3, &changes);
        assert!(said.contains("CHECK constraint failed"), "{column} = {value}: {said}");
    }
    let rows: i64 = sql.query_row("SELECT count(*) FROM event", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 3);
    assert_eq!(insert_like(&sql, "INSERT", 3, &with(&[])), "1 row", "a proper row is taken");
}

#[test]
fn rows_are_neither_changed_nor_deleted() {
    let room = Room::with(&["a", "b"]);
    let sql = raw(&room.path);
    for statement in [
        "UPDATE event SET author = 'Eve' WHERE seq = 2",
        "UPDATE event SET author = author",
        "UPDATE OR REPLACE event SET seq = 1 WHERE seq = 2",
        "UPDATE event SET body = '', salt = x'' WHERE seq = 2",
        "UPDATE event SET body = '{}' WHERE seq = 2",
        "DELETE FROM event WHERE seq = 3",
        "DELETE FROM event",
        "INSERT INTO event SELECT * FROM event WHERE seq = 1 \
         ON CONFLICT DO UPDATE SET author = 'Eve'",
        "UPDATE property SET value = 'another' WHERE name = 'incident'",
        "UPDATE property SET name = 'incident' WHERE name = 'numbering'",
        "REPLACE INTO property VALUES ('incident', 'another')",
        "DELETE FROM property",
    ] {
        let said = sql.execute(statement, []).map_err(|error| error.to_string());
        assert!(
            said.as_ref().is_err_and(|said| said.contains("allhands: ")),
            "{statement}: {said:?}"
        );
    }
    sql.execute("UPDATE property SET value = 'segments' WHERE name = 'numbering'", []).unwrap();
}

#[test]
fn a_row_is_blanked_only_where_a_redaction_names_it() {
    let room = Room::with(&["secret", "b"]);
    let sql = raw(&room.path);
    let blank =
        |seq: i64| sql.execute("UPDATE event SET body = '', salt = x'' WHERE seq = ?1", [seq]);
    assert!(blank(2).is_err());
    let last = "(SELECT hash FROM event ORDER BY seq DESC LIMIT 1)";
    let said = insert_like(
        &sql,
        "INSERT",
        3,
        &[
            ("seq", "4"),
            ("submission", "4"),
            ("id", "'opener-4-0'"),
            ("kind", "'redacted'"),
            ("body", "'{\"row\":2,\"because\":\"a password\"}'"),
            ("prev", last),
        ],
    );
    assert_eq!(said, "1 row");
    assert!(blank(3).is_err(), "another row");
    assert!(blank(4).is_err(), "the redaction itself");
    let more = "UPDATE event SET body = '', salt = x'', author = 'x' WHERE seq = 2";
    assert!(sql.execute(more, []).is_err(), "more than body and salt");
    assert_eq!(blank(2).unwrap(), 1);
    let shown: String =
        sql.query_row("SELECT sentence FROM timeline WHERE seq = 2", [], |row| row.get(0)).unwrap();
    assert_eq!(shown, "(redacted)");
}
