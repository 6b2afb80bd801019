//! The worker's view of the incident's file: open for writing, open with a bar, or closed and to be
//! tried again. Apart, so that one page holds when a file counts as the one that was here.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::domain::ids::IncidentId;
use crate::domain::time::Timestamp;
use crate::store::desk::Whereabouts;
use crate::store::direct::{Access, Head, IncidentFile};
use crate::store::fault::Fault;
use crate::store::mount::Mount;

use super::desk_side::DeskSide;
use super::{DAMAGED, Doubt, FileReach, GONE};

/// How long one wait for others' locks may take: the desk is not served meanwhile.
const PATIENCE: Duration = Duration::from_millis(200);
/// After the first failure.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// After many.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The file, or why there is none.
pub(in crate::store) enum FileSide {
    /// Open.
    Open {
        file: Box<IncidentFile>,
        /// As last looked at.
        version: i64,
        /// Why nothing is written to it.
        bar: Option<FileReach>,
    },
    /// On a share: never opened in place.
    Shared,
    /// Closed after a fault.
    Closed {
        why: FileReach,
        /// When to try again.
        again: Instant,
        /// How long to wait after that.
        pause: Duration,
    },
}

impl FileSide {
    /// Closed for now.
    pub fn closed(why: FileReach) -> Self {
        Self::Closed { why, again: Instant::now() + FIRST_PAUSE, pause: FIRST_PAUSE * 2 }
    }

    /// Still closed: waits longer.
    pub fn still_closed(why: FileReach, pause: Duration) -> Self {
        let pause = pause.min(LONGEST_PAUSE);
        Self::Closed { why, again: Instant::now() + pause, pause: pause * 2 }
    }

    /// Tries again at once.
    pub fn try_now(&mut self) {
        if let Self::Closed { again, pause, .. } = self {
            *again = Instant::now();
            *pause = FIRST_PAUSE;
        }
    }

    /// The file, where it may be written.
    pub fn writable(&mut self) -> Option<&mut IncidentFile> {
        match self {
            Self::Open { file, bar: None, .. } => Some(file),
            Self::Open { .. } | Self::Shared | Self::Closed { .. } => None,
        }
    }

    /// The file, where it is open and is the one that this desk saw.
    pub fn trusted(&self) -> Option<&IncidentFile> {
        match self {
            // A row that was changed makes it no other story.
            Self::Open {
                file,
                bar: Some(FileReach::NotTheOne { doubt: Doubt::Unsound { .. }, .. }),
                ..
            } => Some(file),
            Self::Open {
                bar: Some(FileReach::NotTheOne { .. } | FileReach::SecondFile { .. }),
                ..
            }
            | Self::Shared
            | Self::Closed { .. } => None,
            Self::Open { file, .. } => Some(file),
        }
    }

    /// Waits from now on only briefly for others, because there are other things to do meanwhile.
    pub fn hurry_up(&mut self) {
        if let Self::Open { file, .. } = self {
            // Where that fails, waiting takes longer, and nothing else changes.
            let _ = file.be_patient_for(PATIENCE);
        }
    }

    /// How it is.
    pub fn reach(&self) -> FileReach {
        match self {
            Self::Open { bar: None, .. } | Self::Shared => FileReach::Open,
            Self::Open { bar: Some(why), .. } | Self::Closed { why, .. } => why.clone(),
        }
    }
}

/// Opens the file alone, and says why it may only be read where the mount or the opener forbids
/// more.
pub(in crate::store) fn open_alone(
    path: &Path,
    read_only: bool,
) -> Result<(IncidentFile, Option<FileReach>), Fault> {
    let mount = Mount::of(path)?;
    let access = if read_only || !mount.is_local() { Access::Read } else { Access::Write };
    let file = IncidentFile::open(path, access)?;
    let bar = match (&mount, file.read_only()) {
        (Mount::Share { because, .. }, _) => {
            Some(FileReach::ReadOnly { because: format!("{because}: this version only reads it") })
        }
        (Mount::Local { .. }, Some(reason)) => {
            Some(FileReach::ReadOnly { because: reason.to_string() })
        }
        (Mount::Local { .. }, None) => None,
    };
    Ok((file, bar))
}

