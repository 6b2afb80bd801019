//! The child: the only process that touches a share.
//!
//! A thread that is stuck in a mount cannot be killed, and holds its process with it; a child can
//! be left behind. So everything that may hang is done here, in one thread, in the order of asking,
//! and nothing is remembered here that its console could not lose: it may end at any moment, and
//! does when its console is gone.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::getppid;

use crate::domain::ids::SessionId;
use crate::store::fault::Fault;
use crate::store::worker::now;

use super::copy::{self, Download, Published, Upload};
use super::errand;
use super::folder::{self, Name};
use super::hold::Held;
use super::milestone;
use super::presence::{self, Beat, Present};
use super::rewrite::{self, Moved, Removed};
use super::room_mark;
use super::segment::{Reader, Writer};
use super::sweep;
use super::term;
use super::unwritten::Unwritten;
use super::wire::{self, Ask, Facts, Tell};
use looking::Looking;

mod gone;
mod looking;
mod lost;
mod uploads;

/// How often the folder is looked at while anybody is active.
const OFTEN: Duration = Duration::from_millis(500);
/// For so long after somebody's last line that is so; then it is looked at as seldom as nothing.
const ACTIVE: Duration = Duration::from_secs(60);
/// How often is looked whether there is anything to look at.
const SELDOM: Duration = Duration::from_secs(1);
/// How often a console says that it lives.
const BEAT: Duration = Duration::from_secs(2);
/// Serves one console until that ends.
pub fn serve(console: UnixStream) -> io::Result<()> {
    let mut console = console;
    let (file, mount, kept, session, part) = match wire::receive(&mut console)? {
        Ask::Open { file, mount, kept, session, part } => (file, mount, kept, session, part),
        Ask::Run(first) => return errand::serve(console, &first),
        _ => return Err(io::ErrorKind::InvalidInput.into()),
    };
    let (held, path) = loop {
        let (facts, place) = look_at(&file, &mount, kept);
        wire::send(&mut console, &Tell::Opened(Box::new(facts)))?;
        if let Some(place) = place {
            break place;
        }
        if asked_within(&console, SELDOM)? {
            // It leaves, or is gone: nothing else can be served.
            return Ok(());
        }
    };
    let folder = folder::beside(&path);
    let mut child = Child {
        writer: Writer::new(folder.clone(), session, part),
        console,
        held,
        path,
        folder,
        readers: BTreeMap::new(),
        looking: None,
        begun: None,
        cut: false,
        lost_since: None,
        told: BTreeSet::new(),
        present: None,
        beats: 0,
        asked_at: Instant::now(),
        live: 0,
        away: false,
        others: BTreeMap::new(),
        uploads: Vec::new(),
        downloads: VecDeque::new(),
        published: None,
        active_at: Instant::now(),
        look_at: Instant::now(),
        beat_at: Instant::now(),
    };
    let parent = getppid();
    let ended = child.run();
    if ended.as_ref().is_err_and(is_end_of_stream) {
        child.run_out(parent);
    }
    ended
}

