//! Dialogs: a stack, the last on top takes the keys. None opens by what happens elsewhere, none
//! covers the capture line.
//!
//! A dialog is data. What becomes of its answer is data too: [`Asks`] names the part of the console
//! that asked and what it wants to know, and [`answer`] brings the [`Answer`] there. A part that
//! cannot take an answer says why; the dialog stays open.
//!
//! To ask something: add a variant to your pane's `Ask`, open a dialog ([`prompt`], [`choose`],
//! [`confirm`]), and take the answer in your pane's `answer(model, ask, answer)`.

mod choice;

use super::action::Action;
use super::capture::Capture;
use super::effect::Effect;
use super::field::Field;
use super::model::{Model, Slot};
use super::reader::Reader;
use super::{
    capture, checklists, drafts, facts, next, palette, plan, redact, room, standing, taken_off,
    timeline, typist, undo,
};

pub use choice::{Choice, ChoiceRow};

/// A dialog.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// One line is asked for.
    Prompt(Prompt),
    /// One of several.
    Choice(Choice),
    /// Yes or no.
    Confirm(Confirm),
    /// Something to read.
    Reader(Reader),
    /// A fresh line over whatever is going on; drawn where the capture line is.
    Line(Box<Capture>),
}

/// A dialog that asks for one line.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What becomes of the answer.
    pub asks: Asks,
    /// The question, in words.
    pub title: String,
    /// What there is to know before answering.
    pub lines: Vec<String>,
    /// The answer so far.
    pub field: Field,
    /// What an answer looks like, in small print.
    pub hint: String,
    /// Why the last answer was not taken, and what would be.
    pub trouble: Option<String>,
    /// Under which name the desk keeps the text while it is being typed.
    pub name: String,
    /// Whether the answer is one that was offered, and nothing was typed yet: the first letter
    /// takes its place, as in a field that is selected. A sign goes behind it.
    pub offered: bool,
}

impl Prompt {
    /// Whether what is typed is kept nowhere, because it is to go.
    pub fn is_secret(&self) -> bool {
        self.asks == Asks::Redact(redact::Ask::Passage)
    }

    /// Whether the shield hides the answer while it is typed.
    pub fn is_hidden(&self, model: &Model) -> bool {
        matches!(&self.asks, Asks::Timeline(ask) if timeline::is_hidden(model, ask))
    }

    /// Makes room for what is about to be typed at the end, or keeps what was offered.
    pub fn give_way(&mut self, first: Option<char>) {
        if std::mem::take(&mut self.offered) && first.is_some_and(char::is_alphabetic) {
            self.field.take();
        }
    }

    /// What is odd about the answer as far as it is typed. It is taken all the same: the record
    /// refuses nothing that happened.
    pub fn doubt(&self, model: &Model) -> Option<String> {
        match &self.asks {
            Asks::Drafts(ask) => drafts::doubt(model, ask, self.field.text()),
            // Everything else is refused where it cannot be, or is plain.
            _ => None,
        }
    }
}

/// A dialog that asks yes or no.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// What becomes of a yes.
    pub asks: Asks,
    /// The question, in words: what will happen.
    pub title: String,
    /// What there is to know before answering.
    pub lines: Vec<String>,
}

/// Who asked, and what they want to know.
#[derive(Debug, Clone, PartialEq)]
pub enum Asks {
    /// The capture line.
    Capture(capture::Ask),
    /// The timeline.
    Timeline(timeline::Ask),
    /// Next.
    Next(next::Ask),
    /// The checklists.
    Checklists(checklists::Ask),
    /// The drafts and their editor.
    Drafts(drafts::Ask),
    /// The facts.
    Facts(facts::Ask),
    /// The disclosure plan.
    Plan(plan::Ask),
    /// The room: status, severity, phases, anchors, roles, names, playbooks, tray.
    Room(room::Ask),
    /// Who types.
    Typist(typist::Ask),
    /// Undo and redo.
    Undo(undo::Ask),
    /// The palette: the answer is an action to run.
    Palette,
    /// How the file stands: whether it is the room, whether to leave while lines wait.
    Standing(standing::Ask),
    /// A redaction, or a legal hold.
    Redact(redact::Ask),
    /// Lift the shield.
    Shield,
    /// Do it although it changed a moment ago.
    Anyway(Action),
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A line; blanks at its ends are gone. May be empty.
    Text(String),
    /// A row, by its id.
    Chosen(String),
    /// Yes.
    Yes,
}

