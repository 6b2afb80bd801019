//! What a room that is being closed leaves behind: how many of what, the first few by name, what
//! has not reached the record, and how many drafts did not go out. Apart from the question, because
//! linear mode says it too.
//!
//! What must stay true: it forbids nothing, and shows no words that the shield may hide.

use crate::console::model::Model;
use crate::console::overlay::Overlay;
use crate::console::{capture, zone};
use crate::domain::next::Owed;
use crate::domain::review::State;

/// What is said below the question, where something is left.
pub const HINT: &str = "May stay empty. Enter closes all the same: the record says how many were \
                        left open. Esc goes back.";

/// How many of what is owed are named.
const NAMED: usize = 4;

/// What is left, in a few lines; none where nothing is.
pub fn lines(model: &Model) -> Vec<String> {
    let owed = model.incident.owed();
    let mut lines = Vec::new();
    let sorts = model.incident.left_by_sort(&owed);
    if !sorts.is_empty() {
        let all = model.incident.left_open();
        lines.push(format!("{all} left open: {}.{}", sorts.join(", "), waits(model)));
        lines.extend(owed.iter().take(NAMED).map(|one| named(model, one)));
        if owed.len() > NAMED {
            lines.push(format!("and {} more in Next", owed.len() - NAMED));
        }
    }
    let unsaid = undelivered(model);
    if !unsaid.is_empty() {
        lines.push(format!("Not on the record: {}.", unsaid.join(", ")));
    }
    let drafts = model.incident.drafts.all().iter();
    match drafts.filter(|one| is_unsent(model.incident.draft_state(one))).count() {
        0 => {}
        1 => lines.push("Never sent: 1 draft.".to_owned()),
        many => lines.push(format!("Never sent: {many} drafts.")),
    }
    lines
}

/// What is not in the number, because nobody declared.
fn waits(model: &Model) -> String {
    match model.incident.unlisted() {
        0 => String::new(),
        1 => " Not counted: 1 item that waits for a declaration.".to_owned(),
        many => format!(" Not counted: {many} items that wait for a declaration."),
    }
}

/// Whether words were written and did not go out.
const fn is_unsent(state: State) -> bool {
    match state {
        State::Draft
        | State::InReview
        | State::ChangesRequested
        | State::Approved
        | State::Released => true,
        State::Sent | State::Superseded | State::Withdrawn => false,
    }
}

/// One thing owed, by name. Words for few are never shown here: the dialog stands when the shield
/// comes down again.
fn named(model: &Model, one: &Owed<'_>) -> String {
    let told = one.told();
    let words = told.as_deref().unwrap_or_else(|| one.words());
    let words = if one.is_open() { words } else { "(hidden)" };
    let due = one.due.map(|due| format!(" {}", zone::until(due, model.now))).unwrap_or_default();
    format!("{}{due} {}: {words}", one.sort().to_uppercase(), model.incident.who(one, false))
}

/// How many of what stands over the panes are such.
fn over(model: &Model, is: impl Fn(&&Overlay) -> bool) -> usize {
    model.overlays.iter().filter(is).count()
}

/// What was typed and is not on the record.
fn undelivered(model: &Model) -> Vec<String> {
    let waiting = model.waiting.len().max(model.reach.waiting);
    let refused = model.reach.refused.max(model.tray.len());
    let parked = model.capture.parked.len();
    let mut out = Vec::new();
    if waiting > 0 {
        out.push(format!("{waiting} waiting for the file"));
    }
    if refused > 0 {
        out.push(format!("{refused} refused (r x)"));
    }
    let fresh = |one: &&Overlay| matches!(one, Overlay::Line(line) if !line.is_empty());
    let lines = usize::from(!model.capture.is_empty()) + over(model, fresh);
    match lines {
        0 => {}
        1 => out.push("the line that is half typed".to_owned()),
        many => out.push(format!("{many} lines half typed")),
    }
    match over(model, |one| capture::offered(one).is_some()) {
        0 => {}
        many => out.push(format!("{many} that came too fast, offered as a line")),
    }
    if parked > 0 {
        out.push(format!("{parked} parked"));
    }
    let open = model.drafts.editor.as_ref().filter(|editor| editor.is_unsaved());
    match open.into_iter().count() + model.drafts.kept.len() {
        0 => {}
        1 => out.push("1 draft's text not saved".to_owned()),
        many => out.push(format!("{many} drafts' texts not saved")),
    }
    if !model.typed_lines.is_empty() {
        out.push(format!("{} half typed here", model.typed_lines.len()));
    }
    out
}
