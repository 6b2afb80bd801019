//! What is asked of the worker of a room, and what it tells: plain values, so that the runtime can
//! carry them as messages.

use crate::domain::command::Submission;
use crate::domain::event::Recorded;
use crate::domain::ids::{DraftId, SessionId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::redaction::found::Found;
use crate::domain::time::Timestamp;
use crate::store::desk::{Refused, Scratch};
use crate::store::fault::Fault;
use crate::store::redaction::find::Passage;
use crate::store::share::presence::Present;

/// What is asked. In the order of asking.
#[derive(Debug)]
pub enum Request {
    /// Record this. Answered by [`Report::Pending`] or [`Report::NotTaken`], then by
    /// [`Report::Settled`] or [`Report::Refused`].
    Submit(Box<Submission>),
    /// Take these in one at the desk: all of them hold, or none does, whenever this is cut short.
    /// Of what a turn of a console asks: submissions, texts kept and forgotten, refusals dealt
    /// with.
    Together(Vec<Self>),
    /// Take this submission back, if it has not gone out. Answered by [`Report::TakenBack`] or
    /// [`Report::TooLate`].
    TakeBack(SubmissionId),
    /// Keep this text; it replaces what the slot held.
    SaveScratch {
        /// Where the console will look for it (`capture`, `parked-2`, `draft-…`).
        slot: String,
        /// The text, as typed.
        text: String,
        /// Where the cursor stood; what the number means is the console's matter.
        cursor: u64,
        /// Who types it; empty where they have not said a name.
        owner: String,
    },
    /// Take up texts that dead sessions left, or any session put aside, by session and slot.
    /// Answered by [`Report::Taken`].
    TakeLeft(Vec<(SessionId, String)>),
    /// Forget the text of a slot: of this session, or of one whose text was taken up.
    DropScratch {
        /// The session that typed it; nothing means this one.
        of: Option<SessionId>,
        /// Which.
        slot: String,
    },
    /// Look for everything that holds this passage. Answered by [`Report::Found`].
    Find(Box<Passage>),
    /// The person has dealt with a refused submission: it leaves the tray. Its id stays refused.
    DropRefused(SubmissionId),
    /// A person says that this file, opened as the second of two, is the room, and that the other
    /// is the copy.
    ThisIsTheRoom,
    /// Who sits here now, and what they write, as other consoles are told.
    Here(Here),
    /// A person says that the keeper of a room on a share is gone: this console takes its place.
    TakeOver,
    /// Look at the file now, and do not wait out a pause after a failure (after a resume, say).
    Look,
    /// Finish what can be finished at once, then end. Answered by [`Report::Stopped`].
    Stop,
}

/// What a console says of whoever sits before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Here {
    /// Who types; a claim.
    pub person: String,
    /// For which department.
    pub department: String,
    /// The draft that is open for writing.
    pub editing: Option<DraftId>,
}