impl Answer {
    /// The text or the row's id; nothing for a yes.
    pub fn words(&self) -> &str {
        match self {
            Self::Text(text) | Self::Chosen(text) => text,
            Self::Yes => "",
        }
    }
}

/// Effects, or why the answer cannot be taken and what could be.
pub type Answered = Result<Vec<Effect>, String>;

/// Opens a dialog for one line. Text that was half typed under the same name comes back.
pub fn prompt(
    model: &mut Model,
    asks: Asks,
    name: &str,
    title: impl Into<String>,
    hint: &str,
    text: &str,
) {
    let kept = model.kept_fields.remove(name);
    let field = Field::new(kept.unwrap_or_else(|| text.to_owned()));
    let (title, hint, name) = (title.into(), hint.to_owned(), name.to_owned());
    let (lines, trouble, offered) = (Vec::new(), None, false);
    let prompt = Prompt { asks, title, lines, field, hint, trouble, name, offered };
    model.overlays.push(Overlay::Prompt(prompt));
}

/// The same with an answer offered, which the first letter typed takes the place of.
pub fn prompt_offering(
    model: &mut Model,
    asks: Asks,
    name: &str,
    title: impl Into<String>,
    hint: &str,
    text: &str,
) {
    let offered = !text.is_empty() && !model.kept_fields.contains_key(name);
    prompt(model, asks, name, title, hint, text);
    if let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() {
        prompt.offered = offered;
    }
}

/// Takes an answer that is doubted only when it is given again after the doubt was shown.
pub fn insist(model: &Model, doubts: &[String]) -> Result<(), String> {
    if doubts.is_empty() {
        return Ok(());
    }
    // What to do stands first: there a low screen cannot cut it.
    let why = format!("Enter again takes it all the same. {}", doubts.join(" "));
    if model.doubt_shown.as_deref() == Some(&why) { Ok(()) } else { Err(why) }
}

/// What there is to know before the question that was just opened is answered.
pub fn before_answering(model: &mut Model, lines: Vec<String>) {
    if let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() {
        prompt.lines = lines;
    }
}

/// Opens a list to choose from. With `free`, what is typed may be the answer, and what was half
/// typed there comes back.
pub fn choose(
    model: &mut Model,
    asks: Asks,
    title: impl Into<String>,
    rows: Vec<ChoiceRow>,
    free: bool,
) {
    let mut choice = Choice::new(asks, title, rows, free);
    if let Some(typed) = choice.name.as_ref().and_then(|name| model.kept_fields.remove(name)) {
        choice.take_up(typed);
    }
    model.overlays.push(Overlay::Choice(choice));
}

/// Asks yes or no.
pub fn confirm(model: &mut Model, asks: Asks, title: impl Into<String>, lines: Vec<String>) {
    model.overlays.push(Overlay::Confirm(Confirm { asks, title: title.into(), lines }));
}

/// Takes the answer of the dialog on top to whoever asked. The dialog is gone before they see the
/// model, so that they may open another; it comes back with the reason when they cannot take the
/// answer.
pub fn answer(model: &mut Model) -> Vec<Effect> {
    let Some(mut overlay) = model.overlays.pop() else {
        return Vec::new();
    };
    let given = match &overlay {
        Overlay::Prompt(prompt) => {
            Some((prompt.asks.clone(), Answer::Text(prompt.field.text().trim().to_owned())))
        }
        Overlay::Choice(choice) => choice.answer().map(|answer| (choice.asks.clone(), answer)),
        Overlay::Confirm(confirm) => Some((confirm.asks.clone(), Answer::Yes)),
        Overlay::Reader(_) | Overlay::Line(_) => None,
    };
    let Some((asks, given)) = given else {
        model.overlays.push(overlay);
        return Vec::new();
    };
    let doubt = match &overlay {
        Overlay::Choice(choice) => choice.doubt(),
        Overlay::Prompt(prompt) => taken_off::doubt_in(model, prompt),
        Overlay::Confirm(_) | Overlay::Reader(_) | Overlay::Line(_) => None,
    };
    let depth = model.overlays.len();
    model.doubt_shown = match &overlay {
        Overlay::Prompt(prompt) => prompt.trouble.clone(),
        Overlay::Choice(choice) => choice.trouble.clone(),
        Overlay::Confirm(_) | Overlay::Reader(_) | Overlay::Line(_) => None,
    };
    match doubt.map_or_else(|| hand_over(model, asks, &given), Err) {
        Ok(mut effects) => {
            let name = match overlay {
                Overlay::Prompt(prompt) if !prompt.is_secret() => Some(prompt.name),
                Overlay::Choice(choice) => choice.name,
                Overlay::Prompt(_)
                | Overlay::Confirm(_)
                | Overlay::Reader(_)
                | Overlay::Line(_) => None,
            };
            effects.extend(name.map(|name| match model.kept_fields.get(&name).cloned() {
                // One answer of several is kept until the last is given.
                Some(text) => {
                    let (slot, cursor) = (Slot::Field(name), text.len());
                    Effect::SaveScratch { slot, text, cursor }
                }
                None => Effect::DropScratch(Slot::Field(name)),
            }));
            effects
        }
        Err(why) => {
            match &mut overlay {
                Overlay::Prompt(prompt) => prompt.trouble = Some(why),
                Overlay::Choice(choice) => choice.trouble = Some(why),
                Overlay::Confirm(_) | Overlay::Reader(_) | Overlay::Line(_) => {
                    model.notice = Some(why);
                    return Vec::new();
                }
            }
            model.overlays.insert(depth.min(model.overlays.len()), overlay);
            Vec::new()
        }
    }
}

