//! What can go wrong with a file, each with what happened, what is safe, and what to do next.
//! Separate so that every sentence a person reads about a file stands on one page.
//!
//! The words hold no name or path of a file: whoever shows a fault names the file beside it.

use std::io;

use rusqlite::ErrorCode;
use rusqlite::ffi;
use thiserror::Error;

/// Why a file was not opened, read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// Nothing there.
    #[error(
        "there is no such file. Nothing was changed. Look at its name and folder, or begin one \
         with `allhands new`"
    )]
    Missing,
    /// No folder for a new file.
    #[error("the folder it is to lie in is not there. Nothing was made. Make the folder first")]
    NoFolder,
    /// The name is taken.
    #[error(
        "a file of that name is there already. It was not touched. Open it, or choose another \
         name"
    )]
    Exists,
    /// May not be read.
    #[error("this user may not read it. Nothing was changed. Ask its owner to give you the file")]
    NoPermission,
    /// A folder, a pipe, a device.
    #[error("it is {0}, not a file. Nothing was changed. Name the incident's file itself")]
    NotAFile(&'static str),
    /// Links that lead to each other.
    #[error(
        "its name is a chain of links without an end. Nothing was changed. Name the file itself"
    )]
    LinkLoop,
    /// Some other file.
    #[error("it is not an incident file: {0}. Nothing was changed. Look at its name")]
    NotOurs(&'static str),
    /// Somebody set it to WAL.
    #[error(
        "it was set to a write-ahead log, which loses rows once its folder is shared. Nothing \
         was changed. Close whatever set it, then run: sqlite3 FILE 'PRAGMA \
         journal_mode=DELETE'"
    )]
    WriteAheadLog,
    /// Tables of a later version.
    #[error(
        "it has format version {0}, whose tables this version does not know. Nothing was \
         changed. Open it with a newer allhands"
    )]
    Newer(i32),
    /// Something in it that we did not put there.
    #[error(
        "its tables are not those of an incident file ({0}). Nothing in it was run or changed. \
         Ask whoever gave it to you; a copy from another desk may be sound"
    )]
    Foreign(String),
    /// Shorter than it says.
    #[error(
        "it is cut short: {has} of {needs} bytes are there. Nothing was changed. Fetch it \
         again, or restore it from a copy"
    )]
    Truncated {
        /// Bytes there.
        has: u64,
        /// Bytes that its first page speaks of.
        needs: u64,
    },
    /// SQLite says so.
    #[error(
        "it is damaged ({0}). Nothing was changed. Keep it; `allhands recover NEW --from` it, a \
         copy, or the room's codename makes a file of all that can still be read"
    )]
    Damaged(String),
    /// A field no console would have written.
    #[error(
        "it holds a field larger than the format allows. Nothing was changed. Ask whoever gave \
         it to you"
    )]
    Oversized,
    /// A row that is no row.
    #[error(
        "row {0} is not well formed. Nothing was changed. Keep it; `allhands recover NEW --from` \
         it, a copy, or the room's codename makes a file of all rows that are sound"
    )]
    BadRow(u64),
    /// A dead writer left its journal, and this reader may not finish it.
    #[error(
        "a writer died in the middle of a row, and its journal must be finished first. Nothing \
         acknowledged is lost. `allhands FILE` by a user who may write it does that by itself"
    )]
    NeedsRepair,
    /// Others wrote all the time.
    #[error("others kept it busy for 10 s. Nothing was written. Trying again is safe")]
    Busy,
    /// No space.
    #[error(
        "the disk is full. Nothing was written to it. Make room there, and try again: that is \
         safe"
    )]
    Full,
    /// May be read only.
    #[error("{0}")]
    ReadOnly(ReadOnly),
    /// Another file under its name, or none.
    #[error(
        "another file stands where it stood, or none. Nothing was written to either. Find out \
         who moved it, and open the one you mean"
    )]
    Replaced,
    /// It does not continue what was seen.
    #[error(
        "row {0} is not the one that was seen here: the file was rolled back, or belongs to \
         another copy. Nothing was written. Keep both, and run `allhands verify`"
    )]
    Diverged(u64),
    /// The write may have taken or not.
    #[error(
        "whether the last rows were written is not known ({0}). Sending them again is safe: \
         none is recorded twice"
    )]
    OutcomeUnknown(String),
    /// What the room would have begun with was declined.
    #[error("the room could not be begun: {0}. No file was made")]
    NotBegun(String),
    /// A share that gave nothing, in words of its own.
    #[error("{0}")]
    Share(String),
    /// Anything else.
    #[error(
        "the system says: {0}. Nothing was changed. Look after the disk, and try again: that is \
         safe"
    )]
    Io(String),
}

/// Why a file that was opened may only be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadOnly {
    /// Opened so.
    #[error("it was opened for reading only")]
    Asked,
    /// The file or its folder may not be written.
    #[error("this user may not write it or its folder: it can be read only. Ask its owner")]
    NoPermission,
    /// A disk that was mounted so, or that the system set so after an error.
    #[error(
        "its disk takes no writes (mounted read-only, or set so after an error): it can be read \
         only. Look what the system's log says of that disk, and mount it anew"
    )]
    Disk,
    /// A later format with the same tables.
    #[error("it has format version {0}: this version reads it only. Write with a newer allhands")]
    Newer(i32),
    /// A journal belongs to a name, so two names are two journals.
    #[error(
        "it has {0} names (hard links), and writing under two names destroys it: it can be read \
         only. Keep one name"
    )]
    ManyNames(u64),
    /// Numbered in another way.
    #[error(
        "its rows are numbered by a keeper ({0}), through a folder beside it (its name with .d) \
         that is not here: it can be read only. Open it where that folder is; allhands copy FILE \
         NEW --as-new makes a room of its own of the rows in it"
    )]
    Numbering(String),
    /// A private copy stands for it.
    #[error(
        "a writer died in the middle of a row; the next console that opens the room for writing \
         completes the repair"
    )]
    DeadWriter,
}

impl Fault {
    /// Whether trying the same again may help without anybody doing anything.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Busy | Self::OutcomeUnknown(_) | Self::Io(_) | Self::NeedsRepair)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, detail) = &error else {
            return Self::Damaged(error.to_string());
        };
        let detail = detail.clone().unwrap_or_else(|| failure.to_string());
        match (failure.code, failure.extended_code) {
            (_, ffi::SQLITE_READONLY_DBMOVED) => Self::Replaced,
            (_, ffi::SQLITE_READONLY_ROLLBACK | ffi::SQLITE_READONLY_RECOVERY) => Self::NeedsRepair,
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Self::Busy,
            (ErrorCode::DiskFull, _) => Self::Full,
            // Rights were looked at before it was opened.
            (ErrorCode::ReadOnly, _) => Self::ReadOnly(ReadOnly::Disk),
            (ErrorCode::PermissionDenied, _) => Self::ReadOnly(ReadOnly::NoPermission),
            (ErrorCode::NotADatabase, _) => Self::NotOurs("SQLite cannot read it"),
            (ErrorCode::TooBig, _) => Self::Oversized,
            (ErrorCode::DatabaseCorrupt | ErrorCode::ConstraintViolation, _) => {
                Self::Damaged(detail)
            }
            _ => Self::Io(detail),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
            return Self::LinkLoop;
        }
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(crate::text::unnumbered(&error.to_string())),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Io(error.to_string())
    }
}
