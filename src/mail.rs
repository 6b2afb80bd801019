//! What comes back by mail, read: from bytes to a [`Letter`], and nothing else.
//!
//! A layer of its own, because a mail is the one thing here that a stranger wrote byte for byte,
//! and the program that reads its form is another's. Pure: no I/O, no clock. What must stay true:
//! nothing in a mail is run, opened, fetched or believed; whatever it holds, it is read or said not
//! to be, and what hangs on it is only counted and named by its SHA-256.
//!
//! | File | What it does |
//! |---|---|
//! | [`mod@read`] | headers, words, attachments: the mail as a whole |
//! | [`html`] | words out of HTML, where a mail has no others |
//! | [`tail`] | where a reply's own words end and those that it quotes begin |
//!
//! [`Letter`]: crate::domain::replies::Letter

pub mod html;
pub mod read;
pub mod tail;

pub use read::read;
