//! Words on their way out by a console: the claim that stands before anything leaves, how it ended,
//! and what is looked at once more at that moment.
//!
//! Apart from [`super::stands`], because it is about one moment and one machine: who lets out what,
//! and whether anybody knows that it went. What must stay true: of a claim without a good end it is
//! always asked, and a claim names the last row that its asker saw, so that of two consoles one
//! sends.

use serde::{Deserialize, Serialize};

use super::{Review, sentences};
use crate::domain::draft::Draft;
use crate::domain::event::{Outcome, RecipientList, Way, Wording};
use crate::domain::ids::{ClaimId, SessionId};
use crate::domain::incident::Incident;
use crate::domain::people::Person;
use crate::domain::plan::{Waits, gate};
use crate::domain::sentence::clock;
use crate::domain::time::Timestamp;
use crate::domain::words::Audience;

/// How many a console mails to at most; a longer list is for a bulk mailer.
pub const MAILED_MAX: usize = 20;

/// What stands before the reason where the plan has words go out later.
pub(super) const TOO_EARLY: &str = "not yet, by the plan: ";
/// What stands before who sent it too.
pub(super) const TWICE: &str = "on its way out already: ";

/// That a console lets words out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// What goes out.
    pub words: Wording,
    /// By what way.
    pub way: Way,
    /// To whom.
    pub to: Vec<String>,
    /// What tells the recipients apart.
    pub list: Option<RecipientList>,
    /// Who asked for it.
    pub by: Person,
    /// The console that lets it out.
    pub session: SessionId,
    /// When it was asked for.
    pub at: Timestamp,
    /// The row.
    pub seq: u64,
    /// Whether it left while the record was out of reach.
    pub unchecked: bool,
    /// What it lacked.
    pub lacked: Vec<String>,
    /// The rules whose findings were open still.
    pub open: Vec<String>,
    /// How it ended, as far as anybody said.
    pub ended: Option<Ended>,
}

/// How a sending ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// How.
    pub outcome: Outcome,
    /// When that was said.
    pub at: Timestamp,
    /// Who says so, where it is not the console that sent.
    pub said_by: Option<Person>,
}

impl Claim {
    /// Whether nobody knows yet whether it went out.
    pub const fn is_open(&self) -> bool {
        match &self.ended {
            None => true,
            Some(ended) => {
                matches!(ended.outcome, Outcome::HandedOver { .. } | Outcome::Unknown { .. })
            }
        }
    }

    /// To whom and by what way, in words that name nobody: `by mail to 3 recipients`.
    pub fn way_out(&self) -> String {
        let way = self.way.words();
        match (self.way, self.to.as_slice()) {
            (Way::Clipboard, _) => "through a terminal's clipboard".to_owned(),
            (Way::Mail, [_]) => format!("{way} to 1 recipient"),
            (Way::Mail, many) => format!("{way} to {} recipients", many.len()),
            (Way::Webhook, [name, ..]) => format!("{way} to {name}"),
            (Way::Webhook, []) | (Way::File, _) => way.to_owned(),
        }
    }

    /// What there is to know of an open one: `no outcome is on the record`.
    pub fn doubt(&self) -> String {
        match self.ended.as_ref().map(|ended| &ended.outcome) {
            None => "no outcome is on the record".to_owned(),
            Some(Outcome::HandedOver { .. }) => "handed over: did it go out?".to_owned(),
            Some(Outcome::Unknown { because }) => format!("outcome unknown: {because}"),
            Some(Outcome::Failed { because }) => format!("failed: {because}"),
            Some(Outcome::Sent { .. }) => "sent".to_owned(),
        }
    }
}

impl Review {
    /// A claim.
    pub fn claim(&self, id: &ClaimId) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id == *id)
    }

    /// Claims of which nobody knows whether they went out, oldest first.
    pub fn open_claims(&self) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(|claim| claim.is_open())
    }

    /// The last row by which words went out or were about to; 0 where none did. A claim of which
    /// nothing went out does not count.
    pub fn last_out(&self) -> u64 {
        let failed = |claim: &&Claim| {
            let outcome = claim.ended.as_ref().map(|ended| &ended.outcome);
            matches!(outcome, Some(Outcome::Failed { .. }))
        };
        let claims = self.claims.iter().filter(|claim| !failed(claim)).map(|claim| claim.seq);
        claims.chain(self.sent.iter().map(|sent| sent.seq)).max().unwrap_or(0)
    }

    /// Who let words out last, or is about to, when, and how it stands.
    pub fn last_out_words(&self) -> Option<(&Person, Timestamp, String)> {
        let last = self.last_out();
        if let Some(claim) = self.claims.iter().find(|claim| claim.seq == last) {
            let how = format!("{}, {}", claim.way_out(), claim.doubt());
            return Some((&claim.by, claim.at, how));
        }
        let sent = self.sent.iter().find(|sent| sent.seq == last)?;
        Some((&sent.by, sent.at, "sent".to_owned()))
    }
}

impl Incident {
    /// What keeps these words from leaving by a console now: everything that keeps them from the
    /// go, the go itself, and the plan with its embargoes.
    pub fn lacks_to_leave(&self, draft: &Draft, words: &Wording, now: Timestamp) -> Vec<String> {
        if !self.is_now(draft, words) {
            return vec!["its words have changed since they were shown".to_owned()];
        }
        let mut lacks = sentences(&self.lacks_to_send(draft));
        if draft.shelved.is_some() {
            lacks.push("it was put aside".to_owned());
        }
        let Some(step) = self.step_of(draft).filter(|step| !step.now.proposed) else {
            return lacks;
        };
        for wait in self.disclosure().waits(step, now) {
            let waits = match wait {
                Waits::For(wanted) => gate(&wanted),
                Waits::Until(_, Some(at)) => format!("not before {}", clock(at)),
                Waits::Until(_, None) => "its time is not known yet".to_owned(),
            };
            lacks.push(format!("{TOO_EARLY}{waits}"));
        }
        let to_all = matches!(step.now.audience, Audience::AllCustomers | Audience::Public);
        let bound = step.now.embargo.is_some() || step.now.holding || !to_all;
        if !bound && !self.embargo_is_over(now) && !lacks.iter().any(|one| one.contains("embargo"))
        {
            lacks.push(format!("{TOO_EARLY}an embargo is not over"));
        }
        lacks
    }
}
