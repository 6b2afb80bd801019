//! Where everything stands on the screen, as plain numbers: `update` needs the height of a pane to
//! move by half of it, `view` draws into the same places.
//!
//! Three layouts: from 100 by 30 two columns; from 60 by 15 Next and the lanes above, the timeline
//! below; smaller, one pane at a time. Above the timeline words need room: below 120 columns the
//! pane that one stands in has the whole width, and beside Next stands no list but how far each
//! lane is.

use super::model::{Focus, Model, Pane};

/// From so many columns on two panes of words stand side by side above the timeline.
const TWO_PANES: u16 = 120;
/// From so many columns on the lanes' figures stand beside Next.
const WITH_LANES: u16 = 76;
/// Below so many columns the banner has two lines wherever there are lines to spare.
const NARROW: u16 = 60;
/// Columns of the lanes' figures: two lanes beside each other, with their marks.
const LANES: u16 = 34;

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    /// Column of its left edge.
    pub x: u16,
    /// Row of its upper edge.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    /// Without the frame around it.
    #[must_use]
    pub const fn inner(self) -> Self {
        Self {
            x: self.x.saturating_add(1),
            y: self.y.saturating_add(1),
            width: self.width.saturating_sub(2),
            height: self.height.saturating_sub(2),
        }
    }

    const fn rows(self, from: u16, count: u16) -> Self {
        Self { y: self.y + from, height: count, ..self }
    }

    const fn columns(self, from: u16, count: u16) -> Self {
        Self { x: self.x + from, width: count, ..self }
    }
}

/// The places of one screen, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// What must not be overlooked.
    pub banner: Area,
    /// Everything between banner and capture line: panes, and dialogs over them.
    pub panes: Area,
    /// Each pane that is shown, with its frame.
    pub shown: Vec<(Pane, Area)>,
    /// The capture line.
    pub line: Area,
    /// Hints, readings, notices.
    pub hints: Area,
    /// Whether panes have frames; the smallest screens have no cells to spare.
    pub framed: bool,
}

impl Places {
    /// The place of a pane's lines, inside its frame; nothing when it is not shown.
    pub fn inside(&self, pane: Pane) -> Option<Area> {
        let (_, area) = self.shown.iter().find(|(shown, _)| *shown == pane)?;
        Some(if self.framed {
            // No word touches the frame: left of the lines stands the marker's column, right of
            // them one that stays empty.
            let inner = area.inner();
            inner.columns(0, inner.width.saturating_sub(1))
        } else {
            let title = u16::from(area.height > 2);
            area.rows(title, area.height - title)
        })
    }
}

/// The pane that has the focus, or would have it.
pub const fn current(model: &Model) -> Pane {
    match model.focus {
        // The pane that stands alone is the only one that a person sees: no key goes past it.
        Focus::Capture => match model.zoomed {
            Some(pane) => pane,
            None => Pane::Timeline,
        },
        Focus::Pane(pane) => pane,
    }
}

/// How many rows a pane has for its lines; at least one, so that moves by pages move.
pub fn height(model: &Model, pane: Pane) -> usize {
    usize::from(places(model).inside(pane).map_or(1, |area| area.height.max(1)))
}

/// By how many places a page moves in a list of that pane: where rows are written whole, most take
/// two.
pub fn page(model: &Model, pane: Pane) -> usize {
    let height = height(model, pane);
    if model.zoomed == Some(pane) { (height / 2).max(1) } else { height }
}

/// Lays the screen out.
pub fn places(model: &Model) -> Places {
    let (width, height) = model.size;
    let small = width < 60 || height < 15;
    let whole = Area { x: 0, y: 0, width, height };
    let line = u16::from(height > 0);
    let hints = u16::from(height > 3);
    let banner = match height {
        0..=2 => 0,
        // What must not be overlooked has no room in one line of the narrowest screens.
        6..=8 if width < NARROW => 2,
        3..=8 => 1,
        _ => 2,
    };
    let middle = height.saturating_sub(banner + line + hints);
    let panes = whole.rows(banner, middle);
    let alone = model.zoomed.or_else(|| super::drafts::is_full(model).then_some(Pane::Drafts));
    let shown = match alone {
        Some(pane) => vec![(pane, panes)],
        None if small => vec![(current(model), panes)],
        None if width >= 100 && height >= 30 => columns(panes),
        None => stacked(panes, model.focus),
    };
    Places {
        banner: whole.rows(0, banner),
        panes,
        shown,
        line: whole.rows(banner + middle, line),
        hints: whole.rows(banner + middle + line, hints),
        framed: !small,
    }
}

/// The timeline on the left; what is owed, items and drafts on the right.
fn columns(panes: Area) -> Vec<(Pane, Area)> {
    let left = panes.width * 9 / 20;
    let right = panes.columns(left, panes.width - left);
    let next = right.height / 3;
    let drafts = right.height / 5;
    let items = right.height - next - drafts;
    vec![
        (Pane::Timeline, panes.columns(0, left)),
        (Pane::Next, right.rows(0, next)),
        (Pane::Checklists, right.rows(next, items)),
        (Pane::Drafts, right.rows(next + items, drafts)),
    ]
}

/// Next and lanes above, the timeline below; what has the focus takes the upper place whole where
/// there is no room for two.
fn stacked(panes: Area, focus: Focus) -> Vec<(Pane, Area)> {
    let upper = match focus {
        Focus::Capture | Focus::Pane(Pane::Timeline) => panes.height * 2 / 5,
        Focus::Pane(Pane::Next | Pane::Checklists | Pane::Drafts) => panes.height * 13 / 20,
    };
    let above = panes.rows(0, upper);
    let timeline = (Pane::Timeline, panes.rows(upper, panes.height - upper));
    let wide = panes.width >= TWO_PANES;
    match focus {
        Focus::Pane(Pane::Drafts) => vec![(Pane::Drafts, above), timeline],
        Focus::Pane(pane @ (Pane::Next | Pane::Checklists)) if !wide => {
            vec![(pane, above), timeline]
        }
        Focus::Capture | Focus::Pane(Pane::Timeline) if panes.width < WITH_LANES => {
            vec![(Pane::Next, above), timeline]
        }
        Focus::Capture | Focus::Pane(Pane::Timeline | Pane::Next | Pane::Checklists) => {
            let right = if wide { panes.width / 2 } else { LANES.max(panes.width * 2 / 5) };
            let left = panes.width - right;
            vec![
                (Pane::Next, above.columns(0, left)),
                (Pane::Checklists, above.columns(left, right)),
                timeline,
            ]
        }
    }
}

/// Whether a dialog there has no frame: where one would leave hardly a line.
pub const fn is_bare(room: Area) -> bool {
    room.height < 5 || room.width < 8
}

/// How many rows a dialog lists at most.
pub fn dialog_rows(model: &Model) -> usize {
    usize::from(places(model).panes.height.saturating_sub(4).max(1))
}

/// Where the lines of a page to read stand: a column is free on either side.
pub fn reader(model: &Model) -> Area {
    let room = places(model).panes;
    let inside = if is_bare(room) { room } else { room.inner() };
    Area { x: inside.x.saturating_add(1), width: inside.width.saturating_sub(2).max(1), ..inside }
}

/// Whether the checklists' place is too narrow for items, so that it says how far each lane is.
pub fn lanes_only(model: &Model) -> bool {
    let places = places(model);
    let narrow = |(pane, area): &(Pane, Area)| *pane == Pane::Checklists && area.width < 50;
    places.shown.len() > 1 && places.shown.iter().any(narrow)
}
