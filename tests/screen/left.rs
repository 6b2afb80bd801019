//! Half-typed text that consoles which ended left at the desk: it comes back to who typed it, and
//! is an offer in their name to everybody else.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::{Scratch, Slot};
use allhands::domain::ids::{DraftId, SessionId};

use super::story::{Story, at, hides, shows};

fn left(by: &str, owner: &str, slot: Slot, text: &str) -> Scratch {
    let owner = (!owner.is_empty()).then(|| owner.into());
    let by = Some(SessionId::new(by));
    Scratch { slot, text: text.to_owned(), cursor: text.len(), at: at("13:59"), by, owner }
}

fn draft() -> Slot {
    Slot::Draft(DraftId::new("d1"))
}

/// Nora and Ben each left a line and an unsaved text of the same draft.
fn all() -> Vec<Scratch> {
    vec![
        left("s7", "Nora Field", Slot::Capture, "Nora's line"),
        left("s7", "Nora Field", draft(), "r1\nNora wrote half a sent"),
        left("s8", "Ben Ode", Slot::Parked(0), "% Ben's secret"),
        left("s8", "Ben Ode", draft(), "r1\nBen adds this"),
    ]
}

/// A console of this person, told of what lies there.
fn told(person: &str, texts: Vec<Scratch>) -> Story {
    let mut story = Story::begun().size(80, 24).customer_note();
    story.model.me.session = SessionId::new("s9");
    story.model.me.person = person.into();
    story.send(Message::Left(texts));
    answered(story)
}

/// The desk gives what was asked for.
fn answered(mut story: Story) -> Story {
    let asked = story.effects.iter().rev().find_map(|effect| match effect {
        Effect::TakeLeft(wanted) => Some(wanted.clone()),
        _ => None,
    });
    let given = |one: &Scratch| {
        let name = (one.by.clone().expect("a session"), one.slot.clone());
        asked.as_ref().is_some_and(|asked| asked.contains(&name))
    };
    let texts: Vec<Scratch> = all().into_iter().filter(given).collect();
    if !texts.is_empty() {
        story.send(Message::Scratches(texts));
    }
    story
}

fn unsaved(story: &Story) -> &str {
    story.model.drafts.kept.get(&DraftId::new("d1")).map_or("", |kept| &kept.text)
}

#[test]
fn text_comes_back_in_its_place_to_who_typed_it_and_to_nobody_else() {
    let story = told("Ben Ode", all());
    assert_eq!(unsaved(&story), "Ben adds this");
    assert!(story.model.capture.is_empty(), "{:?}", story.model.capture);
    let parked: Vec<&str> =
        story.model.capture.parked.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(parked, ["% Ben's secret"]);
    shows(&story, "Half-typed text is back (the line, Drafts, Enter); more lies here (Ctrl-R).");

    let story = told("Nora Field", all());
    assert_eq!(unsaved(&story), "Nora wrote half a sent");
    assert_eq!(story.model.capture.field.text(), "Nora's line");

    let story = told("Wilma", all());
    assert_eq!(unsaved(&story), "");
    assert!(story.model.capture.is_empty() && story.model.capture.parked.is_empty());
    assert!(!story.effects.iter().any(|effect| matches!(effect, Effect::TakeLeft(_))));
    shows(&story, "Half-typed text of Nora Field and Ben Ode lies here (Ctrl-R in the line).");
    let story = story.keys("ctrl-r");
    shows(&story, "Ben Ode's, from the draft “Customer note”: Ben adds this");
    shows(&story, "Ben Ode's, parked: • • •");
    shows(&story, "Nora Field's, from the line: Nora's line");
    hides(&story, "secret");
}

