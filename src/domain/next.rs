//! Everything owed, as one list by time: orders, questions, what others ask us, decisions to look
//! at again, promised items, promised next updates. A pure reading of the incident; the timeline
//! keeps its own debts, so that no line is searched for.

mod drafts;

use std::borrow::Cow;

use super::checklist::Item;
use super::draft::Draft;
use super::event::{Direction, EntryKind, OrderState, When};
use super::ids::{ClaimId, DraftId, EntryId, ItemId, StepId};
use super::incident::{AnchorValue, Incident};
use super::people::{DepartmentId, Party, Person};
use super::plan::Step;
use super::review::{Claim, Sent, Verdict};
use super::sentence;
use super::time::Timestamp;
use super::timeline::{Entry, Line};
use super::words::{Anchor, Status};

/// The anchor that promised next updates hang on; its scope says to whom.
pub const NEXT_UPDATE: &str = "next-update";

/// One thing owed.
#[derive(Debug, Clone, PartialEq)]
pub struct Owed<'a> {
    /// What is owed.
    pub thing: Thing<'a>,
    /// For when it was promised; nothing where no time was said.
    pub due: Option<Timestamp>,
    /// Since when it is owed.
    pub since: Timestamp,
    /// Who owes it; nothing is "whoever takes it".
    pub who: Who<'a>,
    /// What it still lacks or waits for: `unset: hotline`. Empty where nothing is said of that.
    pub lacks: String,
    /// Not before then; nothing where it may be done as soon as it lacks nothing.
    pub from: Option<Timestamp>,
    /// Whether it goes before everything else.
    pub at_once: bool,
}

