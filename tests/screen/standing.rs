//! How the file and the desk stand: what the banner says of it, what becomes of text that nobody
//! took, and how a person leaves while lines wait.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::{Other, Reach, Share, Slot};
use allhands::console::standing::DeskTrouble;
use allhands::console::standing::Doubt;
use allhands::domain::ids::SubmissionId;

use super::story::{Story, at};

fn reach() -> Reach {
    let place = ["/srv/HERON.allhands", "ext4", "/home/dana/desk"].map(str::to_owned);
    Reach { heard: Some(at("14:00")), here: 1, place: Box::new(place), ..Reach::default() }
}

fn away() -> Reach {
    let because = Some("no such file".to_owned());
    Reach { away_since: Some(at("13:58")), because, waiting: 2, word: "FILE GONE", ..reach() }
}

fn told(mut story: Story, reach: Reach) -> Story {
    story.send(Message::Reach(Box::new(reach)));
    story
}

/// The ids of what was asked with the last key.
fn asked(story: &Story) -> Vec<SubmissionId> {
    let id = |effect: &Effect| match effect {
        Effect::Submit(submission) => Some(submission.id.clone()),
        _ => None,
    };
    story.effects.iter().filter_map(id).collect()
}

#[test]
fn the_banner_says_how_file_and_desk_stand() {
    let second = Some("/tmp/copy".to_owned());
    let differs = Some("it ends at row 2".to_owned());
    let desk = |full| Some(DeskTrouble { because: "the bin is full".to_owned(), full });
    let share = Some("it lies on a mount of type nfs4".to_owned());
    let cases = [
        (Reach { here: 3, ..reach() }, "3 here"),
        (away(), "2 wait"),
        (away(), "FILE GONE since 14:58 CET, lines kept here"),
        (Reach { open_to_all: true, ..reach() }, "OPEN TO ALL"),
        (Reach { second: second.clone(), ..reach() }, "second of two files (r W)"),
        (Reach { second, older: Some((6, 12)), ..reach() }, "READ ONLY: an older copy (r w)"),
        (Reach { differs: differs.clone(), ..reach() }, "NOT THE FILE SEEN HERE"),
        (
            Reach { differs, doubt: Box::new(Doubt::Unsound { row: 3 }), ..reach() },
            "NOT SOUND: row 3 (r w)",
        ),
        (Reach { doubt: Box::new(Doubt::Unsound { row: 3 }), ..reach() }, "NOT SOUND: row 3 (r w)"),
        (Reach { desk: desk(true), ..reach() }, "DESK FULL: lines go straight into the file"),
        (Reach { desk: desk(true), ..away() }, "DESK FULL: no line is taken"),
        (Reach { desk: desk(false), ..reach() }, "DESK FAILING: lines go straight into"),
        (Reach { read_only: share, ..reach() }, "READ ONLY: it lies on"),
    ];
    for (reach, words) in cases {
        let screen = told(Story::begun(), reach).screen();
        assert!(screen.contains(words), "{words}\n{screen}");
    }
}

#[test]
fn the_nearest_promise_stays_in_the_banner_while_the_file_is_gone() {
    let mut story = Story::begun().line("> @infra rotate the signing keys of everybody in 20m");
    story.delivers = false;
    let story = story.line("one").line("two").keys("ctrl-o").typed("half").keys("esc");
    let screen = told(story, away()).screen();
    for words in ["ORDER in 20m Infra", "FILE GONE", "2 wait", "1 parked", "SHIELD"] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
}

