//! Between a console and its child on a share: frames of JSON, each after its length.
//!
//! Apart, because both ends must agree and run from one binary. The child may hang at any moment:
//! nothing here waits for it but the two threads whose only work that is.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::ids::{IncidentId, SessionId};

use super::errand::{Did, Errand};
use super::folder::Name;
use super::milestone::Milestone;
use super::presence::{Beat, Present};
use super::rewrite::{Moved, Removed};
use super::segment::Written;
use super::stood::Stood;
use super::term::{Taken, Term};
use super::unwritten::Unwritten;

/// Which of several things asked an answer belongs to; unique among those of a child.
pub type Token = u64;

/// What a console asks of its child.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Look at this file and the folder beside it. The first thing asked.
    Open {
        /// The file, as it was named.
        file: PathBuf,
        /// The type of the mount that it must lie on.
        mount: String,
        /// Whether the folder must stand beside it.
        kept: bool,
        /// Whose segment is one's own.
        session: SessionId,
        /// The number of the first part of it that may be made.
        part: u32,
    },
    /// Run this errand. Who is asked for one first is asked for nothing else.
    Run(Errand),
    /// Make the folder, for a file whose identity was checked.
    Make {
        /// The answer's.
        token: Token,
        /// Whose record lies in the file.
        incident: IncidentId,
    },
    /// Look at the file and the folder once more: another console may have made the folder.
    LookAgain,
    /// Say what one may begin with who has seen the record up to this row.
    Begin(u64),
    /// Begin to follow the folder, and to say who is here.
    Follow {
        /// What to say.
        present: Present,
        /// From where on segments are read, of those that are known so far.
        from: BTreeMap<Name, u64>,
    },
    /// Say this of oneself from now on.
    Say(Present),
    /// The console runs: what is looked at from now on is told with this time of its own.
    Live(u64),
    /// Append these lines to one's own segment.
    Append {
        /// The answer's.
        token: Token,
        /// Whole lines.
        lines: String,
    },
    /// Reach for the keeper's place.
    Reach {
        /// The answer's.
        token: Token,
        /// What its file will say.
        term: Term,
    },
    /// Copy a file of the share to this host: the record itself, or a base.
    Fetch {
        /// The answer's.
        token: Token,
        /// The row that the base goes to; nothing for the record itself.
        base: Option<u64>,
        /// Where to.
        to: PathBuf,
    },
    /// Copy a record that was made on this host to the share.
    Publish {
        /// The answer's.
        token: Token,
        /// Where from; removed afterwards. Nobody else's name, and of one copy only.
        from: PathBuf,
        /// In which term it was made; nothing before the first.
        term: Option<u64>,
        /// The row that it goes to, where it is to stand as a base too.
        base: Option<u64>,
        /// How far the record has come with it, to be put beside it.
        milestone: Option<Box<Milestone>>,
    },
    /// Rewrite one's own segments without what was redacted; and where it is said who lives, also
    /// those of everybody who does not.
    Rewrite {
        /// The answer's.
        token: Token,
        /// What goes.
        removed: Removed,
        /// Who rewrites their own.
        living: Option<Vec<SessionId>>,
    },
    /// Take back what one says of oneself, and end.
    Leave,
}

/// What a child tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// The file and its folder as they are; again as long as they cannot be looked at.
    Opened(Box<Facts>),
    /// What came of an errand.
    Did(Done<Did>),
    /// The folder is there.
    Made(Token, Done<()>),
    /// How far the record has come, as one may begin with it, the best first.
    Milestones(Vec<Milestone>),
    /// A keeper's place that was not told before.
    Term(Box<Term>),
    /// A base that was not told before: the row that it goes to.
    Base(u64),
    /// Whole lines of somebody's segment, in order, that were not told before.
    Lines {
        /// The segment.
        of: Name,
        /// Where the last of them ends.
        to: u64,
        /// The lines.
        lines: Vec<String>,
    },
    /// A console whose beat has changed.
    Beat(Box<Beat>),
    /// A console that has left.
    Left(SessionId),
    /// Everything that was listed has been read.
    Looked,
    /// The folder and every term in it have been looked at since the console said this.
    Alive(u64),
    /// The folder could not be looked at.
    Blind(String),
    /// One's own segment was removed or cut: what it held is to be said again.
    OwnLost,
    /// Somebody's segment that was read before is there no more, or not whole.
    Lost,
    /// The folder is not as the milestone says that was begun with: everything is to be read.
    Unfit,
    /// Where lines were appended, or why not.
    Appended(Token, Result<Written, Unwritten>),
    /// Whether the place was reached.
    Reached(Token, Done<Taken>),
    /// Whether a copy is here.
    Fetched(Token, Done<()>),
    /// Which of one's own segments were rewritten.
    Rewritten(Token, Done<Vec<Moved>>),
    /// Whether a copy is there, and what stood in its place before.
    Published(Token, Result<Stood, Unwritten>),
    /// The file that was published last stands there no more as it was.
    Touched,
}

/// Something done, or a sentence that says why it may not have been.
pub type Done<T> = Result<T, String>;

/// What a child finds of a file on a share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The file with all links followed; nothing where it is not there.
    pub file: Option<PathBuf>,
    /// Why it cannot be looked at, where that is so.
    pub trouble: Option<String>,
    /// Whether that is so for good: no file stands there, on a mount that is well.
    pub hopeless: bool,
    /// Whose record the folder beside it serves; nothing where there is no such folder yet.
    pub incident: Option<IncidentId>,
    /// Whether the file lies there without the folder that must stand beside it.
    #[serde(default)]
    pub folder_gone: bool,
    /// Free bytes for this user.
    pub free: Option<u64>,
    /// Whether everybody on the host may read the file or its folder.
    pub open_to_all: bool,
}

/// The longest frame that is taken: a batch of the largest lines stays far below.
const LONGEST: u32 = 256 << 20;

/// Sends one thing.
pub fn send(to: &mut impl Write, what: &impl Serialize) -> io::Result<()> {
    let body = serde_json::to_vec(what)?;
    let length = u32::try_from(body.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(&body)?;
    to.flush()
}

/// Waits for one thing; an end of the stream is an error of that kind.
pub fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length);
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut body)?;
    Ok(serde_json::from_slice(&body)?)
}
