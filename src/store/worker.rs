//! The worker of an open room: one thread that owns the file and the desk, so that no screen ever
//! waits for either.
//!
//! A line goes to the desk first (synced: from here on it cannot be lost), then to the file, and
//! comes back as a row, in the order of the file, by the same way as the rows of everybody else.
//! What must stay true: everything asked is answered, in the order of asking; rows are told once
//! each, without a gap.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

use super::desk::DeskPlace;

mod company;
mod delivery;
pub(super) mod desk_side;
pub(super) mod file_side;
pub mod messages;
mod opening;
mod redacting;
mod room;
mod second_file;
mod share_arrival;
mod share_copies;
mod share_doubt;
mod share_find;
mod share_folder;
mod share_keeping;
mod share_lost;
mod share_mirror;
mod share_removal;
mod share_room;
mod share_side;
mod share_standing;
mod share_unkept;
mod share_waits;
pub(super) mod soundness;
mod standing;
mod watch;

pub use messages::{
    AtDesk, DAMAGED, DeskReach, Doubt, FileReach, GONE, Here, Keeper, Lying, Opened, Other, Place,
    Reach, Report, Request, ShareReach, Stuck,
};
use room::Room;
pub use watch::Waker;
pub(in crate::store) use watch::Watch;

/// Which room, and as whom.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The incident's file.
    pub path: PathBuf,
    /// Where this user's desks lie.
    pub place: DeskPlace,
    /// This run of this console; never used before.
    pub session: SessionId,
    /// Whether nothing is to be recorded, and nobody's unfinished text taken over.
    pub read_only: bool,
    /// Who sits here.
    pub who: Who,
}

/// Who sits at a console, as others on a share are told.
#[derive(Debug, Clone, Default)]
pub struct Who {
    /// Who types; empty where that is not known yet.
    pub person: String,
    /// For which department.
    pub department: String,
    /// What is started for the work on a share; nothing means this program itself.
    pub program: Option<PathBuf>,
}

/// The worker of one room. It ends after [`Request::Stop`], or when this is dropped.
#[derive(Debug)]
pub struct Worker {
    requests: Sender<Request>,
    waker: Waker,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Begins to open the room. Everything is told through `tell`, on the worker's thread: it must
    /// not block.
    pub fn open(opening: Opening, tell: impl Fn(Report) + Send + 'static) -> io::Result<Self> {
        let (requests, asked) = channel();
        let (watch, waker) = Watch::new()?;
        let own = waker.another()?;
        let thread = thread::Builder::new()
            .name("room".to_owned())
            .spawn(move || run(opening, Box::new(tell), &asked, watch, &own))?;
        Ok(Self { requests, waker, thread: Some(thread) })
    }

    /// Asks for something; answered through reports. After the end nothing is answered.
    pub fn ask(&self, request: Request) {
        if self.requests.send(request).is_ok() {
            self.waker.wake();
        }
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) {
        self.ask(Request::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic of the worker was shown when it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.ask(Request::Stop);
    }
}

fn run(opening: Opening, tell: room::Tell, asked: &Receiver<Request>, watch: Watch, waker: &Waker) {
    // Nothing else is asked of a room that is not open yet.
    let leaves = || match asked.try_recv() {
        Ok(request) => matches!(request, Request::Stop),
        Err(error) => error == TryRecvError::Disconnected,
    };
    let Some(mut room) = Room::open(opening, tell, watch, waker, &leaves) else { return };
    loop {
        let mut requests = Vec::new();
        while let Ok(request) = asked.try_recv() {
            requests.push(request);
        }
        if room.serve(requests) {
            break;
        }
        room.work();
        if room.turned {
            let Some(turned) = room.open_the_other_way(waker) else { return };
            room = turned;
            continue;
        }
        room.sleep();
    }
    room.stop();
}

/// The time by this host's clock.
pub(in crate::store) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(since.as_millis().try_into().unwrap_or(i64::MAX))
}
