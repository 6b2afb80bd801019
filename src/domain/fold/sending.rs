//! Folding of what consoles let out: the claims, and how they ended. Nothing is judged here.

use super::drafts::touch;
use super::happening;
use super::review::doer;
use crate::domain::event::{Outcome, Recorded, SendingClaimed, SendingEnded};
use crate::domain::incident::Incident;
use crate::domain::review::{Claim, Ended};
use crate::domain::timeline::Side;

pub(super) fn claimed(incident: &mut Incident, row: &Recorded, to: &SendingClaimed) {
    touch(incident, row, &to.draft, |draft| {
        if draft.review.claim(&to.claim).is_none() {
            draft.review.claims.push(Claim {
                id: to.claim.clone(),
                words: to.words.clone(),
                way: to.way,
                to: to.to.clone(),
                list: to.list.clone(),
                by: doer(row),
                session: row.submission.session.clone(),
                at: row.recorded_at,
                seq: row.seq,
                unchecked: to.unchecked,
                lacked: to.lacked.clone(),
                open: to.open.clone(),
                ended: None,
            });
        }
        let words = format!("{} lets it out {}", row.author, to.way.words());
        happening(row, Side::Review, String::new(), words)
    });
}

pub(super) fn ended(incident: &mut Incident, row: &Recorded, to: &SendingEnded) {
    touch(incident, row, &to.draft, |draft| {
        let word = match &to.outcome {
            Outcome::Sent { .. } => "it went out",
            Outcome::HandedOver { .. } => "handed over",
            Outcome::Failed { .. } => "it did not go out",
            Outcome::Unknown { .. } => "outcome unknown",
        };
        let ended = Ended {
            outcome: to.outcome.clone(),
            at: row.recorded_at,
            said_by: to.said.then(|| doer(row)),
        };
        let claim = draft.review.claims.iter_mut().find(|claim| claim.id == to.claim);
        if let Some(claim) = claim.filter(|claim| claim.is_open()) {
            claim.ended = Some(ended);
        }
        happening(row, Side::Review, String::new(), word.to_owned())
    });
}
