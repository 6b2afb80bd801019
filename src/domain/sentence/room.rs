//! Sentences on what concerns the whole room.

use super::{because, clip, clock};
use crate::domain::event::{
    AnchorSet, AnchorUnsaid, LegalHoldChanged, NameListed, Redacted, RedactionConfirmed,
    RoomRenamed, SessionStarted, SeveritySet, StatusChanged, SubmissionRedacted,
};
use crate::domain::incident::Incident;
use crate::domain::words::Status;

pub(super) fn session_started(incident: &Incident, to: &SessionStarted) -> String {
    let what = if to.script { "script" } else { "console" };
    let (claimed, department) = (&to.person, incident.short(&to.department));
    format!("{what} came, claimed by {claimed} of {department}, {}@{}", to.system_user, to.host)
}

/// Names the new codename, never the title: that stays behind the shield.
pub(super) fn renamed(to: &RoomRenamed) -> String {
    let mut parts = Vec::new();
    if let Some(codename) = &to.codename {
        parts.push(format!("codename is now {codename}"));
    }
    if to.title.is_some() {
        parts.push("title changed".to_owned());
    }
    if let Some(zone) = &to.zone {
        parts.push(format!("the room's zone is now {zone}"));
    }
    if let Some(at) = to.received {
        parts.push(format!("received {}", clock(at)));
    }
    if let Some(at) = to.first_read {
        parts.push(format!("first read {}", clock(at)));
    }
    parts.join("; ")
}

pub(super) fn status(incident: &Incident, to: &StatusChanged) -> String {
    let words = match (incident.status.value, to.to) {
        (Status::Closed, Status::Declared) => "reopened",
        (Status::Signal | Status::Declared, Status::Declared) => "declared an incident",
        (_, Status::Closed) => return closed(incident, to),
        (_, Status::Signal) => "a signal again, not an incident",
    };
    format!("{words}{}", because(&to.because))
}

/// What was owed and open when the room was closed is said: nothing forbids it.
fn closed(incident: &Incident, to: &StatusChanged) -> String {
    let left = match incident.left_open() {
        0 => String::new(),
        many => format!(" with {many} left open"),
    };
    format!("closed{left}{}", because(&to.because))
}

pub(super) fn severity(to: &SeveritySet) -> String {
    let words = to.to.map_or_else(
        || "severity taken back".to_owned(),
        |severity| format!("severity is now {severity}"),
    );
    format!("{words}{}", because(&to.because))
}

pub(super) fn anchor_set(incident: &Incident, to: &AnchorSet) -> String {
    let moved = incident.anchors.get(&to.anchor).is_some_and(|one| one.now().is_some());
    let verb = if moved { "moved to" } else { "set to" };
    let scope = if to.scope.is_empty() { String::new() } else { format!(" ({})", clip(&to.scope)) };
    format!("“{}”{scope} {verb} {}", to.anchor.words(), clock(to.at))
}

pub(super) fn anchor_unsaid(to: &AnchorUnsaid) -> String {
    let scope = to.scope.as_deref().filter(|scope| !scope.is_empty());
    let scope = scope.map_or_else(String::new, |scope| format!(" ({})", clip(scope)));
    format!("“{}”{scope} taken back{}", to.anchor.words(), because(&to.because))
}

pub(super) fn redacted(to: &Redacted) -> String {
    format!("row {} redacted{}", to.row, because(&to.because))
}

pub(super) fn submission_redacted(to: &SubmissionRedacted) -> String {
    format!("a refused submission redacted{}", because(&to.because))
}

pub(super) fn redaction_confirmed(to: &RedactionConfirmed) -> String {
    format!("redactions up to row {} carried out at this console's desk", to.up_to)
}

/// Without the name: it is listed because not everybody may read it.
pub(super) fn name_listed(to: &NameListed) -> String {
    let word = if to.listed { "listed" } else { "off the list" };
    format!("{} {word}", to.sort.words())
}

pub(super) fn legal_hold(to: &LegalHoldChanged) -> String {
    let verb = if to.on { "set" } else { "lifted" };
    format!("legal hold {verb}{}", because(&to.because))
}
