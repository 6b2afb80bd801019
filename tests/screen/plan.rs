//! Who is told what: the ladder, its order, who knows what since when, and a broken embargo; on the
//! screen, on Next, and in documents.

use allhands::console::model::{Focus, Pane};
use allhands::domain::command::Command;
use allhands::domain::event::{ApprovalGiven, DraftCreated, RoleAssigned, SessionStarted};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{DraftId, RevisionId};
use allhands::domain::next::Owed;
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::words::Role;
use allhands::playbook;
use allhands::report::lines::Reach;
use allhands::report::markdown::markdown;
use allhands::report::{next, plain, plan};

use super::work::desk::Desk;

/// A room in which somebody reported a hole, with what the playbook for that proposes.
fn hole() -> Desk {
    let mut desk = Desk::declared();
    let there: &[&str] = &[];
    let brought = playbook::builtin().apply(&["vulnerability-report"], there);
    for applied in brought.expect("a playbook") {
        desk.other(Command::ApplyPlaybook(applied));
    }
    // It has come, so that what it does can be taken back.
    let me = desk.model.me.clone();
    let came = desk.model.submission(Command::StartSession(SessionStarted {
        session: me.session,
        host: "desk-4".to_owned(),
        system_user: "lee".to_owned(),
        person: me.person,
        department: me.department,
        version: "0.1.0".to_owned(),
        script: false,
    }));
    desk.judge(&came);
    desk.pane(Pane::Timeline).keys("P");
    desk
}

