//! Who knows what, since when: from what was really sent, and from words told by voice. Nothing of
//! it is stored; a sent text or a told line that is struck or mended changes the answer.

use super::Step;
use crate::domain::draft::Draft;
use crate::domain::event::{Direction, EntryKind};
use crate::domain::ids::DraftId;
use crate::domain::incident::Incident;
use crate::domain::review::Sent;
use crate::domain::time::Timestamp;
use crate::domain::timeline::{Entry, Line};
use crate::domain::words::Audience;

/// One time that somebody was told something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told<'a> {
    /// Words of a draft that went out.
    Sent(&'a Draft, &'a Sent),
    /// Words by voice.
    Voice(&'a Line, &'a Entry),
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nobody of them was told.
    Open,
    /// Something went out to them, and drafts for them are left.
    Partly {
        /// Since when they know something.
        since: Timestamp,
        /// How many drafts are still to go.
        left: usize,
    },
    /// They were told.
    Told {
        /// Since when.
        since: Timestamp,
    },
}

/// What somebody knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Knows<'a> {
    /// Who, in words.
    pub who: String,
    /// The step of the plan that they belong to.
    pub step: Option<&'a Step>,
    /// Everything they were told, oldest first; never empty.
    pub told: Vec<Told<'a>>,
}

impl Knows<'_> {
    /// Who, as far as lines for few do not alone say it.
    pub fn named(&self, shown: bool) -> &str {
        if shown || self.step.is_some() || self.told.iter().any(Told::is_open) {
            &self.who
        } else {
            "somebody named in a line for few"
        }
    }
}

impl Stage {
    /// Whether nothing is left to tell them.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Told { .. })
    }
}

impl Told<'_> {
    /// When.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Sent(_, sent) => sent.at,
            Self::Voice(line, entry) => match entry.now.kind {
                EntryKind::Words { at: Some(at), .. } => at,
                _ => line.occurred_at,
            },
        }
    }

    /// Who was told, in the words that were used. Of a line for few it is one of its words.
    pub fn party(&self) -> &str {
        match self {
            Self::Sent(_, sent) => &sent.audience,
            Self::Voice(_, entry) => match &entry.now.kind {
                EntryKind::Words { party, .. } => party,
                _ => "",
            },
        }
    }

    /// Whether the shield leaves its words readable.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Sent(draft, _) => draft.handling.is_open(),
            Self::Voice(_, entry) => entry.now.handling.is_open(),
        }
    }
}

/// The plan against what was really told.
#[derive(Debug, Clone)]
pub struct Disclosure<'a> {
    pub(super) incident: &'a Incident,
    /// Everything that anybody outside was told, oldest first, each with its step.
    pub told: Vec<(Option<&'a Step>, Told<'a>)>,
    drafts: Vec<(Option<&'a Step>, &'a Draft)>,
}

