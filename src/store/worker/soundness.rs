//! Whether every row of an open file is sound: looked at in the background, a slice at a time,
//! because opening looks at no row and a person would wait for all of them.
//!
//! Apart from the comparison with the desk, because a row that was changed is found also by who
//! never saw it before. What must stay true: nothing is written to a file in which a row was found
//! not to be sound, unless a person here says so, now or earlier; what is there is shown all the
//! same; rows that were not judged never reach the mirror.

use std::time::{Duration, Instant};

use crate::domain::ids::IncidentId;
use crate::store::chain::{self, Hash};
use crate::store::desk::print_of;
use crate::store::direct::IncidentFile;
use crate::store::fault::Fault;
use crate::store::verify::audit::{Audit, Unsound};

use super::desk_side::DeskSide;
use super::file_side::FileSide;
use super::room::Room;
use super::{Doubt, FileReach, now};

/// Rows of one slice: some milliseconds, also on a slow host.
const SLICE: usize = 200;
/// For so long lines wait, safe at the desk, for the first walk to end.
const MOST: Duration = Duration::from_secs(2);
/// A walk is begun again, where others changed the file, after so many times what it took.
const RARELY: u32 = 100;

/// How far the rows of a file were judged, and what was found.
pub(super) struct Soundness {
    audit: Audit,
    /// The file as the walk began.
    version: Option<i64>,
    begun: Instant,
    /// How long the walk took, once it has come to the last row.
    took: Option<Duration>,
    found: Option<Unsound>,
    /// The row that a person put up with.
    accepted: Option<u64>,
}

impl Soundness {
    /// Nothing is judged yet.
    pub fn new(incident: &IncidentId) -> Self {
        Self {
            audit: Audit::new(incident),
            version: None,
            begun: Instant::now(),
            took: None,
            found: None,
            accepted: None,
        }
    }

    /// The first row that is not sound.
    pub fn unsound(&self) -> Option<u64> {
        self.found.as_ref().map(|found| found.row)
    }

    /// Whether rows are left that were not judged.
    pub const fn goes_on(&self) -> bool {
        self.took.is_none()
    }

    /// Why nothing is written to the file.
    fn bar(&self) -> Option<FileReach> {
        let found = self.found.as_ref().filter(|found| self.accepted != Some(found.row))?;
        Some(unsound(found))
    }
}

/// Whether a bar says that the file is another, whose rows are nobody's here.
const fn is_another(bar: &FileReach) -> bool {
    matches!(
        bar,
        FileReach::NotTheOne { doubt: Doubt::Foreign | Doubt::Differs { .. } | Doubt::Other, .. }
    )
}

/// What tells a row of a file as it stands.
pub(super) fn print_in(file: &IncidentFile, row: u64) -> Result<Hash, Fault> {
    let found = file.stored_after(row.saturating_sub(1), 1)?;
    let print = found.first().map(|row| print_of(&row.salt, &row.body, &row.hash));
    Ok(print.unwrap_or(chain::FIRST))
}

/// Remembers at the desk that a person puts up with it, also for the next console here.
pub(super) fn put_up_with(desk: &mut DeskSide, row: u64, print: Hash) {
    // A desk that fails remembers nothing, and says so on its own: it is asked again.
    let _ = desk.with(|desk, _| desk.put_up_with(row, print, now()));
}

/// Whether somebody at this desk put up with it.
pub(super) fn is_put_up_with(desk: &mut DeskSide, row: u64, print: Hash) -> bool {
    desk.with(|desk, _| desk.is_put_up_with(row, print)).unwrap_or_default()
}

/// What a row that is not sound means for reaching the file.
pub(in crate::store) fn unsound(found: &Unsound) -> FileReach {
    let because = format!(
        "{found}: it was changed by other means, or is damaged, and what is shown of it may not be \
         what was recorded. Nothing is written to the file; what you type is kept at this desk. \
         Keep the file as it is, and run `allhands verify` on it"
    );
    FileReach::NotTheOne { because, doubt: Doubt::Unsound { row: found.row } }
}

