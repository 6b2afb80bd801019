//! What the tests of shares begin with: a room on an export, consoles of "several hosts" (each with
//! a desk of its own), and what they were told.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use allhands::domain::command::{Command, Submission};
use allhands::domain::ids::{SessionId, SubmissionId};
use allhands::domain::incident::Incident;
use allhands::store::desk::DeskPlace;
use allhands::store::direct::{self, Access, IncidentFile};
use allhands::store::verify::{Against, verify};
use allhands::store::worker::{FileReach, Keeper, Opening, Reach, Report, Request, Who, Worker};

use super::export::Export;
use crate::consoles::given::{NOW, in_file, line, opening, until};

/// The room's name on every mount.
const ROOM: &str = "heron.allhands";

/// Nothing here takes longer, even on a busy machine; where it does, the test fails.
const DEADLINE: Duration = Duration::from_secs(60);

impl Export {
    /// A room that was numbered on the server's own disk before, and may be kept at once.
    pub fn a_room(&self) -> PathBuf {
        let path = self.a_direct_room();
        direct::hand_over(&path).expect("handed over");
        path
    }

    /// A room that is numbered on the server's own disk.
    pub fn a_direct_room(&self) -> PathBuf {
        let path = self.own().join(ROOM);
        direct::create(&path, &[opening()], NOW).expect("a room");
        path
    }

    /// What a console on a host opens the room with.
    pub fn opening(&self, host: usize, session: &str) -> Opening {
        opening_of(&self.seen_by(host).join(ROOM), &self.beside(&format!("desk{host}")), session)
    }

    /// A console on a host; it is open when this returns.
    pub fn console(&self, host: usize, session: &str) -> Peer {
        Peer::open(self.opening(host, session))
    }

    /// A console on the server itself.
    pub fn own_console(&self, session: &str) -> Peer {
        Peer::open(opening_of(&self.own().join(ROOM), &self.beside("desk-own"), session))
    }
}

/// What a console opens a room with.
pub fn opening_of(path: &Path, desk: &Path, session: &str) -> Opening {
    Opening {
        path: path.to_owned(),
        place: DeskPlace::told(desk.to_owned()),
        session: SessionId::new(session),
        read_only: false,
        who: Who {
            person: session.to_owned(),
            department: "infra".to_owned(),
            program: Some(env!("CARGO_BIN_EXE_allhands").into()),
        },
    }
}

/// A console and what it was told.
pub struct Peer {
    worker: Option<Worker>,
    told: Receiver<Report>,
    session: String,
    next: u64,
    /// What it shows.
    pub incident: Incident,
    /// What its desk was found to hold for the share.
    pub found: Vec<SubmissionId>,
    pub pending: HashSet<SubmissionId>,
    pub settled: HashSet<SubmissionId>,
    pub reach: Option<FileReach>,
    pub waiting: usize,
    pub keeper: Option<Keeper>,
    /// How many rows were taken back when somebody took over.
    pub asked_again: u64,
}

impl Peer {
    pub fn open(opening: Opening) -> Self {
        let session = opening.session.to_string();
        let (tell, told) = channel();
        let worker = Worker::open(opening, move |report| {
            // A test that is over listens no more.
            let _ = tell.send(report);
        });
        let mut peer = Self {
            worker: Some(worker.expect("a thread")),
            told,
            session,
            next: 1,
            incident: Incident::default(),
            found: Vec::new(),
            pending: HashSet::new(),
            settled: HashSet::new(),
            reach: None,
            waiting: 0,
            keeper: None,
            asked_again: 0,
        };
        peer.until("the room", |peer| peer.reach.is_some());
        peer
    }

    fn take(&mut self, report: Report) {
        match report {
            Report::Opened(opened) => {
                self.incident = opened.incident;
                self.found.extend(opened.desk.pending.into_iter().map(|it| it.id));
                self.reaches(opened.reach);
            }
            Report::AtDesk(desk) => self.found.extend(desk.pending.into_iter().map(|it| it.id)),
            Report::CannotOpen { because, .. } | Report::NotYet { because } => {
                panic!("{}: {because}", self.session)
            }
            Report::NotTaken { because, .. } => panic!("{}: not taken: {because}", self.session),
            Report::Refused(refused) => panic!("{}: {:?}", self.session, refused.refusal),
            Report::Pending(id) => {
                self.pending.insert(id);
            }
            Report::Committed(rows) => {
                for row in &rows {
                    assert_eq!(row.seq, self.incident.head + 1, "{}: a gap", self.session);
                    self.incident.apply(row);
                }
            }
            Report::Settled(id) => {
                self.settled.insert(id);
            }
            Report::AskedAgain { rows, .. } => self.asked_again += rows,
            Report::Reach(reach) => {
                self.reaches(*reach);
            }
            Report::TakenBack(_)
            | Report::TooLate(_)
            | Report::Said(_)
            | Report::Found(_)
            | Report::Taken { .. }
            | Report::Lying(_)
            | Report::Sealed(_)
            | Report::Stopped { .. } => {}
        }
    }

