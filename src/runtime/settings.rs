//! Where things are on this host, and what this person likes: the only place that reads the
//! environment and the configuration. A mistake in a file names file and key, and the rest of it
//! holds.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::args::ThemeName;
use crate::bridge::Ways;
use crate::playbook::{Library, Mistake};

pub(super) mod regular;

use regular::Unread;

/// What this person likes, from `config.toml`. Everything may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Who types here.
    pub name: Option<String>,
    /// Their department.
    pub department: Option<String>,
    /// `dark`, `light`, `high-contrast`, `16`, `none`.
    pub theme: Option<String>,
    /// Whether the background is painted.
    pub paint: bool,
    /// Whether only ASCII is drawn.
    pub ascii: Option<bool>,
    /// This person's own zone.
    pub zone: Option<String>,
    /// The register folder.
    pub register: Option<PathBuf>,
    /// The ways out.
    pub ways: Ways,
}

/// What is remembered from one start to the next, written by the program itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Remembered {
    /// The name last given at the keyboard.
    pub name: Option<String>,
    /// The department last given.
    pub department: Option<String>,
    /// The zone of the last room, practice apart, by the name of who began it or typed in it.
    pub zones: BTreeMap<String, String>,
}

/// What is remembered of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remember {
    /// Who types: they said so.
    Typist,
    /// In which zone this person's last room is. Asked for whenever something happened, as a zone
    /// may be changed from elsewhere, and whoever types be clear only later.
    Zone,
}

/// Folders and files of this person on this host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// Where `config.toml`, `keys.toml` and `playbooks/` are.
    pub config: PathBuf,
    /// Where the register is, unless somebody names another folder.
    pub register: PathBuf,
    /// Where the program remembers: in the folder of the desks that `ALLHANDS_DESK` names, else in
    /// the state folder.
    pub remembered: PathBuf,
    /// Where practice rooms are, apart from every real one.
    pub practice: PathBuf,
}

impl Places {
    /// By the XDG rules, or beside the current folder where there is no home.
    pub fn of_this_user() -> Self {
        let home = env::var_os("HOME").map_or_else(|| PathBuf::from("."), PathBuf::from);
        let folder = |name: &str, beside: &str| {
            let named = env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
            named.unwrap_or_else(|| home.join(beside)).join("allhands")
        };
        let named = env::var_os("ALLHANDS_CONFIG").map(PathBuf::from);
        let state = folder("XDG_STATE_HOME", ".local/state");
        let desk = env::var_os("ALLHANDS_DESK").filter(|folder| !folder.is_empty());
        let desk = desk.map(PathBuf::from);
        Self {
            config: named.unwrap_or_else(|| folder("XDG_CONFIG_HOME", ".config")),
            register: folder("XDG_DATA_HOME", ".local/share"),
            remembered: desk.as_ref().unwrap_or(&state).join("remembered.toml"),
            practice: state.join("practice"),
        }
    }

    /// Reads `config.toml`. Where it cannot be read, the defaults hold; where a value means
    /// nothing, that one's default. The second value says why.
    pub fn config(&self) -> (Config, Option<String>) {
        let path = self.config.join("config.toml");
        let name = file_name(&path);
        let text = match written(&path) {
            Ok(Some(text)) => text,
            Ok(None) => return (Config::default(), None),
            Err(why) => return (Config::default(), Some(format!("{why}. The defaults hold"))),
        };
        match toml::from_str::<Config>(&text) {
            Ok(config) => {
                let (config, troubles) = config.without_nonsense(&text);
                let told = troubles.iter().map(|why| format!("{name}:{why}"));
                let told = told.collect::<Vec<_>>().join(". ");
                (config, (!told.is_empty()).then_some(told))
            }
            Err(error) => {
                let line = error.span().map_or(1, |span| line_at(text.as_bytes(), span.start));
                let why = error.message().lines().collect::<Vec<_>>().join(" ");
                (Config::default(), Some(format!("{name}:{line}: {why}. The defaults hold")))
            }
        }
    }

    /// The register folder, unless the command line names another: as the environment says, else
    /// as configured.
    pub fn register_of(&self, config: &Config) -> PathBuf {
        let named = env::var_os("ALLHANDS_REGISTER").filter(|folder| !folder.is_empty());
        let named = named.map(PathBuf::from).or_else(|| config.register.clone());
        named.unwrap_or_else(|| self.register.clone())
    }

