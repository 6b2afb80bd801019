//! What waits until it is clear who types: keys, letters too fast for keys and pastes, in the one
//! order in which they came.
//!
//! Apart from the questions, because it outlasts them: a line that comes back from the desk is
//! waited for too. What must stay true: nothing of it is lost, swapped or run for another than who
//! was chosen; each goes where it would have gone without the question; and none of it joins a line
//! that was not there when it came. The desk keeps its words meanwhile, under nobody's name.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::console::action::Action;
use crate::console::effect::Effect;
use crate::console::keymap::{Context, Meaning};
use crate::console::model::{Focus, Model, Slot};
use crate::console::overlay::{Asks, Overlay};
use crate::console::update::{self, contexts, press_of};
use crate::console::{capture, left};
use crate::domain::ids::SessionId;
use crate::domain::people::Person;
use crate::domain::time::Timestamp;

use super::{Ask, ask_still, in_own_dialog, stands};

/// Whose the words are at the desk while nobody said who typed them.
const NOBODY: &str = "Somebody";

/// What waits.
#[derive(Debug, Clone, Default)]
pub struct Held {
    items: Vec<Item>,
    /// The keys of a sequence that was begun before: the answer is no part of it.
    begun: Vec<KeyEvent>,
    /// Whether it was meant for something that letters are keys to, and that is closed now.
    apart: bool,
    /// Whether a half-typed line comes back with the answer, which nobody saw who typed this.
    unseen: bool,
    /// The number of the parked line as which the desk keeps the words.
    number: Option<u64>,
    /// When the question came up, or the last of it: nobody answers sooner than they can see it.
    at: Option<Timestamp>,
    /// Whether the question is yet to come up, because the screen is hidden.
    hidden: bool,
}

/// One thing that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// A key, and when.
    Key(KeyEvent, Timestamp),
    /// Letters that came faster than keys, when, and whether they go on with the last.
    Burst { text: String, at: Timestamp, on: bool },
    /// A paste.
    Paste(String),
}

impl Held {
    /// Keys that wait for a name.
    pub(super) fn of(keys: Vec<KeyEvent>, now: Timestamp) -> Self {
        let items = keys.into_iter().map(|key| Item::Key(key, now)).collect();
        Self { items, at: Some(now), ..Self::default() }
    }

    /// Whether nothing waits.
    const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether a key that comes now was pressed before the question could be seen.
    pub(super) fn is_unseen(&self, now: Timestamp) -> bool {
        self.at.is_some_and(|at| now.since(at) < capture::SEEN_MS)
    }

    /// What of it is words.
    fn words(&self) -> String {
        let mut words = String::new();
        for item in &self.items {
            match item {
                Item::Key(key, _) => words.extend(typed(*key)),
                Item::Burst { text, .. } | Item::Paste(text) => words.push_str(text),
            }
        }
        words
    }
}

/// The letter that a key types.
fn typed(key: KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(letter) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(letter),
        _ => None,
    }
}

/// Lets a key wait, and asks.
pub(super) fn hold_key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let item = Item::Key(key, model.now);
    hold(model, item)
}

/// Lets something wait, and asks.
pub(super) fn hold(model: &mut Model, item: Item) -> Vec<Effect> {
    if model.held.is_empty() {
        model.held.begun = std::mem::take(&mut model.pressed);
    }
    model.held.items.push(item);
    model.held.at = Some(model.now);
    model.last_key = model.now;
    settle(model);
    model.notice = Some("What you type waits for the answer, and comes after it.".to_owned());
    let secret = |one: &Overlay| matches!(one, Overlay::Prompt(prompt) if prompt.is_secret());
    if model.overlays.iter().any(secret) {
        return Vec::new();
    }
    if model.held.number.is_none() && !model.held.words().trim().is_empty() {
        model.held.number = Some(model.capture.next_parked);
        model.capture.next_parked += 1;
    }
    kept(model).into_iter().collect()
}

/// The words that wait, and where the desk keeps them.
pub fn waiting(model: &Model) -> Option<(Slot, String, usize)> {
    let slot = Slot::Parked(model.held.number?);
    let (text, cursor) = capture::KeptLine::unread(&model.held.words()).written();
    Some((slot, text, cursor))
}

/// What keeps them there.
pub fn kept(model: &Model) -> Option<Effect> {
    let (slot, text, cursor) = waiting(model)?;
    Some(Effect::KeepFor { owner: Person::new(NOBODY), slot, text, cursor })
}

/// Where something waits the question stands, unless nobody can see it.
pub fn settle(model: &mut Model) {
    let unclear = model.me.unconfirmed && !model.me.unnamed && !model.me.read_only;
    if !unclear || model.held.is_empty() {
        return;
    }
    if model.shield.blank {
        model.held.hidden = true;
    } else if !stands(model) {
        if std::mem::take(&mut model.held.hidden) {
            model.held.at = Some(model.now);
        }
        ask_still(model);
    }
}

/// Another types now: what was begun before is not theirs to end.
pub(super) fn anew(model: &mut Model) {
    model.held.begun.clear();
}

