//! What the placeholders of a draft's text stand for, and so the exact words that a reader gets.
//!
//! Apart from the scanner, which knows no incident. What must stay true: the same incident and the
//! same text give the same words on every console, whatever its zone, so moments are in UTC; and a
//! fact of a name stands before what the room itself knows by that name.

use super::draft::{Draft, Revision};
use super::event::Standing;
use super::fact::FactValue;
use super::incident::Incident;
use super::sentence::clock;
use super::words::Anchor;

/// What stands for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<'a> {
    /// The value.
    pub value: String,
    /// The fact that gives it; nothing where the room itself knows.
    pub fact: Option<&'a FactValue>,
}

impl Known<'_> {
    /// How it is known: `believed`, `known`, `of the room`.
    pub const fn how(&self) -> &'static str {
        match self.fact {
            None => "of the room",
            Some(fact) => match fact.standing {
                Standing::Believed => "believed",
                Standing::Known => "known",
            },
        }
    }
}

/// A fact that a text cites and whose value is another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved<'a> {
    /// Its name.
    pub name: &'a str,
    /// The value when the text was written.
    pub was: &'a str,
    /// The value now; nothing where none stands any longer.
    pub now: Option<&'a str>,
}

impl Incident {
    /// What stands for a placeholder: a fact of that name, else what the room itself knows.
    pub fn stands_for(&self, name: &str) -> Option<Known<'_>> {
        if let Some(fact) = self.facts.now(name) {
            return Some(Known { value: fact.value.clone(), fact: Some(fact) });
        }
        let value = match name {
            "severity" => self.severity.map(|severity| severity.value.label().to_owned()),
            "zone" => Some(self.room.zone.clone()).filter(|zone| !zone.is_empty()),
            "received" => Some(clock(self.room.received)),
            "codename" => Some(self.room.codename.clone()),
            // Placeholders are written with `_`, anchors with `-`.
            name => {
                let anchor = self.anchors.get(&Anchor::new(name.replace('_', "-")));
                anchor.and_then(|history| history.now()?.at).map(clock)
            }
        };
        value.map(|value| Known { value, fact: None })
    }

    /// A text with what its placeholders stand for now; what is unset stays as it was typed.
    pub fn filled(&self, revision: &Revision) -> String {
        revision.filled(|name| self.stands_for(name).map(|known| known.value))
    }

    /// The names for which nothing stands.
    pub fn unset<'t>(&self, names: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
        names.filter(|name| self.stands_for(name).is_none()).collect()
    }

    /// The facts that a text cites and that had a value when it was saved, and have another now.
    pub fn moved_since<'a>(&'a self, revision: &'a Revision) -> Vec<Moved<'a>> {
        let moved = |name: &'a str| {
            let was = self.facts.at(name, revision.seq)?;
            let now = self.facts.now(name).map(|now| now.value.as_str());
            (now != Some(was)).then_some(Moved { name, was, now })
        };
        revision.names().filter_map(moved).collect()
    }

    /// The drafts whose newest text cites a fact.
    pub fn citing<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Draft> {
        let cites = move |draft: &&Draft| {
            draft.latest().is_some_and(|text| text.names().any(|cited| cited == name))
        };
        self.drafts.all().iter().filter(cites)
    }
}
