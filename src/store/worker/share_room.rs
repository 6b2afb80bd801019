//! A room on a share: how it comes up, and what is done in it.
//!
//! Apart from the room on a local disk, with which it shares the desk and the screen: here nothing
//! is decided on the file, and nothing waits for it. What the segments say goes into the record;
//! what waits at the desk goes into the segment.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::domain::command::Submission;
use crate::domain::event::Recorded;
use crate::domain::ids::SubmissionId;
use crate::domain::incident::Incident;
use crate::store::codec::Row;
use crate::store::desk::{Adopt, Refused};
use crate::store::direct::{Head, takes_words};
use crate::store::mount::Mount;
use crate::store::share::ledger::{Step, Told};

use super::desk_side::DeskSide;
use super::file_side::FileSide;
use super::opening::{Folded, desk_at, fold_mirror};
use super::room::{Room, Tell as ToScreen};
use super::share_arrival::Arriving;
use super::share_copies::Copies;
use super::share_doubt::Doubt;
use super::share_find::{Found, PATIENCE, Start, find, present};
use super::share_keeping::{CannotKeep, Keeping};
use super::share_lost::Lost;
use super::share_removal::Removal;
use super::share_side::{Came, ShareSide};
use super::share_standing::{Standing, standing};
use super::share_waits::Waits;
use super::watch::{Waker, Watch};
use super::{Doubt as FileDoubt, FileReach, Opening, Place, Report, now};

/// How long is waited before a share that is dark is looked at again.
const AGAIN: Duration = Duration::from_secs(1);
/// After so long it is said that a record that was never seen here does not come.
const LONG: Duration = Duration::from_secs(20);
/// How long leaving may take.
const GRACE: Duration = Duration::from_millis(300);

/// What a room on a share has beside the desk.
pub(super) struct Shared {
    pub side: ShareSide,
    pub keeping: Keeping,
    /// What speaks against going on: a sentence.
    pub bar: Option<String>,
    /// What speaks against it so far, until everything was read once more.
    pub doubt: Option<Doubt>,
    /// The last row that this desk had seen when it came: the record must hold it.
    pub seen: Head,
    /// Whether the record has been brought up to what is there, and told.
    pub whole: bool,
    /// Whether the mount is a disk of this host.
    pub local: bool,
    pub standing: Standing,
    /// When the file itself was last copied to this host to be read.
    pub copied: Instant,
    /// Whether a copy of the record is on its way to this host.
    pub fetching: bool,
    /// How far it is with the file that it begins from.
    pub arriving: Option<Arriving>,
    /// How far the share is clean of what was redacted.
    pub removal: Removal,
    /// What people should know that is over already.
    pub remarks: Vec<String>,
    /// What is known of rows that were lost on the share.
    pub lost: Lost,
    /// Whether the folder is to be made anew once the file has been looked into.
    pub remaking: bool,
    /// What others have asked that nobody had answered when everything was read anew: their
    /// segments may be gone.
    pub carried: Vec<Submission>,
    /// The last term that was served from here: it is never begun again.
    pub served: u64,
    /// Whether the copies of the record that were made here are sound.
    pub copies: Copies,
    /// Why this console cannot keep the room, where it tried.
    pub cannot_keep: Option<CannotKeep>,
    /// Since when lines wait though the share is reached.
    pub waits: Waits,
    /// What waits and is not at the desk, as that could not take it.
    pub unkept: HashSet<SubmissionId>,
}

impl Shared {
    /// Nothing is known yet but what this desk had seen.
    fn new(side: ShareSide, seen: Head, local: bool, standing: Standing) -> Self {
        Self {
            side,
            keeping: Keeping::Not,
            bar: None,
            doubt: None,
            seen,
            whole: false,
            local,
            standing,
            copied: Instant::now(),
            fetching: false,
            arriving: None,
            removal: Removal::default(),
            remarks: Vec::new(),
            lost: Lost::default(),
            remaking: false,
            carried: Vec::new(),
            served: 0,
            copies: Copies::default(),
            cannot_keep: None,
            waits: Waits::default(),
            unkept: HashSet::new(),
        }
    }

    /// How the record is reached.
    pub fn reach(&self) -> FileReach {
        match (&self.bar, &self.standing) {
            (Some(because), _) => {
                FileReach::NotTheOne { because: because.clone(), doubt: FileDoubt::Other }
            }
            (None, Standing::Second(other)) => {
                FileReach::SecondFile { other: other.clone(), older: None }
            }
            (None, Standing::OnlyRead(because)) => FileReach::ReadOnly { because: because.clone() },
            (None, Standing::Room) => {
                let doubt = self.doubt.as_ref().map(Doubt::reach).or_else(|| self.copies.bar());
                let doubt = doubt.or_else(|| self.lost.reach()).or_else(|| self.keeping.reach());
                match (self.side.reach(), doubt) {
                    (FileReach::Open, Some(why)) => why,
                    (reach, _) => reach,
                }
            }
        }
    }
}

