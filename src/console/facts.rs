//! The list of facts, and the page of one: every value it was given, from where, and the drafts
//! that cite it.
//!
//! Apart from the timeline, whose lines gave the values, because whoever writes a text asks what
//! the room agrees on, not when it was said. What must stay true: what the shield hides in the
//! timeline is hidden here.

use super::effect::Effect;
use super::model::Model;
use super::overlay::{self, Answer, Answered, Asks, ChoiceRow, Overlay};
use super::reader::{self, About, Page};
use super::zone;
use crate::domain::event::Standing;
use crate::domain::fact::{FactValue, Sort};
use crate::domain::timeline::Side;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Which fact to look into.
    Which,
}

/// What the list says where there is none.
pub const NONE: &str = "No fact yet: = NAME VALUE in the capture line records one.";

/// Opens the list.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let rows = rows(model);
    if rows.is_empty() {
        let lines = vec![
            NONE.to_owned(),
            "= affected_customers 4120 source billing export".to_owned(),
            "A draft cites it as {{ affected_customers }}.".to_owned(),
        ];
        reader::say(model, Page::open("Facts", lines));
    } else {
        overlay::choose(
            model,
            Asks::Facts(Ask::Which),
            "Facts: Enter shows one whole",
            rows,
            false,
        );
    }
    Vec::new()
}

/// Shows the chosen fact, over the list.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let Ask::Which = ask;
    let name = given.words().to_owned();
    open(model);
    if let Some(Overlay::Choice(choice)) = model.overlays.last_mut() {
        choice.selection.rest_on(name.clone());
    }
    reader::open(model, About::Fact(name));
    Ok(Vec::new())
}

/// Whether the shield hides a value now.
fn is_hidden(model: &Model, value: &FactValue) -> bool {
    let entry = model.incident.timeline.entry(&value.entry);
    model.shielded() && entry.is_some_and(|entry| !entry.now.handling.is_open())
}

/// A row for each fact that the shield leaves readable; one for the number of the others.
fn rows(model: &Model) -> Vec<ChoiceRow> {
    let mut rows = Vec::new();
    for (name, values) in model.incident.facts.all() {
        if values.iter().any(|value| is_hidden(model, value)) {
            let label = "(hidden by the shield)";
            rows.push(ChoiceRow::new(name, label, ""));
            continue;
        }
        let Some(now) = model.incident.facts.now(name) else {
            rows.push(ChoiceRow::new(name, name, "struck: no value stands"));
            continue;
        };
        let mut note = said(model, now);
        match model.incident.citing(name).count() {
            0 => {}
            1 => note.push_str(", in 1 draft"),
            many => note = format!("{note}, in {many} drafts"),
        }
        rows.push(ChoiceRow::new(name, format!("{name} = {}", now.value), note));
    }
    rows
}

/// How a value is known, as of when, from where: `believed, as of 14:05 CET, from billing`.
pub fn said(model: &Model, value: &FactValue) -> String {
    let standing = match value.standing {
        Standing::Believed => "believed",
        Standing::Known => "known",
    };
    let at = zone::moment(value.as_of, model.now, model.tz());
    let from = if value.source.is_empty() { "by" } else { "from" };
    let source = if value.source.is_empty() { value.by.as_str() } else { &value.source };
    format!("{standing}, as of {at}, {from} {source}")
}

/// Everything on one fact.
pub fn page(model: &Model, name: &str) -> Vec<String> {
    let incident = &model.incident;
    let values = incident.facts.history(name);
    if values.iter().any(|value| is_hidden(model, value)) {
        return vec!["The shield hides this fact.".to_owned()];
    }
    let mut lines = Vec::new();
    match incident.facts.now(name) {
        Some(now) => {
            lines.push(format!("{name} = {}", now.value));
            lines.push(format!("a {}, {}", Sort::of(&now.value).word(), said(model, now)));
        }
        None => lines.push(format!("{name}: struck, no value stands")),
    }
    lines.extend([String::new(), "Drafts that cite it:".to_owned()]);
    let before = lines.len();
    for draft in incident.citing(name) {
        let title = if super::drafts::is_hidden(model, draft) {
            "(a draft that the shield hides)"
        } else {
            &draft.title
        };
        let moved = draft.latest().map(|text| incident.moved_since(text)).unwrap_or_default();
        let was = moved.iter().find(|moved| moved.name == name);
        let was = was.map_or_else(String::new, |was| format!(": saved with {}", was.was));
        lines.push(format!("  {title}{was}"));
    }
    if lines.len() == before {
        lines.push(format!("  none yet; {{{{ {name} }}}} in a text cites it"));
    }
    lines.extend([String::new(), "As it was said, the latest last:".to_owned()]);
    for value in values {
        let struck = if value.withdrawn { ", struck" } else { "" };
        lines.push(format!("  {}  ({}{struck})", value.value, said(model, value)));
        let entry = model.incident.timeline.entry(&value.entry);
        let since = entry.iter().flat_map(|entry| &entry.history);
        for one in since.filter(|one| one.side == Side::Standing) {
            let words = if one.words == "believed" { "only believed again" } else { &one.words };
            let at = zone::moment(one.at, model.now, model.tz());
            lines.push(format!("    {at}  {}: {words}", one.by));
        }
    }
    lines
}
