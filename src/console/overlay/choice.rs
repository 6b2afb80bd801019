//! A dialog that lists: what there is to choose from, what is typed to search it, and, where what
//! is typed may be the answer itself, how that is kept.
//!
//! Apart from the other dialogs, because it searches. What must stay true: what is typed where it
//! may be an answer is kept at the desk like that of every other dialog.

use super::{Answer, Asks};
use crate::console::effect::Effect;
use crate::console::field::Field;
use crate::console::model::Slot;
use crate::console::select::{Selection, Step};
use crate::console::{checklists, fuzzy, plan, room, typist};

/// A dialog that lists.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What becomes of the answer.
    pub asks: Asks,
    /// The question, in words.
    pub title: String,
    /// What there is to choose from.
    pub rows: Vec<ChoiceRow>,
    /// What the rows are filtered by.
    pub filter: Field,
    /// Whether letters go into the filter; else they are keys.
    pub typing: bool,
    /// Places in `rows` that the filter leaves, the best first.
    pub shown: Vec<usize>,
    /// The row the selection rests on, by its id.
    pub selection: Selection<String>,
    /// Whether what is typed may be the answer itself, where no row fits.
    pub free: bool,
    /// Whether the selection was moved on purpose since the last letter.
    pub moved: bool,
    /// Why the last answer was not taken.
    pub trouble: Option<String>,
    /// Under which name the desk keeps what is typed; nothing where it only searches.
    pub name: Option<String>,
}

/// A row of a [`Choice`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceRow {
    /// What is answered when it is chosen.
    pub id: String,
    /// What is read and searched.
    pub label: String,
    /// Beside the point: a key, a state.
    pub note: String,
    /// Searched beside the label, and not read.
    pub also: &'static str,
}

impl ChoiceRow {
    /// A row.
    pub fn new(id: impl Into<String>, label: impl Into<String>, note: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), note: note.into(), also: "" }
    }
}

impl Choice {
    /// A list, its first row selected. Letters are keys, but where what is typed may be the answer:
    /// who is asked for a name types one.
    pub fn new(asks: Asks, title: impl Into<String>, rows: Vec<ChoiceRow>, free: bool) -> Self {
        let mut choice = Self {
            name: if free { name(&asks) } else { None },
            asks,
            title: title.into(),
            shown: (0..rows.len()).collect(),
            typing: free,
            rows,
            filter: Field::default(),
            selection: Selection::default(),
            free,
            moved: false,
            trouble: None,
        };
        choice.selection.step(&choice.ids(), Step::Top, 1);
        choice
    }

    /// The ids of the rows shown.
    pub fn ids(&self) -> Vec<String> {
        self.shown.iter().map(|place| self.rows[*place].id.clone()).collect()
    }

    /// Moves the selection; from what is typed onto the first row, and from there back.
    pub fn step(&mut self, step: Step, height: usize) {
        let ids = self.ids();
        let first = self.selection.place(&ids) == Some(0);
        if step == Step::Up && first && self.moved {
            self.moved = false;
        } else if !(step == Step::Down && self.takes_typed()) {
            self.selection.step(&ids, step, height);
            self.moved = true;
        } else {
            self.moved = first;
        }
    }

    /// Filters anew after a letter: best first, the first selected.
    pub fn refilter(&mut self) {
        self.shown = self.found();
        self.selection.clear();
        self.selection.step(&self.ids(), Step::Top, 1);
        self.moved = false;
        self.trouble = None;
    }

    /// What the filter leaves: rows that have its very words first, then those that people call so,
    /// then those that have its letters.
    fn found(&self) -> Vec<usize> {
        let labels = self.rows.iter().map(|row| row.label.as_str());
        let found = fuzzy::rank(self.filter.text(), labels);
        let typed = self.filter.text().trim().to_lowercase();
        let called = |place: &usize| {
            let mut also = self.rows[*place].also.split(", ");
            !typed.is_empty() && also.any(|word| word.to_lowercase().starts_with(&typed))
        };
        let said = |place: &usize| self.rows[*place].label.to_lowercase().contains(&typed);
        let called: Vec<usize> = (0..self.rows.len()).filter(called).collect();
        if called.is_empty() {
            return found;
        }
        let (mut first, rest): (Vec<usize>, Vec<usize>) = found.into_iter().partition(said);
        for place in called.into_iter().chain(rest) {
            if !first.contains(&place) {
                first.push(place);
            }
        }
        first
    }

    /// Whether Enter takes what is typed, and no row: where that may be the answer, no row is just
    /// that, and the selection was not moved on purpose.
    pub fn takes_typed(&self) -> bool {
        let typed = self.filter.text().trim();
        let exact = self.rows.iter().any(|row| row.label.eq_ignore_ascii_case(typed));
        let place = self.selection.place(&self.ids());
        self.free && !typed.is_empty() && (place.is_none() || self.typing && !exact && !self.moved)
    }

    /// Where what is typed would be taken though it is the beginning of a row, as a name that was
    /// cut short is: asked once.
    pub(super) fn doubt(&self) -> Option<String> {
        let typed = self.filter.text().trim();
        let likely = self.rows.get(*self.shown.first()?)?;
        let asked = self.trouble.is_some() || !self.takes_typed();
        (!asked).then(|| {
            format!(
                "Enter again takes “{typed}”, which is not in the list; Down takes “{}”.",
                likely.label
            )
        })
    }

    /// What Enter answers now.
    pub fn answer(&self) -> Option<Answer> {
        if self.takes_typed() {
            return Some(Answer::Text(self.filter.text().trim().to_owned()));
        }
        let chosen = self.selection.place(&self.ids()).and(self.selection.on().cloned());
        chosen.map(Answer::Chosen)
    }

    /// Takes up again what was typed here before.
    pub(super) fn take_up(&mut self, typed: String) {
        self.filter = Field::new(typed);
        self.refilter();
    }

    /// Keeps what is typed at the desk, where it may be an answer.
    pub fn keep(&self) -> Option<Effect> {
        Some(Effect::SaveScratch {
            slot: Slot::Field(self.name.clone()?),
            text: self.filter.text().to_owned(),
            cursor: self.filter.cursor(),
        })
    }
}

/// Under which name the desk keeps what is typed in a list. What is typed in any other list only
/// searches, and is let go.
fn name(asks: &Asks) -> Option<String> {
    match asks {
        Asks::Checklists(checklists::Ask::Assign(item)) => Some(format!("item assign {item}")),
        Asks::Plan(plan::Ask::Side(step, side)) => Some(plan::edit::field(step, *side)),
        Asks::Room(room::Ask::Holder(role)) => Some(format!("holder {}", role.id())),
        Asks::Room(room::Ask::Names) => Some("names".to_owned()),
        Asks::Typist(typist::Ask::Behalf) => Some("behalf".to_owned()),
        Asks::Typist(typist::Ask::Who) => Some("who-types".to_owned()),
        _ => None,
    }
}
