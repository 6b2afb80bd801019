//! The auditor: what it passes, and each rule that it finds broken.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::path::Path;

use allhands::store::chain;
use allhands::store::check::SCHEMA;
use allhands::store::codec::{COLUMNS, RowRef};
use allhands::store::direct::{Access, Head, IncidentFile};
use allhands::store::verify::{Against, Verdict, verify};
use rusqlite::Connection;

use super::support::{Room, append, at, note, open, raw};

fn said(path: &Path, against: Against<'_>) -> String {
    verify(path, against).unwrap().verdict.to_string()
}

/// Does with the rows what the triggers forbid, and leaves the schema as it was.
fn tamper(path: &Path, statements: &str) {
    let sql = raw(path);
    let mut found =
        sql.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers: Vec<(String, String)> = found
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    drop(found);
    for (name, _) in &triggers {
        sql.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    sql.execute_batch(statements).unwrap();
    for (_, trigger) in &triggers {
        sql.execute_batch(trigger).unwrap();
    }
}

/// Computes all sums anew, as a forger would.
fn rechain(path: &Path) {
    let sql = raw(path);
    let mut prev = chain::FIRST;
    let mut updates = Vec::new();
    let mut statement = sql.prepare(&format!("SELECT {COLUMNS} FROM event ORDER BY seq")).unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let row = RowRef::read(row).unwrap();
        let digest = match row.body {
            "" => row.digest.try_into().unwrap(),
            body => chain::digest(row.salt, body),
        };
        let hash = chain::hash(&RowRef { prev: &prev, digest: &digest, ..row });
        updates.push(format!(
            "UPDATE event SET digest = x'{}', prev = x'{}', hash = x'{}' WHERE seq = {};",
            chain::hex(&digest),
            chain::hex(&prev),
            chain::hex(&hash),
            row.seq
        ));
        prev = hash;
    }
    drop(rows);
    drop(statement);
    drop(sql);
    tamper(path, &updates.concat());
}

#[test]
fn a_sound_file_without_a_witness() {
    let room = Room::with(&["a", "b"]);
    let before = fs::read(&room.path).unwrap();
    assert_eq!(said(&room.path, Against::Nobody), "sound; no witness here");
    assert_eq!(fs::read(&room.path).unwrap(), before);
}

#[test]
fn every_change_of_a_row_is_found() {
    for (change, expected) in [
        ("UPDATE event SET body = '{}' WHERE seq = 2", "row 2: its digest is not that of its body"),
        ("UPDATE event SET salt = zeroblob(16) WHERE seq = 2", "row 2: its digest is not"),
        ("UPDATE event SET author = 'Eve' WHERE seq = 3", "row 3: its hash is not that of its"),
        ("UPDATE event SET occurred_at = 0 WHERE seq = 3", "row 3: its hash is not that of its"),
        ("UPDATE event SET kind = 'x' WHERE seq = 3", "row 3: its hash is not that of its"),
        ("UPDATE event SET hash = zeroblob(32) WHERE seq = 1", "row 1: its hash is not that of"),
        ("UPDATE event SET prev = zeroblob(32) WHERE seq = 2", "row 2: it does not follow"),
        ("DELETE FROM event WHERE seq = 2", "row 2: it is missing"),
        ("DELETE FROM event WHERE seq = 1", "row 1: it is missing"),
        ("DELETE FROM event", "it holds no rows"),
        (
            "UPDATE event SET body = '', salt = x'' WHERE seq = 2",
            "row 2: its body is blank, and no later row redacts it",
        ),
        ("PRAGMA ignore_check_constraints = 1; UPDATE event SET hash = 'x' WHERE seq = 2", ""),
    ] {
        let room = Room::with(&["a", "b"]);
        tamper(&room.path, change);
        let said = said(&room.path, Against::Nobody);
        assert!(said.starts_with("not sound: ") && said.contains(expected), "{change}: {said}");
    }
}

#[test]
fn a_guard_taken_away_is_told_with_the_first_row_that_fails() {
    let gone = "not sound: its schema is not that of an incident file \
                (no trigger event_is_never_changed); its rows: ";
    for (change, rows) in [
        ("", "sound; no witness here"),
        (
            "UPDATE event SET author = 'Eve' WHERE seq = 3",
            "not sound: row 3: its hash is not that of its columns",
        ),
    ] {
        let room = Room::with(&["a", "b"]);
        let sql = raw(&room.path);
        sql.execute_batch("DROP TRIGGER event_is_never_changed").unwrap();
        sql.execute_batch(change).unwrap();
        drop(sql);
        assert_eq!(said(&room.path, Against::Nobody), format!("{gone}{rows}"));
    }
    // A table that is not ours is not read at all.
    let room = Room::with(&["a"]);
    raw(&room.path).execute_batch("CREATE TABLE more (a)").unwrap();
    let fault = verify(&room.path, Against::Nobody).unwrap_err().to_string();
    assert!(fault.contains("a strange table"), "{fault}");
}

