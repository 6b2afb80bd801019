//! The desk's copy of every row it has seen in the file. Apart from the desk's other tables,
//! because it is a witness: it only grows, what it holds is chained, and a file that does not
//! continue it is not the file that was here.

use rusqlite::{OptionalExtension, Row as SqlRow, params};

use super::chain::{self, Hash};
use super::codec::{self, COLUMNS, Row, RowRef};
use super::desk::{Desk, DeskError, Sync, redaction};
use super::direct::{Head, IncidentFile};
use super::fault::Fault;
use super::verify::Witness;
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;

impl Desk {
    /// The last row seen.
    pub fn mirror_head(&self) -> Result<Head, DeskError> {
        let query = "SELECT seq, hash FROM mirror ORDER BY seq DESC LIMIT 1";
        let read = self.db().query_row(query, [], head).optional();
        Ok(read.map_err(|error| self.explain(&error))?.unwrap_or(Head::NONE))
    }

    /// The hash that a row had when it was seen.
    pub fn mirror_hash_at(&self, seq: u64) -> Result<Option<Hash>, DeskError> {
        let query = "SELECT seq, hash FROM mirror WHERE seq = ?1";
        let read = self.db().query_row(query, [seq.cast_signed()], head).optional();
        Ok(read.map_err(|error| self.explain(&error))?.map(|head| head.hash))
    }

    /// Takes rows over, in order; those that were seen already are passed over. Gives the last row
    /// seen then, which is not that of `rows` where these do not continue what was seen. Not
    /// synced: after a crash of the host they are read again.
    pub fn mirror(&mut self, rows: &[Row], now: Timestamp) -> Result<Head, DeskError> {
        self.write(Sync::Later, |work| {
            let query = "SELECT seq, hash FROM mirror ORDER BY seq DESC LIMIT 1";
            let mut last = work.query_row(query, [], head).optional()?.unwrap_or(Head::NONE);
            let known = last.seq;
            let new = rows.iter().filter(|row| row.seq > known);
            for row in new.map(Row::as_ref) {
                let seq = row.seq.cast_unsigned();
                if seq != last.seq + 1 || row.prev != last.hash {
                    break;
                }
                codec::insert_into(work, "mirror", &row)?;
                last = Head { seq, hash: row.hash.try_into().unwrap_or(chain::FIRST) };
            }
            let taken = |row: &&Row| row.seq > known && row.seq <= last.seq;
            let taken: Vec<Row> =
                rows.iter().filter(taken).filter(|row| redacts(row)).cloned().collect();
            redaction::clean(work, &taken)?;
            work.execute("UPDATE about SET checked_at = ?1", [now.millis()])?;
            Ok(last)
        })
    }