impl Incident {
    /// The plan against what was really told: gone through once, asked many times.
    pub fn disclosure(&self) -> Disclosure<'_> {
        let drafts = self.drafts.all().iter().map(|draft| (self.step_of(draft), draft));
        Disclosure { incident: self, told: self.all_told(), drafts: drafts.collect() }
    }

    /// Everything that anybody outside the room was told, oldest first, with the step of the plan
    /// that they belong to.
    fn all_told(&self) -> Vec<(Option<&Step>, Told<'_>)> {
        let mut all = Vec::new();
        for draft in self.drafts.all() {
            for sent in &draft.review.sent {
                let step = self.step_for(&draft.id, draft.template.as_deref(), &sent.audience);
                all.push((step, Told::Sent(draft, sent)));
            }
        }
        for (line, entry) in self.timeline.told() {
            if let EntryKind::Words { direction: Direction::Told, party, .. } = &entry.now.kind {
                all.push((self.step_named(party), Told::Voice(line, entry)));
            }
        }
        all.sort_by_key(|(_, told)| told.at());
        all
    }

    /// All drafts in the order of the plan; those without a step last, in the order of the list.
    pub fn in_plan_order(&self) -> Vec<&Draft> {
        let place = |draft: &&Draft| {
            let of = self.step_of(draft).map(|step| &step.now.step);
            let mut steps = self.plan.steps();
            of.and_then(|of| steps.position(|step| step.now.step == *of)).unwrap_or(usize::MAX)
        };
        let mut drafts: Vec<&Draft> = self.drafts.all().iter().collect();
        drafts.sort_by_cached_key(place);
        drafts
    }

    /// The step that a draft belongs to.
    pub fn step_of(&self, draft: &Draft) -> Option<&Step> {
        self.step_for(&draft.id, draft.template.as_deref(), &draft.audience)
    }

    /// The step for a draft of that kind to those readers: one that names the draft, else one to
    /// whose audience it is meant, of its kind before others.
    fn step_for(&self, id: &DraftId, kind: Option<&str>, readers: &str) -> Option<&Step> {
        if let Some(step) = self.plan.steps().find(|step| step.now.drafts.contains(id)) {
            return Some(step);
        }
        let readers_step = self.step_named(readers);
        let of_kind =
            |step: &&Step| kind.is_some_and(|kind| step.now.kinds.iter().any(|k| k == kind));
        let mut kinds = self.plan.steps().filter(of_kind);
        // Readers that are named in the plan are those; else the kind says to whom it goes.
        match readers_step {
            Some(step) if of_kind(&step) || step.names().next().is_some() => Some(step),
            other => kinds.next().or(other),
        }
    }

    /// The step whose people those words mean: one that names them, else one to all of their
    /// audience.
    pub fn step_named(&self, words: &str) -> Option<&Step> {
        let said = words.trim().to_lowercase();
        if said.is_empty() {
            return None;
        }
        let named =
            |step: &&Step| step.names().any(|name| begins_with(&said, &name.to_lowercase()));
        if let Some(step) = self.plan.steps().find(named) {
            return Some(step);
        }
        let audience = Audience::ALL.iter().copied();
        let audience = audience.clone().find(|one| {
            let label = one.label();
            label == said || one.id() == said || label.strip_prefix("the ") == Some(said.as_str())
        });
        let audience = audience.or_else(|| Audience::meant(&said))?;
        let to_all = |step: &&Step| step.now.audience == audience && step.now.which.is_empty();
        let says_something = self.plan.steps().filter(to_all).find(|step| !step.now.holding);
        says_something.or_else(|| self.plan.steps().find(to_all))
    }
}

impl<'a> Disclosure<'a> {
    /// Everything that those of a step were told, oldest first.
    pub fn told(&self, step: &Step) -> Vec<Told<'a>> {
        let mine = |one: Option<&Step>| one.is_some_and(|one| one.now.step == step.now.step);
        self.told.iter().filter(|(one, _)| mine(*one)).map(|(_, told)| *told).collect()
    }

    /// Who knows what: those of each step in the order of the plan, then everybody else who was
    /// told something, each once.
    pub fn knows(&self) -> Vec<Knows<'a>> {
        let mut all: Vec<Knows<'a>> = self
            .incident
            .plan
            .steps()
            .map(|step| Knows { who: step.whom(), step: Some(step), told: Vec::new() })
            .collect();
        for (step, told) in self.told.iter().copied() {
            let who = match (step, &told) {
                (Some(step), _) => step.whom(),
                (None, Told::Sent(_, sent)) if sent.audience.is_empty() => {
                    "nobody named".to_owned()
                }
                (None, told) => told.party().to_owned(),
            };
            let id = step.map(|step| &step.now.step);
            let same = |one: &&mut Knows<'a>| match (one.step, id) {
                (Some(there), Some(id)) => there.now.step == *id,
                (None, None) => one.who.eq_ignore_ascii_case(&who),
                _ => false,
            };
            match all.iter_mut().find(same) {
                Some(one) => one.told.push(told),
                None => all.push(Knows { who, step, told: vec![told] }),
            }
        }
        all.retain(|one| !one.told.is_empty());
        all
    }

    /// The drafts that belong to a step and were not put aside, in the order they were begun.
    pub fn drafts(&self, step: &Step) -> Vec<&'a Draft> {
        let mine = |(of, draft): &&(Option<&Step>, &Draft)| {
            let gone = draft.shelved.is_some() && draft.review.last_sent().is_none();
            !gone && of.is_some_and(|one| one.now.step == step.now.step)
        };
        self.drafts.iter().filter(mine).map(|(_, draft)| *draft).collect()
    }

    /// How far a step is.
    pub fn stage(&self, step: &Step) -> Stage {
        let Some(since) = self.told(step).first().map(Told::at) else { return Stage::Open };
        let open = |draft: &&&Draft| draft.review.last_sent().is_none();
        match self.drafts(step).iter().filter(open).count() {
            0 => Stage::Told { since },
            left => Stage::Partly { since, left },
        }
    }
}

/// Whether words begin with a name, whole words only.
fn begins_with(said: &str, name: &str) -> bool {
    let rest = said.strip_prefix(name);
    !name.is_empty() && rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}
