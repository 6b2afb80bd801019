//! Which lines of the timeline stand on the screen, and where: only those are ever laid out.
//!
//! While it follows, the newest line is at the bottom. Otherwise the selected line stays on its
//! row, and the others are laid out above and below it: what comes in elsewhere moves nothing that
//! is being read.

use crate::console::layout;
use crate::console::model::{Model, Pane, Thing, Waiting};
use crate::console::select::Step;
use crate::console::zone;
use crate::domain::time::Precision;
use crate::domain::timeline::{Line, What};

use super::row::{self, Piece, Row};

/// Columns before the text: marker, time, sign, name.
pub const NAME: u16 = 10;
/// Where the text begins: with long names, with short ones, without.
const TEXT: (u16, u16, u16) = (21, 18, 10);
/// So long, in milliseconds, clocks that were changed stay as they are, anywhere.
const CLOCKS_HOLD: i64 = 20 * 86_400_000;
/// From which width on a pane has room for long names.
const WIDE: u16 = 96;

/// A line of the pane, as recorded or as on its way.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// Recorded.
    Line(&'a Line),
    /// On its way.
    Waiting(&'a Waiting),
}

/// A line laid out on the screen.
#[derive(Debug)]
pub struct Laid {
    /// The day above it, where it is the first of its day.
    pub day: Option<String>,
    /// Its number on the record; nothing while it is on its way.
    pub seq: Option<u64>,
    /// What it says.
    pub row: Row,
    /// Its text in rows.
    pub pieces: Vec<Piece>,
    /// Whether the selection rests on it.
    pub selected: bool,
    /// The row of the pane on which its first piece stands; above the pane where negative.
    pub top: isize,
}

impl Laid {
    fn height(&self) -> usize {
        self.pieces.len() + usize::from(self.day.is_some())
    }

    fn above(&self) -> isize {
        isize::from(self.day.is_some())
    }
}

/// How many lines there are to show.
pub fn count(model: &Model) -> usize {
    model.timeline.shown.len() + waiting(model).count()
}

/// Submissions on their way that will be lines, others' after one's own.
fn waiting(model: &Model) -> impl Iterator<Item = &Waiting> {
    let asked = model.reach.share.iter().flat_map(|share| &share.asked);
    model.waiting.iter().chain(asked).filter(|one| row::is_line(&one.submission.command))
}

/// The line at a place.
pub fn at(model: &Model, place: usize) -> Option<Shown<'_>> {
    let shown = &model.timeline.shown;
    match shown.get(place) {
        Some(seq) => model.incident.timeline.row(*seq).map(Shown::Line),
        None => waiting(model).nth(place - shown.len()).map(Shown::Waiting),
    }
}

/// What a line is, for the selection.
pub fn thing(shown: Shown<'_>) -> Thing {
    match shown {
        Shown::Line(line) => match &line.what {
            What::Entry(entry) => Thing::Entry(entry.now.entry.clone()),
            What::Auto(_) => Thing::Row(line.seq),
        },
        Shown::Waiting(waiting) => Thing::Waiting(waiting.submission.id.clone()),
    }
}

/// Where a thing stands; nothing where it is not shown.
pub fn place(model: &Model, thing: &Thing) -> Option<usize> {
    let seq = match thing {
        Thing::Row(seq) => *seq,
        Thing::Entry(id) => model.incident.timeline.line(id)?.seq,
        Thing::Waiting(id) => {
            let place = waiting(model).position(|one| one.submission.id == *id)?;
            return Some(model.timeline.shown.len() + place);
        }
        Thing::Item(_) | Thing::Draft(_) | Thing::Step(_) => return None,
    };
    let near = model.timeline.place;
    if model.timeline.shown.get(near) == Some(&seq) {
        return Some(near);
    }
    model.timeline.shown.iter().rposition(|shown| *shown == seq)
}

/// Where the text begins in a pane of that width.
pub const fn text_column(width: u16) -> u16 {
    match width {
        WIDE.. => TEXT.0,
        40.. => TEXT.1,
        _ => TEXT.2,
    }
}

