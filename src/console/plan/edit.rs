//! Changing a step, one side at a time: which side, then what it is to be. Apart from the page,
//! because each side is asked for in its own way. A proposed step that is changed is taken.

use super::{Ask, set};
use crate::console::compose;
use crate::console::drafts;
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answer, Answered, Asks, ChoiceRow};
use crate::console::people;
use crate::console::typist;
use crate::domain::event::{Gate, StepSet, When};
use crate::domain::ids::{DraftId, StepId};
use crate::domain::people::{DepartmentId, Party, Person};
use crate::domain::plan::{Step, gate};
use crate::domain::sentence;
use crate::domain::target::Target;
use crate::domain::words::{Anchor, Audience, Tlp};

/// A side of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What they are told.
    What,
    /// Not after.
    NotAfter,
    /// Not before.
    NotBefore,
    /// What must be so first.
    After,
    /// Who tells them.
    By,
    /// By what way.
    Channel,
    /// Under which label.
    Tlp,
    /// Until when they keep it to themselves.
    Embargo,
    /// Which drafts belong to it.
    Drafts,
    /// Which audience.
    To,
    /// Which of them.
    Which,
    /// Whether it only says that we are looking.
    Holding,
}

/// Every side, in the order of the choice: its id, and its words.
pub const SIDES: [(Side, &str, &str); 12] = [
    (Side::What, "what", "What they are told"),
    (Side::NotAfter, "not-after", "Not after"),
    (Side::NotBefore, "not-before", "Not before"),
    (Side::After, "after", "After what"),
    (Side::By, "by", "Who tells them"),
    (Side::Channel, "channel", "By what way"),
    (Side::Tlp, "tlp", "TLP label"),
    (Side::Embargo, "embargo", "Embargo until"),
    (Side::Drafts, "drafts", "Drafts that belong to it"),
    (Side::To, "to", "To whom"),
    (Side::Which, "which", "Which of them"),
    (Side::Holding, "holding", "Holding words only"),
];

/// The answer that takes away what is there; nothing else is called so.
const NONE: &str = "none";
/// Before a lane's id, which no person's name has.
const LANE: &str = "@";

/// What a side says now.
pub fn says(model: &Model, step: &StepSet, side: Side) -> String {
    let incident = &model.incident;
    let time = |time: &Option<When>| time.as_ref().map(|time| super::rung::time(model, time));
    match side {
        Side::What => step.what.clone(),
        Side::NotAfter => time(&step.not_after).unwrap_or_default(),
        Side::NotBefore => time(&step.not_before).unwrap_or_default(),
        Side::After => step.after.iter().map(gate).collect::<Vec<_>>().join(", "),
        Side::By => step.by.as_ref().map_or("", |by| sentence::party(incident, by)).to_owned(),
        Side::Channel => step.channel.clone(),
        Side::Tlp => step.tlp.map_or("", Tlp::label).to_owned(),
        Side::Embargo => time(&step.embargo).unwrap_or_default(),
        Side::Drafts => match step.drafts.len() {
            0 => step.kinds.join(", "),
            1 => "1 by name".to_owned(),
            many => format!("{many} by name"),
        },
        Side::To => step.audience.label().to_owned(),
        Side::Which => step.which.clone(),
        Side::Holding => if step.holding { "yes" } else { "no" }.to_owned(),
    }
}

/// Asks which side is to change.
pub(super) fn which(model: &mut Model, step: &Step) {
    let rows = SIDES
        .iter()
        .map(|(side, id, words)| ChoiceRow::new(*id, *words, says(model, &step.now, *side)));
    let rows = rows.collect();
    let title = format!("Change the step for {}", step.whom());
    overlay::choose(model, Asks::Plan(Ask::Which(step.now.step.clone())), title, rows, false);
}

