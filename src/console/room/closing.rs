//! What a room that is being closed leaves behind: how many of what, the first few by name, and
//! what has not reached the record. Apart from the question, because linear mode says it too.
//!
//! What must stay true: it forbids nothing, and shows no words that the shield may hide.

use crate::console::model::Model;
use crate::console::zone;
use crate::domain::next::{Owed, Thing};

/// What is said below the question, where something is left.
pub const HINT: &str = "May stay empty. Enter closes all the same: the record says how many were \
                        left open. Esc goes back.";

/// How many of what is owed are named.
const NAMED: usize = 4;

/// What is left, in a few lines; none where nothing is.
pub fn lines(model: &Model) -> Vec<String> {
    let owed = model.incident.owed();
    let mut lines = Vec::new();
    let sorts = counts(&owed, model.incident.open_items());
    if !sorts.is_empty() {
        let all = model.incident.left_open();
        lines.push(format!("{all} left open: {}.", sorts.join(", ")));
        lines.extend(owed.iter().take(NAMED).map(|one| named(model, one)));
        if owed.len() > NAMED {
            lines.push(format!("and {} more in Next", owed.len() - NAMED));
        }
    }
    let unsaid = undelivered(model);
    if !unsaid.is_empty() {
        lines.push(format!("Not on the record: {}.", unsaid.join(", ")));
    }
    lines
}

/// A sort of debt: one, several, and whether a thing is of it.
type Sort = (&'static str, &'static str, fn(&Thing<'_>) -> bool);

/// How many of each sort.
fn counts(owed: &[Owed<'_>], items: usize) -> Vec<String> {
    let sorts: [Sort; 13] = [
        ("correction owed", "corrections owed", |it| matches!(it, Thing::Correction(..))),
        ("order", "orders", |it| matches!(it, Thing::Order(..))),
        ("question", "questions", |it| matches!(it, Thing::Question(..) | Thing::Asked(..))),
        ("promised update", "promised updates", |it| matches!(it, Thing::Update(_))),
        ("promised item", "promised items", |it| matches!(it, Thing::Item(_))),
        ("decision to look at", "decisions to look at", |it| matches!(it, Thing::LookAgain(..))),
        ("approval", "approvals", |it| matches!(it, Thing::Approval(..))),
        ("go to be given", "goes to be given", |it| matches!(it, Thing::Go(_))),
        ("draft to be sent", "drafts to be sent", |it| matches!(it, Thing::Sending(_))),
        ("sending to be cleared up", "sendings to be cleared up", |it| {
            matches!(it, Thing::Outcome(..))
        }),
        ("text to be renewed", "texts to be renewed", |it| matches!(it, Thing::Expiry(_))),
        ("audience to be told", "audiences to be told", |it| matches!(it, Thing::Tell(_))),
        ("change to a draft", "changes to drafts", |it| matches!(it, Thing::Changes(..))),
    ];
    let many = sorts.iter().map(|(one, several, is)| {
        (owed.iter().filter(|owed| is(&owed.thing)).count(), *one, *several)
    });
    let all = many.chain([(items, "open item", "open items")]);
    let some = all.filter(|(many, ..)| *many > 0);
    some.map(|(many, one, several)| format!("{many} {}", if many == 1 { one } else { several }))
        .collect()
}

/// One thing owed, by name. Words for few are never shown here: the dialog stands when the shield
/// comes down again.
fn named(model: &Model, one: &Owed<'_>) -> String {
    let told = one.told();
    let words = told.as_deref().unwrap_or_else(|| one.words());
    let words = if one.is_open() { words } else { "(hidden)" };
    let due = one.due.map(|due| format!(" {}", zone::until(due, model.now))).unwrap_or_default();
    format!("{}{due} {}: {words}", one.sort().to_uppercase(), model.incident.who(one.who))
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
    if parked > 0 {
        out.push(format!("{parked} parked"));
    }
    if !model.typed_lines.is_empty() {
        out.push(format!("{} half typed here", model.typed_lines.len()));
    }
    out
}
