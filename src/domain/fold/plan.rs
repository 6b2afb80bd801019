//! Folding of the disclosure plan: each step as it was last set, in its place.

use super::room::{set_anchor, stands};
use super::{auto, happening, missing};
use crate::domain::event::{EmbargoChanged, Recorded, StepMoved, StepRemoved, StepSet};
use crate::domain::incident::Incident;
use crate::domain::plan::{Broken, Step};
use crate::domain::sentence;
use crate::domain::timeline::{About, Side};

/// Adds what a playbook proposes and is not there yet.
pub(super) fn proposed(incident: &mut Incident, row: &Recorded, playbook: &str, steps: &[StepSet]) {
    for step in steps {
        if incident.plan.step(&step.step).is_none() {
            let now = StepSet { proposed: true, ..step.clone() };
            incident.plan.put(Step {
                now,
                playbook: Some(playbook.to_owned()),
                removed: None,
                changed: row.seq,
                changed_at: row.shared_at,
                history: Vec::new(),
            });
        }
    }
}

pub(super) fn set(incident: &mut Incident, row: &Recorded, to: &StepSet) {
    auto(incident, row, About::Step(to.step.clone()));
    let was = incident.plan.step(&to.step).map(sentence::step);
    let done = happening(row, Side::Step, was.unwrap_or_default(), sentence::step_set(to));
    match incident.plan.step_mut(&to.step) {
        Some(step) => {
            step.now = to.clone();
            step.removed = None;
            step.changed = row.seq;
            step.changed_at = row.shared_at;
            step.history.push(done);
        }
        None => incident.plan.put(Step {
            now: to.clone(),
            playbook: None,
            removed: None,
            changed: row.seq,
            changed_at: row.shared_at,
            history: vec![done],
        }),
    }
}

pub(super) fn removed(incident: &mut Incident, row: &Recorded, to: &StepRemoved) {
    let about = About::Step(to.step.clone());
    if incident.plan.step(&to.step).is_none() {
        return missing(incident, row, about);
    }
    auto(incident, row, about);
    if let Some(step) = incident.plan.step_mut(&to.step) {
        let was = sentence::step(step);
        step.removed = Some(to.because.clone());
        step.changed = row.seq;
        step.changed_at = row.shared_at;
        step.history.push(happening(row, Side::Step, was, "taken out".to_owned()));
    }
}

pub(super) fn moved(incident: &mut Incident, row: &Recorded, to: &StepMoved) {
    let about = About::Step(to.step.clone());
    if incident.plan.step(&to.step).is_none() {
        return missing(incident, row, about);
    }
    let place =
        |incident: &Incident| sentence::step_place(incident, incident.plan.before(&to.step));
    let was = place(incident);
    auto(incident, row, about);
    incident.plan.place(&to.step, to.before.as_ref());
    let done = happening(row, Side::Place, was, place(incident));
    if let Some(step) = incident.plan.step_mut(&to.step) {
        step.changed = row.seq;
        step.changed_at = row.shared_at;
        step.history.push(done);
    }
}

/// One row sets the anchors, and taking it back unsays just those that it set.
pub(super) fn embargo(incident: &mut Incident, row: &Recorded, to: &EmbargoChanged) {
    auto(incident, row, About::Room);
    let before = incident.plan.broken.take();
    incident.plan.broken_seq = row.seq;
    if !to.broken {
        for anchor in before.iter().flat_map(|broken| &broken.anchors) {
            if stands(incident, anchor.as_str()) {
                set_anchor(incident, row, anchor.as_str(), None, &to.because, None);
            }
        }
        return;
    }
    for anchor in &to.anchors {
        set_anchor(incident, row, anchor.as_str(), Some(to.at), "", None);
    }
    incident.plan.broken = Some(Broken {
        by: row.on_behalf.as_ref().unwrap_or(&row.author).clone(),
        at: to.at,
        because: to.because.clone(),
        anchors: to.anchors.clone(),
        seq: row.seq,
    });
}
