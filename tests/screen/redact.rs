//! Taking a passage off the record, key by key: what is shown, what is asked, and that nothing of
//! it is kept or shown on the way; and the legal hold.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::Reach;
use allhands::domain::command::Command;
use allhands::domain::event::SessionStarted;
use allhands::domain::ids::SubmissionId;
use allhands::domain::redaction::found::{Found, FoundRow, FoundSubmission, Sought};
use allhands::domain::redaction::{DeskName, Keep, RowToRedact};

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
    let story = story.keys("r h").typed("settled").keys("enter");
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
    story.send(Message::Reach(Reach { at: at.clone(), clean_to: last - 1, ..Reach::default() }));
    assert!(story.submitted().is_empty(), "not before it is done");
    story.send(Message::Reach(Reach { at, clean_to: last, ..Reach::default() }));
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
