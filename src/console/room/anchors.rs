//! Anchors: the moments that targets hang on. Set, moved and unsaid; every value is kept.

use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{Answered, ChoiceRow};
use crate::console::update::submit;
use crate::console::{timeline, zone};
use crate::domain::command::Command;
use crate::domain::event::{AnchorSet, AnchorUnsaid};
use crate::domain::words::Anchor;

use super::{Ask, choose, prompt};

/// Lists those that are known, those that are set and those that items wait for.
pub fn list(model: &mut Model) {
    let incident = &model.incident;
    let known = Anchor::KNOWN.iter().map(|(id, _)| Anchor::new(*id));
    let waited = incident.checklist.items().iter();
    let waited = waited.filter_map(|item| item.given.target.as_ref()?.anchor().cloned());
    let mut anchors: Vec<Anchor> = known.collect();
    for anchor in incident.anchors.keys().cloned().chain(waited) {
        if !anchors.contains(&anchor) {
            anchors.push(anchor);
        }
    }
    let row = |anchor: &Anchor| {
        let value = incident.anchors.get(anchor).and_then(|history| history.now());
        let at = value.and_then(|value| value.at);
        let note = at.map(|at| zone::moment(at, model.now, model.tz())).unwrap_or_default();
        ChoiceRow::new(anchor.as_str(), anchor.words(), note)
    };
    let rows = anchors.iter().map(row).collect();
    choose(model, Ask::Anchor, "Anchors: the moments that targets hang on", rows, false);
}

/// One was chosen: a new one is set, a known one moved or unsaid.
pub fn chosen(model: &mut Model, id: &str) -> Vec<Effect> {
    let anchor = Anchor::new(id);
    if model.incident.anchors.get(&anchor).is_some_and(|history| history.now().is_some()) {
        let rows = vec![
            ChoiceRow::new("move", "Move it to another moment", ""),
            ChoiceRow::new("unsay", "Unsay it: open items wait for it again", ""),
        ];
        let title = format!("When {}", anchor.words());
        choose(model, Ask::AnchorAgain(anchor), &title, rows, false);
    } else {
        ask_when(model, anchor);
    }
    Vec::new()
}

/// A known one is moved or unsaid.
pub fn again(model: &mut Model, anchor: &Anchor, what: &str) -> Vec<Effect> {
    if what == "unsay" {
        let title = format!("Unsay “{}”: why?", anchor.words());
        let name = format!("unsay-{anchor}");
        prompt(model, Ask::AnchorUnsaid(anchor.clone()), &name, &title, "May stay empty.", "");
    } else {
        ask_when(model, anchor.clone());
    }
    Vec::new()
}

fn ask_when(model: &mut Model, anchor: Anchor) {
    let title = format!("When {}? Empty is now", anchor.words());
    let hint = "14:05, -15m, yesterday 22:10, in 2h, by 15:00; its scope after a ;";
    let name = format!("anchor-{anchor}");
    prompt(model, Ask::AnchorAt(anchor), &name, &title, hint, "");
}

/// Sets it: a moment that was, or one ahead; the scope after a semicolon.
pub fn set(model: &mut Model, anchor: Anchor, words: &str) -> Answered {
    let (when, scope) = words.split_once(';').unwrap_or((words, ""));
    let when = when.trim();
    let ahead = ["in ", "by "].iter().any(|word| when.starts_with(word));
    let at = match when {
        "" | "now" => model.now,
        when if ahead => timeline::promised(model, when)?,
        when => timeline::past(model, when)?,
    };
    let to = AnchorSet { anchor, at, scope: scope.trim().to_owned() };
    Ok(submit(model, Command::SetAnchor(to)))
}

/// Takes it back.
pub fn unsay(model: &mut Model, anchor: Anchor, because: &str) -> Vec<Effect> {
    let to = AnchorUnsaid { anchor, scope: None, because: because.to_owned() };
    submit(model, Command::UnsayAnchor(to))
}