/// Who comes to a room on a share.
pub(super) struct Arrival<'a> {
    pub opening: Opening,
    pub mount: Mount,
    /// Whether nobody waits for it any more.
    pub leaves: &'a dyn Fn() -> bool,
}

impl Room {
    /// Opens a room on a share and tells so; `None` where that cannot be, told too.
    pub(super) fn open_on_share(
        arrival: Arrival<'_>,
        tell: ToScreen,
        mut watch: Watch,
        waker: Waker,
    ) -> Option<Self> {
        let Arrival { opening, mount, leaves } = arrival;
        let start = Start::of(&opening, &mount, waker);
        let mut not_yet = |because| {
            tell(Report::NotYet { because });
            watch.sleep(AGAIN, false);
            leaves()
        };
        let Found { incident, child, facts, copy } = match find(&opening, &start, &mut not_yet) {
            Ok(Some(found)) => found,
            Ok(None) => return None,
            Err(because) => {
                tell(Report::CannotOpen { because, fault: None });
                return None;
            }
        };
        let path = facts.as_ref().and_then(|facts| facts.file.clone());
        let path = path.unwrap_or_else(|| opening.path.clone());
        let adopt = (!opening.read_only).then_some(Adopt::Everything);
        let (place, session) = (opening.place.clone(), opening.session.clone());
        let mut desk = DeskSide::open(place, incident.clone(), session, adopt, now());
        let standing = standing(&mut desk, &opening, &mount, facts.as_ref());
        let folded = fold_mirror(&mut desk);
        let folded = folded.unwrap_or_else(|| Folded {
            incident: Incident::default(),
            head: Head::NONE,
            from_desk: None,
        });
        let (seen, from_desk) = (folded.head, folded.from_desk);
        let local = mount.is_local();
        let present = present(&opening);
        let side = ShareSide::new(start, incident, present, child, facts);
        let mount = format!("{}: numbered by a keeper", mount.kind());
        let place = Place { path, mount, desk: desk_at(&opening) };
        let mut room = Self::made(place, folded, FileSide::Shared, desk, opening, tell, watch);
        room.behind = false;
        room.shared = Some(Box::new(Shared::new(side, seen, local, standing)));
        if let Some((_folder, copy)) = copy
            && let Some(mut shared) = room.shared.take()
        {
            // Where it contradicts what was seen here, the segments will say so, or the keeper.
            shared.whole = room.take_copy(&mut shared, &copy).is_ok();
            room.shared = Some(shared);
        }
        room.catch_up_first(leaves)?;
        let whole = room.shared.as_ref().is_some_and(|shared| shared.whole);
        // What is read so far is no more current than what a desk remembers.
        room.tell_opened((!whole).then(|| from_desk.unwrap_or_else(now)));
        Some(room)
    }

    /// Reads what is there before anything is shown, as long as that is soon, or nothing could be
    /// shown without it; `None` where nobody waits for that any more.
    fn catch_up_first(&mut self, leaves: &dyn Fn() -> bool) -> Option<()> {
        let (begun, mut said) = (Instant::now(), String::new());
        loop {
            self.work_on_share();
            let shared = self.shared.as_ref()?;
            // Whoever did not answer so far is not waited for again.
            let dark = shared.side.is_dark() || !shared.side.has_answered();
            let long = begun.elapsed() > if dark { PATIENCE } else { LONG };
            if self.told > 0
                && (shared.whole || shared.bar.is_some() || dark || begun.elapsed() > PATIENCE)
            {
                return Some(());
            }
            if self.told == 0 {
                if leaves() {
                    return None;
                }
                let because = shared.bar.clone().unwrap_or_else(|| shared.side.why_dark());
                if long && because != said {
                    said.clone_from(&because);
                    self.tell(Report::NotYet { because });
                }
            }
            let most = if self.goes_on_at_once() { 0 } else { 50 };
            self.watch.sleep(Duration::from_millis(most), false);
        }
    }

    /// Whether there is work on a share that waits for nothing.
    pub(super) fn goes_on_at_once(&self) -> bool {
        let arriving = self.shared.as_ref().and_then(|shared| shared.arriving.as_ref());
        let told = self.shared.as_ref().is_some_and(|shared| shared.side.has_more_told());
        told || arriving.is_some_and(Arriving::goes_on)
    }

