//! The start screen: the rooms of the register, and the ways into one. Separate from the room's own
//! model because here no room is open yet: the runtime reads the register, gives plain rows, and
//! performs what [`update`] answers.
//!
//! What must stay true: a title is shown only with the shield lifted, the selection stays on its
//! room when the register is read again, and beginning a room never needs more than two Enters.

pub mod form;
mod keys;
mod late;
mod offer;

use crossterm::event::{KeyCode, KeyEvent};

use crate::domain::time::Timestamp;
use crate::domain::words::{Phase, Severity, Status};

use super::action::Action;
use super::field::Field;
use super::keymap::{self, Context, Keymap, Letters, Meaning};
use super::message::Message;
use super::model::{Settings, Shield};
use super::select::Step;
use form::{BeginForm, Beginning, Typed};
pub use keys::keys_found;
pub use offer::Offer;

/// The start screen of one console.
#[derive(Debug, Clone)]
pub struct Start {
    /// The register's folder, as a person reads it.
    pub register: String,
    /// How the register stands.
    pub listing: Listing,
    /// Its rooms, in the order of the screen.
    pub rows: Vec<Row>,
    /// The key of the room that the selection rests on; nothing for the line that begins one.
    pub selected: Option<String>,
    /// The key of the room that was left for this screen.
    left: Option<String>,
    /// What is half typed for a new room.
    pub typed: Typed,
    /// What a new room is offered.
    pub offer: Offer,
    /// What time it is.
    pub now: Timestamp,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What this person likes.
    pub settings: Settings,
    /// Which key means what.
    pub keymap: Keymap,
    /// Keys of an unfinished sequence.
    pub pressed: Vec<KeyEvent>,
    /// What the room may see.
    pub shield: Shield,
    /// What is being asked.
    pub dialog: Option<Dialog>,
    /// One sentence for the person, until the next key.
    pub notice: Option<String>,
}

/// How the register stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Listing {
    /// It is being read.
    #[default]
    Reading,
    /// It was read.
    Read,
    /// It lies on a share that does not answer; what is shown is what this host's desks remember.
    Dark {
        /// Since when.
        since: Timestamp,
        /// Why, a clause.
        because: String,
    },
}

/// Whether a room has a second file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Twin {
    /// None is known, or this is the one that lines go to.
    #[default]
    None,
    /// There is one, and nobody opened either here yet: the one opened first will be the room.
    Undecided,
    /// The other is the one that lines go to: this one is only read.
    Copy,
}

/// One room of the register, as its file or this host's desk tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Names the room in [`StartEffect::Open`] (its path).
    pub key: String,
    /// The innocuous name.
    pub codename: String,
    /// What it is about; shown only with the shield lifted.
    pub title: String,
    /// How bad.
    pub severity: Option<Severity>,
    /// Signal, declared, closed.
    pub status: Status,
    /// Phases that go on.
    pub phases: Vec<Phase>,
    /// When it was begun.
    pub opened: Timestamp,
    /// When something last changed.
    pub changed: Timestamp,
    /// Everything that is owed or open.
    pub open: usize,
    /// For when what is owed was promised: what was read goes on to become late by itself.
    pub due: Vec<Timestamp>,
    /// Whether it is a practice room.
    pub practice: bool,
    /// Whether there is another file of the same room.
    pub copy: Twin,
    /// Why it cannot be read, or what is wrong with it.
    pub trouble: Option<String>,
    /// When this host's desk last saw the room, where that is all that is told of it.
    pub seen: Option<Timestamp>,
    /// Submissions kept at this host's desk that the file does not have yet.
    pub waiting: usize,
    /// Submissions that were refused and that nobody has dealt with.
    pub refused: usize,
}

/// What is being asked on the start screen.
#[derive(Debug, Clone)]
pub enum Dialog {
    /// A new room's fields.
    Begin(Box<BeginForm>),
    /// The file whose lines go into a room.
    Import {
        /// The room's key.
        key: String,
        /// The file's path.
        field: Field,
    },
    /// Whether titles may be seen.
    Lift,
    /// Every key by name.
    Keys {
        /// What is searched for.
        field: Field,
        /// Which of the hits.
        selected: usize,
    },
}

/// What the runtime is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartEffect {
    /// Open the room with this key.
    Open(String),
    /// Begin a room and open it.
    Begin(Box<Beginning>),
    /// Keep what is half typed for a new room.
    Keep(Typed),
    /// Make the practice room and open it.
    Practise,
    /// Import a file's lines into a room.
    Import {
        /// The room's key.
        key: String,
        /// The file's path, as typed.
        source: String,
    },
    /// Read the register again.
    Reload,
    /// Draw everything anew.
    Redraw,
    /// Stop, as Ctrl-Z asks.
    Suspend,
    /// Leave the program.
    Quit,
}

impl Start {
    /// A start screen on a register that was not read yet.
    pub fn new(register: String, offer: Offer, settings: Settings, keymap: Keymap) -> Self {
        Self {
            register,
            listing: Listing::default(),
            rows: Vec::new(),
            selected: None,
            left: None,
            typed: Typed::new(),
            offer,
            now: Timestamp::default(),
            size: (80, 24),
            settings,
            keymap,
            pressed: Vec::new(),
            shield: Shield::default(),
            dialog: None,
            notice: None,
        }
    }

