//! The start screen's loop: the register read in the background, rooms begun, practised in and
//! imported into.
//!
//! What must stay true: the screen never waits for the register's folder, which may be slow or
//! gone.

use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::console::start::form::{Beginning as Asked, Typed};
use crate::console::start::{Listing, Offer, Start, StartEffect, update};
use crate::domain::people::DepartmentId;
use crate::store::fault::Fault;
use crate::store::mount;
use crate::store::share::clerk;
use crate::store::share::errand::What;
use crate::text;
use crate::view;

use super::app::App;
use super::begin::{Beginning, Typist, begin, codename_for};
use super::failure::{End, Failure};
use super::settings::system_user;
use super::station::{Happened, Station};
use super::{clock, practice, scripts};
use register::{News, Reader};

pub mod form;
pub mod register;

/// What came of the start screen.
pub enum Chosen {
    /// This room.
    Room(PathBuf),
    /// Out.
    Out,
    /// A signal: out at once, with this exit code.
    End(u8),
}

/// What the background tells of what was asked.
pub(super) enum Told {
    Made(Result<PathBuf, Failure>),
    Imported(Result<String, Failure>),
}

/// Shows the register until a room is chosen or the person leaves.
pub async fn wait(
    app: &mut App,
    station: &mut Station,
    notice: Option<String>,
) -> io::Result<Chosen> {
    let mut reader = app.reader();
    let chosen = choose_room(app, &mut reader, station, notice).await;
    app.keep_reader(reader);
    chosen
}

async fn choose_room(
    app: &mut App,
    reader: &mut Reader,
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
    start.typed = app.form.typed();
    let mut begun = false;
    if let Some(left) = app.left.take() {
        start.rest_on(register::key_of(&left));
    }
    if let Some(news) = reader.last() {
        hear_register(&mut start, news.clone());
    }
    reader.ask();
    loop {
        station.letters(start.letters());
        station.screen.title("allhands");
        station.screen.draw(|frame| view::start::draw(&start, frame))?;
        let patience = patience(&start);
        let messages = tokio::select! {
            biased;
            happened = station.next(patience) => match happened? {
                Happened::Messages(messages) => messages,
                Happened::End(code) => return Ok(Chosen::End(code)),
            },
            news = reader.next() => {
                hear_register(&mut start, news);
                Vec::new()
            }
            Some(news) = told.recv() => match hear(&mut start, news, reader) {
                Some(path) => {
                    if begun {
                        app.form.keep(Typed::new());
                    }
                    return Ok(Chosen::Room(path));
                }
                None => Vec::new(),
            },
        };
        let minute = start.now.millis() / 60_000;
        for message in messages {
            for effect in update(&mut start, message) {
                begun |= matches!(effect, StartEffect::Begin(_));
                if let Some(chosen) = perform(app, reader, station, &mut start, effect, &tell)? {
                    return Ok(chosen);
                }
            }
        }
        if start.now.millis() / 60_000 != minute {
            // The minutes in the rows are drawn anew: of what was written, not of what was read.
            reader.look();
        }
    }
}

/// How long the screen stays true by itself: to the next minute, or until something becomes late.
fn patience(start: &Start) -> Duration {
    let now = clock::now();
    let minute = clock::until_change(now, start.shield.lifted_until);
    let due = start.next_due().map(|due| u64::try_from(due.since(now).max(0)).unwrap_or(0));
    due.map_or(minute, |due| minute.min(Duration::from_millis(due + 1)))
}

/// Takes in how the register is.
pub(super) fn hear_register(start: &mut Start, news: News) {
    match news {
        Ok((rows, listing)) => start.read(rows, listing),
        Err(words) => {
            start.listing = Listing::Read;
            start.notice = Some(words);
        }
    }
}

pub(super) fn hear(start: &mut Start, news: Told, reader: &Reader) -> Option<PathBuf> {
    match news {
        Told::Made(Ok(path)) => return Some(path),
        Told::Made(Err(failure)) => start.notice = Some(failure.words),
        Told::Imported(done) => {
            start.notice = Some(done.unwrap_or_else(|failure| failure.words));
            reader.ask();
        }
    }
    None
}

fn perform(
    app: &mut App,
    reader: &Reader,
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
        StartEffect::Keep(typed) => app.form.keep(typed),
        StartEffect::Open(_)
        | StartEffect::Begin(_)
        | StartEffect::Practise
        | StartEffect::Import { .. }
        | StartEffect::Reload
        | StartEffect::Quit => return Ok(choose(app, reader, effect, tell)),
    }
    Ok(None)
}

/// Performs what was chosen and needs no screen.
pub(super) fn choose(
    app: &mut App,
    reader: &Reader,
    effect: StartEffect,
    tell: &UnboundedSender<Told>,
) -> Option<Chosen> {
    match effect {
        StartEffect::Open(key) => return Some(Chosen::Room(register::path_of(&key))),
        StartEffect::Begin(asked) => begin_room(app, *asked, tell),
        StartEffect::Practise => {
            let me = app.typist();
            in_background(tell, move || Told::Made(practice::room(&me)));
        }
        StartEffect::Import { key, source } => {
            let me = app.typist();
            let asked = crate::args::Import {
                file: register::path_of(&key),
                source: PathBuf::from(source),
                skip_bad: false,
                me,
            };
            in_background(tell, move || Told::Imported(scripts::import_here(&asked)));
        }
        StartEffect::Reload => reader.ask(),
        // A screen has what is half typed.
        StartEffect::Keep(_) | StartEffect::Redraw | StartEffect::Suspend => {}
        StartEffect::Quit => return Some(Chosen::Out),
    }
    None
}

/// A thread of its own; what may hang is left to a child of it.
fn in_background(tell: &UnboundedSender<Told>, work: impl FnOnce() -> Told + Send + 'static) {
    let tell = tell.clone();
    let failed = tell.clone();
    let spawned = thread::Builder::new().name("background".to_owned()).spawn(move || {
        // Whoever asked may have gone on.
        let _ = tell.send(work());
    });
    if let Err(error) = spawned {
        let words = format!("the system gives no thread: {error}. Nothing was changed; try again");
        let _ = failed.send(Told::Imported(Err(Failure::new(End::NotReachable, words))));
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
        department: DepartmentId::new(app.department.as_str()),
        departments: app.library.departments(),
    }
}

fn begin_room(app: &mut App, mut asked: Asked, tell: &UnboundedSender<Told>) {
    if let Some((name, department)) = asked.by.take() {
        app.is_called(name, &department);
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
    make_folder(folder).map_err(|fault| {
        let name = folder.display().to_string();
        let words = format!("{}: {fault}. No room was begun", text::output(&name));
        Failure::new(End::NotReachable, words)
    })?;
    let (name, department) = scripts::who(me);
    let stem = text::file_stem(&asked.codename);
    let names = (1..100).map(|place| match place {
        1 => folder.join(format!("{stem}.allhands")),
        more => folder.join(format!("{stem}-{more}.allhands")),
    });
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
    begin(names, library, beginning, &mut typist, clock::now())
}

/// Makes the register's folder where it is missing; on a share by a child, which may hang.
fn make_folder(folder: &Path) -> Result<(), Fault> {
    let (located, mount) = mount::locate(folder)?;
    if mount.is_local() {
        return Ok(std::fs::create_dir_all(folder)?);
    }
    clerk::run(&located, &mount, What::Folder).map(|_| ())
}
