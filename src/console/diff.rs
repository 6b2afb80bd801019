//! Two texts compared word by word, as one text with marks: `[-gone-]` and `{+new+}`. Apart from
//! the drafts, because it knows nothing of them; pure text in, text out.
//!
//! What must stay true: without what is marked new it is the first text, without what is marked
//! gone the second, and the marks are signs, so that no colour is needed to read them.

use std::ops::Range;
use std::time::Duration;

use similar::{Algorithm, ChangeTag, TextDiff};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::placeholder;

/// For so long a comparison looks for the shortest difference; then it takes one that is less
/// short: two long texts without a line in common must not keep a key waiting.
const PATIENCE: Duration = Duration::from_millis(30);

/// Whether a part is in both texts, only in the first, or only in the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// In both.
    Same,
    /// In the first only.
    Gone,
    /// In the second only.
    New,
}

/// A text with marked parts; its marks are part of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// The text, marks and all.
    pub text: String,
    /// Which bytes are gone or new, their marks included, in order.
    pub parts: Vec<(Range<usize>, Mark)>,
}

impl Marked {
    /// A text without a mark.
    pub const fn plain(text: String) -> Self {
        Self { text, parts: Vec::new() }
    }

    /// What the byte at `at` is.
    pub fn mark(&self, at: usize) -> Mark {
        let after = self.parts.partition_point(|(range, _)| range.end <= at);
        match self.parts.get(after) {
            Some((range, mark)) if range.contains(&at) => *mark,
            _ => Mark::Same,
        }
    }

    /// How many words are gone, and how many are new.
    pub fn counts(&self) -> (usize, usize) {
        let words = |wanted: Mark| {
            let parts = self.parts.iter().filter(|(_, mark)| *mark == wanted);
            // The two signs at each end are no words.
            parts
                .map(|(range, _)| placeholder::words(&self.text[range.start + 2..range.end - 2]))
                .sum()
        };
        (words(Mark::Gone), words(Mark::New))
    }

    fn push(&mut self, mark: Mark, words: &str) {
        let start = self.text.len();
        match mark {
            Mark::Same => self.text.push_str(words),
            Mark::Gone => self.text.extend(["[-", words, "-]"]),
            Mark::New => self.text.extend(["{+", words, "+}"]),
        }
        if mark != Mark::Same {
            self.parts.push((start..self.text.len(), mark));
        }
    }
}

/// Both texts as one: what is gone before what is new.
pub fn compare(old: &str, new: &str) -> Marked {
    let mut marked = Marked::default();
    for (mark, words) in pieces(old, new) {
        marked.push(mark, &words);
    }
    marked
}

/// Both texts, each by itself: in the first what is gone is marked, in the second what is new.
pub fn beside(old: &str, new: &str) -> (Marked, Marked) {
    let (mut first, mut second) = (Marked::default(), Marked::default());
    for (mark, words) in pieces(old, new) {
        if mark != Mark::New {
            first.push(mark, &words);
        }
        if mark != Mark::Gone {
            second.push(mark, &words);
        }
    }
    (first, second)
}

/// What is gone and what came, change by change, without what stands around it.
pub fn changes(old: &str, new: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for (mark, words) in pieces(old, new) {
        if mark != Mark::Same && !open {
            all.push((String::new(), String::new()));
        }
        open = mark != Mark::Same;
        if let Some((gone, new)) = all.last_mut() {
            match mark {
                Mark::Same => {}
                Mark::Gone => gone.push_str(words.trim()),
                Mark::New => new.push_str(words.trim()),
            }
        }
    }
    all
}

/// Only what changed, each change with a few words around it: `… of [-4120-]{+4300+} people …`.
/// Where the text goes on, a mark says so.
pub fn snippets(old: &str, new: &str) -> Vec<String> {
    const AROUND: usize = 24;
    let pieces = pieces(old, new);
    let mut all: Vec<String> = Vec::new();
    let mut open = false;
    for (place, (mark, words)) in pieces.iter().enumerate() {
        let words = words.replace('\n', " ");
        match mark {
            Mark::Same => {
                let more = pieces.len() > place + 1;
                let head = head(&words, AROUND);
                let tail = tail(&words, AROUND);
                if open && more && head.len() + tail.len() >= words.len() {
                    if let Some(last) = all.last_mut() {
                        last.push_str(&words);
                    }
                    continue;
                }
                if let Some(last) = all.last_mut().filter(|_| open) {
                    last.push_str(head);
                    last.push_str(if head.len() < words.trim_end().len() { " …" } else { "" });
                }
                open = more;
                if more {
                    let tail = tail.trim_start();
                    let from = if tail.len() < words.trim_start().len() { "… " } else { "" };
                    all.push(format!("{from}{tail}"));
                }
            }
            Mark::Gone | Mark::New => {
                if !open {
                    all.push(String::new());
                    open = true;
                }
                if let Some(last) = all.last_mut() {
                    let signs = if *mark == Mark::Gone { ["[-", "-]"] } else { ["{+", "+}"] };
                    last.extend([signs[0], &words, signs[1]]);
                }
            }
        }
    }
    all
}

