//! A redaction carried out by several consoles: nothing of it is left in the bytes of any desk, of
//! the file, or of the folder beside it, whoever had written it there and whenever they died.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use allhands::domain::command::{Command, Submission};
use allhands::domain::incident::Incident;
use allhands::domain::redaction::Redact;
use allhands::domain::timeline::Line;
use allhands::store::redaction::find::Passage;
use allhands::store::verify::{Against, verify};
use allhands::store::worker::{Opening, Report, Request, Who};

use super::given::{Console, Given, a_folder, line, until};

const SECRET: &str = "Hibiscus-41";

fn console(given: &Given, path: &Path, session: &str) -> Console {
    let program = Some(env!("CARGO_BIN_EXE_allhands").into());
    Console::open(Opening {
        who: Who { program, ..Who::default() },
        ..given.opening(path, session)
    })
}

/// The files below a folder that hold the secret.
fn holders(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holders(&path));
        } else if fs::read(&path).is_ok_and(|bytes| holds(&bytes)) {
            found.push(path);
        }
    }
    found
}

fn holds(bytes: &[u8]) -> bool {
    let (secret, bytes) = (SECRET.to_ascii_lowercase(), bytes.to_ascii_lowercase());
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

/// Waits until nothing below a folder holds the secret.
fn nothing_left(folder: &Path) {
    let end = Instant::now() + Duration::from_secs(60);
    let mut left = holders(folder);
    while !left.is_empty() && Instant::now() < end {
        thread::sleep(Duration::from_millis(10));
        left = holders(folder);
    }
    assert_eq!(left, Vec::<PathBuf>::new());
}

/// Redacts everything that holds the secret; it is recorded when this returns.
fn redact(console: &mut Console, session: &str, number: u64) {
    let passage = Passage::new(SECRET).expect("words");
    console.ask(Request::Find(Box::new(passage)));
    let found = console.wait("what holds it", |report| match report {
        Report::Found(found) => Some((**found).clone()),
        _ => None,
    });
    let redact = Redact {
        rows: found.rows.into_iter().map(|row| row.row).collect(),
        submissions: found.submissions.into_iter().map(|one| one.id).collect(),
        because: "a password".to_owned(),
        sealed: None,
    };
    let asked = Submission { command: Command::Redact(redact), ..line(session, number, "") };
    console.ask(Request::Submit(Box::new(asked.clone())));
    console.settled(&asked.id);
}

/// Waits until a console has carried out everything.
fn carried_out(console: &mut Console, last: u64) {
    console.wait("carried out", |report| match report {
        Report::Reach(reach) => (reach.clean_to >= last).then_some(()),
        Report::Opened(opened) => (opened.reach.clean_to >= last).then_some(()),
        _ => None,
    });
}

fn texts(incident: &Incident) -> Vec<String> {
    let entry = |line: &Line| line.entry().map(|entry| entry.now.text.clone());
    incident.timeline.iter().filter_map(entry).collect()
}

#[test]
fn on_a_share_it_goes_from_every_segment_base_desk_and_file() {
    let (given, other, third) = (a_folder(), a_folder(), a_folder());
    let path = given.a_room();
    // In the base, from before there were segments.
    let mut direct = console(&given, &path, "direct");
    let id = direct.say(&format!("before: {SECRET}"));
    direct.settled(&id);
    direct.stop();
    fs::create_dir(format!("{}.d", path.display())).expect("a folder");

    let mut keeper = console(&given, &path, "a");
    let mut second = console(&other, &path, "b");
    let mut gone = console(&third, &path, "c");
    for (place, console) in [&mut keeper, &mut second, &mut gone].into_iter().enumerate() {
        let id = console.say(&format!("{place} \"{SECRET}\" \\ é"));
        console.settled(&id);
        let id = console.say(&format!("{place} nothing"));
        console.settled(&id);
    }
    gone.stop();
    second.save("capture", &format!("tell them of {}", SECRET.to_lowercase()));
    // What is typed after a redaction stays: it must be at the desk before that is asked for.
    second.ask(Request::TakeLeft(Vec::new()));
    second.wait("an answer", |report| matches!(report, Report::Taken { .. }).then_some(()));
    until("the file", || holds(&fs::read(&path).ok()?).then_some(()));

    redact(&mut keeper, "a", 50);
    for console in [&mut keeper, &mut second] {
        carried_out(console, 1);
    }
    for folder in [&given, &other] {
        nothing_left(folder.folder.path());
    }
    // A desk that was not there learns of it when somebody comes to it.
    assert!(!holders(third.folder.path()).is_empty());
    let mut again = console(&third, &path, "d");
    let incident = again.opened.incident.clone();
    carried_out(&mut again, incident.redactions.last);
    assert!(holders(third.folder.path()).is_empty(), "{:?}", holders(third.folder.path()));

    let texts = texts(&incident);
    assert_eq!(texts.iter().filter(|text| text.starts_with("(redacted by Dana at ")).count(), 4);
    assert_eq!(texts.iter().filter(|text| text.ends_with("nothing")).count(), 3);
    let report = verify(&path, Against::Nobody).expect("a file");
    assert!(report.verdict.is_sound(), "{}", report.verdict);
    let id = second.say("it goes on");
    second.settled(&id);
    for console in [keeper, second, again] {
        console.stop();
    }
}

#[test]
fn a_desk_that_was_killed_in_the_midst_is_cleaned_by_the_next_to_come() {
    let (given, other) = (a_folder(), a_folder());
    let path = given.a_room();
    let mut first = console(&given, &path, "a");
    let mut second = console(&other, &path, "b");
    let id = second.say(&format!("it is {SECRET}"));
    second.settled(&id);
    first.has_lines(1);
    until("its mirror", || (!holders(&other.folder.path().join("desk")).is_empty()).then_some(()));
    second.stop();
    redact(&mut first, "a", 50);
    carried_out(&mut first, 3);
    first.stop();
    // It has heard of the redaction, and has not got so far as to clean its bytes.
    let mut desk = other.desk();
    let file =
        allhands::store::direct::IncidentFile::open(&path, allhands::store::direct::Access::Read)
            .expect("the file");
    let rows = file.stored_after(0, 100).expect("rows");
    desk.mirror(&rows, super::given::NOW).expect("a desk");
    assert_eq!(desk.is_unclean(), Ok(true));
    std::mem::forget(desk);
    drop(file);

    let mut next = console(&other, &path, "c");
    carried_out(&mut next, 3);
    assert_eq!(holders(given.folder.path()), Vec::<PathBuf>::new());
    assert_eq!(holders(other.folder.path()), Vec::<PathBuf>::new());
    next.stop();
}
