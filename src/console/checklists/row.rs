//! What the pane says of an item and of a lane, in words. Plain values, so that the view draws and
//! computes nothing.

use crate::console::model::Model;
use crate::console::zone;
use crate::domain::aim::Aim;
use crate::domain::checklist::Item;
use crate::domain::event::ItemState;
use crate::domain::people::DepartmentId;
use crate::domain::sentence;
use crate::domain::target::Target;
use crate::domain::time::{Timestamp, length};

use super::{Sort, order};

/// Rows of the pane that are no items: the lane's head.
pub const HEADS: usize = 1;

/// One line of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is grouped under: its phase or its department.
    pub group: String,
    /// `[ ]`, `[-]`, `[x]`, `[!]`, `[/]`.
    pub sign: &'static str,
    /// What is to be done.
    pub action: String,
    /// Who has it. May be empty.
    pub who: String,
    /// What it waits for, in words. May be empty.
    pub waits: String,
    /// State and time, in words.
    pub when: String,
    /// How urgent those words are.
    pub urgency: Urgency,
}

/// How urgent a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Done, or does not apply.
    Over,
    /// Nothing presses.
    Calm,
    /// Promised, and the time is near.
    Soon,
    /// Late, blocked, or asking what is to become of it.
    Alarm,
}

/// The sign of a state.
pub const fn sign(state: &ItemState) -> &'static str {
    match state {
        ItemState::Open => "[ ]",
        ItemState::InProgress => "[-]",
        ItemState::Done { .. } => "[x]",
        ItemState::Blocked { .. } => "[!]",
        ItemState::NotApplicable { .. } => "[/]",
    }
}

/// The word for a state.
pub const fn word(state: &ItemState) -> &'static str {
    match state {
        ItemState::Open => "open",
        ItemState::InProgress => "in progress",
        ItemState::Done { .. } => "done",
        ItemState::Blocked { .. } => "blocked",
        ItemState::NotApplicable { .. } => "not applicable",
    }
}

/// The line of an item.
pub fn row(model: &Model, item: &Item) -> Row {
    let (when, urgency) = when(model, item);
    let group = match model.checklists.sort {
        _ if order::is_new(model, &item.given.item) => "new".to_owned(),
        Sort::Phase => item.given.phase.short().to_owned(),
        Sort::Time | Sort::Lane => model.incident.short(&item.given.department).to_owned(),
    };
    // Grouped by phase, everybody's items would not say whose they are.
    let whose = model.checklists.sort == Sort::Phase && order::lane(model).is_none();
    let action = &item.given.action;
    let action = if whose {
        format!("{}: {action}", model.incident.short(&item.given.department))
    } else {
        action.clone()
    };
    let waits = if item.is_open() { model.incident.waits_for(item).count() } else { 0 };
    Row {
        group,
        waits: if waits > 0 { format!("after {waits} more") } else { String::new() },
        sign: sign(&item.state),
        action,
        who: item.assignee.as_ref().map(ToString::to_string).unwrap_or_default(),
        when,
        urgency,
    }
}

fn when(model: &Model, item: &Item) -> (String, Urgency) {
    let clock = |at: Timestamp| near(model, at);
    let late_against = model.incident.late_against(model.now);
    match &item.state {
        ItemState::Done { .. } => {
            return (format!("done {}", clock(item.state_since)), Urgency::Over);
        }
        ItemState::NotApplicable { .. } => return ("not applicable".to_owned(), Urgency::Over),
        ItemState::Blocked { on } => {
            // A promise is somebody's word, and stands while its item is stuck.
            let promise = item.promise.map(|at| match late_against.since(at) {
                late if late > 0 => format!("{} late  ", length(late)),
                _ => format!("by {}  ", clock(at)),
            });
            return (format!("{}blocked: {on}", promise.unwrap_or_default()), Urgency::Alarm);
        }
        ItemState::Open | ItemState::InProgress => {}
    }
    let begun = item.state == ItemState::InProgress;
    let lead = if begun { "begun  " } else { "" };
    if let Some(promise) = item.promise {
        let late = late_against.since(promise);
        if late > 0 {
            return (format!("{lead}{} late", length(late)), Urgency::Alarm);
        }
        let near = late.saturating_neg() < 15 * 60_000;
        let urgency = if near { Urgency::Soon } else { Urgency::Calm };
        return (format!("{lead}by {}", clock(promise)), urgency);
    }
    let aim = model.incident.aim(item);
    let urgency = match aim {
        Aim::NoLongerPossible { .. } => Urgency::Alarm,
        Aim::AtOnce => Urgency::Soon,
        Aim::None | Aim::Standing(_) | Aim::When { .. } | Aim::At { .. } => Urgency::Calm,
    };
    (format!("{lead}{}", aim_words(model, &aim)), urgency)
}

