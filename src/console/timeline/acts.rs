//! Acts on a line: mend, strike, pin, tag, handling; on an order, a question, a fact: where it
//! stands. Next does them in its own place.

use crate::console::action::Action;
use crate::console::capture;
use crate::console::compose::{self, Reading};
use crate::console::effect::Effect;
use crate::console::model::{Model, Thing};
use crate::console::overlay::{self, Answer, Answered, Asks};
use crate::console::reader::{self, About};
use crate::console::select::Step;
use crate::console::update::{submit, submit_about};
use crate::domain::command::Command;
use crate::domain::event::{
    EntryCorrected, EntryKind, EntryRecorded, EntryTagged, EntryWithdrawn, FactStandingChanged,
    HandlingChanged, OrderChanged, OrderState, Standing,
};
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::rare::Rare;
use crate::domain::time::{Precision, Timestamp};
use crate::domain::timeline::Entry;

use super::entry::on_entry;
use super::{details, go, selected, set_filter};

/// How it is said to whom a line is restricted.
const FOR_WHOM: &str =
    "Departments, people, commas between; empty: its author and the incident commander";

/// What the timeline asks in dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// What to filter by; `before` comes back when it is left.
    Filter {
        /// The filter that held before.
        before: String,
    },
    /// The words of a line that the grammar cannot say.
    Words(EntryId),
    /// Why a line is struck.
    Withdraw(EntryId),
    /// All its tags.
    Tags(EntryId),
    /// Its handling.
    Handling(EntryId),
    /// To whom it is restricted.
    Restricted(EntryId),
    /// At whose direction it is privileged.
    Privileged(EntryId),
    /// The result of an order.
    OrderDone(EntryId),
    /// Whether an order that is done is taken up again.
    TakeUpAgain(EntryId),
    /// Why an order is refused.
    OrderRefused(EntryId),
    /// A new time for an order or a question.
    Due(EntryId),
    /// The answer to a question.
    Answer(EntryId),
    /// From what a fact is known.
    KnownFrom(EntryId),
}

impl Ask {
    /// The line that the answer gives words to: they are for those who may read the line.
    const fn words_of(&self) -> Option<&EntryId> {
        match self {
            Self::Words(id)
            | Self::Withdraw(id)
            | Self::Tags(id)
            | Self::OrderDone(id)
            | Self::OrderRefused(id)
            | Self::Answer(id)
            | Self::KnownFrom(id) => Some(id),
            Self::Filter { .. }
            | Self::Handling(_)
            | Self::Restricted(_)
            | Self::Privileged(_)
            | Self::TakeUpAgain(_)
            | Self::Due(_) => None,
        }
    }
}

/// Whether the shield hides the answer while it is typed, as it hides the line that it goes to.
pub fn is_hidden(model: &Model, ask: &Ask) -> bool {
    let entry = ask.words_of().and_then(|id| model.incident.timeline.entry(id));
    model.shielded() && entry.is_some_and(|entry| !entry.now.handling.is_open())
}

/// Acts on what is selected.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    // Who follows reads the newest line: that is the one to look into. Nothing is done to a line
    // that came a moment ago and was never chosen.
    if model.timeline.selected.is_none() && matches!(action, Action::Open | Action::Copy) {
        go(model, Step::Up);
    }
    let Some(thing) = selected(model) else {
        if action.changes_a_thing() || matches!(action, Action::Open | Action::Copy) {
            let gone = model.timeline.selected.is_some();
            let words = if gone {
                "What was selected is not shown any longer."
            } else {
                "Nothing is selected: k or Up takes the newest line."
            };
            model.notice = Some(words.to_owned());
        }
        return Vec::new();
    };
    match action {
        Action::Open => {
            reader::open(model, About::Line(thing));
            return Vec::new();
        }
        Action::Copy => return copy(model, &thing),
        _ => {}
    }
    let Thing::Entry(entry) = thing else {
        if action.changes_a_thing() {
            model.notice =
                Some("The console recorded that by itself; undo the act itself (u).".to_owned());
        }
        return Vec::new();
    };
    on_entry(model, action, &entry)
}

