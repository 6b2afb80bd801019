//! The Next pane: where the selection rests in what is owed, and the acts on it in place.
//!
//! Separate from [`crate::domain::next`], which says what is owed and in what order. What must stay true: while somebody
//! stands in the pane its order is frozen; what was just done stays in its place, struck, until they leave.

use std::collections::HashSet;

use super::action::Action;
use super::checklists;
use super::compose;
use super::effect::Effect;
use super::model::{Focus, Model, Pane, Thing};
use super::overlay::{self, Answer, Answered, Asks};
use super::select::{Selection, Step};
use super::{layout, update};
use crate::domain::command::Command;
use crate::domain::event::{
    AnchorSet, AnchorUnsaid, Basis, Direction, EntryCorrected, EntryKind, EntryRecorded,
    ItemPromised, OrderChanged, OrderState,
};
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::next::{Key, NEXT_UPDATE, Owed};
use crate::domain::time::{Precision, Timestamp};
use crate::domain::words::Anchor;

/// The Next pane.
#[derive(Debug, Clone, Default)]
pub struct NextPane {
    /// What the selection rests on.
    pub selection: Selection<Key>,
    /// The order in which somebody stands; nothing while nobody does.
    pub frozen: Option<Vec<Key>>,
}

/// What this pane asks in its dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// With what result an order is done.
    Result(EntryId),
    /// Why an order is refused.
    Refuse(EntryId),
    /// By when instead.
    Extend(EntryId),
    /// What the answer is.
    Answer(EntryId),
    /// When the next update for these is.
    Update(String),
}

/// What the selection rests on, for acts on it.
pub fn selected(model: &Model) -> Option<Thing> {
    match selected_key(model)? {
        Key::Entry(id) => Some(Thing::Entry(id)),
        Key::Item(id) => Some(Thing::Item(id)),
        Key::Update(_) => None,
    }
}

fn selected_key(model: &Model) -> Option<Key> {
    let keys = keys(model);
    let place = model.next.selection.place(&keys)?;
    keys.get(place).cloned()
}

/// What is listed, in the order of the screen: frozen while somebody stands in the pane, what is new below.
pub fn keys(model: &Model) -> Vec<Key> {
    let live: Vec<Key> = model.incident.owed().iter().map(Owed::key).collect();
    let Some(frozen) = &model.next.frozen else { return live };
    let known: HashSet<&Key> = frozen.iter().collect();
    let new = live.iter().filter(|key| !known.contains(key)).cloned();
    frozen.iter().cloned().chain(new).collect()
}

/// After every message: the order is frozen while somebody stands in the pane, and only then.
pub fn settle(model: &mut Model) {
    if model.focus != Focus::Pane(Pane::Next) {
        model.next.frozen = None;
    } else if model.next.frozen.is_none() {
        model.next.frozen = Some(model.incident.owed().iter().map(Owed::key).collect());
    }
}

/// Does what an action means in this pane.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(step) = Step::of(action) {
        let (keys, height) = (keys(model), layout::height(model, Pane::Next));
        model.next.selection.step(&keys, step, height);
        return Vec::new();
    }
    match selected_key(model) {
        Some(Key::Entry(id)) => on_entry(model, action, &id),
        Some(Key::Item(id)) => {
            let Some(item) = model.incident.checklist.item(&id).cloned() else { return Vec::new() };
            match action {
                Action::Open => {
                    checklists::show(model, &id);
                    Vec::new()
                }
                Action::Acknowledge => checklists::on(model, Action::Begin, &item),
                Action::RefuseOrder => {
                    // Nobody is bound by a promise that was taken back.
                    let to = ItemPromised { item: id, due: None };
                    update::submit(model, Command::PromiseItem { to, seen: item.changed })
                }
                _ => checklists::on(model, action, &item),
            }
        }
        Some(Key::Update(to_whom)) => on_update(model, action, &to_whom),
        None => {
            model.notice = Some("Nothing is selected: j and k move.".to_owned());
            Vec::new()
        }
    }
}

