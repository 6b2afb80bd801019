//! Asking departments to approve a draft's words, and asking one no longer.
//!
//! Apart from the other acts, because here nobody answers for words yet. What must stay true: what
//! takes an ask away never stands under the cursor, and is asked about.

use super::acts::{ALL, names};
use super::{Ask, ask_of, who};
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered, ChoiceRow};
use crate::console::update;
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::event::ReviewAsked;
use crate::domain::ids::DraftId;
use crate::domain::people::DepartmentId;

/// Asks who is to approve.
pub(super) fn ask(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    let incident = &model.incident;
    let asked: Vec<&DepartmentId> =
        draft.review.asked.iter().map(|asked| &asked.department).collect();
    let must = incident.must_approve(draft);
    let mut rows = Vec::new();
    if !must.is_empty() && must.iter().any(|id| !asked.contains(id)) {
        let label = format!("Those who must approve: {}", names(model, &must));
        rows.push(ChoiceRow::new(ALL, label, ""));
    }
    let owes = incident.waits(draft);
    let mut lanes = incident.lanes();
    // What takes something away never stands under the cursor.
    lanes.sort_by_key(|lane| (asked.contains(&lane), !must.contains(&lane)));
    for lane in &lanes {
        let owes = owes.iter().any(|wait| wait.department == lane);
        let note = match (asked.contains(&lane), must.contains(&lane), owes) {
            (true, _, _) => "asked; choosing it asks no longer",
            (false, true, true) => "must approve, asked or not: owes an answer",
            (false, true, false) => "must approve",
            (false, false, _) => "",
        };
        let name = incident.department(lane).map_or(lane.as_str(), |lane| &lane.name);
        rows.push(ChoiceRow::new(lane.as_str(), name, note));
    }
    let asks = ask_of(Ask::Whom(draft.id.clone()));
    overlay::choose(model, asks, "Who is asked to approve?", rows, false);
    Vec::new()
}

/// Asks those, or one more, or one less.
pub(super) fn whom(model: &mut Model, id: &DraftId, chosen: &str) -> Answered {
    let Some(draft) = model.incident.drafts.draft(id) else { return Ok(Vec::new()) };
    if draft.review.asked.iter().all(|asked| asked.department.as_str() != chosen) {
        overlay::insist(model, &who::blanks(model, draft))?;
        return Ok(ask_these(model, id, chosen));
    }
    let department = DepartmentId::from(chosen);
    let [title, rest] = no_longer(model, draft, &department);
    let lines = if rest.is_empty() { Vec::new() } else { vec![rest] };
    let asks = ask_of(Ask::NoLonger(id.clone(), department));
    overlay::confirm(model, asks, title, lines);
    Ok(Vec::new())
}

/// The question before a department is asked no longer, and what that does not change.
pub fn no_longer(model: &Model, draft: &Draft, department: &DepartmentId) -> [String; 2] {
    let name = model.incident.short(department);
    let mut alone = draft.clone();
    alone.review.asked.retain(|asked| asked.department != *department);
    let must = model.incident.must_approve(&alone).contains(&department);
    let rest = if must {
        format!("{name} must approve it all the same, and goes on owing an answer.")
    } else {
        String::new()
    };
    [format!("Ask {name} to approve no longer?"), rest]
}

/// Asks those, or one more, or one less, whatever blanks there are.
pub fn ask_these(model: &mut Model, id: &DraftId, chosen: &str) -> Vec<Effect> {
    let Some(draft) = model.incident.drafts.draft(id) else { return Vec::new() };
    let asked = draft.review.asked.iter().map(|asked| asked.department.clone());
    let mut of: Vec<DepartmentId> = asked.collect();
    if chosen == ALL {
        for id in model.incident.must_approve(draft) {
            if !of.contains(id) {
                of.push(id.clone());
            }
        }
    } else if let Some(place) = of.iter().position(|id| id.as_str() == chosen) {
        of.remove(place);
    } else {
        of.push(DepartmentId::from(chosen));
    }
    update::submit(model, Command::AskReview(ReviewAsked { draft: id.clone(), of }))
}
