//! In which folder the desks of this user lie. Apart, because it is decided before anything is
//! opened, and because `doctor` tells the reason.

use std::env;
use std::fmt;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::domain::ids::IncidentId;
use crate::store::mount::{Mount, Mounts};

/// What a keeper has beside its desk: copies of the record, each made anew when it is wanted. Some
/// are numbered, because a child may still be at work on the one before.
const COPIES: [&str; 4] = ["working", "working-journal", "fetched", "publish"];

/// Whether the end of a name beside a desk says that it is a copy of the record.
pub fn is_copy(what: &str) -> bool {
    let numbered = what.rsplit_once('-').filter(|(_, number)| number.parse::<u64>().is_ok());
    COPIES.contains(&numbered.map_or(what, |(name, _)| name))
}

/// A folder for desks, and why it is this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPlace {
    /// The folder.
    pub folder: PathBuf,
    /// Why this one.
    pub why: WhyHere,
    /// The most pages of 4 KiB that one desk may have; `None` leaves the bound to the disk.
    pub max_pages: Option<u32>,
}

/// Why the desks lie where they lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyHere {
    /// It is the state folder of this user.
    StateFolder,
    /// `ALLHANDS_DESK` says so.
    Told,
    /// The state folder is not on a local disk that outlives a restart.
    Instead {
        /// The state folder that was passed over.
        of: PathBuf,
        /// The type of its mount.
        kind: String,
    },
    /// No state folder is known: neither `XDG_STATE_HOME` nor `HOME` is set.
    NoHome,
}

impl fmt::Display for WhyHere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StateFolder => f.write_str("the state folder of this user"),
            Self::Told => f.write_str("ALLHANDS_DESK says so"),
            Self::Instead { of, kind } => write!(
                f,
                "{} is on {kind}, which is not a local disk that outlives a restart",
                of.display()
            ),
            Self::NoHome => f.write_str("neither XDG_STATE_HOME nor HOME is set"),
        }
    }
}

impl DeskPlace {
    /// The place for this user on this host.
    pub fn of_this_user() -> Self {
        let given = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let state = given("XDG_STATE_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| given("HOME").map(|home| home.join(".local/state")));
        let mount = |path: &Path| {
            let existing = nearest(path)?;
            Some(Mounts::of_this_host(&existing).ok()?.classify(&existing))
        };
        let user = rustix::process::getuid().as_raw();
        Self::choose(given("ALLHANDS_DESK"), state, user, mount)
    }

    /// A place that was chosen by name.
    pub const fn told(folder: PathBuf) -> Self {
        Self { folder, why: WhyHere::Told, max_pages: None }
    }

    /// Chooses among what the environment offers; `mount` judges a folder that may still have to be
    /// made.
    fn choose(
        told: Option<PathBuf>,
        state: Option<PathBuf>,
        user: u32,
        mount: impl Fn(&Path) -> Option<Mount>,
    ) -> Self {
        if let Some(folder) = told {
            return Self::told(folder);
        }
        let instead = PathBuf::from(format!("/var/tmp/allhands-{user}"));
        let Some(state) = state else {
            return Self { folder: instead, why: WhyHere::NoHome, max_pages: None };
        };
        let folder = state.join("allhands");
        match mount(&folder) {
            Some(mount) if mount.is_persistent() => {
                Self { folder, why: WhyHere::StateFolder, max_pages: None }
            }
            other => {
                let kind = other.map_or_else(|| "unknown".to_owned(), |it| it.kind().to_owned());
                let why = WhyHere::Instead { of: folder, kind };
                Self { folder: instead, why, max_pages: None }
            }
        }
    }

    /// Makes the folder where it is missing, and makes sure that it is this user's alone.
    pub fn prepare(&self) -> io::Result<()> {
        self.make()?;
        let found = fs::symlink_metadata(&self.folder)?;
        let mine = rustix::process::getuid().as_raw();
        if self.why == WhyHere::Told {
            // A folder that a person named may be a link; what it leads to counts.
            return private(&self.folder, &fs::metadata(&self.folder)?, mine);
        }
        if found.is_symlink() {
            return Err(refuse(&self.folder, "is a link"));
        }
        private(&self.folder, &found, mine)
    }

    /// Makes the folder and those above it that are missing; each is on the disk in the one above
    /// when this returns, or a power cut could take the desk with it.
    fn make(&self) -> io::Result<()> {
        let missing: Vec<&Path> =
            self.folder.ancestors().take_while(|folder| !folder.exists()).collect();
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        for folder in missing {
            let above = folder.parent().filter(|above| *above != Path::new(""));
            File::open(above.unwrap_or(Path::new(".")))?.sync_all()?;
        }
        Ok(())
    }

    /// The file of one incident's desk.
    pub fn file(&self, incident: &IncidentId) -> PathBuf {
        self.folder.join(format!("{}.desk", file_stem(incident)))
    }

    /// Every other file that belongs to one incident's desk.
    pub(super) fn beside(&self, incident: &IncidentId) -> Vec<PathBuf> {
        let stem = file_stem(incident);
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let own = entries.map(|entry| entry.path()).filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            // No stem has a dot in it.
            name.split_once('.').is_some_and(|(of, _)| of == stem)
        });
        own.collect()
    }

    /// The lock file of one session at one incident's desk.
    pub(super) fn lock(&self, incident: &IncidentId, session: &str) -> PathBuf {
        self.own(incident, session, "lock")
    }

    /// The copies of the record that a session has, or had, beside one incident's desk.
    pub fn copies(&self, incident: &IncidentId, session: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        let own = |path: &PathBuf| {
            let what = path.extension().and_then(|what| what.to_str());
            what.is_some_and(|what| is_copy(what) && *path == self.own(incident, session, what))
        };
        paths.filter(own).collect()
    }

    /// A file of one session beside one incident's desk.
    pub fn own(&self, incident: &IncidentId, session: &str, what: &str) -> PathBuf {
        self.folder.join(format!("{}.{}.{what}", file_stem(incident), harmless(session)))
    }
}

