//! Why something asked was declined, in words a person can act on. Each names the way out.
//!
//! Refusals are remembered at the desk with what was asked, so their form is kept: variants are
//! added, never renamed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::people::Person;
use super::sentence::clock;
use super::time::Timestamp;

/// A refusal: nothing was recorded, and this says why and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no room in this record yet.
    NotOpened,
    /// This record holds a room already.
    AlreadyOpened,
    /// A text is longer than the record takes.
    TooLong {
        /// Which text, in words (`the line's text`).
        what: String,
        /// What it takes: bytes of a text, characters of a name.
        limit: u64,
    },
    /// A text or name that is needed is empty.
    Empty {
        /// Which, in words.
        what: String,
    },
    /// A reason is needed.
    ReasonNeeded {
        /// For what, in words (`striking a line`).
        of: String,
    },
    /// It is so already.
    AlreadySo {
        /// What is so, in words.
        what: String,
    },
    /// An id is on the record already, for something else.
    IdTaken {
        /// Of what, in words.
        what: String,
        /// Which.
        id: String,
    },
    /// What is spoken of is not on the record.
    NoSuch {
        /// What, in words.
        what: String,
        /// Which.
        id: String,
    },
    /// What is asked fits another sort of line.
    NotThatSort {
        /// What it is.
        is: String,
        /// What it would have to be.
        needed: String,
    },
    /// The line is struck.
    Struck {
        /// Which, in words.
        what: String,
    },
    /// A moment lies ahead that cannot.
    InTheFuture {
        /// Of what, in words.
        what: String,
        /// The moment.
        at: Timestamp,
    },
    /// A time is promised that is past.
    PromiseInThePast {
        /// The time.
        due: Timestamp,
    },
    /// Another changed the same thing since its author looked.
    Moved {
        /// The thing, in words.
        what: String,
        /// How it was.
        was: String,
        /// How it is now.
        now: String,
        /// Who changed it last.
        by: Person,
        /// When they did.
        at: Timestamp,
    },
    /// One of many lines is refused, and so all are.
    Line {
        /// Which, counted from 1.
        number: u64,
        /// Why.
        because: Box<Self>,
    },
    /// The act has nothing that takes it back.
    NoOpposite,
    /// Words are to be removed under a legal hold, and were not laid aside.
    Held,
    /// Why is gone with what was asked: it was redacted.
    Redacted,
    /// A row cannot be redacted.
    NotRedactable {
        /// Which.
        row: u64,
        /// Why, a clause.
        because: String,
    },
    /// Words cannot have the go yet.
    NotReady {
        /// What, in words.
        what: String,
        /// What keeps it, each in words.
        lacks: Vec<String>,
    },
    /// It is for somebody else to say.
    NotTheirs {
        /// What, in words.
        what: String,
        /// Who says it.
        whose: String,
    },
    /// The digest is not that of the words.
    OtherWords,
    /// Words went out already, or another console is about to let them out.
    OnItsWay {
        /// What, in words.
        what: String,
        /// Who let it out.
        by: Person,
        /// When.
        at: Timestamp,
        /// By what way, and how that stands.
        how: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpened => f.write_str("no room has been begun in this file yet"),
            Self::AlreadyOpened => f.write_str("this file holds a room already"),
            Self::TooLong { what, limit } => {
                write!(f, "{what} is longer than the record takes ({limit})")
            }
            Self::Empty { what } => write!(f, "{what} is empty"),
            Self::ReasonNeeded { of } => write!(f, "{of} needs a reason"),
            Self::AlreadySo { what } => write!(f, "already so: {what}"),
            Self::IdTaken { what, id } => write!(f, "{what} with the id {id} is there already"),
            Self::NoSuch { what, id } => write!(f, "{what} with the id {id} is not on the record"),
            Self::NotThatSort { is, needed } => write!(f, "that is {is}, not {needed}"),
            Self::Struck { what } => write!(f, "{what} is struck"),
            Self::InTheFuture { what, at } => {
                write!(f, "{what} would lie in the future ({})", clock(*at))
            }
            Self::PromiseInThePast { due } => {
                write!(f, "the promised time {} is past already", clock(*due))
            }
            Self::Moved { what, was, now, by, at } => {
                write!(f, "{what} has moved: it was {was}; {by} made it {now} at {}", clock(*at))
            }
            Self::Line { number, because } => write!(f, "line {number}: {because}"),
            Self::NoOpposite => f.write_str("nothing takes that back"),
            Self::Held => f.write_str(
                "the room is under legal hold, and what was to be redacted was not laid aside for \
                 counsel",
            ),
            Self::Redacted => f.write_str("it was refused, and has been redacted since"),
            Self::NotRedactable { row, because } => {
                write!(f, "row {row} cannot be redacted: {because}")
            }
            Self::NotReady { what, lacks } => {
                write!(f, "{what} is not ready: {}", lacks.join("; "))
            }
            Self::NotTheirs { what, whose } => {
                write!(f, "{what} is the incident commander's ({whose}) or the deputy's")
            }
            Self::OtherWords => f.write_str("the digest is not that of these words"),
            Self::OnItsWay { what, by, at, how } => {
                write!(f, "{what} is out or on its way, by {by} since {}: {how}", clock(*at))
            }
        }
    }
}

impl Refusal {
    /// The way out.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotOpened => "begin the room first",
            Self::AlreadyOpened => "open it, or begin the new room in another file",
            Self::TooLong { .. } => {
                "shorten it, or keep the long text beside the file and name it here"
            }
            Self::Empty { .. } => "give it a word or more",
            Self::ReasonNeeded { .. } => "say why in a few words; they stay on the record",
            Self::AlreadySo { .. } | Self::Redacted => "nothing is left to do",
            Self::IdTaken { .. } => "ask again: a new id is made; a script chooses another --id",
            Self::NoSuch { .. } => "look at the latest state, then choose again",
            Self::NotThatSort { .. } => "choose another line, or correct this one's sign first",
            Self::Struck { .. } => "let it stand again first, or record a new line",
            Self::InTheFuture { .. } => {
                "give a past time; what is to come is an order, a promise or a planned anchor"
            }
            Self::PromiseInThePast { .. } => "give a time ahead, such as `in 20m`",
            Self::Moved { .. } => "look at both, then ask again if you still want yours",
            Self::Line { because, .. } => because.hint(),
            Self::NotReady { .. } => {
                "settle what it lacks; what has left the house already is recorded as sent"
            }
            Self::NotTheirs { .. } => {
                "say who coordinates (roles), or type on their behalf (on-behalf)"
            }
            Self::OtherWords => "take the words from `show --json --drafts`, with their digest",
            Self::OnItsWay { .. } => {
                "nothing was sent; if it is to go out once more, ask again: it says so first"
            }
            Self::NoOpposite => "record what is right now as a new line",
            Self::Held => "ask again: the hold was set meanwhile",
            Self::NotRedactable { .. } => "search for the passage again, then choose again",
        }
    }
}
