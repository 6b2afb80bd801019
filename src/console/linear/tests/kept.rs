//! Half-typed text in linear mode: one's own, others', and what holds words that were redacted.
//! Apart from the other scripts, because a desk stands behind each.

use crate::console::model::Scratch;
use crate::domain::command::Command;
use crate::domain::event::DraftHandled;
use crate::domain::handling::Handling;
use crate::domain::ids::SessionId;
use crate::domain::people::Person;

use super::super::*;
use super::desk::Desk;

/// What a console of Dana's left half typed.
fn left(desk: &Desk, slot: Slot, text: &str) -> Scratch {
    let (by, owner) = (Some(SessionId::new("dana")), Some(Person::new("Dana")));
    let (text, cursor, at) = (text.to_owned(), 0, desk.model.now);
    Scratch { slot, text, cursor, at, by, owner }
}

fn finds(desk: &mut Desk, texts: &[Scratch]) {
    desk.take(Input::heard(Message::Left(texts.to_vec())));
}

/// The desk gives what was picked.
fn gives(desk: &mut Desk, text: Scratch) {
    let asked = vec![(SessionId::new("dana"), text.slot.clone())];
    assert_eq!(desk.effects, [Effect::TakeLeft(asked)]);
    desk.effects.clear();
    desk.printed.clear();
    desk.take(Input::heard(Message::Scratches(vec![text])));
}

