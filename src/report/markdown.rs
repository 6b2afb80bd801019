//! The room as Markdown, for reading and for keeping beside the file.

use std::fmt::Write;

use crate::domain::checklist::Item;
use crate::domain::event::{ItemState, Standing};
use crate::domain::incident::Incident;
use crate::domain::time::{Precision, Timestamp};
use crate::text;

use super::lines::{LineOut, Reach, left_out, lines};

/// Room, timeline, checklists, drafts, facts. All clock times are UTC.
pub fn markdown(incident: &Incident, reach: Reach) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_all(&mut out, incident, reach);
    out
}

fn write_all(out: &mut String, incident: &Incident, reach: Reach) -> std::fmt::Result {
    let room = &incident.room;
    writeln!(out, "# {}", text::markdown(&room.codename))?;
    writeln!(out)?;
    if let Some(practice) = &room.practice {
        let of = text::markdown(&practice.of);
        writeln!(out, "**Practice room**: {of}; dates moved by {} days.\n", practice.moved_days)?;
    }
    if reach == Reach::WithPrivileged && !room.title.is_empty() {
        writeln!(out, "{}\n", text::markdown(&room.title))?;
    }
    let severity = incident.severity.map_or("not set", |severity| severity.value.label());
    writeln!(out, "- Status: {}", incident.status.value.label())?;
    writeln!(out, "- Severity: {severity}")?;
    writeln!(out, "- Received: {}", utc(room.received))?;
    writeln!(out, "- Room opened: {}", utc(room.opened_at))?;
    for (role, held) in &incident.roles {
        writeln!(out, "- {}: {}", role.label(), text::markdown(held.value.as_str()))?;
    }
    let (restricted, privileged) = left_out(incident);
    if reach == Reach::Open && restricted + privileged > 0 {
        writeln!(out, "- Left out: {restricted} restricted and {privileged} privileged lines")?;
    }
    timeline(out, incident, reach)?;
    checklists(out, incident)?;
    drafts(out, incident, reach)?;
    facts(out, incident, reach)
}

fn timeline(out: &mut String, incident: &Incident, reach: Reach) -> std::fmt::Result {
    writeln!(out, "\n## Timeline (UTC)")?;
    let mut day = String::new();
    for line in lines(incident, reach) {
        let today = line.occurred_at.utc().format("%a %-d %b %Y").to_string();
        if today != day {
            writeln!(out, "\n### {today}\n")?;
            day = today;
        }
        entry(out, &line)?;
    }
    Ok(())
}

fn entry(out: &mut String, line: &LineOut<'_>) -> std::fmt::Result {
    let words = line.text.map_or_else(|| "(left out)".into(), text::markdown);
    let strike = if line.withdrawn.is_some() { "~~" } else { "" };
    write!(out, "- {} ", clock(line.occurred_at, line.precision))?;
    write!(out, "**{}** {}: ", text::markdown(line.department), text::markdown(line.kind))?;
    write!(out, "{strike}{words}{strike}")?;
    if let Some(why) = line.withdrawn {
        write!(out, " (withdrawn: {})", text::markdown(why))?;
    }
    if let Some(by) = line.said_by {
        write!(out, " ({} by {})", line.basis, text::markdown(by))?;
    }
    if line.handling != "open" {
        write!(out, " ({})", line.handling)?;
    }
    writeln!(out, " — {}", text::markdown(line.author))?;
    for quoted in line.quote.unwrap_or_default().lines() {
        writeln!(out, "  > {}", text::markdown(quoted))?;
    }
    Ok(())
}

/// The clock time as far as it is known; a place in the sequence has none.
fn clock(at: Timestamp, precision: Precision) -> String {
    match precision {
        Precision::Second => at.utc().format("%H:%M:%S").to_string(),
        Precision::Minute => at.utc().format("%H:%M").to_string(),
        Precision::Hour => at.utc().format("~%H h").to_string(),
        Precision::Day => "~day".to_owned(),
        Precision::Order => "(time not known)".to_owned(),
    }
}

fn checklists(out: &mut String, incident: &Incident) -> std::fmt::Result {
    writeln!(out, "\n## Checklists")?;
    let items = || incident.checklist.items().iter();
    // The lanes first; then whatever was given to a department that has none.
    let mut lanes: Vec<(&str, Vec<&Item>)> = Vec::new();
    for lane in &incident.departments {
        let here = |item: &&Item| incident.lane_of(&item.given.department) == Some(lane);
        lanes.push((&lane.name, items().filter(here).collect()));
    }
    for item in items().filter(|item| incident.lane_of(&item.given.department).is_none()) {
        let name = item.given.department.as_str();
        match lanes.iter_mut().find(|(lane, _)| *lane == name) {
            Some((_, items)) => items.push(item),
            None => lanes.push((name, vec![item])),
        }
    }
    for (name, items) in lanes {
        if items.is_empty() {
            continue;
        }
        writeln!(out, "\n### {}\n", text::markdown(name))?;
        for item in items {
            let (sign, words) = match &item.state {
                ItemState::Open => ("[ ]", String::new()),
                ItemState::InProgress => ("[ ]", " (in progress)".to_owned()),
                ItemState::Done { result } if result.is_empty() => ("[x]", String::new()),
                ItemState::Done { result } => ("[x]", format!(": {}", text::markdown(result))),
                ItemState::Blocked { on } => ("[ ]", format!(" (blocked: {})", text::markdown(on))),
                ItemState::NotApplicable { because } => {
                    ("[x]", format!(" (not applicable: {})", text::markdown(because)))
                }
            };
            let who =
                item.assignee.as_ref().map(|who| format!(" — {}", text::markdown(who.as_str())));
            let action = text::markdown(&item.given.action);
            writeln!(out, "- {sign} {action}{words}{}", who.unwrap_or_default())?;
        }
    }
    Ok(())
}

fn drafts(out: &mut String, incident: &Incident, reach: Reach) -> std::fmt::Result {
    writeln!(out, "\n## Drafts")?;
    for draft in incident.drafts.all() {
        let shown = reach.shows(&draft.handling);
        let title =
            if shown { text::markdown(&draft.title) } else { "(title left out)".to_owned() };
        let audience = text::markdown(&draft.audience);
        writeln!(out, "\n### {title}\n\nFor {audience}, by {}.", text::markdown(&draft.channel))?;
        let tips = if shown { draft.tips() } else { Vec::new() };
        for tip in tips {
            writeln!(out, "\nText {} by {}:\n", tip.number, text::markdown(tip.by.as_str()))?;
            for line in tip.text.lines() {
                writeln!(out, "> {}", text::markdown(line))?;
            }
        }
    }
    Ok(())
}

fn facts(out: &mut String, incident: &Incident, reach: Reach) -> std::fmt::Result {
    writeln!(out, "\n## Facts\n")?;
    for (name, _) in incident.facts.all() {
        let Some(now) = incident.facts.now(name) else { continue };
        let entry = incident.timeline.entry(&now.entry);
        if entry.is_some_and(|entry| reach.shows(&entry.now.handling)) {
            let as_of = utc(now.as_of);
            writeln!(
                out,
                "- {} = {} ({}, as of {as_of}, from {})",
                text::markdown(name),
                text::markdown(&now.value),
                match now.standing {
                    Standing::Believed => "believed",
                    Standing::Known => "known",
                },
                text::markdown(if now.source.is_empty() { now.by.as_str() } else { &now.source })
            )?;
        }
    }
    Ok(())
}

fn utc(at: Timestamp) -> String {
    at.utc().format("%Y-%m-%d %H:%M UTC").to_string()
}
