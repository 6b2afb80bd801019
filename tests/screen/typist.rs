//! Who types: asked once where nobody said, in a field that swallows no line; asked again where it
//! may be another.

use allhands::console::message::Message;
use allhands::console::overlay::Overlay;

use super::story::{Story, shows};

/// A room that somebody opened who has never said a name.
fn unnamed() -> Story {
    let mut story = Story::begun();
    story.model.me.person = allhands::domain::people::Person::new("root");
    story.model.me.session = allhands::domain::ids::SessionId::new("s9");
    (story.model.me.unconfirmed, story.model.me.unnamed) = (true, true);
    story
}

/// What the dialog on top asks.
fn asked(story: &Story) -> &str {
    match story.model.overlays.last() {
        Some(Overlay::Prompt(prompt)) => &prompt.title,
        Some(Overlay::Choice(choice)) => &choice.title,
        _ => "",
    }
}

#[track_caller]
fn is_asked(story: &Story, words: &str) {
    assert!(asked(story).contains(words), "{:?} is asked", asked(story));
}

#[test]
fn a_name_and_a_department_are_asked_for_once_and_become_no_line() {
    let mut story = unnamed();
    story.send(Message::Seated);
    is_asked(&story, "Your name");
    let story = story.typed("Lee").keys("enter");
    is_asked(&story, "Lee is of which department?");
    let story = story.typed("secur").keys("enter");
    assert_eq!(asked(&story), "");
    assert_eq!(story.model.me.person.as_str(), "Lee");
    assert_eq!(story.model.me.department.as_str(), "sec");
    assert!(!story.model.me.unconfirmed && !story.model.me.unnamed);
    let story = story.line("db-7 is dark");
    assert_eq!(story.entries(), ["db-7 is dark"]);
    assert_eq!(asked(&story), "");
}

#[test]
fn enter_alone_takes_the_hosts_name_for_one() {
    let mut story = unnamed();
    story.send(Message::Seated);
    let story = story.keys("enter enter");
    assert_eq!(story.model.me.person.as_str(), "root");
    assert_eq!(story.model.me.department.as_str(), "sec", "the one that stood");
    assert!(!story.model.me.unnamed);
}

#[test]
fn a_line_that_is_begun_is_left_alone_until_enter_asks() {
    let mut story = unnamed().typed("db-7 is dark");
    story.send(Message::Seated);
    assert_eq!(asked(&story), "", "not in the middle of a line");
    let story = story.keys("enter");
    is_asked(&story, "Your name");
    assert_eq!(story.model.capture.field.text(), "db-7 is dark");
    let story = story.typed("Lee").keys("enter enter");
    assert_eq!(story.entries(), ["db-7 is dark"], "the Enter that waited records it");
    assert_eq!(story.model.capture.field.text(), "");
}

#[test]
fn a_line_begun_in_the_names_field_goes_into_the_line() {
    let mut story = unnamed();
    story.send(Message::Seated);
    let story = story.typed("the api of the shop is down").keys("enter");
    is_asked(&story, "Your name");
    let story = story.keys("esc");
    assert_eq!(asked(&story), "");
    assert_eq!(story.model.capture.field.text(), "the api of the shop is down");
    let story = story.keys("enter").typed("Lee").keys("enter enter");
    assert_eq!(story.entries(), ["the api of the shop is down"]);
}

#[test]
fn a_paste_is_no_name() {
    let mut story = unnamed();
    story.send(Message::Seated);
    story.send(Message::Paste("from a ticket".to_owned()));
    assert_eq!(asked(&story), "");
    assert_eq!(story.model.capture.field.text(), "from a ticket");
}

#[test]
fn a_fresh_line_over_the_question_asks_when_it_is_recorded_and_not_again() {
    let mut story = unnamed();
    story.send(Message::Seated);
    let story = story.keys("ctrl-o").typed("phone rang").keys("enter");
    is_asked(&story, "Your name");
    let story = story.typed("Lee").keys("enter enter");
    assert_eq!(story.entries(), ["phone rang"]);
    assert!(story.model.overlays.is_empty());
}

#[test]
fn the_key_for_another_typist_is_asked_once() {
    let story = unnamed().keys("esc j r t");
    is_asked(&story, "Your name");
    let story = story.typed("Lee").keys("enter enter");
    assert!(story.model.overlays.is_empty(), "{}", asked(&story));
    let mut story = Story::begun().keys("esc");
    story.send(Message::Resumed);
    let story = story.keys("r t");
    is_asked(&story, "Who is typing?");
    let story = story.keys("down enter");
    is_asked(&story, "Who types now?");
    let story = story.keys("/").typed("Mia").keys("enter enter");
    assert!(story.model.overlays.is_empty(), "{}", asked(&story));
    assert_eq!(story.model.me.person.as_str(), "Mia");
}

#[test]
fn keys_that_wait_outlast_a_question_that_was_closed() {
    let mut story = Story::begun();
    story.send(Message::Resumed);
    let story = story.typed("d").keys("down enter esc").typed("b");
    is_asked(&story, "Who is typing?");
    let story = story.keys("enter");
    assert_eq!(story.model.capture.field.text(), "db");
}

#[test]
fn nobody_answers_behind_a_hidden_screen() {
    let mut story = Story::begun();
    story.send(Message::Resumed);
    let story = story.keys("ctrl-x").typed("x").keys("enter");
    assert!(story.model.overlays.is_empty() && story.model.me.unconfirmed);
    let story = story.keys("ctrl-x").typed("x");
    is_asked(&story, "Who is typing?");
    let story = story.keys("ctrl-x");
    assert!(story.model.shield.blank, "the chord works while it is asked");
}

#[test]
fn the_question_for_a_name_is_whole_at_every_size() {
    let mut story = unnamed();
    story.send(Message::Seated);
    let story = story.size(80, 24);
    let screen = story.screen();
    assert!(screen.contains("Who is typing? Your name, as people here know it"), "{screen}");
    assert!(screen.contains("Enter alone: root"), "{screen}");
    assert!(screen.contains("what stands here goes into the line"), "{screen}");
}

#[test]
fn undo_names_whose_act_it_is_where_another_did_it_and_asks() {
    let mut story = Story::begun().line("Dana's line");
    story.send(Message::Resumed);
    let story = story.keys("esc").keys("down enter").typed("Mia").keys("enter enter");
    assert_eq!(story.model.me.person.as_str(), "Mia");
    let asks = story.keys("u");
    shows(&asks.clone().size(80, 24), "Undo what Dana did <1m ago?");
    shows(&asks.clone().size(80, 24), "strike note “Dana's line”");
    assert!(asks.submitted().is_empty());
    let undone = asks.keys("y");
    assert_eq!(undone.submitted().len(), 1);
    // Her own act again asks nothing.
    let story = undone.keys("i").line("Mia's line").keys("esc u");
    assert_eq!(story.model.notice.as_deref(), Some("Undone: note “Mia's line” recorded"));
    // On its way it is nobody else's to take back: the words would come into her line.
    let mut story = Story::begun();
    story.delivers = false;
    let mut story = story.line("Dana's line");
    story.send(Message::Resumed);
    let story = story.keys("esc").keys("down enter").typed("Mia").keys("enter enter");
    let mut story = story;
    story.model.waiting.truncate(1);
    let story = story.keys("u");
    shows(&story.size(80, 24), "Dana did the last thing here: undone once it is in the file.");
}
