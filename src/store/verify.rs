//! An auditor's walk over a file: every sum recomputed, every rule of the format applied, and the
//! end compared with whoever saw it before. Separate from opening, which must be fast and looks at
//! none of the rows.
//!
//! A chain without a witness proves little: who can write the file can write all of it anew. That
//! is why the answer always says whether anybody here has seen it.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::domain::time::Timestamp;

use super::chain::{self, Hash};
use super::codec::RowRef;
use super::direct::{Access, Head, IncidentFile};
use super::fault::{Fault, ReadOnly};
use super::mount;
use super::share::fetch;

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
    /// Sound in itself, and shorter than what the witness saw.
    Lost {
        /// The witness.
        with: Whom,
        /// The first row that is missing.
        row: u64,
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
}

impl Verdict {
    /// Whether the file is sound, and nobody contradicts it.
    pub const fn is_sound(&self) -> bool {
        matches!(self, Self::Agrees { .. } | Self::NoWitness)
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
            Self::Lost { with: Whom::Desk, row } => {
                write!(f, "sound, but row {row} is not the one this desk saw: it is missing")
            }
            Self::Lost { with, row } => {
                write!(f, "sound, but row {row}, which {with} speaks of, is missing")
            }
            Self::NoWitness => f.write_str("sound; no witness here"),
            Self::Fails { row, how } => write!(f, "not sound: row {row}: {how}"),
            Self::Damaged(how) => write!(f, "not sound: {how}"),
        }
    }
}

/// What the walk found, and where it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
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

/// Walks over the whole file. A fault says that there was nothing to walk over.
pub fn verify(path: &Path, against: Against<'_>) -> Result<Report, Fault> {
    let (located, mount) = mount::locate(path)?;
    // A database on a share is read from a copy: its pages may be of two generations.
    let copy = if mount.is_local() { None } else { Some(fetch::fetch(&located, &mount)?) };
    let path = copy.as_ref().map_or(path, |(_folder, copy)| copy);
    let file = IncidentFile::open(path, Access::Read)?;
    let dead_writer = file.read_only() == Some(&ReadOnly::DeadWriter);
    let newer = match file.read_only() {
        Some(ReadOnly::Newer(version)) => Some(*version),
        _ => None,
    };
    let mut walk = Walk::new(file.incident().as_str());
    let found = match sound_pages(&file) {
        Ok(()) => walk.whole(&file),
        Err(fault) => Err(fault),
    };
    let verdict = match found {
        Ok(()) => compare(&file, walk.last, against, &walk.hashes)?,
        Err(Stop::Fails { row, how }) => Verdict::Fails { row, how },
        Err(Stop::Damaged(how)) => Verdict::Damaged(how),
        Err(Stop::Fault(fault)) => return Err(fault),
    };
    Ok(Report { head: walk.last, verdict, dead_writer, newer })
}

/// Why a walk ended before the end.
enum Stop {
    Fails { row: u64, how: String },
    Damaged(String),
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Damaged(how) => Self::Damaged(how),
            Fault::Oversized => {
                Self::Damaged("a field is larger than the format allows".to_owned())
            }
            Fault::BadRow(row) => {
                Self::Fails { row, how: "a column has the wrong type".to_owned() }
            }
            fault => Self::Fault(fault),
        }
    }
}

/// SQLite's own judgement of pages, indexes and column rules.
fn sound_pages(file: &IncidentFile) -> Result<(), Stop> {
    let said: Result<String, _> =
        file.sql().query_row("PRAGMA integrity_check(1)", [], |row| row.get(0));
    match said {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(Stop::Damaged(said)),
        Err(error) => Err(Fault::from(error).into()),
    }
}

/// The state of a walk between two rows.
struct Walk<'a> {
    incident: &'a str,
    last: Head,
    shared_at: i64,
    submission: (String, i64, i64),
    /// Rows without a body, until a redaction has named them.
    blank: BTreeSet<u64>,
    hashes: Vec<Hash>,
}

/// Rows checked under one lock.
const SLICE: usize = 2_000;

impl<'a> Walk<'a> {
    const fn new(incident: &'a str) -> Self {
        Self {
            incident,
            last: Head::NONE,
            shared_at: i64::MIN,
            submission: (String::new(), 0, 0),
            blank: BTreeSet::new(),
            hashes: Vec::new(),
        }
    }

