//! Every command on every file that is not what it claims: a sentence on standard error, the exit
//! code that was promised, and not a byte changed.

use std::fs;

use crate::command_line::given::{Done, Given, given};

use super::files::{cases, state};
use super::text::{Frame, safe};

/// What can be asked of a file, and the word that goes in its place.
const ASKED: &[&[&str]] = &[
    &["show", "FILE"],
    &["show", "FILE", "--json", "--timeline"],
    &["log", "FILE", "a line"],
    &["import", "FILE", "SOURCE"],
    &["export", "FILE", "--as", "csv", "-o", "OUT"],
    &["verify", "FILE"],
    &["verify", "ROOM", "--against", "FILE"],
    &["doctor", "FILE"],
];

fn run(given: &Given, asked: &[&str]) -> Done {
    let named = |word: &&str| match *word {
        "FILE" => given.arg("files/x.allhands"),
        "ROOM" => given.arg("heron.allhands"),
        "SOURCE" => given.arg("source.jsonl"),
        "OUT" => given.arg("out.csv"),
        other => other.to_owned(),
    };
    let args: Vec<String> = asked.iter().map(named).collect();
    given.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn every_command_says_what_is_wrong_with_a_hostile_file_and_changes_nothing() {
    for (name, make, says) in cases() {
        let given = given();
        given.room();
        given.file("source.jsonl", "{\"at\":\"2026-01-04T10:00:00Z\",\"text\":\"x\"}\n");
        fs::create_dir(given.path("files")).expect("a folder");
        make(&given.path("files/x.allhands"));
        let before = state(&given.path("files"));
        for asked in ASKED {
            let done = run(&given, asked);
            let what = format!("{} of {name}: {done:?}", asked.join(" "));
            assert!(matches!(done.code, Some(3 | 4)), "{what}");
            let told = if asked[0] == "doctor" { &done.out } else { &done.err };
            assert!(told.contains(says), "{what}");
            assert!(!done.err.contains("panicked"), "{what}");
            safe(&done.err, Frame::Lines, &what);
            assert_eq!(state(&given.path("files")), before, "{what}");
            assert!(!given.path("out.csv").exists(), "{what}");
        }
        // The console says so too, and never hangs on it.
        let done = given.pipe(&["--linear", &given.arg("files/x.allhands")], "a line\n/quit\n");
        assert!(!done.out.contains("Recorded."), "{name}: {done:?}");
        assert_eq!(state(&given.path("files")), before, "linear mode of {name}");
        // And nobody begins a room in its place.
        if name != "nothing" {
            // There is no place at the end of such links; elsewhere something stands in the way.
            let code = if name == "links in a ring" { 4 } else { 1 };
            given.run(&["new", &given.arg("files/x.allhands")]).failed(code, &["x.allhands"]);
            assert_eq!(state(&given.path("files")), before, "new of {name}");
        }
    }
}
