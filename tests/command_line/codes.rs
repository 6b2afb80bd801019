//! The same kind of fault ends with the same code, whatever was asked: 1 for what the record's
//! rules refuse, 2 for what was asked in a way that cannot be read, 4 for what is not there.

use super::given::given;

/// ROOM, PLAIN (a file that is no room) and NEW (a name that nothing has) stand for paths.
const TABLE: &[(i32, &[&str])] = &[
    // Refused: it could be read, and the record or the place says no.
    (1, &["log", "ROOM", "x", "--at", "2999-01-01T00:00:00Z"]),
    (1, &["log", "ROOM", "x", "--at", "2999-01-01"]),
    (1, &["log", "ROOM", "--grammar", "2999-01-01 10:00 x"]),
    (1, &["new", "NEW", "--received", "2999-01-01T00:00:00Z"]),
    (1, &["redact", "ROOM", "--row", "99", "--because", "x"]),
    (1, &["new", "ROOM"]),
    (1, &["copy", "ROOM", "ROOM"]),
    (1, &["recover", "ROOM"]),
    (1, &["demo", "--make", "ROOM"]),
    (1, &["export", "ROOM", "--as", "csv", "-o", "ROOM"]),
    (1, &["import", "ROOM", "PLAIN"]),
    (1, &["forget", "ROOM"]),
    // Usage: something is missing, or a value says nothing.
    (2, &["log", "ROOM", "x", "--at", "soon"]),
    (2, &["log", "ROOM", "x", "--at", "03/04 10:00"]),
    (2, &["log", "ROOM", "x", "--at", "25:10"]),
    (2, &["log", "ROOM", "--grammar", "03/04 10:00 x"]),
    (2, &["new", "NEW", "--received", "soon"]),
    (2, &["new", "NEW", "--zone", "Nowhere"]),
    (2, &["new", "NEW", "--playbook", "nope"]),
    (2, &["log", "ROOM", ""]),
    (2, &["log", "ROOM", "x", "--id", ""]),
    (2, &["log", "ROOM", "x", "--tag", "two words"]),
    (2, &["log", "ROOM", "--frob"]),
    (2, &["redact", "ROOM", "--row", "2"]),
    (2, &["redact", "ROOM", "--row", "2", "--because", " "]),
    (2, &["redact", "ROOM", "--because", "x"]),
    (2, &["redact", "ROOM"]),
    (2, &["hold", "ROOM"]),
    (2, &["hold", "ROOM", "--because", " "]),
    (2, &["hold", "ROOM", "--lift", "--because", ""]),
    (2, &["verify", "ROOM", "--against", "3:abc"]),
    (2, &["export", "ROOM", "--as", "pdf"]),
    (2, &["export", "ROOM"]),
    (2, &["completions", "dos"]),
    (2, &["show", "ROOM", "--timeline", "--next"]),
    (2, &["show"]),
    (2, &["--as", "Dana", "log", "ROOM", "x"]),
    (2, &["--linear", "keys"]),
    // Not sound: what is there is no room.
    (3, &["show", "PLAIN"]),
    (3, &["log", "PLAIN", "x"]),
    (3, &["import", "PLAIN", "LINES"]),
    (3, &["export", "PLAIN", "--as", "csv"]),
    (3, &["redact", "PLAIN", "--row", "2", "--because", "x"]),
    (3, &["hold", "PLAIN", "--because", "x"]),
    (3, &["verify", "PLAIN"]),
    (3, &["verify", "ROOM", "--against", "PLAIN"]),
    (3, &["copy", "PLAIN", "NEW"]),
    (3, &["recover", "NEW", "--from", "PLAIN"]),
    (3, &["doctor", "PLAIN"]),
    (3, &["PLAIN"]),
    // Not reachable: nothing is there.
    (4, &["show", "NEW"]),
    (4, &["log", "NEW", "x"]),
    (4, &["import", "NEW", "LINES"]),
    (4, &["import", "ROOM", "NEW"]),
    (4, &["export", "NEW", "--as", "csv"]),
    (4, &["redact", "NEW", "--row", "2", "--because", "x"]),
    (4, &["hold", "NEW", "--because", "x"]),
    (4, &["verify", "NEW"]),
    (4, &["verify", "ROOM", "--against", "NEW"]),
    (4, &["copy", "NEW", "copy.allhands"]),
    (4, &["recover", "NEW"]),
    (4, &["recover", "NEW", "--from", "copy.allhands"]),
    (4, &["forget", "NEW"]),
    (4, &["doctor", "NEW"]),
    (4, &["playbooks", "--playbooks", "NEW"]),
    (4, &["NEW"]),
];

#[test]
fn the_same_fault_ends_every_command_with_the_same_code() {
    let given = given();
    let room = given.room();
    let plain = given.file("plain.allhands", "a letter to a friend, and no room at all");
    let lines = given.file("lines.jsonl", r#"{"at":"2023-01-04T10:00:00Z","text":"a"}"#);
    let new = given.arg("new.allhands");
    for (code, args) in TABLE {
        let args: Vec<&str> = args
            .iter()
            .map(|word| match *word {
                "ROOM" => room.as_str(),
                "PLAIN" => plain.as_str(),
                "LINES" => lines.as_str(),
                "NEW" => new.as_str(),
                word => word,
            })
            .collect();
        let done = given.run(&args);
        assert_eq!(done.code, Some(*code), "{args:?}: {done:?}");
        assert!(!done.err.is_empty(), "{args:?}: nothing is said");
        assert!(!given.path("new.allhands").exists(), "{args:?} made a file");
        assert!(given.texts(&room).is_empty(), "{args:?} recorded something");
    }
}

#[test]
fn a_time_that_has_not_come_is_refused_without_an_odd_way_out() {
    let given = given();
    let room = given.room();
    let done = given.run(&["log", &room, "x", "--at", "2999-01-01T00:00:00Z"]);
    let words = "allhands: 2999-01-01T00:00:00Z has not come yet; nothing is recorded ahead of \
        time. Nothing was recorded\n";
    assert_eq!(done.err, words);
    let done = given.run(&["log", &room, "x", "--at", "soon"]);
    done.failed(2, &["\"soon\" cannot be read as a time: write 20"]);
}

#[test]
fn options_in_front_of_a_command_are_told_where_they_go() {
    let given = given();
    let words =
        "options go behind the command. Nothing was done. Type: allhands log --as Dana F hi";
    given.fails(2, &["--as", "Dana", "log", "F", "hi"], &[words]);
    let words = "options go behind the command, and keys takes no --linear. Nothing was done. \
        Type: allhands keys";
    given.fails(2, &["--linear", "keys"], &[words]);
}
