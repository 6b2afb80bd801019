//! What the tests of consoles begin with: a folder, a desk's place, lines to record.

use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::event::{Basis, EntryKind, EntryRecorded};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{EntryId, IncidentId, SessionId, SubmissionId};
use allhands::domain::time::{Precision, Timestamp};
use allhands::store::desk::{Desk, DeskPlace};

/// 2026-11-22T02:10:00Z.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_313_400_000);

/// A folder that goes with the test, with a place for desks in it.
pub struct Given {
    pub folder: tempfile::TempDir,
    pub place: DeskPlace,
}

pub fn a_folder() -> Given {
    let folder = tempfile::tempdir().expect("a folder");
    let place = DeskPlace::told(folder.path().join("desk"));
    Given { folder, place }
}

impl Given {
    pub fn desk(&self) -> Desk {
        Desk::open(&self.place, &incident(), NOW).expect("a desk")
    }
}

pub fn incident() -> IncidentId {
    IncidentId::new("0193-room")
}

/// The `number`-th line of a session.
pub fn line(session: &str, number: u64, text: &str) -> Submission {
    let id = SubmissionId { session: SessionId::new(session), number };
    let entry = EntryId::new(id.thing());
    Submission {
        id,
        stamp: Stamp {
            author: "Dana".into(),
            department: "infra".into(),
            on_behalf: None,
            occurred_at: NOW,
            recorded_at: NOW,
        },
        command: Command::Record(EntryRecorded {
            entry,
            kind: EntryKind::Note,
            text: text.to_owned(),
            precision: Precision::Second,
            basis: Basis::Observed,
            handling: Handling::Open,
            mentions: Vec::new(),
            tags: Vec::new(),
            quote: None,
            source: None,
            import: None,
        }),
    }
}
