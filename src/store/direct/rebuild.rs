//! A file made of rows that were numbered before, or of another file whole. Separate from
//! [`create`](mod@super::create), which begins a record: here nothing is decided, and every sum
//! comes from elsewhere; the file's own triggers refuse what does not follow.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;
use tempfile::{TempDir, TempPath};

use crate::domain::command::Submission;
use crate::domain::ids::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;

use super::super::check;
use super::super::codec::{self, Row};
use super::super::fault::Fault;
use super::super::mount::{self, Mount};
use super::super::share::clerk;
use super::create::{new_file, put_in_place, tables};
use super::{Access, IncidentFile, Outcome, Way};

/// Submissions decided in one transaction.
const BATCH: usize = 1_000;

/// A file that is being made, under a name that nobody looks for.
pub struct Rebuilt {
    made: TempPath,
    to: std::path::PathBuf,
    mount: Mount,
    way: Way,
    /// Where it is made, if its place is on a share.
    _here: Option<TempDir>,
}

impl Rebuilt {
    /// Begins one for this place, where nothing may be yet. How its rows are numbered follows from
    /// where it will lie.
    pub fn begin(to: &Path) -> Result<Self, Fault> {
        let (to, mount) = mount::locate(to)?;
        let folder = to.parent().unwrap_or_else(|| Path::new("/"));
        if !mount.is_local() {
            let here = TempDir::with_prefix("allhands-")?;
            let made = new_file(here.path())?;
            return Ok(Self { made, to, mount, way: Way::Segments, _here: Some(here) });
        }
        if fs::symlink_metadata(&to).is_ok() {
            return Err(Fault::Exists);
        }
        let way = if check::has_keeper(&to) { Way::Segments } else { Way::Direct };
        let made = new_file(folder)?;
        Ok(Self { made, to, mount, way, _here: None })
    }

    /// Whether a keeper numbers it.
    pub fn is_kept(&self) -> bool {
        self.way == Way::Segments
    }

    /// Where it lies as long as it is being made.
    pub fn path(&self) -> &Path {
        &self.made
    }

    /// Fills it with rows.
    pub fn fill(&self, incident: &IncidentId, rows: &[Row]) -> Result<(), Fault> {
        let sql = tables(&self.made, incident, self.way)?;
        sql.execute_batch("BEGIN")?;
        for row in rows {
            codec::insert_into(&sql, "event", &row.as_ref())?;
        }
        sql.execute_batch("COMMIT")?;
        sql.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// Makes it the same as another file, page for page.
    pub fn fill_with(&self, file: &IncidentFile) -> Result<(), Fault> {
        let mut copy = Connection::open(&self.made)?;
        Backup::new(file.sql(), &mut copy)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
        copy.close().map_err(|(_, error)| error)?;
        let sql = check::connect(&self.made, true)?;
        let numbering = "UPDATE property SET value = ?1 WHERE name = 'numbering' AND value <> ?1";
        sql.execute(numbering, [self.way.word()])?;
        sql.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// Records what was asked and is not in it, in order; says what became of each.
    pub fn record(
        &self,
        submissions: &[Submission],
        now: Timestamp,
    ) -> Result<Vec<Outcome>, Fault> {
        let mut file = match self.way {
            Way::Direct => IncidentFile::open(&self.made, Access::Write)?,
            Way::Segments => IncidentFile::open_working_copy(&self.made)?,
        };
        let mut incident = Incident::default();
        file.fold_into(&mut incident)?;
        let mut outcomes = Vec::with_capacity(submissions.len());
        for batch in submissions.chunks(BATCH) {
            outcomes.extend(file.deliver(&mut incident, batch, now)?.outcomes);
        }
        Ok(outcomes)
    }

    /// Puts it in its place.
    pub fn finish(self) -> Result<(), Fault> {
        if self.mount.is_local() {
            let folder = self.to.parent().unwrap_or_else(|| Path::new("/"));
            put_in_place(self.made, &self.to, folder)
        } else {
            clerk::place(self.made.to_path_buf(), &self.to, &self.mount)
        }
    }
}
