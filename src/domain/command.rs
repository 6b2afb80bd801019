//! What is asked, in the imperative: judged by [`super::decide::decide`] on the caught-up head.
//!
//! Submissions wait in the outbox on disk, so their form is a promise, like that of
//! [`super::event`].
//! Where a command changes a thing that others change too, it carries `seen`: the number of the row
//! that last changed the thing as its author saw it (0: not looked, as scripts do). What has moved
//! since is refused with both versions, never overwritten.

use serde::{Deserialize, Serialize};

use super::event::{
    AnchorSet, AnchorUnsaid, ApprovalGiven, ChangesRequested, CommentResolved, CorrectionSettled,
    DraftCommented, DraftCreated, DraftHandled, DraftReleased, DraftRenamed, DraftRevised,
    DraftSent, DraftShelved, EmbargoChanged, EntryCorrected, EntryPinned, EntryRecorded,
    EntryRestored, EntryTagged, EntryWithdrawn, ExpirySet, FactStandingChanged, FindingWaived,
    HandlingChanged, ItemAdded, ItemAssigned, ItemChanged, ItemCommented, ItemPromised,
    ItemRetargeted, ItemState, LegalHoldChanged, NameListed, OrderChanged, OrderState,
    PlaybookApplied, QuestionReopened, RedactionConfirmed, ReleaseTakenBack, ReviewAsked,
    RoleAssigned, RoleReleased, RoomOpened, RoomRenamed, SendingClaimed, SendingEnded,
    SessionStarted, SeveritySet, StatusChanged, StepMoved, StepRemoved, StepSet, TypistChanged,
    VerdictTakenBack,
};
use super::ids::{EntryId, SubmissionId};
use super::people::{DepartmentId, Person};
use super::redaction::Redact;
use super::time::Timestamp;
use super::words::Phase;

/// A command with everything that its rows will carry. What waits in the outbox, and what comes
/// back when refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Unique in the record.
    pub id: SubmissionId,
    /// By whom, when.
    pub stamp: Stamp,
    /// What.
    pub command: Command,
}

/// By whom, for whom, about whom, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Who typed it.
    pub author: Person,
    /// The department it concerns.
    pub department: DepartmentId,
    /// On whose behalf, where that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<Person>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When Enter was pressed.
    pub recorded_at: Timestamp,
}