    fn reaches(&mut self, reach: Reach) {
        (self.reach, self.waiting) = (Some(reach.file), reach.waiting);
        self.keeper = reach.share.map(|share| share.keeper);
    }

    /// Takes in what it is told until something is so.
    pub fn until(&mut self, what: &str, is: impl Fn(&Self) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !is(self) {
            let left = end.saturating_duration_since(Instant::now());
            match self.told.recv_timeout(left) {
                Ok(report) => self.take(report),
                Err(why) => panic!(
                    "{}: waited for {what}: {why}; {:?}, {:?}, {} settled, {} waiting, row {}",
                    self.session,
                    self.reach,
                    self.keeper,
                    self.settled.len(),
                    self.waiting,
                    self.incident.head
                ),
            }
        }
    }

    /// Takes in what it was told so far.
    pub fn listen(&mut self) {
        while let Ok(report) = self.told.try_recv() {
            self.take(report);
        }
    }

    pub fn ask(&self, request: Request) {
        self.worker.as_ref().expect("open").ask(request);
    }

    /// Submits the next line.
    pub fn say(&mut self, text: &str) -> SubmissionId {
        let submission = line(&self.session, self.next, text);
        self.submit(submission)
    }

    /// Asks for something else.
    pub fn command(&mut self, command: Command) -> SubmissionId {
        let submission = Submission { command, ..line(&self.session, self.next, "") };
        self.submit(submission)
    }

    fn submit(&mut self, submission: Submission) -> SubmissionId {
        self.next += 1;
        let id = submission.id.clone();
        self.ask(Request::Submit(Box::new(submission)));
        id
    }

    /// Waits until everything that it submitted is in the record.
    pub fn all_settled(&mut self) {
        let count = self.next - 1;
        self.until("its lines in the record", |peer| peer.settled.len() as u64 >= count);
    }

    pub fn is_away(&self) -> bool {
        matches!(self.reach, Some(FileReach::Away { .. }))
    }

    pub fn is_open(&self) -> bool {
        self.reach == Some(FileReach::Open)
    }

    pub fn stop(mut self) {
        self.worker.take().expect("open").stop();
    }
}

/// Waits until two consoles show the same room.
pub fn show_the_same(one: &mut Peer, other: &mut Peer) {
    let end = Instant::now() + DEADLINE;
    loop {
        one.listen();
        other.listen();
        if one.incident.head == other.incident.head && one.incident == other.incident {
            return;
        }
        assert!(
            Instant::now() < end,
            "row {} here, row {} there, not the same",
            one.incident.head,
            other.incident.head
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The file that people hold in hand is sound, and each of these is in it once, those of each
/// session in their order.
pub fn all_in(file: &Path, expected: impl IntoIterator<Item = SubmissionId>) {
    let report = verify(file, Against::Nobody).expect("a file");
    assert!(report.verdict.is_sound(), "{:?}", report.verdict);
    let sql = rusqlite::Connection::open(file).expect("a file");
    let check: String =
        sql.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("an answer");
    assert_eq!(check, "ok");
    let mut found: BTreeMap<SubmissionId, u32> = BTreeMap::new();
    let mut last: BTreeMap<SessionId, u64> = BTreeMap::new();
    for row in in_file(file) {
        let SubmissionId { session, number } = row.submission.clone();
        let before = last.insert(session, number);
        assert!(before.is_none_or(|it| it < number), "{} after {before:?}", row.submission.thing());
        *found.entry(row.submission).or_default() += 1;
    }
    for id in expected {
        assert_eq!(found.get(&id), Some(&1), "{}", id.thing());
    }
    assert!(found.values().all(|count| *count == 1));
}

/// Waits until the file that people hold in hand goes to this row.
pub fn published(file: &Path, row: u64) {
    until("the file", || {
        let head = IncidentFile::open(file, Access::Read).ok()?.head().ok()?;
        (head.seq >= row).then_some(())
    });
}

/// Says a line, and waits until the desk has it; gives how long that took.
pub fn kept(peer: &mut Peer, text: &str) -> Duration {
    let begun = Instant::now();
    let id = peer.say(text);
    peer.until("its line at the desk", |peer| peer.pending.contains(&id));
    begun.elapsed()
}

/// Both show the same; the file has everything that was said at either. Gives how much that was.
pub fn agree(room: &Path, mut one: Peer, mut two: Peer) -> usize {
    show_the_same(&mut one, &mut two);
    let said: Vec<_> = one.settled.iter().chain(&two.settled).cloned().collect();
    let (count, rows) = (said.len(), one.incident.head);
    one.stop();
    two.stop();
    published(room, rows);
    all_in(room, said);
    count
}
