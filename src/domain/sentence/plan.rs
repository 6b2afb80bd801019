//! Sentences on the disclosure plan.

use super::{because, clip, clock, party};
use crate::domain::event::{EmbargoChanged, Event, Gate, StepMoved, StepRemoved, StepSet, When};
use crate::domain::ids::StepId;
use crate::domain::incident::Incident;
use crate::domain::plan::{Step, gate, whom};

/// What a row about the plan says.
pub(super) fn of(incident: &Incident, event: &Event) -> String {
    match event {
        Event::StepSet(to) => set(incident, to),
        Event::StepRemoved(to) => removed(incident, to),
        Event::StepMoved(to) => moved(incident, to),
        Event::EmbargoChanged(to) => embargo(to),
        // Everything else is said elsewhere.
        _ => String::new(),
    }
}

fn set(incident: &Incident, to: &StepSet) -> String {
    let whom = whom(to);
    let Some(was) = incident.plan.step(&to.step) else {
        let sides = changes(incident, &blank(to), to).join(", ");
        let sides = if sides.is_empty() { sides } else { format!(": {sides}") };
        return format!("plan: {whom} added{sides}");
    };
    let before = &was.now;
    let verb = match (was.removed.is_some(), before.proposed, to.proposed) {
        (true, _, _) => "put back",
        (false, true, false) => "taken as planned",
        (false, false, true) => "only proposed again",
        (false, _, _) => "changed",
    };
    let sides = changes(incident, before, to).join(", ");
    let sides = if sides.is_empty() { sides } else { format!(": {sides}") };
    format!("plan: {whom} {verb}{sides}")
}

/// A step of which nothing is said but to whom.
fn blank(of: &StepSet) -> StepSet {
    StepSet {
        which: of.which.clone(),
        holding: of.holding,
        proposed: of.proposed,
        ..StepSet::blank(of.step.clone(), of.audience)
    }
}

/// A time of the plan in words: a clock time, or what it hangs on.
pub fn when(when: &When) -> String {
    match when {
        When::At(at) => clock(*at),
        When::Target(target) => {
            let words = target.words().unwrap_or_else(|| target.to_string());
            // “Not before when released” would say it twice.
            words.strip_prefix("when ").map(str::to_owned).unwrap_or(words)
        }
    }
}

/// What of a step is another now, each side in words.
fn changes(incident: &Incident, was: &StepSet, now: &StepSet) -> Vec<String> {
    let mut sides = Vec::new();
    let said = |words: &str, none: &str| {
        if words.trim().is_empty() { none.to_owned() } else { clip(words) }
    };
    if was.audience != now.audience || was.which != now.which {
        sides.push(format!("was {}", whom(was)));
    }
    if was.what != now.what {
        sides.push(said(&now.what, "nothing said of what"));
    }
    if was.by != now.by {
        let by = now.by.as_ref().map_or("nobody named", |by| party(incident, by));
        sides.push(format!("by {by}"));
    }
    if was.channel != now.channel {
        sides.push(said(&now.channel, "no channel"));
    }
    let time = |name: &str, now: &Option<When>| match now {
        Some(time) => format!("{name} {}", when(time)),
        None => format!("no “{name}”"),
    };
    let limit = now.not_after.as_ref().map_or("not after", limit);
    for (name, was, now) in [
        ("not before", &was.not_before, &now.not_before),
        (limit, &was.not_after, &now.not_after),
        ("embargo until", &was.embargo, &now.embargo),
    ] {
        if was != now {
            sides.push(time(name, now));
        }
    }
    if was.after != now.after {
        sides.push(gates(&now.after));
    }
    if was.tlp != now.tlp {
        sides.push(now.tlp.map_or("no TLP label", |tlp| tlp.label()).to_owned());
    }
    if was.kinds != now.kinds {
        sides.push(format!("drafts of the kind {}", said(&now.kinds.join(", "), "none")));
    }
    if was.holding != now.holding {
        let word = if now.holding { "holding words only" } else { "more than holding words" };
        sides.push(word.to_owned());
    }
    if was.drafts != now.drafts {
        let titles = now.drafts.iter().map(|id| super::title(incident, id));
        sides.push(said(&titles.collect::<Vec<_>>().join(", "), "no draft of its own"));
    }
    sides
}

/// What must be so first, in words.
fn gates(after: &[Gate]) -> String {
    let words = after.iter().map(|one| match one {
        Gate::Said { words, met: true } => format!("{} (it is so)", clip(words)),
        one => clip(&gate(one)),
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        "after nothing".to_owned()
    } else {
        format!("after {}", words.join(" and "))
    }
}

fn removed(incident: &Incident, to: &StepRemoved) -> String {
    let whom = incident.plan.step(&to.step).map_or("a step".to_owned(), Step::whom);
    format!("plan: {whom} taken out{}", because(&to.because))
}

fn moved(incident: &Incident, to: &StepMoved) -> String {
    let whom = incident.plan.step(&to.step).map_or("a step".to_owned(), Step::whom);
    format!("plan: {whom} now {}", step_place(incident, to.before.as_ref()))
}

/// A place in the plan in words: `before the public`, `last`.
pub fn step_place(incident: &Incident, before: Option<&StepId>) -> String {
    match before {
        Some(id) => {
            let whom = incident.plan.step(id).map_or("a step".to_owned(), Step::whom);
            format!("before {whom}")
        }
        None => "last".to_owned(),
    }
}

/// A step as it stands, in words, for one who is told that it has moved on.
pub fn step(step: &Step) -> String {
    match &step.removed {
        Some(_) => "taken out".to_owned(),
        None => step_set(&step.now),
    }
}

/// What the time is called until when somebody should be told: a playbook's suggestion is an aim,
/// and is never late.
pub const fn limit(until: &When) -> &'static str {
    match until {
        When::At(_) => "not after",
        When::Target(_) => "aim:",
    }
}

/// A step as it is set, in words.
pub fn step_set(step: &StepSet) -> String {
    let mut words = whom(step);
    if !step.what.trim().is_empty() {
        words = format!("{words}: {}", clip(&step.what));
    }
    let limit = step.not_after.as_ref().map_or("", limit);
    for (name, time) in [("not before", &step.not_before), (limit, &step.not_after)] {
        if let Some(time) = time {
            words = format!("{words}, {name} {}", when(time));
        }
    }
    words
}

fn embargo(to: &EmbargoChanged) -> String {
    let why = because(&to.because);
    if to.broken {
        let anchors: Vec<String> =
            to.anchors.iter().map(|anchor| format!("“{}”", anchor.words())).collect();
        let set = if anchors.is_empty() {
            String::new()
        } else {
            format!("; {} set to that moment", anchors.join(" and "))
        };
        format!("EMBARGO BROKEN at {}{why}{set}", clock(to.at))
    } else {
        format!("the embargo stands again{why}")
    }
}
