//! Who comes to a room that a keeper numbers, and begins from the file: what it reads, and what it
//! believes.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use allhands::store::worker::Reach;

use super::given::{Console, Given, a_folder, until};
use super::share::{a_shared_room, beside, console, published};
use super::share_lost::{segments, shows};

fn names(path: &Path, begin: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(beside(path)).expect("a folder").flatten();
    let mut names: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(begin))
        .map(|entry| entry.path())
        .collect();
    names.sort();
    names
}

/// A room with thirty lines, the file made of all of them, and what its folder says of that.
fn a_room(given: &Given) -> (PathBuf, Console, Vec<String>) {
    let path = a_shared_room(given);
    let mut keeper = console(given, &path, "a");
    for line in 1..=29 {
        keeper.say(&format!("line {line}"));
    }
    keeper.has_lines(29);
    // In a write of its own: what proves the file is read.
    keeper.say("line 30");
    let lines = keeper.has_lines(30);
    published(&path, &lines);
    until("a milestone", || (!names(&path, "milestone-").is_empty()).then_some(()));
    (path, keeper, lines)
}

/// Makes most of what a session has said unreadable, in its place: whoever reads it stays there.
fn spoil(path: &Path, session: &str) {
    let segment = &segments(path, session)[0];
    let file = OpenOptions::new().write(true).open(segment).expect("a segment");
    file.write_all_at(&[b' '; 4_000], 0).expect("written over");
}

#[test]
fn a_stranger_begins_from_the_file_and_reads_on_in_the_segments() {
    let (given, other) = (a_folder(), a_folder());
    let (path, mut keeper, _) = a_room(&given);
    let before = names(&path, "milestone-");
    spoil(&path, "a");
    let mut stranger = console(&other, &path, "b");
    assert_eq!(shows(&mut stranger, 30).len(), 30);
    let id = stranger.say("the first of a stranger");
    stranger.settled(&id);
    let lines = keeper.has_lines(31);
    published(&path, &lines);
    assert_eq!(lines.last().map(String::as_str), Some("the first of a stranger"));
    until("the next milestone", || (names(&path, "milestone-") != before).then_some(()));
    keeper.stop();
    // It keeps the room now, and has answered nothing twice.
    let id = stranger.say("the next");
    stranger.settled(&id);
    let more: Vec<String> = lines.into_iter().chain(["the next".to_owned()]).collect();
    published(&path, &more);
    stranger.stop();
}

#[test]
fn who_has_seen_the_record_reads_no_file() {
    let (given, other) = (a_folder(), a_folder());
    let (path, mut keeper, _) = a_room(&given);
    let mut known = console(&other, &path, "b");
    shows(&mut known, 30);
    known.stop();
    spoil(&path, "a");
    fs::write(&path, "no record").expect("something else");
    let mut known = console(&other, &path, "c");
    assert_eq!(shows(&mut known, 30).len(), 30);
    let id = known.say("known");
    known.settled(&id);
    assert_eq!(keeper.has_lines(31).len(), 31);
    known.stop();
    keeper.stop();
}

#[test]
fn a_file_that_somebody_changed_is_said_and_not_begun_from() {
    let (given, other) = (a_folder(), a_folder());
    let (path, keeper, lines) = a_room(&given);
    let file = fs::read(&path).expect("the file");
    let words = file.windows(7).position(|words| words == b"line 17").expect("its words");
    let changed = OpenOptions::new().write(true).open(&path).expect("the file");
    changed.write_all_at(b"lies 17", words as u64).expect("changed");
    let mut stranger = console(&other, &path, "b");
    assert_eq!(shows(&mut stranger, 30), lines);
    let changed = |reach: &Reach| {
        let remarks = reach.share.iter().flat_map(|share| &share.remarks);
        remarks.filter(|it| it.contains("somebody changed or replaced it")).count() == 1
    };
    assert!(changed(&stranger.opened.reach), "{:?}", stranger.opened.reach.share);
    stranger.stop();
    keeper.stop();
}

#[test]
fn a_milestone_that_no_segment_bears_out_counts_for_nothing() {
    let (given, other) = (a_folder(), a_folder());
    let (path, keeper, lines) = a_room(&given);
    // The folder of another room of the same names, or a segment that lost its end.
    let segment = &segments(&path, "a")[0];
    let whole = fs::read(segment).expect("a segment");
    let text = String::from_utf8(whole.clone()).expect("lines");
    let last = text.trim_end().rfind('\n').expect("two lines") + 1;
    fs::write(segment, &whole[..last]).expect("cut");
    let mut stranger = console(&other, &path, "b");
    // Its keeper says again what it had said.
    assert_eq!(shows(&mut stranger, 30), lines);
    stranger.stop();
    keeper.stop();
}
