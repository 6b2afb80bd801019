//! The record as a file of a share holds it, copied to this host: from before there was a keeper,
//! or as a base. Every row of it is judged before any is taken.
//!
//! Apart from the segments, whose lines are judged one by one as they come: here rows come whole,
//! from a file that anybody may have changed. What must stay true is what holds on a local disk:
//! what is there is shown all the same; rows of a file that is not sound never reach the mirror,
//! and nothing is numbered after them, unless a person says so.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::domain::incident::Incident;
use crate::store::chain::Hash;
use crate::store::direct::{Access, Head, IncidentFile};
use crate::store::fault::Fault;
use crate::store::verify::audit::{Audit, Unsound};

use super::FileReach;
use super::opening::fold_mirror;
use super::room::{Room, SLICE};
use super::share_room::Shared;
use super::soundness::{is_put_up_with, print_in, put_up_with, unsound};

/// How often a base that is not sound is looked at again: somebody may put a sound one there.
const AGAIN: Duration = Duration::from_secs(5);

/// What was found in the last copy.
#[derive(Debug, Default)]
pub(super) struct Copies {
    found: Option<Found>,
    /// The row that a person put up with.
    accepted: Option<u64>,
    /// Whether rows are shown that were not taken.
    only_shown: bool,
}

#[derive(Debug)]
struct Found {
    unsound: Unsound,
    /// The row as it stood.
    print: Hash,
    at: Instant,
}

impl Copies {
    /// The first row that is not sound.
    pub fn unsound(&self) -> Option<u64> {
        self.found.as_ref().map(|found| found.unsound.row)
    }

    /// Why nothing is numbered after it.
    pub fn bar(&self) -> Option<FileReach> {
        let accepted = |found: &&Found| self.accepted == Some(found.unsound.row);
        let found = self.found.as_ref().filter(|found| !accepted(found))?;
        Some(unsound(&found.unsound))
    }

    /// Whether another copy is to wait.
    pub fn rests(&self) -> bool {
        self.bar().is_some() && self.found.as_ref().is_some_and(|found| found.at.elapsed() < AGAIN)
    }
}

impl Room {
    /// A person puts up with what was found in a copy; says with which row.
    pub(super) fn accept_copy(&mut self) -> Option<u64> {
        let copies = &mut self.shared.as_mut()?.copies;
        copies.bar()?;
        let Found { unsound, print, .. } = copies.found.as_ref()?;
        let (row, print) = (unsound.row, *print);
        copies.accepted = Some(row);
        put_up_with(&mut self.desk, row, print);
        Some(row)
    }

    /// Judges every row of a file, as it is from now on known here.
    fn judge_copy(&mut self, shared: &mut Shared, file: &IncidentFile) -> Result<(), Fault> {
        let mut audit = Audit::new(file.incident());
        while !audit.go_on(file, SLICE)? {}
        shared.copies.found = None;
        if let Some(unsound) = audit.found() {
            let (row, print, at) = (unsound.row, print_in(file, unsound.row)?, Instant::now());
            if is_put_up_with(&mut self.desk, row, print) {
                shared.copies.accepted = Some(row);
            }
            shared.copies.found = Some(Found { unsound, print, at });
        }
        Ok(())
    }

    /// Takes over the rows of a record that was copied to this host, where all of them are sound;
    /// gives its last row, and whether a keeper numbers it.
    pub(super) fn take_copy(
        &mut self,
        shared: &mut Shared,
        copy: &Path,
    ) -> Result<(Head, bool), Fault> {
        let file = IncidentFile::open(copy, Access::Read)?;
        if file.incident() != self.desk.incident() {
            return Err(Fault::Foreign("another incident's".to_owned()));
        }
        let there = file.head()?;
        self.judge_copy(shared, &file)?;
        if shared.copies.bar().is_some() {
            self.only_show(shared, &file)?;
            return Ok((there, file.is_kept()));
        }
        let older = there.seq < self.head.seq
            && self.desk.with(|desk, _| desk.mirror_hash_at(there.seq)).ok().flatten()
                == Some(there.hash);
        if older {
            // What this desk saw after it is brought back by whoever keeps the room.
            return Ok((there, file.is_kept()));
        }
        file.continues(self.head)?;
        let only_shown = std::mem::take(&mut shared.copies.only_shown);
        if only_shown {
            let folded = fold_mirror(&mut self.desk);
            self.incident = folded.map(|folded| folded.incident).unwrap_or_default();
            // Told whole below.
            (self.told, self.reach) = (self.head.seq, None);
        }
        loop {
            let rows = file.stored_after(self.head.seq, SLICE)?;
            let last = rows.len() < SLICE;
            self.take_rows(&rows);
            if last {
                break;
            }
        }
        if only_shown {
            self.tell_opened(None);
        }
        Ok((file.head()?, file.is_kept()))
    }

    /// Shows what is there without taking any of it.
    fn only_show(&mut self, shared: &mut Shared, file: &IncidentFile) -> Result<(), Fault> {
        let mut incident = Incident::default();
        file.fold_into(&mut incident)?;
        if incident.head <= self.told {
            return Ok(());
        }
        shared.copies.only_shown = true;
        (self.told, self.incident) = (incident.head, incident);
        if self.reach.is_some() {
            self.tell_opened(None);
        }
        Ok(())
    }
}

impl Room {
    /// Whether the file on this host's own disk may be handed over to a keeper: no row of it is
    /// unsound, or a person puts up with that.
    pub(super) fn may_hand_over(&mut self, shared: &mut Shared) -> Result<bool, Fault> {
        self.judge_copy(shared, &IncidentFile::open(&self.path, Access::Read)?)?;
        Ok(shared.copies.bar().is_none())
    }
}
