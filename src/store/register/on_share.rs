//! A register on a share: read by a child, which may hang for ever. Told at once as this host's
//! desks remember it, then as it is, file by file.
//!
//! Apart from a register on a disk, because here every answer may stay away: whoever reads goes on
//! waiting, and whoever looks on is told how it stands.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::domain::incident::Incident;
use crate::store::desk::{Desk, DeskPlace};
use crate::store::direct::{Access, IncidentFile};
use crate::store::fault::Fault;
use crate::store::mount::Mount;
use crate::store::share::clerk::Clerk;
use crate::store::share::errand::{Did, Found, What};

use super::{Listed, in_order};

/// How long a share may take to answer before that is said.
const SOON: Duration = Duration::from_secs(1);
/// How long is waited before a share that failed is asked again.
const PAUSE: Duration = Duration::from_secs(5);

/// How a register on a share stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Its files are being read; what is told so far is what the desks of this host remember.
    Reading,
    /// It does not answer, for this reason; it is asked again by itself.
    Dark(String),
    /// It has been read.
    Read,
}

/// Reads a register on a share, as often as it is asked to.
#[derive(Debug)]
pub struct Shared {
    folder: PathBuf,
    mount: Mount,
    place: DeskPlace,
    /// What is started for the work; nothing means this program.
    program: Option<PathBuf>,
    clerk: Option<Clerk>,
    /// What was read of files that have not changed since.
    read: HashMap<Found, Listed>,
}

impl Shared {
    /// A register at this place (as the mount table gives it).
    pub fn new(folder: PathBuf, mount: Mount, place: DeskPlace, program: Option<PathBuf>) -> Self {
        Self { folder, mount, place, program, clerk: None, read: HashMap::new() }
    }

    /// Reads it anew where a file of it was written since: says nothing before that is known.
    pub fn look(
        &mut self,
        mut tell: impl FnMut(Vec<Listed>, Progress) -> bool,
        mut asked: impl FnMut() -> bool,
    ) {
        let found = match self.list(&mut tell, &mut asked) {
            Some(Ok(found)) => found,
            Some(Err(_)) => return self.read(tell, asked),
            None => return,
        };
        self.read_files(found, |rooms, progress| {
            progress != Progress::Read || tell(rooms, progress)
        });
    }

    /// Reads it; does not return before it was read. `tell` says whether anybody listens still;
    /// `asked` whether somebody has asked again meanwhile.
    pub fn read(
        &mut self,
        mut tell: impl FnMut(Vec<Listed>, Progress) -> bool,
        mut asked: impl FnMut() -> bool,
    ) {
        if !tell(in_order(self.known()), Progress::Reading) {
            return;
        }
        loop {
            let because = match self.list(&mut tell, &mut asked) {
                Some(Ok(found)) => return self.read_files(found, tell),
                Some(Err(because)) => because,
                None => return,
            };
            if !tell(in_order(self.known()), Progress::Dark(because)) {
                return;
            }
            let again = Instant::now() + PAUSE;
            while Instant::now() < again && !asked() {
                std::thread::sleep(Duration::from_millis(200));
            }
        }
    }

    /// The rooms that desks of this host remember there, as they last saw them.
    fn known(&self) -> Vec<Listed> {
        let rooms = Desk::rooms_in(&self.place, &self.folder);
        rooms.into_iter().map(|path| as_seen(&self.place, path)).collect()
    }

    /// Which files lie there; nothing where nobody listens any more. Says so where that takes long.
    fn list(
        &mut self,
        mut tell: impl FnMut(Vec<Listed>, Progress) -> bool,
        mut asked: impl FnMut() -> bool,
    ) -> Option<Result<Vec<Found>, String>> {
        let clerk = match self.clerk.take().filter(|clerk| !clerk.is_gone()) {
            Some(clerk) => Ok(clerk),
            None => Clerk::start(self.program.as_deref()),
        };
        let mut clerk = match clerk {
            Ok(clerk) => clerk,
            Err(error) => return Some(Err(error.to_string())),
        };
        clerk.ask(&self.folder, &self.mount, What::List);
        let mut said = false;
        let done = loop {
            if let Some(done) = clerk.answer(SOON) {
                break done;
            }
            if clerk.is_gone() {
                break Err("what works on the share has ended".to_owned());
            }
            if !said || asked() {
                said = true;
                let dark = Progress::Dark("it does not answer".to_owned());
                if !tell(in_order(self.known()), dark) {
                    return None;
                }
            }
        };
        self.clerk = Some(clerk);
        Some(done.map(|did| match did {
            Did::Listed(found) => found,
            Did::Done | Did::Nothing | Did::Taken | Did::Stands(_) => Vec::new(),
        }))
    }

