//! What keeps words in the house and how they are flagged that leave it all the same: said in the
//! same true words by list, page, Next, banner and documents. And no dialog's message is cut.

use allhands::console::model::{Focus, Pane};
use allhands::console::overlay::Overlay;
use allhands::domain::command::Command;
use allhands::domain::event::{DraftRevised, RoleAssigned};
use allhands::domain::ids::{DraftId, RevisionId};
use allhands::domain::next::Owed;
use allhands::domain::people::Person;
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::words::Role;
use allhands::report::lines::Reach;
use allhands::report::markdown::markdown;
use allhands::report::{next, plain, whole};

use super::work::desk::Desk;

fn say(desk: &mut Desk, line: &str) {
    desk.model.focus = Focus::Capture;
    desk.model.last_key = desk.model.now;
    desk.typed(line).keys("enter");
    desk.pane(Pane::Drafts);
}

/// A holding statement that cites what nothing stands for, with words added at its end.
fn written(more: &str) -> Desk {
    let mut desk = Desk::declared();
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Lee") };
    desk.other(Command::AssignRole(coordinator));
    say(&mut desk, "= next_update 16:00 UTC");
    desk.keys("+ enter ctrl-end").typed(more).keys("ctrl-s ctrl-g");
    desk
}

/// Asked of both who must approve it, and approved by both.
fn approved(more: &str) -> Desk {
    let mut desk = written(more);
    desk.keys("w enter enter");
    for by in ["Amara, by phone", "Kim"] {
        desk.keys("a g g enter ctrl-u").typed(by).keys("enter enter");
    }
    assert!(desk.refused.is_empty() && desk.model.overlays.is_empty(), "{:?}", desk.refused);
    desk
}

fn clock(at: Timestamp, _: Precision) -> String {
    at.utc().format("%H:%M").to_string()
}

/// What `show` prints, as Markdown, and as JSON.
fn documents(desk: &Desk) -> [String; 3] {
    let (incident, reach, now) = (&desk.model.incident, Reach::Open, desk.model.now);
    let json = serde_json::to_string(&whole::drafts(incident, reach)).expect("JSON");
    [
        plain::drafts(incident, reach, now, &clock),
        markdown(incident, reach, now).replace('\\', ""),
        json,
    ]
}

#[test]
fn a_name_typed_for_one_act_never_comes_back_in_another() {
    let mut desk = written("");
    desk.keys("n g g enter").typed("Zoe, by phone").keys("enter esc");
    desk.keys("a g g enter");
    let Some(Overlay::Prompt(prompt)) = desk.model.overlays.last() else { panic!("a question") };
    assert_eq!(prompt.field.text(), "");
    // Nor from one department to another; in its own question it does.
    desk.keys("esc n g g enter");
    let Some(Overlay::Prompt(prompt)) = desk.model.overlays.last() else { panic!("a question") };
    assert_eq!(prompt.field.text(), "Zoe, by phone");
    desk.keys("esc n g g j enter");
    let Some(Overlay::Prompt(prompt)) = desk.model.overlays.last() else { panic!("a question") };
    assert_eq!(prompt.field.text(), "");
}

#[test]
fn approved_words_that_go_out_without_the_go_are_not_called_unapproved() {
    let mut desk = approved("");
    desk.keys("s");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("It will stand as sent WITHOUT GO, WITH unset: what_happened"), "{shot}");
    desk.keys("ctrl-u").typed("Kim").keys("enter");
    let flag = "WITHOUT GO, WITH unset: what_happened";
    let list = desk.panes(100, 40);
    assert!(list.contains("sent 15:05 CET WITHOUT GO"), "{list}");
    let page = desk.keys("e").panes(80, 24);
    assert!(page.contains(flag), "{page}");
    for text in documents(&desk) {
        assert!(text.contains(flag) && !text.contains("WITHOUT APPROVAL"), "{text}");
    }
    desk.keys("q");
    assert!(!desk.shot(120, 40).contains("WITHOUT APPROVAL"));
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn what_its_author_alone_approved_says_so_everywhere() {
    let mut desk = written("");
    say(&mut desk, "= what_happened a lost laptop");
    desk.keys("w enter");
    for _ in 0..2 {
        desk.keys("a g g enter ctrl-u").typed("Lee").keys("enter");
    }
    let words = "only its author approved";
    assert!(desk.panes(120, 40).contains(words), "{}", desk.panes(120, 40));
    desk.keys("o");
    let why = desk.model.notice.clone().unwrap_or_default();
    assert!(why.contains(words) && why.contains("Next: somebody approves it who"), "{why}");
    desk.keys("s ctrl-u").typed("Kim").keys("enter");
    for text in documents(&desk) {
        assert!(text.contains(words) && !text.contains("WITHOUT APPROVAL"), "{text}");
    }
}

