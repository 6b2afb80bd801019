//! Words go out, from keys to the record and back to the screen: who is asked, who approves, what a
//! change voids, the changed words approved by phone, the go, sent, and the correction owed.

use allhands::console::drafts::row;
use allhands::console::linear::Linear;
use allhands::console::model::{Focus, Pane};
use allhands::domain::command::Command;
use allhands::domain::digest::Digest;
use allhands::domain::event::{
    ApprovalGiven, ChangesRequested, DraftCreated, DraftReleased, DraftSent, DraftShelved,
    ReviewAsked, RoleAssigned,
};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{DraftId, RevisionId};
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::words::Role;
use allhands::report::lines::{Reach, line_out};
use allhands::report::markdown::markdown;
use allhands::report::plain;

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
    let wide = desk.shot(160, 50);
    assert!(wide.contains("owes approval since 15:05"), "{wide}");
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
    let shot = desk.panes(150, 40);
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
    // Settled, it stays as it went out: nobody need approve it again.
    for size in [(120, 40), (80, 24)] {
        let shot = desk.shot(size.0, size.1);
        for gone in ["owes a correction", "owes approval", "VOID"] {
            assert!(!shot.contains(gone), "{gone} in {shot}");
        }
    }
    assert!(desk.model.incident.owed().is_empty(), "{:?}", desk.model.incident.owed());
    desk.keys("e");
    assert!(!desk.panes(120, 40).contains("VOID"), "{}", desk.panes(120, 40));
    // A new text, or another value after that, is a new matter.
    say(&mut desk, "= customers 6000");
    assert!(desk.shot(120, 40).contains("owes a correction"), "{}", desk.shot(120, 40));
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn asking_a_department_no_longer_is_asked_about_and_recorded_as_that() {
    let mut desk = written();
    // Both must approve, by the template; then neither stands under the cursor.
    desk.keys("w enter w");
    let shot = desk.panes(100, 40);
    assert!(shot.contains("asked; choosing it asks no longer"), "{shot}");
    desk.keys("enter");
    let shot = desk.panes(100, 40);
    assert!(shot.contains("Ask Sec to approve no longer?"), "{shot}");
    assert!(shot.contains("Sec must approve it all the same"), "{shot}");
    let asked = |desk: &Desk| desk.model.incident.drafts.all()[0].review.asked.len();
    assert_eq!(asked(&desk), 2, "nothing is done before it is answered");
    desk.keys("n");
    assert_eq!(asked(&desk), 2);
    desk.keys("w enter y");
    assert_eq!(asked(&desk), 1);
    let said: Vec<String> = desk
        .model
        .incident
        .timeline
        .iter()
        .map(|line| {
            line_out(&desk.model.incident, line, Reach::Open).text.unwrap_or_default().into_owned()
        })
        .collect();
    for words in [
        "draft “Holding statement”: Sec, Infra asked to approve",
        "draft “Holding statement”: Sec asked no longer",
    ] {
        assert!(said.iter().any(|line| line == words), "{words} is not in {said:?}");
    }
    // Who must approve owes an answer, asked or not, and every list says so.
    desk.keys("w");
    let shot = desk.panes(100, 40);
    assert!(shot.contains("must approve, asked or not: owes an answer"), "{shot}");
    assert!(documents(&desk)[0].contains("Sec: owes an answer since"), "{}", documents(&desk)[0]);
    // What would ask no longer stands below what asks.
    let row = |words: &str| shot.lines().position(|line| line.contains(words));
    assert!(row("asked or not") < row("choosing it"), "{shot}");
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
    desk.pane(Pane::Timeline).keys("z G");
    let shot = desk.panes(160, 40);
    assert!(shot.contains("sent by Kim") && shot.contains("; WITHOUT APPROVAL: "), "{shot}");
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
    assert!(why.contains("only its author approved"), "{why}");
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Dana") };
    desk.other(Command::AssignRole(coordinator));
    desk.pane(Pane::Drafts).keys("o");
    let why = desk.model.notice.clone().unwrap_or_default();
    assert!(why.contains("the incident commander's"), "{why}");
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
    assert!(why.contains("reads otherwise now"), "{why}");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

/// What `show --drafts` prints and the exported Markdown.
fn documents(desk: &Desk) -> [String; 2] {
    let (incident, reach, now) = (&desk.model.incident, Reach::Open, desk.model.now);
    let clock = |at: Timestamp, _: Precision| at.utc().format("%H:%M").to_string();
    [plain::drafts(incident, reach, now, &clock), markdown(incident, reach, now)]
}

#[test]
fn documents_say_who_approved_that_it_was_sent_and_that_a_correction_is_owed() {
    let mut desk = written();
    desk.keys("w enter");
    approved(&mut desk);
    desk.keys("o y s");
    answer(&mut desk, "Kim, 4310");
    for document in documents(&desk) {
        for words in [
            "Sec: approved by Amara, ",
            ", by phone, recorded by Lee",
            "go by Lee, ",
            " by Kim, 4310 recipients, text 2, words ",
        ] {
            assert!(document.contains(words), "{words:?} is not in {document}");
        }
        assert!(!document.contains("correction"), "{document}");
    }
    assert!(documents(&desk)[0].contains("\n  sent\n"), "{}", documents(&desk)[0]);
    say(&mut desk, "= customers 5000");
    for document in documents(&desk) {
        // The very words that went out, whatever their facts are now.
        let sent = document.split("in these words").nth(1).unwrap_or_default().replace('\\', "");
        assert!(sent.contains("Next update: 16:00 UTC. It concerns 4120."), "{document}");
        assert!(document.contains("sent, owes a correction\n"), "{document}");
        let owed = "customers went out as 4120, is 5000 now";
        assert!(document.replace('\\', "").contains(owed), "{document}");
    }
    desk.pane(Pane::Drafts).keys("e");
    let shot = desk.panes(80, 24);
    assert!(shot.contains("Holding statement — sent, owes a correction"), "{shot}");
}

#[test]
fn a_draft_for_nobody_yet_says_so_without_an_empty_word() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ j enter").typed("Note").keys("enter enter enter ctrl-g");
    let [plain, markdown] = documents(&desk);
    assert!(plain.contains("Note  (to nobody named yet)\n"), "{plain}");
    assert!(markdown.contains("Goes to nobody named yet."), "{markdown}");
}

