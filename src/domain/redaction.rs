//! What was removed from the record, and who has carried that out: rows whose words are gone, desks
//! that have confirmed, and whether a legal hold forbids removing anything without laying it aside.
//!
//! Apart from the events, because a row without words is read *after* the row that names it: what
//! it still says is put together here, whoever reads it.

pub mod blank;
pub mod found;
pub mod runs;
pub mod texts;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::event::{Event, Recorded, Sealed};
use super::ids::SubmissionId;
use super::incident::Incident;
use super::people::Person;
use super::sentence::clock;
use super::time::Timestamp;

/// What is to be removed: see [`super::command::Command::Redact`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redact {
    /// Rows whose words go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowToRedact>,
    /// Refused submissions that go, wherever they are kept still.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub submissions: Vec<SubmissionId>,
    /// Why.
    pub because: String,
    /// Where the words were laid aside for counsel. Under a legal hold never absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

/// A row whose words go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowToRedact {
    /// Its number.
    pub row: u64,
    /// Its id: a number may come to stand for another row where a keeper is taken over from.
    pub id: String,
    /// What of it stays.
    #[serde(default)]
    pub keep: Keep,
}

/// What of a row without words stays on the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Everything but free text: who it is for, what it is called.
    #[default]
    Names,
    /// Only what it is and what it belongs to: names hold what is to be removed, too.
    Shape,
    /// Nothing: even its ids hold it.
    Nothing,
}

/// A removal, as it stands on the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// The row that says so.
    pub seq: u64,
    /// By whom.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub because: String,
}

impl Redaction {
    /// What stands in place of the words.
    pub fn words(&self) -> String {
        format!("(redacted by {} at {}: {})", self.by, clock(self.at), self.because)
    }

    /// The removal that a row is, with the row that it names and what is left of that.
    pub fn of(row: &Recorded) -> Option<(u64, Self, &str)> {
        let Event::Redacted(to) = &row.event else { return None };
        let by = row.on_behalf.as_ref().unwrap_or(&row.author).clone();
        let because = to.because.clone();
        let redaction = Self { seq: row.seq, by, at: row.recorded_at, because };
        Some((to.row, redaction, &to.left))
    }
}

/// Everything that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Redactions {
    /// By the row that has no words any more.
    pub rows: BTreeMap<u64, Redaction>,
    /// Refused submissions that were removed.
    pub submissions: BTreeSet<SubmissionId>,
    /// The row of the last removal; 0 before any.
    pub last: u64,
    /// Up to which removal each desk has confirmed, by its name in words.
    pub confirmed: BTreeMap<String, u64>,
}

/// A desk, as the record knows it: a user on a host. A claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeskName {
    /// The system's user.
    pub user: String,
    /// The host.
    pub host: String,
}

impl std::fmt::Display for DeskName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.user, self.host)
    }
}

/// A legal hold that is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// By whom it was set.
    pub by: Person,
    /// When.
    pub since: Timestamp,
    /// At whose word, and why.
    pub because: String,
    /// The row.
    pub seq: u64,
}

impl Redactions {
    /// Up to which removal a desk has confirmed; 0 before any.
    pub fn confirmed_by(&self, desk: &DeskName) -> u64 {
        self.confirmed.get(&desk.to_string()).copied().unwrap_or_default()
    }
}

impl Incident {
    /// The desks that may hold words that were removed, and have not confirmed that they do not.
    pub fn unconfirmed(&self) -> BTreeMap<DeskName, &Person> {
        let mut open = BTreeMap::new();
        if self.redactions.last == 0 {
            return open;
        }
        for session in self.sessions.values() {
            let (user, host) = (session.system_user.clone(), session.host.clone());
            let desk = DeskName { user, host };
            let done = self.redactions.confirmed_by(&desk);
            if session.seq < self.redactions.last && done < self.redactions.last {
                open.insert(desk, &session.person);
            }
        }
        open
    }
}
