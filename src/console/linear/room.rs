//! Commands on the room as a whole: status, severity, phases, anchors, duties, playbooks, names.
//!
//! Separate from those on things, because nothing of the last list is meant here. What must stay
//! true: words are those of the closed vocabularies, and the domain judges.

use crate::console::compose;
use crate::console::room::{anchors, closing, first_moments_fit};
use crate::console::zone as zones;
use crate::domain::command::Command;
use crate::domain::event::{
    AnchorSet, AnchorUnsaid, RoleAssigned, RoleReleased, RoomRenamed, SeveritySet, StatusChanged,
};
use crate::domain::next::NEXT_UPDATE;
use crate::domain::time::Timestamp;
use crate::domain::words::{Anchor, Phase, Role, Severity, Status};
use crate::text;

use super::{Did, Talk, entries, needed, spoken, word};

fn status(talk: &mut Talk<'_>, to: Status, why: &str) -> Did {
    let because = why.trim().to_owned();
    Ok(talk.submit(Command::ChangeStatus(StatusChanged { to, because })))
}

/// `/declare [WHY]`.
pub fn declare(talk: &mut Talk<'_>, rest: &str) -> Did {
    status(talk, Status::Declared, rest)
}

/// `/close [WHY]`.
pub fn close(talk: &mut Talk<'_>, rest: &str) -> Did {
    let mut why = vec!["This closes the room for everybody.".to_owned()];
    why.extend(closing::lines(talk.model));
    talk.ask(format!("/close {rest}"), &spoken::sentences(&why).replace("(r x)", "(/tray)"))?;
    status(talk, Status::Closed, rest)
}

/// `/signal [WHY]`.
pub fn signal(talk: &mut Talk<'_>, rest: &str) -> Did {
    status(talk, Status::Signal, rest)
}

/// `/severity 1|2|3|4|none [WHY]`.
pub fn severity(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (said, why) = word(rest);
    let level = said.to_lowercase();
    let to = match level.trim_start_matches("sev") {
        "none" => None,
        digit => Some(
            Severity::parse(&format!("sev{digit}"))
                .ok_or("Say 1, 2, 3, 4 or none: /severity 1.")?,
        ),
    };
    Ok(talk.submit(Command::SetSeverity(SeveritySet { to, because: why.to_owned() })))
}

/// `/phase [leave] PHASE`.
pub fn phase(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (first, second) = word(rest);
    let (leave, said) = if first == "leave" { (true, second) } else { (false, first) };
    let said = said.to_lowercase();
    let begins = |phase: &&Phase| {
        !said.is_empty() && (phase.id().starts_with(&said) || phase.short().to_lowercase() == said)
    };
    let Some(phase) = Phase::ALL.iter().find(begins).copied() else {
        let ids: Vec<&str> = Phase::ALL.iter().map(|phase| phase.id()).collect();
        return Err(format!("Say which phase: {}.", ids.join(", ")));
    };
    let command = if leave { Command::LeavePhase { phase } } else { Command::EnterPhase { phase } };
    Ok(talk.submit(command))
}

/// `/anchor NAME [TIME] [for SCOPE]`.
pub fn anchor(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (name, rest) = word(rest);
    let anchor = known_anchor(name)?;
    let padded = format!(" {rest}");
    let (time, scope) = padded.split_once(" for ").unwrap_or((padded.as_str(), ""));
    let at = moment(talk, &anchor, time.trim())?;
    let scope = scope.trim().to_owned();
    Ok(talk.submit(Command::SetAnchor(AnchorSet { anchor, at, scope })))
}

/// `/anchors [NAME]`: how they stand, or every value of one.
pub fn anchors(talk: &mut Talk<'_>, rest: &str) -> Did {
    let name = word(rest).0;
    let page = &mut talk.page;
    if !name.is_empty() {
        let anchor = known_anchor(name)?;
        let lines = anchors::history(talk.model, &anchor);
        if lines.is_empty() {
            return Err(format!("“{}” was never set.", anchor.words()));
        }
        for line in lines.iter().filter(|line| !line.is_empty()) {
            page.say(format!("{}.", line.trim().trim_end_matches(':')));
        }
        return Ok(Vec::new());
    }
    for (anchor, at) in anchors::all(talk.model) {
        let at = at.unwrap_or_else(|| "not set".to_owned());
        page.say(format!("{} ({anchor}): {at}.", anchor.words()));
    }
    Ok(Vec::new())
}

/// `/received TIME`, `/first-read TIME`.
fn first_moment(talk: &Talk<'_>, said: &str, how: &str) -> Result<Option<Timestamp>, String> {
    let said = needed(said, how)?;
    let read = compose::past_time(said, talk.model.now, talk.model.room_tz());
    read.map(|(at, _)| Some(at)).map_err(|problem| format!("{}.", problem.sentence()))
}

/// `/received TIME`.
pub fn received(talk: &mut Talk<'_>, rest: &str) -> Did {
    let received = first_moment(talk, rest, "Say when the first word came: /received 14:05.")?;
    first_moments(talk, RoomRenamed { received, ..RoomRenamed::default() })
}

