//! Drafts in linear mode: written line by line or with an editor, side by side, restored. Apart
//! from the other scripts, because each needs a text or two before it begins.

use crate::console::model::Scratch;
use crate::domain::command::Command;
use crate::domain::event::DraftRevised;

use super::super::*;
use super::desk::Desk;

/// What a console that ended had at its desk is found by this one.
fn comes_back(desk: &mut Desk, (slot, text, cursor): (Slot, String, usize)) {
    let at = desk.model.now;
    let scratch = Scratch { slot, text, cursor, at, by: None, owner: None };
    desk.take(Input::heard(Message::Scratches(vec![scratch])));
}

/// Texts that Dana makes of the first text of the only draft, each beside the others.
fn danas_texts(desk: &mut Desk, texts: &[&str]) {
    let draft = desk.model.incident.drafts.all()[0].clone();
    for text in texts {
        let bases = vec![draft.revisions[0].id.clone()];
        let revision = RevisionId::new(*text);
        let revised = DraftRevised::new(draft.id.clone(), revision, bases, (*text).to_owned());
        desk.anew("dana", "Dana", Command::ReviseDraft(revised));
    }
}

#[test]
fn a_draft_is_written_line_by_line_and_read_out() {
    let mut desk = Desk::new();
    desk.types("/new-draft Customers affected");
    desk.types("/write 1");
    assert_eq!(desk.linear.prompt(&desk.model), "draft: ");
    for line in ["Dear customers,", "/quit is no command here.", ""] {
        desk.check(line, &[]);
    }
    assert!(matches!(desk.effects.last(), Some(Effect::SaveScratch { .. })));
    let printed = desk.types(".");
    assert!(printed[0].starts_with("Recorded: "), "{printed:?}");
    assert!(matches!(desk.effects.last(), Some(Effect::DropScratch(_))));
    let printed = desk.types("/draft 1");
    let text = ["    Dear customers,", "    /quit is no command here.", "    "];
    assert!(printed.ends_with(&text.map(str::to_owned)), "{printed:?}");
}

#[test]
fn a_text_left_half_typed_is_taken_up_again() {
    let mut desk = Desk::new();
    desk.types("/new-draft Customers");
    desk.types("/write 1");
    desk.types("Dear customers,");
    let Some(Effect::SaveScratch { slot, text, cursor }) = desk.effects.pop() else {
        panic!("kept at the desk")
    };
    desk.linear = Linear::default();
    comes_back(&mut desk, (slot, text, cursor));
    assert!(desk.printed.contains(&"    Dear customers,".to_owned()), "{:?}", desk.printed);
    desk.types("we write to you");
    desk.types(".");
    let draft = &desk.model.incident.drafts.all()[0];
    let text = draft.latest().map(|latest| latest.text.as_str());
    assert_eq!(text, Some("Dear customers,\nwe write to you\n"));
}

#[test]
fn two_texts_side_by_side_become_one_and_earlier_ones_are_read_and_restored() {
    let mut desk = Desk::new();
    desk.types("/new-draft Customers");
    for line in ["/write 1", "mine", "."] {
        desk.types(line);
    }
    desk.check("/merge 1", &["That draft has one text; no other stands beside it."]);
    danas_texts(&mut desk, &["Dana's"]);
    let marked = ["{{ only_in_text_2 }}", "mine", "{{ only_in_text_3 }}", "Dana's"];
    // Left as it is, with its marks, it is no text.
    desk.types("/edit 1");
    let Some(Effect::RunEditor(text)) = desk.effects.pop() else { panic!("an editor") };
    assert!(text.contains("mine\n\n{{ only_in_text_3 }}\nDana's"), "{text}");
    desk.printed.clear();
    desk.take(Input::heard(Message::Edited(Ok(text))));
    assert_eq!(desk.printed, ["The text is as it was; nothing is recorded."]);
    let printed = desk.types("/merge 1");
    assert!(printed.iter().any(|line| line == "As one, text 2 by Lee and text 3 by Dana:"));
    for words in marked.map(|words| format!("    {words}")) {
        assert!(printed.contains(&words), "{words}: {printed:?}");
    }
    // Killed here, the next console merges on.
    desk.types("both");
    let Some(Effect::SaveScratch { slot, text, cursor }) = desk.effects.pop() else {
        panic!("kept at the desk")
    };
    desk.linear.writing = None;
    comes_back(&mut desk, (slot, text, cursor));
    desk.types(".");
    let merged = |desk: &Desk| {
        let draft = &desk.model.incident.drafts.all()[0];
        (draft.diverges(), draft.latest().map(|latest| latest.text.clone()).unwrap_or_default())
    };
    assert_eq!(merged(&desk), (false, "both\n".to_owned()));
    desk.types("/drafts");
    desk.check("/draft 1 3", &["Text 3 by Dana:", "    Dana's"]);
    desk.check("/draft 1 9", &["Say which text, from 1 to 4."]);
    desk.types("/old-text 1 3");
    assert_eq!(merged(&desk), (false, "Dana's".to_owned()));
}

