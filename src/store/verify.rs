//! An auditor's walk over a file: every sum recomputed, every rule of the format applied, and the
//! end compared with whoever saw it before. Separate from opening, which must be fast and looks at
//! none of the rows.
//!
//! A chain without a witness proves little: who can write the file can write all of it anew. That
//! is why the answer always says whether anybody here has seen it.

use std::fmt;
use std::path::Path;

use tempfile::TempDir;

use crate::domain::ids::IncidentId;

use super::chain::Hash;
use super::direct::{Head, IncidentFile};
use super::fault::{Fault, ReadOnly};
use super::mount;
use super::share::fetch;

pub mod audit;
mod walk;

use walk::{Stop, Walk, sound_pages};

/// Whoever saw rows of this file before: a desk's mirror, another copy.
pub trait Witness {
    /// The last row it saw; 0 where it saw none.
    fn last(&self) -> Result<u64, Fault>;

    /// The hash of a row as it saw it.
    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, Fault>;
}

impl Witness for IncidentFile {
    fn last(&self) -> Result<u64, Fault> {
        Ok(self.head()?.seq)
    }

    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, Fault> {
        Self::hash_at(self, seq)
    }
}

/// With what a file is compared.
#[derive(Clone, Copy)]
pub enum Against<'a> {
    /// With nothing: no desk here has seen it.
    Nobody,
    /// With this host's desk.
    Desk(&'a dyn Witness),
    /// With another copy.
    File(&'a dyn Witness),
    /// With a head that somebody wrote down.
    Head(Head),
}

/// Who the comparison was with, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// This host's desk.
    Desk,
    /// Another copy.
    File,
    /// A head that somebody wrote down.
    Head,
}

impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Desk => "this desk",
            Self::File => "that file",
            Self::Head => "that head",
        })
    }
}

/// What the walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Sound, and as the witness saw it.
    Agrees {
        /// The witness.
        with: Whom,
        /// The last row both know.
        up_to: u64,
    },
    /// Sound in itself, and not what the witness saw.
    Differs {
        /// The witness.
        with: Whom,
        /// The first row that differs.
        row: u64,
    },
    /// Sound, the same as the witness saw as far as it goes, and it ends earlier.
    Older {
        /// The witness.
        with: Whom,
        /// The last row of the file.
        ends: u64,
        /// The last row that the witness saw.
        saw: u64,
    },
    /// Sound in itself, and it ends before the head that somebody wrote down: whether it is an
    /// older copy of that record, its hash alone does not tell.
    Short {
        /// The last row of the file.
        ends: u64,
        /// The row of the head.
        head: u64,
    },
    /// Sound, and nobody to ask.
    NoWitness,
    /// A row breaks a rule.
    Fails {
        /// The first such row.
        row: u64,
        /// How.
        how: String,
    },
    /// The file as a whole is damaged.
    Damaged(String),
    /// Triggers or views are not ours: what guards the rows was taken away, or something was put
    /// there. The tables are, so that the rows could be judged all the same.
    Strange {
        /// How.
        how: String,
        /// What was found of the rows.
        rows: Box<Self>,
    },
}

impl Verdict {
    /// Whether the file is sound, and nobody contradicts it.
    pub const fn is_sound(&self) -> bool {
        matches!(self, Self::Agrees { .. } | Self::Older { .. } | Self::NoWitness)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agrees { with, up_to } => {
                write!(f, "sound, agrees with {with} up to row {up_to}")
            }
            Self::Differs { with: Whom::Desk, row } => {
                write!(f, "sound, but row {row} is not the one this desk saw")
            }
            Self::Differs { with, row } => {
                write!(f, "sound, but row {row} is not the one of {with}")
            }
            Self::Older { with: Whom::Desk, ends, saw } => {
                write!(f, "sound, an older copy: it ends at row {ends}, this desk saw row {saw}")
            }
            Self::Older { with, ends, saw } => {
                write!(f, "sound, an older copy: it ends at row {ends}, {with} at row {saw}")
            }
            Self::Short { ends, head } => {
                write!(f, "sound, but it ends at row {ends}, before row {head} of that head")
            }
            Self::NoWitness => f.write_str("sound; no witness here"),
            Self::Fails { row, how } => write!(f, "not sound: row {row}: {how}"),
            Self::Damaged(how) => write!(f, "not sound: {how}"),
            Self::Strange { how, rows } => write!(
                f,
                "not sound: its schema is not that of an incident file ({how}); its rows: {rows}"
            ),
        }
    }
}

/// What the walk found, and where it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whose record it is.
    pub incident: IncidentId,
    /// The last row, to be written down by whoever wants to be a witness.
    pub head: Head,
    /// What was found.
    pub verdict: Verdict,
    /// Whether the walk was over a private copy, because a dead writer's journal waits for its
    /// repair.
    pub dead_writer: bool,
    /// The format version that the file says it has, where that is newer than ours.
    pub newer: Option<i32>,
}

