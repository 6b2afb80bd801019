//! What the checks find, for scripts and readers, under rules of the user's own.

use serde_json::{Value, json};

use super::given::{Given, given};

const OWN: &str = r#"
inside = ["the crew"]

[[rule]]
id = "house-style"
finds = "words"
says = "a word that this house does not use"
instead = "Write hosting"
source = "the house's own list"
words = ["okhouse"]

[[rule]]
id = "promise"
finds = "nothing"
"#;

/// A room with a draft for these readers.
fn drafted(given: &Given, room: &str, audience: &str) {
    let lines = format!(
        "/new-draft Note\n/rename 1 Note; {audience}; mail\n/write 1\n\
         Our okhouse will never happen again. At 14:05 we saw.\n.\n"
    );
    given.pipe(&["--linear", room, "--as", "Dana"], lines);
}

fn found(given: &Given, room: &str) -> Value {
    let drafts = given.runs(&["show", room, "--drafts", "--json"]);
    let drafts: Value = serde_json::from_str(&drafts).expect("JSON");
    let found = drafts[0]["findings"].as_array().expect("a list").iter();
    found.map(|one| json!([one["rule"], one["words"], one["from"], one["waived"]])).collect()
}

#[test]
fn findings_are_shown_and_a_users_rules_add_change_and_switch_off() {
    let given = given();
    let room = given.room();
    drafted(&given, &room, "customers");
    let promise = json!(["promise", "never happen again", 17, null]);
    let times = json!(["times", "14:05", 40, null]);
    assert_eq!(found(&given, &room), json!([promise, times]));
    let shown = given.runs(&["show", &room, "--drafts"]);
    assert!(shown.contains("checks of Note\n  promise: “never happen again”"), "{shown}");
    let markdown = given.runs(&["export", &room, "--as", "markdown"]);
    assert!(markdown.contains("## Checks of drafts\n\n### Note\n\n- promise: "), "{markdown}");

    given.file("home/.config/allhands/playbooks/checks.toml", OWN);
    let own = json!(["house-style", "okhouse", 4, null]);
    assert_eq!(found(&given, &room), json!([own, times]));
    let shown = given.runs(&["show", &room, "--drafts"]);
    let words = "house-style: “okhouse”: a word that this house does not use. Write hosting.";
    assert!(shown.contains(words), "{shown}");

    // Those inside the house read its own clock: the list of readers inside was added to.
    let inside = given.arg("inside.allhands");
    given.runs(&["new", &inside, "--codename", "OAKEN ZEBRA", "--as", "Dana"]);
    drafted(&given, &inside, "the crew");
    assert_eq!(found(&given, &inside), json!([own]));
}

#[test]
fn what_was_waived_says_why() {
    let given = given();
    let room = given.room();
    drafted(&given, &room, "customers");
    let waive = "/drafts\n/checks 1\n/waive 1 counsel wants it\n";
    given.pipe(&["--linear", &room, "--as", "Dana"], waive);
    assert_eq!(found(&given, &room)[0][3], "counsel wants it");
    let shown = given.runs(&["show", &room, "--drafts"]);
    assert!(shown.contains("promise: “never happen again”; waived: counsel wants it"), "{shown}");
}
