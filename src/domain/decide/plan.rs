//! Rules for the disclosure plan. An order that would let the public know first is flagged, not
//! refused: the world may have decided it already.

use super::drafts::there as draft_there;
use super::room::already;
use crate::domain::bounds;
use crate::domain::command::{Command, Submission};
use crate::domain::event::{EmbargoChanged, Event, Gate, StepMoved, StepRemoved, StepSet};
use crate::domain::ids::StepId;
use crate::domain::incident::Incident;
use crate::domain::plan::Step;
use crate::domain::refusal::Refusal;
use crate::domain::words::Anchor;

/// The anchors that hang on an embargo being broken: what is to be done then hangs on them.
const ANCHORS: [&str; 2] = ["leak", "public"];

/// What a command about the plan becomes.
pub(super) fn event(incident: &Incident, submission: &Submission) -> Result<Vec<Event>, Refusal> {
    let event = match &submission.command {
        Command::SetStep { to, .. } => set(incident, to)?,
        Command::RemoveStep { to, .. } => remove(incident, to)?,
        Command::MoveStep(to) => move_to(incident, to)?,
        Command::ChangeEmbargo(to) => embargo(incident, to)?,
        // Everything else is judged elsewhere.
        _ => return Ok(Vec::new()),
    };
    Ok(vec![event])
}

/// The step, or the refusal that says that it is not there.
fn there<'a>(incident: &'a Incident, id: &StepId) -> Result<&'a Step, Refusal> {
    let missing = || Refusal::NoSuch { what: "a step of the plan".to_owned(), id: id.to_string() };
    incident.plan.step(id).ok_or_else(missing)
}

/// Refuses a step that the record cannot take.
pub(super) fn fits(step: &StepSet) -> Result<(), Refusal> {
    bounds::name("the step's id", step.step.as_str())?;
    bounds::label("which of them", &step.which)?;
    bounds::text("what they are told", &step.what, bounds::ENTRY_BYTES)?;
    bounds::label("the channel", &step.channel)?;
    if let Some(by) = &step.by {
        bounds::name("who tells them", by.as_str())?;
    }
    bounds::many("the list of what comes first", &step.after, bounds::MANY)?;
    for gate in &step.after {
        if let Gate::Said { words, .. } = gate {
            bounds::name("what must be so first", words)?;
        }
    }
    bounds::many("the list of kinds", &step.kinds, bounds::MANY)?;
    step.kinds.iter().try_for_each(|kind| bounds::name("the kind of draft", kind))?;
    bounds::many("the list of drafts", &step.drafts, bounds::MANY)
}

fn set(incident: &Incident, to: &StepSet) -> Result<Event, Refusal> {
    fits(to)?;
    for draft in &to.drafts {
        draft_there(incident, draft)?;
    }
    if let Some(step) = incident.plan.step(&to.step)
        && step.removed.is_none()
        && step.now == *to
    {
        return Err(already("the plan says so"));
    }
    Ok(to.clone().into())
}

fn remove(incident: &Incident, to: &StepRemoved) -> Result<Event, Refusal> {
    bounds::text("the reason", &to.because, bounds::ENTRY_BYTES)?;
    if there(incident, &to.step)?.removed.is_some() {
        return Err(already("it is taken out of the plan"));
    }
    Ok(to.clone().into())
}

fn move_to(incident: &Incident, to: &StepMoved) -> Result<Event, Refusal> {
    there(incident, &to.step)?;
    if let Some(before) = &to.before {
        there(incident, before)?;
    }
    let same = to.before.as_ref() == Some(&to.step);
    if same || incident.plan.before(&to.step) == to.before.as_ref() {
        return Err(already("it stands there"));
    }
    Ok(to.clone().into())
}

/// The anchors that have no value yet get one; what somebody said of them before stands.
fn embargo(incident: &Incident, to: &EmbargoChanged) -> Result<Event, Refusal> {
    if incident.plan.broken.is_some() == to.broken {
        return Err(already(if to.broken { "the embargo is broken" } else { "it is not broken" }));
    }
    let of = if to.broken { "a broken embargo" } else { "an embargo that stands again" };
    bounds::reason(of, &to.because)?;
    let unset = |anchor: &Anchor| {
        incident.anchors.get(anchor).is_none_or(|history| history.now().is_none())
    };
    let anchors = ANCHORS.into_iter().map(Anchor::from).filter(|_| to.broken).filter(unset);
    Ok(EmbargoChanged { anchors: anchors.collect(), ..to.clone() }.into())
}
