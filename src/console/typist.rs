//! Who types, and on whose behalf. Where nobody said at the start, a field asks once for the name,
//! and before anything is recorded; of somebody who may be another by now (after a resume, after
//! twenty minutes without a key) a list asks before their first key or paste.
//!
//! What must stay true: no key is lost. Whatever comes while the list stands, or the questions that
//! it leads to, waits ([`held`]) and goes where it was meant, as of whoever is chosen; only the
//! answer itself goes to the question. A line that is begun is left alone, and one begun in the
//! name's field goes into the line by Esc.

mod held;

use crossterm::event::{KeyCode, KeyEvent};

use crate::domain::command::Command;
use crate::domain::event::TypistChanged;
use crate::domain::people::{DepartmentId, Person};

use super::action::Action;
use super::away;
use super::capture;
use super::effect::Effect;
use super::keymap::{Context, Meaning};
use super::left;
use super::model::{Focus, Model, Slot};
use super::overlay::{self, Answer, Answered, Asks, ChoiceRow, Overlay};
use super::people;
use super::select::Step;
use super::standing;
use super::update::{contexts, submit, takes_text};

pub use held::{Held, kept, release_late, settle, waiting};
use held::{Item, claim, hold, hold_key};

/// After so long without a key somebody else may sit here, in minutes.
const ASKS_AFTER_MINUTES: i64 = 20;

/// Under which name the desk keeps a name that is being typed.
const NAME: &str = "typist-name";

/// What is asked about who types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The name, where nobody said one yet.
    Name,
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

/// Whether the field stands that asks for a name nobody said.
fn naming(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(top) if is_name(top))
}

fn is_name(overlay: &Overlay) -> bool {
    matches!(overlay, Overlay::Prompt(prompt) if prompt.asks == Asks::Typist(Ask::Name))
}

/// Asks for the name where nobody said one and no line is begun: the first thing of a first room.
pub fn introduce(model: &mut Model) -> Vec<Effect> {
    if model.me.unnamed && model.capture.is_empty() && model.overlays.is_empty() {
        ask_name(model);
    }
    Vec::new()
}

fn ask_name(model: &mut Model) {
    let hint = format!(
        "Asked once; r t changes it. Enter alone: {}, as this host calls you",
        model.me.person
    );
    let title = "Who is typing? Your name, as people here know it";
    overlay::prompt(model, Asks::Typist(Ask::Name), NAME, title, &hint, "");
}

/// Text that somebody else was typing lies here: who is only remembered, and did not say who they
/// are, is asked. Two people of one user on one host are remembered as the last of them.
pub fn doubt(model: &mut Model) {
    let another = model.me.remembered && left::is_of_others(model);
    model.me.unconfirmed |= another && !model.me.read_only;
}

/// Asks who types before a key is taken, where that is not clear; nothing when it is.
pub fn before_key(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    note_rest(model);
    // Nobody answers what they cannot see; the question comes with the first key after it.
    if model.shield.blank || model.me.read_only {
        return None;
    }
    if asking(model) {
        return while_asking(model, key);
    }
    if !model.me.unconfirmed || needs_nobody(model, key) {
        return None;
    }
    if model.me.unnamed {
        return if in_own_dialog(model) { too_soon(model, key) } else { before_name(model, key) };
    }
    if !stands(model) || is_answering(model) && means_anywhere(model, key) {
        return Some(hold_key(model, key));
    }
    None
}

/// After a rest somebody else may sit here.
fn note_rest(model: &mut Model) {
    let away = model.now.since(model.last_key) >= ASKS_AFTER_MINUTES * 60_000;
    model.me.unconfirmed |= away && !model.me.read_only;
}

/// Opens the question in which keys wait, over whatever is open.
fn ask_still(model: &mut Model) {
    let me = &model.me;
    let short = model.incident.short(&me.department).to_owned();
    let mut rows =
        vec![ChoiceRow::new(me.person.as_str(), format!("{} ({short})", me.person), "Enter")];
    rows.extend(people::rows(model).into_iter().filter(|row| row.id != me.person.as_str()));
    rows.push(ChoiceRow::new("", "Somebody else", ""));
    let title = "Who is typing?";
    overlay::choose(model, Asks::Typist(Ask::Still), title, rows, false);
}

