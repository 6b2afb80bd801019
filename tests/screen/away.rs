//! Another person sits down at the keyboard: what the one before left half typed is put away under
//! their name, everywhere it can lie, and comes back when they do. A half-typed mend comes back as
//! that mend.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::{Focus, Pane, Scratch, Slot};
use allhands::domain::command::Command;
use allhands::domain::event::EntryWithdrawn;
use allhands::domain::ids::EntryId;

use super::story::{Story, hides, shows};

/// Dana's room; Lin of legal is known in it.
fn room() -> Story {
    Story::begun().size(80, 24).lin_known()
}

/// Whoever comes back from the shell presses `x`, and chooses that row of the question.
fn resumed(mut story: Story, keys: &str) -> Story {
    story.send(Message::Resumed);
    story.keys("x").keys(keys)
}

#[test]
fn a_line_half_typed_is_put_away_with_its_owner_and_comes_back_with_them() {
    let story = resumed(room().typed("% dias private words"), "down enter");
    assert_eq!(story.model.me.person.as_str(), "Lin");
    assert_eq!(story.model.capture.field.text(), "x", "the key that waited, and nothing else");
    shows(&story, "Half-typed text of Dana lies here (Ctrl-R in the line).");
    let kept = |effect: &Effect| {
        matches!(effect, Effect::KeepFor { owner, slot: Slot::Away(_, place), text, .. }
            if owner.as_str() == "Dana"
                && **place == Slot::Capture
                && text == "% dias private words")
    };
    let place = story.effects.iter().position(kept).expect("kept under her name");
    let given_up = Effect::DropScratch(Slot::Capture);
    let gone = story.effects.iter().position(|effect| *effect == given_up).expect("given up");
    assert!(place < gone, "its old place goes last");
    let story = story.keys("ctrl-r");
    shows(&story, "Dana's, from the line: • • •");
    hides(&story, "private words");
    let story = story.keys("esc ctrl-u").line("lin was here");
    assert_eq!(story.entries(), ["lin was here"]);
    let story = resumed(story, "down enter");
    assert_eq!(story.model.me.person.as_str(), "Dana");
    assert_eq!(story.model.capture.field.text(), "% dias private words", "as she left it");
    assert_eq!(story.model.line().field.text(), "x", "the key that waited, in a fresh line");
}

#[test]
fn keys_that_waited_never_join_a_line_that_comes_back_with_the_answer() {
    // Enter answers the question, so it waits only after a key that leads elsewhere.
    for (keys, line) in [("g a t e", "gate"), ("backspace a", "a"), ("esc j", "half three")] {
        let mut story = resumed(room().typed("half three"), "down enter").keys("ctrl-u");
        assert_eq!(story.model.me.person.as_str(), "Lin");
        story.send(Message::Resumed);
        let story = story.keys(keys).keys("down enter");
        assert_eq!(story.model.me.person.as_str(), "Dana", "{keys}");
        assert_eq!(story.model.capture.field.text(), "half three", "{keys}");
        assert_eq!(story.model.line().field.text(), line, "{keys}");
        assert_eq!(story.entries(), Vec::<String>::new(), "{keys}");
    }
    // The same where the line is still to come from the desk.
    let mut story = room();
    story.send(Message::Resumed);
    let mut story = story.typed("gate");
    let of = |slot: Slot| Scratch {
        slot,
        text: "half three".to_owned(),
        cursor: 10,
        at: super::story::at("14:00"),
        by: Some("s0".into()),
        owner: Some("Dana".into()),
    };
    story.send(Message::Left(vec![of(Slot::Capture)]));
    let mut story = story.keys("enter");
    assert_eq!(story.model.line().field.text(), "", "nothing is written before it came");
    story.send(Message::Scratches(vec![of(Slot::Capture)]));
    assert_eq!(story.model.capture.field.text(), "half three");
    assert_eq!(story.model.line().field.text(), "gate");
}

#[test]
fn a_dialog_is_closed_and_its_words_wait_for_their_owner() {
    let story = room().keys("esc r d down enter").typed("dias reason");
    let story = resumed(story, "down enter");
    assert!(story.model.overlays.is_empty(), "{:?}", story.model.overlays);
    assert!(story.model.kept_fields.is_empty(), "{:?}", story.model.kept_fields);
    assert_eq!(story.model.focus, Focus::Capture, "the key that waited runs nothing");
    let story = story.keys("ctrl-u esc r d down enter");
    hides(&story, "dias reason");
    let story = resumed(story.keys("esc"), "down enter").keys("r d down enter");
    shows(&story, "dias reason");
}

