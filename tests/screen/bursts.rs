//! Letters that come faster than keys where letters are keys: they run nothing, are kept from the
//! first moment, stay two things where they were two, are dots where they begin so, and nothing is
//! answered by a key that was pressed before the question could be seen.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::{Scratch, Slot};
use allhands::console::overlay::{Asks, Confirm, Overlay};
use allhands::console::standing::DeskTrouble;
use allhands::console::{capture, typist};
use allhands::domain::event::EntryKind;
use allhands::domain::handling::Handling;
use allhands::domain::ids::SessionId;

use super::story::{Story, hides, shows};

/// What the desk keeps by now of the last message, and where.
fn kept(story: &Story) -> Option<(Slot, String)> {
    story.effects.iter().find_map(|effect| match effect {
        Effect::SaveScratch { slot, text, .. } => Some((slot.clone(), text.clone())),
        _ => None,
    })
}

/// The lines that are offered.
fn offered(story: &Story) -> String {
    match story.model.overlays.last() {
        Some(Overlay::Confirm(Confirm {
            asks: Asks::Capture(capture::Ask::Offer(_)),
            lines,
            ..
        })) => lines.join("\n"),
        other => panic!("{other:?}"),
    }
}

/// Another run of the same console, which finds that at the desk.
fn reopened(slot: &Slot, text: &str) -> Story {
    let mut story = Story::begun();
    story.model.me.session = SessionId::new("s9");
    let (by, owner) = (Some(SessionId::new("s7")), Some("Dana".into()));
    let (slot, text, at) = (slot.clone(), text.to_owned(), story.model.now);
    let scratch = Scratch { slot, text, cursor: 0, at, by, owner };
    story.send(Message::Left(vec![scratch.clone()]));
    story.send(Message::Scratches(vec![scratch]));
    story
}

#[test]
fn what_is_offered_is_kept_at_once_and_is_there_after_a_kill() {
    for (open, came) in [
        ("esc", "drop tables"),
        ("esc tab tab", "one\ntwo\n"),
        ("esc r d", "x over a list"),
        ("esc r w", "x over a text"),
        ("O k esc", "beside a line"),
    ] {
        let story = Story::begun().keys(open).burst(came);
        let (slot, text) = kept(&story).expect("kept");
        let back = reopened(&slot, &text);
        let parked = &back.model.capture.parked;
        let words = parked[0].block.clone().unwrap_or_else(|| parked[0].text.clone());
        assert_eq!(words, came.trim_end(), "{open}");
        // Whatever becomes of it, its place is given up only once it has another.
        let taken = story.clone().keys("y");
        let gone = Effect::DropScratch(slot.clone());
        let gone = taken.effects.iter().position(|effect| *effect == gone);
        let saved = taken.effects.iter().position(|one| matches!(one, Effect::SaveScratch { .. }));
        assert!(saved.is_some() && saved < gone, "{open}: {:?}", taken.effects);
        let parked = story.keys("esc");
        assert_eq!(kept(&parked), Some((slot, text)), "{open}");
        assert!(!parked.effects.iter().any(|one| matches!(one, Effect::DropScratch(_))), "{open}");
    }
}

#[test]
fn two_things_are_not_glued_into_one_word() {
    let after = |first: &str, millis: i64, second: &str| {
        let mut story = Story::begun().keys("esc").burst(first);
        story.send(Message::Tick(story.model.now.plus_millis(millis)));
        let story = story.burst(second);
        let (_, text) = kept(&story).expect("kept again");
        assert!(text.ends_with(offered(&story).lines().last().unwrap_or_default()), "{text:?}");
        offered(&story)
    };
    assert_eq!(after("abc", 300, "def"), "abc def");
    assert_eq!(after("abc", 1_000, "def"), "abc\ndef");
    assert_eq!(after("abc ", 300, "def"), "abc def");
    assert_eq!(after("abc\n", 300, "def"), "abc\ndef");
    // What a slow connection brings of somebody who types goes on, and so does a long paste.
    assert_eq!(after("dr", 300, "op"), "drop");
    let long = "x".repeat(600);
    assert_eq!(after(&long, 300, "yyy"), format!("{long}yyy"));
    let mut story = Story::begun().keys("esc").burst("abc");
    story.send(Message::Burst { text: "def".to_owned(), goes_on: true });
    assert_eq!(offered(&story), "abcdef");
}

