//! The register, read in the background for the start screen.
//!
//! Apart from the screen's loop, because a folder on a share may never answer: one reader lives as
//! long as the program, so that no second one is sent after a first that hangs, however often
//! somebody asks.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::console::start::{Listing, Row, Twin};
use crate::domain::ids::IncidentId;
use crate::domain::words::Status;
use crate::store::desk::DeskPlace;
use crate::store::mount::{self, Mount};
use crate::store::register::on_share::{Progress, Shared};
use crate::store::register::{self, Listed};
use crate::text;

use super::super::clock;

/// What is told of the register.
pub type News = Result<(Vec<Row>, Listing), String>;

/// What is asked of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ask {
    /// To read the register where a file of it was written.
    IfWritten,
    /// To read it.
    Read,
}

/// Reads the register whenever it is asked to.
#[derive(Debug)]
pub struct Reader {
    asks: Sender<Ask>,
    news: UnboundedReceiver<News>,
    last: Option<News>,
}

impl Reader {
    /// A reader of this folder.
    pub fn start(folder: &Path) -> Self {
        let (asks, asked) = channel();
        let (tell, news) = unbounded_channel();
        let (folder, failed) = (folder.to_owned(), tell.clone());
        let spawned = thread::Builder::new()
            .name("register".to_owned())
            .spawn(move || read_whenever(&folder, &asked, &tell));
        if let Err(error) = spawned {
            let words =
                format!("the system gives no thread: {error}. Nothing was changed; try again");
            // Its listener is made here.
            let _ = failed.send(Err(words));
        }
        Self { asks, news, last: None }
    }

    /// Asks for the register; what is under way is not begun again.
    pub fn ask(&self) {
        // A reader that is gone has said why.
        let _ = self.asks.send(Ask::Read);
    }

    /// Asks for it where a file of it was written since it was read.
    pub fn look(&self) {
        let _ = self.asks.send(Ask::IfWritten);
    }

    /// What was told last, for a screen that comes up while a share does not answer.
    pub const fn last(&self) -> Option<&News> {
        self.last.as_ref()
    }

    /// The next that is told. May be dropped while it waits.
    pub async fn next(&mut self) -> News {
        match self.news.recv().await {
            Some(news) => {
                self.last = Some(news.clone());
                news
            }
            // A reader without a thread tells nothing more.
            None => std::future::pending().await,
        }
    }
}

fn read_whenever(folder: &Path, asked: &Receiver<Ask>, tell: &UnboundedSender<News>) {
    let place = DeskPlace::of_this_user();
    let (mut shared, mut read) = (None, None);
    while let Ok(ask) = asked.recv() {
        // Asked several times, it is read once.
        let ask = asked.try_iter().fold(ask, Ask::max);
        match located(folder, &mut shared, &place) {
            Ok(Some(shared)) => read_share(shared, ask, tell, asked),
            Ok(None) => {
                // Before the reading: what is written meanwhile is read again.
                let written = register::written(folder);
                if ask == Ask::IfWritten && read.as_ref() == Some(&written) {
                    continue;
                }
                read = Some(written);
                let rooms = register::list(folder, &place);
                let _ = tell
                    .send(rooms.map(|rooms| (rows(rooms), Listing::Read)).map_err(failed(folder)));
            }
            Err(error) => {
                let _ = tell.send(Err(failed(folder)(error)));
            }
        }
    }
}

/// The reader of a share, where the folder lies on one.
fn located<'s>(
    folder: &Path,
    shared: &'s mut Option<(Mount, Shared)>,
    place: &DeskPlace,
) -> io::Result<Option<&'s mut Shared>> {
    let (located, mount) = mount::locate(folder)?;
    if mount.is_local() {
        return Ok(None);
    }
    if shared.as_ref().is_none_or(|(before, _)| *before != mount) {
        *shared = Some((mount.clone(), Shared::new(located, mount, place.clone(), None)));
    }
    Ok(shared.as_mut().map(|(_, shared)| shared))
}

fn read_share(shared: &mut Shared, ask: Ask, tell: &UnboundedSender<News>, asked: &Receiver<Ask>) {
    let mut since = None;
    let tell = |rooms, progress| {
        let listing = match progress {
            Progress::Reading => Listing::Reading,
            Progress::Read => Listing::Read,
            Progress::Dark(because) => {
                let since = *since.get_or_insert_with(clock::now);
                Listing::Dark { since, because }
            }
        };
        tell.send(Ok((rows(rooms), listing))).is_ok()
    };
    let asked = || asked.try_iter().any(|ask| ask == Ask::Read);
    match ask {
        Ask::IfWritten => shared.look(tell, asked),
        Ask::Read => shared.read(tell, asked),
    }
}

fn failed(folder: &Path) -> impl Fn(io::Error) -> String {
    let name = text::output(&folder.display().to_string()).into_owned();
    move |error| format!("{name}: {error}. Nothing was changed; R reads it again")
}