/// Says why a key means nothing here.
pub(super) fn say(model: &mut Model, words: &str) -> Vec<Effect> {
    model.notice = Some(words.to_owned());
    Vec::new()
}

fn ask(model: &mut Model, ask: Ask, name: &str, title: &str, hint: &str, text: &str) {
    overlay::prompt(model, Asks::Timeline(ask), name, title, hint, text);
}

fn copy(model: &mut Model, thing: &Thing) -> Vec<Effect> {
    let page = details::of(model, thing);
    let Some(page) = page else {
        return Vec::new();
    };
    if page.private && model.shielded() {
        return say(model, "Hidden by the shield; nothing was copied.");
    }
    page.lines.into_iter().next().map(Effect::Copy).into_iter().collect()
}

/// The row that last changed an entry, as this console sees it.
fn seen(model: &Model, id: &EntryId) -> u64 {
    model.incident.timeline.entry(id).map_or(0, |entry| entry.changed)
}

/// Makes a fact known, or only believed.
pub(super) fn standing(model: &mut Model, id: &EntryId, to: Standing, source: &str) -> Vec<Effect> {
    let to = FactStandingChanged { entry: id.clone(), to, source: source.to_owned() };
    submit(model, Command::ChangeFactStanding(to))
}

/// Names with commas between.
fn names(words: &str) -> Vec<String> {
    words.split(',').map(str::trim).filter(|who| !who.is_empty()).map(str::to_owned).collect()
}

fn needed(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("A few words are needed; they stay on the record.".to_owned());
    }
    Ok(text.to_owned())
}

/// Takes an answer.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let words = given.words();
    let handle = |entry: EntryId, handling: Handling, seen: u64| Command::ChangeHandling {
        to: HandlingChanged { entry, handling },
        seen,
    };
    let command = match ask {
        Ask::Filter { .. } => {
            set_filter(model, words);
            return match model.timeline.trouble.take() {
                Some(trouble) => Err(trouble),
                None => Ok(Vec::new()),
            };
        }
        Ask::Words(id) => return Ok(correct_words(model, &id, &needed(words)?)),
        Ask::Withdraw(id) => Command::WithdrawEntry {
            seen: seen(model, &id),
            to: EntryWithdrawn { entry: id, because: needed(words)? },
        },
        Ask::Tags(id) => {
            Command::TagEntry(EntryTagged { entry: id, tags: compose::tags_given(words) })
        }
        Ask::Handling(id) => match words {
            "restricted" => {
                self::ask(
                    model,
                    Ask::Restricted(id),
                    "restricted-to",
                    "Restricted to whom?",
                    FOR_WHOM,
                    "",
                );
                return Ok(Vec::new());
            }
            "privileged" => {
                self::ask(
                    model,
                    Ask::Privileged(id),
                    "privileged-by",
                    "At whose direction?",
                    "May stay empty.",
                    "",
                );
                return Ok(Vec::new());
            }
            _ => handle(id.clone(), Handling::Open, seen(model, &id)),
        },
        Ask::Restricted(id) => {
            let to = names(words);
            handle(id.clone(), Handling::Restricted { to }, seen(model, &id))
        }
        Ask::Privileged(id) => {
            let direction = (!words.is_empty()).then(|| words.to_owned());
            handle(id.clone(), Handling::Privileged { direction }, seen(model, &id))
        }
        Ask::OrderDone(id) => order(model, id, OrderState::Done { result: words.to_owned() }),
        Ask::TakeUpAgain(id) => super::entry::take_up(model, &id),
        Ask::OrderRefused(id) => order(model, id, OrderState::Refused { because: needed(words)? }),
        Ask::Due(id) => return extend(model, &id, words),
        Ask::Answer(id) => {
            let mut answer = note(EntryId::new(model.next_id().thing()), &needed(words)?);
            let handling =
                model.incident.timeline.entry(&id).map(|entry| entry.now.handling.clone());
            answer.handling = handling.unwrap_or_default();
            Command::AnswerQuestion { question: id, answer }
        }
        Ask::KnownFrom(id) => return Ok(standing(model, &id, Standing::Known, words)),
    };
    Ok(submit(model, command))
}

