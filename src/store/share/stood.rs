//! What stands in the file's place before the keeper makes the file anew: what was published last,
//! nothing, an older copy, or something else, which is put aside under a name of its own.
//!
//! Apart from the copying, because a file that somebody put there may be the only trace of what
//! was done: whatever is not part of our own record is never written over. A piece at a time, and
//! the judging in a thread, so that lines need not wait for it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::store::chain::Hash;
use crate::store::fault::Fault;
use crate::store::verify::{Against, Subject, Verdict};
use crate::store::worker::now;

use super::folder;

/// How much is fetched before other work is looked at.
const AT_ONCE: u64 = 1 << 20;
/// How long the judging is waited for before other work is looked at.
const MOMENT: Duration = Duration::from_millis(5);

/// A file as the mount tells it, and its first page: it changes with whatever is done to the file.
/// Sizes and times can be set back; the first page counts every change that SQLite has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    size: u64,
    written: (i64, i64),
    inode: u64,
    first: Hash,
}

/// The size of a page.
const PAGE: u64 = 4_096;

impl Signature {
    /// That of a file; nothing where nothing is there.
    pub fn of(path: &Path) -> io::Result<Option<Self>> {
        let (file, size) = match folder::open_fresh(path) {
            Ok(opened) => opened,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let found = file.metadata()?;
        let mut page = Vec::new();
        file.take(PAGE).read_to_end(&mut page)?;
        let first = Hash::from(Sha256::digest(&page));
        let written = (found.mtime(), found.mtime_nsec());
        Ok(Some(Self { size, written, inode: found.ino(), first }))
    }
}

/// What stood there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stood {
    /// What was to be expected.
    AsExpected,
    /// Nothing: somebody had removed it.
    Nothing,
    /// A copy from before: it goes to this row.
    Older(u64),
    /// Something else, which lies under this name now.
    Other {
        /// The name.
        aside: String,
        /// What it was, a clause.
        because: String,
    },
}

/// See the module.
#[derive(Debug)]
pub struct Look {
    file: PathBuf,
    /// The record that is to stand there, on this host.
    ours: PathBuf,
    /// What was published last; nothing before that.
    known: Option<Signature>,
    state: State,
}

#[derive(Debug)]
enum State {
    Begin,
    Fetching {
        from: File,
        to: File,
        copy: Copy,
    },
    Judging {
        verdict: JoinHandle<Result<Judged, Fault>>,
        copy: Copy,
    },
    /// It is known what stands there.
    Known(Known),
}

/// What stands there, before anything is done about it.
#[derive(Debug)]
enum Known {
    /// What was to be expected.
    AsExpected,
    /// Nothing.
    Nothing,
    /// Something that was judged.
    Judged(Judged),
}

/// A copy on this host, and what the file was when it was begun.
#[derive(Debug)]
struct Copy {
    folder: TempDir,
    of: Signature,
}

#[derive(Debug)]
enum Judged {
    Ours(u64),
    Other(String),
}

impl Look {
    /// Begins to look.
    pub const fn new(file: PathBuf, ours: PathBuf, known: Option<Signature>) -> Self {
        Self { file, ours, known, state: State::Begin }
    }

    /// Goes on; says whether it is known what stands there.
    pub fn go_on(&mut self) -> io::Result<bool> {
        match std::mem::replace(&mut self.state, State::Begin) {
            State::Begin => self.begin()?,
            State::Fetching { mut from, mut to, copy } => {
                if io::copy(&mut io::Read::by_ref(&mut from).take(AT_ONCE), &mut to)? > 0 {
                    self.state = State::Fetching { from, to, copy };
                } else {
                    let (there, ours) = (copy.folder.path().join(NAME), self.ours.clone());
                    let verdict = thread::spawn(move || judge(&there, &ours));
                    self.state = State::Judging { verdict, copy };
                }
            }
            State::Judging { verdict, copy } if !verdict.is_finished() => {
                thread::sleep(MOMENT);
                self.state = State::Judging { verdict, copy };
            }
            State::Judging { verdict, copy } => {
                // Where it was changed meanwhile, what was judged stands there no more.
                if Signature::of(&self.file)? == Some(copy.of) {
                    let judged = verdict.join().map_err(|_| io::Error::other("not judged"))?;
                    let judged = judged.map_err(|fault| io::Error::other(fault.to_string()))?;
                    self.state = State::Known(Known::Judged(judged));
                }
            }
            State::Known(known) => self.state = State::Known(known),
        }
        Ok(matches!(self.state, State::Known(_)))
    }

