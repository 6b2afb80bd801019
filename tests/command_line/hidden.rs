//! What scripts and documents give out of lines for few: nothing, in any form, unless it was asked
//! for by name.

use allhands::domain::command::Command;
use allhands::domain::event::DraftCreated;
use allhands::domain::handling::Handling;

use super::given::{Given, given};
use super::show::at_a_console;

/// Every form in which the words of a room leave it.
const FORMS: [&[&str]; 14] = [
    &["show"],
    &["show", "--timeline"],
    &["show", "--drafts"],
    &["show", "--plan"],
    &["show", "--next"],
    &["show", "--json"],
    &["show", "--json", "--timeline"],
    &["show", "--json", "--drafts"],
    &["show", "--json", "--plan"],
    &["show", "--json", "--next"],
    &["export", "--as", "json"],
    &["export", "--as", "jsonl"],
    &["export", "--as", "csv"],
    &["export", "--as", "markdown"],
];

fn out(given: &Given, room: &str, form: &[&str], few: bool) -> String {
    let (word, rest) = form.split_first().expect("a word");
    let mut args = vec![*word, room];
    args.extend(rest);
    args.extend(few.then_some("--with-privileged"));
    let done = given.run(&args);
    assert_eq!(done.code, Some(0), "{form:?}: {}", done.err);
    done.out
}

fn draft(id: &str, title: &str, text: &str) -> Command {
    Command::CreateDraft(DraftCreated {
        draft: id.into(),
        revision: format!("{id}-1").as_str().into(),
        title: title.to_owned(),
        audience: "customers".to_owned(),
        channel: "mail".to_owned(),
        template: None,
        text: text.to_owned(),
        handling: Handling::Open,
    })
}

#[test]
fn no_word_of_a_line_for_few_leaves_in_any_form() {
    let given = given();
    let room = given.room();
    for line in [
        "% = ransom 777123 source CANARYsource",
        "% = vow never happen again",
        "% < CANARYcust CISO told: CANARYwords",
        "% > @\"CANARY Person\" CANARYorder in 20m #canarytag",
        "%% ? @\"CANARY Other\" CANARYquestion",
    ] {
        given.runs(&["log", &room, line, "--grammar", "--as", "Dana"]);
    }
    at_a_console(
        &room,
        vec![
            draft("d1", "Reply", "We pay {{ ransom }} now."),
            draft("d2", "Note", "The ransom is 500 ransom units."),
            // What the checks find in it is the value itself.
            draft("d3", "Promise", "It will {{ vow }}."),
        ],
    );
    for form in FORMS {
        let open = out(&given, &room, form, false);
        for secret in ["canary", "777123", "happen again"] {
            assert!(!open.to_lowercase().contains(secret), "{form:?} tells {secret}:\n{open}");
        }
    }
    // Asked for by name, it is there.
    for form in [&FORMS[3], &FORMS[4], &FORMS[5], &FORMS[10], &FORMS[13]] {
        let all = out(&given, &room, form, true);
        assert!(all.contains("CANARY"), "{form:?}:\n{all}");
    }
    let all = out(&given, &room, &["show", "--json", "--drafts"], true);
    assert!(all.contains(r#""ransom": "777123""#), "{all}");
    let all = out(&given, &room, &["show", "--drafts"], true);
    assert!(all.contains("“never happen again”"), "{all}");
}
