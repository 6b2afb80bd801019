//! What keeps a keeper from numbering, as it says so to the others. Apart from why something could
//! not be written, because here it is told what the others do about it: they wait, or one of them
//! takes the place.

use serde::{Deserialize, Serialize};

use crate::domain::time::Timestamp;

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hampered {
    /// Since when, by its clock.
    pub since: Timestamp,
    /// What it is.
    pub by: Hampers,
}

/// What keeps somebody from numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hampers {
    /// Its desk has no room for the copy of the record in which it numbers.
    DeskFull,
    /// That copy cannot be made or written for another reason.
    Desk,
    /// The share has no room for what it numbers.
    ShareFull,
    /// The share takes nothing.
    ShareReadOnly,
    /// Something that a later version knows.
    #[serde(other)]
    Other,
}

impl Hampers {
    /// Whether another console may be better off, and takes the place by itself.
    pub const fn yields(self) -> bool {
        matches!(self, Self::DeskFull | Self::Desk)
    }

    /// What it is, a clause about the keeper.
    pub const fn clause(self) -> &'static str {
        match self {
            Self::DeskFull => {
                "the disk of the keeper's desk has no room for the copy of the record in which it \
                 numbers. A console with room takes over by itself"
            }
            Self::Desk => {
                "the keeper's desk does not take the copy of the record in which it numbers. \
                 Another console takes over by itself"
            }
            Self::ShareFull => "the share is full. Make room on it",
            Self::ShareReadOnly => "the share takes nothing, as it is read-only",
            Self::Other => "something keeps the keeper from it. Look there",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Hampers;

    #[test]
    fn what_a_later_version_says_is_something_and_nobody_takes_the_place_for_it() {
        let read = |text: &str| serde_json::from_str::<Hampers>(text).expect("a word");
        assert_eq!(read("\"desk_full\""), Hampers::DeskFull);
        assert_eq!(read("\"moon_full\""), Hampers::Other);
        assert!(Hampers::DeskFull.yields() && !Hampers::Other.yields());
    }
}
