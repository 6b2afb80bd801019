//! What is said of a draft's going out: the go, what consoles let out and how that ended, what was
//! sent, to how many and to which list.
//!
//! Apart from the rest of the page, because it is about what left the house and cannot come back.
//! What must stay true: a sending that nobody knows the end of is said to be just that.

use super::{Look, Said, line, moment};
use crate::console::model::Model;
use crate::console::zone;
use crate::domain::draft::Draft;
use crate::domain::event::Outcome;
use crate::domain::review::{self, Claim, Early, Sent};

/// The go, and what left the house.
pub(super) fn lines(model: &Model, draft: &Draft, lines: &mut Vec<Said>) {
    if let Some(go) = draft.review.releases.iter().rev().find(|one| !one.taken_back) {
        let (by, at, digest) = (&go.by, moment(model, go.at), go.words.digest.short());
        let out = draft.review.last_sent().is_some_and(|sent| sent.words.digest == go.words.digest);
        let (words, look) = match (model.incident.release(draft), out) {
            (Some(_), _) => ("go", Look::Good),
            (None, true) => ("go for what was sent", Look::Plain),
            (None, false) => ("go, VOID since the words changed,", Look::Wrong),
        };
        lines.push(line(Look::Head, "The go"));
        lines.push(line(look, format!("  {words} by {by}, {at}, words {digest}")));
    }
    if draft.review.sent.is_empty() && draft.review.claims.is_empty() {
        return;
    }
    lines.push(line(Look::Head, "Sent"));
    // What went out has a line of its own below.
    let went = |claim: &&Claim| {
        draft.review.sent.iter().any(|sent| sent.claim.as_ref() == Some(&claim.id))
    };
    for claim in draft.review.claims.iter().filter(|claim| !went(claim)) {
        claimed(model, claim, lines);
    }
    let owed = model.incident.correction(draft);
    for sent in &draft.review.sent {
        lines.push(line(Look::Plain, format!("  {}", sent_words(model, sent))));
        details(draft, sent, lines);
        if !sent.lacked.is_empty() {
            lines.push(line(Look::Wrong, format!("  {}", review::flag(&sent.lacked))));
        }
        if !sent.open.is_empty() {
            let words = format!("  with open findings: {}", sent.open.join(", "));
            lines.push(line(Look::Owed, words));
        }
        for early in model.incident.sent_early(draft, sent) {
            let words = format!("  TIME IN DOUBT: {}", early_words(model, &early));
            lines.push(line(Look::Wrong, words));
        }
        for one in owed.iter().filter(|one| one.sent == sent) {
            for (name, was, now) in &one.changed {
                let now = now.as_deref().unwrap_or("struck");
                let words = if model.shielded() && model.incident.closed_fact(name).is_some() {
                    format!("  owes a correction: {name} has another value now")
                } else {
                    format!("  owes a correction: {name} went out as {was}, is {now} now")
                };
                lines.push(line(Look::Wrong, words));
            }
        }
        if let Some((_, why)) = &sent.settled {
            lines.push(line(Look::Plain, format!("  no correction owed: {why}")));
        }
    }
}

/// What a console let out, and what is known of its end.
fn claimed(model: &Model, claim: &Claim, lines: &mut Vec<Said>) {
    let (by, at, digest) = (&claim.by, moment(model, claim.at), claim.words.digest.short());
    let head = format!("  let out {} by {by}, {at}, words {digest}", claim.way_out());
    lines.push(line(Look::Plain, head));
    if !claim.to.is_empty() {
        lines.push(line(Look::Plain, format!("      to {}", claim.to.join(", "))));
    }
    if model.drafts.going.iter().any(|going| going.outgoing.claim == claim.id) {
        lines.push(line(Look::Owed, "      going out now: Esc stops it"));
        return;
    }
    let failed =
        claim.ended.as_ref().is_some_and(|ended| matches!(ended.outcome, Outcome::Failed { .. }));
    let who = claim.ended.as_ref().and_then(|ended| ended.said_by.as_ref());
    let who = who.map(|who| format!(", says {who}")).unwrap_or_default();
    let look = if failed { Look::Plain } else { Look::Wrong };
    lines.push(line(look, format!("      {}{who}", claim.doubt())));
    if claim.is_open() {
        lines.push(line(Look::Owed, "      s: it went out; N: it did not"));
    }
}

/// The recipients, as far as they are on the record, and the message that was handed over.
fn details(draft: &Draft, sent: &Sent, lines: &mut Vec<Said>) {
    let claim = sent.claim.as_ref().and_then(|id| draft.review.claim(id));
    if let Some(claim) = claim.filter(|claim| !claim.to.is_empty()) {
        lines.push(line(Look::Plain, format!("      to {}", claim.to.join(", "))));
    }
    if let Some(list) = &sent.list {
        let words = format!("      list of {} lines, SHA-256 {}", list.lines, list.digest);
        lines.push(line(Look::Plain, words));
    }
    if let Some(message) = &sent.message {
        lines.push(line(Look::Plain, format!("      message as sent, SHA-256 {message}")));
    }
    if let Some(Outcome::Sent { answer, .. }) =
        claim.and_then(|claim| claim.ended.as_ref()).map(|ended| &ended.outcome)
        && !answer.is_empty()
    {
        lines.push(line(Look::Plain, format!("      answered: {answer}")));
    }
    if sent.unchecked {
        lines.push(line(Look::Wrong, "  UNCHECKED: the record was out of reach when it went"));
    }
}

/// What words said to have gone out earlier had not got yet: `the go was recorded only 15:20 CET`.
pub fn early_words(model: &Model, early: &Early) -> String {
    let (at, tz) = (early.at, model.tz());
    let today = zone::date(at, tz) == zone::date(model.now, tz);
    let at = if today { zone::clock(at, tz) } else { moment(model, at) };
    format!("{} only {at}", early.than)
}

/// `sent 09:31 CET Sun 22 Nov by Kim, 4310 recipients, words 3a…`.
pub fn sent_words(model: &Model, sent: &Sent) -> String {
    let many = match sent.recipients {
        None => String::new(),
        Some(1) => ", 1 recipient".to_owned(),
        Some(many) => format!(", {many} recipients"),
    };
    let (at, digest) = (moment(model, sent.at), sent.words.digest.short());
    let way = if sent.how.is_empty() { String::new() } else { format!(" {}", sent.how) };
    format!("sent {at} by {}{way}{many}, words {digest}", sent.by)
}
