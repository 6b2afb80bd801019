//! Whole files between the share and this host: fetched to be read here, and published from here.
//!
//! Apart, because a file on a share is only read by copying it (a page cache may mix two
//! generations), and only replaced by one that is complete: written beside it, synced, renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::store::chain::Hash;
use crate::store::desk::host_name;

use super::folder;
use super::milestone::{self, Milestone};
use super::stood::{Look, Signature, Stood};
use super::wire::Token;

/// How much is copied before other work is looked at.
const AT_ONCE: u64 = 1 << 20;
/// How much of the file is looked at from time to time, to see that it stands there.
const PIECE: usize = 256 << 10;
/// How often a copy is begun anew where the file is being replaced meanwhile.
const TRIES: usize = 4;

/// Copies a file of the share to this host.
pub fn fetch(from: &Path, to: &Path) -> io::Result<()> {
    let mut download = Download::new(0, from.to_owned(), to.to_owned());
    while !download.go_on()? {}
    Ok(())
}

/// A copy to this host that is under way, a piece at a time, so that lines need not wait for it.
#[derive(Debug)]
pub struct Download {
    token: Token,
    from: PathBuf,
    to: PathBuf,
    tries: usize,
    /// The file, its copy, and what is left of it.
    under_way: Option<(File, File, u64)>,
}

impl Download {
    /// Begins one.
    pub const fn new(token: Token, from: PathBuf, to: PathBuf) -> Self {
        Self { token, from, to, tries: 0, under_way: None }
    }

    /// Copies a piece; says whether all is done.
    pub fn go_on(&mut self) -> io::Result<bool> {
        let gone_on = self.copy_piece();
        if gone_on.is_err() && self.tries < TRIES {
            self.under_way = None;
            return Ok(false);
        }
        gone_on
    }

    fn copy_piece(&mut self) -> io::Result<bool> {
        if self.under_way.is_none() {
            self.tries += 1;
            let (file, size) = folder::open_fresh(&self.from)?;
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            self.under_way = Some((file, options.open(&self.to)?, size));
        }
        let Some((file, copy, left)) = &mut self.under_way else { return Ok(false) };
        let piece = AT_ONCE.min(*left);
        if io::copy(&mut Read::by_ref(file).take(piece), copy)? < piece {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        *left -= piece;
        Ok(*left == 0)
    }

    /// Which it is.
    pub const fn token(&self) -> Token {
        self.token
    }
}

/// The file as it was published last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What the mount tells of it.
    signature: Signature,
    /// What its pieces hold.
    sums: Arc<[Hash]>,
    term: Option<u64>,
}

impl Published {
    /// Whether it stands there as it was, as far as one look tells: the `n`-th reads another piece
    /// than the one before.
    pub fn stands(&self, file: &Path, n: u64) -> io::Result<bool> {
        if Signature::of(file)? != Some(self.signature) {
            return Ok(false);
        }
        let Some(piece) = n.checked_rem(self.sums.len() as u64) else { return Ok(true) };
        let (bytes, _) = folder::read_after(file, piece * PIECE as u64, PIECE)?;
        let sum = usize::try_from(piece).ok().and_then(|piece| self.sums.get(piece));
        Ok(sum == Some(&Sha256::digest(&bytes).into()))
    }

    /// Whether the mount tells the same of it as it did.
    pub fn is_told(&self, file: &Path) -> bool {
        Signature::of(file).is_ok_and(|there| there == Some(self.signature))
    }
}

/// The sums of all pieces of a file.
fn sums_of(file: &mut File) -> io::Result<Arc<[Hash]>> {
    file.rewind()?;
    let (mut sums, mut piece) = (Vec::new(), Vec::with_capacity(PIECE));
    while Read::by_ref(file).take(PIECE as u64).read_to_end(&mut piece)? > 0 {
        sums.push(Sha256::digest(&piece).into());
        piece.clear();
    }
    Ok(sums.into())
}

/// A copy to the share that is under way, a piece at a time, so that lines need not wait for it.
#[derive(Debug)]
pub struct Upload {
    token: Token,
    from: PathBuf,
    source: File,
    /// Where it is going, one after the other.
    targets: Vec<PathBuf>,
    under_way: Option<(PathBuf, File)>,
    folder: PathBuf,
    /// The term in which it was made.
    term: Option<u64>,
    file: PathBuf,
    /// At what stands in the file's place, once that is next.
    look: Option<Look>,
    stood: Stood,
    /// What it put in the file's place.
    stands: Option<(Signature, Arc<[Hash]>)>,
    /// How far the record has come with it.
    milestone: Option<Box<Milestone>>,
}