#[test]
fn a_letter_that_could_not_have_seen_the_question_does_not_answer_it() {
    let story = Story::begun().keys("esc").burst("a ke").blind("y enter n");
    assert_eq!(offered(&story), "a key\nn");
    assert!(kept(&story).is_some_and(|(_, text)| text.ends_with("a key\nn")));
    let mut later = story.clone();
    later.send(Message::Tick(story.model.now.plus_millis(capture::SEEN_MS)));
    assert!(later.blind("n").model.overlays.is_empty());
    // A key that is no letter says that it was seen.
    assert!(story.blind("down n").model.overlays.is_empty());
    // Blanks alone are no line.
    let story = Story::begun().keys("esc").burst("\n\t");
    assert!(story.model.overlays.is_empty());
    shows(&story, "none was run");
}

#[track_caller]
fn is_recorded_for_few(story: Story) {
    shows(&story, "•••");
    let story = story.keys("enter");
    hides(&story, "secret");
    let mut lines = story.model.incident.timeline.iter().filter_map(|line| line.entry());
    let now = &lines.next().expect("recorded").now;
    assert_ne!(now.handling, Handling::Open);
    assert_eq!(now.kind, EntryKind::Note, "no other sign of it counts");
}

#[test]
fn what_begins_as_a_line_for_few_is_dots_until_it_is_recorded_as_such() {
    for came in ["%% secret two", "% secret\nand secret\n", " % secret", "%% > @infra secret"] {
        let story = Story::begun().size(80, 24).keys("esc").burst(came);
        let (slot, text) = kept(&story).expect("kept");
        let taken = story.clone().keys("y");
        let parked = story.clone().keys("esc");
        let listed = parked.clone().keys("esc ctrl-r");
        let again = listed.clone().keys("enter");
        let back = reopened(&slot, &text);
        let back_listed = back.clone().keys("ctrl-r");
        let back_taken = back_listed.clone().keys("enter");
        for story in [&story, &taken, &parked, &listed, &again, &back, &back_listed, &back_taken] {
            hides(story, "secret");
        }
        is_recorded_for_few(taken);
        is_recorded_for_few(again);
        is_recorded_for_few(back_taken);
    }
    // A block for few is not opened line by line.
    let story = Story::begun().keys("esc").burst("% one\ntwo").keys("y ctrl-n");
    shows(&story, "A block for few is one entry");
    assert!(story.entries().is_empty() && story.model.overlays.is_empty());
}

#[test]
fn what_was_pasted_is_no_grammar_after_it_was_put_aside_either() {
    let story = Story::begun().pasted("> @infra wipe it");
    let (slot, text) = kept(&story).expect("kept");
    let parked = story.keys("esc").burst("x y").keys("esc i ctrl-r enter ctrl-r enter");
    let back = reopened(&slot, &text);
    shows(&back, "> > @infra wipe it");
    shows(&parked, " > > @infra wipe it");
    for story in [back.keys("enter"), parked.keys("enter")] {
        let mut lines = story.model.incident.timeline.iter().filter_map(|line| line.entry());
        assert_eq!(lines.next().expect("recorded").now.kind, EntryKind::Note);
    }
}

#[test]
fn the_question_who_types_is_not_answered_by_keys_that_came_before_it() {
    let story = Story::begun().typed("db-7 is dark").time("14:40").blind("enter enter");
    assert!(typist::asking(&story.model) && story.entries().is_empty());
    shows(&story, "What you type waits for the answer");
    // Nor by arrows, nor at the end of what is typed on.
    let story = story.blind("down x enter");
    assert!(typist::asking(&story.model));
    let story = story.keys("enter");
    assert!(!typist::asking(&story.model));
    assert_eq!(story.entries(), ["db-7 is dark", "x"], "each where it was meant");
    // The same where the question came up with the screen.
    let mut story = Story::begun().blind("ctrl-x");
    story.send(Message::Resumed);
    let story = story.burst("x").blind("ctrl-x enter");
    assert!(typist::asking(&story.model));
    // And where a name was never said.
    let mut story = Story::begun().typed("db-7 is dark");
    (story.model.me.unconfirmed, story.model.me.unnamed) = (true, true);
    let story = story.blind("enter enter");
    shows(&story, "Who is typing? Your name");
}

#[test]
fn closing_and_leaving_name_it() {
    let story =
        Story::begun().keys("esc").burst("drop tables").keys("ctrl-p").typed("room: declare");
    let story = story.keys("enter").keys("G enter");
    shows(&story, "Not on the record: 1 that came too fast, offered as a line");
    let mut story = Story::begun().keys("esc").burst("drop tables");
    story.model.reach.desk = Some(DeskTrouble { because: "no room".to_owned(), full: true });
    shows(&story.keys("ctrl-q"), "The desk keeps nothing: text that is typed here goes with you");
}
