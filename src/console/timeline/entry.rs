//! What a key means for one entry, from whichever pane it was pressed in: done at once, or a
//! question about it. What becomes of the answers is in [`super::acts`].

use crate::console::action::Action;
use crate::console::capture;
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Asks, ChoiceRow};
use crate::console::update::submit;
use crate::domain::command::Command;
use crate::domain::event::{
    Direction, EntryKind, EntryPinned, EntryRestored, OrderChanged, OrderState, Standing,
};
use crate::domain::ids::EntryId;
use crate::domain::timeline::{Entry, Line};

use super::acts::{Ask, say, standing};

/// A question about an entry: under which name its text is kept, and its words.
struct Question {
    name: &'static str,
    title: &'static str,
    hint: &'static str,
}

const fn question(name: &'static str, title: &'static str, hint: &'static str) -> Question {
    Question { name, title, hint }
}

const WORDS: Question = question("words", "How should it read?", "");
const STRIKE: Question =
    question("strike", "Strike this line: why?", "The line stays, struck, with the reason.");
const TAGS: Question = question("tags", "Its tags", "All of them, such as #exfiltration #db-7");
const DONE: Question = question("done", "Done: with what result?", "May stay empty.");
const REFUSE: Question = question("refuse", "Refused: why?", "A reason is needed.");
const DUE: Question =
    question("due", "For when now?", "in 20m, by 15:00, by tomorrow 09:00; - for no time");
const ANSWER: Question =
    question("answer", "The answer", "It becomes a line of its own, linked with the question.");
const KNOWN: Question =
    question("known", "Known from what?", "A system, a person, a document. May stay empty.");

/// Whether an answer is what a line waits for.
const fn asks(kind: &EntryKind) -> bool {
    matches!(kind, EntryKind::Question { .. } | EntryKind::Words { direction: Direction::Asks, .. })
}

/// An act on an entry.
pub fn on_entry(model: &mut Model, action: Action, id: &EntryId) -> Vec<Effect> {
    let Some(line) = model.incident.timeline.line(id).cloned() else {
        return Vec::new();
    };
    let Some(entry) = line.entry() else {
        return Vec::new();
    };
    match action {
        Action::Correct => correct(model, &line, entry),
        Action::Withdraw if entry.withdrawn.is_some() => {
            submit(model, Command::RestoreEntry(EntryRestored { entry: id.clone() }))
        }
        Action::Withdraw => ask(model, Ask::Withdraw(id.clone()), &STRIKE, id, ""),
        Action::Pin => {
            let to = EntryPinned { entry: id.clone(), pinned: !entry.pinned };
            submit(model, Command::PinEntry(to))
        }
        Action::Tag => {
            let tags: Vec<String> = entry.now.tags.iter().map(|tag| format!("#{tag}")).collect();
            ask(model, Ask::Tags(id.clone()), &TAGS, id, &tags.join(" "))
        }
        Action::Handling => handling(model, id),
        // A question is done with by its answer, in whichever pane.
        Action::Done if asks(&entry.now.kind) => on_entry(model, Action::Answer, id),
        Action::Acknowledge | Action::Done | Action::RefuseOrder => order(model, action, entry),
        Action::Extend => extend(model, entry),
        Action::Answer => match entry.now.kind {
            EntryKind::Question { .. } | EntryKind::Words { direction: Direction::Asks, .. } => {
                ask(model, Ask::Answer(id.clone()), &ANSWER, id, "")
            }
            EntryKind::Note
            | EntryKind::Order { .. }
            | EntryKind::Decision { .. }
            | EntryKind::Assessment
            | EntryKind::Fact { .. }
            | EntryKind::Words { .. }
            | EntryKind::Reply(_)
            | EntryKind::Other(_) => say(model, "That is no question."),
        },
        Action::Known => match entry.now.kind {
            EntryKind::Fact { standing: Standing::Known, .. } => {
                standing(model, id, Standing::Believed, "")
            }
            EntryKind::Fact { standing: Standing::Believed, .. } => {
                ask(model, Ask::KnownFrom(id.clone()), &KNOWN, id, "")
            }
            EntryKind::Note
            | EntryKind::Order { .. }
            | EntryKind::Question { .. }
            | EntryKind::Decision { .. }
            | EntryKind::Assessment
            | EntryKind::Words { .. }
            | EntryKind::Reply(_)
            | EntryKind::Other(_) => say(model, "That is no fact."),
        },
        _ => Vec::new(),
    }
}

