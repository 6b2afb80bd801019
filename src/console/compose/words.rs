//! The reading in words: what Enter would record, so that a person can say "no" before.
//!
//! What must stay true: every moment comes with its day, its zone and its distance from now.

use super::{Context, Part};
use crate::console::compose::names::shown;
use crate::console::zone;
use crate::domain::event::{Basis, Direction, EntryKind};
use crate::domain::fact::Sort;
use crate::domain::handling::Handling;
use crate::domain::time::{Precision, Timestamp};

/// What the line said beside what its part keeps.
pub(super) struct Said {
    /// Nothing in it was read.
    pub plain: bool,
    /// It named its time.
    pub timed: bool,
    /// It named the department that it concerns.
    pub concerns: bool,
    /// Addressees, as the screen says them.
    pub to: Vec<String>,
}

pub(super) fn words(part: &Part, said: &Said, context: &Context<'_>) -> String {
    let mut out = Vec::with_capacity(6);
    match &part.handling {
        Handling::Open => {}
        Handling::Restricted { .. } | Handling::Privileged { .. } => {
            out.push(part.handling.word().to_owned());
        }
    }
    out.push(kind(part, said));
    if let EntryKind::Decision { because: Some(because), .. } = &part.kind {
        out.push(format!("because {because}"));
    }
    let due = due(&part.kind, context);
    let counted = due.is_some();
    out.extend(due);
    if said.concerns {
        let concerned = crate::domain::people::Party::Department(part.department.clone());
        out.push(format!("concerns {}", shown(&concerned, context)));
    }
    match &part.basis {
        Basis::Reported { by } => out.push(format!("said by {}", shown(by, context))),
        Basis::Assessed { by: Some(by), .. } => {
            out.push(format!("judged by {}", shown(by, context)));
        }
        Basis::Observed | Basis::Assessed { by: None, .. } => {}
    }
    if !part.mentions.is_empty() {
        let names: Vec<String> = part.mentions.iter().map(|party| shown(party, context)).collect();
        out.push(format!("speaks of {}", names.join(", ")));
    }
    if !part.tags.is_empty() {
        out.push(format!("#{}", part.tags.join(" #")));
    }
    out.push(match (said.timed, context.clock == context.now) {
        (true, _) => happened(part, context),
        (false, true) => now(context),
        (false, false) => as_said(counted, context),
    });
    out.join(" · ")
}

/// What a shielded screen may show of a private line: none of its words, and why there are dots.
/// `known`: all names in it are of people and departments here; another may be one of its words.
pub(super) fn outside(part: &Part, said: &Said, known: bool, context: &Context<'_>) -> String {
    let sign = match &part.handling {
        Handling::Open => None,
        Handling::Restricted { .. } => Some("%%"),
        Handling::Privileged { .. } => Some("%"),
    };
    let handling = part.handling.word();
    let mut out: Vec<String> =
        sign.iter().map(|sign| format!("{handling} ({sign}: dots)")).collect();
    out.push(match &part.kind {
        EntryKind::Order { .. } | EntryKind::Question { .. } if known => kind(part, said),
        // Whose words they are, and what a fact is about, is part of what is said.
        EntryKind::Note
        | EntryKind::Order { .. }
        | EntryKind::Question { .. }
        | EntryKind::Decision { .. }
        | EntryKind::Assessment
        | EntryKind::Fact { .. }
        | EntryKind::Words { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => part.kind.word().to_owned(),
    });
    out.extend(due(&part.kind, context));
    if said.timed {
        out.push(happened(part, context));
    }
    out.join(" · ")
}

fn kind(part: &Part, said: &Said) -> String {
    let addressed = |one: &str, many: &str| match said.to.as_slice() {
        [] => format!("{one} to whoever takes it"),
        [to] => format!("{one} to {to}"),
        several => format!("{} {many}: to {}", several.len(), several.join(", to ")),
    };
    match &part.kind {
        EntryKind::Note if said.plain => "note, plain".to_owned(),
        EntryKind::Note => "note".to_owned(),
        EntryKind::Order { .. } => addressed("order", "orders"),
        EntryKind::Question { .. } => addressed("question", "questions"),
        EntryKind::Decision { .. } => "decision".to_owned(),
        EntryKind::Assessment => "assessment".to_owned(),
        EntryKind::Fact { name, value, .. } => {
            let source = part.source.as_deref().map(|source| format!(", source {source}"));
            let sort = match Sort::of(value) {
                Sort::Text => "",
                sort => &format!(" ({})", sort.word()),
            };
            format!("fact {name} is {value}{sort}{}", source.unwrap_or_default())
        }
        EntryKind::Words { direction: Direction::Told, party, .. } => format!("told {party}"),
        EntryKind::Words { direction: Direction::Asks, party, .. } => format!("{party} asks"),
        EntryKind::Reply(_) => "reply".to_owned(),
        EntryKind::Other(word) => word.to_string(),
    }
}

/// For when it is owed: `due 15:24 CET Sun 22 Nov, in 20m`.
fn due(kind: &EntryKind, context: &Context<'_>) -> Option<String> {
    let (word, at) = match kind {
        EntryKind::Order { due, .. } | EntryKind::Question { due, .. } => ("due", due),
        EntryKind::Words { direction: Direction::Asks, at, .. } => ("answer due", at),
        EntryKind::Decision { until, .. } => ("look again", until),
        EntryKind::Note
        | EntryKind::Assessment
        | EntryKind::Fact { .. }
        | EntryKind::Words { direction: Direction::Told, .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => return None,
    };
    at.map(|at| format!("{word} {}", ahead(at, context)))
}

/// `15:24 CET Sun 22 Nov, in 20m`.
fn ahead(at: Timestamp, context: &Context<'_>) -> String {
    let moment = zone::moment(at, context.clock, context.zone);
    format!("{moment}, {}", zone::until(at, context.clock))
}

fn happened(part: &Part, context: &Context<'_>) -> String {
    let Context { clock: now, zone, .. } = *context;
    let at = part.occurred_at;
    let day = zone::day(zone::date_of(at, part.precision, zone), now, zone);
    match part.precision {
        Precision::Day => format!("happened {day}, time of day unknown"),
        Precision::Hour => format!("happened {} {day}", zone::column(at, part.precision, zone)),
        Precision::Second | Precision::Minute | Precision::Order => {
            format!("happened {} {day}, {}", zone::clock(at, zone), zone::since(at, now))
        }
    }
}

/// Of a line that mends: when it was said, from where a length of time in it counts.
fn as_said(counted: bool, context: &Context<'_>) -> String {
    let Context { now, clock, zone, .. } = *context;
    let counted = if counted { " (times count from then)" } else { "" };
    format!("said {}, {}{counted}", zone::beside(now, clock, clock, zone), zone::since(now, clock))
}

/// `now 15:05 CET`.
pub(super) fn now(context: &Context<'_>) -> String {
    format!("now {}", zone::clock(context.now, context.zone))
}
