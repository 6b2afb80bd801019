//! A passage of a text, and where it stands after edits. Pure text in, a place out.
//!
//! What must stay true: a passage is found only where its very words stand; among several such
//! places it is the one with the longest matching words before it, then the nearest to where it
//! was.

use std::ops::Range;

use crate::domain::event::Passage;

/// How many characters before a passage are kept to know it again.
const BEFORE: usize = 40;

/// The passage that stands at these bytes of a text.
pub fn passage(text: &str, at: Range<usize>) -> Option<Passage> {
    let quote = text.get(at.clone()).filter(|quote| !quote.trim().is_empty())?;
    let before = &text[..at.start];
    let from = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    Some(Passage {
        quote: quote.to_owned(),
        at: at.start as u64,
        before: before[from..].to_owned(),
    })
}

/// Where a passage stands in a text now; nothing where its words are gone.
pub fn find(passage: &Passage, text: &str) -> Option<Range<usize>> {
    if passage.quote.is_empty() {
        return None;
    }
    let was = usize::try_from(passage.at).unwrap_or(usize::MAX);
    let shared = |at: usize| {
        let pairs = text[..at].bytes().rev().zip(passage.before.bytes().rev());
        pairs.take_while(|(now, then)| now == then).count()
    };
    let places = text.match_indices(&passage.quote).map(|(at, _)| at);
    let best = places.max_by_key(|at| (shared(*at), std::cmp::Reverse(at.abs_diff(was))))?;
    Some(best..best + passage.quote.len())
}

#[cfg(test)]
mod tests {
    use super::{find, passage};

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
}
