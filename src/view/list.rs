//! Which things of a list stand on the screen, and how many rows each has: one row a thing, cut at
//! its end, unless there is room for all of its words.
//!
//! Apart from the panes, because Next and the checklists do the same. What must stay true: the
//! selected thing is always whole where somebody stands in the list; what comes in elsewhere folds
//! nothing that was open; only what is shown is ever measured.

use crate::console::layout::Area;
use crate::console::select::Selection;
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;

/// A list as its pane knows it.
pub struct List<'a, T> {
    /// What is listed.
    pub things: &'a [T],
    /// How many of them were there when somebody came to stand in the list.
    pub known: usize,
    /// Where the selection rests.
    pub selection: &'a Selection<T>,
    /// Whether somebody stands in it.
    pub here: bool,
    /// Whether the pane stands alone.
    pub zoomed: bool,
    /// Rows of the place.
    pub height: u16,
}

/// A thing on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its place in the list.
    pub place: usize,
    /// Its first row.
    pub row: u16,
    /// How many rows it has.
    pub rows: u16,
    /// Whether the selection rests on it.
    pub selected: bool,
}

impl<T: Clone + PartialEq> List<'_, T> {
    /// The places that can be on the screen, for measuring columns.
    pub fn near(&self) -> std::ops::Range<usize> {
        let height = usize::from(self.height);
        let (first, _) = self.selection.window(self.things, height);
        // Whole rows may be taller than those that the window is counted in, so that rows before it
        // come into sight.
        first.saturating_sub(height)..(first + height).min(self.things.len())
    }

    /// What stands where. `whole` says how many rows a thing needs for all of its words.
    pub fn lay(&self, whole: impl Fn(usize) -> usize) -> Vec<Placed> {
        let height = usize::from(self.height);
        let (mut first, selected) = self.selection.window(self.things, height);
        let mut cut = None;
        let fits = |many: usize| many <= height && (0..many).map(&whole).sum::<usize>() <= height;
        let all = self.zoomed || fits(self.known.min(self.things.len()));
        let rows = |place: usize| {
            let open = all || (self.here && selected == Some(place));
            if open { whole(place).clamp(1, height.max(1)) } else { 1 }
        };
        if all && fits(self.things.len()) {
            first = 0;
        } else if let Some(selected) = selected {
            // Rows above the selection go before its own words do.
            let (mut from, mut left) = (selected, height.saturating_sub(rows(selected)));
            while from > first && rows(from - 1) <= left {
                from -= 1;
                left -= rows(from);
            }
            for place in selected + 1..self.things.len() {
                left = left.saturating_sub(rows(place));
                if left == 0 {
                    break;
                }
            }
            // At the end of the list no row stays empty while there are words above it.
            while from > 0 && left > 0 {
                from -= 1;
                let tall = rows(from).min(left);
                cut = (tall < rows(from)).then_some((from, tall));
                left -= tall;
            }
            first = from;
        }
        let mut out = Vec::new();
        let mut row = 0;
        for place in first..self.things.len() {
            if row >= height {
                break;
            }
            let tall = match cut {
                Some((cut, tall)) if cut == place => tall,
                _ => rows(place).min(height - row),
            };
            out.push(Placed {
                place,
                row: u16::try_from(row).unwrap_or(u16::MAX),
                rows: u16::try_from(tall).unwrap_or(u16::MAX),
                selected: selected == Some(place),
            });
            row += tall;
        }
        out
    }
}

/// How many things of a list there is no row for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unseen {
    /// Above the first row.
    pub above: usize,
    /// Below the last row.
    pub below: usize,
    /// Drafts that would stand below all of these.
    pub drafts: usize,
}

impl Unseen {
    /// Below the last row, and nothing else.
    pub fn below(below: usize) -> Self {
        Self { below, ..Self::default() }
    }

