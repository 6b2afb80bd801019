//! Between a row of the table and [`Recorded`]. Separate because it is the one place where stored
//! text becomes facts: **reading is total**. A kind of a later version, and a body that this
//! version cannot read, come back as [`Event::Unknown`] with their text; only a row that is no row
//! (a column of the wrong type) is a fault.
//!
//! The body is the event's own fields as JSON, preceded by `on_behalf` where somebody else was
//! spoken for, and by `says`, the plain sentence of a row that is no line of the timeline.

use rusqlite::{Connection, Row as SqlRow, params};
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Value};

use crate::domain::event::{Event, Recorded};
use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::sentence;
use crate::domain::time::Timestamp;

use super::chain::Hash;

/// The columns, in the order of [`RowRef::read`] and of the table.
pub const COLUMNS: &str = "seq, id, session, submission, part, author, department, occurred_at, \
     recorded_at, shared_at, kind, body, salt, digest, prev, hash";

/// A row of the table as stored, borrowed from wherever it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowRef<'a> {
    /// Its number.
    pub seq: i64,
    /// `session-submission-part`.
    pub id: &'a str,
    /// Whose submission.
    pub session: &'a str,
    /// Which of that session's.
    pub submission: i64,
    /// Which of that submission's rows.
    pub part: i64,
    /// Who typed it.
    pub author: &'a str,
    /// The department it concerns.
    pub department: &'a str,
    /// Milliseconds.
    pub occurred_at: i64,
    /// Milliseconds.
    pub recorded_at: i64,
    /// Milliseconds.
    pub shared_at: i64,
    /// The word for what happened.
    pub kind: &'a str,
    /// JSON; empty once redacted.
    pub body: &'a str,
    /// Sixteen random bytes; none once redacted.
    pub salt: &'a [u8],
    /// See [`super::chain`].
    pub digest: &'a [u8],
    /// The hash of the row before.
    pub prev: &'a [u8],
    /// See [`super::chain`].
    pub hash: &'a [u8],
}

/// A row of the table as stored, for a mirror: everything that is needed to rebuild the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub seq: u64,
    /// `session-submission-part`.
    pub id: String,
    /// Whose submission.
    pub session: String,
    /// Which of that session's.
    pub submission: u64,
    /// Which of that submission's rows.
    pub part: u32,
    /// Who typed it.
    pub author: String,
    /// The department it concerns.
    pub department: String,
    /// Milliseconds.
    pub occurred_at: i64,
    /// Milliseconds.
    pub recorded_at: i64,
    /// Milliseconds.
    pub shared_at: i64,
    /// The word for what happened.
    pub kind: String,
    /// JSON; empty once redacted.
    pub body: String,
    /// Sixteen random bytes; none once redacted.
    pub salt: Vec<u8>,
    /// See [`super::chain`].
    pub digest: Hash,
    /// The hash of the row before.
    pub prev: Hash,
    /// See [`super::chain`].
    pub hash: Hash,
}

impl<'a> RowRef<'a> {
    /// Reads [`COLUMNS`] from a result row.
    pub fn read(row: &'a SqlRow<'_>) -> rusqlite::Result<Self> {
        let text =
            |column: usize| row.get_ref(column)?.as_str().map_err(|error| wrong(column, error));
        let number =
            |column: usize| row.get_ref(column)?.as_i64().map_err(|error| wrong(column, error));
        let blob =
            |column: usize| row.get_ref(column)?.as_blob().map_err(|error| wrong(column, error));
        Ok(Self {
            seq: number(0)?,
            id: text(1)?,
            session: text(2)?,
            submission: number(3)?,
            part: number(4)?,
            author: text(5)?,
            department: text(6)?,
            occurred_at: number(7)?,
            recorded_at: number(8)?,
            shared_at: number(9)?,
            kind: text(10)?,
            body: text(11)?,
            salt: blob(12)?,
            digest: blob(13)?,
            prev: blob(14)?,
            hash: blob(15)?,
        })
    }

    /// What the row says. Total.
    pub fn recorded(&self) -> Recorded {
        let (on_behalf, event) = read_body(self.kind, self.body);
        Recorded {
            seq: self.seq.try_into().unwrap_or_default(),
            submission: SubmissionId {
                session: SessionId::new(self.session),
                number: self.submission.try_into().unwrap_or_default(),
            },
            part: self.part.try_into().unwrap_or(u32::MAX),
            author: Person::new(self.author),
            department: DepartmentId::new(self.department),
            on_behalf,
            occurred_at: Timestamp::from_millis(self.occurred_at),
            recorded_at: Timestamp::from_millis(self.recorded_at),
            shared_at: Timestamp::from_millis(self.shared_at),
            event,
        }
    }

