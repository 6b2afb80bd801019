//! The line that takes whatever is said: always there, open and empty after each Enter.
//!
//! What a line means is read by [`super::compose`]; what happens to it is here: [`record`] on
//! Enter, [`last`] on Up and [`mend`] after it, [`parked`] lines, [`complete`] on Tab. A fresh line
//! over something else is the same thing in an overlay.

mod complete;
mod kept;
mod last;
mod mend;
mod mended;
mod offer;
mod parked;
mod record;

use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::domain::ids::EntryId;
use crate::domain::people::Person;
use crate::domain::time::Timestamp;

use super::action::Action;
use super::compose::{self, Context, Line, Reading};
use super::effect::Effect;
use super::field::Field;
use super::model::{Model, Slot};
use super::overlay::{Answer, Answered, Overlay};
use super::people;

pub use complete::Offered;
pub use kept::{KeptLine, read as read_kept};
pub use mend::{Mending, as_typed, mend_entry, taken_back};
pub use mended::{keep_tags, quite_another};
pub use offer::{Offer, SEEN_MS, decline, offer, offered, typed_on};
pub use parked::{Parked, fresh, keep_all, park, park_fresh, park_kept, park_line, put_back};
pub use record::give_back;

/// A line being typed, with what belongs to it. Parked and said lines are kept by the one that is
/// always there.
#[derive(Debug, Clone, Default)]
pub struct Capture {
    /// What is being typed.
    pub field: Field,
    /// Which bytes of it were pasted: they are text, whatever they look like.
    pub pasted: Vec<Range<usize>>,
    /// A paste of many lines, to be quoted below the line.
    pub block: Option<String>,
    /// Whether no sign is read.
    pub plain: bool,
    /// Whether this very text wants a second Enter, and had the first.
    pub asked: bool,
    /// What Tab offers.
    pub offered: Option<Offered>,
    /// The entry that this line mends.
    pub mending: Option<Mending>,
    /// The struck line that Up came to, and goes on from.
    pub passed: Option<EntryId>,
    /// Its number, where it is a fresh line: it is parked under it.
    pub number: Option<u64>,
    /// Whether it is typed while the screen is hidden.
    pub unseen: Unseen,
    /// Lines half typed and put aside, oldest first.
    pub parked: Vec<Parked>,
    /// The number of the next parked line.
    pub next_parked: u64,
    /// Lines of this session as they were typed, oldest first, to be mended.
    pub said: Vec<Said>,
}

/// Whether a line is typed while the screen is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unseen {
    /// Whoever types it sees it.
    #[default]
    No,
    /// It is being typed.
    Typed,
    /// Enter was pressed at its end: what follows is another line.
    Ended,
}

impl Capture {
    /// All of its text, a pasted block too.
    pub fn whole(&self) -> String {
        let typed = self.field.text();
        self.block.as_ref().map_or_else(|| typed.to_owned(), |block| format!("{typed}\n{block}"))
    }
}

/// A line that was recorded, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who typed it: to others it is not their last line.
    pub by: Person,
    /// The entries that it made: one for each addressee.
    pub entries: Vec<EntryId>,
    /// What was typed.
    pub text: String,
    /// What of it was pasted.
    pub pasted: Vec<Range<usize>>,
    /// Whether no sign was read.
    pub plain: bool,
    /// The block quoted below it.
    pub block: Option<String>,
    /// When Enter was pressed: relative words are read as of then.
    pub at: Timestamp,
}

/// What the line asks in dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Take text that came too fast to be keys as a line.
    Offer(Offer),
    /// Which parked line to take up.
    Parked,
    /// In which zone the times of a pasted block are read.
    PasteZone,
}

/// What the reading needs to know of the room, collected.
#[derive(Debug)]
pub struct Known {
    people: Vec<Person>,
    tags: Vec<String>,
    facts: Vec<String>,
}

impl Known {
    /// Collects it.
    pub fn of(model: &Model) -> Self {
        let incident = &model.incident;
        let people = people::known(model).into_keys().collect();
        let tags = incident.tags.keys().cloned().collect();
        let open = |name: &str| !model.shielded() || incident.closed_fact(name).is_none();
        let facts = incident.facts.all().map(|(name, _)| name).filter(|name| open(name));
        let facts = facts.map(str::to_owned).collect();
        Self { people, tags, facts }
    }

    /// The context in which a line is read at a moment.
    pub fn context<'a>(&'a self, model: &'a Model, now: Timestamp) -> Context<'a> {
        Context {
            now,
            clock: model.now,
            zone: model.room_tz(),
            department: &model.me.department,
            departments: &model.incident.departments,
            people: &self.people,
            tags: &self.tags,
            facts: &self.facts,
        }
    }
}

