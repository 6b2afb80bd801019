//! Which words of a text stood in what was removed, and nowhere else in the record. Apart, because
//! the desk judges by it what it keeps and a console what is open in front of a person, and both
//! have to come to the same. What exactly was to go, the record does not say.

use std::convert::Infallible;
use std::ops::Range;

/// What stands where words were, in texts that were being typed.
pub const GONE: &str = "(redacted)";
/// The longest run of words that is looked for as one.
const RUN: usize = 12;
/// What is no longer than this says too little.
const SHORT: usize = 3;

/// The shortest runs of words in a text that stand in `originals` (in small letters) and are not
/// `known` otherwise; in order, those that touch as one.
pub fn only_in<E>(
    text: &str,
    originals: &[String],
    known: &mut dyn FnMut(&str) -> Result<bool, E>,
) -> Result<Vec<Range<usize>>, E> {
    let words = words(text);
    let mut gone = vec![false; words.len()];
    for first in 0..words.len() {
        for last in first..words.len().min(first + RUN) {
            let run = text[words[first].start..words[last].end].to_lowercase();
            if !originals.iter().any(|original| original.contains(&run)) {
                break;
            }
            if run.len() > SHORT && !known(&run)? {
                gone[first..=last].fill(true);
                break;
            }
        }
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut touches = false;
    for (word, gone) in words.into_iter().zip(gone) {
        match runs.last_mut() {
            Some(run) if gone && touches => run.end = word.end,
            _ if gone => runs.push(word),
            _ => {}
        }
        touches = gone;
    }
    Ok(runs)
}

/// Where these words (in small letters) stand in a text.
pub fn places(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let mut other = |run: &str| Ok::<_, Infallible>(!words.iter().any(|word| word == run));
    only_in(text, words, &mut other).unwrap_or_else(|never| match never {})
}

/// A text without these places.
pub fn without(text: &str, places: &[Range<usize>]) -> String {
    let (mut clean, mut from) = (String::new(), 0);
    for place in places {
        clean.push_str(&text[from..place.start]);
        clean.push_str(GONE);
        from = place.end;
    }
    clean.push_str(&text[from..]);
    clean
}

/// Where each word of a text begins and ends, without the signs around it.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut begin = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric(), begin) {
            (true, None) => begin = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                begin = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    words.extend(begin.map(|from| from..text.len()));
    words
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::{only_in, places, without};

    #[test]
    fn a_text_loses_what_only_the_removed_rows_held() {
        let originals = ["call jane doe of acme about db-7".to_owned()];
        let record = "who will call about db-7 of ours, jane? john doe, ask jane";
        let mut known = |run: &str| Ok::<_, Infallible>(record.contains(run));
        let mut clean = |text: &str| {
            let Ok(places) = only_in(text, &originals, &mut known);
            (!places.is_empty()).then(|| without(text, &places))
        };
        assert_eq!(clean("shall I call about db-7").as_deref(), None);
        assert_eq!(clean("ask Jane, and Doe").as_deref(), None);
        assert_eq!(clean("ask Jane Doe, then go").as_deref(), Some("ask (redacted), then go"));
        assert_eq!(clean("(ACME)").as_deref(), Some("((redacted))"));
        assert_eq!(clean("Jane Doe ACME").as_deref(), Some("(redacted)"));
    }

    #[test]
    fn words_that_are_gone_are_found_whole() {
        let words = ["jane doe".to_owned()];
        let text = "ask Jane Doe, jane, Doe";
        assert_eq!(without(text, &places(text, &words)), "ask (redacted), jane, Doe");
        assert!(places("Janet Doe", &words).is_empty());
    }
}
