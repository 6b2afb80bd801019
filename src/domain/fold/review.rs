//! Folding of what is said of a draft's words. Nothing is judged here: what stands is asked of the
//! state, each time.

use super::drafts::touch;
use super::{happening, sending};
use crate::domain::digest::Digest;
use crate::domain::draft::Draft;
use crate::domain::event::{
    ApprovalGiven, ChangesRequested, CommentResolved, CorrectionSettled, DraftCommented,
    DraftReleased, DraftSent, Event, FindingWaived, Outcome, Recorded, ReleaseTakenBack,
    ReviewAsked, VerdictTakenBack,
};
use crate::domain::ids::ClaimId;
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::review::{Asked, Comment, Ended, Release, Says, Sent, Verdict, Waiver};
use crate::domain::sentence;
use crate::domain::timeline::Side;

/// Who did it: on whose behalf it was typed, else who typed it.
pub(super) fn doer(row: &Recorded) -> Person {
    row.on_behalf.as_ref().unwrap_or(&row.author).clone()
}

/// Folds a row about a draft's words.
pub(super) fn said(incident: &mut Incident, row: &Recorded, event: &Event) {
    match event {
        Event::ReviewAsked(to) => asked(incident, row, to),
        Event::ApprovalGiven(to) => approved(incident, row, to),
        Event::ChangesRequested(to) => requested(incident, row, to),
        Event::VerdictTakenBack(to) => taken_back(incident, row, to),
        Event::DraftCommented(to) => commented(incident, row, to),
        Event::CommentResolved(to) => resolved(incident, row, to),
        Event::DraftReleased(to) => released(incident, row, to),
        Event::ReleaseTakenBack(to) => held(incident, row, to),
        Event::DraftSent(to) => sent(incident, row, to),
        Event::CorrectionSettled(to) => settled(incident, row, to),
        Event::FindingWaived(to) => waived(incident, row, to),
        Event::SendingClaimed(to) => sending::claimed(incident, row, to),
        Event::SendingEnded(to) => sending::ended(incident, row, to),
        // Everything else is folded elsewhere.
        _ => {}
    }
}

fn asked(incident: &mut Incident, row: &Recorded, to: &ReviewAsked) {
    let words = sentence::asking(incident, to);
    touch(incident, row, &to.draft, |draft| {
        let before = std::mem::take(&mut draft.review.asked);
        draft.review.asked = to
            .of
            .iter()
            .map(|id| {
                let known = before.iter().find(|asked| asked.department == *id);
                let since = known.map_or(row.recorded_at, |asked| asked.since);
                Asked { department: id.clone(), since }
            })
            .collect();
        happening(row, Side::Review, String::new(), words)
    });
}

/// What a row says for a department, by whom and by what way.
fn verdict(
    row: &Recorded,
    department: &DepartmentId,
    (by, how): (&Person, &str),
    says: Says,
) -> Verdict {
    Verdict {
        department: department.clone(),
        by: by.clone(),
        recorded_by: row.author.clone(),
        how: how.to_owned(),
        at: row.recorded_at,
        seq: row.seq,
        says,
        taken_back: false,
    }
}

fn approved(incident: &mut Incident, row: &Recorded, to: &ApprovalGiven) {
    let name = incident.short(&to.department).to_owned();
    touch(incident, row, &to.draft, |draft| {
        let words = draft.words(&to.words);
        let says = Says::Approved {
            words: to.words.clone(),
            audience: draft.audience.clone(),
            channel: draft.channel.clone(),
            sound: words.is_some_and(|words| Digest::of(&words) == to.words.digest),
        };
        draft.review.verdicts.push(verdict(row, &to.department, (&to.by, &to.how), says));
        let words = format!("approved by {} for {name}", to.by);
        happening(row, Side::Review, String::new(), words)
    });
}

fn requested(incident: &mut Incident, row: &Recorded, to: &ChangesRequested) {
    let name = incident.short(&to.department).to_owned();
    touch(incident, row, &to.draft, |draft| {
        let says = Says::Changes { what: to.what.clone() };
        draft.review.verdicts.push(verdict(row, &to.department, (&to.by, &to.how), says));
        happening(row, Side::Review, String::new(), format!("changes asked for by {name}"))
    });
}

fn taken_back(incident: &mut Incident, row: &Recorded, to: &VerdictTakenBack) {
    let name = incident.short(&to.department).to_owned();
    touch(incident, row, &to.draft, |draft| {
        let counts = |one: &&mut Verdict| one.department == to.department && !one.taken_back;
        if let Some(verdict) = draft.review.verdicts.iter_mut().rev().find(counts) {
            verdict.taken_back = true;
        }
        happening(row, Side::Review, String::new(), format!("the word of {name} taken back"))
    });
}

