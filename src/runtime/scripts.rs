//! Commands for scripts: no terminal needed, nothing asked, errors on stderr, exit codes that can
//! be relied on.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::args::{Command, Me};
use crate::console::zone;
use crate::domain::ids::{IncidentId, SessionId};
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;
use crate::playbook::Library;
use crate::report::lines::{Reach, left_out};
use crate::store::courier::{self, Seen};
use crate::store::desk::DeskPlace;
use crate::store::direct::{Access, IncidentFile};
use crate::store::fault::{Fault, ReadOnly};
use crate::store::verify::audit;
use crate::store::worker::FileReach;
use crate::text;

use super::failure::{End, Failure, tell};
use super::settings::{Places, system_user};

mod copy;
mod export;
mod forget;
mod hold;
mod import;
mod log;
mod manual;
pub mod named;
mod new;
mod playbooks;
mod recover;
mod redact;
mod reply;
mod seat;
mod show;
mod sources;
pub mod verify;

pub use import::run_here as import_here;
pub use new::{default_zone, moment, problem_ends};

/// Runs one command.
pub fn run(mut command: Command) -> Result<ExitCode, Failure> {
    if let Some(file) = room_of(&mut command) {
        *file = named::file(file)?;
    }
    let done = match command {
        Command::New(asked) => new::run(asked),
        Command::Log(asked) => log::run(asked),
        Command::Show(asked) => show::run(&asked),
        Command::Import(asked) => import::run(&asked),
        Command::Export(asked) => export::run(&asked),
        Command::Reply(asked) => reply::run(&asked),
        Command::Redact(asked) => redact::run(&asked),
        Command::Hold(asked) => hold::run(asked),
        Command::Verify(asked) => verify::run(&asked),
        Command::Copy(asked) => copy::run(&asked),
        Command::Recover(asked) => recover::run(&asked),
        Command::Forget(asked) => forget::run(&asked),
        Command::Playbooks(asked) => playbooks::run(&asked),
        Command::Keys { toml } => keys(toml),
        Command::Demo(asked) => return super::practice::run(asked),
        Command::Doctor { file } => super::doctor::run(file.as_deref()),
        Command::Completions { shell } => completions(shell),
        Command::Man => man(),
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// The file of a room that a command is about, and that has to be there.
const fn room_of(command: &mut Command) -> Option<&mut PathBuf> {
    match command {
        Command::Log(asked) => Some(&mut asked.file),
        Command::Show(asked) => Some(&mut asked.file),
        Command::Import(asked) => Some(&mut asked.file),
        Command::Export(asked) => Some(&mut asked.file),
        Command::Reply(asked) => Some(&mut asked.file),
        Command::Redact(asked) => Some(&mut asked.file),
        Command::Hold(asked) => Some(&mut asked.file),
        Command::Verify(asked) => Some(&mut asked.file),
        Command::Copy(asked) => Some(&mut asked.file),
        Command::Doctor { file } => file.as_mut(),
        Command::New(_)
        | Command::Recover(_)
        | Command::Forget(_)
        | Command::Playbooks(_)
        | Command::Keys { .. }
        | Command::Demo(_)
        | Command::Completions { .. }
        | Command::Man => None,
    }
}

/// An id for a new session.
pub fn new_session() -> SessionId {
    SessionId::new(uuid::Uuid::now_v7().simple().to_string())
}

/// Who types in a script: as said, else as configured, else the system's user for the coordination.
/// A configuration that cannot be read is told: a line under another name would be a surprise.
pub fn who(me: &Me) -> (String, String) {
    let (config, trouble) = Places::of_this_user().config();
    if let Some(trouble) = trouble {
        tell(&text::output(&trouble));
    }
    let name = me.name.clone().or(config.name).filter(|name| !name.trim().is_empty());
    let department = me.department.clone().or(config.department);
    (name.unwrap_or_else(system_user), department.unwrap_or_else(|| "coord".to_owned()))
}

/// The playbooks at hand. Mistakes in a user's folder are told on stderr; what has none is used.
pub fn library(folder: Option<&Path>) -> Result<Library, Failure> {
    let read = Places::of_this_user().library(folder);
    let (library, mistakes) = read.map_err(|words| Failure::new(End::Refused, words))?;
    for mistake in mistakes {
        tell(&text::output(&mistake.to_string()));
    }
    Ok(library)
}

/// What was read of a room.
pub struct Read {
    /// What it folds into.
    pub incident: Incident,
    /// What is said once it was given out: a row of it is not sound.
    pub unsound: Option<Failure>,
}

impl Read {
    /// How a command ends that has given it out.
    pub fn end(self) -> Result<(), Failure> {
        self.unsound.map_or(Ok(()), Err)
    }
}

/// Reads a file, judges every row, and folds it. A room on a share is read from what its consoles
/// say there.
pub fn read(path: &Path) -> Result<Read, Failure> {
    let failure = |fault: Fault| Failure::of_file(path, &fault);
    if courier::is_shared(path).map_err(failure)? {
        let place = DeskPlace::of_this_user();
        let read = courier::read_shared(path, &place, &new_session()).map_err(failure)?;
        let Seen { incident, reach, from_desk } = read;
        let because = match reach.map(|reach| reach.file) {
            Some(FileReach::Away { because, .. } | FileReach::NotTheOne { because, .. }) => because,
            _ => "the share is slow".to_owned(),
        };
        if let Some(seen) = from_desk {
            let (because, ago) = (text::output(&because), zone::since(seen, now()));
            tell(&format!("as this host last saw it, {ago} ({seen}): {because}"));
        }
        return Ok(Read { incident, unsound: None });
    }
    let file = IncidentFile::open(path, Access::Read).map_err(failure)?;
    if let Some(ReadOnly::Newer(version)) = file.read_only() {
        tell(&format!(
            "its format is version {version}, newer than this allhands: read as far as this \
             version knows"
        ));
    }
    let mut incident = Incident::default();
    let unsound = audit::fold(&file, &mut incident).map_err(failure)?;
    let unsound = unsound.map(|unsound| {
        let name = path.display().to_string();
        let words = format!(
            "{name}: {unsound}: it was changed by other means, or is damaged. What was given out \
             holds it as it stands there. Keep the file; `allhands verify {name}` judges all of \
             it, and {}",
            made_sound(&name, file.incident())
        );
        Failure::new(End::NotSound, text::output(&words))
    });
    Ok(Read { incident, unsound })
}

/// How a sound file is made where one is not.
pub fn made_sound(name: &str, incident: &IncidentId) -> String {
    let known = DeskPlace::of_this_user().file(incident).exists();
    let desk = if known { format!(" --from {incident}") } else { String::new() };
    let of = if known { "it and of this host's desk" } else { "it and of --from COPY" };
    format!("`allhands recover NEW --from {name}{desk}` makes a file of the sound rows of {of}")
}

/// How much is given out; what is left out is counted on standard error.
fn reach(with_privileged: bool, incident: &Incident) -> Reach {
    if with_privileged {
        return Reach::WithPrivileged;
    }
    let (restricted, privileged) = left_out(incident);
    if restricted + privileged > 0 {
        tell(&format!(
            "words left out: {restricted} restricted, {privileged} privileged (--with-privileged)"
        ));
    }
    Reach::Open
}

/// Now, by this host's clock.
pub fn now() -> Timestamp {
    chrono::Utc::now().into()
}

/// Writes to standard output; a reader that went away is no fault of ours.
pub fn print(words: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(words.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Failure::new(End::NotReachable, format!("standard output: {error}"))),
    }
}

fn keys(toml: bool) -> Result<(), Failure> {
    use crate::console::keymap;
    print(&if toml { keymap::toml() } else { keymap::markdown() })
}

fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut command = <crate::args::Cli as clap::CommandFactory>::command();
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut command, "allhands", &mut out);
    print(&String::from_utf8_lossy(&out))
}

fn man() -> Result<(), Failure> {
    let mut page = Vec::new();
    manual::write(&mut page).map_err(|error| Failure::new(End::Refused, error))?;
    print(&String::from_utf8_lossy(&page))
}
