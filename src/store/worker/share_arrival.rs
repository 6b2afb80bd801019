//! Who arrives at a long room on a share: begins with the last milestone, takes the rows up to it
//! from its desk or else from the file itself, and reads the segments from there on.
//!
//! Apart from taking rows, because a file that anybody may have changed is read here. What must
//! stay true: no row of it is taken before the milestone's row was found in a segment, the file
//! holds the same row there, and all rows up to it are sound, so that they are the ones which
//! keepers have numbered; what the file holds after that is not read; and where anything of this is
//! not so, everything is read from the segments, as if there were no milestone.

use std::path::Path;

use crate::store::direct::{Access, Head, IncidentFile};
use crate::store::fault::Fault;
use crate::store::share::milestone::Milestone;
use crate::store::share::wire::Done;
use crate::store::verify::audit::Audit;

use super::Report;
use super::room::{Room, SLICE};
use super::share_room::Shared;

/// How far an arrival is with the file.
pub(super) enum Arriving {
    /// It is copied to this host.
    Fetching(Sought),
    /// Its rows are judged.
    Judging(IncidentFile, Box<Audit>, Sought),
    /// They are taken.
    Taking(IncidentFile, Head),
}

/// What a copy of the file must hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sought {
    to: Head,
    /// Whether a copy that did not was made before: where the file was replaced while it was read,
    /// a page cache may have mixed the two.
    again: bool,
}

impl Sought {
    /// The same in another copy, once.
    const fn once_more(self) -> Option<Self> {
        if self.again { None } else { Some(Self { again: true, ..self }) }
    }
}

impl Arriving {
    /// Whether more can be done at once.
    pub const fn goes_on(&self) -> bool {
        match self {
            Self::Fetching(_) => false,
            Self::Judging(..) | Self::Taking(..) => true,
        }
    }
}

impl Room {
    /// Has the child read what this console has not seen, once it is known what it may begin with.
    pub(super) fn begin_to_follow(&mut self, shared: &mut Shared) {
        let Some(milestones) = shared.side.may_begin_with(self.head.seq) else { return };
        // One after what this desk has seen is judged once the file has come.
        let mut may = |it: &Milestone| it.head.seq > self.head.seq || self.agrees(it.head);
        let milestone = milestones.into_iter().find(|it| may(it));
        shared.side.follow(milestone);
    }

    /// Has the file copied to this host, once it is proved to which row it must go.
    pub(super) fn begin_from_file(&mut self, shared: &mut Shared, to: Head) {
        if shared.side.ledger.is_unproved() || shared.arriving.is_some() || shared.fetching {
            return;
        }
        self.copy_file(shared, Sought { to, again: false });
    }

    fn copy_file(&self, shared: &mut Shared, sought: Sought) {
        (shared.fetching, shared.arriving) = (true, Some(Arriving::Fetching(sought)));
        self.fetch_file(shared);
    }

    /// The file has come; says whether that was for the arrival.
    pub(super) fn file_came(&mut self, shared: &mut Shared, copy: &Path, done: &Done<()>) -> bool {
        let Some(Arriving::Fetching(sought)) = shared.arriving else { return false };
        shared.fetching = false;
        let opened = match done {
            Ok(()) => self.opens(copy, sought.to),
            Err(because) => Err(Fault::Share(because.clone())),
        };
        match opened {
            Ok(file) => {
                let audit = Box::new(Audit::new(file.incident()));
                shared.arriving = Some(Arriving::Judging(file, audit, sought));
            }
            Err(fault) => self.is_not_it(shared, sought, &fault),
        }
        true
    }

    /// The copy, where it holds this row and what this desk has seen. An open file outlives its
    /// name.
    fn opens(&self, copy: &Path, to: Head) -> Result<IncidentFile, Fault> {
        let file = IncidentFile::open(copy, Access::Read)?;
        if file.incident() != self.desk.incident() {
            return Err(Fault::Foreign("another incident's".to_owned()));
        }
        match file.hash_at(to.seq)? {
            // What this desk has seen beside that is judged with everything that lies there.
            Some(hash) if hash == to.hash => match file.continues(self.head) {
                Ok(()) => Ok(file),
                Err(_) => Err(Fault::Missing),
            },
            Some(_) => Err(Fault::Diverged(to.seq)),
            // A mount may still show the one before.
            None => Err(Fault::Missing),
        }
    }

