//! The consoles that are here beside this one. Apart, because nothing that is numbered rests on it
//! but whether a keeper lives.

use std::collections::BTreeSet;
use std::time::Instant;

use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::store::share::presence::{Beat, Present};

use super::super::{Other, now};
use super::{SILENT, ShareSide};

/// Another console, as it was last seen.
pub(super) struct Seen {
    pub beat: Beat,
    pub at: Instant,
    heard: Timestamp,
    /// How far its clock is off, in milliseconds.
    pub off: i64,
}

impl ShareSide {
    /// Another console has said that it is here.
    pub(super) fn saw(&mut self, beat: Beat) {
        let session = beat.present.session.clone();
        let heard = now();
        let off = beat.at.millis() - heard.millis();
        self.others.insert(session, Seen { beat, at: Instant::now(), heard, off });
    }

    /// The consoles that have not gone silent.
    pub fn living(&self) -> BTreeSet<SessionId> {
        self.others
            .values()
            .filter(|seen| seen.at.elapsed() <= SILENT)
            .map(|seen| seen.beat.present.session.clone())
            .collect()
    }

    /// Whether a console is here: its word, and whether it has gone silent.
    pub fn other(&self, session: &SessionId) -> Option<(&Present, bool)> {
        let seen = self.others.get(session)?;
        Some((&seen.beat.present, seen.at.elapsed() > SILENT))
    }

    /// The consoles that are here beside this one; of those that have gone silent, since when.
    pub fn others(&self) -> impl Iterator<Item = Other> {
        self.others.values().map(|seen| {
            let silent_since = (seen.at.elapsed() > SILENT).then_some(seen.heard);
            Other { present: seen.beat.present.clone(), silent_since }
        })
    }
}
