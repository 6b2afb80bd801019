//! Undo and redo of what this console did. The record knows what takes an act back
//! ([`crate::domain::undo`]); here is which act is meant. An undo is an act like any other, and its
//! own opposite is the redo.

use crate::domain::command::Command;
use crate::domain::ids::SubmissionId;
use crate::domain::undo::{Opposite, acts, opposite};

use super::action::Action;
use super::effect::Effect;
use super::model::Model;
use super::overlay::{self, Answer, Answered, Asks};
use super::update::{cannot_record, submit};
use super::zone;

/// An act older than this is asked about first, in minutes.
const ASKS_AFTER_MINUTES: i64 = 2;

/// What this console undid and can do again.
#[derive(Debug, Clone, Default)]
pub struct Acts {
    /// Undone acts, the last at the end.
    undone: Vec<Undone>,
}

/// An act that was undone, and by which submission.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Undone {
    act: SubmissionId,
    by: SubmissionId,
}

/// What undo asks: whether to take back an older act.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The act; for a redo the undo.
    act: SubmissionId,
    /// Undo or redo.
    redo: bool,
    /// What takes it back.
    command: Box<Command>,
}

/// Undo or redo.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(why) = cannot_record(model) {
        model.notice = Some(why);
        return Vec::new();
    }
    if action == Action::Redo { redo(model) } else { undo(model) }
}

fn undo(model: &mut Model) -> Vec<Effect> {
    if let Some(waiting) = model.waiting.last() {
        let id = waiting.submission.id.clone();
        model.notice = Some("Taken back before it was sent, if there is still time.".to_owned());
        return vec![Effect::TakeBack(id)];
    }
    let known = |id: &SubmissionId| {
        model.acts.undone.iter().any(|undone| undone.act == *id || undone.by == *id)
    };
    let last = acts(&model.incident, &model.me.session).find(|act| !known(&act.submission));
    let Some(id) = last.map(|act| act.submission.clone()) else {
        model.notice = Some("Nothing was done at this console that can be undone.".to_owned());
        return Vec::new();
    };
    take_back(model, id, false)
}

fn redo(model: &mut Model) -> Vec<Effect> {
    let Some(undone) = model.acts.undone.last() else {
        model.notice = Some("Nothing was undone at this console.".to_owned());
        return Vec::new();
    };
    let id = undone.by.clone();
    take_back(model, id, true)
}

/// Takes an act back, asking first where it is older.
fn take_back(model: &mut Model, act: SubmissionId, redo: bool) -> Vec<Effect> {
    let Opposite { words, at, command } = match opposite(&model.incident, &act) {
        Ok(opposite) => opposite,
        Err(refusal) => {
            let lines = vec![
                refusal.to_string(),
                String::new(),
                format!("What you can do: {}.", refusal.hint()),
            ];
            overlay::read(model, "Not undone", lines, true);
            return Vec::new();
        }
    };
    let ask = Ask { act, redo, command: Box::new(command) };
    if !redo && model.now.since(at) > ASKS_AFTER_MINUTES * 60_000 {
        let done = zone::since(at, model.now);
        overlay::confirm(model, Asks::Undo(ask), format!("Undo what you did {done}?"), vec![words]);
        return Vec::new();
    }
    let effects = go(model, ask);
    let done = if redo { "Done again" } else { "Undone" };
    model.notice = Some(format!("{done}: {words}"));
    effects
}

fn go(model: &mut Model, ask: Ask) -> Vec<Effect> {
    let by = model.next_id();
    let effects = submit(model, *ask.command);
    if ask.redo {
        model.acts.undone.retain(|undone| undone.by != ask.act);
    } else {
        model.acts.undone.push(Undone { act: ask.act, by });
    }
    effects
}

/// Takes an answer.
pub fn answer(model: &mut Model, ask: Ask, _given: &Answer) -> Answered {
    Ok(go(model, ask))
}
