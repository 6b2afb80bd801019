//! Acts on the room as a whole: status, severity, phases, anchors, roles, names, playbooks, the
//! tray of what was refused.

pub mod anchors;
pub mod closing;
pub mod names;
pub mod tray;

use crate::domain::command::Command;
use crate::domain::event::{RoleAssigned, RoleReleased, RoomRenamed, SeveritySet, StatusChanged};
use crate::domain::people::Person;
use crate::domain::words::{Anchor, Phase, Role, Severity, Status};

use super::effect::Effect;
use super::model::Model;
use super::overlay::{self, Answer, Answered, Asks, ChoiceRow};
use super::start::form::out_of_order;
use super::update::submit;
use super::{people, timeline, typist, zone};

/// What is asked about the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Which status.
    Status,
    /// Why that status.
    StatusBecause(Status),
    /// Which severity, or none.
    Severity,
    /// Which phase to enter or leave.
    Phase,
    /// Which anchor.
    Anchor,
    /// Move or unsay it.
    AnchorAgain(Anchor),
    /// When it was, or will be.
    AnchorAt(Anchor),
    /// Why it is unsaid.
    AnchorUnsaid(Anchor),
    /// Which duty.
    Role,
    /// Who holds it.
    Holder(Role),
    /// What of the room's names and moments.
    Rename,
    /// Its new value.
    Renamed(Naming),
    /// Which playbook.
    Playbook,
    /// Which name is listed, or taken off.
    Names,
    /// Which refused submission.
    Tray,
    /// What becomes of it.
    Refused(usize),
}

/// What can be renamed or set anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// The codename.
    Codename,
    /// The title.
    Title,
    /// The zone.
    Zone,
    /// When the report reached the organisation.
    Received,
    /// When somebody here first read it.
    FirstRead,
}

impl Naming {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Codename, "codename", "Codename: innocuous, shown everywhere"),
        (Self::Title, "title", "Title: what it is about, behind the shield"),
        (Self::Zone, "zone", "Zone of the room's clock, such as Europe/Prague"),
        (Self::Received, "received", "When the report reached the organisation"),
        (Self::FirstRead, "first-read", "When somebody here first read it"),
    ];
}

fn choose(model: &mut Model, ask: Ask, title: &str, rows: Vec<ChoiceRow>, free: bool) {
    overlay::choose(model, Asks::Room(ask), title, rows, free);
}

fn prompt(model: &mut Model, ask: Ask, name: &str, title: &str, hint: &str, text: &str) {
    overlay::prompt(model, Asks::Room(ask), name, title, hint, text);
}

/// Asks which status.
pub fn status(model: &mut Model) -> Vec<Effect> {
    let (now, label) = (model.incident.status.value, model.incident.status.value.label());
    let words = |to: &Status| match (now, to) {
        (Status::Closed, Status::Declared) => "Reopen as a declared incident",
        (_, Status::Signal) => "A signal only: it is no incident, or not yet",
        (_, Status::Declared) => "Declare an incident",
        (_, Status::Closed) => "Close: the response is over",
    };
    let mut rows: Vec<&Status> = Status::ALL.iter().filter(|to| **to != now).collect();
    // Who opens this on a closed room most likely wants it back as it was.
    rows.sort_by_key(|to| now == Status::Closed && **to == Status::Signal);
    let rows = rows.into_iter().map(|to| ChoiceRow::new(to.id(), words(to), "")).collect();
    choose(model, Ask::Status, &format!("Status: now {label}"), rows, false);
    Vec::new()
}

/// Taking a declaration back is the one step that the rules let nobody take without a reason.
fn needs_reason(model: &Model, to: Status) -> bool {
    model.incident.status.value == Status::Declared && to == Status::Signal
}

/// Asks how bad it is.
pub fn severity(model: &mut Model) -> Vec<Effect> {
    let now = model.incident.severity.map(|severity| severity.value);
    let meaning = |to: &Severity| match to {
        Severity::Sev1 => "everybody, now",
        Severity::Sev2 => "the teams concerned, now",
        Severity::Sev3 => "the teams concerned, today",
        Severity::Sev4 => "in the ordinary course of work",
    };
    let mut rows: Vec<ChoiceRow> = Severity::ALL
        .iter()
        .map(|to| {
            let note = if now == Some(*to) { "now" } else { "" };
            ChoiceRow::new(to.id(), format!("{}: {}", to.label(), meaning(to)), note)
        })
        .collect();
    if now.is_some() {
        rows.push(ChoiceRow::new("", "Take it back: not said yet", ""));
    }
    choose(model, Ask::Severity, "Severity; the higher one when unsure", rows, false);
    Vec::new()
}