fn saved(desk: &Desk) -> Vec<&str> {
    let texts = desk.effects.iter().filter_map(|effect| match effect {
        Effect::SaveScratch { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn others_text_is_listed_under_their_name_and_taken_by_its_number_only() {
    let mut desk = Desk::new();
    let line = left(&desk, Slot::Capture, "db-9 is dark too\n14:02 down\n14:03 still");
    finds(&mut desk, std::slice::from_ref(&line));
    let found = "Dana left a text half typed; it is kept at this desk, and /half-typed lists it.";
    assert_eq!(desk.printed, [found]);
    assert_eq!(desk.effects, [], "nobody else's text comes by itself");
    let takes = "/pick N takes one: from then on it is yours, and no longer in this list.";
    desk.check("/half-typed", &["1. Dana's, from the line: db-9 is dark too", takes]);
    desk.check("/pick 1", &[]);
    gives(&mut desk, line.clone());
    let offered = "A line was left half typed. /take 1 records it, /forget 1 drops \
                   it: db-9 is dark too (and 2 lines quoted)";
    assert_eq!(desk.printed, [offered]);
    let [Effect::SaveScratch { text, .. }, Effect::DropLeft(_, Slot::Capture)] = &*desk.effects
    else {
        panic!("in its new place before it goes from the old: {:?}", desk.effects)
    };
    assert_eq!(*text, line.text);
    assert_eq!(desk.types("/take 1").last().map(String::as_str), Some("Recorded."));
    let entry = desk.model.incident.timeline.by_row().last().and_then(|line| line.entry());
    let quote = entry.and_then(|entry| entry.now.quote.as_deref());
    assert_eq!(quote, Some("14:02 down\n14:03 still"), "the block is not lost");
    assert!(matches!(desk.effects.last(), Some(Effect::DropScratch(_))), "{:?}", desk.effects);
    desk.check(
        "/half-typed",
        &["Nothing parked, put away or left here; an open console keeps what it has."],
    );
}

#[test]
fn what_one_person_left_waiting_is_put_away_when_another_types() {
    let mut desk = Desk::new();
    desk.types(">rotate the keys");
    desk.effects.clear();
    let typed = desk.types("/as Lin");
    let away = "What Lee left half typed is put away; /half-typed lists it.";
    assert!(typed.iter().any(|line| line == away), "{typed:?}");
    assert_eq!(saved(&desk), Vec::<&str>::new(), "not kept as Lin's");
    let kept = |effect: &Effect| {
        matches!(effect, Effect::KeepFor { owner, text, .. }
            if owner.as_str() == "Lee" && text == ">rotate the keys")
    };
    assert!(desk.effects.iter().any(kept), "{:?}", desk.effects);
    let takes = "/pick N takes one: from then on it is yours, and no longer in this list.";
    desk.check("/half-typed", &["1. Lee's, parked: >rotate the keys", takes]);
    let back = "A line was left half typed. /take 1 records it, /forget 1 drops it: \
                >rotate the keys";
    desk.check("/as Lee", &["Lee (coord) types now.", back]);
}

#[test]
fn what_is_private_is_dots_in_the_list_and_in_the_offer() {
    let mut desk = Desk::new();
    let private = left(&desk, Slot::Parked(3), "% counsel says wait");
    let dialog = left(&desk, Slot::Field("title".to_owned()), "Stolen laptop of Jane");
    finds(&mut desk, &[private.clone(), dialog.clone()]);
    let listed = desk.types("/half-typed");
    assert_eq!(listed[..2], ["1. Dana's, from a dialog: • • •", "2. Dana's, parked: • • •"]);
    for (number, text) in [("2", private), ("1", dialog)] {
        desk.effects.clear();
        desk.types(&format!("/pick {number}"));
        gives(&mut desk, text);
        assert!(desk.printed[0].ends_with("drops it: •••"), "{:?}", desk.printed);
        desk.types("/half-typed");
    }
    desk.types("/take 2");
    let line = desk.model.incident.timeline.by_row().last().and_then(|line| line.entry());
    assert!(line.is_some_and(|entry| !entry.now.handling.is_open()), "a dialog's may be anything");
}

#[test]
fn an_editors_unsaved_text_is_gone_on_with_and_saved_from_its_own_base() {
    let mut desk = Desk::new();
    desk.types("/new-draft Customers");
    let draft = desk.model.incident.drafts.all()[0].clone();
    let base = draft.revisions[0].id.to_string();
    let unsaved = left(&desk, Slot::Draft(draft.id.clone()), &format!("{base}\nDear customers,"));
    let handling = Handling::Restricted { to: Vec::new() };
    finds(&mut desk, std::slice::from_ref(&unsaved));
    desk.anew("dana", "Dana", Command::HandleDraft(DraftHandled { draft: draft.id, handling }));
    desk.types("/half-typed");
    desk.effects.clear();
    desk.check("/pick 1", &["That draft is restricted; /shield lifts the shield."]);
    desk.types("/shield");
    desk.types("");
    desk.types("/half-typed");
    desk.types("/pick 1");
    gives(&mut desk, unsaved);
    assert!(desk.printed.contains(&"    Dear customers,".to_owned()), "{:?}", desk.printed);
    desk.types("we look into it");
    desk.types(".");
    let draft = &desk.model.incident.drafts.all()[0];
    let latest = draft.latest().expect("a text");
    assert_eq!(latest.text, "Dear customers,\nwe look into it\n");
    assert_eq!(latest.bases.iter().map(RevisionId::as_str).collect::<Vec<_>>(), [base]);
}

#[test]
fn what_waits_for_a_word_is_kept_at_the_desk_and_comes_back() {
    let mut desk = Desk::new();
    desk.types("> @infre rotate keys");
    assert_eq!(saved(&desk), ["> @infre rotate keys"]);
    desk.types("");
    assert_eq!(desk.effects.last(), Some(&Effect::DropScratch(Slot::Capture)));
    desk.effects.clear();
    desk.take(Input::Pasted("first\nsecond".to_owned()));
    assert_eq!(saved(&desk), ["\nfirst\nsecond"]);
    // Killed here, the next console has the paste again, as a paste.
    let (slot, text) = (Slot::Parked(9), "\nfirst\nsecond");
    let paste = left(&desk, slot, text);
    desk.linear = Linear::default();
    desk.take(Input::heard(Message::Scratches(vec![paste])));
    assert_eq!(desk.types("/lines").last().map(String::as_str), Some("Recorded."));
    assert!(matches!(desk.effects.last(), Some(Effect::DropScratch(_))), "{:?}", desk.effects);
}

#[test]
fn a_number_that_was_offered_means_the_same_line_until_it_is_dealt_with() {
    let mut desk = Desk::new();
    desk.types("> @infre first");
    desk.types("> @infre second");
    desk.types("plain");
    // Two wait now, under 1 and 2. Asked about, the second keeps its number, and goes when it is
    // recorded.
    desk.types("/take 2");
    assert_eq!(desk.types("").last().map(String::as_str), Some("Recorded."));
    desk.check("/take 2", &["Say which of the lines offered: /take 1."]);
    desk.check("/forget 7", &["No line is offered under 7; /half-typed says which are."]);
    desk.check("/forget 1", &["Forgotten."]);
    desk.check("/take 1", &["Nothing is offered now."]);
}

#[test]
fn a_paste_with_a_key_in_it_can_be_marked() {
    let mut desk = Desk::new();
    desk.check("/mark", &["Nothing was pasted."]);
    let key = "AKIAIOSFODNN7EXAMPLE";
    desk.take(Input::Pasted(format!("in the log:\n{key}\n")));
    let asked = desk.types("/block");
    assert!(asked.contains(&"/mark puts a mark in its place.".to_owned()), "{asked:?}");
    desk.types("/mark");
    assert_eq!(desk.types("/block").last().map(String::as_str), Some("Recorded."));
    assert!(!format!("{:?}", desk.model.incident.timeline).contains(key));
}

/// Two lines that hold her name, the first of which goes; something half typed holds it too.
fn with_jane() -> Desk {
    let mut desk = Desk::new();
    desk.types("we saw Jane Doe");
    desk.types("Jane is well, said Doe of ops");
    desk
}

const HOLDS: &str =
    "The draft you write holds words that Dana redacted: the desk keeps it without them.";
const DOUBT: &str = "It holds words that Dana redacted; again records them. A line with . alone \
                     does so, one with ! alone gives it up.";

#[test]
fn a_draft_that_is_being_typed_is_judged_against_redactions() {
    let mut desk = with_jane();
    desk.types("/new-draft Customers");
    for line in ["/write 1", "Ask Jane Doe."] {
        desk.types(line);
    }
    desk.redacted_elsewhere("we saw");
    assert_eq!(desk.printed.iter().filter(|line| *line == HOLDS).count(), 1, "{:?}", desk.printed);
    let kept = saved(&desk).last().copied().unwrap_or_default();
    assert!(kept.ends_with("\nAsk (redacted).\n"), "{kept}");
    desk.check("Call her.", &[]);
    let kept = saved(&desk).last().copied().unwrap_or_default();
    assert!(kept.ends_with("\nAsk (redacted).\nCall her.\n"), "{kept}");
    desk.check(".", &[DOUBT]);
    let text = |desk: &Desk| {
        let latest = desk.model.incident.drafts.all()[0].latest().cloned();
        latest.map(|latest| latest.text).unwrap_or_default()
    };
    assert_eq!(text(&desk), "", "not at the first");
    desk.types(".");
    assert_eq!(text(&desk), "Ask Jane Doe.\nCall her.\n", "a person may mean it");
}

#[test]
fn what_an_editor_left_is_judged_by_what_was_redacted_meanwhile() {
    let mut desk = with_jane();
    desk.types("/new-draft Customers");
    for line in ["/write 1", "Ask Jane Doe.", "."] {
        desk.types(line);
    }
    desk.types("/edit 1");
    desk.redacted_elsewhere("Ask Jane Doe.");
    desk.redacted_elsewhere("we saw");
    desk.printed.clear();
    desk.take(Input::heard(Message::Edited(Ok("Ask Jane Doe today.\n".to_owned()))));
    assert_eq!(desk.printed[0], DOUBT, "{:?}", desk.printed);
    let kept = saved(&desk).last().copied().unwrap_or_default();
    assert!(kept.ends_with("\n(redacted) today.\n"), "{kept}");
    desk.check("!", &["Given up; the draft is as it was."]);
}

#[test]
fn a_line_that_waits_is_judged_against_redactions() {
    let mut desk = with_jane();
    desk.types("> @infre ask Jane Doe");
    desk.redacted_elsewhere("we saw");
    assert_eq!(saved(&desk), ["> @infre ask (redacted)"]);
    let said = "The line that waits for Enter holds words that Dana redacted: the desk keeps it \
                without them.";
    assert!(desk.printed.contains(&said.to_owned()), "{:?}", desk.printed);
    let asks = "It holds words that Dana redacted; again records them. Enter, or the same line \
                again, goes on; anything else leaves it.";
    desk.check("", &[asks]);
    assert_eq!(desk.types("").last().map(String::as_str), Some("Recorded."));
    // No text here holds them any more, so this console does not know them.
    assert_eq!(desk.types("Jane Doe called").last().map(String::as_str), Some("Recorded."));
    // A paste, and what is typed beside it.
    desk.take(Input::Pasted("in the log\nJane Doe was here".to_owned()));
    desk.redacted_elsewhere("Jane Doe called");
    desk.redacted_elsewhere("ask Jane Doe");
    assert_eq!(saved(&desk).last(), Some(&"\nin the log\n(redacted) was here"));
    assert_eq!(desk.types("tell Jane Doe")[0], asks);
    desk.types("/forget");
    desk.types("/redact jane doe");
}

#[test]
fn a_second_screen_keeps_nothing_that_waits_for_a_word() {
    for read_only in [false, true] {
        let mut desk = Desk::new();
        desk.model.me.read_only = read_only;
        desk.take(Input::Pasted("first\nsecond".to_owned()));
        let keeps = |effect: &Effect| matches!(effect, Effect::SaveScratch { .. });
        assert_eq!(desk.effects.iter().any(keeps), !read_only, "{:?}", desk.effects);
    }
}
