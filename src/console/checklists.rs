//! The checklists pane: which lane, in what order, where the selection rests, and the acts on an
//! item.
//!
//! Separate from [`row`], which says what the pane shows of an item. What must stay true: while
//! somebody stands in the pane its order is frozen, so nothing that happens elsewhere re-sorts it,
//! and every act carries what its author saw.

mod ask;
pub mod order;
pub mod row;

pub use ask::blocked;

use super::action::Action;
use super::effect::Effect;
use super::model::{Focus, Model, Pane, Thing};
use super::overlay::{self, Asks};
use super::reader::{self, About};
use super::select::{Selection, Step};
use super::{layout, update};
use crate::domain::aim::Aim;
use crate::domain::checklist::Item;
use crate::domain::command::Command;
use crate::domain::event::{ItemChanged, ItemState};
use crate::domain::ids::ItemId;
use crate::domain::people::DepartmentId;

pub use ask::{Ask, answer, finished_by_another};

/// The checklists pane.
#[derive(Debug, Clone, Default)]
pub struct ChecklistsPane {
    /// Where the selection rests.
    pub selection: Selection<ItemId>,
    /// Whose items.
    pub lane: Lane,
    /// In what order.
    pub sort: Sort,
    /// Which of them.
    pub only: Only,
    /// Words that an item must have to be listed.
    pub filter: String,
    /// What somebody stands in; nothing while nobody does.
    pub frozen: Option<Frozen>,
}

/// A list as it was when somebody came to it: what happens elsewhere changes neither whose items it
/// shows nor their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// Whose items; nothing for everybody's.
    pub lane: Option<DepartmentId>,
    /// In what order.
    pub order: Vec<ItemId>,
}

/// Whose items are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Lane {
    /// Those of whoever types here; everybody's where they have none.
    #[default]
    Own,
    /// Everybody's.
    All,
    /// One department's.
    One(DepartmentId),
}

/// In what order items are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By phase, then by time.
    #[default]
    Phase,
    /// By time alone.
    Time,
    /// By department, then by time.
    Lane,
}

/// Which items are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    /// All.
    #[default]
    All,
    /// Those that are not done and apply.
    Open,
    /// Open ones of whoever types here.
    Mine,
    /// Those whose promise is past, and those that can no longer be done in time.
    Late,
}

impl Sort {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Phase => "by phase",
            Self::Time => "by time",
            Self::Lane => "by department",
        }
    }
}

impl Only {
    /// In words; nothing where all are listed.
    pub const fn words(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Open => "only open",
            Self::Mine => "only yours",
            Self::Late => "only late",
        }
    }
}

/// What the selection rests on, for acts on it.
pub fn selected(model: &Model) -> Option<Thing> {
    selected_item(model).map(|item| Thing::Item(item.given.item.clone()))
}

fn selected_item(model: &Model) -> Option<&Item> {
    let ids = order::ids(model);
    let place = model.checklists.selection.place(&ids)?;
    model.incident.checklist.item(ids.get(place)?)
}

/// After every message: the order is frozen while somebody stands in the pane, and only then.
pub fn settle(model: &mut Model) {
    if model.focus != Focus::Pane(Pane::Checklists) {
        model.checklists.frozen = None;
    } else if model.checklists.frozen.is_none() {
        let (lane, order) = (order::lane(model), order::live(model));
        model.checklists.frozen = Some(Frozen { lane, order });
    }
}

/// Somebody comes to the pane, or chose what it lists.
pub fn arrive(model: &mut Model) {
    let ids = order::ids(model);
    model.checklists.selection.settle_in(&ids);
}

/// Does what an action means in this pane.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(step) = Step::of(action) {
        let ids = order::ids(model);
        let height = layout::page(model, Pane::Checklists).saturating_sub(row::HEADS).max(1);
        model.checklists.selection.step(&ids, step, height);
        return Vec::new();
    }
    let pane = &mut model.checklists;
    match action {
        Action::NextLane => order::step_lane(model, 1),
        Action::PreviousLane => order::step_lane(model, -1),
        Action::Sort => {
            pane.sort = match pane.sort {
                Sort::Phase => Sort::Time,
                Sort::Time => Sort::Lane,
                Sort::Lane => Sort::Phase,
            };
        }
        Action::Only => {
            pane.only = match pane.only {
                Only::All => Only::Open,
                Only::Open => Only::Mine,
                Only::Mine => Only::Late,
                Only::Late => Only::All,
            };
        }
        Action::ClearFilter => {
            pane.filter.clear();
            pane.only = Only::All;
        }
        Action::Filter => {
            let filter = pane.filter.clone();
            let (asks, title) = (Asks::Checklists(Ask::Filter), "Only items with these words");
            overlay::prompt(model, asks, "items filter", title, "empty: all", &filter);
            return Vec::new();
        }
        Action::AddItem => {
            ask::add(model);
            return Vec::new();
        }
        // Everything else is about one item.
        _ => return on_selected(model, action),
    }
    // The order was changed by the person who stands in it.
    model.checklists.frozen = None;
    settle(model);
    arrive(model);
    Vec::new()
}

fn on_selected(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(item) = selected_item(model).cloned() else {
        let empty = order::ids(model).is_empty();
        let words = if empty {
            "No item is listed here: left and right change the department, f which are listed."
        } else {
            "What was selected has left the list: j or k takes the next."
        };
        model.notice = Some(words.to_owned());
        return Vec::new();
    };
    on(model, action, &item)
}

/// Does what an action means to an item, whichever pane shows it.
pub fn on(model: &mut Model, action: Action, item: &Item) -> Vec<Effect> {
    let id = item.given.item.clone();
    match action {
        Action::Open => match model.incident.aim(item) {
            Aim::NoLongerPossible { .. } if item.is_open() => ask::what_becomes_of(model, item),
            Aim::NoLongerPossible { .. }
            | Aim::None
            | Aim::Standing(_)
            | Aim::When { .. }
            | Aim::At { .. }
            | Aim::AtOnce => details(model, item),
        },
        Action::Done => ask::line(model, Ask::Done(id), item),
        Action::Block => ask::line(model, Ask::Block(id), item),
        Action::NotApplicable => ask::line(model, Ask::NotApplicable(id), item),
        Action::Promise | Action::Extend => ask::line(model, Ask::Promise(id), item),
        Action::Retarget => ask::line(model, Ask::Aim(id), item),
        Action::Comment => ask::line(model, Ask::Comment(id), item),
        Action::Assign => ask::assign(model, item),
        Action::Reopen => return change(model, item, ItemState::Open),
        Action::Begin => return change(model, item, ItemState::InProgress),
        Action::Copy => return vec![Effect::Copy(item.given.action.clone())],
        // Everything else is not an item's.
        _ => {}
    }
    Vec::new()
}

/// Opens everything about an item.
fn details(model: &mut Model, item: &Item) {
    reader::open(model, About::Item(item.given.item.clone()));
}

/// Asks for another state, about the item's department.
fn change(model: &mut Model, item: &Item, to: ItemState) -> Vec<Effect> {
    let to = ItemChanged { item: item.given.item.clone(), to };
    update::submit(model, Command::ChangeItem { to, seen: item.changed })
}
