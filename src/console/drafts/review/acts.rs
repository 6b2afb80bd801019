//! Approving, wanting changes, the go, and sent.

use super::who::{self, Speaker};
use super::{Ask, Shown, ask_of, say};
use crate::console::drafts::checks;
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered, ChoiceRow};
use crate::console::{diff, update};
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::domain::event::{
    ApprovalGiven, ChangesRequested, CorrectionSettled, DraftReleased, ReleaseTakenBack,
};
use crate::domain::ids::DraftId;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::review::{Says, sentences};

/// The row that stands for everybody who must approve, or for every ready draft; no lane and no
/// draft is called so.
pub const ALL: &str = "";

pub(super) fn names(model: &Model, ids: &[&DepartmentId]) -> String {
    ids.iter().map(|id| model.incident.short(id)).collect::<Vec<_>>().join(", ")
}

/// Asks for which department: those that owe an answer first.
pub(super) fn departments(model: &mut Model, draft: &Draft, approves: bool) -> Vec<Effect> {
    let incident = &model.incident;
    let waits = incident.waits(draft);
    let mut ids: Vec<DepartmentId> = waits.iter().map(|wait| wait.department.clone()).collect();
    for id in incident.must_approve(draft).into_iter().cloned().chain(incident.lanes()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let must = incident.must_approve(draft);
    let rows = ids.iter().map(|id| {
        let note = match draft.review.verdict(id) {
            Some(verdict) if incident.stands(draft, verdict) => "approved these words",
            Some(verdict) if matches!(verdict.says, Says::Approved { .. }) => {
                "its approval is void: the words changed"
            }
            Some(_) => "asks for changes",
            None if waits.iter().any(|wait| wait.department == id) => "owes an answer",
            None if must.contains(&id) => "must approve",
            None => "",
        };
        let name = incident.department(id).map_or(id.as_str(), |lane| &lane.name);
        ChoiceRow::new(id.as_str(), name, note)
    });
    let rows: Vec<ChoiceRow> = rows.collect();
    let title = if approves { "Which department approves?" } else { "Which wants changes?" };
    let asks = ask_of(Ask::For { draft: draft.id.clone(), approves });
    overlay::choose(model, asks, title, rows, false);
    Vec::new()
}

/// A department was chosen.
pub(super) fn chosen(
    model: &mut Model,
    draft: &Draft,
    department: DepartmentId,
    approves: bool,
) -> Vec<Effect> {
    let short = model.incident.short(&department).to_owned();
    if !approves {
        let title = format!("Who of {short} wants changes?");
        let of = department.clone();
        let name = format!("who wants changes {} {of}", draft.id);
        let ask = Ask::Wanter(draft.id.clone(), department);
        who::ask(model, (ask, &name), title, &of, &[]);
        return Vec::new();
    }
    let (shown, lines) = match to_approve(model, draft, &department) {
        Ok(found) => found,
        Err(why) => return say(model, why),
    };
    if lines.is_empty() {
        return approver(model, department, shown);
    }
    let texts = if shown.len() == 1 {
        "this text".to_owned()
    } else {
        format!("these {} texts", shown.len())
    };
    let title = format!("{short} approved before: only this changed. Approve it in {texts}?");
    overlay::confirm(model, ask_of(Ask::Changed(department, shown)), title, lines);
    Vec::new()
}

/// The words that are approved in one act, and what changed in them where that department approved
/// before: then only that is approved, in every draft where nothing else did.
pub fn to_approve(
    model: &Model,
    draft: &Draft,
    department: &DepartmentId,
) -> Result<(Vec<Shown>, Vec<String>), String> {
    let Some(words) = model.incident.wording(draft) else {
        return Err("Several texts stand side by side: make one of them first.".to_owned());
    };
    let changed = changed_alike(model, draft, department);
    if changed.is_empty() {
        return Ok((vec![(draft.id.clone(), words)], Vec::new()));
    }
    let mut lines = Vec::new();
    for (id, snippets) in &changed {
        if let Some(draft) = model.incident.drafts.draft(id) {
            lines.push(format!("{}:", draft.title));
        }
        lines.extend(snippets.iter().map(|words| format!("  {words}")));
    }
    let drafts = changed.iter().filter_map(|(id, _)| model.incident.drafts.draft(id));
    let shown = drafts.filter_map(|one| Some((one.id.clone(), model.incident.wording(one)?)));
    Ok((shown.collect(), lines))
}

/// What changed since that department approved, in this draft and in every other where nothing else
/// did: each with its changed words.
fn changed_alike(
    model: &Model,
    draft: &Draft,
    department: &DepartmentId,
) -> Vec<(DraftId, Vec<String>)> {
    let changes = |draft: &Draft| {
        if crate::console::drafts::hides_words(model, draft) {
            return None;
        }
        let waits = model.incident.waits(draft);
        let had = waits.iter().find(|wait| wait.department == department)?.had?;
        let (old, latest) = (draft.words(had)?, draft.latest()?);
        let now = model.incident.filled(latest);
        Some((diff::changes(&old, &now), diff::snippets(&old, &now)))
    };
    let Some((these, snippets)) = changes(draft) else { return Vec::new() };
    let mut alike = vec![(draft.id.clone(), snippets)];
    for other in model.incident.drafts.all().iter().filter(|other| other.id != draft.id) {
        if let Some((those, snippets)) = changes(other)
            && those.iter().all(|change| these.contains(change))
        {
            alike.push((other.id.clone(), snippets));
        }
    }
    alike
}

/// Asks who approves.
pub(super) fn approver(
    model: &mut Model,
    department: DepartmentId,
    shown: Vec<Shown>,
) -> Vec<Effect> {
    let short = model.incident.short(&department).to_owned();
    let what = match shown.as_slice() {
        [(_, words)] => format!("the words {}", words.digest.short()),
        several => format!("the words of {} drafts", several.len()),
    };
    let title = format!("Who of {short} approves {what}?");
    let of = department.clone();
    let drafts: Vec<DraftId> = shown.iter().map(|(draft, _)| draft.clone()).collect();
    let ids: Vec<&str> = drafts.iter().map(DraftId::as_str).collect();
    let name = format!("who approves {} {of}", ids.join(" "));
    who::ask(model, (Ask::Approver(department, shown), &name), title, &of, &drafts);
    Vec::new()
}

pub(super) fn approve(
    model: &mut Model,
    department: &DepartmentId,
    shown: Vec<Shown>,
    words: &str,
) -> Answered {
    let Speaker { by, how, mut doubts } = who::read(model, words)?;
    doubts.extend(who::blanks_of(model, &shown));
    doubts.extend(checks::open_in(model, &shown));
    overlay::insist(model, &doubts)?;
    Ok(record_approval(model, department, shown, (by, how)))
}

/// Records that a department approves the words that were shown.
pub fn record_approval(
    model: &mut Model,
    department: &DepartmentId,
    shown: Vec<Shown>,
    said: (Person, String),
) -> Vec<Effect> {
    let approve = approval(department, shown, said);
    update::submit(model, approve)
}

/// What to say where that very approval stands on the record already.
pub fn approved_already(
    model: &mut Model,
    department: &DepartmentId,
    shown: &[Shown],
    said: (Person, String),
) -> Option<String> {
    let approve = approval(department, shown.to_vec(), said);
    update::already_so(model, approve)
}

fn approval(department: &DepartmentId, shown: Vec<Shown>, (by, how): (Person, String)) -> Command {
    let approvals = shown.into_iter().map(|(draft, words)| ApprovalGiven {
        draft,
        words,
        department: department.clone(),
        by: by.clone(),
        how: how.clone(),
    });
    Command::Approve { approvals: approvals.collect() }
}

pub(super) fn wanter(
    model: &mut Model,
    draft: DraftId,
    department: DepartmentId,
    words: &str,
) -> Answered {
    let Speaker { by, how, doubts } = who::read(model, words)?;
    overlay::insist(model, &doubts)?;
    let name = format!("what changes {draft} {department}");
    let asks = ask_of(Ask::Wanted(draft, department, by, how));
    overlay::prompt(model, asks, &name, "What is to change?", "it stays on record", "");
    Ok(Vec::new())
}

/// Records what somebody wants changed.
pub fn wanted(
    model: &mut Model,
    draft: DraftId,
    department: DepartmentId,
    (by, how): (Person, String),
    words: &str,
) -> Answered {
    if words.is_empty() {
        return Err("A few words are needed; they stay on the record.".to_owned());
    }
    let what = words.to_owned();
    let wanted = ChangesRequested { draft, department, by, what, how };
    Ok(update::submit(model, Command::RequestChanges(wanted)))
}

/// Drafts that nothing keeps from the go, in the order of the plan; those without a step last, in
/// the order of the list.
pub fn ready(model: &Model) -> Vec<Shown> {
    let incident = &model.incident;
    let ready = incident.in_plan_order().into_iter().filter(|draft| {
        let state = incident.draft_state(draft);
        state == crate::domain::review::State::Approved && incident.lacks(draft).is_empty()
    });
    ready.filter_map(|draft| Some((draft.id.clone(), incident.wording(draft)?))).collect()
}

/// Why no go can be given by whoever types, for this draft or for any.
pub fn no_go(model: &Model, draft: Option<&Draft>) -> Option<String> {
    let incident = &model.incident;
    if !incident.coordinates(&who::own_name(model)) {
        return Some("The go is the incident commander's or the deputy's.".to_owned());
    }
    let draft = draft?;
    if incident.release(draft).is_some() {
        return Some("It has the go already.".to_owned());
    }
    let lacks = incident.lacks(draft);
    let next = lacks.first()?.next_step();
    let lacks = sentences(&lacks).join("; ");
    Some(format!("Not ready for the go: {lacks}. Next: {next}."))
}

/// The go, or taking it back.
pub(super) fn go(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    if let Some(why) = no_go(model, None) {
        return say(model, format!("{why} r r says who they are, r f types for them."));
    }
    if model.incident.release(draft).is_some() {
        let title = "It has the go. Take it back?";
        overlay::confirm(model, ask_of(Ask::Hold(draft.id.clone())), title, Vec::new());
        return Vec::new();
    }
    if let Some(why) = no_go(model, Some(draft)) {
        return say(model, why);
    }
    let ready = ready(model);
    if ready.len() < 2 {
        return go_for(model, &draft.id, false);
    }
    let rows = vec![
        ChoiceRow::new("one", format!("Only {}", draft.title), ""),
        ChoiceRow::new(ALL, format!("All {} that are ready, as one set", ready.len()), ""),
    ];
    overlay::choose(model, ask_of(Ask::Go(draft.id.clone())), "The go for …", rows, false);
    Vec::new()
}

/// Asks once more, with what it is for.
pub(super) fn go_for(model: &mut Model, id: &DraftId, all: bool) -> Vec<Effect> {
    let shown: Vec<Shown> =
        ready(model).into_iter().filter(|(draft, _)| all || draft == id).collect();
    let lines = named(model, &shown);
    if lines.is_empty() {
        return say(model, "It is not ready any longer: look at it once more.");
    }
    overlay::confirm(model, ask_of(Ask::GoFor(shown)), "Give the go for these words?", lines);
    Vec::new()
}

/// What the go would be for, and which facts in it are only believed.
pub fn named(model: &Model, shown: &[Shown]) -> Vec<String> {
    let lines = shown.iter().filter_map(|(id, words)| {
        let draft = model.incident.drafts.draft(id)?;
        let to = if draft.audience.is_empty() { "nobody named" } else { &draft.audience };
        let mut lines = vec![format!("{}, to {to}, words {}", draft.title, words.digest.short())];
        let believed = who::believed(model, draft);
        if !believed.is_empty() {
            lines.push(format!("  cites what is only believed: {}", believed.join(", ")));
        }
        if let Some(count) = checks::count(&checks::find(model, draft)) {
            lines.push(format!("  checks: {count}"));
        }
        Some(lines)
    });
    lines.flatten().collect()
}

/// Gives the go.
pub fn release(model: &mut Model, shown: Vec<Shown>) -> Vec<Effect> {
    let releases = shown.into_iter().map(|(draft, words)| {
        let open = checks::open_of(model, &draft);
        DraftReleased { draft, words, open }
    });
    let releases = releases.collect();
    update::submit(model, Command::Release { releases })
}

/// Takes the go back.
pub fn hold(model: &mut Model, draft: DraftId) -> Vec<Effect> {
    let releases = vec![ReleaseTakenBack { draft }];
    update::submit(model, Command::TakeBackReleases { releases })
}

/// Records why no correction is owed.
pub fn settle(model: &mut Model, draft: DraftId, because: &str) -> Vec<Effect> {
    let settled = CorrectionSettled { draft, because: because.to_owned() };
    update::submit(model, Command::SettleCorrection(settled))
}
