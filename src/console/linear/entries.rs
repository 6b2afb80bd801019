//! Commands on lines: mending them, and doing what is owed on them.
//!
//! Separate from the reading, because each of these is one command of the domain, which judges it.
//! What must stay true: nothing is judged here that the domain judges; a command carries the row
//! that its author last heard of.

use crate::console::capture::{keep_tags, quite_another};
use crate::console::compose::{self, Part};
use crate::console::model::{Model, Thing};
use crate::console::update::{cannot_record, submit, submit_about};
use crate::console::zone;
use crate::domain::command::Command;
use crate::domain::event::{
    AnchorSet, AnchorUnsaid, Basis, DraftHandled, EntryCorrected, EntryKind, EntryPinned,
    EntryRecorded, EntryRestored, EntryTagged, EntryWithdrawn, FactStandingChanged,
    HandlingChanged, ItemPromised, OrderChanged, OrderState, Standing,
};
use crate::domain::handles::Meaning;
use crate::domain::handling::Handling;
use crate::domain::ids::{EntryId, ItemId};
use crate::domain::next::NEXT_UPDATE;
use crate::domain::people::{DepartmentId, Party, Person};
use crate::domain::time::{Precision, Timestamp};
use crate::domain::timeline::Entry;
use crate::domain::words::Anchor;
use crate::text;

use super::{Did, Listed, Talk, capture, items, needed, review, spoken, word};

/// A person by what is typed: a handle, a name, with or without `@`.
pub fn person(model: &Model, typed: &str) -> Result<Person, String> {
    let typed = typed.trim().trim_start_matches('@').trim_matches('"');
    match model.incident.called(typed) {
        Meaning::One(Party::Person(person)) => Ok(person),
        Meaning::Several(several) => {
            let names: Vec<&str> = several.iter().map(Person::as_str).collect();
            Err(format!("Several go by {typed}: {}. Type the whole name.", names.join(", ")))
        }
        Meaning::One(Party::Department(_)) | Meaning::Unknown => {
            let name = text::name(typed);
            if name.is_empty() { Err("Say who.".to_owned()) } else { Ok(Person::new(name)) }
        }
    }
}

/// The entry as it stands.
fn known(model: &Model, id: &EntryId) -> Result<Entry, String> {
    let entry = model.incident.timeline.entry(id).cloned();
    entry.ok_or_else(|| "That line is still on its way; try again in a moment.".to_owned())
}

/// `/correct N TEXT`.
pub fn correct(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, typed) = talk.entry(rest)?;
    let typed = needed(typed, "Say how it should read: /correct N TEXT.")?;
    let was = known(talk.model, &id)?;
    talk.unstirred(format!("/correct {rest}"), &Thing::Entry(id.clone()))?;
    let line = talk.model.incident.timeline.line(&id);
    let (at, department) = line
        .map(|line| (line.occurred_at, line.department.clone()))
        .ok_or("That line is still on its way; try again in a moment.")?;
    let mut ready = capture::read(talk, typed, talk.model.now)?;
    // A decision's own words are read as its own, also where its sign is left out.
    let unsaid =
        is_decision(&was.now.kind) && ready.parts.iter().all(|it| it.kind == EntryKind::Note);
    if unsaid {
        ready = capture::read(talk, &decided(typed), talk.model.now)?;
    }
    let [part] = ready.parts.as_slice() else {
        return Err("One line cannot become several: correct it, then type the other.".to_owned());
    };
    let mut to = corrected(talk.model, part, &was.now, at, department);
    if unsaid {
        keep_reason(&mut to.now.kind, &was.now.kind);
    }
    if let Some(words) = quite_another(talk.model, &id, part, &to.now.kind) {
        talk.ask(format!("/correct {rest}"), &format!("{words}."))?;
    }
    talk.page.say(format!("Reads now: {}.", reads(talk.model, &to.now)));
    Ok(submit(talk.model, Command::CorrectEntry { to, seen: was.changed }))
}

