//! Folding of what concerns the whole room: name, status, severity, phases, anchors, duties,
//! consoles.

use std::collections::VecDeque;

use super::{auto, know};
use crate::domain::event::{
    AnchorSet, AnchorUnsaid, NameListed, PhaseEntered, PhaseLeft, Recorded, RoleAssigned,
    RoleReleased, RoomOpened, RoomRenamed, SessionStarted, SeveritySet, StatusChanged,
    TypistChanged,
};
use crate::domain::incident::{AnchorValue, Dated, Incident, PhaseSpan, Session};
use crate::domain::people::Department;
use crate::domain::time::Timestamp;
use crate::domain::timeline::About;
use crate::domain::words::{Anchor, Status};

pub(super) fn opened(incident: &mut Incident, row: &Recorded, to: &RoomOpened) {
    auto(incident, row, About::Room);
    if incident.room.id.is_some() {
        return;
    }
    let room = &mut incident.room;
    room.id = Some(to.incident.clone());
    room.codename.clone_from(&to.codename);
    room.title.clone_from(&to.title);
    room.zone.clone_from(&to.zone);
    room.received = to.received;
    room.first_read = to.first_read;
    room.opened_at = row.recorded_at;
    room.began = row.occurred_at;
    room.seq = row.seq;
    room.practice.clone_from(&to.practice);
    incident.status.since = row.occurred_at;
    add_departments(incident, &to.departments);
    set_anchor(incident, row, "reported", Some(to.received), "", None);
}

/// Adds lanes that are not there yet; those that are stay as they are.
pub(super) fn add_departments(incident: &mut Incident, new: &[Department]) {
    for department in new {
        if incident.department(&department.id).is_none() {
            incident.departments.push(department.clone());
        }
    }
}

/// Gives an anchor a value, or takes it back.
pub(super) fn set_anchor(
    incident: &mut Incident,
    row: &Recorded,
    anchor: &str,
    at: Option<Timestamp>,
    words: &str,
    only: Option<String>,
) {
    let value =
        AnchorValue { at, recorded: row.recorded_at, words: words.to_owned(), only, seq: row.seq };
    incident.anchors.entry(Anchor::from(anchor)).or_default().values.push(value);
}

/// Whether an anchor has a value in force.
pub(super) fn stands(incident: &Incident, anchor: &str) -> bool {
    incident.anchors.get(&Anchor::from(anchor)).is_some_and(|history| history.now().is_some())
}

pub(super) fn session_started(incident: &mut Incident, row: &Recorded, to: &SessionStarted) {
    auto(incident, row, About::People);
    know(incident, &to.person, Some(&to.department));
    let session = Session {
        host: to.host.clone(),
        system_user: to.system_user.clone(),
        person: to.person.clone(),
        department: to.department.clone(),
        version: to.version.clone(),
        since: row.recorded_at,
        seq: row.seq,
        script: to.script,
        acts: VecDeque::new(),
    };
    incident.sessions.entry(row.submission.session.clone()).or_insert(session);
}

pub(super) fn typist_changed(incident: &mut Incident, row: &Recorded, to: &TypistChanged) {
    auto(incident, row, About::People);
    know(incident, &to.person, Some(&to.department));
    if let Some(session) = incident.sessions.get_mut(&row.submission.session) {
        session.person = to.person.clone();
        session.department = to.department.clone();
    }
}

pub(super) fn renamed(incident: &mut Incident, row: &Recorded, to: &RoomRenamed) {
    auto(incident, row, About::Room);
    let room = &mut incident.room;
    room.seq = row.seq;
    if let Some(codename) = &to.codename {
        room.codename.clone_from(codename);
    }
    if let Some(title) = &to.title {
        room.title.clone_from(title);
    }
    if let Some(zone) = &to.zone {
        room.zone.clone_from(zone);
    }
    if let Some(at) = to.first_read {
        room.first_read = at;
    }
    if let Some(at) = to.received {
        room.received = at;
        set_anchor(incident, row, "reported", Some(at), "", None);
    }
}

pub(super) fn status(incident: &mut Incident, row: &Recorded, to: &StatusChanged) {
    auto(incident, row, About::Room);
    if to.to == Status::Closed && incident.status.value != Status::Closed {
        incident.closed_as = incident.status.value;
    }
    incident.status = Dated { value: to.to, since: row.occurred_at, seq: row.seq };
    if to.to == Status::Declared && !stands(incident, "declared") {
        set_anchor(incident, row, "declared", Some(row.occurred_at), "", None);
    }
    if to.to == Status::Closed {
        set_anchor(incident, row, "closed", Some(row.occurred_at), "", None);
    }
    if to.to == Status::Signal && stands(incident, "declared") {
        set_anchor(incident, row, "declared", None, &to.because, None);
    }
    if to.to != Status::Closed && stands(incident, "closed") {
        set_anchor(incident, row, "closed", None, &to.because, None);
    }
}

pub(super) fn severity(incident: &mut Incident, row: &Recorded, to: &SeveritySet) {
    auto(incident, row, About::Room);
    incident.severity = to.to.map(|value| Dated { value, since: row.occurred_at, seq: row.seq });
}

pub(super) fn phase_entered(incident: &mut Incident, row: &Recorded, to: &PhaseEntered) {
    auto(incident, row, About::Room);
    let span = PhaseSpan { entered: row.occurred_at, left: None, seq: row.seq };
    incident.phases.insert(to.phase, span);
}

pub(super) fn phase_left(incident: &mut Incident, row: &Recorded, to: &PhaseLeft) {
    auto(incident, row, About::Room);
    if let Some(span) = incident.phases.get_mut(&to.phase) {
        span.left = Some(row.occurred_at);
        span.seq = row.seq;
    }
}

pub(super) fn anchor_set(incident: &mut Incident, row: &Recorded, to: &AnchorSet) {
    auto(incident, row, About::Room);
    if to.anchor.as_str() == "reported" {
        incident.room.received = to.at;
    }
    set_anchor(incident, row, to.anchor.as_str(), Some(to.at), &to.scope, None);
}

pub(super) fn anchor_unsaid(incident: &mut Incident, row: &Recorded, to: &AnchorUnsaid) {
    auto(incident, row, About::Room);
    if stands(incident, to.anchor.as_str()) {
        set_anchor(incident, row, to.anchor.as_str(), None, &to.because, to.scope.clone());
    }
}

pub(super) fn role_assigned(incident: &mut Incident, row: &Recorded, to: &RoleAssigned) {
    auto(incident, row, About::Duty);
    know(incident, &to.person, None);
    let held = Dated { value: to.person.clone(), since: row.occurred_at, seq: row.seq };
    incident.roles.insert(to.role, held);
}

pub(super) fn role_released(incident: &mut Incident, row: &Recorded, to: &RoleReleased) {
    auto(incident, row, About::Duty);
    incident.roles.remove(&to.role);
}

pub(super) fn name_listed(incident: &mut Incident, row: &Recorded, to: &NameListed) {
    auto(incident, row, About::Room);
    incident.names.set(&to.name, to.sort, to.listed);
}
