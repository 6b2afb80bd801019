//! The desk alone: what it keeps, what it hands over, and what it says when it cannot.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use allhands::domain::command::Command;
use allhands::domain::event::RedactionConfirmed;
use allhands::domain::ids::{IncidentId, SessionId};
use allhands::domain::refusal::Refusal;
use allhands::store::desk::{
    Adopt, Desk, DeskError, Lent, LentFile, Refused, Scratch, Step, Whereabouts,
};

use super::given::{NOW, a_folder, incident, line};

fn texts(desk: &Desk, seat: &allhands::store::desk::Seat) -> Vec<String> {
    let waiting = desk.waiting(seat).expect("read");
    waiting.iter().map(|it| it.submission.id.thing()).collect()
}

fn scratch(session: &str, slot: &str, text: &str) -> Scratch {
    Scratch {
        owner: "Nora Field".to_owned(),
        session: SessionId::new(session),
        slot: slot.to_owned(),
        text: text.to_owned(),
        cursor: 3,
        updated_at: NOW,
    }
}

#[test]
fn it_is_private() {
    let given = a_folder();
    let mut desk = given.desk();
    let seat = desk.sit_down(&"a".into(), NOW).expect("a seat");
    desk.keep(&seat, &[line("a", 1, "x")], NOW).expect("kept");
    let mode =
        |path: &std::path::Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&given.place.folder), 0o700);
    for entry in fs::read_dir(&given.place.folder).expect("read") {
        let path = entry.expect("read").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn what_is_kept_waits_in_order_and_twice_is_once() {
    let given = a_folder();
    let mut desk = given.desk();
    let seat = desk.sit_down(&"a".into(), NOW).expect("a seat");
    desk.keep(&seat, &[line("a", 1, "one"), line("a", 2, "two")], NOW).expect("kept");
    desk.keep(&seat, &[line("a", 2, "two again"), line("a", 3, "three")], NOW).expect("kept");
    assert_eq!(texts(&desk, &seat), ["a-1", "a-2", "a-3"]);
    assert_eq!(desk.waiting(&seat).expect("read")[1].submission, line("a", 2, "two"));

    desk.delivered(&[line("a", 1, "").id]).expect("done");
    assert_eq!(desk.take_back(&line("a", 2, "").id), Ok(Some(line("a", 2, "two"))));
    assert_eq!(desk.take_back(&line("a", 1, "").id), Ok(None));
    assert_eq!(texts(&desk, &seat), ["a-3"]);
    assert_eq!(desk.last_number(&"a".into()), Ok(3));
}

#[test]
fn only_what_a_person_typed_is_counted_as_waiting() {
    let given = a_folder();
    let mut desk = given.desk();
    let seat = desk.sit_down(&"a".into(), NOW).expect("a seat");
    let mut arrival = line("a", 1, "");
    arrival.command = Command::ConfirmRedactions(RedactionConfirmed { up_to: 1 });
    desk.keep(&seat, &[arrival, line("a", 2, "typed")], NOW).expect("kept");
    assert_eq!(texts(&desk, &seat), ["a-1", "a-2"], "both are sent");
    assert_eq!(desk.counts(), Ok((1, 0)));
}

#[test]
fn a_refusal_stays_and_its_id_never_waits_again() {
    let given = a_folder();
    let mut desk = given.desk();
    let seat = desk.sit_down(&"a".into(), NOW).expect("a seat");
    let submission = line("a", 1, "too late");
    desk.keep(&seat, std::slice::from_ref(&submission), NOW).expect("kept");
    let refused = Refused { submission: submission.clone(), refusal: Refusal::NotOpened, at: NOW };
    desk.remember_refused(&refused).expect("remembered");

    assert_eq!(desk.counts(), Ok((0, 1)));
    assert_eq!(desk.tray(), Ok(vec![refused]));
    desk.keep(&seat, std::slice::from_ref(&submission), NOW).expect("taken");
    assert!(texts(&desk, &seat).is_empty(), "a refused id waits again");

    desk.take_turn(&seat, &[Step::Deal(submission.id.clone())], NOW).expect("dealt with");
    assert_eq!(desk.counts(), Ok((0, 0)));
    assert_eq!(desk.was_refused(&submission.id), Ok(true));
    desk.keep(&seat, &[submission], NOW).expect("taken");
    assert!(texts(&desk, &seat).is_empty(), "a refused id waits again");
}

#[test]
fn what_the_dead_leave_is_taken_over_once() {
    let given = a_folder();
    let mut desk = given.desk();
    let dead = desk.sit_down(&"dead".into(), NOW).expect("a seat");
    desk.keep(&dead, &[line("dead", 1, "x")], NOW).expect("kept");
    desk.take_turn(&dead, &[Step::Save(scratch("dead", "capture", "half a li"))], NOW)
        .expect("kept");
    let mut alive = given.desk();
    let seat = alive.sit_down(&"alive".into(), NOW).expect("a seat");
    assert_eq!(alive.adopt(&seat, Adopt::Everything), Ok(0), "it took from the living");
    assert_eq!(alive.here(&seat), Ok(2));
    drop(dead);

    assert_eq!(alive.has_orphans(&seat), Ok(true));
    assert_eq!(alive.adopt(&seat, Adopt::Outbox), Ok(1));
    assert_eq!(texts(&alive, &seat), ["dead-1"]);

    let mut third = given.desk();
    let starts = third.sit_down(&"starts".into(), NOW).expect("a seat");
    assert_eq!(third.adopt(&starts, Adopt::Everything), Ok(1));
    let left = vec![scratch("dead", "capture", "half a li")];
    assert_eq!(third.left(&starts), Ok(left.clone()), "a text went with the seat");
    assert!(texts(&third, &starts).is_empty(), "taken over twice");
    // A text is looked at by all, and taken by one.
    let wanted = [("dead".into(), "capture".to_owned())];
    assert_eq!(alive.left(&seat), Ok(left.clone()));
    assert_eq!(third.take_left(&starts, &wanted), Ok(left.clone()));
    assert_eq!(alive.take_left(&seat, &wanted), Ok(Vec::new()), "taken twice");
    assert_eq!(alive.left(&seat), Ok(Vec::new()));

    // What was taken over and not finished goes on to the next.
    drop(starts);
    assert_eq!(alive.adopt(&seat, Adopt::Everything), Ok(1));
    assert_eq!(alive.left(&seat), Ok(left.clone()));
    assert_eq!(alive.take_left(&seat, &wanted), Ok(left));
    alive
        .take_turn(&seat, &[Step::Forget("dead".into(), "capture".to_owned())], NOW)
        .expect("dropped");
    assert_eq!(alive.take_left(&seat, &wanted), Ok(Vec::new()));
}

#[test]
fn what_a_living_session_put_aside_is_anybodys_and_one_gets_it() {
    let given = a_folder();
    let (mut one, mut other) = (given.desk(), given.desk());
    let (here, there) = (one.sit_down(&"one".into(), NOW), other.sit_down(&"other".into(), NOW));
    let (here, there) = (here.expect("a seat"), there.expect("a seat"));
    let aside = scratch("one", "away-4-capture", "half a li");
    let lost = scratch("one", "away-5-parked-2", "later");
    let typed = scratch("one", "capture", "still typed");
    one.take_turn(&here, &[aside.clone(), lost.clone(), typed].map(Step::Save), NOW).expect("kept");
    assert_eq!(other.left(&there), Ok(vec![aside.clone(), lost.clone()]), "not what is typed");
    let slots = |texts: &[&Scratch]| texts.iter().map(|text| text.slot.clone()).collect();
    assert_eq!(one.put_aside(&here), Ok(slots(&[&aside, &lost])));

    let wanted = [("one".into(), aside.slot.clone())];
    assert_eq!(other.take_left(&there, &wanted), Ok(vec![aside.clone()]));
    assert_eq!(one.take_left(&here, &wanted), Ok(Vec::new()), "at two consoles");
    assert_eq!(one.put_aside(&here), Ok(slots(&[&lost])));
    let wanted = [("one".into(), lost.slot.clone())];
    assert_eq!(one.take_left(&here, &wanted), Ok(vec![lost.clone()]));
    assert_eq!(other.take_left(&there, &wanted), Ok(Vec::new()), "at two consoles");
    assert_eq!(other.left(&there), Ok(Vec::new()));
    // Who took it and died before it had a place leaves it, to its first keeper too.
    drop(there);
    assert_eq!(one.left(&here), Ok(vec![aside]));
}

#[test]
fn a_text_that_an_editor_had_when_its_session_was_killed_is_among_those_it_typed() {
    let given = a_folder();
    let names = || -> Vec<String> {
        let folder = fs::read_dir(given.place.folder.as_path()).expect("a folder");
        let names = folder.flatten().map(|one| one.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.contains("edit")).collect()
    };
    let lend = |session: &str| {
        let lent = Lent { slot: "draft-d1", owner: "Nora Field", head: "r1", words: "Dear all" };
        LentFile::make(&given.place, &incident(), &session.into(), lent).expect("two files")
    };
    let mut desk = given.desk();
    let seat = desk.sit_down(&"dead".into(), NOW).expect("a seat");
    let edited = lend("dead");
    let mode = fs::metadata(edited.path()).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::write(edited.path(), "Dear all, we saw more\n").expect("edited");
    let mut alive = given.desk();
    let starts = alive.sit_down(&"starts".into(), NOW).expect("a seat");
    alive.adopt(&starts, Adopt::Everything).expect("nothing of the living");
    assert!(edited.path().exists(), "it was taken from a living session's editor");
    // A kill leaves the files, and frees the lock.
    std::mem::forget(edited);
    drop(seat);
    assert_eq!(alive.has_text_of_the_dead(), Ok(true));
    alive.adopt(&starts, Adopt::Everything).expect("taken in");
    let left = alive.left(&starts).expect("read");
    let [text] = left.as_slice() else { panic!("one text, not {left:?}") };
    assert_eq!((text.slot.as_str(), text.owner.as_str()), ("draft-d1", "Nora Field"));
    assert_eq!(text.text, "r1\nDear all, we saw more");
    assert_eq!(names(), Vec::<String>::new());
    // What nobody changed is no text of anybody's, and goes as well.
    let seat = alive.sit_down(&"idle".into(), NOW).expect("a seat");
    std::mem::forget(lend("idle"));
    drop(seat);
    alive.adopt(&starts, Adopt::Everything).expect("cleaned");
    assert_eq!(alive.left(&starts).expect("read").len(), 1);
    assert_eq!(names(), Vec::<String>::new());
    // An editor that ends leaves nothing.
    drop(lend("starts"));
    assert_eq!(names(), Vec::<String>::new());
}

#[test]
fn a_desk_from_before_texts_had_owners_keeps_its_texts() {
    let given = a_folder();
    let mut desk = given.desk();
    let dead = desk.sit_down(&"dead".into(), NOW).expect("a seat");
    desk.take_turn(&dead, &[Step::Save(scratch("dead", "capture", "half"))], NOW).expect("kept");
    let path = desk.path().to_owned();
    drop((dead, desk));
    let db = rusqlite::Connection::open(path).expect("a desk");
    for column in ["owner", "aside"] {
        let query = format!("ALTER TABLE scratch DROP COLUMN {column}");
        db.execute_batch(&query).expect("as it was");
    }
    drop(db);
    let mut desk = given.desk();
    let seat = desk.sit_down(&"next".into(), NOW).expect("a seat");
    let owner = String::new();
    let left = Scratch { owner, ..scratch("dead", "capture", "half") };
    assert_eq!(desk.left(&seat), Ok(vec![left]));
    desk.take_turn(&seat, &[Step::Save(scratch("next", "capture", "more"))], NOW).expect("kept");
}

#[test]
fn leaving_with_everything_done_leaves_nothing() {
    let given = a_folder();
    let mut desk = given.desk();
    let seat = desk.sit_down(&"a".into(), NOW).expect("a seat");
    desk.leave(seat).expect("left");
    let locks = fs::read_dir(&given.place.folder).expect("read").flatten();
    let locks = locks.filter(|it| it.path().extension().is_some_and(|it| it == "lock"));
    assert_eq!(locks.count(), 0);

    let seat = desk.sit_down(&"b".into(), NOW).expect("a seat");
    desk.take_turn(&seat, &[Step::Save(scratch("b", "parked-1", "later"))], NOW).expect("kept");
    desk.leave(seat).expect("left");
    let next = desk.sit_down(&"c".into(), NOW).expect("a seat");
    assert_eq!(desk.adopt(&next, Adopt::Everything), Ok(1));
    assert_eq!(desk.left(&next).expect("read")[0].text, "later");
}

#[test]
fn a_desk_that_was_settled_leaves_the_next_start_next_to_nothing_to_read() {
    let given = a_folder();
    let mut desk = given.desk();
    let seat = desk.sit_down(&"a".into(), NOW).expect("a seat");
    let lines: Vec<_> = (1..=50).map(|number| line("a", number, &"x".repeat(4_000))).collect();
    desk.keep(&seat, &lines, NOW).expect("kept");
    let log = desk.path().with_extension("desk-wal");
    let length = || fs::metadata(&log).expect("a log").len();
    assert!(length() > 200_000, "{}", length());
    let other = given.desk();
    desk.settle(NOW).expect("settled");
    assert!(length() < 20_000, "{}", length());
    assert_eq!(other.waiting(&seat).expect("read").len(), 50);
}

#[test]
fn a_full_desk_says_so_and_keeps_what_it_has() {
    let mut given = a_folder();
    given.place.max_pages = Some(40);
    let mut desk = given.desk();
    let seat = desk.sit_down(&"a".into(), NOW).expect("a seat");
    desk.keep(&seat, &[line("a", 1, "short")], NOW).expect("kept");
    let long = "x".repeat(60_000);
    let mut full = Ok(());
    for number in 2..10 {
        full = desk.keep(&seat, &[line("a", number, &long)], NOW);
        if full.is_err() {
            break;
        }
    }
    let error = full.expect_err("it took ten times what it has room for");
    assert!(matches!(error, DeskError::Full { .. }), "{error}");
    assert!(error.to_string().contains("is full"));
    assert_eq!(desk.waiting(&seat).expect("read")[0].submission, line("a", 1, "short"));
}

#[test]
fn what_is_not_this_incidents_desk_is_left_alone() {
    let given = a_folder();
    drop(given.desk());
    let other = IncidentId::new("0193-other");
    fs::copy(given.place.file(&incident()), given.place.file(&other)).expect("copied");
    let error = Desk::open(&given.place, &other, NOW).expect_err("it took another's desk");
    assert!(error.to_string().contains("the desk of another incident"), "{error}");

    let strange = IncidentId::new("0193-strange");
    fs::write(given.place.file(&strange), b"a shopping list, of some length").expect("written");
    Desk::open(&given.place, &strange, NOW).expect_err("it took what is no database");
    let left = fs::read(given.place.file(&strange)).expect("there");
    assert_eq!(left, b"a shopping list, of some length");
}

#[test]
fn a_moved_file_is_known_again_and_a_copy_is_not_taken_for_it() {
    let given = a_folder();
    let folder = given.folder.path().canonicalize().expect("a path");
    let (one, two, copy) = (folder.join("one"), folder.join("two"), folder.join("copy"));
    fs::write(&one, b"room").expect("written");
    let mut desk = given.desk();
    assert_eq!(desk.find_at(&one, NOW), Ok(Whereabouts::First));
    assert_eq!(desk.find_at(&one, NOW), Ok(Whereabouts::Same));

    fs::rename(&one, &two).expect("moved");
    assert_eq!(desk.find_at(&two, NOW), Ok(Whereabouts::Moved { from: one.clone() }));
    assert_eq!(Desk::incident_at(&given.place, &two), Some(incident()));
    assert_eq!(Desk::incident_at(&given.place, &one), None);

    fs::copy(&two, &copy).expect("copied");
    let second = Ok(Whereabouts::Second { other: two.clone() });
    assert_eq!(desk.find_at(&copy, NOW), second);
    fs::hard_link(&two, &one).expect("linked");
    assert_eq!(desk.find_at(&one, NOW), second, "a second name has journals of its own");

    desk.is_the_room(&copy, NOW).expect("said");
    assert_eq!(desk.find_at(&copy, NOW), Ok(Whereabouts::Same));
    assert_eq!(desk.find_at(&two, NOW), Ok(Whereabouts::Second { other: copy.clone() }));
    fs::remove_file(&copy).expect("removed");
    assert_eq!(
        desk.find_at(&two, NOW),
        Ok(Whereabouts::Second { other: copy }),
        "what a person called a copy does not become the room by itself"
    );
}
