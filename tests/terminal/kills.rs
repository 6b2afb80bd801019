//! A kill at every instant between Enter and the record: what was typed is half typed, or on its
//! way, and never both.
//!
//! The desk's log holds everything that was written to it, page by page, so every instant at which
//! a kill could have cut is at hand: the log, cut there, is what the next console would find.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rusqlite::{Connection, OpenFlags};

use super::given::{Console, DEADLINE, Host};

/// How these words lie at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lies {
    half_typed: bool,
    on_its_way: bool,
}

const NOWHERE: Lies = Lies { half_typed: false, on_its_way: false };
const HALF_TYPED: Lies = Lies { half_typed: true, on_its_way: false };
const ON_ITS_WAY: Lies = Lies { half_typed: false, on_its_way: true };

/// The bytes before the first page of a log, and before each.
const LOG_HEAD: usize = 32;
const PAGE_HEAD: usize = 24;

fn the_desk(host: &Host) -> PathBuf {
    let files = fs::read_dir(host.path("desk")).expect("a desk's folder").flatten();
    let desk = files.map(|file| file.path()).find(|path| path.extension() == Some("desk".as_ref()));
    desk.expect("a desk")
}

fn beside(path: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", path.display()))
}

/// How the words lie after each page that was written.
fn at_every_instant(desk: &Path, words: &str) -> Vec<Lies> {
    let log = fs::read(beside(desk, "-wal")).expect("a log");
    let size = u32::from_be_bytes(log[8..12].try_into().expect("four bytes"));
    let page = PAGE_HEAD + usize::try_from(size).expect("a size");
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("desk");
    let mut lies = Vec::new();
    for end in (LOG_HEAD..=log.len()).step_by(page) {
        let _ = fs::remove_file(beside(&copy, "-shm"));
        fs::copy(desk, &copy).expect("a copy");
        fs::write(beside(&copy, "-wal"), &log[..end]).expect("a log");
        lies.push(in_desk(&copy, words));
    }
    lies
}

fn in_desk(desk: &Path, words: &str) -> Lies {
    let db = Connection::open(desk).expect("a desk");
    let any = |query: &str| {
        let found = db.query_row(query, [words], |row| row.get::<_, bool>(0));
        // Before the desk was made there is nothing in it.
        found.unwrap_or(false)
    };
    Lies {
        half_typed: any("SELECT count(*) > 0 FROM scratch WHERE instr(text, ?1) > 0"),
        on_its_way: any("SELECT count(*) > 0 FROM outbox WHERE instr(submission, ?1) > 0"),
    }
}

fn is_recorded(room: &Path, words: &str) -> bool {
    let file = Connection::open_with_flags(room, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a file");
    let query = "SELECT count(*) > 0 FROM event WHERE instr(body, ?1) > 0";
    // While somebody writes it is not readable.
    file.query_row(query, [words], |row| row.get(0)).unwrap_or(false)
}

/// Kills a console that has recorded these words, and looks at every instant on the way.
fn is_one_thing_at_every_instant(host: &Host, room: &Path, mut console: Console, words: &str) {
    let deadline = Instant::now() + DEADLINE;
    while !is_recorded(room, words) {
        assert!(Instant::now() < deadline, "{words:?} is not recorded");
    }
    console.signal(rustix::process::Signal::KILL);
    console.ends();

    let mut lies = at_every_instant(&the_desk(host), words);
    lies.dedup();
    let begin = lies.iter().position(|lies| *lies == HALF_TYPED).expect("it was kept");
    assert!(lies[..begin].iter().all(|lies| *lies == NOWHERE), "{words}: {lies:?}");
    let way = &lies[begin..];
    assert!(way == [HALF_TYPED, ON_ITS_WAY] || way == [HALF_TYPED, ON_ITS_WAY, NOWHERE], "{way:?}");
}

#[test]
fn a_line_is_half_typed_or_on_its_way_wherever_a_kill_cuts() {
    let host = Host::new();
    let mut console = host.console();
    console.types("db-7 talked to 203.0.113.9");
    host.desk_holds("db-7 talked to 203.0.113.9");
    console.press("enter");
    is_one_thing_at_every_instant(&host, &host.room(), console, "db-7 talked to 203.0.113.9");
}

#[test]
fn so_is_a_pasted_block() {
    let host = Host::new();
    let mut console = host.console();
    console.send(b"\x1b[200~first of the log\nsecond of the log\x1b[201~");
    console.sees("first of the log");
    host.desk_holds("\nfirst of the log\nsecond of the log");
    console.press("enter");
    is_one_thing_at_every_instant(&host, &host.room(), console, "second of the log");
}

#[test]
fn so_is_what_a_dialog_asks_for() {
    let host = Host::new();
    let mut console = host.console();
    console.press("esc");
    console.press("r");
    console.press("n");
    console.sees("Title");
    console.press("down");
    console.press("enter");
    console.sees("Enter answer");
    console.types("a customer dump");
    host.desk_holds("a customer dump");
    console.press("enter");
    is_one_thing_at_every_instant(&host, &host.room(), console, "a customer dump");
}