const fn is_decision(kind: &EntryKind) -> bool {
    matches!(kind, EntryKind::Decision { .. })
}

/// What was typed with the sign of a decision, behind the one of handling.
fn decided(typed: &str) -> String {
    let handling = ["%% ", "% "].into_iter().find(|sign| typed.starts_with(sign)).unwrap_or("");
    format!("{handling}! {}", &typed[handling.len()..])
}

/// What the words do not say of why and until when stays as it was.
fn keep_reason(now: &mut EntryKind, was: &EntryKind) {
    if let (
        EntryKind::Decision { because, until },
        EntryKind::Decision { because: why, until: end },
    ) = (now, was)
    {
        if because.is_none() {
            because.clone_from(why);
        }
        *until = until.or(*end);
    }
}

/// An entry as it will read, a decision with why and until when.
fn reads(model: &Model, now: &EntryRecorded) -> String {
    let mut words = now.text.clone();
    if let EntryKind::Decision { because, until } = &now.kind {
        words.insert_str(0, "decision: ");
        let until = until.map(|until| zone::moment(until, model.now, model.tz()));
        words.extend(because.iter().flat_map(|why| [" · because ", why]));
        words.extend(until.iter().flat_map(|end| [" · until ", end]));
    }
    words
}

/// The entry in its new words: sort, time, department and handling stay where the words name none.
fn corrected(
    model: &Model,
    part: &Part,
    was: &EntryRecorded,
    at: Timestamp,
    department: DepartmentId,
) -> EntryCorrected {
    let mut now = part.entry(was.entry.clone());
    now.source.clone_from(&was.source);
    if now.quote.is_none() {
        now.quote.clone_from(&was.quote);
    }
    if now.kind == EntryKind::Note && !matches!(was.kind, EntryKind::Fact { .. }) {
        now.kind = was.kind.clone();
    }
    if now.basis == Basis::Observed {
        now.basis = was.basis.clone();
    }
    if now.handling.is_open() {
        now.handling = was.handling.clone();
    }
    keep_tags(was, &mut now);
    let untimed = part.occurred_at == model.now && part.precision == Precision::Second;
    let occurred_at = if untimed { at } else { part.occurred_at };
    if untimed {
        now.precision = was.precision;
    }
    let unnamed = part.department == model.me.department;
    let department = if unnamed { department } else { part.department.clone() };
    EntryCorrected { now, occurred_at, department }
}

/// `/withdraw N WHY`.
pub fn withdraw(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (entry, why) = talk.entry(rest)?;
    let because = needed(why, "Say why after the number: /withdraw N WHY.")?.to_owned();
    let seen = known(talk.model, &entry)?.changed;
    talk.unstirred(format!("/withdraw {rest}"), &Thing::Entry(entry.clone()))?;
    let to = EntryWithdrawn { entry, because };
    Ok(talk.submit(Command::WithdrawEntry { to, seen }))
}

/// `/restore N`.
pub fn restore(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (entry, _) = talk.entry(rest)?;
    Ok(talk.submit(Command::RestoreEntry(EntryRestored { entry })))
}

/// `/pin N`.
pub fn pin(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (entry, _) = talk.entry(rest)?;
    let pinned = !known(talk.model, &entry)?.pinned;
    Ok(talk.submit(Command::PinEntry(EntryPinned { entry, pinned })))
}

/// `/tag N TAG…`.
pub fn tag(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (entry, tags) = talk.entry(rest)?;
    let tags = compose::tags_given(tags);
    Ok(talk.submit(Command::TagEntry(EntryTagged { entry, tags })))
}

