//! Who is here: each console keeps a small file of its own beside the record, rewritten in its
//! place, so that the record does not grow by it. Apart from the segments, whose lines are for
//! ever.
//!
//! Whether somebody lives is told by the beats that come, counted by the clock of who looks: clocks
//! of two hosts are never compared for that.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::ids::{DraftId, SessionId};
use crate::domain::time::Timestamp;

use super::folder::{self, Name};
use super::hampered::Hampered;
use super::line;

/// The size of the file: one page, written at once.
const SIZE: usize = 2048;

/// What a console says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// This run of this console.
    pub session: SessionId,
    /// Who types there; a claim.
    pub name: String,
    /// For which department.
    pub department: String,
    /// On which host.
    pub host: String,
    /// Which start of that host.
    pub boot: String,
    /// Which process there.
    pub pid: u32,
    /// Which version of the console.
    pub version: String,
    /// Since when.
    pub since: Timestamp,
    /// The row to which it has published the file, as its keeper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<u64>,
    /// What keeps it from numbering, as the keeper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hampered: Option<Hampered>,
    /// The draft that is being written there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editing: Option<DraftId>,
}

/// A console's word with its beat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// What it says.
    pub present: Present,
    /// Grows with every beat.
    pub count: u64,
    /// When, by its own clock.
    pub at: Timestamp,
}

/// Writes a beat over the last one. By name each time: whoever held the file open would go on in
/// one that has no name any more where somebody puts the folder back from a copy.
pub fn write(folder: &Path, beat: &Beat) -> io::Result<()> {
    let mut text = line::sealed(beat)?.into_bytes();
    text.resize(text.len().max(SIZE), b' ');
    let path = folder.join(Name::Here(beat.present.session.clone()).to_string());
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(folder::mode_in(folder))
        .open(path)?;
    file.write_all_at(&text, 0)?;
    file.sync_data()
}

/// Reads somebody's; nothing while it is being written.
pub fn read(folder: &Path, session: &SessionId) -> io::Result<Option<Beat>> {
    let path = folder.join(Name::Here(session.clone()).to_string());
    let bytes = folder::read_fresh(&path, SIZE as u64)?;
    let text = String::from_utf8_lossy(&bytes);
    let first = text.lines().next().unwrap_or_default();
    Ok(line::is_whole(first).then(|| line::unsealed(first)).flatten())
}

#[cfg(test)]
mod tests {
    use super::{Beat, Present, read, write};
    use crate::domain::ids::SessionId;
    use crate::domain::time::Timestamp;

    #[test]
    fn a_shorter_word_leaves_nothing_of_the_longer_one() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let session = SessionId::new("s");
        for (count, name) in [(1, "Dana van der Lange"), (2, "Lee")] {
            let present = Present {
                session: session.clone(),
                name: name.to_owned(),
                department: "infra".to_owned(),
                host: "a".to_owned(),
                boot: "b".to_owned(),
                pid: 1,
                version: "1".to_owned(),
                since: Timestamp::default(),
                published: None,
                hampered: None,
                editing: None,
            };
            let beat = Beat { present, count, at: Timestamp::default() };
            write(folder.path(), &beat).expect("a beat");
            assert_eq!(read(folder.path(), &session).expect("a file"), Some(beat));
        }
    }
}
