//! What the checklists ask in dialogs, and what becomes of the answers.

use super::{change, order};
use crate::console::action::Action;
use crate::console::compose;
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answer, Answered, Asks, ChoiceRow};
use crate::console::people;
use crate::console::typist;
use crate::console::update;
use crate::console::zone;
use crate::domain::checklist::Item;
use crate::domain::command::Command;
use crate::domain::event::{
    ItemAdded, ItemAssigned, ItemCommented, ItemPromised, ItemRetargeted, ItemState,
};
use crate::domain::ids::ItemId;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::sentence;
use crate::domain::timeline::Side;
use crate::domain::words::Phase;

/// What this pane asks in its dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// With what result it is done.
    Done(ItemId),
    /// On what it is blocked.
    Block(ItemId),
    /// Why it does not apply.
    NotApplicable(ItemId),
    /// By when it is promised.
    Promise(ItemId),
    /// At what time it is aimed.
    Aim(ItemId),
    /// What is said about it.
    Comment(ItemId),
    /// Who is to have it.
    Assign(ItemId),
    /// What becomes of an item that can no longer be done in time.
    Becomes(ItemId),
    /// What is to be done, for an item added by hand.
    Add(DepartmentId, Phase),
    /// What the list is filtered by.
    Filter,
}

/// The id under which the choice of people offers nobody; no person's name can be it.
const NOBODY: &str = "";

/// Asks for one line about an item.
pub(super) fn line(model: &mut Model, ask: Ask, item: &Item) {
    let by_when = "in 20m, 15:00 or tomorrow 09:00";
    let (name, title, hint) = match &ask {
        Ask::Done(_) => ("done", "Done: with what result?", "Enter alone will do"),
        Ask::Block(_) => ("blocked", "Blocked: on what?", "whom or what it waits for"),
        Ask::NotApplicable(_) => ("not applicable", "Does not apply: why?", "a reason is needed"),
        Ask::Promise(_) if item.promise.is_some() => {
            ("promise", "Promised by when instead?", "in 20m, 15:00; empty takes the promise back")
        }
        Ask::Promise(_) => ("promise", "Promised by when?", by_when),
        Ask::Aim(_) => ("aim", "Aim at when?", "in 20m, 15:00 or tomorrow 09:00; empty: at once"),
        Ask::Comment(_) => ("comment", "What is there to say about it?", ""),
        Ask::Assign(_) | Ask::Becomes(_) | Ask::Add(..) | Ask::Filter => return,
    };
    let title = format!("{title}  ({})", item.given.action);
    let name = format!("item {name} {}", item.given.item);
    overlay::prompt(model, Asks::Checklists(ask), &name, title, hint, "");
}

/// Asks who is to have an item: this person first, then those of its department, then all others.
pub(super) fn assign(model: &mut Model, item: &Item) {
    let lane = &item.given.department;
    let me = model.me.person.clone();
    let known = people::known(model);
    let mut people: Vec<(&Person, &Option<DepartmentId>)> =
        known.iter().filter(|(person, _)| **person != me).collect();
    people.sort_by_key(|(_, department)| department.as_ref() != Some(lane));
    let has = |person: &Person| item.assignee.as_ref() == Some(person);
    let mine = if has(&me) { "you, who have it" } else { "you" };
    let mut rows = vec![ChoiceRow::new(me.as_str(), me.as_str(), mine)];
    for (person, department) in people {
        let lane = department.as_ref().map_or("", |department| model.incident.short(department));
        let note = if has(person) { "has it" } else { lane };
        rows.push(ChoiceRow::new(person.as_str(), person.as_str(), note));
    }
    if item.assignee.is_some() {
        rows.push(ChoiceRow::new(NOBODY, "nobody", "takes it away"));
    }
    let title = format!("Who has it?  ({})", item.given.action);
    overlay::choose(
        model,
        Asks::Checklists(Ask::Assign(item.given.item.clone())),
        title,
        rows,
        true,
    );
}

/// Asks what becomes of an item that would have been due before its anchor was set.
pub(super) fn what_becomes_of(model: &mut Model, item: &Item) {
    let rows = vec![
        ChoiceRow::new("move", "Aim at another time", ""),
        ChoiceRow::new("once", "Do it at once", ""),
        ChoiceRow::new("not", "It does not apply", "with a reason"),
        ChoiceRow::new("read", "Read everything about it", ""),
    ];
    let title = format!("No longer possible in time: what becomes of it?  ({})", item.given.action);
    let asks = Asks::Checklists(Ask::Becomes(item.given.item.clone()));
    overlay::choose(model, asks, title, rows, false);
}

/// Asks for an item to be added to the lane listed, in the phase of the selection.
pub(super) fn add(model: &mut Model) {
    let selected = super::selected_item(model);
    let going = || {
        let phases = model.incident.phases.iter().rev();
        phases.filter(|(_, span)| span.left.is_none()).map(|(phase, _)| *phase).next()
    };
    let phase = selected.map(|item| item.given.phase).or_else(going).unwrap_or(Phase::Detect);
    let lane = order::lane(model)
        .or_else(|| selected.map(|item| item.given.department.clone()))
        .unwrap_or_else(|| model.me.department.clone());
    let title = format!("A new item for {}: what is to be done?", model.incident.short(&lane));
    let hint = format!("in the phase {phase}; give it and promise it afterwards");
    overlay::prompt(model, Asks::Checklists(Ask::Add(lane, phase)), "item add", title, &hint, "");
}