/// What it was meant for is closed now: in the line it runs nothing. `text` says whether letters
/// were text there.
pub(super) fn closed(model: &mut Model, text: bool) {
    let here = contexts(model);
    let held = &mut model.held;
    held.apart |= !text;
    held.items.retain(|item| match item {
        Item::Key(key, _) => model.keymap.meaning(here, &[*key]) != Meaning::Is(Action::Record),
        Item::Burst { .. } | Item::Paste(_) => true,
    });
    for item in &mut held.items {
        if let Item::Burst { text: burst, .. } = item {
            let words = burst.trim_end_matches(['\n', '\t']).to_owned();
            let burst = Item::Burst { text: words.clone(), at: model.now, on: false };
            *item = if text { burst } else { Item::Paste(words) };
        }
    }
}

/// Takes what this person left half typed, then what waited. Where a line is among it that is still
/// to come, what waited waits for that too.
pub(super) fn claim(model: &mut Model) -> Vec<Effect> {
    let before = model.capture.whole();
    let mut effects = left::claim(model);
    let line = |(_, slot): &(SessionId, Slot)| *slot.place() == Slot::Capture;
    let of_line =
        |effect: &Effect| matches!(effect, Effect::TakeLeft(wanted) if wanted.iter().any(line));
    let comes = effects.iter().any(of_line);
    model.held.unseen = !model.held.is_empty() && (comes || model.capture.whole() != before);
    if !comes {
        // The keys were pressed before what came back could be read of.
        let words = model.notice.take();
        effects.extend(release(model));
        model.notice = model.notice.take().or(words);
    }
    effects
}

/// What waits for a line waits no longer: it came, or somebody types on.
pub fn release_late(model: &mut Model) -> Vec<Effect> {
    let waits = model.me.unconfirmed || model.me.unnamed || in_own_dialog(model);
    if waits || model.held.is_empty() { Vec::new() } else { release(model) }
}

/// Whether what comes next came in one go. The first letters of a burst may have come alone.
fn came_in_one_go(items: &[Item]) -> bool {
    match items {
        [Item::Burst { .. } | Item::Paste(_), ..] => true,
        [Item::Key(key, at), rest @ ..] if typed(*key).is_some() => match rest {
            [Item::Key(_, next) | Item::Burst { at: next, .. }, ..] => {
                capture::goes_on(*at, *next) && came_in_one_go(rest)
            }
            [Item::Paste(_), ..] | [] => false,
        },
        [Item::Key(..), ..] | [] => false,
    }
}

/// Whether a capture line has the keys.
fn in_line(model: &Model) -> bool {
    match model.overlays.last() {
        Some(Overlay::Line(_)) => true,
        Some(
            Overlay::Prompt(_) | Overlay::Choice(_) | Overlay::Confirm(_) | Overlay::Reader(_),
        ) => false,
        None => model.focus == Focus::Capture,
    }
}

/// What a thing that waited does in a line that nobody had read when it came.
enum Unseen {
    /// It would write there or change it: a fresh line is for that.
    Apart,
    /// It would record it.
    Nothing,
    /// It leads away from it.
    Leads,
}

fn in_unseen(model: &Model, item: &Item) -> Unseen {
    let Item::Key(key, _) = item else { return Unseen::Apart };
    let meaning = |here: &[Context]| model.keymap.meaning(here, &[*key]);
    match meaning(contexts(model)) {
        Meaning::Is(Action::Record) => Unseen::Nothing,
        _ if key.code == KeyCode::Esc => Unseen::Leads,
        _ if matches!(meaning(&[Context::Always]), Meaning::Is(_)) => Unseen::Leads,
        Meaning::Is(_) | Meaning::Pending(_) | Meaning::Nothing => Unseen::Apart,
    }
}

/// What waited goes where it was meant. Where it asked who types, that is answered.
fn release(model: &mut Model) -> Vec<Effect> {
    let held = std::mem::take(&mut model.held);
    // What came in one go joins no line that was begun before.
    let begun = model.line().number;
    let apart = held.apart || !model.line().is_empty();
    let mut effects = Vec::new();
    model.last_key = model.now;
    model.pressed = held.begun;
    let mut items = held.items.as_slice();
    while let [item, rest @ ..] = items {
        let joins = in_line(model) && model.line().number == begun && !model.line().is_empty();
        if joins && held.unseen {
            match in_unseen(model, item) {
                Unseen::Apart => effects.extend(capture::fresh(model)),
                Unseen::Nothing => {
                    items = rest;
                    continue;
                }
                Unseen::Leads => {}
            }
        } else if apart && joins && came_in_one_go(items) {
            effects.extend(capture::fresh(model));
        }
        effects.extend(match item {
            Item::Key(key, at) => press_of(model, *key, *at),
            Item::Burst { text, at, on } => update::burst_now(model, text, *at, *on),
            Item::Paste(text) => update::paste_now(model, text),
        });
        items = rest;
    }
    // Last: the desk has it in its places.
    effects.extend(held.number.map(|number| Effect::DropScratch(Slot::Parked(number))));
    model.overlays.pop_if(
        |top| matches!(top, Overlay::Choice(choice) if choice.asks == Asks::Typist(Ask::Who)),
    );
    effects
}