/// Does what an action means to an entry that somebody owes something on, whichever pane shows it.
pub fn on_entry(model: &mut Model, action: Action, id: &EntryId) -> Vec<Effect> {
    let Some(line) = model.incident.timeline.line(id) else { return Vec::new() };
    let Some(entry) = line.entry() else { return Vec::new() };
    let hidden = model.shielded() && !entry.now.handling.is_open();
    let words = if hidden { entry.now.handling.word() } else { &entry.now.text };
    let short = words.chars().take(60).collect::<String>();
    let order = matches!(entry.now.kind, EntryKind::Order { .. });
    let ask = |model: &mut Model, ask: Ask, title: &str, hint: &str, name: &str| {
        let title = format!("{title}  ({short})");
        overlay::prompt(model, Asks::Next(ask), &format!("{name} {id}"), title, hint, "");
        Vec::new()
    };
    match (action, &entry.now.kind) {
        (Action::Open, _) => {
            model.timeline.selected = Some(Thing::Entry(id.clone()));
            model.focus = Focus::Pane(Pane::Timeline);
            if model.zoomed.is_some() {
                model.zoomed = Some(Pane::Timeline);
            }
            Vec::new()
        }
        (Action::Acknowledge, EntryKind::Order { .. }) => {
            let by = Some(model.me.on_behalf.clone().unwrap_or_else(|| model.me.person.clone()));
            order_to(model, id, OrderState::Acknowledged { by }, None)
        }
        (Action::Done, EntryKind::Order { .. }) => ask(
            model,
            Ask::Result(id.clone()),
            "Done: with what result?",
            "Enter alone will do",
            "result",
        ),
        (Action::RefuseOrder, EntryKind::Order { .. }) => {
            let hint = "a reason is needed";
            ask(model, Ask::Refuse(id.clone()), "Refused: why?", hint, "refuse")
        }
        (Action::Done | Action::Answer, EntryKind::Question { .. })
        | (Action::Done | Action::Answer, EntryKind::Words { direction: Direction::Asks, .. }) => {
            ask(
                model,
                Ask::Answer(id.clone()),
                "The answer",
                "it becomes a line of its own",
                "answer",
            )
        }
        // Looked at again: no further time is set.
        (Action::Done, EntryKind::Decision { .. }) => extend(model, id, None).unwrap_or_default(),
        (Action::Extend, EntryKind::Order { .. } | EntryKind::Question { .. })
        | (Action::Extend, EntryKind::Decision { .. } | EntryKind::Words { .. }) => {
            let hint = "in 20m, 15:00 or tomorrow 09:00; empty: no time";
            ask(model, Ask::Extend(id.clone()), "By when instead?", hint, "extend")
        }
        (Action::Copy, _) if !hidden => vec![Effect::Copy(entry.now.text.clone())],
        (Action::Acknowledge | Action::RefuseOrder, _) if !order => {
            model.notice = Some("Only orders are acknowledged or refused.".to_owned());
            Vec::new()
        }
        // Everything else is not for what is owed.
        _ => Vec::new(),
    }
}

fn on_update(model: &mut Model, action: Action, to_whom: &str) -> Vec<Effect> {
    if matches!(action, Action::Done | Action::Extend | Action::Open) {
        let asks = Asks::Next(Ask::Update(to_whom.to_owned()));
        let hint = "in 20m, 15:00 or tomorrow 09:00; empty: none is promised any more";
        overlay::prompt(model, asks, "next update", "When is the next update?", hint, "");
    }
    Vec::new()
}