/// A file that is to be judged: opened once, from a private copy where it lies on a share, and also
/// where somebody has changed what guards its tables.
pub struct Subject {
    file: IncidentFile,
    /// How its schema differs from ours, where its tables are ours all the same.
    strange: Option<String>,
    /// Goes after the file that lies in it.
    _copy: Option<TempDir>,
}

impl Subject {
    /// Opens a file. A fault says that there is nothing to walk over.
    pub fn of(path: &Path) -> Result<Self, Fault> {
        let (located, mount) = mount::locate(path)?;
        // A database on a share is read from a copy: its pages may be of two generations.
        let copy = if mount.is_local() { None } else { Some(fetch::fetch(&located, &mount)?) };
        let here = copy.as_ref().map_or(path, |(_folder, copy)| copy);
        let (file, strange) = IncidentFile::open_to_judge(here)?;
        Ok(Self { file, strange, _copy: copy.map(|(folder, _)| folder) })
    }

    /// Whose record it says it is.
    pub const fn incident(&self) -> &IncidentId {
        self.file.incident()
    }

    /// The file, for reading.
    pub const fn file(&self) -> &IncidentFile {
        &self.file
    }

    /// How its schema differs from ours.
    pub fn strange(&self) -> Option<&str> {
        self.strange.as_deref()
    }

    /// Walks over the whole file.
    pub fn verify(&self, against: Against<'_>) -> Result<Report, Fault> {
        let file = &self.file;
        let mut walk = Walk::new(file.incident());
        walk.hashes = Some(Vec::new());
        let found = match sound_pages(file) {
            Ok(()) => walk.whole(file),
            Err(stop) => Err(stop),
        };
        let rows = match found {
            Ok(()) => compare(file, walk.last, against, walk.hashes.as_deref().unwrap_or(&[]))?,
            Err(Stop::Fails { row, how }) => Verdict::Fails { row, how },
            Err(Stop::Damaged(how)) => Verdict::Damaged(how),
            Err(Stop::Fault(fault)) => return Err(fault),
        };
        let verdict = match self.strange.clone() {
            None => rows,
            Some(how) => Verdict::Strange { how, rows: Box::new(rows) },
        };
        let newer = match file.read_only() {
            Some(ReadOnly::Newer(version)) => Some(*version),
            _ => None,
        };
        let dead_writer = file.read_only() == Some(&ReadOnly::DeadWriter);
        let incident = file.incident().clone();
        Ok(Report { incident, head: walk.last, verdict, dead_writer, newer })
    }
}

/// Opens a file and walks over it.
pub fn verify(path: &Path, against: Against<'_>) -> Result<Report, Fault> {
    Subject::of(path)?.verify(against)
}

fn compare(
    file: &IncidentFile,
    head: Head,
    against: Against<'_>,
    hashes: &[Hash],
) -> Result<Verdict, Fault> {
    let (with, witness) = match against {
        Against::Nobody => return Ok(Verdict::NoWitness),
        Against::Head(Head { seq, hash }) => {
            let with = Whom::Head;
            return Ok(match hashes.get(to_index(seq)) {
                Some(own) if *own == hash => Verdict::Agrees { with, up_to: seq },
                Some(_) => Verdict::Differs { with, row: seq },
                None => Verdict::Short { ends: head.seq, head: seq },
            });
        }
        Against::Desk(witness) => (Whom::Desk, witness),
        Against::File(witness) => (Whom::File, witness),
    };
    let last = witness.last()?;
    if last == 0 {
        return Ok(Verdict::NoWitness);
    }
    let same = |row: u64| -> Result<bool, Fault> {
        Ok(witness.hash_at(row)?.is_some_and(|seen| Some(&seen) == hashes.get(to_index(row))))
    };
    let up_to = last.min(head.seq);
    if same(up_to)? {
        // A desk that has seen rows which came during the walk is no contradiction.
        let shorter = last > up_to && file.head()?.seq < last;
        return Ok(if shorter {
            Verdict::Older { with, ends: up_to, saw: last }
        } else {
            Verdict::Agrees { with, up_to }
        });
    }
    // A row's hash covers all rows before it: those that agree are the first ones, without a gap.
    let (mut agrees, mut differs) = (0, up_to);
    while differs - agrees > 1 {
        let middle = agrees + (differs - agrees) / 2;
        if same(middle)? {
            agrees = middle;
        } else {
            differs = middle;
        }
    }
    Ok(Verdict::Differs { with, row: differs })
}

/// The place of a row among the hashes of the walk.
fn to_index(row: u64) -> usize {
    usize::try_from(row.saturating_sub(1)).unwrap_or(usize::MAX)
}
