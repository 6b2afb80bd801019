//! Rooms that a keeper numbers: the folder beside the file, here on a local disk, where nothing of
//! a mount is in the way. What mounts do is tested as root, elsewhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use allhands::domain::command::{Command, Submission};
use allhands::domain::incident::Incident;
use allhands::domain::words::Phase;
use allhands::store::verify::{Against, verify};
use allhands::store::worker::{FileReach, Keeper, Opening, Report, Request, Who, Worker};

use super::given::{Console, Given, NOW, a_folder, in_file, line, lines_of, until};

/// A room that consoles on a share have come to.
pub fn a_shared_room(given: &Given) -> PathBuf {
    let path = given.a_room();
    fs::create_dir(beside(&path)).expect("a folder");
    path
}

pub fn beside(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}.d", path.display()))
}

pub fn opening(given: &Given, path: &Path, session: &str) -> Opening {
    let program = Some(env!("CARGO_BIN_EXE_allhands").into());
    Opening { who: Who { program, ..Who::default() }, ..given.opening(path, session) }
}

pub fn console(given: &Given, path: &Path, session: &str) -> Console {
    Console::open(opening(given, path, session))
}

/// Waits until the file for people holds what it should.
pub fn published(path: &Path, lines: &[String]) {
    until("the file", || {
        let there = lines_of(&in_file(path));
        (there == lines).then_some(())
    });
    let report = verify(path, Against::Nobody).expect("a file");
    assert!(report.verdict.is_sound(), "{}", report.verdict);
}

