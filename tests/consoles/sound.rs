//! A console on a file that is not sound, or not its room's: what is there is shown, nothing is
//! written to it, and a person hears what to do.

use std::fs;
use std::path::PathBuf;

use allhands::store::direct;
use allhands::store::worker::{Doubt, FileReach, Report, Request};

use super::given::{Console, Given, NOW, a_folder, in_file, lines_of, opening, until};
use super::share::{self, a_shared_room, published};
use crate::command_line::sound::forge;

/// A room of three lines that this desk has seen, the second of them changed since.
fn a_forged_room(given: &Given) -> PathBuf {
    let path = given.a_room();
    let mut console = given.console(&path, "a");
    for text in ["one", "db-7 talks", "three"] {
        let id = console.say(text);
        console.settled(&id);
    }
    until("the mirror", || (given.desk().mirror_head().ok()?.seq == 4).then_some(()));
    console.stop();
    forge(&path, "db-7", "db-4");
    path
}

fn unsound(reach: &FileReach) -> bool {
    matches!(reach, FileReach::NotTheOne { doubt: Doubt::Unsound { row: 3 }, .. })
}

#[test]
fn a_forged_row_is_found_by_the_console_and_nothing_is_written_after_it() {
    let given = a_folder();
    let path = a_forged_room(&given);
    let before = fs::read(&path).expect("read");
    let mut console = given.console(&path, "b");
    let id = console.say("kept at the desk");
    // In whichever order the two come.
    let (mut kept, mut found) = (false, unsound(&console.opened.reach.file));
    console.wait("not sound, and kept", |report| {
        kept |= matches!(report, Report::Pending(pending) if *pending == id);
        if let Report::Reach(reach) = report {
            found |= unsound(&reach.file) && reach.unsound == Some(3);
        }
        (kept && found).then_some(())
    });
    console.stop();
    assert_eq!(fs::read(&path).expect("read"), before);

    // A person puts up with it; it stays said.
    let mut console = given.console(&path, "c");
    console.reaches("not sound", unsound);
    console.ask(Request::ThisIsTheRoom);
    console.wait("open, and still not sound", |report| {
        let Report::Reach(reach) = report else { return None };
        (reach.file == FileReach::Open && reach.unsound == Some(3)).then_some(())
    });
    let id = console.say("all the same");
    console.settled(&id);
    let lines = ["one", "db-4 talks", "three", "kept at the desk", "all the same"];
    assert_eq!(lines_of(&in_file(&path)), lines);
    console.stop();

    // It holds for the next console here too, and for the row as it stood.
    let mut console = given.console(&path, "d");
    let id = console.say("the next day");
    console.settled(&id);
    console.stop();
    forge(&path, "db-4", "db-5");
    let mut console = given.console(&path, "e");
    console.reaches("not sound", unsound);
    console.stop();
    assert_eq!(lines_of(&in_file(&path)).len(), 6);
}

#[test]
fn a_file_that_is_forged_under_its_keeper_is_put_aside_and_made_anew() {
    let given = a_folder();
    let path = a_shared_room(&given);
    let mut console = share::console(&given, &path, "a");
    let id = console.say("db-7 talks");
    console.settled(&id);
    published(&path, &["db-7 talks".to_owned()]);
    forge(&path, "db-7", "db-4");
    console.wait("a word", |report| match report {
        Report::Said(said) if said.contains("something else stood in the file's place") => Some(()),
        Report::Said(said) => panic!("it said: {said}"),
        _ => None,
    });
    published(&path, &["db-7 talks".to_owned()]);
    console.stop();
    // And where nobody was there.
    forge(&path, "db-7", "db-4");
    let mut next = share::console(&given, &path, "b");
    let said = next.wait("a word", |report| match report {
        Report::Said(said) => Some(said.clone()),
        _ => None,
    });
    assert!(said.contains("its row 2") || said.contains("row 2"), "{said}");
    published(&path, &["db-7 talks".to_owned()]);
    next.stop();
}

