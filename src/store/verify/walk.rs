//! The walk itself: row after row, each against every rule of the format. Apart from the verdict,
//! because a row is judged by the rows before it alone, whoever asks and whatever it is compared
//! with.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::domain::ids::IncidentId;
use crate::domain::time::Timestamp;
use crate::store::chain::{self, Hash};
use crate::store::codec::RowRef;
use crate::store::direct::{Head, IncidentFile};
use crate::store::fault::Fault;

/// Why a walk ended before the end.
pub(super) enum Stop {
    Fails { row: u64, how: String },
    Damaged(String),
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Damaged(how) => Self::Damaged(how),
            Fault::Oversized => {
                Self::Damaged("a field is larger than the format allows".to_owned())
            }
            Fault::BadRow(row) => {
                Self::Fails { row, how: "a column has the wrong type".to_owned() }
            }
            fault => Self::Fault(fault),
        }
    }
}

/// SQLite's own judgement of pages, indexes and column rules.
pub(super) fn sound_pages(file: &IncidentFile) -> Result<(), Stop> {
    let said: Result<String, _> =
        file.sql().query_row("PRAGMA integrity_check(1)", [], |row| row.get(0));
    match said {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(Stop::Damaged(said)),
        Err(error) => Err(Fault::from(error).into()),
    }
}

/// The state of a walk between two rows.
pub(super) struct Walk {
    incident: String,
    pub last: Head,
    shared_at: i64,
    submission: (String, i64, i64),
    /// Rows without a body, until a redaction has named them.
    blank: BTreeSet<u64>,
    /// Of every row, for who compares; nothing for who only asks whether they are sound.
    pub hashes: Option<Vec<Hash>>,
}

/// Rows checked under one lock.
const SLICE: usize = 2_000;

impl Walk {
    pub fn new(incident: &IncidentId) -> Self {
        Self {
            incident: incident.as_str().to_owned(),
            last: Head::NONE,
            shared_at: i64::MIN,
            submission: (String::new(), 0, 0),
            blank: BTreeSet::new(),
            hashes: None,
        }
    }

    pub fn whole(&mut self, file: &IncidentFile) -> Result<(), Stop> {
        loop {
            let mut failed = None;
            let rows = file.each_after(self.last.seq, SLICE, |row| {
                if failed.is_none() {
                    failed = self.row(&row).err();
                }
                Ok(())
            })?;
            if let Some(how) = failed {
                return Err(Stop::Fails { row: self.last.seq + 1, how });
            }
            if rows.len() < SLICE {
                break;
            }
        }
        if self.last.seq == 0 {
            return Err(Stop::Damaged("it holds no rows".to_owned()));
        }
        self.end().map_or(Ok(()), |(row, how)| Err(Stop::Fails { row, how }))
    }

    /// What is wrong where no row comes any more.
    pub fn end(&self) -> Option<(u64, String)> {
        let row = *self.blank.first()?;
        Some((row, "its body is blank, and no later row redacts it".to_owned()))
    }

    /// Applies every rule to one row.
    pub fn row(&mut self, row: &RowRef<'_>) -> Result<(), String> {
        let seq = self.last.seq + 1;
        let rule = |holds: bool, how: &str| if holds { Ok(()) } else { Err(how.to_owned()) };
        rule(u64::try_from(row.seq) == Ok(seq), "it is missing")?;
        rule(row.prev == self.last.hash, "it does not follow the row before")?;
        rule(row.hash == chain::hash(row), "its hash is not that of its columns")?;
        let id = format!("{}-{}-{}", row.session, row.submission, row.part);
        rule(row.id == id, "its id is not made of session, submission and part")?;
        rule(row.shared_at >= self.shared_at, "it was numbered before the row before")?;
        for time in [row.occurred_at, row.recorded_at, row.shared_at] {
            let printable = Timestamp::from_millis(time).millis() == time;
            rule(printable, "one of its times lies outside the years 1 to 9999")?;
        }
        self.part(row)?;
        self.body(row, seq)?;
        let hash = row.hash.try_into().map_err(|_| "its hash is not 32 bytes long".to_owned())?;
        self.last = Head { seq, hash };
        self.shared_at = row.shared_at;
        if let Some(hashes) = &mut self.hashes {
            hashes.push(hash);
        }
        Ok(())
    }

    /// The rows of one submission stand together, numbered from 0.
    fn part(&mut self, row: &RowRef<'_>) -> Result<(), String> {
        let (session, submission, part) = &mut self.submission;
        let next = if session == row.session && *submission == row.submission {
            *part + 1
        } else {
            row.session.clone_into(session);
            *submission = row.submission;
            0
        };
        *part = row.part;
        if row.part == next {
            Ok(())
        } else {
            Err("the rows of its submission do not stand together".to_owned())
        }
    }

    fn body(&mut self, row: &RowRef<'_>, seq: u64) -> Result<(), String> {
        #[derive(Deserialize)]
        struct Redacted {
            row: u64,
        }
        #[derive(Deserialize)]
        struct Opened<'a> {
            #[serde(borrow)]
            incident: std::borrow::Cow<'a, str>,
        }
        if (seq == 1) != (row.kind == "room_opened") {
            return Err("row 1, and no other, opens the room".to_owned());
        }
        if row.body.is_empty() {
            self.blank.insert(seq);
            return Ok(());
        }
        if row.digest != chain::digest(row.salt, row.body) {
            return Err("its digest is not that of its body".to_owned());
        }
        let object =
            row.body.starts_with('{') && serde_json::from_str::<IgnoredAny>(row.body).is_ok();
        if !object {
            return Err("its body is not a JSON object".to_owned());
        }
        match row.kind {
            "redacted" => {
                let named: Redacted = serde_json::from_str(row.body)
                    .map_err(|_| "it redacts, and names no row".to_owned())?;
                self.blank.remove(&named.row);
            }
            "room_opened" => {
                let opened: Result<Opened<'_>, _> = serde_json::from_str(row.body);
                if opened.is_ok_and(|opened| opened.incident != self.incident) {
                    return Err("it opens another incident than the file's".to_owned());
                }
            }
            _ => {}
        }
        Ok(())
    }
}
