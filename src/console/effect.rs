//! What `update` asks of the runtime: data, performed elsewhere.

use crate::domain::command::Submission;
use crate::domain::ids::{ClaimId, DraftId, SessionId, SubmissionId};
use crate::domain::people::Person;
use crate::domain::redaction::found::Sought;

use super::drafts::sending::Outgoing;
use super::model::Slot;

/// What a person brought to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// The path of a file, as it was typed.
    File(String),
    /// The words themselves, pasted or typed.
    Words(String),
}

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Record this.
    Submit(Box<Submission>),
    /// Take this back, if it was not sent yet.
    TakeBack(SubmissionId),
    /// A refused submission was dealt with: it leaves the tray for good.
    DropRefused(SubmissionId),
    /// A person says that this file, the second of two or not the one seen here, is the room.
    ThisIsTheRoom,
    /// A person says that the keeper of a room on a share is gone.
    TakeOver,
    /// Look for everything that holds this.
    Find(Sought),
    /// Look at the file now, without waiting out a pause.
    Look,
    /// Keep text that is being typed.
    SaveScratch {
        /// Where it is being typed.
        slot: Slot,
        /// The text.
        text: String,
        /// The cursor, in bytes.
        cursor: usize,
    },
    /// Keep text for who typed it, who does not sit here any more.
    KeepFor {
        /// Who typed it.
        owner: Person,
        /// Where it lies from now on.
        slot: Slot,
        /// The text.
        text: String,
        /// The cursor, in bytes.
        cursor: usize,
    },
    /// The text in this place was recorded or given up.
    DropScratch(Slot),
    /// Take up these texts, which lie at the desk for anybody to take.
    TakeLeft(Vec<(SessionId, Slot)>),
    /// A text that was taken up has its place here: its old one is given up.
    DropLeft(SessionId, Slot),
    /// Put this into the terminal's clipboard.
    Copy(String),
    /// Let words out whose claim is on the record.
    LetOut(Box<Outgoing>),
    /// Stop this, unless it is handed over already.
    StopSending(ClaimId),
    /// Count the lines of a list of recipients in this file, and take its digest.
    CountList(String),
    /// Read what came back in answer to this draft.
    ReadReply(DraftId, Brought),
    /// Hand this text to `$EDITOR`.
    RunEditor(String),
    /// Draw everything anew.
    Redraw,
    /// Stop, as Ctrl-Z asks.
    Suspend,
    /// Leave the room for the start screen, or the program where there was none.
    Leave,
    /// Leave the program.
    Quit,
    /// Remember this person's name and department as the defaults of this host.
    RememberMe,
}