#[test]
fn the_go_and_the_sending_are_owed_with_what_is_lacking() {
    let mut desk = approved("");
    desk.clock("14:30");
    let owed = next::plain(&desk.model.incident, Reach::Open, desk.model.now, &clock);
    assert!(owed.contains("Holding statement: unset: what_happened"), "{owed}");
    let shot = desk.pane(Pane::Next).shot(120, 40);
    assert!(shot.contains("Lee owes the go") && !shot.contains("Nothing is owed"), "{shot}");
    assert!(!shot.contains("no promise open"), "{shot}");
    desk.pane(Pane::Drafts).keys("o");
    let why = desk.model.notice.clone().unwrap_or_default();
    assert!(why.contains("unset: what_happened. Next: type = what_happened"), "{why}");
    say(&mut desk, "= what_happened a lost laptop");
    // The value voids what was approved: it is approved anew.
    for by in ["Amara", "Kim"] {
        desk.keys("a g g enter y ctrl-u").typed(by).keys("enter");
    }
    // From the line of Next the go is given, then the sending said.
    desk.pane(Pane::Next).keys("g g d y");
    let shot = desk.shot(120, 40);
    assert!(shot.contains("Sec owes sending"), "{shot}");
    let sorts: Vec<&str> = desk.model.incident.owed().iter().map(Owed::sort).collect();
    assert_eq!(sorts, ["send"]);
    desk.pane(Pane::Drafts).keys("s ctrl-u").typed("Kim").keys("enter");
    assert!(desk.model.incident.owed().is_empty());
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn the_title_stands_first_whatever_there_is_to_say() {
    let mut desk = approved(" More.");
    let id: DraftId = desk.model.incident.drafts.all()[0].id.clone();
    let base = desk.model.incident.drafts.all()[0].revisions[0].id.clone();
    desk.other(Command::ReviseDraft(DraftRevised {
        draft: id,
        revision: RevisionId::from("beside"),
        bases: vec![base],
        text: "Another text of {{ what_happened }} and {{ a b }}.".to_owned(),
        diverging: true,
        restores: None,
    }));
    for columns in [60, 80, 120] {
        let shot = desk.panes(columns, 30);
        let row = shot.lines().find(|line| line.contains("side by side")).unwrap_or_default();
        assert!(row.contains("> Holding statement") || row.contains(">Holding"), "{shot}");
    }
    let page = desk.keys("e").panes(80, 40);
    assert!(page.contains("against text 3 of Amara, one of 2 side by side"), "{page}");
}

#[test]
fn what_is_no_name_keeps_words_from_the_go_and_is_named() {
    let mut desk = written(" {{ }} and {{ hot line }}.");
    let row = desk.panes(120, 40);
    assert!(row.contains("2 no name"), "{row}");
    let editor = desk.keys("enter").panes(80, 24);
    assert!(editor.contains("{{ hot line }} is no name"), "{editor}");
    desk.keys("ctrl-g w enter");
    let asked = desk.panes(80, 24);
    assert!(asked.contains("{{ }}, {{ hot line }} is no name"), "{asked}");
    desk.keys("esc o");
    let why = desk.model.notice.clone().unwrap_or_default();
    assert!(why.contains("{{ }}, {{ hot line }} is no name"), "{why}");
}

/// A dialog's messages on top: what it asks, what there is to know, what is wrong.
fn messages(desk: &Desk) -> Vec<String> {
    match desk.model.overlays.last() {
        Some(Overlay::Prompt(prompt)) => {
            let below = prompt.trouble.clone().unwrap_or_else(|| prompt.hint.clone());
            prompt.lines.iter().cloned().chain([prompt.title.clone(), below]).collect()
        }
        Some(Overlay::Choice(choice)) => {
            choice.trouble.iter().cloned().chain([choice.title.clone()]).collect()
        }
        Some(Overlay::Confirm(confirm)) => {
            confirm.lines.iter().cloned().chain([confirm.title.clone()]).collect()
        }
        Some(Overlay::Reader(_) | Overlay::Line(_)) | None => Vec::new(),
    }
}

#[test]
fn no_message_of_a_dialog_is_cut() {
    let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut seen = 0;
    for pane in [Pane::Timeline, Pane::Checklists, Pane::Drafts, Pane::Next] {
        let letters = ('a'..='z').chain('A'..='Z').map(String::from);
        let room = ('a'..='z').map(|letter| format!("r {letter}"));
        for key in letters.chain(room).chain(["+".to_owned(), "/".to_owned()]) {
            let mut desk = written(" Call {{ hotline }}, {{ Affected_Customers }}.");
            desk.pane(pane).keys(&key);
            for step in ["", "enter", "enter"] {
                if !step.is_empty() {
                    desk.keys(step);
                }
                let messages = messages(&desk);
                for (columns, rows) in [(80, 24), (60, 24)] {
                    let shot = desk.shot(columns, rows);
                    let lines = shot.lines().map(|line| line.trim_matches(['"', ' ', '┃']));
                    let shot = plain(&lines.collect::<Vec<_>>().join(" "));
                    for words in &messages {
                        seen += 1;
                        let words = plain(words);
                        assert!(
                            shot.contains(&words),
                            "{pane:?} {key} {step}: {words:?} in {shot}"
                        );
                    }
                }
            }
        }
    }
    assert!(seen > 200, "{seen}");
}
