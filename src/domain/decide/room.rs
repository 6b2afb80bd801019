//! Rules for what concerns the whole room.

use crate::domain::bounds;
use crate::domain::command::{Stamp, Submission};
use crate::domain::event::{
    AnchorSet, AnchorUnsaid, Event, PhaseEntered, PhaseLeft, RoleAssigned, RoleReleased,
    RoomOpened, RoomRenamed, SessionStarted, SeveritySet, StatusChanged, TypistChanged,
};
use crate::domain::incident::Incident;
use crate::domain::people::Department;
use crate::domain::refusal::Refusal;
use crate::domain::sentence::clock;
use crate::domain::words::{Phase, Status};

/// By how much a moment may lie ahead of the clock that Enter was pressed by.
pub(in crate::domain) const SKEW_MILLIS: i64 = 60_000;

/// The refusal for what is so already.
pub(super) fn already(what: impl Into<String>) -> Refusal {
    Refusal::AlreadySo { what: what.into() }
}

pub(super) fn open(to: &RoomOpened) -> Result<Event, Refusal> {
    bounds::name("the incident's id", to.incident.as_str())?;
    bounds::name("the codename", &to.codename)?;
    bounds::label("the title", &to.title)?;
    bounds::name("the room's zone", &to.zone)?;
    if let Some(practice) = &to.practice {
        bounds::text("what is practised", &practice.of, bounds::ENTRY_BYTES)?;
    }
    departments(&to.departments)?;
    Ok(to.clone().into())
}

/// Lanes whose names fit.
pub(super) fn departments(lanes: &[Department]) -> Result<(), Refusal> {
    bounds::many("the list of departments", lanes, bounds::MANY)?;
    for lane in lanes {
        bounds::name("a department's id", lane.id.as_str())?;
        bounds::name("a department's name", &lane.name)?;
        bounds::name("a department's short name", &lane.short)?;
        bounds::many("a department's list of aliases", &lane.aliases, bounds::MANY)?;
        for alias in &lane.aliases {
            bounds::name("a department's alias", alias)?;
        }
    }
    Ok(())
}

pub(super) fn start_session(to: &SessionStarted) -> Result<Event, Refusal> {
    bounds::name("the session's id", to.session.as_str())?;
    bounds::label("the host's name", &to.host)?;
    bounds::label("the system user's name", &to.system_user)?;
    bounds::name("the name of who types", to.person.as_str())?;
    bounds::name("the department", to.department.as_str())?;
    bounds::label("the version", &to.version)?;
    Ok(to.clone().into())
}

pub(super) fn change_typist(
    incident: &Incident,
    submission: &Submission,
    to: &TypistChanged,
) -> Result<Event, Refusal> {
    bounds::name("the name of who types", to.person.as_str())?;
    bounds::name("the department", to.department.as_str())?;
    let same = |session: &crate::domain::incident::Session| {
        session.person == to.person && session.department == to.department
    };
    if incident.sessions.get(&submission.id.session).is_some_and(same) {
        return Err(already(format!("{} types here", to.person)));
    }
    Ok(to.clone().into())
}

pub(super) fn rename(incident: &Incident, to: &RoomRenamed) -> Result<Event, Refusal> {
    let room = &incident.room;
    if let Some(codename) = &to.codename {
        bounds::name("the codename", codename)?;
    }
    if let Some(title) = &to.title {
        bounds::label("the title", title)?;
    }
    if let Some(zone) = &to.zone {
        bounds::name("the room's zone", zone)?;
    }
    let new = RoomRenamed {
        codename: to.codename.clone().filter(|new| *new != room.codename),
        title: to.title.clone().filter(|new| *new != room.title),
        zone: to.zone.clone().filter(|new| *new != room.zone),
        received: to.received.filter(|new| *new != room.received),
        first_read: to.first_read.filter(|new| *new != room.first_read),
    };
    if new == RoomRenamed::default() {
        return Err(already("the room is called and dated so"));
    }
    Ok(new.into())
}

