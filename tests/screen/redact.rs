//! Taking a passage off the record, key by key: what is shown, what is asked, and that nothing of
//! it is kept or shown on the way; and the legal hold.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::{Focus, Pane, Reach};
use allhands::domain::command::Command;
use allhands::domain::event::SessionStarted;
use allhands::domain::ids::SubmissionId;
use allhands::domain::redaction::found::{Found, FoundRow, FoundSubmission, Sought};
use allhands::domain::redaction::{DeskName, Keep, Redact, RowToRedact};

use super::story::{Story, at, hides, shows};

fn row(row: u64, words: &str, stuck: Option<&'static str>) -> FoundRow {
    FoundRow {
        row: RowToRedact { row, id: format!("s-{row}-0"), keep: Keep::Names },
        kind: "entry recorded".to_owned(),
        author: "Dana".to_owned(),
        at: at("14:00"),
        words: words.to_owned(),
        stuck,
    }
}

fn found() -> Found {
    let id = SubmissionId { session: "s9".into(), number: 4 };
    let (author, at) = ("Lee".to_owned(), at("14:01"));
    Found {
        rows: vec![
            row(3, "we saw Jane Doe", None),
            row(5, "ask Jane Doe again", None),
            row(7, "Jane Doe", Some("it stands in the name of who typed it, which stays")),
        ],
        submissions: vec![FoundSubmission {
            id,
            author,
            at,
            words: "Jane".to_owned(),
            refused: true,
        }],
    }
}

/// A story whose shield is lifted, with the passage typed.
fn passage(text: &str) -> Story {
    let story = Story::begun().line("we saw Jane Doe").line("nothing").keys("esc S y r e");
    let story = story.keys("j enter").typed(text);
    assert!(
        !story.effects.iter().any(|effect| matches!(effect, Effect::SaveScratch { .. })),
        "what is to go is kept nowhere"
    );
    story.keys("enter")
}

#[test]
fn what_holds_a_passage_is_listed_left_out_and_redacted_after_a_second_yes() {
    let mut story = passage("jane doe");
    assert_eq!(story.effects, [Effect::Find(Sought::Passage("jane doe".to_owned()))]);
    story.send(Message::Found(Box::new(found())));
    for words in [
        "Redact the 3 marked",
        "[x] row 3, entry recorded: we saw Jane Doe",
        "[-] row 7, entry recorded: stays: it stands",
        "[x] refused, in the tray",
    ] {
        shows(&story, words);
    }
    // Out with row 5; row 7 cannot be marked.
    let story = story.keys("j j enter j enter");
    shows(&story, "Redact the 2 marked");
    shows(&story, "[ ] row 5");
    shows(&story, "[-] row 7");
    let story = story.keys("g g enter").typed("about JANE  DOE").keys("enter");
    shows(&story, "repeats the passage");
    let story = story.keys("ctrl-u").typed("a customer").keys("enter");
    shows(&story, "Redact 1 row and 1 refused line for good?");
    shows(&story, "Nothing brings them back");
    assert!(story.submitted().is_empty(), "nothing was asked so far");
    let story = story.keys("y");
    let [Command::Redact(redact)] = story.submitted()[..] else { panic!("another command") };
    let rows: Vec<u64> = redact.rows.iter().map(|row| row.row).collect();
    assert_eq!((rows, redact.submissions.len()), (vec![3], 1));
    assert_eq!(redact.because, "a customer");
}

#[test]
fn under_the_shield_neither_the_passage_nor_what_holds_it_is_shown() {
    let story = Story::begun().line("we saw Jane Doe").keys("esc k r e");
    shows(&story, "The selected line's words");
    shows(&story, "lift the shield first");
    let story = story.keys("j enter");
    shows(&story, "S lifts the shield");
    let mut story = story.keys("k enter");
    assert!(matches!(&story.effects[..], [Effect::Find(_)]), "{:?}", story.effects);
    story.send(Message::Found(Box::new(found())));
    shows(&story, "(hidden)");
    hides(&story, "ask Jane");
}