    fn begin(&mut self) -> io::Result<()> {
        let regular = match fs::symlink_metadata(&self.file) {
            Ok(found) => found.is_file(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        if !regular && fs::symlink_metadata(&self.file).is_ok() {
            let other = Judged::Other("it was no file".to_owned());
            self.state = State::Known(Known::Judged(other));
            return Ok(());
        }
        self.state = match Signature::of(&self.file)? {
            None if self.known.is_none() => State::Known(Known::AsExpected),
            None => State::Known(Known::Nothing),
            there if there == self.known => State::Known(Known::AsExpected),
            Some(of) => {
                let folder = TempDir::with_prefix("allhands-")?;
                let (from, _) = folder::open_fresh(&self.file)?;
                let to = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(folder.path().join(NAME))?;
                State::Fetching { from, to, copy: Copy { folder, of } }
            }
        };
        Ok(())
    }

    /// Frees the place for the record; says what stood there.
    pub fn make_way(&mut self) -> io::Result<Stood> {
        let State::Known(known) = std::mem::replace(&mut self.state, State::Begin) else {
            return Err(io::Error::other("it is not known yet what stands there"));
        };
        let judged = match known {
            Known::AsExpected => return Ok(Stood::AsExpected),
            Known::Nothing => return Ok(Stood::Nothing),
            Known::Judged(judged) => judged,
        };
        match judged {
            // Before this console had published anything, a file some rows behind is the rule.
            Judged::Ours(_) if self.known.is_none() => Ok(Stood::AsExpected),
            Judged::Ours(row) => Ok(Stood::Older(row)),
            Judged::Other(because) => {
                let aside = put_aside(&self.file)?;
                Ok(Stood::Other { aside, because })
            }
        }
    }
}

/// The name of a copy on this host.
const NAME: &str = "there.allhands";

/// Whether a file is our own record, whole or from before. That ours cannot be opened says nothing
/// of the other.
fn judge(there: &Path, ours: &Path) -> Result<Judged, Fault> {
    let ours = Subject::of(ours)?;
    let judged = Subject::of(there).and_then(|subject| {
        if subject.incident() != ours.incident() {
            let other = format!("it was the file of another room ({})", subject.incident());
            return Ok(Judged::Other(other));
        }
        let report = subject.verify(Against::File(ours.file()))?;
        Ok(match report.verdict {
            Verdict::Agrees { up_to, .. } if up_to == report.head.seq => Judged::Ours(up_to),
            // It ends earlier, and agrees so far.
            Verdict::Older { .. } => Judged::Ours(report.head.seq),
            Verdict::Agrees { up_to, .. } => {
                Judged::Other(format!("it held rows after row {up_to} that are not in the record"))
            }
            Verdict::Differs { row, .. } => {
                Judged::Other(format!("its row {row} was not the one in the record"))
            }
            verdict => Judged::Other(format!("it was {verdict}")),
        })
    });
    Ok(judged.unwrap_or_else(|fault| {
        let words = fault.to_string();
        let what = words.split(". ").next().unwrap_or(&words);
        Judged::Other(what.to_owned())
    }))
}

/// Gives what stands in the file's place a name that nothing has, under which it stays when the
/// record is put there; says which.
fn put_aside(file: &Path) -> io::Result<String> {
    let name = file.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let when = now().utc().format("%Y%m%dT%H%M%SZ");
    for count in 1.. {
        let mut aside = OsString::from(name);
        aside.push(format!(".aside-{when}"));
        if count > 1 {
            aside.push(format!("-{count}"));
        }
        let to = file.with_file_name(&aside);
        if fs::symlink_metadata(&to).is_ok() {
            continue;
        }
        // By a second name where that can be: then readers find a file at every moment.
        if fs::hard_link(file, &to).is_err() {
            fs::rename(file, &to)?;
        }
        return Ok(aside.to_string_lossy().into_owned());
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests;
