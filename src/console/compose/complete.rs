//! What the word at the cursor could become: departments, people, tags, names of facts.
//!
//! Apart from the reading, because it looks at an unfinished word. What must stay true: what it
//! offers is read back as the thing that was offered.

use std::ops::Range;

use super::names::{same, typed};
use super::{Context, Line};

/// At most so many are offered.
const OFFERED_MAX: usize = 8;

/// What may replace a part of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The part.
    pub range: Range<usize>,
    /// Best first, never empty.
    pub candidates: Vec<Candidate>,
}

/// One thing that may be put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What is put in, without a space behind it.
    pub insert: String,
    /// What it is, in words (`Infrastructure / operations`). Not yet safe for cells.
    pub means: String,
}

/// Completes the word that ends at the cursor (a byte offset).
pub fn complete(line: Line<'_>, cursor: usize, context: &Context<'_>) -> Option<Completion> {
    let before = line.text.get(..cursor)?;
    let start = word_start(before);
    let word = &before[start..];
    let candidates = if !line.is_typed(word) {
        return None;
    } else if let Some(name) = word.strip_prefix('@') {
        names(name.trim_start_matches('"'), context)
    } else if let Some(tag) = word.strip_prefix('#') {
        let new = |insert: &String| Candidate { insert: format!("#{insert}"), means: "tag".into() };
        context.tags.iter().filter(|known| begins(known, tag)).map(new).collect()
    } else if is_fact_name(&before[..start]) {
        let new = |insert: &String| Candidate { insert: insert.clone(), means: "fact".into() };
        context.facts.iter().filter(|known| begins(known, word)).map(new).collect()
    } else {
        return None;
    };
    let mut candidates: Vec<Candidate> = candidates;
    candidates.truncate(OFFERED_MAX);
    (!candidates.is_empty()).then_some(Completion { range: start..cursor, candidates })
}

/// Where the word begins; a quoted name reaches back to its `@"`.
fn word_start(before: &str) -> usize {
    if let Some(open) = before.rfind("@\"")
        && !before[open + 2..].contains('"')
    {
        return open;
    }
    before
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8))
}

/// Whether the next word is a fact's name: nothing before it but `=` and privacy.
fn is_fact_name(before: &str) -> bool {
    let rest = before.strip_prefix("%% ").or_else(|| before.strip_prefix("% ")).unwrap_or(before);
    rest.strip_prefix("= ").is_some_and(|between| between.trim().is_empty())
}

fn names(name: &str, context: &Context<'_>) -> Vec<Candidate> {
    let mut ranked: Vec<(u8, Candidate)> = Vec::new();
    for lane in context.departments {
        let others = [&lane.short, &lane.name].into_iter().chain(&lane.aliases);
        let rank = if begins(lane.id.as_str(), name) {
            0
        } else if others.into_iter().any(|word| begins(word, name)) {
            1
        } else {
            continue;
        };
        let new = Candidate { insert: format!("@{}", lane.id), means: lane.name.clone() };
        ranked.push((rank, new));
    }
    for person in context.people {
        let full = person.as_str();
        if begins(full, name) || full.split_whitespace().any(|part| begins(part, name)) {
            let new = Candidate { insert: typed(person, context), means: full.to_owned() };
            ranked.push((2, new));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Whether the known word begins like the typed one, whatever the case.
fn begins(known: &str, typed: &str) -> bool {
    let mut letters = known.char_indices().map(|(at, _)| at).chain(std::iter::once(known.len()));
    let end = letters.nth(typed.chars().count());
    end.is_some_and(|end| same(&known[..end], typed))
}