    /// The text of `keys.toml`, where there is one; why it cannot be read, where that is so.
    pub fn keys(&self) -> Result<Option<String>, String> {
        let text = written(&self.config.join("keys.toml"));
        text.map_err(|why| format!("{why}. The keys are those that ship"))
    }

    /// The playbooks at hand: those that ship, and what is good in this person's folder, or in the
    /// one named. All that is wrong there is told by file; only a folder that was named and cannot
    /// be listed ends it.
    pub fn library(&self, named: Option<&Path>) -> Result<(Library, Vec<Mistake>), String> {
        let own = self.config.join("playbooks");
        // Anything that lies there, a link that leads nowhere too: only nothing is no mistake.
        let there = fs::symlink_metadata(&own).is_ok().then_some(own.as_path());
        let there = named.or(there);
        let mut mistakes = Vec::new();
        let listed = there.map_or_else(|| Ok(Vec::new()), |folder| texts(folder, &mut mistakes));
        let files = match listed {
            Ok(files) => files,
            Err(error) => {
                let why = crate::text::unnumbered(&error.to_string());
                if let Some(folder) = named {
                    return Err(format!("{}: {why}", folder.display()));
                }
                let (what, remedy) = match error.kind() {
                    std::io::ErrorKind::NotFound => {
                        ("the link leads to no folder".to_owned(), "Mend the link or remove it")
                    }
                    std::io::ErrorKind::NotADirectory => {
                        ("this is no folder".to_owned(), "Move it elsewhere")
                    }
                    _ => (
                        format!("the folder cannot be listed: {why}"),
                        "Give yourself the right (chmod u+rx), or move it elsewhere",
                    ),
                };
                let remedy = remedy.to_owned();
                mistakes.push(whole("playbooks", Unread { what, remedy }));
                Vec::new()
            }
        };
        let (library, wrong) = crate::playbook::with_folder(&files);
        mistakes.extend(wrong);
        Ok((library, mistakes))
    }

    /// What was remembered; nothing where that cannot be read.
    pub fn remembered(&self) -> Remembered {
        let text = read(&self.remembered).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// Remembers something more, beside what other consoles remembered meanwhile; gives all that is
    /// remembered now. As far as this host lets us: it is a convenience, and its loss is none.
    pub fn remember(&self, change: impl FnOnce(&mut Remembered)) -> Remembered {
        let before = self.remembered();
        let mut remembered = before.clone();
        change(&mut remembered);
        if remembered != before {
            self.write(&remembered);
        }
        remembered
    }

    /// Remembers the zone of the room that this person was in last.
    pub fn remember_zone(&self, name: &str, zone: &str) -> Remembered {
        self.remember(|it| {
            it.zones.insert(name.to_owned(), zone.to_owned());
        })
    }

    fn write(&self, remembered: &Remembered) {
        let Ok(text) = toml::to_string(remembered) else { return };
        let Some(folder) = self.remembered.parent() else { return };
        // As private as a desk, which may come to lie there.
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        let written = made.and_then(|()| {
            let file = tempfile::NamedTempFile::new_in(folder)?;
            fs::write(file.path(), text)?;
            file.persist(&self.remembered)?;
            Ok(())
        });
        // Not worth a word in an incident.
        drop(written);
    }
}

impl Config {
    /// The same without the values that mean nothing, and why, each with its line.
    fn without_nonsense(mut self, text: &str) -> (Self, Vec<String>) {
        let stands = toml::from_str::<Stands>(text).unwrap_or_default();
        let line = |said: Option<Spanned<String>>| {
            said.map_or(1, |said| line_at(text.as_bytes(), said.span().start))
        };
        let mut troubles = Vec::new();
        if let Some(theme) = self.theme.take_if(|theme| ThemeName::from_str(theme, true).is_err()) {
            let line = line(stands.theme);
            troubles.push(format!(
                "{line}: theme: there is no theme {theme}; write dark, light, high-contrast, 16 \
                 or none. The default holds for it"
            ));
        }
        if let Some(zone) = self.zone.take_if(|zone| zone.parse::<Tz>().is_err()) {
            let line = line(stands.zone);
            troubles.push(format!(
                "{line}: zone: there is no zone {zone}; write one such as Europe/Prague or UTC. \
                 The default holds for it"
            ));
        }
        (self, troubles)
    }
}

/// Where the values stand that are judged one by one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stands {
    theme: Option<Spanned<String>>,
    zone: Option<Spanned<String>>,
}

