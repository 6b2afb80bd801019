//! A keeper that cannot work: its working copy can be neither made nor written, as the disk of its
//! desk is full, say. Apart from the keeping, because then it must give the place up and say so:
//! whoever holds it and numbers nothing keeps everybody waiting.
//!
//! What must stay true: it never reaches for the place while it cannot work, looks for room by
//! itself, and has told the others that it can work again before it does.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FallocateFlags, fallocate, fstatvfs};
use rustix::io::Errno;

use crate::domain::time::Timestamp;
use crate::store::fault::Fault;
use crate::store::share::hampered::{Hampered, Hampers};

use super::Keeping;
use crate::store::worker::now;
use crate::store::worker::room::Room;
use crate::store::worker::share_room::Shared;

/// How often is looked whether there is room, at first and at last.
const LOOK: Duration = Duration::from_secs(3);
const SELDOM: Duration = Duration::from_secs(60);
/// What the journal of a working copy may want beside it.
const JOURNAL: u64 = 128 << 10;

/// Why this console cannot keep the room.
#[derive(Debug)]
pub(in crate::store::worker) struct CannotKeep {
    said: Hampered,
    because: String,
    /// When it is looked at next, and how long after that.
    again: Instant,
    pause: Duration,
    /// Whether there seems to be room by now.
    over: bool,
}

impl CannotKeep {
    /// What others are told.
    pub fn said(&self) -> Option<Hampered> {
        (!self.over).then_some(self.said)
    }

    /// The same for who sits here: since when, and a clause.
    pub fn here(&self) -> Option<(Timestamp, String)> {
        let because = format!(
            "this console cannot number, as its desk does not take the copy of the record in which \
             it does: {}. It goes on by itself once that is mended; a console of another desk \
             takes over by itself",
            self.because
        );
        (!self.over).then_some((self.said.since, because))
    }
}

impl Room {
    /// The working copy can be neither made nor written: gives up the place, and what the copy
    /// took of the disk.
    pub(super) fn cannot_keep(&self, shared: &mut Shared, fault: &Fault) -> Keeping {
        self.clear_away();
        let by = if *fault == Fault::Full { Hampers::DeskFull } else { Hampers::Desk };
        let before = shared.cannot_keep.take();
        let pause = before.as_ref().map_or(LOOK, |before| (before.pause * 2).min(SELDOM));
        let since = before.filter(|it| !it.over).map_or_else(now, |it| it.said.since);
        shared.cannot_keep = Some(CannotKeep {
            said: Hampered { since, by },
            because: fault.to_string(),
            again: Instant::now() + pause,
            pause,
            over: false,
        });
        Keeping::Not
    }

    /// Whether this console could keep the room; looks for room now and then where it could not.
    pub(super) fn can_keep(&self, shared: &mut Shared) -> bool {
        let Some(cannot) = shared.cannot_keep.as_mut().filter(|cannot| !cannot.over) else {
            return true;
        };
        if cannot.again <= Instant::now() {
            cannot.again = Instant::now() + LOOK;
            let desk = self.opening.place.file(self.desk.incident());
            let size: u64 = ["", "-wal"].iter().map(|end| size_of(&desk, end)).sum();
            // The working copy, and the one of it that is published.
            cannot.over = has_room(&self.beside_desk("working"), size * 2 + JOURNAL);
        }
        // The others hear of it first: it is told before the place is reached for.
        false
    }
}

/// The size of the desk's file, or of what lies beside it.
fn size_of(desk: &Path, end: &str) -> u64 {
    let mut name = desk.as_os_str().to_owned();
    name.push(end);
    fs::metadata(PathBuf::from(name)).map_or(0, |found| found.len())
}

/// Whether a file of this size can be made; tries it, as a share of a disk may be all that this
/// user has.
fn has_room(path: &Path, size: u64) -> bool {
    let made = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    let fits = made.is_ok_and(|file| match fallocate(&file, FallocateFlags::empty(), 0, size) {
        Ok(()) => true,
        Err(Errno::NOTSUP) => {
            fstatvfs(&file).is_ok_and(|found| found.f_bavail.saturating_mul(found.f_frsize) > size)
        }
        Err(_) => false,
    });
    // The copy itself is made anew in its place.
    let _ = fs::remove_file(path);
    fits
}

#[cfg(test)]
mod tests {
    use super::has_room;

    #[test]
    fn room_is_looked_for_and_nothing_is_left_behind() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("working");
        assert!(has_room(&path, 4_096) && !path.exists());
        assert!(!has_room(&path, 1 << 60) && !path.exists());
        assert!(!has_room(&folder.path().join("gone/working"), 1));
    }
}
