//! The worker's view of the desk: open or not, and whether it keeps what it is given. Apart, so
//! that the rest of the worker need not know in how many ways a desk can fail: it fails with a
//! sentence, and is tried again.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::domain::command::Submission;
use crate::domain::ids::{IncidentId, SessionId, SubmissionId};
use crate::domain::time::Timestamp;
use crate::store::desk::{Adopt, Desk, DeskError, DeskPlace, Refused, Scratch, Seat, Step};
use crate::store::direct::Head;

use super::{AtDesk, DeskReach, Lying};

/// The desk, or why there is none.
pub(in crate::store) struct DeskSide {
    place: DeskPlace,
    incident: IncidentId,
    session: SessionId,
    /// What is taken over from the dead; nothing for a console that only reads.
    adopt: Option<Adopt>,
    /// Whether this console starts, and is to be told of the texts that lie there.
    looks: bool,
    desk: Option<Desk>,
    seat: Option<Seat>,
    trouble: Option<DeskReach>,
    /// What was offered to the console: nothing is offered twice.
    offered: Offered,
    /// What anybody may take here, as last told.
    lying: Vec<Scratch>,
    /// What this session put aside, as far as the desk took it.
    aside: BTreeSet<String>,
    /// As of which change by others that was looked at; nothing where it is to be looked at anew.
    looked_at: Option<i64>,
    /// The texts of this session as they are now, for a desk that could not take them, or that was
    /// taken away.
    texts: BTreeMap<String, Scratch>,
    /// Texts that the desk could not forget yet.
    forgotten: BTreeSet<(SessionId, String)>,
    /// What was delivered, and the desk could not write off yet.
    delivered: Vec<SubmissionId>,
    /// Whether the desk may lack some of these.
    stale: bool,
}

/// See [`DeskSide`].
#[derive(Default)]
struct Offered {
    pending: HashSet<SubmissionId>,
    texts: HashSet<(SessionId, String)>,
    tray: HashSet<SubmissionId>,
}

impl DeskSide {
    /// Sits down, as far as that is possible.
    pub fn open(
        place: DeskPlace,
        incident: IncidentId,
        session: SessionId,
        adopt: Option<Adopt>,
        now: Timestamp,
    ) -> Self {
        let mut side = Self {
            place,
            incident,
            session,
            adopt,
            looks: adopt == Some(Adopt::Everything),
            desk: None,
            seat: None,
            trouble: None,
            offered: Offered::default(),
            lying: Vec::new(),
            aside: BTreeSet::new(),
            looked_at: None,
            texts: BTreeMap::new(),
            forgotten: BTreeSet::new(),
            delivered: Vec::new(),
            stale: false,
        };
        side.try_again(now);
        // A failure is said in the reach, and what lies there is taken over later.
        side.adopt_orphans();
        side
    }

    /// Opens what is not open, sits down where there is no seat. A desk that is well costs nothing.
    pub fn try_again(&mut self, now: Timestamp) {
        if self.seat.is_none() || self.trouble.is_some() {
            let tried = self.sit_down(now);
            self.trouble = tried.err().map(|error| failing(&error));
        }
        self.bring_texts_up_to_date(now);
        self.delivered(&[]);
    }

    fn sit_down(&mut self, now: Timestamp) -> Result<(), DeskError> {
        let desk = match self.desk.take() {
            Some(desk) => desk,
            None => Desk::open(&self.place, &self.incident, now)?,
        };
        let desk = self.desk.insert(desk);
        let seat = match self.seat.take() {
            Some(seat) => {
                desk.probe(now)?;
                seat
            }
            None => desk.sit_down(&self.session, now)?,
        };
        self.seat = Some(seat);
        Ok(())
    }

    /// Lets go of a desk whose file is no longer where it was: what it still took would go with it.
    /// Says whether that was so; the next try makes a new one.
    pub fn let_go_if_gone(&mut self) -> bool {
        if self.desk.as_ref().is_none_or(Desk::is_there) {
            return false;
        }
        (self.seat, self.desk) = (None, None);
        (self.stale, self.looked_at) = (true, None);
        self.aside.clear();
        let because = "this host's desk was moved or removed".to_owned();
        self.trouble = Some(DeskReach::Failing { because, full: false });
        true
    }