/// A folder of another user, or open to others, is not trusted with what is being typed.
fn private(folder: &Path, found: &fs::Metadata, mine: u32) -> io::Result<()> {
    if !found.is_dir() {
        return Err(refuse(folder, "is not a folder"));
    }
    if found.uid() != mine {
        return Err(refuse(folder, "belongs to another user"));
    }
    if found.mode() & 0o077 != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn refuse(folder: &Path, what: &str) -> io::Error {
    io::Error::other(format!("{} {what}; name another folder with ALLHANDS_DESK", folder.display()))
}

/// The nearest folder above that exists, without links.
fn nearest(path: &Path) -> Option<PathBuf> {
    path.ancestors().find_map(|path| fs::canonicalize(path).ok())
}

fn file_stem(incident: &IncidentId) -> String {
    harmless(incident.as_str())
}

/// Ids come from files, so only what cannot lead out of the folder is taken as it is.
fn harmless(id: &str) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write as _;

    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.is_empty() && id.len() <= 64 && id.chars().all(plain) {
        return id.to_owned();
    }
    Sha256::digest(id.as_bytes()).iter().fold(String::from("x"), |mut name, byte| {
        // Writing to a String cannot fail.
        let _ = write!(name, "{byte:02x}");
        name
    })
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{DeskPlace, WhyHere, harmless};
    use crate::store::mount::{Mount, Mounts};

    #[expect(clippy::unnecessary_wraps, reason = "the shape that is asked for")]
    fn table(path: &Path) -> Option<Mount> {
        let table = "\
1 0 8:1 / / rw - ext4 /dev/sda1 rw
2 1 0:4 / /home rw - nfs4 filer:/home rw
3 1 0:5 / /run rw - tmpfs tmpfs rw
";
        Some(Mounts::parse(table.as_bytes()).classify(path))
    }

    #[test]
    fn the_state_folder_unless_it_is_far_away_or_does_not_last() {
        let choose = |told: Option<&str>, state: Option<&str>| {
            let place =
                DeskPlace::choose(told.map(PathBuf::from), state.map(PathBuf::from), 7, table);
            (place.folder.display().to_string(), place.why.to_string())
        };
        let here = |folder: &str, why: &str| (folder.to_owned(), why.to_owned());
        assert_eq!(
            choose(None, Some("/root/.local/state")),
            here("/root/.local/state/allhands", "the state folder of this user")
        );
        assert_eq!(
            choose(None, Some("/home/dana/.local/state")),
            here(
                "/var/tmp/allhands-7",
                "/home/dana/.local/state/allhands is on nfs4, \
                 which is not a local disk that outlives a restart"
            )
        );
        assert_eq!(choose(None, Some("/run/dana")).0, "/var/tmp/allhands-7");
        assert_eq!(
            choose(Some("/home/x"), Some("/root")),
            here("/home/x", "ALLHANDS_DESK says so")
        );
        assert_eq!(
            choose(None, None),
            here("/var/tmp/allhands-7", "neither XDG_STATE_HOME nor HOME is set")
        );
    }

    #[test]
    fn a_folder_is_made_private_and_a_strange_one_is_refused() {
        use std::os::unix::fs::PermissionsExt;

        let parent = tempfile::tempdir().expect("a folder");
        let folder = parent.path().join("a/b");
        let mut place = DeskPlace::told(folder.clone());
        place.prepare().expect("made");
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("opened");
        place.prepare().expect("closed again");
        let mode = std::fs::metadata(&folder).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);

        std::os::unix::fs::symlink(&folder, parent.path().join("link")).expect("a link");
        place = DeskPlace {
            folder: parent.path().join("link"),
            why: WhyHere::StateFolder,
            max_pages: None,
        };
        assert!(place.prepare().is_err_and(|error| error.to_string().contains("is a link")));
    }

    #[test]
    fn no_id_leads_out_of_the_folder() {
        assert_eq!(harmless("0191-ab"), "0191-ab");
        for id in ["", "..", "../x", "a/b", "A", "a\0b", "é"] {
            let name = harmless(id);
            assert!(name.len() == 65 && name.chars().all(|c| c.is_ascii_alphanumeric()), "{id:?}");
        }
    }
}