#[test]
fn a_forged_chain_still_has_to_keep_the_rules() {
    for (change, expected) in [
        ("shared_at = shared_at - 1 WHERE seq = 2", "row 2: it was numbered before the row before"),
        ("kind = 'room_opened' WHERE seq = 2", "row 2: row 1, and no other, opens the room"),
        ("kind = 'phase_left' WHERE seq = 1", "row 1: row 1, and no other, opens the room"),
        ("body = '[]' WHERE seq = 3", "row 3: its body is not a JSON object"),
        ("body = '{\"a\"' WHERE seq = 3", "row 3: its body is not a JSON object"),
        ("part = 1, id = 'opener-2-1' WHERE seq = 2", "row 2: the rows of its submission"),
        ("occurred_at = 300000000000000 WHERE seq = 2", "row 2: one of its times"),
        ("body = replace(body, '0190-test', 'other') WHERE seq = 1", "row 1: it opens another"),
        ("kind = 'redacted' WHERE seq = 3", "row 3: it redacts, and names no row"),
    ] {
        let room = Room::with(&["a", "b"]);
        tamper(&room.path, &format!("UPDATE event SET {change}"));
        rechain(&room.path);
        let said = said(&room.path, Against::Nobody);
        assert!(said.contains(expected), "{change}: {said}");
    }
}

#[test]
fn a_redacted_row_is_sound() {
    let room = Room::with(&["secret"]);
    let sql = raw(&room.path);
    append(&sql, "redacted", r#"{"row":2,"because":"a password"}"#);
    drop(sql);
    rechain(&room.path);
    let head = verify(&room.path, Against::Nobody).unwrap().head;
    raw(&room.path).execute("UPDATE event SET body = '', salt = x'' WHERE seq = 2", []).unwrap();
    let after = verify(&room.path, Against::Head(head)).unwrap();
    assert_eq!(after.verdict.to_string(), "sound, agrees with that head up to row 3");
}

#[test]
fn witnesses_are_asked() {
    let room = Room::with(&["a"]);
    let copy = room.folder.path().join("copy.allhands");
    fs::copy(&room.path, &copy).unwrap();
    let short = IncidentFile::open(&copy, Access::Read).unwrap();
    let (mut file, mut incident) = open(&room.path);
    file.deliver(&mut incident, &[note("s", 1, "b"), note("s", 2, "c")], at(9)).unwrap();
    let said = |path: &Path, against: Against<'_>| said(path, against);

    assert_eq!(said(&room.path, Against::Desk(&short)), "sound, agrees with this desk up to row 2");
    assert_eq!(said(&room.path, Against::File(&short)), "sound, agrees with that file up to row 2");
    assert_eq!(
        said(&copy, Against::Desk(&file)),
        "sound, an older copy: it ends at row 2, this desk saw row 4"
    );
    assert_eq!(
        said(&room.path, Against::Head(file.head().unwrap())),
        "sound, agrees with that head up to row 4"
    );
    assert_eq!(
        said(&copy, Against::Head(file.head().unwrap())),
        "sound, but it ends at row 2, before row 4 of that head"
    );

    let forged = room.folder.path().join("forged.allhands");
    fs::copy(&room.path, &forged).unwrap();
    tamper(&forged, "UPDATE event SET author = 'Eve' WHERE seq = 3");
    rechain(&forged);
    let verdict = verify(&forged, Against::Desk(&file)).unwrap().verdict;
    assert_eq!(verdict.to_string(), "sound, but row 3 is not the one this desk saw");
    assert!(!verdict.is_sound());
    let written_down = Head::parse(&file.head().unwrap().to_string()).unwrap();
    assert_eq!(
        said(&forged, Against::Head(written_down)),
        "sound, but row 4 is not the one of that head"
    );
    assert_eq!(Head::parse("4"), None);
}

#[test]
fn a_file_without_rows_or_with_broken_pages_is_not_sound() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("empty.allhands");
    let sql = Connection::open(&path).unwrap();
    sql.execute_batch(SCHEMA).unwrap();
    let properties = "INSERT INTO property VALUES ('incident', 'i'), ('numbering', 'direct')";
    sql.execute(properties, []).unwrap();
    drop(sql);
    let report = verify(&path, Against::Nobody).unwrap();
    assert_eq!(report.verdict, Verdict::Damaged("it holds no rows".to_owned()));

    let room = Room::with(&["a"; 200]);
    let mut bytes = fs::read(&room.path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x41);
    fs::write(&room.path, bytes).unwrap();
    let said = said(&room.path, Against::Nobody);
    assert!(said.starts_with("not sound: "), "{said}");
}
