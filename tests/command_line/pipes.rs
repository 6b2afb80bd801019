//! What comes by a pipe, and what goes to one: taken where it can be, and else told why not.

use std::fs::File;
use std::process::{Command, Stdio};

use super::given::{Given, done, given};
use crate::says::output;

const LINE: &str = r#"{"at":"2023-01-04T16:35:00Z","text":"by a pipe"}"#;

/// The program with a file of its folder as standard input.
fn from(given: &Given, file: &str, args: &[&str]) -> Command {
    let mut command = given.command(args);
    command.stdin(File::open(file).expect("a file"));
    command
}

#[test]
fn import_takes_what_a_descriptor_brings() {
    let given = given();
    let room = given.room();
    for name in ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
        let done = given.pipe(&["import", &room, name], LINE);
        assert_eq!(done.code, Some(0), "{name}: {}", done.err);
    }
    let source = given.file("source.jsonl", LINE);
    let child = from(&given, &source, &["import", &room, "/dev/stdin"]).spawn();
    let done = done(output(child.expect("the program")));
    assert_eq!(done.out, "imported 0, already there 1, skipped 0\n", "{}", done.err);
    assert_eq!(given.texts(&room), ["by a pipe"]);
}

#[test]
fn export_writes_to_a_descriptor() {
    let given = given();
    let room = given.room();
    let plain = given.runs(&["export", &room, "--as", "csv"]);
    assert_eq!(given.runs(&["export", &room, "--as", "csv", "-o", "/dev/stdout"]), plain);
    let file = given.arg("out.csv");
    let mut command = given.command(&["export", &room, "--as", "csv", "-o", "/dev/stdout"]);
    command.stdout(Stdio::from(File::create(&file).expect("a file")));
    assert!(command.status().expect("the program").success());
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), plain);
}

#[test]
fn a_record_is_not_read_from_a_pipe_and_that_is_said() {
    let given = given();
    let room = given.room();
    let bytes = std::fs::read(&room).expect("a file");
    for args in [&["verify", &room, "--against", "/dev/stdin"][..], &["show", "/dev/stdin"]] {
        given.pipe(args, &bytes).failed(2, &["/dev/stdin: a record is looked at more than once"]);
    }
}

#[test]
fn a_room_that_is_not_there_is_said_before_the_source_is_judged() {
    let given = given();
    let (none, bad) = (given.arg("none.allhands"), given.file("bad.jsonl", "no line"));
    given.fails(4, &["import", &none, &bad], &["none.allhands: there is no such file"]);
}

#[test]
fn nobody_is_asked_where_nobody_sits() {
    let given = given();
    let done = given.run(&["demo"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(!done.out.to_lowercase().contains("who is typing"), "{}", done.out);
}

#[test]
fn no_tab_of_a_line_reaches_a_terminal() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "one\ttwo"]);
    let shown = given.runs(&["show", &room, "--timeline"]);
    assert!(shown.contains("one two") && !shown.contains('\t'), "{shown}");
}
