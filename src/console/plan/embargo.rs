//! The embargo is broken: one act. It sets the anchors, lifts the times before which nobody was to
//! be told, shows who kept to it and has not been told, and offers the holding text.

use super::{Ask, open};
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered, Asks};
use crate::console::{timeline, update};
use crate::domain::command::Command;
use crate::domain::event::EmbargoChanged;
use crate::domain::time::Timestamp;

/// The template of the holding text, where the plan names none.
const HOLDING: &str = "holding-statement";

/// Asks once: what was seen, and where.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    if let Some(why) = update::cannot_record(model) {
        model.notice = Some(why);
        return Vec::new();
    }
    if let Some(broken) = &model.incident.plan.broken {
        let title = format!("The embargo is broken ({}). It stands again: why?", broken.by);
        let hint = "the anchors that it set are taken back, and the times count again";
        overlay::prompt(model, Asks::Plan(Ask::Mended), "embargo stands", title, hint, "");
        return Vec::new();
    }
    let hint = "-15m on a public list: a time first where it was not now. “Public” and “leaked” \
                are set, every “not before” is lifted; u takes it all back";
    let title = "EMBARGO BROKEN: what was seen, and where?";
    overlay::prompt(model, Asks::Plan(Ask::Broken), "embargo broken", title, hint, "");
    Vec::new()
}

/// A time at the front, where one is said, and the rest.
fn since<'w>(model: &Model, words: &'w str) -> (Timestamp, &'w str) {
    let (first, rest) = words.split_once([' ', ';']).unwrap_or((words, ""));
    if !rest.trim().is_empty()
        && first.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && let Ok(at) = timeline::past(model, first)
    {
        return (at, rest.trim_start_matches([' ', ';', ':', ',']));
    }
    (model.now, words)
}

/// Records it, shows the ladder, and offers the holding text.
pub fn broken(model: &mut Model, words: &str) -> Answered {
    let (at, because) = since(model, words);
    if because.is_empty() {
        return Err("A few words are needed: what was seen, and where.".to_owned());
    }
    let because = because.to_owned();
    let to = EmbargoChanged { broken: true, at, because, anchors: Vec::new() };
    let effects = update::submit(model, Command::ChangeEmbargo(to));
    if effects.is_empty() {
        return Ok(effects);
    }
    let first = to_tell(model);
    let on = model.incident.plan.steps().find(|step| step.is_bound());
    let on = on.map(|step| step.now.step.clone());
    open(model, on.as_ref());
    let template = holding(model);
    let mut lines = vec![match first.as_slice() {
        [] => "The plan names nobody under an embargo, and no reporter.".to_owned(),
        first => format!("To be told at once: {}.", first.join(", ")),
    }];
    if let Some((id, title)) = template {
        lines.push(format!("Begin the text “{title}” now?"));
        let title = "The embargo is broken: recorded.";
        overlay::confirm(model, Asks::Plan(Ask::Holding(id)), title, lines);
    } else {
        model.notice = lines.pop();
    }
    Ok(effects)
}

/// Takes it back.
pub fn mended(model: &mut Model, because: &str) -> Answered {
    if because.is_empty() {
        return Err("A few words are needed; they stay on the record.".to_owned());
    }
    let (at, because) = (model.now, because.to_owned());
    let to = EmbargoChanged { broken: false, at, because, anchors: Vec::new() };
    Ok(update::submit(model, Command::ChangeEmbargo(to)))
}

/// Who kept to the embargo or found what it is about: to be told at once, in the plan's order.
pub fn to_tell(model: &Model) -> Vec<String> {
    let steps = model.incident.plan.steps();
    let bound = steps.filter(|step| step.is_bound());
    let mut whom: Vec<String> = bound.map(crate::domain::plan::Step::whom).collect();
    whom.dedup();
    whom
}

/// The template of the holding text: the one that the plan's holding step names, else ours.
pub fn holding(model: &Model) -> Option<(String, String)> {
    let steps = model.incident.plan.steps().filter(|step| step.now.holding);
    let named = steps.flat_map(|step| step.now.kinds.iter().map(String::as_str));
    let mut wanted = named.chain([HOLDING]);
    let offered = |id: &str| model.incident.templates.iter().find(|one| one.id == id);
    wanted.find_map(offered).map(|one| (one.id.clone(), one.title.clone()))
}
