//! What the tests of consoles begin with: a folder, a desk's place, lines to record.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::event::{EntryKind, EntryRecorded, Event, Recorded, RoomOpened};
use allhands::domain::ids::{EntryId, IncidentId, SessionId, SubmissionId};
use allhands::domain::incident::Incident;
use allhands::domain::rare::Rare;
use allhands::domain::time::{Precision, Timestamp};
use allhands::store::desk::{Desk, DeskPlace};
use allhands::store::direct::{self, Access, IncidentFile};
use allhands::store::worker::{FileReach, Opened, Opening, Reach, Report, Request, Who, Worker};

/// 2026-11-22T02:10:00Z.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_313_400_000);

/// A folder that goes with the test, with a place for desks in it.
pub struct Given {
    pub folder: tempfile::TempDir,
    pub place: DeskPlace,
}

pub fn a_folder() -> Given {
    let folder = tempfile::tempdir().expect("a folder");
    let place = DeskPlace::told(folder.path().join("desk"));
    Given { folder, place }
}

impl Given {
    pub fn desk(&self) -> Desk {
        Desk::open(&self.place, &incident(), NOW).expect("a desk")
    }
}

pub fn incident() -> IncidentId {
    IncidentId::new("0193-room")
}

/// The `number`-th line of a session.
pub fn line(session: &str, number: u64, text: &str) -> Submission {
    let id = SubmissionId { session: SessionId::new(session), number };
    let entry = EntryId::new(id.thing());
    Submission {
        id,
        stamp: Stamp {
            author: "Dana".into(),
            department: "infra".into(),
            on_behalf: None,
            occurred_at: NOW,
            recorded_at: NOW,
        },
        command: Command::Record(EntryRecorded {
            entry,
            kind: EntryKind::Note,
            text: text.to_owned(),
            precision: Precision::Second,
            seldom: Rare::default(),
        }),
    }
}

impl Given {
    /// A room that was just begun.
    pub fn a_room(&self) -> PathBuf {
        let path = self.folder.path().canonicalize().expect("a path").join("heron.allhands");
        direct::create(&path, &[opening()], NOW).expect("a room");
        path
    }

    /// A console on a room; it is open when this returns.
    pub fn console(&self, path: &Path, session: &str) -> Console {
        Console::open(self.opening(path, session))
    }

    /// What a console of this desk opens a room with.
    pub fn opening(&self, path: &Path, session: &str) -> Opening {
        Opening {
            path: path.to_owned(),
            place: self.place.clone(),
            session: SessionId::new(session),
            read_only: false,
            who: Who::default(),
        }
    }
}

/// The first submission of a room.
pub fn opening() -> Submission {
    let mut first = line("begin", 1, "");
    first.command = Command::OpenRoom(RoomOpened {
        incident: incident(),
        codename: "CRIMSON HERON".to_owned(),
        title: String::new(),
        zone: "UTC".to_owned(),
        received: NOW,
        first_read: NOW,
        practice: None,
        departments: Vec::new(),
    });
    first
}

/// What the lines of a record say, in the order of its rows.
pub fn lines_of(rows: &[Recorded]) -> Vec<String> {
    let text = |row: &Recorded| match &row.event {
        Event::EntryRecorded(entry) => Some(entry.text.clone()),
        _ => None,
    };
    rows.iter().filter_map(text).collect()
}

/// What is in a file, read by itself.
pub fn in_file(path: &Path) -> Vec<Recorded> {
    let file = IncidentFile::open(path, Access::Read).expect("a file");
    file.rows_after(0, usize::MAX).expect("rows")
}

/// Nothing here takes longer, even on a busy machine; where it does, the test fails.
const DEADLINE: Duration = Duration::from_secs(60);

