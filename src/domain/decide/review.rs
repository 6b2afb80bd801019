//! Rules for review, approval, the go and what was sent. What left the house is never refused for
//! what it lacked: it is recorded with what it lacked.

use super::drafts::{revise, there};
use super::room::already;
use super::sending;
use crate::domain::bounds;
use crate::domain::command::{Command, Stamp, Submission};
use crate::domain::digest::Digest;
use crate::domain::draft::Draft;
use crate::domain::event::{
    ApprovalGiven, ChangesRequested, CommentResolved, CorrectionSettled, DraftCommented,
    DraftReleased, DraftRevised, DraftSent, Event, FindingWaived, ReleaseTakenBack, ReviewAsked,
    VerdictTakenBack, Wording,
};
use crate::domain::ids::{CommentId, DraftId};
use crate::domain::incident::Incident;
use crate::domain::people::DepartmentId;
use crate::domain::refusal::Refusal;
use crate::domain::review::{Says, sentences};
use crate::domain::sentence;
use crate::domain::words::Role;

/// What a command about a draft's words becomes.
pub(super) fn events(incident: &Incident, submission: &Submission) -> Result<Vec<Event>, Refusal> {
    let one = |event: Event| vec![event];
    match &submission.command {
        Command::AskReview(to) => ask(incident, to).map(one),
        Command::Approve { approvals } => approve(incident, approvals),
        Command::RequestChanges(to) => request(incident, to).map(one),
        Command::TakeBackVerdicts { verdicts } => take_back(incident, verdicts),
        Command::CommentDraft(to) => comment(incident, to).map(one),
        Command::ResolveComment(to) => resolve(incident, to).map(one),
        Command::TakeSuggestion { revised, comment } => take(incident, revised, comment),
        Command::Release { releases } => release(incident, &submission.stamp, releases),
        Command::TakeBackReleases { releases } => hold(incident, releases),
        Command::RecordSent(to) => sent(incident, to).map(one),
        Command::SettleCorrection(to) => settle(incident, to).map(one),
        Command::WaiveFinding(to) => waive(incident, to).map(one),
        Command::ClaimSending(to) => sending::claim(incident, submission, to).map(one),
        Command::EndSending(to) => sending::end(incident, submission, to),
        // Everything else is judged elsewhere.
        _ => Ok(Vec::new()),
    }
}

/// A draft that was not put aside.
fn in_work<'a>(incident: &'a Incident, id: &DraftId) -> Result<&'a Draft, Refusal> {
    let draft = there(incident, id)?;
    if draft.shelved.is_some() {
        let what = sentence::title(incident, id);
        return Err(Refusal::NotReady { what, lacks: vec!["it was put aside".to_owned()] });
    }
    Ok(draft)
}

/// Refuses words whose text is not there, or whose digest is another's.
pub(super) fn sound(draft: &Draft, words: &Wording) -> Result<(), Refusal> {
    bounds::name("the text's id", words.revision.as_str())?;
    if words.filled.len() > bounds::MANY {
        let limit = bounds::MANY as u64;
        return Err(Refusal::TooLong { what: "the list of values".to_owned(), limit });
    }
    for (name, value) in &words.filled {
        bounds::name("a placeholder's name", name)?;
        bounds::text("a placeholder's value", value, bounds::ENTRY_BYTES)?;
    }
    let missing = || Refusal::NoSuch { what: "a text".to_owned(), id: words.revision.to_string() };
    let text = draft.words(words).ok_or_else(missing)?;
    if Digest::of(&text) != words.digest {
        return Err(Refusal::OtherWords);
    }
    Ok(())
}

fn ask(incident: &Incident, to: &ReviewAsked) -> Result<Event, Refusal> {
    let draft = in_work(incident, &to.draft)?;
    bounds::many("the list of who is asked", &to.of, bounds::MANY)?;
    to.of.iter().try_for_each(|id| bounds::name("the department", id.as_str()))?;
    let asked: Vec<&DepartmentId> =
        draft.review.asked.iter().map(|asked| &asked.department).collect();
    if asked.len() == to.of.len() && to.of.iter().all(|id| asked.contains(&id)) {
        return Err(already(if asked.is_empty() { "nobody is asked" } else { "they are asked" }));
    }
    Ok(to.clone().into())
}

