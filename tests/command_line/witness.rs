//! Copies, rooms put together again from whatever is left of them, and what a host forgets.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use allhands::domain::command::Command;
use allhands::domain::event::{LegalHoldChanged, StatusChanged};
use allhands::domain::words::Status;

use super::given::{Given, given};
use super::show::at_a_console;
use crate::says::{ends, listen};

/// Rooms on several hosts: each has a desk of its own.
fn on_host(given: &Given, host: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let output = given.command(args).env("ALLHANDS_DESK", given.path(host)).output();
    let done = super::given::done(output.expect("the program"));
    (done.code, done.out, done.err)
}

/// The desk of a room on this host.
fn desk(given: &Given, host: &str) -> String {
    let entries = fs::read_dir(given.path(host)).expect("a folder").flatten();
    let is_desk = |path: &Path| path.extension().is_some_and(|it| it == "desk");
    let found: Vec<_> = entries.map(|it| it.path()).filter(|path| is_desk(path)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].to_str().expect("UTF-8").to_owned()
}

fn is_sound(given: &Given, room: &str) {
    let said = given.runs(&["verify", room]);
    assert!(said.starts_with("sound"), "{said}");
}

#[test]
fn a_copy_is_the_same_record_and_overwrites_nothing() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "one"]);
    let copy = given.arg("copy.allhands");
    let out = given.runs(&["copy", &room, &copy]);
    let head = given.runs(&["verify", &room]).lines().last().expect("a head").to_owned();
    assert!(out.ends_with(&format!("{head}\n")), "{out}");
    assert_eq!(given.texts(&copy), ["one"]);
    given.runs(&["log", &room, "two"]);
    given.fails(1, &["copy", &room, &copy], &["there already"]);
    assert_eq!(given.texts(&copy), ["one"]);
    // Written to it is only once a person says so: it is a copy.
    given.fails(
        1,
        &["log", &copy, "three"],
        &["second file of its incident", "allhands copy FILE NEW --as-new"],
    );
}

#[test]
fn a_copy_as_new_is_a_room_of_its_own_that_says_where_it_comes_from() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "one"]);
    let said = given.runs(&["verify", &room]);
    let head = said.lines().find_map(|line| line.strip_prefix("head ")).expect("a head");
    let new = given.arg("new.allhands");
    given.runs(&["copy", &room, &new, "--as-new", "--as", "Lee"]);
    is_sound(&given, &new);
    let texts = given.texts(&new);
    assert_eq!(texts.len(), 2);
    let whence = &texts[1];
    assert!(whence.contains("CRIMSON HERON") && whence.contains(head), "{whence}");
    let last = given.timeline(&new);
    assert_eq!(last.last().expect("a line")["author"], "Lee");
    given.runs(&["log", &new, "in the new one"]);
    given.runs(&["log", &room, "in the old one"]);
    assert_eq!(given.texts(&room), ["one", "in the old one"]);
    is_sound(&given, &new);
    is_sound(&given, &room);
}

#[test]
fn an_unsound_file_is_not_copied() {
    let given = given();
    let room = given.room();
    let sql = rusqlite::Connection::open(&room).expect("a file");
    sql.execute_batch("DROP TRIGGER event_is_never_changed; UPDATE event SET author = 'Eve'")
        .expect("changed");
    drop(sql);
    let copy = given.arg("copy.allhands");
    for more in [&[][..], &["--as-new"]] {
        let args = [&["copy", &room, &copy], more].concat();
        given.fails(3, &args, &["no trigger event_is_never_changed"]);
    }
    assert!(!given.path("copy.allhands").exists());
    let left = fs::read_dir(given.path(".")).expect("a folder").flatten();
    let left = left.filter(|it| it.file_name().to_string_lossy().starts_with(".new-"));
    assert_eq!(left.count(), 0);
}

#[test]
fn a_file_that_was_archived_without_its_folder_is_written_again_as_a_copy() {
    let given = given();
    let room = given.room();
    let sql = rusqlite::Connection::open(&room).expect("a file");
    sql.execute("UPDATE property SET value = 'segments' WHERE name = 'numbering'", [])
        .expect("as a keeper leaves it");
    drop(sql);
    let elsewhere = given.arg("elsewhere");
    given.fails(1, &["log", &room, "one"], &["numbered by a keeper"]);
    let copy = given.arg("copy.allhands");
    given.runs(&["copy", &room, &copy]);
    fs::rename(&room, &elsewhere).expect("out of the way");
    given.runs(&["log", &copy, "one"]);
    assert_eq!(given.texts(&copy), ["one"]);
    is_sound(&given, &copy);
}

