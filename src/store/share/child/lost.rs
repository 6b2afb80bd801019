//! What somebody has taken away or changed on the share: one's own segment, another's, the file
//! itself. Apart from the serving, because nothing is asked for here: it is noticed, and told.

use std::io;
use std::time::{Duration, Instant};

use crate::store::share::folder::Name;
use crate::store::share::wire::{self, Tell};

use super::Child;

/// Beats between two looks at the file itself.
const FILE_BEATS: u64 = 5;
/// For how long a segment must be missing before that is believed.
const CERTAIN: Duration = Duration::from_secs(3);

impl Child {
    /// Whether the file that it published last still stands there, now and then.
    pub(super) fn look_at_file(&mut self) -> io::Result<()> {
        let Some(published) = &self.published else { return Ok(()) };
        if !self.uploads.is_empty() || !self.beats.is_multiple_of(FILE_BEATS) {
            return Ok(());
        }
        // What cannot be looked at is no news of the file.
        if published.stands(&self.path, self.beats / FILE_BEATS).unwrap_or(true) {
            return Ok(());
        }
        if published.is_told(&self.path) {
            // Times and all are as they were: it is read whole before anything replaces it.
            self.published = None;
        }
        wire::send(&mut self.console, &Tell::Touched)
    }

    /// The next child begins another segment, and is given what waits.
    pub(super) fn own_segment_is_lost(&mut self) -> io::Result<()> {
        wire::send(&mut self.console, &Tell::OwnLost)?;
        Err(io::Error::other("one's own segment was removed or cut"))
    }

    /// Whether a segment is there no more, and nothing that stands for it.
    pub(super) fn lost(name: &Name, names: &[Name]) -> bool {
        !names.contains(name) && !has_later(name, names)
    }

    /// Tells where a segment that was read before is there no more, or not whole, and stays so: a
    /// listing may lag.
    pub(super) fn look_for_lost(&mut self, names: &[Name]) -> io::Result<()> {
        let read = self.readers.iter().filter(|(_, reader)| reader.has_read());
        let mut read = read.map(|(name, _)| name);
        let lost = self.cut || read.any(|name| Self::lost(name, names));
        self.cut = false;
        match self.lost_since {
            None if lost => self.lost_since = Some(Instant::now()),
            Some(since) if lost && since.elapsed() > CERTAIN => {
                // Once: whoever hears of it begins another child.
                self.lost_since = None;
                return wire::send(&mut self.console, &Tell::Lost);
            }
            Some(_) if !lost => self.lost_since = None,
            None | Some(_) => {}
        }
        Ok(())
    }
}

/// Whether a later segment of the same session is listed: its owner has rewritten what it had said,
/// or says it again.
fn has_later(name: &Name, names: &[Name]) -> bool {
    let Name::Segment { session, part } = name else { return false };
    names.iter().any(|other| {
        matches!(other, Name::Segment { session: of, part: later } if of == session && later > part)
    })
}
