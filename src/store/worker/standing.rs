//! How the room stands: file, desk, what waits, who is here.
//!
//! Apart from the room's work, because it is measured after every piece of it, and told only where
//! something has changed. What must stay true: a file that others keep busy is not said to be away
//! at once, and one whose disk is full is.

use std::time::Duration;

use crate::store::mount;

use super::room::Room;
use super::{FileReach, Reach, Report, now};

/// How long others may keep the file busy before it is said.
const BUSY_IS_AWAY: Duration = Duration::from_secs(2);

impl Room {
    /// Tells how things are, where that has changed.
    pub(super) fn tell_reach(&mut self) {
        let reach = self.measure();
        let before = self.reach.as_ref().map(|it| Reach { checked: reach.checked, ..it.clone() });
        if before.as_ref() != Some(&reach) {
            self.reach = Some(reach.clone());
            self.tell(Report::Reach(Box::new(reach)));
        }
    }

    /// How things are.
    pub(super) fn measure(&mut self) -> Reach {
        let (waiting, tray, here) = self.desk.counts();
        let file = match (&self.slow, self.file.reach()) {
            (Some(slow), FileReach::Open) if slow.full || slow.since.elapsed() > BUSY_IS_AWAY => {
                let word = if slow.full { "FILE'S DISK FULL" } else { "FILE BUSY" };
                FileReach::Away { since: slow.at, word, because: slow.because.clone() }
            }
            (_, _) => self.file_reach(),
        };
        let waiting = waiting.max(self.queue.len());
        let place = self.place.clone();
        let share = self.shared.as_ref().map(|shared| Box::new(Self::measure_share(shared)));
        let desk = self.desk.reach();
        let copied = self.shared.as_ref().and_then(|shared| shared.copies.unsound());
        let (clean_to, unsound) = (self.clean_to, self.sound.unsound().or(copied));
        let others = self.others();
        let open_to_all = match &self.shared {
            Some(shared) => shared.side.open_to_all(),
            None => mount::open_to_all(&self.path),
        };
        Reach {
            file,
            desk,
            waiting,
            tray,
            here,
            clean_to,
            unsound,
            open_to_all,
            checked: now(),
            place,
            others,
            share,
        }
    }

    /// Whether lines reach the file, whichever way it is numbered.
    pub(super) fn file_reach(&self) -> FileReach {
        self.shared.as_ref().map_or_else(|| self.file.reach(), |shared| shared.reach())
    }
}
