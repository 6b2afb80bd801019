//! What counts now: who must approve, which approvals stand, what keeps a draft from going out,
//! who owes an answer since when, and which sent words owe a correction. A pure reading of the
//! incident.
//!
//! What must stay true: an approval stands only for the words that it names, as they are put
//! together now, for the same readers; and no author's approval is enough by itself.

use std::collections::BTreeMap;

use super::{Asked, Lack, Release, Says, Sent, Verdict};
use crate::domain::digest::Digest;
use crate::domain::draft::{Draft, Revision};
use crate::domain::event::Wording;
use crate::domain::incident::Incident;
use crate::domain::people::{DepartmentId, Person};
use crate::domain::placeholder;
use crate::domain::time::Timestamp;
use crate::domain::words::Role;

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// Somebody is asked.
    InReview,
    /// A department wants something else.
    ChangesRequested,
    /// Everybody who must approve has.
    Approved,
    /// The go was given.
    Released,
    /// It went out as it stands.
    Sent,
    /// Later words to the same readers went out, or another draft was said to take its place.
    Superseded,
    /// Put aside.
    Withdrawn,
}

impl State {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in review",
            Self::ChangesRequested => "changes requested",
            Self::Approved => "approved",
            Self::Released => "released",
            Self::Sent => "sent",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A department that owes an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits<'a> {
    /// Which.
    pub department: &'a DepartmentId,
    /// Since when.
    pub since: Timestamp,
    /// What it had approved before the words changed.
    pub had: Option<&'a Wording>,
}

/// Words that went out and cite what has another value now.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction<'a> {
    /// The draft.
    pub draft: &'a Draft,
    /// What went out.
    pub sent: &'a Sent,
    /// Each fact: its name, the value that went out, the value now.
    pub changed: Vec<(&'a str, &'a str, Option<String>)>,
    /// Since when.
    pub since: Timestamp,
}

impl Wording {
    /// The words, where the text is known.
    pub fn of(&self, text: &Revision) -> String {
        text.filled(|name| self.filled.get(name).cloned())
    }
}

impl Draft {
    /// The words that a verdict, a go or a sent text names.
    pub fn words(&self, wording: &Wording) -> Option<String> {
        self.revision(&wording.revision).map(|revision| wording.of(revision))
    }

    /// Everybody who saved a text of it.
    pub fn authors(&self) -> impl Iterator<Item = &Person> {
        self.revisions.iter().map(|revision| &revision.by)
    }

    /// The only text that stands; nothing where several do.
    fn only_text(&self) -> Option<&Revision> {
        self.latest().filter(|_| !self.diverges())
    }
}

impl Incident {
    /// The exact words of a draft as they would go out now; nothing where several texts stand side
    /// by side.
    pub fn wording(&self, draft: &Draft) -> Option<Wording> {
        draft.only_text().map(|latest| self.wording_of(latest))
    }

    /// The exact words of a text as it would go out now.
    pub fn wording_of(&self, text: &Revision) -> Wording {
        let known = |name: &str| Some((name.to_owned(), self.stands_for(name)?.value));
        let filled: BTreeMap<String, String> = text.names().filter_map(known).collect();
        let mut wording = Wording { revision: text.id.clone(), filled, digest: Digest::new("") };
        wording.digest = Digest::of(&wording.of(text));
        wording
    }

    /// Whether the go is theirs to give: the coordinator's, or the deputy's.
    pub fn coordinates(&self, who: &Person) -> bool {
        let held = |role| self.roles.get(&role).is_some_and(|held| held.value == *who);
        held(Role::IncidentCommander) || held(Role::Deputy)
    }

    /// Whether these are the very words as they would go out now.
    pub fn is_now(&self, draft: &Draft, wording: &Wording) -> bool {
        let Some(latest) = draft.only_text() else { return false };
        if latest.id == wording.revision {
            return latest.names().all(|name| {
                let now = self.stands_for(name).map(|known| known.value);
                now.as_ref() == wording.filled.get(name)
            });
        }
        let now = |name: &str| self.stands_for(name).map(|known| known.value);
        let then = draft.revision(&wording.revision);
        then.is_some_and(|then| then.reads_as(&wording.filled, latest, now))
    }

