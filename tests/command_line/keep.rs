//! A file out of reach: what is logged meanwhile is kept, said so, and delivered; and what
//! `allhands verify` says of a file.

use std::fs;

use super::given::{Given, given};

/// A room in a folder of its own that can go away.
fn a_room_in(given: &Given, folder: &str) -> String {
    fs::create_dir(given.path(folder)).expect("a folder");
    let room = given.arg(&format!("{folder}/heron.allhands"));
    given.runs(&["new", &room, "--codename", "CRIMSON HERON"]);
    room
}

#[test]
fn a_line_for_a_file_out_of_reach_is_kept_and_the_next_run_delivers_it() {
    let given = given();
    let room = a_room_in(&given, "disk");
    given.runs(&["log", &room, "one", "--id", "one"]);
    let (there, away) = (given.path("disk"), given.path("disk-away"));
    fs::rename(&there, &away).expect("moved away");
    for id in ["two", "three"] {
        let kept = given.run(&["log", &room, id, "--id", id]);
        kept.failed(5, &["no such file", &format!("kept as {id} at this host's desk")]);
        assert!(!kept.err.contains("again: that is safe"), "{kept:?}");
        assert!(kept.err.contains(&format!("run this again with --id {id} alone")), "{kept:?}");
        assert_eq!(kept.out, format!("{id}\n"), "its id is printed");
    }
    let piped = given.pipe(&["log", &room], "four\nfive\n");
    piped.failed(5, &[]);
    assert_eq!(piped.ids().len(), 2);
    fs::rename(&away, &there).expect("moved back");
    assert_eq!(given.runs(&["log", &room, "six", "--id", "six"]), "six\n");
    assert_eq!(given.texts(&room), ["one", "two", "three", "four", "five", "six"]);
    let timeline = given.timeline(&room);
    for id in piped.ids() {
        assert!(timeline.iter().any(|line| line["id"] == id), "{id} was printed");
    }
    // Sent once more under its id, as a script does that saw the code 5.
    assert_eq!(given.runs(&["log", &room, "two", "--id", "two"]), "two\n");
    assert_eq!(given.texts(&room).len(), 6);
}

#[test]
fn a_folder_in_the_place_of_the_file_is_out_of_reach_too() {
    let given = given();
    let room = a_room_in(&given, "disk");
    given.runs(&["log", &room, "one"]);
    let aside = given.path("aside");
    fs::rename(&room, &aside).expect("moved away");
    fs::create_dir(&room).expect("a folder");
    let kept = given.run(&["log", &room, "two", "--id", "two"]);
    kept.failed(5, &["folder"]);
    assert_eq!(kept.out, "two\n");
    fs::remove_dir(&room).expect("gone");
    fs::rename(&aside, &room).expect("moved back");
    given.runs(&["log", &room, "three"]);
    assert_eq!(given.texts(&room), ["one", "two", "three"]);
}

#[test]
fn a_file_that_this_host_does_not_know_is_not_reachable_and_nothing_is_kept() {
    let given = given();
    let nowhere = given.arg("nowhere/heron.allhands");
    let done = given.run(&["log", &nowhere, "one"]);
    done.failed(4, &["no such file"]);
    assert_eq!(done.out, "");
    let letter = given.file("letter.allhands", "no room of anybody's, only a letter to a friend");
    let before = fs::read(&letter).expect("a file");
    given.fails(3, &["log", &letter, "one"], &["not an incident file"]);
    assert_eq!(fs::read(&letter).expect("a file"), before);
}

