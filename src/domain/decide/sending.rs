//! Rules for what leaves by a console itself. Here alone a sending is stopped: nothing has left
//! yet. What a person sent while the record was out of reach is recorded with what it lacked.

use super::drafts::there;
use super::review::{open, sound};
use super::room::already;
use crate::domain::bounds;
use crate::domain::command::Submission;
use crate::domain::draft::Draft;
use crate::domain::event::{DraftSent, Event, Outcome, SendingClaimed, SendingEnded, Way};
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::review::{Claim, MAILED_MAX, sent_twice};
use crate::domain::sentence;

/// One console may let these words out: everything is looked at once more on the caught-up record,
/// and whoever asks has seen the last that went out.
pub(super) fn claim(
    incident: &Incident,
    submission: &Submission,
    to: &SendingClaimed,
) -> Result<Event, Refusal> {
    let draft = there(incident, &to.draft)?;
    bounds::name("the claim's id", to.claim.as_str())?;
    if draft.review.claim(&to.claim).is_some() {
        let id = to.claim.to_string();
        return Err(Refusal::IdTaken { what: "a claim".to_owned(), id });
    }
    let most = if to.way == Way::Mail { MAILED_MAX } else { 1 };
    bounds::many("the list of recipients", &to.to, most)?;
    to.to.iter().try_for_each(|one| bounds::text("a recipient", one, bounds::ENTRY_BYTES))?;
    if to.way == Way::Mail && to.to.is_empty() {
        return Err(Refusal::Empty { what: "the list of recipients".to_owned() });
    }
    sound(draft, &to.words)?;
    open(&to.open)?;
    let mut lacked = incident.lacks_to_leave(draft, &to.words, submission.stamp.recorded_at);
    let out = draft.review.last_out_words().filter(|_| draft.review.last_out() != to.after);
    if to.unchecked {
        lacked.extend(out.map(|(by, at, _)| sent_twice(by, at)));
        return Ok(SendingClaimed { lacked, ..to.clone() }.into());
    }
    let what = sentence::title(incident, &to.draft);
    if let Some((by, at, how)) = out {
        return Err(Refusal::OnItsWay { what, by: by.clone(), at, how });
    }
    if !lacked.is_empty() {
        return Err(Refusal::NotReady { what, lacks: lacked });
    }
    Ok(SendingClaimed { lacked, ..to.clone() }.into())
}

/// How it ended, as its own console or a person says; what went out is recorded as sent with it.
pub(super) fn end(
    incident: &Incident,
    submission: &Submission,
    to: &SendingEnded,
) -> Result<Vec<Event>, Refusal> {
    let draft = there(incident, &to.draft)?;
    let missing = || Refusal::NoSuch { what: "a claim".to_owned(), id: to.claim.to_string() };
    let claim = draft.review.claim(&to.claim).ok_or_else(missing)?;
    match &to.outcome {
        Outcome::Sent { answer: said, .. }
        | Outcome::Failed { because: said }
        | Outcome::Unknown { because: said } => {
            bounds::text("how it ended", said, bounds::ENTRY_BYTES)?;
        }
        Outcome::HandedOver { .. } => {}
    }
    if !to.said && claim.session != submission.id.session {
        let what = sentence::title(incident, &to.draft);
        let lacks = vec!["only the console that sends says so by itself".to_owned()];
        return Err(Refusal::NotReady { what, lacks });
    }
    if !claim.is_open() {
        return Err(already("it is known how its sending ended"));
    }
    let mut events: Vec<Event> = vec![to.clone().into()];
    if let Outcome::Sent { message, .. } = &to.outcome {
        events.push(went(draft, claim, message).into());
    }
    Ok(events)
}

/// What the record keeps of words that a console let out.
fn went(draft: &Draft, claim: &Claim, message: &crate::domain::digest::Digest) -> DraftSent {
    DraftSent {
        draft: draft.id.clone(),
        words: claim.words.clone(),
        by: claim.by.clone(),
        recipients: (claim.way == Way::Mail).then_some(claim.to.len() as u64),
        list: claim.list.clone(),
        how: claim.way.words().to_owned(),
        claim: Some(claim.id.clone()),
        message: Some(message.clone()),
        unchecked: claim.unchecked,
        lacked: claim.lacked.clone(),
        open: claim.open.clone(),
    }
}
