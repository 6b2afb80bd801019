//! What is wrong in a playbook file, said so that its author can mend it: file, line, key, what,
//! and the remedy.
//!
//! Separate because every step of reading makes mistakes of this one shape. What came from the file
//! is quoted with its control and invisible characters written out, so a mistake is safe to print
//! wherever its file's name is.

use std::fmt;

/// One mistake in one file. Several are collected and told together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file, as its reader named it.
    pub file: String,
    /// The line, counted from 1; 0 where no line of it could be read.
    pub line: usize,
    /// The key that it concerns (`item.target`); empty where the file as a whole is meant.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: ", self.file)?,
            line => write!(f, "{}:{line}: ", self.file)?,
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        let end = if self.remedy.ends_with('?') { "" } else { "." };
        write!(f, "{}. {}{end}", self.what, self.remedy)
    }
}

/// A word of the file as a message shows it: quoted, escaped, and cut where it is long.
pub(super) fn quoted(word: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = word.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if word.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

/// What to write instead of `word`: the nearest of `known` where one is near, else all of them.
pub(super) fn instead<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    let first = |word: &str| word.chars().next();
    let rank = |option| (distance(word, option), first(word) != first(option), option);
    match known.iter().copied().map(rank).min() {
        Some((far, _, option)) if far <= 2 && far < option.chars().count() => {
            format!("Did you mean \"{option}\"?")
        }
        Some(_) => format!("Use one of: {}", known.join(", ")),
        None => "There is none to name yet".to_owned(),
    }
}

/// How many letters must be changed, added or left out to make `a` into `b`; words only, so long
/// texts are "far".
fn distance(a: &str, b: &str) -> usize {
    const LONGEST: usize = 64;
    if a.len() > LONGEST || b.len() > LONGEST {
        return LONGEST;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{instead, quoted};

    #[test]
    fn the_nearest_word_is_proposed() {
        for (word, said) in [
            ("tagret", "Did you mean \"target\"?"),
            ("target", "Did you mean \"target\"?"),
            ("zzzzzz", "Use one of: target, after"),
            ("", "Use one of: target, after"),
        ] {
            assert_eq!(instead(word, ["target", "after"].into_iter()), said, "{word}");
        }
    }

    #[test]
    fn a_quoted_word_shows_what_it_hides() {
        assert_eq!(quoted("a\u{1b}[2J\u{202e}b"), "\"a\\u{1b}[2J\\u{202e}b\"");
        assert_eq!(quoted(&"x".repeat(99)).chars().count(), 63);
    }
}