    /// Reads the files one after the other, what changed last first, and tells how far it is.
    fn read_files(
        &mut self,
        mut found: Vec<Found>,
        mut tell: impl FnMut(Vec<Listed>, Progress) -> bool,
    ) {
        found.sort_by_key(|found| std::cmp::Reverse(found.written));
        let mut rooms = self.known();
        let (mut told, count) = (Instant::now(), found.len());
        for (number, found) in found.iter().enumerate() {
            let room = self.read_file(found);
            rooms.retain(|it| it.path != room.path);
            rooms.push(room);
            if told.elapsed() > SOON && number + 1 < count {
                told = Instant::now();
                if !tell(in_order(rooms.clone()), Progress::Reading) {
                    return;
                }
            }
        }
        let there: Vec<PathBuf> = found.iter().map(|it| self.folder.join(&it.name)).collect();
        for room in rooms.iter_mut().filter(|room| !there.contains(&room.path)) {
            // A room whose file is gone is not forgotten while this host has lines for it.
            room.trouble = Some(Fault::Missing.to_string());
        }
        self.read.retain(|read, _| found.contains(read));
        tell(in_order(rooms), Progress::Read);
    }

    fn read_file(&mut self, found: &Found) -> Listed {
        let path = self.folder.join(&found.name);
        if let Some(read) = self.read.get(found) {
            let (waiting, tray) = self.counts(&path);
            return Listed { waiting, tray, ..read.clone() };
        }
        let read = self.bring(&path);
        let mut room = as_seen(&self.place, path);
        match read {
            Ok(incident) => {
                room.copy_of = self.room_beside(found, &incident, &room.path);
                (room.incident, room.seen) = (Some(Box::new(incident)), None);
                room.trouble = None;
                self.read.insert(found.clone(), room.clone());
            }
            Err(fault) => room.trouble = Some(fault.to_string()),
        }
        room
    }

    /// The room's file as this desk knows it, where this one is another: a copy, only read.
    fn room_beside(&self, found: &Found, incident: &Incident, path: &Path) -> Option<PathBuf> {
        let desk = Desk::existing(&self.place, incident.room.id.as_ref()?)?;
        desk.room().ok().flatten().filter(|room| room != path && !found.kept)
    }

    fn counts(&self, path: &Path) -> (usize, usize) {
        let desk = Desk::incident_at(&self.place, path)
            .and_then(|incident| Desk::existing(&self.place, &incident));
        desk.and_then(|desk| desk.counts().ok()).unwrap_or_default()
    }

    fn bring(&mut self, path: &Path) -> Result<Incident, Fault> {
        let gone = || Fault::Share("it does not answer".to_owned());
        let folder = TempDir::with_prefix("allhands-")?;
        let copy = folder.path().join("copy.allhands");
        let clerk = self.clerk.as_mut().ok_or_else(gone)?;
        clerk.ask(path, &self.mount, What::Bring(copy.clone()));
        let done = loop {
            match clerk.answer(SOON) {
                Some(done) => break done,
                None if clerk.is_gone() => return Err(gone()),
                None => {}
            }
        };
        match done.map_err(Fault::Share)? {
            Did::Done => {}
            Did::Nothing | Did::Taken | Did::Listed(_) | Did::Stands(_) => {
                return Err(Fault::Missing);
            }
        }
        let mut incident = Incident::default();
        IncidentFile::open(&copy, Access::Read)?.fold_into(&mut incident)?;
        Ok(incident.excerpt(0))
    }
}

/// A room as the desk last saw it; nothing is asked of its file.
pub(super) fn as_seen(place: &DeskPlace, path: PathBuf) -> Listed {
    let desk =
        Desk::incident_at(place, &path).and_then(|incident| Desk::existing(place, &incident));
    let incident = desk.as_ref().and_then(Desk::folded).map(Box::new);
    let seen = desk.as_ref().and_then(|desk| desk.checked_at().ok());
    let trouble = incident.is_none().then(|| "not seen from this host yet".to_owned());
    let (waiting, tray) = desk.and_then(|desk| desk.counts().ok()).unwrap_or_default();
    Listed { path, incident, trouble, copy_of: None, waiting, tray, seen }
}