pub(super) fn change_status(
    incident: &Incident,
    stamp: &Stamp,
    to: &StatusChanged,
) -> Result<Event, Refusal> {
    bounds::text("the reason", &to.because, bounds::ENTRY_BYTES)?;
    if incident.status.value == to.to {
        let (status, since) = (incident.status.value, clock(incident.status.since));
        return Err(already(format!("{status} since {since}")));
    }
    if incident.status.value == Status::Declared && to.to == Status::Signal {
        bounds::reason("taking back the declaration", &to.because)?;
    }
    not_ahead("the change of status", stamp.occurred_at, stamp)?;
    Ok(to.clone().into())
}

/// Refuses a moment ahead of the clock that Enter was pressed by.
fn not_ahead(what: &str, at: crate::domain::time::Timestamp, stamp: &Stamp) -> Result<(), Refusal> {
    if at > stamp.recorded_at.plus_millis(SKEW_MILLIS) {
        return Err(Refusal::InTheFuture { what: what.to_owned(), at });
    }
    Ok(())
}

pub(super) fn set_severity(incident: &Incident, to: &SeveritySet) -> Result<Event, Refusal> {
    bounds::text("the reason", &to.because, bounds::ENTRY_BYTES)?;
    if incident.severity.map(|severity| severity.value) == to.to {
        let words = to.to.map_or_else(|| "no severity is set".to_owned(), |to| format!("{to}"));
        return Err(already(words));
    }
    Ok(to.clone().into())
}

/// Whether a phase goes on.
fn goes_on(incident: &Incident, phase: Phase) -> bool {
    incident.phases.get(&phase).is_some_and(|span| span.left.is_none())
}

pub(super) fn enter_phase(incident: &Incident, phase: Phase) -> Result<Event, Refusal> {
    if goes_on(incident, phase) {
        return Err(already(format!("{phase} goes on")));
    }
    Ok(PhaseEntered { phase }.into())
}

pub(super) fn leave_phase(incident: &Incident, phase: Phase) -> Result<Event, Refusal> {
    if !goes_on(incident, phase) {
        return Err(already(format!("{phase} does not go on")));
    }
    Ok(PhaseLeft { phase }.into())
}

pub(super) fn set_anchor(
    incident: &Incident,
    stamp: &Stamp,
    to: &AnchorSet,
) -> Result<Event, Refusal> {
    bounds::name("the anchor's name", to.anchor.as_str())?;
    bounds::label("the anchor's scope", &to.scope)?;
    if to.anchor.lies_behind() {
        not_ahead(&format!("“{}”", to.anchor.words()), to.at, stamp)?;
    }
    let now = incident.anchors.get(&to.anchor).and_then(|history| history.now());
    if now.is_some_and(|now| now.at == Some(to.at) && now.words == to.scope) {
        return Err(already(format!("“{}” at {}", to.anchor.words(), clock(to.at))));
    }
    Ok(to.clone().into())
}

pub(super) fn unsay_anchor(incident: &Incident, to: &AnchorUnsaid) -> Result<Event, Refusal> {
    bounds::text("the reason", &to.because, bounds::ENTRY_BYTES)?;
    let history = incident.anchors.get(&to.anchor);
    let in_force = history.map(|history| history.in_force()).unwrap_or_default();
    if let Some(scope) = &to.scope {
        bounds::label("the anchor's scope", scope)?;
        if in_force.iter().all(|value| value.words != *scope) {
            return Err(already(format!("“{}” is not set for “{scope}”", to.anchor.words())));
        }
    }
    if in_force.is_empty() {
        return Err(already(format!("“{}” is not set", to.anchor.words())));
    }
    Ok(to.clone().into())
}

pub(super) fn assign_role(incident: &Incident, to: &RoleAssigned) -> Result<Event, Refusal> {
    bounds::name("the person's name", to.person.as_str())?;
    if incident.roles.get(&to.role).is_some_and(|held| held.value == to.person) {
        return Err(already(format!("{} is {}", to.role, to.person)));
    }
    Ok(to.clone().into())
}

pub(super) fn release_role(incident: &Incident, to: &RoleReleased) -> Result<Event, Refusal> {
    if !incident.roles.contains_key(&to.role) {
        return Err(already(format!("{} is nobody", to.role)));
    }
    Ok(to.clone().into())
}
