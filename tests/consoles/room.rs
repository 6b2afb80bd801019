//! Rooms as their workers keep them: what one says all see, what cannot go out waits, what is not
//! the room is not written to.

use std::fs;

use allhands::domain::refusal::Refusal;
use allhands::store::direct::{Access, IncidentFile};
use allhands::store::worker::{DeskReach, FileReach, Report, Request};

use super::given::{Console, Given, NOW, a_folder, in_file, line, lines_of, until};

fn away(reach: &FileReach) -> bool {
    matches!(reach, FileReach::Away { .. })
}

fn open(reach: &FileReach) -> bool {
    *reach == FileReach::Open
}

#[test]
fn a_line_is_pending_then_recorded_then_settled() {
    let given = a_folder();
    let path = given.a_room();
    let mut console = given.console(&path, "a");
    assert_eq!(console.opened.incident.head, 1);
    assert_eq!(console.opened.from_desk, None);
    let id = console.say("db-7 talks to a stranger");
    let mut steps = Vec::new();
    console.wait("settled", |report| {
        match report {
            Report::Pending(_) => steps.push("pending"),
            Report::Committed(_) => steps.push("recorded"),
            Report::Settled(settled) => {
                steps.push("settled");
                return (*settled == id).then_some(());
            }
            _ => {}
        }
        None
    });
    assert_eq!(steps, ["pending", "recorded", "settled"]);
    assert_eq!(lines_of(&in_file(&path)), ["db-7 talks to a stranger"]);
    console.stop();
}

#[test]
fn consoles_on_one_file_see_each_others_lines_in_one_order() {
    let given = a_folder();
    let other_user = a_folder();
    let path = given.a_room();
    let mut consoles =
        [given.console(&path, "a"), given.console(&path, "b"), other_user.console(&path, "c")];
    for round in 0..5 {
        for console in &mut consoles {
            console.say(&format!("round {round}"));
        }
    }
    let orders: Vec<_> = consoles
        .iter_mut()
        .map(|console| {
            console.has_lines(15);
            console.rows.iter().map(|row| (row.seq, row.submission.clone())).collect::<Vec<_>>()
        })
        .collect();
    let seqs: Vec<u64> = orders[0].iter().map(|(seq, _)| *seq).collect();
    assert_eq!(seqs, (2..=16).collect::<Vec<_>>());
    assert_eq!(orders[0], orders[1]);
    assert_eq!(orders[0], orders[2]);
}

#[test]
fn what_waits_goes_out_when_the_file_comes_back() {
    let given = a_folder();
    let path = given.a_room();
    let elsewhere = path.with_extension("elsewhere");
    let mut console = given.console(&path, "a");
    fs::rename(&path, &elsewhere).expect("moved away");
    console.reaches("away", away);
    let first = console.say("kept");
    console.wait("pending", |report| {
        matches!(report, Report::Pending(id) if *id == first).then_some(())
    });
    assert!(!path.exists(), "a file was made where none was");
    fs::rename(&elsewhere, &path).expect("moved back");
    console.ask(Request::Look);
    console.settled(&first);
    assert_eq!(lines_of(&in_file(&path)), ["kept"]);
}

#[test]
fn a_file_that_was_busy_is_current_again_though_nothing_is_recorded() {
    let given = a_folder();
    let path = given.a_room();
    let mut console = given.console(&path, "a");
    let busy = rusqlite::Connection::open(&path).expect("another program's connection");
    busy.execute_batch("BEGIN EXCLUSIVE").expect("nobody may read");
    console.ask(Request::Look);
    console.reaches("away", away);
    busy.execute_batch("ROLLBACK").expect("everybody may read");
    console.reaches("open", open);
    console.stop();
}

#[test]
fn what_waits_can_be_taken_back_and_what_is_out_cannot() {
    let given = a_folder();
    let path = given.a_room();
    let elsewhere = path.with_extension("elsewhere");
    let mut console = given.console(&path, "a");
    let out = console.say("out");
    console.settled(&out);
    fs::rename(&path, &elsewhere).expect("moved away");
    console.reaches("away", away);
    let back = console.say("wrong room");
    console.ask(Request::TakeBack(back));
    let text = console.wait("taken back", |report| match report {
        Report::TakenBack(submission) => Some(submission.clone()),
        _ => None,
    });
    assert_eq!(*text, line("a", 2, "wrong room"));
    console.ask(Request::TakeBack(out.clone()));
    let late = console.wait("too late", |report| match report {
        Report::TooLate(id) => Some(id.clone()),
        _ => None,
    });
    assert_eq!(late, out);
    fs::rename(&elsewhere, &path).expect("moved back");
    console.ask(Request::Look);
    let next = console.say("right room");
    console.settled(&next);
    assert_eq!(lines_of(&in_file(&path)), ["out", "right room"]);
}

