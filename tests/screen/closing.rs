//! What stays to be read: an anchor's history, a room that was closed, the newest line.

use allhands::domain::command::Command;
use allhands::domain::event::{AnchorSet, AnchorUnsaid, OrderChanged, OrderState};
use allhands::domain::people::Person;

use super::story::{Story, at};

#[track_caller]
fn shows(story: &Story, words: &str) {
    let screen = story.screen();
    assert!(screen.contains(words), "{words:?} in\n{screen}");
}

#[track_caller]
fn hides(story: &Story, words: &str) {
    let screen = story.screen();
    assert!(!screen.contains(words), "no {words:?} in\n{screen}");
}

/// “contained” set by Dana, moved and unsaid by Lee.
fn told_thrice() -> Story {
    let contained = || "contained".into();
    let story = Story::begun().size(80, 24).time("14:10");
    let story = story.keys("esc r a /").typed("contained").keys("enter").typed("-5m").keys("enter");
    let moved = AnchorSet { anchor: contained(), at: at("13:50"), scope: String::new() };
    let because = "db-9 still talks".to_owned();
    let unsaid = AnchorUnsaid { anchor: contained(), scope: None, because };
    story
        .time("14:12")
        .other("Lee", "infra", Command::SetAnchor(moved))
        .time("14:14")
        .other("Lee", "infra", Command::UnsayAnchor(unsaid))
        .time("14:15")
}

#[track_caller]
fn shows_its_history(story: &Story) {
    for words in [
        "“contained” has no value now: items wait for it",
        "15:10 CET Sun 22 Nov  Dana: set to 15:05 CET",
        "15:12 CET Sun 22 Nov  Lee: moved to 14:50 CET",
        "15:14 CET Sun 22 Nov  Lee: unsaid: db-9 still talks",
    ] {
        shows(story, words);
    }
}

#[test]
fn an_anchors_history_is_read_where_it_is_set_and_from_its_lines() {
    let story = told_thrice().keys("r a /").typed("contained").keys("enter");
    shows(&story, "Set it again");
    shows(&story, "3 values");
    shows_its_history(&story.clone().keys("j enter"));
    let story = story.keys("esc k");
    shows_its_history(&story.clone().keys("enter"));
    shows_its_history(&story.keys("k k enter"));
    // A declaration sets an anchor too, and so does the report.
    let story = Story::begun().keys("esc r d enter enter k enter");
    shows(&story, "“declared” stands at 15:00 CET Sun 22 Nov");
}

#[test]
fn a_moment_that_only_lies_behind_is_asked_for_and_refused_as_such() {
    let story = Story::begun().keys("esc r a /").typed("contained").keys("enter");
    assert!(!story.screen().contains("in 2h"), "{}", story.screen());
    let story = story.typed("in 2h").keys("enter");
    shows(&story, "“contained” lies behind us: 14:05, -15m or yesterday 22:10.");
    let story = Story::begun().keys("esc r a /").typed("release planned").keys("enter");
    shows(&story, "in 2h, tomorrow 10:00");
}

#[test]
fn who_follows_looks_into_the_newest_line_and_does_nothing_to_it() {
    let story = Story::begun().line("one").line("two").keys("esc G");
    shows(&story.clone().keys("p"), "Nothing is selected");
    let story = story.keys("enter");
    shows(&story, "┏ Line 4");
    shows(&story, "two");
}

#[test]
fn how_long_it_is_declared_counts_from_the_declaration_however_often_it_was_closed() {
    let story = Story::begun().size(160, 50).keys("esc r d enter enter").time("14:15");
    shows(&story, "Declared 15m ago");
    let story = story.keys("r d G enter enter").time("14:17").keys("r d enter enter");
    shows(&story, "Declared 17m ago");
}

#[test]
fn the_page_of_a_line_says_to_whom_it_is_and_who_asked() {
    let story = Story::begun().line("> @sec image the laptop in 9m");
    shows(&story.keys("esc G k enter"), "to Sec");
    let story = Story::begun().line("< NYT asks: is it true?");
    shows(&story.keys("esc G k enter"), "asked by NYT");
}

