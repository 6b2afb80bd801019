//! The start screen's loop: the register read in the background, rooms begun, practised in and
//! imported into.
//!
//! What must stay true: the screen never waits for the register's folder, which may be slow or
//! gone.

use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::console::start::form::Beginning as Asked;
use crate::console::start::{Offer, Row, Start, StartEffect, update};
use crate::domain::time::Timestamp;
use crate::store::desk::DeskPlace;
use crate::store::register::{self, Listed};
use crate::text;
use crate::view;

use super::app::App;
use super::begin::{Beginning, Typist, begin, codename_for};
use super::failure::{End, Failure};
use super::settings::system_user;
use super::station::{Happened, Station};
use super::{clock, practice, scripts};

/// What came of the start screen.
pub enum Chosen {
    /// This room.
    Room(PathBuf),
    /// Out.
    Out,
    /// A signal: out at once, with this exit code.
    End(u8),
}

/// What the background tells.
pub(super) enum Told {
    Register(Result<Vec<Row>, String>),
    Made(Result<PathBuf, Failure>),
    Imported(Result<String, Failure>),
}

/// Shows the register until a room is chosen or the person leaves.
pub async fn wait(
    app: &mut App,
    station: &mut Station,
    notice: Option<String>,
) -> io::Result<Chosen> {
    let (tell, mut told) = unbounded_channel();
    let offer = offer(app);
    let shown = app.register.display().to_string();
    let mut start = Start::new(shown, offer, app.settings.clone(), app.keymap.clone());
    for message in station.first() {
        update(&mut start, message);
    }
    start.notice = notice;
    read_register(app, &tell);
    loop {
        station.letters_are_keys(start.dialog.is_none());
        station.screen.title("allhands");
        station.screen.draw(|frame| view::start::draw(&start, frame))?;
        let patience = clock::until_change(clock::now(), start.shield.lifted_until);
        let messages = tokio::select! {
            biased;
            happened = station.next(patience) => match happened? {
                Happened::Messages(messages) => messages,
                Happened::End(code) => return Ok(Chosen::End(code)),
            },
            Some(news) = told.recv() => match hear(&mut start, news, app, &tell) {
                Some(path) => return Ok(Chosen::Room(path)),
                None => Vec::new(),
            },
        };
        for message in messages {
            for effect in update(&mut start, message) {
                if let Some(chosen) = perform(app, station, &mut start, effect, &tell)? {
                    return Ok(chosen);
                }
            }
        }
    }
}

pub(super) fn hear(
    start: &mut Start,
    news: Told,
    app: &App,
    tell: &UnboundedSender<Told>,
) -> Option<PathBuf> {
    match news {
        Told::Register(Ok(rows)) => start.read(rows),
        Told::Register(Err(words)) => start.notice = Some(words),
        Told::Made(Ok(path)) => return Some(path),
        Told::Made(Err(failure)) => start.notice = Some(failure.words),
        Told::Imported(done) => {
            start.notice = Some(done.unwrap_or_else(|failure| failure.words));
            read_register(app, tell);
        }
    }
    None
}

fn perform(
    app: &mut App,
    station: &mut Station,
    start: &mut Start,
    effect: StartEffect,
    tell: &UnboundedSender<Told>,
) -> io::Result<Option<Chosen>> {
    match effect {
        StartEffect::Redraw => station.screen.redraw()?,
        StartEffect::Suspend => {
            let message = station.suspend()?;
            update(start, message);
        }
        StartEffect::Open(_)
        | StartEffect::Begin(_)
        | StartEffect::Practise
        | StartEffect::Import { .. }
        | StartEffect::Reload
        | StartEffect::Quit => return Ok(choose(app, effect, tell)),
    }
    Ok(None)
}

/// Performs what was chosen and needs no screen.
pub(super) fn choose(
    app: &mut App,
    effect: StartEffect,
    tell: &UnboundedSender<Told>,
) -> Option<Chosen> {
    match effect {
        StartEffect::Open(key) => return Some(Chosen::Room(PathBuf::from(key))),
        StartEffect::Begin(asked) => begin_room(app, *asked, tell),
        StartEffect::Practise => {
            let me = app.typist();
            in_background(tell, move || Told::Made(practice::room(&me)));
        }
        StartEffect::Import { key, source } => {
            let me = app.typist();
            let asked = crate::args::Import {
                file: PathBuf::from(key),
                source: PathBuf::from(source),
                skip_bad: false,
                me,
            };
            in_background(tell, move || Told::Imported(scripts::import_here(&asked)));
        }
        StartEffect::Reload => read_register(app, tell),
        StartEffect::Redraw | StartEffect::Suspend => {}
        StartEffect::Quit => return Some(Chosen::Out),
    }
    None
}