    /// In words, the fullest first: `2 above, 7 more below, 3 drafts`.
    fn words(self) -> [String; 3] {
        let said = |many: usize, words: &str| (many > 0).then(|| format!("{many} {words}"));
        let drafts = if self.drafts == 1 { "draft" } else { "drafts" };
        let joined = |below: &str| {
            let parts =
                [said(self.above, "above"), said(self.below, below), said(self.drafts, drafts)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        let short = format!("+{}", self.above + self.below + self.drafts);
        [joined("more below"), joined("below"), short]
    }

    const fn any(self) -> bool {
        self.above + self.below + self.drafts > 0
    }
}

/// Says how many things of a list have no row: on the lower edge of the frame around its lines.
pub fn more_on_frame(inside: Area, unseen: Unseen, canvas: &mut Canvas<'_>) {
    let room = usize::from(inside.width).saturating_sub(2);
    if let Some(words) = unseen.words().iter().find(|words| text::width(words) <= room)
        && unseen.any()
    {
        let edge = Area { y: inside.y.saturating_add(inside.height), height: 1, ..inside };
        canvas.text_right(edge, 0, &format!(" {words} "), Role::Faint);
    }
}

/// The same where there is no frame: behind the pane's title, which takes so many cells, in as many
/// words as fit.
pub fn more_in_title(pane: Area, unseen: Unseen, title: usize, canvas: &mut Canvas<'_>) {
    let room = usize::from(pane.width).saturating_sub(title + 1);
    if let Some(words) = unseen.words().iter().find(|words| text::width(words) <= room)
        && unseen.any()
    {
        canvas.text_right(pane, 0, words, Role::Faint);
    }
}

/// Writes words from a column to the end of an area into the rows that a thing has: all of them, or
/// one that is cut.
pub fn text_rows(
    words: &str,
    area: Area,
    column: u16,
    placed: Placed,
    role: Role,
    canvas: &mut Canvas<'_>,
) {
    if placed.rows <= 1 {
        canvas.text(area, column, placed.row, words, role);
        return;
    }
    let width = usize::from(area.width.saturating_sub(column)).max(1);
    let last = placed.row + placed.rows - 1;
    let begin = words.as_ptr() as usize;
    for (row, line) in (placed.row..=last).zip(text::wrap(words, width)) {
        // The last row that there is room for says by its mark that words are missing.
        let from = (line.as_ptr() as usize).saturating_sub(begin);
        let line = if row == last { words.get(from..).unwrap_or(line) } else { line };
        canvas.text(area, column, row, line, role);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::select::Step;

    fn rows(list: &List<'_, u32>, whole: impl Fn(usize) -> usize) -> Vec<(usize, u16)> {
        list.lay(whole).iter().map(|placed| (placed.place, placed.rows)).collect()
    }

    #[test]
    fn words_are_whole_where_there_is_room() {
        let (things, selection) = ([1, 2, 3], Selection::default());
        let mut list = List {
            things: &things,
            known: 3,
            selection: &selection,
            here: false,
            zoomed: false,
            height: 6,
        };
        assert_eq!(rows(&list, |_| 2), [(0, 2), (1, 2), (2, 2)]);
        list.height = 5;
        assert_eq!(rows(&list, |_| 2), [(0, 1), (1, 1), (2, 1)]);
        list.zoomed = true;
        assert_eq!(rows(&list, |_| 2), [(0, 2), (1, 2), (2, 1)]);
        // What came in since has no say in how the others stand.
        (list.zoomed, list.known) = (false, 2);
        assert_eq!(rows(&list, |_| 2), [(0, 2), (1, 2), (2, 1)]);
    }

    #[test]
    fn the_selected_thing_is_whole_wherever_it_stands() {
        let things: Vec<u32> = (0..30).collect();
        let mut selection = Selection::default();
        for step in [Step::Down, Step::Down, Step::PageDown, Step::Bottom, Step::Up, Step::Top] {
            selection.step(&things, step, 5);
            for zoomed in [false, true] {
                let list = List {
                    things: &things,
                    known: 30,
                    selection: &selection,
                    here: true,
                    zoomed,
                    height: 5,
                };
                let placed = list.lay(|_| 3);
                let chosen = placed.iter().find(|placed| placed.selected).expect("it is seen");
                assert_eq!(chosen.rows, 3, "{step:?} {placed:?}");
            }
        }
    }
}
