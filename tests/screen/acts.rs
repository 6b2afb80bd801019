//! Acts that change nothing, names that are asked for, and words that are not ready: what is said
//! before anything is recorded.

use allhands::console::message::Message;
use allhands::console::model::{Focus, Pane};
use allhands::console::overlay::Overlay;
use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::event::{
    ItemAssigned, RoleAssigned, SeveritySet, StatusChanged, TypistChanged,
};
use allhands::domain::ids::{ItemId, SessionId, SubmissionId};
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::refusal::Refusal;
use allhands::domain::words::{Role, Severity, Status};

use super::work::desk::Desk;

fn notice(desk: &Desk) -> &str {
    desk.model.notice.as_deref().unwrap_or_default()
}

/// Keys in a pane after which nothing may be asked of the store, and this is said.
#[track_caller]
fn changes_nothing(desk: &mut Desk, keys: &str, said: &str) {
    let head = desk.model.incident.head;
    desk.keys(keys);
    let told = notice(desk);
    assert!(told.starts_with("Already so: ") && told.contains(said), "{keys}: {told}");
    assert_eq!((desk.model.incident.head, desk.model.tray.len()), (head, 0), "{keys}");
    assert!(desk.refused.is_empty(), "{keys}: {:?}", desk.refused);
    assert!(desk.model.waiting.is_empty() && desk.model.overlays.is_empty(), "{keys}");
}

fn say(desk: &mut Desk, line: &str) {
    desk.model.focus = Focus::Capture;
    desk.model.last_key = desk.model.now;
    desk.typed(line).keys("enter");
}

#[test]
fn an_act_that_changes_nothing_is_told_at_once_and_not_sent() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Checklists).keys("g g j a enter");
    changes_nothing(&mut desk, "a enter", "Lee has it");
    desk.keys("b");
    changes_nothing(&mut desk, "b", "in progress");
    desk.other(Command::SetSeverity(SeveritySet {
        to: Some(Severity::Sev1),
        because: String::new(),
    }));
    desk.pane(Pane::Checklists);
    changes_nothing(&mut desk, "r s enter", "SEV1");
    changes_nothing(&mut desk, "r n enter enter", "called and dated so");
    desk.keys("r r enter").typed("Dana").keys("enter");
    assert_eq!(desk.model.incident.roles[&Role::IncidentCommander].value.as_str(), "Dana");
    desk.pane(Pane::Checklists).keys("r r enter").typed("Dana");
    changes_nothing(&mut desk, "enter", "Dana");
    say(&mut desk, "> @infra rotate the keys #keys");
    desk.pane(Pane::Timeline).keys("G k");
    changes_nothing(&mut desk, "t enter", "tagged so");
    changes_nothing(&mut desk, "h enter", "open");
    desk.keys("a");
    changes_nothing(&mut desk, "a", "acknowledged");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn what_is_still_on_its_way_is_not_held_against_the_next_act() {
    let mut desk = Desk::declared();
    let asked = Submission {
        id: SubmissionId { session: SessionId::from("s1"), number: 900 },
        stamp: Stamp {
            author: Person::from("Lee"),
            department: DepartmentId::from("sec"),
            on_behalf: None,
            occurred_at: desk.model.now,
            recorded_at: desk.model.now,
        },
        command: Command::AssignItem {
            to: ItemAssigned { item: ItemId::from("image"), to: Some(Person::from("Amara")) },
            seen: 0,
        },
    };
    desk.pane(Pane::Checklists).keys("g g j a enter");
    // Given to Amara a moment ago, and not numbered yet: Lee is no longer who has it.
    desk.tell(Message::AtDesk { waiting: vec![asked], tray: Vec::new() });
    desk.keys("a enter");
    assert_eq!(desk.refused, ["already so: Lee has it"], "it was sent, and judged by the record");
}

