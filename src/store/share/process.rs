//! The console's end of a child on a share: started, asked, listened to, and left behind when it
//! hangs.
//!
//! Apart, because nobody may ever wait for a child: what is asked goes into a queue that a thread
//! of its own empties, what is told comes out of one that another fills.

use std::io;
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::store::worker::Waker;

use super::wire::{self, Ask, Tell};

/// The hidden argument that makes this program a child.
pub const ARGUMENT: &str = "share-child";

/// How long a child may take to leave.
const GRACE: Duration = Duration::from_millis(500);

/// A child that does all file work on one share.
#[derive(Debug)]
pub struct ShareChild {
    process: Child,
    asks: Option<Sender<Ask>>,
    tells: Receiver<Tell>,
    heard: Instant,
    gone: bool,
}

impl ShareChild {
    /// Starts one from this program, or from the one that is named; `waker` ends a sleep whenever
    /// it tells something.
    pub fn start(program: Option<&Path>, waker: Waker) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        let program = program.map_or_else(this_program, |program| Ok(program.to_owned()))?;
        let process = Command::new(program)
            .arg(ARGUMENT)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // The mount is not kept busy by it, nor the terminal's job by a child that hangs.
            .current_dir("/")
            .process_group(0)
            .spawn()?;
        let (asks, asked) = channel::<Ask>();
        let (tell, tells) = channel();
        let mut to = ours.try_clone()?;
        thread::Builder::new().name("share-asks".to_owned()).spawn(move || {
            while let Ok(ask) = asked.recv() {
                if wire::send(&mut to, &ask).is_err() {
                    break;
                }
            }
            // The other thread still holds the stream: a child that tells nothing would go on.
            let _ = to.shutdown(Shutdown::Write);
        })?;
        let mut from = ours;
        thread::Builder::new().name("share-tells".to_owned()).spawn(move || {
            while let Ok(told) = wire::receive(&mut from) {
                if tell.send(told).is_err() {
                    break;
                }
                waker.wake();
            }
            // It is gone: whoever waits is to look.
            drop(tell);
            waker.wake();
        })?;
        Ok(Self { process, asks: Some(asks), tells, heard: Instant::now(), gone: false })
    }

    /// Asks for something; never waits.
    pub fn ask(&self, ask: Ask) {
        if let Some(asks) = &self.asks {
            // A child that is gone answers nothing; that shows in `is_gone`.
            let _ = asks.send(ask);
        }
    }

    /// What it told since the last call, if anything.
    pub fn told(&mut self) -> Option<Tell> {
        match self.tells.try_recv() {
            Ok(told) => {
                self.heard = Instant::now();
                Some(told)
            }
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.gone = true;
                None
            }
        }
    }

    /// Waits for something that it tells; what else it tells meanwhile is passed over.
    pub fn wait_for<T>(
        &mut self,
        most: Duration,
        mut is: impl FnMut(Tell) -> Option<T>,
    ) -> Option<T> {
        let until = Instant::now() + most;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let told = match self.tells.recv_timeout(left) {
                Ok(told) => told,
                Err(ended) => {
                    self.gone = ended == RecvTimeoutError::Disconnected;
                    return None;
                }
            };
            self.heard = Instant::now();
            if let Some(found) = is(told) {
                return Some(found);
            }
        }
    }

    /// For how long it has told nothing.
    pub fn silent_for(&self) -> Duration {
        self.heard.elapsed()
    }

    /// Whether it has ended.
    pub const fn is_gone(&self) -> bool {
        self.gone
    }

    /// Lets it finish what it does, if that is soon; else leaves it behind, as a mount that hangs
    /// forbids anything else.
    pub fn leave(mut self) {
        self.ask(Ask::Leave);
        let until = Instant::now() + GRACE;
        while Instant::now() < until {
            match self.process.try_wait() {
                Ok(Some(_)) | Err(_) => return,
                Ok(None) => thread::sleep(Duration::from_millis(5)),
            }
        }
    }
}

/// This program, also where its file was replaced by a newer one meanwhile.
fn this_program() -> io::Result<PathBuf> {
    let own = Path::new("/proc/self/exe");
    if own.exists() { Ok(own.to_owned()) } else { std::env::current_exe() }
}

impl Drop for ShareChild {
    fn drop(&mut self) {
        // The end of the stream ends it, as soon as the mount lets it.
        self.asks = None;
        let _ = self.process.try_wait();
    }
}
