//! Why something could not be written to a share that can be read: it is full, it is read-only, or
//! something else. Apart, because people can do something about the first two, and because a mount
//! may not say which it is: behind sshfs a full disk is no more than a failure.

use std::io;
use std::path::Path;

use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use super::hampered::Hampers;

/// With less free room than this nothing fits.
const NOTHING: u64 = 64 << 10;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unwritten {
    why: Why,
    because: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Why {
    Full,
    ReadOnly,
    ThisHost,
    Other,
}

impl Unwritten {
    /// What an error of a write below a folder means.
    pub fn of(error: &io::Error, folder: &Path) -> Self {
        let full = || {
            let room = rustix::fs::statvfs(folder);
            room.is_ok_and(|room| room.f_bavail.saturating_mul(room.f_frsize) < NOTHING)
        };
        let why = match Errno::from_io_error(error) {
            Some(Errno::NOSPC | Errno::DQUOT) => Why::Full,
            Some(Errno::ROFS) => Why::ReadOnly,
            Some(_) if full() => Why::Full,
            Some(_) | None => Why::Other,
        };
        Self { why, because: error.to_string() }
    }

    /// What was to be written there could not be made on this host.
    pub fn of_this_host(because: &str) -> Self {
        Self { why: Why::ThisHost, because: because.to_owned() }
    }

    /// Why nobody knows whether it was.
    pub fn unknown(because: &str) -> Self {
        Self { why: Why::Other, because: because.to_owned() }
    }

    /// The state of the share in a word or two; nothing where it cannot be told from this.
    pub const fn word(&self) -> Option<&'static str> {
        match self.why {
            Why::Full => Some("SHARE FULL"),
            Why::ReadOnly => Some("SHARE READ ONLY"),
            Why::ThisHost | Why::Other => None,
        }
    }

    /// What it keeps a keeper from, where others are to hear of it.
    pub const fn hampers(&self) -> Option<Hampers> {
        match self.why {
            Why::Full => Some(Hampers::ShareFull),
            Why::ReadOnly => Some(Hampers::ShareReadOnly),
            Why::ThisHost | Why::Other => None,
        }
    }

    /// As it was told.
    pub fn because(&self) -> &str {
        &self.because
    }

    /// The same, a clause that says what to do.
    pub fn sentence(&self) -> String {
        let because = &self.because;
        match self.why {
            Why::Full => format!("the share is full ({because}): make room on it"),
            Why::ReadOnly => format!("the share takes nothing, as it is read-only ({because})"),
            Why::ThisHost => {
                format!("this host's desk has no copy of the record to put there: {because}")
            }
            Why::Other => format!("the share takes nothing: {because}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;

    use super::Unwritten;

    #[test]
    fn a_full_share_is_told_from_one_that_fails() {
        let cases = [
            (28, Some("SHARE FULL")),
            (122, Some("SHARE FULL")),
            (30, Some("SHARE READ ONLY")),
            (5, None),
        ];
        for (number, word) in cases {
            let error = io::Error::from_raw_os_error(number);
            let said = Unwritten::of(&error, Path::new("/"));
            assert_eq!(said.word(), word, "{error}");
            assert!(said.sentence().contains(said.because()), "{said:?}");
        }
        // Here no byte is free, and the error does not say so: as behind sshfs.
        let said = Unwritten::of(&io::Error::from_raw_os_error(5), Path::new("/proc"));
        assert_eq!(said.word(), Some("SHARE FULL"));
    }
}
