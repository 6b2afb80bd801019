//! The state of one console: a plain value without channels, handles or locks. Only
//! [`super::update`] changes it.

mod slot;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;

use crate::domain::command::{Command, Stamp, Submission};
use crate::domain::event::Recorded;
use crate::domain::ids::{DraftId, EntryId, ItemId, SessionId, StepId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::redaction::DeskName;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::playbook::Library;
use crate::text;

use super::capture::Capture;
use super::checklists::ChecklistsPane;
use super::drafts::DraftsPane;
use super::keymap::Keymap;
use super::next::NextPane;
use super::overlay::Overlay;
use super::redact::Redacting;
use super::taken_off::TakenOff;
use super::timeline::TimelinePane;

pub use slot::{Scratch, Slot};

/// For how long after another's change an act on the same thing asks, in milliseconds.
const STIRRED_MS: i64 = 1_000;

/// One console in one room.
#[derive(Debug, Clone)]
pub struct Model {
    /// The room as last heard.
    pub incident: Incident,
    /// Whether the file itself was read, or only the desk's memory of it.
    pub checked: bool,
    /// Submissions on their way, in the order of asking.
    pub waiting: Vec<Waiting>,
    /// Refused submissions that nobody has dealt with.
    pub tray: Vec<(Submission, Refusal)>,
    /// How the file and the desk stand.
    pub reach: Reach,
    /// Who types.
    pub me: Me,
    /// What time it is.
    pub now: Timestamp,
    /// Columns and rows; never 0 (unknown is taken as 80 by 24).
    pub size: (u16, u16),
    /// What this person likes.
    pub settings: Settings,
    /// Which key means what.
    pub keymap: Keymap,
    /// Keys of an unfinished sequence.
    pub pressed: Vec<crossterm::event::KeyEvent>,
    /// Where keys go when no overlay is open.
    pub focus: Focus,
    /// The pane that was left for the capture line: Esc leads back to it.
    pub left: Pane,
    /// The pane shown alone.
    pub zoomed: Option<Pane>,
    /// The line that takes whatever is said.
    pub capture: Capture,
    /// The timeline pane.
    pub timeline: TimelinePane,
    /// What is owed.
    pub next: NextPane,
    /// The departments' items.
    pub checklists: ChecklistsPane,
    /// The communications.
    pub drafts: DraftsPane,
    /// Dialogs, the last on top.
    pub overlays: Vec<Overlay>,
    /// What the room may see.
    pub shield: Shield,
    /// In which zone clock times are shown.
    pub zone: ZoneChoice,
    /// One sentence for the person, until the next key.
    pub notice: Option<String>,
    /// What is wrong in this person's own files.
    pub mistakes: super::standing::Mistakes,
    /// This session's acts, for undo and redo.
    pub acts: super::undo::Acts,
    /// When the last key came.
    pub last_key: Timestamp,
    /// Things that other consoles changed, and when that was heard here: an act on one a moment
    /// later asks.
    pub stirred: Vec<(Thing, Timestamp)>,
    /// Half-typed text of dialogs that were left, by their names.
    pub kept_fields: BTreeMap<String, String>,
    /// What linear mode holds half typed, by where the desk keeps it.
    pub typed_lines: Vec<(Slot, String)>,
    /// Texts at this host's desk that nobody has taken up yet.
    pub at_desk: Vec<super::left::Left>,
    /// Whether what comes from the desk next was asked for by its row, and goes into the line.
    pub taking: bool,
    /// What was doubted of the answer that is being taken, where it was shown and given again.
    pub doubt_shown: Option<String>,
    /// Whether to leave as soon as nothing waits any longer.
    pub leaving: bool,
    /// A redaction that is being put together.
    pub redacting: Option<Redacting>,
    /// What was redacted and stands in texts that are open here.
    pub taken_off: TakenOff,
    /// The last redaction that this console has said it carried out; 0 before any.
    pub asked_to_confirm: u64,
    /// What waits until it is clear who types.
    pub held: super::typist::Held,
    /// The playbooks that can be brought into the room.
    pub library: Arc<Library>,
}

/// A submission on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// What was asked.
    pub submission: Submission,
    /// Whether the desk has it; before that it is not shown as recorded.
    pub kept: bool,
    /// Whether another console asked it: it lies on the share, and is not numbered yet.
    pub elsewhere: bool,
}

