//! How the worker sleeps: until it is asked for something, until the file changes, or until a time
//! is up. Apart, because this is the only place that waits: an idle room costs a look every five
//! seconds and nothing else.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Wakes a [`Watch`].
#[derive(Debug)]
pub struct Waker(PipeWriter);

impl Waker {
    /// Another hand on the same sleeper.
    pub fn another(&self) -> io::Result<Self> {
        self.0.try_clone().map(Self)
    }

    /// Ends the present sleep, or the next one.
    pub fn wake(&self) {
        // Into a full pipe nothing need be written: the sleeper wakes anyway. Into a closed one
        // nothing can be.
        let _ = (&self.0).write(&[0]);
    }
}

/// Sleeps until something happens.
#[derive(Debug)]
pub struct Watch {
    wake: PipeReader,
    changes: Option<OwnedFd>,
    /// Where other consoles of this host are heard.
    others: Option<OwnedFd>,
}

/// The longest sleep where changes of the file are not told by the system.
const BLIND: Duration = Duration::from_millis(250);

impl Watch {
    /// A sleeper and what wakes it.
    pub fn new() -> io::Result<(Self, Waker)> {
        let (wake, waker) = io::pipe()?;
        rustix::io::ioctl_fionbio(&wake, true)?;
        rustix::io::ioctl_fionbio(&waker, true)?;
        Ok((Self { wake, changes: None, others: None }, Waker(waker)))
    }

    /// Wakes from now on when this file changes, is moved or removed.
    #[cfg(target_os = "linux")]
    pub fn follow(&mut self, file: &Path) {
        use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};

        let watch = || {
            let changes = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
            let what = WatchFlags::MODIFY
                | WatchFlags::ATTRIB
                | WatchFlags::MOVE_SELF
                | WatchFlags::DELETE_SELF;
            add_watch(&changes, file, what)?;
            Ok::<_, rustix::io::Errno>(changes)
        };
        // A host may have no watches left; then it is looked at more often.
        self.changes = watch().ok();
    }

    /// This system does not tell of changes.
    #[cfg(not(target_os = "linux"))]
    pub fn follow(&mut self, _file: &Path) {
        self.changes = None;
    }

    /// Wakes from now on when something is to be heard there, too.
    pub fn hear(&mut self, others: Option<OwnedFd>) {
        self.others = others;
    }

    /// Stops watching the file.
    pub fn forget(&mut self) {
        self.changes = None;
    }

    /// Sleeps for `most` at the longest; `following` says whether the file is to be followed at
    /// all.
    pub fn sleep(&mut self, most: Duration, following: bool) {
        let most = if following && self.changes.is_none() { most.min(BLIND) } else { most };
        let timeout = Timespec {
            tv_sec: most.as_secs().try_into().unwrap_or(i64::MAX),
            tv_nsec: most.subsec_nanos().into(),
        };
        let mut waits = vec![PollFd::new(&self.wake, PollFlags::IN)];
        if let Some(changes) = &self.changes {
            waits.push(PollFd::from_borrowed_fd(changes.as_fd(), PollFlags::IN));
        }
        if let Some(others) = &self.others {
            waits.push(PollFd::from_borrowed_fd(others.as_fd(), PollFlags::IN));
        }
        // A signal ends it early; the worker then looks and sleeps again.
        let _ = poll(&mut waits, Some(&timeout));
        let mut sink = [0; 4096];
        while matches!(self.wake.read(&mut sink), Ok(count) if count == sink.len()) {}
        if let Some(changes) = &self.changes {
            while matches!(rustix::io::read(changes, &mut sink), Ok(count) if count > 0) {}
        }
    }
}