#[test]
fn what_is_refused_lies_in_the_tray_until_it_is_dealt_with() {
    let given = a_folder();
    let path = given.a_room();
    let mut console = given.console(&path, "a");
    let long = "x".repeat(70_000);
    let id = console.say(&long);
    let after = console.say("the next one");
    let refused = console.wait("refused", |report| match report {
        Report::Refused(refused) => Some(refused.clone()),
        _ => None,
    });
    assert!(matches!(refused.refusal, Refusal::TooLong { .. }), "{:?}", refused.refusal);
    assert_eq!(refused.submission.id, id);
    console.settled(&after);
    console.stop();

    let mut console = given.console(&path, "b");
    assert_eq!(console.opened.reach.tray, 1);
    assert_eq!(console.opened.desk.tray, [*refused]);
    assert!(console.opened.desk.pending.is_empty(), "a refused submission is sent again");
    console.ask(Request::DropRefused(id));
    console.wait("an empty tray", |report| {
        matches!(report, Report::Reach(reach) if reach.tray == 0).then_some(())
    });
    assert_eq!(lines_of(&in_file(&path)), ["the next one"]);
}

#[test]
fn what_was_being_typed_is_offered_to_the_next() {
    let given = a_folder();
    let path = given.a_room();
    let console = given.console(&path, "a");
    console.save("capture", "half");
    console.save("capture", "half a sent");
    console.save("parked-1", "later");
    console.ask(Request::DropScratch { of: None, slot: "parked-1".to_owned() });
    console.stop();

    let next = given.console(&path, "b");
    let offered: Vec<_> =
        next.opened.desk.left.iter().map(|it| (it.slot.as_str(), it.text.as_str())).collect();
    assert_eq!(offered, [("capture", "half a sent")]);
    let of = Some(next.opened.desk.left[0].session.clone());
    next.ask(Request::DropScratch { of, slot: "capture".to_owned() });
    next.stop();
    assert!(given.console(&path, "c").opened.desk.left.is_empty());
}

#[test]
fn with_the_desk_full_a_line_is_taken_only_if_the_file_takes_it() {
    let mut given = a_folder();
    given.place.max_pages = Some(60);
    let path = given.a_room();
    let elsewhere = path.with_extension("elsewhere");
    let mut console = given.console(&path, "a");
    console.save("draft-1", &"x".repeat(250_000));
    console.wait("a failing desk", |report| {
        matches!(report, Report::Reach(reach) if reach.desk != DeskReach::Open).then_some(())
    });
    let long = "y".repeat(60_000);
    let taken = console.say(&long);
    console.settled(&taken);
    assert_eq!(lines_of(&in_file(&path)), std::slice::from_ref(&long));
    let refused = console.say(&"z".repeat(70_000));
    console.wait("refused", |report| {
        matches!(report, Report::Refused(told) if told.submission.id == refused).then_some(())
    });

    fs::rename(&path, &elsewhere).expect("moved away");
    console.reaches("away", away);
    // One line may find room at the desk; some line does not.
    let (lost, because) = loop {
        console.say(&long);
        let answer = console.wait("an answer", |report| match report {
            Report::Pending(_) => Some(None),
            Report::NotTaken { submission, because } => {
                Some(Some((submission.clone(), because.clone())))
            }
            _ => None,
        });
        if let Some(answer) = answer {
            break answer;
        }
    };
    assert!(because.contains("is full"), "{because}");
    assert_eq!(lost.command, line("a", lost.id.number, &long).command);
}

