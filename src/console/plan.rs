//! The disclosure plan as a page: a ladder of who is told what, and the acts on its steps.
//!
//! Apart from the drafts, in whose place it stands, because a step is there before any text is.
//! What must stay true: what a playbook proposes is shown and not recorded until somebody takes or
//! changes it; the selection stays on its step wherever that moves.

pub mod edit;
pub mod embargo;
pub mod rung;

use super::action::Action;
use super::drafts::page::Page;
use super::drafts::{self, review};
use super::effect::Effect;
use super::model::{Focus, Model, Pane};
use super::overlay::{self, Answer, Answered, Asks, ChoiceRow};
use super::reader::{self, About};
use super::select::{Selection, Step as Move};
use super::{editor, layout, update};
use crate::domain::command::Command;
use crate::domain::event::{StepMoved, StepRemoved, StepSet};
use crate::domain::ids::StepId;
use crate::domain::plan::Step;
use crate::domain::words::Audience;

/// The page.
#[derive(Debug, Clone)]
pub struct PlanPage {
    /// The step the selection rests on.
    pub selection: Selection<StepId>,
    /// The pane to go back to.
    pub from: Pane,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Which side of a step is to change.
    Which(StepId),
    /// What a side is to be.
    Side(StepId, edit::Side),
    /// To whom a new step is.
    New,
    /// What they are told.
    What(Audience),
    /// Why a step is taken out.
    Out(StepId),
    /// From which template a text for it is begun.
    Draft(StepId),
    /// Whether everything that is proposed is taken.
    All,
    /// What was seen where, of a broken embargo.
    Broken,
    /// Why it stands again.
    Mended,
    /// Whether the holding text is begun, from which template.
    Holding(String),
}

/// The steps in the order of the screen.
pub fn ids(model: &Model) -> Vec<StepId> {
    let plan = model.incident.disclosure();
    plan.ladder().into_iter().map(|step| step.now.step.clone()).collect()
}

/// Opens the page, on a step where one is named.
pub fn open(model: &mut Model, on: Option<&StepId>) -> Vec<Effect> {
    if editor::is_open(model) {
        let words = "A draft is open for writing: leave it first (Esc), its text is kept.";
        model.notice = Some(words.to_owned());
        return Vec::new();
    }
    let from = match (&model.drafts.page, layout::current(model)) {
        (Page::Plan(page), Pane::Drafts) => page.from,
        (_, pane) => pane,
    };
    let ids = ids(model);
    let mut selection = Selection::default();
    selection.settle_in(&ids);
    if let Some(id) = on.filter(|id| ids.contains(id)) {
        selection.rest_on(id.clone());
    }
    model.drafts.page = Page::Plan(PlanPage { selection, from });
    model.focus = Focus::Pane(Pane::Drafts);
    model.zoomed = None;
    Vec::new()
}

/// The step the selection rests on.
pub fn selected(model: &Model) -> Option<StepId> {
    let Page::Plan(page) = &model.drafts.page else { return None };
    let ids = ids(model);
    page.selection.place(&ids).and_then(|place| ids.get(place).cloned())
}

/// Does what an action means on the page.
pub(super) fn on_page(model: &mut Model, action: Action, mut page: PlanPage) -> Vec<Effect> {
    let ids = ids(model);
    if let Some(step) = Move::of(action) {
        let height = rung::rows_of_ladder(model);
        page.selection.step(&ids, step, height);
        model.drafts.page = Page::Plan(page);
        return Vec::new();
    }
    if action == Action::Back {
        model.focus = Focus::Pane(page.from);
        return Vec::new();
    }
    model.drafts.page = Page::Plan(page);
    match action {
        Action::AddItem => return edit::new(model),
        Action::Knows => {
            reader::open(model, About::Knows);
            return Vec::new();
        }
        Action::TakeAll => return take_all(model),
        Action::Go => return go(model),
        _ => {}
    }
    let Some(step) = selected(model).and_then(|id| model.incident.plan.step(&id)).cloned() else {
        return say(model, "No step is selected: + puts one in, r b brings a playbook's.");
    };
    match action {
        Action::Open => reader::open(model, About::Step(step.now.step)),
        Action::Correct => edit::which(model, &step),
        Action::Acknowledge if step.now.proposed => return take(model, &step),
        Action::Acknowledge => return say(model, "It is planned already; e changes it."),
        Action::MoveUp => return earlier(model, &step),
        Action::MoveDown => return later(model, &step),
        Action::Withdraw => {
            let asks = Asks::Plan(Ask::Out(step.now.step.clone()));
            let title = format!("Take out {}: why?", step.whom());
            let name = format!("plan out {}", step.now.step);
            overlay::prompt(model, asks, &name, title, "may stay empty; u puts it back", "");
        }
        Action::NewDraft => return begin(model, &step),
        // Everything else means nothing here.
        _ => {}
    }
    Vec::new()
}

fn say(model: &mut Model, words: impl Into<String>) -> Vec<Effect> {
    model.notice = Some(words.into());
    Vec::new()
}

/// Sets a step as it is to stand.
pub fn set(model: &mut Model, to: StepSet, seen: u64) -> Vec<Effect> {
    update::submit(model, Command::SetStep { to, seen })
}