#[test]
fn what_comes_back_has_one_place_at_the_desk() {
    let story = told("Ben Ode", all());
    for (one, slot) in [("s8", Slot::Parked(0)), ("s8", draft())] {
        let given_up = Effect::DropLeft(one.into(), slot.clone());
        let place = story.effects.iter().position(|effect| *effect == given_up).expect("given up");
        let kept = |effect: &Effect| matches!(effect, Effect::SaveScratch { .. });
        assert!(kept(&story.effects[place - 1]), "{slot:?}: {:?}", story.effects);
    }
    let given_up = story.effects.iter().filter(|one| matches!(one, Effect::DropLeft(..)));
    assert_eq!(given_up.count(), 2, "text of others was given up");
}

#[test]
fn text_of_another_is_taken_by_its_row_and_overwrites_nothing() {
    // Rows: the newest first.
    let story = answered(told("Wilma", all()).typed("mine").keys("ctrl-r down down down enter"));
    assert_eq!(story.model.capture.field.text(), "Nora's line");
    assert_eq!(story.model.capture.parked[0].text, "mine");
    let story = answered(story.keys("ctrl-r down enter"));
    assert_eq!(unsaved(&story), "Ben adds this");
    let story = story.keys("ctrl-r down down enter");
    shows(&story, "That draft has unsaved text here: save that first (Ctrl-S).");
    assert_eq!(unsaved(&story), "Ben adds this");
}

#[test]
fn two_unsaved_texts_of_one_person_and_draft_are_both_there() {
    let mut texts = all();
    for text in &mut texts {
        text.owner = Some("Ben Ode".into());
    }
    let story = told("Ben Ode", texts);
    assert_eq!(unsaved(&story), "Ben adds this");
    shows(&story, "Half-typed text is back (the line, Drafts, Enter); more lies here (Ctrl-R).");
    let story = story.keys("ctrl-r");
    shows(&story, "Yours, from the draft “Customer note”: Nora wrote half a sent");
}

#[test]
fn a_key_that_waited_for_who_types_stands_apart_from_the_line_that_comes_back() {
    let asked = || {
        let mut story = told("Nora Field", Vec::new());
        story.model.me.unconfirmed = true;
        story.send(Message::Left(all()));
        story.typed("!").keys("enter")
    };
    let story = answered(asked());
    assert_eq!(story.model.capture.field.text(), "Nora's line");
    assert_eq!(story.model.line().field.text(), "!");
    assert!(story.model.capture.parked.is_empty());

    // Nobody waits for a desk that does not answer: what is typed on is there, in its order.
    let story = asked().typed("?");
    assert_eq!(story.model.capture.field.text(), "!?");
    // Nor for a line that somebody else has taken.
    let mut story = asked();
    story.send(Message::Notice("It is gone.".to_owned()));
    assert_eq!(story.model.capture.field.text(), "!");
}

#[test]
fn an_enter_that_waited_for_who_types_records_nothing_that_comes_back_unread() {
    let asked = |first: &str| {
        let mut story = told("Nora Field", Vec::new());
        story.model.me.unconfirmed = true;
        story.send(Message::Left(all()));
        story.keys(first).keys("enter")
    };
    let story = answered(asked("enter"));
    assert_eq!(story.model.capture.field.text(), "Nora's line");
    let story = answered(asked("x"));
    assert_eq!(story.model.capture.field.text(), "Nora's line");
    assert_eq!(story.model.line().field.text(), "x");
}

#[test]
fn before_a_name_is_known_nothing_comes_back() {
    let mut story = told("Wilma", Vec::new());
    (story.model.me.unconfirmed, story.model.me.unnamed) = (true, true);
    story.send(Message::Left(all()));
    assert!(!story.effects.iter().any(|effect| matches!(effect, Effect::TakeLeft(_))));
    story.send(Message::Seated);
    let story = answered(story.typed("Nora Field").keys("enter enter"));
    assert_eq!(story.model.capture.field.text(), "Nora's line");

    // A name that is only remembered is asked about where text of others lies.
    let mut story = told("Ben Ode", Vec::new());
    story.model.me.remembered = true;
    story.send(Message::Left(all()));
    assert_eq!(unsaved(&answered(story)), "");
}