/// A thread that may hang with its folder, and then is left behind.
fn in_background(tell: &UnboundedSender<Told>, work: impl FnOnce() -> Told + Send + 'static) {
    let tell = tell.clone();
    let failed = tell.clone();
    let spawned = thread::Builder::new().name("register".to_owned()).spawn(move || {
        // Whoever asked may have gone on.
        let _ = tell.send(work());
    });
    if let Err(error) = spawned {
        let words = format!("the system gives no thread: {error}. Nothing was changed; try again");
        let _ = failed.send(Told::Register(Err(words)));
    }
}

pub(super) fn read_register(app: &App, tell: &UnboundedSender<Told>) {
    let folder = app.register.clone();
    in_background(tell, move || {
        let listed = register::list(&folder, &DeskPlace::of_this_user());
        let now = clock::now();
        Told::Register(match listed {
            Ok(rooms) => Ok(rooms.into_iter().map(|room| row(room, now)).collect()),
            Err(error) => Err(format!(
                "{}: {error}. Nothing was changed; R reads it again",
                text::output(&folder.display().to_string())
            )),
        })
    });
}

/// A room as the start screen shows it.
fn row(room: Listed, now: Timestamp) -> Row {
    let key = room.path.display().to_string();
    let stem = room.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let incident = room.incident.map(|incident| *incident).unwrap_or_default();
    let owed = incident.owed();
    let late_against = incident.late_against(now);
    let items = incident.listed().filter(|item| item.is_open() && item.promise.is_none()).count();
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
        open: owed.len() + items,
        late: owed.iter().filter(|owed| owed.is_late(late_against)).count(),
        practice: incident.room.practice.is_some(),
        copy: room.copy_of.is_some(),
        trouble: room.trouble,
        // What waits at the desk goes into the room's own file.
        waiting: if room.copy_of.is_none() { room.waiting + room.tray } else { 0 },
    }
}

pub(super) fn offer(app: &App) -> Offer {
    let name = app.name.clone().unwrap_or_default();
    let seed = uuid::Uuid::now_v7();
    let playbooks = app.library.playbooks().iter();
    let playbooks = playbooks.map(|playbook| (playbook.id.clone(), playbook.title.clone()));
    Offer {
        codename: codename_for(&seed, &app.register.join("x")),
        playbooks: playbooks.collect(),
        zone: scripts::default_zone(&app.remembered, &name),
        unnamed: app.name.is_none().then(system_user),
    }
}

fn begin_room(app: &mut App, mut asked: Asked, tell: &UnboundedSender<Told>) {
    if let Some(name) = asked.name.take() {
        app.is_called(name);
    }
    let (folder, library, me) = (app.register.clone(), app.library.clone(), app.typist());
    in_background(tell, move || Told::Made(make_room(&folder, &library, asked, &me)));
}

fn make_room(
    folder: &Path,
    library: &crate::playbook::Library,
    asked: Asked,
    me: &crate::args::Me,
) -> Result<PathBuf, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        let name = folder.display().to_string();
        let words = format!("{}: {error}. No room was begun", text::output(&name));
        Failure::new(End::NotReachable, words)
    })?;
    let (name, department) = scripts::who(me);
    let path = free_name(folder, &asked.codename);
    let beginning = Beginning {
        codename: Some(asked.codename),
        title: asked.title,
        playbooks: asked.playbooks,
        received: Some(asked.received),
        first_read: Some(asked.first_read),
        zone: asked.zone,
        begun: None,
        practice: None,
    };
    let mut typist = Typist::new(&name, &department, false);
    begin(&path, library, beginning, &mut typist, clock::now())?;
    Ok(path)
}

/// A file name after the codename that nobody has taken.
fn free_name(folder: &Path, codename: &str) -> PathBuf {
    let stem = text::file_stem(codename);
    let name = |place: u32| match place {
        1 => folder.join(format!("{stem}.allhands")),
        more => folder.join(format!("{stem}-{more}.allhands")),
    };
    (1..u32::MAX).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(1))
}