/// `/first-read TIME`.
pub fn first_read(talk: &mut Talk<'_>, rest: &str) -> Did {
    let first_read = first_moment(talk, rest, "Say when it was first read: /first-read 14:05.")?;
    first_moments(talk, RoomRenamed { first_read, ..RoomRenamed::default() })
}

fn first_moments(talk: &mut Talk<'_>, to: RoomRenamed) -> Did {
    first_moments_fit(talk.model, &to).map_err(|why| format!("The {why}."))?;
    Ok(talk.submit(Command::RenameRoom(to)))
}

/// An anchor by its id or its words.
fn known_anchor(name: &str) -> Result<Anchor, String> {
    let said = name.to_lowercase();
    let hit = |(id, words): &&(&str, &str)| said == *id || said == *words;
    let known = Anchor::KNOWN.iter().find(hit);
    known.map(|(id, _)| Anchor::new(*id)).ok_or_else(|| {
        let ids: Vec<&str> = Anchor::KNOWN.iter().map(|(id, _)| *id).collect();
        format!("Say which moment: {}.", ids.join(", "))
    })
}

/// When: now unless said; a past moment, and for what is planned or promised one ahead.
fn moment(talk: &Talk<'_>, anchor: &Anchor, said: &str) -> Result<Timestamp, String> {
    let (now, zone) = (talk.model.now, talk.model.room_tz());
    let ahead = [NEXT_UPDATE, "release"].contains(&anchor.as_str());
    if said.is_empty() {
        return if ahead { Err("Say for when: 15:00, or 20m.".to_owned()) } else { Ok(now) };
    }
    let read = if ahead {
        compose::coming_time(said, now, zone)
    } else {
        compose::past_time(said, now, zone).map(|(at, _)| at)
    };
    read.map_err(|problem| format!("{}.", problem.sentence()))
}

/// `/unsay NAME WHY`.
pub fn unsay(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (name, why) = word(rest);
    let anchor = known_anchor(name)?;
    let because = why.to_owned();
    Ok(talk.submit(Command::UnsayAnchor(AnchorUnsaid { anchor, scope: None, because })))
}

/// `/role DUTY NAME|nobody`.
pub fn role(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (duty, name) = word(rest);
    let said = duty.to_lowercase();
    let hit = |role: &&Role| {
        !said.is_empty() && role.id().split('-').chain([role.id()]).any(|part| part == said)
    };
    let mut hits = Role::ALL.iter().filter(hit);
    let (Some(role), None) = (hits.next().copied(), hits.next()) else {
        let ids: Vec<&str> = Role::ALL.iter().map(|role| role.id()).collect();
        return Err(format!("Say which duty: {}.", ids.join(", ")));
    };
    let command = match needed(name, "Say who: /role DUTY NAME, or nobody.")? {
        "nobody" => Command::ReleaseRole(RoleReleased { role }),
        name => {
            let person = entries::person(talk.model, name)?;
            Command::AssignRole(RoleAssigned { role, person })
        }
    };
    Ok(talk.submit(command))
}

/// `/playbook [ID]`.
pub fn playbook(talk: &mut Talk<'_>, rest: &str) -> Did {
    let there: Vec<String> =
        talk.model.incident.playbooks.iter().map(|(id, _)| id.clone()).collect();
    let id = word(rest).0;
    if id.is_empty() {
        for playbook in talk.model.library.playbooks() {
            let has = if there.contains(&playbook.id) { ", in this room" } else { "" };
            talk.page.say(format!("{}: {}{has}.", playbook.id, playbook.title));
        }
        return Ok(Vec::new());
    }
    let applied = talk.model.library.apply(&[id], &there);
    let applied = applied.map_err(|unknown| format!("{unknown}."))?;
    if applied.is_empty() {
        return Err("This room has that playbook already.".to_owned());
    }
    let mut effects = Vec::new();
    for playbook in applied {
        effects.extend(talk.submit(Command::ApplyPlaybook(playbook)));
    }
    Ok(effects)
}

/// `/title TEXT`.
pub fn title(talk: &mut Talk<'_>, rest: &str) -> Did {
    let title = Some(text::name(needed(rest, "Say what it is about: /title TEXT.")?));
    Ok(talk.submit(Command::RenameRoom(RoomRenamed { title, ..RoomRenamed::default() })))
}

/// `/codename TEXT`.
pub fn codename(talk: &mut Talk<'_>, rest: &str) -> Did {
    let codename = Some(text::name(needed(rest, "Say the new name: /codename TEXT.")?));
    Ok(talk.submit(Command::RenameRoom(RoomRenamed { codename, ..RoomRenamed::default() })))
}

/// `/room-zone AREA/CITY`.
pub fn zone(talk: &mut Talk<'_>, rest: &str) -> Did {
    let said = needed(rest, "Say the zone: /room-zone Europe/Prague.")?;
    let zone = zones::parse(said).ok_or("There is no such zone; say Area/City, or UTC.")?;
    let zone = Some(zone.name().to_owned());
    Ok(talk.submit(Command::RenameRoom(RoomRenamed { zone, ..RoomRenamed::default() })))
}
