//! Who is told what, in documents: the ladder, what is wrong with its order, and who knows what
//! since when, from what was really sent.
//!
//! Apart from the drafts, because a step is there before any text is, and words told by voice have
//! none at all.

use serde_json::{Value, json};

use crate::domain::event::When;
use crate::domain::incident::Incident;
use crate::domain::people::Party;
use crate::domain::plan::{Disclosure, Stage, Step, Told, gate};
use crate::domain::review::flag;
use crate::domain::sentence;
use crate::domain::time::Timestamp;
use crate::domain::words::Tlp;

use super::lines::Reach;

/// The plan as lines, each with how deep it stands: the ladder, the flags, who knows what. Nothing
/// where no plan was made and nobody was told anything.
pub fn lines(
    incident: &Incident,
    reach: Reach,
    clock: &dyn Fn(Timestamp) -> String,
) -> Vec<(usize, String)> {
    let plan = incident.disclosure();
    let mut out = Vec::new();
    if let Some(broken) = &incident.plan.broken {
        let (at, why) = (clock(broken.at), &broken.because);
        out.push((0, format!("EMBARGO BROKEN at {at}: {why}")));
    }
    out.extend(plan.flags().iter().map(|flag| (0, format!("!! {}", flag.sentence(clock)))));
    let (planned, proposed): (Vec<&Step>, Vec<&Step>) =
        plan.ladder().into_iter().partition(|step| !step.now.proposed || plan.owes_word(step));
    out.extend(planned.into_iter().map(|step| (0, step_line(incident, &plan, step, clock))));
    if !proposed.is_empty() {
        let whom: Vec<String> = proposed.into_iter().map(Step::whom).collect();
        out.push((0, format!("Proposed and not taken: {}", whom.join(", "))));
    }
    let knows = plan.knows();
    if !knows.is_empty() {
        out.push((0, "Who knows what, since when:".to_owned()));
    }
    for one in knows {
        out.push((1, format!("{}:", one.named(reach == Reach::WithPrivileged))));
        out.extend(one.told.iter().map(|told| (2, told_line(told, reach, clock))));
    }
    out
}

/// A step as one line: how far it is, who is told what, by whom, when, under what.
fn step_line(
    incident: &Incident,
    plan: &Disclosure<'_>,
    step: &Step,
    clock: &dyn Fn(Timestamp) -> String,
) -> String {
    let stage = match plan.stage(step) {
        _ if plan.owes_word(step) => "tell now".to_owned(),
        Stage::Open => "not told".to_owned(),
        Stage::Partly { since, left } => format!("told {}, {left} texts left", clock(since)),
        Stage::Told { since } => format!("told {}", clock(since)),
    };
    let mut parts = vec![format!("[{stage}] {}", step.whom())];
    parts.extend((!step.now.what.is_empty()).then(|| step.now.what.clone()));
    let by = step.now.by.as_ref().map(|by| format!("by {}", sentence::party(incident, by)));
    parts.extend(by);
    parts.extend((!step.now.channel.is_empty()).then(|| step.now.channel.clone()));
    let limit = step.now.not_after.as_ref().map_or("", sentence::limit);
    for (name, time) in [
        ("not before", &step.now.not_before),
        (limit, &step.now.not_after),
        ("embargo until", &step.now.embargo),
    ] {
        let said = |time| match time {
            &When::At(at) => clock(at),
            when @ When::Target(_) => sentence::when(when),
        };
        parts.extend(time.as_ref().map(|time| format!("{name} {}", said(time))));
    }
    let gates: Vec<String> = step.now.after.iter().map(gate).collect();
    parts.extend((!gates.is_empty()).then(|| format!("after {}", gates.join(" and "))));
    parts.extend(step.now.tlp.map(Tlp::label).map(str::to_owned));
    parts.join("; ")
}

