//! What was refused, with its text, until somebody deals with it.

use crate::console::capture;
use crate::console::effect::Effect;
use crate::console::model::{Focus, Model};
use crate::console::overlay::ChoiceRow;
use crate::console::zone;
use crate::domain::command::{Command, Submission};
use crate::domain::handling::Handling;

use super::{Ask, choose};

/// Lists it.
pub fn list(model: &mut Model) -> Vec<Effect> {
    let row = |(place, (submission, refusal)): (usize, &(Submission, _))| {
        let at = zone::moment(submission.stamp.recorded_at, model.now, model.tz());
        let text = text(submission, model.shielded());
        ChoiceRow::new(place.to_string(), format!("{text} · {refusal}"), at)
    };
    let rows: Vec<ChoiceRow> = model.tray.iter().enumerate().map(row).collect();
    if rows.is_empty() {
        model.notice = Some("Nothing was refused.".to_owned());
        return Vec::new();
    }
    choose(model, Ask::Tray, "Refused: not on the record", rows, false);
    Vec::new()
}

/// How many characters of a refused text are shown; the rest is counted.
const SHOWN_CHARS: usize = 200;

/// The beginning of a long text, and how much there is more.
fn beginning(text: &str) -> String {
    let mut chars = text.chars();
    let shown: String = chars.by_ref().take(SHOWN_CHARS).collect();
    match chars.count() {
        0 => shown,
        more => format!("{} … {more} more characters", shown.trim_end()),
    }
}

/// What was asked, in a few words.
fn text(submission: &Submission, shielded: bool) -> String {
    let shown = |text: &str, handling: &Handling| {
        if shielded && !handling.is_open() { handling.word().to_owned() } else { beginning(text) }
    };
    match &submission.command {
        Command::Record(entry) | Command::AnswerQuestion { answer: entry, .. } => {
            shown(&entry.text, &entry.handling)
        }
        Command::RecordMany { lines } => format!("{} lines", lines.len()),
        Command::CorrectEntry { to, .. } => shown(&to.now.text, &to.now.handling),
        Command::CommentItem(to) => beginning(&to.text),
        _ => "a change".to_owned(),
    }
}

/// One was chosen.
pub fn chosen(model: &mut Model, place: &str) -> Vec<Effect> {
    let Ok(place) = place.parse::<usize>() else { return Vec::new() };
    let Some((_, refusal)) = model.tray.get(place) else { return Vec::new() };
    let title = format!("{refusal}: {}", refusal.hint());
    let rows = vec![
        ChoiceRow::new("line", "Its text back into the line", ""),
        ChoiceRow::new("drop", "Done with it: drop it", ""),
    ];
    choose(model, Ask::Refused(place), &title, rows, false);
    Vec::new()
}

/// Puts its text back, and drops it.
pub fn deal(model: &mut Model, place: usize, what: &str) -> Vec<Effect> {
    if place >= model.tray.len() {
        return Vec::new();
    }
    let (submission, _) = model.tray.remove(place);
    let mut effects = vec![Effect::DropRefused(submission.id)];
    if what == "line" {
        model.focus = Focus::Capture;
        effects.extend(capture::give_back(model, &submission.command));
    }
    effects
}
