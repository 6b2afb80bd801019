//! How a room comes up: from the file where it can be read, else from what this desk saw of it. Apart from the running room,
//! because only here may an answer be "this cannot be opened at all".

use std::collections::{HashSet, VecDeque};
use std::time::Instant;

use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;
use crate::store::desk::{Adopt, Desk};
use crate::store::direct::Head;
use crate::store::fault::Fault;
use crate::store::mount;

use super::desk_side::DeskSide;
use super::file_side::{FileSide, away, judge, open_alone};
use super::room::{Room, SLICE, Tell};
use super::watch::Watch;
use super::{FileReach, Opened, Opening, Report, now};

/// What a record folded into, and its last row.
pub(super) struct Folded {
    pub incident: Incident,
    pub head: Head,
    /// When the desk last saw the file, where it was not the file that was read.
    pub from_desk: Option<Timestamp>,
}

impl Room {
    /// Opens the room and tells so; `None` where that cannot be, told too.
    pub(super) fn open(opening: Opening, tell: Tell, watch: Watch) -> Option<Self> {
        let path = mount::resolve(&opening.path).unwrap_or_else(|_| opening.path.clone());
        let (mut desk, mut file) = match bring_up(&opening, &path) {
            Ok(sides) => sides,
            Err(fault) => {
                tell(Report::CannotOpen(fault.to_string()));
                return None;
            }
        };
        let folded = match fold_file(&file) {
            Ok(folded) => folded,
            Err(fault) => {
                file = FileSide::closed(away(&fault, now()));
                None
            }
        };
        let Some(folded) = folded.or_else(|| fold_mirror(&mut desk)) else {
            tell(Report::CannotOpen(why(file.reach())));
            return None;
        };
        let found = desk.found();
        let mut room = Self {
            path,
            incident: folded.incident,
            told: folded.head.seq,
            head: folded.head,
            trusted: !matches!(file.reach(), FileReach::NotTheOne { .. }),
            file,
            desk,
            queue: VecDeque::from(found.pending.clone()),
            unsure: HashSet::new(),
            unremembered: Vec::new(),
            reach: None,
            slow: None,
            looked: Instant::now(),
            changed: Instant::now(),
            behind: true,
            opening,
            tell,
            watch,
        };
        let reach = room.measure();
        room.reach = Some(reach.clone());
        room.tell(Report::Opened(Box::new(Opened {
            incident: room.incident.clone(),
            from_desk: folded.from_desk,
            pending: found.pending,
            adopted: found.adopted,
            tray: found.tray,
            reach,
        })));
        room.follow();
        Some(room)
    }

    /// Folds the record anew after the file turned out to tell another story than what was shown, and tells so.
    pub(super) fn open_again(&mut self) -> Result<(), Fault> {
        let Some(folded) = fold_file(&self.file)? else { return Ok(()) };
        self.incident = folded.incident;
        self.told = folded.head.seq;
        self.head = folded.head;
        self.behind = true;
        let found = self.desk.found();
        let reach = self.measure();
        self.reach = Some(reach.clone());
        self.tell(Report::Opened(Box::new(Opened {
            incident: self.incident.clone(),
            from_desk: None,
            pending: found.pending,
            adopted: found.adopted,
            tray: found.tray,
            reach,
        })));
        Ok(())
    }
}

/// File and desk as they are found.
fn bring_up(opening: &Opening, path: &std::path::Path) -> Result<(DeskSide, FileSide), Fault> {
    let Opening { place, session, read_only, .. } = opening;
    let adopt = (!read_only).then_some(Adopt::Everything);
    let desk_of = |incident| DeskSide::open(place.clone(), incident, session.clone(), adopt, now());
    match open_alone(path, *read_only) {
        Ok((file, bar)) => {
            let mut desk = desk_of(file.incident().clone());
            let seen = desk.seen();
            let file = judge(file, bar, &mut desk, seen, now())?;
            Ok((desk, file))
        }
        Err(fault) => {
            // A file that cannot be read cannot say whose it is; the desk may remember.
            let incident = Desk::incident_at(place, path).ok_or_else(|| fault.clone())?;
            Ok((desk_of(incident), FileSide::closed(away(&fault, now()))))
        }
    }
}

/// Folds what the file holds; nothing where it is closed.
fn fold_file(file: &FileSide) -> Result<Option<Folded>, Fault> {
    let FileSide::Open { file, .. } = file else { return Ok(None) };
    let mut incident = Incident::default();
    loop {
        let rows = file.rows_after(incident.head, SLICE)?;
        rows.iter().for_each(|row| incident.apply(row));
        if rows.len() < SLICE {
            break;
        }
    }
    let hash = file.hash_at(incident.head)?;
    let head = hash.map_or(Head::NONE, |hash| Head { seq: incident.head, hash });
    Ok(Some(Folded { incident, head, from_desk: None }))
}

/// Folds what the desk saw; nothing where it saw nothing.
fn fold_mirror(desk: &mut DeskSide) -> Option<Folded> {
    let (mut incident, mut head) = (Incident::default(), Head::NONE);
    loop {
        let rows = desk.with(|desk, _| desk.mirrored_after(head.seq, 5_000)).ok()?;
        let Some(last) = rows.last() else { break };
        head = Head { seq: last.seq, hash: last.hash };
        rows.iter().for_each(|row| incident.apply(&row.recorded()));
    }
    let checked = desk.with(|desk, _| desk.checked_at()).ok()?;
    (head.seq > 0).then_some(Folded { incident, head, from_desk: Some(checked) })
}

fn why(reach: FileReach) -> String {
    match reach {
        FileReach::Open => "it holds no row".to_owned(),
        FileReach::ReadOnly { because }
        | FileReach::Away { because, .. }
        | FileReach::NotTheOne { because } => because,
        FileReach::SecondFile { other } => {
            format!("it is the second file of its incident; the other is {}", other.display())
        }
    }
}
