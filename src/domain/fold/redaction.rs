//! Folding of what was removed. The row that lost its words has its place already, without them:
//! who reads a row that a later one redacts knows that before it is folded.

use super::auto;
use crate::domain::event::{LegalHoldChanged, Recorded, RedactionConfirmed, SubmissionRedacted};
use crate::domain::incident::Incident;
use crate::domain::redaction::{DeskName, Hold, Redaction};
use crate::domain::timeline::About;

pub(super) fn redacted(incident: &mut Incident, row: &Recorded) {
    auto(incident, row, About::Room);
    let Some((of, redaction, _)) = Redaction::of(row) else { return };
    incident.redactions.rows.entry(of).or_insert(redaction);
    incident.redactions.last = row.seq;
}

pub(super) fn submission(incident: &mut Incident, row: &Recorded, to: &SubmissionRedacted) {
    auto(incident, row, About::Room);
    incident.redactions.submissions.insert(to.of.clone());
    incident.redactions.last = row.seq;
}

pub(super) fn confirmed(incident: &mut Incident, row: &Recorded, to: &RedactionConfirmed) {
    auto(incident, row, About::People);
    let Some(session) = incident.sessions.get(&row.submission.session) else { return };
    let desk = DeskName { user: session.system_user.clone(), host: session.host.clone() };
    let done = incident.redactions.confirmed.entry(desk.to_string()).or_default();
    *done = (*done).max(to.up_to);
}

pub(super) fn hold(incident: &mut Incident, row: &Recorded, to: &LegalHoldChanged) {
    auto(incident, row, About::Room);
    let by = row.on_behalf.as_ref().unwrap_or(&row.author).clone();
    let (since, because, seq) = (row.occurred_at, to.because.clone(), row.seq);
    incident.hold = to.on.then_some(Hold { by, since, because, seq });
}
