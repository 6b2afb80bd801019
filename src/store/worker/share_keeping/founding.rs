//! Before the first keeper: the file was numbered directly so far, and has to be left alone before
//! anybody else numbers it. Apart, because only here a file is looked into to learn the record.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::store::direct::{self, Head};
use crate::store::share::term::Term;
use crate::store::share::wire::Done;

use super::Keeping;
use crate::store::worker::room::Room;
use crate::store::worker::share_room::Shared;
use crate::store::worker::share_side::Copied;

/// How long a file that was numbered directly must have been left alone before a console on a share
/// becomes its first keeper.
const AT_REST: Duration = Duration::from_secs(30);
/// How often it is looked at meanwhile.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Before the first keeper.
pub(in crate::store::worker) struct Founding {
    /// The last row of the file when it was first looked at, and when.
    head: Option<(Head, Instant)>,
    /// When it is looked at next.
    again: Instant,
    /// Whether a look, or the base, is under way.
    busy: bool,
}

impl Founding {
    /// Nothing was looked at yet.
    pub fn begin() -> Self {
        Self { head: None, again: Instant::now(), busy: false }
    }

    /// The last row of the file, once that was put on the share as a base.
    pub fn lies_there(&mut self, done: bool, seq: u64) -> Option<Head> {
        let head = self.head.map(|(head, _)| head).filter(|head| done && seq == head.seq);
        self.busy &= head.is_some();
        head
    }
}

impl Room {
    /// Before the first keeper: is the file left alone?
    pub(super) fn found(
        &mut self,
        shared: &mut Shared,
        latest: Option<&Term>,
        mut founding: Founding,
    ) -> Keeping {
        if latest.is_some() {
            return Keeping::Not;
        }
        if founding.busy || founding.again > Instant::now() {
            return Keeping::Founding(founding);
        }
        if shared.local {
            let handed = self.may_hand_over(shared).and_then(|may| {
                if may { direct::hand_over(&self.path).map(|()| true) } else { Ok(false) }
            });
            if let Err(fault) = &handed {
                shared.side.note_trouble(&fault.to_string());
            }
            if !handed.unwrap_or(false) {
                founding.again = Instant::now() + LOOK_AGAIN;
                return Keeping::Founding(founding);
            }
        }
        founding.busy = true;
        self.fetch_file(shared);
        Keeping::Founding(founding)
    }

    /// A copy has come: of the record before the first keeper.
    pub(in crate::store::worker) fn fetched(
        &mut self,
        shared: &mut Shared,
        path: PathBuf,
        done: Done<()>,
    ) {
        let arrives = self.file_came(shared, &path, &done);
        if arrives || !self.goes_on(shared, &path, done) {
            // It has served: what is published is removed by the child.
            let _ = std::fs::remove_file(path);
        }
    }

    /// Goes on with a copy that has come; says whether it is published.
    fn goes_on(&mut self, shared: &mut Shared, path: &Path, done: Done<()>) -> bool {
        let taken = match done {
            Ok(()) => self.take_copy(shared, path).map_err(|fault| fault.to_string()),
            Err(because) => Err(because),
        };
        shared.fetching = false;
        let (head, kept) = match taken {
            Ok(taken) => taken,
            Err(because) => {
                shared.side.note_trouble(&because);
                if let Keeping::Founding(founding) = &mut shared.keeping {
                    (founding.busy, founding.again) = (false, Instant::now() + LOOK_AGAIN);
                }
                return false;
            }
        };
        if shared.copies.bar().is_some() {
            if let Keeping::Founding(founding) = &mut shared.keeping {
                (founding.busy, founding.again) = (false, Instant::now() + LOOK_AGAIN);
            }
            return false;
        }
        if self.may_remake(shared, head) {
            return false;
        }
        let Keeping::Founding(founding) = &mut shared.keeping else { return false };
        // Before the first keeper the file is all there is.
        shared.whole = true;
        let since = match founding.head {
            Some((before, since)) if before == head => since,
            _ => Instant::now(),
        };
        founding.head = Some((head, since));
        let rested = kept || since.elapsed() >= AT_REST;
        if rested {
            let copied = Copied { seq: head.seq, term: None };
            shared.side.publish(path.to_owned(), copied, Some(head.seq), None);
        } else {
            (founding.busy, founding.again) = (false, Instant::now() + LOOK_AGAIN);
        }
        rested
    }

    /// Has the file itself copied to this host.
    pub(in crate::store::worker) fn fetch_file(&self, shared: &mut Shared) {
        self.fetch(shared, None);
    }

    fn fetch(&self, shared: &mut Shared, base: Option<u64>) {
        let name = format!("fetched-{}", shared.side.next_number());
        shared.side.fetch(base, self.beside_desk(&name));
    }

    /// Has the rows from before the first keeper copied to this host.
    pub(in crate::store::worker) fn fetch_base(&mut self, shared: &mut Shared, seq: u64) {
        let rests = shared.side.rests() || shared.copies.rests();
        if !shared.fetching && shared.side.has_base(seq) && !rests {
            shared.fetching = true;
            self.fetch(shared, Some(seq));
        }
    }
}
