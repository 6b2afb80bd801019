//! Keepers that hang or are stopped, and go on. A second host is a console in namespaces of its
//! own, with another name and another boot: what one host cannot know of another is asked of a
//! person.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use rustix::process::Signal;

use super::export::{Export, export};
use super::given::all_in;
use crate::consoles::given::until;
use crate::terminal::given::{Console, Host};

/// What the file of a term says; nothing where none was begun.
fn term_of(room: &Path, number: u64) -> String {
    let file = Path::new(&format!("{}.d", room.display())).join(format!("keeper-{number:06}"));
    fs::read_to_string(file).unwrap_or_default()
}

/// Types a line, and waits until it is kept.
fn says(console: &mut Console, words: &str) {
    console.types(words);
    console.press("enter");
    console.sees_row("the line", |row| row.contains("coord") && row.contains(words));
}

/// Waits until everything typed here is numbered.
fn numbered(console: &Console) {
    console.until("it numbered", |screen| {
        let shown = screen.contents();
        shown.contains("share current") && !shown.contains("(pending)")
    });
}

/// A room that a console on a host called alpha keeps, with a line from there: where it lies, its
/// name, the console.
fn kept_by_alpha(export: &Export, far: &Host) -> (PathBuf, OsString, Console) {
    let room = export.a_room();
    let name = room.file_name().expect("a name").to_owned();
    let mut alpha = far.console_elsewhere("alpha", &export.seen_by(0).join(&name));
    alpha.sees("CRIMSON HERON");
    says(&mut alpha, "from alpha");
    (room, name, alpha)
}

#[test]
fn a_keeper_that_is_stopped_alone_hands_over_by_itself_and_loses_nothing_when_it_goes_on() {
    let test =
        "a_keeper_that_is_stopped_alone_hands_over_by_itself_and_loses_nothing_when_it_goes_on";
    let Some(export) = export(test, 2) else { return };
    let (far, near) = (Host::new(), Host::new());
    let (room, name, mut alpha) = kept_by_alpha(&export, &far);
    numbered(&alpha);
    let mut beta = near.console_in(&export.seen_by(1).join(&name), &[]);
    beta.sees("2 here");
    says(&mut alpha, "on its way");

    // The console alone: its child goes on.
    alpha.signal(Signal::STOP);
    says(&mut beta, "meanwhile");
    until("a takeover", || (!term_of(&room, 2).is_empty()).then_some(()));
    numbered(&beta);
    assert!(!term_of(&room, 2).contains("alpha"), "{}", term_of(&room, 2));

    alpha.signal(Signal::CONT);
    for words in ["meanwhile", "on its way"] {
        alpha.sees(words);
        beta.sees(words);
    }
    numbered(&alpha);
    alpha.sees("2 here");
    assert_eq!(term_of(&room, 3), "");
    for console in [&mut beta, &mut alpha] {
        console.signal(Signal::TERM);
        console.ends();
    }
    let (_, shown) = near.run(&["show", "--timeline", &room.display().to_string()]);
    for words in ["from alpha", "on its way", "meanwhile"] {
        assert_eq!(shown.matches(words).count(), 1, "{words}\n{shown}");
    }
    all_in(&room, []);
}

#[test]
fn a_keeper_that_hangs_on_another_host_is_taken_over_by_a_person_and_yields_when_it_goes_on() {
    let test =
        "a_keeper_that_hangs_on_another_host_is_taken_over_by_a_person_and_yields_when_it_goes_on";
    let Some(export) = export(test, 2) else { return };
    let (far, near) = (Host::new(), Host::new());
    let (room, name, mut alpha) = kept_by_alpha(&export, &far);
    alpha.sees("share current");
    let mut beta = near.console_in(&export.seen_by(1).join(&name), &[]);
    beta.sees("from alpha");
    beta.sees("2 here");
    let term = |number| term_of(&room, number);
    // On a slow machine the script that made the room kept it for a moment, and left.
    let kept = (1..9).take_while(|number| !term(*number).is_empty()).last().expect("a term");
    assert!(term(kept).contains("\"host\":\"alpha\""), "{}", term(kept));

    alpha.signal_all(Signal::STOP);
    beta.types("while alpha hangs");
    beta.press("enter");
    // Nobody but a person may say that it is gone.
    beta.sees("KEEPER SILENT");
    assert_eq!(term(kept + 1), "");
    beta.press("esc");
    beta.sees("Esc line");
    beta.press("r");
    beta.sees("Room: ");
    beta.press("k");
    beta.sees("Is the keeper gone for good?");
    beta.press("enter");
    numbered(&beta);
    let taken = term(kept + 1);
    assert!(!taken.is_empty() && !taken.contains("alpha"), "{taken}");

    alpha.signal_all(Signal::CONT);
    alpha.sees("while alpha hangs");
    alpha.sees("share current");
    assert_eq!(term(kept + 2), "");
    for console in [&mut beta, &mut alpha] {
        console.signal(Signal::TERM);
        console.ends();
    }
    all_in(&room, []);
}
