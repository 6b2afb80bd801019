//! How a room comes up: from the file where it can be read, else from what this desk saw of it.
//! Apart from the running room, because only here may an answer be "this cannot be opened at all".

use std::collections::{HashSet, VecDeque};
use std::time::Instant;

use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;
use crate::store::check;
use crate::store::desk::{Adopt, Desk};
use crate::store::direct::Head;
use crate::store::fault::Fault;
use crate::store::mount::{self, Mount};
use crate::store::snapshot::Front;

use super::desk_side::DeskSide;
use super::file_side::{FileSide, away, judge, open_alone};
use super::room::{Room, Tell};
use super::share_room::Arrival;
use super::soundness::Soundness;
use super::watch::{Waker, Watch};
use super::{FileReach, Here, Opened, Opening, Place, Report, now};

/// Rows from which on a record takes longer to read than a person notices.
const LONG: u64 = 1_000;

/// What a record folded into, and its last row.
pub(super) struct Folded {
    pub incident: Incident,
    pub head: Head,
    /// When the desk last saw the file, where it was not the file that was read.
    pub from_desk: Option<Timestamp>,
}

impl Room {
    /// Opens the room and tells so; `None` where that cannot be, told too.
    /// `leaves` says whether nobody waits for it any more.
    pub(super) fn open(
        opening: Opening,
        tell: Tell,
        watch: Watch,
        waker: &Waker,
        leaves: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let located = mount::locate(&opening.path);
        let (path, mount) = match located {
            Ok(located) => located,
            Err(error) => {
                let fault = Fault::from(error);
                tell(Report::CannotOpen { because: fault.to_string(), fault: Some(fault) });
                return None;
            }
        };
        if !mount.is_local() || check::has_keeper(&path) {
            let opening = Opening { path, ..opening };
            let (waker, on_share) = (waker.another().ok()?, Arrival { opening, mount, leaves });
            return Self::open_on_share(on_share, tell, watch, waker);
        }
        let (mut desk, mut file) = match bring_up(&opening, &path) {
            Ok(sides) => sides,
            Err(fault) => {
                tell(Report::CannotOpen { because: fault.to_string(), fault: Some(fault) });
                return None;
            }
        };
        let first = first_look(&file, &mut desk);
        let whole = first.is_none();
        let mut met = None;
        let folded = match first.map_or_else(|| fold_file(&file), |first| Ok(Some(first))) {
            Ok(folded) => folded,
            Err(fault) => {
                file = FileSide::closed(away(&fault, now()));
                met = Some(fault);
                None
            }
        };
        let Some(folded) = folded.or_else(|| fold_mirror(&mut desk)) else {
            tell(Report::CannotOpen { because: why(file.reach()), fault: met });
            return None;
        };
        let place = Place { mount: mount_of(&path), path, desk: desk_at(&opening) };
        let from_desk = folded.from_desk;
        let mut room = Self::made(place, folded, file, desk, opening, tell, watch);
        room.meet_the_others();
        room.whole = whole;
        room.tell_opened(from_desk);
        if !room.whole
            && let Err(fault) = room.open_again()
        {
            room.fail(&fault);
        }
        room.follow();
        Some(room)
    }

    /// A room before anything was told of it, with what its record folded into.
    pub(super) fn made(
        place: Place,
        folded: Folded,
        mut file: FileSide,
        desk: DeskSide,
        opening: Opening,
        tell: Tell,
        watch: Watch,
    ) -> Self {
        Self {
            path: place.path.clone(),
            place,
            incident: folded.incident,
            told: folded.head.seq,
            head: folded.head,
            sound: Soundness::new(desk.incident()),
            trusted: !matches!(file.reach(), FileReach::NotTheOne { .. }),
            whole: true,
            wrote: file.writable().is_some(),
            file,
            desk,
            queue: VecDeque::new(),
            unsure: HashSet::new(),
            unremembered: Vec::new(),
            reach: None,
            failing: None,
            slow: None,
            looked: Instant::now(),
            changed: Instant::now(),
            behind: true,
            front: 0,
            clean_to: 0,
            clean_again: Instant::now(),
            shared: None,
            turned: false,
            here: Here {
                person: opening.who.person.clone(),
                department: opening.who.department.clone(),
                editing: None,
            },
            nearby: None,
            opening,
            tell,
            watch,
        }
    }