/// Asks which phase is entered or left.
pub fn phases(model: &mut Model) -> Vec<Effect> {
    let row = |phase: &Phase| {
        let span = model.incident.phases.get(phase);
        let since = |at| zone::since(at, model.now);
        let note = match span {
            None => String::new(),
            Some(span) => match span.left {
                None => format!("entered {}", since(span.entered)),
                Some(left) => format!("left {}", since(left)),
            },
        };
        let on = span.is_some_and(|span| span.left.is_none());
        let verb = if on { "Leave" } else { "Enter" };
        ChoiceRow::new(phase.id(), format!("{verb}: {}", phase.label()), note)
    };
    let rows = Phase::ALL.iter().map(row).collect();
    choose(model, Ask::Phase, "Phases; they overlap", rows, false);
    Vec::new()
}

/// Asks which duty is given to whom.
pub fn roles(model: &mut Model) -> Vec<Effect> {
    let row = |role: &Role| {
        let held = model.incident.roles.get(role).map(|held| held.value.as_str().to_owned());
        ChoiceRow::new(role.id(), role.label(), held.unwrap_or_else(|| "nobody".to_owned()))
    };
    let rows = Role::ALL.iter().map(row).collect();
    choose(model, Ask::Role, "Duties", rows, false);
    Vec::new()
}

/// Asks what of the room's names and moments is another.
pub fn rename(model: &mut Model) -> Vec<Effect> {
    let row = |(naming, id, label): &(Naming, &str, &str)| {
        let hidden = *naming == Naming::Title && model.shielded();
        let note = if hidden { "hidden".to_owned() } else { value(model, *naming) };
        ChoiceRow::new(*id, *label, note)
    };
    let rows = Naming::ALL.iter().map(row).collect();
    choose(model, Ask::Rename, "The room", rows, false);
    Vec::new()
}

fn value(model: &Model, naming: Naming) -> String {
    let room = &model.incident.room;
    let moment = |at| zone::moment(at, model.now, model.tz());
    match naming {
        Naming::Codename => room.codename.clone(),
        Naming::Title => room.title.clone(),
        Naming::Zone => room.zone.clone(),
        Naming::Received => moment(room.received),
        Naming::FirstRead => moment(room.first_read),
    }
}

/// Asks which playbook is added.
pub fn playbooks(model: &mut Model) -> Vec<Effect> {
    let there = &model.incident.playbooks;
    let row = |listed: crate::playbook::Listed| {
        let known = there.iter().any(|(id, _)| *id == listed.id);
        let note = if known { "there".to_owned() } else { format!("{} items", listed.items) };
        ChoiceRow::new(listed.id, listed.title, note)
    };
    let rows: Vec<ChoiceRow> = model.library.listing().into_iter().map(row).collect();
    choose(
        model,
        Ask::Playbook,
        "Add a playbook: its items come beside those that are there",
        rows,
        false,
    );
    Vec::new()
}

