//! The room as plain lines, for a terminal without a screen. How clock times read is the caller's
//! matter.

use std::fmt::Write;

use crate::domain::event::ItemState;
use crate::domain::incident::Incident;
use crate::domain::sentence;
use crate::domain::time::{Precision, Timestamp};
use crate::text;

use super::account::{account, words_sent};
use super::lanes::lanes;
use super::lines::{LineOut, Reach, line_out};
use super::plan;

/// Says a moment as exactly as it is known.
pub type Clock<'a> = &'a dyn Fn(Timestamp, Precision) -> String;

/// Codename, severity, status, duties, how much is open.
pub fn heading(incident: &Incident) -> String {
    let severity = incident.severity.map_or("no severity", |one| one.value.label());
    let status = incident.status.value.label();
    let mut out = format!("{}  {severity}  {status}\n", text::output(&incident.room.codename));
    if incident.room.practice.is_some() {
        out.push_str("PRACTICE ROOM: nothing in it is real now\n");
    }
    for (role, held) in &incident.roles {
        let _ = writeln!(out, "{}: {}", role.label(), text::output(held.value.as_str()));
    }
    let sorts = incident.left_by_sort(&incident.owed());
    if !sorts.is_empty() {
        let _ = writeln!(out, "Open: {} ({})", incident.left_open(), sorts.join(", "));
    }
    out
}

/// Who is told what, and who knows what since when.
pub fn disclosure(incident: &Incident, reach: Reach, clock: Clock<'_>) -> String {
    let lines = plan::lines(incident, reach, &|at| clock(at, Precision::Minute));
    lines.iter().fold(String::new(), |mut out, (depth, line)| {
        let _ = writeln!(out, "{}{}", "  ".repeat(*depth), text::output(line));
        out
    })
}

/// Every line of the timeline, in the order of what happened.
pub fn timeline(incident: &Incident, reach: Reach, clock: Clock<'_>) -> String {
    let lines = incident.timeline.iter().map(|line| line_out(incident, line, reach));
    lines.fold(String::new(), |mut out, one| {
        line(&mut out, &one, clock);
        out
    })
}

/// One line of the timeline; a block quoted below it is indented.
pub fn line(out: &mut String, line: &LineOut<'_>, clock: Clock<'_>) {
    let words =
        line.text.as_deref().map(|text| sentence::in_zone(text, |at| clock(at, Precision::Minute)));
    let words =
        words.map_or_else(|| "(left out)".into(), |words| text::output(&words).into_owned());
    let department = text::output(line.department);
    let kind = text::output(line.kind);
    let at = clock(line.occurred_at, line.precision);
    let _ = write!(out, "{at}  {department}  {kind}: {}", words.replace('\n', "\n    "));
    let beside = line.beside(|at| clock(at, Precision::Minute));
    if !beside.is_empty() {
        let _ = write!(out, "  ({})", text::output(&beside));
    }
    if let Some(whom) = line.on_behalf {
        let _ = write!(out, "  ({} for {})", text::output(line.author), text::output(whom));
    }
    if line.handling != "open" {
        let _ = write!(out, "  ({})", line.handling);
    }
    if let Some(by) = line.said_by {
        let _ = write!(out, "  ({} by {})", line.basis, text::output(by));
    }
    if let Some(why) = line.withdrawn {
        let _ = write!(out, "  (withdrawn: {})", text::output(why));
    }
    out.push('\n');
    for quoted in line.quote.unwrap_or_default().lines() {
        let _ = writeln!(out, "    | {}", text::output(quoted));
    }
}

/// Every lane with its items.
pub fn checklists(incident: &Incident, clock: Clock<'_>) -> String {
    let mut out = String::new();
    for (name, items) in lanes(incident) {
        let _ = writeln!(out, "{}", text::output(name));
        for item in items {
            let (state, words) = match &item.state {
                ItemState::Open => ("open", ""),
                ItemState::InProgress => ("in progress", ""),
                ItemState::Done { result } => ("done", result.as_str()),
                ItemState::Blocked { on } => ("blocked", on.as_str()),
                ItemState::NotApplicable { because } => ("not applicable", because.as_str()),
            };
            let waits = !incident.is_listed(item) && item.is_open();
            let state = if waits { "when declared" } else { state };
            let action = text::output(&item.given.action);
            let _ = write!(out, "  {state:<14}  {action}");
            if !words.is_empty() {
                let _ = write!(out, ": {}", text::output(words));
            }
            if let Some(promise) = item.promise.filter(|_| item.is_open()) {
                let _ = write!(out, " (promised by {})", clock(promise, Precision::Minute));
            }
            if let Some(who) = &item.assignee {
                let _ = write!(out, " ({})", text::output(who.as_str()));
            }
            out.push('\n');
        }
    }
    out
}

/// Every draft: what became of it, and its newest texts.
pub fn drafts(incident: &Incident, reach: Reach, now: Timestamp, clock: Clock<'_>) -> String {
    let mut out = String::new();
    for draft in incident.drafts.all() {
        let shown = reach.shows(&draft.handling);
        let title = if shown { text::output(&draft.title) } else { "(left out)".into() };
        let _ = writeln!(out, "{title}  ({})", text::output(&draft.readers()));
        for said in account(incident, draft, reach, (now, &|at| clock(at, Precision::Minute))) {
            let _ = writeln!(out, "  {}", text::output(&said));
        }
        let tips = if shown { draft.tips() } else { Vec::new() };
        for tip in tips {
            let _ = writeln!(out, "  text {} by {}:", tip.number, text::output(tip.by.as_str()));
            for line in tip.text.lines() {
                let _ = writeln!(out, "    {}", text::output(line));
            }
        }
        for (sent, words) in words_sent(incident, draft, reach) {
            let (at, digest) = (clock(sent.at, Precision::Minute), sent.words.digest.short());
            let _ = writeln!(out, "  sent {at} in these words ({digest}):");
            for line in words.lines() {
                let _ = writeln!(out, "    {}", text::output(line));
            }
        }
    }
    out
}