impl Capture {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.field.is_empty() && self.block.is_none()
    }

    /// Whether another line can come into it: an emptied one that still mends is in use.
    pub fn is_free(&self) -> bool {
        self.is_empty() && self.mending.is_none()
    }

    /// Whether what is in it is to be shown as dots while the shield is down.
    pub fn is_private(&self) -> bool {
        !self.plain && compose::is_private(Line { text: self.field.text(), pasted: &self.pasted })
    }

    /// All its words: the text, and below it the block.
    fn whole_text(&self) -> String {
        match &self.block {
            Some(block) => format!("{}\n{block}", self.field.text()),
            None => self.field.text().to_owned(),
        }
    }

    /// Whether it was only taken up to be mended, and nothing in it was changed.
    pub fn is_untouched_mend(&self) -> bool {
        self.mending.as_ref().is_some_and(|mending| {
            mending.was == self.field.text()
                && mending.plain == self.plain
                && mending.block == self.block
        })
    }

    /// Takes up in an empty line what mends something.
    fn take_up(&mut self, line: Self) {
        self.empty();
        self.field = line.field;
        self.pasted = line.pasted;
        self.plain = line.plain;
        self.block = line.block;
        self.mending = line.mending;
    }

    /// Empties the line and lets go of what is parked, which others keep by now.
    pub fn put_away(&mut self) {
        self.empty();
        self.parked.clear();
    }

    /// Changes the field, moving along which parts of it were pasted.
    fn edit<T>(&mut self, change: impl FnOnce(&mut Field) -> T) -> T {
        let before = self.field.text().to_owned();
        let result = change(&mut self.field);
        if before != self.field.text() {
            shift(&mut self.pasted, &before, self.field.text());
            self.asked = false;
        }
        result
    }

    /// Empties the line, keeping what belongs to the console and not to the text.
    fn empty(&mut self) {
        *self = Self {
            parked: std::mem::take(&mut self.parked),
            next_parked: self.next_parked,
            said: std::mem::take(&mut self.said),
            number: self.number,
            unseen: self.unseen,
            ..Self::default()
        };
    }
}

/// Moves ranges along a change from `before` to `after`: what was changed in a range leaves it
/// shorter or longer.
fn shift(ranges: &mut Vec<Range<usize>>, before: &str, after: &str) {
    if ranges.is_empty() {
        return;
    }
    let same = |(a, b): &(u8, u8)| a == b;
    let start = before.bytes().zip(after.bytes()).take_while(same).count();
    let most = before.len().min(after.len()) - start;
    let end = before.bytes().rev().zip(after.bytes().rev()).take_while(same).count().min(most);
    let (removed_to, added_to) = (before.len() - end, after.len() - end);
    let moved = |at: usize| {
        if at <= start {
            at
        } else if at >= removed_to {
            at - removed_to + added_to
        } else {
            start
        }
    };
    for range in ranges.iter_mut() {
        *range = moved(range.start)..moved(range.end);
    }
    ranges.retain(|range| !range.is_empty());
}

/// Within this, in milliseconds, letters that come faster than keys go on with those before them;
/// later they are a line of their own.
const GOES_ON_MS: i64 = 1_000;

/// Whether letters that come now, faster than keys, go on with others that came then.
pub const fn goes_on(last: Timestamp, now: Timestamp) -> bool {
    now.since(last) < GOES_ON_MS
}

/// The line that takes the keys.
fn line_mut(model: &mut Model) -> &mut Capture {
    let fresh = model.overlays.iter().rposition(|overlay| matches!(overlay, Overlay::Line(_)));
    match fresh.and_then(|place| model.overlays.get_mut(place)) {
        Some(Overlay::Line(line)) => line,
        _ => &mut model.capture,
    }
}

/// What the line says now; for the words beside it, and for Enter.
pub fn reading(model: &Model) -> Reading {
    let line = model.line();
    if line.is_empty() {
        return Reading::Empty;
    }
    let now = line.mending.as_ref().map_or(model.now, |mending| mending.as_of(model));
    read_line(model, line, now)
}

/// What a line says as of then.
fn read_line(model: &Model, line: &Capture, now: Timestamp) -> Reading {
    let known = Known::of(model);
    let context = known.context(model, now);
    let text = line.field.text();
    let whole = [Range { start: 0, end: text.len() }];
    let pasted = if line.plain { whole.as_slice() } else { &line.pasted };
    compose::read_with(Line { text, pasted }, line.block.as_deref(), &context)
}

/// What belonged to the text alone goes with it: an emptied line reads its signs. What it mends it
/// mends on, so that a line typed anew is no second row.
fn settle(model: &mut Model) {
    let line = line_mut(model);
    if !line.is_empty() {
        return;
    }
    line.plain = false;
    if line.mending.is_some() {
        model.notice = Some(mend::EMPTIED.to_owned());
    }
}

/// Takes a key that is no action.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let line = line_mut(model);
    line.offered = None;
    let backspace = key.code == KeyCode::Backspace;
    if backspace && line.field.cursor() == 0 && line.block.is_some() {
        // The block stands after the text, but it is what a backspace in an empty line means.
        line.block = None;
        line.asked = false;
    } else if !line.edit(|field| field.key(key)) {
        return Vec::new();
    }
    if takes_away(key) {
        settle(model);
    }
    keep(model)
}

/// Whether a key that is no action takes letters away.
fn takes_away(key: KeyEvent) -> bool {
    match key.code {
        KeyCode::Backspace | KeyCode::Delete => true,
        KeyCode::Char(letter) => {
            let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
            let alt = key.modifiers.contains(KeyModifiers::ALT);
            (ctrl && matches!(letter, 'd' | 'h' | 'k' | 'u' | 'w')) || (alt && letter == 'd')
        }
        _ => false,
    }
}

