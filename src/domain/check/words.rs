//! A text taken apart as its reader gets it: words, sentences, what stands in quotes, and for each
//! word where it was typed. Total: any text is words.
//!
//! What must stay true: a sentence never begins or ends inside a value that was filled in with no
//! full stop in it, and a placeholder without a value is one word, so that no rule reads its name.

use std::ops::Range;

use super::pattern::lower;
use super::rules::Rules;
use crate::domain::incident::Incident;
use crate::domain::placeholder;

/// One word.
struct Word {
    /// As it is compared.
    lower: String,
    /// Where it stands in the words that a reader gets.
    said: Range<usize>,
    /// Where it was typed: its place, or that of the placeholder that stands for it.
    typed: Range<usize>,
    /// Whether a placeholder stands for it.
    cited: bool,
    /// Whether it stands in quotes.
    quoted: bool,
}

/// A text's words.
pub(super) struct Words {
    /// The text as its reader gets it.
    pub filled: String,
    each: Vec<Word>,
    /// The first and last word of each sentence, and where it stands.
    sentences: Vec<(Range<usize>, Range<usize>)>,
}

impl Words {
    /// Takes a text apart, with what its placeholders stand for.
    pub fn read(incident: &Incident, typed: &str) -> Self {
        let mut this = Self { filled: String::new(), each: Vec::new(), sentences: Vec::new() };
        let mut at = 0;
        for place in placeholder::placeholders(typed) {
            let range = place.range;
            this.push(&typed[at..range.start], at, None);
            at = range.end;
            match incident.stands_for(place.name) {
                Some(known) => this.push(&known.value, at, Some(&range)),
                None => this.push_unset(&typed[range.clone()], range),
            }
        }
        this.push(&typed[at..], at, None);
        this.mark_quotes();
        this.split();
        this
    }

    /// A placeholder without a value is one word, whatever its name.
    fn push_unset(&mut self, written: &str, typed: Range<usize>) {
        let from = self.filled.len();
        self.filled.push_str(written);
        let said = from..self.filled.len();
        let lower = "{{}}".to_owned();
        self.each.push(Word { lower, said, typed, cited: false, quoted: false });
    }

    /// The same without an incident.
    pub fn plain(typed: &str) -> Self {
        let mut this = Self { filled: String::new(), each: Vec::new(), sentences: Vec::new() };
        this.push(typed, 0, None);
        this.mark_quotes();
        this.split();
        this
    }

    /// Adds a piece of the text; `value_of` is the placeholder that stands for it.
    fn push(&mut self, piece: &str, at: usize, value_of: Option<&Range<usize>>) {
        let from = self.filled.len();
        self.filled.push_str(piece);
        for range in words_of(piece) {
            let typed = value_of.cloned().unwrap_or(at + range.start..at + range.end);
            self.each.push(Word {
                lower: lower(&piece[range.clone()]),
                said: from + range.start..from + range.end,
                typed,
                cited: value_of.is_some(),
                quoted: false,
            });
        }
    }

    /// Marks what stands in quotes, paragraph by paragraph, and lines that are quoted as a whole.
    fn mark_quotes(&mut self) {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut open: Option<(usize, char)> = None;
        let mut line_start = 0;
        for (at, c) in self.filled.char_indices() {
            match (c, open) {
                ('\n', _) => {
                    let line = &self.filled[line_start..at];
                    if line.trim().is_empty() {
                        open = None;
                    } else if line.trim_start().starts_with('>') {
                        ranges.push(line_start..at);
                    }
                    line_start = at + 1;
                }
                ('\u{201C}' | '\u{201E}', None) => open = Some((at, '\u{201D}')),
                ('"', None) => open = Some((at, '"')),
                (close, Some((from, wanted)))
                    if close == wanted || (wanted == '\u{201D}' && close == '\u{201C}') =>
                {
                    ranges.push(from..at);
                    open = None;
                }
                _ => {}
            }
        }
        let mut ranges = ranges.into_iter().peekable();
        for word in &mut self.each {
            while ranges.peek().is_some_and(|range| range.end <= word.said.start) {
                ranges.next();
            }
            word.quoted = ranges.peek().is_some_and(|range| range.start < word.said.start);
        }
    }

    /// Finds the sentences: they end at a stop before a blank, at an empty line, and before a line
    /// that begins a point of a list or follows a label.
    fn split(&mut self) {
        let (mut first, mut begin) = (0, self.each.first().map_or(0, |word| word.said.start));
        for place in 0..self.each.len() {
            let end = self.each[place].said.end;
            let next = self.each.get(place + 1).map_or(self.filled.len(), |word| word.said.start);
            let between = &self.filled[end..next];
            if place + 1 < self.each.len() && !ends(between) {
                continue;
            }
            let stop = between.find(['\n', ' ', '\t']).map_or(next, |blank| end + blank);
            self.sentences.push((first..place + 1, begin..stop));
            (first, begin) = (place + 1, next);
        }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.each.len()
    }

    /// The words of each sentence.
    pub fn sentences(&self) -> impl Iterator<Item = Range<usize>> {
        self.sentences.iter().map(|(words, _)| words.clone())
    }