fn say(desk: &mut Desk, line: &str) {
    let was = desk.model.focus;
    desk.model.focus = Focus::Capture;
    desk.typed(line).keys("enter");
    desk.model.focus = was;
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

fn clock(at: Timestamp, _: Precision) -> String {
    at.utc().format("%H:%M").to_string()
}

/// A draft that somebody else began, and that its departments approved.
fn approved(desk: &mut Desk, id: &str, audience: &str) {
    let (draft, revision) = (DraftId::from(id), RevisionId::new(format!("{id}-1")));
    desk.other(Command::CreateDraft(DraftCreated {
        draft: draft.clone(),
        title: format!("To {audience}"),
        audience: audience.to_owned(),
        channel: "mail".to_owned(),
        template: None,
        revision,
        text: "Patch now.".to_owned(),
        handling: Handling::Open,
    }));
    let department = DepartmentId::from("sec");
    let asked = [department.clone()].into();
    desk.other(Command::AskReview(allhands::domain::event::ReviewAsked {
        draft: draft.clone(),
        of: asked,
    }));
    let known = desk.model.incident.drafts.draft(&draft).expect("a draft");
    for department in
        desk.model.incident.must_approve(known).into_iter().cloned().collect::<Vec<_>>()
    {
        let known = desk.model.incident.drafts.draft(&draft).expect("a draft");
        let words = desk.model.incident.wording(known).expect("one text");
        let (by, how) = (Person::from("Kim"), String::new());
        let draft = draft.clone();
        let approvals = vec![ApprovalGiven { draft, words, department, by, how }];
        desk.other(Command::Approve { approvals });
    }
}

#[test]
fn the_ladder_at_two_sizes() {
    let mut desk = hole();
    desk.keys("j j j j a G a");
    say(&mut desk, "< ACME CISO told 14:55: reset tokens");
    say(&mut desk, "< distributors told 15:01: patch comes tomorrow");
    insta::assert_snapshot!("plan_80x24", desk.shot(80, 24));
    insta::assert_snapshot!("plan_160x50", desk.shot(160, 50));
}

#[test]
fn a_proposal_is_recorded_only_when_somebody_takes_or_changes_it() {
    let mut desk = hole();
    let head = desk.model.incident.head;
    assert!(desk.shot(80, 24).contains("> proposed  executives"), "{}", desk.shot(80, 24));
    desk.keys("j k");
    assert_eq!(desk.model.incident.head, head);
    desk.keys("a");
    assert_eq!(desk.model.incident.head, head + 1);
    assert!(desk.shot(80, 24).contains("> can be told  executives"), "{}", desk.shot(80, 24));
    desk.keys("u");
    assert!(desk.shot(80, 24).contains("> proposed  executives"), "{}", desk.shot(80, 24));
    // Changing a side takes it too.
    desk.keys("e j enter").typed("16:00").keys("enter");
    assert!(desk.shot(80, 24).contains("> can be told  executives"), "{}", desk.shot(80, 24));
    assert!(desk.shot(80, 24).contains("by 16:00"), "{}", desk.shot(80, 24));
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn an_order_that_lets_the_public_know_first_is_flagged_wherever_it_is_read() {
    let mut desk = hole();
    assert!(!desk.shot(80, 24).contains("!!"));
    // The last step, the advisory, is moved before the affected customers.
    desk.keys("G K K K K K");
    let words = "The public would know before affected customers";
    assert!(desk.shot(80, 24).contains(&format!("!! {words}")), "{}", desk.shot(80, 24));
    let lower = "the public would know before affected customers";
    let incident = &desk.model.incident;
    assert!(plain::disclosure(incident, Reach::Open, &clock).contains(lower));
    assert!(markdown(incident, Reach::Open, desk.model.now).contains(lower));
    let json = plan::json(incident, Reach::Open);
    assert_eq!(json["flags"][0], lower);
    desk.keys("J");
    assert!(!desk.shot(80, 24).contains("!!"), "{}", desk.shot(80, 24));
}

#[test]
fn a_suggested_time_is_an_aim_in_documents_too_until_somebody_says_one() {
    let mut desk = hole();
    let told = |desk: &Desk| plain::disclosure(&desk.model.incident, Reach::Open, &clock);
    desk.keys("a");
    let documents = told(&desk);
    assert!(documents.contains("aim: ") && !documents.contains("not after"), "{documents}");
    desk.keys("e j enter").typed("16:00").keys("enter");
    assert!(told(&desk).contains("; not after "), "{}", told(&desk));
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn who_knows_what_since_when_is_told_from_voice_and_hidden_where_it_is_not_open() {
    let mut desk = hole();
    say(&mut desk, "< ACME CISO told 14:55: reset tokens");
    say(&mut desk, "% < regulators told 14:58: a leak at the bank");
    let page = desk.keys("w").shot(80, 24);
    assert!(page.contains("by voice to ACME CISO: reset tokens (Lee)"), "{page}");
    assert!(page.contains("Regulators, since 14:58 CET"), "{page}");
    assert!(!page.contains("the bank"), "{page}");
    let told = plain::disclosure(&desk.model.incident, Reach::Open, &clock);
    assert!(told.contains("13:55 by voice to ACME CISO: reset tokens"), "{told}");
    assert!(!told.contains("the bank"), "{told}");
    let all = plain::disclosure(&desk.model.incident, Reach::WithPrivileged, &clock);
    assert!(all.contains("the bank"), "{all}");
}

#[test]
fn next_says_who_is_to_be_told_when_and_after_what() {
    let mut desk = hole();
    desk.keys("A y");
    let sorts = |desk: &Desk| -> Vec<String> {
        let owed = desk.model.incident.owed();
        owed.iter().filter(|one| one.sort() == "tell").map(|one| one.said().into()).collect()
    };
    // A playbook's suggestion is on the ladder alone.
    assert_eq!(sorts(&desk), Vec::<String>::new());
    // The advisory by a clock, after a fix that is not out.
    desk.keys("G e j enter").typed("16:00").keys("enter");
    let advisory = "the public: Affected, fixed, work-around, how to detect it, credit";
    assert_eq!(sorts(&desk), [format!("{advisory}: after fix out, embargo over")]);
    desk.clock("15:30");
    let text = next::plain(&desk.model.incident, Reach::Open, desk.model.now, &clock);
    assert!(text.contains("by 15:00 LATE  tell  Eng: the public: Affected"), "{text}");
    desk.pane(Pane::Next).keys("j");
    assert!(desk.shot(160, 50).contains("30m late"), "{}", desk.shot(160, 50));
    // From there Enter leads to its rung, and told by voice settles it.
    desk.keys("enter");
    assert!(desk.shot(80, 24).contains("> 30m late"), "{}", desk.shot(80, 24));
    desk.keys("q");
    assert_eq!(desk.model.focus, Focus::Pane(Pane::Next));
    // Other partners wait for the affected customers, and are owed once these know.
    say(&mut desk, "< affected customers told 16:10: reset tokens");
    let now: Vec<String> = sorts(&desk);
    assert!(now.iter().any(|one| one.starts_with("partners: What concerns them")), "{now:?}");
}

#[test]
fn a_broken_embargo_is_one_act_and_goes_back_as_one() {
    let mut desk = hole();
    desk.keys("j j j j a j j j j j j j a");
    say(&mut desk, "< distributors told 14:58: patch comes tomorrow");
    let before = desk.model.incident.clone();
    desk.keys("r l").typed("-5m patch posted on a public list").keys("enter");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
    assert_eq!(desk.model.incident.head, before.head + 1);
    let shot = desk.shot(80, 24);
    assert!(shot.contains("EMBARGO BROKEN, 2 to tell"), "{shot}");
    assert!(shot.contains("To be told at once: the reporter, distributors."), "{shot}");
    let page = shot.lines().skip(3).take(2).collect::<Vec<_>>().join("\n");
    assert!(page.contains("TELL NOW  the reporter") || page.contains("the reporter"), "{page}");
    assert_eq!(page.matches("TELL NOW").count(), 2, "{page}");
    // The holding text is one key away.
    desk.keys("y");
    assert!(desk.draft_open().starts_with("We know of reports about"), "{}", desk.draft_open());
    desk.keys("ctrl-g");
    let owed = desk.model.incident.owed();
    let first: Vec<_> = owed.iter().take(2).map(Owed::told).collect();
    let whom = |name: &str| Some(name.to_owned());
    assert_eq!(first, [whom("the reporter"), whom("distributors")]);
    // Told since, they are owed no longer; the times before which nobody was told are lifted.
    say(&mut desk, "< distributors told 15:05: it is out, patch now");
    desk.keys("P");
    assert!(desk.shot(80, 24).contains("EMBARGO BROKEN, 1 to tell"), "{}", desk.shot(80, 24));
    assert!(!desk.shot(160, 50).contains("from release"), "{}", desk.shot(160, 50));
    let text = plain::disclosure(&desk.model.incident, Reach::Open, &clock);
    assert!(text.starts_with("EMBARGO BROKEN at 14:00: patch posted on a public list"), "{text}");
}

#[test]
fn a_broken_embargo_is_undone_with_its_anchors() {
    let mut desk = hole();
    desk.keys("r l").typed("seen on a list").keys("enter n u");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
    let incident = &desk.model.incident;
    assert!(incident.plan.broken.is_none());
    for anchor in ["public", "leak"] {
        let history = &incident.anchors[&anchor.into()];
        assert!(history.now().is_none(), "{anchor}");
    }
    let shot = desk.shot(80, 24);
    let banner = shot.lines().nth(1).unwrap_or_default();
    assert!(!banner.contains("EMBARGO BROKEN"), "{shot}");
    assert!(shot.contains("Undone: EMBARGO BROKEN"), "{shot}");
}

#[test]
fn one_go_releases_a_set_in_the_order_of_the_plan() {
    let mut desk = hole();
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Lee") };
    desk.other(Command::AssignRole(coordinator));
    approved(&mut desk, "d1", "the public");
    approved(&mut desk, "d2", "affected customers");
    desk.keys("P o");
    let shot = desk.keys("j enter").shot(80, 24);
    let (first, second) = (shot.find("To affected customers"), shot.rfind("To the public"));
    assert!(first.is_some() && first < second, "{shot}");
    desk.keys("y");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
    let lines = desk.model.incident.timeline.by_row().iter().rev().take(2).rev();
    let lines: Vec<u64> = lines.map(|line| line.seq).collect();
    let seq = |id: &str| {
        let draft = desk.model.incident.drafts.draft(&DraftId::from(id)).expect("a draft");
        draft.changed
    };
    assert_eq!(lines, [seq("d2"), seq("d1")]);
}

#[test]
fn a_question_from_outside_stands_on_next_with_its_owner() {
    let mut desk = hole();
    say(&mut desk, "< NYT asks: is it true? by 16:50");
    let owed = desk.model.incident.owed();
    let asked = owed.iter().find(|one| one.sort() == "asked").expect("it is owed");
    assert_eq!(asked.said(), "NYT asks: is it true?");
    assert_eq!(desk.model.incident.who(asked, true), "Sec");
    let told = desk.model.incident.timeline.told().count();
    assert_eq!(told, 0, "who asks was told nothing");
}
