//! On what kind of mount a path lies: a local disk, or a share.
//!
//! Apart, because the way of numbering hangs on it, and because it asks the mount table alone: no
//! lock of a mount is believed, and nothing is probed. What is unknown is a share.

use std::fs;
use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path, PathBuf};

/// What the mount table says of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mount {
    /// A disk of this host.
    Local {
        /// The file system's type (`ext4`).
        kind: String,
    },
    /// Anything else: a network, a FUSE, something unknown.
    Share {
        /// The file system's type (`nfs4`, `fuse.sshfs`), or `unknown`.
        kind: String,
        /// Why it is taken for a share, a sentence for people.
        because: String,
    },
}

impl Mount {
    /// Asks the mount table of this host about a path. The path, or else its folder, must exist.
    pub fn of(path: &Path) -> io::Result<Self> {
        let path = resolve(path)?;
        Ok(Mounts::of_this_host(&path)?.classify(&path))
    }

    /// The mount that an open file or folder lies on, wherever its path may lead by now.
    pub fn of_open(open: &OwnedFd) -> io::Result<Self> {
        let about = fs::read_to_string(format!("/proc/self/fdinfo/{}", open.as_raw_fd()))?;
        let id = about.lines().find_map(|line| line.strip_prefix("mnt_id:")).map(str::trim);
        let table = fs::read("/proc/self/mountinfo")?;
        let is_it = |line: &&[u8]| {
            line.split(|byte| *byte == b' ').next() == id.map(str::as_bytes) && id.is_some()
        };
        let line = table.split(|byte| *byte == b'\n').find(is_it);
        let (_, kind) =
            line.and_then(entry).ok_or_else(|| io::Error::other("its mount is gone"))?;
        Ok(Self::of_kind(&kind))
    }

    /// Whether the file may be numbered directly.
    pub const fn is_local(&self) -> bool {
        matches!(self, Self::Local { .. })
    }

    /// Whether what is written there is still there after a restart of the host.
    pub fn is_persistent(&self) -> bool {
        match self {
            Self::Local { kind } => !matches!(kind.as_str(), "tmpfs" | "devtmpfs"),
            Self::Share { .. } => false,
        }
    }

    /// The type as the mount table names it.
    pub fn kind(&self) -> &str {
        match self {
            Self::Local { kind } | Self::Share { kind, .. } => kind,
        }
    }

    /// Judges a type by its name.
    fn of_kind(kind: &str) -> Self {
        const LOCAL: &[&str] = &[
            "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "overlay", "tmpfs", "devtmpfs",
        ];
        const LOCAL_ON_MACOS: &[&str] = &["apfs", "hfs"];
        let local =
            LOCAL.contains(&kind) || (cfg!(target_os = "macos") && LOCAL_ON_MACOS.contains(&kind));
        if local {
            Self::Local { kind: kind.to_owned() }
        } else {
            Self::Share {
                kind: kind.to_owned(),
                because: format!(
                    "it lies on a mount of type {kind}, which is not known to be a disk of this \
                    host"
                ),
            }
        }
    }
}

/// Whether a path is the system's name for what this process has open already, as `/dev/stdin` and
/// `/dev/fd/63`, which shells give for a pipe: it leads to no place that could be looked for.
pub fn is_descriptor(path: &Path) -> bool {
    let under = |folder: &str| path.strip_prefix(folder).is_ok_and(|rest| rest != Path::new(""));
    let named = ["/dev/stdin", "/dev/stdout", "/dev/stderr"];
    named.iter().any(|name| path == Path::new(name)) || under("/dev/fd") || under("/proc/self/fd")
}

/// The absolute path, and the mount that it lies on. Links are followed on local disks only:
/// nothing here touches a share, which might hang. On one, the rest of the path is as it was named.
pub fn locate(path: &Path) -> io::Result<(PathBuf, Mount)> {
    let path = std::path::absolute(path)?;
    locate_in(&Mounts::of_this_host(&path)?, &path)
}