fn ask(model: &mut Model, ask: Ask, words: &Question, about: &EntryId, text: &str) -> Vec<Effect> {
    let name = format!("{}-{about}", words.name);
    overlay::prompt(model, Asks::Timeline(ask), &name, words.title, words.hint, text);
    Vec::new()
}

fn correct(model: &mut Model, line: &Line, entry: &Entry) -> Vec<Effect> {
    if entry.withdrawn.is_some() {
        return say(model, "It is struck: x lets it stand again.");
    }
    if capture::mend_entry(model, line, entry) {
        return Vec::new();
    }
    let id = &entry.now.entry;
    ask(model, Ask::Words(id.clone()), &WORDS, id, &entry.now.text)
}

/// Asks for another time, of what is owed one.
fn extend(model: &mut Model, entry: &Entry) -> Vec<Effect> {
    let id = &entry.now.entry;
    match entry.now.kind {
        EntryKind::Order { .. } if !entry.is_owed() => {
            let how = match &entry.order {
                OrderState::Refused { .. } => "refused",
                _ if entry.withdrawn.is_some() => "struck",
                _ => "done",
            };
            let up = if how == "struck" { "x lets it stand" } else { "a takes it up" };
            let words = format!("That order is {how}, no time is owed: {up} again first.");
            say(model, &words)
        }
        EntryKind::Order { .. }
        | EntryKind::Question { .. }
        | EntryKind::Decision { .. }
        | EntryKind::Words { direction: Direction::Asks, .. } => {
            ask(model, Ask::Due(id.clone()), &DUE, id, "")
        }
        EntryKind::Note
        | EntryKind::Assessment
        | EntryKind::Fact { .. }
        | EntryKind::Words { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => say(model, "That is no order, question or decision."),
    }
}

fn handling(model: &mut Model, id: &EntryId) -> Vec<Effect> {
    let rows = vec![
        ChoiceRow::new("open", "Open: for everybody in the room", ""),
        ChoiceRow::new("restricted", "Restricted: to people or departments", ""),
        ChoiceRow::new("privileged", "Privileged: at the direction of counsel", ""),
    ];
    let asks = Asks::Timeline(Ask::Handling(id.clone()));
    overlay::choose(model, asks, "Who may be shown it?", rows, false);
    Vec::new()
}

fn order(model: &mut Model, action: Action, entry: &Entry) -> Vec<Effect> {
    let EntryKind::Order { .. } = entry.now.kind else {
        return say(model, "That is no order.");
    };
    let id = &entry.now.entry;
    let done = matches!(entry.order, OrderState::Done { .. });
    match action {
        Action::RefuseOrder if done => {
            say(model, "That order is done: u takes that back, a takes the order up again.")
        }
        Action::Acknowledge if done => {
            let title = "That order is done: take it up again?";
            let lines = vec!["It is owed again; its result stays in its details.".to_owned()];
            overlay::confirm(model, Asks::Timeline(Ask::TakeUpAgain(id.clone())), title, lines);
            Vec::new()
        }
        Action::Done => ask(model, Ask::OrderDone(id.clone()), &DONE, id, ""),
        Action::RefuseOrder => ask(model, Ask::OrderRefused(id.clone()), &REFUSE, id, ""),
        _ => {
            let command = take_up(model, id);
            submit(model, command)
        }
    }
}

/// Somebody has taken an order up.
pub(super) fn take_up(model: &Model, id: &EntryId) -> Command {
    let seen = model.incident.timeline.entry(id).map_or(0, |entry| entry.changed);
    let to = OrderState::Acknowledged { by: model.me.on_behalf.clone() };
    Command::ChangeOrder { to: OrderChanged { entry: id.clone(), to, due: None }, seen }
}
