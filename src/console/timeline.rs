//! The timeline pane: what it shows, where the selection rests, whether it follows.
//!
//! While nothing is selected it follows the newest line. A selection rests on a line, and no line
//! that comes in elsewhere moves it.

mod acts;
pub mod details;
mod entry;
pub mod filter;
pub mod row;
mod sight;
#[cfg(test)]
mod tests;
mod texts;
pub mod window;

use crate::domain::event::{Event, Recorded};
use crate::domain::time::Timestamp;
use crate::domain::timeline::Line;

use super::action::Action;
use super::capture::Known;
use super::effect::Effect;
use super::model::{Model, Thing};
use super::overlay::{self, Asks, Overlay, Prompt};
use super::select::Step;

pub use acts::{Ask, answer, is_hidden, past, promised};
pub use entry::on_entry;
use filter::{AutoLines, Filter};
use sight::Sight;
use texts::Texts;

/// The timeline pane.
#[derive(Debug, Clone, Default)]
pub struct TimelinePane {
    /// The line the selection rests on; nothing while it follows.
    pub selected: Option<Thing>,
    /// Where it was last seen among the lines shown.
    pub(super) place: usize,
    /// On which row of the pane it is drawn.
    pub(super) row: usize,
    /// What it is filtered by, as typed.
    pub filter: String,
    /// Why the filter cannot be read: the last one that could holds.
    pub trouble: Option<String>,
    /// Which automatic lines are shown.
    pub auto: AutoLines,
    /// Rows of the lines that are shown, in the order of what happened.
    pub(super) shown: Vec<u64>,
    /// How many of the lines that are shown came in below what is read, while it did not follow.
    pub new_below: usize,
    /// The rows of all that did, whether the filter shows them or not.
    arrived: Vec<u64>,
    /// Whether the shield hid text from the filter when the lines were filtered.
    pub(super) shielded: bool,
    /// What a filter that is being typed looks through.
    texts: Texts,
}

/// Where more than one line in so many is shown, a look through all of them is no detour.
const MANY: usize = 16;

/// What the selection rests on, for acts on it.
pub fn selected(model: &Model) -> Option<Thing> {
    let thing = model.timeline.selected.clone()?;
    window::place(model, &thing).map(|_| thing)
}

/// Rows were numbered: those that the filter leaves are shown, in their place.
pub fn heard(model: &mut Model, rows: &[Recorded]) {
    follow_pending(model, rows);
    let lowest = lowest(model);
    let filtered = !model.timeline.filter.is_empty();
    let moved = |row: &Recorded| match row.event {
        Event::EntryCorrected(_) => true,
        Event::EntryTagged(_) | Event::HandlingChanged(_) => filtered,
        _ => false,
    };
    if rows.iter().any(moved) || model.timeline.filter.contains("is:") {
        note_arrived(model, rows, lowest);
        rebuild(model);
        return;
    }
    let filter = read(model, &model.timeline.filter).unwrap_or_default();
    let auto = model.timeline.auto;
    let mut shown = std::mem::take(&mut model.timeline.shown);
    let sight = Sight::of(model);
    let timeline = &model.incident.timeline;
    let key = |seq: u64| timeline.row(seq).map(|line| (line.occurred_at, line.seq));
    for line in rows.iter().filter_map(|row| timeline.row(row.seq)) {
        if !filter.fits(sight, line, auto) {
            continue;
        }
        let mut place = shown.len();
        while place > 0 && key(shown[place - 1]) > Some((line.occurred_at, line.seq)) {
            place -= 1;
        }
        if place > 0 && shown[place - 1] == line.seq {
            continue;
        }
        shown.insert(place, line.seq);
    }
    model.timeline.shown = shown;
    note_arrived(model, rows, lowest);
    count_below(model);
}

/// Remembers which lines came in below what is read.
fn note_arrived(model: &mut Model, rows: &[Recorded], lowest: Option<(Timestamp, u64)>) {
    let Some(lowest) = lowest else { return };
    let lines = rows.iter().filter_map(|row| model.incident.timeline.row(row.seq));
    let below = lines.filter(|line| (line.occurred_at, line.seq) > lowest).map(|line| line.seq);
    model.timeline.arrived.extend(below);
}

/// The moment and row of the lowest line on the screen, while the pane does not follow.
fn lowest(model: &Model) -> Option<(Timestamp, u64)> {
    model.timeline.selected.as_ref()?;
    let line = model.incident.timeline.row(window::lowest(model)?)?;
    Some((line.occurred_at, line.seq))
}

/// What has come into sight is below no longer; what the filter hides is not counted.
fn count_below(model: &mut Model) {
    if model.timeline.arrived.is_empty() {
        model.timeline.new_below = 0;
        return;
    }
    let mut arrived = std::mem::take(&mut model.timeline.arrived);
    match lowest(model) {
        Some(lowest) => {
            let key = |seq| model.incident.timeline.row(seq).map(|it| (it.occurred_at, it.seq));
            arrived.retain(|seq| key(*seq) > Some(lowest));
        }
        // It follows: everything has been seen.
        None if model.timeline.selected.is_none() => arrived.clear(),
        None => {}
    }
    let shown = |seq: &&u64| model.timeline.shown.iter().rev().any(|one| one == *seq);
    model.timeline.new_below = arrived.iter().filter(shown).count();
    model.timeline.arrived = arrived;
}

/// After every message: where the shield was lifted or let down, a filter finds more or less.
pub fn settle(model: &mut Model) {
    let shielded = model.shielded();
    if model.timeline.shielded != shielded {
        model.timeline.shielded = shielded;
        if !model.timeline.filter.is_empty() {
            rebuild(model);
        }
    }
    if model.timeline.texts.are_gathered() && !is_filtered_now(model) {
        model.timeline.texts = Texts::default();
    }
}

