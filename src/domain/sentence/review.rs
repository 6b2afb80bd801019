//! Sentences on review, approval, the go and what was sent. None says a word of the text.

use super::{because, clip, clock, sending, title};
use crate::domain::event::{
    ApprovalGiven, ChangesRequested, DraftCommented, DraftSent, Event, FindingWaived, Recorded,
    ReviewAsked, VerdictTakenBack,
};
use crate::domain::incident::Incident;
use crate::domain::people::DepartmentId;
use crate::domain::review;

/// What a row about a draft's words says.
pub(super) fn of(incident: &Incident, event: &Event) -> String {
    match event {
        Event::ReviewAsked(to) => asked(incident, to),
        Event::ApprovalGiven(to) => approved(incident, to),
        Event::ChangesRequested(to) => requested(incident, to),
        Event::VerdictTakenBack(to) => taken_back(incident, to),
        Event::DraftCommented(to) => commented(incident, to),
        Event::CommentResolved(to) => {
            let word = if to.resolved { "resolved" } else { "open again" };
            format!("{}: comment {word}", title(incident, &to.draft))
        }
        Event::DraftReleased(to) => {
            let digest = to.words.digest.short();
            let open = open(&to.open);
            format!("{}: the go was given{open}, words {digest}", title(incident, &to.draft))
        }
        Event::ReleaseTakenBack(to) => {
            format!("{}: the go was taken back", title(incident, &to.draft))
        }
        Event::DraftSent(to) => sent(incident, to),
        Event::CorrectionSettled(to) => {
            let why = because(&to.because);
            format!("{}: no correction is owed{why}", title(incident, &to.draft))
        }
        Event::FindingWaived(to) => waived(incident, to),
        Event::SendingClaimed(to) => sending::claimed(incident, to),
        Event::SendingEnded(to) => sending::ended(incident, to),
        // Everything else is said elsewhere.
        _ => String::new(),
    }
}

/// ` (by phone)`, or nothing.
fn way(how: &str) -> String {
    if how.trim().is_empty() { String::new() } else { format!(" ({})", clip(how)) }
}

fn asked(incident: &Incident, to: &ReviewAsked) -> String {
    format!("{}: {}", title(incident, &to.draft), asking(incident, to))
}

/// Who is asked that was not, and who is asked no longer, in the state before.
pub(in crate::domain) fn asking(incident: &Incident, to: &ReviewAsked) -> String {
    let draft = incident.drafts.draft(&to.draft);
    let before: Vec<&DepartmentId> = draft
        .map(|draft| draft.review.asked.iter().map(|asked| &asked.department).collect())
        .unwrap_or_default();
    let names = |ids: Vec<&DepartmentId>| -> Option<String> {
        let names: Vec<&str> = ids.into_iter().map(|id| incident.short(id)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let new = names(to.of.iter().filter(|id| !before.contains(id)).collect());
    let gone = names(before.iter().copied().filter(|id| !to.of.contains(id)).collect());
    let new = new.map(|names| format!("{names} asked to approve"));
    let gone = gone.map(|names| format!("{names} asked no longer"));
    let said: Vec<String> = new.into_iter().chain(gone).collect();
    if said.is_empty() { "asked as before".to_owned() } else { said.join("; ") }
}

fn approved(incident: &Incident, to: &ApprovalGiven) -> String {
    let (title, of) = (title(incident, &to.draft), incident.short(&to.department));
    let digest = to.words.digest.short();
    format!("{title}: approved by {} for {of}{}, words {digest}", to.by, way(&to.how))
}

/// Without what is to change where the draft is not open.
fn requested(incident: &Incident, to: &ChangesRequested) -> String {
    let open = incident.drafts.draft(&to.draft).is_some_and(|draft| draft.handling.is_open());
    let what = if open { because(&to.what) } else { String::new() };
    let (title, of) = (title(incident, &to.draft), incident.short(&to.department));
    format!("{title}: {} of {of} asks for changes{}{what}", to.by, way(&to.how))
}

fn taken_back(incident: &Incident, to: &VerdictTakenBack) -> String {
    let (title, of) = (title(incident, &to.draft), incident.short(&to.department));
    format!("{title}: the last word of {of} taken back")
}

fn commented(incident: &Incident, to: &DraftCommented) -> String {
    let title = title(incident, &to.draft);
    let what = match (&to.answers, &to.suggests) {
        (Some(_), _) => "comment answered",
        (None, Some(_)) => "words suggested",
        (None, None) => "comment",
    };
    format!("{title}: {what}")
}

/// ` with 2 findings open: blame, promise`, or nothing.
fn open(rules: &[String]) -> String {
    match rules {
        [] => String::new(),
        [one] => format!(" with a finding open: {}", clip(one)),
        many => format!(" with {} findings open: {}", many.len(), clip(&many.join(", "))),
    }
}

/// Without the reason where the draft is not open.
fn waived(incident: &Incident, to: &FindingWaived) -> String {
    let draft = incident.drafts.draft(&to.draft);
    let is_open = draft.is_some_and(|draft| draft.handling.is_open());
    let why = if is_open { because(&to.because) } else { String::new() };
    let (title, rule) = (title(incident, &to.draft), clip(&to.rule));
    let word = if to.waived { "waived" } else { "counts again" };
    format!("{title}: finding {rule} {word}{why}")
}

fn sent(incident: &Incident, to: &DraftSent) -> String {
    let title = title(incident, &to.draft);
    let many = match to.recipients {
        None => String::new(),
        Some(1) => ", 1 recipient".to_owned(),
        Some(many) => format!(", {many} recipients"),
    };
    let way = if to.how.is_empty() { String::new() } else { format!(" {}", clip(&to.how)) };
    let list = sending::list(to.list.as_ref());
    let unchecked = if to.unchecked { ", UNCHECKED" } else { "" };
    let flag = review::flag(&to.lacked);
    let lacked = if flag.is_empty() { flag } else { format!("; {}", clip(&flag)) };
    let open = open(&to.open);
    let message = to.message.as_ref().map(|one| format!(", message {}", one.short()));
    let message = message.unwrap_or_default();
    let (by, words) = (&to.by, to.words.digest.short());
    format!(
        "{title}: sent by {by}{way}{many}{list}{unchecked}{open}, words {words}{message}{lacked}"
    )
}

/// `; TIME IN DOUBT: the go was recorded only …`, where words are said to have gone out before
/// they could; or nothing.
pub(super) fn in_doubt(incident: &Incident, row: &Recorded, to: &DraftSent) -> String {
    let Some(draft) = incident.drafts.draft(&to.draft) else { return String::new() };
    let early = incident.early_of(draft, &to.words, row.occurred_at, Some(row.recorded_at));
    let early = early.first().map(|one| format!("{} only {}", one.than, clock(one.at)));
    early.map(|words| format!("; TIME IN DOUBT: {words}")).unwrap_or_default()
}
