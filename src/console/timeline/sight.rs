//! What a line reads, word for word: the row shows it, and the filter looks through it.
//!
//! Apart from [`super::row`], which lays it out for one console, because what is shown and what is
//! found must be the same words. What must stay true: nothing that the shield hides is given out
//! for a search.

use std::borrow::Cow;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::console::model::Model;
use crate::console::zone;
use crate::domain::event::{
    Basis, Direction, EntryKind, EntryRecorded, OrderState, Reply, Standing,
};
use crate::domain::ids::EntryId;
use crate::domain::incident::Incident;
use crate::domain::sentence;
use crate::domain::time::Timestamp;
use crate::domain::timeline::{Auto, Entry, Line, What, Withdrawn};

/// From where the lines are looked at: when, in which zone, and whether under the shield.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// The record.
    pub incident: &'a Incident,
    /// What the clock shows.
    pub now: Timestamp,
    /// The zone that is shown.
    pub zone: Tz,
    /// Whether text for few is hidden.
    pub shielded: bool,
}

impl<'a> Sight<'a> {
    /// What this console sees.
    pub fn of(model: &'a Model) -> Self {
        let (incident, now) = (&model.incident, model.now);
        Self { incident, now, zone: model.tz(), shielded: model.shielded() }
    }

    /// Today.
    pub fn today(self) -> NaiveDate {
        zone::date(self.now, self.zone)
    }

    /// A clock time, with its day where that is not today's.
    pub fn near(self, at: Timestamp) -> String {
        if zone::date(at, self.zone) == self.today() {
            zone::clock(at, self.zone)
        } else {
            zone::moment(at, self.now, self.zone)
        }
    }

    /// The words of an entry, with what its kind adds to them.
    pub fn words(self, entry: &'a EntryRecorded) -> Cow<'a, str> {
        let text = &entry.text;
        Cow::Owned(match &entry.kind {
            EntryKind::Decision { because, until } => {
                let mut out = text.clone();
                if let Some(because) = because {
                    out.push_str(" because ");
                    out.push_str(because);
                }
                if let Some(until) = until {
                    out.push_str(" until ");
                    out.push_str(&self.near(*until));
                }
                out
            }
            EntryKind::Words { direction: Direction::Told, party, at } => {
                let at = at.map(|at| format!(" {}", zone::clock(at, self.zone)));
                format!("{party} told{}: {text}", at.unwrap_or_default())
            }
            EntryKind::Words { direction: Direction::Asks, party, .. } => {
                format!("{party} asks: {text}")
            }
            EntryKind::Reply(reply) => {
                let to = sentence::title(self.incident, &reply.draft);
                // An address stands in the details; the row is for words.
                let by = entry.said_by();
                let name = by.split_once(" <").map_or(by, |(name, _)| name);
                format!("{name} replies to {to}: {text}")
            }
            EntryKind::Other(word) => format!("{word}: {text}"),
            EntryKind::Note
            | EntryKind::Order { .. }
            | EntryKind::Question { .. }
            | EntryKind::Assessment
            | EntryKind::Fact { .. } => return Cow::Borrowed(text),
        })
    }

    /// The words of a line that a console recorded by itself.
    pub fn auto_words(self, line: &Line, auto: &Auto) -> String {
        let words = sentence::full(self.incident, auto, line.seq);
        let show = |at| zone::beside(at, line.occurred_at, self.now, self.zone);
        format!("{}: {}", line.by(), sentence::in_zone(&words, show))
    }

    /// How a line is known, where that is said.
    pub fn basis(self, basis: &Basis) -> Option<String> {
        match basis {
            Basis::Observed => None,
            Basis::Reported { by } => {
                Some(format!("said by {}", sentence::party(self.incident, by)))
            }
            Basis::Assessed { by, confidence } => {
                let mut out = "assessed".to_owned();
                if let Some(by) = by {
                    out.push_str(" by ");
                    out.push_str(sentence::party(self.incident, by));
                }
                if !confidence.is_empty() {
                    out.push_str(", ");
                    out.push_str(confidence);
                }
                Some(out)
            }
        }
    }

    /// The first words of another line, where the shield lets them be read.
    pub fn other_words(self, id: &EntryId) -> Option<String> {
        let now = &self.incident.timeline.entry(id)?.now;
        (now.handling.is_open() || !self.shielded).then(|| sentence::clip(&now.text))
    }

    /// All words of a line that its row shows or its details have, for a search; nothing where the
    /// shield hides them. Distances in time are none: they change by the minute.
    pub fn searched(self, line: &'a Line) -> Option<Cow<'a, str>> {
        match &line.what {
            What::Entry(entry) if self.shielded && !entry.now.handling.is_open() => None,
            What::Entry(entry) => Some(self.entry_searched(entry)),
            What::Auto(auto) => Some(Cow::Owned(self.auto_words(line, auto))),
        }
    }

    fn entry_searched(self, entry: &'a Entry) -> Cow<'a, str> {
        let now = &entry.now;
        let to = now.kind.addressee().map(|to| sentence::party(self.incident, to));
        let words = self.words(now);
        let mut behind: Vec<Cow<'_, str>> = Vec::new();
        match &now.kind {
            EntryKind::Order { .. } if entry.order != OrderState::Given => {
                behind.push(sentence::order_state(&entry.order).into());
            }
            EntryKind::Fact { standing, .. } => behind.push(standing_word(*standing).into()),
            EntryKind::Reply(reply) => behind.push(beside_reply(now, reply).into()),
            EntryKind::Note
            | EntryKind::Order { .. }
            | EntryKind::Question { .. }
            | EntryKind::Decision { .. }
            | EntryKind::Assessment
            | EntryKind::Words { .. }
            | EntryKind::Other(_) => {}
        }
        let others = [&entry.answer, &entry.answers].into_iter().flatten();
        behind.extend(others.filter_map(|id| self.other_words(id)).map(Cow::Owned));
        if now.reply().is_none() {
            behind.extend(self.basis(&now.basis).map(Cow::Owned));
        }
        behind.extend(entry.withdrawn.as_ref().map(|withdrawn| struck(withdrawn).into()));
        behind.extend(now.quote.as_deref().map(Cow::Borrowed));
        if to.is_none() && behind.is_empty() {
            return words;
        }
        let all = to.into_iter().chain([words.as_ref()]).chain(behind.iter().map(Cow::as_ref));
        Cow::Owned(all.collect::<Vec<_>>().join(" "))
    }
}

/// How sure the room is of a fact.
pub(super) const fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Believed => "believed",
        Standing::Known => "known",
    }
}

/// Who struck a line, and why.
pub(super) fn struck(withdrawn: &Withdrawn) -> String {
    format!("struck by {}: {}", withdrawn.by, withdrawn.because)
}

/// What a reply has beside its own words: who wrote it, its subject, what it quotes, what hung on
/// it.
fn beside_reply(now: &EntryRecorded, reply: &Reply) -> String {
    let names = reply.attachments.iter().map(|one| one.name.as_str());
    let own = [now.said_by(), reply.subject.as_str(), reply.quoted.as_str()];
    own.into_iter().chain(names).collect::<Vec<_>>().join(" ")
}
