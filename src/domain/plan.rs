//! The disclosure plan: who is told what, in which order. A ladder of steps, each as it was last
//! set; what a playbook proposes stands in its place until somebody takes it or takes it out.
//!
//! What must stay true: nothing here says that somebody was told. That is always asked of what was
//! really sent and of words told by voice: see [`told`]. Nor is a lifted time stored: while the
//! embargo is broken no step waits for one ([`ladder`]).

mod flags;
mod ladder;
mod told;

use serde::{Deserialize, Serialize};

pub use self::flags::Flag;
pub use self::ladder::{Bound, Waits};
pub use self::told::{Disclosure, Knows, Stage, Told};
use super::event::{Gate, StepSet};
use super::ids::StepId;
use super::people::Person;
use super::time::Timestamp;
use super::timeline::Happening;
use super::words::{Anchor, Audience};

/// The steps in their order, and whether the embargo is broken.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    pub(super) steps: Vec<Step>,
    /// Set while the embargo is broken.
    pub broken: Option<Broken>,
    /// The row that last said whether it is; 0 before any.
    pub broken_seq: u64,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// As it stands now.
    pub now: StepSet,
    /// The playbook that proposed it.
    pub playbook: Option<String>,
    /// Taken out: why.
    pub removed: Option<String>,
    /// The row that last changed it.
    pub changed: u64,
    /// When that row was numbered.
    pub changed_at: Timestamp,
    /// Everything that was done to it, oldest first.
    pub history: Vec<Happening>,
}

/// That the embargo is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// Who said so.
    pub by: Person,
    /// Since when.
    pub at: Timestamp,
    /// What was seen, and where.
    pub because: String,
    /// The anchors that it set.
    pub anchors: Vec<Anchor>,
    /// The row.
    pub seq: u64,
}

impl Plan {
    /// The steps that stand, in their order: what is planned and what is only proposed.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.removed.is_none())
    }

    /// The steps that somebody took.
    pub fn planned(&self) -> impl Iterator<Item = &Step> {
        self.steps().filter(|step| !step.now.proposed)
    }

    /// A step, one that was taken out included.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.now.step == *id)
    }

    pub(super) fn step_mut(&mut self, id: &StepId) -> Option<&mut Step> {
        self.steps.iter_mut().find(|step| step.now.step == *id)
    }

    /// The step before which one stands; nothing where it is the last.
    pub fn before(&self, id: &StepId) -> Option<&StepId> {
        let mut after = self.steps.iter().skip_while(|step| step.now.step != *id).skip(1);
        after.find(|step| step.removed.is_none()).map(|step| &step.now.step)
    }

    /// Puts a new step where the usual order of telling has it: behind the last of its turn.
    pub(super) fn put(&mut self, step: Step) {
        let turn = step.now.audience.turn();
        let place = self.steps.iter().rposition(|there| there.now.audience.turn() <= turn);
        self.steps.insert(place.map_or(0, |place| place + 1), step);
    }

    /// Gives a step its place before another, or the last.
    pub(super) fn place(&mut self, id: &StepId, before: Option<&StepId>) {
        let Some(from) = self.steps.iter().position(|step| step.now.step == *id) else { return };
        let step = self.steps.remove(from);
        let place = |before: &StepId| self.steps.iter().position(|there| there.now.step == *before);
        let to = before.and_then(place).unwrap_or(self.steps.len());
        self.steps.insert(to, step);
    }
}

impl Step {
    /// Who is told, in words: `affected customers (EU tenants)`.
    pub fn whom(&self) -> String {
        whom(&self.now)
    }

    /// Whether they keep it to themselves, or found what it is about: they hear first when the
    /// embargo is broken.
    pub fn is_bound(&self) -> bool {
        self.now.embargo.is_some() || self.now.audience == Audience::Reporter
    }

    /// The names under `which`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.now.which.split([',', ';']).map(str::trim).filter(|name| !name.is_empty())
    }
}

/// Who is told, in words: `affected customers (EU tenants)`.
pub fn whom(step: &StepSet) -> String {
    let which = step.which.trim();
    if which.is_empty() {
        step.audience.label().to_owned()
    } else {
        format!("{} ({which})", step.audience.label())
    }
}

/// What must be so first, in words: `fix out`, `regulators told`.
pub fn gate(gate: &Gate) -> String {
    match gate {
        Gate::FixOut => "fix out".to_owned(),
        Gate::Told(audience) => format!("{} told", audience.label()),
        Gate::EmbargoOver => "embargo over".to_owned(),
        Gate::Said { words, .. } => words.clone(),
    }
}

impl Gate {
    /// Reads what a person or a playbook wrote: `fix out`, `embargo-over`, `regulators told`;
    /// anything else stands as words that somebody says are so.
    pub fn read(text: &str) -> Self {
        let plain = text.trim().to_lowercase().replace('-', " ");
        match plain.as_str() {
            "fix out" => return Self::FixOut,
            "embargo over" => return Self::EmbargoOver,
            _ => {}
        }
        if let Some(who) = plain.strip_suffix(" told") {
            let called = |one: &&Audience| {
                let id = one.id().replace('-', " ");
                id == who || one.label() == who || id.strip_suffix('s') == Some(who)
            };
            if let Some(audience) = Audience::ALL.iter().find(called) {
                return Self::Told(*audience);
            }
        }
        Self::Said { words: text.trim().to_owned(), met: false }
    }
}
