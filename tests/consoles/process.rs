//! Real processes on one file, killed at random: what any of them was told is pending or recorded
//! is in the file once, and what a session said stands in its order. The processes are this test
//! program, started again for [`child`].

use std::collections::BTreeMap;
use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use allhands::domain::ids::SessionId;
use allhands::store::courier::{Courier, Sent};
use allhands::store::desk::DeskPlace;
use allhands::store::worker::{Opening, Report, Request, Who, Worker};

use super::given::{Console, Given, a_folder, in_file, line};
use crate::says::{Says, ends, listen};

const ROLE: &str = "ALLHANDS_TEST_ROLE";

/// What a child does when it is started by [`start`]; started by the test runner it has nothing to
/// do.
#[test]
fn child() {
    let Ok(role) = env::var(ROLE) else { return };
    let mut words = role.split('\n');
    let mut word = || words.next().expect("a word").to_owned();
    let (kind, session, lines) = (word(), word(), word().parse::<u64>().expect("a number"));
    let (path, desk) = (PathBuf::from(word()), PathBuf::from(word()));
    let place = DeskPlace::told(desk);
    match kind.as_str() {
        "script" => script(&path, &place, &session, lines),
        "console" => console(path, place, &session, lines),
        "typist" => typist(path, place, &session),
        other => panic!("no such role: {other}"),
    }
}

fn script(path: &Path, place: &DeskPlace, session: &str, lines: u64) {
    let mut courier = Courier::open(path, place, &session.into(), Who::default()).expect("open");
    for number in 1..=lines {
        let sent = courier.send(&[line(session, number, "from a script")]).expect("sent");
        assert!(matches!(sent[..], [Sent::Recorded(_) | Sent::AlreadyThere(_)]), "{sent:?}");
        say(&format!("{session}-{number}"));
    }
    courier.leave();
}

fn console(path: PathBuf, place: DeskPlace, session: &str, lines: u64) {
    let (tell, told) = channel();
    let session_id = SessionId::new(session);
    let opening =
        Opening { path, place, session: session_id, read_only: false, who: Who::default() };
    let worker = Worker::open(opening, move |report| {
        let _ = tell.send(report);
    });
    let worker = worker.expect("a thread");
    for number in 1..=lines {
        worker.ask(Request::Submit(Box::new(line(session, number, "from a console"))));
    }
    let mut settled = 0;
    while settled < lines {
        match told.recv().expect("a report") {
            Report::Pending(id) => say(&id.thing()),
            Report::Settled(id) if id.session.as_str() == session => settled += 1,
            Report::CannotOpen { because, .. } | Report::NotYet { because } => panic!("{because}"),
            _ => {}
        }
    }
    worker.stop();
}

/// Types on and on; says what was kept. What is asked later is served later: a pending line says
/// that the text before is kept.
fn typist(path: PathBuf, place: DeskPlace, session: &str) {
    let (tell, told) = channel();
    let opening = Opening {
        path,
        place,
        session: SessionId::new(session),
        read_only: false,
        who: Who::default(),
    };
    let worker = Worker::open(opening, move |report| {
        let _ = tell.send(report);
    });
    let worker = worker.expect("a thread");
    for number in 1.. {
        let (slot, text) = ("capture".to_owned(), format!("half a sentence {number}"));
        worker.ask(Request::SaveScratch { slot, text, cursor: number, owner: String::new() });
        worker.ask(Request::Submit(Box::new(line(session, number, "a line"))));
        while !matches!(told.recv().expect("a report"), Report::Pending(_)) {}
        say(&number.to_string());
    }
}

/// One whole line at a time, as a pipe takes it.
fn say(id: &str) {
    let line = format!("\nsaid {id}\n");
    std::io::stdout().write_all(line.as_bytes()).expect("a reader");
}

/// Starts a child; what it says is collected by the thread that comes with it.
fn start(given: &Given, path: &Path, kind: &str, session: &str, lines: u64) -> Running {
    let desk = given.place.folder.display();
    let role = format!("{kind}\n{session}\n{lines}\n{}\n{desk}", path.display());
    let mut process = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "consoles::process::child", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let says = listen(process.stdout.take().expect("a pipe"));
    Running { process, says, said: Vec::new() }
}

/// What a line says is pending.
fn id(line: &str) -> Option<String> {
    line.strip_prefix("said ").map(str::to_owned)
}