/// Everything that can be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// Begin the room. Only on an empty record.
    OpenRoom(RoomOpened),
    /// A console comes.
    StartSession(SessionStarted),
    /// Another person takes the keyboard.
    ChangeTypist(TypistChanged),
    /// Change codename, title, zone, first moments.
    RenameRoom(RoomRenamed),
    /// Declare, close, reopen.
    ChangeStatus(StatusChanged),
    /// Set or take back the severity.
    SetSeverity(SeveritySet),
    /// Enter a phase.
    EnterPhase {
        /// Which.
        phase: Phase,
    },
    /// Leave a phase.
    LeavePhase {
        /// Which.
        phase: Phase,
    },
    /// Set or move an anchor.
    SetAnchor(AnchorSet),
    /// Take an anchor back.
    UnsayAnchor(AnchorUnsaid),
    /// Give a duty.
    AssignRole(RoleAssigned),
    /// Lay a duty down.
    ReleaseRole(RoleReleased),
    /// Record a line.
    Record(EntryRecorded),
    /// Record many lines in one transaction (an import's batch, a paste of many lines).
    RecordMany {
        /// The lines, each with its own moment and department.
        lines: Vec<DatedEntry>,
    },
    /// Mend a line.
    CorrectEntry {
        /// How it reads now.
        #[serde(flatten)]
        to: EntryCorrected,
        /// See the module.
        #[serde(default)]
        seen: u64,
    },
    /// Strike a line.
    WithdrawEntry {
        /// Which and why.
        #[serde(flatten)]
        to: EntryWithdrawn,
        /// See the module.
        #[serde(default)]
        seen: u64,
    },
    /// Strike lines that were recorded together.
    WithdrawMany {
        /// Which.
        entries: Vec<EntryId>,
        /// Why.
        because: String,
    },
    /// Let a struck line stand again.
    RestoreEntry(EntryRestored),
    /// Let lines that were struck together stand again.
    RestoreMany {
        /// Which.
        entries: Vec<EntryId>,
    },
    /// Pin or unpin.
    PinEntry(EntryPinned),
    /// Change the tags.
    TagEntry(EntryTagged),
    /// Change the handling.
    ChangeHandling {
        /// Which and to what.
        #[serde(flatten)]
        to: HandlingChanged,
        /// See the module.
        #[serde(default)]
        seen: u64,
    },
    /// Acknowledge, finish, refuse, extend an order, or take that back.
    ChangeOrder {
        /// Which and to what.
        #[serde(flatten)]
        to: OrderChanged,
        /// See the module.
        #[serde(default)]
        seen: u64,
    },
    /// Answer a question with a new line.
    AnswerQuestion {
        /// The question.
        question: EntryId,
        /// The answer, recorded with it.
        answer: EntryRecorded,
    },
    /// Open a question again.
    ReopenQuestion(QuestionReopened),
    /// Make a fact known, or only believed again.
    ChangeFactStanding(FactStandingChanged),
    /// Take over a playbook.
    ApplyPlaybook(PlaybookApplied),
    /// Add an item by hand.
    AddItem(ItemAdded),
    /// Change an item's state.
    ChangeItem {
        /// Which and to what.
        #[serde(flatten)]
        to: ItemChanged,
        /// See the module.
        #[serde(default)]
        seen: u64,
    },
    /// Give an item to somebody, or to nobody.
    AssignItem {
        /// Which and to whom.
        #[serde(flatten)]
        to: ItemAssigned,
        /// See the module.
        #[serde(default)]
        seen: u64,
    },
    /// Promise a time for an item, or take the promise back.
    PromiseItem {
        /// Which and for when.
        #[serde(flatten)]
        to: ItemPromised,
        /// See the module.
        #[serde(default)]
        seen: u64,
    },
    /// Say something about an item.
    CommentItem(ItemCommented),
    /// Aim an item at another time, or at once.
    RetargetItem(ItemRetargeted),
    /// Begin a draft.
    CreateDraft(DraftCreated),
    /// Give a draft a text. Never refused for being late: on a moved base it becomes a diverging
    /// revision.
    ReviseDraft(DraftRevised),
    /// Change a draft's title, audience, channel.
    RenameDraft(DraftRenamed),
    /// Put a draft aside, or take it up again.
    ShelveDraft(DraftShelved),
    /// Change a draft's handling.
    HandleDraft(DraftHandled),
    /// Say until when a draft's words may be used.
    SetExpiry(ExpirySet),
    /// Remove words from the record. Nothing brings them back.
    Redact(Redact),
    /// Say that this desk has removed what was redacted. Asked by the console itself.
    ConfirmRedactions(RedactionConfirmed),
    /// Set or lift a legal hold.
    ChangeLegalHold(LegalHoldChanged),
    /// Ask departments to look at a draft.
    AskReview(ReviewAsked),
    /// Approve words, of one draft or of several in one act.
    Approve {
        /// What.
        approvals: Vec<ApprovalGiven>,
    },
    /// Ask for changes.
    RequestChanges(ChangesRequested),
    /// Take verdicts back that were given together.
    TakeBackVerdicts {
        /// Which.
        verdicts: Vec<VerdictTakenBack>,
    },
    /// Say something about a draft or a passage of it.
    CommentDraft(DraftCommented),
    /// Resolve a comment, or open it again.
    ResolveComment(CommentResolved),
    /// Put suggested words in: the text with them, and the comment resolved.
    TakeSuggestion {
        /// The text with them.
        revised: DraftRevised,
        /// The comment that suggested them.
        comment: super::ids::CommentId,
    },
    /// Give the go, for one draft or for a set.
    Release {
        /// What.
        releases: Vec<DraftReleased>,
    },
    /// Take the go back.
    TakeBackReleases {
        /// Of which.
        releases: Vec<ReleaseTakenBack>,
    },
    /// Say that words went out. Never refused for what they lacked.
    RecordSent(DraftSent),
    /// Say that no correction is owed.
    SettleCorrection(CorrectionSettled),
    /// Claim the sending of words, before anything leaves.
    ClaimSending(SendingClaimed),
    /// Say how a sending ended.
    EndSending(SendingEnded),
    /// Put a step into the disclosure plan, take a proposed one, or change one.
    SetStep {
        /// How it stands now.
        #[serde(flatten)]
        to: StepSet,
        /// See the module.
        #[serde(default)]
        seen: u64,
    },
    /// Take a step out.
    RemoveStep {
        /// Which and why.
        #[serde(flatten)]
        to: StepRemoved,
        /// See the module.
        #[serde(default)]
        seen: u64,
    },
    /// Give a step another place.
    MoveStep(StepMoved),
    /// Say that the embargo is broken, or that it stands again.
    ChangeEmbargo(EmbargoChanged),
    /// Waive what the checks found, or let it count again.
    WaiveFinding(FindingWaived),
    /// Put names on the list of names, or take them off it.
    ListNames {
        /// Which.
        names: Vec<NameListed>,
    },
}