    /// What lies at the desk for this console and was not offered to it before.
    pub fn found(&mut self) -> AtDesk {
        let looks = self.looks;
        let found = self.with(|desk, seat| {
            Ok(AtDesk {
                pending: desk.waiting(seat)?.into_iter().map(|it| it.submission).collect(),
                left: if looks { desk.left(seat)? } else { Vec::new() },
                tray: desk.tray()?,
            })
        });
        self.looks &= found.is_err();
        let AtDesk { mut pending, mut left, mut tray } = found.unwrap_or_default();
        if looks {
            self.lying.clone_from(&left);
        }
        let (me, offered) = (&self.session, &mut self.offered);
        pending.retain(|it| it.id.session != *me && offered.pending.insert(it.id.clone()));
        left.retain(|it| {
            it.session != *me && offered.texts.insert((it.session.clone(), it.slot.clone()))
        });
        tray.retain(|it| offered.tray.insert(it.submission.id.clone()));
        AtDesk { pending, left, tray }
    }

    /// What anybody may take here, where that has changed since it was last told. `thoroughly`
    /// looks also where nobody changed anything: a session that ends changes nothing.
    pub fn lying(&mut self, thoroughly: bool) -> Option<Lying> {
        self.adopt?;
        let before = self.looked_at;
        let look = self.with(|desk, seat| {
            let version = desk.data_version()?;
            if before == Some(version) && !thoroughly {
                return Ok(None);
            }
            Ok(Some((version, desk.left(seat)?, desk.put_aside(seat)?)))
        });
        let (version, mut texts, there) = look.ok()??;
        self.looked_at = Some(version);
        texts.retain(|it| it.session != self.session);
        let taken: Vec<String> = self.aside.difference(&there).cloned().collect();
        for slot in &taken {
            self.aside.remove(slot);
            self.texts.remove(slot);
        }
        if texts == self.lying && taken.is_empty() {
            return None;
        }
        self.lying.clone_from(&texts);
        Some(Lying { texts, taken })
    }

    /// Takes texts into this session's hands. What a desk that fails was to keep for it, it has
    /// itself: nobody else can have taken that.
    pub fn take(&mut self, wanted: &[(SessionId, String)]) -> Vec<Scratch> {
        self.looked_at = None;
        let taken = self.with(|desk, seat| desk.take_left(seat, wanted));
        let answers = taken.is_ok();
        let mut taken = taken.unwrap_or_default();
        for (_, slot) in wanted.iter().filter(|(by, _)| *by == self.session) {
            let was_kept = self.aside.remove(slot);
            let has = taken.iter().any(|it| it.session == self.session && it.slot == *slot);
            if let (false, Some(text)) = (has || (answers && was_kept), self.texts.get(slot)) {
                taken.push(text.clone());
            }
        }
        taken
    }

    /// What waits in this session's hands, its own and what it took over.
    pub fn waiting(&mut self) -> Vec<Submission> {
        let waiting = self.with(|desk, seat| desk.waiting(seat)).unwrap_or_default();
        waiting.into_iter().map(|it| it.submission).collect()
    }

    /// Takes over what waits in dead hands, once also the texts there; says whether that was
    /// anything.
    pub fn adopt_orphans(&mut self) -> bool {
        let Some(what) = self.adopt else { return false };
        let adopted = self.with(|desk, seat| {
            let any = what == Adopt::Everything || desk.has_orphans(seat)?;
            Ok(if any { desk.adopt(seat, what)? > 0 } else { false })
        });
        if adopted.is_ok() {
            // From now on this console runs.
            self.adopt = Some(Adopt::Outbox);
        }
        adopted.unwrap_or(false)
    }

    /// Remembers a refusal, so that it can be told.
    pub fn refuse(&mut self, refused: &Refused) -> Result<(), String> {
        self.offered.tray.insert(refused.submission.id.clone());
        self.with(|desk, _| desk.remember_refused(refused))
    }

    /// Does something at the desk; a failure is remembered, and said in [`Self::reach`].
    pub fn with<T>(
        &mut self,
        work: impl FnOnce(&mut Desk, &Seat) -> Result<T, DeskError>,
    ) -> Result<T, String> {
        let (Some(desk), Some(seat)) = (&mut self.desk, &self.seat) else {
            return Err(match self.reach() {
                DeskReach::Failing { because, .. } => because,
                DeskReach::Open => String::new(),
            });
        };
        let done = work(desk, seat);
        match done {
            Ok(done) => Ok(done),
            Err(error) => {
                self.trouble = Some(failing(&error));
                Err(error.to_string())
            }
        }
    }

    /// Takes submissions in; a desk that failed before is tried all the same.
    pub fn keep(&mut self, submissions: &[Submission], now: Timestamp) -> Result<(), String> {
        if self.seat.is_none() {
            self.try_again(now);
        }
        self.with(|desk, seat| desk.keep(seat, submissions, now))?;
        self.trouble = None;
        Ok(())
    }

