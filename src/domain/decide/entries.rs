//! Rules for the lines that people write.

use std::collections::HashSet;

use super::Decided;
use super::room::{SKEW_MILLIS, already};
use crate::domain::bounds;
use crate::domain::command::{DatedEntry, Stamp};
use crate::domain::event::{
    Basis, EntryCorrected, EntryKind, EntryPinned, EntryRecorded, EntryRestored, EntryTagged,
    EntryWithdrawn, Event, FactStandingChanged, HandlingChanged, OrderChanged, OrderState,
    QuestionAnswered, QuestionReopened, Standing,
};
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::sentence;
use crate::domain::time::{Precision, Timestamp};
use crate::domain::timeline::Entry;

/// The entry, or the refusal that says that it is not there.
fn there<'a>(incident: &'a Incident, id: &EntryId) -> Result<&'a Entry, Refusal> {
    let missing = || Refusal::NoSuch { what: "a line".to_owned(), id: id.to_string() };
    incident.timeline.entry(id).ok_or_else(missing)
}

/// The entry, which must not be struck.
fn standing<'a>(incident: &'a Incident, id: &EntryId) -> Result<&'a Entry, Refusal> {
    let entry = there(incident, id)?;
    if entry.withdrawn.is_some() {
        return Err(Refusal::Struck { what: sentence::name(incident, id) });
    }
    Ok(entry)
}

/// Refuses a line from the future. What is only known to the hour or the day may stand for any
/// moment of it.
fn not_ahead(entry: &EntryRecorded, at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    let slack = match entry.precision {
        Precision::Second | Precision::Minute => SKEW_MILLIS,
        Precision::Hour => 60 * 60_000,
        Precision::Day | Precision::Order => 24 * 60 * 60_000,
    };
    if at > now.plus_millis(slack) {
        return Err(Refusal::InTheFuture { what: "the line".to_owned(), at });
    }
    Ok(())
}

/// Refuses a promise for a time before the line itself.
fn promise(due: Option<Timestamp>, said_at: Timestamp) -> Result<(), Refusal> {
    match due {
        Some(due) if due < said_at.plus_millis(-SKEW_MILLIS) => {
            Err(Refusal::PromiseInThePast { due })
        }
        _ => Ok(()),
    }
}

/// Sizes and emptiness of everything in a line.
fn fits(entry: &EntryRecorded) -> Result<(), Refusal> {
    bounds::name("the line's id", entry.entry.as_str())?;
    let quote = entry.quote.as_deref().unwrap_or_default();
    let (text, of_fact) = (entry.text.trim(), matches!(entry.kind, EntryKind::Fact { .. }));
    if text.is_empty() && quote.trim().is_empty() && !of_fact {
        return Err(Refusal::Empty { what: "the line".to_owned() });
    }
    if entry.text.len().saturating_add(quote.len()) > bounds::ENTRY_BYTES {
        let limit = bounds::ENTRY_BYTES as u64;
        return Err(Refusal::TooLong { what: "the line's text".to_owned(), limit });
    }
    match &entry.kind {
        EntryKind::Note | EntryKind::Assessment => {}
        EntryKind::Order { to, .. } | EntryKind::Question { to, .. } => {
            if let Some(to) = to {
                bounds::name("who it is for", to.as_str())?;
            }
        }
        EntryKind::Decision { because, .. } => {
            let because = because.as_deref().unwrap_or_default();
            bounds::text("the reason", because, bounds::ENTRY_BYTES)?;
        }
        EntryKind::Fact { name, value, .. } => {
            bounds::name("the fact's name", name)?;
            bounds::needed("the fact's value", value)?;
        }
        EntryKind::Words { party, .. } => bounds::label("who was told or asks", party)?,
        EntryKind::Reply(reply) => super::replies::fits(entry, reply)?,
        EntryKind::Other(kind) => bounds::name("the line's kind", kind)?,
    }
    match &entry.basis {
        Basis::Observed => {}
        Basis::Reported { by } => bounds::name("who said it", by.as_str())?,
        Basis::Assessed { by, confidence } => {
            if let Some(by) = by {
                bounds::name("who judged it", by.as_str())?;
            }
            bounds::label("how sure they are", confidence)?;
        }
    }
    handling_fits(&entry.handling)?;
    bounds::many("the list of mentions", &entry.mentions, bounds::MANY)?;
    for party in &entry.mentions {
        bounds::name("a mention", party.as_str())?;
    }
    tags_fit(&entry.tags)?;
    for (what, words) in [("the source", &entry.source), ("the import's key", &entry.import)] {
        bounds::text(what, words.as_deref().unwrap_or_default(), bounds::ENTRY_BYTES)?;
    }
    Ok(())
}

