//! Rows that this console has shown and its desk lacks: they came while its disk was full, or the
//! desk was removed under it. They are read once more from the share.
//!
//! Apart, because a desk with a gap never takes what follows, and whoever keeps the room needs all
//! of it for its working copy: without this nobody would number any more.

use crate::domain::incident::Incident;
use crate::store::direct::Head;

use super::opening::{Folded, fold_mirror};
use super::room::Room;
use super::share_room::Shared;

impl Room {
    /// Once the desk takes rows again, reads those that it lacks. What was told of them is not told
    /// again.
    pub(super) fn fill_desk(&mut self, shared: &mut Shared) {
        if !self.behind || self.desk.fails() || !shared.whole {
            return;
        }
        let seen = self.desk.seen();
        self.behind = self.desk.fails();
        if self.behind || seen.seq >= self.head.seq {
            return;
        }
        let nothing =
            || Folded { incident: Incident::default(), head: Head::NONE, from_desk: None };
        let folded = fold_mirror(&mut self.desk).unwrap_or_else(nothing);
        (self.incident, self.head, shared.seen) = (folded.incident, folded.head, folded.head);
        self.begin_ledger_anew(shared, true);
    }
}