/// Waits until something is so that nobody tells of.
pub fn until<T>(what: &str, mut is: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        if let Some(is) = is() {
            return is;
        }
        assert!(Instant::now() < end, "waited for {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// A worker and what it told.
pub struct Console {
    worker: Option<Worker>,
    told: Receiver<Report>,
    /// The first look, where there was one.
    pub front: Option<Incident>,
    pub opened: Opened,
    /// Every row told, from the first.
    pub rows: Vec<Recorded>,
    next: u64,
    session: String,
}

impl Console {
    pub fn open(opening: Opening) -> Self {
        match Self::try_open(opening) {
            Ok(console) => console,
            Err(why) => panic!("it was not opened: {why}"),
        }
    }

    pub fn try_open(opening: Opening) -> Result<Self, String> {
        let session = opening.session.to_string();
        let (tell, told) = channel();
        let worker = Worker::open(opening, move |report| {
            // A test that is over listens no more.
            let _ = tell.send(report);
        });
        let worker = Some(worker.expect("a thread"));
        let next = || told.recv_timeout(DEADLINE).expect("a report");
        match next() {
            Report::Opened(mut opened) => {
                let mut front = None;
                if opened.reach.file == FileReach::Open && opened.from_desk.is_some() {
                    // A first look: what the file holds follows at once.
                    front = Some(opened.incident);
                    match next() {
                        Report::Opened(whole) => opened = whole,
                        other => panic!("after the first look came {other:?}"),
                    }
                }
                let (rows, next) = (Vec::new(), 1);
                Ok(Self { worker, told, front, opened: *opened, rows, next, session })
            }
            Report::CannotOpen { because, .. } | Report::NotYet { because } => Err(because),
            other => panic!("the first report was {other:?}"),
        }
    }

    pub fn ask(&self, request: Request) {
        self.worker.as_ref().expect("open").ask(request);
    }

    /// Submits the next line.
    pub fn say(&mut self, text: &str) -> SubmissionId {
        let submission = line(&self.session, self.next, text);
        self.next += 1;
        let id = submission.id.clone();
        self.ask(Request::Submit(Box::new(submission)));
        id
    }

    pub fn save(&self, slot: &str, text: &str) {
        let (slot, text) = (slot.to_owned(), text.to_owned());
        self.ask(Request::SaveScratch { slot, text, cursor: 0, owner: String::new() });
    }

    /// Waits for a report that is looked for; rows are remembered on the way.
    pub fn wait<T>(&mut self, what: &str, mut found: impl FnMut(&Report) -> Option<T>) -> T {
        let until = Instant::now() + DEADLINE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let report = match self.told.recv_timeout(left) {
                Ok(report) => report,
                Err(why) => panic!("{}: waited for {what}: {why}", self.session),
            };
            if let Report::Committed(rows) = &report {
                self.rows.extend(rows.iter().cloned());
            }
            if let Some(found) = found(&report) {
                return found;
            }
        }
    }

    /// Waits until a submission is in the file.
    pub fn settled(&mut self, id: &SubmissionId) {
        self.wait("settled", |report| {
            matches!(report, Report::Settled(settled) if settled == id).then_some(())
        });
    }

    /// Waits until the file is reached, or not, in a way.
    pub fn reaches(&mut self, what: &str, is: impl Fn(&FileReach) -> bool) -> Reach {
        if is(&self.opened.reach.file) {
            return self.opened.reach.clone();
        }
        self.wait(what, |report| match report {
            Report::Reach(reach) if is(&reach.file) => Some((**reach).clone()),
            _ => None,
        })
    }

    /// Waits until it has been told so many lines.
    pub fn has_lines(&mut self, count: usize) -> Vec<String> {
        if lines_of(&self.rows).len() < count {
            let mut lines = lines_of(&self.rows).len();
            self.wait("lines", |report| {
                if let Report::Committed(rows) = report {
                    lines += lines_of(rows).len();
                }
                (lines >= count).then_some(())
            });
        }
        lines_of(&self.rows)
    }

    /// Waits until it has been told so many rows.
    pub fn has_rows(&mut self, count: usize) {
        let mut rows = self.rows.len();
        while rows < count {
            rows += self.wait("rows", |report| match report {
                Report::Committed(rows) => Some(rows.len()),
                _ => None,
            });
        }
    }

    pub fn stop(mut self) {
        self.worker.take().expect("open").stop();
    }
}