/// Whether a key does what anybody may, whoever it is.
fn needs_nobody(model: &Model, key: KeyEvent) -> bool {
    let meaning = model.keymap.meaning(&[Context::Always], &[key]);
    let free = [Action::Blank, Action::Redraw, Action::Suspend, Action::Leave];
    matches!(meaning, Meaning::Is(action) if free.contains(&action))
}

/// Asks for a name nobody said before a key that may record something: a line is typed, and the
/// way to one found, without it.
fn before_name(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let mut pressed = model.pressed.clone();
    pressed.push(key);
    let meaning = model.keymap.meaning(contexts(model), &pressed);
    let asks = match (model.overlays.last(), &meaning) {
        (_, Meaning::Pending(_)) => false,
        (_, Meaning::Is(Action::Typist)) => {
            pressed.clear();
            true
        }
        (Some(Overlay::Line(_)), meaning) => *meaning == Meaning::Is(Action::Record),
        (Some(_), meaning) => *meaning == Meaning::Is(Action::Accept),
        (None, meaning) if model.focus == Focus::Capture => {
            *meaning == Meaning::Is(Action::Record) && !model.capture.is_empty()
        }
        (None, Meaning::Is(action)) => !only_looks(*action),
        (None, Meaning::Nothing) => false,
    };
    if !asks {
        return None;
    }
    model.pressed.clear();
    model.held = Held::of(pressed, model.now);
    model.last_key = model.now;
    ask_name(model);
    Some(Vec::new())
}

/// Enter in the empty field for the name, before anybody could see that it is asked for: it takes
/// no name, and the one that waits is enough.
fn too_soon(model: &Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let empty = |one: &Overlay| matches!(one, Overlay::Prompt(it) if it.field.is_empty());
    let empty = naming(model) && model.overlays.last().is_some_and(empty);
    (empty && key.code == KeyCode::Enter && model.held.is_unseen(model.now)).then(Vec::new)
}

/// Whether an action in the panes moves or shows, and records nothing.
fn only_looks(action: Action) -> bool {
    let looks = [
        Action::ToCapture,
        Action::FreshLine,
        Action::NextPane,
        Action::PreviousPane,
        Action::Open,
        Action::Filter,
        Action::ClearFilter,
        Action::Copy,
        Action::Zoom,
        Action::Zone,
        Action::Palette,
        Action::Shield,
        Action::Standing,
        Action::Facts,
        Action::Quit,
    ];
    looks.contains(&action) || Step::of(action).is_some()
}

/// Esc in the name's field: what stands there may have been meant as a line, and goes there.
pub fn not_now(model: &mut Model, typed: &str) -> Vec<Effect> {
    model.held = Held::default();
    model.notice = Some("Asked again before anything is recorded.".to_owned());
    if typed.trim().is_empty() { Vec::new() } else { capture::take_over(model, typed) }
}

/// What the question about who types asks, where it is that.
fn asks_who(overlay: &Overlay) -> Option<&Ask> {
    let asks = match overlay {
        Overlay::Choice(choice) => &choice.asks,
        Overlay::Prompt(prompt) => &prompt.asks,
        Overlay::Confirm(_) | Overlay::Reader(_) | Overlay::Line(_) => return None,
    };
    match asks {
        Asks::Typist(ask) if *ask != Ask::Behalf => Some(ask),
        _ => None,
    }
}

/// Whether the keys go to the question about who types.
fn in_own_dialog(model: &Model) -> bool {
    model.overlays.last().and_then(asks_who).is_some()
}

/// Whether the question stands, or what it led to, if only beneath the one that asks whether to
/// leave.
fn stands(model: &Model) -> bool {
    let leave = Asks::Standing(standing::Ask::Leave);
    let leaves = |one: &&Overlay| matches!(one, Overlay::Choice(it) if it.asks == leave);
    model.overlays.iter().rev().find(|one| !leaves(one)).and_then(asks_who).is_some()
}

