//! `@names` and `#tags`: finding them in a line, and finding out whom they mean.
//!
//! Apart from the line, because completion looks people up the same way. What must stay true: a
//! name that could mean two people means nobody, and an address like `dana@example.com` is no name.

use super::{Context, Line};
use crate::domain::people::{Department, Party, Person};

/// An `@name` as it stands in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At<'a> {
    /// All of it, with `@` and quotes.
    pub whole: &'a str,
    /// The name alone.
    pub name: &'a str,
    /// What stands behind it.
    pub rest: &'a str,
}

/// Characters of a name or tag after its first.
fn word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// The length of the name or tag at the beginning of `text`, without a full stop or hyphen that
/// ends it.
fn word_len(text: &str) -> usize {
    let end = text.find(|c| !word_char(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', '-']).len()
}

/// The `@name` at the beginning of `text`.
pub(super) fn at_name(text: &str) -> Option<At<'_>> {
    let after = text.strip_prefix('@')?;
    let (name, len) = if let Some(quoted) = after.strip_prefix('"') {
        let name = &quoted[..quoted.find('"')?];
        (name, name.len() + 3)
    } else {
        let len = word_len(after);
        (&after[..len], len + 1)
    };
    let plain = name.trim();
    (!plain.is_empty()).then(|| At { whole: &text[..len], name: plain, rest: &text[len..] })
}

/// Whom a name means.
pub(super) fn lookup(name: &str, context: &Context<'_>) -> Option<Party> {
    let by_id = context.departments.iter().find(|lane| same(lane.id.as_str(), name));
    let lane = by_id.or_else(|| context.departments.iter().find(|lane| called(lane, name)));
    if let Some(lane) = lane {
        return Some(Party::Department(lane.id.clone()));
    }
    let mut found: Option<&Person> = None;
    for person in context.people {
        if same(person.as_str(), name) {
            return Some(Party::Person(person.clone()));
        }
        if answers_to(person, name) {
            if found.is_some_and(|other| other != person) {
                return None;
            }
            found = Some(person);
        }
    }
    found.cloned().map(Party::Person)
}

/// Whether the name is one of the lane's.
fn called(lane: &Department, name: &str) -> bool {
    same(&lane.short, name)
        || same(&lane.name, name)
        || lane.aliases.iter().any(|alias| same(alias, name))
}

/// `amara`, `okafor`, `amaraokafor`, `amara.okafor`, `amara-okafor`, `amara_okafor` for Amara
/// Okafor.
fn answers_to(person: &Person, name: &str) -> bool {
    let full = person.as_str();
    let letters = |text: &str| -> String {
        let skipped = |c: &char| !c.is_whitespace() && !matches!(c, '.' | '-' | '_');
        text.chars().filter(skipped).flat_map(char::to_lowercase).collect()
    };
    full.split_whitespace().any(|part| same(part, name))
        || (name.chars().count() > 1 && letters(full) == letters(name))
}

/// Equal but for case.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
        || (!(one.is_ascii() && other.is_ascii()) && one.to_lowercase() == other.to_lowercase())
}

/// The name of a party as the screen says it.
pub(super) fn shown(party: &Party, context: &Context<'_>) -> String {
    match party {
        Party::Department(id) => context
            .departments
            .iter()
            .find(|lane| lane.id == *id)
            .map_or_else(|| id.to_string(), |lane| lane.short.clone()),
        Party::Person(person) => person.to_string(),
    }
}

/// How a person is typed: by a handle where that finds them, else by their full name.
pub(super) fn typed(person: &Person, context: &Context<'_>) -> String {
    let full = person.as_str();
    let first = full.split_whitespace().next().unwrap_or(full).to_lowercase();
    let finds = word_len(&first) == first.len()
        && lookup(&first, context) == Some(Party::Person(person.clone()));
    if finds { format!("@{first}") } else { format!("@\"{full}\"") }
}