/// What came back refused, of another console's making.
fn refused(desk: &mut Desk, command: Command, what: &str) {
    let (author, department) = (Person::from("Lee"), DepartmentId::from("sec"));
    let now = desk.model.now;
    let stamp = Stamp { author, department, on_behalf: None, occurred_at: now, recorded_at: now };
    let id = SubmissionId { session: SessionId::from("s1"), number: 700 };
    let refusal = Refusal::AlreadySo { what: what.to_owned() };
    desk.tell(Message::Refused(Box::new(Submission { id, stamp, command }), refusal));
}

#[test]
fn a_race_for_the_same_act_leaves_nothing_in_the_tray_but_words() {
    let mut desk = Desk::declared();
    let to = ItemAssigned { item: ItemId::from("image"), to: Some(Person::from("Lee")) };
    refused(&mut desk, Command::AssignItem { to: to.clone(), seen: 0 }, "Lee has it");
    assert_eq!(notice(&desk), "Already so: Lee has it; nothing is recorded.");
    assert!(desk.model.tray.is_empty());
    assert_eq!(desk.outside.len(), 1, "the desk is told that it is dealt with");
    let because = "nobody is in any longer".to_owned();
    let closed = StatusChanged { to: Status::Closed, because };
    refused(&mut desk, Command::ChangeStatus(closed), "closed since 14:00 UTC");
    assert_eq!(desk.model.tray.len(), 1, "a reason that somebody typed is kept");
}

#[test]
fn letters_name_somebody_wherever_the_answer_may_be_a_name() {
    let mut desk = Desk::declared();
    desk.other(Command::ChangeTypist(TypistChanged {
        person: Person::from("Udo"),
        department: DepartmentId::from("infra"),
    }));
    desk.pane(Pane::Checklists).keys("g g j b r r enter").typed("u");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("Incident commander: who?"), "{shot}");
    desk.typed("do").keys("enter");
    assert_eq!(desk.model.incident.roles[&Role::IncidentCommander].value.as_str(), "Udo");
    assert!(notice(&desk).is_empty(), "nothing was undone: {}", notice(&desk));
    // The key that begins a search elsewhere is no part of a name.
    desk.keys("r r j enter").typed("/Zoe Q").keys("enter");
    assert_eq!(desk.model.incident.roles[&Role::Deputy].value.as_str(), "Zoe Q");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn a_name_that_was_cut_short_is_asked_about_before_it_makes_another_person() {
    let mut desk = Desk::declared();
    desk.other(Command::ChangeTypist(TypistChanged {
        person: Person::from("Nora Field"),
        department: DepartmentId::from("infra"),
    }));
    let named = |desk: &Desk| desk.model.incident.roles.get(&Role::Deputy).cloned();
    let before = named(&desk);
    desk.pane(Pane::Checklists).keys("g g j b r r j enter").typed("Nora").keys("enter");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("Enter again takes “Nora”") && shot.contains("Down takes"), "{shot}");
    assert_eq!(named(&desk), before, "nothing is recorded yet");
    desk.keys("enter");
    assert_eq!(named(&desk).map(|held| held.value), Some(Person::from("Nora")));
    desk.keys("r r j enter").typed("Nora F").keys("enter down enter");
    assert_eq!(named(&desk).map(|held| held.value), Some(Person::from("Nora Field")));
}

#[test]
fn nobody_types_on_their_own_behalf() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Checklists).keys("r f");
    let Some(Overlay::Choice(choice)) = desk.model.overlays.last() else {
        panic!("a list is asked")
    };
    let names: Vec<&str> = choice.rows.iter().map(|row| row.id.as_str()).collect();
    assert!(!names.contains(&"Lee"), "{names:?}");
    desk.typed("Lee").keys("enter");
    assert_eq!((desk.model.me.on_behalf.as_ref(), notice(&desk)), (None, "You type for yourself."));
}