fn size(model: &Model) -> (usize, usize) {
    let area = layout::places(model).inside(Pane::Timeline).unwrap_or_default();
    let width = area.width.saturating_sub(text_column(area.width)).max(8);
    (usize::from(width), usize::from(area.height.max(1)))
}

/// Lays out the line at a place; its row is yet to be said.
fn lay(model: &Model, place: usize, width: usize) -> Option<Laid> {
    let set = model.settings.set();
    let shown = at(model, place)?;
    let row = match shown {
        Shown::Line(line) => row::of_line(model, line),
        Shown::Waiting(waiting) => row::of_waiting(model, waiting)?,
    };
    let pieces = row.lay(width, set);
    let selected = model.timeline.selected.as_ref() == Some(&thing(shown));
    let seq = match shown {
        Shown::Line(line) => Some(line.seq),
        Shown::Waiting(_) => None,
    };
    Some(Laid { day: day(model, place), seq, row, pieces, selected, top: 0 })
}

/// The day of the line at a place, where the line before has another, or where the clocks were
/// changed between them. It names its zone where that is not the title's.
fn day(model: &Model, place: usize) -> Option<String> {
    let zone = model.tz();
    let head = |place| match at(model, place)? {
        Shown::Line(line) => {
            let precision = line.entry().map_or(Precision::Minute, |entry| entry.now.precision);
            let date = zone::date_of(line.occurred_at, precision, zone);
            Some((date, zone::abbreviation(line.occurred_at, zone)))
        }
        Shown::Waiting(_) => None,
    };
    let here = head(place)?;
    let before = place.checked_sub(1).and_then(head);
    if before.as_ref() == Some(&here) {
        return None;
    }
    let (date, name) = here;
    let changed = before.is_some_and(|(was, _)| was == date);
    let day = zone::day(date, model.now, zone);
    let named = changed || name != zone::abbreviation(model.now, zone);
    Some(if named { format!("{day} ({name})") } else { day })
}

/// The zone of the row at the top of the pane, where it is not the one of now and its day stands
/// above the pane.
pub fn zone_at_top(model: &Model) -> Option<String> {
    let zone = model.tz();
    let here = zone::abbreviation(model.now, zone);
    let oldest = match at(model, 0)? {
        Shown::Line(line) => line.occurred_at,
        Shown::Waiting(_) => return None,
    };
    // Nowhere do clocks change and change back within so few days.
    if model.now.since(oldest) < CLOCKS_HOLD && zone::abbreviation(oldest, zone) == here {
        return None;
    }
    let visible = visible(model);
    let top = visible.first().filter(|laid| laid.day.is_none() || laid.top < 1)?;
    let line = model.incident.timeline.row(top.seq?)?;
    let name = zone::abbreviation(line.occurred_at, zone);
    (name != here).then_some(name)
}

/// The lines that stand on the screen, from top to bottom.
pub fn visible(model: &Model) -> Vec<Laid> {
    let (width, height) = size(model);
    let total = count(model);
    let height = height.cast_signed();
    let selected = model.timeline.selected.as_ref();
    let Some(selected) = selected else {
        return from_bottom(model, width, height);
    };
    let from = place(model, selected).unwrap_or(model.timeline.place).min(total.saturating_sub(1));
    let Some(mut anchor) = lay(model, from, width) else {
        return from_bottom(model, width, height);
    };
    let lowest = height - anchor.pieces.len().cast_signed();
    anchor.top = model.timeline.row.cast_signed().min(lowest).max(anchor.above());
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    let mut top = anchor.top - anchor.above();
    for place in (0..from).rev() {
        if top <= 0 {
            break;
        }
        let Some(mut laid) = lay(model, place, width) else { continue };
        top -= laid.height().cast_signed();
        laid.top = top + laid.above();
        upper.push(laid);
    }
    if top > 0 {
        return from_top(model, width, height);
    }
    let mut bottom = anchor.top + anchor.pieces.len().cast_signed();
    for place in from + 1..total {
        if bottom >= height {
            break;
        }
        let Some(mut laid) = lay(model, place, width) else { continue };
        laid.top = bottom + laid.above();
        bottom += laid.height().cast_signed();
        lower.push(laid);
    }
    if bottom < height {
        return from_bottom(model, width, height);
    }
    upper.reverse();
    upper.push(anchor);
    upper.extend(lower);
    upper
}