    /// Does everything that can be done now.
    pub(super) fn work_on_share(&mut self) {
        let Some(mut shared) = self.shared.take() else { return };
        let mut came = shared.side.listen();
        shared.side.live();
        came.extend(shared.side.keep_child());
        for came in came {
            self.came(&mut shared, came);
        }
        self.tell_unkept(&mut shared);
        self.fill_desk(&mut shared);
        self.begin_to_follow(&mut shared);
        self.doubt_milestone(&mut shared);
        self.go_on_arriving(&mut shared);
        self.take_steps(&mut shared);
        shared.side.note_settled();
        let ledger = &shared.side.ledger;
        let wait = !self.queue.is_empty() || ledger.unanswered().next().is_some();
        shared.waits.note(wait && shared.side.has_looked(), ledger.position());
        if shared.bar.is_none() {
            self.look_after_lost(&mut shared);
            if self.writes(&shared) {
                self.say_who_is_here(&mut shared);
                self.settle_answered(&mut shared);
                self.look_after_folder(&mut shared);
                shared.side.send(self.queue.iter().chain(&shared.carried));
                let sent = self.queue.iter().map(|it| &it.id);
                let sent: Vec<SubmissionId> =
                    sent.filter(|id| shared.side.was_sent(id)).cloned().collect();
                self.unsure.extend(sent);
                self.keep(&mut shared);
                self.clean_share(&mut shared);
            } else {
                self.read_file_alone(&mut shared);
            }
            self.note_whole(&mut shared);
        }
        self.shared = Some(shared);
    }

    /// Whether lines go out from here.
    pub(super) fn writes(&self, shared: &Shared) -> bool {
        let sure = matches!(shared.standing, Standing::Room)
            && shared.doubt.is_none()
            && shared.copies.bar().is_none();
        sure && !self.opening.read_only
    }

    /// Once everything that is there is in the record: says so where it was shown without.
    fn note_whole(&mut self, shared: &mut Shared) {
        if shared.whole || self.told == 0 {
            return;
        }
        // Who only reads makes no folder: the file itself is all there is.
        let file_alone = !self.writes(shared) && shared.side.has_no_folder();
        if !file_alone && !shared.side.has_looked() {
            return;
        }
        let start = shared.side.ledger.start();
        if !file_alone && start.is_none_or(|start| start.seq > self.head.seq) {
            return;
        }
        shared.whole = true;
        if self.reach.is_some() {
            self.tell_opened(None);
        }
    }

    fn came(&mut self, shared: &mut Shared, came: Came) {
        match came {
            Came::Reached(taken) => self.reached(shared, &taken),
            Came::NotReached => shared.keeping.not_reached(),
            Came::Answered => {
                shared.keeping.answered();
                // It could work: the next time it fails is another.
                shared.cannot_keep = None;
            }
            Came::NotAnswered(lines) => shared.keeping.not_answered(lines),
            Came::Rewritten(done) => shared.removal.done(&done),
            Came::Fetched(path, done) => self.fetched(shared, path, done),
            Came::Published(copied, done) => self.published(shared, copied, &done),
            Came::Touched => Self::touched(shared),
            Came::OwnLost => shared.keeping.segment_lost(),
            Came::Lost => Self::segment_lost(shared),
            Came::Unfit | Came::OtherFolder => self.begin_ledger_anew(shared, true),
        }
    }

    /// Takes what comes next in the record.
    fn take_steps(&mut self, shared: &mut Shared) {
        if shared.bar.is_some() || Self::waits_in_doubt(shared) || self.lacks_base(shared) {
            return;
        }
        let mut rows = Vec::new();
        while let Some(step) = shared.side.step() {
            match step {
                Step::Numbered { of, rows: new } => {
                    if self.doubts(shared, &new) {
                        return;
                    }
                    rows.extend(new.into_iter().filter(|row| row.seq > self.head.seq));
                    if rows.len() >= super::room::SLICE {
                        self.take_rows(&std::mem::take(&mut rows));
                    }
                    // Else it is settled once it is known to lie there.
                    if shared.side.counts(&of) && self.forget(&of) {
                        self.take_rows(&std::mem::take(&mut rows));
                        self.settled(of);
                    }
                }
                Step::Refused { submission, of, refusal, at } => {
                    self.take_rows(&std::mem::take(&mut rows));
                    let own = self.queue.iter().find(|it| it.id == of).cloned();
                    if self.forget(&of)
                        && let Some(submission) = own.or_else(|| submission.map(|it| *it))
                    {
                        self.refuse(Refused { submission, refusal, at }, true);
                    }
                }
                Step::Void { head, by } => {
                    self.take_rows(&std::mem::take(&mut rows));
                    let rows = self.head.seq.saturating_sub(head.seq);
                    if self.go_back(shared, head) {
                        let (host, from) = (by.host, head.seq);
                        self.tell(Report::AskedAgain { host, from, rows });
                    }
                    return;
                }
                // Who began with a milestone judges nobody by it.
                Step::Broken { .. } if shared.side.ledger.begun().is_some() => {
                    self.take_rows(&std::mem::take(&mut rows));
                    self.begin_ledger_anew(shared, true);
                    return;
                }
                Step::Broken { at } => {
                    shared.bar = Some(format!(
                        "answer {} of term {} does not follow the row before it: a segment was \
                        changed, or two records were mixed. Nothing after it is shown, and what \
                        you type is kept at this desk. Keep the folder as it is",
                        at.n, at.term
                    ));
                }
            }
        }
        self.take_rows(&rows);
        shared.doubt = None;
    }