/// `/handling N open|restricted [TO]|privileged [BY]`.
pub fn handling(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (what, said) = talk.number(rest)?;
    let (label, whom) = word(said);
    let names = whom.split(',').map(str::trim).filter(|name| !name.is_empty());
    let handling = match label {
        "open" => Handling::Open,
        "restricted" => Handling::Restricted { to: names.map(str::to_owned).collect() },
        "privileged" => {
            Handling::Privileged { direction: (!whom.is_empty()).then(|| whom.to_owned()) }
        }
        _ => return Err("Say open, restricted or privileged.".to_owned()),
    };
    if let Listed::Thing(Thing::Draft(draft)) = what {
        return Ok(talk.submit(Command::HandleDraft(DraftHandled { draft, handling })));
    }
    let (entry, _) = talk.entry(rest)?;
    let seen = known(talk.model, &entry)?.changed;
    let to = HandlingChanged { entry, handling };
    Ok(talk.submit(Command::ChangeHandling { to, seen }))
}

/// `/known N [SOURCE]`.
pub fn known_fact(talk: &mut Talk<'_>, rest: &str, to: Standing) -> Did {
    let (entry, source) = talk.entry(rest)?;
    let source = source.to_owned();
    Ok(talk.submit(Command::ChangeFactStanding(FactStandingChanged { entry, to, source })))
}

/// `/known N [SOURCE]`.
pub fn make_known(talk: &mut Talk<'_>, rest: &str) -> Did {
    known_fact(talk, rest, Standing::Known)
}

/// `/believed N`.
pub fn believed(talk: &mut Talk<'_>, rest: &str) -> Did {
    known_fact(talk, rest, Standing::Believed)
}

/// Changes an order.
fn order(talk: &mut Talk<'_>, line: String, id: EntryId, to: OrderState) -> Did {
    let seen = known(talk.model, &id)?.changed;
    talk.unstirred(line, &Thing::Entry(id.clone()))?;
    let to = OrderChanged { entry: id, to, due: None };
    Ok(talk.submit(Command::ChangeOrder { to, seen }))
}

/// `/ack N [NAME]`: an order; of an item, that work on it goes on.
pub fn acknowledge(talk: &mut Talk<'_>, rest: &str) -> Did {
    if let (Listed::Thing(Thing::Item(_)), _) = talk.number(rest)? {
        return items::begin(talk, rest);
    }
    let (id, name) = talk.entry(rest)?;
    if matches!(known(talk.model, &id)?.order, OrderState::Done { .. }) {
        return Err("That order is done: /undo takes that back, or give it anew.".to_owned());
    }
    let by = if name.is_empty() { None } else { Some(person(talk.model, name)?) };
    order(talk, format!("/ack {rest}"), id, OrderState::Acknowledged { by })
}

/// `/done N [RESULT]`: an order, or an item.
pub fn done(talk: &mut Talk<'_>, rest: &str) -> Did {
    match talk.number(rest)? {
        (Listed::Thing(Thing::Item(item)), result) => {
            let to = crate::domain::event::ItemState::Done { result: result.to_owned() };
            items::change(talk, format!("/done {rest}"), item, to)
        }
        (Listed::Thing(Thing::Entry(id)), result) => {
            let result = result.to_owned();
            order(talk, format!("/done {rest}"), id, OrderState::Done { result })
        }
        _ => Err("Only orders and items are finished: /next and /lists list them.".to_owned()),
    }
}

/// `/refuse N WHY`: an order; of an item, that it does not apply.
pub fn refuse(talk: &mut Talk<'_>, rest: &str) -> Did {
    if let (Listed::Thing(Thing::Item(_)), _) = talk.number(rest)? {
        return items::not_applicable(talk, rest);
    }
    let (id, why) = talk.entry(rest)?;
    let because = needed(why, "Say why after the number: /refuse N WHY.")?.to_owned();
    order(talk, format!("/refuse {rest}"), id, OrderState::Refused { because })
}

/// `/extend N TIME`: whatever is owed gets another time.
pub fn extend(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (what, said) = talk.number(rest)?;
    let said = needed(said, "Say by when: /extend N 20m, or 15:00.")?;
    let at = compose::coming_time(said, talk.model.now, talk.model.room_tz())
        .map_err(|problem| format!("{}.", problem.sentence()))?;
    promise(talk, what, Some(at))
}