/// The commands about a draft's words, as a pattern: see [`super::event::about_words`].
macro_rules! asks_about_words {
    () => {
        $crate::domain::command::Command::AskReview(_)
            | $crate::domain::command::Command::Approve { .. }
            | $crate::domain::command::Command::RequestChanges(_)
            | $crate::domain::command::Command::TakeBackVerdicts { .. }
            | $crate::domain::command::Command::CommentDraft(_)
            | $crate::domain::command::Command::ResolveComment(_)
            | $crate::domain::command::Command::TakeSuggestion { .. }
            | $crate::domain::command::Command::Release { .. }
            | $crate::domain::command::Command::TakeBackReleases { .. }
            | $crate::domain::command::Command::RecordSent(_)
            | $crate::domain::command::Command::SettleCorrection(_)
            | $crate::domain::command::Command::WaiveFinding(_)
            | $crate::domain::command::Command::ClaimSending(_)
            | $crate::domain::command::Command::EndSending(_)
    };
}
pub(super) use asks_about_words;

/// The commands about the disclosure plan, as a pattern.
macro_rules! asks_about_plan {
    () => {
        $crate::domain::command::Command::SetStep { .. }
            | $crate::domain::command::Command::RemoveStep { .. }
            | $crate::domain::command::Command::MoveStep(_)
            | $crate::domain::command::Command::ChangeEmbargo(_)
    };
}
pub(super) use asks_about_plan;

/// A line with a moment and a department of its own, for [`Command::RecordMany`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedEntry {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The department it concerns.
    pub department: DepartmentId,
    /// The line.
    pub entry: EntryRecorded,
}

impl Command {
    /// Whether a console says it by itself, so that it is nobody's words.
    pub const fn is_of_the_console(&self) -> bool {
        matches!(self, Self::StartSession(_) | Self::ConfirmRedactions(_))
    }

    /// What a person typed besides a line or a draft: a reason, a result, a comment; and the entry
    /// it is about. It goes back to its author where the command can be kept nowhere.
    pub fn words(&self) -> Option<(&str, Option<&EntryId>)> {
        match self {
            Self::RenameRoom(to) => to.codename.as_deref().map(|name| (name, None)),
            Self::ChangeStatus(to) => Some((&to.because, None)),
            Self::SetSeverity(to) => Some((&to.because, None)),
            Self::SetAnchor(to) => Some((&to.scope, None)),
            Self::UnsayAnchor(to) => Some((&to.because, None)),
            Self::WithdrawEntry { to, .. } => Some((&to.because, Some(&to.entry))),
            Self::WithdrawMany { because, entries } => Some((because, entries.first())),
            Self::ChangeOrder { to, .. } => Some((said_of(&to.to)?, Some(&to.entry))),
            Self::ChangeFactStanding(to) => Some((&to.source, Some(&to.entry))),
            Self::AddItem(to) => Some((&to.action, None)),
            Self::ChangeItem { to, .. } => match &to.to {
                ItemState::Done { result } => Some((result, None)),
                ItemState::Blocked { on } => Some((on, None)),
                ItemState::NotApplicable { because } => Some((because, None)),
                ItemState::Open | ItemState::InProgress => None,
            },
            Self::CommentItem(to) => Some((&to.text, None)),
            Self::Redact(to) => Some((&to.because, None)),
            Self::ChangeLegalHold(to) => Some((&to.because, None)),
            Self::RequestChanges(to) => Some((&to.what, None)),
            Self::CommentDraft(to) => Some((&to.text, None)),
            Self::SettleCorrection(to) => Some((&to.because, None)),
            Self::SetStep { to, .. } => Some((&to.what, None)),
            Self::RemoveStep { to, .. } => Some((&to.because, None)),
            Self::ChangeEmbargo(to) => Some((&to.because, None)),
            Self::WaiveFinding(to) => Some((&to.because, None)),
            Self::ListNames { names } => names.first().map(|one| (one.name.as_str(), None)),
            Self::OpenRoom(_)
            | Self::StartSession(_)
            | Self::ChangeTypist(_)
            | Self::EnterPhase { .. }
            | Self::LeavePhase { .. }
            | Self::AssignRole(_)
            | Self::ReleaseRole(_)
            | Self::Record(_)
            | Self::RecordMany { .. }
            | Self::CorrectEntry { .. }
            | Self::RestoreEntry(_)
            | Self::RestoreMany { .. }
            | Self::PinEntry(_)
            | Self::TagEntry(_)
            | Self::ChangeHandling { .. }
            | Self::AnswerQuestion { .. }
            | Self::ReopenQuestion(_)
            | Self::ApplyPlaybook(_)
            | Self::AssignItem { .. }
            | Self::PromiseItem { .. }
            | Self::RetargetItem(_)
            | Self::CreateDraft(_)
            | Self::ReviseDraft(_)
            | Self::RenameDraft(_)
            | Self::ShelveDraft(_)
            | Self::HandleDraft(_)
            | Self::SetExpiry(_)
            | Self::ConfirmRedactions(_)
            | Self::AskReview(_)
            | Self::Approve { .. }
            | Self::TakeBackVerdicts { .. }
            | Self::ResolveComment(_)
            | Self::TakeSuggestion { .. }
            | Self::Release { .. }
            | Self::TakeBackReleases { .. }
            | Self::RecordSent(_)
            | Self::ClaimSending(_)
            | Self::EndSending(_)
            | Self::MoveStep(_) => None,
        }
    }