/// How the file and the desk stand, in words that the banner can show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reach {
    /// When the file was last known to be up to date here.
    pub heard: Option<Timestamp>,
    /// Since when the file is out of reach.
    pub away_since: Option<Timestamp>,
    /// How it is out of reach, in two or three words.
    pub word: &'static str,
    /// Why nothing can be written, where that is so.
    pub read_only: Option<String>,
    /// The other file, where this is the second of two files of one room.
    pub second: Option<String>,
    /// The last row of this second file and the last that this desk saw, where it is an older copy.
    pub older: Option<(u64, u64)>,
    /// How the file differs from the one that was seen here: lines are kept at the desk.
    pub differs: Option<String>,
    /// What is wrong with the file, for what may be done about it.
    pub doubt: Box<super::standing::Doubt>,
    /// Why the file is out of reach.
    pub because: Option<String>,
    /// How the desk fails, where it keeps nothing.
    pub desk: Option<super::standing::DeskTrouble>,
    /// What else is wrong.
    pub trouble: Option<String>,
    /// Submissions that wait at this desk for the file, those of other consoles here included.
    pub waiting: usize,
    /// Refused submissions at this desk, those of other consoles here included.
    pub refused: usize,
    /// Consoles open on this room at this desk, this one included.
    pub here: u32,
    /// This desk, as the record knows it.
    pub at: Option<Box<DeskName>>,
    /// The last redaction that is carried out here.
    pub clean_to: u64,
    /// Whether everybody on the file's host may read it.
    pub open_to_all: bool,
    /// Where the file lies, on what, and where the desk lies.
    pub place: Box<[String; 3]>,
    /// The other consoles that are known to be here.
    pub others: Vec<Other>,
    /// What there is beside that on a share.
    pub share: Option<Box<Share>>,
}

/// Another console in the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Who types there; a claim.
    pub name: String,
    /// For which department; nothing where nobody said a name there.
    pub department: Option<DepartmentId>,
    /// Their department, the host and the version, in words.
    pub at: String,
    /// Since when.
    pub since: Timestamp,
    /// When it was last heard of, where that is a while ago.
    pub silent_since: Option<Timestamp>,
    /// The draft that is open for writing there.
    pub editing: Option<DraftId>,
}

/// How a room on a share stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Share {
    /// Who keeps it, a sentence.
    pub keeper: String,
    /// Whether nothing is numbered.
    pub stuck: Option<super::standing::Stuck>,
    /// The row to which the file for people is known to be complete.
    pub complete: Option<u64>,
    /// What others have asked and nobody has numbered yet.
    pub asked: Vec<Waiting>,
    /// What should be looked after.
    pub remarks: Vec<String>,
}

/// Who types at this console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The session.
    pub session: SessionId,
    /// The number of the next submission.
    pub next: u64,
    /// The name claimed.
    pub person: Person,
    /// Their department.
    pub department: DepartmentId,
    /// On whose behalf, where that is somebody else.
    pub on_behalf: Option<Person>,
    /// Whether nothing may be recorded from here (`--read-only`).
    pub read_only: bool,
    /// Whether the name is yet to be confirmed (at the start, after a resume, after 20 minutes
    /// without a key).
    pub unconfirmed: bool,
    /// Whether nobody has said a name at all: it is asked for once.
    pub unnamed: bool,
    /// Whether the name is only remembered from the last time, and was not said for this one.
    pub remembered: bool,
}

impl Me {
    /// Somebody who has said who they are, in a new session.
    pub const fn new(session: SessionId, person: Person, department: DepartmentId) -> Self {
        Self {
            session,
            next: 1,
            person,
            department,
            on_behalf: None,
            read_only: false,
            unconfirmed: false,
            unnamed: false,
            remembered: false,
        }
    }
}

/// What this person likes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// Whether the background is painted.
    pub painted: bool,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// This person's own zone.
    pub own_zone: Tz,
}

impl Settings {
    /// The characters that this screen may show.
    pub const fn set(&self) -> text::Set {
        if self.ascii { text::Set::Ascii } else { text::Set::Unicode }
    }
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// For dark backgrounds.
    #[default]
    Dark,
    /// For light backgrounds.
    Light,
    /// For projectors and tired eyes.
    HighContrast,
    /// The terminal's own sixteen.
    Sixteen,
    /// None: bold, underline and reverse only.
    Plain,
}

/// The panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pane {
    /// What happened.
    Timeline,
    /// What is owed.
    Next,
    /// The departments' items.
    Checklists,
    /// The communications.
    Drafts,
}

impl Pane {
    /// In the order of Tab.
    pub const ALL: [Self; 4] = [Self::Timeline, Self::Next, Self::Checklists, Self::Drafts];

    /// The name on its frame.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Timeline => "Timeline",
            Self::Next => "Next",
            Self::Checklists => "Checklists",
            Self::Drafts => "Drafts",
        }
    }
}

/// Where keys go when no overlay is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// Into the capture line.
    #[default]
    Capture,
    /// Into a pane, where letters are keys.
    Pane(Pane),
}

/// What the room may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shield {
    /// Until when it is lifted; nothing while it is down.
    pub lifted_until: Option<Timestamp>,
    /// Whether the screen shows only codename and clock.
    pub blank: bool,
}

impl Shield {
    /// How long a lifted shield stays so.
    pub const LIFTED_MINUTES: i64 = 10;

