//! The program at a keyboard: from the command line to the start screen, from there into rooms and
//! back, and out.
//!
//! What must stay true: the terminal is given back before a word is printed, and what waits at the
//! desk is said.

use std::env;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::sync::mpsc::unbounded_channel;

use crate::args::{Cli, Demo, Me, Open, ThemeName};
use crate::console::keymap::Keymap;
use crate::console::model::{self, Model, Settings, Theme};
use crate::console::standing::Mistakes;
use crate::domain::ids::SessionId;
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Person};
use crate::playbook::{Library, Mistake};
use crate::store::desk::DeskPlace;
use crate::store::worker::{Opening, Who, Worker};
use crate::text;

use super::failure::{End, Failure, tell};
use super::linear::Lines;
use super::lobby::Chosen;
use super::lobby::form::Form;
use super::lobby::register::Reader;
use super::room::{Left, Visit};
use super::scripts::named::{self, Named};
use super::settings::{Config, Places, Remember, Remembered, own_zone};
use super::station::Station;
use super::{clock, lobby, scripts, terminal};
use crate::bridge::Ways;
use crate::console::drafts::sending;

/// Everything that one run of the program knows before it opens a room.
#[derive(Debug)]
pub struct App {
    /// Where things are.
    pub places: Places,
    /// The register's folder.
    pub register: PathBuf,
    /// What is remembered between runs.
    pub remembered: Remembered,
    /// Whether nobody said a name for this start: it is the one of the last.
    only_remembered: bool,
    /// Who types; nothing where they are yet to be asked.
    pub name: Option<String>,
    /// Their department.
    pub department: String,
    /// Whether nothing may be recorded.
    pub read_only: bool,
    /// What this person likes.
    pub settings: Settings,
    /// Which key means what.
    pub keymap: Keymap,
    /// The playbooks at hand, once [`Self::first_notice`] has read them.
    pub library: Arc<Library>,
    /// The ways out that are set up.
    pub ways: Ways,
    /// What is wrong with the configuration, for the first screen.
    pub troubles: Vec<String>,
    /// What is half typed for a new room.
    pub form: Form,
    /// The room that was left last.
    pub left: Option<PathBuf>,
    /// What reads the register, once it was asked for.
    reader: Option<Reader>,
    /// Whether the first notice was given.
    told: bool,
    /// What was read of a folder of playbooks that was named.
    named: Option<(Library, Vec<Mistake>)>,
}

/// `allhands` and `allhands FILE`.
pub fn open(asked: &Open) -> Result<ExitCode, Failure> {
    let app = App::new(asked)?;
    let file = asked.file.as_deref().map(|file| opened(file, &app.register)).transpose()?;
    let linear = asked.linear || !terminal::is_interactive() || is_dumb();
    let terminal_fault = |error| Failure::new(End::NotReachable, format!("the terminal: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(terminal_fault)?;
    let ended = runtime.block_on(async {
        if linear {
            Box::pin(sit(app, file, &mut Lines::take()?)).await
        } else {
            Box::pin(sit(app, file, &mut Station::take()?)).await
        }
    });
    let ended = ended.map_err(terminal_fault)?;
    for words in ended.words {
        tell(&text::output(&words));
    }
    Ok(ended.code)
}

/// `allhands demo`: a practice room, opened.
pub fn practise(path: PathBuf, asked: Demo) -> Result<ExitCode, Failure> {
    let Demo { me, theme, ascii, linear, .. } = asked;
    open(&Open {
        file: Some(path),
        register: None,
        me,
        read_only: false,
        theme,
        paint: false,
        ascii,
        linear,
        playbooks: None,
    })
}

/// The file to open. A bare word that names neither a file nor a room is a mistyped command.
fn opened(file: &Path, register: &Path) -> Result<PathBuf, Failure> {
    match named::room(file, register)? {
        Named::Path => Ok(file.to_owned()),
        Named::Room(file) => Ok(file),
        Named::Nothing => {
            if let Some(words) = Cli::misplaced() {
                return Err(Failure::new(End::Usage, words));
            }
            let word = file.display().to_string();
            let words = format!(
                "there is neither a file nor a room nor a command {}. Nothing was done; allhands \
                 --help lists the commands",
                text::output(&word)
            );
            Err(Failure::new(End::Usage, words))
        }
    }
}

/// A terminal that cannot move its cursor.
fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|name| name == "dumb")
}

