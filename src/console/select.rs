//! A selection in a list: it rests on a thing, not on a place, so nothing that happens elsewhere
//! moves it.
//!
//! What is kept is the thing itself, where it was last seen, and on which row of the pane it is
//! drawn. Rows that come in above or below leave both where they are. A thing that leaves the list
//! leaves the selection on nothing, so that no key hits a neighbour; the next move goes on from
//! where it was. At the edge the list jumps by half a pane.

use super::action::Action;

/// A selection in a list of things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection<T> {
    on: Option<T>,
    place: usize,
    row: usize,
}

impl<T> Default for Selection<T> {
    fn default() -> Self {
        Self { on: None, place: 0, row: 0 }
    }
}

/// A move in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One down.
    Down,
    /// One up.
    Up,
    /// Half a pane down.
    HalfDown,
    /// Half a pane up.
    HalfUp,
    /// A pane down.
    PageDown,
    /// A pane up.
    PageUp,
    /// To the first.
    Top,
    /// To the last.
    Bottom,
}

impl Step {
    /// The move that an action is, where it is one.
    pub const fn of(action: Action) -> Option<Self> {
        Some(match action {
            Action::Down => Self::Down,
            Action::Up => Self::Up,
            Action::HalfDown => Self::HalfDown,
            Action::HalfUp => Self::HalfUp,
            Action::PageDown => Self::PageDown,
            Action::PageUp => Self::PageUp,
            Action::Top => Self::Top,
            Action::Bottom => Self::Bottom,
            _ => return None,
        })
    }

    /// By how many places it goes in a pane of that height; the ends are far away.
    pub const fn distance(self, height: usize) -> isize {
        let page = if height < 2 { 1 } else { height.cast_signed() };
        let half = if page < 2 { 1 } else { page / 2 };
        match self {
            Self::Down => 1,
            Self::Up => -1,
            Self::HalfDown => half,
            Self::HalfUp => -half,
            Self::PageDown => page,
            Self::PageUp => -page,
            Self::Top => isize::MIN / 2,
            Self::Bottom => isize::MAX / 2,
        }
    }
}

impl<T: Clone + PartialEq> Selection<T> {
    /// What it rests on. It may have left the list since: see [`Self::place`].
    pub const fn on(&self) -> Option<&T> {
        self.on.as_ref()
    }

    /// Rests it on a thing, drawn on the row where the selection is.
    pub fn rest_on(&mut self, thing: T) {
        self.on = Some(thing);
    }

    /// Somebody came to the list, or chose what it lists: where the selection rests on nothing in
    /// it, it rests on the first.
    pub fn settle_in(&mut self, things: &[T]) {
        if self.place(things).is_none()
            && let Some(first) = things.first()
        {
            *self = Self { on: Some(first.clone()), place: 0, row: 0 };
        }
    }

    /// Rests it on nothing, at the top.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Where the thing stands in the list now; nothing when it is not in it.
    pub fn place(&self, things: &[T]) -> Option<usize> {
        let on = self.on.as_ref()?;
        // Most often it stands where it stood.
        if things.get(self.place) == Some(on) {
            return Some(self.place);
        }
        things.iter().position(|thing| thing == on)
    }

    /// Moves it, in a pane that shows `height` things.
    pub fn step(&mut self, things: &[T], step: Step, height: usize) {
        let Some(last) = things.len().checked_sub(1) else {
            return;
        };
        let (from, gone) = match self.place(things) {
            Some(place) => (place, false),
            None => (self.place.min(last), true),
        };
        let single = matches!(step, Step::Down | Step::Up);
        // Nothing was selected, or it left the list: the first move takes what stands in its place.
        let by = if gone && single { 0 } else { step.distance(height) };
        let to = from.saturating_add_signed(by).min(last);
        let edge = height.saturating_sub(1);
        let row = self.row.min(edge).saturating_add_signed(to.cast_signed() - from.cast_signed());
        let above = to < from && from - to > self.row.min(edge);
        self.row = match step {
            Step::Top => 0,
            Step::Bottom => edge,
            Step::Down | Step::Up if above || row > edge => height / 2,
            // A half or a whole page moves the list under the selection.
            Step::HalfDown | Step::HalfUp | Step::PageDown | Step::PageUp => self.row.min(edge),
            Step::Down | Step::Up => row,
        };
        // Near the ends of the list the list stands still and the selection walks.
        self.row = self.row.min(to).max((height.saturating_sub(1)).saturating_sub(last - to));
        if things.len() <= height {
            self.row = to;
        }
        self.place = to;
        self.on = Some(things[to].clone());
    }

    /// The first place to draw in a pane of `height` rows, and the place of the selection, where it
    /// is in the list.
    pub fn window(&self, things: &[T], height: usize) -> (usize, Option<usize>) {
        let place = self.place(things);
        let at = place.unwrap_or(self.place);
        let most = things.len().saturating_sub(height);
        let first = at.saturating_sub(self.row.min(height.saturating_sub(1))).min(most);
        (first, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_on_its_thing_and_its_row_whatever_comes() {
        let mut things: Vec<u32> = (0..30).collect();
        let mut selection = Selection::default();
        for _ in 0..4 {
            selection.step(&things, Step::Down, 10);
        }
        assert_eq!((selection.on(), selection.window(&things, 10)), (Some(&3), (0, Some(3))));
        things.splice(0..0, 100..105);
        assert_eq!(selection.on(), Some(&3));
        assert_eq!(selection.window(&things, 10), (5, Some(8)));
    }

    #[test]
    fn jumps_half_a_pane_at_the_edge() {
        let things: Vec<u32> = (0..30).collect();
        let mut selection = Selection::default();
        for _ in 0..10 {
            selection.step(&things, Step::Down, 10);
        }
        assert_eq!(selection.window(&things, 10), (0, Some(9)));
        selection.step(&things, Step::Down, 10);
        assert_eq!(selection.window(&things, 10), (5, Some(10)));
        selection.step(&things, Step::Bottom, 10);
        assert_eq!(selection.window(&things, 10), (20, Some(29)));
        selection.step(&things, Step::HalfUp, 10);
        assert_eq!(selection.window(&things, 10), (15, Some(24)));
        selection.step(&things, Step::Top, 10);
        assert_eq!(selection.window(&things, 10), (0, Some(0)));
    }

    #[test]
    fn rests_on_nothing_when_its_thing_goes_and_goes_on_from_there() {
        let mut things: Vec<u32> = (0..5).collect();
        let mut selection = Selection::default();
        for _ in 0..3 {
            selection.step(&things, Step::Down, 10);
        }
        assert_eq!(selection.on(), Some(&2));
        things.remove(2);
        assert_eq!(selection.place(&things), None);
        selection.step(&things, Step::Down, 10);
        assert_eq!(selection.on(), Some(&3));
        selection.step(&[], Step::Down, 10);
        assert_eq!(selection.place(&[]), None);
        selection.settle_in(&[]);
        assert_eq!(selection.place(&[]), None);
        selection.settle_in(&[7, 8]);
        assert_eq!(selection.on(), Some(&7));
        selection.rest_on(8);
        selection.settle_in(&[7, 8]);
        assert_eq!(selection.on(), Some(&8));
    }
}
