//! Acts that change nothing: told at once and not sent, so that no refusal is left behind of what
//! nobody needs to deal with.
//!
//! What must stay true: nothing is held back that could change something. While an act of this
//! console is on its way the record here is not what it will be, and the keeper of the record
//! judges.

use crate::console::model::Model;
use crate::console::timeline::row::is_line;
use crate::console::zone;
use crate::domain::command::{Command, Submission};
use crate::domain::decide::decide;
use crate::domain::refusal::Refusal;
use crate::domain::sentence;

/// What is so already, where the record as it is here says that this would change nothing.
pub fn told(model: &Model, submission: &Submission) -> Option<String> {
    let waits = model.waiting.iter().any(|one| changes_something(&one.submission.command));
    if waits || !changes_something(&submission.command) {
        return None;
    }
    match decide(&model.incident, submission) {
        Err(Refusal::AlreadySo { what }) => Some(words(model, &what)),
        Ok(_) | Err(_) => None,
    }
}

/// The same for what came back refused: another did it a moment earlier, and no word that somebody
/// typed would be lost.
pub fn raced(model: &Model, submission: &Submission, refusal: &Refusal) -> Option<String> {
    let Refusal::AlreadySo { what } = refusal else { return None };
    let command = &submission.command;
    let named = matches!(command, Command::RenameRoom(_));
    let worded = command.words().is_some_and(|(words, _)| !words.trim().is_empty());
    (!is_line(command) && (named || !worded)).then(|| words(model, what))
}

fn words(model: &Model, what: &str) -> String {
    let moment = |at| zone::beside(at, model.now, model.now, model.tz());
    format!("Already so: {}; nothing is recorded.", sentence::in_zone(what, moment))
}

/// Whether a command changes what stands, rather than adding words beside it or telling who is
/// here.
const fn changes_something(command: &Command) -> bool {
    let adds = is_line(command)
        || matches!(
            command,
            Command::OpenRoom(_)
                | Command::StartSession(_)
                | Command::ChangeTypist(_)
                | Command::CommentItem(_)
                | Command::CommentDraft(_)
                | Command::AddItem(_)
                | Command::CreateDraft(_)
                | Command::Redact(_)
                | Command::ConfirmRedactions(_)
        );
    !adds
}
