//! Names that the room told for its texts to the outside: what must stay inside, and the hosts that
//! its links may lead to. Apart from the looking ([`super::check`]), because it is on the record.
//!
//! What must stay true: a name counts once whatever its case, and one whose words were redacted
//! counts no longer.

use serde::{Deserialize, Serialize};

/// What a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameSort {
    /// A name that only the house knows: a system, a team, a project.
    Internal,
    /// A customer's.
    Customer,
    /// A host that links may lead to.
    Host,
}

impl NameSort {
    /// Every one, in the order of a list.
    pub const ALL: [Self; 3] = [Self::Internal, Self::Customer, Self::Host];

    /// The word that is typed for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Customer => "customer",
            Self::Host => "host",
        }
    }

    /// What it is, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Internal => "an internal name",
            Self::Customer => "a customer's name",
            Self::Host => "a host that links may lead to",
        }
    }

    /// The sort that a word means.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.word().eq_ignore_ascii_case(word))
    }
}

/// A name of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// What it is.
    pub sort: NameSort,
}

/// The names of a room.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    listed: Vec<Listed>,
}

impl Names {
    /// Every name, in the order of telling.
    pub fn all(&self) -> &[Listed] {
        &self.listed
    }

    /// What must stay inside.
    pub fn kept_inside(&self) -> impl Iterator<Item = (&str, NameSort)> {
        let inside = |one: &&Listed| one.sort != NameSort::Host;
        self.listed.iter().filter(inside).map(|one| (one.name.as_str(), one.sort))
    }

    /// The hosts that links may lead to.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        let hosts = self.listed.iter().filter(|one| one.sort == NameSort::Host);
        hosts.map(|one| one.name.as_str())
    }

    /// Whether this very name is listed so.
    pub fn has(&self, name: &str, sort: NameSort) -> bool {
        self.place(name).is_some_and(|place| self.listed[place].sort == sort)
    }

    fn place(&self, name: &str) -> Option<usize> {
        let (name, same) = (name.trim().to_lowercase(), |one: &Listed| one.name.to_lowercase());
        self.listed.iter().position(|one| same(one) == name)
    }

    /// Lists a name, or takes it off.
    pub(super) fn set(&mut self, name: &str, sort: NameSort, listed: bool) {
        let name = name.trim();
        if let Some(place) = self.place(name) {
            self.listed.remove(place);
        }
        if listed && !name.is_empty() {
            self.listed.push(Listed { name: name.to_owned(), sort });
        }
    }
}