struct Running {
    process: Child,
    says: Says,
    said: Vec<String>,
}

impl Running {
    /// Kills it after it has said so many lines, and some microseconds.
    fn kill_after(&mut self, lines: usize, micros: u64) {
        for _ in 0..lines {
            // It may end before it has said so many.
            self.said.extend(self.says.first(id));
        }
        thread::sleep(Duration::from_micros(micros));
        let _ = self.process.kill();
    }

    /// Waits for its end; gives what it said.
    fn end(mut self) -> (bool, Vec<String>) {
        let mut said = self.said;
        said.extend(self.says.rest(id));
        (ends(&mut self.process).success(), said)
    }
}

/// Every id that was said is in the file once, and each session's lines stand in their order.
fn all_there(path: &Path, said: &[String]) {
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for row in in_file(path) {
        *found.entry(row.submission.thing()).or_default() += 1;
        let before = last.insert(row.submission.session.to_string(), row.submission.number);
        assert!(
            before.is_none_or(|before| before < row.submission.number),
            "{} stands after {before:?}",
            row.submission.thing()
        );
    }
    for id in said {
        assert_eq!(found.get(id), Some(&1), "{id}");
    }
    assert!(found.values().all(|count| *count == 1));
}

#[test]
fn consoles_killed_at_random_lose_nothing_that_was_pending() {
    let given = a_folder();
    let path = given.a_room();
    let mut said = Vec::new();
    for round in 0..12_u64 {
        let session = format!("k{round}");
        let mut running = start(&given, &path, "console", &session, 20);
        // Spread over the way of a line: the desk's sync, the file's journal, its sync, the report.
        running.kill_after(1, round * 2_500);
        said.extend(running.end().1);
    }
    assert!(said.len() >= 12, "too few lines were ever pending: {}", said.len());
    let mut last = given.console(&path, "last");
    let waiting = last.opened.desk.pending.last().map(|submission| submission.id.clone());
    if let Some(id) = waiting {
        last.settled(&id);
    }
    last.stop();
    all_there(&path, &said);
}

#[test]
fn what_a_killed_console_was_typing_is_offered_to_the_next() {
    let given = a_folder();
    let path = given.a_room();
    for round in 0..4_u64 {
        let mut running = start(&given, &path, "typist", &format!("t{round}"), 0);
        running.kill_after(2, round * 3_000);
        let said = running.end().1;
        let kept: u64 = said.last().expect("something was kept").parse().expect("a number");
        let next = given.console(&path, &format!("next{round}"));
        let offered: Vec<_> = next.opened.desk.left.iter().map(|it| it.cursor).collect();
        assert!(
            matches!(offered[..], [at] if at >= kept),
            "{kept} was kept, and this is offered: {offered:?}"
        );
        let of = Some(next.opened.desk.left[0].session.clone());
        next.ask(Request::DropScratch { of, slot: "capture".to_owned() });
        next.stop();
    }
}

#[test]
fn twenty_processes_write_while_two_consoles_are_open_and_five_are_killed() {
    // The whole of it takes a minute; a part of it on every run is enough to notice that something
    // broke.
    let lines = if env::var_os("ALLHANDS_LONG_TESTS").is_some() { 100 } else { 8 };
    let given = a_folder();
    let other = a_folder();
    let path = given.a_room();
    let mut open: [Console; 2] = [given.console(&path, "one"), other.console(&path, "two")];
    let mut running: Vec<_> =
        (0..20).map(|at| start(&given, &path, "script", &format!("p{at}"), lines)).collect();
    for (at, doomed) in running.iter_mut().take(5).enumerate() {
        doomed.kill_after(at + 1, 700);
    }
    let (mut said, mut whole) = (Vec::new(), 0);
    for one in running {
        let (success, ids) = one.end();
        whole += usize::from(success);
        said.extend(ids);
    }
    assert!(whole >= 15, "only {whole} of the processes that were left alone came to their end");
    let last = open[0].say("the last word");
    open[0].settled(&last);
    all_there(&path, &said);
    let rows = in_file(&path).len();
    for console in &mut open {
        console.has_rows(rows - 1);
        let seqs: Vec<u64> = console.rows.iter().map(|row| row.seq).collect();
        assert_eq!(seqs, (2..=rows as u64).collect::<Vec<_>>());
    }
}