#[test]
fn one_of_two_texts_is_taken_and_a_draft_is_named() {
    let mut desk = Desk::new();
    desk.types("/new-draft Customers");
    danas_texts(&mut desk, &["one", "two"]);
    let printed = desk.types("/merge 1 2");
    assert!(printed.iter().any(|line| line.starts_with("Text 2 is taken")), "{printed:?}");
    desk.types("/rename 1 To customers; customers; mail");
    let draft = &desk.model.incident.drafts.all()[0];
    assert_eq!((draft.diverges(), draft.latest().expect("a text").text.as_str()), (false, "one"));
    assert_eq!(
        [&draft.title, &draft.audience, &draft.channel],
        ["To customers", "customers", "mail"]
    );
    desk.types("/rename 1 Shorter");
    let draft = &desk.model.incident.drafts.all()[0];
    assert_eq!([&draft.title, &draft.audience], ["Shorter", "customers"]);
}

#[test]
fn the_editor_gives_a_revision_or_nothing() {
    let mut desk = Desk::new();
    desk.types("/new-draft Customers");
    desk.types("/edit 1");
    assert_eq!(desk.effects.pop(), Some(Effect::RunEditor(String::new())));
    desk.printed.clear();
    desk.take(Input::heard(Message::Edited(Ok("Dear all".to_owned()))));
    assert!(desk.printed[0].starts_with("Recorded: "), "{:?}", desk.printed);
    desk.types("/edit 1");
    desk.printed.clear();
    desk.take(Input::heard(Message::Edited(Ok("Dear all".to_owned()))));
    assert_eq!(desk.printed, ["The text is as it was; nothing is recorded."]);
}

#[test]
fn a_draft_is_made_privileged_and_open_again() {
    let mut desk = Desk::new();
    desk.types("/new-draft Customers");
    desk.types("/handling 1 privileged");
    let handling = |desk: &Desk| desk.model.incident.drafts.all()[0].handling.word();
    assert_eq!(handling(&desk), "privileged");
    desk.types("/drafts");
    desk.types("/handling 1 open");
    assert_eq!(handling(&desk), "open");
}

#[test]
fn of_three_texts_the_third_is_named_and_taken_in_after() {
    let mut desk = Desk::new();
    desk.types("/new-draft Customers");
    danas_texts(&mut desk, &["one", "two", "three"]);
    let beside = "Text 2 by Dana still stands beside them";
    let printed = desk.types("/merge 1").join("\n");
    assert!(printed.contains(&format!("the two newest. {beside}.")), "{printed}");
    desk.types("both");
    let printed = desk.types(".").join("\n");
    assert!(printed.contains(&format!("{beside}: /merge again takes it in.")), "{printed}");
    let printed = desk.types("/merge 1").join("\n");
    assert!(printed.contains("As one, text 2 by Dana and text 5"), "{printed}");
    assert!(!printed.contains("beside them"), "{printed}");
    desk.types("all three");
    let printed = desk.types(".").join("\n");
    assert!(!printed.contains("beside them"), "{printed}");
    assert!(!desk.model.incident.drafts.all()[0].diverges());
}
