//! Everything that can happen to a console: one closed enum, on one channel, in one order.

use crossterm::event::KeyEvent;

use crate::domain::command::Submission;
use crate::domain::event::{Outcome, RecipientList, Recorded};
use crate::domain::ids::{ClaimId, DraftId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::redaction::found::Found;
use crate::domain::refusal::Refusal;
use crate::domain::replies::Letter;
use crate::domain::time::Timestamp;

use super::model::{Reach, Scratch, Slot};

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// One plain key came over and over in one go, as a held one does: so many keys.
    Text(String),
    /// Different plain characters came faster than a person presses commands (a paste that the
    /// terminal did not mark, or a slow line's packet). Enter among them is `\n`, the last too:
    /// with only that one, in a line, it is what a script or a slow line sends for `text, Enter`.
    Burst {
        /// The characters.
        text: String,
        /// Whether they go on with the burst before, and are no other thing.
        goes_on: bool,
    },
    /// The terminal marked a paste. Line ends are `\n`.
    Paste(String),
    /// The terminal has this many columns and rows.
    Resized(u16, u16),
    /// It is now this late. Comes when what is shown changes with time, and before every other
    /// message after a rest.
    Tick(Timestamp),
    /// The console was stopped or the machine slept; somebody else may sit here now.
    Resumed,
    /// The room is open and what was typed before has been told: whoever sits here may be asked who
    /// they are.
    Seated,
    /// The room, folded: at first perhaps only as the desk last saw it (`checked` false), then as
    /// the file has it.
    Opened {
        /// The fold.
        incident: Box<Incident>,
        /// Whether the file itself was read.
        checked: bool,
    },
    /// What earlier consoles of this person asked for here and the file does not have yet, and what
    /// was refused and nobody has dealt with.
    AtDesk {
        /// Safe at the desk.
        waiting: Vec<Submission>,
        /// The tray.
        tray: Vec<(Submission, Refusal)>,
    },
    /// Text that consoles which ended left half typed at this host's desk, whosesoever it is.
    Left(Vec<Scratch>),
    /// What anybody may take at this host's desk is this by now.
    Lying {
        /// All that consoles which ended, or others that are open, keep there for its owner.
        texts: Vec<Scratch>,
        /// What was put away here, and was taken at another console.
        taken: Vec<Slot>,
    },
    /// Of it, what this console asked for and has from now on.
    Scratches(Vec<Scratch>),
    /// A submission is safe at the desk: it cannot be lost from here on.
    Pending(SubmissionId),
    /// Rows were numbered: our own and others' alike.
    Committed(Vec<Recorded>),
    /// A submission was declined; its text comes back.
    Refused(Box<Submission>, Refusal),
    /// A submission could not be kept anywhere (desk full, file out of reach): it is not recorded.
    NotTaken(Box<Submission>, String),
    /// A submission is in the record; it may have needed no row.
    Settled(SubmissionId),
    /// A submission was taken back before it was sent.
    TakenBack(SubmissionId),
    /// What holds a passage that is to be redacted.
    Found(Box<Found>),
    /// How the file and the desk stand.
    Reach(Box<Reach>),
    /// What `$EDITOR` left: the draft's text, or why there is none.
    Edited(Result<String, Unedited>),
    /// How something ended that this console let out.
    LetOut(ClaimId, Outcome),
    /// A list of recipients in this file was counted: what tells it apart, or why it cannot be.
    ListCounted(String, Result<RecipientList, String>),
    /// What came back in answer to this draft was read, or cannot be, and why.
    ReplyRead(DraftId, Box<Result<Letter, String>>),
    /// Something to say to the person, from the runtime (`copied 40 bytes …`).
    Notice(String),
}

/// Why what `$EDITOR` left is not taken for the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unedited {
    /// Why, a sentence that says that the draft is as it was.
    pub why: String,
    /// What stood in the editor's file, where it is another text than it was given.
    pub left: Option<String>,
}

impl From<String> for Unedited {
    fn from(why: String) -> Self {
        Self { why, left: None }
    }
}