impl Room {
    /// Judges from row 1 on again, as another file may stand there; what was found stays until that
    /// has come to the end.
    pub(super) fn judge_anew(&mut self) {
        let Soundness { found, accepted, .. } =
            std::mem::replace(&mut self.sound, Soundness::new(self.desk.incident()));
        (self.sound.found, self.sound.accepted) = (found, accepted);
        self.apply_soundness();
    }

    /// Judges a slice of what was not judged yet.
    pub(super) fn audit(&mut self, thoroughly: bool) -> Result<(), Fault> {
        let FileSide::Open { file, bar, .. } = &self.file else { return Ok(()) };
        if bar.as_ref().is_some_and(is_another) {
            return Ok(());
        }
        if thoroughly && let (Some(took), Some(version)) = (self.sound.took, self.sound.version) {
            let due = self.sound.begun.elapsed() > took * RARELY;
            if due && file.data_version()? != version {
                self.judge_anew();
            }
        }
        let FileSide::Open { file, .. } = &self.file else { return Ok(()) };
        let sound = &mut self.sound;
        if !sound.goes_on() && self.told <= sound.audit.sound_to() {
            return Ok(());
        }
        if sound.version.is_none() {
            (sound.version, sound.begun) = (Some(file.data_version()?), Instant::now());
        }
        if sound.audit.go_on(file, SLICE)? {
            sound.took.get_or_insert(sound.begun.elapsed());
            sound.found = sound.audit.found();
            if let Some(found) = &sound.found
                && sound.accepted != Some(found.row)
                && is_put_up_with(&mut self.desk, found.row, print_in(file, found.row)?)
            {
                sound.accepted = Some(found.row);
                self.behind = true;
            }
            self.apply_soundness();
        }
        Ok(())
    }

    /// Whether a slice is to be judged now.
    pub(super) fn audits(&self) -> bool {
        let FileSide::Open { bar, .. } = &self.file else { return false };
        self.sound.goes_on() && !bar.as_ref().is_some_and(is_another)
    }

    /// Whether lines may go to the file as far as its rows were judged.
    pub(super) fn is_judged(&self) -> bool {
        !self.sound.goes_on() || self.sound.begun.elapsed() > MOST
    }

    /// Judges the rest where lines still wait for that, because the console leaves.
    pub(super) fn judge_the_rest(&mut self) {
        while !self.queue.is_empty() && self.file.writable().is_some() && !self.is_judged() {
            if self.audit(false).is_err() {
                return;
            }
        }
    }

    /// Whether rows that came may be taken for the mirror: none of a file that is not sound, unless
    /// a person says that it counts.
    pub(super) fn may_be_mirrored(&self) -> bool {
        !self.sound.goes_on() && self.sound.bar().is_none()
    }

    /// A person says that lines go into this file although a row of it is not sound.
    pub(super) fn accept_unsound(&mut self) -> Option<u64> {
        let barred =
            matches!(self.file.reach(), FileReach::NotTheOne { doubt: Doubt::Unsound { .. }, .. });
        let row = self.sound.unsound().filter(|_| barred)?;
        self.sound.accepted = Some(row);
        self.behind = true;
        if let FileSide::Open { file, .. } = &self.file
            && let Ok(print) = print_in(file, row)
        {
            put_up_with(&mut self.desk, row, print);
        }
        self.apply_soundness();
        self.sound.accepted
    }

    /// Bars the file, or lifts that.
    fn apply_soundness(&mut self) {
        let now = self.sound.bar();
        let FileSide::Open { bar, .. } = &mut self.file else { return };
        match bar {
            None | Some(FileReach::NotTheOne { doubt: Doubt::Unsound { .. }, .. }) => *bar = now,
            Some(
                FileReach::Open
                | FileReach::ReadOnly { .. }
                | FileReach::SecondFile { .. }
                | FileReach::Away { .. }
                | FileReach::NotTheOne { .. },
            ) => {}
        }
    }
}
