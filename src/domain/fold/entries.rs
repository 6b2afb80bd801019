//! Folding of the lines that people write, and of what is done to them. Every earlier version
//! stays.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{auto, happening, hear, know, know_named, missing};
use crate::domain::event::{
    Basis, EntryCorrected, EntryKind, EntryPinned, EntryRecorded, EntryRestored, EntryTagged,
    EntryWithdrawn, FactStandingChanged, HandlingChanged, OrderChanged, QuestionAnswered,
    QuestionReopened, Recorded, Standing,
};
use crate::domain::fact::FactValue;
use crate::domain::ids::EntryId;
use crate::domain::incident::Incident;
use crate::domain::people::Party;
use crate::domain::sentence;
use crate::domain::timeline::{About, Entry, Happening, Line, Side, Version, What, Withdrawn};

/// Until when a line mended by its author counts as hardly corrected, from whichever session.
const QUICK_MILLIS: i64 = 2 * 60_000;

/// The identity of an imported line, as the incident keeps it.
pub(in crate::domain) fn import_key(identity: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    identity.hash(&mut hasher);
    hasher.finish()
}

pub(super) fn recorded(incident: &mut Incident, row: &Recorded, to: &EntryRecorded) {
    know_named(incident, to, row);
    if let Some(identity) = &to.import {
        incident.imports.insert(import_key(identity));
    }
    // A second line under a known id is kept to be read; the id goes on meaning the first.
    if incident.timeline.entry(&to.entry).is_none() {
        count_tags(incident, to, true);
        give_fact(incident, row, to, row.seq);
        if let Some(draft) = to.reply().and_then(|re| incident.drafts.draft_mut(&re.draft)) {
            draft.replies.push(to.entry.clone());
        }
    }
    incident.timeline.push(row, What::Entry(Box::new(Entry::new(to, row))));
}

/// Counts the tags of a line that everybody may read: those of others are words of theirs.
fn count_tags(incident: &mut Incident, line: &EntryRecorded, more: bool) {
    for tag in line.tags.iter().filter(|_| line.handling.is_open()) {
        if more {
            *incident.tags.entry(tag.clone()).or_default() += 1;
        } else if let Some(count) = incident.tags.get_mut(tag) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                incident.tags.remove(tag);
            }
        }
    }
}

/// Counts the tags of a line anew that is about to change.
fn change_tags(incident: &mut Incident, id: &EntryId, change: impl FnOnce(&mut EntryRecorded)) {
    let Some(was) = incident.timeline.entry(id).map(|entry| entry.now.clone()) else { return };
    count_tags(incident, &was, false);
    let mut now = was;
    change(&mut now);
    count_tags(incident, &now, true);
}

/// From where a fact's value is: what the line says of it, else who said it.
fn source(line: &EntryRecorded) -> String {
    let said = match &line.basis {
        Basis::Reported { by } | Basis::Assessed { by: Some(by), .. } => by.as_str(),
        Basis::Observed | Basis::Assessed { by: None, .. } => "",
    };
    line.source.as_deref().unwrap_or(said).to_owned()
}

/// Where a line is a fact, adds its value as given by row `seq`.
fn give_fact(incident: &mut Incident, row: &Recorded, to: &EntryRecorded, seq: u64) {
    if let EntryKind::Fact { name, value, standing } = &to.kind {
        let value = FactValue {
            entry: to.entry.clone(),
            value: value.clone(),
            standing: *standing,
            source: source(to),
            as_of: row.occurred_at,
            by: row.author.clone(),
            seq,
            withdrawn: false,
        };
        incident.facts.add(name, value);
        incident.facts.settle(name, row.seq, row.recorded_at);
    }
}

/// Changes an entry and notes what was done to it; says whether it is there.
fn touch(
    incident: &mut Incident,
    row: &Recorded,
    id: &EntryId,
    change: impl FnOnce(&mut Line) -> Option<Happening>,
) {
    let found = incident.timeline.edit(id, |line| {
        let done = change(line);
        let Some(entry) = line.entry_mut() else { return };
        entry.changed = row.seq;
        entry.changed_at = row.shared_at;
        entry.history.extend(done);
    });
    if found.is_none() {
        missing(incident, row, About::Entry(id.clone()));
    }
}

