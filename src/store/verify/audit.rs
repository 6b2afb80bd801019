//! The walk for whoever reads a room and is no auditor: `show`, a script that writes, a console
//! that is open. Apart from the verdict, because here nobody asked: what is read is given all the
//! same, and the first row that is not sound is named beside it.
//!
//! What must stay true: reading stays total; a row is judged by the rules of `verify`; no lock is
//! held for longer than any reader's.

use std::fmt;

use crate::domain::ids::IncidentId;
use crate::domain::incident::Incident;
use crate::store::codec::RowRef;
use crate::store::direct::IncidentFile;
use crate::store::fault::Fault;

use super::walk::Walk;

/// A row that breaks a rule of the format: it was changed by other means than `allhands`, or is
/// damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsound {
    /// The first such row.
    pub row: u64,
    /// How, a clause.
    pub how: String,
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {} of it is not sound ({})", self.row, self.how)
    }
}

/// A walk that goes on as rows come.
pub struct Audit {
    walk: Walk,
    failed: Option<Unsound>,
}

impl Audit {
    /// Before row 1.
    pub fn new(incident: &IncidentId) -> Self {
        Self { walk: Walk::new(incident), failed: None }
    }

    /// The last row that was found sound.
    pub const fn sound_to(&self) -> u64 {
        self.walk.last.seq
    }

    /// Judges up to `limit` rows of the file that were not judged yet; says whether there were
    /// none left. Nothing after the first that is not sound is looked at.
    pub fn go_on(&mut self, file: &IncidentFile, limit: usize) -> Result<bool, Fault> {
        let rows = file.each_after(self.walk.last.seq, limit, |row| {
            self.judge(&row);
            Ok(())
        })?;
        let ended = rows.len() < limit;
        Ok(ended || self.failed.is_some())
    }

    /// The first row that was found not to be sound so far.
    pub const fn failed(&self) -> Option<&Unsound> {
        self.failed.as_ref()
    }

    /// What was found, once [`Self::go_on`] has come to the end.
    pub fn found(&self) -> Option<Unsound> {
        let at_end = || self.walk.end().map(|(row, how)| Unsound { row, how });
        self.failed.clone().or_else(at_end)
    }

    fn judge(&mut self, row: &RowRef<'_>) {
        if self.failed.is_none()
            && let Err(how) = self.walk.row(row)
        {
            self.failed = Some(Unsound { row: self.walk.last.seq + 1, how });
        }
    }
}

/// Folds a whole file, and judges every row on the way.
pub fn fold(file: &IncidentFile, incident: &mut Incident) -> Result<Option<Unsound>, Fault> {
    let mut audit = Audit::new(file.incident());
    file.fold_with(incident, |row| audit.judge(row))?;
    Ok(audit.found())
}