    /// Takes rows into the record, the mirror and the screen.
    pub(super) fn take_rows(&mut self, rows: &[Row]) {
        let Some(last) = rows.last() else { return };
        self.head = Head { seq: last.seq, hash: last.hash };
        // A desk that fails is not a witness of these yet; it is told so in its reach.
        let behind = self.behind | self.desk.with(|desk, _| desk.mirror(rows, now())).is_err();
        let recorded: Vec<Recorded> = rows.iter().map(Row::recorded).collect();
        for row in &recorded {
            self.incident.apply(row);
        }
        let removed = recorded.iter().any(takes_words);
        if self.reach.is_some() {
            self.tell_rows(recorded);
        } else {
            self.told = self.head.seq;
        }
        if removed {
            self.fold_without();
        }
        self.behind = behind;
        self.changed = Instant::now();
    }

    /// Settles what was taken over from the dead after it had been answered: nobody answers twice.
    fn settle_answered(&mut self, shared: &mut Shared) {
        let ledger = &shared.side.ledger;
        let answered = |it: &Submission| {
            let ledger = shared.side.counts(&it.id).then_some(ledger)?;
            Some((it.clone(), ledger.answer_to(&it.id)?))
        };
        let done: Vec<_> = self.queue.iter().filter_map(answered).collect();
        for (submission, told) in done {
            match told {
                Told::Recorded => {
                    self.forget(&submission.id);
                    self.settled(submission.id);
                }
                Told::Refused(Some(refusal)) => {
                    self.forget(&submission.id);
                    self.refuse(Refused { submission, refusal, at: now() }, true);
                }
                // Why is said where this console has not read.
                Told::Refused(None) => return self.begin_ledger_anew(shared, true),
            }
        }
    }

    /// A submission of this desk is in the record.
    fn settled(&mut self, id: SubmissionId) {
        self.desk.delivered(std::slice::from_ref(&id));
        self.tell(Report::Settled(id));
    }

    /// Takes a submission that was answered out of what waits; says whether it was there.
    fn forget(&mut self, id: &SubmissionId) -> bool {
        self.unsure.remove(id);
        let place = self.queue.iter().position(|it| it.id == *id);
        place.is_some_and(|place| self.queue.remove(place).is_some())
    }

    /// Whether rows from before the first keeper are missing; has them fetched then.
    fn lacks_base(&mut self, shared: &mut Shared) -> bool {
        let Some(start) = shared.side.ledger.start() else { return true };
        if start.seq > self.head.seq {
            match shared.side.ledger.begun() {
                Some(begun) => self.begin_from_file(shared, begun),
                None => self.fetch_base(shared, start.seq),
            }
            return true;
        }
        false
    }

    /// Leaves: what waits is sent, where that is soon. Says how much that somebody typed is left.
    pub(super) fn leave_share(&mut self) -> usize {
        let until = Instant::now() + GRACE;
        loop {
            self.work_on_share();
            let Some(shared) = &self.shared else { return 0 };
            let dark = shared.side.is_dark() || shared.bar.is_some() || !shared.side.follows();
            let waiting = self.queue.iter().filter(|it| !shared.side.is_there(&it.id));
            let (all, typed) = waiting.fold((0, 0), |(all, typed), it| {
                (all + 1, typed + usize::from(!it.command.is_of_the_console()))
            });
            if (all == 0 && !shared.keeping.owes(&shared.side.ledger))
                || dark
                || Instant::now() > until
            {
                if let Some(mut shared) = self.shared.take() {
                    self.publish_last(&mut shared);
                    shared.side.leave();
                    self.clear_away();
                }
                return typed;
            }
            self.watch.sleep(Duration::from_millis(20), false);
        }
    }
}