fn told_line(told: &Told<'_>, reach: Reach, clock: &dyn Fn(Timestamp) -> String) -> String {
    let shown = reach == Reach::WithPrivileged || told.is_open();
    let at = clock(told.at());
    match told {
        Told::Sent(draft, sent) => {
            let title = if shown { draft.title.as_str() } else { "(title left out)" };
            let many = sent.recipients.map(|many| format!(", {many} recipients"));
            let flag = flag(&sent.lacked);
            let flag = if flag.is_empty() { flag } else { format!("; {flag}") };
            let (digest, many) = (sent.words.digest.short(), many.unwrap_or_default());
            format!("{at} “{title}”, words {digest}{many}, sent by {}{flag}", sent.by)
        }
        Told::Voice(_, entry) => {
            let out = "(left out)";
            let (words, party) =
                if shown { (entry.now.text.as_str(), told.party()) } else { (out, out) };
            format!("{at} by voice to {party}: {words}")
        }
    }
}

/// The plan for scripts: `embargo_broken`, `flags`, `steps` in the order of the plan, `knows`.
pub fn json(incident: &Incident, reach: Reach) -> Value {
    let plan = incident.disclosure();
    let broken = incident.plan.broken.as_ref().map(|broken| {
        json!({ "at": broken.at.to_string(), "by": broken.by.as_str(), "because": broken.because })
    });
    let steps = incident.plan.steps().map(|step| step_out(incident, &plan, step));
    let flags = plan.flags();
    let flags = flags.iter().map(|flag| flag.sentence(sentence::clock));
    let knows = plan.knows();
    let knows = knows.iter().map(|one| {
        let told = one.told.iter().map(|told| {
            let shown = reach == Reach::WithPrivileged || told.is_open();
            let (draft, entry, words) = match told {
                Told::Sent(draft, sent) => {
                    (Some(draft.id.as_str()), None, Some(sent.words.digest.as_str()))
                }
                Told::Voice(_, entry) => (None, Some(entry.now.entry.as_str()), None),
            };
            let text = match told {
                Told::Sent(draft, _) => draft.title.as_str(),
                Told::Voice(_, entry) => entry.now.text.as_str(),
            };
            json!({ "at": told.at().to_string(), "draft": draft, "entry": entry,
                    "to": shown.then(|| told.party()), "sha256": words,
                    "text": shown.then_some(text) })
        });
        let step = one.step.map(|step| step.now.step.as_str());
        let who = one.named(reach == Reach::WithPrivileged);
        json!({ "who": who, "step": step, "told": told.collect::<Vec<_>>() })
    });
    json!({
        "embargo_broken": broken,
        "flags": flags.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
        "knows": knows.collect::<Vec<_>>(),
    })
}

fn step_out(incident: &Incident, plan: &Disclosure<'_>, step: &Step) -> Value {
    let time = |time: &Option<When>| {
        time.as_ref().map(|time| {
            let at = incident.clock_of(time).map(|at| at.to_string());
            json!({ "words": sentence::when(time), "at": at })
        })
    };
    let (stage, since) = match plan.stage(step) {
        Stage::Open => ("open", None),
        Stage::Partly { since, .. } => ("partly", Some(since)),
        Stage::Told { since } => ("told", Some(since)),
    };
    let unmet = plan.unmet(step);
    json!({
        "id": step.now.step.as_str(),
        "to": step.now.audience.id(),
        "which": step.now.which,
        "what": step.now.what,
        "by": step.now.by.as_ref().map(Party::as_str),
        "channel": step.now.channel,
        "not_before": time(&step.now.not_before),
        "not_after": time(&step.now.not_after),
        "after": step.now.after.iter().map(gate).collect::<Vec<_>>(),
        "waits_for": unmet.into_iter().map(gate).collect::<Vec<_>>(),
        "tlp": step.now.tlp.map(Tlp::id),
        "embargo": time(&step.now.embargo),
        "holding": step.now.holding,
        "proposed": step.now.proposed,
        "stage": stage,
        "told_since": since.map(|since| since.to_string()),
        "tell_now": plan.owes_word(step),
        "drafts": plan.drafts(step).iter().map(|draft| draft.id.as_str()).collect::<Vec<_>>(),
    })
}
