//! Rows read in pieces, each under a lock of its own. Apart, because one promise is kept here: who
//! reads, however much, and however slow its host is, keeps nobody from writing for longer than a
//! person notices.

use std::time::{Duration, Instant};

use crate::store::codec::{COLUMNS, RowRef};
use crate::store::fault::Fault;

use super::IncidentFile;

/// How long a lock is held before it is given back: less than 10 ms with the row that is being
/// taken.
const HELD: Duration = Duration::from_millis(8);

impl IncidentFile {
    /// Takes up to `limit` rows after `seq`. Rows only ever come after the last: others that are
    /// written between two pieces are read with the next.
    pub(in crate::store) fn each_after<T>(
        &self,
        seq: u64,
        limit: usize,
        mut take: impl FnMut(RowRef<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let query = format!("SELECT {COLUMNS} FROM event WHERE seq > ?1 ORDER BY seq LIMIT ?2");
        let mut statement = self.sql().prepare_cached(&query)?;
        let (mut taken, mut expected) = (Vec::new(), seq);
        let mut last = i64::try_from(seq).unwrap_or(i64::MAX);
        loop {
            let left = i64::try_from(limit - taken.len()).unwrap_or(i64::MAX);
            let mut rows = statement.query([last, left])?;
            let begun = Instant::now();
            loop {
                let Some(row) = rows.next()? else { return Ok(taken) };
                expected += 1;
                let row = RowRef::read(row).map_err(|error| match error {
                    rusqlite::Error::FromSqlConversionFailure(..) => Fault::BadRow(expected),
                    error => error.into(),
                })?;
                last = row.seq;
                taken.push(take(row)?);
                if begun.elapsed() > HELD {
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::{Duration, Instant};

    use crate::domain::command::Submission;
    use crate::domain::incident::Incident;
    use crate::domain::time::Timestamp;
    use crate::store::direct::{Access, IncidentFile, create};
    use crate::store::samples;

    fn note(number: u64) -> Submission {
        samples::notes(number, "words")
    }

    #[test]
    fn who_reads_slowly_lets_others_write_meanwhile() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("x.allhands");
        create(&path, &[samples::opens()], Timestamp::default()).expect("a room");
        let mut writer = IncidentFile::open(&path, Access::Write).expect("a file");
        let mut incident = Incident::default();
        writer.catch_up(&mut incident).expect("row 1");
        let lines: Vec<_> = (2..=60).map(note).collect();
        writer.deliver(&mut incident, &lines, Timestamp::default()).expect("rows");

        let reader = IncidentFile::open(&path, Access::Read).expect("a file");
        let mut writing = None;
        let mut writer = Some((writer, incident));
        let begun = Instant::now();
        let read = reader.each_after(0, usize::MAX, |row| {
            // Once the reader has its lock.
            if let Some((mut writer, mut incident)) = writer.take() {
                writing = Some(thread::spawn(move || {
                    let begun = Instant::now();
                    let done = writer.deliver(&mut incident, &[note(61)], Timestamp::default());
                    (done.is_ok(), begun.elapsed())
                }));
            }
            thread::sleep(Duration::from_millis(20));
            Ok(row.seq)
        });
        let (read, took) = (read.expect("rows"), begun.elapsed());
        let (written, waited) = writing.and_then(|it| it.join().ok()).expect("an end");
        assert!(written && waited < took / 2, "it waited {waited:?} of {took:?}");
        assert_eq!(read, (1..=61).collect::<Vec<i64>>());
    }
}
