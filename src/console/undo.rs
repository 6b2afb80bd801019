//! Undo and redo of what this console did. The record knows what takes an act back
//! ([`crate::domain::undo`]); here is which act is meant. To the record an undo is an act like any
//! other, whose own opposite is the redo.
//!
//! What must stay true: both are the two stacks that everybody knows. Undo walks back through this
//! console's acts and never meets its own undos, redo walks forward again, and a new act leaves
//! nothing to do again.

use crate::domain::command::{Command, Submission};
use crate::domain::ids::SubmissionId;
use crate::domain::people::Person;
use crate::domain::refusal::Refusal;
use crate::domain::sentence;
use crate::domain::time::Timestamp;
use crate::domain::undo::{Opposite, acts, opposite};

use super::action::Action;
use super::effect::Effect;
use super::model::Model;
use super::overlay::{self, Answer, Answered, Asks};
use super::reader::{self, Page};
use super::update::{cannot_record, submit};
use super::zone;

/// An act older than this is asked about first, in minutes.
const ASKS_AFTER_MINUTES: i64 = 2;

/// What this console undid and did again.
#[derive(Debug, Clone, Default)]
pub struct Acts {
    /// Every act that was undone, in the order of undoing: undo passes over these and their undos.
    spent: Vec<Undone>,
    /// The undos that can be done again, the last at the end.
    left: Vec<SubmissionId>,
    /// What was done again: each stands for the act that was undone.
    again: Vec<Again>,
    /// The last new act: what was undone before it is not done again.
    newest: u64,
    /// What was asked back before it went out.
    asked_back: Option<SubmissionId>,
}

/// An act that was undone, and by which submission.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Undone {
    act: SubmissionId,
    by: SubmissionId,
    /// What the act did, in words.
    did: String,
}

/// An undo that was done again.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Again {
    by: SubmissionId,
    undo: SubmissionId,
    /// What it does again, in words.
    did: String,
}

impl Acts {
    fn is_spent(&self, id: &SubmissionId) -> bool {
        self.spent.iter().any(|undone| undone.act == *id || undone.by == *id)
    }

    /// What an act is called: one that does something again as what it does again.
    fn called(&self, id: &SubmissionId) -> Option<String> {
        self.again.iter().find(|again| again.by == *id).map(|again| again.did.clone())
    }

    /// A submission came to nothing: what it undid was not undone, what it did again is left to do.
    fn came_to_nothing(&mut self, id: &SubmissionId) {
        self.spent.retain(|undone| undone.by != *id);
        self.left.retain(|undo| undo != id);
        let Some(at) = self.again.iter().position(|again| again.by == *id) else { return };
        let again = self.again.remove(at);
        if id.number > self.newest {
            self.left.push(again.undo);
            self.left.sort();
        }
    }
}

/// What undo asks: whether to take back an older act.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The act; for a redo the undo.
    act: SubmissionId,
    /// Undo or redo.
    redo: bool,
    /// What the act did that is undone or done again, in words.
    did: String,
    /// What takes it back.
    command: Box<Command>,
}

/// Undo or redo.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(why) = cannot_record(model) {
        model.notice = Some(why);
        return Vec::new();
    }
    if action == Action::Redo { redo(model) } else { undo(model) }
}

fn undo(model: &mut Model) -> Vec<Effect> {
    // Undos on their way are passed over as those in the file are.
    let mut waiting = model.waiting.iter().rev();
    if let Some(waiting) = waiting.find(|one| !model.acts.is_spent(&one.submission.id)) {
        let by = &waiting.submission.stamp.author;
        if *by != model.me.person {
            // Its words would come back into a line that is not theirs.
            let words = format!("{by} did the last thing here: undone once it is in the file.");
            model.notice = Some(words);
            return Vec::new();
        }
        let id = waiting.submission.id.clone();
        model.acts.asked_back = Some(id.clone());
        return vec![Effect::TakeBack(id)];
    }
    let last =
        acts(&model.incident, &model.me.session).find(|act| !model.acts.is_spent(&act.submission));
    let Some(id) = last.map(|act| act.submission.clone()) else {
        model.notice = Some("Nothing was done at this console that can be undone.".to_owned());
        return Vec::new();
    };
    take_back(model, id, None)
}

fn redo(model: &mut Model) -> Vec<Effect> {
    let acts = &model.acts;
    let last = acts.left.last().and_then(|id| acts.spent.iter().find(|undone| undone.by == *id));
    let Some(undone) = last else {
        model.notice = Some("Nothing undone at this console is left to do again.".to_owned());
        return Vec::new();
    };
    let (id, did) = (undone.by.clone(), undone.did.clone());
    if model.waiting.iter().any(|waiting| waiting.submission.id == id) {
        // Not undone yet: to do it again is to not undo it.
        model.acts.asked_back = Some(id.clone());
        return vec![Effect::TakeBack(id)];
    }
    take_back(model, id, Some(did))
}

/// Something new is asked of the record: what was undone before it stays undone. Who sits here and
/// what a console does by itself is no act.
pub fn new_act(model: &mut Model, asked: &Submission) {
    let command = &asked.command;
    if !command.is_of_the_console() && !matches!(command, Command::ChangeTypist(_)) {
        model.acts.left.clear();
        model.acts.newest = asked.id.number;
    }
}

/// Whether a person asked for this submission back, by undo or redo.
pub fn is_asked_back(model: &Model, id: &SubmissionId) -> bool {
    model.acts.asked_back.as_ref() == Some(id)
}

