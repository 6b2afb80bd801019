//! What happened, past tense: the only form in which facts are kept. **What is serialised here is a
//! promise**: a field may be added with a default, never renamed, retyped or removed, and every
//! kind has a golden sample in the tests.
//!
//! Kinds that this version does not know fold as [`Event::Unknown`]: kept, shown and passed on.

mod entry;
mod plan;
mod redaction;
mod reply;
mod review;
mod sending;

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::entry::{EntryRecorded, Seldom};
pub use self::plan::{EmbargoChanged, Gate, StepMoved, StepRemoved, StepSet, When};
pub use self::redaction::{
    LegalHoldChanged, Redacted, RedactionConfirmed, Sealed, SubmissionRedacted,
};
pub use self::reply::{Attachment, Reply, Whole};
pub use self::review::{
    ApprovalGiven, ChangesRequested, CommentResolved, CorrectionSettled, DraftCommented,
    DraftReleased, DraftSent, FindingWaived, Passage, ReleaseTakenBack, ReviewAsked,
    VerdictTakenBack, Wording,
};
pub use self::sending::{Outcome, RecipientList, SendingClaimed, SendingEnded, Way};
use super::handling::Handling;
use super::ids::{DraftId, EntryId, IncidentId, ItemId, RevisionId, SessionId, SubmissionId};
use super::names::NameSort;
use super::people::{Department, DepartmentId, Party, Person};
use super::target::Target;
use super::time::Timestamp;
use super::words::{Anchor, Phase, Role, Severity, Status};

/// One numbered row of the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its place: 1, 2, 3, … without a gap.
    pub seq: u64,
    /// What asked for it.
    pub submission: SubmissionId,
    /// Which of that submission's rows it is, from 0.
    pub part: u32,
    /// Who typed it.
    pub author: Person,
    /// The department that it concerns; where nothing else was said, its author's.
    pub department: DepartmentId,
    /// On whose behalf it was typed, where that is somebody else.
    pub on_behalf: Option<Person>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When its author pressed Enter, by that console's clock.
    pub recorded_at: Timestamp,
    /// When it was numbered; never earlier than the row before.
    pub shared_at: Timestamp,
    /// What happened.
    pub event: Event,
}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $kind:literal;)+) => {
        /// Everything that can be on the record.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $($(#[$doc])* $variant($variant),)+
            /// A kind of a later version, body as stored.
            Unknown {
                /// Its kind.
                kind: String,
                /// Its body, JSON text.
                body: String,
                /// The plain sentence that its body carries, where it can be read.
                says: Option<String>,
            },
        }

        impl Event {
            /// Every kind that this version writes.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];

            /// The word in the `kind` column.
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $kind,)+
                    Self::Unknown { kind, .. } => kind,
                }
            }

            /// Reads a body of a known kind; `None` for a kind that this version does not know.
            pub fn read<'de, D: Deserializer<'de>>(
                kind: &str,
                body: D,
            ) -> Option<Result<Self, D::Error>> {
                match kind {
                    $($kind => Some($variant::deserialize(body).map(Self::$variant)),)+
                    _ => None,
                }
            }
        }

        /// Writes the body alone; the kind is kept beside it. [`Event::Unknown`] has no body of
        /// ours and is refused: whoever passes one on passes its text on.
        impl Serialize for Event {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(body) => body.serialize(serializer),)+
                    Self::Unknown { .. } => {
                        let why = "an unknown kind is passed on as text";
                        Err(serde::ser::Error::custom(why))
                    }
                }
            }
        }

        $(impl From<$variant> for Event {
            fn from(body: $variant) -> Self {
                Self::$variant(body)
            }
        })+
    };
}

