//! Two texts compared word by word, as one text with marks: `[-gone-]` and `{+new+}`. Apart from the drafts, because it
//! knows nothing of them; pure text in, text out.
//!
//! What must stay true: without what is marked new it is the first text, without what is marked gone the second, and
//! the marks are signs, so that no colour is needed to read them.

use std::ops::Range;
use std::time::Duration;

use similar::{Algorithm, ChangeTag, TextDiff};

/// For so long a comparison looks for the shortest difference; then it takes one that is less short.
const PATIENCE: Duration = Duration::from_millis(200);

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
            parts.map(|(range, _)| words(&self.text[range.start + 2..range.end - 2])).sum()
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

/// How many words a text has.
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
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

/// The differences word by word, neighbours of one kind put together.
fn pieces(old: &str, new: &str) -> Vec<(Mark, String)> {
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .timeout(PATIENCE)
        .diff_unicode_words(old, new);
    let mut pieces = Pieces::default();
    let mut changes = diff.iter_all_changes().peekable();
    while let Some(change) = changes.next() {
        let words = change.value();
        match change.tag() {
            ChangeTag::Delete => pieces.gone.push_str(words),
            ChangeTag::Insert => pieces.new.push_str(words),
            // A blank between two changed words is changed with them: that reads better than marks around each word.
            ChangeTag::Equal
                if pieces.is_changing()
                    && words.trim().is_empty()
                    && changes.peek().is_some_and(|next| next.tag() != ChangeTag::Equal) =>
            {
                pieces.gone.push_str(words);
                pieces.new.push_str(words);
            }
            ChangeTag::Equal => pieces.same(words),
        }
    }
    pieces.flush();
    pieces.all
}

/// The pieces so far, and those of the change that is being read.
#[derive(Default)]
struct Pieces {
    all: Vec<(Mark, String)>,
    gone: String,
    new: String,
}

impl Pieces {
    const fn is_changing(&self) -> bool {
        !self.gone.is_empty() || !self.new.is_empty()
    }

    fn flush(&mut self) {
        for (mark, words) in [(Mark::Gone, &mut self.gone), (Mark::New, &mut self.new)] {
            if !words.is_empty() {
                self.all.push((mark, std::mem::take(words)));
            }
        }
    }

    fn same(&mut self, words: &str) {
        self.flush();
        match self.all.last_mut() {
            Some((Mark::Same, last)) => last.push_str(words),
            _ => self.all.push((Mark::Same, words.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Mark, beside, compare, pieces};

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
