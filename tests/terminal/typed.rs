//! What is half typed where no line holds it: for a room that is yet to begin, in letters that came
//! too fast to be keys, and on a second screen, which keeps nothing.

use std::time::Instant;

use rustix::process::Signal;

use super::given::{DEADLINE, Host};

#[test]
fn what_is_typed_for_a_new_room_survives_kill_9_and_comes_back_under_the_shield() {
    let host = Host::new();
    let register = host.path("rooms");
    let mut console = host.start_screen(&register);
    console.sees("Rooms in");
    console.press("n");
    console.sees("> Codename");
    console.press("tab");
    console.sees("What it is about.");
    console.types("My secret title");
    let kept = host.path("desk").join("begin.toml");
    let holds = || std::fs::read_to_string(&kept).is_ok_and(|text| text.contains("secret title"));
    let deadline = Instant::now() + DEADLINE;
    while !holds() {
        assert!(Instant::now() < deadline, "nothing is kept");
        std::thread::yield_now();
    }
    console.signal(Signal::KILL);
    console.ends();
    let mut console = host.start_screen(&register);
    console.sees("Rooms in");
    console.press("n");
    console.sees("Title       •••••••••••••••");
    console.press("enter");
    console.sees("Signal");
    assert!(!kept.exists(), "it goes with the beginning");
}

#[test]
fn what_came_too_fast_to_be_keys_survives_kill_9_and_stays_dots() {
    let host = Host::new();
    let mut console = host.console();
    console.press("esc");
    console.send(b"%% half a secret");
    console.sees("none was run");
    host.desk_holds("%% half a secret");
    assert!(!console.shown().contains("secret"));
    console.signal(Signal::KILL);
    console.ends();
    let mut console = host.console();
    console.sees("1 parked (Ctrl-R)");
    console.press("ctrl-r");
    console.sees("> • • •");
    console.press("enter");
    console.sees(" > •••••");
    assert!(!console.shown().contains("secret"));
}

#[test]
fn a_second_screen_keeps_nothing_that_is_typed() {
    let host = Host::new();
    let mut console = host.second_screen();
    console.types("this is nobody's line");
    console.sees("> this is nobody's line");
    console.signal(Signal::HUP);
    console.ends();
    assert_eq!(host.scratches(), Vec::<String>::new());
}

#[test]
fn lines_brought_in_from_the_start_screen_are_of_whoever_said_so() {
    let host = Host::new();
    let source = host.path("old.jsonl");
    let line = "{\"at\":\"2023-01-04T16:35:00Z\",\"text\":\"a token was stolen\"}\n";
    std::fs::write(&source, line).expect("a source");
    let mut console = host.start_screen(host.room().parent().expect("its folder"));
    console.sees("SILVER OTTER");
    console.press("m");
    console.sees("Import lines into");
    console.types(source.to_str().expect("a plain name"));
    console.press("enter");
    console.sees("imported 1, already there 0");
    console.press("enter");
    console.sees("a token was stolen");
    console.press("esc");
    for _ in 0..4 {
        console.press("up");
    }
    console.sees("> 16:35");
    console.press("enter");
    console.sees("typed by Dana, claimed by");
    assert!(!console.shown().contains("by a script"), "{}", console.shown());
}