#[test]
fn a_lost_file_is_made_anew_from_the_desk_with_what_waits_there() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "one"]);
    given.fails(1, &["recover", &room], &["there already"]);
    fs::remove_file(&room).expect("lost");
    given.fails(5, &["log", &room, "kept meanwhile", "--id", "kept"], &[]);
    let out = given.runs(&["recover", &room]);
    assert!(out.starts_with("this host's desk of CRIMSON HERON: rows 1 to "), "{out}");
    assert!(out.contains("and 2 lines that waited\nsound\nhead "), "{out}");
    assert_eq!(given.texts(&room), ["one", "kept meanwhile"]);
    // The desk still has them in hand, and finds them there.
    given.runs(&["log", &room, "two"]);
    assert_eq!(given.texts(&room), ["one", "kept meanwhile", "two"]);
    is_sound(&given, &room);
}

#[test]
fn desks_of_several_hosts_merge_and_each_is_told_with_what_it_gave() {
    let given = given();
    let room = given.room();
    for (host, text) in [("one", "first"), ("two", "second")] {
        let (code, _, err) = on_host(&given, host, &["log", &room, text]);
        assert_eq!(code, Some(0), "{err}");
    }
    fs::remove_file(&room).expect("lost");
    let (code, ..) = on_host(&given, "one", &["log", &room, "third"]);
    assert_eq!(code, Some(5));
    let (one, two) = (desk(&given, "one"), desk(&given, "two"));
    let args = ["recover", &room, "--from", &one, "--from", &two];
    let (code, out, err) = on_host(&given, "three", &args);
    assert_eq!(code, Some(0), "{out}{err}");
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with(&format!("{one}: rows 1 to ")), "{out}");
    assert!(lines[0].ends_with("2 lines that waited"), "{out}");
    assert!(lines[1].contains("of them nobody else has"), "{out}");
    assert_eq!(given.texts(&room), ["first", "second", "third"]);
    // Their own hosts find everything there.
    let (code, _, err) = on_host(&given, "one", &["log", &room, "fourth"]);
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(given.texts(&room), ["first", "second", "third", "fourth"]);
    is_sound(&given, &room);
}

#[test]
fn two_stories_are_told_and_nothing_is_made() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "one"]);
    let other = given.arg("other.allhands");
    fs::copy(&room, &other).expect("a copy");
    given.runs(&["log", &room, "as it was"]);
    on_host(&given, "elsewhere", &["log", &other, "as it was not"]);
    let to = given.arg("to.allhands");
    let args = ["recover", &to, "--from", &room, "--from", &other, "--from", "CRIMSON HERON"];
    let done = given.run(&args);
    done.failed(3, &["two stories from row", "Nothing was made"]);
    assert!(!given.path("to.allhands").exists());
    given.runs(&["recover", &to, "--from", &room, "--from", "crimson heron"]);
    assert_eq!(given.texts(&to), ["one", "as it was"]);
    given.fails(4, &["recover", &to.replace("to.", "x."), "--from", "no such room"], &["no desk"]);
}

#[test]
fn what_is_sound_in_a_damaged_file_is_taken() {
    let given = given();
    let room = given.room();
    for number in 0..40 {
        given.runs(&["log", &room, &format!("line {number} {}", "x".repeat(2_000))]);
    }
    let all = given.texts(&room);
    let bytes = fs::read(&room).expect("a file");
    let cut = given.file("cut.allhands", &bytes[..bytes.len() * 2 / 3]);
    let to = given.arg("to.allhands");
    let (_, out, _) = on_host(&given, "elsewhere", &["recover", &to, "--from", &cut]);
    assert!(out.contains("it is cut short"), "{out}");
    let some = given.texts(&to);
    assert!(!some.is_empty() && some.len() < all.len() && all.starts_with(&some), "{some:?}");
    let (_, verified, _) = on_host(&given, "elsewhere", &["verify", &to]);
    assert!(verified.starts_with("sound"), "{verified}");
    // Before the page of its first row there is none, and nothing is made of it.
    let short = given.file("short.allhands", &bytes[..4096]);
    let none = given.arg("none.allhands");
    let args = ["recover", &none, "--from", &short];
    let (code, out, err) = on_host(&given, "elsewhere", &args);
    assert_eq!(code, Some(3), "{out}{err}");
    assert!(err.contains("Nothing was made") || err.contains("nothing was made"), "{err}");
    // With the desk beside it, all of it.
    let whole = given.arg("whole.allhands");
    given.runs(&["recover", &whole, "--from", &cut, "--from", "crimson heron"]);
    assert_eq!(given.texts(&whole), all);
}

