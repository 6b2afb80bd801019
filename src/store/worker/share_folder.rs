//! The folder beside the file: made where there is none, and made anew where somebody has taken it
//! away under open consoles.
//!
//! Apart from rows that are lost in it, because here nothing of it is left, and the file itself and
//! the desks are all there is. What must stay true: nothing is made beside a file that was not
//! looked into and found to be the room's; nothing that was read in one folder is mixed with what
//! is read in the next; what others had asked, and nobody answered, is asked again.

use std::time::Duration;

use crate::store::direct::Head;

use super::Report;
use super::room::Room;
use super::share_keeping::Keeping;
use super::share_lost::KEEPER_FIRST;
use super::share_room::Shared;

/// For how long the folder must be gone before that is believed: it may be on its way elsewhere
/// with the file.
const CERTAIN: Duration = Duration::from_secs(5);

impl Room {
    /// Makes the folder where there is none; where it was taken away, only after a while, and after
    /// a look into the file.
    pub(super) fn look_after_folder(&mut self, shared: &mut Shared) {
        shared.carried.retain(|it| shared.side.ledger.answer_to(&it.id).is_none());
        if shared.remaking {
            if shared.side.has_no_folder() && !shared.fetching && !shared.side.rests() {
                shared.fetching = true;
                self.fetch_file(shared);
            }
            // Somebody else was first.
            shared.remaking = !shared.side.follows();
            return;
        }
        shared.side.make_what_is_missing();
        let Some(gone) = shared.side.folder_gone_for() else { return };
        // The keeper knows most.
        let wait = match shared.keeping {
            Keeping::Yes(_) => CERTAIN,
            _ => KEEPER_FIRST + self.turn(shared),
        };
        if gone > wait {
            self.begin_ledger_anew(shared, false);
            shared.remaking = true;
        }
    }

    /// The file has been looked into: says whether that was for the folder, which is made then.
    pub(super) fn may_remake(&self, shared: &mut Shared, file: Head) -> bool {
        let remaking = std::mem::take(&mut shared.remaking);
        if remaking {
            let words = format!(
                "the folder beside the file had been removed or emptied. It is made anew, from row \
                 {} of the file and what the desks here have seen after it. Find out who did that",
                file.seq
            );
            self.tell(Report::Said(words.clone()));
            shared.remarks.push(words);
        }
        remaking
    }

    /// Reads everything once more, as if nothing had been read before.
    pub(super) fn begin_ledger_anew(&mut self, shared: &mut Shared, kept: bool) {
        let unanswered = shared.side.ledger.unanswered();
        let others = unanswered.filter(|it| it.id.session != *self.session()).cloned();
        let new: Vec<_> = others.filter(|it| !shared.carried.contains(it)).collect();
        shared.carried.extend(new);
        (shared.keeping, shared.whole, shared.fetching) = (Keeping::Not, false, false);
        shared.arriving = None;
        if let Err(error) = shared.side.begin_anew(kept) {
            shared.side.note_trouble(&error.to_string());
        }
    }
}