fn tags_fit(tags: &[String]) -> Result<(), Refusal> {
    bounds::many("the list of tags", tags, bounds::MANY)?;
    tags.iter().try_for_each(|tag| bounds::name("a tag", tag))
}

pub(super) fn handling_fits(handling: &Handling) -> Result<(), Refusal> {
    match handling {
        Handling::Open => Ok(()),
        Handling::Restricted { to } => {
            bounds::many("the list of those it is for", to, bounds::MANY)?;
            to.iter().try_for_each(|name| bounds::name("who it is for", name))
        }
        Handling::Privileged { direction } => {
            bounds::label("at whose direction", direction.as_deref().unwrap_or_default())
        }
    }
}

/// All rules for a new line at its moment.
fn new_line(
    incident: &Incident,
    to: &EntryRecorded,
    occurred_at: Timestamp,
    recorded_at: Timestamp,
) -> Result<(), Refusal> {
    if incident.timeline.line(&to.entry).is_some() {
        return Err(taken(&to.entry));
    }
    in_any_room(to, occurred_at, recorded_at)
}

/// The rules for a new line that ask nothing of what is there already.
fn in_any_room(
    to: &EntryRecorded,
    occurred_at: Timestamp,
    recorded_at: Timestamp,
) -> Result<(), Refusal> {
    fits(to)?;
    not_ahead(to, occurred_at, recorded_at)?;
    match &to.kind {
        EntryKind::Order { due, .. } | EntryKind::Question { due, .. } => {
            promise(*due, occurred_at)
        }
        EntryKind::Decision { until, .. } => promise(*until, occurred_at),
        EntryKind::Note
        | EntryKind::Assessment
        | EntryKind::Fact { .. }
        | EntryKind::Words { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => Ok(()),
    }
}

/// Whether this very line is there already, as it was first written: a script that asks again under
/// the same id is content.
fn is_there(incident: &Incident, to: &EntryRecorded) -> bool {
    incident.timeline.entry(&to.entry).is_some_and(|entry| {
        let first = entry.earlier.first().map_or(&entry.now, |version| &version.was);
        first.text == to.text && first.quote == to.quote && first.kind.word() == to.kind.word()
    })
}

fn taken(id: &EntryId) -> Refusal {
    Refusal::IdTaken { what: "a line".to_owned(), id: id.to_string() }
}

pub(super) fn record(
    incident: &Incident,
    stamp: &Stamp,
    to: &EntryRecorded,
) -> Result<Vec<Event>, Refusal> {
    if is_there(incident, to) {
        return Ok(Vec::new());
    }
    new_line(incident, to, stamp.occurred_at, stamp.recorded_at)?;
    super::replies::new(incident, to)?;
    Ok(vec![to.clone().into()])
}

/// Whether a line with a moment and a department of its own could be recorded in any room.
pub(super) fn dated_fits(line: &DatedEntry, recorded_at: Timestamp) -> Result<(), Refusal> {
    bounds::name("the department", line.department.as_str())?;
    in_any_room(&line.entry, line.occurred_at, recorded_at)
}

/// Many lines, each with its own moment and department. Those that are there already are passed
/// over.
pub(super) fn record_many(
    incident: &Incident,
    stamp: &Stamp,
    lines: &[DatedEntry],
) -> Result<Vec<Decided>, Refusal> {
    let (mut ids, mut identities) = (HashSet::new(), HashSet::new());
    let mut decided = Vec::with_capacity(lines.len());
    for (number, line) in (1_u64..).zip(lines) {
        let to = &line.entry;
        if let Some(identity) = &to.import
            && (incident.has_imported(identity) || !identities.insert(identity))
        {
            continue;
        }
        if is_there(incident, to) {
            continue;
        }
        let judged = bounds::name("the department", line.department.as_str())
            .and_then(|()| new_line(incident, to, line.occurred_at, stamp.recorded_at))
            .and_then(|()| if ids.insert(&to.entry) { Ok(()) } else { Err(taken(&to.entry)) });
        judged.map_err(|because| Refusal::Line { number, because: Box::new(because) })?;
        decided.push(Decided {
            occurred_at: line.occurred_at,
            department: line.department.clone(),
            event: to.clone().into(),
        });
    }
    Ok(decided)
}

pub(super) fn correct(
    incident: &Incident,
    stamp: &Stamp,
    to: &EntryCorrected,
) -> Result<Event, Refusal> {
    let entry = standing(incident, &to.now.entry)?;
    fits(&to.now)?;
    bounds::name("the department", to.department.as_str())?;
    not_ahead(&to.now, to.occurred_at, stamp.recorded_at)?;
    let line = incident.timeline.line(&to.now.entry);
    let same = |line: &crate::domain::timeline::Line| {
        line.occurred_at == to.occurred_at && line.department == to.department
    };
    if entry.now == to.now && line.is_some_and(same) {
        return Err(already("the line reads so"));
    }
    Ok(to.clone().into())
}

pub(super) fn withdraw(incident: &Incident, to: &EntryWithdrawn) -> Result<Event, Refusal> {
    let entry = there(incident, &to.entry)?;
    if let Some(withdrawn) = &entry.withdrawn {
        let at = sentence::clock(withdrawn.at);
        return Err(already(format!("struck by {} at {at}", withdrawn.by)));
    }
    bounds::reason("striking a line", &to.because)?;
    Ok(to.clone().into())
}

/// Strikes those that are not struck yet.
pub(super) fn withdraw_many(
    incident: &Incident,
    entries: &[EntryId],
    because: &str,
) -> Result<Vec<Event>, Refusal> {
    bounds::many("the list of lines", entries, bounds::MANY)?;
    bounds::reason("striking lines", because)?;
    each(incident, entries, false, |entry| {
        EntryWithdrawn { entry, because: because.to_owned() }.into()
    })
}

/// One event for each of these lines that is struck, or is not; refused when that is none.
fn each(
    incident: &Incident,
    entries: &[EntryId],
    struck: bool,
    event: impl Fn(EntryId) -> Event,
) -> Result<Vec<Event>, Refusal> {
    let mut events = Vec::new();
    let mut seen = HashSet::new();
    for id in entries {
        if there(incident, id)?.withdrawn.is_some() == struck && seen.insert(id) {
            events.push(event(id.clone()));
        }
    }
    if events.is_empty() {
        return Err(already(if struck { "the lines stand" } else { "the lines are struck" }));
    }
    Ok(events)
}

pub(super) fn restore(incident: &Incident, to: &EntryRestored) -> Result<Event, Refusal> {
    if there(incident, &to.entry)?.withdrawn.is_none() {
        return Err(already("the line stands"));
    }
    Ok(to.clone().into())
}

pub(super) fn restore_many(
    incident: &Incident,
    entries: &[EntryId],
) -> Result<Vec<Event>, Refusal> {
    bounds::many("the list of lines", entries, bounds::MANY)?;
    each(incident, entries, true, |entry| EntryRestored { entry }.into())
}

pub(super) fn pin(incident: &Incident, to: &EntryPinned) -> Result<Event, Refusal> {
    if there(incident, &to.entry)?.pinned == to.pinned {
        return Err(already(if to.pinned { "pinned" } else { "not pinned" }));
    }
    Ok(to.clone().into())
}

pub(super) fn tag(incident: &Incident, to: &EntryTagged) -> Result<Event, Refusal> {
    tags_fit(&to.tags)?;
    if there(incident, &to.entry)?.now.tags == to.tags {
        return Err(already("the line is tagged so"));
    }
    Ok(to.clone().into())
}

pub(super) fn change_handling(incident: &Incident, to: &HandlingChanged) -> Result<Event, Refusal> {
    handling_fits(&to.handling)?;
    if there(incident, &to.entry)?.now.handling == to.handling {
        return Err(already(format!("the line is {}", to.handling.word())));
    }
    Ok(to.clone().into())
}

/// The refusal for a line of another sort.
fn other_sort(entry: &Entry, needed: &str) -> Refusal {
    Refusal::NotThatSort { is: entry.now.kind.word().to_owned(), needed: needed.to_owned() }
}

pub(super) fn change_order(
    incident: &Incident,
    stamp: &Stamp,
    to: &OrderChanged,
) -> Result<Event, Refusal> {
    let entry = standing(incident, &to.entry)?;
    let EntryKind::Order { due, .. } = &entry.now.kind else {
        return Err(other_sort(entry, "an order"));
    };
    match &to.to {
        OrderState::Given => {}
        OrderState::Acknowledged { by } => {
            if let Some(by) = by {
                bounds::name("who took it", by.as_str())?;
            }
        }
        OrderState::Done { result } => bounds::text("the result", result, bounds::ENTRY_BYTES)?,
        OrderState::Refused { because } => bounds::reason("refusing an order", because)?,
    }
    if entry.order == to.to && to.due.is_none_or(|new| new == *due) {
        return Err(already(format!("the order is {}", sentence::order_state(&to.to))));
    }
    if let Some(new) = to.due.filter(|new| new != due) {
        promise(new, stamp.occurred_at)?;
    }
    Ok(to.clone().into())
}

/// The answer is a line of its own; a second answer is taken too, since people are not silenced by
/// a race.
pub(super) fn answer(
    incident: &Incident,
    stamp: &Stamp,
    question: &EntryId,
    answer: &EntryRecorded,
) -> Result<Vec<Event>, Refusal> {
    let asked = standing(incident, question)?;
    if !asked.asks() {
        return Err(other_sort(asked, "a question"));
    }
    new_line(incident, answer, stamp.occurred_at, stamp.recorded_at)?;
    let link = QuestionAnswered { entry: question.clone(), answer: answer.entry.clone() };
    Ok(vec![answer.clone().into(), link.into()])
}

pub(super) fn reopen(incident: &Incident, to: &QuestionReopened) -> Result<Event, Refusal> {
    let asked = standing(incident, &to.entry)?;
    if !asked.asks() {
        return Err(other_sort(asked, "a question"));
    }
    if asked.answer.is_none() {
        return Err(already("the question is open"));
    }
    Ok(to.clone().into())
}

pub(super) fn change_standing(
    incident: &Incident,
    to: &FactStandingChanged,
) -> Result<Event, Refusal> {
    let entry = standing(incident, &to.entry)?;
    bounds::text("the source", &to.source, bounds::ENTRY_BYTES)?;
    let EntryKind::Fact { standing, .. } = &entry.now.kind else {
        return Err(other_sort(entry, "a fact"));
    };
    if *standing == to.to {
        return Err(already(match to.to {
            Standing::Known => "the fact is known",
            Standing::Believed => "the fact is only believed",
        }));
    }
    Ok(to.clone().into())
}