/// What is told.
#[derive(Debug)]
pub enum Report {
    /// The room is open; always the first report. Comes again, and replaces all rows told before,
    /// when a long record that was first shown as the desk had it has been read whole, and when the
    /// file turned out to tell another story.
    Opened(Box<Opened>),
    /// More lies at the desk for this console than it was told when the room was opened: a session
    /// died meanwhile, or the desk could not be read then.
    AtDesk(Box<AtDesk>),
    /// The room lies on a share that is out of reach, and this host has never seen it: it cannot be
    /// opened yet, and is tried on and on. Comes before [`Report::Opened`] only.
    NotYet {
        /// Why: a clause.
        because: String,
    },
    /// Of the texts asked for, those that are now this session's.
    Taken {
        /// These.
        texts: Vec<Scratch>,
        /// How many others there were: taken up elsewhere, or the desk did not answer.
        missed: usize,
    },
    /// Which texts lie at the desk for anybody to take has changed.
    Lying(Lying),
    /// The room cannot be opened at all, and the worker has ended. What happened, what is safe,
    /// what to do.
    CannotOpen {
        /// The sentence.
        because: String,
        /// What was met, where that was a fault of the file.
        fault: Option<Fault>,
    },
    /// The desk holds this submission: it cannot be lost now.
    Pending(SubmissionId),
    /// Neither the desk nor the file took it: it is lost unless its author keeps it, so it goes
    /// back into the line.
    NotTaken {
        /// The submission.
        submission: Box<Submission>,
        /// What happened, a sentence.
        because: String,
    },
    /// Rows that came into the record, by whomever, in its order, each once.
    Committed(Vec<Recorded>),
    /// A submission is in the record (its rows, if it has any, were in a [`Report::Committed`]
    /// before).
    Settled(SubmissionId),
    /// A submission was refused; its refusal is remembered, and it is in the tray.
    Refused(Box<Refused>),
    /// A submission was taken back before it went out.
    TakenBack(Box<Submission>),
    /// A submission has gone out, or may have: it can no longer be taken back, only be undone.
    TooLate(SubmissionId),
    /// On a share, somebody took the keeper's place who had not seen the last rows: these are asked
    /// again by themselves, and may get other numbers. Comes after an [`Report::Opened`] without
    /// them.
    AskedAgain {
        /// The new keeper's host.
        host: String,
        /// The row that it goes on from.
        from: u64,
        /// How many rows this console had shown after it.
        rows: u64,
    },
    /// Something that has happened to the file, a sentence; it stands in the remarks too.
    Said(String),
    /// What holds a passage that was asked for.
    Found(Box<Found>),
    /// Before something was removed under a legal hold, it was laid aside here.
    Sealed(std::path::PathBuf),
    /// How the file and the desk are now; told on every change.
    Reach(Box<Reach>),
    /// The worker has ended. What waits at the desk is delivered by the next console here.
    Stopped {
        /// How many submissions wait.
        waiting: usize,
    },
}

/// An open room.
#[derive(Debug)]
pub struct Opened {
    /// What the record folds into.
    pub incident: Incident,
    /// Nothing where the file itself was read; else this is what the desk last saw, as of this
    /// moment, and of a long record most lines of the timeline may be left out.
    pub from_desk: Option<Timestamp>,
    /// What lies at the desk for this console; nothing of it was told before.
    pub desk: AtDesk,
    /// How file and desk are.
    pub reach: Reach,
}

/// What lies at the desk for a console. Each is told once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AtDesk {
    /// Submissions of this session's predecessors here that are still to be delivered.
    pub pending: Vec<Submission>,
    /// Texts that sessions which ended here were typing, or others put aside: looked at, not taken.
    pub left: Vec<Scratch>,
    /// Refused submissions that nobody has dealt with.
    pub tray: Vec<Refused>,
}

/// What anybody may take at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    /// Texts that other sessions here left or put aside, all of them.
    pub texts: Vec<Scratch>,
    /// Slots of what this session had put aside, and others have taken since the last report.
    pub taken: Vec<String>,
}

impl AtDesk {
    /// Whether nothing lies there.
    pub const fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.left.is_empty() && self.tray.is_empty()
    }
}

/// How the file and the desk are.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The file.
    pub file: FileReach,
    /// The desk.
    pub desk: DeskReach,
    /// Submissions that wait at this desk for the file, those of other consoles here included.
    pub waiting: usize,
    /// Refused submissions in the tray.
    pub tray: usize,
    /// Consoles open on this room at this desk, this one included.
    pub here: usize,
    /// The last redaction that is carried out at this desk, and in what this console wrote; 0
    /// before any.
    pub clean_to: u64,
    /// The first row that is not sound, also where a person said that lines go on all the same.
    pub unsound: Option<u64>,
    /// Whether everybody on the file's host may read it.
    pub open_to_all: bool,
    /// When the file was last found to be as shown.
    pub checked: Timestamp,
    /// Where file and desk lie.
    pub place: Place,
    /// The other consoles that are known to be here: on a share all of them, else those of this
    /// host.
    pub others: Vec<Other>,
    /// What there is beside that on a share.
    pub share: Option<Box<ShareReach>>,
}