impl Remembered {
    /// The zone of this person's last room.
    pub fn zone_of(&self, name: &str) -> Option<&str> {
        self.zones.get(name).map(String::as_str)
    }
}

/// The name and text of every playbook file of a folder, in the order of their names; what cannot
/// be read is told. A hidden file is an editor's.
fn texts(folder: &Path, mistakes: &mut Vec<Mistake>) -> std::io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        let name = file_name(&path).into_owned();
        if !matches!(ending, Some("toml" | "md")) || name.starts_with('.') {
            continue;
        }
        match regular::bytes(&path) {
            Ok(Some(bytes)) => files.push((name, crate::text::lossy(&bytes).0)),
            Ok(None) => {
                let what = "the link leads to no file".to_owned();
                let remedy = "Mend the link or remove it".to_owned();
                mistakes.push(whole(&name, Unread { what, remedy }));
            }
            Err(unread) => mistakes.push(whole(&name, unread)),
        }
    }
    files.sort();
    mistakes.sort();
    Ok(files)
}

/// A mistake of a file as a whole.
fn whole(name: &str, Unread { what, remedy }: Unread) -> Mistake {
    Mistake { file: name.to_owned(), line: 0, key: String::new(), what, remedy }
}

/// The text of a file that a person wrote; nothing where there is none. What is not UTF-8 is told
/// and not guessed at: a name or a key would be another one.
fn written(path: &Path) -> Result<Option<String>, String> {
    let name = file_name(path);
    let unread = |Unread { what, remedy }| format!("{name}: {what}. {remedy}");
    let Some(bytes) = regular::bytes(path).map_err(unread)? else { return Ok(None) };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let line = line_at(error.as_bytes(), error.utf8_error().valid_up_to());
        format!("{name}:{line}: this is not UTF-8; save it as UTF-8")
    })
}

/// The file's name alone: a screen has no room for more, and `doctor` names the folder.
fn file_name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// The number of the line in which a byte stands.
fn line_at(bytes: &[u8], place: usize) -> usize {
    1 + bytes.iter().take(place).filter(|byte| **byte == b'\n').count()
}

fn read(path: &Path) -> Option<String> {
    regular::bytes(path).ok()?.map(|bytes| crate::text::lossy(&bytes).0)
}

/// The zone of this person: as configured, else the host's, else UTC.
pub fn own_zone(config: &Config) -> Tz {
    let named = config.zone.clone().or_else(|| env::var("TZ").ok());
    let named = named.as_deref().map(|name| name.trim_start_matches(':'));
    named.and_then(|name| name.parse().ok()).or_else(host_zone).unwrap_or(Tz::UTC)
}

/// The name that `/etc/localtime` links to (`…/zoneinfo/Europe/Prague`).
fn host_zone() -> Option<Tz> {
    let link = fs::canonicalize("/etc/localtime").ok()?;
    let path = link.to_str()?;
    path.split_once("/zoneinfo/")?.1.parse().ok()
}

/// The name of the system's user: as the environment says, else as the system's table does.
pub fn system_user() -> String {
    let named = ["USER", "LOGNAME"].into_iter().find_map(|name| env::var(name).ok());
    let named = named.filter(|name| !name.is_empty());
    let uid = rustix::process::getuid().as_raw();
    named.or_else(|| name_of(uid)).unwrap_or_else(|| format!("uid {uid}"))
}

fn name_of(uid: u32) -> Option<String> {
    let table = String::from_utf8_lossy(&fs::read("/etc/passwd").ok()?).into_owned();
    let mut rows = table.lines().map(|row| row.split(':'));
    rows.find_map(|mut row| {
        let name = row.next()?;
        (row.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_lies_where_it_is_looked_for_and_nowhere_else() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let mut places = Places::of_this_user();
        places.remembered = folder.path().join("state/remembered.toml");
        let nora = Remembered { name: Some("Nora Field".to_owned()), ..Default::default() };
        places.remember(|it| *it = nora.clone());
        assert_eq!(places.remembered(), nora);
        places.remembered = folder.path().join("desk/remembered.toml");
        assert_eq!(places.remembered(), Remembered::default());
    }
}