events! {
    /// The room was begun.
    RoomOpened = "room_opened";
    /// A console came.
    SessionStarted = "session_started";
    /// A person took over a console's keyboard.
    TypistChanged = "typist_changed";
    /// Codename, title or zone was changed.
    RoomRenamed = "room_renamed";
    /// Signal, declared, closed.
    StatusChanged = "status_changed";
    /// Severity was set.
    SeveritySet = "severity_set";
    /// A phase was entered.
    PhaseEntered = "phase_entered";
    /// A phase was left.
    PhaseLeft = "phase_left";
    /// An anchor was set or moved.
    AnchorSet = "anchor_set";
    /// An anchor was taken back.
    AnchorUnsaid = "anchor_unsaid";
    /// A duty was given to a person.
    RoleAssigned = "role_assigned";
    /// A duty was laid down.
    RoleReleased = "role_released";
    /// A line was recorded.
    EntryRecorded = "entry_recorded";
    /// A line's words, time or people were mended.
    EntryCorrected = "entry_corrected";
    /// A line was struck.
    EntryWithdrawn = "entry_withdrawn";
    /// A struck line stands again.
    EntryRestored = "entry_restored";
    /// A line was pinned or unpinned.
    EntryPinned = "entry_pinned";
    /// A line's tags were changed.
    EntryTagged = "entry_tagged";
    /// A line's handling was changed.
    HandlingChanged = "handling_changed";
    /// An order's state changed.
    OrderChanged = "order_changed";
    /// A question was answered.
    QuestionAnswered = "question_answered";
    /// A question stands open again.
    QuestionReopened = "question_reopened";
    /// A fact became known, or only believed again.
    FactStandingChanged = "fact_standing_changed";
    /// A playbook's lanes and items were taken over.
    PlaybookApplied = "playbook_applied";
    /// An item was added by hand.
    ItemAdded = "item_added";
    /// An item's state changed.
    ItemChanged = "item_changed";
    /// An item was given to somebody, or to nobody.
    ItemAssigned = "item_assigned";
    /// A time was promised for an item, or the promise was taken back.
    ItemPromised = "item_promised";
    /// Somebody said something about an item.
    ItemCommented = "item_commented";
    /// An item's target was changed.
    ItemRetargeted = "item_retargeted";
    /// A draft was begun.
    DraftCreated = "draft_created";
    /// A draft got a text.
    DraftRevised = "draft_revised";
    /// A draft's title, audience or channel was changed.
    DraftRenamed = "draft_renamed";
    /// A draft was put aside, or taken up again.
    DraftShelved = "draft_shelved";
    /// A draft's handling was changed.
    DraftHandled = "draft_handled";
    /// Until when a draft's words may be used was said, or that they have no end.
    ExpirySet = "expiry_set";
    /// A row's words were removed.
    Redacted = "redacted";
    /// A refused submission was removed, wherever it was kept still.
    SubmissionRedacted = "submission_redacted";
    /// A desk has removed what was redacted.
    RedactionConfirmed = "redaction_confirmed";
    /// A legal hold was set or lifted.
    LegalHoldChanged = "legal_hold_changed";
    /// Departments were asked to look at a draft.
    ReviewAsked = "review_asked";
    /// A department approved a draft's words.
    ApprovalGiven = "approval_given";
    /// A department asked for changes to a draft.
    ChangesRequested = "changes_requested";
    /// A department's last word on a draft no longer counts.
    VerdictTakenBack = "verdict_taken_back";
    /// Somebody said something about a draft, or about a passage of it.
    DraftCommented = "draft_commented";
    /// A comment was resolved, or opened again.
    CommentResolved = "comment_resolved";
    /// The go was given for a draft's words.
    DraftReleased = "draft_released";
    /// The go was taken back.
    ReleaseTakenBack = "release_taken_back";
    /// A draft's words went out.
    DraftSent = "draft_sent";
    /// What was sent owes no correction.
    CorrectionSettled = "correction_settled";
    /// A console is about to let a draft's words out.
    SendingClaimed = "sending_claimed";
    /// How that ended.
    SendingEnded = "sending_ended";
    /// A step of the disclosure plan was put in, taken or changed.
    StepSet = "step_set";
    /// A step was taken out.
    StepRemoved = "step_removed";
    /// A step has another place.
    StepMoved = "step_moved";
    /// The embargo is broken, or stands again.
    EmbargoChanged = "embargo_changed";
    /// What the checks found in a passage was waived, or counts again.
    FindingWaived = "finding_waived";
    /// A name was put on the list of names, or taken off it.
    NameListed = "name_listed";
}

