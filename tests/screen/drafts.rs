//! Drafts beside each other and under many hands: one takes another's place, who must approve
//! follows the readers too, and a comment stays with its passage while its words are edited.

use allhands::console::linear::Linear;
use allhands::console::model::{Focus, Pane};
use allhands::domain::command::Command;
use allhands::domain::event::{PlaybookApplied, RoleAssigned, TemplateOffered};
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::review::State;
use allhands::domain::words::Role;

use super::work::desk::{Desk, playbook};

/// A draft from the template, and a blank one with these words; the selection on the blank one.
fn two(text: &str) -> Desk {
    let mut desk = Desk::declared();
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Lee") };
    desk.other(Command::AssignRole(coordinator));
    desk.pane(Pane::Drafts).keys("+ enter ctrl-g + G enter").typed("Second notice").keys("enter");
    desk.typed("customers").keys("enter").typed("mail").keys("enter");
    desk.typed(text).keys("ctrl-s");
    desk
}

fn states(desk: &Desk) -> Vec<State> {
    let incident = &desk.model.incident;
    incident.drafts.all().iter().map(|draft| incident.draft_state(draft)).collect()
}

#[test]
fn another_draft_takes_the_place_of_one_and_its_correction_with_it() {
    let mut desk = two("It was 4120.");
    desk.keys("ctrl-g g g B");
    let shot = desk.shot(80, 24);
    assert!(shot.contains("Which takes the place of “Holding statement”?"), "{shot}");
    assert!(shot.contains("draft, to customers, by mail"), "{shot}");
    desk.keys("enter");
    let shot = desk.shot(80, 24);
    assert!(shot.contains("  superseded by “Second notice”"), "{shot}");
    assert_eq!(states(&desk), [State::Superseded, State::Draft]);
    desk.keys("g g e");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("Holding statement — superseded"), "{shot}");
    assert!(shot.contains("superseded by “Second notice”"), "{shot}");
    // What was put aside takes nobody's place, and can be taken up again.
    desk.keys("q j B");
    let why = desk.model.notice.clone().unwrap_or_default();
    assert!(why.contains("no other draft"), "{why}");
    desk.keys("g g x");
    assert_eq!(states(&desk), [State::Draft, State::Draft], "{}", desk.shot(80, 24));
    // In plain lines the same.
    let (mut linear, mut said) = (Linear::default(), String::new());
    for line in ["/drafts", "/supersede 1 2 said more fully", "/draft 1"] {
        said = desk.says(&mut linear, line);
    }
    assert_eq!(states(&desk), [State::Superseded, State::Draft]);
    assert!(said.contains("Superseded by “Second notice”."), "{said}");
}

#[test]
fn what_was_sent_owes_its_correction_until_its_successor_went_out() {
    let mut desk = two("It was {{ customers }}.");
    desk.keys("ctrl-g").model.focus = Focus::Capture;
    desk.typed("= customers 4120").keys("enter").pane(Pane::Drafts);
    desk.keys("G s").keys("ctrl-u").typed("Kim").keys("enter");
    desk.model.focus = Focus::Capture;
    desk.typed("= customers 4300").keys("enter").pane(Pane::Drafts);
    let owed = |desk: &Desk| desk.model.incident.corrections().count();
    assert_eq!(owed(&desk), 1);
    desk.keys("G B enter");
    assert_eq!((states(&desk)[1], owed(&desk)), (State::Superseded, 1));
    let shot = desk.shot(160, 50);
    assert!(shot.contains("owes a correction, superseded by “Holding statement”"), "{shot}");
    desk.keys("g g s").keys("ctrl-u").typed("Kim").keys("enter");
    assert_eq!((states(&desk)[1], owed(&desk)), (State::Superseded, 0));
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn who_must_approve_follows_the_kind_and_the_readers() {
    let mut desk = two("x");
    let press = TemplateOffered {
        id: "press".to_owned(),
        title: "Press statement".to_owned(),
        audience: "media".to_owned(),
        channel: "mail".to_owned(),
        text: String::new(),
        approvers: vec![DepartmentId::from("social")],
        good_for_minutes: None,
    };
    let offers =
        PlaybookApplied { templates: vec![press], playbook: "p2".to_owned(), ..playbook() };
    desk.other(Command::ApplyPlaybook(offers));
    let must = |desk: &Desk, place: usize| -> Vec<String> {
        let draft = &desk.model.incident.drafts.all()[place];
        let must = desk.model.incident.must_approve(draft).into_iter();
        must.map(ToString::to_string).collect()
    };
    assert_eq!(must(&desk, 0), ["sec", "infra"]);
    // A blank one has no kind: its readers say it.
    assert_eq!(must(&desk, 1), ["sec", "infra"]);
    // A kind that is meant for other readers asks those of the kind and those of the readers.
    desk.keys("ctrl-g g g t enter ctrl-u").typed("Media").keys("enter enter");
    assert_eq!(must(&desk, 0), ["sec", "infra", "social"]);
}

#[test]
fn a_comment_is_known_again_when_its_own_words_were_edited() {
    let mut desk = two("We know of accounts that was hit by it.");
    // On the line, and on words selected with the blank behind them.
    desk.keys("ctrl-n").typed("who counted them?").keys("enter");
    desk.keys("ctrl-f").typed("that was hit").keys("enter esc ctrl-b");
    desk.keys("ctrl-right ctrl-right ctrl-right ctrl-n");
    assert!(desk.shot(80, 24).contains("Comment on “that was hit”"), "{}", desk.shot(80, 24));
    desk.typed("=> that were hit").keys("enter ctrl-g e G T");
    let latest = desk.model.incident.drafts.all()[1].latest().map(|text| text.text.clone());
    assert_eq!(latest.as_deref(), Some("We know of accounts that were hit by it."));
    let shot = desk.panes(80, 24);
    assert!(shot.contains("which reads now “We know of accounts that were hit by it.”"), "{shot}");
    assert!(!shot.contains("no longer"), "{shot}");
}

#[test]
fn the_times_of_compared_texts_are_told_in_the_zone_of_the_moment() {
    let mut desk = two("It was 4120.");
    desk.keys("ctrl-g c");
    let zones = [" CET", " UTC", " EST"];
    let heads = |desk: &mut Desk| {
        let shot = desk.shot(100, 30);
        let heads: Vec<String> =
            shot.lines().filter(|line| line.contains("text 2  ")).map(str::to_owned).collect();
        heads.concat()
    };
    let seen = zones.map(|_| {
        let heads = heads(&mut desk);
        desk.keys("Z");
        zones.into_iter().filter(|zone| heads.contains(zone)).collect::<Vec<_>>()
    });
    assert_eq!(seen.concat().len(), 3, "{seen:?}");
    assert!(seen[0] != seen[1] && seen[1] != seen[2], "{seen:?}");
}