#[test]
fn a_time_of_sending_before_the_go_is_said_before_enter_and_flagged_on_the_record() {
    let mut desk = written();
    desk.clock("14:30");
    desk.pane(Pane::Drafts).keys("w enter");
    approved(&mut desk);
    desk.clock("14:45");
    desk.pane(Pane::Drafts).keys("o y s ctrl-u").typed("Kim, 15:46");
    desk.clock("14:50");
    assert!(!desk.panes(80, 24).contains("DOUBT"), "{}", desk.panes(80, 24));
    desk.keys("ctrl-u").typed("Kim, 15:10");
    let shot = desk.panes(80, 24);
    for words in ["TIME IN DOUBT", "the approval of Infra was", "the go was recorded only"] {
        assert!(shot.contains(words), "{words:?} is not in {shot}");
    }
    desk.keys("enter");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
    assert!(desk.panes(120, 40).contains("time of sending in doubt"), "{}", desk.panes(120, 40));
    desk.keys("e");
    let shot = desk.panes(100, 40);
    assert!(shot.contains("TIME IN DOUBT: the go was recorded only 15:45 CET"), "{shot}");
    // The line of the timeline says it too, in the clock times of the screen.
    desk.keys("q").pane(Pane::Timeline).keys("z G");
    let shot = desk.panes(160, 40);
    let doubt = "; TIME IN DOUBT: the approval of Sec was recorded only 15:30 CET";
    assert!(shot.contains(doubt), "{shot}");
    for document in documents(&desk) {
        assert!(document.contains("TIME IN DOUBT"), "{document}");
    }
}