    /// Takes the register as it was just read. The selection stays on its room; at first it rests
    /// on the newest.
    pub fn read(&mut self, rows: Vec<Row>, listing: Listing) {
        self.listing = listing;
        let first = self.rows.is_empty();
        self.rows = rows;
        self.rows.sort_by(|one, other| {
            let closed = |row: &Row| row.status == Status::Closed;
            let order = closed(one).cmp(&closed(other)).then(other.changed.cmp(&one.changed));
            order.then_with(|| one.key.cmp(&other.key))
        });
        let gone = self.selected.as_ref().is_some_and(|key| self.row(key).is_none());
        if gone || (first && self.selected.is_none()) {
            let left = self.left.take_if(|_| !self.rows.is_empty());
            let left = left.filter(|key| self.row(key).is_some());
            self.selected = left.or_else(|| self.rows.first().map(|row| row.key.clone()));
        }
    }

    /// Rests on the room that was left, once it is listed; a person who moved since stays there.
    pub fn rest_on(&mut self, key: String) {
        self.left = Some(key);
    }

    /// The room with this key.
    pub fn row(&self, key: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.key == key)
    }

    /// The place of the selection; that of the line that begins a room is the number of rooms.
    pub fn place(&self) -> usize {
        let place = |key| self.rows.iter().position(|row| row.key == key);
        self.selected.as_deref().and_then(place).unwrap_or(self.rows.len())
    }

    /// Whether titles are hidden now.
    pub fn shielded(&self) -> bool {
        self.shield.is_down(self.now)
    }

    /// What plain letters are now.
    pub fn letters(&self) -> Letters {
        if self.dialog.is_some() {
            return Letters::Text;
        }
        let whole = self.pressed.is_empty();
        let moving = || self.keymap.letters_that_move(self.contexts());
        Letters::Keys { that_move: if whole { moving() } else { Vec::new() } }
    }

    /// The contexts whose keys mean something now.
    const fn contexts(&self) -> &'static [Context] {
        match self.dialog {
            Some(_) => &[Context::Always],
            None => &[Context::Start, Context::Always],
        }
    }

    /// How many rooms a page has: the screen without its head, its foot and the names of columns.
    fn page(&self) -> usize {
        usize::from(self.size.1).saturating_sub(6).max(1)
    }

    fn go(&mut self, place: usize) {
        self.selected = self.rows.get(place).map(|row| row.key.clone());
    }
}

/// Takes a message, changes the start screen, says what is to be done outside.
pub fn update(start: &mut Start, message: Message) -> Vec<StartEffect> {
    let mut effects = hear(start, message);
    if let Some(Dialog::Begin(form)) = &start.dialog
        && let typed = form.typed()
        && typed != start.typed
    {
        start.typed.clone_from(&typed);
        effects.push(StartEffect::Keep(typed));
    }
    effects
}

fn hear(start: &mut Start, message: Message) -> Vec<StartEffect> {
    match message {
        Message::Key(key) => press(start, keymap::plain(key)),
        Message::Text(text) => {
            let keys = text.chars().map(|c| KeyEvent::from(KeyCode::Char(c)));
            keys.flat_map(|key| press(start, key)).collect()
        }
        Message::Burst { text, .. } => burst(start, &text),
        Message::Paste(text) => {
            if let Some(dialog) = &mut start.dialog {
                dialog.insert(&text);
            }
            Vec::new()
        }
        Message::Resized(columns, rows) => {
            start.size = if columns == 0 || rows == 0 { (80, 24) } else { (columns, rows) };
            Vec::new()
        }
        Message::Tick(now) => {
            start.now = now;
            Vec::new()
        }
        Message::Resumed => {
            start.shield.lifted_until = None;
            Vec::new()
        }
        Message::Notice(words) => {
            start.notice = Some(words);
            Vec::new()
        }
        // What concerns a room that is open.
        Message::Seated
        | Message::Opened { .. }
        | Message::AtDesk { .. }
        | Message::Left(_)
        | Message::Lying { .. }
        | Message::Scratches(_)
        | Message::Pending(_)
        | Message::Committed(_)
        | Message::Refused(..)
        | Message::NotTaken(..)
        | Message::Settled(_)
        | Message::Found(_)
        | Message::TakenBack(_)
        | Message::Reach(_)
        | Message::LetOut(..)
        | Message::ListCounted(..)
        | Message::ReplyRead(..)
        | Message::Edited(_) => Vec::new(),
    }
}

/// Keys faster than a person presses them are text: they fill a field, the Enter after them counts
/// as on a slow line, and they run nothing.
fn burst(start: &mut Start, text: &str) -> Vec<StartEffect> {
    let Some(dialog) = &mut start.dialog else {
        start.notice = Some("That came faster than keys are pressed; none was run.".to_owned());
        return Vec::new();
    };
    let line = text.strip_suffix('\n').unwrap_or(text);
    if line.contains('\n') || line.len() == text.len() {
        dialog.insert(text);
        return Vec::new();
    }
    dialog.insert(line);
    press(start, KeyEvent::from(KeyCode::Enter))
}

