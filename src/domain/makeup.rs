//! What a draft's text is made of: its placeholders, what is no name, its words. Looked up once,
//! where the text is folded, because what is owed is asked with every frame and texts are long.
//!
//! Apart from [`super::placeholder`], which reads any text, one being typed included. What must
//! stay true: it says of a text what the scanner would say of it now.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::draft::Revision;
use super::placeholder;

/// What one text is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Makeup {
    /// The names of its placeholders, each once, in the order of the text.
    names: Vec<String>,
    /// Each placeholder: which name, and where it stands, braces included.
    places: Vec<(usize, Range<usize>)>,
    /// What stands between double braces and is no name, braces included.
    broken: Vec<Range<usize>>,
    /// How many words it has.
    words: usize,
}

impl Makeup {
    /// Looks through a text.
    pub fn of(text: &str) -> Self {
        let names: Vec<String> = placeholder::names(text).into_iter().map(str::to_owned).collect();
        let place = |one: placeholder::Placeholder<'_>| {
            let name = names.iter().position(|name| name == one.name)?;
            Some((name, one.range))
        };
        let places = placeholder::placeholders(text).into_iter().filter_map(place).collect();
        let (broken, words) = (placeholder::broken(text), placeholder::words(text));
        Self { names, places, broken, words }
    }
}

impl Revision {
    /// The names of the placeholders, each once, in the order of the text.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.makeup.names.iter().map(String::as_str)
    }

    /// What stands between double braces and is no name: it would go out as it was typed.
    pub fn broken(&self) -> impl Iterator<Item = &str> {
        self.makeup.broken.iter().filter_map(|at| self.text.get(at.clone()))
    }

    /// How many words it has; a placeholder is one.
    pub const fn word_count(&self) -> usize {
        self.makeup.words
    }

    /// The text with the known values in it. What is unset stays a placeholder, so that it is still
    /// seen, and can be filled later. Values are put in as they are: a value that looks like a
    /// placeholder is not looked up again.
    pub fn filled(&self, known: impl Fn(&str) -> Option<String>) -> String {
        let values = self.values(known);
        let mut filled = String::with_capacity(self.text.len());
        for piece in self.pieces(&values) {
            filled.push_str(piece);
        }
        filled
    }

    /// Whether the text with some values in it reads as another text with some others.
    pub fn reads_as(
        &self,
        values: &BTreeMap<String, String>,
        other: &Self,
        others: impl Fn(&str) -> Option<String>,
    ) -> bool {
        let mine = self.values(|name| values.get(name).cloned());
        let theirs = other.values(others);
        // Most texts differ in length: then neither is put together.
        self.length(&mine) == other.length(&theirs)
            && self
                .pieces(&mine)
                .flat_map(str::bytes)
                .eq(other.pieces(&theirs).flat_map(str::bytes))
    }

    fn values(&self, known: impl Fn(&str) -> Option<String>) -> Vec<Option<String>> {
        self.names().map(known).collect()
    }

    fn length(&self, values: &[Option<String>]) -> usize {
        let of = |(name, at): &(usize, Range<usize>)| {
            values.get(*name).and_then(Option::as_ref).map(|value| (at.len(), value.len()))
        };
        let changed = self.makeup.places.iter().filter_map(of);
        let (gone, new) = changed.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (self.text.len() + new).saturating_sub(gone)
    }

    /// The text in pieces: words as they were typed, and values.
    fn pieces<'a>(&'a self, values: &'a [Option<String>]) -> impl Iterator<Item = &'a str> {
        let mut from = 0;
        let set = self.makeup.places.iter().filter_map(|(name, at)| {
            values.get(*name)?.as_deref().map(|value| (at.clone(), value))
        });
        let end = self.text.len();
        set.chain(std::iter::once((end..end, ""))).flat_map(move |(at, value)| {
            let before = self.text.get(from..at.start).unwrap_or_default();
            from = at.end;
            [before, value]
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::Makeup;
    use crate::domain::draft::Revision;
    use crate::domain::ids::RevisionId;
    use crate::domain::placeholder;
    use crate::domain::time::Timestamp;

    fn text(words: &str) -> Revision {
        Revision {
            id: RevisionId::new("r"),
            number: 1,
            bases: Vec::new(),
            text: words.to_owned(),
            makeup: Makeup::of(words),
            diverging: false,
            restores: None,
            by: "Dana".into(),
            at: Timestamp::MIN,
            seq: 1,
            followed: false,
        }
    }

    fn known(name: &str) -> Option<String> {
        (name == "a").then(|| "{{ b }}".to_owned())
    }

    #[test]
    fn known_names_are_filled_and_the_others_stay() {
        for (text, filled) in [
            ("on {{ a }}, {{when}}", "on {{ b }}, {{when}}"),
            ("{{a}}{{  a  }}", "{{ b }}{{ b }}"),
            ("{{{ a }}}", "{{{ b }}}"),
            ("{{ two words }} {{ }} {{ a", "{{ two words }} {{ }} {{ a"),
            ("{{ 1st }} {{ a\nb }} }}{{", "{{ 1st }} {{ a\nb }} }}{{"),
            ("{{ ø }} ö{{ a }}ö", "{{ ø }} ö{{ b }}ö"),
            ("", ""),
        ] {
            assert_eq!(self::text(text).filled(known), filled, "{text}");
        }
    }

    #[test]
    fn a_text_reads_as_another_where_the_words_are_the_same() {
        let values = |value: &str| BTreeMap::from([("a".to_owned(), value.to_owned())]);
        for (mine, value, other, same) in [
            ("on {{ a }}.", "{{ b }}", "on {{ a }}.", true),
            ("on {{ a }}.", "{{ b }}", "on {{a}}{{ c }}", false),
            ("on {{ a }}.", "Monday.", "on {{ a }}.", false),
            ("{{ a }} x", "{{", "{{ x", true),
            ("", "", "", true),
        ] {
            assert_eq!(text(mine).reads_as(&values(value), &text(other), known), same, "{mine}");
        }
    }

    proptest! {
        #[test]
        fn it_says_what_the_scanner_says(
            words in "(\\{\\{ ?a ?\\}\\}|\\{\\{ b \\}\\}|\\{|\\}|\\PC| |\n){0,60}",
        ) {
            let made = text(&words);
            prop_assert_eq!(made.filled(|_| None), words.as_str());
            prop_assert_eq!(made.names().collect::<Vec<_>>(), placeholder::names(&words));
            let broken: Vec<&str> =
                placeholder::broken(&words).into_iter().map(|at| &words[at]).collect();
            prop_assert_eq!(made.broken().collect::<Vec<_>>(), broken);
            prop_assert_eq!(made.word_count(), placeholder::words(&words));
            let values = BTreeMap::from([("a".to_owned(), "{{ b }}".to_owned())]);
            prop_assert!(made.reads_as(&values, &text(&made.filled(known)), |_| None));
        }
    }
}
