//! Fuzzy search in short texts: the palette, lists to choose from, the timeline's filter.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A pattern that many texts are compared with.
#[derive(Debug)]
pub struct Fuzzy {
    pattern: Pattern,
    matcher: Matcher,
    scratch: Vec<char>,
    /// Its words; nothing where a sign in it means more than itself.
    words: Option<Vec<Word>>,
    ignores_case: bool,
}

impl Fuzzy {
    /// Reads a pattern: words, each of which must fit, in any order.
    pub fn new(text: &str) -> Self {
        let pattern = Pattern::parse(text, CaseMatching::Smart, Normalization::Smart);
        let words = (!text.contains(['!', '^', '\'', '$', '\\']))
            .then(|| text.split(' ').filter(|word| !word.is_empty()).map(Word::new).collect());
        let ignores_case = !text.contains(char::is_uppercase);
        let (matcher, scratch) = (Matcher::new(Config::DEFAULT), Vec::new());
        Self { pattern, matcher, scratch, words, ignores_case }
    }

    /// Whether a text in lower case fits just as well: as long as no capital was asked for.
    pub const fn ignores_case(&self) -> bool {
        self.ignores_case
    }

    /// How well a text fits; nothing when it does not.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        self.scratch.clear();
        self.pattern.score(Utf32Str::new(text, &mut self.scratch), &mut self.matcher)
    }

    /// Whether a text fits at all, which is found out much faster than how well.
    pub fn fits(&mut self, text: &str) -> bool {
        match &self.words {
            Some(words) if text.is_ascii() => words.iter().all(|word| word.is_in(text)),
            _ => self.score(text).is_some(),
        }
    }

    /// Whether nothing can fit that did not fit `before`.
    pub fn narrows(&self, before: &Self) -> bool {
        let (Some(words), Some(earlier)) = (&self.words, &before.words) else { return false };
        words.len() >= earlier.len()
            && words.iter().zip(earlier).all(|(word, was)| word.letters.starts_with(&*was.letters))
    }
}

/// Letters that must come in this order, others between.
#[derive(Debug)]
struct Word {
    letters: Box<str>,
    /// Whether their case does not matter: as long as there is no capital among them.
    any_case: bool,
}

impl Word {
    fn new(letters: &str) -> Self {
        let any_case = !letters.bytes().any(|letter| letter.is_ascii_uppercase());
        Self { letters: letters.into(), any_case }
    }

    /// Whether they come in a text of ASCII alone.
    fn is_in(&self, text: &str) -> bool {
        let mut rest = text.bytes();
        self.letters.bytes().all(|wanted| {
            let is_wanted = |letter: u8| {
                letter == wanted || (self.any_case && letter.to_ascii_lowercase() == wanted)
            };
            rest.any(is_wanted)
        })
    }
}

/// The places of the texts that fit, the best first; all of them, in their order, where nothing is
/// searched.
pub fn rank<'a>(pattern: &str, texts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    if pattern.trim().is_empty() {
        return (0..texts.count()).collect();
    }
    let mut fuzzy = Fuzzy::new(pattern);
    let mut found: Vec<(u32, usize)> =
        texts.enumerate().filter_map(|(place, text)| Some((fuzzy.score(text)?, place))).collect();
    found.sort_by_key(|(score, place)| (std::cmp::Reverse(*score), *place));
    found.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::Fuzzy;

    const WORDS: [&str; 12] = [
        "d",
        "D",
        "db",
        "dB",
        "db talk",
        "7 d",
        "-",
        "zz",
        "d  b",
        "talked to",
        "\u{fa}tok",
        "^db",
    ];

    #[test]
    fn what_fits_is_what_has_a_score() {
        let texts = [
            "",
            "d",
            "b",
            "DB-7 talked to 203.0.113.9",
            "db-7",
            "bd",
            "Database",
            "a\r\nd\nB",
            "v\u{fd}padek datab\u{e1}ze",
            "\u{fa}tok",
            "utok",
        ];
        for pattern in WORDS {
            let mut fuzzy = Fuzzy::new(pattern);
            for text in texts {
                let scored = fuzzy.score(text).is_some();
                assert_eq!(fuzzy.fits(text), scored, "{pattern:?} in {text:?}");
            }
        }
    }

    #[test]
    fn what_is_typed_on_narrows_unless_a_sign_changes_what_it_means() {
        let narrows = |now: &str, before: &str| Fuzzy::new(now).narrows(&Fuzzy::new(before));
        for (before, now) in [("d", "db"), ("d", "dB"), ("db", "db t"), ("db t", "db talk")] {
            assert!(narrows(now, before), "{before:?} then {now:?}");
            assert!(!narrows(before, now), "{now:?} then {before:?}");
        }
        for (before, now) in [("!d", "!db"), ("db", "db$"), ("db", "ab"), ("a b", "ab")] {
            assert!(!narrows(now, before), "{before:?} then {now:?}");
        }
    }
}