/// The first so many characters, to the end of a word.
fn head(words: &str, many: usize) -> &str {
    let Some((at, _)) = words.char_indices().nth(many) else { return words };
    let cut = words[..at].rfind(' ').unwrap_or(at);
    words[..around(words, cut).start].trim_end()
}

/// The last so many characters, from the beginning of a word.
fn tail(words: &str, many: usize) -> &str {
    let Some((at, _)) = words.char_indices().rev().nth(many) else { return words };
    let cut = words[at..].find(' ').map_or(at, |blank| at + blank);
    &words[around(words, cut).end..]
}

/// The placeholder that a cut would go through, or the cut itself: braces are never left open.
fn around(words: &str, cut: usize) -> Range<usize> {
    let good = placeholder::placeholders(words).into_iter().map(|one| one.range);
    let mut all = good.chain(placeholder::broken(words));
    all.find(|one| one.start < cut && cut < one.end).unwrap_or(cut..cut)
}

/// The differences word by word, neighbours of one kind put together, what is gone before what is
/// new.
fn pieces(old: &str, new: &str) -> Vec<(Mark, String)> {
    let begin = same_lines(old, new);
    let (old, new) = (&old[begin.len()..], &new[begin.len()..]);
    let end = same_last_lines(old, new);
    let (old, new) = (&old[..old.len() - end.len()], &new[..new.len() - end.len()]);
    let mut all = Vec::new();
    if !begin.is_empty() {
        same(&mut all, begin);
    }
    between(old, new, &mut all);
    if !end.is_empty() {
        same(&mut all, end);
    }
    all
}

/// The lines with which both texts begin, up to a line end that both have behind a word: of a long
/// text with one change little else is left to look at.
fn same_lines<'t>(old: &'t str, new: &str) -> &'t str {
    let shared = old.bytes().zip(new.bytes()).take_while(|(old, new)| old == new).count();
    let ends = old.as_bytes()[..shared].iter().enumerate().rev();
    let mut cuts = ends.filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
    let cut = cuts.find(|at| old[..*at].ends_with(|c: char| !c.is_whitespace()));
    &old[..cut.unwrap_or(0)]
}

/// The lines with which both texts end, from a line end on that both have behind a word.
fn same_last_lines<'t>(old: &'t str, new: &str) -> &'t str {
    let pairs = old.bytes().rev().zip(new.bytes().rev());
    let shared = pairs.take_while(|(old, new)| old == new).count();
    // Both texts must have the word before the line end, else blanks of one would be cut in two.
    let from = old.len() - shared;
    let begins = old.as_bytes()[from..].iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let cut = begins.map(|(at, _)| from + at);
    let cut = cut.filter(|at| {
        *at > from && old[..*at].ends_with(|c: char| !c.is_whitespace() && c.is_ascii())
    });
    cut.min().map_or("", |at| &old[at..])
}

/// The differences of what is left, behind what is there already.
fn between(old: &str, new: &str, all: &mut Vec<(Mark, String)>) {
    let (old, new) = (tokens(old), tokens(new));
    let diff =
        TextDiff::configure().algorithm(Algorithm::Myers).timeout(PATIENCE).diff_slices(&old, &new);
    let (mut gone, mut added) = (String::new(), String::new());
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => gone.push_str(change.value()),
            ChangeTag::Insert => added.push_str(change.value()),
            ChangeTag::Equal => {
                changed(all, &mut gone, &mut added);
                same(all, change.value());
            }
        }
    }
    changed(all, &mut gone, &mut added);
}

fn same(all: &mut Vec<(Mark, String)>, words: &str) {
    match all.last_mut() {
        Some((Mark::Same, last)) => last.push_str(words),
        _ => all.push((Mark::Same, words.to_owned())),
    }
}