#[test]
fn consoles_of_two_desks_see_each_others_lines_numbered_once_and_in_one_order() {
    let (given, other) = (a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut consoles = [console(&given, &path, "a"), console(&other, &path, "b")];
    for round in 0..20 {
        for console in &mut consoles {
            console.say(&format!("round {round}"));
        }
    }
    let [one, two] = &mut consoles;
    let lines = one.has_lines(40);
    assert_eq!(two.has_lines(40), lines);
    for (session, console) in [("a", &consoles[0]), ("b", &consoles[1])] {
        let own = console.rows.iter().filter(|row| row.submission.session.as_str() == session);
        let numbers: Vec<u64> = own.map(|row| row.submission.number).collect();
        assert!(numbers.is_sorted(), "{session}: {numbers:?}");
    }
    published(&path, &lines);
    for console in consoles {
        console.stop();
    }
}

#[test]
fn a_console_that_numbered_directly_turns_when_another_comes_by_the_folder() {
    let (given, other) = (a_folder(), a_folder());
    let path = given.a_room();
    let mut direct = console(&given, &path, "a");
    let id = direct.say("numbered directly");
    direct.settled(&id);
    fs::create_dir(beside(&path)).expect("a folder");
    let mut kept = console(&other, &path, "b");
    kept.say("by the folder");
    direct.say("after it");
    let mut lines = kept.has_lines(2);
    lines.sort();
    assert_eq!(lines, ["after it", "by the folder"]);
    let mut all = direct.has_lines(3);
    all.sort();
    assert_eq!(all, ["after it", "by the folder", "numbered directly"]);
    direct.stop();
    kept.stop();
}

#[test]
fn when_the_keeper_leaves_the_next_goes_on() {
    let (given, other) = (a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut first = console(&given, &path, "a");
    let id = first.say("one");
    first.settled(&id);
    let mut second = console(&other, &path, "b");
    first.stop();
    let id = second.say("two");
    second.settled(&id);
    let id = second.say("three");
    second.settled(&id);
    second.wait("the place", |report| match report {
        Report::Reach(reach) => {
            let keeper = reach.share.as_ref().map(|share| &share.keeper);
            (keeper == Some(&Keeper::Us)).then_some(())
        }
        _ => None,
    });
    published(&path, &["one", "two", "three"].map(str::to_owned));
    second.stop();
}

#[test]
fn who_comes_later_folds_the_same_record() {
    let (given, other) = (a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut first = console(&given, &path, "a");
    for number in 0..30 {
        first.say(&format!("line {number}"));
    }
    first.has_lines(30);
    let second = console(&other, &path, "b");
    let mut whole = Incident::default();
    for row in in_file_until(&path, 31) {
        whole.apply(&row);
    }
    assert_eq!(second.opened.incident, whole);
    first.stop();
    second.stop();
}

fn in_file_until(path: &Path, rows: usize) -> Vec<allhands::domain::event::Recorded> {
    until("the file", || Some(in_file(path)).filter(|there| there.len() >= rows))
}

#[test]
fn who_has_not_read_everything_yet_does_not_say_that_it_is_current() {
    let (given, other) = (a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut first = console(&given, &path, "a");
    let id = first.say("one");
    first.settled(&id);
    // Something in the folder cannot be read.
    let stuck = beside(&path).join("segment-zz-1");
    fs::create_dir(&stuck).expect("a folder in a segment's place");
    let (tell, told) = channel();
    let second = Worker::open(opening(&other, &path, "b"), move |report| {
        // A test that is over listens no more.
        let _ = tell.send(report);
    });
    let opened = || {
        let is = |report| if let Report::Opened(opened) = report { Some(*opened) } else { None };
        let within = Duration::from_secs(60);
        std::iter::from_fn(|| told.recv_timeout(within).ok()).find_map(is).expect("the room")
    };
    let before = opened();
    assert!(before.from_desk.is_some() && before.incident.head > 0, "it is told as current");
    fs::remove_dir(&stuck).expect("removed");
    assert!(opened().from_desk.is_none());
    first.stop();
    second.expect("a thread").stop();
}

#[test]
fn what_the_keeper_refuses_comes_back_and_is_never_sent_again() {
    let (given, other) = (a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut keeper = console(&given, &path, "a");
    let id = keeper.say("so that somebody keeps");
    keeper.settled(&id);
    let mut console = console(&other, &path, "b");
    let command = Command::LeavePhase { phase: Phase::Communicate };
    let refused = Submission { command, ..line("b", 7, "") };
    console.ask(Request::Submit(Box::new(refused.clone())));
    let told = console.wait("a refusal", |report| match report {
        Report::Refused(refused) => Some(refused.submission.clone()),
        _ => None,
    });
    assert_eq!(told, refused);
    console.stop();
    let again = super::share::console(&other, &path, "c");
    let tray: Vec<_> = again.opened.desk.tray.iter().map(|it| it.submission.clone()).collect();
    assert_eq!((again.opened.desk.pending.len(), tray), (0, vec![refused]));
    again.stop();
    keeper.stop();
}

#[test]
fn a_copy_without_its_folder_does_not_become_a_second_room() {
    let given = a_folder();
    let path = a_shared_room(&given);
    let mut first = console(&given, &path, "a");
    let id = first.say("one");
    first.settled(&id);
    published(&path, &["one".to_owned()]);
    first.stop();
    let copy = path.with_file_name("copy.allhands");
    fs::copy(&path, &copy).expect("a copy");
    // Not the first time, and not the second.
    for session in ["b", "c"] {
        let copied = console(&given, &copy, session);
        let reach = &copied.opened.reach.file;
        assert!(!matches!(reach, FileReach::Open), "{reach:?}");
        assert!(!beside(&copy).exists());
        copied.stop();
    }
}

#[test]
fn what_was_answered_before_it_was_taken_over_waits_no_more() {
    let (given, other) = (a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut first = console(&other, &path, "dead");
    let id = first.say("one");
    first.settled(&id);
    first.stop();
    // It died before its desk was told.
    let mut desk = other.desk();
    let seat = desk.sit_down(&"dead".into(), NOW).expect("a seat");
    desk.keep(&seat, &[line("dead", 1, "one")], NOW).expect("a desk");
    drop((seat, desk));
    let mut next = console(&other, &path, "next");
    next.settled(&id);
    let id = next.say("two");
    next.settled(&id);
    published(&path, &["one", "two"].map(str::to_owned));
    next.stop();
}

/// Waits until the console says what it found in the file's place.
fn said(console: &mut Console, words: &str) {
    console.wait(words, |report| match report {
        Report::Said(said) if said.contains(words) => Some(()),
        Report::Said(said) => panic!("it said: {said}"),
        _ => None,
    });
}

/// The file that was put aside.
fn aside(path: &Path) -> PathBuf {
    let entries = fs::read_dir(path.parent().expect("a folder")).expect("a folder").flatten();
    let is_aside = |path: &PathBuf| path.to_string_lossy().contains(".allhands.aside-");
    entries.map(|entry| entry.path()).find(is_aside).expect("a file put aside")
}

#[test]
fn a_file_that_is_not_the_record_is_put_aside_and_never_written_over() {
    let given = a_folder();
    let path = a_shared_room(&given);
    let mut console = console(&given, &path, "a");
    let id = console.say("one");
    console.settled(&id);
    published(&path, &["one".to_owned()]);
    let older = fs::read(&path).expect("a file");

    fs::write(&path, "a letter to a friend").expect("replaced");
    let id = console.say("two");
    console.settled(&id);
    said(&mut console, "something else stood in the file's place");
    assert_eq!(fs::read(aside(&path)).expect("a file"), b"a letter to a friend");
    let both = ["one", "two"].map(str::to_owned);
    published(&path, &both);

    // An older copy is an older copy; the file is made anew though nothing is said.
    fs::write(&path, &older).expect("replaced");
    said(&mut console, "an older copy, to row 2, had been put in the file's place");
    published(&path, &both);
    fs::remove_file(&path).expect("removed");
    said(&mut console, "the file itself had been removed");
    published(&path, &both);
    let remarks = console.wait("remarks", |report| match report {
        Report::Reach(reach) => reach.share.as_ref().map(|share| share.remarks.clone()),
        _ => None,
    });
    assert_eq!(remarks.iter().filter(|remark| remark.contains("made anew")).count(), 3);
    console.stop();
}

#[test]
fn what_is_made_on_a_share_is_the_groups_where_the_folder_is_and_no_argument_says_what() {
    use std::os::unix::fs::PermissionsExt as _;

    let given = a_folder();
    let path = given.a_room();
    let folder = beside(&path);
    fs::create_dir(&folder).expect("a folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o2770)).expect("its rights");
    let mut console = console(&given, &path, "a");
    let id = console.say("one");
    console.settled(&id);
    for entry in fs::read_dir(&folder).expect("a folder").flatten() {
        let mode = entry.metadata().expect("it is there").permissions().mode() & 0o777;
        // One that was just made may not have its name yet.
        assert_eq!(mode, 0o660, "{}", entry.path().display());
    }
    // What every process of the host can read of the children of this one.
    let parent = format!("\nPPid:\t{}\n", std::process::id());
    let mut children = 0;
    for entry in fs::read_dir("/proc").expect("processes").flatten() {
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let words = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        if status.contains(&parent) && !words.is_empty() {
            let words = String::from_utf8_lossy(&words).into_owned();
            let arguments: Vec<&str> = words.trim_end_matches('\0').split('\0').skip(1).collect();
            if arguments.first() == Some(&"share-child") {
                assert_eq!(arguments, ["share-child"]);
                children += 1;
            }
        }
    }
    assert!(children > 0, "its child was looked at");
    console.stop();
}
