//! What a console does while its desk or its file is taken away from under it: nothing that was
//! shown is lost, and it recovers by itself.

use std::fs;

use allhands::store::worker::{AtDesk, DeskReach, FileReach, Report, Request};

use super::given::{Console, a_folder, in_file, line, lines_of, until};
use super::share::{self, a_shared_room};

fn away(reach: &FileReach) -> bool {
    matches!(reach, FileReach::Away { .. })
}

/// Waits until the desk holds a line.
fn pending(console: &mut Console, text: &str) {
    let id = console.say(text);
    console.wait("pending", |report| match report {
        Report::Pending(pending) => (*pending == id).then_some(()),
        Report::NotTaken { because, .. } => panic!("not taken: {because}"),
        _ => None,
    });
}

/// Waits for what lay at the desk and was not told at first.
fn at_desk(console: &mut Console) -> AtDesk {
    console.wait("what lies at the desk", |report| match report {
        Report::AtDesk(desk) => Some((**desk).clone()),
        _ => None,
    })
}

#[test]
fn a_desk_that_is_removed_under_a_console_is_made_anew_with_all_it_held() {
    let given = a_folder();
    let path = given.a_room();
    let elsewhere = path.with_extension("elsewhere");
    let mut console = given.console(&path, "a");
    let recorded = console.say("recorded before");
    console.settled(&recorded);
    fs::rename(&path, &elsewhere).expect("moved away");
    console.reaches("away", away);
    pending(&mut console, "before");
    console.save("capture", "half a li");
    console.ask(Request::TakeBack(line("a", 99, "").id));
    console.wait("the end of what was asked", |report| {
        matches!(report, Report::TooLate(_)).then_some(())
    });
    fs::remove_dir_all(&given.place.folder).expect("removed");
    pending(&mut console, "after");
    console.stop();

    let mut next = given.console(&elsewhere, "next");
    let texts: Vec<_> = next.opened.desk.left.iter().map(|it| it.text.clone()).collect();
    assert_eq!(texts, ["half a li"]);
    next.has_lines(2);
    assert_eq!(lines_of(&in_file(&elsewhere)), ["recorded before", "before", "after"]);
}

#[test]
fn a_new_desk_is_a_witness_of_all_rows() {
    let given = a_folder();
    let path = given.a_room();
    let mut console = given.console(&path, "a");
    for text in ["one", "two"] {
        let id = console.say(text);
        console.settled(&id);
    }
    until("the mirror", || (given.desk().mirror_head().ok()?.seq == 3).then_some(()));
    fs::remove_dir_all(&given.place.folder).expect("removed");
    let id = console.say("three");
    console.settled(&id);
    until("the mirror", || (given.desk().mirror_head().ok()?.seq == 4).then_some(()));
}

#[test]
fn a_keeper_whose_desk_is_removed_numbers_on_and_the_new_one_has_all_rows() {
    let (given, other) = (a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut keeper = share::console(&given, &path, "a");
    let id = keeper.say("one");
    keeper.settled(&id);
    let mut two = share::console(&other, &path, "b");
    fs::remove_dir_all(&given.place.folder).expect("removed");
    let said = ["two", "three"].map(|text| two.say(text));
    for id in &said {
        two.settled(id);
    }
    assert_eq!(keeper.has_lines(3), ["one", "two", "three"]);
    until("the mirror", || (given.desk().mirror_head().ok()?.seq == 4).then_some(()));
    keeper.stop();
    two.stop();
}

#[test]
fn a_desk_that_comes_late_gives_all_that_lies_there() {
    let given = a_folder();
    let path = given.a_room();
    let elsewhere = path.with_extension("elsewhere");
    let mut dead = given.console(&path, "dead");
    let long = dead.say(&"x".repeat(70_000));
    dead.wait("refused", |report| matches!(report, Report::Refused(_)).then_some(()));
    dead.save("capture", "half a li");
    fs::rename(&path, &elsewhere).expect("moved away");
    dead.reaches("away", away);
    pending(&mut dead, "last words");
    dead.stop();
    fs::rename(&elsewhere, &path).expect("moved back");

    let desk = given.place.folder.clone();
    let aside = desk.with_extension("aside");
    fs::rename(&desk, &aside).expect("put aside");
    fs::write(&desk, "").expect("a file in its place");
    let mut console = given.console(&path, "a");
    assert!(console.opened.desk.is_empty());
    fs::remove_file(&desk).expect("removed");
    fs::rename(&aside, &desk).expect("put back");
    console.ask(Request::Look);
    let found = at_desk(&mut console);
    assert_eq!(found.pending, [line("dead", 2, "last words")]);
    assert_eq!(found.left.iter().map(|it| &it.text).collect::<Vec<_>>(), ["half a li"]);
    assert_eq!(found.tray.iter().map(|it| &it.submission.id).collect::<Vec<_>>(), [&long]);
    assert_eq!(console.has_lines(1), ["last words"]);
}

#[test]
fn what_a_desk_could_not_keep_it_gets_when_it_can() {
    let given = a_folder();
    let path = given.a_room();
    // No folder can be made where a file stands.
    fs::write(&given.place.folder, "").expect("a file");
    let mut console = given.console(&path, "a");
    assert!(matches!(console.opened.reach.desk, DeskReach::Failing { .. }));
    console.save("capture", "half a li");
    let id = console.say("straight into the file");
    console.settled(&id);
    fs::remove_file(&given.place.folder).expect("removed");
    console.ask(Request::Look);
    console.wait("a desk", |report| {
        matches!(report, Report::Reach(reach) if reach.desk == DeskReach::Open).then_some(())
    });
    console.stop();
    let next = given.console(&path, "next");
    assert_eq!(next.opened.desk.left.len(), 1, "the text was lost");
}