/// Ends a change. Blanks with which both of its sides begin are no part of it.
fn changed(all: &mut Vec<(Mark, String)>, gone: &mut String, added: &mut String) {
    let blanks = |words: &str| words.len() - words.trim_start().len();
    let shared = blanks(gone).min(blanks(added));
    if shared > 0 && gone.as_bytes()[..shared] == added.as_bytes()[..shared] {
        same(all, &gone[..shared]);
        gone.drain(..shared);
        added.drain(..shared);
    }
    for (mark, words) in [(Mark::Gone, gone), (Mark::New, added)] {
        if !words.is_empty() {
            all.push((mark, std::mem::take(words)));
        }
    }
}

/// The words and signs of a text, each with the blanks before it: blanks by themselves would be
/// found everywhere.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    for (at, piece) in text.split_word_bound_indices() {
        let end = at + piece.len();
        if !piece.trim().is_empty() {
            tokens.push(&text[start..end]);
            start = end;
        }
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Mark, beside, compare, pieces, snippets};

    #[test]
    fn marks_what_is_gone_and_what_is_new() {
        for (old, new, marked, counts) in [
            ("we know", "we know", "we know", (0, 0)),
            ("we know little", "we know more now", "we know [-little-]{+more now+}", (1, 2)),
            ("", "all new", "{+all new+}", (0, 2)),
            ("gone\n", "", "[-gone\n-]", (1, 0)),
            (
                "an outage of one hour",
                "a long outage",
                "[-an-]{+a long+} outage[- of one hour-]",
                (4, 2),
            ),
            ("in red ink", "by blue ink", "[-in red-]{+by blue+} ink", (2, 2)),
        ] {
            let compared = compare(old, new);
            assert_eq!((compared.text.as_str(), compared.counts()), (marked, counts));
        }
    }

    #[test]
    fn only_what_changed_is_shown_with_a_little_around_it() {
        let old = "Dear all. We know of 4120 people whose mail was read, and we are sorry for it. \
                   Next word at 15:00 UTC.";
        let new = old.replace("4120", "4300").replace("15:00", "16:00");
        assert_eq!(
            snippets(old, &new),
            [
                "Dear all. We know of [-4120-]{+4300+} people whose mail was …",
                "… for it. Next word at [-15-]{+16+}:00 UTC."
            ]
        );
        let old = "We know of 9 people and {{ how_many }} more of whom we have not heard. Call \
                   {{ hot line }} at 15:00 today.";
        let new = old.replace('9', "8").replace("15", "16");
        assert_eq!(
            snippets(old, &new),
            [
                "We know of [-9-]{+8+} people and …",
                "… Call {{ hot line }} at [-15-]{+16+}:00 today."
            ]
        );
        assert_eq!(snippets("a", "a"), Vec::<String>::new());
        assert_eq!(snippets("", "b"), ["{+b+}"]);
        assert_eq!(snippets("one two", "three"), ["[-one two-]{+three+}"]);
    }

    #[test]
    fn lines_that_both_texts_begin_and_end_with_are_not_looked_at() {
        let old = "One.\n\nTwo \u{e4}.\n\nThree of 4120.\n\nFour.\nFive.";
        let new = old.replace("4120", "4300");
        assert_eq!(super::same_lines(old, &new), "One.\n\nTwo \u{e4}.");
        assert_eq!(super::same_last_lines(old, &new), "\n\nFour.\nFive.");
        assert_eq!(compare(old, &new).text, old.replace("4120", "[-4120-]{+4300+}"));
        // Blanks are never cut in two, nor a letter.
        for (old, new) in [("a\n\nb", "a\nb"), ("a \nb", "a\nb"), ("\u{e4}\nb", "\u{f6}\nb")] {
            assert_eq!((super::same_last_lines(old, new)), "");
        }
        assert_eq!(super::same_lines("a\n\nb", "a\nb"), "a");
    }

    #[test]
    fn each_side_shows_its_own() {
        let (first, second) = beside("at 14:00 today", "at 15:00 today");
        assert_eq!(first.text, "at [-14-]:00 today");
        assert_eq!(second.text, "at {+15+}:00 today");
        assert_eq!(
            (first.mark(3), first.mark(0), first.mark(9)),
            (Mark::Gone, Mark::Same, Mark::Same)
        );
    }

    proptest! {
        #[test]
        fn both_texts_are_still_there(old in "[ab \n]{0,40}", new in "[ab \n]{0,40}") {
            let without = |left_out: Mark| -> String {
                let kept = pieces(&old, &new).into_iter().filter(|(mark, _)| *mark != left_out);
                kept.map(|(_, words)| words).collect()
            };
            prop_assert_eq!(without(Mark::New), old.clone());
            prop_assert_eq!(without(Mark::Gone), new.clone());
        }
    }
}