/// Whether letters answer the question now.
fn is_answering(model: &Model) -> bool {
    in_own_dialog(model) && takes_text(model) && !model.shield.blank
}

/// Whether a key means something wherever one is: it would lead away from the question.
fn means_anywhere(model: &Model, key: KeyEvent) -> bool {
    matches!(model.keymap.meaning(&[Context::Always], &[key]), Meaning::Is(_))
}

/// Arrows choose, Enter answers, everything else waits; and so do these where they were pressed
/// before anybody could see what is asked, or on end with what waits.
fn while_asking(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    model.last_key = model.now;
    let unseen = model.held.is_unseen(model.now);
    let step = match key.code {
        _ if unseen && !needs_nobody(model, key) => return Some(hold_key(model, key)),
        KeyCode::Down => Step::Down,
        KeyCode::Up => Step::Up,
        KeyCode::Enter => {
            model.notice = None;
            return Some(overlay::answer(model));
        }
        _ if needs_nobody(model, key) => return None,
        _ => return Some(hold_key(model, key)),
    };
    if let Some(Overlay::Choice(choice)) = model.overlays.last_mut() {
        choice.step(step, 10);
    }
    Some(Vec::new())
}

/// Whether text that comes in one go has to wait for who types.
fn waits(model: &mut Model) -> bool {
    note_rest(model);
    model.me.unconfirmed && !model.me.unnamed && !model.me.read_only
}

/// A letter typed behind a hidden screen waits like all else until it is clear who types, and is
/// text whatever stood open there.
pub fn before_unseen(model: &mut Model, letter: char) -> Option<Vec<Effect>> {
    waits(model).then(|| hold(model, Item::Paste(letter.to_string())))
}

/// The same before letters that came faster than keys. Only one line of them can be the answer:
/// a slow connection brings it so.
pub fn before_burst(model: &mut Model, text: &str, on: bool) -> Option<Vec<Effect>> {
    if !waits(model) {
        return None;
    }
    let line = text.strip_suffix(['\n', '\t']).unwrap_or(text);
    if is_answering(model) && !line.contains('\n') && !reads_as_line(line) {
        return None;
    }
    let burst = Item::Burst { text: text.to_owned(), at: model.now, on };
    Some(hold(model, burst))
}

/// The same before a paste.
pub fn before_paste(model: &mut Model, text: &str) -> Option<Vec<Effect>> {
    if waits(model) {
        return Some(hold(model, Item::Paste(text.to_owned())));
    }
    // What is pasted is no name.
    if naming(model) {
        model.overlays.pop();
    }
    None
}

/// Another typist; on whose behalf.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::OnBehalf {
        let mut rows = people::rows(model);
        rows.retain(|row| row.id != model.me.person.as_str());
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
    let rows = people::rows(model);
    overlay::choose(
        model,
        Asks::Typist(Ask::Who),
        "Who types now? A known name, or a new one",
        rows,
        true,
    );
}

/// A name as people give it: not empty, of bearable length, without what no name has.
pub fn name_given(words: &str) -> Result<String, String> {
    let name = crate::text::name(words);
    if name.is_empty() {
        return Err("A name is needed, as people here know it.".to_owned());
    }
    if !name.starts_with(|first: char| first.is_alphanumeric()) {
        return Err(format!("A name begins with a letter, and this with {}", name_sign(&name)));
    }
    Ok(name)
}

/// The sign that something begins with which is no name.
fn name_sign(name: &str) -> String {
    name.chars().next().map(String::from).unwrap_or_default()
}

/// Whether what was typed as a name was meant for the line: longer than a name, or with a sign.
fn reads_as_line(words: &str) -> bool {
    let sign = words.starts_with(['>', '?', '!', '~', '=', '<', '%', '-', '#', '@']);
    let time = words.starts_with(|first: char| first.is_ascii_digit());
    sign || time || words.split_whitespace().count() > 5
}