#[test]
fn a_closed_room_offers_to_reopen_and_is_late_no_longer() {
    let story = Story::begun().line("> @infra rotate keys in 5m").time("14:14");
    shows(&story, "ORDER 9m late");
    shows(&story, "1 owed, 1 late");
    let story = story.keys("esc r d G enter enter");
    for words in ["Closed", "1 left open", "1 owed", "left open"] {
        shows(&story, words);
    }
    hides(&story, "late");
    let story = story.keys("r d");
    let screen = story.screen();
    let (reopen, signal) = (screen.find("Reopen"), screen.find("A signal only"));
    assert!(reopen.is_some() && reopen < signal, "{screen}");
}

#[test]
fn who_closes_a_room_reads_what_is_left_and_closes_it_all_the_same() {
    let story = Story::begun().size(80, 24).keys("esc r d enter enter r b G enter esc");
    let story = story.line("> @infra rotate keys in 5m").line("? @legal is GDPR 33 triggered?");
    let story = story.line("% > @sec image the laptop of A. in 9m").line("> @eng one");
    let story = story.line("> @eng two").keys("ctrl-o").typed("half").keys("esc").time("14:06");
    let open = story.model.incident.left_open();
    let story = story.keys("esc r d G enter");
    let items = format!("4 orders, 1 question, {} open items", open - 5);
    let wanted = ["ORDER 1m late Infra: rotate keys", "ORDER in 3m Sec: (hidden)"];
    for words in
        wanted.into_iter().chain(["and 1 more in Next", "record: 1 parked", "all the same"])
    {
        shows(&story, words);
    }
    shows(&story, &items);
    hides(&story, "laptop of A.");
    for size in [(40, 12), (60, 15), (160, 50)] {
        let left = format!("{open} left open: 4 orders, 1");
        shows(&story.clone().size(size.0, size.1), &left);
    }
    shows(&story.clone().size(40, 12), " …");
    let story = story.keys("enter k");
    shows(&story, &format!("closed with {open} left open"));
    shows(&story, &format!(" {open} left open "));
    // Where nothing is left, nothing is said of it.
    let story = Story::begun().keys("esc r d G enter");
    hides(&story, "left open");
    shows(&story, "May stay empty.");
    shows(&story.keys("enter"), " closed");
}

#[test]
fn an_order_in_so_many_minutes_reads_so_for_the_first_of_them() {
    let mut story = Story::begun().line("> @infra rotate keys in 20m");
    let soon = story.model.now.plus_millis(1_500);
    story.send(allhands::console::message::Message::Tick(soon));
    shows(&story, "in 20m");
    hides(&story, "in 19m");
}

#[test]
fn who_acknowledged_an_order_is_offered_for_a_duty() {
    let story = Story::begun().line("> @infra rotate keys");
    let order = story.model.incident.owed()[0].key();
    let allhands::domain::next::Key::Entry(entry) = order else { panic!("{order:?}") };
    let to = OrderState::Acknowledged { by: Some(Person::new("Amara Okafor")) };
    let to = OrderChanged { entry, to, due: None };
    let story = story.other("Lee", "infra", Command::ChangeOrder { to, seen: 0 });
    shows(&story.keys("esc r r enter"), "Amara Okafor");
}

#[test]
fn what_waits_for_a_declaration_is_counted_nowhere_before_and_after_closing() {
    let story = Story::begun().size(100, 40).keys("esc r b G enter esc");
    let story = story.line("> @infra rotate keys in 50m").customer_note();
    let (open, waits) = (story.model.incident.left_open(), story.model.incident.unlisted());
    assert!(open > 1 && waits > 10, "{open} open, {waits} wait");
    let mut story = story.typed("half a line").keys("esc r d G enter");
    shows(&story, &format!("{open} left open: 1 order, {} open items.", open - 1));
    shows(&story, &format!("Not counted: {waits} items"));
    shows(&story, "Not on the record: the line that is half typed.");
    shows(&story, "Never sent: 1 draft.");
    // What stands below the question is no prompt, and the question is told anew.
    shows(&story, " half typed: half a line");
    shows(&story, "ORDER in 50m");
    story = story.time("14:10");
    shows(&story, "ORDER in 40m");
    let story = story.keys("enter");
    shows(&story, &format!(" {open} left open "));
    shows(&story.clone().size(160, 50), &format!("closed with {open} left open"));
    assert_eq!(story.model.incident.left_open(), open);
    // Declared, they are open like all others.
    let story = story.keys("r d enter enter");
    assert_eq!(story.model.incident.left_open(), open + waits);
}