fn commented(incident: &mut Incident, row: &Recorded, to: &DraftCommented) {
    touch(incident, row, &to.draft, |draft| {
        if draft.review.comment(&to.comment).is_none() {
            draft.review.comments.push(Comment {
                id: to.comment.clone(),
                on: to.on.clone(),
                text: to.text.clone(),
                suggests: to.suggests.clone(),
                answers: to.answers.clone(),
                by: doer(row),
                department: row.department.clone(),
                at: row.recorded_at,
                resolved: None,
            });
        }
        happening(row, Side::Comment, String::new(), "commented".to_owned())
    });
}

fn resolved(incident: &mut Incident, row: &Recorded, to: &CommentResolved) {
    touch(incident, row, &to.draft, |draft| {
        let found = draft.review.comments.iter_mut().find(|one| one.id == to.comment);
        if let Some(comment) = found {
            comment.resolved = to.resolved.then(|| doer(row));
        }
        let word = |resolved| if resolved { "resolved" } else { "open" };
        let words = format!("comment {}", word(to.resolved));
        happening(row, Side::Comment, format!("comment {}", word(!to.resolved)), words)
    });
}

fn released(incident: &mut Incident, row: &Recorded, to: &DraftReleased) {
    touch(incident, row, &to.draft, |draft| {
        let (words, by, at) = (to.words.clone(), doer(row), row.recorded_at);
        let open = to.open.clone();
        draft.review.releases.push(Release { words, open, by, at, taken_back: false });
        happening(row, Side::Review, String::new(), "the go was given".to_owned())
    });
}

fn held(incident: &mut Incident, row: &Recorded, to: &ReleaseTakenBack) {
    touch(incident, row, &to.draft, |draft| {
        for release in &mut draft.review.releases {
            release.taken_back = true;
        }
        happening(row, Side::Review, String::new(), "the go was taken back".to_owned())
    });
}

fn sent(incident: &mut Incident, row: &Recorded, to: &DraftSent) {
    touch(incident, row, &to.draft, |draft| {
        draft.review.sent.push(Sent {
            words: to.words.clone(),
            audience: draft.audience.clone(),
            channel: draft.channel.clone(),
            by: to.by.clone(),
            at: row.occurred_at,
            seq: row.seq,
            recipients: to.recipients,
            list: to.list.clone(),
            how: to.how.clone(),
            claim: to.claim.clone(),
            message: to.message.clone(),
            unchecked: to.unchecked,
            lacked: to.lacked.clone(),
            open: to.open.clone(),
            settled: None,
        });
        if let Some(claim) = &to.claim {
            went(draft, row, claim, to);
        }
        happening(row, Side::Review, String::new(), format!("sent by {}", to.by))
    });
}

/// The sending that a claim stood for went out, as its console or a person says.
fn went(draft: &mut Draft, row: &Recorded, claim: &ClaimId, to: &DraftSent) {
    let claim = draft.review.claims.iter_mut().find(|one| one.id == *claim);
    if let Some(claim) = claim.filter(|claim| claim.is_open()) {
        let message = to.message.clone().unwrap_or_else(|| Digest::new(""));
        let outcome = Outcome::Sent { message, answer: String::new() };
        claim.ended = Some(Ended { outcome, at: row.recorded_at, said_by: Some(doer(row)) });
    }
}

fn settled(incident: &mut Incident, row: &Recorded, to: &CorrectionSettled) {
    touch(incident, row, &to.draft, |draft| {
        if let Some(sent) = draft.review.sent.last_mut() {
            sent.settled = Some((row.seq, to.because.clone()));
        }
        happening(row, Side::Review, String::new(), format!("no correction: {}", to.because))
    });
}

fn waived(incident: &mut Incident, row: &Recorded, to: &FindingWaived) {
    touch(incident, row, &to.draft, |draft| {
        let other = |one: &Waiver| {
            one.rule != to.rule || one.words != to.words || one.sentence != to.sentence
        };
        draft.review.waivers.retain(other);
        if to.waived {
            draft.review.waivers.push(Waiver {
                rule: to.rule.clone(),
                words: to.words.clone(),
                sentence: to.sentence.clone(),
                because: to.because.clone(),
                by: doer(row),
                at: row.recorded_at,
            });
        }
        let word = if to.waived { "waived" } else { "counts again" };
        happening(row, Side::Review, String::new(), format!("finding “{}” {word}", to.rule))
    });
}