/// A draft of somebody else's, with a fact that is only believed, and Lee coordinating.
fn to_approve(text: &str) -> Desk {
    let mut desk = Desk::declared();
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Lee") };
    desk.other(Command::AssignRole(coordinator));
    desk.other(Command::CreateDraft(allhands::domain::event::DraftCreated {
        draft: "d1".into(),
        title: "Affected".to_owned(),
        audience: "customers".to_owned(),
        channel: "mail".to_owned(),
        template: None,
        revision: "d1".into(),
        text: text.to_owned(),
        handling: allhands::domain::handling::Handling::Open,
    }));
    say(&mut desk, "= customers 4120");
    desk.pane(Pane::Drafts).keys("g g");
    desk
}

fn verdicts(desk: &Desk) -> Vec<String> {
    let draft = &desk.model.incident.drafts.all()[0];
    draft.review.verdicts.iter().map(|one| format!("{} {}", one.by, one.how)).collect()
}

#[test]
fn a_name_typed_takes_the_place_of_the_one_offered() {
    let mut desk = to_approve("It concerns {{ customers }}.");
    desk.keys("a g g enter").typed("Amara, by phone").keys("enter");
    assert_eq!(verdicts(&desk), ["Amara by phone"]);
    // What is behind a comma is said of the one offered.
    desk.keys("a g g enter").typed(", in person").keys("enter");
    assert_eq!(verdicts(&desk).last().map(String::as_str), Some("Lee in person"));
}

#[test]
fn an_author_is_not_offered_and_a_name_nobody_bears_is_asked_about() {
    let mut desk = to_approve("It concerns {{ customers }}.");
    desk.keys("enter").typed("So: ").keys("ctrl-s ctrl-g a g g enter");
    let Some(Overlay::Prompt(prompt)) = desk.model.overlays.last() else { panic!("a name") };
    assert_eq!(prompt.field.text(), "", "Lee wrote it");
    desk.typed("/Amara").keys("enter");
    assert!(desk.panes(80, 24).contains("begins with a letter"), "{}", desk.panes(80, 24));
    desk.keys("ctrl-u").typed("Amra").keys("enter");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("Nobody called Amra has been seen in this"), "{shot}");
    assert!(verdicts(&desk).is_empty());
    // Another name is another question; the same again is an answer.
    desk.typed("h").keys("enter");
    assert!(verdicts(&desk).is_empty());
    desk.keys("enter");
    assert_eq!(verdicts(&desk), ["Amrah "]);
    desk.keys("a g g enter").typed("amara").keys("enter");
    assert_eq!(verdicts(&desk).last().map(String::as_str), Some("Amara "));
}

#[test]
fn blanks_are_named_before_anybody_is_asked_or_answers_for_them() {
    let mut desk = to_approve("From {{ who }} to {{ customers }}.");
    desk.keys("w enter");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("nothing stands for who yet"), "{shot}");
    assert!(desk.model.incident.drafts.all()[0].review.asked.is_empty());
    desk.keys("enter");
    assert_eq!(desk.model.incident.drafts.all()[0].review.asked.len(), 2);
    desk.keys("a g g enter").typed("Amara").keys("enter");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("nothing stands for who yet"), "{shot}");
    assert!(verdicts(&desk).is_empty());
    desk.keys("enter");
    assert_eq!(verdicts(&desk), ["Amara "]);
}

#[test]
fn the_go_names_what_is_only_believed() {
    let mut desk = to_approve("It concerns {{ customers }}.");
    desk.keys("w enter a g g enter").typed("Lee").keys("enter");
    desk.keys("a enter").typed("Lee").keys("enter o");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("cites what is only believed: customers"), "{shot}");
    desk.keys("esc esc");
    say(&mut desk, "x");
    desk.pane(Pane::Timeline).keys("/").typed("4120").keys("enter G k K enter");
    desk.pane(Pane::Drafts).keys("o");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("Give the go") && !shot.contains("believed"), "{shot}");
}