/// Who owes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// Whoever takes it.
    Anybody,
    /// Somebody named.
    Party(&'a Party),
    /// The holder of an item.
    Person(&'a Person),
    /// A lane.
    Lane(&'a super::people::DepartmentId),
    /// The incident commander, whom nobody has been named yet.
    Commander,
}

/// What can be owed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Thing<'a> {
    /// An order not done.
    Order(&'a Line, &'a Entry),
    /// A question of ours not answered.
    Question(&'a Line, &'a Entry),
    /// Somebody outside waits for an answer.
    Asked(&'a Line, &'a Entry),
    /// A decision to be looked at again.
    LookAgain(&'a Line, &'a Entry),
    /// An item that was promised.
    Item(&'a Item),
    /// An update that was promised to somebody.
    Update(&'a AnchorValue),
    /// A department's answer on a draft.
    Approval(&'a Draft, &'a DepartmentId),
    /// The changes to a draft that a department asked for.
    Changes(&'a Draft, &'a Verdict),
    /// A correction of what was sent with a value that is another now.
    Correction(&'a Draft, &'a Sent),
    /// The go for a draft that everybody approved.
    Go(&'a Draft),
    /// The sending of a draft that has the go.
    Sending(&'a Draft),
    /// Whether words went out that a console let out.
    Outcome(&'a Draft, &'a Claim),
    /// New words, or a new time, for a draft that is good until then.
    Expiry(&'a Draft),
    /// A step of the disclosure plan: somebody is to be told.
    Tell(&'a Step),
}

/// What names a thing owed from one frame to the next.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// An entry.
    Entry(EntryId),
    /// An item.
    Item(ItemId),
    /// A promised update, by whom it is for.
    Update(String),
    /// A department's answer on a draft.
    Approval(DraftId, DepartmentId),
    /// Changes to a draft that a department asked for.
    Changes(DraftId, DepartmentId),
    /// A correction of what a draft sent.
    Correction(DraftId),
    /// The go for a draft.
    Go(DraftId),
    /// The sending of a draft.
    Sending(DraftId),
    /// How a sending of a draft ended.
    Outcome(DraftId, ClaimId),
    /// A draft that is good until a time.
    Expiry(DraftId),
    /// A step of the disclosure plan.
    Tell(StepId),
}

/// What can be done with a thing owed, in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Say that it was taken.
    Acknowledge,
    /// Say that it is done, with what result.
    Finish,
    /// Say that it will not be done, and why.
    Refuse,
    /// Give it another time.
    Extend,
    /// Answer it.
    Answer,
    /// Strike it, with a reason.
    Strike,
    /// Let it be owed no longer: no time to look again, no promise.
    Release,
}

impl Owed<'_> {
    /// Whether its promised time is past.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.due.is_some_and(|due| due < now)
    }

    /// The word for its sort: `order`, `question`, `asked`, `look again`, `item`, `update`.
    pub const fn sort(&self) -> &'static str {
        match self.thing {
            Thing::Order(..) => "order",
            Thing::Question(..) => "question",
            Thing::Asked(..) => "asked",
            Thing::LookAgain(..) => "look again",
            Thing::Item(_) => "item",
            Thing::Update(_) => "update",
            Thing::Approval(..) => "approve",
            Thing::Changes(..) => "changes",
            Thing::Correction(..) => "correct",
            Thing::Go(_) => "go",
            Thing::Sending(_) => "send",
            Thing::Outcome(..) => "sent?",
            Thing::Expiry(_) => "renew",
            Thing::Tell(_) => "tell",
        }
    }

    /// What names it.
    pub fn key(&self) -> Key {
        match self.thing {
            Thing::Order(_, entry)
            | Thing::Question(_, entry)
            | Thing::Asked(_, entry)
            | Thing::LookAgain(_, entry) => Key::Entry(entry.now.entry.clone()),
            Thing::Item(item) => Key::Item(item.given.item.clone()),
            Thing::Update(value) => Key::Update(value.words.clone()),
            Thing::Approval(draft, of) => Key::Approval(draft.id.clone(), of.clone()),
            Thing::Changes(draft, verdict) => {
                Key::Changes(draft.id.clone(), verdict.department.clone())
            }
            Thing::Correction(draft, _) => Key::Correction(draft.id.clone()),
            Thing::Go(draft) => Key::Go(draft.id.clone()),
            Thing::Sending(draft) => Key::Sending(draft.id.clone()),
            Thing::Outcome(draft, claim) => Key::Outcome(draft.id.clone(), claim.id.clone()),
            Thing::Expiry(draft) => Key::Expiry(draft.id.clone()),
            Thing::Tell(step) => Key::Tell(step.now.step.clone()),
        }
    }

    /// Whether the shield leaves its words readable.
    pub fn is_open(&self) -> bool {
        match self.thing {
            Thing::Order(_, entry)
            | Thing::Question(_, entry)
            | Thing::Asked(_, entry)
            | Thing::LookAgain(_, entry) => entry.now.handling.is_open(),
            Thing::Item(_) | Thing::Update(_) | Thing::Tell(_) => true,
            Thing::Approval(draft, _)
            | Thing::Changes(draft, _)
            | Thing::Correction(draft, _)
            | Thing::Go(draft)
            | Thing::Sending(draft)
            | Thing::Outcome(draft, _)
            | Thing::Expiry(draft) => draft.handling.is_open(),
        }
    }

    /// What it is, in its author's words. Not for a shielded screen unless [`Self::is_open`].
    pub fn words(&self) -> &str {
        match self.thing {
            Thing::Order(_, entry)
            | Thing::Question(_, entry)
            | Thing::Asked(_, entry)
            | Thing::LookAgain(_, entry) => &entry.now.text,
            Thing::Item(item) => &item.given.action,
            Thing::Update(value) => &value.words,
            Thing::Approval(draft, _)
            | Thing::Changes(draft, _)
            | Thing::Correction(draft, _)
            | Thing::Go(draft)
            | Thing::Sending(draft)
            | Thing::Outcome(draft, _)
            | Thing::Expiry(draft) => &draft.title,
            Thing::Tell(step) => &step.now.what,
        }
    }

    /// Who outside the room asked it, by voice.
    pub fn asker(&self) -> Option<&str> {
        let Thing::Asked(_, entry) = self.thing else { return None };
        match &entry.now.kind {
            EntryKind::Words { party, .. } => Some(party.as_str()),
            _ => None,
        }
    }

    /// Who is to be told, in words.
    pub fn told(&self) -> Option<String> {
        let Thing::Tell(step) = self.thing else { return None };
        Some(step.whom())
    }

    /// Whom an update is for: `for customers`, or that nobody said so.
    pub fn audience(&self) -> Option<Cow<'_, str>> {
        let Thing::Update(value) = self.thing else { return None };
        Some(for_whom(&value.words))
    }

    /// What it is, with who asked it, who is to be told, or what it lacks: `NYT asks: is it true?`,
    /// `Customer note: unset: hotline`; of an update whom it is for.
    pub fn said(&self) -> Cow<'_, str> {
        if let Some(audience) = self.audience() {
            return audience;
        }
        let mut said = match (self.asker(), self.told()) {
            (Some(asker), _) => Cow::Owned(format!("{asker} asks: {}", self.words())),
            (None, Some(whom)) if self.words().is_empty() => Cow::Owned(whom),
            (None, Some(whom)) => Cow::Owned(format!("{whom}: {}", self.words())),
            (None, None) => Cow::Borrowed(self.words()),
        };
        if !self.lacks.is_empty() {
            said = Cow::Owned(format!("{said}: {}", self.lacks));
        }
        said
    }

    /// Whether somebody said that they took it: an order acknowledged, an item in progress.
    pub fn is_taken(&self) -> bool {
        match self.thing {
            Thing::Order(_, entry) => matches!(entry.order, OrderState::Acknowledged { .. }),
            Thing::Item(item) => item.state == super::event::ItemState::InProgress,
            Thing::Question(..)
            | Thing::Asked(..)
            | Thing::LookAgain(..)
            | Thing::Update(_)
            | Thing::Approval(..)
            | Thing::Changes(..)
            | Thing::Correction(..)
            | Thing::Go(_)
            | Thing::Sending(_)
            | Thing::Outcome(..)
            | Thing::Expiry(_)
            | Thing::Tell(_) => false,
        }
    }

    /// What can be done with it, the most likely first.
    pub fn deeds(&self) -> &'static [Deed] {
        match self.thing {
            Thing::Order(..) if self.is_taken() => {
                &[Deed::Finish, Deed::Extend, Deed::Refuse, Deed::Strike]
            }
            Thing::Order(..) => {
                &[Deed::Acknowledge, Deed::Finish, Deed::Refuse, Deed::Extend, Deed::Strike]
            }
            Thing::Question(..) | Thing::Asked(..) => &[Deed::Answer, Deed::Extend, Deed::Strike],
            Thing::LookAgain(..) => &[Deed::Extend, Deed::Release, Deed::Strike],
            Thing::Item(_) => &[Deed::Finish, Deed::Extend, Deed::Release],
            Thing::Update(_) => &[Deed::Extend, Deed::Release],
            Thing::Expiry(_) => &[Deed::Extend, Deed::Refuse],
            Thing::Approval(..)
            | Thing::Changes(..)
            | Thing::Correction(..)
            | Thing::Go(_)
            | Thing::Sending(_)
            | Thing::Outcome(..)
            | Thing::Tell(_) => &[],
        }
    }
}