/// An aim in words, its clock times in the zone of the screen: `aim 14:20`.
fn aim_words(model: &Model, aim: &Aim) -> String {
    match (aim, aim.words()) {
        // In full in the details; a row of a narrow screen belongs to what is to be done.
        (Aim::NoLongerPossible { .. }, _) if model.size.0 < 100 => "no longer in time".to_owned(),
        (Aim::At { from, until: None }, _) => format!("aim {}", near(model, *from)),
        (Aim::At { from, until: Some(until) }, _) => {
            format!("aim {} to {}", near(model, *from), near(model, *until))
        }
        (_, Some(words)) => words,
        (_, None) => String::new(),
    }
}

/// A clock time: `15:05`, `Mon 15:05` within a week, else with its day.
fn near(model: &Model, at: Timestamp) -> String {
    let zone = model.tz();
    let time = zone::hours_minutes(at, zone);
    let day = zone::date(at, zone);
    match (day - zone::date(model.now, zone)).num_days() {
        0 => time,
        1..7 => format!("{} {time}", day.format("%a")),
        _ => format!("{time} {}", zone::day(day, model.now, zone)),
    }
}

/// A lane's figures in a few words: `Sec 6/8`, with `2 late` where there are.
pub fn short_head(model: &Model, id: &DepartmentId) -> String {
    let lane = model.incident.lane(id, model.now);
    let behind = if lane.late > 0 { format!(" {} late", lane.late) } else { String::new() };
    format!("{} {}/{}{behind}", model.incident.short(id), lane.done, lane.applicable)
}

/// A lane's head: `Sec 6/8 · 3 promised · 1 late · last word 12m`.
pub fn head(model: &Model, id: &DepartmentId) -> String {
    let lane = model.incident.lane(id, model.now);
    let mut words = vec![format!("{} {}/{}", model.incident.short(id), lane.done, lane.applicable)];
    let mut add = |many: usize, what: &str| {
        if many > 0 {
            words.push(format!("{many} {what}"));
        }
    };
    add(lane.promised, "promised");
    add(lane.late, "late");
    add(lane.blocked, "blocked");
    add(lane.asking, "no longer possible in time");
    words.push(match lane.last_word {
        Some(word) => format!("last word {}", length(model.now.since(word.at).max(0))),
        None => "no word yet".to_owned(),
    });
    words.join(" · ")
}

/// Everything about an item, a line each.
pub fn details(model: &Model, item: &Item) -> Vec<String> {
    let incident = &model.incident;
    let moment = |at: Timestamp| zone::moment(at, model.now, model.tz());
    let mut lines = vec![item.given.action.clone(), String::new()];
    let lane = incident.department(&item.given.department);
    let lane = lane.map_or(item.given.department.as_str(), |lane| lane.name.as_str());
    lines.push(format!("{lane}, {}", item.given.phase));
    let state = match &item.state {
        ItemState::Done { result: said }
        | ItemState::Blocked { on: said }
        | ItemState::NotApplicable { because: said }
            if !said.is_empty() =>
        {
            format!("{}: {said}", word(&item.state))
        }
        state => word(state).to_owned(),
    };
    let since = moment(item.state_since);
    lines.push(format!("{} {state}, since {since}", sign(&item.state)));
    if let Some(person) = &item.assignee {
        lines.push(format!("given to {person}"));
    }
    if let Some(promise) = item.promise {
        let distance = crate::domain::time::distance(promise, model.now);
        let distance = if item.is_open() { format!(" ({distance})") } else { String::new() };
        lines.push(format!("promised by {}{distance}", moment(promise)));
    }
    let aim = incident.aim(item);
    let words = aim_words(model, &aim);
    if !words.is_empty() {
        lines.push(words.clone());
    }
    if let Aim::NoLongerPossible { due } = aim {
        lines.push(format!("it would have been due {}", moment(due)));
    }
    let target = item.given.target.as_ref().and_then(Target::words);
    if let Some(target) = target.filter(|target| *target != words) {
        lines.push(format!("the playbook's target: {target}"));
    }
    for first in item.given.after.iter().filter_map(|id| incident.checklist.item(id)) {
        let (sign, action) = (sign(&first.state), &first.given.action);
        lines.push(format!("after {sign} {action}"));
    }
    match &item.playbook {
        Some(playbook) => lines.push(format!("from the playbook {playbook}")),
        None => lines.push("added by hand".to_owned()),
    }
    if !item.given.source.is_empty() {
        lines.push(format!("source: {}", item.given.source));
    }
    lines.push(String::new());
    for done in &item.history {
        let behalf = match &done.on_behalf {
            Some(other) => format!(" for {other}"),
            None => String::new(),
        };
        let words = sentence::in_zone(&done.words, moment);
        lines.push(format!("{}  {}{behalf} {words}", moment(done.at), done.by));
    }
    lines
}
