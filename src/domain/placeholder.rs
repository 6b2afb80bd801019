//! The placeholders of a draft's text: found, named, filled with what is known. Total: any text is
//! a text, and what is not exactly `{{ name }}` stays as it was typed.
//!
//! A plain scanner and no template language, because drafts are written by people in a hurry, and a
//! stray brace in a pasted log must never keep them from saving.

use std::ops::Range;

const LONGEST_NAME: usize = 64;

/// One `{{ name }}` in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder<'t> {
    /// Its name (`next_update`).
    pub name: &'t str,
    /// Where it stands, braces included, in bytes.
    pub range: Range<usize>,
}

/// A stretch of a text whose placeholders were looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words as they were typed.
    Words(&'t str),
    /// A placeholder with a value.
    Set {
        /// Its name.
        name: &'t str,
        /// The value that stands for it.
        value: String,
    },
    /// A placeholder that nothing is known for.
    Unset {
        /// Its name.
        name: &'t str,
        /// The placeholder as it was typed, braces included.
        typed: &'t str,
    },
}

/// Every placeholder, in the order of the text.
pub fn placeholders(text: &str) -> Vec<Placeholder<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("{{").map(|at| from + at) {
        match one(&text[at..]) {
            Some((name, long)) => {
                found.push(Placeholder { name, range: at..at + long });
                from = at + long;
            }
            None => from = at + 1,
        }
    }
    found
}

/// The names of the placeholders, each once, in the order of the text.
pub fn names(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for placeholder in placeholders(text) {
        if !names.contains(&placeholder.name) {
            names.push(placeholder.name);
        }
    }
    names
}

/// The text in pieces, each placeholder with the value that `known` has for its name.
pub fn pieces(text: &str, known: impl Fn(&str) -> Option<String>) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for Placeholder { name, range } in placeholders(text) {
        if from < range.start {
            pieces.push(Piece::Words(&text[from..range.start]));
        }
        pieces.push(match known(name) {
            Some(value) => Piece::Set { name, value },
            None => Piece::Unset { name, typed: &text[range.clone()] },
        });
        from = range.end;
    }
    if from < text.len() {
        pieces.push(Piece::Words(&text[from..]));
    }
    pieces
}

/// The text with the known values in it. What is unset stays a placeholder, so that it is still
/// seen, and can be filled later. Values are put in as they are: a value that looks like a
/// placeholder is not looked up again.
pub fn fill(text: &str, known: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text, known) {
        match piece {
            Piece::Words(words) => filled.push_str(words),
            Piece::Set { value, .. } => filled.push_str(&value),
            Piece::Unset { typed, .. } => filled.push_str(typed),
        }
    }
    filled
}

/// The first double brace of a line that belongs to no placeholder, with what follows it: in a
/// template, a mistake.
pub fn malformed(line: &str) -> Option<&str> {
    let stray = |from: usize, between: &str| {
        let at = between.find("{{").or_else(|| between.find("}}"))?;
        Some(&line[from + at..])
    };
    let mut from = 0;
    for Placeholder { range, .. } in placeholders(line) {
        if let Some(found) = stray(from, &line[from..range.start]) {
            return Some(found);
        }
        from = range.end;
    }
    stray(from, &line[from..])
}

/// What stands between double braces and is no placeholder, because it is no name: it would go out
/// as it was typed. Ranges in the text, braces included. A second brace at its end may be missing.
pub fn broken(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let end = std::iter::once(text.len()..text.len());
    for good in placeholders(text).into_iter().map(|one| one.range).chain(end) {
        while let Some(at) = text[from..good.start].find("{{").map(|at| from + at) {
            let inner = &text[at + 2..good.start];
            let close = inner.find(['{', '}']).filter(|close| inner[*close..].starts_with('}'));
            let near = close.filter(|close| inner[..*close].chars().count() <= LONGEST_NAME);
            let Some(close) = near else {
                from = at + 1;
                continue;
            };
            let braces = if inner[close..].starts_with("}}") { 2 } else { 1 };
            from = at + 2 + close + braces;
            found.push(at..from);
        }
        from = good.end;
    }
    found
}

/// A placeholder as it was typed, on one line.
pub fn one_line(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name and the length of the placeholder that `text` begins with.
fn one(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix("{{")?.trim_start_matches(' ');
    let after = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let (name, rest) = inner.split_at(inner.find(after)?);
    let rest = rest.trim_start_matches(' ').strip_prefix("}}")?;
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= LONGEST_NAME;
    named.then(|| (name, text.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Piece, broken, fill, malformed, names, pieces, placeholders};

    fn known(name: &str) -> Option<String> {
        (name == "topic").then(|| "the {{ rest }}".to_owned())
    }

    #[test]
    fn known_names_are_filled_and_the_others_stay() {
        for (text, filled) in [
            ("on {{ topic }}, {{when}}", "on the {{ rest }}, {{when}}"),
            ("{{topic}}{{  topic  }}", "the {{ rest }}the {{ rest }}"),
            ("{{{ topic }}}", "{the {{ rest }}}"),
            ("{{ two words }} {{ }} {{ topic", "{{ two words }} {{ }} {{ topic"),
            ("{{ 1st }} {{ a\nb }} }}{{", "{{ 1st }} {{ a\nb }} }}{{"),
            ("{{ tøpic }} ö{{ topic }}ö", "{{ tøpic }} öthe {{ rest }}ö"),
            ("", ""),
        ] {
            assert_eq!(fill(text, known), filled, "{text}");
        }
    }

    #[test]
    fn places_and_names() {
        let text = "ä {{ a }} {{b_2}} {{ a }}";
        let ranges: Vec<_> = placeholders(text).into_iter().map(|found| found.range).collect();
        assert_eq!(ranges, [3..10, 11..18, 19..26]);
        assert_eq!(names(text), ["a", "b_2"]);
        let unset = Piece::Unset { name: "a", typed: "{{ a }}" };
        assert_eq!(pieces("{{ a }}", known), [unset]);
    }

    #[test]
    fn a_brace_without_its_placeholder_is_found() {
        for (line, found) in [
            ("{{ a }} and {{ b }}", None),
            ("{{ a }} and {{ b c }}", Some("{{ b c }}")),
            ("{{ a }} and b }}", Some("}}")),
            ("{ a }", None),
        ] {
            assert_eq!(malformed(line), found, "{line}");
        }
    }

    #[test]
    fn what_is_no_name_is_found_before_it_goes_out() {
        for (text, found) in [
            ("{{ a }} {{ }} {{ a b }}", vec!["{{ }}", "{{ a b }}"]),
            ("{{{ a }}} {{1st}} {{ a\nb }", vec!["{{1st}}", "{{ a\nb }"]),
            ("{\"a\":{\"b\":{}}} {{ b", vec![]),
            ("{{{ a b }}", vec!["{{ a b }}"]),
        ] {
            let broken: Vec<&str> = broken(text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(broken, found, "{text}");
        }
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_text(text in "(\\{\\{|\\}\\}|\\PC| |a|\n){0,80}") {
            prop_assert_eq!(fill(&text, |_| None), text);
        }
    }
}
