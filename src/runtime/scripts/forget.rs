//! `allhands forget`: what this host keeps of a closed room is removed; the room's file is not
//! touched.

use std::path::Path;

use crate::args::Forget;
use crate::domain::incident::Incident;
use crate::domain::words::Status;
use crate::store::desk::{Desk, DeskPlace};
use crate::store::mount;
use crate::store::verify::Subject;
use crate::text;

use super::super::failure::{End, Failure};
use super::{print, sources};

/// Removes the desk of a room.
pub fn run(asked: &Forget) -> Result<(), Failure> {
    let place = DeskPlace::of_this_user();
    let (desk, incident) = find(&asked.room, &place)?;
    let refused = |words: String| {
        let codename = text::output(&incident.room.codename).into_owned();
        Err(Failure::new(End::Refused, format!("{codename}: {words}. Nothing was removed")))
    };
    let closed = incident.status.value == Status::Closed || incident.room.practice.is_some();
    if !closed {
        return refused("the room is not closed: this host still is a witness of it".to_owned());
    }
    if incident.hold.is_some() {
        return refused("the room is under a legal hold: nothing of it is removed".to_owned());
    }
    match desk.forget() {
        Ok(()) => {
            let codename = text::output(&incident.room.codename).into_owned();
            print(&format!("{codename}: forgotten on this host; its file was not touched\n"))
        }
        Err(needed) => refused(needed.to_string()),
    }
}

/// The desk, and the room as it is now: by its file where that can be read, else as the desk saw
/// it.
fn find(named: &str, place: &DeskPlace) -> Result<(Desk, Incident), Failure> {
    let path = Path::new(named);
    let located = mount::locate(path);
    let known = located.ok().and_then(|(located, _)| Desk::incident_at(place, &located));
    let read = || -> Option<(Desk, Incident)> {
        let subject = Subject::of(path).ok()?;
        let mut incident = Incident::default();
        subject.file().fold_into(&mut incident).ok()?;
        Some((Desk::existing(place, subject.incident())?, incident))
    };
    if let Some(found) = read() {
        return Ok(found);
    }
    let by_name = || sources::room_called(named, place);
    let mut desks = match known.and_then(|incident| Desk::existing(place, &incident)) {
        Some(desk) => vec![desk],
        None => by_name(),
    };
    match desks.len() {
        0 => {
            let words = format!(
                "{}: this host keeps nothing of such a room. Nothing was removed",
                text::output(named)
            );
            Err(Failure::new(End::NotReachable, words))
        }
        1 => {
            let desk = desks.remove(0);
            let incident = desk.folded().unwrap_or_default();
            Ok((desk, incident))
        }
        _ => Err(sources::of_one_name(named, &desks)),
    }
}