    /// Reads everything where the milestone that was begun with is not borne out.
    pub(super) fn doubt_milestone(&mut self, shared: &mut Shared) {
        if shared.side.lacks_proof() {
            self.begin_ledger_anew(shared, true);
        }
    }

    /// Goes on, some rows at a time: what is typed meanwhile goes out between them.
    pub(super) fn go_on_arriving(&mut self, shared: &mut Shared) {
        let gone_on = match shared.arriving.take() {
            None => return,
            Some(Arriving::Fetching(sought)) => Ok(Some(Arriving::Fetching(sought))),
            Some(Arriving::Judging(file, audit, sought)) => match judge(file, audit, sought) {
                Ok(arriving) => Ok(Some(arriving)),
                Err(fault) => return self.is_not_it(shared, sought, &fault),
            },
            Some(Arriving::Taking(file, to)) => self.take_from(file, to),
        };
        match gone_on {
            Ok(arriving) => shared.arriving = arriving,
            Err(_) => self.begin_ledger_anew(shared, true),
        }
    }

    fn take_from(&mut self, file: IncidentFile, to: Head) -> Result<Option<Arriving>, Fault> {
        let left = usize::try_from(to.seq.saturating_sub(self.head.seq)).unwrap_or(SLICE);
        let rows = file.stored_after(self.head.seq, left.min(SLICE))?;
        if rows.is_empty() {
            return Err(Fault::Missing);
        }
        self.take_rows(&rows);
        Ok((self.head.seq < to.seq).then_some(Arriving::Taking(file, to)))
    }

    /// The copy is of no use: another may be, and the segments are. What was changed in the file is
    /// said.
    fn is_not_it(&mut self, shared: &mut Shared, sought: Sought, fault: &Fault) {
        if is_changed(fault) {
            if let Some(sought) = sought.once_more() {
                return self.copy_file(shared, sought);
            }
            let words = format!(
                "the file itself does not hold what the keeper has numbered up to row {}: somebody \
                 changed or replaced it. The record is read from the folder beside it, and the \
                 keeper makes the file anew with the next line",
                sought.to.seq
            );
            if self.reach.is_some() {
                self.tell(Report::Said(words.clone()));
            }
            shared.remarks.push(words);
        }
        self.begin_ledger_anew(shared, true);
    }
}

/// Whether somebody may have changed the file, where its copy is of no use; else it is behind, or
/// was not reached.
const fn is_changed(fault: &Fault) -> bool {
    matches!(fault, Fault::Diverged(_) | Fault::BadRow(_) | Fault::Foreign(_))
}

/// Judges rows up to that one; all of them, before any is taken.
fn judge(file: IncidentFile, mut audit: Box<Audit>, sought: Sought) -> Result<Arriving, Fault> {
    let ended = audit.go_on(&file, SLICE)?;
    if let Some(unsound) = audit.failed() {
        return Err(Fault::Diverged(unsound.row));
    }
    if ended && audit.found().is_some() {
        return Err(Fault::Diverged(sought.to.seq));
    }
    Ok(if ended {
        Arriving::Taking(file, sought.to)
    } else {
        Arriving::Judging(file, audit, sought)
    })
}

#[cfg(test)]
mod tests {
    use super::{Fault, Head, Sought, is_changed};

    #[test]
    fn a_copy_that_may_be_mixed_is_made_once_more_before_anybody_is_accused() {
        let first = Sought { to: Head::NONE, again: false };
        let second = first.once_more().expect("another copy");
        assert_eq!(second.to, first.to);
        assert!(second.once_more().is_none());
        for (fault, changed) in [
            (Fault::Diverged(7), true),
            (Fault::BadRow(7), true),
            (Fault::Foreign("another".to_owned()), true),
            (Fault::Missing, false),
            (Fault::Share("it is away".to_owned()), false),
        ] {
            assert_eq!(is_changed(&fault), changed, "{fault}");
        }
    }
}