#[test]
fn a_copy_is_only_read_until_a_person_says_that_it_is_the_room() {
    let given = a_folder();
    let path = given.a_room();
    let copy = path.with_extension("copy");
    given.console(&path, "a").stop();
    fs::copy(&path, &copy).expect("copied");
    let mut console = given.console(&copy, "b");
    assert_eq!(
        console.opened.reach.file,
        FileReach::SecondFile { other: path.clone(), older: None }
    );
    console.say("into the copy");
    console.wait("not taken", |report| {
        matches!(report, Report::NotTaken { because, .. } if because.contains("second file"))
            .then_some(())
    });
    console.ask(Request::ThisIsTheRoom);
    console.reaches("open", open);
    let id = console.say("into the room");
    console.settled(&id);
    assert_eq!(lines_of(&in_file(&copy)), ["into the room"]);
    // The mirror is written after a line is told.
    until("the mirror", || (given.desk().mirror_head().ok()?.seq == 2).then_some(()));
    let other = given.console(&path, "c");
    // It lacks what was said in the room since.
    let FileReach::SecondFile { other: room, older: Some((ends, saw)) } = other.opened.reach.file
    else {
        panic!("{:?}", other.opened.reach.file);
    };
    assert_eq!(room, copy);
    assert!(ends < saw, "{ends} {saw}");
}

#[test]
fn a_console_on_the_original_hears_that_it_is_the_copy_now() {
    let given = a_folder();
    let path = given.a_room();
    let copy = path.with_extension("copy");
    let mut original = given.console(&path, "a");
    fs::copy(&path, &copy).expect("copied");
    let mut console = given.console(&copy, "b");
    console.ask(Request::ThisIsTheRoom);
    console.reaches("open", open);
    original.ask(Request::Look);
    original.reaches(
        "the copy",
        |reach| matches!(reach, FileReach::SecondFile { other, .. } if *other == copy),
    );
}

/// A room of three lines, and a copy from when it had one.
fn a_room_and_an_older_copy(given: &Given) -> (std::path::PathBuf, std::path::PathBuf) {
    let path = given.a_room();
    let older = path.with_extension("older");
    let mut console = given.console(&path, "a");
    let id = console.say("one");
    console.settled(&id);
    console.stop();
    fs::copy(&path, &older).expect("copied");
    let mut console = given.console(&path, "b");
    for text in ["two", "three"] {
        let id = console.say(text);
        console.settled(&id);
    }
    console.stop();
    // The mirror is written after a line is told; a console that comes completes it.
    let mut console = given.console(&path, "c");
    let id = console.say("four");
    console.settled(&id);
    until("the mirror", || (given.desk().mirror_head().ok()?.seq == 5).then_some(()));
    console.stop();
    (path, older)
}

#[test]
fn a_file_that_was_rolled_back_is_told_and_not_written() {
    let given = a_folder();
    let (path, older) = a_room_and_an_older_copy(&given);
    fs::copy(&older, &path).expect("restored");
    let before = fs::read(&path).expect("read");
    let mut console = given.console(&path, "d");
    let FileReach::NotTheOne { because, .. } = console.opened.reach.file.clone() else {
        panic!("{:?}", console.opened.reach)
    };
    assert!(because.contains("ends at row 2, but this desk has seen row 5"), "{because}");
    let id = console.say("kept at the desk");
    console.wait("pending", |report| {
        matches!(report, Report::Pending(pending) if *pending == id).then_some(())
    });
    assert_eq!(fs::read(&path).expect("read"), before);

    console.ask(Request::ThisIsTheRoom);
    console.settled(&id);
    assert_eq!(lines_of(&in_file(&path)), ["one", "kept at the desk"]);
}

#[test]
fn a_file_that_forked_is_told_and_not_written() {
    let given = a_folder();
    let (path, older) = a_room_and_an_older_copy(&given);
    let stranger = a_folder();
    let mut elsewhere = stranger.console(&older, "x");
    for text in ["other two", "other three", "other four", "other five"] {
        let id = elsewhere.say(text);
        elsewhere.settled(&id);
    }
    elsewhere.stop();
    fs::rename(&older, &path).expect("put in its place");
    let console = given.console(&path, "d");
    let FileReach::NotTheOne { because, .. } = &console.opened.reach.file else {
        panic!("{:?}", console.opened.reach)
    };
    assert!(because.contains("its row 3 is not the one that this desk has seen"), "{because}");
}