/// Who else has finished it by now, as a sentence: their word stands already, and whoever answers
/// may not have seen it.
pub fn finished_by_another(model: &Model, item: &Item) -> Option<String> {
    let (ItemState::Done { .. } | ItemState::NotApplicable { .. }) = item.state else {
        return None;
    };
    let last = item.history.iter().rev().find(|one| one.side == Side::State)?;
    let at = zone::beside(last.at, model.now, model.now, model.tz());
    let state = sentence::item_state(&item.state);
    (last.by != model.me.person).then(|| format!("It is {state} already, by {} at {at}.", last.by))
}

/// Takes an answer to what this pane asked.
#[expect(clippy::needless_pass_by_value, reason = "every pane answers in the same shape")]
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let words = given.words().to_owned();
    let id = match &ask {
        Ask::Filter => {
            model.checklists.filter = words;
            model.checklists.frozen = None;
            super::arrive(model);
            return Ok(Vec::new());
        }
        Ask::Add(lane, phase) => return added(model, lane, *phase, words),
        Ask::Done(id)
        | Ask::Block(id)
        | Ask::NotApplicable(id)
        | Ask::Promise(id)
        | Ask::Aim(id)
        | Ask::Comment(id)
        | Ask::Assign(id)
        | Ask::Becomes(id) => id.clone(),
    };
    let item = model.incident.checklist.item(&id).cloned();
    let item = item.ok_or("That item is not in this room any more.")?;
    if let Ask::Done(_) | Ask::Block(_) | Ask::NotApplicable(_) = ask {
        let doubts: Vec<String> = finished_by_another(model, &item).into_iter().collect();
        overlay::insist(model, &doubts)?;
    }
    match ask {
        Ask::Done(_) => Ok(change(model, &item, ItemState::Done { result: words })),
        Ask::Block(_) if words.is_empty() => {
            Err("Say on what: a name or a word will do.".to_owned())
        }
        Ask::Block(_) => Ok(change(model, &item, blocked(&words))),
        Ask::NotApplicable(_) if words.is_empty() => {
            Err("Say why: it is read when somebody asks later.".to_owned())
        }
        Ask::NotApplicable(_) => {
            Ok(change(model, &item, ItemState::NotApplicable { because: words }))
        }
        Ask::Comment(_) if words.is_empty() => Err("Nothing was said yet.".to_owned()),
        Ask::Comment(_) => {
            let said = ItemCommented { item: id, text: words };
            Ok(update::submit(model, Command::CommentItem(said)))
        }
        Ask::Promise(_) => promised(model, &item, &words),
        Ask::Aim(_) => {
            let aim = match words.as_str() {
                "" | "now" | "at once" => None,
                words => Some(coming(model, words)?),
            };
            let to = ItemRetargeted { item: id, aim, as_given: false };
            Ok(update::submit(model, Command::RetargetItem(to)))
        }
        Ask::Assign(_) => {
            let to = match words.as_str() {
                NOBODY => None,
                name => Some(Person::new(typist::name_given(name)?)),
            };
            let to = ItemAssigned { item: id, to };
            Ok(update::submit(model, Command::AssignItem { to, seen: item.changed }))
        }
        Ask::Becomes(_) => Ok(becomes(model, &item, &words)),
        Ask::Add(..) | Ask::Filter => Ok(Vec::new()),
    }
}

fn coming(model: &Model, words: &str) -> Result<crate::domain::time::Timestamp, String> {
    compose::coming_time(words, model.now, model.room_tz()).map_err(|problem| problem.sentence())
}

fn promised(model: &mut Model, item: &Item, words: &str) -> Answered {
    if words.is_empty() && item.promise.is_none() {
        return Err("By when: in 20m, 15:00 or tomorrow 09:00.".to_owned());
    }
    let due = if words.is_empty() { None } else { Some(coming(model, words)?) };
    let to = ItemPromised { item: item.given.item.clone(), due };
    let effects = update::submit(model, Command::PromiseItem { to, seen: item.changed });
    if let Some(due) = due
        && !effects.is_empty()
    {
        let said = zone::moment(due, model.now, model.room_tz());
        model.notice = Some(format!("Promised by {said}."));
    }
    Ok(effects)
}

fn becomes(model: &mut Model, item: &Item, chosen: &str) -> Vec<Effect> {
    let id = item.given.item.clone();
    match chosen {
        "once" => {
            let to = ItemRetargeted { item: id, aim: None, as_given: false };
            return update::submit(model, Command::RetargetItem(to));
        }
        "move" => line(model, Ask::Aim(id), item),
        "not" => return super::on(model, Action::NotApplicable, item),
        _ => super::details(model, item),
    }
    Vec::new()
}

fn added(model: &mut Model, lane: &DepartmentId, phase: Phase, action: String) -> Answered {
    if action.is_empty() {
        return Err("Say what is to be done.".to_owned());
    }
    let added = ItemAdded {
        item: ItemId::new(model.next_id().thing()),
        department: lane.clone(),
        phase,
        action,
        target: None,
        after: Vec::new(),
        source: String::new(),
    };
    let id = added.item.clone();
    let effects = update::submit(model, Command::AddItem(added));
    if !effects.is_empty() {
        // It comes below what is frozen, and the selection waits for it there.
        model.checklists.selection.rest_on(id);
    }
    Ok(effects)
}

/// Blocked on something; who writes `on the vendor` says the same as `the vendor`.
pub fn blocked(words: &str) -> ItemState {
    let on = words.strip_prefix("on ").map(str::trim).filter(|on| !on.is_empty());
    ItemState::Blocked { on: on.unwrap_or(words).to_owned() }
}