impl Incident {
    /// Everything owed: first who must hear that the embargo is broken; then what has a time, by
    /// time; then what waits without one, the longest first.
    pub fn owed(&self) -> Vec<Owed<'_>> {
        let mut owed: Vec<Owed<'_>> = self.promised().collect();
        owed.extend(self.owed_words());
        owed.extend(self.owed_telling());
        // Stable, so that what is due at the same moment stays in the order of the record.
        owed.sort_by_key(|one| {
            let time = one.due.unwrap_or(one.since);
            (!one.at_once, one.due.is_none(), time)
        });
        owed
    }

    /// The times of what is owed, in no order: cheaper than all that is to be said of it.
    pub fn due_times(&self) -> impl Iterator<Item = Timestamp> {
        self.promised().chain(self.owed_telling()).filter_map(|one| one.due)
    }

    /// What somebody gave a time to: lines, items, next updates, and until when words are good.
    fn promised(&self) -> impl Iterator<Item = Owed<'_>> {
        let lines = self.timeline.owed().filter_map(|(line, entry)| owed_on(line, entry));
        let promised = |item: &&Item| item.is_open() && item.promise.is_some();
        let items = self.checklist.items().iter().filter(promised).map(|item| Owed {
            thing: Thing::Item(item),
            due: item.promise,
            since: item.state_since,
            who: item.assignee.as_ref().map_or(Who::Lane(&item.given.department), Who::Person),
            lacks: String::new(),
            from: None,
            at_once: false,
        });
        let updates = self.next_updates().into_iter().map(|value| Owed {
            thing: Thing::Update(value),
            due: value.at,
            since: value.recorded,
            who: Who::Anybody,
            lacks: String::new(),
            from: None,
            at_once: false,
        });
        let renewals = self.drafts.all().iter().filter_map(|one| self.owed_renewal(one));
        lines.chain(items).chain(updates).chain(renewals)
    }

    /// The moment that promises are late against: none once the room is closed, for what was left
    /// open then is waited for no longer.
    pub fn late_against(&self, now: Timestamp) -> Timestamp {
        match self.status.value {
            Status::Closed => Timestamp::MIN,
            Status::Signal | Status::Declared => now,
        }
    }

    /// Who is still to be told, of the steps that somebody took: those with a time, those whose way
    /// is open now that was not, and whoever must hear that the embargo is broken.
    fn owed_telling(&self) -> Vec<Owed<'_>> {
        if self.plan.broken.is_none() && self.plan.planned().next().is_none() {
            return Vec::new();
        }
        let (plan, mut owed) = (self.disclosure(), Vec::new());
        for step in self.plan.steps() {
            let at_once = plan.owes_word(step);
            if !at_once && (step.now.proposed || plan.stage(step).is_done()) {
                continue;
            }
            // A playbook's suggestion is never late.
            let due = match &step.now.not_after {
                Some(When::At(at)) => Some(*at),
                Some(When::Target(_)) | None => None,
            };
            let gates = if at_once { Vec::new() } else { plan.unmet(step) };
            // What waits for nothing and has no time stands in the plan alone.
            let opened = step.now.not_before.is_some() || !step.now.after.is_empty();
            if !at_once && due.is_none() && !(gates.is_empty() && opened) {
                continue;
            }
            let waits: Vec<String> = gates.into_iter().map(super::plan::gate).collect();
            let lacks = if waits.is_empty() {
                String::new()
            } else {
                format!("after {}", waits.join(", "))
            };
            let since = self.plan.broken.as_ref().filter(|_| at_once).map(|broken| broken.at);
            owed.push(Owed {
                thing: Thing::Tell(step),
                due: due.filter(|_| !at_once),
                since: since.unwrap_or(step.changed_at),
                who: step.now.by.as_ref().map_or(Who::Anybody, Who::Party),
                lacks,
                from: if at_once { None } else { self.opens(step) },
                at_once,
            });
        }
        owed
    }

    /// The next updates promised, the last one for each audience since they were last taken back.
    pub fn next_updates(&self) -> Vec<&AnchorValue> {
        let history = self.anchors.get(&Anchor::from(NEXT_UPDATE));
        history.map(super::incident::AnchorHistory::in_force).unwrap_or_default()
    }

    /// Who owes something, in words: `Infra`, `Dana`, `anybody`. A person who was named in a line
    /// for few is one of its words.
    pub fn who<'a>(&'a self, owed: &Owed<'a>, shown: bool) -> &'a str {
        let of_line = matches!(owed.thing, Thing::Order(..) | Thing::Question(..));
        match owed.who {
            Who::Party(Party::Person(_)) if of_line && !shown && !owed.is_open() => "(hidden)",
            Who::Anybody => "anybody",
            Who::Party(party) => sentence::party(self, party),
            Who::Person(person) => person.as_str(),
            Who::Lane(id) => self.short(id),
            Who::Commander => "IC",
        }
    }
}

