//! What a child is asked for, and what has come of it. Apart from the asking, because these are
//! plain values: the room matches on all of them.

use std::path::PathBuf;

use crate::domain::command::Submission;
use crate::store::share::line::Line;
use crate::store::share::stood::Stood;
use crate::store::share::term::Taken;
use crate::store::share::unwritten::Unwritten;
use crate::store::share::wire::Done;

/// What an answer of the child is for.
pub(super) enum Errand {
    Make,
    Ask(Vec<Submission>),
    Answer(Vec<Line>),
    Reach,
    Fetch(PathBuf),
    Rewrite,
    Publish(PathBuf, Copied),
}

/// A copy of the record on its way to the share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store::worker) struct Copied {
    /// The row that it goes to.
    pub seq: u64,
    /// In which term of this console it was made; nothing before the first.
    pub term: Option<u64>,
}

/// What has come of something.
pub(in crate::store::worker) enum Came {
    /// The place is ours, or somebody else's.
    Reached(Taken),
    /// The place may be ours or not: a look tells.
    NotReached,
    /// Answers were published.
    Answered,
    /// Answers may not have been published: they are to be sent again, as they are.
    NotAnswered(Vec<Line>),
    /// Segments were rewritten, or were not.
    Rewritten(Done<()>),
    /// A file was copied here, under this name, or was not.
    Fetched(PathBuf, Done<()>),
    /// A copy of the record was published, or was not; and what stood there before.
    Published(Copied, Result<Stood, Unwritten>),
    /// Somebody has touched the file that was published last.
    Touched,
    /// One's own segment was removed or cut.
    OwnLost,
    /// Somebody's segment that was read before was.
    Lost,
    /// What was begun with is not what lies there: everything is to be read.
    Unfit,
    /// The folder was begun anew: what was read before was read in another.
    OtherFolder,
}
