//! Files that are not what they claim: each is refused with a sentence that helps, and none is
//! changed by looking.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs::{self, OpenOptions, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use allhands::store::direct::{Access, IncidentFile};
use allhands::store::fault::{Fault, ReadOnly};
use allhands::store::verify::{Against, verify};
use rusqlite::Connection;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::format::support::{Room, append, at, note, open, raw};

/// Everything that looking might change: names, sizes, times, bytes.
pub fn state(folder: &Path) -> Vec<(String, u64, i64, Option<Vec<u8>>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let about = fs::symlink_metadata(entry.path()).unwrap();
            let bytes = about.is_file().then(|| fs::read(entry.path()).unwrap());
            let changed = about.mtime() * 1_000_000_000 + about.mtime_nsec();
            (entry.file_name().into_string().unwrap(), about.len(), changed, bytes)
        })
        .collect();
    found.sort();
    found
}

/// Runs statements on a proper room's file, then hands its path on.
fn room_with(statements: &'static str) -> impl Fn(&Path) {
    move |path: &Path| {
        let room = Room::with(&["a"]);
        raw(&room.path).execute_batch(statements).unwrap();
        fs::copy(&room.path, path).unwrap();
    }
}

fn bytes(bytes: &'static [u8]) -> impl Fn(&Path) {
    move |path: &Path| fs::write(path, bytes).unwrap()
}

/// What it is called here, how it is made, and what is said of it.
pub type Case = (&'static str, Box<dyn Fn(&Path)>, &'static str);

fn case(name: &'static str, make: impl Fn(&Path) + 'static, says: &'static str) -> Case {
    (name, Box::new(make), says)
}

/// What shows from outside, or in the first bytes.
fn strangers() -> Vec<Case> {
    let ring = |path: &Path| {
        symlink(path, path.with_extension("other")).unwrap();
        symlink(path.with_extension("other"), path).unwrap();
    };
    let pipe = |path: &Path| {
        mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    };
    vec![
        case("nothing", |_| (), "there is no such file"),
        case("folder", |path| fs::create_dir(path).unwrap(), "it is a folder"),
        case("pipe", pipe, "it is a pipe"),
        case("device", |path| symlink("/dev/null", path).unwrap(), "it is a device"),
        case("links in a ring", ring, "a chain of links without an end"),
        case("dangling", |path| symlink("gone", path).unwrap(), "there is no such file"),
        case("empty", bytes(b""), "it is empty"),
        case("text", bytes(b"{\"incident\": 1}"), "it is not an SQLite file"),
        case("magic alone", bytes(b"SQLite format 3\0"), "it is cut short"),
        case("stranger", room_with("PRAGMA application_id = 7"), "of another program"),
        case("version 0", room_with("PRAGMA user_version = 0"), "none that was ever"),
        case("version -1", room_with("PRAGMA user_version = -1"), "none that was ever"),
        case("log", room_with("PRAGMA journal_mode = WAL"), "write-ahead log"),
    ]
}

/// What shows in its tables.
fn impostors() -> Vec<Case> {
    let newer = "PRAGMA user_version = 2; CREATE TABLE more (a)";
    let trigger =
        "CREATE TRIGGER t AFTER INSERT ON event BEGIN UPDATE property SET value = 'x'; END";
    let view = "DROP VIEW person; CREATE VIEW person AS SELECT load_extension('x') AS name";
    let missing = "DROP TRIGGER event_is_never_deleted";
    vec![
        case("newer", room_with(newer), "it has format version 2, whose tables"),
        case("a trigger", room_with(trigger), "a strange trigger"),
        case("a view with a function", room_with(view), "a strange view"),
        case("a table", room_with("CREATE TABLE more (a)"), "a strange table"),
        case("an index", room_with("CREATE INDEX i ON event (author)"), "a strange index"),
        case("a trigger missing", room_with(missing), "no trigger event_is_never_deleted"),
    ]
}

