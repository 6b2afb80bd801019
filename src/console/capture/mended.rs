//! What a mend would make of a row: whether it would still be the same row, and what of it no line
//! of words can say.
//!
//! Apart from the mending, because the line and linear mode ask the same. What must stay true:
//! nobody turns one row into quite another without being told, and a mend of the words takes
//! nothing away that does not stand in them.

use crate::console::compose::{self, Part, Ready};
use crate::console::model::Model;
use crate::domain::event::{Direction, EntryKind, EntryRecorded};
use crate::domain::ids::EntryId;
use crate::domain::sentence;

use super::mend::pairs;

/// Words that any two lines may share by chance.
const COMMON: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "no", "not", "of",
    "on", "or", "the", "to", "was", "we", "with",
];

/// What the line that mends would do, where its rows would hardly be the same any longer.
pub fn another(model: &Model, ready: &Ready) -> Option<String> {
    let mending = model.line().mending.as_ref()?;
    let (pairs, _) = pairs(model, mending, ready);
    let words = pairs
        .iter()
        .find_map(|(part, old)| quite_another(model, &old.as_ref()?.0, part, &part.kind));
    words.map(|words| format!("{words}. Enter again does that; Esc leaves it as it is"))
}

/// What a part would make of an entry, where that is of another sort (`kind`), or says nothing of
/// what it said.
pub fn quite_another(model: &Model, id: &EntryId, part: &Part, kind: &EntryKind) -> Option<String> {
    let entry = model.incident.timeline.entry(id)?;
    let was = &entry.now;
    let name = sentence::name(&model.incident, id);
    let sort = sort(kind);
    if self::sort(&was.kind) == sort {
        let words = "would say something else altogether: none of its words stays";
        return (!akin(&said(was), &part_said(part))).then(|| format!("The {name} {words}"));
    }
    let stays = matches!(kind, EntryKind::Order { .. } | EntryKind::Question { .. })
        || kind.due().is_some();
    let next = if entry.is_owed() && !stays { ", and leave Next" } else { "" };
    Some(format!("The {name} would become {sort}{next}"))
}

/// What sort of line it is, as a person would name it.
const fn sort(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => "a note",
        EntryKind::Order { .. } => "an order",
        EntryKind::Question { .. } => "a question",
        EntryKind::Decision { .. } => "a decision",
        EntryKind::Assessment => "an assessment",
        EntryKind::Fact { .. } => "a fact",
        EntryKind::Words { direction: Direction::Told, .. } => "words told",
        EntryKind::Words { direction: Direction::Asks, .. } => "a question from outside",
        EntryKind::Reply(_) => "a reply",
        EntryKind::Other(_) => "a line",
    }
}

fn because(kind: &EntryKind) -> &str {
    match kind {
        EntryKind::Decision { because: Some(because), .. } => because,
        EntryKind::Note
        | EntryKind::Order { .. }
        | EntryKind::Question { .. }
        | EntryKind::Decision { because: None, .. }
        | EntryKind::Assessment
        | EntryKind::Fact { .. }
        | EntryKind::Words { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => "",
    }
}

/// The words of an entry, the reason of a decision too.
fn said(entry: &EntryRecorded) -> String {
    format!("{} {}", entry.text, because(&entry.kind))
}

fn part_said(part: &Part) -> String {
    format!("{} {}", part.text, because(&part.kind))
}

/// Whether two texts have anything in common: a word that says something, or half of their letters
/// where one was misspelt.
fn akin(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim().to_lowercase(), other.trim().to_lowercase());
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (mine, theirs) = (words(&one), words(&other));
    if mine.iter().any(|word| !COMMON.contains(&word.as_str()) && theirs.contains(word)) {
        return true;
    }
    let same = |(a, b): &(char, char)| a == b;
    let begins = one.chars().zip(other.chars()).take_while(same).count();
    let ends = one.chars().rev().zip(other.chars().rev()).take_while(same).count();
    let shorter = one.chars().count().min(other.chars().count());
    (begins + ends) * 2 >= shorter
}

/// Gives a mended entry the tags that were set or taken away beside its words (`t`): a tag stands
/// or falls with its words only where it stands in them.
pub fn keep_tags(was: &EntryRecorded, now: &mut EntryRecorded) {
    let written = compose::tags_in(&said(was));
    let same = |one: &String, other: &String| one.to_lowercase() == other.to_lowercase();
    let has = |tags: &[String], tag: &String| tags.iter().any(|one| same(one, tag));
    let stays = |tag: &&String| !has(&written, tag) || has(&now.tags, tag);
    let mut tags: Vec<String> = was.tags.iter().filter(stays).cloned().collect();
    for tag in &now.tags {
        let taken_away = has(&written, tag) && !has(&was.tags, tag);
        if !taken_away && !has(&tags, tag) {
            tags.push(tag.clone());
        }
    }
    if tags != now.tags {
        now.seldom.tags = tags;
        now.seldom.settle();
    }
}

#[cfg(test)]
mod tests {
    use super::akin;

    #[test]
    fn a_mended_word_leaves_two_texts_akin() {
        for (one, other, expected) in [
            ("unplug rack 4 heat", "zebra informant called", false),
            ("unplug rack 4 heat", "unplug rack 5", true),
            ("rebot", "reboot", true),
            ("the laptop is on", "the mail is in", false),
            ("db-7 talked", "DB-9 talked", true),
            ("4120", "4310", true),
            ("ja", "no", false),
        ] {
            assert_eq!(akin(one, other), expected, "{one} to {other}");
        }
    }
}