fn locate_in(mounts: &Mounts, path: &Path) -> io::Result<(PathBuf, Mount)> {
    let (mut found, mut links) = (PathBuf::from("/"), 0);
    let mut rest: Vec<PathBuf> = parts(path);
    while let Some(part) = rest.pop() {
        if part == Path::new("..") {
            found.pop();
            continue;
        }
        let next = found.join(&part);
        let mount = mounts.classify(&next);
        if !mount.is_local() {
            let whole = rest.iter().rev().fold(next, |path, part| path.join(part));
            let Some(below) = mounts.local_below(&found, &whole) else {
                let mount = mounts.classify(&whole);
                return Ok((whole, mount));
            };
            // A disk of this host, mounted below a share: links are followed on it again.
            rest = parts(whole.strip_prefix(&below).unwrap_or(&whole));
            found = below;
            continue;
        }
        match fs::read_link(&next) {
            Ok(_) if links == 40 => return Err(rustix::io::Errno::LOOP.into()),
            Ok(target) => {
                links += 1;
                if target.is_absolute() {
                    found = PathBuf::from("/");
                }
                rest.extend(parts(&target));
            }
            // Not a link, or not there.
            Err(_) => found = next,
        }
    }
    let mount = mounts.classify(&found);
    Ok((found, mount))
}

/// The names in a path, the last first.
fn parts(path: &Path) -> Vec<PathBuf> {
    let named = |part: Component<'_>| match part {
        Component::Normal(name) => Some(PathBuf::from(name)),
        Component::ParentDir => Some(PathBuf::from("..")),
        Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
    };
    let mut parts: Vec<PathBuf> = path.components().filter_map(named).collect();
    parts.reverse();
    parts
}

/// The path without links; of what is not there (a file still to be made, a folder that went away)
/// as much of it as is.
pub fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = path.file_name().ok_or(error)?;
            let folder = match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder,
                Some(_) | None => Path::new("."),
            };
            Ok(resolve(folder)?.join(name))
        }
        Err(error) => Err(error),
    }
}

/// A mount table: mount points with their types, in the order of mounting.
#[derive(Debug, Clone, Default)]
pub struct Mounts(Vec<(PathBuf, String)>);

impl Mounts {
    /// The table as this host has it now; `path` is what it will be asked about.
    #[cfg(not(target_os = "macos"))]
    pub fn of_this_host(_path: &Path) -> io::Result<Self> {
        Ok(Self::parse(&fs::read("/proc/self/mountinfo")?))
    }

    /// The one entry that covers `path`: there is no table to read here.
    #[cfg(target_os = "macos")]
    pub fn of_this_host(path: &Path) -> io::Result<Self> {
        let existing = if path.exists() { path } else { path.parent().unwrap_or(path) };
        let name = rustix::fs::statfs(existing)?.f_fstypename;
        let kind = name.iter().take_while(|byte| **byte != 0).map(|byte| *byte as u8 as char);
        Ok(Self(vec![(PathBuf::from("/"), kind.collect())]))
    }

    /// Reads the form of `/proc/self/mountinfo`; lines that are not of that form are passed over.
    pub fn parse(text: &[u8]) -> Self {
        Self(text.split(|byte| *byte == b'\n').filter_map(entry).collect())
    }

    /// The point of the disk of this host that covers a path, where that lies deeper than `above`.
    fn local_below(&self, above: &Path, path: &Path) -> Option<PathBuf> {
        let covering = self.0.iter().filter(|(point, _)| path.starts_with(point));
        let (point, kind) = covering.max_by_key(|(point, _)| point.components().count())?;
        let deeper = point.components().count() > above.components().count();
        (deeper && Mount::of_kind(kind).is_local()).then(|| point.clone())
    }

    /// Judges a resolved path by the longest mount point that covers it, of several at one point
    /// the last.
    pub fn classify(&self, resolved: &Path) -> Mount {
        let covering = self.0.iter().filter(|(point, _)| resolved.starts_with(point));
        match covering.max_by_key(|(point, _)| point.components().count()) {
            Some((_, kind)) => Mount::of_kind(kind),
            None => Mount::Share {
                kind: "unknown".to_owned(),
                because: "no entry of the mount table covers it".to_owned(),
            },
        }
    }
}

/// One line: `id parent major:minor root POINT options [fields…] - TYPE source options`.
fn entry(line: &[u8]) -> Option<(PathBuf, String)> {
    let mut fields = line.split(|byte| *byte == b' ');
    let point = fields.nth(4)?;
    let kind = fields.skip_while(|field| *field != b"-").nth(1)?;
    let point = path_of(unescape(point));
    let absolute = point.components().next() == Some(Component::RootDir);
    absolute.then(|| (point, String::from_utf8_lossy(kind).into_owned()))
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// Blanks, tabs, line ends and backslashes are written as a backslash and three octal digits.
fn unescape(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, after)) = rest.split_first() {
        let octal = |digits: &[u8]| {
            let text = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(text, 8).ok()
        };
        let escaped = after.get(..3).filter(|_| *first == b'\\').and_then(octal);
        out.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &after[3..] } else { after };
    }
    out
}

