//! Words that a rule looks for: whole words in a row, whatever their case, within one sentence. A
//! small language of its own, so that those who write rules need no other.
//!
//! `very|so` is either; `apolog*` begins so; `highly?` may be left out; `#` is a number; `...`
//! stands for up to four words. What must stay true: a word is never found inside another.

use std::ops::Range;

use super::rules::{Rule, Rules};
use super::words::Words;

/// Words that `...` stands for at most.
const GAP: usize = 4;

/// Words in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<Item>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Word { any: Vec<One>, optional: bool },
    Gap,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum One {
    Exact(String),
    Prefix(String),
    Number,
}

impl One {
    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Exact(own) => own == word,
            Self::Prefix(own) => word.starts_with(own.as_str()),
            Self::Number => word.starts_with(|c: char| c.is_ascii_digit()),
        }
    }
}

/// Reads a pattern; what is wrong with it, where something is.
pub fn parse(written: &str) -> Result<Pattern, &'static str> {
    let mut items = Vec::new();
    for token in written.split_whitespace() {
        if token == "..." {
            items.push(Item::Gap);
            continue;
        }
        let (token, optional) = match token.strip_suffix('?') {
            Some(rest) => (rest, true),
            None => (token, false),
        };
        let mut any = Vec::new();
        for one in token.split('|') {
            let one = lower(one);
            any.push(match one.strip_suffix('*') {
                _ if one == "#" => One::Number,
                Some("") => return Err("a * needs letters before it"),
                Some(prefix) => One::Prefix(prefix.to_owned()),
                None if one.is_empty() => return Err("a word is missing beside a |"),
                None => One::Exact(one),
            });
        }
        items.push(Item::Word { any, optional });
    }
    let sure = |item: Option<&Item>| matches!(item, Some(Item::Word { optional: false, .. }));
    if !sure(items.first()) || !sure(items.last()) {
        return Err("it must begin and end with a word that cannot be left out");
    }
    Ok(Pattern(items))
}

/// A word as it is compared: in lower case, with one sort of apostrophe.
pub(super) fn lower(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c == '\u{2019}' { '\'' } else { c })
        .collect()
}

/// The words of a short label.
pub(super) fn plain_words(label: &str) -> Vec<String> {
    let words = label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(lower).collect()
}

impl Pattern {
    /// The words that it can begin with; nothing where it begins with more than can be listed.
    pub(super) fn firsts(&self) -> Option<Vec<&str>> {
        let Some(Item::Word { any, .. }) = self.0.first() else { return None };
        let mut words = Vec::new();
        for one in any {
            let One::Exact(word) = one else { return None };
            words.push(word.as_str());
        }
        Some(words)
    }

    /// The words from `from` on that it stands for.
    pub(super) fn at(&self, words: &[&str], from: usize) -> Option<Range<usize>> {
        follow(&self.0, words, from).map(|end| from..end)
    }

    /// Whether it stands anywhere in a sentence.
    pub(super) fn is_in(&self, words: &[&str]) -> bool {
        (0..words.len()).any(|from| self.at(words, from).is_some())
    }
}

fn follow(items: &[Item], words: &[&str], at: usize) -> Option<usize> {
    let Some((item, rest)) = items.split_first() else { return Some(at) };
    match item {
        Item::Gap => (at..=(at + GAP).min(words.len())).find_map(|at| follow(rest, words, at)),
        Item::Word { any, optional } => {
            let fits = words.get(at).is_some_and(|word| any.iter().any(|one| one.fits(word)));
            let taken = if fits { follow(rest, words, at + 1) } else { None };
            taken.or_else(|| if *optional { follow(rest, words, at) } else { None })
        }
    }
}

/// Where the words of rules stand, each with its rule's place; of two that begin in one place, the
/// longer one.
pub(super) fn hits(
    rules: &Rules,
    words: &Words,
    applies: impl Fn(&Rule) -> bool,
) -> Vec<(usize, Range<usize>)> {
    let wanted: Vec<bool> = rules.all().iter().map(applies).collect();
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    for sentence in words.sentences() {
        let lower = words.lower(&sentence);
        for (from, word) in lower.iter().enumerate() {
            for (rule, pattern) in rules.beginning(word) {
                let Some(at) = pattern.at(&lower, from).filter(|_| wanted[rule]) else { continue };
                let at = sentence.start + at.start..sentence.start + at.end;
                if words.is_quoted(rules, &at) || excused(rules, rule, &lower) {
                    continue;
                }
                match found.iter_mut().rev().find(|(of, _)| *of == rule) {
                    Some((_, last)) if last.end > at.start => last.end = last.end.max(at.end),
                    Some(_) | None => found.push((rule, at)),
                }
            }
        }
    }
    found
}

fn excused(rules: &Rules, rule: usize, sentence: &[&str]) -> bool {
    let unless = rules.all().get(rule).map_or(&[][..], |rule| &rule.unless);
    unless.iter().any(|pattern| pattern.is_in(sentence))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn words_are_found_whole_in_a_row_and_never_inside_others() {
        for (pattern, text, found) in [
            ("never happen again", "this will never happen again soon", Some(2..5)),
            ("only", "the only one", Some(1..2)),
            ("only", "commonly lonely", None),
            (
                "take|takes ... very|extremely? serious*",
                "we take the security seriously",
                Some(1..5),
            ),
            ("take ... serious*", "take a b c d e seriously", None),
            ("# customer|customers", "of 4,120 customers", Some(1..3)),
            ("we believe", "we do not believe", None),
            ("don\u{2019}t know", "we don't know", Some(1..3)),
        ] {
            let pattern = parse(pattern).expect("a pattern");
            let words: Vec<&str> = text.split(' ').collect();
            let at = (0..words.len()).find_map(|from| pattern.at(&words, from));
            assert_eq!(at, found, "{text}");
        }
        for bad in ["", "...", "a?", "a ...", "* b", "a||b"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
