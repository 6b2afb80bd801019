//! What the checks find in drafts that have not gone out, for scripts and for the file that people
//! read. Apart from the drafts' own account, which tells only what is on the record: findings are
//! judged by the rules at hand, and other rules find other things.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::domain::check::{Finding, Rules};
use crate::domain::draft::Draft;
use crate::domain::incident::Incident;
use crate::domain::review::State;
use crate::domain::time::Timestamp;
use crate::text;

use super::lines::Reach;

/// Drafts in work that may be shown, each with what was found in it.
fn found<'a>(
    incident: &'a Incident,
    rules: &'a Rules,
    reach: Reach,
    now: Timestamp,
) -> impl Iterator<Item = (&'a Draft, Vec<Finding>)> {
    let shown = move |draft: &&Draft| {
        let out = matches!(
            incident.draft_state(draft),
            State::Sent | State::Superseded | State::Withdrawn
        );
        !out && reach.shows(&draft.handling)
    };
    let all = incident.drafts.all().iter().filter(shown);
    let all = all.map(move |draft| {
        let mut found = incident.findings_of(rules, draft, now);
        if !reach.shows(incident.words_handling(draft)) {
            found.iter_mut().for_each(Finding::leave_out);
        }
        (draft, found)
    });
    all.filter(|(_, found)| !found.is_empty())
}

fn sentence(one: &Finding) -> String {
    let words = one.words.replace('\n', " ");
    match &one.waived {
        Some(because) => format!("{}: “{words}”; waived: {because}", one.rule),
        None => format!("{}: “{words}”: {}. {}.", one.rule, one.why, one.instead),
    }
}

/// Plain lines; nothing where nothing was found.
pub fn plain(incident: &Incident, rules: &Rules, reach: Reach, now: Timestamp) -> String {
    let mut out = String::new();
    for (draft, found) in found(incident, rules, reach, now) {
        let _ = writeln!(out, "checks of {}", text::output(&draft.title));
        for one in found {
            let _ = writeln!(out, "  {}", text::output(&sentence(&one)));
        }
    }
    out
}

/// A section of the Markdown; nothing where nothing was found.
pub fn markdown(incident: &Incident, rules: &Rules, reach: Reach, now: Timestamp) -> String {
    let mut out = String::new();
    for (draft, found) in found(incident, rules, reach, now) {
        if out.is_empty() {
            out.push_str("\n## Checks of drafts\n");
        }
        let _ = writeln!(out, "\n### {}\n", text::markdown(&draft.title));
        for one in found {
            let _ = writeln!(out, "- {}", text::markdown(&sentence(&one)));
        }
    }
    out
}

/// One list for each draft's id.
pub fn json(incident: &Incident, rules: &Rules, reach: Reach, now: Timestamp) -> Value {
    let all = found(incident, rules, reach, now).map(|(draft, found)| {
        let found = found.into_iter().map(|one| {
            json!({
                "rule": one.rule,
                "from": one.at.start,
                "to": one.at.end,
                "words": one.words,
                "why": one.why,
                "instead": one.instead,
                "waived": one.waived,
            })
        });
        (draft.id.to_string(), Value::Array(found.collect()))
    });
    Value::Object(all.collect())
}
