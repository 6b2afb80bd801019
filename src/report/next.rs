//! What is owed, by time, for scripts and for reading.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::domain::incident::Incident;
use crate::domain::next::{Key, Owed};
use crate::domain::time::{Precision, Timestamp};
use crate::text;

use super::lines::Reach;
use super::plain::Clock;

/// One object for each thing owed: `owed`, `id`, `who`, `due`, `since`, `late`, `acknowledged`,
/// `text`, of what somebody outside asked `asked_by`, of a go what it `lacks`, and of a step of the
/// disclosure plan who is `told`, `not_before` when, and whether `at_once`.
pub fn json(incident: &Incident, reach: Reach, now: Timestamp) -> Value {
    let owed = incident.owed();
    let rows = owed.iter().map(|owed| {
        let id = match owed.key() {
            Key::Entry(id) => Some(id.to_string()),
            Key::Item(id) => Some(id.to_string()),
            Key::Update(_) => None,
            Key::Approval(id, _)
            | Key::Changes(id, _)
            | Key::Correction(id)
            | Key::Go(id)
            | Key::Sending(id)
            | Key::Outcome(id, _)
            | Key::Expiry(id) => Some(id.to_string()),
            Key::Tell(id) => Some(id.to_string()),
        };
        let mut row = json!({
            "owed": owed.sort(),
            "id": id,
            "who": incident.who(owed, reach == Reach::WithPrivileged),
            "due": owed.due.map(|due| due.to_string()),
            "since": owed.since.to_string(),
            "late": owed.is_late(now),
            "acknowledged": owed.is_taken(),
            "text": shown(owed, reach).then(|| owed.words()),
        });
        if !owed.lacks.is_empty() {
            row["lacks"] = json!(shown(owed, reach).then_some(&owed.lacks));
        }
        if let Some(whom) = owed.told() {
            row["told"] = json!(whom);
            row["not_before"] = json!(owed.from.map(|from| from.to_string()));
            row["at_once"] = json!(owed.at_once);
        }
        if let Some(asker) = owed.asker() {
            row["asked_by"] = json!(shown(owed, reach).then_some(asker));
        }
        row
    });
    rows.collect()
}

fn shown(owed: &Owed<'_>, reach: Reach) -> bool {
    reach == Reach::WithPrivileged || owed.is_open()
}

/// A line for each thing owed.
pub fn plain(incident: &Incident, reach: Reach, now: Timestamp, clock: Clock<'_>) -> String {
    let mut out = String::new();
    for owed in incident.owed() {
        let by = owed.due.map_or_else(
            || "no time said".to_owned(),
            |due| format!("by {}", clock(due, Precision::Minute)),
        );
        let by = if owed.at_once { "AT ONCE".to_owned() } else { by };
        let late = if owed.is_late(now) { " LATE" } else { "" };
        let who = text::output(incident.who(&owed, reach == Reach::WithPrivileged));
        let said = if shown(&owed, reach) { owed.said() } else { "(left out)".into() };
        let said = match owed.from.filter(|from| *from > now) {
            Some(from) => format!("{said}, not before {}", clock(from, Precision::Minute)).into(),
            None => said,
        };
        let words = text::output(&said);
        let taken = if owed.is_taken() { "  (acknowledged)" } else { "" };
        let _ = writeln!(out, "{by}{late}  {}  {who}: {words}{taken}", owed.sort());
    }
    out
}
