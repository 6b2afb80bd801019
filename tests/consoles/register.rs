//! The register and the first look: a folder of rooms is read quickly, changes nothing, and one bad
//! file is one line.

use std::fs;

use allhands::domain::command::{Command, DatedEntry};
use allhands::store::desk::{Scratch, Step};
use allhands::store::direct::{Access, IncidentFile};
use allhands::store::mount::Mount;
use allhands::store::register::on_share::{Progress, Shared};
use allhands::store::register::{Listed, list, with_text_waiting};
use allhands::store::worker::{Report, Request};

use super::given::{Given, NOW, a_folder, incident, line, until};

/// A room of so many lines, recorded in batches.
fn a_long_room(given: &Given, lines: u64) -> std::path::PathBuf {
    let path = given.a_room();
    let mut file = IncidentFile::open(&path, Access::Write).expect("a file");
    let mut state = allhands::domain::incident::Incident::default();
    file.catch_up(&mut state).expect("rows");
    let mut batch = line("import", 1, "");
    let entries = (1..=lines).filter_map(|number| match line("import", number, "a line").command {
        Command::Record(entry) => {
            Some(DatedEntry { occurred_at: NOW, department: "infra".into(), entry })
        }
        _ => None,
    });
    batch.command = Command::RecordMany { lines: entries.collect() };
    file.deliver(&mut state, &[batch], NOW).expect("recorded");
    path
}

#[test]
fn rooms_are_told_by_file_or_desk_and_nothing_is_changed() {
    let given = a_folder();
    let path = given.a_room();
    let folder = path.parent().expect("a folder").to_owned();
    let elsewhere = path.with_extension("elsewhere");
    fs::write(folder.join("list.allhands"), b"eggs, bread").expect("written");
    fs::write(folder.join("notes.txt"), b"not ours").expect("written");
    let mut console = given.console(&path, "a");
    let id = console.say("one");
    console.settled(&id);
    console.stop();

    let before = fs::read(&path).expect("read");
    let rooms = list(&folder, &given.place).expect("read");
    assert_eq!(fs::read(&path).expect("read"), before);
    let told: Vec<_> = rooms
        .iter()
        .map(|room| {
            let codename = room.incident.as_ref().map(|it| it.room.codename.as_str());
            (codename, room.trouble.is_some(), room.waiting)
        })
        .collect();
    assert_eq!(told, [(Some("CRIMSON HERON"), false, 0), (None, true, 0)]);
    let trouble = rooms[1].trouble.as_deref().expect("trouble");
    assert!(trouble.contains("not an incident file"), "{trouble}");

    let console = given.console(&path, "b");
    fs::rename(&path, &elsewhere).expect("moved away");
    console.stop();
    let mut desk = given.desk();
    let seat = desk.sit_down(&"c".into(), NOW).expect("a seat");
    desk.keep(&seat, &[line("c", 1, "waits")], NOW).expect("kept");
    let rooms = list(&folder, &given.place).expect("read");
    let gone = rooms.iter().find(|room| room.path == path).expect("it is not forgotten");
    assert!(gone.trouble.as_deref().is_some_and(|words| words.contains("no such file")));
    assert_eq!(gone.waiting, 1);
}

#[test]
fn a_folder_that_is_not_there_is_empty() {
    let given = a_folder();
    assert!(list(&given.folder.path().join("none"), &given.place).expect("read").is_empty());
}

#[test]
fn a_long_record_is_first_shown_as_the_desk_had_it() {
    let given = a_folder();
    let path = a_long_room(&given, 1_500);
    let mut console = given.console(&path, "a");
    assert!(console.front.is_none(), "nothing was kept yet");
    // It is kept when the room has been quiet for a while.
    let head = until("a front", || given.desk().front().ok().flatten()).head;
    assert_eq!(head.seq, 1_501);
    let id = console.say("one more");
    console.settled(&id);
    console.stop();

    let console = given.console(&path, "b");
    let front = console.front.as_ref().expect("a first look");
    assert_eq!(front.head, 1_502, "the front is brought up to the head");
    assert_eq!(front.room, console.opened.incident.room);
    assert!(front.timeline.len() < 400 && console.opened.incident.timeline.len() >= 1_501);
    console.stop();

    // What is kept is never taken for another record.
    let other = a_folder();
    a_long_room(&other, 1_500);
    let desk = given.place.file(&incident());
    fs::create_dir_all(&other.place.folder).expect("a folder");
    fs::copy(desk, other.place.file(&incident())).expect("copied");
    let path = other.folder.path().join("heron.allhands");
    assert!(other.console(&path, "c").front.is_none(), "another record's front was shown");
}