    /// Up to `limit` rows seen, after `seq`.
    pub fn mirrored_after(&self, seq: u64, limit: u32) -> Result<Vec<Row>, DeskError> {
        let query = format!("SELECT {COLUMNS} FROM mirror WHERE seq > ?1 ORDER BY seq LIMIT ?2");
        let read = || {
            let mut statement = self.db().prepare_cached(&query)?;
            let rows = statement.query_map(params![seq.cast_signed(), limit], |row| {
                let whole = RowRef::read(row)?.to_row();
                whole.ok_or(rusqlite::Error::IntegralValueOutOfRange(0, 0))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.explain(&error))
    }

    /// What the rows that this desk saw fold into; nothing where it saw none.
    pub fn folded(&self) -> Option<Incident> {
        let head = self.mirror_head().ok()?;
        if let Ok(Some(front)) = self.front()
            && front.head == head
        {
            return Some(front.incident);
        }
        let mut incident = Incident::default();
        while incident.head < head.seq {
            let rows = self.mirrored_after(incident.head, 5_000).ok()?;
            if rows.is_empty() {
                return None;
            }
            for row in &rows {
                incident.apply(&row.recorded());
            }
        }
        (incident.head > 0).then_some(incident)
    }

    /// The last row that the file and this desk agree on, where the file does not continue what was
    /// seen.
    pub fn last_in_common(&self, file: &IncidentFile) -> Result<u64, AgreementError> {
        let (mut agreed, mut differs) = (0, self.mirror_head()?.seq + 1);
        // The chain makes agreement on a row agreement on all rows before it.
        while agreed + 1 < differs {
            let middle = agreed + (differs - agreed) / 2;
            let here = self.mirror_hash_at(middle)?;
            if here.is_some() && here == file.hash_at(middle)? {
                agreed = middle;
            } else {
                differs = middle;
            }
        }
        Ok(agreed)
    }

    /// A person says that the record goes on from row `seq`: later rows are laid aside as evidence.
    pub fn give_up_after(&mut self, seq: u64, now: Timestamp) -> Result<(), DeskError> {
        self.write(Sync::Now, |work| {
            work.execute(
                "INSERT INTO given_up (at, seq, hash, row)
                 SELECT ?2, seq, hash, json_object('id', id, 'author', author,
                        'department', department, 'occurred_at', occurred_at,
                        'recorded_at', recorded_at, 'shared_at', shared_at, 'kind', kind,
                        'body', body, 'salt', hex(salt), 'digest', hex(digest), 'prev', hex(prev))
                 FROM mirror WHERE seq > ?1 ORDER BY seq",
                params![seq.cast_signed(), now.millis()],
            )?;
            work.execute("DELETE FROM mirror WHERE seq > ?1", [seq.cast_signed()])?;
            work.execute("DELETE FROM snapshot", [])?;
            Ok(())
        })
    }
}

/// A row that was laid aside, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaidAside {
    /// When a person gave it up.
    pub at: Timestamp,
    /// The row as it was seen.
    pub row: Row,
}

impl Desk {
    /// What [`Self::give_up_after`] laid aside, the last giving up first, each in the order of its
    /// rows. What is not well formed is passed over.
    pub fn laid_aside(&self) -> Result<Vec<LaidAside>, DeskError> {
        let query = "SELECT at, seq, row ->> '$.id', row ->> '$.author', row ->> '$.department',
                row ->> '$.occurred_at', row ->> '$.recorded_at', row ->> '$.shared_at',
                row ->> '$.kind', row ->> '$.body', row ->> '$.salt', row ->> '$.digest',
                row ->> '$.prev', hash
             FROM given_up ORDER BY at DESC, seq";
        let read = || {
            let mut statement = self.db().prepare_cached(query)?;
            let rows = statement.query_map([], aside)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let rows = read().map_err(|error| self.explain(&error))?;
        Ok(rows.into_iter().flatten().collect())
    }
}

/// A row as it was laid aside: its id tells session, submission and part.
fn aside(row: &SqlRow<'_>) -> rusqlite::Result<Option<LaidAside>> {
    let id: String = row.get(2)?;
    let [salt, digest, prev] = [row.get::<_, String>(10)?, row.get(11)?, row.get(12)?];
    let at = Timestamp::from_millis(row.get(0)?);
    let seq = row.get::<_, i64>(1)?.cast_unsigned();
    let (author, department) = (row.get(3)?, row.get(4)?);
    let (occurred_at, recorded_at, shared_at) = (row.get(5)?, row.get(6)?, row.get(7)?);
    let (kind, body, hash) = (row.get(8)?, row.get(9)?, row.get(13)?);
    let made = || {
        let mut parts = id.rsplitn(3, '-');
        let (part, submission) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let session = parts.next()?.to_owned();
        let (salt, digest) = (chain::parse_hex(&salt)?, chain::parse_sum(&digest)?);
        let prev = chain::parse_sum(&prev)?;
        let id = id.clone();
        let row = Row {
            seq,
            id,
            session,
            submission,
            part,
            author,
            department,
            occurred_at,
            recorded_at,
            shared_at,
            kind,
            body,
            salt,
            digest,
            prev,
            hash,
        };
        Some(LaidAside { at, row })
    };
    Ok(made())
}

impl Witness for Desk {
    fn last(&self) -> Result<u64, Fault> {
        let head = self.mirror_head().map_err(|error| Fault::Io(error.to_string()))?;
        Ok(head.seq)
    }

    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, Fault> {
        self.mirror_hash_at(seq).map_err(|error| Fault::Io(error.to_string()))
    }
}

/// Why file and desk could not be compared.
#[derive(Debug)]
pub enum AgreementError {
    /// The desk.
    Desk(DeskError),
    /// The file.
    File(Fault),
}

impl From<DeskError> for AgreementError {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<Fault> for AgreementError {
    fn from(fault: Fault) -> Self {
        Self::File(fault)
    }
}

impl std::fmt::Display for AgreementError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Desk(error) => error.fmt(f),
            Self::File(fault) => fault.fmt(f),
        }
    }
}

/// Whether a row takes words from something.
fn redacts(row: &Row) -> bool {
    matches!(row.kind.as_str(), "redacted" | "submission_redacted")
}

fn head(row: &SqlRow<'_>) -> rusqlite::Result<Head> {
    Ok(Head { seq: row.get::<_, i64>(0)?.cast_unsigned(), hash: row.get(1)? })
}