/// The kinds of [`review`], as a pattern: what is asked of every kind goes through them together.
macro_rules! about_words {
    () => {
        $crate::domain::event::Event::ReviewAsked(_)
            | $crate::domain::event::Event::ApprovalGiven(_)
            | $crate::domain::event::Event::ChangesRequested(_)
            | $crate::domain::event::Event::VerdictTakenBack(_)
            | $crate::domain::event::Event::DraftCommented(_)
            | $crate::domain::event::Event::CommentResolved(_)
            | $crate::domain::event::Event::DraftReleased(_)
            | $crate::domain::event::Event::ReleaseTakenBack(_)
            | $crate::domain::event::Event::DraftSent(_)
            | $crate::domain::event::Event::CorrectionSettled(_)
            | $crate::domain::event::Event::FindingWaived(_)
            | $crate::domain::event::Event::SendingClaimed(_)
            | $crate::domain::event::Event::SendingEnded(_)
    };
}
pub(crate) use about_words;

/// The kinds of the disclosure plan, as a pattern.
macro_rules! about_plan {
    () => {
        $crate::domain::event::Event::StepSet(_)
            | $crate::domain::event::Event::StepRemoved(_)
            | $crate::domain::event::Event::StepMoved(_)
            | $crate::domain::event::Event::EmbargoChanged(_)
    };
}
pub(crate) use about_plan;

/// Why and how a practice room's dates were moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// What is practised, in words, with its source.
    pub of: String,
    /// By how many whole days the dates were moved.
    pub moved_days: i64,
}

/// See [`Event::RoomOpened`]. Always row 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomOpened {
    /// The incident.
    pub incident: IncidentId,
    /// An innocuous name.
    pub codename: String,
    /// What it is about; behind the shield. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The room's zone, an IANA name.
    pub zone: String,
    /// When the report reached the organisation.
    pub received: Timestamp,
    /// When somebody here first read it.
    pub first_read: Timestamp,
    /// Set in a practice room only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice: Option<Practice>,
    /// The lanes that every room has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
}

/// See [`Event::SessionStarted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionStarted {
    /// The session; the same as the row's.
    pub session: SessionId,
    /// The host's name.
    pub host: String,
    /// The system's user.
    pub system_user: String,
    /// The name claimed.
    pub person: Person,
    /// Their department.
    pub department: DepartmentId,
    /// This program's version.
    pub version: String,
    /// Whether a person or a script types.
    #[serde(default)]
    pub script: bool,
}

/// See [`Event::TypistChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypistChanged {
    /// Who types now.
    pub person: Person,
    /// Their department.
    pub department: DepartmentId,
}

/// See [`Event::RoomRenamed`]: what is given is new, what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RoomRenamed {
    /// The new codename.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codename: Option<String>,
    /// The new title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The new zone, an IANA name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// A better moment of receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Timestamp>,
    /// A better moment of first reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_read: Option<Timestamp>,
}

/// See [`Event::StatusChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChanged {
    /// The new status.
    pub to: Status,
    /// Why, where it was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
}

/// See [`Event::SeveritySet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeveritySet {
    /// The severity; nothing when it was taken back.
    pub to: Option<Severity>,
    /// Why, where it was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
}

/// See [`Event::PhaseEntered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseEntered {
    /// The phase.
    pub phase: Phase,
}

/// See [`Event::PhaseLeft`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseLeft {
    /// The phase.
    pub phase: Phase,
}

/// See [`Event::AnchorSet`]. All values are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnchorSet {
    /// Which.
    pub anchor: Anchor,
    /// The moment.
    pub at: Timestamp,
    /// What it holds for, in words (`EU tenants`). May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
}

