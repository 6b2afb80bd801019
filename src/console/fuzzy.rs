//! Fuzzy search in short texts: the palette, lists to choose from, the timeline's filter.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A pattern that many texts are compared with.
#[derive(Debug)]
pub struct Fuzzy {
    pattern: Pattern,
    matcher: Matcher,
    scratch: Vec<char>,
}

impl Fuzzy {
    /// Reads a pattern: words, each of which must fit, in any order.
    pub fn new(text: &str) -> Self {
        let pattern = Pattern::parse(text, CaseMatching::Smart, Normalization::Smart);
        Self { pattern, matcher: Matcher::new(Config::DEFAULT), scratch: Vec::new() }
    }

    /// How well a text fits; nothing when it does not.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        self.scratch.clear();
        self.pattern.score(Utf32Str::new(text, &mut self.scratch), &mut self.matcher)
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
