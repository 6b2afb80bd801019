//! The keeper's place: one file for each term, under a name that is never used twice, so that no
//! cache of a mount can show an older one. Who makes the next has taken over.
//!
//! Apart, because the promise that two keepers never number the same record is kept here and in
//! [`super::ledger`]: the file names how far the term before it counts, and whoever comes second in
//! making it has not made it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::store::direct::Head;

use super::folder::{self, Name};

/// What the file of a term says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Counts from 1.
    pub number: u64,
    /// How many answers of the term before it count.
    pub continues: u64,
    /// The row that it goes on from.
    #[serde(with = "as_text")]
    pub head: Head,
    /// Whose segment it is published in.
    pub session: SessionId,
    /// Where the keeper runs.
    pub host: String,
    /// Which start of that host.
    pub boot: String,
    /// Which process there.
    pub pid: u32,
    /// Since when.
    pub since: Timestamp,
}

/// What came of reaching for the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Taken {
    /// It is ours.
    Ours,
    /// Somebody else was first.
    Lost,
}

/// Reaches for the place of a term. An error leaves open whether it was taken: look, and then reach
/// for it again with the same words.
///
/// By [`link(2)`], which every mount that can be shared does in one step; the count of names and
/// the content tell who was first where an answer was lost on the way. `mkdir` would do on the
/// local disk, but a folder got stuck on NFS and SMB.
///
/// [`link(2)`]: https://man7.org/linux/man-pages/man2/link.2.html
pub fn reach_for(folder: &Path, term: &Term) -> io::Result<Taken> {
    let text = serde_json::to_vec(term)?;
    let place = folder.join(Name::Keeper(term.number).to_string());
    let own = folder.join(format!(".keeper-{}-{}", term.number, term.session));
    let written = write_new(&own, &text)?;
    let linked = fs::hard_link(&own, &place);
    let names = written.metadata().map(|found| found.nlink());
    // What is left behind is swept with the folder.
    let _ = fs::remove_file(&own);
    match (&linked, &names) {
        (Ok(()), Ok(2)) => {}
        (Ok(()), Ok(_) | Err(_)) | (Err(_), _) => match fs::read(&place) {
            Ok(there) if there == text => {}
            Ok(_) => return Ok(Taken::Lost),
            Err(error) => return Err(linked.err().unwrap_or(error)),
        },
    }
    folder::sync(folder)?;
    Ok(Taken::Ours)
}

fn write_new(path: &Path, text: &[u8]) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mode = folder::mode_in(path.parent().unwrap_or(Path::new("/")));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(text)?;
    file.sync_all()?;
    Ok(file)
}

/// Reads the file of a term that the folder lists; nothing while it is not whole.
pub fn read(folder: &Path, number: u64) -> io::Result<Option<Term>> {
    let text = folder::read_fresh(&folder.join(Name::Keeper(number).to_string()), 64 * 1024)?;
    let term: Option<Term> = serde_json::from_slice(&text).ok();
    Ok(term.filter(|term| term.number == number))
}

/// A head as people write it.
pub(super) mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use crate::store::direct::Head;

    pub fn serialize<S: Serializer>(head: &Head, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(head)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Head, D::Error> {
        let text = String::deserialize(from)?;
        Head::parse(&text).ok_or_else(|| D::Error::custom("not a row and its hash"))
    }
}