/// The row of the lowest recorded line on the screen.
pub fn lowest(model: &Model) -> Option<u64> {
    let height = size(model).1.cast_signed();
    let on_screen = |laid: &&Laid| laid.top < height;
    visible(model).iter().rev().filter(on_screen).find_map(|laid| laid.seq)
}

fn from_top(model: &Model, width: usize, height: isize) -> Vec<Laid> {
    let mut out = Vec::new();
    let mut bottom = 0;
    for place in 0..count(model) {
        if bottom >= height {
            break;
        }
        let Some(mut laid) = lay(model, place, width) else { continue };
        laid.top = bottom + laid.above();
        bottom += laid.height().cast_signed();
        out.push(laid);
    }
    out
}

fn from_bottom(model: &Model, width: usize, height: isize) -> Vec<Laid> {
    let mut out = Vec::new();
    let mut top = height;
    for place in (0..count(model)).rev() {
        if top <= 0 {
            break;
        }
        let Some(mut laid) = lay(model, place, width) else { continue };
        top -= laid.height().cast_signed();
        laid.top = top + laid.above();
        out.push(laid);
    }
    out.reverse();
    if top > 0 {
        for laid in &mut out {
            laid.top -= top;
        }
    }
    out
}

/// On which row the screen shows the selected line now. That is where it was meant to be, but near
/// the ends of the list; only there the whole screen need be laid out to know.
fn row_of(model: &Model, place: usize, (width, height): (usize, usize), last: usize) -> usize {
    if place >= height
        && place + height < last.min(model.timeline.shown.len())
        && let Some(laid) = lay(model, place, width)
    {
        let lowest = height.saturating_sub(laid.pieces.len());
        return model.timeline.row.min(lowest).max(usize::from(laid.day.is_some()));
    }
    let on_screen = visible(model).iter().find(|laid| laid.selected).map(|laid| laid.top);
    on_screen.unwrap_or(0).max(0).cast_unsigned()
}

/// Where a move from what is selected leads: the place, and the row it is drawn on.
pub fn after(model: &Model, step: Step) -> Option<(usize, usize)> {
    let (width, height) = size(model);
    let last = count(model).checked_sub(1)?;
    let laid = |place| lay(model, place, width);
    let selected = model.timeline.selected.as_ref();
    let from = match selected.map(|thing| place(model, thing)) {
        None => return Some((if step == Step::Top { 0 } else { last }, height - 1)),
        // It is gone: what stands in its place is next.
        Some(None) => return Some((model.timeline.place.min(last), model.timeline.row)),
        Some(Some(place)) => place,
    };
    let row = row_of(model, from, (width, height), last);
    let middle = height / 2;
    match step {
        Step::Top => Some((0, 0)),
        Step::Bottom => Some((last, height - 1)),
        Step::Down => {
            let to = (from + 1).min(last);
            let here = laid(from)?.pieces.len();
            let next = laid(to)?;
            let used = here + usize::from(next.day.is_some());
            let fits = |row: usize| row + next.pieces.len() <= height;
            // At the edge a page is turned: the line that it came from is the first of the next.
            let turned = if fits(used) { used } else { middle };
            Some((to, if fits(row + used) || to == from { row + used } else { turned }))
        }
        Step::Up => {
            let to = from.checked_sub(1).unwrap_or(from);
            let here = laid(from)?;
            let used = laid(to)?.pieces.len() + usize::from(here.day.is_some());
            let turned = height.checked_sub(here.pieces.len() + used).unwrap_or(middle);
            Some((to, row.checked_sub(used).unwrap_or(turned)))
        }
        Step::HalfDown | Step::HalfUp | Step::PageDown | Step::PageUp => {
            let by = step.distance(height);
            let mut left = by.unsigned_abs();
            let mut to = from;
            while left > 0 && ((by < 0 && to > 0) || (by > 0 && to < last)) {
                left = left.saturating_sub(laid(to)?.height());
                to = if by > 0 { to + 1 } else { to - 1 };
            }
            Some((to, row))
        }
    }
}