#[test]
fn a_passage_that_stands_nowhere_and_one_that_was_given_up_leave_nothing() {
    let mut story = passage("jane doe");
    story.send(Message::Found(Box::default()));
    shows(&story, "Nothing on the record or in the tray holds that.");
    let story = Story::begun().keys("esc S y r e enter").typed("jane doe").keys("esc");
    assert!(!format!("{:?}", story.model).contains("jane doe"), "it is kept nowhere");
}

#[test]
fn a_legal_hold_is_in_the_banner_while_it_is_on() {
    let story = Story::begun().keys("esc r h").keys("enter");
    shows(&story, "Say at whose word");
    let story = story.typed("Amara, for counsel").keys("enter");
    shows(&story, "LEGAL HOLD");
    for (columns, rows) in [(80, 24), (60, 15), (160, 50)] {
        shows(&story.clone().size(columns, rows), "HOLD");
    }
    let page = story.clone().keys("r w");
    shows(&page, "Legal hold: set by");
    // As in linear mode, lifting it is asked about.
    let story = story.keys("r h").typed("settled").keys("enter");
    shows(&story, "This lifts the legal hold.");
    shows(&story, "LEGAL HOLD");
    let story = story.keys("enter");
    hides(&story, "LEGAL HOLD");
}

#[test]
fn desks_that_have_not_confirmed_are_named_and_ones_own_confirms_by_itself() {
    let started = SessionStarted {
        session: "s2".into(),
        host: "ops-1".to_owned(),
        system_user: "lee".to_owned(),
        person: "Lee".into(),
        department: "infra".into(),
        version: "1".to_owned(),
        script: false,
    };
    let story = Story::begun().line("we saw Jane Doe");
    let seq = story.model.incident.head;
    let story = story.other("Lee", "infra", Command::StartSession(started));
    let redact = allhands::domain::redaction::Redact {
        rows: vec![RowToRedact { row: seq, id: String::new(), keep: Keep::Names }],
        submissions: Vec::new(),
        because: "a customer".to_owned(),
        sealed: None,
    };
    let mut story = story.other("Lee", "infra", Command::Redact(redact)).size(120, 30);
    shows(&story, "redaction not confirmed by dana@ops-laptop, lee@ops-1");
    let last = story.model.incident.redactions.last;
    let (user, host) = ("dana".to_owned(), "ops-laptop".to_owned());
    let at = Some(Box::new(DeskName { user, host }));
    story.delivers = false;
    story.send(Message::Reach(Box::new(Reach {
        at: at.clone(),
        clean_to: last - 1,
        ..Reach::default()
    })));
    assert!(story.submitted().is_empty(), "not before it is done");
    story.send(Message::Reach(Box::new(Reach { at, clean_to: last, ..Reach::default() })));
    assert!(matches!(story.submitted()[..], [Command::ConfirmRedactions(_)]));
    story.send(Message::Tick(super::story::at("14:10")));
    assert!(story.submitted().is_empty(), "once");
}

#[test]
fn a_fact_is_looked_for_by_its_value_wherever_that_was_cited() {
    let story = Story::begun().line("= customers 4120 source CRM").keys("esc G k r e");
    shows(&story, "The selected fact, and its value wherever it was cited");
    let story = story.keys("enter");
    let (text, name) = ("customers 4120 source CRM".to_owned(), "customers".to_owned());
    assert_eq!(story.effects, [Effect::Find(Sought::Fact { text, name, value: "4120".into() })]);
}

/// The room is folded anew without a line that a redaction took, as the runtime tells it.
fn redacted_elsewhere(mut story: Story, words: &str) -> Story {
    let line = story
        .model
        .incident
        .timeline
        .iter()
        .find(|line| line.entry().is_some_and(|entry| entry.now.text.contains(words)));
    let line = line.expect("a line");
    let id = format!("{}-0", line.submission.thing());
    let row = RowToRedact { row: line.seq, id, keep: Keep::Names };
    let because = "names a person".to_owned();
    let (rows, submissions) = (vec![row], Vec::new());
    let redact = Redact { rows, submissions, because, sealed: None };
    story = story.other("Lee", "legal", Command::Redact(redact));
    let incident = Box::new(story.told_without());
    story.send(Message::Opened { incident, checked: true });
    story
}

