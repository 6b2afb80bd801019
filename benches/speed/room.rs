//! The rooms that are measured: as a long incident leaves them, recorded through the file like any
//! other, once for each length.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use allhands::console::model::{Me, Model, Settings, Theme};
use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::event::{
    EntryKind, EntryRecorded, Event, OrderChanged, OrderState, Recorded, RoomOpened, Seldom,
};
use allhands::domain::ids::{EntryId, IncidentId, SessionId, SubmissionId};
use allhands::domain::incident::Incident;
use allhands::domain::people::{DepartmentId, Party, Person};
use allhands::domain::time::{Precision, Timestamp};
use allhands::playbook;
use allhands::store::desk::{Desk, DeskPlace};
use allhands::store::direct::{self, Head, IncidentFile, Outcome};

/// 2026-11-22T02:10:00Z.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_313_400_000);

/// Every so manieth line is an order; all but the last few are done.
const ORDERS: u64 = 20;
/// Orders that are open at the end, however long the record is.
const OPEN: u64 = 25;

/// A room with its record.
pub struct Room {
    /// Kept as long as it is measured.
    folder: tempfile::TempDir,
    pub path: PathBuf,
    pub rows: Vec<Recorded>,
    pub head: Head,
    pub incident: Incident,
}

impl Room {
    /// The room of this length.
    pub fn of(length: usize) -> Arc<Self> {
        static MADE: Mutex<BTreeMap<usize, Arc<Room>>> = Mutex::new(BTreeMap::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(length).or_insert_with(|| Arc::new(Self::made(length as u64))).clone()
    }

    fn made(length: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("heron.allhands");
        let library = playbook::builtin();
        let opened = RoomOpened {
            incident: IncidentId::new(format!("room-{length}")),
            codename: "CRIMSON HERON".to_owned(),
            title: String::new(),
            zone: "Europe/Prague".to_owned(),
            received: NOW,
            first_read: NOW,
            practice: None,
            departments: library.departments(),
        };
        let mut first = vec![submission("begin", 1, Command::OpenRoom(opened))];
        let applied = library.apply(&["credential-leak"], &[] as &[&str]).expect("a playbook");
        first.extend(applied.into_iter().zip(2..).map(|(playbook, number)| {
            submission("begin", number, Command::ApplyPlaybook(playbook))
        }));
        let (mut file, mut incident, _) = direct::create(&path, &first, NOW).expect("a room");
        let all: Vec<_> = (1..=length).map(|number| said(number, length)).collect();
        for batch in all.chunks(1_000) {
            record(&mut file, &mut incident, batch);
        }
        let rows = file.rows_after(0, usize::MAX).expect("rows");
        let head = file.head().expect("a head");
        Self { folder, path, rows, head, incident }
    }

    /// A desk that knows the room.
    pub fn desk(&self) -> Desk {
        let place = DeskPlace::told(self.folder.path().join("desk"));
        let incident = self.incident.room.id.clone().expect("an id");
        Desk::open(&place, &incident, NOW).expect("a desk")
    }

    /// A copy that may be written to, and what it means.
    pub fn copied(&self) -> (PathBuf, Incident) {
        let copy = self.folder.path().join("copy.allhands");
        std::fs::copy(&self.path, &copy).expect("a copy");
        (copy, self.incident.clone())
    }

    /// A console in the room.
    pub fn model(&self) -> Model {
        let me = Me::new(SessionId::new("me"), Person::new("Dana"), DepartmentId::new("sec"));
        let settings = Settings {
            theme: Theme::Dark,
            painted: false,
            ascii: false,
            own_zone: chrono_tz::Europe::Prague,
        };
        let mut model = Model::new(self.incident.clone(), me, settings, NOW);
        model.checked = true;
        model.size = (120, 40);
        model
    }
}

pub fn record(file: &mut IncidentFile, incident: &mut Incident, batch: &[Submission]) {
    let delivery = file.deliver(incident, batch, NOW).expect("recorded");
    for outcome in delivery.outcomes {
        assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
    }
}

/// What is done as the `number`-th thing: a line, or an earlier order's end.
fn said(number: u64, length: u64) -> Submission {
    let before = number - 1;
    let is_order = |number: u64| number.is_multiple_of(ORDERS);
    let command = if number > 1 && is_order(before) && before + ORDERS * OPEN < length {
        let to = OrderChanged {
            entry: EntryId::new(format!("long-{before}")),
            to: OrderState::Done { result: "done".to_owned() },
            due: None,
        };
        Command::ChangeOrder { to, seen: 0 }
    } else {
        a_line(&format!("long-{number}"), number)
    };
    submission("long", number, command)
}

/// A line: mostly a note, sometimes an order, now and then tagged.
pub fn a_line(id: &str, number: u64) -> Command {
    let order =
        EntryKind::Order { to: Some(Party::Department(DepartmentId::new("infra"))), due: None };
    let host = number % 97;
    Command::Record(EntryRecorded {
        entry: EntryId::new(id),
        kind: if number.is_multiple_of(ORDERS) { order } else { EntryKind::Note },
        text: format!(
            "db-{host} talked to 203.0.113.{host}, {number} bytes went out until it was cut off"
        ),
        precision: Precision::Second,
        seldom: Seldom {
            tags: if number.is_multiple_of(7) { vec!["db".to_owned()] } else { Vec::new() },
            ..Seldom::default()
        }
        .into(),
    })
}

/// The row's event of a line.
pub fn event(command: Command) -> Event {
    match command {
        Command::Record(entry) => entry.into(),
        other => panic!("no line: {other:?}"),
    }
}

/// A second apart, so that the record reads as it was written.
pub fn submission(session: &str, number: u64, command: Command) -> Submission {
    let back = 200_000_i64 - i64::try_from(number).expect("small");
    let at = NOW.plus_millis(-1_000 * back.max(0));
    Submission {
        id: SubmissionId { session: SessionId::new(session), number },
        stamp: Stamp {
            author: Person::new("Priya"),
            department: DepartmentId::new("infra"),
            on_behalf: None,
            occurred_at: at,
            recorded_at: at,
        },
        command,
    }
}