/// Whether the locale says outright that the terminal is not to get more than ASCII: tmux and
/// screen then show nothing else. Where nothing is said, as in most containers, it can.
fn is_narrow_charset() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
    locale.is_some_and(|locale| {
        let charset = locale.split_once('.').map(|(_, charset)| charset.to_ascii_lowercase());
        match charset {
            Some(charset) => !charset.starts_with("utf-8") && !charset.starts_with("utf8"),
            None => locale == "C" || locale == "POSIX",
        }
    })
}

impl App {
    fn new(asked: &Open) -> Result<Self, Failure> {
        let places = Places::of_this_user();
        let (config, trouble) = places.config();
        let remembered = places.remembered();
        let mut troubles: Vec<String> = trouble.into_iter().collect();
        let (keymap, clashes) = match places.keys() {
            Ok(Some(text)) => Keymap::rebound(&text),
            Ok(None) => (Keymap::default(), Vec::new()),
            Err(why) => {
                troubles.push(why);
                (Keymap::default(), Vec::new())
            }
        };
        troubles.extend(clashes);
        let mut library = None;
        if asked.playbooks.is_some() {
            let read = places.library(asked.playbooks.as_deref());
            library = Some(read.map_err(|words| Failure::new(End::NotReachable, words))?);
        }
        let register = asked.register.clone().or_else(|| config.register.clone());
        let said = |name: &Option<String>| name.clone().filter(|name| !name.trim().is_empty());
        let told = said(&asked.me.name).or(said(&config.name));
        let only_remembered = told.is_none();
        let name = told.or(said(&remembered.name));
        let department = said(&asked.me.department)
            .or(said(&config.department))
            .or(said(&remembered.department))
            .unwrap_or_else(|| "coord".to_owned());
        Ok(Self {
            register: register.unwrap_or_else(|| places.register.clone()),
            settings: settings(&config, asked),
            places,
            remembered,
            only_remembered,
            name,
            department,
            read_only: asked.read_only,
            keymap,
            library: Arc::default(),
            told: false,
            named: library,
            ways: config.ways,
            troubles,
            form: Form::open(&DeskPlace::of_this_user().folder),
            left: None,
            reader: None,
        })
    }

    /// What reads the register: one for the whole run, as it may hang with its folder.
    pub(super) fn reader(&mut self) -> Reader {
        self.reader.take().unwrap_or_else(|| Reader::start(&self.register))
    }

    /// Keeps it for the next time.
    pub(super) fn keep_reader(&mut self, reader: Reader) {
        self.reader = Some(reader);
    }

    /// Reads the playbooks, the first time, and says in a sentence what is wrong with them or with
    /// the configuration. For a moment when somebody else works: a room opens meanwhile.
    fn first_notice(&mut self) -> Option<String> {
        if std::mem::replace(&mut self.told, true) {
            return None;
        }
        // Only a folder that was named can fail, and that one was read before.
        let read = self.named.take().or_else(|| self.places.library(None).ok());
        let (library, mistakes) = read.unwrap_or_default();
        self.library = Arc::new(library);
        self.troubles.extend(mistakes.iter().map(ToString::to_string));
        let first = self.troubles.first()?;
        Some(match self.troubles.len() - 1 {
            0 => first.clone(),
            more => format!("{first} (and {more} more: r w in a room, or allhands doctor)"),
        })
    }

