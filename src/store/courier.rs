//! The way of a script's lines: into the record while the script waits, and only where that cannot
//! be, to the desk.
//!
//! Apart from the worker of a room, because nobody looks on: each call answers what became of each
//! line. What must stay true: what is answered as recorded is in the record; what is answered as
//! kept is at the desk, and the next `allhands` here delivers it under its own id; the order of a
//! session's lines is kept. On a local disk the script numbers its lines itself ([`on_disk`]); on a
//! share it is a console among others ([`on_share`]).

use std::path::Path;

use crate::domain::command::Submission;
use crate::domain::event::Recorded;
use crate::domain::ids::SessionId;
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;

use super::check;
use super::desk::DeskPlace;
use super::fault::Fault;
use super::mount;
use super::worker::{DAMAGED, FileReach, Reach, Who};

mod on_disk;
mod on_share;

use on_disk::OnDisk;
use on_share::OnShare;

/// Carries submissions to one record.
pub struct Courier(Way);

enum Way {
    Disk(Box<OnDisk>),
    Share(Box<OnShare>),
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq)]
pub enum Sent {
    /// It is in the file now, as these rows.
    Recorded(Vec<Recorded>),
    /// It was in the file already, as these rows.
    AlreadyThere(Vec<Recorded>),
    /// It was declined; nothing was recorded.
    Refused(Refusal),
    /// It is kept at this host's desk; this is why the file does not have it.
    Kept(String),
}

impl Sent {
    /// How many rows were written for it.
    const fn rows(&self) -> usize {
        match self {
            Self::Recorded(rows) => rows.len(),
            Self::AlreadyThere(_) | Self::Refused(_) | Self::Kept(_) => 0,
        }
    }
}

/// Why submissions were neither recorded nor kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsent {
    /// The file may only be read: a sentence.
    ReadOnly(String),
    /// The file is not sound, so that nothing is written to it, and no desk keeps them: a sentence.
    NotSound(String),
    /// Neither the file nor the desk takes them: a sentence.
    Nowhere(String),
}

impl Unsent {
    /// What it means that a file which stands so takes nothing.
    fn of(reach: Option<&FileReach>, because: String) -> Self {
        match reach {
            Some(FileReach::NotTheOne { .. }) => Self::NotSound(because),
            Some(FileReach::Away { word, .. }) if *word == DAMAGED => Self::NotSound(because),
            Some(
                FileReach::Open
                | FileReach::ReadOnly { .. }
                | FileReach::SecondFile { .. }
                | FileReach::Away { .. },
            )
            | None => Self::Nowhere(because),
        }
    }
}

/// Why nothing is sent to the second file of an incident, a sentence.
fn second_file(other: &Path) -> String {
    format!(
        "it is the second file of its incident; the other is {}. Nothing was written. Open it in \
        the console, and say which of the two is the room; allhands copy FILE NEW --as-new makes a \
        room of its own of it",
        other.display()
    )
}

impl Courier {
    /// Opens a record for a session; where it is not reached, the desk that remembers it. Delivers
    /// what others left at the desk.
    pub fn open(
        path: &Path,
        place: &DeskPlace,
        session: &SessionId,
        who: Who,
    ) -> Result<Self, Fault> {
        if is_shared(path)? {
            let share = OnShare::open(path, place, session, who, false)?;
            return Ok(Self(Way::Share(Box::new(share))));
        }
        Ok(Self(Way::Disk(Box::new(OnDisk::open(path, place, session)?))))
    }

    /// What the record folds into, as far as it was read.
    pub fn incident(&self) -> &Incident {
        match &self.0 {
            Way::Disk(disk) => disk.incident(),
            Way::Share(share) => share.incident(),
        }
    }

    /// Sends submissions, in order. Answers for each; an error says that not one was taken.
    pub fn send(&mut self, submissions: &[Submission]) -> Result<Vec<Sent>, Unsent> {
        match &mut self.0 {
            Way::Disk(disk) => disk.send(submissions),
            Way::Share(share) => share.send(submissions),
        }
    }

    /// The same for what its sender can send again: what is not recorded in time is an error, and
    /// sending it again is safe.
    pub fn send_now(&mut self, submissions: &[Submission]) -> Result<Vec<Sent>, Unsent> {
        match &mut self.0 {
            Way::Disk(disk) => disk.send_now(submissions),
            Way::Share(share) => share.send_now(submissions),
        }
    }

    /// Leaves the desk, which is a witness of what was recorded from here.
    pub fn leave(self) {
        match self.0 {
            Way::Disk(disk) => disk.leave(),
            Way::Share(share) => share.leave(),
        }
    }

    /// Keeps at the desk what the record folds into, for who wrote so much that the next console
    /// here would wait for its first screen.
    pub fn keep_front(&mut self) {
        if let Way::Disk(disk) = &mut self.0 {
            disk.keep_front();
        }
    }

    /// Shows the desk rows that it has not seen, not so many that anybody would wait for it. On a
    /// share it has seen them already.
    pub fn witness(&mut self) {
        if let Way::Disk(disk) = &mut self.0 {
            disk.witness();
        }
    }
}

/// A room that a keeper numbers, as it was found.
#[derive(Debug)]
pub struct Seen {
    /// What its record folds into.
    pub incident: Incident,
    /// How it stands; nothing where that was never told.
    pub reach: Option<Reach>,
    /// When this host's desk last saw it so, where the share did not answer.
    pub from_desk: Option<Timestamp>,
}

/// Reads a record that a keeper numbers.
pub fn read_shared(path: &Path, place: &DeskPlace, session: &SessionId) -> Result<Seen, Fault> {
    Ok(OnShare::open(path, place, session, Who::default(), true)?.read())
}

/// Reads a record that a keeper numbers, and waits for a while until all that lies beside it has
/// been read: what is not numbered can be told only then.
pub fn read_whole(path: &Path, place: &DeskPlace, session: &SessionId) -> Result<Seen, Fault> {
    Ok(OnShare::open(path, place, session, Who::default(), true)?.read_whole())
}

/// Whether a record is numbered by a keeper: it lies on a share, or consoles on one have come to
/// it.
pub fn is_shared(path: &Path) -> Result<bool, Fault> {
    let (path, mount) = mount::locate(path)?;
    Ok(!mount.is_local() || check::has_keeper(&path))
}
