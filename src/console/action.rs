//! What a key means. Every action stands in the table of [`super::keymap`] with its keys, its name
//! and its line of help.

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    // Anywhere.
    /// Open the palette: every action by name.
    Palette,
    /// A fresh line over whatever is going on.
    FreshLine,
    /// Hide the screen, or show it again.
    Blank,
    /// Lift the shield, or let it down.
    Shield,
    /// Draw everything anew.
    Redraw,
    /// Stop the program, as a job.
    Suspend,
    /// Leave the room.
    Leave,
    // Capture line.
    /// Record the line.
    Record,
    /// To the panes.
    ToPanes,
    /// Take back the last line, or the one before.
    LastLine,
    /// Complete the word at the cursor.
    Complete,
    /// Read the line as plain text, or as grammar again.
    PlainLine,
    /// Parked lines.
    Parked,
    /// A pasted block as one entry a line.
    PasteLines,
    /// Put a mark in the place of what looks like a key or a token.
    MarkSecret,
    // Dialogs.
    /// Give the answer.
    Accept,
    /// Leave the dialog without an answer.
    Cancel,
    /// Between the list and what it is filtered by.
    Typing,
    // Any pane.
    /// To the capture line.
    ToCapture,
    /// The next pane.
    NextPane,
    /// The pane before.
    PreviousPane,
    /// One pane alone, or all.
    Zoom,
    /// One down.
    Down,
    /// One up.
    Up,
    /// Half a screen down.
    HalfDown,
    /// Half a screen up.
    HalfUp,
    /// A screen down.
    PageDown,
    /// A screen up.
    PageUp,
    /// To the top.
    Top,
    /// To the bottom.
    Bottom,
    /// Open what is selected.
    Open,
    /// Filter what this pane shows.
    Filter,
    /// Clear the filter.
    ClearFilter,
    /// Another zone for clock times.
    Zone,
    /// Undo this console's last act.
    Undo,
    /// Do again what was undone.
    Redo,
    /// Copy what is selected to the terminal's clipboard.
    Copy,
    // The room.
    /// Declare, close, reopen.
    Status,
    /// Set the severity.
    Severity,
    /// Enter or leave a phase.
    Phase,
    /// Set, move or unsay an anchor.
    Anchor,
    /// Who is incident commander, deputy, scribe.
    Roles,
    /// Codename, title, zone, first moments.
    Rename,
    /// Take over a playbook.
    Playbook,
    /// Who types here.
    Typist,
    /// On whose behalf.
    OnBehalf,
    /// What the room agrees on.
    Facts,
    /// Who is told what: the disclosure plan.
    Plan,
    /// The embargo is broken, or stands again.
    Embargo,
    /// A holding statement.
    HoldingStatement,
    /// Refused submissions.
    Tray,
    /// Take words off the record, for good.
    Redact,
    /// Set or lift a legal hold.
    LegalHold,
    /// Names that stay inside, and hosts that are ours.
    Names,
    /// How the file and the desk stand.
    Standing,
    /// Say that this file is the room.
    ThisIsTheRoom,
    /// Take the place of a keeper that is gone.
    TakeOver,
    // An entry.
    /// Mend the line.
    Correct,
    /// Strike the line.
    Withdraw,
    /// Pin or unpin.
    Pin,
    /// Change the tags.
    Tag,
    /// Change who may be shown it.
    Handling,
    /// Acknowledge the order.
    Acknowledge,
    /// Done (an order, an item).
    Done,
    /// Refuse the order.
    RefuseOrder,
    /// Another time (an order, an item).
    Extend,
    /// Answer the question.
    Answer,
    /// Make the fact known, or only believed.
    Known,
    /// Show or hide what the console recorded by itself.
    AutoLines,
    // Checklists.
    /// The next lane.
    NextLane,
    /// The lane before.
    PreviousLane,
    /// Open again.
    Reopen,
    /// Begun.
    Begin,
    /// Blocked on something.
    Block,
    /// Does not apply.
    NotApplicable,
    /// Give to somebody.
    Assign,
    /// Promise a time.
    Promise,
    /// Say something about it.
    Comment,
    /// Add an item.
    AddItem,
    /// Aim at another time.
    Retarget,
    /// Sort by time, lane or phase.
    Sort,
    /// Only open, mine or late ones.
    Only,
    // Drafts.
    /// A new draft.
    NewDraft,
    /// Title, audience, channel.
    DraftDetails,
    /// Its texts.
    Revisions,
    /// Put aside, or take up again.
    Shelve,
    /// Another draft takes its place.
    Supersede,
    /// Until when its words may be used.
    Expiry,
    /// What changed between two texts.
    Compare,
    /// An earlier text again.
    Restore,
    /// The first of two texts side by side.
    TakeFirst,
    /// The second of two texts side by side.
    TakeSecond,
    /// One text out of two.
    Merge,
    /// What is said of a draft.
    Review,
    /// Waive what the checks found, or let it count again.
    Waive,
    /// To the next finding of the checks.
    NextFinding,
    /// Ask departments to approve.
    AskReview,
    /// A department approves.
    Approve,
    /// A department wants changes.
    WantChanges,
    /// The go, or take it back.
    Go,
    /// It went out.
    Sent,
    /// Let words out from this console.
    LetOut,
    /// Say that words which this or another console let out did not go out.
    NotSent,
    /// Say something of a draft, or of a passage in the editor.
    CommentDraft,
    /// Put suggested words in.
    TakeSuggestion,
    /// Compare with what was last sent to the same readers.
    CompareSent,
    /// What was sent owes no correction.
    NoCorrection,
    /// File what came back in answer to a draft.
    FileReply,
    /// Back from a page.
    Back,
    // The disclosure plan.
    /// Take everything that is proposed.
    TakeAll,
    /// One place up.
    MoveUp,
    /// One place down.
    MoveDown,
    /// Who knows what, since when.
    Knows,
    // The editor.
    /// Save a revision.
    Save,
    /// Leave the editor, keeping the text.
    CloseEditor,
    /// Search in the text.
    Search,
    /// Undo in the text.
    EditorUndo,
    /// Redo in the text.
    EditorRedo,
    /// Hand the text to `$EDITOR`.
    External,
    /// Begin a selection, or let go of it.
    EditorMark,
    /// Cut the selection, or the word before the cursor.
    EditorCut,
    /// Copy the selection.
    EditorCopy,
    /// Put in what was cut or copied.
    EditorPaste,
    // The start screen.
    /// Begin a room.
    BeginRoom,
    /// A room to practise in.
    Practise,
    /// Import lines.
    Import,
    /// Read the register again.
    Reload,
    /// Leave the program.
    Quit,
}

