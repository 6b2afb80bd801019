//! Whether a file on a share is the room, and whether lines may go there. Apart, because a copy of
//! a room's file must never become a second room by itself.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::store::direct::Head;
use crate::store::mount::Mount;
use crate::store::share::hampered::Hampered;
use crate::store::share::wire::Facts;

use super::desk_side::DeskSide;
use super::room::Room;
use super::second_file::goes_on_after;
use super::share_keeping::{CannotKeep, Keeping};
use super::share_room::Shared;
use super::{Keeper, Opening, Report, ShareReach, Stuck, now};

/// How often a file is copied to be read that has no folder beside it.
const FILE_ALONE: Duration = Duration::from_secs(5);

/// What may be done with a file on a share.
pub(super) enum Standing {
    /// It is the room.
    Room,
    /// It is the second file of its incident; the desk remembers this one.
    Second(PathBuf),
    /// It can only be read: a sentence.
    OnlyRead(String),
}

impl Room {
    /// Where no folder is made beside the file from here, the file itself is read, now and then,
    /// until somebody else has made the folder.
    pub(super) fn read_file_alone(&mut self, shared: &mut Shared) {
        if shared.side.has_no_folder() && !shared.fetching && shared.copied.elapsed() > FILE_ALONE {
            (shared.fetching, shared.copied) = (true, Instant::now());
            self.fetch_file(shared);
            shared.side.look_again();
        }
    }

    /// Remembers at the desk where on a share the room lies.
    pub(super) fn remember_share(&mut self) {
        let path = self.opening.path.clone();
        if self.shared.as_ref().is_some_and(|shared| matches!(shared.standing, Standing::Room)) {
            // Where the desk fails, that is said in the reach.
            let _ = self.desk.with(|desk, _| desk.lies_at(&path, now()));
        }
    }

    /// A person says that this file is the room, though the desk remembers another.
    pub(super) fn is_the_room_on_share(&mut self) {
        if let Some(row) = self.accept_copy() {
            return self.tell(Report::Said(goes_on_after(row)));
        }
        let path = self.opening.path.clone();
        let said = self.desk.with(|desk, _| desk.is_the_room(&path, now()));
        let (Ok(()), Some(mut shared)) = (said, self.shared.take()) else { return };
        if matches!(shared.standing, Standing::Second(_)) {
            shared.standing = Standing::Room;
        }
        if shared.bar.take().is_some() || shared.doubt.take().is_some() {
            // What is not there is laid aside here, as evidence.
            let to = self.last_head_in_common(&shared).unwrap_or(Head::NONE);
            self.go_back(&mut shared, to);
        }
        self.shared = Some(shared);
    }

    /// How the room stands on its share.
    pub(super) fn measure_share(shared: &Shared) -> ShareReach {
        let side = &shared.side;
        let keeper = match (&shared.keeping, side.ledger.latest()) {
            (Keeping::Making(..) | Keeping::Yes(_), _) => Keeper::Us,
            (_, None) => Keeper::NotYet,
            (_, Some(latest)) => match side.other(&latest.session) {
                None => Keeper::Nobody,
                Some((present, true)) => Keeper::Silent { host: present.host.clone() },
                Some((present, false)) => {
                    Keeper::Other { name: present.name.clone(), host: present.host.clone() }
                }
            },
        };
        let stuck = match keeper {
            Keeper::Silent { .. } => None,
            Keeper::Us | Keeper::Other { .. } | Keeper::Nobody | Keeper::NotYet => shared.stuck(),
        };
        let published = side.others().filter_map(|other| other.present.published);
        let asked = side.ledger.unanswered().filter(|it| !side.was_sent(&it.id));
        ShareReach {
            keeper,
            complete: published.chain(shared.keeping.published()).max(),
            asked: asked.take(100).cloned().collect(),
            clocks: side.clocks(),
            remarks: side.remarks().into_iter().chain(shared.remarks.iter().cloned()).collect(),
            looked: side.has_looked() || side.has_no_folder(),
            stuck,
        }
    }
}

impl Shared {
    /// What keeps this console from numbering, as the others are told.
    pub fn hampered(&self) -> Option<Hampered> {
        match &self.keeping {
            Keeping::Yes(_) => self.side.hampered(),
            Keeping::Not
            | Keeping::Vacant(_)
            | Keeping::Founding(_)
            | Keeping::Reaching(_)
            | Keeping::Making(..) => self.cannot_keep.as_ref().and_then(CannotKeep::said),
        }
    }

    /// Whether nothing is numbered: who has the keeper's place says why, or who would have to take
    /// it, or it only shows.
    fn stuck(&self) -> Option<Stuck> {
        let keeper = self.side.ledger.latest().and_then(|it| self.side.other(&it.session));
        let cannot = self.cannot_keep.as_ref().and_then(CannotKeep::here);
        if let (None, Some((since, because))) = (keeper, cannot) {
            return Some(Stuck { since, because: Some(because) });
        }
        let hampered = match keeper {
            Some((present, _)) => present.hampered,
            None => self.nobody_can(),
        };
        if let Some(Hampered { since, by }) = hampered {
            return Some(Stuck { since, because: Some(by.clause().to_owned()) });
        }
        self.waits.since().map(|since| Stuck { since, because: None })
    }

    /// What keeps all the others from numbering, where nobody does.
    fn nobody_can(&self) -> Option<Hampered> {
        let others = self.side.others().filter(|other| other.silent_since.is_none());
        let hampered: Vec<_> = others.map(|other| other.present.hampered).collect();
        let all = hampered.iter().all(Option::is_some);
        hampered.into_iter().flatten().next().filter(|_| all && self.keeping.is_not())
    }
}

/// What may be done with the file, as far as that is known before it is looked into. A folder
/// beside it says that it is a room, wherever the desk remembers one; without one, a file that the
/// desk knows elsewhere is a copy.
pub(super) fn standing(
    desk: &mut DeskSide,
    opening: &Opening,
    mount: &Mount,
    facts: Option<&Facts>,
) -> Standing {
    if NO_LINKS.contains(&mount.kind()) {
        return Standing::OnlyRead(format!(
            "it lies on {}, where two consoles cannot tell who of them was first, and what is \
             written may be lost: it is only read from here. Write where the file really lies",
            mount.kind()
        ));
    }
    let path = &opening.path;
    let alone = facts.is_some_and(|facts| facts.file.is_some() && facts.incident.is_none());
    let known = desk.with(|desk, _| desk.room()).ok().flatten();
    match known {
        Some(other) if alone && other != *path => Standing::Second(other),
        Some(_) if facts.is_none() => Standing::Room,
        _ => {
            // A desk that fails remembers nothing, and says so on its own.
            let _ = desk.with(|desk, _| desk.lies_at(path, now()));
            Standing::Room
        }
    }
}

/// Mounts on which neither a link nor a sync can be believed: what is written there goes to a store
/// of whole objects, later.
const NO_LINKS: &[&str] = &[
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.gcsfuse",
    "fuse.goofys",
    "fuse.geesefs",
    "fuse.mountpoint-s3",
    "fuse.blobfuse2",
    "fuse.curlftpfs",
];