#[test]
fn a_copy_is_told_and_which_file_is_one_follows_what_a_person_says() {
    let given = a_folder();
    let path = given.a_room();
    let folder = path.parent().expect("a folder").to_owned();
    given.console(&path, "a").stop();
    let copy = path.with_file_name("second.allhands");
    fs::copy(&path, &copy).expect("copied");
    let copies = || {
        let rooms = list(&folder, &given.place).expect("read");
        let copies = rooms.into_iter().filter(|room| room.copy_of.is_some());
        copies.map(|room| room.path).collect::<Vec<_>>()
    };
    assert_eq!(copies(), std::slice::from_ref(&copy));

    let mut desk = given.desk();
    desk.is_the_room(&copy, NOW).expect("said");
    assert_eq!(copies(), std::slice::from_ref(&path));
    // What a person called a copy stays one when the room is gone; a file that was moved is none.
    desk.is_the_room(&path, NOW).expect("said");
    fs::remove_file(&copy).expect("removed");
    fs::rename(&path, folder.join("moved.allhands")).expect("moved");
    assert_eq!(copies(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_room_in_which_somebody_was_cut_off_is_found_until_the_text_is_taken_over() {
    let given = a_folder();
    let path = given.a_room();
    let folder = path.parent().expect("a folder");
    let found = || with_text_waiting(folder, &given.place);
    let mut desk = given.desk();
    let seat = desk.sit_down(&"a".into(), NOW).expect("a seat");
    let (session, slot, text) = ("a".into(), "capture".to_owned(), "half".to_owned());
    let owner = String::new();
    let half = Scratch { session, owner, slot, text, cursor: 4, updated_at: NOW };
    desk.take_turn(&seat, &[Step::Save(half)], NOW).expect("kept");
    assert_eq!(found(), None, "somebody is typing there");
    drop(seat);
    assert_eq!(found(), Some(path.clone()));
    let mut console = given.console(&path, "b");
    assert_eq!(found(), Some(path.clone()), "nobody has asked for it");
    console.ask(Request::TakeLeft(vec![("a".into(), "capture".to_owned())]));
    let taken = console.wait("the text", |report| match report {
        Report::Taken { texts, .. } => Some(texts.clone()),
        _ => None,
    });
    assert_eq!(taken.len(), 1);
    console.save("capture", "half");
    console.ask(Request::DropScratch { of: Some("a".into()), slot: "capture".to_owned() });
    until("b has taken it over", || found().is_none().then_some(()));
    console.stop();
}

#[test]
fn a_register_on_a_share_is_looked_at_without_a_word_until_it_has_been_read() {
    let given = a_folder();
    let path = given.a_room();
    let folder = path.parent().expect("a folder").to_owned();
    let mount = Mount::of(&folder).expect("its mount");
    let program = Some(env!("CARGO_BIN_EXE_allhands").into());
    let mut register = Shared::new(folder, mount, given.place.clone(), program);
    let mut told = Vec::new();
    let rows = |rooms: &[Listed]| {
        let incident = rooms.first().and_then(|room| room.incident.as_ref());
        incident.map_or(0, |incident| incident.head)
    };
    register.read(
        |rooms, progress| {
            told.push((rows(&rooms), progress));
            true
        },
        || false,
    );
    assert_eq!(told.last(), Some(&(1, Progress::Read)));

    let mut console = given.console(&path, "a");
    let id = console.say("one");
    console.settled(&id);
    console.stop();
    told.clear();
    register.look(
        |rooms, progress| {
            told.push((rows(&rooms), progress));
            true
        },
        || false,
    );
    assert_eq!(told, [(2, Progress::Read)]);
}
