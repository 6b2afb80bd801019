//! Several writers at once, in this process and in others, some killed: nothing lost, nothing
//! doubled, each in its order.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use allhands::domain::event::Recorded;
use allhands::store::direct::Outcome;
use allhands::store::verify::{Against, Verdict, verify};

use super::support::{Room, at, note, open};
use crate::says::{ends, listen};

const FILE: &str = "ALLHANDS_TEST_WRITER_FILE";
const SESSION: &str = "ALLHANDS_TEST_WRITER_SESSION";

/// The numbers of each session's submissions, in the order of the file.
fn by_session(rows: &[Recorded]) -> BTreeMap<String, Vec<u64>> {
    let mut sessions = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        let numbers = sessions.entry(row.submission.session.to_string()).or_default();
        numbers.push(row.submission.number);
    }
    sessions
}

#[test]
fn threads_with_connections_of_their_own() {
    let room = Room::with(&[]);
    let writers: Vec<_> = ["a", "b", "c", "d"]
        .map(|session| {
            let path = room.path.clone();
            thread::spawn(move || {
                let (mut file, mut incident) = open(&path);
                for number in 1..=25 {
                    let asked = [note(session, number, "line")];
                    file.deliver(&mut incident, &asked, at(5)).unwrap();
                    // Opening and closing beside a live connection must not cost anybody a lock.
                    drop(open(&path));
                }
            })
        })
        .into_iter()
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let rows = open(&room.path).0.rows_after(1, 1_000).unwrap();
    let expected: Vec<u64> = (1..=25).collect();
    assert_eq!(rows.len(), 100);
    for (session, numbers) in by_session(&rows) {
        assert_eq!(numbers, expected, "{session}");
    }
}

/// Not a test of its own: what the processes below run. Prints each number once it is recorded.
#[test]
fn writer_process() {
    let (Ok(path), Ok(session)) = (env::var(FILE), env::var(SESSION)) else { return };
    let (mut file, mut incident) = open(Path::new(&path));
    for number in 1..=40 {
        let asked = [note(&session, number, "line")];
        let delivery = file.deliver(&mut incident, &asked, at(5)).unwrap();
        assert!(!matches!(delivery.outcomes[0], Outcome::Refused(_)), "{delivery:?}");
        println!("recorded {number}");
    }
}

/// The number that a line says is recorded.
fn number(line: &str) -> Option<u64> {
    line.rsplit_once("recorded ").and_then(|(_, number)| number.parse().ok())
}

fn start(path: &Path, session: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["format::writers::writer_process", "--exact", "--nocapture"])
        .env(FILE, path)
        .env(SESSION, session)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn processes_killed_at_work_lose_nothing_that_they_said_was_recorded() {
    let room = Room::with(&[]);
    let mut said = BTreeMap::new();
    let mut writers = Vec::new();
    for (session, lines_before_the_kill) in [("k1", 3), ("k2", 11), ("k3", 17), ("w", usize::MAX)] {
        writers.push((session, start(&room.path, session), lines_before_the_kill));
    }
    let readers: Vec<_> = writers
        .into_iter()
        .map(|(session, mut child, lines)| {
            thread::spawn(move || {
                let says = listen(child.stdout.take().unwrap());
                let mut recorded = Vec::new();
                while let Some(number) = says.first(number) {
                    recorded.push(number);
                    if recorded.len() == lines {
                        child.kill().unwrap();
                    }
                }
                ends(&mut child);
                (session, recorded)
            })
        })
        .collect();
    for reader in readers {
        let (session, recorded) = reader.join().unwrap();
        said.insert(session.to_owned(), recorded);
    }
    assert_eq!(said["w"].len(), 40, "the one that was left alone finished");
    // Opening finishes a dead writer's journal; what was begun by them is completed by sending it
    // again.
    let (mut file, mut incident) = open(&room.path);
    let found = by_session(&file.rows_after(1, 1_000).unwrap());
    for (session, said) in &said {
        assert_eq!(found[session][..said.len()], said[..], "{session}");
        let again: Vec<_> = (1..=40).map(|number| note(session, number, "line")).collect();
        file.deliver(&mut incident, &again, at(9)).unwrap();
    }
    let rows = file.rows_after(1, 1_000).unwrap();
    let expected: Vec<u64> = (1..=40).collect();
    for (session, numbers) in by_session(&rows) {
        assert_eq!(numbers, expected, "{session}");
    }
    assert_eq!(incident.head, 161);
    assert_eq!(verify(&room.path, Against::Nobody).unwrap().verdict, Verdict::NoWitness);
}
