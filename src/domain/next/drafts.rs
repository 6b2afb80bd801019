//! What is owed on drafts: answers, changes, corrections, the go, the sending, how a sending ended.
//!
//! Apart from the rest of what is owed, because it hangs on the words as they stand now, which
//! [`crate::domain::review`] judges. What must stay true: a sending that nobody knows the end of is
//! asked about, and is not asked for a second time meanwhile.

use super::{Owed, Thing, Who};
use crate::domain::draft::Draft;
use crate::domain::incident::Incident;
use crate::domain::review::{Claim, Lack, State, sentences};
use crate::domain::words::Role;

impl Incident {
    /// What is owed on drafts: answers, changes, corrections, the go, the sending.
    pub(super) fn owed_words(&self) -> Vec<Owed<'_>> {
        let mut owed = Vec::new();
        let mut push = |thing, since, who| {
            let lacks = String::new();
            owed.push(Owed { thing, due: None, since, who, lacks, from: None, at_once: false });
        };
        for draft in self.drafts.all() {
            for wait in self.waits(draft) {
                let who = Who::Lane(wait.department);
                push(Thing::Approval(draft, wait.department), wait.since, who);
            }
            for verdict in self.changes_wanted(draft) {
                push(Thing::Changes(draft, verdict), verdict.at, Who::Lane(&draft.department));
            }
        }
        for one in self.corrections() {
            let who = Who::Lane(&one.draft.department);
            push(Thing::Correction(one.draft, one.sent), one.since, who);
        }
        for draft in self.drafts.all() {
            owed.extend(draft.review.open_claims().map(|claim| owed_outcome(draft, claim)));
        }
        owed.extend(self.in_plan_order().into_iter().filter_map(|one| self.on_its_way_out(one)));
        owed
    }

    /// New words or a new time by the end of the one that was said.
    pub(super) fn owed_renewal<'a>(&'a self, draft: &'a Draft) -> Option<Owed<'a>> {
        let (due, who) = (Some(self.good_until(draft)?), Who::Lane(&draft.department));
        let (thing, since) = (Thing::Expiry(draft), draft.changed_at);
        Some(Owed { thing, due, since, who, lacks: String::new(), from: None, at_once: false })
    }

    /// What is owed on a draft that everybody approved: the go, then the sending.
    fn on_its_way_out<'a>(&'a self, draft: &'a Draft) -> Option<Owed<'a>> {
        if draft.review.verdicts.is_empty() && draft.review.releases.is_empty() {
            // Nobody approved it: its words need not be looked through.
            return None;
        }
        let lacks = self.lacks(draft);
        let (thing, since, who) = match self.draft_state(draft) {
            // Its outcome is asked for first.
            State::Released if draft.review.open_claims().next().is_some() => return None,
            State::Released => {
                let who = Who::Lane(&draft.department);
                (Thing::Sending(draft), self.release(draft)?.at, who)
            }
            State::Draft | State::InReview | State::Approved => {
                if lacks.iter().any(Lack::is_approval) {
                    return None;
                }
                let given = self.must_approve(draft).into_iter();
                let since = given.filter_map(|id| draft.review.verdict(id)).map(|one| one.at).max();
                let coordinators = [Role::IncidentCommander, Role::Deputy];
                let held = coordinators.iter().find_map(|role| self.roles.get(role));
                let who = held.map_or(Who::Commander, |held| Who::Person(&held.value));
                (Thing::Go(draft), since?, who)
            }
            State::ChangesRequested | State::Sent | State::Superseded | State::Withdrawn => {
                return None;
            }
        };
        let lacks = sentences(&lacks).join("; ");
        Some(Owed { thing, due: None, since, who, lacks, from: None, at_once: false })
    }
}

/// Somebody is to say whether words went out that a console let out.
fn owed_outcome<'a>(draft: &'a Draft, claim: &'a Claim) -> Owed<'a> {
    let lacks = format!("{}, {}", claim.way_out(), claim.doubt());
    let (thing, who) = (Thing::Outcome(draft, claim), Who::Person(&claim.by));
    Owed { thing, due: None, since: claim.at, who, lacks, from: None, at_once: false }
}
