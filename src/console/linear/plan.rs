//! Who is told what, in linear mode: the ladder as a list, the acts on its steps, the embargo. The
//! acts are those of the keys; only the asking differs.

use crate::console::model::{Model, Thing};

use crate::console::plan::edit::{self, SIDES, Side};
use crate::console::plan::rung::{self, Rung};
use crate::console::plan::{self, embargo};
use crate::domain::event::{Gate, StepSet};
use crate::domain::ids::StepId;
use crate::domain::people::{DepartmentId, Party, Person};
use crate::domain::plan::{Step, gate};
use crate::domain::words::{Audience, Tlp};

use super::{Did, Listed, Talk, needed, word};

impl Talk<'_> {
    /// The step that a number means, with what follows it.
    fn step<'r>(&mut self, rest: &'r str) -> Result<(Step, &'r str), String> {
        match self.number(rest)? {
            (Listed::Thing(Thing::Step(id)), rest) => {
                let step = self.model.incident.plan.step(&id).cloned();
                Ok((step.ok_or("That step is still on its way; try again in a moment.")?, rest))
            }
            _ => Err("That number is no step of the plan; /plan lists those.".into()),
        }
    }
}

/// One step as a sentence.
pub fn spoken(model: &Model, rung: &Rung) -> String {
    let mut parts = vec![format!("{}: {}", rung::sentence_case(&rung.whom), rung.stage)];
    for part in [&rung.when, &rung.after, &rung.drafts] {
        parts.extend((!part.is_empty()).then(|| part.clone()));
    }
    if !rung.what.is_empty() && model.incident.plan.step(&rung.id).is_some() {
        parts.push(rung.what.clone());
    }
    format!("{}.", parts.join("; "))
}

/// `/plan`.
pub fn list(talk: &mut Talk<'_>, _: &str) -> Did {
    for flag in rung::flags(talk.model) {
        talk.page.say(format!("Wrong order: {flag}."));
    }
    let model = &*talk.model;
    let rows = rung::rungs(model).into_iter().map(|rung| {
        let said = spoken(model, &rung);
        (Listed::Thing(Thing::Step(rung.id)), said)
    });
    let rows = rows.collect();
    talk.list(rows, "Nobody is to be told anything yet; /tell AUDIENCE WHAT puts a step in.");
    Ok(Vec::new())
}

/// `/knows`.
pub fn knows(talk: &mut Talk<'_>, _: &str) -> Did {
    for line in rung::knows(talk.model).iter().filter(|line| !line.is_empty()) {
        talk.page.say(line.trim_start());
    }
    Ok(Vec::new())
}

/// `/tell AUDIENCE [WHAT]`.
pub fn tell(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (said, what) = word(rest);
    let audience = Audience::parse(&said.to_lowercase()).ok_or_else(|| {
        let ids: Vec<&str> = Audience::ALL.iter().map(|one| one.id()).collect();
        format!("Say whom: {}.", ids.join(", "))
    })?;
    Ok(edit::put(talk.model, audience, what))
}

/// `/take-step N|all`.
pub fn take(talk: &mut Talk<'_>, rest: &str) -> Did {
    if rest.trim() == "all" {
        let all = plan::proposals(talk.model);
        if all.is_empty() {
            return Err("Nothing is only proposed.".to_owned());
        }
        let whom: Vec<String> = all.iter().map(Step::whom).collect();
        talk.ask("/take-step all".to_owned(), &format!("Takes {}.", whom.join(", ")))?;
        return Ok(all.iter().flat_map(|step| plan::take(talk.model, step)).collect());
    }
    let (step, _) = talk.step(rest)?;
    if !step.now.proposed {
        return Err("It is planned already; /step N changes it.".to_owned());
    }
    Ok(plan::take(talk.model, &step))
}

/// `/step N [SIDE [VALUE]]`.
pub fn change(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (step, rest) = talk.step(rest)?;
    let (said, value) = word(rest);
    if said.is_empty() {
        let page = rung::page(talk.model, &step.now.step).unwrap_or_default();
        for line in page.iter().filter(|line| !line.is_empty()) {
            talk.page.say(line.trim_start());
        }
        return Ok(Vec::new());
    }
    let side = SIDES.iter().find(|(_, id, _)| *id == said).map(|(side, ..)| *side);
    let side = side.ok_or_else(|| {
        let ids: Vec<&str> = SIDES.iter().map(|(_, id, _)| *id).collect();
        format!("Say which side: {}.", ids.join(", "))
    })?;
    let to = changed(talk, &step, side, value)?;
    Ok(plan::set(talk.model, to, step.changed))
}