#[test]
fn parked_lines_and_an_open_draft_are_put_away_too() {
    let story = room().keys("ctrl-o").typed("dia parked this").keys("esc");
    let mut story = story;
    story.model.focus = Focus::Pane(Pane::Drafts);
    let story = story.keys("+ enter").typed("Note").keys("enter enter enter").typed("dias draft");
    assert!(story.model.drafts.editor.is_some(), "{:?}", story.model.overlays);
    let story = resumed(story, "down enter");
    assert!(story.model.capture.parked.is_empty() && story.model.drafts.editor.is_none());
    assert!(story.model.drafts.kept.is_empty());
    let story = story.keys("ctrl-r");
    shows(&story, "Dana's, parked: dia parked this");
    shows(&story, "Dana's, from the draft “Note”: dias draft");
    let story = resumed(story.keys("esc ctrl-u"), "down enter");
    assert_eq!(story.model.capture.parked[0].text, "dia parked this");
    assert_eq!(story.model.drafts.kept.len(), 1);
}

#[test]
fn what_others_typed_last_is_not_yours_to_mend() {
    let story = resumed(room().line("% dias line"), "down enter").keys("ctrl-u up");
    assert!(story.model.capture.is_empty(), "{:?}", story.model.capture.field);
    let story = resumed(story, "down enter").keys("ctrl-u up");
    assert_eq!(story.model.capture.field.text(), "% dias line");
}

#[test]
fn the_same_person_goes_on_with_what_stands_there() {
    let story = resumed(room().typed("dias line"), "enter");
    assert_eq!(story.model.capture.field.text(), "dias linex");
}

/// The console ends in the middle of a line, and the next one is told of what it left.
fn reopened(story: &Story, lines: Story) -> Story {
    let saved = story.effects.iter().find_map(|effect| match effect {
        Effect::SaveScratch { slot, text, cursor } => Some((slot.clone(), text.clone(), *cursor)),
        _ => None,
    });
    let (slot, text, cursor) = saved.expect("kept at the desk");
    let mut lines = lines;
    let by = Some("s0".into());
    let (at, owner) = (lines.model.now, Some("Dana".into()));
    lines.send(Message::Scratches(vec![Scratch { slot, text, cursor, at, by, owner }]));
    lines
}

fn corrections(story: &Story) -> usize {
    let corrected = |command: &&&Command| matches!(command, Command::CorrectEntry { .. });
    story.submitted().iter().filter(corrected).count()
}

#[test]
fn a_half_typed_mend_comes_back_as_the_mend_of_its_line() {
    for keys in ["up", "esc k e"] {
        let recorded = room().line("fresh line to mend");
        let typed = recorded.clone().keys(keys).typed(" XX");
        assert_eq!(typed.model.capture.field.text(), "fresh line to mend XX", "{keys}");
        let story = reopened(&typed, recorded);
        shows(&story, "mend> fresh line to mend XX");
        let story = story.keys("enter");
        assert_eq!(corrections(&story), 1);
        assert_eq!(story.entries(), ["fresh line to mend XX"]);
    }
}

#[test]
fn a_mend_of_a_line_that_was_struck_meanwhile_says_so() {
    let recorded = room().line("fresh line to mend");
    let typed = recorded.clone().keys("up").typed(" XX");
    let entry = recorded.model.incident.timeline.by_row().iter().find_map(|line| line.entry());
    let entry: EntryId = entry.expect("a line").now.entry.clone();
    let because = "twice".to_owned();
    let struck = EntryWithdrawn { entry, because };
    let seen = recorded.model.incident.head;
    let recorded = recorded.other("Lin", "legal", Command::WithdrawEntry { to: struck, seen });
    let story = reopened(&typed, recorded);
    shows(&story, "A half-typed mend is back; what it mends was struck");
    assert!(story.model.capture.mending.is_none());
    assert_eq!(story.model.capture.field.text(), "fresh line to mend XX");
}

#[test]
fn a_mend_that_is_parked_is_taken_up_as_a_mend() {
    let story = room().line("fresh line to mend").keys("ctrl-o").typed("another").keys("esc up");
    let story = story.typed(" XX").keys("ctrl-r enter");
    assert_eq!(story.model.capture.field.text(), "another");
    let story = story.keys("ctrl-r enter enter");
    assert_eq!(corrections(&story), 1, "{:?}", story.effects);
    assert_eq!(story.entries(), ["fresh line to mend XX"]);
}
