//! What was redacted, taken from a share: from one's own segments by each console, from those of
//! the dead, the bases and the file itself by the keeper.
//!
//! Apart from the keeping, because every console does its part of it, keeper or not, and does it
//! again after a restart: what is left on the share shows there alone.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::domain::ids::{SessionId, SubmissionId};
use crate::store::share::rewrite::Removed;
use crate::store::share::wire::Done;

use super::room::Room;
use super::share_keeping::Keeping;
use super::share_room::Shared;

/// How far the share is clean.
#[derive(Debug, Default)]
pub(super) struct Removal {
    /// The last redaction that is taken out of one's own segments.
    own: u64,
    /// The last that is taken out of those of the dead, and who lived then; nothing before a keeper
    /// has done that.
    dead: Option<(u64, BTreeSet<SessionId>)>,
    /// What was asked for last.
    asked: Option<(u64, Option<BTreeSet<SessionId>>)>,
    /// The last redaction that the bases are clean of, and that which they are being cleaned of.
    bases: u64,
    based: u64,
}

impl Removal {
    /// Segments were rewritten, or were not: then it is tried again.
    pub fn done(&mut self, done: &Done<()>) {
        if let (Some((last, living)), Ok(())) = (self.asked.take(), done) {
            self.own = last;
            if let Some(living) = living {
                self.dead = Some((last, living));
            }
        }
    }

    /// The file was published, and with it a base, where that was asked.
    pub const fn published(&mut self) {
        self.bases = self.based;
    }
}

impl Room {
    /// Takes what was redacted out of the segments, where that is due.
    pub(super) fn clean_share(&mut self, shared: &mut Shared) {
        let last = self.incident.redactions.last;
        if last == 0 || shared.side.rewrites() || shared.side.rests() {
            return;
        }
        if !shared.side.follows() || shared.side.is_dark() || self.desk.seen().seq < last {
            return;
        }
        let living = matches!(shared.keeping, Keeping::Yes(_)).then(|| shared.side.living());
        let due = shared.removal.own < last
            || living.as_ref().is_some_and(|living| match &shared.removal.dead {
                // Somebody who lived then, and may have left something, lives no more.
                Some((done, before)) => *done < last || !before.is_subset(living),
                None => true,
            });
        if due {
            let removed = self.removed();
            let told = living.clone().map(|living| living.into_iter().collect());
            shared.side.rewrite(removed, told);
            shared.removal.asked = Some((last, living));
        }
    }

    /// All that was redacted, as segments name it.
    fn removed(&mut self) -> Removed {
        let mut removed = Removed::default();
        removed.submissions.extend(self.incident.redactions.submissions.iter().cloned());
        let rows: Vec<u64> = self.incident.redactions.rows.keys().copied().collect();
        for row in rows {
            let found = self.desk.with(|desk, _| desk.mirrored_after(row.saturating_sub(1), 1));
            for row in found.unwrap_or_default() {
                let session = SessionId::new(row.session.clone());
                removed.submissions.insert(SubmissionId { session, number: row.submission });
                removed.rows.insert(row.id);
            }
        }
        removed
    }

    /// Which base lies on the share that a redacted row may stand in: it is made anew with the
    /// file.
    pub(super) fn base_to_clean(&self, shared: &mut Shared) -> Option<u64> {
        let redactions = &self.incident.redactions;
        let base = shared.side.ledger.first()?.head.seq;
        let holds = redactions.rows.keys().next().is_some_and(|row| *row <= base);
        shared.removal.based = redactions.last;
        (holds && shared.removal.bases < redactions.last && shared.side.has_base(base))
            .then_some(base)
    }

    /// Whether nothing of what was redacted is left where this console is to take it from.
    pub(super) fn is_clean_on_share(&self, last: u64) -> bool {
        let Some(shared) = &self.shared else { return true };
        if self.opening.read_only {
            return true;
        }
        let removal = &shared.removal;
        let own = removal.own >= last;
        if !matches!(shared.keeping, Keeping::Yes(_)) {
            return own;
        }
        let dead = removal.dead.as_ref().is_some_and(|(done, _)| *done >= last);
        own && dead && removal.bases >= last && shared.keeping.published() >= Some(last)
    }

    /// Removes copies of the record beside the desk that are not in use: they are of before.
    pub(super) fn drop_old_copies(&mut self) {
        let Some(shared) = &self.shared else { return };
        let mut used: Vec<PathBuf> =
            shared.side.copies_in_use().map(std::path::Path::to_owned).collect();
        if !matches!(shared.keeping, Keeping::Not | Keeping::Vacant(_)) {
            used.extend(["working", "working-journal"].map(|what| self.beside_desk(what)));
        }
        let session = self.session().as_str();
        for copy in self.opening.place.copies(self.desk.incident(), session) {
            if !used.contains(&copy) {
                // What is left behind is removed when its session is taken over.
                let _ = std::fs::remove_file(copy);
            }
        }
    }
}