    /// The row that last changed the thing as its author saw it; 0 where nobody looked.
    #[expect(clippy::match_same_arms, reason = "one pattern stands for many commands")]
    pub const fn seen(&self) -> u64 {
        match self {
            Self::CorrectEntry { seen, .. }
            | Self::WithdrawEntry { seen, .. }
            | Self::ChangeHandling { seen, .. }
            | Self::ChangeOrder { seen, .. }
            | Self::ChangeItem { seen, .. }
            | Self::AssignItem { seen, .. }
            | Self::PromiseItem { seen, .. }
            | Self::SetStep { seen, .. }
            | Self::RemoveStep { seen, .. } => *seen,
            Self::OpenRoom(_)
            | Self::StartSession(_)
            | Self::ChangeTypist(_)
            | Self::RenameRoom(_)
            | Self::ChangeStatus(_)
            | Self::SetSeverity(_)
            | Self::EnterPhase { .. }
            | Self::LeavePhase { .. }
            | Self::SetAnchor(_)
            | Self::UnsayAnchor(_)
            | Self::AssignRole(_)
            | Self::ReleaseRole(_)
            | Self::Record(_)
            | Self::RecordMany { .. }
            | Self::WithdrawMany { .. }
            | Self::RestoreEntry(_)
            | Self::RestoreMany { .. }
            | Self::PinEntry(_)
            | Self::TagEntry(_)
            | Self::AnswerQuestion { .. }
            | Self::ReopenQuestion(_)
            | Self::ChangeFactStanding(_)
            | Self::ApplyPlaybook(_)
            | Self::AddItem(_)
            | Self::CommentItem(_)
            | Self::RetargetItem(_)
            | Self::CreateDraft(_)
            | Self::ReviseDraft(_)
            | Self::RenameDraft(_)
            | Self::ShelveDraft(_)
            | Self::HandleDraft(_)
            | Self::SetExpiry(_)
            | Self::Redact(_)
            | Self::ConfirmRedactions(_)
            | Self::ChangeLegalHold(_)
            | Self::ListNames { .. }
            | Self::MoveStep(_)
            | Self::ChangeEmbargo(_) => 0,
            // Words are named by their digest: what was seen is in the command itself.
            asks_about_words!() => 0,
        }
    }
}

/// What a person said of how an order stands.
fn said_of(order: &OrderState) -> Option<&str> {
    match order {
        OrderState::Done { result } => Some(result),
        OrderState::Refused { because } => Some(because),
        OrderState::Given | OrderState::Acknowledged { .. } => None,
    }
}