impl Action {
    /// Whether it changes the thing that is selected, so that one who just saw it change should be
    /// asked.
    pub const fn changes_a_thing(self) -> bool {
        matches!(
            self,
            Self::Correct
                | Self::Withdraw
                | Self::Pin
                | Self::Tag
                | Self::Handling
                | Self::Acknowledge
                | Self::Done
                | Self::RefuseOrder
                | Self::Extend
                | Self::Answer
                | Self::Known
                | Self::Reopen
                | Self::Begin
                | Self::Block
                | Self::NotApplicable
                | Self::Assign
                | Self::Promise
                | Self::Retarget
                | Self::DraftDetails
                | Self::Shelve
                | Self::Supersede
                | Self::Expiry
                | Self::Restore
                | Self::MoveUp
                | Self::MoveDown
        )
    }
}

/// The actions of the pane that has the focus, as a pattern: a match in which it stands beside all
/// others stays exhaustive.
macro_rules! of_a_pane {
    () => {
        Action::Down
            | Action::Up
            | Action::HalfDown
            | Action::HalfUp
            | Action::PageDown
            | Action::PageUp
            | Action::Top
            | Action::Bottom
            | Action::Open
            | Action::Filter
            | Action::ClearFilter
            | Action::Copy
            | Action::Correct
            | Action::Withdraw
            | Action::Pin
            | Action::Tag
            | Action::Handling
            | Action::Acknowledge
            | Action::Done
            | Action::RefuseOrder
            | Action::Extend
            | Action::Answer
            | Action::Known
            | Action::AutoLines
            | Action::NextLane
            | Action::PreviousLane
            | Action::Reopen
            | Action::Begin
            | Action::Block
            | Action::NotApplicable
            | Action::Assign
            | Action::Promise
            | Action::Comment
            | Action::AddItem
            | Action::Retarget
            | Action::Sort
            | Action::Only
            | Action::NewDraft
            | Action::DraftDetails
            | Action::Revisions
            | Action::Shelve
            | Action::Supersede
            | Action::Expiry
            | Action::Compare
            | Action::Restore
            | Action::TakeFirst
            | Action::TakeSecond
            | Action::Merge
            | Action::Review
            | Action::Waive
            | Action::NextFinding
            | Action::AskReview
            | Action::Approve
            | Action::WantChanges
            | Action::Go
            | Action::LetOut
            | Action::Sent
            | Action::NotSent
            | Action::CommentDraft
            | Action::TakeSuggestion
            | Action::CompareSent
            | Action::NoCorrection
            | Action::FileReply
            | Action::Back
            | Action::TakeAll
            | Action::MoveUp
            | Action::MoveDown
            | Action::Knows
    };
}
pub(crate) use of_a_pane;