#[test]
fn verify_says_how_far_the_file_agrees_with_its_witness() {
    let given = given();
    let room = given.room();
    let fresh = given.runs(&["verify", &room]);
    assert!(fresh.starts_with("sound; no witness here\nhead "), "{fresh}");
    given.runs(&["log", &room, "db-7 is down"]);
    let rows = given.timeline(&room).iter().filter_map(|line| line["seq"].as_u64()).max();
    let rows = rows.expect("rows");
    let agrees = given.runs(&["verify", &room]);
    let words = format!("sound, agrees with this desk up to row {rows}\nhead {rows}:");
    assert!(agrees.starts_with(&words), "{agrees}");
    let head = agrees.lines().find_map(|line| line.strip_prefix("head ")).expect("a head");
    let against = given.runs(&["verify", &room, "--against", head]);
    let words = format!("sound, agrees with that head up to row {rows}\n");
    assert!(against.starts_with(&words), "{against}");
    let copy = given.arg("copy.allhands");
    fs::copy(&room, &copy).expect("a copy");
    given.runs(&["log", &room, "db-8 is down"]);
    let against = given.runs(&["verify", &room, "--against", &copy]);
    assert!(against.starts_with("sound, agrees with that file up to row"), "{against}");
    let other = format!("{rows}:{}", "0".repeat(head.len() - head.find(':').expect("a hash") - 1));
    let row = format!("sound, but row {rows} is not the one of that head");
    given.fails(3, &["verify", &room, "--against", &other], &[&row]);
    let longer = given.runs(&["verify", &room]).lines().last().expect("a head").to_owned();
    let beyond = longer.strip_prefix("head ").expect("a head");
    let short = format!("sound, but it ends at row {rows}, before row ");
    given.fails(3, &["verify", &copy, "--against", beyond], &[&short]);
    given.fails(4, &["verify", &given.arg("typo.allhands")], &["no such file"]);
}

#[test]
fn an_older_copy_is_sound_and_in_the_place_of_the_room_it_is_not() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "one"]);
    let copy = given.arg("copy.allhands");
    fs::copy(&room, &copy).expect("a copy");
    given.runs(&["log", &room, "two"]);
    let last = |room: &str| given.timeline(room).iter().filter_map(|it| it["seq"].as_u64()).max();
    let (ends, saw) = (last(&copy).expect("rows"), last(&room).expect("rows"));
    let older = format!("sound, an older copy: it ends at row {ends}, this desk saw row {saw}\n");
    let done = given.run(&["verify", &copy]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.starts_with(&older), "{done:?}");
    assert!(done.err.starts_with("if this is the room itself and no copy"), "{done:?}");
    let against = given.runs(&["verify", &copy, "--against", &room]);
    let of_file = format!("sound, an older copy: it ends at row {ends}, that file at row {saw}\n");
    assert!(against.starts_with(&of_file), "{against}");
    let doctor = given.runs(&["doctor", &copy]);
    assert!(doctor.contains(&format!("It is an older copy, to row {ends} of {saw}.")), "{doctor}");
    // The same rows where the room was: what they do not hold is gone from the room.
    fs::copy(&copy, &room).expect("rolled back");
    let done = given.run(&["verify", &room]);
    done.failed(3, &["rolled back or cut", "should be there"]);
    assert!(done.out.starts_with(&older), "{done:?}");
    // What it says to do makes the whole record.
    let (_, id) = done.err.rsplit_once("--from ").expect("a way");
    let id = id.split('`').next().expect("an id");
    let new = given.arg("new.allhands");
    given.runs(&["recover", &new, "--from", &room, "--from", id]);
    assert_eq!(given.texts(&new), ["one", "two"]);
}

#[test]
fn a_byte_that_was_changed_is_found() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "the customer was told at nine"]);
    given.runs(&["log", &room, "one more line"]);
    let mut bytes = fs::read(&room).expect("a file");
    let words = b"told at nine";
    let places = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(words));
    let places: Vec<_> = places.collect();
    assert!(!places.is_empty(), "the words stand in the file");
    for at in places {
        bytes[at + 8..at + 12].copy_from_slice(b"five");
    }
    fs::write(&room, bytes).expect("a file");
    let done = given.run(&["verify", &room]);
    done.failed(3, &["not sound: row "]);
    assert!(done.out.starts_with("not sound: row "), "{done:?}");
    fs::write(&room, b"").expect("a file");
    given.fails(3, &["verify", &room], &[]);
}