/// See [`Event::AnchorUnsaid`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnchorUnsaid {
    /// Which.
    pub anchor: Anchor,
    /// Only what was said for this scope; nothing: the anchor whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
}

/// See [`Event::RoleAssigned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleAssigned {
    /// The duty.
    pub role: Role,
    /// Who holds it now.
    pub person: Person,
}

/// See [`Event::RoleReleased`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleReleased {
    /// The duty that nobody holds now.
    pub role: Role,
}

/// How a line is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Seen here.
    #[default]
    Observed,
    /// Said by somebody.
    Reported {
        /// By whom.
        by: Party,
    },
    /// Judged.
    Assessed {
        /// By whom; the author where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Party>,
        /// How sure, in their words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        confidence: String,
    },
}

/// Whether the room agrees that a value is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Somebody said so.
    #[default]
    Believed,
    /// Somebody made it known.
    Known,
}

/// In which direction words went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// We told them.
    Told,
    /// They asked us.
    Asks,
}

/// What sort of line this is, with what only that sort has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Something that happened.
    Note,
    /// One party, one action, a time.
    Order {
        /// Who is to do it; `None` is "whoever takes it".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Party>,
        /// Promised for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Timestamp>,
    },
    /// One party, one answer, a time.
    Question {
        /// Who is to answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Party>,
        /// Promised for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Timestamp>,
    },
    /// What was decided.
    Decision {
        /// Because of what.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
        /// When to look at it again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// What somebody makes of it.
    Assessment,
    /// A named value.
    Fact {
        /// Its name (`affected_customers`).
        name: String,
        /// Its value, as typed.
        value: String,
        /// Believed or known.
        #[serde(default)]
        standing: Standing,
    },
    /// Words by voice, to or from outside the room.
    Words {
        /// Told or asks.
        direction: Direction,
        /// Who was told, or who asks.
        party: String,
        /// When they were told; when an answer is owed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Words that came back from outside, in answer to a draft.
    Reply(Box<Reply>),
    /// A kind from an import, kept as given (`containment`).
    Other(Arc<str>),
}

impl EntryKind {
    /// The word in scripts' output: `note`, `order`, …; an imported kind is its own word.
    pub fn word(&self) -> &str {
        match self {
            Self::Note => "note",
            Self::Order { .. } => "order",
            Self::Question { .. } => "question",
            Self::Decision { .. } => "decision",
            Self::Assessment => "assessment",
            Self::Fact { .. } => "fact",
            Self::Words { direction: Direction::Told, .. } => "told",
            Self::Words { direction: Direction::Asks, .. } => "asked",
            Self::Reply(_) => "reply",
            Self::Other(word) => word,
        }
    }

    /// To whom an order or a question is.
    pub const fn addressee(&self) -> Option<&Party> {
        match self {
            Self::Order { to, .. } | Self::Question { to, .. } => to.as_ref(),
            Self::Note
            | Self::Decision { .. }
            | Self::Assessment
            | Self::Fact { .. }
            | Self::Words { .. }
            | Self::Reply(_)
            | Self::Other(_) => None,
        }
    }

    /// For when an answer or a result was promised, or when to look again.
    pub const fn due(&self) -> Option<Timestamp> {
        match self {
            Self::Order { due, .. } | Self::Question { due, .. } => *due,
            Self::Decision { until, .. } => *until,
            Self::Words { direction: Direction::Asks, at, .. } => *at,
            Self::Note
            | Self::Assessment
            | Self::Fact { .. }
            | Self::Words { .. }
            | Self::Reply(_)
            | Self::Other(_) => None,
        }
    }

    /// The same, for another time, where it is of a sort that has one.
    #[must_use]
    pub fn put_off(self, due: Option<Timestamp>) -> Self {
        match self {
            Self::Order { to, .. } => Self::Order { to, due },
            Self::Question { to, .. } => Self::Question { to, due },
            Self::Decision { because, .. } => Self::Decision { because, until: due },
            Self::Words { direction: Direction::Asks, party, .. } => {
                Self::Words { direction: Direction::Asks, party, at: due }
            }
            Self::Note
            | Self::Assessment
            | Self::Fact { .. }
            | Self::Words { .. }
            | Self::Reply(_)
            | Self::Other(_) => self,
        }
    }
}

/// See [`Event::EntryCorrected`]: the whole line as it now reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryCorrected {
    /// Which line, and how it reads now; its id is the line's.
    pub now: EntryRecorded,
    /// When it happened, as it is now known.
    pub occurred_at: Timestamp,
    /// The department it concerns now.
    pub department: DepartmentId,
}

