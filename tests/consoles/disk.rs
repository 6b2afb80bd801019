//! Disks that are full or may not be written under an open room, as they really do it: a small file
//! system is mounted for each test, which only root may. Elsewhere each says by name that it was
//! skipped.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use allhands::store::desk::{Desk, DeskPlace};
use allhands::store::worker::{DeskReach, FileReach, Opening, Reach, Report, Request, Who};

use super::given::{Console, Given, NOW, a_folder, in_file, incident, lines_of, until};
use super::share::{self, a_shared_room};

/// A disk of its own.
struct Disk {
    at: PathBuf,
}

impl Disk {
    /// A small disk; nothing where this user may not mount one.
    fn small(given: &Given, test: &str) -> Option<Self> {
        let at = given.folder.path().canonicalize().expect("a path").join("disk");
        fs::create_dir(&at).expect("a folder");
        let options = ["-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(&at).output();
        if mounted.is_ok_and(|done| done.status.success()) {
            return Some(Self { at });
        }
        skipped(test, "only root may mount a small disk");
        None
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let mut file = fs::File::create(self.at.join("ballast")).expect("a file");
        for size in [65_536, 4_096, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
    }

    fn make_room(&self) {
        fs::remove_file(self.at.join("ballast")).expect("removed");
    }

    fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        let done = Command::new("mount").args(["-o", &options]).arg(&self.at).status();
        assert!(done.expect("mount").success(), "remounted");
    }

    /// Forbids everybody, root too, to make or change anything in its folder, or allows it again;
    /// says whether this system can do that.
    fn forbid(&self, how: &str) -> bool {
        let done = Command::new("chattr").arg(how).arg(&self.at).output();
        done.is_ok_and(|done| done.status.success())
    }
}

/// Straight to the stream: what goes through the print macros is kept from sight.
fn skipped(test: &str, why: &str) {
    let _ = std::io::stderr().write_all(format!("SKIPPED {test}: {why}\n").as_bytes());
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the worker of a test that failed may still hold something there.
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

fn a_room_on(given: &Given, disk: &Disk) -> PathBuf {
    let path = disk.at.join("heron.allhands");
    fs::copy(given.a_room(), &path).expect("a room");
    path
}

fn console(path: &Path, desk: &Path, session: &str) -> Console {
    Console::open(Opening {
        path: path.to_owned(),
        place: DeskPlace::told(desk.to_owned()),
        session: session.into(),
        read_only: false,
        who: Who::default(),
    })
}

fn is_away(reach: &Reach, what: &str) -> bool {
    matches!(&reach.file, FileReach::Away { word, .. } if *word == what)
}

/// Waits until file and desk are so.
fn stands(console: &mut Console, what: &str, is: impl Fn(&Reach) -> bool) {
    console.wait(what, |report| match report {
        Report::Reach(reach) if is(reach) => Some(()),
        _ => None,
    });
}

/// Says a line; whether it was taken.
fn taken(console: &mut Console, text: &str) -> Result<(), String> {
    let id = console.say(text);
    console.wait("an answer", |report| match report {
        Report::Pending(it) | Report::Settled(it) if *it == id => Some(Ok(())),
        Report::NotTaken { submission, because } if submission.id == id => {
            Some(Err(because.clone()))
        }
        _ => None,
    })
}

#[test]
fn a_full_disk_under_the_file_keeps_lines_at_the_desk_until_there_is_room() {
    let given = a_folder();
    let Some(disk) = Disk::small(&given, "a_full_disk_under_the_file") else { return };
    let path = a_room_on(&given, &disk);
    let mut console = console(&path, &given.place.folder, "a");
    disk.fill();
    let text = "x".repeat(20_000);
    taken(&mut console, &text).expect("kept at the desk");
    stands(&mut console, "full", |reach| is_away(reach, "FILE'S DISK FULL"));
    assert_eq!(lines_of(&in_file(&path)), Vec::<String>::new());
    disk.make_room();
    // By itself: nobody asks for a look.
    stands(&mut console, "open", |reach| reach.file == FileReach::Open);
    console.has_lines(1);
    assert_eq!(lines_of(&in_file(&path)), [text]);
}

#[test]
fn with_file_and_desk_full_a_line_stays_with_its_author() {
    let given = a_folder();
    let Some(disk) = Disk::small(&given, "with_file_and_desk_full") else { return };
    let path = a_room_on(&given, &disk);
    let mut console = console(&path, &disk.at.join("desk"), "a");
    taken(&mut console, "while there was room").expect("taken");
    disk.fill();
    // More than what was being written as the disk filled may leave free behind it.
    let half = "half a li ".repeat(6_000);
    console.save("capture", &half);
    // Before any line was tried: neither is said to take one.
    stands(&mut console, "both full", |reach| {
        matches!(reach.desk, DeskReach::Failing { full: true, .. })
            && is_away(reach, "FILE'S DISK FULL")
    });
    let text = "x".repeat(40_000);
    let because = taken(&mut console, &text).expect_err("taken by nobody");
    assert!(because.contains("full"), "{because}");
    disk.make_room();
    // By itself, though nothing waits that would try.
    stands(&mut console, "well", |reach| {
        reach.desk == DeskReach::Open && reach.file == FileReach::Open
    });
    taken(&mut console, "once more").expect("taken");
    console.stop();
    assert_eq!(lines_of(&in_file(&path)), ["while there was room", "once more"]);
    let next = self::console(&path, &disk.at.join("desk"), "next");
    let texts: Vec<_> = next.opened.desk.left.iter().map(|it| it.text.clone()).collect();
    assert_eq!(texts, [half], "what was typed meanwhile is kept when there is room");
}

#[test]
fn a_full_desk_sends_lines_straight_into_the_file() {
    let given = a_folder();
    let Some(disk) = Disk::small(&given, "a_full_desk") else { return };
    let path = given.a_room();
    let mut console = console(&path, &disk.at.join("desk"), "a");
    disk.fill();
    let text = "x".repeat(40_000);
    let id = console.say(&text);
    let (mut settled, mut fails) = (false, false);
    console.wait("settled, and failing", |report| {
        match report {
            Report::Settled(it) => settled |= *it == id,
            Report::Reach(reach) => fails = matches!(reach.desk, DeskReach::Failing { .. }),
            _ => {}
        }
        (settled && fails).then_some(())
    });
    assert_eq!(lines_of(&in_file(&path)), [text]);
    disk.make_room();
    stands(&mut console, "well", |reach| reach.desk == DeskReach::Open);
}

#[test]
fn who_keeps_the_room_after_its_desk_was_full_has_all_rows_and_nothing_waits() {
    let (given, other) = (a_folder(), a_folder());
    let test = "who_keeps_the_room_after_its_desk_was_full_has_all_rows_and_nothing_waits";
    let Some(disk) = Disk::small(&given, test) else { return };
    let path = a_shared_room(&other);
    let mut keeper = share::console(&other, &path, "a");
    let id = keeper.say("before");
    keeper.settled(&id);
    let place = DeskPlace::told(disk.at.join("desk"));
    let mut next = Console::open(Opening { place, ..share::opening(&given, &path, "b") });
    taken(&mut next, "its own").expect("taken");
    disk.fill();
    for _ in 0..30 {
        keeper.say(&"words ".repeat(1_000));
    }
    stands(&mut next, "a desk that fails", |reach| reach.desk != DeskReach::Open);
    next.has_lines(31);
    disk.make_room();
    stands(&mut next, "a desk that is well", |reach| reach.desk == DeskReach::Open);
    keeper.stop();
    let last = next.say("afterwards");
    next.settled(&last);
    until("nothing to wait there", || {
        let place = DeskPlace::told(disk.at.join("desk"));
        let there = Desk::open(&place, &incident(), NOW).ok()?;
        (there.counts().ok()?.0 == 0 && there.mirror_head().ok()?.seq == 34).then_some(())
    });
    next.stop();
}

#[test]
fn a_file_that_may_not_be_written_any_more_keeps_lines_at_the_desk_until_it_may() {
    let given = a_folder();
    let test = "a_file_that_may_not_be_written_any_more";
    let Some(disk) = Disk::small(&given, test) else { return };
    let path = a_room_on(&given, &disk);
    let mut console = console(&path, &given.place.folder, "a");
    taken(&mut console, "before").expect("taken");
    console.has_lines(1);
    if !disk.forbid("+i") {
        return skipped(test, "this system cannot forbid root to write here");
    }
    taken(&mut console, "meanwhile").expect("kept at the desk");
    stands(&mut console, "read-only", |reach| is_away(reach, "FILE READ-ONLY"));
    taken(&mut console, "later").expect("kept at the desk");
    assert!(disk.forbid("-i"));
    stands(&mut console, "open", |reach| reach.file == FileReach::Open);
    console.has_lines(3);
    assert_eq!(lines_of(&in_file(&path)), ["before", "meanwhile", "later"]);
}

#[test]
fn a_room_opened_from_a_read_only_disk_is_written_once_it_can_be() {
    let given = a_folder();
    let Some(disk) = Disk::small(&given, "a_room_opened_from_a_read_only_disk") else { return };
    let path = a_room_on(&given, &disk);
    disk.remount("ro");
    let mut console = console(&path, &given.place.folder, "a");
    let FileReach::ReadOnly { because } = &console.opened.reach.file else {
        panic!("{:?}", console.opened.reach)
    };
    assert!(because.contains("its disk takes no writes"), "{because}");
    taken(&mut console, "too early").expect_err("taken by nobody");
    disk.remount("rw");
    console.ask(Request::Look);
    stands(&mut console, "open", |reach| reach.file == FileReach::Open);
    taken(&mut console, "now").expect("taken");
}

/// Waits until a console says why nothing is numbered, or that it is again.
fn numbers(console: &mut Console, what: &str, is: impl Fn(Option<&str>) -> bool) {
    stands(console, what, |reach| {
        reach.share.as_ref().is_some_and(|share| {
            let stuck = share.stuck.as_ref().map(|stuck| stuck.because.as_deref());
            is(stuck.map(Option::unwrap_or_default))
        })
    });
}

#[test]
fn a_keeper_whose_desk_has_no_room_gives_the_place_up_and_says_so() {
    let (given, other) = (a_folder(), a_folder());
    let test = "a_keeper_whose_desk_has_no_room_gives_the_place_up_and_says_so";
    let Some(disk) = Disk::small(&given, test) else { return };
    let path = a_shared_room(&other);
    let place = DeskPlace::told(disk.at.join("desk"));
    let mut keeper = Console::open(Opening { place, ..share::opening(&given, &path, "a") });
    let id = keeper.say("one");
    keeper.settled(&id);
    let mut second = share::console(&other, &path, "b");
    disk.fill();
    // Nobody is asked, and nobody need take over: the second has room.
    let id = second.say("two");
    second.settled(&id);
    let term = fs::read_to_string(share::beside(&path).join("keeper-000002")).expect("a term");
    assert!(term.contains("\"session\":\"b\""), "{term}");
    // What the keeper's own desk cannot take goes straight to the share.
    let three = "x".repeat(40_000);
    let id = keeper.say(&three);
    keeper.settled(&id);
    second.stop();
    // Now nobody can number, and that is said; once there is room it goes on by itself.
    numbers(&mut keeper, "a word", |why| why.is_some_and(|why| why.contains("the disk is full")));
    disk.make_room();
    numbers(&mut keeper, "no word", |why| why.is_none());
    let id = keeper.say("four");
    keeper.settled(&id);
    share::published(&path, &["one", "two", &three, "four"].map(str::to_owned));
    keeper.stop();
}