    /// Writes off what was delivered, now or when the desk can. Else, at the next start, it is sent
    /// once more, and found to be there.
    pub fn delivered(&mut self, ids: &[SubmissionId]) {
        self.delivered.extend_from_slice(ids);
        let done = std::mem::take(&mut self.delivered);
        if !done.is_empty() && self.with(|desk, _| desk.delivered(&done)).is_err() {
            self.delivered = done;
        }
    }

    /// Does what a turn asks, all or nothing of it. A desk that failed before is tried all the
    /// same; texts that it does not take now it gets later.
    pub fn take_turn(&mut self, steps: &[Step], now: Timestamp) -> Result<(), String> {
        for step in steps {
            self.remember(step);
        }
        if self.seat.is_none() {
            self.try_again(now);
        }
        let done = self.with(|desk, seat| desk.take_turn(seat, steps, now));
        match done {
            Ok(()) => {
                for step in steps {
                    self.done(step);
                }
                if steps.iter().any(|step| !matches!(step, Step::Forget(..) | Step::Deal(_))) {
                    self.trouble = None;
                }
            }
            Err(_) => self.stale = true,
        }
        done
    }

    /// The desk has done this. What was put aside is anybody's from now on.
    fn done(&mut self, step: &Step) {
        match step {
            Step::Save(text) if text.is_put_aside() => {
                self.aside.insert(text.slot.clone());
            }
            Step::Forget(of, slot) => {
                self.forgotten.remove(&(of.clone(), slot.clone()));
                if *of == self.session {
                    self.aside.remove(slot);
                }
            }
            Step::Save(_) | Step::Keep(_) | Step::Deal(_) => {}
        }
    }

    /// The texts of this session as they are after this step, whatever becomes of it at the desk.
    fn remember(&mut self, step: &Step) {
        match step {
            Step::Save(text) => {
                self.forgotten.remove(&(text.session.clone(), text.slot.clone()));
                self.texts.insert(text.slot.clone(), text.clone());
            }
            Step::Forget(of, slot) => {
                if *of == self.session {
                    self.texts.remove(slot);
                    self.aside.remove(slot);
                } else {
                    self.looked_at = None;
                }
                self.forgotten.insert((of.clone(), slot.clone()));
            }
            Step::Keep(_) | Step::Deal(_) => {}
        }
    }

    fn bring_texts_up_to_date(&mut self, now: Timestamp) {
        if !self.stale || self.trouble.is_some() {
            return;
        }
        // What the desk took, others may have taken from it since.
        let texts = self.texts.values().filter(|text| !self.aside.contains(&text.slot));
        let texts = texts.cloned().map(Step::Save);
        let forgotten = self.forgotten.iter().cloned();
        let steps: Vec<Step> =
            texts.chain(forgotten.map(|(of, slot)| Step::Forget(of, slot))).collect();
        if self.with(|desk, seat| desk.take_turn(seat, &steps, now)).is_ok() {
            self.forgotten.clear();
            self.stale = false;
            for step in &steps {
                self.done(step);
            }
        }
    }

    /// The last row that was seen here.
    pub fn seen(&mut self) -> Head {
        self.with(|desk, _| desk.mirror_head()).unwrap_or(Head::NONE)
    }

    /// Waiting, refused, consoles here.
    pub fn counts(&mut self) -> (usize, usize, usize) {
        self.with(|desk, seat| {
            let (waiting, tray) = desk.counts()?;
            Ok((waiting, tray, desk.here(seat)?))
        })
        .unwrap_or((0, 0, 1))
    }

    /// Whether it keeps what it is given.
    pub fn reach(&self) -> DeskReach {
        self.trouble.clone().unwrap_or(DeskReach::Open)
    }

    /// Whether it has no room.
    pub const fn is_full(&self) -> bool {
        matches!(self.trouble, Some(DeskReach::Failing { full: true, .. }))
    }

    /// Whether it failed last time.
    pub const fn fails(&self) -> bool {
        self.trouble.is_some()
    }

    /// The incident.
    pub const fn incident(&self) -> &IncidentId {
        &self.incident
    }

    /// Leaves.
    pub fn leave(&mut self) {
        if let (Some(desk), Some(seat)) = (&mut self.desk, self.seat.take()) {
            // What could not be written off is written off by the next to start.
            let _ = desk.leave(seat);
        }
    }
}

/// How the desk failed, for those who are told.
fn failing(error: &DeskError) -> DeskReach {
    let full = match error {
        DeskError::Full { .. } => true,
        DeskError::Failing { .. } => false,
    };
    DeskReach::Failing { because: error.to_string(), full }
}