/// Takes an answer.
pub fn answer(model: &mut Model, ask: Ask, given: &Answer) -> Answered {
    let words = given.words();
    match ask {
        Ask::Status => {
            let Some(to) = Status::parse(words) else { return Ok(Vec::new()) };
            let title = format!("{}: why?", to.label());
            let hint = if needs_reason(model, to) {
                "why it is no incident; that stays on the record"
            } else {
                "May stay empty."
            };
            let lines = if to == Status::Closed { closing::lines(model) } else { Vec::new() };
            let hint = if lines.is_empty() { hint } else { closing::HINT };
            prompt(model, Ask::StatusBecause(to), "status", &title, hint, "");
            overlay::before_answering(model, lines);
            Ok(Vec::new())
        }
        Ask::StatusBecause(to) if needs_reason(model, to) && words.trim().is_empty() => {
            Err("Say why in a few words: they stay on the record.".to_owned())
        }
        Ask::StatusBecause(to) => {
            let to = StatusChanged { to, because: words.to_owned() };
            Ok(submit(model, Command::ChangeStatus(to)))
        }
        Ask::Severity => {
            let to = SeveritySet { to: Severity::parse(words), because: String::new() };
            Ok(submit(model, Command::SetSeverity(to)))
        }
        Ask::Names => names::answer(model, words),
        Ask::Phase => {
            let Some(phase) = Phase::parse(words) else { return Ok(Vec::new()) };
            let on = model.incident.phases.get(&phase).is_some_and(|span| span.left.is_none());
            let command =
                if on { Command::LeavePhase { phase } } else { Command::EnterPhase { phase } };
            Ok(submit(model, command))
        }
        Ask::Anchor => Ok(anchors::chosen(model, words)),
        Ask::AnchorAgain(anchor) => Ok(anchors::again(model, &anchor, words)),
        Ask::AnchorAt(anchor) => anchors::set(model, anchor, words),
        Ask::AnchorUnsaid(anchor) => Ok(anchors::unsay(model, anchor, words)),
        Ask::Role => {
            let Some(role) = Role::parse(words) else { return Ok(Vec::new()) };
            let mut rows = people::rows(model);
            if let Some(held) = model.incident.roles.get(&role) {
                // A second Enter gives nothing away: who has it stands first.
                let holder = held.value.as_str();
                rows.retain(|row| row.id != holder);
                rows.insert(0, ChoiceRow::new(holder, holder, "has it"));
                rows.push(ChoiceRow::new("", "Nobody: lay it down", ""));
            }
            let title = format!("{}: who? A known name, or a new one", role.label());
            choose(model, Ask::Holder(role), &title, rows, true);
            Ok(Vec::new())
        }
        Ask::Holder(role) if words.is_empty() => {
            Ok(submit(model, Command::ReleaseRole(RoleReleased { role })))
        }
        Ask::Holder(role) => {
            let person = Person::new(typist::name_given(words)?);
            Ok(submit(model, Command::AssignRole(RoleAssigned { role, person })))
        }
        Ask::Rename => Ok(ask_name(model, words)),
        Ask::Renamed(naming) => renamed(model, naming, words),
        Ask::Playbook => add_playbook(model, words),
        Ask::Tray => Ok(tray::chosen(model, words)),
        Ask::Refused(place) => Ok(tray::deal(model, place, words)),
    }
}

/// Asks for another value of what was chosen.
fn ask_name(model: &mut Model, chosen: &str) -> Vec<Effect> {
    let naming = Naming::ALL.iter().find(|(_, id, _)| *id == chosen);
    let Some((naming, id, label)) = naming.copied() else { return Vec::new() };
    let moment = matches!(naming, Naming::Received | Naming::FirstRead);
    let hidden = naming == Naming::Title && model.shielded();
    let text = if moment || hidden { String::new() } else { value(model, naming) };
    let hint = if moment {
        "14:05, yesterday 22:10, 2026-11-22 14:05"
    } else {
        "Ctrl-U empties the field"
    };
    prompt(model, Ask::Renamed(naming), &format!("room-{id}"), label, hint, &text);
    Vec::new()
}

fn renamed(model: &mut Model, naming: Naming, words: &str) -> Answered {
    let mut to = RoomRenamed::default();
    let text = || Some(words.to_owned());
    match naming {
        Naming::Codename => {
            typist::name_given(words)?;
            to.codename = text();
        }
        Naming::Title => to.title = text(),
        Naming::Zone => {
            let zone = zone::parse(words).ok_or_else(|| {
                format!("{words} is no zone: an area and a city, such as Europe/Prague or UTC")
            })?;
            to.zone = Some(zone.name().to_owned());
        }
        Naming::Received => to.received = Some(timeline::past(model, words)?),
        Naming::FirstRead => to.first_read = Some(timeline::past(model, words)?),
    }
    first_moments_fit(model, &to)?;
    Ok(submit(model, Command::RenameRoom(to)))
}

/// Whether the first moments, as they would be then, can both be so.
pub fn first_moments_fit(model: &Model, to: &RoomRenamed) -> Result<(), String> {
    let (room, zone) = (&model.incident.room, model.room_tz());
    let other = match (to.received, to.first_read) {
        (None, None) => return Ok(()),
        (Some(_), _) => "when it was first read",
        (None, Some(_)) => "when it was received",
    };
    let received = to.received.unwrap_or(room.received);
    let first_read = to.first_read.unwrap_or(room.first_read);
    match out_of_order(received, first_read, model.now, zone) {
        Some(why) => Err(format!("{why}; if so, mend {other} first")),
        None => Ok(()),
    }
}

fn add_playbook(model: &mut Model, id: &str) -> Answered {
    let there: Vec<String> = model.incident.playbooks.iter().map(|(id, _)| id.clone()).collect();
    let applied = model.library.apply(&[id], &there).map_err(|unknown| unknown.to_string())?;
    if applied.is_empty() {
        return Err("That playbook is in the room already.".to_owned());
    }
    let mut effects = Vec::new();
    for playbook in applied {
        effects.extend(submit(model, Command::ApplyPlaybook(playbook)));
    }
    Ok(effects)
}
