//! What a share loses of a record, the consoles bring back that have seen it.

use std::fs;
use std::path::{Path, PathBuf};

use allhands::domain::incident::Incident;
use allhands::store::worker::{FileReach, Report};

use super::given::{Console, Given, a_folder, until};
use super::share::{a_shared_room, beside, console, published};

fn texts(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// The segments of a session.
pub fn segments(path: &Path, session: &str) -> Vec<PathBuf> {
    let begins = format!("segment-{session}-");
    let entries = fs::read_dir(beside(path)).expect("a folder").flatten();
    let is_it = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&begins))
    };
    entries.map(|entry| entry.path()).filter(is_it).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        // What is still being made has another name at any moment.
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

/// What the lines of an incident say, in the order of their rows.
fn told(incident: &Incident) -> Vec<String> {
    let lines = incident.timeline.by_row().iter();
    lines.filter_map(|line| line.entry()).map(|entry| entry.now.text.clone()).collect()
}

/// Everything that a console shows once it has so many lines, those of its start included.
pub fn shows(console: &mut Console, count: usize) -> Vec<String> {
    let opened: Vec<String> = told(&console.opened.incident);
    if opened.len() >= count {
        return opened;
    }
    let mut lines = console.has_lines(count - opened.len());
    lines.splice(0..0, opened);
    lines
}

#[test]
fn a_keeper_whose_segment_is_removed_or_cut_says_everything_again() {
    for cut in [false, true] {
        let (given, other) = (a_folder(), a_folder());
        let path = a_shared_room(&given);
        let mut keeper = console(&given, &path, "a");
        for line in ["one", "two", "three"] {
            let id = keeper.say(line);
            keeper.settled(&id);
        }
        for segment in segments(&path, "a") {
            if cut {
                let bytes = fs::read(&segment).expect("a segment");
                fs::write(&segment, &bytes[..bytes.len() / 2]).expect("cut");
            } else {
                fs::remove_file(&segment).expect("removed");
            }
        }
        let mut late = console(&other, &path, "b");
        assert_eq!(shows(&mut late, 3), ["one", "two", "three"], "cut: {cut}");
        let id = late.say("four");
        late.settled(&id);
        published(&path, &texts(&["one", "two", "three", "four"]));
        late.stop();
        keeper.stop();
    }
}

