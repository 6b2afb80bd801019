//! What keeps words from going out, and how words are flagged that went out all the same.
//!
//! Apart from [`super::stands`], which finds what is lacking, because the record keeps it as plain
//! sentences: here they are written, and here they are read again. What must stay true: only words
//! that somebody did not approve are called unapproved, and every lack is flagged.

use std::fmt;

use super::leaving::{TOO_EARLY, TWICE};
use crate::domain::people::Person;
use crate::domain::sentence::clock;
use crate::domain::time::Timestamp;

const NO_GO: &str = "no go was given";
const UNSET: &str = "unset: ";
const NO_NAME: &str = " is no name";
const ONLY_AUTHORS: &str = "only its author approved";

/// What keeps a draft from going out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// Several texts stand side by side.
    Diverges,
    /// Placeholders without a value.
    Unset(Vec<String>),
    /// What stands in double braces and is no name, braces included.
    NoName(Vec<String>),
    /// Nobody was asked, and nobody must be.
    NobodyAsked,
    /// A department has not approved: its short name.
    Approval(String),
    /// What it approved has changed since.
    Changed(String),
    /// A department asked for changes.
    Changes(String),
    /// Only its own authors approved it.
    OnlyAuthors,
    /// Nobody gave the go.
    NoGo,
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Diverges => f.write_str("several texts stand side by side"),
            Self::Unset(names) => write!(f, "{UNSET}{}", names.join(", ")),
            Self::NoName(typed) => write!(f, "{}{NO_NAME}", typed.join(", ")),
            Self::NobodyAsked => f.write_str("nobody was asked to approve it"),
            Self::Approval(who) => write!(f, "{who} has not approved"),
            Self::Changed(who) => write!(f, "changed since {who} approved"),
            Self::Changes(who) => write!(f, "{who} asks for changes"),
            Self::OnlyAuthors => f.write_str(ONLY_AUTHORS),
            Self::NoGo => f.write_str(NO_GO),
        }
    }
}

impl Lack {
    /// Whether an approval is lacking; else everybody who must approve has.
    pub const fn is_approval(&self) -> bool {
        match self {
            Self::Diverges
            | Self::NobodyAsked
            | Self::Approval(_)
            | Self::Changed(_)
            | Self::Changes(_) => true,
            Self::Unset(_) | Self::NoName(_) | Self::OnlyAuthors | Self::NoGo => false,
        }
    }

    /// Whether there is only something to fill in.
    pub const fn is_blank(&self) -> bool {
        matches!(self, Self::Unset(_) | Self::NoName(_))
    }

    /// What is to be done about it next.
    pub fn next_step(&self) -> String {
        match self {
            Self::Diverges => "make one text of them".to_owned(),
            Self::Unset(names) => {
                let name = names.first().map_or("", String::as_str);
                format!("type = {name} and its value, or take it out of the text")
            }
            Self::NoName(_) => "mend it in the text".to_owned(),
            Self::NobodyAsked => "ask somebody to approve it".to_owned(),
            Self::Approval(who) | Self::Changed(who) => format!("{who} approves it"),
            Self::Changes(_) => "save a text with the changes".to_owned(),
            Self::OnlyAuthors => "somebody approves it who wrote none of it".to_owned(),
            Self::NoGo => "the incident commander gives the go".to_owned(),
        }
    }
}

/// Lacks as the record keeps them.
pub fn sentences(lacks: &[Lack]) -> Vec<String> {
    lacks.iter().map(Lack::to_string).collect()
}

/// That words left which another had let out already: `on its way out already: Kim, 09:31Z`.
pub fn sent_twice(by: &Person, at: Timestamp) -> String {
    format!("{TWICE}{by}, {}", clock(at))
}

/// What is lacking of words that are approved: `no go`, `unset: hotline`. Empty where an approval
/// is.
fn beside_approval(lacked: &[String]) -> Vec<String> {
    let mut said = Vec::new();
    for one in lacked {
        match one.as_str() {
            NO_GO => said.insert(0, "WITHOUT GO".to_owned()),
            ONLY_AUTHORS => said.push(ONLY_AUTHORS.to_owned()),
            unset if unset.starts_with(UNSET) => said.push(format!("WITH {unset}")),
            broken if broken.ends_with(NO_NAME) => said.push(format!("WITH {broken}")),
            early if early.starts_with(TOO_EARLY) => {
                said.push(format!("TOO EARLY: {}", &early[TOO_EARLY.len()..]));
            }
            twice if twice.starts_with(TWICE) => {
                said.insert(0, format!("SENT TWICE: {}", &twice[TWICE.len()..]));
            }
            // Whatever else was ever lacking is an approval.
            _ => return Vec::new(),
        }
    }
    said
}

/// How words are flagged that went out with that lacking, whole: `WITHOUT APPROVAL: Legal has not
/// approved`, or `WITHOUT GO, WITH unset: hotline`. Empty where nothing was.
pub fn flag(lacked: &[String]) -> String {
    let approved = beside_approval(lacked);
    if lacked.is_empty() || !approved.is_empty() {
        return approved.join(", ");
    }
    format!("WITHOUT APPROVAL: {}", lacked.join("; "))
}

/// The same in as few words as a list has room for.
pub fn short_flag(lacked: &[String]) -> String {
    let approved = beside_approval(lacked);
    match approved.into_iter().next() {
        Some(first) => first,
        None if lacked.is_empty() => String::new(),
        None => "WITHOUT APPROVAL".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Lack, flag, sentences, short_flag};

    #[test]
    fn only_what_somebody_did_not_approve_is_called_so() {
        let legal = || "Legal".to_owned();
        for (lacks, short, whole) in [
            (vec![], "", ""),
            (vec![Lack::NoGo], "WITHOUT GO", "WITHOUT GO"),
            (
                vec![Lack::Unset(vec!["hotline".to_owned()]), Lack::NoGo],
                "WITHOUT GO",
                "WITHOUT GO, WITH unset: hotline",
            ),
            (
                vec![Lack::NoName(vec!["{{ a b }}".to_owned()])],
                "WITH {{ a b }} is no name",
                "WITH {{ a b }} is no name",
            ),
            (vec![Lack::OnlyAuthors], "only its author approved", "only its author approved"),
            (
                vec![Lack::Approval(legal()), Lack::NoGo],
                "WITHOUT APPROVAL",
                "WITHOUT APPROVAL: Legal has not approved; no go was given",
            ),
            (
                vec![Lack::Diverges],
                "WITHOUT APPROVAL",
                "WITHOUT APPROVAL: several texts stand side by side",
            ),
        ] {
            let lacked = sentences(&lacks);
            assert_eq!((short_flag(&lacked).as_str(), flag(&lacked).as_str()), (short, whole));
            let named = lacks.iter().any(Lack::is_approval);
            assert_eq!(named, whole.contains("WITHOUT APPROVAL"));
        }
        for lack in [Lack::NobodyAsked, Lack::Changed(legal()), Lack::Changes(legal())] {
            assert!(lack.is_approval());
            assert_eq!(short_flag(&[lack.to_string()]), "WITHOUT APPROVAL");
        }
    }
}