    /// A copy to keep; nothing where the row is not well formed.
    pub fn to_row(&self) -> Option<Row> {
        Some(Row {
            seq: self.seq.try_into().ok()?,
            id: self.id.to_owned(),
            session: self.session.to_owned(),
            submission: self.submission.try_into().ok()?,
            part: self.part.try_into().ok()?,
            author: self.author.to_owned(),
            department: self.department.to_owned(),
            occurred_at: self.occurred_at,
            recorded_at: self.recorded_at,
            shared_at: self.shared_at,
            kind: self.kind.to_owned(),
            body: self.body.to_owned(),
            salt: self.salt.to_vec(),
            digest: self.digest.try_into().ok()?,
            prev: self.prev.try_into().ok()?,
            hash: self.hash.try_into().ok()?,
        })
    }
}

impl Row {
    /// The same row, borrowed.
    pub fn as_ref(&self) -> RowRef<'_> {
        RowRef {
            seq: self.seq.try_into().unwrap_or(i64::MAX),
            id: &self.id,
            session: &self.session,
            submission: self.submission.try_into().unwrap_or(i64::MAX),
            part: i64::from(self.part),
            author: &self.author,
            department: &self.department,
            occurred_at: self.occurred_at,
            recorded_at: self.recorded_at,
            shared_at: self.shared_at,
            kind: &self.kind,
            body: &self.body,
            salt: &self.salt,
            digest: &self.digest,
            prev: &self.prev,
            hash: &self.hash,
        }
    }

    /// What the row says. Total.
    pub fn recorded(&self) -> Recorded {
        self.as_ref().recorded()
    }
}

/// Writes a row into a table of these columns, as it stands.
pub fn insert_into(sql: &Connection, table: &str, row: &RowRef<'_>) -> rusqlite::Result<()> {
    let query = format!(
        "INSERT INTO {table} ({COLUMNS}) VALUES \
         (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
    );
    let values = params![
        row.seq,
        row.id,
        row.session,
        row.submission,
        row.part,
        row.author,
        row.department,
        row.occurred_at,
        row.recorded_at,
        row.shared_at,
        row.kind,
        row.body,
        row.salt,
        row.digest,
        row.prev,
        row.hash,
    ];
    sql.prepare_cached(&query)?.execute(values).map(|_| ())
}

fn wrong(column: usize, error: rusqlite::types::FromSqlError) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Null, Box::new(error))
}

/// The body of a row; see the module.
pub fn write_body(
    on_behalf: Option<&Person>,
    says: Option<&str>,
    event: &Event,
) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        on_behalf: Option<&'a Person>,
        #[serde(skip_serializing_if = "Option::is_none")]
        says: Option<&'a str>,
        #[serde(flatten)]
        event: &'a Event,
    }
    match (event, on_behalf, says) {
        // Its text already holds whatever stood beside its fields.
        (Event::Unknown { body, .. }, ..) => Ok(body.clone()),
        (event, None, None) => serde_json::to_string(event),
        (event, on_behalf, says) => serde_json::to_string(&Body { on_behalf, says, event }),
    }
}

/// The plain sentence of a row, which its body carries for whoever does not know its kind. A line
/// of the timeline needs none: its own words are there.
pub fn says(incident: &Incident, event: &Event) -> Option<String> {
    match event {
        Event::EntryRecorded(_) | Event::EntryCorrected(_) | Event::Unknown { .. } => None,
        other => Some(sentence::of(incident, other)),
    }
}

/// Reads [`write_body`]. Total.
pub fn read_body(kind: &str, body: &str) -> (Option<Person>, Event) {
    let unknown =
        || Event::Unknown { kind: kind.to_owned(), body: body.to_owned(), says: said(body) };
    if body.is_empty() {
        // Without words, and so far nobody has said why.
        let (kind, body, says) = (kind.to_owned(), String::new(), Some("(redacted)".to_owned()));
        return (None, Event::Unknown { kind, body, says });
    }
    let on_behalf = if body.contains("\"on_behalf\"") {
        #[derive(Deserialize)]
        struct OnBehalf {
            #[serde(default)]
            on_behalf: Value,
        }
        match serde_json::from_str::<OnBehalf>(body).map(|read| read.on_behalf) {
            Ok(Value::Null) => None,
            Ok(Value::String(name)) => Some(Person::new(name)),
            _ => return (None, unknown()),
        }
    } else {
        None
    };
    let mut text = Deserializer::from_str(body);
    let event = match Event::read(kind, &mut text) {
        Some(Ok(event)) if text.end().is_ok() => event,
        _ => unknown(),
    };
    (on_behalf, event)
}

/// The sentence in a body whose kind is not known.
fn said(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Said {
        says: String,
    }
    serde_json::from_str::<Said>(body).ok().map(|said| said.says)
}