/// A side was chosen: asks what it is to be.
pub(super) fn chosen(model: &mut Model, id: &StepId, side: &str) -> Vec<Effect> {
    let Some((side, _, words)) = SIDES.iter().find(|(_, name, _)| *name == side) else {
        return Vec::new();
    };
    let Some(step) = model.incident.plan.step(id).cloned() else { return Vec::new() };
    let title = format!("{words}: {}", step.whom());
    let asks = Asks::Plan(Ask::Side(id.clone(), *side));
    let rows = match side {
        Side::Holding => {
            let to = StepSet { holding: !step.now.holding, proposed: false, ..step.now.clone() };
            return set(model, to, step.changed);
        }
        Side::What | Side::Channel | Side::Which => {
            let hint = match side {
                Side::Which => "names, parted by commas: ACME, Globex; empty: all of them",
                _ => "may stay empty",
            };
            let now = says(model, &step.now, *side);
            overlay::prompt(model, asks, &field(id, *side), title, hint, &now);
            return Vec::new();
        }
        Side::NotBefore | Side::NotAfter | Side::Embargo => {
            let hint = "15:00, tomorrow 09:00, in 2h, or by an anchor: release, release-P7D; \
                        empty: none";
            overlay::prompt(model, asks, &field(id, *side), title, hint, "");
            return Vec::new();
        }
        Side::By => people(model),
        Side::To => audiences(model),
        Side::Tlp => labels(),
        Side::After => gates(&step),
        Side::Drafts => texts(model, &step),
    };
    let free = matches!(side, Side::By | Side::After);
    overlay::choose(model, asks, title, rows, free);
    Vec::new()
}

/// Asks until when they are to be told.
pub fn ask_until(model: &mut Model, id: &StepId) -> Vec<Effect> {
    chosen(model, id, "not-after")
}

/// Under which name the desk keeps what is being typed.
pub fn field(id: &StepId, side: Side) -> String {
    format!("plan {side:?} {id}")
}

fn people(model: &Model) -> Vec<ChoiceRow> {
    let incident = &model.incident;
    let lanes = incident.departments.iter();
    let lanes = lanes.map(|lane| ChoiceRow::new(format!("{LANE}{}", lane.id), &lane.name, ""));
    let nobody = ChoiceRow::new(NONE, "nobody named", "");
    lanes.chain(people::rows(model)).chain([nobody]).collect()
}

fn audiences(model: &Model) -> Vec<ChoiceRow> {
    let there = |audience: Audience| {
        model.incident.plan.steps().filter(|step| step.now.audience == audience).count()
    };
    let rows = Audience::ALL.iter().map(|audience| {
        let note = match there(*audience) {
            0 => String::new(),
            1 => "1 step".to_owned(),
            many => format!("{many} steps"),
        };
        ChoiceRow::new(audience.id(), audience.label(), note)
    });
    rows.collect()
}

fn labels() -> Vec<ChoiceRow> {
    let who = |label: Tlp| match label {
        Tlp::Red => "named recipients only",
        Tlp::AmberStrict => "need to know, inside their organisation only",
        Tlp::Amber => "need to know, their organisation and its clients",
        Tlp::Green => "their community, no public channels",
        Tlp::Clear => "everyone",
    };
    let rows = Tlp::ALL.iter().map(|label| ChoiceRow::new(label.id(), label.label(), who(*label)));
    rows.chain([ChoiceRow::new(NONE, "no label", "")]).collect()
}

/// What can be waited for: what is there first, each with what Enter does to it.
fn gates(step: &Step) -> Vec<ChoiceRow> {
    let there = step.now.after.iter().map(|one| {
        let note = match one {
            Gate::Said { met: false, .. } => "waits for it; Enter: it is so",
            Gate::Said { met: true, .. } => "it is so; Enter takes it out",
            Gate::FixOut | Gate::Told(_) | Gate::EmbargoOver => "Enter takes it out",
        };
        ChoiceRow::new(gate(one), gate(one), note)
    });
    let all = Audience::ALL.iter().filter(|one| **one != step.now.audience);
    let told = all.map(|one| Gate::Told(*one));
    let more = [Gate::FixOut, Gate::EmbargoOver].into_iter().chain(told);
    let more = more.filter(|one| !step.now.after.contains(one));
    let more = more.map(|one| ChoiceRow::new(gate(&one), gate(&one), ""));
    there.chain(more).collect()
}

/// Every draft, with the step that it belongs to.
fn texts(model: &Model, step: &Step) -> Vec<ChoiceRow> {
    let drafts = model.incident.drafts.all().iter().filter(|draft| draft.shelved.is_none());
    let rows = drafts.map(|draft| {
        let named = step.now.drafts.contains(&draft.id);
        let of = model.incident.step_of(draft);
        let note = match of {
            _ if named => "named here; Enter lets go of it".to_owned(),
            Some(of) if of.now.step == step.now.step => "belongs to it by its kind".to_owned(),
            Some(of) => format!("belongs to {}", of.whom()),
            None => "belongs to no step".to_owned(),
        };
        let hidden = drafts::is_hidden(model, draft);
        let title = if hidden { "(hidden by the shield)" } else { &draft.title };
        ChoiceRow::new(draft.id.as_str(), title, note)
    });
    rows.collect()
}