    /// Opens the room anew after a console on a share has come to it.
    pub(super) fn open_the_other_way(mut self, waker: &Waker) -> Option<Self> {
        self.desk.leave();
        let Self { opening, tell, watch, file, queue, unremembered, .. } = self;
        // Closed before anybody else in this process looks at it.
        drop(file);
        let mut room = Self::open(opening, tell, watch, waker, &|| false)?;
        // What this console asked before is offered by no desk: it is still on its way.
        let here: HashSet<_> = room.queue.iter().map(|it| it.id.clone()).collect();
        room.queue.extend(queue.into_iter().filter(|it| !here.contains(&it.id)));
        room.unremembered.extend(unremembered);
        Some(room)
    }

    /// Folds the record whole, and tells it in place of what was told before.
    pub(super) fn open_again(&mut self) -> Result<(), Fault> {
        let Some(folded) = fold_file(&self.file)? else { return Ok(()) };
        self.incident = folded.incident;
        self.told = folded.head.seq;
        self.head = folded.head;
        self.whole = true;
        self.behind = true;
        self.tell_opened(None);
        Ok(())
    }

    /// Tells the room as it is.
    pub(super) fn tell_opened(&mut self, from_desk: Option<Timestamp>) {
        let desk = self.find_at_desk();
        let reach = self.measure();
        self.reach = Some(reach.clone());
        let incident = self.incident.clone();
        self.tell(Report::Opened(Box::new(Opened { incident, from_desk, desk, reach })));
    }
}

/// What the mount table says of the file, for people.
fn mount_of(path: &std::path::Path) -> String {
    match Mount::of(path) {
        Ok(Mount::Local { kind }) => format!("{kind}, a disk of this host: numbered directly"),
        Ok(Mount::Share { because, .. }) => because,
        Err(error) => format!("not known: {error}"),
    }
}

pub(super) fn desk_at(opening: &Opening) -> String {
    format!("{} ({})", opening.place.folder.display(), opening.place.why)
}

/// File and desk as they are found.
fn bring_up(opening: &Opening, path: &std::path::Path) -> Result<(DeskSide, FileSide), Fault> {
    let Opening { place, session, read_only, .. } = opening;
    let adopt = (!read_only).then_some(Adopt::Everything);
    let desk_of = |incident| DeskSide::open(place.clone(), incident, session.clone(), adopt, now());
    match open_alone(path, *read_only) {
        Ok((file, bar)) => {
            file.keep_little();
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

/// What the desk can show at once of a record that takes a while to read.
fn first_look(file: &FileSide, desk: &mut DeskSide) -> Option<Folded> {
    let file = file.trusted()?;
    if file.head().ok()?.seq < LONG {
        return None;
    }
    let front = desk.with(|desk, _| desk.front()).ok().flatten()?;
    let Front { head, checked_at, incident } = front.brought_up(file).ok().flatten()?;
    Some(Folded { incident, head, from_desk: Some(checked_at) })
}

/// Folds what the file holds; nothing where it is closed.
fn fold_file(file: &FileSide) -> Result<Option<Folded>, Fault> {
    let FileSide::Open { file, .. } = file else { return Ok(None) };
    let mut incident = Incident::default();
    file.fold_into(&mut incident)?;
    let hash = file.hash_at(incident.head)?;
    let head = hash.map_or(Head::NONE, |hash| Head { seq: incident.head, hash });
    Ok(Some(Folded { incident, head, from_desk: None }))
}

/// Folds what the desk saw; nothing where it saw nothing.
pub(super) fn fold_mirror(desk: &mut DeskSide) -> Option<Folded> {
    let (mut incident, mut head) = (Incident::default(), Head::NONE);
    let named = desk.with(|desk, _| desk.redactions()).ok()?;
    loop {
        let rows = desk.with(|desk, _| desk.mirrored_after(head.seq, 5_000)).ok()?;
        let Some(last) = rows.last() else { break };
        head = Head { seq: last.seq, hash: last.hash };
        for row in &rows {
            incident.apply(&named.recorded(&row.as_ref()));
        }
    }
    let checked = desk.with(|desk, _| desk.checked_at()).ok()?;
    (head.seq > 0).then_some(Folded { incident, head, from_desk: Some(checked) })
}

fn why(reach: FileReach) -> String {
    match reach {
        FileReach::Open => "it holds no row".to_owned(),
        FileReach::ReadOnly { because }
        | FileReach::Away { because, .. }
        | FileReach::NotTheOne { because, .. } => because,
        FileReach::SecondFile { other, .. } => {
            format!(
                "it is the second file of its incident; the other is {}. allhands copy FILE NEW \
                 --as-new makes a room of its own of it",
                other.display()
            )
        }
    }
}
