//! One line of a segment: a sum, a blank, JSON, a line end. Apart, because the form is a promise:
//! consoles of several versions read each other's segments, and **reading is total**. A kind of
//! line that a later version writes is passed over; a line that is not whole is not there yet.
//!
//! ```text
//! 9f86d081884c7d65 {"asked":{"id":{"session":"…","number":7},"stamp":{…},"command":{…}}}
//! ```
//!
//! The sum is the first eight bytes of the SHA-256 of the JSON, in hexadecimal digits.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::command::Submission;
use crate::domain::ids::SubmissionId;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::chain::{self, Hash};
use crate::store::codec::{Row, RowRef};

/// What a console says in its segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// A submission: durable on the share from here on, not yet numbered.
    Asked(Box<Submission>),
    /// The keeper's answer to a submission.
    Answered(Answered),
}

/// What the keeper publishes, in its order: the `n`-th answer of its term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// In which term.
    pub term: u64,
    /// Counts from 1 in each term, without a gap.
    pub n: u64,
    /// Which submission.
    pub of: SubmissionId,
    /// How.
    pub how: Answer,
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is in the record, as these rows; none where it asked for nothing new, or where its rows
    /// were numbered before.
    Numbered(Vec<NumberedRow>),
    /// It was declined.
    Refused {
        /// Why, and the way out.
        refusal: Refusal,
        /// When.
        at: Timestamp,
    },
}

/// A row as the keeper publishes it: what cannot be computed from the row before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberedRow {
    seq: u64,
    session: String,
    submission: u64,
    part: u32,
    author: String,
    department: String,
    occurred_at: i64,
    recorded_at: i64,
    shared_at: i64,
    kind: String,
    body: String,
    salt: String,
    /// Only where body and salt are blanked: else they give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    hash: String,
}

impl NumberedRow {
    /// Takes over a row.
    pub fn of(row: &Row) -> Self {
        Self {
            seq: row.seq,
            session: row.session.clone(),
            submission: row.submission,
            part: row.part,
            author: row.author.clone(),
            department: row.department.clone(),
            occurred_at: row.occurred_at,
            recorded_at: row.recorded_at,
            shared_at: row.shared_at,
            kind: row.kind.clone(),
            body: row.body.clone(),
            salt: chain::hex(&row.salt),
            digest: row.body.is_empty().then(|| chain::hex(&row.digest)),
            hash: chain::hex(&row.hash),
        }
    }

    /// Its id.
    pub fn id(&self) -> String {
        format!("{}-{}-{}", self.session, self.submission, self.part)
    }

    /// Takes its words; says whether it had any.
    pub fn blank(&mut self) -> bool {
        let Some(salt) = chain::parse_hex(&self.salt).filter(|_| !self.body.is_empty()) else {
            return false;
        };
        self.digest = Some(chain::hex(&chain::digest(&salt, &self.body)));
        (self.body, self.salt) = (String::new(), String::new());
        true
    }

    /// Its number.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// Its hash, as it is said to be.
    pub fn hash(&self) -> Option<Hash> {
        chain::parse_sum(&self.hash)
    }

    /// The word for what happened.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// What happened, JSON; empty once redacted.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The row whole, as it follows one with the hash `prev`; nothing where it does not follow, or
    /// its own sums are wrong.
    pub fn after(&self, prev: Hash) -> Option<Row> {
        let salt = chain::parse_hex(&self.salt)?;
        let digest = match &self.digest {
            Some(digest) if self.body.is_empty() => chain::parse_sum(digest)?,
            Some(_) => return None,
            None => chain::digest(&salt, &self.body),
        };
        let row = Row {
            seq: self.seq,
            id: format!("{}-{}-{}", self.session, self.submission, self.part),
            session: self.session.clone(),
            submission: self.submission,
            part: self.part,
            author: self.author.clone(),
            department: self.department.clone(),
            occurred_at: self.occurred_at,
            recorded_at: self.recorded_at,
            shared_at: self.shared_at,
            kind: self.kind.clone(),
            body: self.body.clone(),
            salt,
            digest,
            prev,
            hash: chain::parse_sum(&self.hash)?,
        };
        let hash = chain::hash(&RowRef { hash: &chain::FIRST, ..row.as_ref() });
        (hash == row.hash).then_some(row)
    }
}

/// A line as it is written, its end included.
pub fn write(line: &Line) -> serde_json::Result<String> {
    sealed(line)
}

/// Anything, written in this form.
pub fn sealed(value: &impl Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    let sum = check_sum(&json);
    Ok(format!("{sum} {json}\n"))
}

/// Whether a line (without its end) is whole: its sum is right.
pub fn is_whole(line: &str) -> bool {
    line.split_once(' ').is_some_and(|(sum, json)| sum == check_sum(json))
}

/// Reads a line that is whole; nothing where a later version wrote it.
pub fn read(line: &str) -> Option<Line> {
    unsealed(line)
}

/// Reads [`sealed`] where that is whole.
pub fn unsealed<T: DeserializeOwned>(line: &str) -> Option<T> {
    let (_, json) = line.split_once(' ')?;
    serde_json::from_str(json).ok()
}

fn check_sum(json: &str) -> String {
    chain::hex(&Sha256::digest(json)[..8])
}

#[cfg(test)]
mod tests {
    use super::{Answer, Answered, Line, NumberedRow, is_whole, read, write};
    use crate::domain::ids::{SessionId, SubmissionId};
    use crate::store::chain;
    use crate::store::codec::Row;

    fn row(body: &str, salt: &[u8]) -> Row {
        let mut row = Row {
            seq: 3,
            id: "s-7-0".to_owned(),
            session: "s".to_owned(),
            submission: 7,
            part: 0,
            author: "Dana".to_owned(),
            department: "infra".to_owned(),
            occurred_at: -1,
            recorded_at: 2,
            shared_at: 3,
            kind: "entry_recorded".to_owned(),
            body: body.to_owned(),
            salt: salt.to_vec(),
            digest: chain::digest(salt, body),
            prev: [9; 32],
            hash: chain::FIRST,
        };
        row.hash = chain::hash(&row.as_ref());
        row
    }

    fn answered(row: &Row) -> Line {
        Line::Answered(Answered {
            term: 1,
            n: 1,
            of: SubmissionId { session: SessionId::new("s"), number: 7 },
            how: Answer::Numbered(vec![NumberedRow::of(row)]),
        })
    }

    #[test]
    fn a_row_comes_back_whole_and_only_after_its_own_predecessor() {
        let mut blanked = row("{}", &[7; 16]);
        (blanked.body, blanked.salt) = (String::new(), Vec::new());
        for row in [row("{\"text\":\"é\\n\"}", &[1; 16]), blanked] {
            let published = NumberedRow::of(&row);
            assert_eq!(published.after([9; 32]), Some(row));
            assert_eq!(published.after([8; 32]), None);
        }
    }

    #[test]
    fn a_line_is_read_as_it_was_written_and_a_torn_one_is_not_whole() {
        let line = answered(&row("{}", &[1; 16]));
        let text = write(&line).expect("plain values");
        let whole = text.strip_suffix('\n').expect("a line end");
        assert!(is_whole(whole));
        assert_eq!(read(whole), Some(line));
        for cut in 0..whole.len() {
            assert!(!is_whole(&whole[..cut]), "{cut}");
        }
    }

    #[test]
    fn what_a_later_version_says_is_passed_over() {
        let json = "{\"waved\":{\"at\":1}}";
        let text = format!("{} {json}", super::check_sum(json));
        assert!(is_whole(&text));
        assert_eq!(read(&text), None);
    }
}
