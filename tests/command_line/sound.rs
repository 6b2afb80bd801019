//! A file in which somebody changed a row by other means: what is in it is given out, and everybody
//! who reads it is told; nothing is written into it.

use std::path::Path;

use rusqlite::Connection;

use allhands::domain::time::Timestamp;
use allhands::store::desk::{Desk, DeskPlace};

use super::given::{Given, given};

/// Overwrites a word of a row's body with another, and leaves the schema as it was.
pub fn forge(path: &Path, word: &str, other: &str) {
    let sql = Connection::open(path).expect("a database");
    let query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
    let mut found = sql.prepare(query).expect("triggers");
    let triggers: Vec<(String, String)> = found
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .expect("triggers");
    drop(found);
    for (name, _) in &triggers {
        sql.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
    }
    let change = "UPDATE event SET body = replace(body, ?1, ?2)";
    sql.execute(change, [word, other]).expect("changed");
    for (_, trigger) in &triggers {
        sql.execute_batch(trigger).expect("put back");
    }
}

/// A room whose first line, row 6, says now that the other database is meant.
fn a_forged_room(given: &Given) -> String {
    let room = given.arg("heron.allhands");
    given.runs(&["new", &room, "--codename", "CRIMSON HERON"]);
    given.runs(&["log", &room, "db-7 talks to them"]);
    given.runs(&["log", &room, "it was shut off"]);
    forge(Path::new(&room), "db-7", "db-4");
    room
}

#[test]
fn what_is_read_of_a_forged_file_is_given_out_and_said_to_be_forged() {
    let given = given();
    let room = a_forged_room(&given);
    let out = given.arg("out.csv");
    for asked in [
        vec!["show", &room],
        vec!["show", &room, "--json", "--timeline"],
        vec!["export", &room, "--as", "markdown"],
        vec!["export", &room, "--as", "csv", "-o", &out],
    ] {
        let done = given.run(&asked);
        let words = ["row 6 of it is not sound (its digest is not that of its body)", "verify"];
        done.failed(3, &[words[0], words[1], "allhands recover NEW --from"]);
        let there = std::fs::read_to_string(&out).unwrap_or_default() + &done.out;
        assert!(there.contains("db-4 talks to them"), "{asked:?}: {done:?}");
    }
    for asked in ["verify", "doctor"] {
        let done = given.run(&[asked, &room]);
        let said = format!("{}{}", done.out, done.err);
        assert!(said.contains("allhands recover NEW --from"), "{asked}: {said}");
    }
}

#[test]
fn a_line_for_a_forged_file_is_kept_at_the_desk_until_the_file_is_sound() {
    let given = given();
    let room = a_forged_room(&given);
    let before = std::fs::read(&room).expect("read");
    let kept = given.run(&["log", &room, "kept", "--id", "kept"]);
    kept.failed(5, &["row 6 of it is not sound", "kept as kept at this host's desk"]);
    assert_eq!(std::fs::read(&room).expect("read"), before);
    // What was made of it and of the desk says what was said, and the line that waited.
    let made = given.arg("made.allhands");
    given.runs(&["recover", &made, "--from", &room, "--from", "CRIMSON HERON"]);
    assert_eq!(given.texts(&made), ["db-7 talks to them", "it was shut off", "kept"]);
    forge(Path::new(&room), "db-4", "db-7");
    given.runs(&["log", &room, "after"]);
    assert_eq!(given.texts(&room), ["db-7 talks to them", "it was shut off", "kept", "after"]);
}

#[test]
fn a_script_of_lines_ends_with_3_also_where_a_line_waits_for_an_unsound_file() {
    let given = given();
    let room = a_forged_room(&given);
    assert_eq!(given.run(&["log", &room, "kept"]).code, Some(5));
    let done = given.run(&[&room, "--linear"]);
    done.failed(3, &["row 6 of it is not sound"]);
    assert!(done.out.contains("waits") || done.err.contains("wait"), "{done:?}");
}

