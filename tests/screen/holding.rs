//! The holding statement: from the line, the panes and in plain lines, with only its topic asked.

use allhands::console::linear::Linear;
use allhands::console::model::Pane;
use allhands::domain::command::Command;
use allhands::domain::event::{PlaybookApplied, TemplateOffered};
use allhands::domain::people::DepartmentId;

use super::work::desk::{Desk, playbook};

/// A room whose playbook offers the kind.
fn room() -> Desk {
    let mut desk = Desk::declared();
    let holding = TemplateOffered {
        id: "holding-statement".to_owned(),
        title: "First words".to_owned(),
        audience: "the public".to_owned(),
        channel: "web page".to_owned(),
        text: "We know of reports about {{ topic }}, since {{ received }}.".to_owned(),
        approvers: vec![DepartmentId::from("sec"), DepartmentId::from("infra")],
        good_for_minutes: None,
    };
    let offers =
        PlaybookApplied { templates: vec![holding], playbook: "p2".to_owned(), ..playbook() };
    desk.other(Command::ApplyPlaybook(offers));
    desk.pane(Pane::Timeline).keys("i");
    desk
}

fn texts(desk: &Desk) -> Vec<&str> {
    let drafts = desk.model.incident.drafts.all().iter();
    drafts.filter_map(|draft| draft.latest()).map(|latest| latest.text.as_str()).collect()
}

#[test]
fn the_topic_is_all_that_is_asked_and_what_stood_in_the_line_stays() {
    let mut desk = room();
    desk.typed("half a line").keys("ctrl-y").typed("a dump").keys("enter");
    assert_eq!(texts(&desk), ["We know of reports about a dump, since {{ received }}."]);
    let shot = desk.shot(80, 24);
    assert!(shot.contains("> First words  the public, web page"), "{shot}");
    assert!(shot.contains("“First words” is ready for review by Sec, Infra."), "{shot}");
    assert!(shot.contains("> half a line") && !shot.contains("unset"), "{shot}");
    // Nothing is begun without a topic.
    desk.keys("O enter");
    assert!(desk.shot(80, 24).contains("A few words are needed"), "{}", desk.shot(80, 24));
    assert_eq!(texts(&desk).len(), 1);
}

#[test]
fn a_fact_of_that_name_is_proposed_and_goes_on_being_cited() {
    let mut desk = room();
    desk.typed("= topic the dump").keys("enter").keys("esc O enter O ctrl-u");
    desk.typed("another").keys("enter");
    let cited = "We know of reports about {{ topic }}, since {{ received }}.";
    assert_eq!(texts(&desk), [cited, "We know of reports about another, since {{ received }}."]);
}

#[test]
fn a_room_without_the_kind_says_where_one_comes_from() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Timeline).keys("O");
    let shot = desk.shot(80, 24);
    assert!(shot.contains("No playbook of this room offers a holding statement"), "{shot}");
}

#[test]
fn in_plain_lines_it_is_read_out_at_once() {
    let mut desk = room();
    let (mut linear, mut said) = (Linear::default(), String::new());
    for line in ["/holding", "/holding a dump"] {
        said.push_str(&desk.says(&mut linear, line));
    }
    assert!(said.contains("Say what the reports are about: /holding TOPIC."), "{said}");
    assert!(said.contains("1. “First words” is ready for review by Sec, Infra."), "{said}");
    assert_eq!(texts(&desk), ["We know of reports about a dump, since {{ received }}."]);
}