#[test]
fn a_file_replaced_under_an_open_room_is_noticed() {
    let given = a_folder();
    let (path, older) = a_room_and_an_older_copy(&given);
    let mut console = given.console(&path, "d");
    let kept = path.with_extension("kept");
    fs::rename(&path, &kept).expect("moved away");
    fs::copy(&older, &path).expect("replaced");
    console.ask(Request::Look);
    console.reaches("noticed", |reach| matches!(reach, FileReach::NotTheOne { .. }));
    let id = console.say("waits for the right file");
    fs::rename(&kept, &path).expect("put back");
    console.ask(Request::Look);
    console.settled(&id);
    assert_eq!(
        lines_of(&in_file(&path)),
        ["one", "two", "three", "four", "waits for the right file"]
    );
}

#[test]
fn a_room_whose_file_is_gone_opens_from_the_desk() {
    let given = a_folder();
    let (path, older) = a_room_and_an_older_copy(&given);
    fs::remove_file(&path).expect("removed");
    let mut console = given.console(&path, "d");
    assert!(console.opened.from_desk.is_some());
    assert_eq!(console.opened.incident.head, 5);
    assert!(away(&console.opened.reach.file));
    let id = console.say("typed in the dark");
    console.wait("pending", |report| {
        matches!(report, Report::Pending(pending) if *pending == id).then_some(())
    });
    console.stop();
    let error = Console::try_open(given.opening(&path.with_extension("typo"), "e"))
        .err()
        .expect("it opened what is not there");
    assert!(error.contains("no such file"), "{error}");
    drop(older);
}

#[test]
fn a_moved_room_opens_where_it_is_now() {
    let given = a_folder();
    let path = given.a_room();
    let moved = path.with_extension("moved");
    given.console(&path, "a").stop();
    fs::rename(&path, &moved).expect("moved");
    let mut console = given.console(&moved, "b");
    let id = console.say("here");
    console.settled(&id);
    assert_eq!(lines_of(&in_file(&moved)), ["here"]);
}

#[test]
fn what_a_killed_console_kept_is_delivered_once_under_its_own_id() {
    let given = a_folder();
    let path = given.a_room();
    let (sent, kept) = (line("dead", 1, "was sent"), line("dead", 2, "was not"));
    let mut desk = given.desk();
    let place = desk.sit_down(&"dead".into(), NOW).expect("a seat");
    desk.keep(&place, &[sent.clone(), kept.clone()], NOW).expect("kept");
    // It died after the file had taken the first line, and before it could say so.
    let mut file = IncidentFile::open(&path, Access::Write).expect("a file");
    let mut incident = allhands::domain::incident::Incident::default();
    file.deliver(&mut incident, &[sent], NOW).expect("delivered");
    drop((file, place, desk));

    let mut console = given.console(&path, "next");
    assert_eq!(console.opened.desk.pending.len(), 2);
    console.settled(&kept.id);
    assert_eq!(lines_of(&in_file(&path)), ["was sent", "was not"]);
    assert!(given.console(&path, "third").opened.desk.pending.is_empty());
}

#[test]
fn an_open_console_delivers_what_another_left_when_it_died() {
    let given = a_folder();
    let path = given.a_room();
    let mut console = given.console(&path, "alive");
    let mut desk = given.desk();
    let seat = desk.sit_down(&"dead".into(), NOW).expect("a seat");
    desk.keep(&seat, &[line("dead", 1, "last words")], NOW).expect("kept");
    drop(seat);
    console.ask(Request::Look);
    assert_eq!(console.has_lines(1), ["last words"]);
}

#[test]
fn a_console_that_only_reads_records_nothing_and_takes_nothing_over() {
    let given = a_folder();
    let path = given.a_room();
    let typing = given.console(&path, "a");
    typing.save("capture", "mine");
    typing.stop();
    let before = fs::read(&path).expect("read");
    let opening =
        allhands::store::worker::Opening { read_only: true, ..given.opening(&path, "screen") };
    let mut screen = Console::open(opening);
    assert!(screen.opened.desk.left.is_empty());
    screen.say("no");
    screen.wait("not taken", |report| matches!(report, Report::NotTaken { .. }).then_some(()));
    assert_eq!(fs::read(&path).expect("read"), before);
    let mut writer = given.console(&path, "b");
    assert_eq!(writer.opened.desk.left.len(), 1);
    writer.say("yes");
    assert_eq!(screen.has_lines(1), ["yes"]);
}
