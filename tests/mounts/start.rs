//! The start screen and the commands where the register lies on a share: nothing waits for a mount
//! that hangs, and what this host's desks know of the rooms is shown and opened.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::export::export;
use crate::terminal::given::Host;

/// The doctor asks a share that hangs for ten seconds, once.
const DOCTOR: Duration = Duration::from_secs(19);

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_register_that_hung_is_read_by_itself_once_it_is_back() {
    let test = "a_register_that_hung_is_read_by_itself_once_it_is_back";
    let Some(export) = export(test, 1) else { return };
    export.a_room();
    let host = Host::new();
    export.freeze();
    let mut console = host.start_screen(&export.seen_by(0));
    console.sees("No desk of this host knows a");
    export.thaw();
    console.sees("CRIMSON HERON");
    assert!(!console.shown().contains("OUT OF REACH"), "{}", console.shown());
    console.press("q");
    console.ends();
}

#[test]
fn a_room_never_seen_is_tried_until_the_share_is_back() {
    let Some(export) = export("a_room_never_seen_is_tried_until_the_share_is_back", 1) else {
        return;
    };
    let room = export.a_room();
    let host = Host::new();
    let path = export.seen_by(0).join(room.file_name().expect("a name"));
    export.freeze();
    let console = host.console_in(&path, &[]);
    console.sees("cannot be opened yet");
    export.thaw();
    console.sees("CRIMSON HERON");
}

#[test]
fn no_command_waits_for_a_share_that_hangs() {
    let Some(export) = export("no_command_waits_for_a_share_that_hangs", 1) else { return };
    let host = Host::new();
    let folder = export.seen_by(0);
    let (known, strange) =
        (text(&folder.join("known.allhands")), text(&folder.join("strange.allhands")));
    let out = text(&folder.join("out.csv"));
    assert_eq!(host.run(&["new", &known]).0, Some(0));
    assert_eq!(host.run(&["new", &strange]).0, Some(0));
    assert_eq!(host.run(&["new", &known]).0, Some(1));
    assert_eq!(host.run(&["log", &known, "before"]).0, Some(0));
    assert_eq!(host.run(&["export", &known, "--as", "csv", "-o", &out]).0, Some(0));
    assert_eq!(host.run(&["export", &known, "--as", "csv", "-o", &strange]).0, Some(1));
    let written = fs::read_to_string(export.own().join("out.csv")).expect("an export");
    assert!(written.contains("before"), "{written}");

    export.freeze();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["show", &known], 0, "as this host last saw it"),
        (&["show", &strange], 4, "this host has never seen the room"),
        (&["log", &known, "meanwhile"], 5, "kept at this host's desk"),
        (&["log", &strange, "meanwhile"], 4, "this host has never seen the room"),
        (&["export", &known, "--as", "csv", "-o", &out], 4, "has not answered"),
        (&["import", &known, &out], 4, "does not answer"),
        (&["verify", &known], 4, "does not answer"),
        (&["doctor", &known], 0, "The share is out of reach"),
        (&["doctor", &strange], 4, "this host has never seen the room"),
        (&["new", &text(&folder.join("new.allhands"))], 4, "No file was made"),
    ];
    let done: Vec<_> = thread::scope(|scope| {
        let started: Vec<_> = cases.iter().map(|case| scope.spawn(|| host.run(case.0))).collect();
        started.into_iter().map(|it| it.join().expect("a command")).collect()
    });
    // It tells of the desk, too, what it can tell without the share, and what to do.
    let asked = Instant::now();
    let (ended, found) = host.run(&["doctor", &known]);
    let took = asked.elapsed();
    assert!(took < DOCTOR, "the doctor waited {took:?}");
    for words in
        ["The share is out of reach", "1 waiting", "To do:\n1. ", "Lines wait at this desk"]
    {
        assert!(ended == Some(0) && found.contains(words), "{words:?} is not in {found}");
    }
    export.thaw();
    for ((arguments, code, words), (ended, said)) in cases.iter().zip(done) {
        assert_eq!(ended, Some(*code), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    assert!(!export.own().join("new.allhands").exists());
}
