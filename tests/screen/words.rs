//! Words go out, from keys to the record and back to the screen: who is asked, who approves, what a
//! change voids, the changed words approved by phone, the go, sent, and the correction owed.

use allhands::console::model::{Focus, Pane};
use allhands::domain::command::Command;
use allhands::domain::digest::Digest;
use allhands::domain::event::RoleAssigned;
use allhands::domain::people::Person;
use allhands::domain::words::Role;

use super::work::desk::Desk;

fn say(desk: &mut Desk, line: &str) {
    desk.model.focus = Focus::Capture;
    desk.model.last_key = desk.model.now;
    desk.typed(line).keys("enter");
}

fn answer(desk: &mut Desk, words: &str) {
    desk.keys("ctrl-u").typed(words).keys("enter");
}

/// A draft that cites a fact, in the list of drafts.
fn written() -> Desk {
    let mut desk = Desk::declared();
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Lee") };
    desk.other(Command::AssignRole(coordinator));
    say(&mut desk, "= customers 4120");
    say(&mut desk, "= what_happened a lost laptop");
    say(&mut desk, "= next_update 16:00 UTC");
    desk.pane(Pane::Drafts).keys("+ enter ctrl-end").typed(" It concerns {{ customers }}.");
    desk.keys("ctrl-s ctrl-g");
    desk
}

/// Security and Infra approve what is selected, by phone.
fn approved(desk: &mut Desk) {
    desk.keys("a g g enter");
    answer(desk, "Amara, by phone");
    desk.keys("a g g enter");
    // Nobody of that name has been seen here: it is asked once more, and once only.
    answer(desk, "Kim, by phone");
    desk.keys("enter");
}

#[test]
fn a_text_goes_the_whole_road_and_every_change_voids_what_was_approved() {
    let mut desk = written();
    desk.keys("o");
    let why = desk.model.notice.clone().unwrap_or_default();
    assert!(why.contains("Sec has not approved; Infra has not approved"), "{why}");
    desk.keys("w enter");
    let shot = desk.shot(120, 40);
    assert!(shot.contains("waits for Sec +1"), "{shot}");
    assert!(shot.contains("approve"), "{shot}");
    desk.clock("14:30");
    assert!(desk.shot(80, 24).contains("owes approval"), "{}", desk.shot(80, 24));
    approved(desk.pane(Pane::Drafts));
    assert!(desk.panes(100, 40).contains("approved"), "{}", desk.panes(100, 40));
    desk.keys("e");
    insta::assert_snapshot!("approved_80x24", desk.panes(80, 24));
    desk.keys("q");
    // A cited fact changes: both approvals are void, with the words that changed.
    say(&mut desk, "= customers 4300");
    desk.pane(Pane::Drafts);
    assert!(desk.panes(100, 40).contains("VOID: Sec, Infra"), "{}", desk.panes(100, 40));
    desk.keys("e");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("[-4120-]{+4300+}"), "{shot}");
    desk.keys("q a enter");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("approved before: only this changed"), "{shot}");
    assert!(shot.contains("[-4120-]{+4300+}"), "{shot}");
    desk.keys("y");
    answer(&mut desk, "Amara, by phone");
    desk.keys("a enter y");
    answer(&mut desk, "Kim");
    desk.keys("o y");
    assert!(desk.panes(100, 40).contains("has the go"), "{}", desk.panes(100, 40));
    desk.keys("s");
    answer(&mut desk, "Kim, 4310 recipients, 15:29");
    let shot = desk.panes(100, 40);
    assert!(shot.contains("sent 15:29") && !shot.contains("WITHOUT"), "{shot}");
    let draft = &desk.model.incident.drafts.all()[0];
    let sent = draft.review.last_sent().expect("it was sent");
    assert_eq!(sent.recipients, Some(4310));
    assert_eq!(sent.lacked, Vec::<String>::new());
    let words = "We are looking into a lost laptop.\n\nNext update: 16:00 UTC. It concerns 4300.";
    assert_eq!(sent.words.digest, Digest::of(words));
    // What went out cites what is no longer so.
    say(&mut desk, "= customers 5000");
    let shot = desk.shot(120, 40);
    assert!(shot.contains("owes a correction") && shot.contains("CORRECT 1 sent"), "{shot}");
    assert!(shot.contains("correct"), "{shot}");
    desk.pane(Pane::Drafts).keys("X").typed("told by phone").keys("enter");
    assert!(!desk.shot(120, 40).contains("owes a correction"));
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn what_went_out_without_approval_is_recorded_and_flagged() {
    let mut desk = written();
    desk.keys("s");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("WITHOUT APPROVAL"), "{shot}");
    answer(&mut desk, "Kim");
    assert!(desk.panes(100, 40).contains("WITHOUT APPROVAL"), "{}", desk.panes(100, 40));
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn an_author_alone_cannot_approve_and_the_go_is_the_coordinators() {
    let mut desk = written();
    desk.keys("w enter a g g enter");
    answer(&mut desk, "Lee");
    desk.keys("a g g enter");
    answer(&mut desk, "Lee");
    desk.keys("o");
    let why = desk.model.notice.clone().unwrap_or_default();
    assert!(why.contains("only its own authors approved it"), "{why}");
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Dana") };
    desk.other(Command::AssignRole(coordinator));
    desk.pane(Pane::Drafts).keys("o");
    let why = desk.model.notice.clone().unwrap_or_default();
    assert!(why.contains("the coordinator's or the deputy's"), "{why}");
}

#[test]
fn a_comment_stays_on_its_passage_and_its_words_are_taken_with_one_key() {
    let mut desk = written();
    // On the last line: “Next update: …”.
    desk.keys("enter ctrl-end ctrl-n").typed("=> Next word at {{ next_update }}.").keys("enter");
    desk.keys("ctrl-home").typed("Dear all. ").keys("ctrl-s ctrl-g");
    let shot = desk.panes(100, 40);
    assert!(shot.contains("1 open comment"), "{shot}");
    desk.keys("e G");
    let shot = desk.panes(100, 40);
    assert!(shot.contains("instead: “Next word at") && !shot.contains("no longer"), "{shot}");
    desk.keys("A").typed("yes, do").keys("enter");
    assert!(desk.panes(100, 40).contains("Lee: yes, do"), "{}", desk.panes(100, 40));
    desk.keys("T");
    let text = desk.draft_text();
    assert_eq!(
        text,
        "Dear all. We are looking into {{ what_happened }}.\n\nNext word at \
                      {{ next_update }}."
    );
    assert!(desk.panes(100, 40).contains("resolved by Lee"), "{}", desk.panes(100, 40));
    // Its passage is gone: it cannot be taken twice.
    desk.keys("G d T");
    let why = desk.model.notice.clone().unwrap_or_default();
    assert!(why.contains("no longer in the text"), "{why}");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}