#[test]
fn a_forged_file_does_not_become_the_base_of_a_room_on_a_share() {
    let (given, other) = (a_folder(), a_folder());
    let path = given.a_room();
    let mut console = given.console(&path, "a");
    for text in ["one", "db-7 talks", "three"] {
        let id = console.say(text);
        console.settled(&id);
    }
    console.stop();
    forge(&path, "db-7", "db-4");
    fs::create_dir(share::beside(&path)).expect("a folder");
    let before = fs::read(&path).expect("read");
    let mut console = share::console(&other, &path, "b");
    let reach = console.reaches("not sound", unsound);
    assert_eq!(reach.unsound, Some(3));
    let told = |console: &Console| -> Vec<String> {
        let lines = console.opened.incident.timeline.iter();
        lines.filter_map(|line| line.entry()).map(|entry| entry.now.text.clone()).collect()
    };
    let id = console.say("kept at the desk");
    console.wait("pending", |report| {
        matches!(report, Report::Pending(pending) if *pending == id).then_some(())
    });
    console.stop();
    assert_eq!(fs::read(&path).expect("read"), before);
    assert!(!share::beside(&path).join("keeper-000001").exists());

    // A person puts up with it; what is there was shown all the same.
    let mut console = share::console(&other, &path, "c");
    assert_eq!(told(&console), ["one", "db-4 talks", "three"]);
    console.reaches("not sound", unsound);
    console.ask(Request::ThisIsTheRoom);
    console.settled(&id);
    console.stop();
    let lines = ["one", "db-4 talks", "three", "kept at the desk"];
    until("the file", || (lines_of(&in_file(&path)) == lines).then_some(()));
}

#[test]
fn a_file_that_is_sound_again_takes_what_waited() {
    let given = a_folder();
    let path = a_forged_room(&given);
    let sound = path.with_extension("sound");
    fs::copy(&path, &sound).expect("copied");
    forge(&sound, "db-4", "db-7");
    let mut console = given.console(&path, "b");
    console.reaches("not sound", unsound);
    let id = console.say("waits");
    fs::rename(&sound, &path).expect("put in its place");
    console.ask(Request::Look);
    console.settled(&id);
    assert_eq!(lines_of(&in_file(&path)), ["one", "db-7 talks", "three", "waits"]);
}

#[test]
fn another_incidents_file_can_never_be_said_to_be_the_room() {
    let given = a_folder();
    let path = given.a_room();
    let mut console = given.console(&path, "a");
    let id = console.say("one");
    console.settled(&id);
    until("the mirror", || (given.desk().mirror_head().ok()?.seq == 2).then_some(()));
    let foreign = path.with_extension("foreign");
    let mut begins = opening();
    if let allhands::domain::command::Command::OpenRoom(opened) = &mut begins.command {
        opened.incident = allhands::domain::ids::IncidentId::new("0194-other");
    }
    direct::create(&foreign, &[begins], NOW).expect("another room");
    let before = fs::read(&foreign).expect("read");
    fs::rename(&foreign, &path).expect("put in its place");
    console.ask(Request::Look);
    console.reaches("foreign", |reach| {
        matches!(reach, FileReach::NotTheOne { doubt: Doubt::Foreign, .. })
    });
    console.ask(Request::ThisIsTheRoom);
    console.wait("refused", |report| {
        let words =
            |said: &String| said.contains("nothing was changed") && said.contains("recover");
        matches!(report, Report::Said(said) if words(said)).then_some(())
    });
    assert_eq!(given.desk().mirror_head().expect("a head").seq, 2, "rows were given up");
    assert_eq!(fs::read(&path).expect("read"), before);
}

#[test]
fn what_is_given_up_again_and_again_is_all_laid_aside_at_the_desk() {
    let given = a_folder();
    let path = given.a_room();
    let (first, second) = (path.with_extension("first"), path.with_extension("second"));
    let says = |session: &str, text: &str, seq: u64| {
        let mut console = given.console(&path, session);
        let id = console.say(text);
        console.settled(&id);
        let head = || given.desk().mirror_head().ok().filter(|head| head.seq == seq);
        until("the mirror", || head().map(|_| ()));
        console.stop();
    };
    says("a", "one", 2);
    fs::copy(&path, &first).expect("copied");
    says("b", "two", 3);
    fs::copy(&path, &second).expect("copied");
    says("c", "three", 4);
    for (round, (older, text)) in
        [(&second, "instead of three"), (&first, "instead of two"), (&first, "again")]
            .iter()
            .enumerate()
    {
        fs::copy(older, &path).expect("rolled back");
        let mut console = given.console(&path, &format!("d{round}"));
        assert!(matches!(console.opened.reach.file, FileReach::NotTheOne { .. }), "{round}");
        let id = console.say(text);
        console.ask(Request::ThisIsTheRoom);
        console.settled(&id);
        let rows = in_file(&path).len() as u64;
        let head = || given.desk().mirror_head().ok().filter(|head| head.seq == rows);
        until("the mirror", || head().map(|_| ()));
        console.stop();
    }
    assert_eq!(lines_of(&in_file(&path)), ["one", "again"]);
    let aside = given.desk().laid_aside().expect("read");
    let texts: Vec<String> = aside.iter().map(|it| it.row.body.clone()).collect();
    for (place, words) in ["instead of two", "two", "instead of three", "three"].iter().enumerate()
    {
        assert!(texts[place].contains(words), "{place}: {texts:?}");
    }
    assert_eq!(texts.len(), 4, "{texts:?}");
}