#[test]
fn who_has_seen_what_a_keeper_said_that_is_gone_brings_it_back() {
    let (given, other, third) = (a_folder(), a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut keeper = console(&given, &path, "a");
    let id = keeper.say("one");
    keeper.settled(&id);
    let mut witness = console(&other, &path, "b");
    for line in ["two", "three"] {
        let id = keeper.say(line);
        keeper.settled(&id);
    }
    assert_eq!(shows(&mut witness, 3), ["one", "two", "three"]);
    witness.stop();
    keeper.stop();
    for segment in segments(&path, "a") {
        fs::remove_file(segment).expect("removed");
    }
    // Somebody who has seen nothing comes first, and keeps the room.
    let mut stranger = console(&third, &path, "c");
    let mut witness = console(&other, &path, "d");
    assert_eq!(stranger.has_lines(3), ["one", "two", "three"]);
    let id = witness.say("four");
    witness.settled(&id);
    published(&path, &texts(&["one", "two", "three", "four"]));
    witness.stop();
    stranger.stop();
}

#[test]
fn a_share_that_was_restored_from_an_older_copy_gets_back_what_a_desk_saw() {
    let given = a_folder();
    let path = a_shared_room(&given);
    let mut first = console(&given, &path, "a");
    let id = first.say("one");
    first.settled(&id);
    published(&path, &texts(&["one"]));
    let older = given.folder.path().join("older");
    copy(&beside(&path), &older);
    let file = fs::read(&path).expect("a file");
    let id = first.say("two");
    first.settled(&id);
    published(&path, &texts(&["one", "two"]));
    first.stop();
    fs::remove_dir_all(beside(&path)).expect("removed");
    copy(&older, &beside(&path));
    fs::remove_file(beside(&path).join("here-a")).expect("it has left");
    fs::write(&path, file).expect("an older copy");

    let mut next = console(&given, &path, "b");
    let id = next.say("three");
    next.settled(&id);
    published(&path, &texts(&["one", "two", "three"]));
    next.stop();
}

#[test]
fn who_was_away_while_another_took_over_follows_it() {
    let (given, other, third) = (a_folder(), a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut old = console(&given, &path, "a");
    let id = old.say("one");
    old.settled(&id);
    let segment = segments(&path, "a").pop().expect("a segment");
    let half = fs::read(&segment).expect("a segment").len();
    let mut away = console(&other, &path, "b");
    let id = old.say("two");
    old.settled(&id);
    away.has_lines(1);
    away.stop();
    old.stop();
    // The last answers of the keeper come late.
    let bytes = fs::read(&segment).expect("a segment");
    fs::write(&segment, &bytes[..half]).expect("cut");
    let mut next = console(&third, &path, "c");
    let id = next.say("three");
    next.settled(&id);
    fs::write(&segment, bytes).expect("whole");
    next.has_lines(2);
    let mut back = console(&other, &path, "d");
    let reach = back.reaches("open", |reach| *reach == FileReach::Open);
    assert_eq!(reach.file, FileReach::Open);
    back.wait("all lines", |report| match report {
        Report::Opened(opened) => (told(&opened.incident) == ["one", "three", "two"]).then_some(()),
        _ => None,
    });
    published(&path, &texts(&["one", "three", "two"]));
    back.stop();
    next.stop();
}

/// A room whose keeper died before the share had the last of what it said, though another desk has
/// heard it; whether it had what was asked is the case. Then a third console went on.
fn a_room_whose_keeper_was_heard_too_early(asked: bool) -> ([Given; 3], PathBuf, Console) {
    let [given, other, third] = [a_folder(), a_folder(), a_folder()];
    let path = a_shared_room(&given);
    let mut keeper = console(&given, &path, "a");
    let id = keeper.say("one");
    keeper.settled(&id);
    let mut early = console(&other, &path, "b");
    let id = keeper.say("two");
    keeper.settled(&id);
    assert_eq!(shows(&mut early, 2), ["one", "two"]);
    early.stop();
    keeper.stop();
    let segment = segments(&path, "a").pop().expect("a segment");
    let text = fs::read_to_string(&segment).expect("a segment");
    let lost = |line: &&str| line.contains("two") && (!asked || line.contains("answered"));
    let kept: String = text.split_inclusive('\n').filter(|line| !lost(line)).collect();
    assert!(kept.len() < text.len(), "{text}");
    fs::write(&segment, kept).expect("as the share has it");
    let mut next = console(&third, &path, "c");
    let id = next.say("three");
    next.settled(&id);
    ([given, other, third], path, next)
}

#[test]
fn what_was_heard_before_the_share_had_it_is_laid_aside_once_it_is_numbered_again() {
    let (given, path, next) = a_room_whose_keeper_was_heard_too_early(true);
    let mut back = console(&given[1], &path, "d");
    back.wait("all lines", |report| match report {
        Report::Opened(opened) => (told(&opened.incident) == ["one", "two", "three"]).then_some(()),
        _ => None,
    });
    let id = back.say("four");
    back.settled(&id);
    published(&path, &texts(&["one", "two", "three", "four"]));
    back.stop();
    next.stop();
}

#[test]
fn what_only_a_desk_has_seen_and_nobody_asks_again_is_never_passed_over() {
    let (given, path, next) = a_room_whose_keeper_was_heard_too_early(false);
    let mut back = console(&given[1], &path, "d");
    back.reaches("another story", |reach| matches!(reach, FileReach::NotTheOne { .. }));
    back.say("four");
    published(&path, &texts(&["one", "three"]));
    back.stop();
    next.stop();
}

/// Whether the folder says whose room it serves.
fn is_served(path: &Path) -> bool {
    beside(path).join("room").exists()
}

#[test]
fn a_folder_that_is_removed_or_emptied_whole_is_said_and_made_anew_from_what_was_seen() {
    for emptied in [false, true] {
        let (given, other) = (a_folder(), a_folder());
        let path = a_shared_room(&given);
        let mut keeper = console(&given, &path, "a");
        let id = keeper.say("one");
        keeper.settled(&id);
        let mut second = console(&other, &path, "b");
        let id = second.say("two");
        second.settled(&id);
        assert_eq!(shows(&mut keeper, 2), ["one", "two"]);
        assert_eq!(shows(&mut second, 2), ["one", "two"]);
        fs::remove_dir_all(beside(&path)).expect("removed");
        if emptied {
            fs::create_dir(beside(&path)).expect("made anew");
        }
        for console in [&mut keeper, &mut second] {
            console.reaches("a word", |reach| {
                matches!(reach, FileReach::Away { word: "FOLDER GONE", .. })
            });
        }
        assert!(!is_served(&path), "emptied: {emptied}");
        let three = keeper.say("three");
        let four = second.say("four");
        keeper.settled(&three);
        second.settled(&four);
        let mut lines = keeper.has_lines(4);
        assert_eq!(second.has_lines(3), lines[1..], "emptied: {emptied}");
        published(&path, &lines);
        lines.sort();
        assert_eq!(lines, ["four", "one", "three", "two"]);
        keeper.stop();
        second.stop();
        // Whoever comes next finds the same in it.
        let mut next = console(&a_folder(), &path, "c");
        assert_eq!(shows(&mut next, 4).len(), 4);
        next.stop();
    }
}

#[test]
fn what_another_asked_and_nobody_answered_is_carried_into_a_folder_that_is_made_anew() {
    let (given, other, third) = (a_folder(), a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut keeper = console(&given, &path, "a");
    let id = keeper.say("one");
    keeper.settled(&id);
    let mut author = console(&other, &path, "b");
    let mut witness = console(&third, &path, "c");
    assert_eq!(shows(&mut witness, 1), ["one"]);
    // The keeper goes without a word: what it says of itself stays, and nobody may take its place.
    let here = beside(&path).join("here-a");
    let word = fs::read(&here).expect("its word");
    keeper.stop();
    fs::write(&here, word).expect("its word");
    let two = author.say("two");
    witness.wait("what was asked", |report| match report {
        Report::Reach(reach) => {
            let asked = reach.share.iter().flat_map(|share| &share.asked);
            asked.into_iter().any(|it| it.id == two).then_some(())
        }
        _ => None,
    });
    author.stop();

    fs::remove_dir_all(beside(&path)).expect("removed");
    assert_eq!(witness.has_lines(1), ["two"]);
    published(&path, &texts(&["one", "two"]));
    witness.stop();
    // Its author hears so, and does not ask again.
    let mut back = console(&other, &path, "d");
    back.settled(&two);
    back.stop();
    published(&path, &texts(&["one", "two"]));
}

#[test]
fn who_was_refused_by_a_keeper_whose_segment_is_gone_hears_of_it_all_the_same() {
    let (given, other, third) = (a_folder(), a_folder(), a_folder());
    let path = a_shared_room(&given);
    let mut keeper = console(&given, &path, "a");
    let id = keeper.say("one");
    keeper.settled(&id);
    // An author asks for something that is declined, and leaves before the answer.
    let mut author = console(&other, &path, "b");
    let long = author.say(&"x".repeat(100_000));
    author.stop();
    let refused = || {
        let said = segments(&path, "a").into_iter().map(fs::read_to_string);
        said.flatten().any(|text| text.contains("refused")).then_some(())
    };
    until("the answer", refused);
    // Another hears the answer, and keeps the room after the keeper's segments are gone.
    let mut next = console(&third, &path, "c");
    let id = keeper.say("two");
    keeper.settled(&id);
    assert_eq!(shows(&mut next, 2), ["one", "two"]);
    keeper.stop();
    for segment in segments(&path, "a") {
        fs::remove_file(segment).expect("removed");
    }
    let id = next.say("three");
    next.settled(&id);

    let mut back = console(&other, &path, "d");
    let answer = back.wait("the answer", |report| match report {
        Report::Refused(refused) => Some(refused.submission.id.clone()),
        _ => None,
    });
    assert_eq!(answer, long);
    back.stop();
    next.stop();
    published(&path, &texts(&["one", "two", "three"]));
}