    fn whole(&mut self, file: &IncidentFile) -> Result<(), Stop> {
        loop {
            let mut failed = None;
            let rows = file.each_after(self.last.seq, SLICE, |row| {
                if failed.is_none() {
                    failed = self.row(&row).err();
                }
                Ok(())
            })?;
            if let Some(how) = failed {
                return Err(Stop::Fails { row: self.last.seq + 1, how });
            }
            if rows.len() < SLICE {
                break;
            }
        }
        if self.last.seq == 0 {
            return Err(Stop::Damaged("it holds no rows".to_owned()));
        }
        self.blank.first().map_or(Ok(()), |row| {
            let how = "its body is blank, and no later row redacts it".to_owned();
            Err(Stop::Fails { row: *row, how })
        })
    }

    /// Applies every rule to one row.
    fn row(&mut self, row: &RowRef<'_>) -> Result<(), String> {
        let seq = self.last.seq + 1;
        let rule = |holds: bool, how: &str| if holds { Ok(()) } else { Err(how.to_owned()) };
        rule(u64::try_from(row.seq) == Ok(seq), "it is missing")?;
        rule(row.prev == self.last.hash, "it does not follow the row before")?;
        rule(row.hash == chain::hash(row), "its hash is not that of its columns")?;
        let id = format!("{}-{}-{}", row.session, row.submission, row.part);
        rule(row.id == id, "its id is not made of session, submission and part")?;
        rule(row.shared_at >= self.shared_at, "it was numbered before the row before")?;
        for time in [row.occurred_at, row.recorded_at, row.shared_at] {
            let printable = Timestamp::from_millis(time).millis() == time;
            rule(printable, "one of its times lies outside the years 1 to 9999")?;
        }
        self.part(row)?;
        self.body(row, seq)?;
        let hash = row.hash.try_into().map_err(|_| "its hash is not 32 bytes long".to_owned())?;
        self.last = Head { seq, hash };
        self.shared_at = row.shared_at;
        self.hashes.push(hash);
        Ok(())
    }

    /// The rows of one submission stand together, numbered from 0.
    fn part(&mut self, row: &RowRef<'_>) -> Result<(), String> {
        let (session, submission, part) = &mut self.submission;
        let next = if session == row.session && *submission == row.submission {
            *part + 1
        } else {
            row.session.clone_into(session);
            *submission = row.submission;
            0
        };
        *part = row.part;
        if row.part == next {
            Ok(())
        } else {
            Err("the rows of its submission do not stand together".to_owned())
        }
    }

    fn body(&mut self, row: &RowRef<'_>, seq: u64) -> Result<(), String> {
        #[derive(Deserialize)]
        struct Redacted {
            row: u64,
        }
        #[derive(Deserialize)]
        struct Opened<'a> {
            #[serde(borrow)]
            incident: std::borrow::Cow<'a, str>,
        }
        if (seq == 1) != (row.kind == "room_opened") {
            return Err("row 1, and no other, opens the room".to_owned());
        }
        if row.body.is_empty() {
            self.blank.insert(seq);
            return Ok(());
        }
        if row.digest != chain::digest(row.salt, row.body) {
            return Err("its digest is not that of its body".to_owned());
        }
        let object =
            row.body.starts_with('{') && serde_json::from_str::<IgnoredAny>(row.body).is_ok();
        if !object {
            return Err("its body is not a JSON object".to_owned());
        }
        match row.kind {
            "redacted" => {
                let named: Redacted = serde_json::from_str(row.body)
                    .map_err(|_| "it redacts, and names no row".to_owned())?;
                self.blank.remove(&named.row);
            }
            "room_opened" => {
                let opened: Result<Opened<'_>, _> = serde_json::from_str(row.body);
                if opened.is_ok_and(|opened| opened.incident != self.incident) {
                    return Err("it opens another incident than the file's".to_owned());
                }
            }
            _ => {}
        }
        Ok(())
    }
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
                None => Verdict::Lost { with, row: head.seq + 1 },
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
            Verdict::Lost { with, row: up_to + 1 }
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
