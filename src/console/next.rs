//! The Next pane: where the selection rests in what is owed, and the acts on it in place.
//!
//! Separate from [`crate::domain::next`], which says what is owed and in what order. What must stay
//! true: while somebody stands in the pane its order is frozen; what was just done stays in its
//! place, struck, until they leave.

use std::collections::HashSet;

use super::action::Action;
use super::checklists;
use super::compose;
use super::drafts;
use super::effect::Effect;
use super::model::{Focus, Model, Pane, Thing};
use super::overlay::{self, Answer, Answered, Asks};
use super::plan;
use super::reader::{self, About};
use super::select::{Selection, Step};
use super::{layout, timeline, update};
use crate::domain::command::Command;
use crate::domain::event::{
    AnchorSet, AnchorUnsaid, EntryCorrected, EntryKind, EntryRecorded, ItemState, OrderState,
};
use crate::domain::ids::EntryId;
use crate::domain::next::{Key, NEXT_UPDATE, Owed, update_words};
use crate::domain::review::State;
use crate::domain::time::Timestamp;
use crate::domain::words::Anchor;

/// The Next pane.
#[derive(Debug, Clone, Default)]
pub struct NextPane {
    /// What the selection rests on.
    pub selection: Selection<Key>,
    /// Words that a debt must have to be listed.
    pub filter: String,
    /// The order in which somebody stands; nothing while nobody does.
    pub frozen: Option<Vec<Key>>,
}

/// What this pane asks in its dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// What the list is filtered by.
    Filter,
    /// When the next update for these is.
    Update(String),
}

/// What the selection rests on, for acts on it.
pub fn selected(model: &Model) -> Option<Thing> {
    match selected_key(model)? {
        Key::Entry(id) => Some(Thing::Entry(id)),
        Key::Item(id) => Some(Thing::Item(id)),
        Key::Update(_) => None,
        Key::Approval(id, _)
        | Key::Changes(id, _)
        | Key::Correction(id)
        | Key::Go(id)
        | Key::Sending(id)
        | Key::Outcome(id, _)
        | Key::Expiry(id) => Some(Thing::Draft(id)),
        Key::Tell(id) => Some(Thing::Step(id)),
    }
}

fn selected_key(model: &Model) -> Option<Key> {
    let keys = keys_now(model);
    let place = model.next.selection.place(&keys)?;
    keys.get(place).cloned()
}

/// What is listed, in the order of the screen: frozen while somebody stands in the pane, what is
/// new below.
pub fn keys(model: &Model, owed: &[Owed<'_>]) -> Vec<Key> {
    let live = live(model, owed);
    let Some(frozen) = &model.next.frozen else { return live };
    let known: HashSet<&Key> = frozen.iter().collect();
    let new = live.iter().filter(|key| !known.contains(key)).cloned();
    frozen.iter().cloned().chain(new).collect()
}

/// What is owed and has the words of the filter, by time.
fn live(model: &Model, owed: &[Owed<'_>]) -> Vec<Key> {
    let wanted = model.next.filter.to_lowercase();
    let incident = &model.incident;
    let fits = |one: &&Owed<'_>| {
        // What the shield hides is not found by its words either.
        let words = if model.shielded() && !one.is_open() { "" } else { one.words() };
        let whom = one.told().unwrap_or_default();
        let who = incident.who(one, !model.shielded());
        let text = format!("{} {who} {whom} {words}", one.sort()).to_lowercase();
        wanted.split_whitespace().all(|word| text.contains(word))
    };
    owed.iter().filter(fits).map(Owed::key).collect()
}

/// The same as [`keys`] for one key of a person.
fn keys_now(model: &Model) -> Vec<Key> {
    keys(model, &model.incident.owed())
}

/// What has become of something that is owed no longer: a word for it, and its own words; these
/// only where the shield lets them be read.
pub fn settled(model: &Model, key: &Key) -> (&'static str, Option<String>) {
    let incident = &model.incident;
    match key {
        Key::Entry(id) => {
            let Some(entry) = incident.timeline.entry(id) else { return ("settled", None) };
            let word = match (&entry.order, &entry.now.kind) {
                _ if entry.withdrawn.is_some() => "struck",
                _ if entry.answer.is_some() => "answered",
                (OrderState::Done { .. }, _) => "done",
                (OrderState::Refused { .. }, _) => "refused",
                (_, EntryKind::Decision { .. }) => "looked at",
                (OrderState::Given | OrderState::Acknowledged { .. }, _) => "settled",
            };
            let shown = entry.now.handling.is_open() || !model.shielded();
            (word, shown.then(|| entry.now.text.clone()))
        }
        Key::Item(id) => {
            let Some(item) = incident.checklist.item(id) else { return ("settled", None) };
            let word = match &item.state {
                ItemState::Done { .. } => "done",
                ItemState::NotApplicable { .. } => "not appl.",
                ItemState::Open | ItemState::InProgress | ItemState::Blocked { .. } => "released",
            };
            (word, Some(item.given.action.clone()))
        }
        Key::Update(to_whom) => ("released", Some(update_words(to_whom))),
        Key::Tell(id) => {
            let Some(step) = incident.plan.step(id) else { return ("settled", None) };
            let told = step.removed.is_none() && incident.disclosure().stage(step).is_done();
            (if told { "told" } else { "settled" }, Some(step.whom()))
        }
        Key::Approval(id, _)
        | Key::Changes(id, _)
        | Key::Correction(id)
        | Key::Go(id)
        | Key::Sending(id)
        | Key::Outcome(id, _)
        | Key::Expiry(id) => {
            let Some(draft) = incident.drafts.draft(id) else { return ("settled", None) };
            let word = match key {
                Key::Approval(_, of) => match draft.review.verdict(of) {
                    Some(verdict) if incident.stands(draft, verdict) => "approved",
                    Some(_) | None => "settled",
                },
                Key::Go(_) if incident.release(draft).is_some() => "given",
                Key::Sending(_) if incident.draft_state(draft) == State::Sent => "sent",
                Key::Expiry(_) if draft.shelved.is_some() => "put aside",
                _ => "settled",
            };
            let shown = draft.handling.is_open() || !model.shielded();
            (word, shown.then(|| draft.title.clone()))
        }
    }
}

/// After every message: the order is frozen while somebody stands in the pane, and only then.
pub fn settle(model: &mut Model) {
    if model.focus != Focus::Pane(Pane::Next) {
        model.next.frozen = None;
    } else if model.next.frozen.is_none() {
        model.next.frozen = Some(live(model, &model.incident.owed()));
    }
}

/// Somebody comes to the pane.
pub fn arrive(model: &mut Model) {
    let keys = keys_now(model);
    model.next.selection.settle_in(&keys);
}

/// Does what an action means in this pane.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(step) = Step::of(action) {
        let (keys, height) = (keys_now(model), layout::page(model, Pane::Next));
        model.next.selection.step(&keys, step, height);
        return Vec::new();
    }
    match action {
        Action::Filter => {
            let filter = model.next.filter.clone();
            let (asks, title) = (Asks::Next(Ask::Filter), "Only what has these words");
            overlay::prompt(model, asks, "next filter", title, "empty: all", &filter);
            return Vec::new();
        }
        Action::ClearFilter => {
            model.next.filter.clear();
            model.next.frozen = None;
            return Vec::new();
        }
        // Everything else is about one of them.
        _ => {}
    }
    match selected_key(model) {
        Some(Key::Entry(id)) => on_entry(model, action, &id),
        Some(Key::Item(id)) => {
            let Some(item) = model.incident.checklist.item(&id).cloned() else { return Vec::new() };
            match action {
                Action::Acknowledge => checklists::on(model, Action::Begin, &item),
                Action::RefuseOrder => checklists::on(model, Action::NotApplicable, &item),
                _ => checklists::on(model, action, &item),
            }
        }
        Some(Key::Update(to_whom)) => on_update(model, action, &to_whom),
        Some(
            key @ (Key::Approval(..)
            | Key::Changes(..)
            | Key::Correction(_)
            | Key::Go(_)
            | Key::Sending(_)
            | Key::Outcome(..)
            | Key::Expiry(_)),
        ) => drafts::review::from_next(model, action, &key),
        Some(Key::Tell(id)) => match action {
            Action::Open | Action::Done | Action::Acknowledge | Action::Answer => {
                plan::open(model, Some(&id))
            }
            Action::Extend => plan::edit::ask_until(model, &id),
            // Everything else is done in the plan.
            _ => Vec::new(),
        },
        None => {
            model.notice = Some("Nothing is selected: j and k move.".to_owned());
            Vec::new()
        }
    }
}

