//! Who types, and on whose behalf. Asked before the first key of somebody who may be another: after
//! a resume, after twenty minutes without a key, at the start where nobody said. No key is lost:
//! letters typed meanwhile wait, and go where they were meant.

use crossterm::event::{KeyCode, KeyEvent};

use crate::domain::command::Command;
use crate::domain::event::TypistChanged;
use crate::domain::people::{DepartmentId, Person};

use super::action::Action;
use super::effect::Effect;
use super::keymap::{Context, Meaning};
use super::model::Model;
use super::overlay::{self, Answer, Answered, Asks, ChoiceRow, Overlay};
use super::select::Step;
use super::update::{press_now, submit};

/// After so long without a key somebody else may sit here, in minutes.
const ASKS_AFTER_MINUTES: i64 = 20;

/// What is asked about who types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Whether it is still the same person.
    Still,
    /// Who it is.
    Who,
    /// Their department.
    Department(Person),
    /// On whose behalf.
    Behalf,
}

/// Whether the question stands in which keys wait.
pub fn asking(model: &Model) -> bool {
    let still = Asks::Typist(Ask::Still);
    matches!(model.overlays.last(), Some(Overlay::Choice(choice)) if choice.asks == still)
}

/// Asks who types before a key is taken, where that is not clear; nothing when it is.
pub fn before_key(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    if asking(model) {
        return while_asking(model, key);
    }
    let away = model.now.since(model.last_key) >= ASKS_AFTER_MINUTES * 60_000;
    if model.me.read_only || !(model.me.unconfirmed || away) || in_own_dialog(model) {
        return None;
    }
    if let Meaning::Is(Action::Blank | Action::Redraw | Action::Suspend | Action::Leave) =
        model.keymap.meaning(&[Context::Always], &[key])
    {
        return None;
    }
    model.me.unconfirmed = true;
    model.held = vec![key];
    model.last_key = model.now;
    let me = &model.me;
    let short = model.incident.short(&me.department).to_owned();
    let mut rows =
        vec![ChoiceRow::new(me.person.as_str(), format!("{} ({short})", me.person), "Enter")];
    let others = model.incident.people.iter().filter(|(person, _)| **person != me.person);
    rows.extend(others.map(|(person, department)| {
        let note = department.as_ref().map(|id| model.incident.short(id).to_owned());
        ChoiceRow::new(person.as_str(), person.as_str(), note.unwrap_or_default())
    }));
    rows.push(ChoiceRow::new("", "Somebody else", ""));
    let title = "Who is typing?";
    overlay::choose(model, Asks::Typist(Ask::Still), title, rows, false);
    Some(Vec::new())
}

/// The dialogs that this one leads to.
fn in_own_dialog(model: &Model) -> bool {
    match model.overlays.last() {
        Some(Overlay::Choice(choice)) => matches!(choice.asks, Asks::Typist(_)),
        Some(Overlay::Prompt(prompt)) => matches!(prompt.asks, Asks::Typist(_)),
        Some(Overlay::Confirm(_) | Overlay::Reader(_) | Overlay::Line(_)) | None => false,
    }
}

/// Arrows choose, Enter answers, everything else waits.
fn while_asking(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let step = match key.code {
        KeyCode::Down => Step::Down,
        KeyCode::Up => Step::Up,
        KeyCode::Enter => return Some(overlay::answer(model)),
        _ => {
            if let Meaning::Is(Action::Blank | Action::Redraw | Action::Suspend | Action::Leave) =
                model.keymap.meaning(&[Context::Always], &[key])
            {
                return None;
            }
            model.held.push(key);
            return Some(Vec::new());
        }
    };
    if let Some(Overlay::Choice(choice)) = model.overlays.last_mut() {
        choice.step(step, 10);
    }
    Some(Vec::new())
}