/// Whether a filter is being typed.
fn is_filtered_now(model: &Model) -> bool {
    let typing = |prompt: &Prompt| matches!(prompt.asks, Asks::Timeline(Ask::Filter { .. }));
    let overlays = &model.overlays;
    overlays.iter().any(|one| matches!(one, Overlay::Prompt(prompt) if typing(prompt)))
}

/// A selection on a submission goes on to the line that it became.
fn follow_pending(model: &mut Model, rows: &[Recorded]) {
    let Some(Thing::Waiting(id)) = &model.timeline.selected else {
        return;
    };
    let Some(row) = rows.iter().find(|row| row.submission == *id) else {
        return;
    };
    if let Some(line) = model.incident.timeline.row(row.seq) {
        model.timeline.selected = Some(window::thing(window::Shown::Line(line)));
    }
}

/// The room was read anew: everything is filtered again.
pub fn seen_anew(model: &mut Model) {
    model.timeline.texts = Texts::default();
    rebuild(model);
}

/// Filters all lines again.
fn rebuild(model: &mut Model) {
    let filter = read(model, &model.timeline.filter).unwrap_or_default();
    if filter.asks_texts() {
        gather(model);
        model.timeline.shown = filter.among(&model.timeline.texts);
    } else {
        let (sight, auto) = (Sight::of(model), model.timeline.auto);
        let fits = |line: &&Line| filter.fits(sight, line, auto);
        let shown = sight.incident.timeline.iter().filter(fits).map(|line| line.seq);
        model.timeline.shown = shown.collect();
    }
    count_below(model);
}

/// Gathers what the filter looks through.
fn gather(model: &mut Model) {
    let mut texts = std::mem::take(&mut model.timeline.texts);
    texts.gather(Sight::of(model), model.timeline.auto);
    model.timeline.texts = texts;
}

/// Why nothing fits the filter, where that is no matter of the lines.
pub fn misread(model: &Model) -> Option<String> {
    misasked(model, &read(model, &model.timeline.filter).ok()?)
}

/// Whether a line fits a filter, the console's own lines as usual.
pub fn fits(model: &Model, filter: &Filter, line: &Line) -> bool {
    filter.fits(Sight::of(model), line, AutoLines::Usual)
}

/// Why nothing fits a filter, where that is a matter of how it was asked.
pub fn misasked(model: &Model, filter: &Filter) -> Option<String> {
    filter.misread(Sight::of(model))
}

/// Reads a filter, its times in the zone that is shown.
pub fn read(model: &Model, text: &str) -> Result<Filter, String> {
    let known = Known::of(model);
    let context = known.context(model, model.now);
    Filter::read(text, &super::compose::Context { zone: model.tz(), ..context })
}

/// Filters by a text, as it is being typed. One that cannot be read changes nothing and says why.
pub fn set_filter(model: &mut Model, text: &str) {
    let filter = match read(model, text) {
        Ok(filter) => filter,
        Err(why) => {
            model.timeline.trouble = Some(why);
            return;
        }
    };
    let before = std::mem::replace(&mut model.timeline.filter, text.to_owned());
    model.timeline.trouble = None;
    let narrows = || read(model, &before).is_ok_and(|before| filter.narrows(&before));
    let goes_on = text.starts_with(&before) && !before.is_empty();
    if !filter.asks_texts() && goes_on && narrows() {
        let mut shown = std::mem::take(&mut model.timeline.shown);
        let (sight, auto) = (Sight::of(model), model.timeline.auto);
        let incident = sight.incident;
        let fits = |line: &Line| filter.fits(sight, line, auto);
        if shown.len() > incident.timeline.len() / MANY {
            // Both in the order of what happened: to go along is faster than to look each up.
            let mut left = shown.iter().peekable();
            let lines = incident.timeline.iter();
            let still = lines.filter(|line| left.next_if(|seq| **seq == line.seq).is_some());
            shown = still.filter(|line| fits(line)).map(|line| line.seq).collect();
        } else {
            shown.retain(|seq| incident.timeline.row(*seq).is_some_and(fits));
        }
        model.timeline.shown = shown;
    } else {
        rebuild(model);
    }
}

/// Does what an action means here.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(step) = Step::of(action) {
        go(model, step);
        return Vec::new();
    }
    match action {
        Action::Filter => {
            gather(model);
            let text = model.timeline.filter.clone();
            let asks = Asks::Timeline(Ask::Filter { before: text.clone() });
            let hint = "words  \"exact\"  @who  #tag  is:order  after:14:00  before:2026-11-22";
            overlay::prompt(model, asks, "timeline-filter", "Filter the timeline", hint, &text);
        }
        Action::ClearFilter => set_filter(model, ""),
        Action::AutoLines => {
            let (auto, words) = match model.timeline.auto {
                AutoLines::Usual => (AutoLines::None, "Only what people wrote."),
                AutoLines::None => (AutoLines::All, "Everything, who comes and who types too."),
                AutoLines::All => (AutoLines::Usual, "What people wrote, and what was done."),
            };
            model.timeline.auto = auto;
            model.notice = Some(words.to_owned());
            rebuild(model);
        }
        action => return acts::act(model, action),
    }
    Vec::new()
}

/// Moves the selection. The bottom follows again.
fn go(model: &mut Model, step: Step) {
    if step == Step::Bottom {
        model.timeline.selected = None;
        count_below(model);
        return;
    }
    let Some((place, row)) = window::after(model, step) else {
        return;
    };
    let thing = window::at(model, place).map(window::thing);
    model.timeline.selected = thing;
    (model.timeline.place, model.timeline.row) = (place, row);
    count_below(model);
}