/// What the desk was asked to keep with the last message.
fn kept(story: &Story) -> Vec<String> {
    let texts = story.effects.iter().filter_map(|effect| match effect {
        Effect::SaveScratch { text, .. } => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn words_redacted_while_they_are_typed_stay_in_front_and_are_kept_nowhere() {
    let story = Story::begun().line("we saw Jane Doe").line("Jane is well, said Doe of ops");
    let story = story.typed("ask Jane Doe");
    assert_eq!(kept(&story), ["ask Jane Doe"]);
    let story = redacted_elsewhere(story, "we saw");
    assert_eq!(kept(&story), ["ask (redacted)"], "what was on its way to the desk is replaced");
    shows(&story, "ask Jane Doe");
    shows(&story, "Your line holds words that Lee redacted");
    let story = story.typed(" now");
    assert_eq!(kept(&story), ["ask (redacted) now"]);
    let story = story.keys("enter");
    assert!(story.submitted().is_empty(), "{:?}", story.effects);
    shows(&story, "again records them");
    // Without the words it is a line like any other.
    let without = story.clone().keys("ctrl-u").typed("ask her");
    assert_eq!(kept(&without), ["ask her"]);
    hides(&without, "redacted words");
    hides(&without, "holds words");
    assert_eq!(without.keys("enter").submitted().len(), 1);
    let story = story.keys("enter");
    assert_eq!(story.submitted().len(), 1, "a person may mean it");
}

#[test]
fn a_draft_that_holds_redacted_words_is_saved_at_the_second_ctrl_s_only() {
    let story = Story::begun().line("we saw Jane Doe").line("Jane is well, said Doe of ops");
    let mut story = story.customer_note().keys("esc");
    story.model.focus = Focus::Pane(Pane::Drafts);
    let story = story.keys("g g enter").typed("ask Jane Doe");
    shows(&story, "ask Jane Doe");
    assert!(story.model.drafts.editor.is_some(), "{}", story.screen());
    let story = redacted_elsewhere(story, "we saw");
    assert!(kept(&story).iter().any(|text| text.ends_with("ask (redacted)")), "{:?}", kept(&story));
    shows(&story, "The draft you write holds words that Lee redacted");
    shows(&story, "ask Jane Doe");
    let story = story.keys("ctrl-s");
    assert!(story.submitted().is_empty(), "{:?}", story.effects);
    shows(&story, "It holds words that Lee redacted; again records them.");
    let without = story.clone().keys("ctrl-w ctrl-w").typed("her").keys("ctrl-s");
    assert_eq!(without.submitted().len(), 1, "without the words it is saved at once");
    let story = story.keys("ctrl-s");
    let [Command::ReviseDraft(saved)] = story.submitted()[..] else {
        panic!("a person may mean it: {:?}", story.effects)
    };
    assert_eq!(saved.text.trim_end(), "ask Jane Doe");
}

#[test]
fn a_line_put_aside_and_a_dialog_are_kept_without_redacted_words_too() {
    let begun = || Story::begun().line("we saw Jane Doe").line("Jane is well, said Doe of ops");
    let parked =
        redacted_elsewhere(begun().keys("ctrl-o").typed("tell Jane Doe").keys("esc"), "we");
    assert_eq!(kept(&parked), ["tell (redacted)"]);
    shows(&parked, "A line put aside (Ctrl-R) holds words");

    let asked = begun().keys("esc r h").typed("word of Jane Doe");
    let asked = redacted_elsewhere(asked, "we");
    assert_eq!(kept(&asked), ["word of (redacted)"]);
    let asked = asked.keys("enter");
    assert!(asked.submitted().is_empty());
    shows(&asked, "again records them");
    assert_eq!(asked.keys("enter").submitted().len(), 1);
}