pub(super) fn corrected(incident: &mut Incident, row: &Recorded, to: &EntryCorrected) {
    let id = &to.now.entry;
    let before = incident.timeline.line(id).map(|line| (line.department.clone(), line.seq));
    let was = incident.timeline.entry(id).map(|entry| entry.now.clone());
    let put_off = incident.put_off(to);
    if put_off {
        auto(incident, row, About::Entry(id.clone()));
    }
    if let (Some((_, seq)), Some(was)) = (&before, &was) {
        know_named(incident, &to.now, row);
        count_tags(incident, was, false);
        count_tags(incident, &to.now, true);
        correct_fact(incident, row, to, was, *seq);
    }
    touch(incident, row, id, |line| {
        let quick =
            line.author == row.author && row.recorded_at.since(line.recorded_at) <= QUICK_MILLIS;
        let (occurred_at, department) = (line.occurred_at, line.department.clone());
        line.occurred_at = to.occurred_at;
        line.department = to.department.clone();
        let entry = line.entry_mut()?;
        let was = std::mem::replace(&mut entry.now, Entry::kept(&to.now));
        let (before, words) = if put_off {
            (sentence::owed(&was.kind), sentence::owed(&entry.now.kind))
        } else {
            (String::new(), if quick { "edited" } else { "corrected" }.to_owned())
        };
        entry.earlier.push(Version {
            was,
            occurred_at,
            department,
            replaced_by: row.seq,
            replaced_at: row.recorded_at,
            by: row.author.clone(),
            quick,
        });
        Some(happening(row, Side::Words, before, words))
    });
    // What is given to a department is not its own word.
    let given = matches!(to.now.kind.addressee(), Some(Party::Department(_)));
    if !given && before.is_some_and(|(department, _)| department != to.department) {
        hear(incident, &to.department, row);
    }
}

