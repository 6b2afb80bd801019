//! What scripts send: in the file when they are told so, and at the desk when it cannot be.

use std::fs;

use allhands::domain::refusal::Refusal;
use allhands::store::courier::{Courier, Sent, Unsent};
use allhands::store::worker::Who;

use super::given::{a_folder, in_file, line, lines_of};

#[test]
fn a_script_is_told_what_became_of_each_line() {
    let given = a_folder();
    let path = given.a_room();
    let mut courier =
        Courier::open(&path, &given.place, &"s".into(), Who::default()).expect("open");
    let long = "x".repeat(70_000);
    let batch = [line("s", 1, "one"), line("s", 2, &long), line("s", 3, "three")];
    let sent = courier.send(&batch).expect("sent");
    assert!(matches!(&sent[0], Sent::Recorded(rows) if rows.len() == 1), "{:?}", sent[0]);
    assert!(matches!(&sent[1], Sent::Refused(Refusal::TooLong { .. })), "{:?}", sent[1]);
    assert!(matches!(&sent[2], Sent::Recorded(rows) if rows[0].seq == 3), "{:?}", sent[2]);
    let again = courier.send(&batch[..1]).expect("sent");
    assert!(matches!(&again[0], Sent::AlreadyThere(rows) if rows[0].seq == 2), "{again:?}");
    courier.leave();
    assert_eq!(lines_of(&in_file(&path)), ["one", "three"]);
}

#[test]
fn what_cannot_go_out_is_kept_and_the_next_here_delivers_it() {
    let given = a_folder();
    let path = given.a_room();
    let elsewhere = path.with_extension("elsewhere");
    let mut courier =
        Courier::open(&path, &given.place, &"s".into(), Who::default()).expect("open");
    courier.send(&[line("s", 1, "one")]).expect("sent");
    fs::rename(&path, &elsewhere).expect("moved away");
    let kept = courier.send(&[line("s", 2, "two")]).expect("kept");
    assert!(matches!(kept[..], [Sent::Kept(_)]), "{kept:?}");
    courier.leave();

    // With the file still away, a new script keeps too: the desk remembers whose file it was.
    let mut courier =
        Courier::open(&path, &given.place, &"t".into(), Who::default()).expect("open");
    let kept = courier.send(&[line("t", 1, "three")]).expect("kept");
    assert!(
        matches!(&kept[..], [Sent::Kept(because)] if because.contains("no such file")),
        "{kept:?}"
    );
    courier.leave();

    fs::rename(&elsewhere, &path).expect("moved back");
    Courier::open(&path, &given.place, &"u".into(), Who::default()).expect("open").leave();
    assert_eq!(lines_of(&in_file(&path)), ["one", "two", "three"]);
}

#[test]
fn what_was_kept_first_goes_out_first() {
    let given = a_folder();
    let path = given.a_room();
    let elsewhere = path.with_extension("elsewhere");
    let mut courier =
        Courier::open(&path, &given.place, &"s".into(), Who::default()).expect("open");
    fs::rename(&path, &elsewhere).expect("moved away");
    courier.send(&[line("s", 1, "one")]).expect("kept");
    fs::rename(&elsewhere, &path).expect("moved back");
    // The file that was closed stays closed for this run: the order is worth more than the hurry.
    let kept = courier.send(&[line("s", 2, "two")]).expect("kept");
    assert!(matches!(kept[..], [Sent::Kept(_)]), "{kept:?}");
    courier.leave();
    let mut console = given.console(&path, "a");
    assert_eq!(console.has_lines(2), ["one", "two"]);
}

#[test]
fn a_script_does_not_write_into_a_copy() {
    let given = a_folder();
    let path = given.a_room();
    let copy = path.with_extension("copy");
    Courier::open(&path, &given.place, &"s".into(), Who::default()).expect("open").leave();
    fs::copy(&path, &copy).expect("copied");
    let mut courier =
        Courier::open(&copy, &given.place, &"t".into(), Who::default()).expect("open");
    let unsent = courier.send(&[line("t", 1, "no")]).expect_err("it wrote into a copy");
    assert!(matches!(&unsent, Unsent::ReadOnly(because) if because.contains("second file")));
}

#[test]
fn a_file_that_nobody_knows_is_not_made() {
    let given = a_folder();
    let path = given.folder.path().join("typo.allhands");
    assert!(Courier::open(&path, &given.place, &"s".into(), Who::default()).is_err());
    assert!(!path.exists());
}

#[test]
fn who_writes_much_leaves_the_next_console_a_first_screen() {
    let given = a_folder();
    let path = given.a_room();
    let mut courier =
        Courier::open(&path, &given.place, &"s".into(), Who::default()).expect("open");
    let lines: Vec<_> = (1..=1_200).map(|number| line("s", number, "much")).collect();
    courier.send_now(&lines).expect("sent");
    courier.keep_front();
    courier.leave();
    let console = given.console(&path, "next");
    assert_eq!(console.front.expect("a first look").head, 1_201);
    assert_eq!(console.opened.incident.head, 1_201);
}