/// Compares a file that was just opened with what the desk knows: is it the room, and does it
/// continue what was seen? The weightiest objection is the bar; `None` in place of the file says
/// that it was closed again for that.
pub(in crate::store) fn judge(
    file: IncidentFile,
    bar: Option<FileReach>,
    desk: &mut DeskSide,
    seen: Head,
    now: Timestamp,
) -> Result<FileSide, Fault> {
    if file.incident() != desk.incident() {
        return Ok(FileSide::closed(another(file.incident())));
    }
    let path = file.path().to_owned();
    // Without a desk there is no witness, and nothing speaks against the file.
    let whereabouts = desk.with(|desk, _| desk.find_at(&path, now)).unwrap_or(Whereabouts::Same);
    let (file, bar) = match whereabouts {
        Whereabouts::First | Whereabouts::Same | Whereabouts::Moved { .. } => (file, bar),
        Whereabouts::Second { other } => {
            drop(file);
            let file = open_alone(&path, true)?.0;
            let older = older(&file, desk, seen)?;
            (file, Some(FileReach::SecondFile { other, older }))
        }
    };
    let second = matches!(bar, Some(FileReach::SecondFile { .. }));
    let bar = match file.continues(seen) {
        Ok(()) => bar,
        Err(Fault::Diverged(_)) if second => bar,
        Err(Fault::Diverged(_)) => Some(differs(&file, desk, seen)?),
        Err(fault) => return Err(fault),
    };
    let version = file.data_version()?;
    Ok(FileSide::Open { file: Box::new(file), version, bar })
}

fn another(incident: &IncidentId) -> FileReach {
    FileReach::NotTheOne {
        because: format!(
            "another incident's file stands in its place ({incident}). Nothing is written to it, \
            and what you type is kept at this desk, with every row seen here. Put the room's file \
            back, or make it anew elsewhere"
        ),
        doubt: Doubt::Foreign,
    }
}

/// The last row of a file that is the first part of what was seen, and the last row seen.
fn older(
    file: &IncidentFile,
    desk: &mut DeskSide,
    seen: Head,
) -> Result<Option<(u64, u64)>, Fault> {
    let head = file.head()?;
    Ok((head.seq < seen.seq && common(file, desk) == head.seq).then_some((head.seq, seen.seq)))
}

/// The last row that a file and the desk have in common; 0 where there is none.
fn common(file: &IncidentFile, desk: &mut DeskSide) -> u64 {
    desk.with(|desk, _| Ok(desk.last_in_common(file))).map_or(0, |common| common.unwrap_or(0))
}

/// Says how a file differs from what was seen of it.
fn differs(file: &IncidentFile, desk: &mut DeskSide, seen: Head) -> Result<FileReach, Fault> {
    let head = file.head()?;
    let common = common(file, desk);
    let how = if common == head.seq {
        format!(
            "it ends at row {}, but this desk has seen row {}: it was rolled back, or restored \
            from an older copy",
            head.seq, seen.seq
        )
    } else {
        format!(
            "its row {} is not the one that this desk has seen: it belongs to another copy",
            common + 1
        )
    };
    Ok(FileReach::NotTheOne {
        because: format!(
            "{how}. Nothing is written to it; what you type, and every row seen here, is kept at \
            this desk. Put the right file back, or make it anew from what this desk saw with \
            `allhands recover`, or say that this one is the room: it then goes on from row \
            {common}"
        ),
        doubt: Doubt::Differs { from: common + 1, to: seen.seq },
    })
}

/// What a fault means for reaching the file.
pub(in crate::store) fn away(fault: &Fault, since: Timestamp) -> FileReach {
    match fault {
        Fault::Diverged(_) => {
            FileReach::NotTheOne { because: fault.to_string(), doubt: Doubt::Other }
        }
        Fault::Missing => {
            let because = "there is no such file any more. What this desk saw of it is safe, and \
                           what you type is kept here. Put it back, or make it anew with \
                           `allhands recover`";
            FileReach::Away { since, word: GONE, because: because.to_owned() }
        }
        _ => FileReach::Away { since, word: word(fault), because: fault.to_string() },
    }
}

/// A fault in two or three words.
const fn word(fault: &Fault) -> &'static str {
    match fault {
        Fault::Full => "FILE'S DISK FULL",
        Fault::Busy => "FILE BUSY",
        Fault::Missing
        | Fault::NoFolder
        | Fault::Replaced
        | Fault::NotAFile(_)
        | Fault::LinkLoop => GONE,
        Fault::ReadOnly(_) | Fault::NoPermission => "FILE READ-ONLY",
        Fault::NotOurs(_)
        | Fault::Foreign(_)
        | Fault::Truncated { .. }
        | Fault::Damaged(_)
        | Fault::Oversized
        | Fault::BadRow(_) => DAMAGED,
        Fault::Exists
        | Fault::WriteAheadLog
        | Fault::Newer(_)
        | Fault::NeedsRepair
        | Fault::Diverged(_)
        | Fault::OutcomeUnknown(_)
        | Fault::NotBegun(_)
        | Fault::Share(_)
        | Fault::Io(_) => "FILE AWAY",
    }
}
