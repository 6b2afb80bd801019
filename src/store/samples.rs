//! Submissions and rows for this folder's tests, in one place because a new field would otherwise
//! be added in each of them. They are as plain as they can be; a test changes what it is about.

use super::chain::{self, Hash};
use super::codec::Row;
use crate::domain::command::{Command, Stamp, Submission};
use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::time::Timestamp;

/// What Dana asks for in a session, at the beginning of time.
pub fn asks(session: &str, number: u64, command: Command) -> Submission {
    Submission {
        id: SubmissionId { session: SessionId::new(session), number },
        stamp: Stamp {
            author: "Dana".into(),
            department: "infra".into(),
            on_behalf: None,
            occurred_at: Timestamp::default(),
            recorded_at: Timestamp::default(),
        },
        command,
    }
}

/// The same for a command as it is written.
fn asks_json(number: u64, command: &str) -> Submission {
    asks("s", number, serde_json::from_str(command).expect("a command"))
}

/// The submission that begins a room.
pub fn opens() -> Submission {
    let opening = r#"{"do":"open_room","incident":"i","codename":"c","zone":"UTC",
        "received":"2026-01-01T00:00:00Z","first_read":"2026-01-01T00:00:00Z"}"#;
    asks_json(1, opening)
}

/// A note with those words.
pub fn notes(number: u64, text: &str) -> Submission {
    let line = format!(r#"{{"do":"record","entry":"e{number}","is":"note","text":"{text}"}}"#);
    asks_json(number, &line)
}

/// A sound row after the one that has this hash.
pub fn row(
    seq: u64,
    (session, number): (&str, u64),
    (kind, body): (&str, &str),
    prev: Hash,
) -> Row {
    let salt = vec![1; 16];
    let mut row = Row {
        seq,
        id: format!("{session}-{number}-0"),
        session: session.to_owned(),
        submission: number,
        part: 0,
        author: "Dana".to_owned(),
        department: "infra".to_owned(),
        occurred_at: 1,
        recorded_at: 1,
        shared_at: 1,
        kind: kind.to_owned(),
        body: body.to_owned(),
        digest: chain::digest(&salt, body),
        salt,
        prev,
        hash: chain::FIRST,
    };
    row.hash = chain::hash(&row.as_ref());
    row
}