/// What shows in its pages.
fn wrecks() -> Vec<Case> {
    let damage = |from: usize, to: usize| {
        move |path: &Path| {
            room_with("")(path);
            let mut bytes = fs::read(path).unwrap();
            bytes[from..to].fill(0xff);
            fs::write(path, bytes).unwrap();
        }
    };
    let cut = |path: &Path| {
        room_with("")(path);
        let file = OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    };
    vec![
        case("cut", cut, "it is cut short: "),
        case("broken first page", damage(100, 2000), "it is damaged"),
        case("broken page size", damage(16, 18), "SQLite cannot read it"),
    ]
}

/// All of them.
pub fn cases() -> impl Iterator<Item = Case> {
    strangers().into_iter().chain(impostors()).chain(wrecks())
}

#[test]
fn what_is_no_incident_file_is_refused_and_left_alone() {
    for (name, make, expected) in cases() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("x.allhands");
        make(&path);
        let before = state(folder.path());
        for access in [Access::Read, Access::Write] {
            let opened = IncidentFile::open(&path, access);
            let said = opened.err().map(|fault| fault.to_string()).unwrap_or_default();
            assert!(said.contains(expected), "{name}: {said}");
        }
        // An auditor may say more of a file whose tables are ours; it calls none of them sound.
        let verdict = verify(&path, Against::Nobody).map(|report| report.verdict);
        assert!(!verdict.is_ok_and(|verdict| verdict.is_sound()), "{name}");
        assert_eq!(state(folder.path()), before, "{name} was changed");
    }
}

