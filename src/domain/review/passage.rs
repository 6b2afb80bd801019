//! A passage of a text, and where it stands after edits. Pure text in, a place out.
//!
//! What must stay true: words are put in a passage's place only where its very words stand; among
//! several such places it is the one with the longest matching words before it, then the nearest to
//! where it was. A passage whose own words were changed is looked for by its ends, to be shown.

use std::ops::Range;

use crate::domain::event::Passage;

/// How many characters before a passage are kept to know it again.
const BEFORE: usize = 40;

/// So many bytes of a passage's beginning, or of what stood before it, are known again by
/// themselves.
const ENOUGH: usize = 8;
/// How much longer than it was a passage may have become.
const GROWN: usize = 400;

/// The passage that stands at these bytes of a text. Blanks at its ends are no part of it: a
/// selection by words takes the one behind along, and what is put in its place does not.
pub fn passage(text: &str, at: Range<usize>) -> Option<Passage> {
    let quote = text.get(at.clone()).map(str::trim).filter(|quote| !quote.is_empty())?;
    let blanks = text[at.clone()].len() - text[at.clone()].trim_start().len();
    let start = at.start + blanks;
    let before = &text[..start];
    let from = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    Some(Passage { quote: quote.to_owned(), at: start as u64, before: before[from..].to_owned() })
}

/// Where a passage stands in a text now; nothing where its words are gone.
pub fn find(passage: &Passage, text: &str) -> Option<Range<usize>> {
    if passage.quote.is_empty() {
        return None;
    }
    let best = best_place(passage, text, &passage.quote)?;
    Some(best..best + passage.quote.len())
}

/// What stands in the place of a passage whose own words were changed: found by how it begins and
/// ends, and by what stood before it. Nothing where too little of it is left.
pub fn changed<'t>(passage: &Passage, text: &'t str) -> Option<&'t str> {
    let quote = passage.quote.as_str();
    let mut prefixes = ends_of_words(quote).rev().map(|end| &quote[..end]);
    let known = |head: &str| {
        let at = best_place(passage, text, head)?;
        let alone = head.len() >= ENOUGH || shared(passage, text, at) >= ENOUGH;
        alone.then_some((at, head.len()))
    };
    let (start, head) = prefixes.find_map(known).or_else(|| {
        // Its first word is another: it begins where what stood before it ends.
        let before = Some(passage.before.as_str()).filter(|before| before.len() >= ENOUGH)?;
        text.find(before).map(|at| (at + before.len(), 0))
    })?;
    let rest = &text[start + head..];
    let most = quote.len() - head + GROWN;
    let near = rest.char_indices().map(|(at, _)| at).take_while(|at| *at <= most).last();
    let near = &rest[..near.map_or(0, |at| if rest.len() <= most { rest.len() } else { at })];
    let tails = ends_of_words(&quote[head..]).map(|end| &quote[head + end..]);
    let mut tails = tails.filter(|tail| !tail.trim().is_empty());
    let found = tails.find_map(|tail| near.find(tail).map(|at| (at + tail.len(), tail.len())));
    let (end, tail) = found.unwrap_or((0, 0));
    let now = text[start..start + head + end].trim();
    (2 * (head + tail) >= quote.len() && !now.is_empty()).then_some(now)
}

/// Where words stand: among several places the one with the longest matching words before it, then
/// the nearest to where the passage was.
fn best_place(passage: &Passage, text: &str, words: &str) -> Option<usize> {
    let was = usize::try_from(passage.at).unwrap_or(usize::MAX);
    let places = text.match_indices(words).map(|(at, _)| at);
    places.max_by_key(|at| (shared(passage, text, *at), std::cmp::Reverse(at.abs_diff(was))))
}

/// How many bytes before a place are those that stood before the passage.
fn shared(passage: &Passage, text: &str, at: usize) -> usize {
    let pairs = text[..at].bytes().rev().zip(passage.before.bytes().rev());
    pairs.take_while(|(now, then)| now == then).count()
}

/// Where the words of a text end, in bytes.
fn ends_of_words(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    let blanks = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    blanks.collect::<Vec<_>>().into_iter().filter(|at| *at > 0)
}

#[cfg(test)]
mod tests {
    use super::{changed, find, passage};

    #[test]
    fn a_passage_is_found_again_after_edits_around_it() {
        let text = "We know of it. We know of 4120 people. We know.";
        let third = passage(text, 39..46).expect("words");
        assert_eq!(third.quote, "We know");
        for (now, at) in [
            (text, Some(39)),
            ("Hello. We know of it. We know of 4120 people. We know.", Some(46)),
            ("We know of it. People: 4120 people. We know.", Some(36)),
            ("We know.", Some(0)),
            ("Nothing is known.", None),
            ("", None),
        ] {
            assert_eq!(find(&third, now).map(|at| at.start), at, "{now}");
        }
        assert_eq!(passage(text, 14..15), None);
        assert_eq!(passage("é!", 1..2), None);
    }

    #[test]
    fn blanks_at_the_ends_of_a_selection_are_no_part_of_the_passage() {
        let text = "Accounts that was hit by it.";
        let on = passage(text, 8..22).expect("words");
        assert_eq!(
            (on.quote.as_str(), on.at, on.before.as_str()),
            ("that was hit", 9, "Accounts ")
        );
    }

    #[test]
    fn a_passage_is_known_again_after_edits_of_its_own_words() {
        let text =
            "Dear all. We know of 4120 accounts that was hit by it at noon. Next word at 15:00.";
        let at = |words: &str| {
            let at = text.find(words).expect("words of it");
            passage(text, at..at + words.len()).expect("words")
        };
        let whole = at("We know of 4120 accounts that was hit by it at noon.");
        for (on, now, reads) in [
            (
                &whole,
                text.replace("was hit", "were hit"),
                "We know of 4120 accounts that were hit by it at noon.",
            ),
            (
                &whole,
                text.replace("We know", "So far we know"),
                "So far we know of 4120 accounts that was hit by it at noon.",
            ),
            (
                &whole,
                text.replace("at noon.", "at one."),
                "We know of 4120 accounts that was hit by it at",
            ),
            (&at("that was hit"), text.replace("was", "were"), "that were hit"),
            (&at("at noon"), text.replace("Dear", "Good").replace("at noon", "at 12:00"), ""),
            (&whole, "Nothing is known.".to_owned(), ""),
            (&whole, String::new(), ""),
            (&whole, "\u{e9}".repeat(600), ""),
        ] {
            assert_eq!(find(on, &now), None, "{now}");
            assert_eq!(changed(on, &now).unwrap_or_default(), reads, "{now}");
        }
    }
}