    /// Whether an approval counts for the draft as it is now.
    pub fn stands(&self, draft: &Draft, verdict: &Verdict) -> bool {
        match &verdict.says {
            Says::Approved { words, audience, channel, sound } => {
                *sound
                    && !verdict.taken_back
                    && *audience == draft.audience
                    && *channel == draft.channel
                    && self.is_now(draft, words)
            }
            Says::Changes { .. } => false,
        }
    }

    /// The departments without which a draft of this kind, or to these readers, does not go out.
    /// Where words of a kind are meant for other readers than that kind is, both are asked.
    pub fn must_approve<'a>(&'a self, draft: &'a Draft) -> Vec<&'a DepartmentId> {
        let kind = draft.template.as_ref();
        let of_kind = self.templates.iter().find(|one| Some(&one.id) == kind);
        let same = |readers: &str| readers.eq_ignore_ascii_case(draft.audience.trim());
        let to_them = self.templates.iter().filter(|one| same(&one.audience));
        let mut must: Vec<&DepartmentId> = Vec::new();
        let by_readers = of_kind.is_none_or(|kind| !same(&kind.audience));
        let to_them = to_them.filter(|_| by_readers);
        let asked = draft.review.asked.iter().map(|asked| &asked.department);
        for id in of_kind.into_iter().chain(to_them).flat_map(|one| &one.approvers).chain(asked) {
            if !must.contains(&id) {
                must.push(id);
            }
        }
        must
    }

    /// Whether a department's wish for changes is still unanswered: no text was saved since.
    fn wants_changes(draft: &Draft, verdict: &Verdict) -> bool {
        let since = draft.latest().map_or(0, |latest| latest.seq);
        matches!(verdict.says, Says::Changes { .. }) && since < verdict.seq
    }

    /// The wishes for changes that no text has answered yet; none on a draft that is no longer in
    /// work.
    pub fn changes_wanted<'a>(&'a self, draft: &'a Draft) -> Vec<&'a Verdict> {
        if self.draft_state(draft) != State::ChangesRequested {
            return Vec::new();
        }
        let must = self.must_approve(draft);
        let verdicts = must.into_iter().filter_map(|id| draft.review.verdict(id));
        verdicts.filter(|verdict| Self::wants_changes(draft, verdict)).collect()
    }

    /// What keeps a draft from going out; nothing does where it is empty.
    pub fn lacks(&self, draft: &Draft) -> Vec<Lack> {
        let mut lacks = Vec::new();
        if draft.diverges() {
            lacks.push(Lack::Diverges);
        }
        let text = draft.latest().into_iter();
        let unset = self.unset(text.clone().flat_map(Revision::names));
        let unset: Vec<String> = unset.into_iter().map(str::to_owned).collect();
        if !unset.is_empty() {
            lacks.push(Lack::Unset(unset));
        }
        let broken = text.flat_map(Revision::broken);
        // It goes on the record with what was sent, where words for few are not said.
        let open = draft.handling.is_open();
        let typed =
            |typed| if open { placeholder::one_line(typed) } else { "{{ … }}".to_owned() };
        let broken: Vec<String> = broken.map(typed).collect();
        if !broken.is_empty() {
            lacks.push(Lack::NoName(broken));
        }
        let must = self.must_approve(draft);
        if must.is_empty() {
            lacks.push(Lack::NobodyAsked);
        }
        let (mut by_others, mut missing) = (false, must.is_empty());
        for id in must {
            let who = self.short(id).to_owned();
            let verdict = draft.review.verdict(id);
            if let Some(verdict) = verdict.filter(|verdict| self.stands(draft, verdict)) {
                by_others |= draft.authors().all(|author| *author != verdict.by);
                continue;
            }
            missing = true;
            match verdict {
                Some(verdict) if matches!(verdict.says, Says::Approved { .. }) => {
                    lacks.push(Lack::Changed(who));
                }
                Some(verdict) if Self::wants_changes(draft, verdict) => {
                    lacks.push(Lack::Changes(who));
                }
                Some(_) | None => lacks.push(Lack::Approval(who)),
            }
        }
        if !missing && !by_others {
            lacks.push(Lack::OnlyAuthors);
        }
        lacks
    }