    /// Who types in a new session.
    pub fn me(&self, session: SessionId) -> model::Me {
        // Where nobody sits there is nobody to ask.
        let unnamed = self.name.is_none() && !self.read_only && io::stdin().is_terminal();
        let person = self.name.clone().unwrap_or_else(super::settings::system_user);
        let department = DepartmentId::new(self.department.as_str());
        let me = model::Me::new(session, Person::new(person), department);
        let remembered = self.only_remembered;
        model::Me { read_only: self.read_only, unconfirmed: unnamed, unnamed, remembered, ..me }
    }

    /// Who types, for what is done before a room is open.
    pub fn typist(&self) -> Me {
        Me { name: self.name.clone(), department: Some(self.department.clone()) }
    }

    /// Who sits here has said their name and department before any room was open.
    pub fn is_called(&mut self, name: String, department: &DepartmentId) {
        self.only_remembered = false;
        self.name = Some(name.clone());
        department.as_str().clone_into(&mut self.department);
        let department = self.department.clone();
        self.remembered = self.places.remember(|it| {
            (it.name, it.department) = (Some(name), Some(department));
        });
    }

    /// Remembers something for the next visit, once it is clear who types.
    fn remember(&mut self, model: &Model, what: Remember) {
        if model.me.unconfirmed || model.me.read_only {
            return;
        }
        match what {
            Remember::Typist => self.remember_typist(model),
            Remember::Zone => self.remember_zone(model),
        }
    }

    /// The zone of the room that this person is in is offered for their next one.
    fn remember_zone(&mut self, model: &Model) {
        let (name, room) = (model.me.person.as_str(), &model.incident.room);
        let told = self.remembered.zone_of(name) == Some(&*room.zone);
        if room.practice.is_none() && !room.zone.is_empty() && !told {
            self.remembered = self.places.remember_zone(name, &room.zone);
        }
    }

    fn remember_typist(&mut self, model: &Model) {
        self.only_remembered &= model.me.remembered;
        let name = model.me.person.as_str().to_owned();
        self.name = Some(name.clone());
        model.me.department.as_str().clone_into(&mut self.department);
        let department = self.department.clone();
        self.remembered = self.places.remember(|it| {
            (it.name, it.department) = (Some(name), Some(department));
        });
    }

    /// What a room's worker needs to be begun.
    pub fn opening(&self, path: &Path, session: SessionId) -> Opening {
        let place = DeskPlace::of_this_user();
        let person = self.name.clone().unwrap_or_default();
        let who = Who { person, department: self.department.clone(), program: None };
        Opening { path: path.to_owned(), place, session, read_only: self.read_only, who }
    }
}

/// What this person likes: as said, else as configured, else as the terminal lets us guess.
fn settings(config: &Config, asked: &Open) -> Settings {
    let named = config
        .theme
        .as_deref()
        .and_then(|name| <ThemeName as clap::ValueEnum>::from_str(name, true).ok());
    let no_colour = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let theme = match asked.theme.or(named) {
        Some(ThemeName::Dark) => Theme::Dark,
        Some(ThemeName::Light) => Theme::Light,
        Some(ThemeName::HighContrast) => Theme::HighContrast,
        Some(ThemeName::Sixteen) => Theme::Sixteen,
        Some(ThemeName::None) => Theme::Plain,
        None if no_colour => Theme::Plain,
        None => Theme::default(),
    };
    Settings {
        theme,
        painted: asked.paint || config.paint,
        ascii: asked.ascii || config.ascii.unwrap_or_else(is_narrow_charset),
        own_zone: own_zone(config),
    }
}

/// How the whole visit ended, to be said once the terminal is given back.
struct Ended {
    code: ExitCode,
    words: Vec<String>,
}

/// Where a person sits: before a screen, or before plain lines.
pub(super) trait Seat {
    /// Shows the register until a room is chosen or the person leaves.
    async fn choose(&mut self, app: &mut App, notice: Option<String>) -> io::Result<Chosen>;

