//! When a step may be taken, when it must be, and what it still waits for.

use super::{Disclosure, Step};
use crate::domain::draft::Draft;
use crate::domain::event::{Gate, When};
use crate::domain::incident::Incident;
use crate::domain::target::Target;
use crate::domain::time::Timestamp;
use crate::domain::words::{Anchor, Audience, Tlp};

/// The anchor that says that the fix is out.
const RELEASED: &str = "released";

/// What a step waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waits {
    /// Something that must be so first.
    For(Gate),
    /// A clock time; nothing where its anchor has no value yet.
    Until(When, Option<Timestamp>),
}

/// Under what a draft goes out, as its step says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Who may see it.
    pub tlp: Option<Tlp>,
    /// Whether they keep it to themselves until a time: they may be told before the embargo ends.
    pub embargoed: bool,
    /// Whether somebody took the step; else a playbook only proposes it.
    pub planned: bool,
    /// Who is told.
    pub audience: Audience,
}

impl Incident {
    /// The clock time of a time in the plan; nothing where it hangs on an anchor without a value,
    /// or on no clock.
    pub fn clock_of(&self, when: &When) -> Option<Timestamp> {
        match when {
            When::At(at) => Some(*at),
            When::Target(Target::Standing(_)) => None,
            When::Target(Target::Relative { anchor, minutes, .. }) => {
                let at = self.anchors.get(anchor)?.now()?.at?;
                Some(at.plus_minutes(*minutes))
            }
        }
    }

    /// Until when anybody is under an embargo: each step's time, the clock where it is known.
    pub fn embargoes(&self) -> impl Iterator<Item = (&Step, &When, Option<Timestamp>)> {
        self.plan.planned().filter_map(|step| {
            let until = step.now.embargo.as_ref()?;
            Some((step, until, self.clock_of(until)))
        })
    }

    /// Whether nobody is under an embargo any longer, or ever was: its last time is past, or it is
    /// broken.
    pub fn embargo_is_over(&self, now: Timestamp) -> bool {
        self.plan.broken.is_some()
            || self.embargoes().all(|(_, _, until)| until.is_some_and(|until| until <= now))
    }

    /// Under what a draft goes out.
    pub fn bound(&self, draft: &Draft) -> Option<Bound> {
        let step = self.step_of(draft)?;
        Some(Bound {
            tlp: step.now.tlp,
            embargoed: step.now.embargo.is_some(),
            planned: !step.now.proposed,
            audience: step.now.audience,
        })
    }

    /// Before when a step is not to be taken, where that is known: its own time, and the end of the
    /// embargo where it waits for that. Nothing while the embargo is broken.
    pub fn opens(&self, step: &Step) -> Option<Timestamp> {
        if self.plan.broken.is_some() {
            return None;
        }
        let own = step.now.not_before.as_ref().and_then(|when| self.clock_of(when));
        let waits = step.now.after.contains(&Gate::EmbargoOver);
        let ends = self.embargoes().filter_map(|(_, _, until)| until).filter(|_| waits);
        ends.chain(own).max()
    }
}

impl<'a> Disclosure<'a> {
    /// Whether what must be so first is so.
    pub fn is_met(&self, gate: &Gate, now: Timestamp) -> bool {
        match gate {
            Gate::FixOut => {
                let released = self.incident.anchors.get(&Anchor::from(RELEASED));
                released.and_then(|one| one.now()?.at).is_some_and(|at| at <= now)
            }
            Gate::Told(audience) => {
                let all = self.incident.plan.steps().filter(|step| step.now.audience == *audience);
                let all = all.filter(|step| !step.now.holding);
                let mut known = all.map(|step| !self.told(step).is_empty()).peekable();
                known.peek().is_some() && known.all(|known| known)
            }
            Gate::EmbargoOver => self.incident.embargo_is_over(now),
            Gate::Said { met, .. } => *met,
        }
    }

    /// What must be so first and is not, time apart: a gate that only a clock opens counts as open.
    pub fn unmet<'s>(&self, step: &'s Step) -> Vec<&'s Gate> {
        step.now.after.iter().filter(|gate| !self.is_met(gate, Timestamp::MAX)).collect()
    }

    /// What a step waits for now. A broken embargo lifts every time before which somebody was not
    /// to be told.
    pub fn waits(&self, step: &Step, now: Timestamp) -> Vec<Waits> {
        let unmet = step.now.after.iter().filter(|gate| !self.is_met(gate, now));
        let mut waits: Vec<Waits> = unmet.cloned().map(Waits::For).collect();
        if let Some(when) =
            step.now.not_before.as_ref().filter(|_| self.incident.plan.broken.is_none())
        {
            let at = self.incident.clock_of(when);
            if at.is_none_or(|at| at > now) {
                waits.push(Waits::Until(when.clone(), at));
            }
        }
        waits
    }

    /// Whether those of a step must hear at once that the embargo is broken: they keep to it, or
    /// found what it is about, and nobody has told them since.
    pub fn owes_word(&self, step: &Step) -> bool {
        let Some(broken) = &self.incident.plan.broken else { return false };
        // Two steps for the same people are one ear: the first of them asks, either settles it.
        let same = |one: &&Step| one.is_bound() && one.whom() == step.whom();
        let ears: Vec<&Step> = self.incident.plan.steps().filter(same).collect();
        let first = ears.first().is_some_and(|first| first.now.step == step.now.step);
        first && !ears.iter().any(|one| self.told(one).iter().any(|told| told.at() >= broken.at))
    }

    /// The steps as they are shown: in the order of the plan; while the embargo is broken, those
    /// who keep to it and have not been told come first, with who found it.
    pub fn ladder(&self) -> Vec<&'a Step> {
        let (mut first, rest): (Vec<&'a Step>, Vec<&'a Step>) =
            self.incident.plan.steps().partition(|step| self.owes_word(step));
        first.extend(rest);
        first
    }
}