fn press(start: &mut Start, key: KeyEvent) -> Vec<StartEffect> {
    start.notice = None;
    start.pressed.push(key);
    match start.keymap.meaning(start.contexts(), &start.pressed) {
        Meaning::Pending(_) => Vec::new(),
        Meaning::Is(action) => {
            start.pressed.clear();
            act(start, action)
        }
        Meaning::Nothing => {
            start.pressed.clear();
            match start.dialog.take() {
                Some(dialog) if !start.shield.blank => answer(start, dialog, key),
                dialog => {
                    start.dialog = dialog;
                    Vec::new()
                }
            }
        }
    }
}

fn act(start: &mut Start, action: Action) -> Vec<StartEffect> {
    if start.shield.blank && !matches!(action, Action::Blank | Action::Suspend | Action::Redraw) {
        return Vec::new();
    }
    let (place, last) = (start.place(), start.rows.len());
    if let Some(step) = Step::of(action) {
        let by = step.distance(start.page());
        start.go(place.saturating_add_signed(by).min(last));
        return Vec::new();
    }
    match action {
        Action::Open => match start.selected.clone() {
            Some(key) => return vec![StartEffect::Open(key)],
            None => start.dialog = Some(start.begin()),
        },
        Action::BeginRoom => start.dialog = Some(start.begin()),
        Action::Practise => return vec![StartEffect::Practise],
        Action::Import => match start.selected.clone() {
            Some(key) => start.dialog = Some(Dialog::Import { key, field: Field::default() }),
            None => start.notice = Some("Select the room that the lines go into first.".to_owned()),
        },
        Action::Shield if start.shielded() => start.dialog = Some(Dialog::Lift),
        Action::Shield => start.shield.lifted_until = None,
        Action::Blank => start.shield.blank = !start.shield.blank,
        Action::Palette => {
            start.dialog = Some(Dialog::Keys { field: Field::default(), selected: 0 });
        }
        Action::FreshLine => {
            start.notice = Some("A line needs a room: Enter opens one, n begins one.".to_owned());
        }
        Action::Reload => return vec![StartEffect::Reload],
        Action::Redraw => return vec![StartEffect::Redraw],
        Action::Suspend => return vec![StartEffect::Suspend],
        Action::Quit | Action::Leave => return vec![StartEffect::Quit],
        // Everything else is a room's.
        _ => {}
    }
    Vec::new()
}

impl Start {
    fn begin(&self) -> Dialog {
        let mut form = BeginForm::new(self.offer.clone());
        form.take_up(&self.typed);
        Dialog::Begin(Box::new(form))
    }

    /// Begins a room. Who types has been asked then, and is not asked again.
    pub fn begins(&mut self, beginning: Beginning) -> StartEffect {
        if let Some((_, department)) = &beginning.by {
            self.offer.unnamed = None;
            self.offer.department = department.clone();
        }
        StartEffect::Begin(Box::new(beginning))
    }
}

impl Dialog {
    fn insert(&mut self, text: &str) {
        match self {
            Self::Begin(form) => form.insert(text),
            Self::Import { field, .. } | Self::Keys { field, .. } => field.insert(text),
            Self::Lift => {}
        }
    }
}

/// A key into an open dialog: back onto the screen unless the dialog is done.
fn answer(start: &mut Start, dialog: Dialog, key: KeyEvent) -> Vec<StartEffect> {
    let leave = key.code == KeyCode::Esc || keymap::written(&key) == "Ctrl-G";
    if leave {
        return Vec::new();
    }
    match dialog {
        Dialog::Begin(mut form) => match form.key(key, start.now) {
            Some(beginning) => return vec![start.begins(beginning)],
            None => start.dialog = Some(Dialog::Begin(form)),
        },
        Dialog::Import { key: room, mut field } => {
            let source = field.text().trim().to_owned();
            if key.code == KeyCode::Enter && !source.is_empty() {
                return vec![StartEffect::Import { key: room, source }];
            }
            field.key(key);
            start.dialog = Some(Dialog::Import { key: room, field });
        }
        Dialog::Lift => match key.code {
            KeyCode::Enter | KeyCode::Char('y') => {
                let until = start.now.plus_minutes(Shield::LIFTED_MINUTES);
                start.shield.lifted_until = Some(until);
            }
            KeyCode::Char('n' | 'q') => {}
            _ => start.dialog = Some(Dialog::Lift),
        },
        Dialog::Keys { mut field, mut selected } => {
            let found = keys_found(field.text());
            match key.code {
                KeyCode::Enter => {
                    return found.get(selected).map_or_else(Vec::new, |row| act(start, row.action));
                }
                KeyCode::Down => selected = (selected + 1).min(found.len().saturating_sub(1)),
                KeyCode::Up => selected = selected.saturating_sub(1),
                _ if field.key(key) => selected = 0,
                _ => {}
            }
            start.dialog = Some(Dialog::Keys { field, selected });
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests;
