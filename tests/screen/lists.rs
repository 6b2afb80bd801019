//! Coming to a list, and a draft's handling and conflicts: what the keys do where somebody else
//! works on the same.

use allhands::console::checklists::order;
use allhands::console::effect::Effect;
use allhands::console::keymap::sequence;
use allhands::console::message::Message;
use allhands::console::model::{Focus, Pane};
use allhands::console::update::update;
use allhands::domain::command::Command;
use allhands::domain::draft::Draft;
use allhands::domain::event::{DraftRevised, ItemState, StatusChanged};
use allhands::domain::handling::Handling;
use allhands::domain::ids::RevisionId;
use allhands::domain::people::DepartmentId;
use allhands::domain::words::Status;
use allhands::report::lines::Reach;
use allhands::report::markdown::markdown;
use allhands::report::whole::checklists;

use super::work::desk::Desk;

fn the_draft(desk: &Desk) -> &Draft {
    &desk.model.incident.drafts.all()[0]
}

/// Another console gives the draft a text made from `base`.
fn theirs(desk: &mut Desk, id: &str, base: &RevisionId, text: &str) {
    let (draft, bases) = (the_draft(desk).id.clone(), vec![base.clone()]);
    let revised = DraftRevised::new(draft, RevisionId::from(id), bases, text.to_owned());
    desk.other(Command::ReviseDraft(revised));
}

#[test]
fn who_comes_to_a_list_can_act_at_once() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Next).keys("tab d").typed("seen").keys("enter");
    assert_eq!(desk.model.focus, Focus::Pane(Pane::Checklists));
    let first = order::ids(&desk.model)[0].clone();
    let done = ItemState::Done { result: "seen".to_owned() };
    assert_eq!(*desk.state(first.as_str()), done);
    // Another lane has other items: the first of them is taken, not none.
    desk.keys("right b");
    let begun = order::ids(&desk.model)[0].clone();
    assert_eq!(*desk.state(begun.as_str()), ItemState::InProgress);
}

#[test]
fn the_lane_one_stands_in_stays_when_another_console_declares() {
    let mut desk = Desk::new();
    desk.model.me.department = DepartmentId::from("legal");
    desk.pane(Pane::Checklists);
    assert_eq!(order::lane(&desk.model), None, "legal has nothing to do yet");
    let to = StatusChanged { to: Status::Declared, because: String::new() };
    desk.other(Command::ChangeStatus(to));
    assert_eq!(order::lane(&desk.model), None);
}

#[test]
fn everybodys_items_by_phase_say_whose_they_are() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Checklists);
    while order::lane(&desk.model).is_some() {
        desk.keys("left");
    }
    let item = order::ids(&desk.model)[0].clone();
    let item = desk.model.incident.checklist.item(&item).expect("an item").given.clone();
    let lane = desk.model.incident.short(&item.department).to_owned();
    let shot = desk.panes(160, 50);
    assert!(shot.contains(&format!("{lane}: {}", &item.action[..8])), "{shot}");
}

#[test]
fn a_draft_is_made_privileged_and_open_again_by_key() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter ctrl-g");
    let title = the_draft(&desk).title.clone();
    assert!(desk.panes(160, 50).contains(&title));
    desk.keys("H j j enter").typed("Kim").keys("enter");
    let kim = Handling::Privileged { direction: Some("Kim".to_owned()) };
    assert_eq!(the_draft(&desk).handling, kim);
    // Not even the line that was written while it was open says its title now.
    let shot = desk.panes(160, 50);
    assert!(!shot.contains(&title) && shot.contains("privileged"), "{shot}");
    desk.keys("enter");
    assert!(desk.model.drafts.editor.is_none(), "the shield hides it");
    desk.keys("S enter H enter");
    assert_eq!(the_draft(&desk).handling, Handling::Open, "{:?}", desk.model.notice);
    desk.keys("H j enter").typed("legal, Kim").keys("enter");
    let to = vec!["legal".to_owned(), "Kim".to_owned()];
    assert_eq!(the_draft(&desk).handling, Handling::Restricted { to });
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn the_editor_says_how_its_text_stands_to_anothers() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter");
    let base = the_draft(&desk).revisions[0].id.clone();
    theirs(&mut desk, "hers", &base, "Hers.");
    desk.typed("Mine. ");
    assert!(desk.panes(80, 24).contains("yours will stand beside it"));
    desk.keys("ctrl-s");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("Yours stands beside text 2 by Amara"), "{shot}");
    assert!(!shot.contains("will stand"), "{shot}");
    let mine = the_draft(&desk).latest().expect("a text").id.clone();
    theirs(&mut desk, "onwards", &mine, "On from there.");
    assert!(desk.panes(80, 24).contains("Amara wrote on, text 4"));
}

#[test]
fn a_text_on_its_way_is_nobody_elses() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter").typed("Mine. ");
    let save = sequence("ctrl-s").expect("a key")[0];
    let effects = update(&mut desk.model, Message::Key(save));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Submit(_))));
    let shot = desk.panes(80, 24);
    assert!(!shot.contains("meanwhile") && !shot.contains("stands beside"), "{shot}");
}

#[test]
fn a_third_text_is_never_swallowed_by_a_choice_between_two() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter");
    let base = the_draft(&desk).revisions[0].id.clone();
    theirs(&mut desk, "second", &base, "Second.");
    desk.typed("Mine. ").keys("ctrl-s ctrl-g enter");
    theirs(&mut desk, "third", &base, "Third.");
    desk.pane(Pane::Drafts).keys("1");
    let draft = the_draft(&desk);
    let tips: Vec<&str> = draft.tips().iter().map(|tip| tip.text.as_str()).collect();
    assert_eq!(tips, ["Third.", "Second."], "the third still stands, for a choice of its own");
}

#[test]
fn an_editor_that_changes_nothing_changes_nothing() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ enter").typed("Mine. ").keys("ctrl-s ctrl-e");
    let text = desk.draft_text();
    desk.tell(Message::Edited(Ok(format!("{text}\n"))));
    assert!(desk.scratches.is_empty());
    assert!(desk.shot(80, 24).contains("The editor changed nothing"));
    // What is too long for the record is said when it is saved, and kept.
    desk.tell(Message::Edited(Ok("word ".repeat(60_000))));
    desk.keys("ctrl-s");
    assert!(desk.shot(80, 24).contains("293 KB, a draft holds 256"));
    assert_eq!((desk.draft_text(), desk.scratches.len()), (text, 1));
}

#[test]
fn an_export_has_the_items_of_a_department_without_a_lane() {
    let mut desk = Desk::declared();
    let mut item = desk.model.incident.checklist.items()[0].given.clone();
    item.item = "moon".into();
    item.department = DepartmentId::from("moon base");
    item.action = "Count the rovers".to_owned();
    desk.other(Command::AddItem(item));
    let written = markdown(&desk.model.incident, Reach::Open, desk.model.now);
    assert!(written.contains("### moon base\n\n- [ ] Count the rovers"), "{written}");
    let lanes = checklists(&desk.model.incident);
    let lanes = lanes.as_array().expect("lanes");
    let moon = lanes.iter().find(|lane| lane["id"] == "moon base").expect("its items");
    assert_eq!(moon["items"][0]["action"], "Count the rovers");
    let items =
        lanes.iter().filter_map(|lane| lane["items"].as_array()).map(Vec::len).sum::<usize>();
    assert_eq!(items, desk.model.incident.checklist.items().len());
}