#[test]
fn words_are_counted_alike_on_the_screen_and_in_linear_mode() {
    let mut desk = written();
    let id = desk.model.incident.drafts.all()[0].id.clone();
    let many = row::row(&desk.model, &id).words;
    let spoken = desk.says(&mut Linear::default(), "/drafts");
    assert!(spoken.contains(&format!(", {many} words.")), "{many}: {spoken}");
}

#[test]
fn what_is_wrapped_on_the_page_stands_below_its_beginning() {
    let mut desk = written();
    desk.keys("w enter n g g enter");
    answer(&mut desk, "Amara, by phone");
    answer(&mut desk, "the second sentence promises what nobody can keep, so leave it out");
    desk.keys("e z");
    let shot = desk.panes(60, 30);
    let at = |words: &str| {
        let line = shot.lines().find(|line| line.contains(words));
        let line = line.unwrap_or_else(|| panic!("no {words}: {shot}"));
        line.chars().take_while(|letter| !letter.is_alphabetic() && *letter != '[').count()
    };
    assert!(at("leave it out") >= at("asks for changes"), "{shot}");
}

/// Eight drafts, one in each state, and a fact that was another when one of them went out.
fn in_every_state() -> Desk {
    let mut desk = Desk::declared();
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Amara") };
    desk.other(Command::AssignRole(coordinator));
    say(&mut desk, "= customers 4120");
    let stages = [
        ("Draft for the board", 0),
        ("Notice in review", 1),
        ("Notice to be changed", 2),
        ("Approved notice", 3),
        ("Released notice", 4),
        ("Sent notice", 5),
        ("Notice that owes a correction", 6),
        ("Withdrawn notice", 7),
    ];
    for (title, stage) in stages {
        let id = DraftId::from(title);
        let text = if stage == 6 { "It concerns {{ customers }}." } else { "All is well." };
        desk.other(Command::CreateDraft(DraftCreated {
            draft: id.clone(),
            title: title.to_owned(),
            audience: if stage == 0 { String::new() } else { "customers of the shop".to_owned() },
            channel: if stage == 1 { String::new() } else { "status page".to_owned() },
            template: None,
            revision: RevisionId::new(format!("{title} 1")),
            text: text.to_owned(),
            handling: Handling::Open,
        }));
        review(&mut desk, &id, stage);
    }
    say(&mut desk, "= customers 4300");
    desk.clock("15:12");
    desk.pane(Pane::Drafts);
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
    desk
}

/// Takes a draft as far as a stage.
fn review(desk: &mut Desk, id: &DraftId, stage: u8) {
    let words = |desk: &Desk| {
        let incident = &desk.model.incident;
        incident.wording(incident.drafts.draft(id).expect("a draft")).expect("words")
    };
    let (draft, sec, by) = (id.clone(), DepartmentId::from("sec"), Person::from("Kim"));
    if stage == 7 {
        let because = "overtaken".to_owned();
        desk.other(Command::ShelveDraft(DraftShelved {
            draft,
            shelved: true,
            because,
            superseded_by: None,
        }));
        return;
    }
    if stage >= 1 {
        let of = vec![sec.clone()];
        desk.other(Command::AskReview(ReviewAsked { draft: id.clone(), of }));
    }
    if stage == 2 {
        let (what, how) = ("say less".to_owned(), String::new());
        let wanted = ChangesRequested { draft, department: sec, by, what, how };
        desk.other(Command::RequestChanges(wanted));
        return;
    }
    if stage >= 3 {
        let words = words(desk);
        let how = "by phone".to_owned();
        let one = ApprovalGiven { draft: draft.clone(), words, department: sec, by, how };
        desk.other(Command::Approve { approvals: vec![one] });
    }
    if stage >= 4 {
        let releases =
            vec![DraftReleased { draft: draft.clone(), words: words(desk), open: Vec::new() }];
        desk.other(Command::Release { releases });
    }
    if stage >= 5 {
        let words = words(desk);
        let by = Person::from("Kim");
        let recipients = Some(4310);
        let sent = DraftSent { recipients, ..DraftSent::new(draft, words, by) };
        desk.other(Command::RecordSent(sent));
    }
}