/// Names near to one that nobody has, as they are typed, best first, at most three.
pub(super) fn nearest(name: &str, context: &Context<'_>) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut near: Vec<(usize, String)> = Vec::new();
    for lane in context.departments {
        let words = [lane.id.as_str(), &lane.short]
            .into_iter()
            .chain(lane.aliases.iter().map(String::as_str));
        let best = words.filter_map(|word| distance(&wanted, &word.to_lowercase())).min();
        near.extend(best.map(|best| (best, format!("@{}", lane.id))));
    }
    for person in context.people {
        let full = person.as_str().to_lowercase();
        let words = full.split_whitespace().chain(std::iter::once(full.as_str()));
        let best = words.filter_map(|word| distance(&wanted, word)).min();
        near.extend(best.map(|best| (best, typed(person, context))));
    }
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// How many letters apart; nothing where that is too far to be a slip. A beginning counts as one.
fn distance(wanted: &str, word: &str) -> Option<usize> {
    let (one, other): (Vec<char>, Vec<char>) =
        (wanted.chars().take(40).collect(), word.chars().take(40).collect());
    if one.len() >= 2 && other.len() >= 2 && (word.starts_with(wanted) || wanted.starts_with(word))
    {
        return Some(1);
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (to, b) in other.iter().enumerate() {
            let straight = corner + usize::from(a != b);
            corner = row[to + 1];
            row[to + 1] = straight.min(row[to] + 1).min(corner + 1);
        }
    }
    let letters = row.last().copied().unwrap_or_default();
    // Two letters apart, a short word is another one: @boss is not @ops.
    let alike = letters <= 1 || one.first() == other.first();
    let near = letters <= 1 + one.len() / 4 && letters < one.len().max(other.len());
    (near && alike).then_some(letters)
}

/// What a text speaks of.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub mentions: Vec<Party>,
    pub unknown: Vec<At<'a>>,
    pub tags: Vec<String>,
}

impl<'a> Found<'a> {
    /// Adds the typed `@names` and `#tags` of a part of the line.
    pub fn scan(&mut self, line: Line<'_>, part: &'a str, context: &Context<'_>) {
        let mut before = ' ';
        let mut skip = 0;
        for (at, c) in part.char_indices() {
            let begins =
                before.is_whitespace() || matches!(before, '(' | '[' | '"' | '\'' | ',' | '/');
            before = c;
            if at < skip || !begins || !matches!(c, '@' | '#') {
                continue;
            }
            let rest = &part[at..];
            if c == '@' {
                let Some(name) = at_name(rest) else { continue };
                if !line.is_typed(name.whole) {
                    continue;
                }
                skip = at + name.whole.len();
                match lookup(name.name, context) {
                    Some(party) if !self.mentions.contains(&party) => self.mentions.push(party),
                    Some(_) => {}
                    None => self.unknown.push(name),
                }
            } else {
                let Some(tag) = tag_at(rest) else { continue };
                let new = line.is_typed(&rest[..=tag.len()])
                    && !self.tags.iter().any(|known| same(known, tag));
                if new {
                    self.tags.push(tag.to_owned());
                }
            }
        }
    }
}

/// The tag at the beginning of `#tag …`, without its sign.
fn tag_at(rest: &str) -> Option<&str> {
    let tag = rest.strip_prefix('#')?;
    let tag = &tag[..word_len(tag)];
    tag.starts_with(char::is_alphabetic).then_some(tag)
}

/// The tags that stand in a text, as a typed line would have them.
pub fn tags_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || "([\"',/".contains(c));
    words.filter_map(tag_at).map(str::to_owned).collect()
}

/// Tags as they are given in a dialog or a command: `#db-7, vpn`.
pub fn tags_given(words: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let given = words.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    for tag in given.map(|tag| tag.trim_matches('#')).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|known| same(known, tag)) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_slip_of_two_letters_is_one_where_the_word_begins_alike() {
        assert_eq!(distance("boss", "ops"), None);
        assert_eq!(distance("infar", "infra"), Some(2));
        assert_eq!(distance("ksec", "sec"), Some(1));
    }
}
