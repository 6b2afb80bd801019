//! When an item is aimed at: a playbook's target against the anchors as they stand. A target is a
//! suggestion; it is never late.
//!
//! Nothing here is stored: a moved or unsaid anchor moves every open item by itself, and what is
//! done stays done.

use super::checklist::Item;
use super::incident::Incident;
use super::target::Target;
use super::time::{Timestamp, length};
use super::words::{Anchor, Status};

/// What an item is aimed at, as the anchors stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// At nothing.
    None,
    /// At no clock time of ours, or none yet: `throughout`, `before release`.
    Standing(&'static str),
    /// Its anchor has no value yet: `when contained`.
    When {
        /// The anchor that it waits for.
        anchor: Anchor,
        /// Minutes after it; negative for before.
        minutes: i64,
    },
    /// At a clock time, or a span of them.
    At {
        /// The clock time; of a span, its begin.
        from: Timestamp,
        /// A span's end.
        until: Option<Timestamp>,
    },
    /// At once, as somebody said.
    AtOnce,
    /// It would have been due before its anchor was set. Asks: move it, do it at once, or say why
    /// it does not apply.
    NoLongerPossible {
        /// When it would have been due.
        due: Timestamp,
    },
}

impl Aim {
    /// What lists are sorted by: the clock time, where there is one. What is to be done at once
    /// comes first.
    pub fn time(&self) -> Option<Timestamp> {
        match self {
            Self::At { from, until } => Some(until.unwrap_or(*from)),
            Self::AtOnce | Self::NoLongerPossible { .. } => Some(Timestamp::MIN),
            Self::None | Self::Standing(_) | Self::When { .. } => None,
        }
    }

    /// The words before the clock is known: `when contained`, `4h after contained`, `7d before
    /// release planned`.
    /// Nothing where there is a clock time, which a screen says in its own zone.
    pub fn words(&self) -> Option<String> {
        match self {
            Self::None | Self::At { .. } => None,
            Self::Standing(words) => Some((*words).to_owned()),
            Self::When { anchor, minutes: 0 } => Some(format!("when {}", anchor.words())),
            Self::When { anchor, minutes } => {
                let side = if *minutes < 0 { "before" } else { "after" };
                let millis = minutes.saturating_mul(60_000);
                Some(format!("{} {side} {}", length(millis), anchor.words()))
            }
            Self::AtOnce => Some("at once".to_owned()),
            Self::NoLongerPossible { .. } => Some("no longer possible in time".to_owned()),
        }
    }
}

impl Incident {
    /// What an item is aimed at now.
    pub fn aim(&self, item: &Item) -> Aim {
        match item.aim {
            Some(Some(at)) => return Aim::At { from: at, until: None },
            Some(None) => return Aim::AtOnce,
            None => {}
        }
        let (anchor, minutes, until) = match &item.given.target {
            None => return Aim::None,
            Some(Target::Standing(word)) => {
                if let Some(aim) = self.before_release(word) {
                    return aim;
                }
                let words = Target::STANDING.iter().find(|(id, _)| id == word);
                return Aim::Standing(words.map_or(*word, |(_, words)| *words));
            }
            Some(Target::Relative { anchor, minutes, until }) => (anchor, *minutes, *until),
        };
        let history = self.anchors.get(anchor);
        let value = history.and_then(|history| Some((history.counts_from()?, history.now()?)));
        let Some((counts_from, value)) = value else {
            return Aim::When { anchor: anchor.clone(), minutes };
        };
        let at = |minutes: i64| counts_from.plus_minutes(minutes);
        let ends = [at(minutes), at(until.unwrap_or(minutes))];
        let (from, end) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        if end < value.recorded {
            return Aim::NoLongerPossible { due: end };
        }
        Aim::At { from, until: until.map(|_| end) }
    }

    /// What is to be done before the release, as soon as its time is known: by then, and no longer
    /// in time once the release is out.
    fn before_release(&self, word: &str) -> Option<Aim> {
        if word != Target::BEFORE_RELEASE {
            return None;
        }
        let value = |anchor: &str| {
            let value = self.anchors.get(&Anchor::new(anchor))?.now()?;
            Some((value.at?, value.recorded))
        };
        if let Some((due, _)) = value("released") {
            return Some(Aim::NoLongerPossible { due });
        }
        let (due, recorded) = value("release")?;
        if due < recorded {
            return Some(Aim::NoLongerPossible { due });
        }
        Some(Aim::At { from: due, until: None })
    }

    /// The items that an item waits for: those to be done first that still are not. What is not on
    /// the list holds nothing up.
    pub fn waits_for<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a Item> {
        let there = |id| self.checklist.item(id);
        item.given.after.iter().filter_map(there).filter(|first| first.is_open())
    }

    /// Whether an item is listed. While the room is a signal, only what hangs on the report or on
    /// publicity is, with what a person added or touched; the rest is one line until somebody
    /// declares, also where the room was closed before anybody did.
    pub fn is_listed(&self, item: &Item) -> bool {
        let status = match self.status.value {
            Status::Closed => self.closed_as,
            now @ (Status::Signal | Status::Declared) => now,
        };
        if status != Status::Signal {
            return true;
        }
        let early = |target: &Target| {
            target.anchor().is_some_and(|anchor| ["reported", "public"].contains(&anchor.as_str()))
        };
        item.playbook.is_none()
            || !item.history.is_empty()
            || item.given.target.as_ref().is_some_and(early)
    }

    /// The items listed now, in the order they came.
    pub fn listed(&self) -> impl Iterator<Item = &Item> {
        self.checklist.items().iter().filter(|item| self.is_listed(item))
    }

    /// How many items wait behind one line until the room is declared.
    pub fn unlisted(&self) -> usize {
        self.checklist.items().iter().filter(|item| !self.is_listed(item)).count()
    }
}