/// Another console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// What it says of itself.
    pub present: Present,
    /// When it was last heard of, where that is a while ago.
    pub silent_since: Option<Timestamp>,
}

/// How a room on a share stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareReach {
    /// Who keeps the room.
    pub keeper: Keeper,
    /// The row to which the file for people is known to be complete.
    pub complete: Option<u64>,
    /// What others have asked that is not numbered yet, up to a hundred.
    pub asked: Vec<Submission>,
    /// How far the clocks of other hosts are off from this one's, in milliseconds, as far as that
    /// can be told from here: what a beat takes on its way counts too.
    pub clocks: Vec<(String, i64)>,
    /// What should be looked after: rights, room on the disk.
    pub remarks: Vec<String>,
    /// Whether everything that lies in the folder has been read.
    pub looked: bool,
    /// Whether nothing is numbered, though the share is reached and the keeper is not silent.
    pub stuck: Option<Stuck>,
}

/// Nothing is numbered on a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// Since when.
    pub since: Timestamp,
    /// Why, a clause, where that is known.
    pub because: Option<String>,
}

/// Who keeps a room on a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeper {
    /// This console.
    Us,
    /// Another, which is here.
    Other {
        /// Who types there.
        name: String,
        /// On which host.
        host: String,
    },
    /// Another, which has not been heard of for a while: only a person can know whether it lives.
    Silent {
        /// On which host.
        host: String,
    },
    /// Nobody, for the moment: the next one takes the place by itself.
    Nobody,
    /// Nobody yet: the file was numbered on its own host so far, and has to be left alone for half
    /// a minute first.
    NotYet,
}

/// Where file and desk lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: std::path::PathBuf,
    /// What its mount is, a clause.
    pub mount: String,
    /// The desk, and why there.
    pub desk: String,
}

/// Whether lines reach the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileReach {
    /// They do.
    Open,
    /// The file is only read, for this reason (asked for, not permitted, a share, a newer version).
    ReadOnly {
        /// A sentence.
        because: String,
    },
    /// This is the second of two files of one incident: only read until a person says which is the
    /// room.
    SecondFile {
        /// The other.
        other: std::path::PathBuf,
        /// The last row of this one and the last that this desk saw, where this is an older copy.
        older: Option<(u64, u64)>,
    },
    /// The file is not reached since then; it is tried again by itself, and lines are kept at the
    /// desk.
    Away {
        /// Since when.
        since: Timestamp,
        /// The state of the file in two or three words, for where there is no room for more.
        word: &'static str,
        /// A sentence.
        because: String,
    },
    /// The file is not the one that this desk saw (behind, forked, another incident, not sound):
    /// nothing is written to it.
    NotTheOne {
        /// A sentence that says how it differs, what is safe, and what to do.
        because: String,
        /// The same, for what may be done about it.
        doubt: Doubt,
    },
}

/// The word of a file that is away because nothing, or something else, stands in its place.
pub const GONE: &str = "FILE GONE";
/// How a file is called that is no room's any more, or not a sound one.
pub const DAMAGED: &str = "FILE DAMAGED";

/// How a file is not the one that it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It is of another incident: nobody can say that it is the room.
    Foreign,
    /// It tells another story from a row on: rows that were seen here would be given up.
    Differs {
        /// The first of them.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// A row of it breaks a rule of the format.
    Unsound {
        /// The first such row.
        row: u64,
    },
    /// Something else, said in the sentence.
    Other,
}

/// Whether the desk keeps what it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskReach {
    /// It does.
    Open,
    /// It does not: a line is taken only if the file takes it.
    Failing {
        /// A sentence.
        because: String,
        /// Whether there is no room for it.
        full: bool,
    },
}
