//! Who sits at the desk. A session lives as long as it holds the lock on its lock file, which the
//! system frees when its process is gone, however it went. What a dead session left for the file is
//! taken over once, in one transaction; its texts wait for who typed them.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::params;

use super::{Desk, DeskError, Sync};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

/// A place at the desk; held for as long as its session lives.
#[derive(Debug)]
pub struct Seat {
    session: SessionId,
    /// Locked; the lock goes with it.
    lock: File,
    path: PathBuf,
}

impl Seat {
    /// Whose place it is.
    pub const fn session(&self) -> &SessionId {
        &self.session
    }
}

/// What is taken over from dead sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopt {
    /// What waits for the file (a running console, a script).
    Outbox,
    /// That, and the place of the dead; the texts they typed are looked at (a console that starts).
    Everything,
}

impl Desk {
    /// Sits down. The lock is held before anybody can read of the session. Not synced, so that no
    /// start waits for the disk: what a session holds names it too, and whatever is kept for it
    /// later brings this to the disk.
    pub fn sit_down(&mut self, session: &SessionId, now: Timestamp) -> Result<Seat, DeskError> {
        let path = self.place.lock(&self.incident, session.as_str());
        let fail = |error: &io::Error| DeskError::failing(&self.path, error);
        let lock = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path)
            .map_err(|error| fail(&error))?;
        lock.try_lock().map_err(|error| fail(&error.into()))?;
        let (pid, host, boot) = (std::process::id(), host_name(), boot_id());
        self.write(Sync::Later, |work| {
            work.execute(
                "INSERT OR REPLACE INTO session (session, pid, host, boot, started_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![session.as_str(), pid, host, boot, now.millis()],
            )
            .map(|_| ())
        })?;
        Ok(Seat { session: session.clone(), lock, path })
    }

    /// Takes over what dead sessions left, and says how many of them there were.
    pub fn adopt(&mut self, seat: &Seat, what: Adopt) -> Result<usize, DeskError> {
        let (place, incident) = (self.place.clone(), self.incident.clone());
        let me = seat.session.as_str().to_owned();
        if what == Adopt::Everything {
            self.take_in_lent()?;
        }
        let mut emptied = Vec::new();
        let dead = self.write(Sync::Now, |work| {
            let mut dead = 0;
            for other in holders(work, &me)? {
                let path = place.lock(&incident, &other);
                if !is_dead(&path) {
                    continue;
                }
                dead += 1;
                work.execute(
                    "UPDATE outbox SET holder = ?1 WHERE holder = ?2",
                    params![me, other],
                )?;
                if what == Adopt::Outbox {
                    continue;
                }
                work.execute("DELETE FROM session WHERE session = ?1", [&other])?;
                emptied.push((path, other));
            }
            Ok(dead)
        })?;
        for (path, other) in emptied {
            // What is left behind is an empty file that the next start removes.
            let _ = fs::remove_file(&path);
            // And a keeper's copies, which its next term would make anew.
            for copy in self.place.copies(&self.incident, &other) {
                let _ = fs::remove_file(copy);
            }
        }
        Ok(dead)
    }

    /// Whether a dead session left something for the file. Reads only.
    pub fn has_orphans(&self, seat: &Seat) -> Result<bool, DeskError> {
        let read = || {
            let mut query =
                self.db.prepare_cached("SELECT DISTINCT holder FROM pending WHERE holder <> ?1")?;
            let rows = query.query_map([seat.session.as_str()], |row| row.get::<_, String>(0))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let holders = read().map_err(|error| self.explain(&error))?;
        let dead = |other: &String| is_dead(&self.place.lock(&self.incident, other));
        Ok(holders.iter().any(dead))
    }

    /// Whether a dead session left text that it was typing. Reads only.
    pub fn has_text_of_the_dead(&self) -> Result<bool, DeskError> {
        let read = || {
            let mut query = self.db.prepare_cached("SELECT DISTINCT holder FROM scratch")?;
            let rows = query.query_map([], |row| row.get::<_, String>(0))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let holders = read().map_err(|error| self.explain(&error))?;
        let typed = holders.iter().any(|other| is_dead(&self.place.lock(&self.incident, other)));
        Ok(typed || self.has_lent_text())
    }

    /// How many sessions live at this desk, this one included.
    pub fn here(&self, seat: &Seat) -> Result<usize, DeskError> {
        let others =
            others(&self.db, seat.session.as_str()).map_err(|error| self.explain(&error))?;
        let alive = |other: &&String| !is_dead(&self.place.lock(&self.incident, other));
        Ok(1 + others.iter().filter(alive).count())
    }

    /// Leaves. What is not done yet (waiting submissions, parked lines) stays for the next to
    /// start.
    pub fn leave(&mut self, seat: Seat) -> Result<(), DeskError> {
        let me = seat.session.as_str().to_owned();
        let done = self.write(Sync::Later, |work| {
            let left: u32 = work.query_row(
                "SELECT (SELECT count(*) FROM pending WHERE holder = ?1)
                      + (SELECT count(*) FROM scratch WHERE holder = ?1)",
                [&me],
                |row| row.get(0),
            )?;
            if left == 0 {
                work.execute("DELETE FROM session WHERE session = ?1", [&me])?;
            }
            Ok(left == 0)
        })?;
        if done {
            // A lock file without its row in the desk means nothing to anybody.
            let _ = fs::remove_file(&seat.path);
        }
        // Only now: with the lock freed earlier, somebody could adopt what was just being counted.
        drop(seat.lock);
        Ok(())
    }
}

/// Everybody else who holds something, known as a session or not.
fn holders(db: &rusqlite::Connection, me: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = db.prepare_cached(
        "SELECT session FROM session WHERE session <> ?1
         UNION SELECT holder FROM outbox WHERE holder <> ?1
         UNION SELECT holder FROM scratch WHERE holder <> ?1",
    )?;
    query.query_map([me], |row| row.get(0))?.collect()
}

fn others(db: &rusqlite::Connection, me: &str) -> rusqlite::Result<Vec<String>> {
    let mut query =
        db.prepare_cached("SELECT session FROM session WHERE session <> ?1 ORDER BY started_at")?;
    query.query_map([me], |row| row.get(0))?.collect()
}

/// Whether a session is gone for certain. Asked with a shared lock, which only the session itself
/// can be in the way of: those who ask at the same time do not take one another for the living. The
/// desk's transaction keeps adopters apart.
pub(super) fn is_dead(lock: &Path) -> bool {
    match File::open(lock) {
        Ok(file) => file.try_lock_shared().is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// The name that this host has for itself.
pub fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Changes with every start of the host; empty where the system does not tell.
pub fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}
