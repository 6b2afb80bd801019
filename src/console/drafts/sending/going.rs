//! Letters between their claim and their end.
//!
//! Apart from the asking, because nothing here is a person's act: the record answers, the other end
//! answers. What must stay true: a letter leaves once; and a claim that came too late for a letter
//! that was stopped says on the record that nothing left.

use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::update;
use crate::domain::command::{Command, Submission};
use crate::domain::event::{Event, Outcome, Recorded, SendingEnded, Way};
use crate::domain::ids::{ClaimId, DraftId, SubmissionId};
use crate::domain::refusal::Refusal;

/// What is handed to the runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The claim that it goes out under.
    pub claim: ClaimId,
    /// By what way.
    pub way: Way,
    /// To whom.
    pub to: Vec<String>,
    /// What the draft is called.
    pub title: String,
    /// The words.
    pub words: String,
}

/// A letter on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    /// Its draft.
    pub draft: DraftId,
    /// What claims it.
    pub submission: SubmissionId,
    /// Whether it goes without an answer from the record.
    pub unchecked: bool,
    /// Whether it was handed to the runtime.
    pub left: bool,
    /// What is handed over.
    pub outgoing: Outgoing,
}

/// The letter of a draft that is on its way.
pub fn on_its_way<'m>(model: &'m Model, draft: &DraftId) -> Option<&'m Going> {
    model.drafts.going.iter().find(|one| one.draft == *draft)
}

/// Whether any is.
pub fn busy(model: &Model) -> bool {
    !model.drafts.going.is_empty()
}

/// Hands it to the runtime, once.
fn go(going: &mut Going) -> Option<Effect> {
    if std::mem::replace(&mut going.left, true) {
        return None;
    }
    Some(Effect::LetOut(Box::new(going.outgoing.clone())))
}

/// Rows were numbered: a claim of this console's own lets its letter out.
pub fn committed(model: &mut Model, rows: &[Recorded]) -> Vec<Effect> {
    let mut effects = Vec::new();
    let session = model.me.session.clone();
    for row in rows.iter().filter(|row| row.submission.session == session) {
        let Event::SendingClaimed(to) = &row.event else { continue };
        let mine = |one: &&mut Going| one.outgoing.claim == to.claim;
        match model.drafts.going.iter_mut().find(mine) {
            Some(going) => effects.extend(go(going)),
            None if to.unchecked => {}
            None => {
                let because = "it was stopped before anything left".to_owned();
                let outcome = Outcome::Failed { because };
                effects.extend(end(model, &to.draft, &to.claim, outcome));
            }
        }
    }
    effects
}

/// A submission is safe at the desk: the claim of an unchecked letter need not be numbered.
pub fn kept(model: &mut Model, id: &SubmissionId) -> Vec<Effect> {
    let mut going = model.drafts.going.iter_mut();
    let going = going.find(|one| one.unchecked && one.submission == *id);
    going.and_then(go).into_iter().collect()
}

/// A claim was declined, so nothing leaves: why is said, and it lies in no tray.
pub fn refused(
    model: &mut Model,
    submission: &Submission,
    refusal: &Refusal,
) -> Option<Vec<Effect>> {
    let Command::ClaimSending(_) = &submission.command else { return None };
    let left = model.drafts.going.iter().any(|one| one.left && one.submission == submission.id);
    if left {
        // It has left all the same: its claim must not be lost.
        return None;
    }
    forget(model, &submission.id);
    model.notice = Some(format!("Nothing was sent: {refusal}; {}.", refusal.hint()));
    Some(vec![Effect::DropRefused(submission.id.clone())])
}

/// A claim could be kept nowhere: its letter does not leave.
pub fn forget(model: &mut Model, id: &SubmissionId) {
    model.drafts.going.retain(|one| one.submission != *id);
}

/// How a letter ended.
pub fn ended(model: &mut Model, claim: &ClaimId, outcome: Outcome) -> Vec<Effect> {
    let place = model.drafts.going.iter().position(|one| one.outgoing.claim == *claim);
    let Some(going) = place.map(|place| model.drafts.going.remove(place)) else {
        return Vec::new();
    };
    let words = match &outcome {
        Outcome::Sent { .. } => "It went out.".to_owned(),
        Outcome::HandedOver { .. } if going.outgoing.way == Way::Clipboard => {
            "It is in the terminal's clipboard, if the terminal took it; s says that it went out."
                .to_owned()
        }
        Outcome::HandedOver { .. } => {
            format!("It lies in {}; s says that it went out.", going.outgoing.to.join(", "))
        }
        Outcome::Failed { because } => format!("It did not go out: {because}."),
        Outcome::Unknown { because } => {
            format!("NOBODY KNOWS WHETHER IT WENT OUT: {because}. s: it did, N: it did not.")
        }
    };
    let effects = end(model, &going.draft, claim, outcome);
    model.notice = Some(words);
    effects
}

fn end(model: &mut Model, draft: &DraftId, claim: &ClaimId, outcome: Outcome) -> Vec<Effect> {
    let (draft, claim) = (draft.clone(), claim.clone());
    let ended = SendingEnded { draft, claim, outcome, said: false };
    update::submit(model, Command::EndSending(ended))
}

/// Stops what is on its way: what has not left at once, the rest if it is not too late.
pub fn stop(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    let (left, waits): (Vec<Going>, Vec<Going>) =
        std::mem::take(&mut model.drafts.going).into_iter().partition(|one| one.left);
    for going in waits {
        model.notice = Some("Stopped; nothing left.".to_owned());
        effects.push(Effect::TakeBack(going.submission));
    }
    for going in left {
        model.notice = Some("It is being handed over: its end is awaited.".to_owned());
        effects.push(Effect::StopSending(going.outgoing.claim.clone()));
        model.drafts.going.push(going);
    }
    effects
}

/// The console is left: what is still on its way and whether it was stopped in time goes on the
/// record.
pub fn leave(model: &mut Model, stopped: impl Fn(&ClaimId) -> bool) -> Vec<Submission> {
    let going = std::mem::take(&mut model.drafts.going);
    let left = going.into_iter().filter(|one| one.left);
    let ended = left.map(|going| {
        let claim = going.outgoing.claim;
        let outcome = if stopped(&claim) {
            let because = "the console was left before anything was handed over".to_owned();
            Outcome::Failed { because }
        } else {
            let because = "the console was left before the other end answered".to_owned();
            Outcome::Unknown { because }
        };
        SendingEnded { draft: going.draft, claim, outcome, said: false }
    });
    let ended: Vec<SendingEnded> = ended.collect();
    ended.into_iter().map(|one| model.submission(Command::EndSending(one))).collect()
}
