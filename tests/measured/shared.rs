//! Rooms and registers on a share that hangs: what goes to the desk, quitting, and coming in.

use std::thread;
use std::time::{Duration, Instant};

use crate::consoles::given::a_folder;
use crate::mounts::export::export;
use crate::mounts::given::{Peer, agree, all_in, kept, published};

use crate::terminal::given::Host;

use super::alone;

/// From Enter to the desk.
const DESK: Duration = Duration::from_millis(250);
/// From quitting to the prompt.
const AT_ONCE: Duration = Duration::from_secs(1);
/// From a start on a share that hangs to the room as the desk saw it.
const CAME_UP: Duration = Duration::from_secs(6);
/// From a line on the file's own disk, at one console, to another console.
const NEXT_DOOR: Duration = Duration::from_millis(500);

#[test]
fn while_the_server_hangs_the_desk_answers_and_all_is_delivered_afterwards() {
    let test = "while_the_server_hangs_the_desk_answers_and_all_is_delivered_afterwards";
    let _alone = alone();
    let Some(export) = export(test, 2) else { return };
    let room = export.a_room();
    let mut one = export.console(0, "one");
    let mut two = export.console(1, "two");
    kept(&mut one, "before");
    one.all_settled();

    export.freeze();
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    while begun.elapsed() < Duration::from_secs(5) {
        slowest = slowest.max(kept(&mut one, "meanwhile")).max(kept(&mut two, "meanwhile"));
        thread::sleep(Duration::from_millis(200));
    }
    one.until("a word", Peer::is_away);
    two.until("a word", Peer::is_away);
    export.thaw();
    assert!(slowest < DESK, "the desk took {slowest:?}");

    one.all_settled();
    two.all_settled();
    one.until("the share", Peer::is_open);
    two.until("the share", Peer::is_open);
    agree(&room, one, two);
}

#[test]
fn quitting_while_the_server_hangs_takes_less_than_a_second_and_the_next_start_delivers() {
    let test =
        "quitting_while_the_server_hangs_takes_less_than_a_second_and_the_next_start_delivers";
    let _alone = alone();
    let Some(export) = export(test, 1) else { return };
    let room = export.a_room();
    let mut one = export.console(0, "one");
    kept(&mut one, "before");
    one.all_settled();

    export.freeze();
    // Its child is in the middle of something that hangs.
    thread::sleep(Duration::from_secs(1));
    kept(&mut one, "meanwhile");
    let begun = Instant::now();
    one.stop();
    let took = begun.elapsed();
    // A start while it hangs shows the room as this host's desk saw it.
    let begun = Instant::now();
    let mut next = export.console(0, "next");
    let came_up = begun.elapsed();
    assert_eq!(next.incident.head, 2);
    assert_eq!(next.found.len(), 1);
    export.thaw();
    assert!(took < AT_ONCE, "it took {took:?}");
    assert!(came_up < CAME_UP, "it came up after {came_up:?}");

    next.until("what waited", |next| next.settled.len() == 1);
    let rows = next.incident.head;
    assert_eq!(rows, 3);
    next.stop();
    published(&room, rows);
    all_in(&room, []);
}

#[test]
fn a_register_that_hangs_is_shown_as_the_desks_saw_it_and_left_at_once() {
    let test = "a_register_that_hangs_is_shown_as_the_desks_saw_it_and_left_at_once";
    let _alone = alone();
    let Some(export) = export(test, 1) else { return };
    let (host, register) = (Host::new(), export.seen_by(0));
    // Begun by two keys, through a child.
    let mut console = host.start_screen(&register);
    console.sees("No room here yet");
    console.press("enter enter");
    console.sees("Type what just happened");
    console.types("the first line");
    console.press("enter");
    console
        .sees_row("it in the timeline", |row| row.contains("the first line") && !row.contains('>'));
    console.until("it numbered", |screen| screen.contents().contains("share current"));
    console.press("ctrl-q");
    console.sees("Rooms in");
    console.until("the room read from its file", |screen| !screen.contents().contains("seen "));
    console.press("q");
    assert!(console.ends().success());

    export.freeze();
    let mut console = host.start_screen(&register);
    console.sees("SHARE OUT OF REACH since");
    console.sees_row("the room", |row| row.contains("Signal") && row.contains("seen "));
    console.press("enter");
    console.sees("the first line");
    console.types("while it hangs");
    console.press("enter");
    console.sees("while it hangs (pending)");
    console.press("ctrl-q");
    console.sees("Leave now");
    console.press("down");
    console.sees("> Wait, and leave");
    console.press("down");
    console.sees("> Leave now");
    console.press("enter");
    console.sees("Rooms in");
    console.sees_row("what waits", |row| row.contains("seen ") && row.contains("1 wait"));
    let begun = Instant::now();
    console.press("q");
    console.ends();
    let took = begun.elapsed();
    export.thaw();
    assert!(took < AT_ONCE, "it took {took:?}");
}

#[test]
fn anothers_line_on_a_local_disk_is_there_within_half_a_second() {
    let _alone = alone();
    let given = a_folder();
    let path = given.a_room();
    let (mut one, mut two) = (given.console(&path, "a"), given.console(&path, "b"));
    let mut slowest = Duration::ZERO;
    for count in 1..=20 {
        let since = Instant::now();
        one.say("now");
        two.has_lines(count);
        slowest = slowest.max(since.elapsed());
    }
    assert!(slowest < NEXT_DOOR, "{slowest:?}");
}