/// A submission was declined, or could be kept nowhere: it undid nothing, nor did it again.
pub fn came_to_nothing(model: &mut Model, id: &SubmissionId) {
    model.acts.came_to_nothing(id);
}

/// A submission was taken back before it was numbered: what it undid was never undone.
/// A line's words come back to where they were typed.
pub fn taken_back(model: &mut Model, id: &SubmissionId, line: bool) {
    model.acts.came_to_nothing(id);
    if model.acts.asked_back.as_ref() == Some(id) {
        model.acts.asked_back = None;
        let back = if line { "; your words are back in the line" } else { "" };
        model.notice =
            Some(format!("Taken back before it went out: nothing of it is recorded{back}."));
    }
}

/// Takes an act back, asking first where it is older. A redo takes back an undo, and says what that
/// had undone.
fn take_back(model: &mut Model, act: SubmissionId, again: Option<String>) -> Vec<Effect> {
    let Opposite { did, words, at, by, command } = match opposite(&model.incident, &act) {
        Ok(opposite) => opposite,
        Err(refusal) => {
            let title = if again.is_some() { "Not done again" } else { "Not undone" };
            let mut lines = refused(model, &refusal);
            let hint = match &refusal {
                // To ask again would be refused again: undoing never overwrites.
                Refusal::Moved { .. } => "look at both, and mend by hand what is to read otherwise",
                other => other.hint(),
            };
            lines.extend([String::new(), format!("What you can do: {hint}.")]);
            // A refusal says nothing that the shield hides: it is made for the tray as well.
            reader::say(model, Page::open(title, lines));
            return Vec::new();
        }
    };
    let redo = again.is_some();
    let did = again.or_else(|| model.acts.called(&act)).unwrap_or(did);
    let ask = Ask { act, redo, did: did.clone(), command: Box::new(command) };
    let another = by != model.me.person;
    if another || !redo && model.now.since(at) > ASKS_AFTER_MINUTES * 60_000 {
        let title = asked(model, redo, &by, at);
        let mut lines = vec![did.clone()];
        if did != words && !redo {
            lines.push(format!("Undone, that is: {words}."));
        }
        overlay::confirm(model, Asks::Undo(ask), title, in_zone(model, lines));
        return Vec::new();
    }
    let effects = go(model, ask);
    if !effects.is_empty() {
        let done = if redo { "Done again" } else { "Undone" };
        model.notice = in_zone(model, vec![format!("{done}: {did}")]).pop();
    }
    effects
}

/// What is asked before something older, or another's, is undone or done again.
fn asked(model: &Model, redo: bool, by: &Person, at: Timestamp) -> String {
    let who = if *by == model.me.person { "you" } else { by.as_str() };
    let when = match zone::since(at, model.now) {
        now if now == "now" => "just now".to_owned(),
        ago => ago,
    };
    if redo {
        format!("Do again what {who} undid {when}?")
    } else {
        format!("Undo what {who} did {when}?")
    }
}

/// The same as it is to be asked now.
pub fn asked_now(model: &Model, ask: &Ask) -> Option<String> {
    let Opposite { by, at, .. } = opposite(&model.incident, &ask.act).ok()?;
    Some(asked(model, ask.redo, &by, at))
}

/// Why an act is not taken back; where another changed the same thing, both versions.
fn refused(model: &Model, refusal: &Refusal) -> Vec<String> {
    let lines = match refusal {
        Refusal::Moved { what, was, now, by, at } => vec![
            format!("Another changed {what} since."),
            String::new(),
            format!("You left it:  {was}"),
            format!("{by} made it:  {now}  ({})", zone::clock(*at, model.tz())),
        ],
        other => vec![other.to_string()],
    };
    in_zone(model, lines)
}

/// The moments in sentences, in the zone of the screen.
fn in_zone(model: &Model, lines: Vec<String>) -> Vec<String> {
    let moment = |at| zone::beside(at, model.now, model.now, model.tz());
    let show = |line: String| sentence::in_zone(&line, moment).into();
    lines.into_iter().map(show).collect()
}

fn go(model: &mut Model, ask: Ask) -> Vec<Effect> {
    if ask.redo && !model.acts.left.contains(&ask.act) {
        let words = "Something new was done since: what was undone before it stays undone.";
        model.notice = Some(words.to_owned());
        return Vec::new();
    }
    let by = model.next_id();
    // Neither undo nor redo is a new act.
    let before = model.acts.clone();
    let effects = submit(model, *ask.command);
    model.acts = before;
    if effects.is_empty() && cannot_record(model).is_some() {
        return effects;
    }
    // What would change nothing is passed over all the same, else nothing before it is reached.
    if ask.redo {
        model.acts.left.retain(|undo| *undo != ask.act);
        if !effects.is_empty() {
            model.acts.again.push(Again { by, undo: ask.act, did: ask.did });
        }
    } else {
        if !effects.is_empty() {
            model.acts.left.push(by.clone());
        }
        model.acts.spent.push(Undone { act: ask.act, by, did: ask.did });
    }
    effects
}

/// Takes an answer.
pub fn answer(model: &mut Model, ask: Ask, _given: &Answer) -> Answered {
    let done = if ask.redo { "Done again" } else { "Undone" };
    let notice = format!("{done}: {}", ask.did);
    let effects = go(model, ask);
    if !effects.is_empty() {
        model.notice = in_zone(model, vec![notice]).pop();
    }
    Ok(effects)
}