/// Whom a promised update is for: people write `customers`, `for customers` or `to customers`.
fn for_whom(words: &str) -> Cow<'_, str> {
    match words.trim() {
        "" => Cow::Borrowed("audience not said"),
        said if said.starts_with("for ") || said.starts_with("to ") => Cow::Borrowed(said),
        said => Cow::Owned(format!("for {said}")),
    }
}

/// A promised update in words of its own: `update for customers`.
pub fn update_words(words: &str) -> String {
    let gap = if words.trim().is_empty() { ", " } else { " " };
    format!("update{gap}{}", for_whom(words))
}

/// What is owed on a line, if it is a line on which something can be.
fn owed_on<'a>(line: &'a Line, entry: &'a Entry) -> Option<Owed<'a>> {
    let party = |to: &'a Option<Party>| to.as_ref().map_or(Who::Anybody, Who::Party);
    let (thing, due, who) = match &entry.now.kind {
        EntryKind::Order { to, due } => (Thing::Order(line, entry), *due, party(to)),
        EntryKind::Question { to, due } => (Thing::Question(line, entry), *due, party(to)),
        EntryKind::Decision { until, .. } => {
            (Thing::LookAgain(line, entry), *until, Who::Lane(&line.department))
        }
        EntryKind::Words { direction: Direction::Asks, at, .. } => {
            (Thing::Asked(line, entry), *at, Who::Lane(&line.department))
        }
        EntryKind::Words { direction: Direction::Told, .. }
        | EntryKind::Note
        | EntryKind::Assessment
        | EntryKind::Fact { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => return None,
    };
    let (since, lacks) = (line.occurred_at, String::new());
    Some(Owed { thing, due, since, who, lacks, from: None, at_once: false })
}