#[test]
fn a_list_of_drafts_in_every_state_is_read_at_any_width() {
    let mut desk = in_every_state();
    let states = [
        ("Draft for the board", "3 words"),
        ("Notice in review", "waits for Sec 1h07m"),
        ("Notice to be changed", "changes asked by Sec"),
        ("Approved notice", "approved"),
        ("Released notice", "has the go"),
        ("Sent notice", "sent 15:05 CET"),
        ("Notice that owes a correction", "owes a correction, sent 15:05 CET"),
        ("Withdrawn notice", "put aside: overtaken"),
    ];
    for (columns, rows) in [(80, 24), (160, 50)] {
        desk.keys("g g");
        let shot = desk.panes(columns, rows);
        let pane = &shot[shot.find("┏ Drafts").expect("the pane")..];
        // The last of eight is out of sight where the pane has seven rows.
        for (title, state) in states.iter().take(7) {
            let rows = pane.lines().filter_map(|line| line.split('┃').nth(1));
            let line = rows.into_iter().find(|row| row.contains(title)).unwrap_or_default();
            assert!(line.contains(state), "{state:?} in {pane}");
            // What stands last ends at the edge, whatever stands before it.
            assert!(line.ends_with("h07m ") || *title == states[6].0, "{pane}");
        }
    }
    assert!(desk.panes(80, 16).contains(" 3 more below "), "{}", desk.panes(80, 16));
    desk.keys("G");
    let shot = desk.panes(80, 16);
    assert!(shot.contains("put aside: overtaken"), "{shot}");
    assert!(!shot.contains("more below"), "{shot}");
    // Without frames the title says it, in as many words as fit.
    desk.keys("g g");
    assert!(desk.panes(40, 12).contains("more below"), "{}", desk.panes(40, 12));
    let small = desk.panes(20, 8);
    let title = small.lines().find(|row| row.contains("Drafts")).unwrap_or_default();
    assert!(title.contains(" below"), "{small}");
    // The timeline says why one of them was put aside.
    desk.keys("tab z G");
    let shot = desk.panes(120, 40);
    assert!(shot.contains("draft “Withdrawn notice” put aside: overtaken"), "{shot}");
}

#[test]
fn the_page_of_each_draft_is_headed_by_where_it_stands() {
    let mut desk = in_every_state();
    let pages: [&[&str]; 8] = [
        &["Draft for the board — draft", "by status page", "nobody was asked"],
        &["Notice in review — in review", "to customers of the shop"],
        &["Notice to be changed — changes requested", "[!] Sec: Kim asks for changes: say less"],
        &["Approved notice — approved", "[x] Sec: Kim approved", "nothing keeps it from the go"],
        &["Released notice — released", "go by Amara"],
        &["Sent notice — sent", "4310 recipients"],
        &[
            "Notice that owes a correction — sent, owes a correction",
            "[ ] Sec: VOID, Kim approved what was sent",
            "go for what was sent by Amara",
            "owes a correction: customers went out as 4120, is 4300 now",
        ],
        &["Withdrawn notice — withdrawn", "put aside: overtaken"],
    ];
    for (place, words) in pages.iter().enumerate() {
        desk.keys("g g");
        for _ in 0..place {
            desk.keys("j");
        }
        desk.keys("e");
        let shot = desk.panes(80, 24);
        for words in *words {
            assert!(shot.contains(words), "{words:?} is not in {shot}");
        }
        assert_eq!(shot.matches("nobody was asked").count(), usize::from([0, 7].contains(&place)));
        desk.keys("q");
    }
}