#[test]
fn who_is_here_is_said_once_and_who_is_silent_too() {
    let lee = Other {
        name: "Lee".to_owned(),
        department: Some("infra".into()),
        at: "(infra), db-host, version 1".to_owned(),
        since: at("13:50"),
        silent_since: None,
        editing: None,
    };
    let kim = Other { name: "Kim".to_owned(), silent_since: Some(at("13:58")), ..lee.clone() };
    let share = Some(Box::new(Share::default()));
    let others = vec![lee, kim];
    let screen = told(Story::begun().size(120, 30), Reach { others, share, ..reach() });
    let screen = screen.keys("esc r w").screen();
    for words in [
        "Here: this console, and those named below",
        "Also here: Lee (infra), db-host, version 1, since",
        "Also here: Kim (infra), db-host, version 1, since",
        ", SILENT since",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    assert!(!screen.contains("alone"), "{screen}");
}

#[test]
fn the_page_on_the_file_leaves_nothing_out() {
    let story = told(Story::begun(), Reach { here: 3, ..away() }).keys("esc r w");
    let screen = story.screen();
    for words in [
        "HERON.allhands",
        "ext4",
        "not reached since 14:58 CET",
        "no such file",
        "Complete to row 2",
        "Waiting for the file: 2",
        "3 consoles",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    assert!(!screen.contains("/srv"), "a folder shows through the shield\n{screen}");
}

#[test]
fn an_older_copy_is_told_as_one_with_how_far_it_goes() {
    let (second, older) = (Some("/tmp/copy".to_owned()), Some((6, 12)));
    let story = told(Story::begun(), Reach { second, older, ..reach() });
    let story = story.keys("esc r W");
    let asked = story.screen();
    assert!(asked.contains("recorded after row 6, to row 12, is not in it"), "{asked}");
    let screen = story.keys("esc r w").screen();
    let screen = screen.replace('│', " ");
    let words: Vec<&str> = screen.split_whitespace().collect();
    let said = words.join(" ");
    for words in ["an older copy of this room, only read: it ends at row 6", "goes on from row 6"] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn a_person_says_which_of_two_files_is_the_room() {
    let story = Story::begun().keys("esc r W");
    assert!(story.model.overlays.is_empty(), "nobody doubts the only file");
    let other = Some("/tmp/copy".to_owned());
    let read_only = Some("the second of two files of one room".to_owned());
    let story = told(story, Reach { second: other, read_only, ..reach() });
    let story = story.keys("r W esc");
    assert_eq!(story.effects, []);
    assert_eq!(story.keys("r W enter").effects, [Effect::ThisIsTheRoom]);
}

#[test]
fn who_says_that_a_file_is_the_room_reads_first_what_is_given_up() {
    let differs = |doubt| Reach {
        differs: Some("it was rolled back".to_owned()),
        doubt: Box::new(doubt),
        ..reach()
    };
    let asked = |doubt| told(Story::begun(), differs(doubt)).size(120, 30).keys("esc r W");
    let back = asked(Doubt::Differs { from: 3, to: 5 }).screen();
    for words in ["rows 3 to 5 of what this desk saw will be given up", "--with-laid-aside"] {
        assert!(back.contains(words), "{words}\n{back}");
    }
    let unsound = asked(Doubt::Unsound { row: 3 }).screen();
    assert!(unsound.contains("Write into a file that is not sound?"), "{unsound}");
    let foreign = asked(Doubt::Foreign);
    assert!(foreign.screen().contains("nothing was changed"), "{}", foreign.screen());
    assert_eq!(foreign.keys("enter").effects, []);
}

#[test]
fn the_page_on_a_file_that_is_gone_says_how_it_is_made_anew() {
    let gone = Reach { doubt: Box::new(Doubt::Gone), ..away() };
    let screen = told(Story::begun(), gone).size(120, 30).keys("esc r w").screen();
    assert!(screen.contains("allhands recover HERON.allhands"), "{screen}");
}

#[test]
fn what_nobody_took_comes_back_into_the_line_or_beside_it() {
    let mut story = Story::begun();
    story.delivers = false;
    let mut story = story.line("% > @legal check it");
    let not_taken = |story: &mut Story| {
        let one = story.model.waiting[0].submission.clone();
        story.send(Message::NotTaken(Box::new(one), "the disk is full".to_owned()));
    };
    not_taken(&mut story);
    assert_eq!(story.model.line().field.text(), "% > @legal check it");
    let keeps = |effect: &Effect| matches!(effect, Effect::SaveScratch { slot: Slot::Capture, .. });
    assert!(story.effects.iter().any(keeps), "{:?}", story.effects);

    let mut story = Story::begun();
    story.delivers = false;
    let mut story = story.line("first").typed("half");
    not_taken(&mut story);
    assert_eq!(story.model.line().field.text(), "half");
    let parked: Vec<&str> =
        story.model.capture.parked.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(parked, ["first"]);
    assert!(story.model.waiting.is_empty());
}

#[test]
fn a_reason_that_nobody_took_comes_back_too() {
    let mut story = Story::begun().line("db-8");
    story.delivers = false;
    let mut story = story.keys("esc k x").typed("a typo").keys("enter");
    let one = story.model.waiting[0].submission.clone();
    story.send(Message::NotTaken(Box::new(one), "the disk is full".to_owned()));
    assert_eq!(story.model.line().field.text().trim(), "a typo");
}

#[test]
fn where_nothing_can_be_recorded_the_text_stays_in_the_line() {
    let because = Some("it lies on a mount of type nfs4".to_owned());
    let story = told(Story::begun(), Reach { read_only: because, ..reach() }).line("seen");
    assert_eq!(story.model.line().field.text(), "seen");
    assert!(asked(&story).is_empty());
    let notice = story.model.notice.clone().expect("a word");
    assert!(notice.contains("Nothing can be recorded here: it lies on"), "{notice}");
}

#[test]
fn the_page_says_whether_a_line_is_kept_while_the_file_is_out_of_reach() {
    let page = |reach| told(Story::begun().size(160, 40), reach).keys("esc r w").screen();
    let kept = page(away());
    assert!(kept.contains("lines are kept at the desk"), "{kept}");
    let full = Some(DeskTrouble { because: "no room".to_owned(), full: true });
    let lost = page(Reach { desk: full, ..away() });
    let words = "no line is taken, for the desk keeps none either";
    assert!(lost.contains(words) && !lost.contains("lines are kept"), "{lost}");
}

#[test]
fn leaving_asks_only_where_lines_wait_for_a_file_out_of_reach() {
    assert_eq!(Story::begun().line("one").keys("ctrl-q").effects, [Effect::Leave]);
    let story = told(Story::begun(), away()).keys("ctrl-q");
    assert_eq!(story.effects, []);
    let screen = story.screen();
    assert!(screen.contains("2 lines wait at this host's desk"), "{screen}");
    let leaves = told(Story::begun(), away()).keys("ctrl-q j j enter");
    assert_eq!(leaves.effects, [Effect::Leave]);
    let waits = story.keys("j enter");
    assert_eq!(waits.effects, [Effect::Look]);
    assert_eq!(told(waits, reach()).effects, [Effect::Leave]);
}

#[test]
fn half_typed_text_does_not_leave_with_a_desk_that_keeps_nothing() {
    let failing =
        Reach { desk: Some(DeskTrouble { because: "no room".to_owned(), full: true }), ..reach() };
    assert_eq!(told(Story::begun(), failing.clone()).keys("ctrl-q").effects, [Effect::Leave]);
    let story = told(Story::begun(), failing.clone()).typed("half").keys("ctrl-q");
    assert!(story.screen().contains("text that is typed here goes with you"));
    let story = told(story.keys("j enter"), failing);
    assert_eq!(story.effects, []);
    assert_eq!(told(story, reach()).effects, [Effect::Leave]);
}

#[test]
fn who_waits_to_leave_stays_at_the_next_key() {
    let story = told(Story::begun(), away()).keys("ctrl-q j enter").typed("x");
    assert_eq!(told(story, reach()).effects, []);
}

#[test]
fn a_line_that_is_not_safe_yet_is_awaited_before_leaving() {
    let mut story = Story::begun();
    story.delivers = false;
    let mut story = story.line("quick");
    let id = asked(&story).pop().expect("a submission");
    story = story.keys("ctrl-q");
    assert_eq!(story.effects, []);
    story.send(Message::Settled(id));
    assert_eq!(story.effects, [Effect::Leave]);
}

#[test]
fn a_resume_has_the_file_looked_at() {
    let mut story = Story::begun();
    story.send(Message::Resumed);
    assert_eq!(story.effects, [Effect::Look]);
}

#[test]
fn every_mistake_of_a_persons_own_files_is_named_and_the_banner_says_so_until_then() {
    let mut story = Story::begun().size(80, 40);
    let found = ["keys.toml: Ctrl-O means both palette and fresh-line", "config.toml:1: theme"];
    story.model.mistakes.found = found.map(str::to_owned).to_vec();
    let story = story.keys("esc");
    assert!(story.screen().contains("2 mistakes in your settings (r w)"), "{}", story.screen());
    let story = story.keys("r w");
    for words in found {
        assert!(story.screen().contains(words), "{words}: {}", story.screen());
    }
    let story = story.keys("q");
    assert!(!story.screen().contains("mistakes"), "{}", story.screen());
}
