//! Numbers that differ: from a fact that counts the same thing, or from another text of the
//! incident. Readers compare texts, and a number that changed without a word is taken for a lie.
//!
//! What must stay true: a number is only compared where it is clear what it counts. It counts a
//! fact where the fact's words stand beside it, and it is compared between texts where each of them
//! counts that thing once.

use super::pattern::plain_words;
use super::rules::Rule;
use super::words::Words;
use super::{Hit, Matter};
use crate::domain::fact::Sort;
use crate::domain::review::State;

/// So many words behind a number may name what it counts.
const NEAR: usize = 3;

/// A number, and what it counts.
struct Count {
    word: usize,
    value: f64,
    of: String,
    cited: bool,
}

pub(super) fn hits(matter: &Matter<'_>, rule: &Rule) -> Vec<Hit> {
    let words = matter.words;
    let mut hits = Vec::new();
    let counts: Vec<(usize, f64)> = (0..words.len()).filter_map(|at| number(words, at)).collect();
    let excused = |word: usize| {
        let lower = words.lower(&words.around(word));
        rule.unless.iter().any(|pattern| pattern.is_in(&lower))
    };
    for &(word, value) in &counts {
        if words.is_cited(word) || excused(word) || words.is_quoted(matter.rules, &(word..word + 1))
        {
            continue;
        }
        if let Some(detail) = against_facts(matter, word, value, &counts) {
            hits.push(Hit { words: word..word + 1, detail });
        }
    }
    for one in counted_once(words, &matter.rules.lists.counted) {
        let known = hits.iter().any(|hit| hit.words.start == one.word);
        if one.cited || known || excused(one.word) {
            continue;
        }
        if let Some(detail) = against_texts(matter, &one) {
            hits.push(Hit { words: one.word..one.word + 1, detail });
        }
    }
    hits
}

/// What a fact says instead that counts the same.
fn against_facts(
    matter: &Matter<'_>,
    word: usize,
    value: f64,
    counts: &[(usize, f64)],
) -> Option<String> {
    let words = matter.words;
    let around = words.around(word);
    let sentence: Vec<String> = words.lower(&around).into_iter().map(stem).collect();
    let near: Vec<String> = (word + 1..(word + 1 + NEAR).min(around.end))
        .filter_map(|at| words.word(at).map(stem))
        .collect();
    for (name, _) in matter.incident.facts.all() {
        let parts: Vec<String> = plain_words(name).iter().map(|part| stem(part)).collect();
        let beside = parts.iter().any(|part| near.contains(part) && part.len() > 2);
        if !beside || !parts.iter().all(|part| sentence.contains(part)) {
            continue;
        }
        let Some(fact) = matter.incident.facts.now(name) else { continue };
        let fits = |value: f64| within(&fact.value, value);
        let Some(same) = fits(value) else { continue };
        // The right number beside it: this one counts a part of them.
        let right = |(at, other): &(usize, f64)| around.contains(at) && fits(*other) == Some(true);
        if !same && !counts.iter().any(right) {
            if matter.incident.closed_fact(name).is_some() {
                return Some("a fact for few has another number".to_owned());
            }
            return Some(format!("the fact {name} is {}", fact.value));
        }
    }
    None
}

/// Whether a number is a fact's value, or in its range; nothing where the fact is no number.
fn within(fact: &str, value: f64) -> Option<bool> {
    match Sort::of(fact) {
        Sort::Number => Some(same(read(fact)?, value)),
        Sort::Range => {
            let ends =
                ["..", " to ", "\u{2013}", "-"].iter().find_map(|sign| fact.split_once(sign));
            let (from, to) = ends?;
            Some((read(from)?..=read(to)?).contains(&value))
        }
        Sort::Time | Sort::Text => None,
    }
}

/// What another text says instead that counts the same thing.
fn against_texts(matter: &Matter<'_>, one: &Count) -> Option<String> {
    let incident = matter.incident;
    let own = matter.draft.map(|draft| &draft.id);
    for other in incident.drafts.all().iter().filter(|other| Some(&other.id) != own) {
        if matches!(incident.draft_state(other), State::Withdrawn | State::Superseded) {
            continue;
        }
        let Some(latest) = other.latest() else { continue };
        let words = Words::read(incident, &latest.text);
        let found = counted_once(&words, &matter.rules.lists.counted);
        let Some(there) = found.iter().find(|there| there.of == one.of) else { continue };
        if !same(there.value, one.value) {
            if !incident.words_handling(other).is_open() {
                return Some("another text has another number".to_owned());
            }
            let number = words.said(&(there.word..there.word + 1));
            return Some(format!("“{}” says {number} {}", other.title, one.of));
        }
    }
    None
}

/// The numbers of things that a text counts once.
fn counted_once(words: &Words, things: &[String]) -> Vec<Count> {
    let mut found: Vec<Count> = Vec::new();
    let mut twice: Vec<String> = Vec::new();
    for at in 0..words.len() {
        let Some((word, value)) = number(words, at) else { continue };
        let end = words.around(word).end;
        let of = (word + 1..(word + NEAR).min(end)).find_map(|at| {
            let word = words.word(at)?;
            things.iter().find(|thing| stem(thing) == stem(word)).cloned()
        });
        let Some(of) = of else { continue };
        if found.iter().any(|one| one.of == of && !same(one.value, value)) {
            twice.push(of.clone());
        }
        found.push(Count { word, value, of, cited: words.is_cited(word) });
    }
    found.retain(|one| !twice.contains(&one.of));
    found
}

/// The number that a word is, unless it is a year, a date or a time.
fn number(words: &Words, word: usize) -> Option<(usize, f64)> {
    let said = words.word(word)?;
    if !said.starts_with(|c: char| c.is_ascii_digit()) || said.contains([':', '-', '/']) {
        return None;
    }
    let value = read(said)?;
    let year = said.len() == 4 && (1990.0..2100.0).contains(&value);
    let scale = match words.word(word + 1) {
        Some("thousand") => 1e3,
        Some("million") => 1e6,
        Some("billion") => 1e9,
        Some("percent") => return None,
        _ => 1.0,
    };
    let end = words.place(&(word..word + 1)).end;
    let percent = words.filled[end..].trim_start().starts_with('%');
    (!year && !percent).then_some((word, value * scale))
}

/// A number as people write it: `4,120`, `4 120`, `3.5`, `~4120`.
fn read(written: &str) -> Option<f64> {
    let bare: String = written
        .trim()
        .trim_start_matches(['~', '<', '>', '+'])
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '\'' | '_'))
        .collect();
    bare.trim_end_matches(['%', '+']).parse().ok().filter(|number: &f64| number.is_finite())
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

/// A word without the endings that only its place in a sentence gives it.
fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    for ending in ["ies", "ed", "s"] {
        if let Some(bare) = word.strip_suffix(ending).filter(|bare| bare.len() > 3) {
            return bare.to_owned();
        }
    }
    word.trim_end_matches('y').to_owned()
}
