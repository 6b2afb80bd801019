//! Rules for removing words from the record. Whether a row is the one that is meant, and of a kind
//! that can be without words, is judged where the row itself can be read, as it is being blanked.

use std::collections::BTreeSet;

use super::Decided;
use super::room::already;
use crate::domain::bounds;
use crate::domain::command::{Stamp, Submission};
use crate::domain::event::{
    Event, LegalHoldChanged, Redacted, RedactionConfirmed, Sealed, SubmissionRedacted,
};
use crate::domain::incident::Incident;
use crate::domain::redaction::{DeskName, Redact};
use crate::domain::refusal::Refusal;

pub(super) fn redact(
    incident: &Incident,
    stamp: &Stamp,
    to: &Redact,
) -> Result<Vec<Decided>, Refusal> {
    bounds::reason("redacting", &to.because)?;
    bounds::many("the list of rows to redact", &to.rows, bounds::MANY)?;
    bounds::many("the list of submissions to redact", &to.submissions, bounds::MANY)?;
    if let Some(Sealed { file, sha256 }) = &to.sealed {
        bounds::name("the sealed file's name", file)?;
        bounds::name("the sealed file's sum", sha256)?;
    }
    let done = &incident.redactions;
    let rows: BTreeSet<u64> = to.rows.iter().map(|one| one.row).collect();
    if rows.len() != to.rows.len() {
        return Err(already("one of the rows is named twice"));
    }
    if let Some(row) = rows.iter().find(|row| done.rows.contains_key(row)) {
        return Err(already(format!("row {row} is redacted")));
    }
    if let Some(row) = rows.iter().find(|row| **row == 0 || **row > incident.head) {
        let (what, id) = ("a row".to_owned(), row.to_string());
        return Err(Refusal::NoSuch { what, id });
    }
    let gone = |of: &&_| !done.submissions.contains(of);
    let submissions: Vec<_> = to.submissions.iter().filter(gone).collect();
    if rows.is_empty() && submissions.is_empty() {
        return Err(already("nothing of that is left"));
    }
    if incident.hold.is_some() && to.sealed.is_none() {
        return Err(Refusal::Held);
    }
    let (because, sealed) = (&to.because, &to.sealed);
    let rows = to.rows.iter().map(|one| {
        let (because, sealed) = (because.clone(), sealed.clone());
        Event::from(Redacted { row: one.row, because, left: String::new(), sealed })
    });
    let submissions = submissions.into_iter().map(|of| {
        let (of, because, sealed) = (of.clone(), because.clone(), sealed.clone());
        Event::from(SubmissionRedacted { of, because, sealed })
    });
    let decided = |event| Decided {
        occurred_at: stamp.occurred_at,
        department: stamp.department.clone(),
        event,
    };
    Ok(rows.chain(submissions).map(decided).collect())
}

/// Nothing where there is nothing to confirm, or another console at that desk was first: nobody
/// asked for it who could be told.
pub(super) fn confirm(
    incident: &Incident,
    submission: &Submission,
    to: &RedactionConfirmed,
) -> Vec<Event> {
    let Some(session) = incident.sessions.get(&submission.id.session) else { return Vec::new() };
    let desk = DeskName { user: session.system_user.clone(), host: session.host.clone() };
    let done = incident.redactions.confirmed_by(&desk);
    let new = to.up_to > done && to.up_to <= incident.redactions.last;
    new.then(|| to.clone().into()).into_iter().collect()
}

pub(super) fn change_hold(incident: &Incident, to: &LegalHoldChanged) -> Result<Event, Refusal> {
    bounds::reason(if to.on { "a legal hold" } else { "lifting a legal hold" }, &to.because)?;
    if incident.hold.is_some() == to.on {
        return Err(already(if to.on { "legal hold is on" } else { "no legal hold is on" }));
    }
    Ok(to.clone().into())
}
