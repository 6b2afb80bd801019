//! What the timeline and the documents say of acts: with what result, for when, by whom and for
//! whom, and which question a line answers. And what the lists beside it count.

use allhands::console::model::{Focus, Other, Pane};
use allhands::domain::command::Command;
use allhands::domain::event::RoleAssigned;
use allhands::domain::people::Person;
use allhands::domain::words::Role;
use allhands::report::csv::csv;
use allhands::report::lines::Reach;
use allhands::report::markdown::markdown;
use allhands::report::plain;

use super::story::{Story, shows};

#[test]
fn a_line_of_an_order_says_its_result_or_why_it_was_refused() {
    let story = Story::begun().size(200, 50).line("> @infra rotate keys").line("> @legal sign");
    let story = story.keys("esc tab g g d").line("all nine").keys("j n").line("no capacity");
    shows(&story, "order done: rotate keys — all nine");
    shows(&story, "order refused: sign — no capacity");
    // An order for few says neither, on a screen that all may read.
    let story = Story::begun().size(200, 50).line("% > @infra rotate keys").keys("esc tab g g d");
    let story = story.line("all nine");
    shows(&story, "order done");
    assert!(!story.screen().contains("all nine"), "{}", story.screen());
}

#[test]
fn another_time_for_a_question_or_a_decision_is_a_line_as_for_an_order() {
    let story = Story::begun().size(200, 50).line("? @legal may we by 21:00");
    let story = story.line("! wait for counsel until 20:00").keys("esc tab g g m");
    let story = story.line("by 22:00");
    shows(&story, "decision to be looked at again 22:00 CET: wait for counsel");
    let story = story.keys("j m").line("by 23:00");
    shows(&story, "question promised for 23:00 CET: may we");
    // It reads as it did: there is no earlier wording.
    let story = story.keys("enter");
    shows(&story, "promised for");
    assert!(!story.screen().contains("Earlier wordings"), "{}", story.screen());
}

#[test]
fn an_act_on_behalf_names_who_did_it_and_for_whom() {
    let mut story = Story::begun().size(200, 50);
    story.model.me.on_behalf = Some(Person::new("Nora Lind"));
    let story = story.line("! wait for counsel").keys("esc r s j enter");
    shows(&story, "Dana for Nora Lind: severity");
    // A decision bears the name of whose it is, and says beside it who typed it.
    shows(&story, "wait for counsel (Dana for Nora Lind)");
}

#[test]
fn an_answer_names_its_question_in_every_document() {
    let story = Story::begun().line("? @legal may we tell them").keys("esc tab g g A");
    let story = story.line("yes, by Monday");
    let incident = &story.model.incident;
    let clock = |at: allhands::domain::time::Timestamp, _| at.utc().format("%H:%M").to_string();
    let reach = Reach::Open;
    for document in
        [plain::timeline(incident, reach, &clock), markdown(incident, reach, story.model.now)]
    {
        let line = document.lines().find(|line| line.contains("yes, by Monday"));
        let line = line.unwrap_or_else(|| panic!("no answer in {document}"));
        assert!(line.contains("answers question “may we tell them”"), "{line}");
    }
    let table = csv(incident, reach);
    let cells = |words: &str| -> Vec<String> {
        let row = table.lines().find(|line| line.contains(words)).expect("a record");
        row.rsplit(',').take(2).map(str::to_owned).collect()
    };
    let ids: Vec<String> = incident
        .timeline
        .iter()
        .filter_map(|line| line.entry())
        .map(|entry| entry.now.entry.to_string())
        .collect();
    assert_eq!(cells("may we tell them"), ["\"\"".to_owned(), format!("\"{}\"", ids[1])]);
    assert_eq!(cells("yes, by Monday"), [format!("\"{}\"", ids[0]), "\"\"".to_owned()]);
}

#[test]
fn who_sits_at_another_console_is_known_before_their_first_line() {
    let mut story = Story::begun().size(200, 50);
    story.model.reach.others = vec![Other {
        name: "Amara Okafor".to_owned(),
        department: Some("legal".into()),
        at: "Legal".to_owned(),
        since: story.model.now,
        silent_since: None,
        editing: None,
    }];
    let story = story.typed("> @\"Amara Okafor\" call the bank");
    assert!(!story.screen().contains("nobody here"), "{}", story.screen());
    shows(&story.keys("enter"), "call the bank");
}

#[test]
fn two_enters_never_give_command_away() {
    let amara = RoleAssigned { role: Role::IncidentCommander, person: Person::new("Zora") };
    let story = Story::begun().size(80, 24).other("Amara", "legal", Command::AssignRole(amara));
    let story = story.keys("esc r r enter");
    shows(&story, "has it");
    let story = story.keys("enter");
    let held = story.model.incident.roles.get(&Role::IncidentCommander);
    assert_eq!(held.map(|held| held.value.as_str()), Some("Zora"));
}

#[test]
fn next_begins_with_the_most_urgent_once_it_is_left_and_counts_what_it_hides() {
    let mut story = Story::begun().size(80, 24);
    for number in 1..=25 {
        story = story.line(&format!("> @infra step {number} in {}m", 10 + number));
    }
    let mut story = story.keys("esc tab G k k");
    let above = |story: &Story| story.screen().lines().any(|row| row.contains(" above"));
    assert!(above(&story), "{}", story.screen());
    story.model.focus = Focus::Pane(Pane::Timeline);
    assert!(!above(&story), "{}", story.screen());
    let rows = story.screen();
    let next: Vec<&str> = rows.lines().take(9).collect();
    let shown = (1..=25).filter(|n| next.iter().any(|row| row.contains(&format!("step {n} "))));
    let shown: Vec<i32> = shown.collect();
    assert_eq!(shown.first(), Some(&1), "{rows}");
    shows(&story, &format!("{} more below", 25 - shown.len()));
}