/// Asks of which department a person is: letters search at once, the one that stands comes first.
fn ask_department(model: &mut Model, person: Person) {
    let lanes = &model.incident.departments;
    let own = |id: &DepartmentId| *id == model.me.department;
    let row = |id: &DepartmentId, name: &str| ChoiceRow::new(id.as_str(), name, id.as_str());
    let mut rows: Vec<ChoiceRow> = lanes
        .iter()
        .filter(|lane| !own(&lane.id))
        .map(|lane| row(&lane.id, lane.name.as_str()))
        .collect();
    let first = lanes.iter().find(|lane| own(&lane.id));
    let department = &model.me.department;
    rows.insert(0, row(department, first.map_or(department.as_str(), |lane| lane.name.as_str())));
    let title = format!("{person} is of which department?");
    overlay::choose(model, Asks::Typist(Ask::Department(person)), title, rows, false);
    if let Some(Overlay::Choice(choice)) = model.overlays.last_mut() {
        choice.typing = true;
    }
}

/// Takes an answer.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    match ask {
        Ask::Still if given.words().is_empty() => {
            ask_who(model);
            Ok(Vec::new())
        }
        Ask::Still if given.words() == model.me.person.as_str() => {
            (model.me.unconfirmed, model.me.remembered) = (false, false);
            let mut effects = vec![Effect::RememberMe];
            effects.extend(claim(model));
            Ok(effects)
        }
        Ask::Name => {
            let person = match given.words() {
                "" => model.me.person.clone(),
                words if reads_as_line(words) => {
                    return Err("That reads like a line, not a name: Esc takes it there.".into());
                }
                words => Person::new(name_given(words)?),
            };
            model.kept_fields.insert(NAME.to_owned(), person.as_str().to_owned());
            ask_department(model, person);
            Ok(Vec::new())
        }
        Ask::Still | Ask::Who => {
            let person = Person::new(name_given(given.words())?);
            if let Some(Some(department)) = people::known(model).remove(&person) {
                return Ok(change(model, person, department));
            }
            ask_department(model, person);
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
            if model.me.on_behalf.as_ref() == Some(&model.me.person) {
                model.me.on_behalf = None;
                model.notice = Some("You type for yourself.".to_owned());
            }
            Ok(Vec::new())
        }
    }
}

/// Puts away what the one before has open, and what waited goes where there still is something.
fn make_room(model: &mut Model) -> Vec<Effect> {
    let (before, text) = (contexts(model), takes_text(model));
    let effects = away::put_away(model);
    held::anew(model);
    if contexts(model) != before {
        held::closed(model, text);
    }
    effects
}

/// Another person takes the keyboard: recorded under their own name.
fn change(model: &mut Model, person: Person, department: DepartmentId) -> Vec<Effect> {
    let same = model.me.person == person && model.me.department == department;
    // A session that has recorded nothing yet begins with whoever types now.
    let silent =
        model.waiting.is_empty() && !model.incident.sessions.contains_key(&model.me.session);
    let another = model.me.person != person && !model.me.unnamed;
    let mut effects = if another { make_room(model) } else { Vec::new() };
    model.me.person = person.clone();
    model.me.department = department.clone();
    model.me.on_behalf = None;
    let was_unnamed = model.me.unnamed;
    (model.me.unconfirmed, model.me.unnamed) = (false, false);
    model.me.remembered = false;
    let name = model.kept_fields.remove(NAME);
    effects.extend(name.map(|_| Effect::DropScratch(Slot::Field(NAME.to_owned()))));
    model.overlays.retain(|overlay| !is_name(overlay));
    if !same && !silent && !model.me.read_only {
        effects.extend(submit(model, Command::ChangeTypist(TypistChanged { person, department })));
    }
    effects.push(Effect::RememberMe);
    if was_unnamed {
        // What was typed before the name was said is theirs.
        effects.extend(capture::keep_all(model));
    }
    effects.extend(claim(model));
    if another && model.notice.is_none() {
        model.notice = left::waiting(model);
    }
    effects
}