/// The same before a paste, which is kept whoever typed it: the question comes with the next key.
pub fn before_paste(model: &mut Model) {
    if model.now.since(model.last_key) >= ASKS_AFTER_MINUTES * 60_000 {
        model.me.unconfirmed = true;
    }
    if asking(model) {
        model.overlays.pop();
    }
}

/// Another typist; on whose behalf.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::OnBehalf {
        let mut rows = people(model);
        if model.me.on_behalf.is_some() {
            rows.insert(0, ChoiceRow::new("", "Nobody: for myself again", ""));
        }
        overlay::choose(
            model,
            Asks::Typist(Ask::Behalf),
            "On whose behalf do you type?",
            rows,
            true,
        );
    } else {
        ask_who(model);
    }
    Vec::new()
}

fn ask_who(model: &mut Model) {
    let rows = people(model);
    overlay::choose(model, Asks::Typist(Ask::Who), "Who types now? / types a new name", rows, true);
}

/// Everybody known in the room.
pub fn people(model: &Model) -> Vec<ChoiceRow> {
    let row = |(person, department): (&Person, &Option<DepartmentId>)| {
        let note = department.as_ref().map(|id| model.incident.short(id).to_owned());
        ChoiceRow::new(person.as_str(), person.as_str(), note.unwrap_or_default())
    };
    model.incident.people.iter().map(row).collect()
}

/// A name as people give it: not empty, of bearable length, without what no name has.
pub fn name_given(words: &str) -> Result<String, String> {
    let name = crate::text::name(words);
    if name.is_empty() {
        return Err("A name is needed, as people here know it.".to_owned());
    }
    Ok(name)
}

/// Takes an answer.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    match ask {
        Ask::Still if given.words().is_empty() => {
            ask_who(model);
            Ok(Vec::new())
        }
        Ask::Still if given.words() == model.me.person.as_str() => {
            model.me.unconfirmed = false;
            let mut effects = vec![Effect::RememberMe];
            effects.extend(release(model));
            Ok(effects)
        }
        Ask::Still | Ask::Who => {
            let person = Person::new(name_given(given.words())?);
            if let Some(Some(department)) = model.incident.people.get(&person) {
                let department = department.clone();
                return Ok(change(model, person, department));
            }
            let rows: Vec<ChoiceRow> = model
                .incident
                .departments
                .iter()
                .map(|lane| ChoiceRow::new(lane.id.as_str(), lane.name.as_str(), lane.id.as_str()))
                .collect();
            let title = format!("{person} is of which department?");
            overlay::choose(model, Asks::Typist(Ask::Department(person)), title, rows, true);
            Ok(Vec::new())
        }
        Ask::Department(person) => {
            let id = given.words().trim().to_lowercase();
            let known = model.incident.department_called(&id).cloned();
            Ok(change(model, person, known.unwrap_or_else(|| DepartmentId::new(id))))
        }
        Ask::Behalf => {
            model.me.on_behalf = match given.words() {
                "" => None,
                words => Some(Person::new(name_given(words)?)),
            };
            Ok(Vec::new())
        }
    }
}

/// Another person takes the keyboard: recorded under their own name.
fn change(model: &mut Model, person: Person, department: DepartmentId) -> Vec<Effect> {
    let same = model.me.person == person && model.me.department == department;
    // A session that has recorded nothing yet begins with whoever types now.
    let silent =
        model.waiting.is_empty() && !model.incident.sessions.contains_key(&model.me.session);
    model.me.person = person.clone();
    model.me.department = department.clone();
    model.me.on_behalf = None;
    model.me.unconfirmed = false;
    let mut effects = Vec::new();
    if !same && !silent && !model.me.read_only {
        effects = submit(model, Command::ChangeTypist(TypistChanged { person, department }));
    }
    effects.push(Effect::RememberMe);
    effects.extend(release(model));
    effects
}

/// Keys that waited go where they were meant.
fn release(model: &mut Model) -> Vec<Effect> {
    let held = std::mem::take(&mut model.held);
    held.into_iter().flat_map(|key| press_now(model, key)).collect()
}