/// See [`Event::EntryWithdrawn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryWithdrawn {
    /// Which line.
    pub entry: EntryId,
    /// Why.
    pub because: String,
}

/// See [`Event::EntryRestored`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRestored {
    /// Which line.
    pub entry: EntryId,
}

/// See [`Event::EntryPinned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPinned {
    /// Which line.
    pub entry: EntryId,
    /// Whether it is pinned now.
    pub pinned: bool,
}

/// See [`Event::EntryTagged`]: all its tags as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryTagged {
    /// Which line.
    pub entry: EntryId,
    /// Its tags now, without `#`.
    pub tags: Vec<String>,
}

/// See [`Event::HandlingChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandlingChanged {
    /// Which line.
    pub entry: EntryId,
    /// Its handling now.
    pub handling: Handling,
}

/// Where an order stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Given; nobody has answered.
    #[default]
    Given,
    /// Taken.
    Acknowledged {
        /// By whom, where it was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Person>,
    },
    /// Done.
    Done {
        /// With what result. May be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        result: String,
    },
    /// Not taken.
    Refused {
        /// Why.
        because: String,
    },
}

/// See [`Event::OrderChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderChanged {
    /// The order.
    pub entry: EntryId,
    /// Its state now.
    pub to: OrderState,
    /// A new promised time, where it was extended; `Some(None)` takes the time away.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "some_or_nothing")]
    pub due: Option<Option<Timestamp>>,
}

/// Tells an absent field from one that is `null`.
pub(super) mod some_or_nothing {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Timestamp};

    #[expect(clippy::ref_option, clippy::option_option, reason = "the shape that serde asks for")]
    pub fn serialize<S: Serializer>(
        value: &Option<Option<Timestamp>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().map_or(&None, |inner| inner).serialize(serializer)
    }

    #[expect(clippy::option_option, reason = "the shape that serde asks for")]
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<Timestamp>>, D::Error> {
        Option::<Timestamp>::deserialize(deserializer).map(Some)
    }
}

/// See [`Event::QuestionAnswered`]. The answer is a line of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAnswered {
    /// The question.
    pub entry: EntryId,
    /// The line that answers it.
    pub answer: EntryId,
}

/// See [`Event::QuestionReopened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionReopened {
    /// The question.
    pub entry: EntryId,
}

/// See [`Event::FactStandingChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactStandingChanged {
    /// The line that gave the value.
    pub entry: EntryId,
    /// Its standing now.
    pub to: Standing,
    /// Known from what.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// An item as a playbook or a person gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemAdded {
    /// Its id in this incident.
    pub item: ItemId,
    /// Whose item.
    pub department: DepartmentId,
    /// In which phase.
    pub phase: Phase,
    /// What is to be done.
    pub action: String,
    /// When the playbook suggests it be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// Items to be done first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<ItemId>,
    /// Where the advice comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// A template for a communication, as a playbook offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateOffered {
    /// Its id (`holding-statement`).
    pub id: String,
    /// Its title.
    pub title: String,
    /// To whom.
    pub audience: String,
    /// By what way.
    pub channel: String,
    /// The text with `{{placeholders}}`.
    pub text: String,
    /// The departments that must approve what is made from it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvers: Vec<DepartmentId>,
    /// For how many minutes the words of what is made from it are proposed to be good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_for_minutes: Option<u32>,
}