    /// Stays in a room until the person leaves it.
    async fn stay<M, R>(&mut self, visit: Visit<M, R>) -> io::Result<(Left, usize)>
    where
        M: FnOnce(Incident) -> Model,
        R: FnMut(&Model, Remember);
}

impl Seat for Station {
    async fn choose(&mut self, app: &mut App, notice: Option<String>) -> io::Result<Chosen> {
        lobby::wait(app, self, notice).await
    }

    async fn stay<M, R>(&mut self, visit: Visit<M, R>) -> io::Result<(Left, usize)>
    where
        M: FnOnce(Incident) -> Model,
        R: FnMut(&Model, Remember),
    {
        super::room::visit(self, visit).await
    }
}

/// Goes from the start screen into rooms and back until the person leaves.
async fn sit(mut app: App, file: Option<PathBuf>, seat: &mut impl Seat) -> io::Result<Ended> {
    let mut words = Vec::new();
    let mut next = file.clone();
    let mut notice = None;
    loop {
        let path = if let Some(path) = next.take() {
            path
        } else {
            notice = app.first_notice().or(notice);
            match seat.choose(&mut app, notice.take()).await? {
                Chosen::Room(path) => path,
                Chosen::Out => return Ok(Ended { code: ExitCode::SUCCESS, words }),
                Chosen::End(code) => return Ok(Ended { code: code.into(), words }),
            }
        };
        let (left, waiting) = stay(&mut app, &path, seat, notice.take()).await?;
        let name = path.display();
        if waiting > 0 {
            let (wait, them) = match waiting {
                1 => ("1 line waits".to_owned(), "it"),
                many => (format!("{many} lines wait"), "them"),
            };
            let kept = format!(
                "{name}: {wait} at this host's desk; the next allhands here delivers {them}"
            );
            notice = Some(kept.clone());
            words.push(kept);
        }
        app.left = Some(path.clone());
        match left {
            Left::ToStart if file.is_none() => {}
            Left::ToStart | Left::Quit => return Ok(Ended { code: ExitCode::SUCCESS, words }),
            Left::End(code) => return Ok(Ended { code: code.into(), words }),
            Left::CannotOpen(why) | Left::NotSound { why, out: false } if file.is_none() => {
                notice = Some(format!("{name}: {why}"));
            }
            Left::CannotOpen(why) | Left::NotSound { why, .. } => {
                words.push(format!("allhands: {name}: {why}"));
                return Ok(Ended { code: why.code(), words });
            }
        }
    }
}

/// One visit to one room.
async fn stay(
    app: &mut App,
    path: &Path,
    seat: &mut impl Seat,
    notice: Option<String>,
) -> io::Result<(Left, usize)> {
    let session = scripts::new_session();
    let (tell, reports) = unbounded_channel();
    // Whoever listens may be gone already; then nobody needs to know.
    let worker = Worker::open(app.opening(path, session.clone()), move |report| {
        let _ = tell.send(report);
    })?;
    let notice = app.first_notice().or(notice);
    let me = app.me(session);
    let (settings, keymap) = (app.settings.clone(), app.keymap.clone());
    let (library, ways) = (Arc::clone(&app.library), app.ways.clone());
    let names = sending::Ways {
        mail: ways.mail.as_ref().map(|mail| mail.from.clone()),
        chats: ways.chat.iter().map(|chat| chat.name.clone()).collect(),
    };
    let mistakes = Mistakes { found: app.troubles.clone(), seen: false };
    let make = move |incident: Incident| {
        let mut me = me;
        if let Some(lane) = incident.department_called(me.department.as_str()) {
            me.department = lane.clone();
        }
        let mut model = Model::new(incident, me, settings, clock::now());
        model.keymap = keymap;
        model.library = library;
        model.drafts.ways = names;
        model.notice = notice;
        model.mistakes = mistakes;
        model
    };
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // Another console may have been in another room since.
    app.remembered = app.places.remembered();
    let remember = |model: &Model, what| app.remember(model, what);
    seat.stay(Visit { name, worker, reports, ways, make, remember }).await
}
