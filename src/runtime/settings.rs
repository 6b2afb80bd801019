//! Where things are on this host, and what this person likes: the only place that reads the
//! environment and the configuration. A mistake in a file names file and key, and the rest of it
//! holds.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

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
    pub ascii: bool,
    /// This person's own zone.
    pub zone: Option<String>,
    /// The register folder.
    pub register: Option<PathBuf>,
}

/// What is remembered from one start to the next, written by the program itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Remembered {
    /// The name last given at the keyboard.
    pub name: Option<String>,
    /// The department last given.
    pub department: Option<String>,
    /// The zone of the last room, by the name of who began or opened it.
    pub zones: BTreeMap<String, String>,
}

/// Folders and files of this person on this host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// Where `config.toml`, `keys.toml` and `playbooks/` are.
    pub config: PathBuf,
    /// Where the register is, unless somebody names another folder.
    pub register: PathBuf,
    /// Where the program remembers.
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
        Self {
            config: named.unwrap_or_else(|| folder("XDG_CONFIG_HOME", ".config")),
            register: folder("XDG_DATA_HOME", ".local/share"),
            remembered: state.join("remembered.toml"),
            practice: state.join("practice"),
        }
    }

    /// Reads `config.toml`. Where it cannot be read, the defaults hold and the second value says
    /// why.
    pub fn config(&self) -> (Config, Option<String>) {
        let path = self.config.join("config.toml");
        let Some(text) = read(&path) else { return (Config::default(), None) };
        match toml::from_str(&text) {
            Ok(config) => (config, None),
            Err(error) => {
                let trouble = format!("{}: {error}The defaults hold.", path.display());
                (Config::default(), Some(trouble))
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

    /// The text of `keys.toml`, where there is one.
    pub fn keys(&self) -> Option<String> {
        read(&self.config.join("keys.toml"))
    }

    /// The name and text of every file in the playbooks folder, in the order of their names.
    pub fn playbooks(&self, folder: Option<&Path>) -> Result<Vec<(String, String)>, String> {
        let own = self.config.join("playbooks");
        let Some(folder) = folder.or_else(|| own.is_dir().then_some(own.as_path())) else {
            return Ok(Vec::new());
        };
        let fault = |error: std::io::Error| format!("{}: {error}", folder.display());
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(fault)? {
            let path = entry.map_err(fault)?.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            if !matches!(ending, Some("toml" | "md")) {
                continue;
            }
            let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, crate::text::lossy(&bytes).0));
        }
        files.sort();
        Ok(files)
    }

    /// What was remembered; nothing where that cannot be read.
    pub fn remembered(&self) -> Remembered {
        let text = read(&self.remembered).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// Remembers, as far as this host lets us: it is a convenience, and its loss is none.
    pub fn remember(&self, remembered: &Remembered) {
        let Ok(text) = toml::to_string(remembered) else { return };
        let Some(folder) = self.remembered.parent() else { return };
        let written = fs::create_dir_all(folder).and_then(|()| {
            let file = tempfile::NamedTempFile::new_in(folder)?;
            fs::write(file.path(), text)?;
            file.persist(&self.remembered)?;
            Ok(())
        });
        // Not worth a word in an incident.
        drop(written);
    }
}

impl Remembered {
    /// The zone of this person's last room.
    pub fn zone_of(&self, name: &str) -> Option<&str> {
        self.zones.get(name).map(String::as_str)
    }
}

fn read(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| crate::text::lossy(&bytes).0)
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
    let table = read(Path::new("/etc/passwd"))?;
    let mut rows = table.lines().map(|row| row.split(':'));
    rows.find_map(|mut row| {
        let name = row.next()?;
        (row.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}
