//! The placeholders of a text: found and named. Total: any text is a text, and what is not exactly
//! `{{ name }}` stays as it was typed.
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

/// A text with a value in the place of every placeholder of that name.
pub fn with(text: &str, name: &str, value: &str) -> String {
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for one in placeholders(text).into_iter().filter(|one| one.name == name) {
        out.push_str(&text[from..one.range.start]);
        out.push_str(value);
        from = one.range.end;
    }
    out.push_str(&text[from..]);
    out
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

/// How many words a text has; a placeholder is one, blanks and all.
pub fn words(text: &str) -> usize {
    let inside = |at: Range<usize>| text[at].split_whitespace().count() - 1;
    let blanks: usize = placeholders(text).into_iter().map(|it| inside(it.range)).sum();
    text.split_whitespace().count() - blanks
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
    use super::{broken, malformed, names, placeholders};

    #[test]
    fn places_and_names() {
        let text = "ä {{ a }} {{b_2}} {{ a }}";
        let ranges: Vec<_> = placeholders(text).into_iter().map(|found| found.range).collect();
        assert_eq!(ranges, [3..10, 11..18, 19..26]);
        assert_eq!(names(text), ["a", "b_2"]);
    }

    #[test]
    fn a_placeholder_is_one_word() {
        for (text, count) in
            [("", 0), ("Dear {{ name }}, we", 3), ("{{a}} {{ b }}x", 2), ("{{ a b }", 4)]
        {
            assert_eq!(super::words(text), count, "{text:?}");
        }
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
}