/// `/release N`: no promised time any more.
pub fn release(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (what, _) = talk.number(rest)?;
    promise(talk, what, None)
}

fn promise(talk: &mut Talk<'_>, what: Listed, at: Option<Timestamp>) -> Did {
    match what {
        Listed::Thing(Thing::Entry(id)) => promise_entry(talk, id, at),
        Listed::Thing(Thing::Item(item)) => promise_item(talk, item, at),
        Listed::Update(scope) => {
            let anchor = Anchor::new(NEXT_UPDATE);
            let command = if let Some(at) = at {
                Command::SetAnchor(AnchorSet { anchor, at, scope })
            } else {
                let (scope, because) = (Some(scope), String::new());
                Command::UnsayAnchor(AnchorUnsaid { anchor, scope, because })
            };
            Ok(talk.submit(command))
        }
        _ => Err("Nothing is promised there: /next and /lists list what can be.".to_owned()),
    }
}

fn promise_item(talk: &mut Talk<'_>, item: ItemId, due: Option<Timestamp>) -> Did {
    let seen = items::seen(talk.model, &item);
    let to = ItemPromised { item, due };
    Ok(talk.submit(Command::PromiseItem { to, seen }))
}

fn promise_entry(talk: &mut Talk<'_>, id: EntryId, at: Option<Timestamp>) -> Did {
    let said = match at {
        Some(at) => format!("Time promised: {}.", spoken::due(talk.model, at)),
        None => "No time is promised any more.".to_owned(),
    };
    let entry = known(talk.model, &id)?;
    let seen = entry.changed;
    let mut now = entry.now.clone();
    match &mut now.kind {
        EntryKind::Order { .. } => {
            let to = OrderChanged { entry: id, to: entry.order.clone(), due: Some(at) };
            return Ok(talk.submit(Command::ChangeOrder { to, seen }));
        }
        EntryKind::Question { due: time, .. }
        | EntryKind::Decision { until: time, .. }
        | EntryKind::Words { at: time, .. } => *time = at,
        EntryKind::Note
        | EntryKind::Assessment
        | EntryKind::Fact { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => {
            return Err("Nothing is owed on that line.".to_owned());
        }
    }
    let line = talk.model.incident.timeline.line(&id);
    let (occurred_at, department) = line
        .map(|line| (line.occurred_at, line.department.clone()))
        .ok_or("That line is not on the record any more.")?;
    let to = EntryCorrected { now, occurred_at, department };
    let effects = talk.submit(Command::CorrectEntry { to, seen });
    if !effects.is_empty() {
        talk.page.say(said);
    }
    Ok(effects)
}

/// `/answer N TEXT`.
pub fn answer(talk: &mut Talk<'_>, rest: &str) -> Did {
    if let (Listed::Comment(draft, id), said) = talk.number(rest)? {
        return review::answer(talk, &draft, &id, said);
    }
    let (question, typed) = talk.entry(rest)?;
    let typed = needed(typed, "Say the answer after the number: /answer N TEXT.")?;
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    let ready = capture::read(talk, typed, talk.model.now)?;
    let [part] = ready.parts.as_slice() else {
        return Err("An answer is one line.".to_owned());
    };
    talk.page.say(format!("Reads: answer, {}.", ready.words));
    let mut answer = part.entry(EntryId::new(talk.next_thing()));
    // What was asked in confidence is answered so.
    if answer.handling.is_open() {
        answer.handling = known(talk.model, &question)?.now.handling.clone();
    }
    talk.linear.last = Some(answer.entry.clone());
    let (department, at) = (part.department.clone(), part.occurred_at);
    Ok(submit_about(talk.model, Command::AnswerQuestion { question, answer }, department, at))
}