/// See [`Event::PlaybookApplied`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaybookApplied {
    /// Its id.
    pub playbook: String,
    /// Its title.
    pub title: String,
    /// Lanes it brings; those that are there already stay as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
    /// Items it brings; those whose id is there already stay as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemAdded>,
    /// Templates it brings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<TemplateOffered>,
    /// Steps of a disclosure plan that it proposes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepSet>,
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Not begun.
    #[default]
    Open,
    /// Begun.
    InProgress,
    /// Done.
    Done {
        /// With what result. May be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        result: String,
    },
    /// Cannot go on.
    Blocked {
        /// On what.
        on: String,
    },
    /// Does not apply here.
    NotApplicable {
        /// Why; never empty.
        because: String,
    },
}

/// See [`Event::ItemChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChanged {
    /// The item.
    pub item: ItemId,
    /// Its state now.
    pub to: ItemState,
}

/// See [`Event::ItemAssigned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemAssigned {
    /// The item.
    pub item: ItemId,
    /// Who has it now.
    pub to: Option<Person>,
}

/// See [`Event::ItemPromised`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemPromised {
    /// The item.
    pub item: ItemId,
    /// The promised time; nothing when it was taken back.
    pub due: Option<Timestamp>,
}

/// See [`Event::ItemCommented`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemCommented {
    /// The item.
    pub item: ItemId,
    /// What was said.
    pub text: String,
}

/// See [`Event::ItemRetargeted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRetargeted {
    /// The item.
    pub item: ItemId,
    /// A clock time to aim at; nothing means "at once".
    pub aim: Option<Timestamp>,
    /// Set when the item goes back to the target that it was given with.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_given: bool,
}

/// See [`Event::DraftCreated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftCreated {
    /// Its id.
    pub draft: DraftId,
    /// Its title.
    pub title: String,
    /// To whom.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub audience: String,
    /// By what way.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub channel: String,
    /// The template it was begun from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The first text's id.
    pub revision: RevisionId,
    /// The first text.
    pub text: String,
    /// Who may be shown it.
    #[serde(default, skip_serializing_if = "Handling::is_open")]
    pub handling: Handling,
}

/// See [`Event::DraftRevised`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRevised {
    /// The draft.
    pub draft: DraftId,
    /// This text's id.
    pub revision: RevisionId,
    /// The texts it was made from: one, or two for a merge.
    pub bases: Vec<RevisionId>,
    /// The text.
    pub text: String,
    /// Whether it was made from a text that had been followed by another already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub diverging: bool,
    /// Set when it is an earlier text again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<RevisionId>,
}

impl DraftRevised {
    /// A text made from those before it. Whether it diverges is found when it is recorded.
    pub const fn new(
        draft: DraftId,
        revision: RevisionId,
        bases: Vec<RevisionId>,
        text: String,
    ) -> Self {
        Self { draft, revision, bases, text, diverging: false, restores: None }
    }
}

/// See [`Event::DraftRenamed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRenamed {
    /// The draft.
    pub draft: DraftId,
    /// Its title now.
    pub title: String,
    /// Its audience now.
    pub audience: String,
    /// Its channel now.
    pub channel: String,
}

/// See [`Event::DraftHandled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftHandled {
    /// The draft.
    pub draft: DraftId,
    /// Who may be shown it now, every text it ever had included.
    pub handling: Handling,
}

/// See [`Event::ExpirySet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpirySet {
    /// The draft.
    pub draft: DraftId,
    /// Until when its words may be used; nothing where they have no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_until: Option<Timestamp>,
}

/// See [`Event::NameListed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameListed {
    /// The name.
    pub name: String,
    /// What it is.
    pub sort: NameSort,
    /// Whether it is on the list now.
    pub listed: bool,
}

/// See [`Event::DraftShelved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftShelved {
    /// The draft.
    pub draft: DraftId,
    /// Whether it is put aside now.
    pub shelved: bool,
    /// Why, where it was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// The draft that takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<DraftId>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}