/// Whether everybody on this host may read a file: its own rights say so, and those of its folder
/// do not keep everybody out.
pub fn open_to_all(path: &Path) -> bool {
    let mode = |path: &Path| std::fs::metadata(path).map_or(0, |found| found.mode());
    let within = path.parent().filter(|folder| *folder != Path::new(""));
    mode(path) & 0o004 != 0 && mode(within.unwrap_or(Path::new("."))) & 0o001 != 0
}

/// Whether the disk of a file has room for a line and the journal of its transaction. A disk that
/// does not tell counts as one that has.
pub fn has_room(path: &Path) -> bool {
    rustix::fs::statvfs(path)
        .map_or(true, |disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= ROOM)
}

/// The longest line, its journal, and some pages of the indexes.
const ROOM: u64 = 256 * 1024;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Mount, Mounts};

    const TABLE: &str = "\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
24 22 0:40 / /home rw,relatime shared:5 master:2 - nfs4 filer:/home rw
25 24 0:41 / /home/dana/local\\040disk rw - xfs /dev/sdb1 rw
26 22 0:42 / /mnt/team rw - fuse.sshfs host:/team rw
27 22 0:43 / /srv rw - ext4 /dev/sdc1 rw
28 22 0:44 / /srv rw - cifs //filer/srv rw
29 22 0:45 / /tmp rw - tmpfs tmpfs rw
31 22 0:6 / /dev rw - devtmpfs devtmpfs rw
30 22 0:46 / /win rw - 9p C: rw
a line that is not one
";

    #[test]
    fn the_longest_mount_point_decides() {
        let mounts = Mounts::parse(TABLE.as_bytes());
        let cases = [
            ("/var/lib/room.allhands", "ext4", true),
            ("/home/dana/room.allhands", "nfs4", false),
            ("/home/dana/local disk/room.allhands", "xfs", true),
            ("/home/dana/local disks/room.allhands", "nfs4", false),
            ("/homes/room.allhands", "ext4", true),
            ("/mnt/team/room.allhands", "fuse.sshfs", false),
            ("/srv/room.allhands", "cifs", false),
            ("/tmp/room.allhands", "tmpfs", true),
            ("/dev/null", "devtmpfs", true),
            ("/win/room.allhands", "9p", false),
        ];
        for (path, kind, local) in cases {
            let mount = mounts.classify(Path::new(path));
            assert_eq!((mount.kind(), mount.is_local()), (kind, local), "{path}");
        }
    }

    #[test]
    fn of_mounts_within_mounts_the_innermost_is_named() {
        let mounts = Mounts::parse(
            b"22 1 0:21 / / rw - hostfs none rw
24 22 0:40 / /no/home rw - nfs4 filer:/home rw
25 24 0:41 / /no/home/dana/disk rw - ext4 /dev/sdb1 rw
26 24 0:42 / /no/home/dana/team rw - fuse.sshfs host:/team rw
",
        );
        let cases = [
            ("/no/room.allhands", "hostfs"),
            ("/no/home/room.allhands", "nfs4"),
            ("/no/home/dana/disk/room.allhands", "ext4"),
            ("/no/home/dana/team/room.allhands", "fuse.sshfs"),
        ];
        for (path, kind) in cases {
            let (found, mount) = super::locate_in(&mounts, Path::new(path)).expect("a path");
            assert_eq!((found.as_path(), mount.kind()), (Path::new(path), kind));
        }
    }

    #[test]
    fn what_is_unknown_is_a_share_and_says_why() {
        let mounts = Mounts::parse(b"");
        let Mount::Share { because, .. } = mounts.classify(Path::new("/a")) else {
            panic!("an empty table made a path local")
        };
        assert_eq!(because, "no entry of the mount table covers it");
    }

    #[test]
    fn memory_is_local_but_does_not_last() {
        let mounts = Mounts::parse(TABLE.as_bytes());
        assert!(!mounts.classify(Path::new("/tmp/desk")).is_persistent());
        assert!(mounts.classify(Path::new("/var/desk")).is_persistent());
    }

    #[test]
    fn this_host_knows_where_its_own_files_lie() {
        let here = Mount::of(Path::new(".")).expect("the mount table of this host");
        // What is not there yet lies where it would be made.
        let nowhere = Mount::of(Path::new("a/folder/that/is/not/there")).ok();
        assert_eq!(nowhere, Some(here));
    }
}