/// The step with one side as it is to be.
fn changed(talk: &mut Talk<'_>, step: &Step, side: Side, value: &str) -> Result<StepSet, String> {
    let mut to = StepSet { proposed: false, ..step.now.clone() };
    match side {
        Side::What => value.clone_into(&mut to.what),
        Side::Channel => value.clone_into(&mut to.channel),
        Side::Which => value.clone_into(&mut to.which),
        Side::NotBefore => to.not_before = edit::read_time(talk.model, value)?,
        Side::NotAfter => to.not_after = edit::read_time(talk.model, value)?,
        Side::Embargo => to.embargo = edit::read_time(talk.model, value)?,
        Side::Holding => to.holding = !to.holding,
        Side::By => {
            let lane = talk.model.incident.department_called(value.trim_start_matches('@'));
            let lane: Option<DepartmentId> = lane.cloned();
            to.by = match (value, lane) {
                ("", _) => None,
                (_, Some(lane)) => Some(Party::Department(lane)),
                (name, None) => Some(Party::Person(Person::new(name))),
            };
        }
        Side::To => {
            let ids: Vec<&str> = Audience::ALL.iter().map(|one| one.id()).collect();
            let whom = Audience::parse(value);
            to.audience = whom.ok_or_else(|| format!("Say whom: {}.", ids.join(", ")))?;
        }
        Side::Tlp => {
            let ids: Vec<&str> = Tlp::ALL.iter().map(|one| one.id()).collect();
            let known = value.is_empty() || Tlp::parse(value).is_some();
            if !known {
                return Err(format!("Say which label: {}, or none.", ids.join(", ")));
            }
            to.tlp = Tlp::parse(value);
        }
        Side::After => {
            let value = needed(value, "Say what comes first: /step N after fix out.")?;
            let read = Gate::read(value);
            edit::turn(&mut to.after, &gate(&read));
        }
        Side::Drafts => {
            let (draft, _) = talk.draft(value)?;
            match to.drafts.iter().position(|one| *one == draft) {
                Some(place) => drop(to.drafts.remove(place)),
                None => to.drafts.push(draft),
            }
        }
    }
    Ok(to)
}

/// `/move-step N up|down`.
pub fn shift(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (step, said) = talk.step(rest)?;
    let effects = match said.trim() {
        "up" => plan::earlier(talk.model, &step),
        "down" => plan::later(talk.model, &step),
        _ => return Err("Say where to: /move-step N up, or down.".to_owned()),
    };
    match talk.model.notice.take() {
        Some(why) if effects.is_empty() => Err(why),
        _ => Ok(effects),
    }
}

/// `/drop-step N [WHY]`.
pub fn out(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (step, why) = talk.step(rest)?;
    let id: StepId = step.now.step;
    Ok(plan::out(talk.model, &id, why))
}

/// `/leaked [TIME] WHAT`.
pub fn broken(talk: &mut Talk<'_>, rest: &str) -> Did {
    if talk.model.incident.plan.broken.is_some() {
        return Err("The embargo is broken already; /embargo-stands WHY takes it back.".to_owned());
    }
    needed(rest, "Say what was seen, and where: /leaked -15m patch on a public list.")?;
    let line = format!("/leaked {rest}");
    talk.ask(line, "The embargo is broken: this sets the anchors and lifts every “not before”.")?;
    let effects = embargo::broken(talk.model, rest)?;
    talk.model.overlays.clear();
    let model = &*talk.model;
    let (whom, holding) = (embargo::to_tell(model), embargo::holding(model));
    if !whom.is_empty() {
        talk.page.say(format!("To be told at once: {}.", whom.join(", ")));
    }
    if let Some((id, title)) = holding {
        talk.page.say(format!("/new-draft {id} begins the text “{title}”."));
    }
    Ok(effects)
}

/// `/embargo-stands WHY`.
pub fn mended(talk: &mut Talk<'_>, rest: &str) -> Did {
    if talk.model.incident.plan.broken.is_none() {
        return Err("The embargo is not broken.".to_owned());
    }
    embargo::mended(talk.model, rest.trim())
}
