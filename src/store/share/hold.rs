//! A folder on a mount, held fast: names below it lead to the mount that was there when it was
//! opened, or nowhere.
//!
//! Apart, because a mount that goes away leaves the bare folder that it was mounted on, and a path
//! leads there at once: whatever is written by path may be written into a folder that nobody reads.

use std::fs;
use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;

use crate::store::mount::Mount;

/// See the module.
#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    /// What the path leads through.
    _fd: OwnedFd,
}

impl Held {
    /// Takes hold of a folder, where it lies on a mount of this type.
    pub fn of(folder: &Path, kind: &str) -> io::Result<Self> {
        let fd = open(folder, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        let mount = Mount::of_open(&fd)?;
        if mount.kind() != kind {
            return Err(io::Error::other(format!(
                "its mount ({kind}) is gone, and a folder on {} stands in its place",
                mount.kind()
            )));
        }
        Ok(Self { path: PathBuf::from(format!("/proc/self/fd/{}", fd.as_raw_fd())), _fd: fd })
    }

    /// A path that leads to it, and to nothing else, in this process.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether its mount is gone for good: what comes back has to be taken hold of anew.
    pub fn is_lost(&self) -> bool {
        let gone = |error: io::Error| {
            matches!(Errno::from_io_error(&error), Some(Errno::NOTCONN | Errno::STALE))
        };
        fs::metadata(&self.path).is_err_and(gone)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Held;
    use crate::store::mount::Mount;

    #[test]
    fn names_lead_to_the_folder_that_was_there() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (place, elsewhere) = (folder.path().join("place"), folder.path().join("elsewhere"));
        fs::create_dir(&place).expect("a folder");
        let kind = Mount::of(&place).expect("its mount").kind().to_owned();
        let held = Held::of(&place, &kind).expect("it is there");
        fs::rename(&place, &elsewhere).expect("moved");
        fs::create_dir(&place).expect("another in its place");
        fs::write(held.path().join("a"), "").expect("written");
        assert!(elsewhere.join("a").exists() && !place.join("a").exists());
        assert!(!held.is_lost());
    }

    #[test]
    fn a_folder_on_another_mount_is_not_the_one() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let refused = Held::of(folder.path(), "fuse.sshfs").expect_err("it is no share");
        assert!(refused.to_string().contains("(fuse.sshfs) is gone"), "{refused}");
    }
}
