//! What is half typed where no line holds it: for a room that is yet to begin, in letters that came
//! too fast to be keys, and on a second screen, which keeps nothing.

use std::time::Instant;

use rustix::process::Signal;

use super::given::{Console, DEADLINE, Host, row_of};

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

#[test]
fn a_mend_goes_on_after_a_kill_where_its_row_was_mended_just_before() {
    let host = Host::new();
    let mut console = host.console();
    console.types("db-7 is slow");
    console.press("enter");
    // One on its way would be taken back unsent.
    row_of(&host.room(), "db-7 is slow");
    console.sees("Coord   db-7 is slow");
    // The second mend begins while the first is on its way.
    console.press("up");
    console.sees("mend> db-7 is slow");
    console.types(" today");
    console.press("enter up");
    console.sees("mend> db-7 is slow today");
    console.types(" again");
    host.until_a_scratch("ends the line", |text| text.ends_with("db-7 is slow today again"));
    console.signal(Signal::KILL);
    console.ends();
    let mut console = host.console();
    console.sees("mend> db-7 is slow today again");
    console.press("enter");
    console.sees("Coord   db-7 is slow today again (edited)");
}

#[test]
fn what_was_put_away_at_one_console_is_taken_at_another_once() {
    let host = Host::new();
    let mut here = host.console();
    here.types("half three");
    host.desk_holds("half three");
    sits_down(&mut here, "Lin");
    here.sees("Lin is of which department?");
    here.press("enter");
    here.sees("Half-typed text of Dana lies here");

    // Somebody of that name opens another console: it is theirs, and stands in their line.
    let mut there = host.console();
    there.sees("> half three");
    host.desk_holds("half three");
    lists_nothing(&mut here);

    // And the other way round, from the list of an open console, by somebody else.
    sits_down(&mut there, "Kim");
    there.sees("Kim is of which department?");
    there.press("enter");
    there.sees("Half-typed text of Dana lies here");
    // Lin's console hears of it by itself.
    lists(&mut here, "Dana's, from the line: half three");
    here.press("enter");
    here.sees("> half three");
    lists_nothing(&mut there);
    let holding = host.scratches().into_iter().filter(|text| text == "half three").count();
    assert_eq!(holding, 1, "at one console");
}

/// The list of parked lines says so, as soon as this console has heard of it.
fn lists(console: &mut Console, words: &str) {
    let deadline = Instant::now() + DEADLINE;
    loop {
        console.press("ctrl-r");
        console.until("the list or why there is none", |screen| {
            let shown = screen.contents();
            shown.contains("Parked lines") || shown.contains("put away or left here")
        });
        if console.shown().contains(words) {
            return;
        }
        assert!(Instant::now() < deadline, "never listed: {words}; {}", console.shown());
        if !console.shown().contains("Parked lines") {
            continue;
        }
        console.press("esc");
        console.until("the line", |screen| !screen.contents().contains("Parked lines"));
    }
}

fn lists_nothing(console: &mut Console) {
    lists(console, "put away or left here");
}

/// Somebody who is not known in the room yet says that they type here.
fn sits_down(console: &mut Console, name: &str) {
    console.press("ctrl-p");
    console.sees("Palette");
    console.types("Room: who types here");
    console.press("enter");
    console.sees("Who types now?");
    console.press("/");
    console.types(name);
    console.press("enter");
}

#[test]
fn a_title_said_before_the_next_question_survives_kill_9() {
    let host = Host::new();
    let mut console = host.console();
    console.press("ctrl-p");
    console.types("A new draft, from");
    console.press("enter");
    console.sees("A new draft from");
    console.press("G");
    console.sees("> Blank");
    console.press("enter");
    console.sees("Title of the draft");
    console.types("Letter to all");
    console.press("enter");
    console.sees("Audience: to whom");
    host.desk_holds("Letter to all");
    console.signal(Signal::KILL);
    console.ends();
    let mut console = host.console();
    console.sees("What you typed in a dialog is back in it.");
    console.press("ctrl-p");
    console.types("A new draft, from");
    console.press("enter");
    console.sees("A new draft from");
    console.press("G");
    console.sees("> Blank");
    console.press("enter");
    console.sees("Letter to all");
}