#[test]
fn words_that_were_redacted_are_not_brought_back_by_whoever_still_has_them() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "the password is hunter2"]);
    let old = given.arg("old.allhands");
    fs::copy(&room, &old).expect("a copy");
    redact(&room, "hunter2");
    let to = given.arg("to.allhands");
    let args = ["recover", &to, "--from", &old, "--from", &room, "--from", "crimson heron"];
    let out = given.runs(&args);
    assert!(out.contains("1 row stays without the words that were redacted\nsound\n"), "{out}");
    let bytes = fs::read(&to).expect("a file");
    assert!(!bytes.windows(7).any(|it| it == b"hunter2"));
}

/// Redacts the row that holds a word, as the format says it.
fn redact(room: &str, word: &str) {
    use allhands::store::chain;
    use allhands::store::codec::{COLUMNS, RowRef, insert_into};

    let sql = rusqlite::Connection::open(room).expect("a file");
    let find = format!("SELECT seq FROM event WHERE body LIKE '%{word}%'");
    let seq: i64 = sql.query_row(&find, [], |row| row.get(0)).expect("a row");
    let body = format!(r#"{{"row":{seq},"because":"a password"}}"#);
    let query = format!("SELECT {COLUMNS} FROM event ORDER BY seq DESC LIMIT 1");
    sql.query_row(&query, [], |row| {
        let last = RowRef::read(row)?;
        let (number, salt) = (last.seq + 1, [7; 16]);
        let (id, digest) = (format!("redactor-{number}-0"), chain::digest(&salt, &body));
        let mut next = RowRef {
            seq: number,
            id: &id,
            session: "redactor",
            submission: number,
            part: 0,
            kind: "redacted",
            body: &body,
            salt: &salt,
            digest: &digest,
            prev: last.hash,
            ..last
        };
        let hash = chain::hash(&next);
        next.hash = &hash;
        insert_into(&sql, "event", &next)
    })
    .expect("redacted");
    let blank = "UPDATE event SET body = '', salt = x'' WHERE seq = ?1";
    sql.execute(blank, [seq]).expect("blanked");
}

fn status(to: Status) -> Command {
    Command::ChangeStatus(StatusChanged { to, because: "it is so".to_owned() })
}

fn hold(on: bool) -> Command {
    Command::ChangeLegalHold(LegalHoldChanged { on, because: "counsel says so".to_owned() })
}

#[test]
fn a_closed_room_is_forgotten_and_an_open_or_unfinished_one_is_not() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "one"]);
    given.fails(
        1,
        &["forget", "crimson heron"],
        &["the room is not closed", "Nothing was removed"],
    );
    at_a_console(&room, vec![status(Status::Declared), status(Status::Closed)]);
    let away = given.arg("away");
    fs::rename(&room, &away).expect("out of reach");
    given.fails(5, &["log", &room, "two"], &[]);
    fs::rename(&away, &room).expect("back");
    given.fails(1, &["forget", &room], &["2 lines wait at its desk"]);
    given.runs(&["log", &room, "three"]);
    let before = fs::read(&room).expect("a file");
    let mut console = given.begins(&["--linear", &room]);
    let desk = desk(&given, "desk");
    let says = listen(console.stdout.take().expect("a pipe"));
    says.next().expect("it is open");
    given.fails(1, &["forget", &room], &["1 console has it open"]);
    drop((console.stdin.take(), says));
    ends(&mut console);
    at_a_console(&room, vec![hold(true)]);
    given.fails(1, &["forget", &room], &["under a legal hold"]);
    at_a_console(&room, vec![hold(false)]);
    let note = given.file("desk/notes.txt", "mine");
    given.runs(&["forget", "Crimson Heron"]);
    assert!(!Path::new(&desk).exists() && Path::new(&note).exists());
    let left = fs::read_dir(given.path("desk")).expect("a folder").flatten();
    // The note, and the zone of this person's last room.
    let left: BTreeSet<_> = left.map(|file| file.file_name()).collect();
    assert_eq!(left, ["notes.txt".into(), "remembered.toml".into()].into());
    assert_eq!(fs::read(&room).expect("a file").len(), before.len());
    given.fails(4, &["forget", &room], &["keeps nothing"]);
}