/// Keeps the facts true to a corrected line: the value changes in its place, or moves to another
/// name, or goes.
fn correct_fact(
    incident: &mut Incident,
    row: &Recorded,
    to: &EntryCorrected,
    was: &EntryRecorded,
    seq: u64,
) {
    let old = match &was.kind {
        EntryKind::Fact { name, .. } => Some(name),
        EntryKind::Note
        | EntryKind::Order { .. }
        | EntryKind::Question { .. }
        | EntryKind::Decision { .. }
        | EntryKind::Assessment
        | EntryKind::Words { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => None,
    };
    if let (Some(old), EntryKind::Fact { name, value, standing }) = (old, &to.now.kind)
        && old == name
        && let Some(known) = incident.facts.value_mut(name, &to.now.entry)
    {
        known.value.clone_from(value);
        known.standing = *standing;
        known.as_of = to.occurred_at;
        if to.now.source != was.source || known.source.is_empty() {
            known.source = source(&to.now);
        }
        return incident.facts.settle(name, row.seq, row.recorded_at);
    }
    if let Some(old) = old {
        incident.facts.take(old, &to.now.entry);
        incident.facts.settle(old, row.seq, row.recorded_at);
    }
    give_fact(incident, row, &to.now, seq);
}

/// Says of the value that a line gave whether the line is struck.
fn strike_fact(incident: &mut Incident, row: &Recorded, id: &EntryId, struck: bool) {
    let kind = incident.timeline.entry(id).map(|entry| &entry.now.kind);
    if let Some(EntryKind::Fact { name, .. }) = kind
        && let Some(value) = incident.facts.value_mut(name, id)
    {
        value.withdrawn = struck;
        incident.facts.settle(name, row.seq, row.recorded_at);
    }
}

pub(super) fn withdrawn(incident: &mut Incident, row: &Recorded, to: &EntryWithdrawn) {
    strike_fact(incident, row, &to.entry, true);
    let question = incident.timeline.entry(&to.entry).and_then(|entry| entry.answers.clone());
    touch(incident, row, &to.entry, |line| {
        let entry = line.entry_mut()?;
        let because = to.because.clone();
        entry.withdrawn = Some(Withdrawn { by: row.author.clone(), at: row.recorded_at, because });
        let words = format!("struck: {}", to.because);
        Some(happening(row, Side::Struck, "standing".to_owned(), words))
    });
    // A question whose answer was struck is owed an answer again.
    if let Some(question) = question {
        incident.timeline.edit(&question, |line| {
            if let Some(entry) = line.entry_mut()
                && entry.answer.as_ref() == Some(&to.entry)
            {
                entry.answer = None;
            }
        });
    }
}

pub(super) fn restored(incident: &mut Incident, row: &Recorded, to: &EntryRestored) {
    strike_fact(incident, row, &to.entry, false);
    let question = incident.timeline.entry(&to.entry).and_then(|entry| entry.answers.clone());
    touch(incident, row, &to.entry, |line| {
        line.entry_mut()?.withdrawn = None;
        Some(happening(row, Side::Struck, "struck".to_owned(), "stands again".to_owned()))
    });
    if let Some(question) = question {
        incident.timeline.edit(&question, |line| {
            if let Some(entry) = line.entry_mut() {
                entry.answer.get_or_insert_with(|| to.entry.clone());
            }
        });
    }
}

pub(super) fn pinned(incident: &mut Incident, row: &Recorded, to: &EntryPinned) {
    let word = |pinned| if pinned { "pinned" } else { "not pinned" }.to_owned();
    touch(incident, row, &to.entry, |line| {
        let entry = line.entry_mut()?;
        let was = std::mem::replace(&mut entry.pinned, to.pinned);
        Some(happening(row, Side::Pin, word(was), word(to.pinned)))
    });
}

pub(super) fn tagged(incident: &mut Incident, row: &Recorded, to: &EntryTagged) {
    change_tags(incident, &to.entry, |line| line.tags.clone_from(&to.tags));
    touch(incident, row, &to.entry, |line| {
        let entry = line.entry_mut()?;
        let was = std::mem::replace(&mut entry.now.tags, to.tags.clone());
        Some(happening(row, Side::Tags, sentence::tags(&was), sentence::tags(&to.tags)))
    });
}

pub(super) fn handling(incident: &mut Incident, row: &Recorded, to: &HandlingChanged) {
    change_tags(incident, &to.entry, |line| line.handling.clone_from(&to.handling));
    touch(incident, row, &to.entry, |line| {
        let entry = line.entry_mut()?;
        let was = std::mem::replace(&mut entry.now.handling, to.handling.clone());
        let (was, now) = (was.word().to_owned(), to.handling.word().to_owned());
        Some(happening(row, Side::Handling, was, now))
    });
}

pub(super) fn order(incident: &mut Incident, row: &Recorded, to: &OrderChanged) {
    if incident.timeline.entry(&to.entry).is_some() {
        auto(incident, row, About::Entry(to.entry.clone()));
    }
    let party = match incident.timeline.entry(&to.entry).map(|entry| &entry.now.kind) {
        Some(EntryKind::Order { to: Some(party), .. }) => Some(party.clone()),
        _ => None,
    };
    if let Some(Party::Department(id)) = party {
        hear(incident, &id, row);
    }
    if let crate::domain::event::OrderState::Acknowledged { by: Some(by) } = &to.to {
        know(incident, by, None);
    }
    touch(incident, row, &to.entry, |line| {
        let entry = line.entry_mut()?;
        let state = std::mem::replace(&mut entry.order, to.to.clone());
        let mut was = sentence::whole_order_state(&state);
        let mut now = sentence::whole_order_state(&to.to);
        if let (EntryKind::Order { due, .. }, Some(new)) = (&mut entry.now.kind, to.due) {
            let old = std::mem::replace(due, new);
            was = format!("{was}, {}", sentence::promised(old));
            now = format!("{now}, {}", sentence::promised(new));
        }
        Some(happening(row, Side::Order, was, now))
    });
}

pub(super) fn answered(incident: &mut Incident, row: &Recorded, to: &QuestionAnswered) {
    touch(incident, row, &to.entry, |line| {
        let entry = line.entry_mut()?;
        let was = if entry.answer.is_some() { "answered" } else { "open" }.to_owned();
        entry.answer = Some(to.answer.clone());
        Some(happening(row, Side::Answer, was, "answered".to_owned()))
    });
    if incident.timeline.entry(&to.entry).is_some() {
        incident.timeline.edit(&to.answer, |line| {
            if let Some(entry) = line.entry_mut() {
                entry.answers = Some(to.entry.clone());
            }
        });
    }
}

pub(super) fn reopened(incident: &mut Incident, row: &Recorded, to: &QuestionReopened) {
    if incident.timeline.entry(&to.entry).is_some() {
        auto(incident, row, About::Entry(to.entry.clone()));
    }
    touch(incident, row, &to.entry, |line| {
        line.entry_mut()?.answer = None;
        Some(happening(row, Side::Answer, "answered".to_owned(), "open again".to_owned()))
    });
}

pub(super) fn standing(incident: &mut Incident, row: &Recorded, to: &FactStandingChanged) {
    let entry = incident.timeline.entry(&to.entry);
    if entry.is_some() {
        auto(incident, row, About::Entry(to.entry.clone()));
    }
    let name = match incident.timeline.entry(&to.entry).map(|entry| &entry.now.kind) {
        Some(EntryKind::Fact { name, .. }) => Some(name.clone()),
        _ => None,
    };
    if let Some(value) = name.and_then(|name| incident.facts.value_mut(&name, &to.entry)) {
        value.standing = to.to;
        if !to.source.is_empty() {
            value.source.clone_from(&to.source);
        }
    }
    let word = |standing| match standing {
        Standing::Known => "known",
        Standing::Believed => "believed",
    };
    touch(incident, row, &to.entry, |line| {
        let EntryKind::Fact { standing, .. } = &mut line.entry_mut()?.now.kind else { return None };
        let was = std::mem::replace(standing, to.to);
        let now = match (to.to, to.source.trim()) {
            (Standing::Known, source) if !source.is_empty() => format!("known from {source}"),
            (standing, _) => word(standing).to_owned(),
        };
        Some(happening(row, Side::Standing, word(was).to_owned(), now))
    });
}