/// Said of a block that came into the line.
const PASTED_BLOCK: &str =
    "Pasted block: Enter records it, Ctrl-N one entry a line, Backspace drops it.";

/// Takes pasted text: one line goes into the line, many are quoted below it.
pub fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let line = line_mut(model);
    line.offered = None;
    if compose::many_lines(text) {
        let mut block = line.block.take().unwrap_or_default();
        block.push_str(text);
        line.block = Some(block);
        line.asked = false;
        model.notice = Some(PASTED_BLOCK.to_owned());
    } else {
        let text = text.trim_end_matches(['\n', '\r']);
        let from = line.field.cursor();
        line.edit(|field| field.insert(text));
        let to = line.field.cursor();
        if to > from {
            line.pasted.push(from..to);
        }
    }
    keep(model)
}

/// Takes text that was typed into another field and meant for the line: into the line where that is
/// empty, else beside it.
pub fn take_over(model: &mut Model, text: &str) -> Vec<Effect> {
    let line = line_mut(model);
    if !line.is_free() {
        return parked::park(model, text.to_owned(), None);
    }
    line.edit(|field| field.insert(text));
    keep(model)
}

/// Every line that is open, offered or put aside here, as the desk keeps it.
pub fn open_lines(model: &Model) -> Vec<Effect> {
    let over = model.overlays.iter().filter_map(|overlay| match overlay {
        Overlay::Line(line) => Some(kept(line)),
        other => offered(other).map(Offer::kept),
    });
    let mut kept: Vec<Effect> = std::iter::once(kept(&model.capture)).chain(over).collect();
    kept.extend(model.capture.parked.iter().map(Parked::kept));
    kept
}

/// A line, as the desk keeps it.
fn kept(line: &Capture) -> Effect {
    let words = (line.field.text(), line.block.as_deref());
    let mending = line.mending.as_ref();
    let how = (line.plain, line.pasted.as_slice());
    let (text, cursor) = kept::written(words, line.field.cursor(), how, mending);
    Effect::SaveScratch { slot: slot(line), text, cursor }
}

/// Where the line that takes the keys is kept at the desk.
fn slot(line: &Capture) -> Slot {
    line.number.map_or(Slot::Capture, Slot::Parked)
}

/// Keeps what is being typed at the desk.
fn keep(model: &Model) -> Vec<Effect> {
    let line = model.line();
    if line.is_empty() {
        return vec![Effect::DropScratch(slot(line))];
    }
    vec![kept(line)]
}

/// Leaves the line for the panes: what was typed stays. A line that was taken up to be mended does
/// not: its row stands as it was, and what was changed in it is parked.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    let line = &mut model.capture;
    line.offered = None;
    line.passed = None;
    if line.mending.is_none() {
        return Vec::new();
    }
    if line.is_untouched_mend() || line.is_empty() {
        line.empty();
        return keep(model);
    }
    model.notice = Some(mend::PARKED.to_owned());
    park_line(model)
}

/// Does what an action means in the line.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Record => record::record(model),
        Action::LastLine => last::last_line(model),
        Action::Complete => complete::next(model),
        Action::Parked => parked::list(model),
        Action::PasteLines => record::paste_lines(model),
        Action::PlainLine => {
            let line = line_mut(model);
            line.plain = !line.plain;
            line.asked = false;
            if model.line().is_empty() { Vec::new() } else { keep(model) }
        }
        Action::MarkSecret => mark_secret(model),
        _ => Vec::new(),
    }
}

fn mark_secret(model: &mut Model) -> Vec<Effect> {
    let line = line_mut(model);
    let text = compose::without_secrets(line.field.text());
    let block = line.block.as_deref().and_then(compose::without_secrets);
    if text.is_none() && block.is_none() {
        model.notice = Some("Nothing here looks like a key or a token.".to_owned());
        return Vec::new();
    }
    if let Some(text) = text {
        line.edit(|field| *field = Field::new(text));
    }
    if let Some(block) = block {
        line.block = Some(block);
    }
    line.asked = false;
    keep(model)
}

/// Takes an answer to what the line asked.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    match ask {
        Ask::Offer(offer) => Ok(offer::take(model, &offer)),
        Ask::Parked => Ok(parked::take_up(model, given.words())),
        Ask::PasteZone => record::record_lines(model, given.words()),
    }
}

#[cfg(test)]
mod tests {
    use super::shift;

    #[test]
    fn pasted_parts_move_with_what_is_typed_around_and_in_them() {
        for (after, expected) in [
            ("xx a > b", Some(5..8)),
            ("a > b c", Some(2..5)),
            ("a > ", Some(2..4)),
            ("a >> b", Some(2..6)),
            ("", None),
        ] {
            let mut ranges: Vec<_> = std::iter::once(2..5).collect();
            shift(&mut ranges, "a > b", after);
            assert_eq!(ranges.pop(), expected, "a > b to {after}");
        }
    }
}
