//! Redactions, seen from a running room: finding a passage, laying words aside for counsel, and
//! carrying out what the record says was removed, here and by whomever.
//!
//! Apart, because each of these may fail on its own and is tried again: what was removed from the
//! record is removed here sooner or later, and only then confirmed.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::domain::command::{Command, Submission};
use crate::domain::redaction::found::Found;
use crate::store::codec::Row;
use crate::store::redaction::find::Passage;
use crate::store::redaction::seal;

use super::Report;
use super::opening::fold_mirror;
use super::room::Room;

/// Rows searched under one lock.
const SLICE: u32 = 2_000;
/// Between two tries of something that could not be carried out.
const PAUSE: Duration = Duration::from_secs(2);

impl Room {
    /// Tells everything that holds a passage: in the record, and at this desk.
    pub(super) fn find(&mut self, passage: &Passage) {
        let mut found = Found::default();
        self.each_row(|row| found.rows.extend(passage.in_row(&row.as_ref())));
        let at_desk = self.desk.with(|desk, seat| Ok((desk.waiting(seat)?, desk.tray()?)));
        let (waiting, tray) = at_desk.unwrap_or_default();
        let tray = tray.iter().filter_map(|it| passage.in_submission(&it.submission, true));
        found.submissions.extend(tray);
        let waiting = waiting.iter().filter_map(|it| passage.in_submission(&it.submission, false));
        found.submissions.extend(waiting);
        self.tell(Report::Found(Box::new(found)));
    }

    /// Goes through all rows as they are stored: in the file, or where that is not to be had, as
    /// this desk has seen them.
    fn each_row(&mut self, mut take: impl FnMut(&Row)) {
        let mut last = 0;
        loop {
            let limit = SLICE as usize;
            let rows = match self.file.trusted().map(|file| file.stored_after(last, limit)) {
                Some(Ok(rows)) => rows,
                Some(Err(_)) | None => {
                    self.desk.with(|desk, _| desk.mirrored_after(last, SLICE)).unwrap_or_default()
                }
            };
            rows.iter().for_each(&mut take);
            let Some(end) = rows.last() else { return };
            last = end.seq;
        }
    }

    /// Under a legal hold, lays aside what this submission would remove. One for which that fails
    /// is not taken: it comes back with the reason.
    pub(super) fn lay_aside(
        &mut self,
        mut submission: Box<Submission>,
    ) -> Result<Box<Submission>, (Box<Submission>, String)> {
        let held = self.incident.hold.is_some();
        if !matches!(&submission.command, Command::Redact(to) if held && to.sealed.is_none()) {
            return Ok(submission);
        }
        match self.seal(&mut submission) {
            Ok(path) => {
                self.tell(Report::Sealed(path));
                Ok(submission)
            }
            Err(because) => Err((submission, because)),
        }
    }

    fn seal(&mut self, submission: &mut Submission) -> Result<PathBuf, String> {
        let Command::Redact(to) = submission.command.clone() else { return Err(String::new()) };
        let mut rows = Vec::new();
        self.each_row(|row| {
            if to.rows.iter().any(|meant| meant.row == row.seq) {
                rows.push(row.clone());
            }
        });
        let folder = self.opening.place.folder.join("sealed");
        let failed = |because: &str| {
            format!(
                "the room is under legal hold, and what was to be redacted could not be laid \
                 aside for counsel in {}: {because}. Nothing was redacted",
                folder.display()
            )
        };
        if rows.len() != to.rows.len() {
            return Err(failed("not all of its rows can be read"));
        }
        let tray = self.desk.with(|desk, _| desk.tray()).map_err(|words| failed(&words))?;
        let tray = tray.into_iter().map(|it| it.submission);
        let tray: Vec<_> = tray.filter(|it| to.submissions.contains(&it.id)).collect();
        let incident = self.desk.incident().to_string();
        let (sealed, path) = seal::seal(&folder, submission, &incident, &rows, &tray)
            .map_err(|error| failed(&error.to_string()))?;
        if let Command::Redact(to) = &mut submission.command {
            to.sealed = Some(sealed);
        }
        Ok(path)
    }

    /// A redaction was refused: what was laid aside for it is still where it was.
    pub(super) fn was_not_removed(&self, submission: &Submission) {
        if let Command::Redact(to) = &submission.command
            && let Some(sealed) = &to.sealed
            && submission.id.session == *self.session()
            && !sealed.file.contains('/')
        {
            // What is left there is its owner's alone.
            let _ =
                std::fs::remove_file(self.opening.place.folder.join("sealed").join(&sealed.file));
        }
    }

    /// Folds anew what this desk has seen, without the words that were taken from it, and tells it
    /// in place of what was told before.
    pub(super) fn fold_without(&mut self) {
        let Some(folded) = fold_mirror(&mut self.desk) else { return };
        if folded.head == self.head {
            self.incident = folded.incident;
            if self.reach.is_some() {
                self.tell_opened(None);
            }
        }
    }

    /// Carries out what the record says was removed: at this desk, in the file, in what this
    /// console wrote.
    pub(super) fn carry_out(&mut self) {
        let last = self.incident.redactions.last;
        if self.clean_to >= last || self.clean_again > Instant::now() {
            return;
        }
        self.clean_again = Instant::now() + PAUSE;
        if self.desk.seen().seq < last {
            // Not seen here yet: soon.
            self.clean_again = Instant::now();
            return;
        }
        self.drop_old_copies();
        let clean = self.desk.with(|desk, seat| {
            if desk.is_unclean()? {
                desk.drop_copies_of_dead(seat);
                desk.make_clean()?;
            }
            Ok(!desk.is_unclean()?)
        });
        let confirmed = self.incident.redactions.confirmed.values().any(|done| *done >= last);
        let file = match self.file.writable() {
            // The first to confirm makes sure of the file.
            Some(file) if !confirmed => file.make_anew().is_ok(),
            Some(_) | None => true,
        };
        if clean == Ok(true) && file && self.is_clean_on_share(last) {
            self.clean_to = last;
        }
    }
}
