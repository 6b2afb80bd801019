//! What the screen tells of its own accord: where a line went, what came back, what Enter would do;
//! whole, and once.

use allhands::console::message::Message;
use allhands::console::model::{Scratch, Slot};
use allhands::domain::ids::DraftId;

use super::story::{Story, at, hides, shows};

#[test]
fn a_line_of_the_past_says_where_it_went() {
    hides(&Story::begun().line("db-7 went dark"), "It stands at");
    let story = Story::begun().line("yesterday 22:10 first login");
    shows(&story, "It stands at 22:10 Sat 21 Nov in the timeline.");
    let story = Story::begun().line("2026-11-20 the laptop was bought");
    shows(&story, "It stands at ~day Fri 20 Nov in the timeline.");
}

#[test]
fn what_the_line_wants_is_said_whole_and_once() {
    let story = Story::begun().size(80, 24).line("25:10 the alarm went off in the second rack");
    let screen = story.screen();
    assert!(screen.contains("ENTER AGAIN") && !screen.contains('…'), "{screen}");
    assert_eq!(screen.matches("no time (as 14:05)").count(), 1, "{screen}");
    let story = Story::begun().size(80, 24).pasted("one\ntwo\n");
    shows(&story, "Backspace drops it.");
    // Too long for its row, it stands above the line, and the keys stay.
    let mut story = Story::begun().size(80, 24);
    story.model.notice = Some(format!("It begins here, {}and ends here.", "goes on, ".repeat(9)));
    shows(&story, "It begins here");
    shows(&story, "and ends here.");
    shows(&story, "Esc panes");
}

#[test]
fn a_name_that_its_column_cuts_stands_whole_after_the_words() {
    let story = Story::begun().size(80, 24).line("> @\"Amara Okafor\" call the bank").keys("enter");
    shows(&story, "call the bank (to Amara Okafor)");
    hides(&Story::begun().size(80, 24).line("> @infra rotate keys"), "(to ");
}

#[test]
fn a_promise_stands_while_its_item_is_blocked() {
    let story = Story::begun().keys("esc tab tab +").typed("Check the vault").keys("enter p");
    let story = story.typed("30m").keys("enter x").typed("vendor").keys("enter");
    shows(&story, "by 15:30  blocked: vendor");
    shows(&story.time("14:40"), "10m late  blocked: vendor");
}

#[test]
fn next_says_who_asks_and_hides_how_much_is_hidden() {
    shows(&Story::begun().line("< NYT asks: is it true? by 16:50"), "NYT: is it true?");
    let hidden = Story::begun().line("% > @legal check the notice to the regulator");
    let screen = hidden.screen();
    assert!(screen.contains("•••") && !screen.contains("••••"), "{screen}");
}

#[test]
fn a_moment_of_another_day_is_not_taken_for_one_of_today() {
    let story = Story::begun().keys("esc r a /").typed("contained").keys("enter");
    let story = story.typed("yesterday 08:00").keys("enter");
    shows(&story, "set to 08:00 CET Sat 21 Nov");
}

#[test]
fn unsaved_text_of_a_draft_is_not_back_in_silence() {
    let scratch = |slot| Scratch {
        slot,
        text: "half".to_owned(),
        cursor: 4,
        at: at("13:00"),
        by: None,
        owner: None,
    };
    let mut story = Story::begun().size(80, 24);
    story.send(Message::Scratches(vec![scratch(Slot::Draft(DraftId::new("d")))]));
    shows(&story, "A draft's unsaved text is back (Drafts, Enter).");
    let both = vec![scratch(Slot::Capture), scratch(Slot::Draft(DraftId::new("d")))];
    let mut story = Story::begun().size(80, 24);
    story.send(Message::Scratches(both));
    shows(&story, "Your half-typed line is back. A draft's unsaved text is back");
}

#[test]
fn a_list_that_takes_what_is_typed_says_so() {
    let story = Story::begun().keys("esc r r enter /").typed("Da");
    shows(&story, "Enter takes what is typed   Down chooses");
    hides(&story, "> Dana");
    let story = story.keys("down");
    shows(&story, "> Dana");
    let back = story.keys("up");
    hides(&back, "> Dana");
    shows(&back.keys("down enter"), "IC Dana");
    let story = Story::begun().keys("esc r r enter /").typed("Kim");
    shows(&story, "Enter takes what is typed");
}

#[test]
fn only_taking_a_declaration_back_wants_a_reason_before_it_is_sent() {
    let story = Story::begun().keys("esc r d enter enter r d enter");
    hides(&story, "May stay empty");
    let story = story.keys("enter");
    shows(&story, "Say why in a few words: they stay on the record.");
    assert!(story.submitted().is_empty());
    assert_eq!(story.typed("a false alarm").keys("enter").submitted().len(), 1);
}