#[test]
fn an_import_into_an_unsound_file_ends_with_3_and_keeps_nothing() {
    let given = given();
    let room = a_forged_room(&given);
    let before = std::fs::read(&room).expect("read");
    let lines = given.file("lines.jsonl", r#"{"at":"2023-01-04T10:00:00Z","text":"a"}"#);
    let done = given.run(&["import", &room, &lines]);
    done.failed(3, &["row 6 of it is not sound", "0 lines are in", "keeps none of the rest"]);
    assert!(!done.err.contains("what you type is kept"), "{done:?}");
    assert_eq!(std::fs::read(&room).expect("read"), before);
}

#[test]
fn what_was_laid_aside_can_be_brought_back() {
    let given = given();
    let room = given.arg("heron.allhands");
    given.runs(&["new", &room, "--codename", "CRIMSON HERON"]);
    given.runs(&["log", &room, "one"]);
    let older = given.arg("older");
    std::fs::copy(&room, &older).expect("copied");
    given.runs(&["log", &room, "two"]);
    let place = DeskPlace::told(given.path("desk"));
    let desk = Desk::all(&place).into_iter().next().expect("a desk");
    let (seen, mut desk) = (desk.mirror_head().expect("a head").seq, desk);
    std::fs::rename(&older, &room).expect("rolled back");
    desk.give_up_after(seen - 2, Timestamp::default()).expect("laid aside");
    drop(desk);
    given.runs(&["log", &room, "other"]);

    let doctor = given.run(&["doctor", &room]);
    assert!(doctor.out.contains("laid aside") && doctor.out.contains("2 rows"), "{doctor:?}");
    let [new, brought] = [given.arg("new.allhands"), given.arg("brought.allhands")];
    let told = given.run(&["recover", &new, "--from", "CRIMSON HERON"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.err.contains("--with-laid-aside"), "{told:?}");
    assert_eq!(given.texts(&new), ["one", "other"]);
    let told = given.run(&["recover", &brought, "--from", "CRIMSON HERON", "--with-laid-aside"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.err.contains("as laid aside there; 2 rows seen since"), "{told:?}");
    assert_eq!(given.texts(&brought), ["one", "two"]);
}

#[test]
fn what_was_laid_aside_in_turn_is_brought_back_as_one_story() {
    let given = given();
    let room = given.arg("heron.allhands");
    given.runs(&["new", &room, "--codename", "CRIMSON HERON"]);
    given.runs(&["log", &room, "one"]);
    let oldest = given.arg("oldest");
    std::fs::copy(&room, &oldest).expect("copied");
    given.runs(&["log", &room, "two"]);
    given.runs(&["log", &room, "three"]);
    let place = DeskPlace::told(given.path("desk"));
    let mut desk = Desk::all(&place).into_iter().next().expect("a desk");
    let seen = desk.mirror_head().expect("a head").seq;
    std::fs::rename(&oldest, &room).expect("rolled back");
    // First the last line is given up, then the one before it: a session's row goes with each.
    desk.give_up_after(seen - 2, Timestamp::from_millis(1)).expect("laid aside");
    desk.give_up_after(seen - 4, Timestamp::from_millis(2)).expect("laid aside");
    drop(desk);
    let doctor = given.run(&["doctor", &room]);
    assert!(doctor.out.contains("4 rows"), "{doctor:?}");
    let brought = given.arg("brought.allhands");
    given.runs(&["recover", &brought, "--from", "CRIMSON HERON", "--with-laid-aside"]);
    assert_eq!(given.texts(&brought), ["one", "two", "three"]);
}

#[test]
fn a_file_with_broken_pages_is_not_sent_to_verify_by_verify() {
    let given = given();
    let room = given.arg("heron.allhands");
    given.runs(&["new", &room, "--codename", "CRIMSON HERON"]);
    let mut bytes = std::fs::read(&room).expect("read");
    bytes[100..2_000].fill(0x5a);
    std::fs::write(&room, bytes).expect("written");
    let done = given.run(&["verify", &room]);
    done.failed(3, &["allhands recover NEW --from"]);
    assert!(!done.err.contains("allhands verify"), "{done:?}");
}

#[test]
fn a_room_whose_row_is_no_row_ends_a_script_of_lines_with_3() {
    let given = given();
    let room = given.arg("heron.allhands");
    given.runs(&["new", &room, "--codename", "CRIMSON HERON"]);
    given.runs(&["log", &room, "the mark of a row"]);
    let mut bytes = std::fs::read(&room).expect("read");
    let mark = b"the mark of a row";
    let places: Vec<usize> =
        (0..bytes.len() - mark.len()).filter(|at| bytes[*at..].starts_with(mark)).collect();
    // Before the words: what stands there is no text any longer.
    for at in places {
        bytes[at - 1] = 0xff;
    }
    std::fs::write(&room, bytes).expect("written");
    let done = given.run(&[&room]);
    done.failed(3, &["row"]);
    assert!(!done.out.contains("out of reach"), "{done:?}");
    assert!(done.out.contains("The file is damaged"), "{done:?}");
}

#[test]
fn doctor_names_the_room_that_lay_where_a_destroyed_file_lies() {
    let given = given();
    let room = given.arg("heron.allhands");
    given.runs(&["new", &room, "--codename", "CRIMSON HERON"]);
    given.runs(&["log", &room, "one"]);
    std::fs::remove_file(&room).expect("gone");
    for line in ["two", "three", "four"] {
        given.run(&["log", &room, line]).failed(5, &["kept as", "do not run this again"]);
    }
    std::fs::write(&room, [0xa7; 5_000]).expect("written");
    let doctor = given.run(&["doctor", &room]);
    doctor.failed(3, &[]);
    assert!(doctor.out.contains("the room CRIMSON HERON lay here"), "{doctor:?}");
    assert!(doctor.out.contains("The 3 lines that wait here come with it"), "{doctor:?}");
    let told = doctor.out.split("allhands recover NEW.allhands ").nth(1).expect("a command");
    let id = told.split_whitespace().nth(1).expect("an id").trim_end_matches('.');
    let brought = given.arg("brought.allhands");
    given.runs(&["recover", &brought, "--from", id]);
    assert_eq!(given.texts(&brought), ["one", "two", "three", "four"]);
}
