//! Rooms and lines for tests of the file.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::path::{Path, PathBuf};

use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::event::{EntryKind, EntryRecorded, RoomOpened};
use allhands::domain::ids::{EntryId, IncidentId, SessionId, SubmissionId};
use allhands::domain::incident::Incident;
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::rare::Rare;
use allhands::domain::time::{Precision, Timestamp};
use allhands::store::direct::{self, IncidentFile};
use tempfile::TempDir;

/// A Monday, in milliseconds.
pub const START: i64 = 1_770_000_000_123;

/// A moment so many seconds after [`START`].
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(START + seconds * 1_000)
}

/// Asks for something as Dana of infra.
pub fn ask(session: &str, number: u64, command: Command) -> Submission {
    Submission {
        id: SubmissionId { session: SessionId::new(session), number },
        stamp: Stamp {
            author: Person::new("Dana"),
            department: DepartmentId::new("infra"),
            on_behalf: None,
            occurred_at: at(0),
            recorded_at: at(0),
        },
        command,
    }
}

/// Opens the room.
pub fn opening() -> Submission {
    ask(
        "opener",
        1,
        Command::OpenRoom(RoomOpened {
            incident: IncidentId::new("0190-test"),
            codename: "crimson heron".to_owned(),
            title: "customer dump".to_owned(),
            zone: "Europe/Vienna".to_owned(),
            received: at(-60),
            first_read: at(-30),
            practice: None,
            departments: Vec::new(),
        }),
    )
}

/// A line.
pub fn line(id: &str, text: &str) -> EntryRecorded {
    EntryRecorded {
        entry: EntryId::new(id),
        kind: EntryKind::Note,
        text: text.to_owned(),
        precision: Precision::Second,
        seldom: Rare::default(),
    }
}

/// Records a line.
pub fn note(session: &str, number: u64, text: &str) -> Submission {
    ask(session, number, Command::Record(line(&format!("{session}-{number}"), text)))
}

/// A room in a folder of its own.
pub struct Room {
    /// The folder; removed at the end.
    pub folder: TempDir,
    /// The file in it.
    pub path: PathBuf,
}

impl Room {
    /// Row 1, and a note for each text.
    pub fn with(texts: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("crimson-heron.allhands");
        let mut submissions = vec![opening()];
        submissions.extend((2..).zip(texts).map(|(number, text)| note("opener", number, text)));
        direct::create(&path, &submissions, at(1)).unwrap();
        Self { folder, path }
    }
}

/// A file opened for writing with its incident folded.
pub fn open(path: &Path) -> (IncidentFile, Incident) {
    let mut file = IncidentFile::open(path, direct::Access::Write).unwrap();
    let mut incident = Incident::default();
    file.catch_up(&mut incident).unwrap();
    (file, incident)
}

/// A connection as any tool would open it: no safeguards but those in the file.
pub fn raw(path: &Path) -> rusqlite::Connection {
    let sql = rusqlite::Connection::open(path).unwrap();
    sql.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    sql
}

/// Puts a row at the end as any tool could, with a hash that is none: for what reads rows without
/// auditing them.
pub fn append(sql: &rusqlite::Connection, kind: &str, body: &str) {
    sql.execute(
        "INSERT INTO event SELECT seq + 1, 'tool-' || seq || '-0', 'tool', seq, 0, 'Eve', 'infra', \
         occurred_at, \
         recorded_at, shared_at, ?1, ?2, zeroblob(16), zeroblob(32), hash, randomblob(32) \
         FROM event ORDER BY seq DESC LIMIT 1",
        [kind, body],
    )
    .unwrap();
}
