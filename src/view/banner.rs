//! The banner: what must not be overlooked, in one or two lines. What it says, and what it gives
//! up first, is [`crate::console::banner`]; here each part gets its place.
//!
//! What must stay true: parts never run together, nothing is cut inside a word, and a part that
//! must not be overlooked stands in the other line or is counted where it cannot stand in its own.

mod fit;

use crate::console::banner::{self, NARROW, Part, TINY, Tone};
use crate::console::layout::Area;
use crate::console::model::Model;
use crate::domain::next::Owed;
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;
use fit::Line;

/// Draws the banner into two lines, or everything into one.
pub fn draw(model: &Model, owed: &[Owed<'_>], area: Area, canvas: &mut Canvas<'_>) {
    if area.height == 0 {
        return;
    }
    let (mut upper, mut lower) =
        (banner::upper(model, canvas.set), banner::lower(model, owed, canvas.set));
    let two = area.height >= 2;
    // The upper line has the room's name, which stays.
    if two && area.width < NARROW {
        lower.insert(0, banner::lead(model));
    } else {
        upper.push(banner::lead(model));
    }
    let typing = banner::typing(model);
    if two && area.width < NARROW {
        // The lower line has the room: what is promised gives its words up for it.
        lower.push(Part { right: true, ..typing });
    } else {
        upper.push(typing);
    }
    for part in upper.iter_mut().chain(&mut lower) {
        part.text = text::cells_in(&part.text, canvas.set).into_owned();
        for (_, shorter) in &mut part.shorter {
            *shorter = text::cells_in(shorter, canvas.set).into_owned();
        }
    }
    let shape = Shape::of(area);
    if two {
        let [above, below] = both(&upper, &lower, shape);
        put(&above, shape, area, 0, canvas);
        put(&below, shape, area, 1, canvas);
    } else {
        upper.extend(lower);
        put(&counted(&upper, shape), shape, area, 0, canvas);
    }
}

/// How a line is laid out there.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// Cells between the edges.
    room: usize,
    /// Blanks at both edges.
    edge: usize,
    /// Blanks that parts have between them at least.
    gap: usize,
}

impl Shape {
    fn of(area: Area) -> Self {
        let edge = usize::from(area.width >= TINY);
        let gap = if area.width < NARROW { 1 } else { 2 };
        Self { room: usize::from(area.width).saturating_sub(2 * edge), edge, gap }
    }
}

/// One line that must hold everything: what cannot stand is counted.
fn counted(parts: &[Part], shape: Shape) -> Line {
    let line = Line::fitted(parts.to_vec(), shape.room, shape.gap);
    match line.left_out().len() {
        0 => line,
        many => with_count(parts, many, shape),
    }
}

/// Both lines: what has no room in the lower one stands in the upper one, in few words; what has
/// none there either is counted. The count stands where it costs nothing that must stay.
fn both(upper: &[Part], lower: &[Part], shape: Shape) -> [Line; 2] {
    let fit = |parts: &[Part]| Line::fitted(parts.to_vec(), shape.room, shape.gap);
    let helped = |below: &Line| {
        // Who leads first: a state is counted where it has no room, and a name is not.
        let names = below.missing_names().map(|name| Part { right: false, ..name.clone() });
        let moved = below.left_out();
        let moved = names.chain(moved.iter().map(in_few_words));
        upper.iter().cloned().chain(moved).collect::<Vec<_>>()
    };
    let below = fit(lower);
    let above = fit(&helped(&below));
    let many = above.left_out().len();
    if many == 0 {
        return [above, below];
    }
    let counting = with_count(lower, many, shape);
    if counting.missing_names().count() > below.missing_names().count() {
        let many = below.left_out().len();
        return [with_count(upper, many, shape), below];
    }
    let above = fit(&helped(&counting));
    // Room for the count itself may have cost another part.
    let below = with_count(lower, above.left_out().len(), shape);
    [above, below]
}

/// A line that says how many parts stand nowhere, and which key lists them.
fn with_count(parts: &[Part], many: usize, shape: Shape) -> Line {
    let place = parts.iter().position(|part| part.right).unwrap_or(parts.len());
    let mut parts = parts.to_vec();
    parts.insert(place, banner::more(many));
    Line::fitted(parts, shape.room, shape.gap)
}

/// A part of the lower line as it stands in the upper one.
fn in_few_words(part: &Part) -> Part {
    let least = part.shorter.iter().find(|(_, words)| !words.is_empty());
    let text = least.map_or_else(|| part.text.clone(), |(_, words)| words.clone());
    // What must stay goes after all that the upper line can spare; a state before who types.
    let urgent = part.shorter.first().is_some_and(|(rank, _)| *rank <= 8);
    let rank = if urgent { 8 } else { 48 };
    Part { text, shorter: vec![(rank, String::new())], right: false, ..part.clone() }
}

const fn role(tone: Tone) -> Role {
    match tone {
        Tone::Title => Role::Title,
        Tone::Plain => Role::Text,
        Tone::Faint => Role::Faint,
        Tone::Soon => Role::Soon,
        Tone::Waiting => Role::Waiting,
        Tone::Alarm => Role::Alarm,
    }
}

/// Writes a line: parts from the left, and those that end at the right edge.
fn put(line: &Line, shape: Shape, area: Area, row: u16, canvas: &mut Canvas<'_>) {
    let cells = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
    // Two blanks tell parts of several words apart better than one, wherever there is room.
    let gap = if line.width(2) <= shape.room { 2 } else { shape.gap };
    let mut column = shape.edge;
    for part in line.shown().filter(|part| !part.right) {
        let end = canvas.text(area, cells(column), row, &part.text, role(part.tone));
        column = usize::from(end) + gap;
    }
    let rights = || line.shown().filter(|part| part.right);
    let wide: usize = rights().map(|part| text::width(&part.text) + gap).sum();
    let start = (shape.edge + shape.room + gap).saturating_sub(wide);
    let mut column = column.max(start);
    for part in rights() {
        let end = canvas.text(area, cells(column), row, &part.text, role(part.tone));
        column = usize::from(end) + gap;
    }
}