/// A letter was typed into the dialog on top: a filter works while it is being typed.
pub fn typed(model: &mut Model) {
    if let Some(Overlay::Prompt(prompt)) = model.overlays.last()
        && let Asks::Timeline(timeline::Ask::Filter { .. }) = prompt.asks
    {
        let text = prompt.field.text().to_owned();
        timeline::set_filter(model, &text);
        let trouble = model.timeline.trouble.clone();
        if let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() {
            prompt.trouble = trouble;
        }
    }
}

/// Closes the dialog on top without an answer. What was typed waits for the next time it is opened.
pub fn cancel(model: &mut Model) -> Vec<Effect> {
    match model.overlays.pop() {
        Some(Overlay::Prompt(prompt)) => {
            if let Asks::Timeline(timeline::Ask::Filter { before }) = &prompt.asks {
                timeline::set_filter(model, before);
                return vec![Effect::DropScratch(Slot::Field(prompt.name))];
            }
            if prompt.asks == Asks::Typist(typist::Ask::Name) {
                let mut effects = typist::not_now(model, prompt.field.text());
                effects.push(Effect::DropScratch(Slot::Field(prompt.name)));
                return effects;
            }
            if prompt.is_secret() {
                return Vec::new();
            }
            if prompt.field.is_empty() || prompt.offered {
                return vec![Effect::DropScratch(Slot::Field(prompt.name))];
            }
            model.kept_fields.insert(prompt.name, prompt.field.text().to_owned());
            Vec::new()
        }
        Some(Overlay::Choice(Choice { name: Some(name), filter, .. })) => {
            if filter.is_empty() {
                return vec![Effect::DropScratch(Slot::Field(name))];
            }
            model.kept_fields.insert(name, filter.text().to_owned());
            Vec::new()
        }
        Some(other) => {
            capture::offered(&other).map(|offer| capture::decline(model, offer)).unwrap_or_default()
        }
        None => Vec::new(),
    }
}

fn hand_over(model: &mut Model, asks: Asks, given: &Answer) -> Answered {
    match asks {
        Asks::Capture(ask) => capture::answer(model, ask, given),
        Asks::Timeline(ask) => timeline::answer(model, ask, given),
        Asks::Next(ask) => next::answer(model, ask, given),
        Asks::Checklists(ask) => checklists::answer(model, ask, given),
        Asks::Drafts(ask) => drafts::answer(model, ask, given),
        Asks::Facts(ask) => facts::answer(model, ask, given),
        Asks::Plan(ask) => plan::answer(model, ask, given),
        Asks::Room(ask) => room::answer(model, ask, given),
        Asks::Typist(ask) => typist::answer(model, ask, given),
        Asks::Undo(ask) => undo::answer(model, ask, given),
        Asks::Palette => palette::answer(model, given),
        Asks::Standing(ask) => Ok(standing::answer(model, ask, given)),
        Asks::Redact(ask) => redact::answer(model, ask, given),
        Asks::Shield => Ok(super::shield::lift(model)),
        Asks::Anyway(action) => Ok(super::update::act_anyway(model, action)),
    }
}