/// Takes an answer to what this pane asked.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let words = given.words().to_owned();
    match ask {
        Ask::Result(id) => Ok(order_to(model, &id, OrderState::Done { result: words }, None)),
        Ask::Refuse(_) if words.is_empty() => Err("Say why: somebody waits for it.".to_owned()),
        Ask::Refuse(id) => Ok(order_to(model, &id, OrderState::Refused { because: words }, None)),
        Ask::Extend(id) => {
            let due = if words.is_empty() { None } else { Some(coming(model, &words)?) };
            extend(model, &id, due)
        }
        Ask::Answer(_) if words.is_empty() => Err("The answer is still empty.".to_owned()),
        Ask::Answer(id) => Ok(answered(model, &id, words)),
        Ask::Update(to_whom) => next_update(model, to_whom, &words),
    }
}

fn coming(model: &Model, words: &str) -> Result<Timestamp, String> {
    compose::coming_time(words, model.now, model.room_tz()).map_err(|problem| problem.sentence())
}

#[expect(clippy::option_option, reason = "a time taken away is not a time left as it was")]
fn order_to(
    model: &mut Model,
    id: &EntryId,
    to: OrderState,
    due: Option<Option<Timestamp>>,
) -> Vec<Effect> {
    let Some(line) = model.incident.timeline.line(id) else { return Vec::new() };
    let Some(entry) = line.entry() else { return Vec::new() };
    let (seen, department, now) = (entry.changed, line.department.clone(), model.now);
    let to = OrderChanged { entry: id.clone(), to, due };
    update::submit_about(model, Command::ChangeOrder { to, seen }, department, now)
}

/// Another time for an entry: an order keeps its own history of times, any other line is mended.
fn extend(model: &mut Model, id: &EntryId, due: Option<Timestamp>) -> Answered {
    let line = model.incident.timeline.line(id).ok_or("That line is not here any more.")?;
    let entry = line.entry().ok_or("That line is not here any more.")?;
    let mut now = entry.now.clone();
    match &mut now.kind {
        EntryKind::Order { .. } => {
            let state = entry.order.clone();
            return Ok(order_to(model, id, state, Some(due)));
        }
        EntryKind::Question { due: time, .. }
        | EntryKind::Decision { until: time, .. }
        | EntryKind::Words { at: time, .. } => *time = due,
        EntryKind::Note | EntryKind::Assessment | EntryKind::Fact { .. } | EntryKind::Other(_) => {
            return Err("This line has no time of its own.".to_owned());
        }
    }
    let (seen, occurred_at) = (entry.changed, line.occurred_at);
    let to = EntryCorrected { now, occurred_at, department: line.department.clone() };
    Ok(update::submit(model, Command::CorrectEntry { to, seen }))
}

/// The answer to a question, as a line of its own with the question's handling.
fn answered(model: &mut Model, question: &EntryId, text: String) -> Vec<Effect> {
    let handling = model.incident.timeline.entry(question);
    let handling = handling.map_or(Handling::Open, |entry| entry.now.handling.clone());
    let answer = EntryRecorded {
        entry: EntryId::new(model.next_id().thing()),
        kind: EntryKind::Note,
        text,
        precision: Precision::Second,
        basis: Basis::Observed,
        handling,
        mentions: Vec::new(),
        tags: Vec::new(),
        quote: None,
        source: None,
        import: None,
    };
    update::submit(model, Command::AnswerQuestion { question: question.clone(), answer })
}

fn next_update(model: &mut Model, scope: String, words: &str) -> Answered {
    let anchor = Anchor::from(NEXT_UPDATE);
    if !words.is_empty() {
        let at = coming(model, words)?;
        return Ok(update::submit(model, Command::SetAnchor(AnchorSet { anchor, at, scope })));
    }
    if model.incident.next_updates().len() > 1 {
        return Err(
            "Others wait for an update too: give a time, or unsay all of them (r a).".to_owned()
        );
    }
    let unsaid = AnchorUnsaid { anchor, because: "no further update is promised".to_owned() };
    Ok(update::submit(model, Command::UnsayAnchor(unsaid)))
}