    /// Whether restricted and privileged text is hidden now.
    pub fn is_down(self, now: Timestamp) -> bool {
        self.lifted_until.is_none_or(|until| now >= until)
    }
}

/// In which zone clock times are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ZoneChoice {
    /// The room's.
    #[default]
    Room,
    /// UTC.
    Utc,
    /// This person's.
    Yours,
}

/// A thing that a selection can rest on: it stays there whatever happens elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// An entry.
    Entry(EntryId),
    /// A line that the console recorded by itself, by its row.
    Row(u64),
    /// A submission not yet numbered.
    Waiting(SubmissionId),
    /// An item.
    Item(ItemId),
    /// A draft.
    Draft(DraftId),
    /// A step of the disclosure plan.
    Step(StepId),
}

impl Model {
    /// A console that has just come to a room: the capture line has the focus, the shield is down.
    pub fn new(incident: Incident, me: Me, settings: Settings, now: Timestamp) -> Self {
        let mut model = Self {
            incident,
            checked: false,
            waiting: Vec::new(),
            tray: Vec::new(),
            reach: Reach::default(),
            me,
            now,
            size: (80, 24),
            settings,
            keymap: Keymap::default(),
            pressed: Vec::new(),
            focus: Focus::default(),
            left: Pane::Timeline,
            zoomed: None,
            capture: Capture::default(),
            timeline: TimelinePane::default(),
            next: NextPane::default(),
            checklists: ChecklistsPane::default(),
            drafts: DraftsPane::default(),
            overlays: Vec::new(),
            shield: Shield::default(),
            zone: ZoneChoice::default(),
            notice: None,
            mistakes: super::standing::Mistakes::default(),
            acts: super::undo::Acts::default(),
            last_key: now,
            stirred: Vec::new(),
            kept_fields: BTreeMap::new(),
            at_desk: Vec::new(),
            taking: false,
            doubt_shown: None,
            leaving: false,
            redacting: None,
            taken_off: TakenOff::default(),
            typed_lines: Vec::new(),
            asked_to_confirm: 0,
            held: super::typist::Held::default(),
            library: Arc::default(),
        };
        super::timeline::seen_anew(&mut model);
        model
    }

    /// Whether another console changed a thing within the last second, as heard here.
    pub fn stirred_lately(&self, thing: &Thing) -> bool {
        let recent = |at: Timestamp| self.now.since(at) < STIRRED_MS;
        self.stirred.iter().any(|(stirred, at)| stirred == thing && recent(*at))
    }

    /// The capture line that takes the keys: the fresh one on top, or the one that is always there.
    pub fn line(&self) -> &Capture {
        let fresh = self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::Line(line) => Some(&**line),
            Overlay::Prompt(_) | Overlay::Choice(_) | Overlay::Confirm(_) | Overlay::Reader(_) => {
                None
            }
        });
        fresh.unwrap_or(&self.capture)
    }

    /// The zone in which clock times are shown now.
    pub fn tz(&self) -> Tz {
        match self.zone {
            ZoneChoice::Room => self.room_tz(),
            ZoneChoice::Utc => Tz::UTC,
            ZoneChoice::Yours => self.settings.own_zone,
        }
    }

    /// The room's zone; UTC where the record names one that is not known here.
    pub fn room_tz(&self) -> Tz {
        self.incident.room.zone.parse().unwrap_or(Tz::UTC)
    }

    /// Whether restricted and privileged text is hidden now.
    pub fn shielded(&self) -> bool {
        self.shield.is_down(self.now)
    }

    /// A submission of this command, now, about this console's own department. Takes a number.
    pub fn submission(&mut self, command: Command) -> Submission {
        let (department, now) = (self.me.department.clone(), self.now);
        self.submission_about(command, department, now)
    }

    /// A submission of this command, about that department, of that moment. Takes a number.
    pub fn submission_about(
        &mut self,
        command: Command,
        department: DepartmentId,
        occurred_at: Timestamp,
    ) -> Submission {
        let id = self.next_id();
        self.me.next += 1;
        let stamp = Stamp {
            author: self.me.person.clone(),
            department,
            on_behalf: self.me.on_behalf.clone(),
            occurred_at,
            recorded_at: self.now,
        };
        Submission { id, stamp, command }
    }

    /// The id that the next submission will have: things made by it are named after it.
    pub fn next_id(&self) -> SubmissionId {
        SubmissionId { session: self.me.session.clone(), number: self.me.next }
    }

    /// Whether what is typed here and not recorded outlives this console.
    pub const fn keeps_typed(&self) -> bool {
        self.reach.desk.is_none() && !self.me.read_only
    }

    /// Whether a row was made by this console.
    pub fn is_mine(&self, row: &Recorded) -> bool {
        row.submission.session == self.me.session
    }
}