/// Reads a time of the plan: a clock time, or what hangs on an anchor.
pub fn read_time(model: &Model, words: &str) -> Result<Option<When>, String> {
    let words = words.trim();
    if words.is_empty() {
        return Ok(None);
    }
    let known = |anchor: &Anchor| {
        let own = model.incident.anchors.contains_key(anchor);
        own || Anchor::KNOWN.iter().any(|(id, _)| *id == anchor.as_str())
    };
    if let Some(target) = Target::parse(words)
        && target.anchor().is_none_or(known)
    {
        return Ok(Some(When::Target(target)));
    }
    let at = compose::coming_time(words, model.now, model.room_tz());
    at.map(|at| Some(When::At(at))).map_err(|problem| problem.sentence())
}

/// Takes what a side is to be.
pub(super) fn side(model: &mut Model, id: &StepId, side: Side, given: &Answer) -> Answered {
    let words = given.words().trim();
    let Some(step) = model.incident.plan.step(id).cloned() else {
        return Err("That step is not on the record any more.".to_owned());
    };
    let mut to = StepSet { proposed: false, ..step.now.clone() };
    match side {
        Side::What => words.clone_into(&mut to.what),
        Side::Channel => words.clone_into(&mut to.channel),
        Side::Which => words.clone_into(&mut to.which),
        Side::NotBefore => to.not_before = read_time(model, words)?,
        Side::NotAfter => to.not_after = read_time(model, words)?,
        Side::Embargo => to.embargo = read_time(model, words)?,
        Side::By => to.by = by(given)?,
        Side::To => match Audience::parse(words) {
            Some(audience) => to.audience = audience,
            None => return Ok(Vec::new()),
        },
        Side::Tlp => to.tlp = Tlp::parse(words),
        Side::After => turn(&mut to.after, words),
        Side::Drafts => {
            let draft = DraftId::from(words);
            match to.drafts.iter().position(|one| *one == draft) {
                Some(place) => drop(to.drafts.remove(place)),
                None => to.drafts.push(draft),
            }
        }
        Side::Holding => to.holding = !to.holding,
    }
    Ok(set(model, to, step.changed))
}

/// Who tells them: a lane, a person, or nobody named.
fn by(given: &Answer) -> Result<Option<Party>, String> {
    Ok(match given {
        Answer::Chosen(id) if id == NONE => None,
        Answer::Chosen(id) => Some(match id.strip_prefix(LANE) {
            Some(lane) => Party::Department(DepartmentId::from(lane)),
            None => Party::Person(Person::new(id.as_str())),
        }),
        Answer::Text(name) => Some(Party::Person(Person::new(typist::name_given(name)?))),
        Answer::Yes => None,
    })
}

/// Puts something to wait for in, says that it is so, or takes it out.
pub fn turn(after: &mut Vec<Gate>, words: &str) {
    let Some(place) = after.iter().position(|one| gate(one) == words) else {
        return after.push(Gate::read(words));
    };
    match after.get_mut(place) {
        Some(Gate::Said { met, .. }) if !*met => *met = true,
        _ => drop(after.remove(place)),
    }
}

/// Asks to whom a new step is.
pub(super) fn new(model: &mut Model) -> Vec<Effect> {
    let rows = audiences(model);
    overlay::choose(model, Asks::Plan(Ask::New), "Somebody more to tell: whom?", rows, false);
    Vec::new()
}

pub(super) fn new_for(model: &mut Model, words: &str) -> Vec<Effect> {
    let Some(audience) = Audience::parse(words) else { return Vec::new() };
    let title = format!("What are {} told?", audience.label());
    let name = format!("plan new {}", audience.id());
    let hint = "may stay empty; e says by whom, when and after what";
    overlay::prompt(model, Asks::Plan(Ask::What(audience)), &name, title, hint, "");
    Vec::new()
}

/// Puts a new step in, and rests on it.
pub fn put(model: &mut Model, audience: Audience, what: &str) -> Vec<Effect> {
    let step = StepId::new(model.next_id().thing());
    let to = StepSet { what: what.to_owned(), ..StepSet::blank(step.clone(), audience) };
    let effects = set(model, to, 0);
    if let drafts::page::Page::Plan(page) = &mut model.drafts.page {
        page.selection.rest_on(step);
    }
    effects
}