fn approve(incident: &Incident, approvals: &[ApprovalGiven]) -> Result<Vec<Event>, Refusal> {
    bounds::many("the list of approvals", approvals, bounds::MANY)?;
    some("an approval", approvals)?;
    let one = |to: &ApprovalGiven| -> Result<Event, Refusal> {
        let draft = there(incident, &to.draft)?;
        bounds::name("the department", to.department.as_str())?;
        bounds::name("who approves", to.by.as_str())?;
        bounds::label("by what way it was said", &to.how)?;
        sound(draft, &to.words)?;
        let same = draft.review.verdict(&to.department).is_some_and(|last| {
            let words = match &last.says {
                Says::Approved { words, .. } => Some(words),
                Says::Changes { .. } => None,
            };
            last.by == to.by && words.is_some_and(|words| words.digest == to.words.digest)
        });
        if same {
            return Err(already(format!("{} approved these words", to.by)));
        }
        Ok(to.clone().into())
    };
    all_that_change(approvals.iter().map(one))
}

/// What several acts become together: those that are so already are passed over, and refused only
/// where they are all.
fn all_that_change(
    judged: impl Iterator<Item = Result<Event, Refusal>>,
) -> Result<Vec<Event>, Refusal> {
    let (mut events, mut so) = (Vec::new(), None);
    for one in judged {
        match one {
            Ok(event) => events.push(event),
            Err(refusal @ Refusal::AlreadySo { .. }) => so = so.or(Some(refusal)),
            Err(refusal) => return Err(refusal),
        }
    }
    match so {
        Some(refusal) if events.is_empty() => Err(refusal),
        Some(_) | None => Ok(events),
    }
}

/// Refuses an act on nothing.
fn some<T>(what: &str, list: &[T]) -> Result<(), Refusal> {
    if list.is_empty() { Err(Refusal::Empty { what: what.to_owned() }) } else { Ok(()) }
}

fn request(incident: &Incident, to: &ChangesRequested) -> Result<Event, Refusal> {
    in_work(incident, &to.draft)?;
    bounds::name("the department", to.department.as_str())?;
    bounds::name("who asks", to.by.as_str())?;
    bounds::label("by what way it was said", &to.how)?;
    bounds::needed("what is to change", &to.what)?;
    Ok(to.clone().into())
}

fn take_back(incident: &Incident, verdicts: &[VerdictTakenBack]) -> Result<Vec<Event>, Refusal> {
    bounds::many("the list of verdicts", verdicts, bounds::MANY)?;
    some("a verdict", verdicts)?;
    let one = |to: &VerdictTakenBack| -> Result<Event, Refusal> {
        let draft = there(incident, &to.draft)?;
        if draft.review.verdict(&to.department).is_none() {
            return Err(already(format!("{} has said nothing", incident.short(&to.department))));
        }
        Ok(to.clone().into())
    };
    all_that_change(verdicts.iter().map(one))
}

fn comment(incident: &Incident, to: &DraftCommented) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    bounds::name("the comment's id", to.comment.as_str())?;
    if draft.review.comment(&to.comment).is_some() {
        let id = to.comment.to_string();
        return Err(Refusal::IdTaken { what: "a comment".to_owned(), id });
    }
    bounds::text("the comment", &to.text, bounds::ENTRY_BYTES)?;
    bounds::text("the suggestion", to.suggests.as_deref().unwrap_or(""), bounds::DRAFT_BYTES)?;
    if let Some(on) = &to.on {
        bounds::text("the passage", &on.quote, bounds::DRAFT_BYTES)?;
        bounds::text("what stands before the passage", &on.before, bounds::ENTRY_BYTES)?;
    }
    if to.text.trim().is_empty() && to.suggests.is_none() {
        return Err(Refusal::Empty { what: "the comment".to_owned() });
    }
    if let Some(answered) = &to.answers {
        of(draft, answered)?;
    }
    Ok(to.clone().into())
}

/// The comment is there.
fn of(draft: &Draft, id: &CommentId) -> Result<(), Refusal> {
    let missing = || Refusal::NoSuch { what: "a comment".to_owned(), id: id.to_string() };
    draft.review.comment(id).map(|_| ()).ok_or_else(missing)
}

fn resolve(incident: &Incident, to: &CommentResolved) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    of(draft, &to.comment)?;
    let now = draft.review.comment(&to.comment).is_some_and(|one| one.resolved.is_some());
    if now == to.resolved {
        return Err(already(if now { "the comment is resolved" } else { "the comment is open" }));
    }
    Ok(to.clone().into())
}

