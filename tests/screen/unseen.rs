//! What is typed while the screen is hidden: nothing runs, nothing is recorded, nothing is lost.

use allhands::console::message::Message;

use super::story::{Story, hides, shows};

#[test]
fn what_is_typed_on_a_hidden_screen_is_kept_as_a_line_and_offered_when_it_comes_back() {
    let recorded = |story: &Story| story.submitted().len();
    for begun in ["ctrl-x", "ctrl-x ctrl-o", "esc ctrl-x", "esc r d ctrl-x"] {
        let story = Story::begun().keys(begun);
        let before = recorded(&story);
        let story = story.typed("hello").keys("enter");
        assert_eq!(recorded(&story), before, "{begun}: no Enter records what nobody sees");
        shows(&story, "•••••");
        shows(&story, "kept, not recorded");
        hides(&story, "hello");
        let story = story.keys("ctrl-x");
        shows(&story, " +> hello");
        shows(&story, "Typed while the screen was hidden");
        let story = story.keys("enter");
        assert_eq!(recorded(&story), before + 1, "{begun}: it is a line like every other");
    }
}

#[test]
fn lines_and_bursts_on_a_hidden_screen_are_lines_of_their_own() {
    let story = Story::begun().typed("half a sentence").keys("ctrl-x");
    let story = story.typed("one").keys("enter").burst("two\n").pasted("three").keys("ctrl-x");
    shows(&story, " +> three");
    shows(&story, "2 parked");
    let parked = story.model.capture.parked.iter().map(|one| one.text.as_str());
    assert_eq!(parked.collect::<Vec<_>>(), ["one", "two"]);
    // What was half typed before is untouched below.
    let story = story.keys("enter");
    shows(&story, " > half a sentence");
}

#[test]
fn a_hidden_screen_comes_back_as_it_was_where_nothing_was_typed() {
    let story = Story::begun().keys("esc tab");
    let before = story.screen();
    let story = Story::begun().keys("esc tab ctrl-x esc tab enter up ctrl-u ctrl-o ctrl-x");
    assert_eq!(story.screen(), before);
}

#[test]
fn until_it_is_clear_who_types_it_waits_for_the_answer() {
    let mut story = Story::begun().keys("esc ctrl-x");
    story.send(Message::Resumed);
    let story = story.typed("hello").keys("enter ctrl-x");
    shows(&story, "Who is typing?");
    let story = story.keys("enter");
    shows(&story, " > hello");
    assert!(story.submitted().is_empty(), "{:?}", story.submitted());
}