#[test]
fn a_file_without_permission_is_refused() {
    let room = Room::with(&["a"]);
    fs::set_permissions(&room.path, Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&room.path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let opened = IncidentFile::open(&room.path, Access::Write);
    assert_eq!(opened.err(), Some(Fault::NoPermission));
    fs::set_permissions(&room.path, Permissions::from_mode(0o400)).unwrap();
    let file = IncidentFile::open(&room.path, Access::Write).unwrap();
    assert_eq!(file.read_only(), Some(&ReadOnly::NoPermission));
}

#[test]
fn a_newer_version_with_the_same_tables_is_read() {
    let room = Room::with(&["a"]);
    raw(&room.path).execute_batch("PRAGMA user_version = 7").unwrap();
    let before = state(room.folder.path());
    let file = IncidentFile::open(&room.path, Access::Write).unwrap();
    assert_eq!(file.read_only(), Some(&ReadOnly::Newer(7)));
    assert_eq!(file.rows_after(0, 10).unwrap().len(), 2);
    assert_eq!(state(room.folder.path()), before);
}

#[test]
fn a_file_numbered_otherwise_is_read() {
    let room = Room::with(&["a"]);
    raw(&room.path)
        .execute("UPDATE property SET value = 'segments' WHERE name = 'numbering'", [])
        .unwrap();
    let file = IncidentFile::open(&room.path, Access::Write).unwrap();
    assert_eq!(file.read_only(), Some(&ReadOnly::Numbering("segments".to_owned())));
}

#[test]
fn numbering_changed_under_an_open_console_stops_it() {
    let room = Room::with(&[]);
    let (mut file, mut incident) = open(&room.path);
    raw(&room.path)
        .execute("UPDATE property SET value = 'segments' WHERE name = 'numbering'", [])
        .unwrap();
    let stopped = file.deliver(&mut incident, &[note("s", 1, "x")], at(5));
    assert_eq!(stopped.err(), Some(Fault::ReadOnly(ReadOnly::Numbering("segments".to_owned()))));
    assert_eq!(file.head().unwrap().seq, 1);
}

/// Appends a row that no console would write.
fn append_unchecked(sql: &Connection, change: &str) {
    append(sql, "entry_recorded", "{}");
    let mut found =
        sql.prepare("SELECT sql FROM sqlite_schema WHERE name = 'event_is_never_changed'").unwrap();
    let trigger: String = found.query_row([], |row| row.get(0)).unwrap();
    drop(found);
    sql.execute_batch("PRAGMA ignore_check_constraints = 1; DROP TRIGGER event_is_never_changed")
        .unwrap();
    sql.execute_batch(&format!("UPDATE event SET {change} WHERE seq = 2")).unwrap();
    sql.execute_batch(&trigger).unwrap();
}

#[test]
fn rows_that_no_console_would_write_are_faults_not_panics() {
    for (change, expected) in [
        ("body = printf('%.5000000c', 'x')", Fault::Oversized),
        ("author = printf('%.5000000c', 'x')", Fault::Oversized),
        ("body = CAST(x'7bff7d' AS TEXT)", Fault::BadRow(2)),
        ("body = x'00'", Fault::BadRow(2)),
        ("occurred_at = 'soon'", Fault::BadRow(2)),
    ] {
        let room = Room::with(&[]);
        let sql = raw(&room.path);
        append_unchecked(&sql, change);
        append(&sql, "entry_recorded", "{}");
        drop(sql);
        let before = state(room.folder.path());
        let file = IncidentFile::open(&room.path, Access::Read).unwrap();
        assert_eq!(file.rows_after(0, 10).err(), Some(expected), "{change}");
        let verdict = verify(&room.path, Against::Nobody).unwrap().verdict.to_string();
        assert!(verdict.starts_with("not sound: "), "{change}: {verdict}");
        assert_eq!(state(room.folder.path()), before);
    }
}

/// A room whose writer died in the middle of a large transaction, its journal beside it.
fn left_by_a_dead_writer(
    before: &str,
    died_doing: &str,
) -> (tempfile::TempDir, std::path::PathBuf) {
    let room = Room::with(&["a"]);
    let sql = raw(&room.path);
    sql.execute_batch(before).unwrap();
    sql.execute_batch("PRAGMA cache_size = 2; PRAGMA cache_spill = 1; BEGIN IMMEDIATE").unwrap();
    sql.execute_batch(died_doing).unwrap();
    for _ in 0..200 {
        append(&sql, "entry_recorded", &format!(r#"{{"text":"{}"}}"#, "x".repeat(1_000)));
    }
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("left.allhands");
    fs::copy(&room.path, &path).unwrap();
    fs::copy(
        room.folder.path().join("crimson-heron.allhands-journal"),
        folder.path().join("left.allhands-journal"),
    )
    .unwrap();
    (folder, path)
}

#[test]
fn a_dead_writers_journal_is_finished_by_a_writer_only() {
    let (folder, path) = left_by_a_dead_writer("", "");
    let before = state(folder.path());
    assert_eq!(before.len(), 2, "a journal is there");

    let reader = IncidentFile::open(&path, Access::Read).unwrap();
    assert_eq!(reader.read_only(), Some(&ReadOnly::DeadWriter));
    assert_eq!(reader.rows_after(0, 10).unwrap().len(), 2, "what was acknowledged");
    drop(reader);
    let report = verify(&path, Against::Nobody).unwrap();
    assert!(report.dead_writer && report.verdict.is_sound(), "{report:?}");
    assert_eq!(state(folder.path()), before, "reading changed it");

    let (mut writer, mut incident) = open(&path);
    assert_eq!(incident.head, 2);
    writer.deliver(&mut incident, &[note("s", 1, "on we go")], at(9)).unwrap();
    assert_eq!(state(folder.path()).len(), 1, "the journal is gone");
    assert!(verify(&path, Against::Nobody).unwrap().verdict.is_sound());
}

#[test]
fn a_journal_does_not_help_a_hostile_file() {
    // The file alone might pass; what its journal brings back does not.
    let (folder, path) = left_by_a_dead_writer("CREATE TABLE more (a)", "DROP TABLE more");
    let before = state(folder.path());
    for access in [Access::Read, Access::Write] {
        let opened = IncidentFile::open(&path, access);
        assert!(matches!(opened.as_ref().err(), Some(Fault::Foreign(_))), "{opened:?}");
    }
    assert_eq!(state(folder.path()), before);
}
