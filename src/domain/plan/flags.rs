//! What is wrong with the order of a plan: the public hears before those whom it happened to, who
//! found it or who keep to the embargo. Said, never refused.

use super::{Disclosure, Step, Told};
use crate::domain::event::Gate;
use crate::domain::time::Timestamp;
use crate::domain::words::Audience;

/// Something wrong with the order, about one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag<'a> {
    /// The public would know before these.
    Would {
        /// The step that is too early.
        wide: &'a Step,
        /// Those who come too late.
        late: &'a Step,
    },
    /// The public knows, and these were not told.
    Knows {
        /// The step that went first.
        wide: &'a Step,
        /// Since when.
        since: Timestamp,
        /// Those who were not told.
        late: &'a Step,
    },
    /// The public knew before these were told.
    Knew {
        /// The step that went first.
        wide: &'a Step,
        /// Since when.
        since: Timestamp,
        /// Those who were told later.
        late: &'a Step,
        /// When they were.
        told: Timestamp,
    },
    /// The plan tells the public and has no step for the affected customers.
    NobodyAffected(&'a Step),
    /// A step has to be done before it may be.
    NoTime(&'a Step),
}

impl Flag<'_> {
    /// The steps that it is about: the one to be moved, and who comes too late.
    pub fn steps(&self) -> (&Step, Option<&Step>) {
        match self {
            Self::Would { wide, late }
            | Self::Knows { wide, late, .. }
            | Self::Knew { wide, late, .. } => (wide, Some(late)),
            Self::NobodyAffected(step) | Self::NoTime(step) => (step, None),
        }
    }

    /// In a plain sentence, clock times written by `clock`.
    pub fn sentence(&self, clock: impl Fn(Timestamp) -> String) -> String {
        match self {
            Self::Would { wide, late } => {
                format!("{} would know before {}", wide.whom(), late.whom())
            }
            Self::Knows { wide, since, late } => {
                let since = clock(*since);
                format!("{} knows since {since}; not told: {}", wide.whom(), late.whom())
            }
            Self::Knew { wide, since, late, told } => {
                let (since, told) = (clock(*since), clock(*told));
                format!("{} knew at {since}, {} only at {told}", wide.whom(), late.whom())
            }
            Self::NobodyAffected(step) => {
                let label = Audience::AffectedCustomers.label();
                format!("the plan tells {} and has no step for {label}", step.whom())
            }
            Self::NoTime(step) => {
                format!("{}: “not after” is earlier than “not before”", step.whom())
            }
        }
    }
}

/// Who must not learn it from the news.
const fn first(audience: Audience) -> bool {
    matches!(
        audience,
        Audience::AffectedCustomers | Audience::Reporter | Audience::Distributors | Audience::Staff
    )
}

impl<'a> Disclosure<'a> {
    /// What is wrong with the order, worst first: what has happened, then what would.
    pub fn flags(&self) -> Vec<Flag<'a>> {
        let steps: Vec<&'a Step> = self.incident.plan.steps().collect();
        // Two steps for the same people are one ear: what they heard by the one counts for both.
        let same = |one: &Step, other: &Step| one.whom() == other.whom();
        let since = |step: &Step| {
            let ears = steps.iter().filter(|one| same(one, step) && !one.now.holding);
            ears.filter_map(|one| self.told(one).first().map(Told::at)).min()
        };
        let mut flags = Vec::new();
        let wide = steps.iter().enumerate().filter(|(_, step)| {
            // Every customer is as good as the public to those whom it happened to.
            let wide = matches!(step.now.audience, Audience::Public | Audience::AllCustomers);
            wide && !step.now.holding
        });
        for (place, wide) in wide {
            let public = wide.now.audience == Audience::Public;
            for (other, late) in steps.iter().enumerate() {
                let affected = late.now.audience == Audience::AffectedCustomers;
                let again = steps.iter().take(other).any(|before| same(before, late));
                if again || !first(late.now.audience) || (!public && !affected) {
                    continue;
                }
                match (since(wide), since(late)) {
                    (Some(since), None) => flags.push(Flag::Knows { wide, since, late }),
                    (Some(since), Some(told)) if since < told => {
                        flags.push(Flag::Knew { wide, since, late, told });
                    }
                    (None, None) if place < other || self.goes_before(wide, late) => {
                        flags.push(Flag::Would { wide, late });
                    }
                    (Some(_) | None, Some(_)) | (None, None) => {}
                }
            }
            let affected = |step: &&Step| step.now.audience == Audience::AffectedCustomers;
            if public && !wide.now.proposed && !steps.iter().any(affected) {
                flags.push(Flag::NobodyAffected(wide));
            }
        }
        let ends = |step: &Step| {
            let clock =
                |when: &Option<_>| when.as_ref().and_then(|when| self.incident.clock_of(when));
            (clock(&step.now.not_before), clock(&step.now.not_after))
        };
        let lifted = self.incident.plan.broken.is_some();
        let no_time = steps.iter().filter(
            |step| matches!(ends(step), (Some(from), Some(until)) if until < from && !lifted),
        );
        flags.extend(no_time.map(|step| Flag::NoTime(step)));
        flags.sort_by_key(|flag| match flag {
            Flag::Knows { .. } => 0,
            Flag::Would { .. } => 1,
            Flag::NobodyAffected(_) => 2,
            Flag::NoTime(_) => 3,
            Flag::Knew { .. } => 4,
        });
        flags
    }

    /// Whether the times let a step go before another, whatever their places: it has to be done
    /// before the other may be, and does not wait for it.
    fn goes_before(&self, wide: &Step, late: &Step) -> bool {
        if wide.now.after.contains(&Gate::Told(late.now.audience))
            || self.incident.plan.broken.is_some()
        {
            return false;
        }
        let clock = |when: &Option<_>| when.as_ref().and_then(|when| self.incident.clock_of(when));
        let (from, until) = (clock(&late.now.not_before), clock(&wide.now.not_after));
        let may = clock(&wide.now.not_before);
        match (from, until, may) {
            (Some(from), Some(until), _) => until < from,
            (Some(from), None, may) => may.is_some_and(|may| may < from),
            (None, _, _) => false,
        }
    }
}