impl Upload {
    /// Begins to copy `from`, which was made in this term, over `file`, and as `base` too where
    /// that is asked.
    pub fn begin(
        token: Token,
        from: PathBuf,
        file: &Path,
        base: Option<PathBuf>,
        term: Option<u64>,
    ) -> io::Result<Self> {
        let source = File::open(&from)?;
        let targets = base.into_iter().chain([file.to_owned()]).rev().collect();
        let folder = folder::beside(file);
        let upload = Self {
            token,
            from,
            source,
            targets,
            under_way: None,
            folder,
            term,
            file: file.to_owned(),
            look: None,
            stood: Stood::AsExpected,
            stands: None,
            milestone: None,
        };
        still_keeps(&upload.folder, term).map(|()| upload)
    }

    /// The same, with what is put beside the file once that stands there.
    pub fn with(mut self, milestone: Option<Box<Milestone>>) -> Self {
        self.milestone = milestone;
        self
    }

    /// Copies a piece; says whether all is done. `known` is what was copied there last, and in
    /// which term: in another, somebody else may have done so since.
    pub fn go_on(&mut self, known: Option<&Published>) -> io::Result<bool> {
        let Some(target) = self.targets.last() else {
            return Ok(true);
        };
        let (path, copy) = if let Some(under_way) = &mut self.under_way {
            under_way
        } else {
            let beside = beside(target)?;
            let mode = folder::mode_in(beside.parent().unwrap_or(Path::new("/")));
            let file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(mode)
                .open(&beside)?;
            // Never by its name again: what was opened is what is whole.
            self.source.rewind()?;
            self.under_way.insert((beside, file))
        };
        if io::copy(&mut Read::by_ref(&mut self.source).take(AT_ONCE), copy)? > 0 {
            return Ok(false);
        }
        copy.flush()?;
        copy.sync_all()?;
        let is_file = *target == self.file;
        if is_file {
            if self.look.is_none() {
                // A later keeper's own file is none of this one's business.
                still_keeps(&self.folder, self.term)?;
            }
            let known = known.filter(|known| known.term == self.term);
            let known = known.map(|known| known.signature);
            let (file, ours) = (&self.file, &self.from);
            let look =
                self.look.get_or_insert_with(|| Look::new(file.clone(), ours.clone(), known));
            if !look.go_on()? {
                return Ok(false);
            }
        }
        let (path, target) = (path.clone(), target.clone());
        still_keeps(&self.folder, self.term)?;
        if is_file && let Some(look) = &mut self.look {
            self.stood = look.make_way()?;
        }
        fs::rename(&path, &target)?;
        // Some mounts write the times when it is closed.
        self.under_way = None;
        if is_file {
            // At once: whatever is done to it from now on must be noticed.
            let signature = Signature::of(&target).ok().flatten();
            self.stands = signature.zip(sums_of(&mut self.source).ok());
        }
        folder::sync(target.parent().unwrap_or(Path::new("/")))?;
        if let Some(milestone) = self.milestone.take_if(|_| is_file) {
            // Without it whoever arrives reads more.
            let _ = milestone::write(&self.folder, &milestone);
        }
        self.targets.pop();
        Ok(false)
    }

    /// What was put in the file's place, once all is done.
    pub fn published(&self) -> Option<Published> {
        let (signature, sums) = self.stands.clone()?;
        Some(Published { signature, sums, term: self.term })
    }

    /// What stood in the file's place before, once all is done.
    pub fn stood(&self) -> Stood {
        self.stood.clone()
    }

    /// Which it is.
    pub const fn token(&self) -> Token {
        self.token
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some((path, _)) = &self.under_way {
            // Half a copy serves nobody.
            let _ = fs::remove_file(path);
        }
        // It lies on this host, and is made anew each time, under another name.
        let _ = fs::remove_file(&self.from);
    }
}

/// Fails where a later keeper has begun: what was made in an earlier term must neither replace what
/// that one publishes, nor judge it.
fn still_keeps(folder: &Path, term: Option<u64>) -> io::Result<()> {
    if folder::latest_term(folder)? > term {
        return Err(io::Error::other("somebody else keeps the room by now"));
    }
    Ok(())
}

/// How the names begin of what this process makes. Two hosts may have processes of one number.
pub fn begin_of_own() -> String {
    format!(".making-{}-{}-", host_name(), std::process::id())
}

/// The name under which a file is made complete.
fn beside(target: &Path) -> io::Result<PathBuf> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut hidden = std::ffi::OsString::from(begin_of_own());
    hidden.push(name);
    Ok(target.with_file_name(hidden))
}

#[cfg(test)]
mod tests;
