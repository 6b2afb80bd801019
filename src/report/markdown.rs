//! The room as Markdown, for reading and for keeping beside the file.

use std::fmt::Write;

use crate::domain::checklist::Item;
use crate::domain::event::{ItemState, Standing};
use crate::domain::incident::Incident;
use crate::domain::time::{Precision, Timestamp};
use crate::text;

use super::account::{account, words_sent};
use super::lanes::lanes;
use super::lines::{LineOut, Reach, left_out, lines};
use super::plan;

/// Room, timeline, checklists, drafts, disclosure plan, facts. All clock times are UTC.
pub fn markdown(incident: &Incident, reach: Reach, now: Timestamp) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_all(&mut out, incident, reach, now);
    out
}

fn write_all(
    out: &mut String,
    incident: &Incident,
    reach: Reach,
    now: Timestamp,
) -> std::fmt::Result {
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
    drafts(out, incident, reach, now)?;
    disclosure(out, incident, reach)?;
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
    let words = line.text.as_deref().map_or_else(|| "(left out)".into(), text::markdown);
    let strike = if line.withdrawn.is_some() { "~~" } else { "" };
    write!(out, "- {} ", clock(line.occurred_at, line.precision))?;
    write!(out, "**{}** {}: ", text::markdown(line.department), text::markdown(line.kind))?;
    write!(out, "{strike}{words}{strike}")?;
    let beside = line.beside(utc);
    if !beside.is_empty() {
        write!(out, " ({})", text::markdown(&beside))?;
    }
    if let Some(why) = line.withdrawn {
        write!(out, " (withdrawn: {})", text::markdown(why))?;
    }
    if let Some(by) = line.said_by {
        write!(out, " ({} by {})", line.basis, text::markdown(by))?;
    }
    if line.handling != "open" {
        write!(out, " ({})", line.handling)?;
    }
    writeln!(out, " — {}", text::markdown(&line.by()))?;
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
    for (name, items) in lanes(incident) {
        writeln!(out, "\n### {}\n", text::markdown(name))?;
        for item in items {
            writeln!(out, "- {}", item_line(item))?;
        }
    }
    Ok(())
}

/// An item as a line of a task list. What does not apply is struck and has no tick: a tick would
/// say that it was done.
fn item_line(item: &Item) -> String {
    let (sign, state, words) = match &item.state {
        ItemState::Open => ("[ ]", "", ""),
        ItemState::InProgress => ("[ ]", "in progress", ""),
        ItemState::Done { result } => ("[x]", "", result.as_str()),
        ItemState::Blocked { on } => ("[ ]", "blocked", on.as_str()),
        ItemState::NotApplicable { because } => ("[ ]", "not applicable", because.as_str()),
    };
    let words = text::markdown(words);
    let state = match (state, words.is_empty()) {
        ("", true) => String::new(),
        ("", false) => format!(": {words}"),
        (state, true) => format!(" ({state})"),
        (state, false) => format!(" ({state}: {words})"),
    };
    let strike = if matches!(item.state, ItemState::NotApplicable { .. }) { "~~" } else { "" };
    let action = text::markdown(&item.given.action);
    let promise = item.promise.filter(|_| item.is_open());
    let promise = promise.map(|at| format!(" (promised by {})", utc(at))).unwrap_or_default();
    let who = item.assignee.as_ref().map(|who| format!(" — {}", text::markdown(who.as_str())));
    format!("{sign} {strike}{action}{strike}{state}{promise}{}", who.unwrap_or_default())
}

fn drafts(out: &mut String, incident: &Incident, reach: Reach, now: Timestamp) -> std::fmt::Result {
    writeln!(out, "\n## Drafts")?;
    for draft in incident.drafts.all() {
        let shown = reach.shows(&draft.handling);
        let title =
            if shown { text::markdown(&draft.title) } else { "(title left out)".to_owned() };
        let readers = text::markdown(&draft.readers());
        writeln!(out, "\n### {title}\n\nGoes {readers}.\n")?;
        for said in account(incident, draft, reach, (now, &utc)) {
            writeln!(out, "- {}", text::markdown(&said))?;
        }
        let tips = if shown { draft.tips() } else { Vec::new() };
        for tip in tips {
            writeln!(out, "\nText {} by {}:\n", tip.number, text::markdown(tip.by.as_str()))?;
            for line in tip.text.lines() {
                writeln!(out, "> {}", text::markdown(line))?;
            }
        }
        for (sent, words) in words_sent(incident, draft, reach) {
            let digest = sent.words.digest.short();
            writeln!(out, "\nSent {} in these words ({digest}):\n", utc(sent.at))?;
            for line in words.lines() {
                writeln!(out, "> {}", text::markdown(line))?;
            }
        }
    }
    Ok(())
}

/// Who is told what; no heading where nothing is planned and nobody was told anything.
fn disclosure(out: &mut String, incident: &Incident, reach: Reach) -> std::fmt::Result {
    let lines = plan::lines(incident, reach, &utc);
    if !lines.is_empty() {
        writeln!(out, "\n## Disclosure plan\n")?;
    }
    for (depth, line) in lines {
        writeln!(out, "{}- {}", "  ".repeat(depth), text::markdown(&line))?;
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