    /// What a draft would lack if it went out now.
    pub fn lacks_to_send(&self, draft: &Draft) -> Vec<Lack> {
        let mut lacks = self.lacks(draft);
        if self.release(draft).is_none() {
            lacks.push(Lack::NoGo);
        }
        lacks
    }

    /// The go that counts for the draft as it is now.
    pub fn release<'d>(&self, draft: &'d Draft) -> Option<&'d Release> {
        let last = draft.review.releases.iter().rev().find(|one| !one.taken_back)?;
        self.is_now(draft, &last.words).then_some(last)
    }

    /// Where a draft stands.
    pub fn draft_state(&self, draft: &Draft) -> State {
        match (&draft.shelved, &draft.superseded_by) {
            (Some(_), None) => return State::Withdrawn,
            (Some(_), Some(_)) => return State::Superseded,
            (None, _) => {}
        }
        if let Some(sent) = draft.review.last_sent() {
            if self.superseded(draft, sent) {
                return State::Superseded;
            }
            if self.is_now(draft, &sent.words) || self.settled(draft, sent) {
                return State::Sent;
            }
        }
        if self.release(draft).is_some() {
            return State::Released;
        }
        let must = self.must_approve(draft);
        let verdicts = || must.iter().filter_map(|id| draft.review.verdict(id));
        if verdicts().any(|verdict| Self::wants_changes(draft, verdict)) {
            State::ChangesRequested
        } else if self.lacks(draft).iter().all(Lack::is_blank) {
            State::Approved
        } else if draft.review.asked.is_empty() {
            State::Draft
        } else {
            State::InReview
        }
    }

    /// Whether what went out is left as it is: its text is the last, and somebody said since the
    /// last change of a fact in it that no correction is owed. Nobody need approve it again.
    pub fn settled(&self, draft: &Draft, sent: &Sent) -> bool {
        let Some((seq, _)) = &sent.settled else { return false };
        let latest = draft.only_text().filter(|latest| latest.id == sent.words.revision);
        latest.is_some_and(|latest| {
            let changes = latest.names().filter_map(|name| self.facts.last_change(name));
            changes.into_iter().all(|change| change.seq <= *seq)
        })
    }

    /// Where a draft stands, in words: its state, and what went out where that is no longer what
    /// stands.
    pub fn stage(&self, draft: &Draft) -> String {
        let state = self.draft_state(draft);
        let owes = self.correction(draft).is_some();
        let owes = if owes { ", owes a correction" } else { "" };
        let Some(sent) = draft.review.last_sent() else { return state.word().to_owned() };
        match state {
            State::Sent | State::Superseded => format!("{}{owes}", state.word()),
            State::Withdrawn => format!("{} after it was sent{owes}", state.word()),
            State::Draft
            | State::InReview
            | State::ChangesRequested
            | State::Approved
            | State::Released => {
                let same = draft.latest().is_some_and(|latest| latest.id == sent.words.revision);
                let open = matches!(state, State::Draft | State::InReview);
                let now = match (same, open) {
                    (true, true) if owes.is_empty() => "; its values changed since".to_owned(),
                    (true, true) => String::new(),
                    (true, false) => format!("; with the new values: {}", state.word()),
                    (false, _) => format!("; its new text: {}", state.word()),
                };
                format!("sent{owes}{now}")
            }
        }
    }

    /// Whether later words of the same kind went to the same readers, or later words of the draft
    /// that takes its place did.
    fn superseded(&self, draft: &Draft, sent: &Sent) -> bool {
        let place = draft.superseded_by.as_ref().and_then(|by| self.drafts.draft(by));
        if place.and_then(|by| by.review.last_sent()).is_some_and(|one| one.seq > sent.seq) {
            return true;
        }
        let same = |other: &&Draft| {
            other.id != draft.id && other.template.is_some() && other.template == draft.template
        };
        let mut later = self.drafts.all().iter().filter(same).flat_map(|one| &one.review.sent);
        later.any(|one| one.seq > sent.seq && one.audience == sent.audience)
    }

    /// The departments that owe an answer on a draft, each since when.
    pub fn waits<'a>(&'a self, draft: &'a Draft) -> Vec<Waits<'a>> {
        let closed = matches!(
            self.draft_state(draft),
            State::Draft | State::Released | State::Sent | State::Superseded | State::Withdrawn
        );
        if closed {
            return Vec::new();
        }
        let text_since = draft.latest().map(|latest| latest.at).unwrap_or_default();
        let asked_since = |id: &DepartmentId| {
            let first = draft.review.asked.first().map_or(text_since, |asked| asked.since);
            let own = draft.review.asked.iter().find(|asked| asked.department == *id);
            own.map_or(first, |asked: &Asked| asked.since)
        };
        let waits = self.must_approve(draft).into_iter().filter_map(|department| {
            match draft.review.verdict(department) {
                None => Some(Waits { department, since: asked_since(department), had: None }),
                Some(verdict) if self.stands(draft, verdict) => None,
                Some(verdict) if Self::wants_changes(draft, verdict) => None,
                Some(verdict) => {
                    let had = match &verdict.says {
                        Says::Approved { words, .. } => Some(words),
                        Says::Changes { .. } => None,
                    };
                    let since = had.map_or(text_since, |words| self.changed_at(draft, words));
                    Some(Waits { department, since: since.max(verdict.at), had })
                }
            }
        });
        waits.collect()
    }

    /// When the words became others than these.
    fn changed_at(&self, draft: &Draft, words: &Wording) -> Timestamp {
        let latest = draft.latest();
        let text = latest.filter(|latest| latest.id != words.revision).map(|latest| latest.at);
        let names = latest.into_iter().flat_map(Revision::names);
        let facts = names.filter_map(|name| {
            let now = self.stands_for(name).map(|known| known.value);
            let moved = now.as_ref() != words.filled.get(name);
            self.facts.last_change(name).filter(|_| moved).map(|change| change.at)
        });
        facts.chain(text).max().or_else(|| latest.map(|latest| latest.at)).unwrap_or_default()
    }

    /// Everything that went out with a fact that has another value now, and that nothing later has
    /// put right.
    pub fn corrections(&self) -> impl Iterator<Item = Correction<'_>> {
        self.drafts.all().iter().filter_map(|draft| self.correction(draft))
    }

    /// The correction that one draft owes.
    pub fn correction<'a>(&'a self, draft: &'a Draft) -> Option<Correction<'a>> {
        let sent = draft.review.last_sent()?;
        if self.superseded(draft, sent) {
            return None;
        }
        let moved = |(name, was): (&'a String, &'a String)| {
            let change = self.facts.last_change(name)?;
            let settled = sent.settled.as_ref().is_some_and(|(seq, _)| change.seq <= *seq);
            let now = self.facts.now(name).map(|now| now.value.clone());
            let moved = now.as_deref() != Some(was.as_str()) && !settled;
            moved.then_some((change.at, (name.as_str(), was.as_str(), now)))
        };
        let (at, changed): (Vec<_>, Vec<_>) = sent.words.filled.iter().filter_map(moved).unzip();
        Some(Correction { draft, sent, changed, since: at.into_iter().min()? })
    }

    /// What was last sent to the same readers before now, of any draft.
    pub fn last_sent_to<'a>(&'a self, audience: &str) -> Option<(&'a Draft, &'a Sent)> {
        let all = self.drafts.all().iter();
        let sent = all.flat_map(|draft| draft.review.sent.iter().map(move |sent| (draft, sent)));
        sent.filter(|(_, sent)| sent.audience == audience).max_by_key(|(_, sent)| sent.seq)
    }
}
