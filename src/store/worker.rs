//! The worker of an open room: one thread that owns the file and the desk, so that no screen ever waits for either.
//!
//! A line goes to the desk first (synced: from here on it cannot be lost), then to the file, and comes back as a row, in the
//! order of the file, by the same way as the rows of everybody else.

pub mod messages;

pub use messages::{DeskReach, FileReach, Opened, Reach, Report, Request};