fn rows(rooms: Vec<Listed>) -> Vec<Row> {
    let twins = twins(&rooms);
    let of = |(room, twin): (Listed, bool)| {
        let row = row(room);
        if twin { Row { copy: Twin::Undecided, ..row } } else { row }
    };
    rooms.into_iter().zip(twins).map(of).collect()
}

/// Which rooms lie here in two files of which this host's desk knows neither as the room.
fn twins(rooms: &[Listed]) -> Vec<bool> {
    let id = |room: &Listed| -> Option<IncidentId> {
        let there = room.incident.as_ref().filter(|_| room.trouble.is_none());
        there?.room.id.clone()
    };
    let ids: Vec<_> = rooms.iter().map(id).collect();
    let undecided = |id: &Option<IncidentId>| {
        let same = rooms.iter().zip(&ids).filter(|(_, other)| id.is_some() && *other == id);
        let known = same.map(|(room, _)| room.copy_of.is_some()).collect::<Vec<_>>();
        known.len() > 1 && !known.contains(&true)
    };
    ids.iter().map(undecided).collect()
}

/// What stands before a key that is the bytes of a path, in hexadecimal: no path has it.
const BYTES: &str = "\0";

/// What names a room on the start screen: its path, whatever bytes that is made of.
pub fn key_of(path: &Path) -> String {
    if let Some(path) = path.to_str() {
        return path.to_owned();
    }
    let bytes = path.as_os_str().as_bytes().iter();
    bytes.fold(BYTES.to_owned(), |mut key, byte| {
        // Writing into a string cannot fail.
        let _ = write!(key, "{byte:02x}");
        key
    })
}

/// The path that a key names.
pub fn path_of(key: &str) -> PathBuf {
    let Some(hex) = key.strip_prefix(BYTES) else { return PathBuf::from(key) };
    let pairs = hex.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    let bytes = pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect();
    PathBuf::from(OsString::from_vec(bytes))
}

/// A room as the start screen shows it.
fn row(room: Listed) -> Row {
    let key = key_of(&room.path);
    let stem = room.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let incident = room.incident.map(|incident| *incident).unwrap_or_default();
    let owed = incident.owed();
    // What was left open when a room was closed is waited for no longer.
    let closed = incident.status.value == Status::Closed;
    let phases = incident.phases.iter().filter(|(_, span)| span.left.is_none());
    Row {
        key,
        codename: if incident.head == 0 { stem } else { incident.room.codename.clone() },
        title: incident.room.title.clone(),
        severity: incident.severity.map(|severity| severity.value),
        status: incident.status.value,
        phases: phases.map(|(phase, _)| *phase).collect(),
        opened: incident.room.opened_at,
        changed: incident.room.last_change,
        open: incident.left_open(),
        due: if closed { Vec::new() } else { owed.iter().filter_map(|owed| owed.due).collect() },
        practice: incident.room.practice.is_some(),
        copy: if room.copy_of.is_some() { Twin::Copy } else { Twin::None },
        trouble: room.trouble,
        seen: room.seen,
        // What waits at the desk goes into the room's own file.
        waiting: if room.copy_of.is_none() { room.waiting } else { 0 },
        refused: if room.copy_of.is_none() { room.tray } else { 0 },
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::path::Path;

    use super::{Twin, key_of, path_of, rows};
    use crate::domain::ids::IncidentId;
    use crate::domain::incident::Incident;
    use crate::store::register::Listed;

    /// A file of a room, and whether this host's desk knows another as the room.
    fn file(name: &str, id: &str, copy: bool) -> Listed {
        let mut incident = Incident::default();
        incident.room.id = Some(IncidentId::new(id));
        Listed {
            path: name.into(),
            incident: Some(Box::new(incident)),
            trouble: None,
            copy_of: copy.then(|| "elsewhere".into()),
            waiting: 0,
            tray: 0,
            seen: None,
        }
    }

    #[test]
    fn two_files_of_a_room_are_told_at_once_and_one_is_the_copy_once_a_desk_knows_which() {
        let marks =
            |files: Vec<Listed>| rows(files).into_iter().map(|row| row.copy).collect::<Vec<_>>();
        let [none, perhaps, copy] = [Twin::None, Twin::Undecided, Twin::Copy];
        let alone = || file("c", "other", false);
        let both = vec![file("a", "one", false), file("b", "one", false), alone()];
        assert_eq!(marks(both), [perhaps, perhaps, none]);
        let known = vec![file("a", "one", false), file("b", "one", true), alone()];
        assert_eq!(marks(known), [none, copy, none]);
        // What cannot be read may be the same file at another place.
        let mut gone = file("a", "one", false);
        gone.trouble = Some("it is not there".to_owned());
        assert_eq!(marks(vec![gone, file("b", "one", false)]), [none, none]);
    }

    #[test]
    fn a_key_names_its_path_whatever_bytes_that_has() {
        for bytes in [&b"/srv/heron.allhands"[..], b"/srv/qu\xff.allhands", b"/srv/\xc5\x99", b""] {
            let path = Path::new(OsStr::from_bytes(bytes));
            assert_eq!(path_of(&key_of(path)), path, "{bytes:?}");
        }
    }
}