/// Takes what the playbook proposes.
pub fn take(model: &mut Model, step: &Step) -> Vec<Effect> {
    set(model, StepSet { proposed: false, ..step.now.clone() }, step.changed)
}

/// What is only proposed.
pub fn proposals(model: &Model) -> Vec<Step> {
    model.incident.plan.steps().filter(|step| step.now.proposed).cloned().collect()
}

fn take_all(model: &mut Model) -> Vec<Effect> {
    let proposed = proposals(model);
    if proposed.is_empty() {
        return say(model, "Nothing is only proposed.");
    }
    let lines = proposed.iter().map(Step::whom).collect::<Vec<_>>().join(", ");
    let title = match proposed.len() {
        1 => "Take the proposed step?".to_owned(),
        many => format!("Take all {many} proposed steps?"),
    };
    overlay::confirm(model, Asks::Plan(Ask::All), title, vec![lines]);
    Vec::new()
}

/// Among what is shown, the step before this one, and the one after it.
fn neighbours(model: &Model, step: &Step) -> (Option<StepId>, Option<StepId>) {
    let steps: Vec<&StepId> = model.incident.plan.steps().map(|one| &one.now.step).collect();
    let Some(place) = steps.iter().position(|id| **id == step.now.step) else {
        return (None, None);
    };
    let before = place.checked_sub(1).and_then(|place| steps.get(place));
    (before.map(|id| (*id).clone()), steps.get(place + 1).map(|id| (*id).clone()))
}

fn moved(model: &mut Model, step: StepId, before: Option<StepId>) -> Vec<Effect> {
    update::submit(model, Command::MoveStep(StepMoved { step, before }))
}

/// Moves a step one place up.
pub fn earlier(model: &mut Model, step: &Step) -> Vec<Effect> {
    match neighbours(model, step).0 {
        Some(before) => moved(model, step.now.step.clone(), Some(before)),
        None => say(model, "It is the first already."),
    }
}

/// Moves a step one place down.
pub fn later(model: &mut Model, step: &Step) -> Vec<Effect> {
    let Some(after) = neighbours(model, step).1 else {
        return say(model, "It is the last already.");
    };
    let beyond = model.incident.plan.step(&after).cloned();
    let before = beyond.and_then(|after| neighbours(model, &after).1);
    moved(model, step.now.step.clone(), before)
}

/// Takes a step out.
pub fn out(model: &mut Model, id: &StepId, because: &str) -> Vec<Effect> {
    let Some(step) = model.incident.plan.step(id) else { return Vec::new() };
    let seen = step.changed;
    let to = StepRemoved { step: id.clone(), because: because.to_owned() };
    update::submit(model, Command::RemoveStep { to, seen })
}

/// The go, for everything that is ready, in the order of the plan.
fn go(model: &mut Model) -> Vec<Effect> {
    let ready = review::acts::ready(model);
    let first = ready.first().and_then(|(id, _)| model.incident.drafts.draft(id)).cloned();
    match first {
        Some(draft) => review::on(model, Action::Go, &draft),
        None => say(model, "No draft is ready for the go: w and a in the drafts ask and approve."),
    }
}

/// Begins a text for those of a step.
fn begin(model: &mut Model, step: &Step) -> Vec<Effect> {
    let offered = model.incident.templates.iter();
    let mut rows: Vec<ChoiceRow> = offered
        .filter(|template| step.now.kinds.contains(&template.id))
        .map(|template| {
            let note = format!("to {} by {}", template.audience, template.channel);
            ChoiceRow::new(template.id.clone(), template.title.clone(), note)
        })
        .collect();
    rows.push(ChoiceRow::new("", "Blank", format!("to {}", step.whom())));
    let asks = Asks::Plan(Ask::Draft(step.now.step.clone()));
    let title = format!("A text for {}, from …", step.whom());
    overlay::choose(model, asks, title, rows, false);
    Vec::new()
}

fn begun(model: &mut Model, id: &StepId, template: &str) -> Vec<Effect> {
    if let Some(effects) = drafts::from_template(model, template) {
        return effects;
    }
    let Some(step) = model.incident.plan.step(id).cloned() else { return Vec::new() };
    let title = if step.now.what.is_empty() { step.whom() } else { step.now.what.clone() };
    let (title, channel) = (crate::domain::sentence::clip(&title), step.now.channel.clone());
    let to = if step.now.which.is_empty() {
        step.now.audience.label().to_owned()
    } else {
        step.now.which.clone()
    };
    drafts::blank(model, &title, &to, &channel)
}

/// Takes an answer to what was asked.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let words = given.words().trim();
    match ask {
        Ask::Which(id) => Ok(edit::chosen(model, &id, words)),
        Ask::Side(id, side) => edit::side(model, &id, side, given),
        Ask::New => Ok(edit::new_for(model, words)),
        Ask::What(audience) => Ok(edit::put(model, audience, words)),
        Ask::Out(id) => Ok(out(model, &id, words)),
        Ask::Draft(id) => Ok(begun(model, &id, words)),
        Ask::All => {
            let all = proposals(model);
            Ok(all.iter().flat_map(|step| take(model, step)).collect())
        }
        Ask::Broken => embargo::broken(model, words),
        Ask::Mended => embargo::mended(model, words),
        Ask::Holding(template) => Ok(drafts::from_template(model, &template).unwrap_or_default()),
    }
}