/// Whether the console listens no more.
fn is_end_of_stream(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

/// Waits until the console asks for something; says whether it did.
fn asked_within(console: &UnixStream, most: Duration) -> io::Result<bool> {
    let timeout =
        Timespec { tv_sec: most.as_secs().cast_signed(), tv_nsec: most.subsec_nanos().into() };
    let mut waits = [PollFd::new(console, PollFlags::IN)];
    match poll(&mut waits, Some(&timeout)) {
        Ok(0) | Err(rustix::io::Errno::INTR) => Ok(false),
        Ok(_) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

struct Child {
    console: UnixStream,
    /// What both paths lead through.
    held: Held,
    path: PathBuf,
    folder: PathBuf,
    writer: Writer,
    readers: BTreeMap<Name, Reader>,
    /// What is left of a look at the folder.
    looking: Option<Looking>,
    /// The segments that a milestone names, until they were looked at.
    begun: Option<BTreeSet<Name>>,
    /// Terms and bases that were told.
    told: BTreeSet<Name>,
    /// What this console says of itself; nothing before it follows.
    present: Option<Present>,
    beats: u64,
    /// When the console last asked for something, and what it last said of its running.
    asked_at: Instant,
    live: u64,
    /// Whether its word was taken back, as it is stopped.
    away: bool,
    /// Whether a segment is shorter than what was read of it.
    cut: bool,
    /// Since when one is, or is not there.
    lost_since: Option<Instant>,
    /// The last beat that was told, by session.
    others: BTreeMap<SessionId, u64>,
    uploads: Vec<Upload>,
    downloads: VecDeque<Download>,
    /// The file as it was published last.
    published: Option<Published>,
    /// When a line was last written, here or elsewhere.
    active_at: Instant,
    look_at: Instant,
    beat_at: Instant,
}

impl Child {
    fn run(&mut self) -> io::Result<()> {
        loop {
            self.wait()?;
            if !self.serve_next()? {
                return Ok(());
            }
        }
    }

    /// How often it looks now.
    fn pace(&self) -> Duration {
        if self.active_at.elapsed() < ACTIVE { OFTEN } else { SELDOM }
    }

    /// Somebody has written something: it is looked more often from now on.
    fn be_active(&mut self) {
        self.active_at = Instant::now();
        self.look_at = self.look_at.min(self.active_at + OFTEN);
    }

    /// Does what is due, until the console asks for something.
    fn wait(&mut self) -> io::Result<()> {
        loop {
            let now = Instant::now();
            if self.present.is_some() {
                if now >= self.beat_at && self.console_runs() {
                    self.beat_at = now + BEAT;
                    self.beat();
                    if self.writer.was_cut() {
                        return self.own_segment_is_lost();
                    }
                    self.look_at_file()?;
                }
                if now >= self.look_at && self.looking.is_none() {
                    self.look_at = now + self.pace();
                    self.look()?;
                }
                self.look_on()?;
            }
            self.upload()?;
            self.download()?;
            let busy = !self.uploads.is_empty() || !self.downloads.is_empty();
            let until = if busy || self.looking.is_some() {
                Duration::ZERO
            } else if self.present.is_some() {
                self.look_at.saturating_duration_since(Instant::now())
            } else {
                SELDOM
            };
            if asked_within(&self.console, until)? {
                return Ok(());
            }
        }
    }

    /// Serves one thing asked; says whether it goes on.
    fn serve_next(&mut self) -> io::Result<bool> {
        let ask = wire::receive(&mut self.console)?;
        self.asked_at = Instant::now();
        let tell = match ask {
            Ask::Open { .. } | Ask::Run(_) => return Err(io::ErrorKind::InvalidInput.into()),
            Ask::Make { token, incident } => {
                Tell::Made(token, said(room_mark::make(&self.folder, &incident)))
            }
            Ask::LookAgain => {
                let mut facts = Facts { file: Some(self.path.clone()), ..Facts::default() };
                match look_beside(&self.path, &mut facts) {
                    Ok(()) => Tell::Opened(Box::new(facts)),
                    // The next child takes hold of what comes back.
                    Err(error) if self.held.is_lost() => return Err(error),
                    Err(error) => Tell::Blind(error.to_string()),
                }
            }
            Ask::Begin(seen) => Tell::Milestones(milestone::pick(&self.folder, seen)),
            Ask::Follow { present, from } => {
                self.begin_with(from);
                self.says(present);
                return Ok(true);
            }
            Ask::Say(present) => {
                self.says(present);
                return Ok(true);
            }
            Ask::Live(at) => {
                self.live = at;
                return Ok(true);
            }
            Ask::Append { token, lines } => {
                self.be_active();
                let done = self.writer.append(&lines);
                Tell::Appended(token, done.map_err(|error| Unwritten::of(&error, &self.folder)))
            }
            Ask::Reach { token, term } => {
                Tell::Reached(token, said(term::reach_for(&self.folder, &term)))
            }
            Ask::Fetch { token, base, to } => {
                self.downloads.push_back(Download::new(token, self.source(base), to));
                return Ok(true);
            }
            Ask::Rewrite { token, removed, living } => {
                Tell::Rewritten(token, said(self.rewrite(&removed, living.as_deref())))
            }
            Ask::Publish { token, from, term, base, milestone } => {
                let base = base.map(|_| self.source(base));
                match self.begin_upload(token, from, term, base) {
                    Ok(upload) => {
                        self.uploads.push(upload.with(milestone));
                        return Ok(true);
                    }
                    Err(error) => Tell::Published(token, Err(Unwritten::of(&error, &self.folder))),
                }
            }
            Ask::Leave => {
                // First: nobody else has to wait until a large file is copied to keep the room.
                self.take_leave();
                self.finish_uploads();
                return Ok(false);
            }
        };
        wire::send(&mut self.console, &tell)?;
        Ok(true)
    }

    /// Takes what was redacted out of one's own segments, and out of those of the dead.
    fn rewrite(
        &mut self,
        removed: &Removed,
        living: Option<&[SessionId]>,
    ) -> io::Result<Vec<Moved>> {
        let mut moved = Vec::new();
        for name in folder::list(&self.folder)? {
            let Name::Segment { session, part } = &name else { continue };
            let own = self.writer.is_of(session);
            if !own && living.is_none_or(|living| living.contains(session)) {
                continue;
            }
            let size = |name: &Name| {
                folder::open_fresh(&self.folder.join(name.to_string())).map(|(_, size)| size)
            };
            let known = own && self.writer.knows_all_of(session, *part, size(&name)?);
            if let Some(new) = rewrite::segment(&self.folder, session, *part, removed)? {
                let to = Name::Segment { session: session.clone(), part: new };
                let size = size(&to)?;
                self.writer.was_rewritten(session, *part, new);
                if known {
                    moved.push(Moved { from: name, to, size });
                }
            }
        }
        if living.is_some() {
            let own = copy::begin_of_own();
            sweep::drop_unfinished(&self.folder, &self.path, &own)?;
        }
        Ok(moved)
    }

    fn source(&self, base: Option<u64>) -> PathBuf {
        match base {
            Some(seq) => self.folder.join(Name::Base(seq).to_string()),
            None => self.path.clone(),
        }
    }

    /// This console says this of itself from now on.
    fn says(&mut self, present: Present) {
        self.present = Some(present);
        (self.look_at, self.beat_at) = (Instant::now(), Instant::now());
    }

    fn beat(&mut self) {
        let Some(present) = self.present.clone() else { return };
        self.beats += 1;
        // Where it fails, looking fails too, and says so.
        let own = self.folder.join(Name::Here(present.session.clone()).to_string());
        let written =
            presence::write(&self.folder, &Beat { present, count: self.beats, at: now() });
        if written.is_ok() && self.beats == 1 {
            // Whoever comes next sweeps what could not be removed.
            let _ = sweep::sweep(&self.folder, &self.path, &own);
        }
    }
}

fn said<T>(done: io::Result<T>) -> wire::Done<T> {
    done.map_err(|error| error.to_string())
}

/// What can be told of a file before anything is done to it; and where nothing speaks against going
/// on, a hold on the folder that it lies in, and its path by that.
fn look_at(file: &Path, mount: &str, kept: bool) -> (Facts, Option<(Held, PathBuf)>) {
    let mut facts = Facts::default();
    match take_hold(file, mount, &mut facts) {
        Ok(_) if kept && facts.incident.is_none() => {
            facts.trouble = Some("the folder beside the file is gone".to_owned());
            facts.folder_gone = true;
            (facts, None)
        }
        Ok(place) => (facts, Some(place)),
        Err(error) => {
            let missing = error.kind() == io::ErrorKind::NotFound && is_well(file, mount);
            facts.hopeless |= missing;
            let because = if missing { Fault::Missing.to_string() } else { error.to_string() };
            facts.trouble = Some(because);
            (facts, None)
        }
    }
}

/// Whether the folder of a file lies on the mount that it should.
fn is_well(file: &Path, mount: &str) -> bool {
    let folder = file.parent().map(fs::canonicalize).and_then(Result::ok);
    folder.is_some_and(|folder| Held::of(&folder, mount).is_ok())
}

fn take_hold(file: &Path, mount: &str, facts: &mut Facts) -> io::Result<(Held, PathBuf)> {
    let real = fs::canonicalize(file)?;
    let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let held = Held::of(parent, mount)?;
    let path = held.path().join(name);
    // A pipe or a device could be read for ever.
    if !fs::symlink_metadata(&path)?.is_file() {
        facts.hopeless = true;
        return Err(io::Error::other("it is not a file. Name the incident's file itself"));
    }
    facts.file = Some(real);
    look_beside(&path, facts)?;
    Ok((held, path))
}

/// What lies beside a file that is held, and its rights.
fn look_beside(path: &Path, facts: &mut Facts) -> io::Result<()> {
    let folder = folder::beside(path);
    facts.incident = room_mark::read(&folder)?;
    let readable = |path: &Path| fs::metadata(path).is_ok_and(|found| found.mode() & 0o004 != 0);
    facts.free = rustix::fs::statvfs(path).ok().map(|found| found.f_bavail * found.f_frsize);
    facts.open_to_all = readable(path) || readable(&folder);
    Ok(())
}
