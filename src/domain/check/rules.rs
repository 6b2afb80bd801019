//! Rules as values: what one finds, in which texts, what it says and what it proposes. Apart from
//! their file, which [`crate::playbook`] reads, and from the looking, which needs an incident.

use std::collections::HashMap;

use super::pattern::{self, Pattern};

/// What a rule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finds {
    /// The words that it lists.
    Words,
    /// Clock times without a zone.
    Times,
    /// Numbers that differ from a fact, or from another text of the incident.
    Numbers,
    /// Names that must stay inside.
    Names,
    /// Links to hosts that nobody listed as ours.
    Links,
    /// A TLP label that its readers are not covered by.
    Tlp,
    /// An embargo that is not over.
    Embargo,
    /// That a reader is told nothing to do.
    Action,
    /// Nothing: the rule is switched off.
    Nothing,
}

impl Finds {
    /// Every one, with its word in a file.
    pub const ALL: [(&'static str, Self); 9] = [
        ("words", Self::Words),
        ("times", Self::Times),
        ("numbers", Self::Numbers),
        ("names", Self::Names),
        ("links", Self::Links),
        ("tlp", Self::Tlp),
        ("embargo", Self::Embargo),
        ("action", Self::Action),
        ("nothing", Self::Nothing),
    ];
}

/// Where a rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum On {
    /// In drafts.
    #[default]
    Text,
    /// On the capture line, before Enter.
    Line,
    /// In both.
    Both,
}

/// To whom a text must go for a rule to look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum To {
    /// To anybody.
    #[default]
    Everybody,
    /// To somebody outside the house.
    Outside,
    /// To those who must be told what to do.
    Readers,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id (`promise`).
    pub id: String,
    /// What it looks for.
    pub finds: Finds,
    /// Where.
    pub on: On,
    /// To whom.
    pub to: To,
    /// Why what it finds should not go out.
    pub says: String,
    /// What to write instead.
    pub instead: String,
    /// Where that comes from.
    pub source: String,
    /// What it looks for, where that is words.
    pub words: Vec<Pattern>,
    /// Words in the same sentence that make it right.
    pub unless: Vec<Pattern>,
}

/// The lists that several rules use.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Words of audiences inside the house.
    pub inside: Vec<String>,
    /// Words of audiences that are everybody.
    pub public: Vec<String>,
    /// Words of audiences that must be told what to do.
    pub readers: Vec<String>,
    /// Words by which the speech of others is reported: what stands in quotes beside them is not
    /// ours.
    pub quoting: Vec<Pattern>,
    /// Short names of time zones, as they are written.
    pub zones: Vec<String>,
    /// Things that are counted.
    pub counted: Vec<String>,
    /// Words that look like a host's name and are none.
    pub no_hosts: Vec<String>,
}

impl Lists {
    /// Adds what other lists say.
    pub fn extend(&mut self, more: &Self) {
        let Self { inside, public, readers, quoting, zones, counted, no_hosts } = more;
        self.inside.extend_from_slice(inside);
        self.public.extend_from_slice(public);
        self.readers.extend_from_slice(readers);
        self.quoting.extend_from_slice(quoting);
        self.zones.extend_from_slice(zones);
        self.counted.extend_from_slice(counted);
        self.no_hosts.extend_from_slice(no_hosts);
    }
}

/// All rules, and the lists that they use.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    all: Vec<Rule>,
    /// What several of them use.
    pub lists: Lists,
    first: HashMap<String, Vec<(usize, usize)>>,
    other: Vec<(usize, usize)>,
}

impl Rules {
    /// The rules, in their order.
    pub fn all(&self) -> &[Rule] {
        &self.all
    }

    /// These rules from now on.
    pub fn set(&mut self, rules: Vec<Rule>) {
        self.all = rules;
        self.first.clear();
        self.other.clear();
        for (rule, one) in self.all.iter().enumerate() {
            for (place, pattern) in one.words.iter().enumerate() {
                match pattern.firsts() {
                    Some(firsts) => {
                        for first in firsts {
                            self.first.entry(first.to_owned()).or_default().push((rule, place));
                        }
                    }
                    None => self.other.push((rule, place)),
                }
            }
        }
    }

    /// Patterns that can begin with a word, each with its rule's place.
    pub(super) fn beginning<'a>(
        &'a self,
        word: &str,
    ) -> impl Iterator<Item = (usize, &'a Pattern)> {
        let exact = self.first.get(word).into_iter().flatten();
        let of = |(rule, place): &(usize, usize)| {
            let one = self.all.get(*rule)?;
            Some((*rule, one.words.get(*place)?))
        };
        exact.chain(&self.other).filter_map(of)
    }

    /// Whether an audience is inside the house.
    pub fn is_inside(&self, audience: &str) -> bool {
        has_word(audience, &self.lists.inside)
    }

    /// Whether an audience is everybody.
    pub fn is_public(&self, audience: &str) -> bool {
        has_word(audience, &self.lists.public)
    }

    /// Whether an audience must be told what to do.
    pub fn must_act(&self, audience: &str) -> bool {
        !self.is_inside(audience) && has_word(audience, &self.lists.readers)
    }
}

/// Whether one of these words, or words in a row, stands in an audience's name.
fn has_word(audience: &str, wanted: &[String]) -> bool {
    let words = pattern::plain_words(audience);
    wanted.iter().any(|one| {
        let one = pattern::plain_words(one);
        !one.is_empty() && words.windows(one.len()).any(|these| these == one.as_slice())
    })
}
