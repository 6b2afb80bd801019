//! Names that must stay inside, in a text to the outside: those that the room listed, and by
//! themselves its codename, its title, and the names of hosts that its timeline speaks of.
//!
//! What must stay true: a name is found as whole words whatever their case, and what only looks
//! like a host counts as one where the timeline has that very word.

use super::pattern::{lower, plain_words};
use super::{Hit, Matter};
use crate::domain::timeline::What;

/// Letters that a listed name has at least: shorter ones stand in too many words.
const SHORTEST: usize = 2;

pub(super) fn hits(matter: &Matter<'_>) -> Vec<Hit> {
    let room = &matter.incident.room;
    let mut hits = Vec::new();
    let own = [(&room.codename, "the codename"), (&room.title, "the title of the room")];
    let own = own.into_iter().map(|(name, what)| (name.as_str(), what));
    let kept = matter.incident.names.kept_inside().map(|(name, sort)| (name, sort.words()));
    for (name, what) in own.chain(kept) {
        find(matter, name, what, &mut hits);
    }
    for word in 0..matter.words.len() {
        let taken = |hit: &Hit| hit.words.contains(&word);
        let Some(said) = matter.words.word(word) else { continue };
        if hits.iter().any(taken) || !looks_like_host(said, &matter.rules.lists.no_hosts) {
            continue;
        }
        if is_private_address(said) {
            let detail = "an address inside the house".to_owned();
            hits.push(Hit { words: word..word + 1, detail });
        } else if is_in_timeline(matter, said) {
            let detail = "a host of the timeline".to_owned();
            hits.push(Hit { words: word..word + 1, detail });
        }
    }
    hits
}

/// Finds a name: its words in a row.
fn find(matter: &Matter<'_>, name: &str, what: &str, hits: &mut Vec<Hit>) {
    let wanted = plain_words(name);
    if wanted.iter().map(String::len).sum::<usize>() < SHORTEST {
        return;
    }
    let whole = lower(name.trim());
    let (mut word, many) = (0, matter.words.len());
    while word < many {
        let said = matter.words.word(word).unwrap_or_default();
        // A name of one word with signs in it, or several words in a row.
        let one = said == whole || said.strip_suffix("'s") == Some(whole.as_str());
        let long = if one { Some(1) } else { in_row(matter, word, &wanted) };
        if let Some(long) = long {
            hits.push(Hit { words: word..word + long, detail: what.to_owned() });
            word += long;
        } else {
            word += 1;
        }
    }
}

/// How many words from here on are a name's words.
fn in_row(matter: &Matter<'_>, from: usize, wanted: &[String]) -> Option<usize> {
    let mut left = wanted;
    let mut word = from;
    while !left.is_empty() {
        let said = matter.words.word(word)?;
        let said = said.strip_suffix("'s").unwrap_or(said);
        let parts = plain_words(said);
        left = left.strip_prefix(parts.as_slice()).filter(|_| !parts.is_empty())?;
        word += 1;
    }
    Some(word - from)
}

/// `db-7`, `web01`, `mail.corp.local`, `203.0.113.9`: a word with letters and digits that name a
/// machine, or with a domain that only a house's own network has.
fn looks_like_host(word: &str, none: &[String]) -> bool {
    const OWN: [&str; 6] = [".local", ".internal", ".lan", ".corp", ".intra", ".localdomain"];
    let plain =
        word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
    if !plain || word.len() > 80 || none.iter().any(|one| one == word) {
        return false;
    }
    if OWN.iter().any(|ending| word.ends_with(ending)) || is_private_address(word) {
        return true;
    }
    let first = word.split('.').next().unwrap_or(word);
    let name = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = name.len() < first.len() && first.len() - name.len() <= 4;
    let letters = name.trim_end_matches(['-', '_']);
    numbered
        && letters.len() >= 2
        && letters.starts_with(|c: char| c.is_ascii_lowercase())
        && letters.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && !word.starts_with("cve-")
}

fn is_private_address(word: &str) -> bool {
    let parts: Option<Vec<u8>> = word.split('.').map(|part| part.parse().ok()).collect();
    matches!(parts.as_deref(), Some([10, _, _, _] | [192, 168, _, _] | [172, 16..=31, _, _]))
}

/// Whether the timeline speaks of this very word.
fn is_in_timeline(matter: &Matter<'_>, word: &str) -> bool {
    matter.incident.timeline.by_row().iter().any(|line| match &line.what {
        What::Entry(entry) => has_word(&entry.now.text, word),
        What::Auto(_) => false,
    })
}

fn has_word(text: &str, word: &str) -> bool {
    let (text, part) = (text.as_bytes(), |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-');
    let Some(last) = text.len().checked_sub(word.len()) else { return false };
    (0..=last).any(|at| {
        let end = at + word.len();
        text[at..end].eq_ignore_ascii_case(word.as_bytes())
            && (at == 0 || !part(text[at - 1]))
            && text.get(end).is_none_or(|byte| !part(*byte))
    })
}