/// What keys mean to a line that somebody owes something on. Most of it is what they mean in the
/// timeline.
fn on_entry(model: &mut Model, action: Action, id: &EntryId) -> Vec<Effect> {
    let Some(line) = model.incident.timeline.line(id) else { return Vec::new() };
    let Some(entry) = line.entry() else { return Vec::new() };
    match (action, &entry.now.kind) {
        (Action::Open, _) => {
            reader::open(model, About::Line(Thing::Entry(id.clone())));
            Vec::new()
        }
        // Looked at again: no further time is set.
        (Action::Done, EntryKind::Decision { .. }) => {
            let kind = entry.now.kind.clone().put_off(None);
            let now = EntryRecorded { kind, ..entry.now.clone() };
            let (occurred_at, department) = (line.occurred_at, line.department.clone());
            let to = EntryCorrected { now, occurred_at, department };
            let seen = entry.changed;
            update::submit(model, Command::CorrectEntry { to, seen })
        }
        _ => timeline::on_entry(model, action, id),
    }
}

fn on_update(model: &mut Model, action: Action, to_whom: &str) -> Vec<Effect> {
    if matches!(action, Action::Done | Action::Extend | Action::Open) {
        let asks = Asks::Next(Ask::Update(to_whom.to_owned()));
        let hint = "in 20m, 15:00 or tomorrow 09:00; empty: none is promised any more";
        let name = format!("next update {to_whom}");
        overlay::prompt(model, asks, &name, "When is the next update?", hint, "");
    }
    Vec::new()
}

/// Takes an answer to what this pane asked.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let words = given.words().to_owned();
    match ask {
        Ask::Filter => {
            model.next.filter = words;
            model.next.frozen = None;
            Ok(Vec::new())
        }
        Ask::Update(to_whom) => next_update(model, to_whom, &words),
    }
}

fn coming(model: &Model, words: &str) -> Result<Timestamp, String> {
    compose::coming_time(words, model.now, model.room_tz()).map_err(|problem| problem.sentence())
}

fn next_update(model: &mut Model, scope: String, words: &str) -> Answered {
    let anchor = Anchor::from(NEXT_UPDATE);
    if !words.is_empty() {
        let at = coming(model, words)?;
        return Ok(update::submit(model, Command::SetAnchor(AnchorSet { anchor, at, scope })));
    }
    let because = "no further update is promised".to_owned();
    let unsaid = AnchorUnsaid { anchor, scope: Some(scope), because };
    Ok(update::submit(model, Command::UnsayAnchor(unsaid)))
}
