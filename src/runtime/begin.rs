//! A room from nothing: the first rows of a new file.

use std::path::{Path, PathBuf};

use crate::domain::command::{Command, Stamp, Submission};
use crate::domain::event::{Practice, RoomOpened, SessionStarted};
use crate::domain::ids::{IncidentId, SessionId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::time::Timestamp;
use crate::playbook::{Library, codename};
use crate::store::desk::{Desk, DeskPlace, host_name};
use crate::store::direct::{self, IncidentFile};
use crate::store::fault::Fault;
use crate::store::mount;
use crate::store::worker::Who;

use super::failure::{End, Failure};
use super::settings::system_user;

/// The playbook of a room whose kind is not known yet.
pub const NOT_SURE_YET: &str = "not-sure-yet";

/// Who types, in which session: makes submissions one after the other.
#[derive(Debug, Clone)]
pub struct Typist {
    /// The session.
    pub session: SessionId,
    /// The number of the next submission.
    pub next: u64,
    /// The name claimed.
    pub person: Person,
    /// Their department.
    pub department: DepartmentId,
    /// Whether a script types.
    pub script: bool,
}

impl Typist {
    /// Who sits here, as others on a share are told.
    pub fn seat(&self) -> Who {
        let (person, department) = (self.person.as_str(), self.department.as_str());
        Who { person: person.to_owned(), department: department.to_owned(), program: None }
    }

    /// A new session.
    pub fn new(person: &str, department: &str, script: bool) -> Self {
        Self {
            session: super::scripts::new_session(),
            next: 1,
            person: Person::new(person),
            department: DepartmentId::new(department),
            script,
        }
    }

    /// Takes the lane that the department means in this room: `ops` may be `infra`. One that no
    /// lane is called stays as it was given.
    pub fn belongs_to(&mut self, incident: &Incident) {
        if let Some(lane) = incident.department_called(self.department.as_str()) {
            self.department = lane.clone();
        }
    }

    /// The id that the next submission will have.
    pub fn next_id(&self) -> SubmissionId {
        SubmissionId { session: self.session.clone(), number: self.next }
    }

    /// The next submission, of this moment.
    pub fn submission(
        &mut self,
        command: Command,
        occurred_at: Timestamp,
        now: Timestamp,
    ) -> Submission {
        let id = self.next_id();
        self.next += 1;
        let stamp = Stamp {
            author: self.person.clone(),
            department: self.department.clone(),
            on_behalf: None,
            occurred_at,
            recorded_at: now,
        };
        Submission { id, stamp, command }
    }

    /// What a session says of itself first.
    pub fn started(&mut self, now: Timestamp) -> Submission {
        let started = SessionStarted {
            session: self.session.clone(),
            host: host_name(),
            system_user: system_user(),
            person: self.person.clone(),
            department: self.department.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            script: self.script,
        };
        self.submission(Command::StartSession(started), now, now)
    }
}

/// What is known when a room is begun. Everything may be absent.
#[derive(Debug, Clone, Default)]
pub struct Beginning {
    /// An innocuous name; proposed where absent.
    pub codename: Option<String>,
    /// What it is about.
    pub title: String,
    /// Playbooks; [`NOT_SURE_YET`] where there is none.
    pub playbooks: Vec<String>,
    /// When the report reached the organisation; now where absent.
    pub received: Option<Timestamp>,
    /// When somebody here first read it; now where absent.
    pub first_read: Option<Timestamp>,
    /// The room's zone.
    pub zone: String,
    /// When the room was begun; now where absent.
    pub begun: Option<Timestamp>,
    /// Set for a practice room.
    pub practice: Option<Practice>,
}

/// Makes the file, wherever it is to lie, under the first of these names that nobody has taken;
/// says which. It is complete or not there at all.
pub fn begin(
    names: impl IntoIterator<Item = PathBuf>,
    library: &Library,
    beginning: Beginning,
    typist: &mut Typist,
    now: Timestamp,
) -> Result<PathBuf, Failure> {
    let mut names = names.into_iter().peekable();
    let first = names.peek().cloned().unwrap_or_default();
    let submissions = first_rows(&first, library, beginning, typist, now)?;
    let mut taken = Failure::of_file(&first, &Fault::Exists);
    for path in names {
        match direct::begin(&path, &submissions, now) {
            Ok(()) => return Ok(path),
            Err(Fault::Exists) => taken = Failure::of_file(&path, &Fault::Exists),
            Err(fault) => return Err(Failure::of_file(&path, &fault)),
        }
    }
    Err(taken)
}

/// Makes a file on a disk of this host, for whoever goes on in it at once.
pub fn begin_here(
    path: &Path,
    library: &Library,
    beginning: Beginning,
    typist: &mut Typist,
    now: Timestamp,
) -> Result<(IncidentFile, Incident), Failure> {
    if !mount::locate(path).is_ok_and(|(_, mount)| mount.is_local()) {
        let name = path.display().to_string();
        let words = format!(
            "{}: a practice room is made on a disk of this host, and this is a share. No file \
             was made",
            crate::text::output(&name)
        );
        return Err(Failure::new(End::Refused, words));
    }
    let submissions = first_rows(path, library, beginning, typist, now)?;
    let made = direct::create(path, &submissions, now);
    let (file, incident, _) = made.map_err(|fault| Failure::of_file(path, &fault))?;
    Ok((file, incident))
}

/// What a room begins with.
fn first_rows(
    path: &Path,
    library: &Library,
    beginning: Beginning,
    typist: &mut Typist,
    now: Timestamp,
) -> Result<Vec<Submission>, Failure> {
    if beginning.zone.parse::<chrono_tz::Tz>().is_err() {
        let words = format!(
            "there is no zone {}; name one such as Europe/Prague or UTC. No file was made",
            crate::text::output(&beginning.zone)
        );
        return Err(Failure::new(End::Usage, words));
    }
    let mut playbooks = beginning.playbooks;
    if playbooks.is_empty() {
        playbooks.push(NOT_SURE_YET.to_owned());
    }
    let applied = library
        .apply(&playbooks, &[] as &[&str])
        .map_err(|unknown| Failure::new(End::Usage, format!("{unknown}. No file was made")))?;
    let mut lanes = Incident::default();
    lanes.departments = library.departments();
    typist.belongs_to(&lanes);
    let incident = uuid::Uuid::now_v7();
    let codename = beginning.codename.filter(|codename| !codename.trim().is_empty());
    let opened = RoomOpened {
        incident: IncidentId::new(incident.to_string()),
        codename: codename.unwrap_or_else(|| codename_for(&incident, path)),
        title: beginning.title,
        zone: beginning.zone,
        received: beginning.received.unwrap_or(now),
        first_read: beginning.first_read.unwrap_or(now),
        practice: beginning.practice,
        departments: library.departments(),
    };
    let begun = beginning.begun.unwrap_or(now);
    let mut submissions = vec![typist.submission(Command::OpenRoom(opened), begun, now)];
    submissions.push(typist.started(now));
    for playbook in applied {
        submissions.push(typist.submission(Command::ApplyPlaybook(playbook), begun, now));
    }
    Ok(submissions)
}

/// A codename that no file of the folder bears; on a share, none that this host has seen there.
pub fn codename_for(seed: &uuid::Uuid, path: &Path) -> String {
    let stems: Vec<String> = neighbours(path).iter().filter_map(|path| stem(path)).collect();
    let (high, low) = seed.as_u64_pair();
    codename::propose(high ^ low, &stems)
}

fn neighbours(path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    match mount::locate(folder) {
        Ok((located, mount)) if !mount.is_local() => {
            Desk::rooms_in(&DeskPlace::of_this_user(), &located)
        }
        Ok(_) | Err(_) => {
            let files = std::fs::read_dir(folder).into_iter().flatten();
            files.flatten().map(|file| file.path()).collect()
        }
    }
}

fn stem(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_str()?.to_uppercase().replace('-', " "))
}