    /// The words of the sentence that a word stands in.
    pub fn around(&self, word: usize) -> Range<usize> {
        let place = self.sentences.partition_point(|(words, _)| words.end <= word);
        self.sentences.get(place).map_or(0..0, |(words, _)| words.clone())
    }

    /// The sentence that a word stands in, as a reader gets it.
    pub fn sentence(&self, word: usize) -> &str {
        let place = self.sentences.partition_point(|(words, _)| words.end <= word);
        self.sentences.get(place).map_or("", |(_, said)| self.filled[said.clone()].trim())
    }

    /// Words as they are compared.
    pub fn lower(&self, words: &Range<usize>) -> Vec<&str> {
        self.each[words.clone()].iter().map(|word| word.lower.as_str()).collect()
    }

    /// A word as it is compared.
    pub fn word(&self, word: usize) -> Option<&str> {
        self.each.get(word).map(|word| word.lower.as_str())
    }

    /// What a reader gets of these words.
    pub fn said(&self, words: &Range<usize>) -> &str {
        &self.filled[self.place(words)]
    }

    /// Where these words stand in what a reader gets.
    pub fn place(&self, words: &Range<usize>) -> Range<usize> {
        match (
            self.each.get(words.start),
            words.end.checked_sub(1).and_then(|at| self.each.get(at)),
        ) {
            (Some(first), Some(last)) => first.said.start..last.said.end.max(first.said.start),
            _ => 0..0,
        }
    }

    /// Where these words were typed.
    pub fn typed(&self, words: &Range<usize>) -> Range<usize> {
        match (
            self.each.get(words.start),
            words.end.checked_sub(1).and_then(|at| self.each.get(at)),
        ) {
            (Some(first), Some(last)) => first.typed.start..last.typed.end.max(first.typed.start),
            _ => 0..0,
        }
    }

    /// Whether a placeholder stands for a word.
    pub fn is_cited(&self, word: usize) -> bool {
        self.each.get(word).is_some_and(|word| word.cited)
    }

    /// The words that cover a place in what a reader gets.
    pub fn covering(&self, said: &Range<usize>) -> Range<usize> {
        let first = self.each.partition_point(|word| word.said.end <= said.start);
        let end = self.each.partition_point(|word| word.said.start < said.end);
        first..end.max(first + 1).min(self.each.len())
    }

    /// Whether these words are somebody else's: in quotes, beside a word by which speech is
    /// reported, or on a line that is quoted as a whole.
    pub fn is_quoted(&self, rules: &Rules, at: &Range<usize>) -> bool {
        let Some(first) = self.each.get(at.start).filter(|word| word.quoted) else { return false };
        let line = self.filled[..first.said.start].rfind('\n').map_or(0, |end| end + 1);
        if self.filled[line..].trim_start().starts_with('>') {
            return true;
        }
        let around = self.around(at.start);
        let outside: Vec<&str> = self.each[around]
            .iter()
            .filter(|word| !word.quoted)
            .map(|word| word.lower.as_str())
            .collect();
        rules.lists.quoting.iter().any(|pattern| pattern.is_in(&outside))
    }
}

/// Whether a sentence ends between two words.
fn ends(between: &str) -> bool {
    let mut lines = 0;
    for (at, c) in between.char_indices() {
        match c {
            '.' | '!' | '?' => {
                let rest = between[at + c.len_utf8()..]
                    .trim_start_matches(['"', '\u{201D}', ')', '*', '_']);
                if rest.starts_with(char::is_whitespace) {
                    return true;
                }
            }
            '\n' => {
                lines += 1;
                let rest = between[at + 1..].trim_start_matches([' ', '\t']);
                let point = rest.starts_with(['-', '*', '#', '>', '|', '\u{2022}']);
                let label = between[..at].trim_end().ends_with(':');
                if lines > 1 || point || label {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Where the words of a piece stand: letters and digits, with signs between them that hold a word
/// together.
fn words_of(piece: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut chars = piece.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins =
            |c: char| matches!(c, '\'' | '\u{2019}' | '-' | '.' | ',' | ':' | '@' | '/' | '_');
        let inside = c.is_alphanumeric()
            || (start.is_some()
                && joins(c)
                && chars.peek().is_some_and(|(_, next)| {
                    let digits = matches!(c, ',' | ':' | '/');
                    if digits { next.is_ascii_digit() } else { next.is_alphanumeric() }
                }));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        found.push(from..piece.len());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, sentences) in [
            ("One two. Three 4.5 at 10:05.", vec!["One two.", "Three 4.5 at 10:05."]),
            (
                "What happened\n\nOn Monday: this\n- a point\n- another",
                vec!["What happened", "On Monday: this", "a point", "another"],
            ),
            (
                "Wrapped\nline. \u{201C}Said!\u{201D} Then",
                vec!["Wrapped\nline.", "Said!\u{201D}", "Then"],
            ),
            ("Label:\nvalue", vec!["Label:", "value"]),
            ("", vec![]),
            ("...", vec![]),
        ] {
            let words = Words::plain(text);
            let found: Vec<&str> =
                words.sentences().map(|sentence| words.sentence(sentence.start)).collect();
            assert_eq!(found, sentences, "{text}");
        }
    }
}