fn take(
    incident: &Incident,
    revised: &DraftRevised,
    comment: &CommentId,
) -> Result<Vec<Event>, Refusal> {
    let resolved =
        CommentResolved { draft: revised.draft.clone(), comment: comment.clone(), resolved: true };
    Ok(vec![revise(incident, revised)?, resolve(incident, &resolved)?])
}

/// The go is the coordinator's: whoever holds that duty, or their deputy.
fn coordinates(incident: &Incident, stamp: &Stamp) -> Result<(), Refusal> {
    let who = stamp.on_behalf.as_ref().unwrap_or(&stamp.author);
    if incident.coordinates(who) {
        return Ok(());
    }
    let held = incident.roles.get(&Role::IncidentCommander);
    let whose = held.map_or_else(|| "nobody yet".to_owned(), |held| held.value.to_string());
    Err(Refusal::NotTheirs { what: "the go".to_owned(), whose })
}

fn release(
    incident: &Incident,
    stamp: &Stamp,
    releases: &[DraftReleased],
) -> Result<Vec<Event>, Refusal> {
    coordinates(incident, stamp)?;
    bounds::many("the list of drafts", releases, bounds::MANY)?;
    some("a go", releases)?;
    let one = |to: &DraftReleased| -> Result<Event, Refusal> {
        let draft = in_work(incident, &to.draft)?;
        sound(draft, &to.words)?;
        let what = sentence::title(incident, &to.draft);
        if !incident.is_now(draft, &to.words) {
            let lacks = vec!["its words have changed since they were shown".to_owned()];
            return Err(Refusal::NotReady { what, lacks });
        }
        open(&to.open)?;
        let lacks = sentences(&incident.lacks(draft));
        if !lacks.is_empty() {
            return Err(Refusal::NotReady { what, lacks });
        }
        if incident.release(draft).is_some() {
            return Err(already("it has the go"));
        }
        Ok(to.clone().into())
    };
    all_that_change(releases.iter().map(one))
}

fn hold(incident: &Incident, releases: &[ReleaseTakenBack]) -> Result<Vec<Event>, Refusal> {
    bounds::many("the list of drafts", releases, bounds::MANY)?;
    some("a go", releases)?;
    let one = |to: &ReleaseTakenBack| -> Result<Event, Refusal> {
        let draft = there(incident, &to.draft)?;
        if draft.review.releases.iter().all(|one| one.taken_back) {
            return Err(already("it has no go"));
        }
        Ok(to.clone().into())
    };
    all_that_change(releases.iter().map(one))
}

/// What left the house is recorded, with what it lacked.
fn sent(incident: &Incident, to: &DraftSent) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    bounds::name("who sent it", to.by.as_str())?;
    bounds::label("by what way it went", &to.how)?;
    if let Some(list) = &to.list {
        bounds::name("the digest of the list", list.digest.as_str())?;
    }
    sound(draft, &to.words)?;
    open(&to.open)?;
    let lacked = if incident.is_now(draft, &to.words) {
        sentences(&incident.lacks_to_send(draft))
    } else {
        vec!["other words than those that stand now".to_owned()]
    };
    Ok(DraftSent { lacked, ..to.clone() }.into())
}

/// The rules whose findings are open are named by their ids.
pub(super) fn open(rules: &[String]) -> Result<(), Refusal> {
    bounds::many("the list of open findings", rules, bounds::MANY)?;
    rules.iter().try_for_each(|rule| bounds::name("the rule", rule))
}

fn waive(incident: &Incident, to: &FindingWaived) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    bounds::name("the rule", &to.rule)?;
    bounds::text("the words found", &to.words, bounds::DRAFT_BYTES)?;
    bounds::text("their sentence", &to.sentence, bounds::DRAFT_BYTES)?;
    if to.waived {
        bounds::reason("waiving a finding", &to.because)?;
    }
    if draft.review.waiver(to).is_some() == to.waived {
        return Err(already(if to.waived { "it is waived" } else { "it is not waived" }));
    }
    Ok(to.clone().into())
}

fn settle(incident: &Incident, to: &CorrectionSettled) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    bounds::reason("owing no correction", &to.because)?;
    if incident.correction(draft).is_none() {
        return Err(already("no correction is owed"));
    }
    Ok(to.clone().into())
}