fn order(model: &Model, id: EntryId, to: OrderState) -> Command {
    let seen = seen(model, &id);
    Command::ChangeOrder { to: OrderChanged { entry: id, to, due: None }, seen }
}

/// The words of a line that the grammar cannot say, mended; all else stays.
fn correct_words(model: &mut Model, id: &EntryId, words: &str) -> Vec<Effect> {
    let Some(line) = model.incident.timeline.line(id).cloned() else {
        return Vec::new();
    };
    let Some(entry) = line.entry() else {
        return Vec::new();
    };
    let now = EntryRecorded { text: words.to_owned(), ..entry.now.clone() };
    correct(model, &line, entry, now)
}

fn correct(
    model: &mut Model,
    line: &crate::domain::timeline::Line,
    entry: &Entry,
    now: EntryRecorded,
) -> Vec<Effect> {
    let department = line.department.clone();
    let to = EntryCorrected { now, occurred_at: line.occurred_at, department: department.clone() };
    let at = model.now;
    submit_about(model, Command::CorrectEntry { to, seen: entry.changed }, department, at)
}

/// A new time for an order or a question, read as the capture line reads it; `-` takes the time
/// away.
fn extend(model: &mut Model, id: &EntryId, words: &str) -> Answered {
    let due = if words == "-" { None } else { Some(promised(model, words)?) };
    let Some(line) = model.incident.timeline.line(id).cloned() else {
        return Ok(Vec::new());
    };
    let Some(entry) = line.entry() else {
        return Ok(Vec::new());
    };
    if let EntryKind::Order { .. } = entry.now.kind {
        let to = OrderChanged { entry: id.clone(), to: entry.order.clone(), due: Some(due) };
        return Ok(submit(model, Command::ChangeOrder { to, seen: entry.changed }));
    }
    let kind = entry.now.kind.clone().put_off(due);
    let now = EntryRecorded { kind, ..entry.now.clone() };
    Ok(correct(model, &line, entry, now))
}

/// A coming time as the capture line reads one at the end of an order: `in 20m`, `by 15:00`,
/// `15:00`.
pub fn promised(model: &Model, words: &str) -> Result<Timestamp, String> {
    let known = capture::Known::of(model);
    let context = known.context(model, model.now);
    let mut trouble = None;
    for said in [format!("> x {words}"), format!("> x by {words}"), format!("> x in {words}")] {
        match compose::read(compose::Line::typed(&said), &context) {
            Reading::Ready(ready) => {
                if let [part] = ready.parts.as_slice()
                    && let EntryKind::Order { due: Some(due), .. } = part.kind
                    && part.text == "x"
                {
                    return Ok(due);
                }
            }
            Reading::Problem(problem) => trouble = trouble.or(Some(problem.sentence())),
            Reading::Empty => {}
        }
    }
    Err(trouble
        .unwrap_or_else(|| format!("{words} is no coming time: in 20m, 15:00, tomorrow 09:00")))
}

/// A plain note with this text.
fn note(entry: EntryId, text: &str) -> EntryRecorded {
    EntryRecorded {
        entry,
        kind: EntryKind::Note,
        text: text.to_owned(),
        precision: Precision::Second,
        seldom: Rare::default(),
    }
}

/// A moment that was, as the capture line reads a leading time.
pub fn past(model: &Model, words: &str) -> Result<Timestamp, String> {
    if matches!(words, "" | "now") {
        return Ok(model.now);
    }
    let known = capture::Known::of(model);
    let context = known.context(model, model.now);
    match compose::read(compose::Line::typed(&format!("{words} x")), &context) {
        Reading::Ready(ready) => match ready.parts.as_slice() {
            [part] if part.text == "x" => Ok(part.occurred_at),
            _ => Err(format!("{words} is no past time: 14:05, -15m, yesterday 22:10")),
        },
        Reading::Problem(problem) => Err(problem.sentence()),
        Reading::Empty => Ok(model.now),
    }
}
