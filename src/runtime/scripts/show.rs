//! `allhands show`: what a room holds, for scripts (`--json`) and for reading.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::args::Show;
use crate::console::zone;
use crate::domain::incident::Incident;
use crate::domain::time::{Precision, Timestamp};
use crate::playbook::Library;
use crate::report::lines::Reach;
use crate::report::{checks, jsonl, next, plain, plan, whole};
use crate::text;

use super::super::failure::Failure;
use super::{library, now, print, reach, read};

/// Prints the part that was asked for, or all.
pub fn run(asked: &Show) -> Result<(), Failure> {
    let read = read(&asked.file)?;
    let incident = &read.incident;
    let reach = reach(asked.with_privileged, incident);
    let library = library(None)?;
    if asked.json {
        print(&as_json(asked, incident, reach, &library))?;
    } else {
        print(&as_text(asked, incident, reach, &library))?;
    }
    read.end()
}

fn as_json(asked: &Show, incident: &Incident, reach: Reach, library: &Library) -> String {
    if asked.timeline {
        return jsonl::jsonl(incident, reach);
    }
    let part: Value = if asked.checklists {
        whole::checklists(incident)
    } else if asked.drafts {
        let mut drafts = whole::drafts(incident, reach);
        with_findings(&mut drafts, &checks::json(incident, library.rules(), reach, now()));
        drafts
    } else if asked.plan {
        plan::json(incident, reach)
    } else if asked.next {
        next::json(incident, reach, now())
    } else {
        let mut all = whole::whole(incident, reach);
        all["next"] = next::json(incident, reach, now());
        all["digest"] = Value::String(digest(incident));
        all
    };
    let written = serde_json::to_string_pretty(&part).unwrap_or_default();
    format!("{}\n", text::json(&written))
}

/// Puts what was found in each draft beside what is on the record of it.
fn with_findings(drafts: &mut Value, found: &Value) {
    for draft in drafts.as_array_mut().into_iter().flatten() {
        let id = draft["id"].as_str().unwrap_or_default().to_owned();
        draft["findings"] = found.get(&id).cloned().unwrap_or_else(|| Value::Array(Vec::new()));
    }
}

/// One sum over everything that the room holds, whoever may be shown it and whenever: two consoles
/// that print the same one show the same room.
fn digest(incident: &Incident) -> String {
    let all = whole::whole(incident, Reach::WithPrivileged).to_string();
    Sha256::digest(all).iter().fold(String::new(), |mut hex, byte| {
        // Writing into a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn as_text(asked: &Show, incident: &Incident, reach: Reach, library: &Library) -> String {
    let tz = incident.room.zone.parse().unwrap_or(chrono_tz::Tz::UTC);
    let now = now();
    let clock = |at: Timestamp, precision: Precision| match precision {
        Precision::Day => format!("{} ~day", zone::date(at, tz)),
        Precision::Order => format!("{} ~order", zone::date(at, tz)),
        Precision::Second | Precision::Minute | Precision::Hour => zone::moment(at, now, tz),
    };
    let all = !(asked.timeline || asked.checklists || asked.drafts || asked.plan || asked.next);
    let mut parts = Vec::new();
    if all {
        parts.push(plain::heading(incident));
    }
    if all || asked.next {
        parts.push(next::plain(incident, reach, now, &clock));
    }
    if all || asked.timeline {
        parts.push(plain::timeline(incident, reach, &clock));
    }
    if all || asked.checklists {
        parts.push(plain::checklists(incident, &clock));
    }
    if all || asked.drafts {
        parts.push(plain::drafts(incident, reach, now, &clock));
        parts.push(checks::plain(incident, library.rules(), reach, now));
    }
    if all || asked.plan {
        parts.push(plain::disclosure(incident, reach, &clock));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}
