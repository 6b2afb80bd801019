//! Search for what somebody half remembers: the timeline's filter, and lists to choose from.
//!
//! In the timeline's filter everything that fits is shown, so what fits must look like it. A word
//! fits a text in which it stands as it is; in which it is a word with a few letters left out
//! (`cstmr` is `customer`); or in which it is the beginnings of words that follow each other
//! (`rotkey` is `rotate the keys`, `db7` is `db-7`). In lists to choose from letters may stand
//! anywhere, because the best come first there.

use nucleo_matcher::chars::normalize;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// So many letters may be left out between two of a word.
const LEFT_OUT: usize = 2;
/// Shorter words are not looked for in the beginnings of several: they would be found anywhere.
const SEVERAL_FROM: usize = 5;
/// The letters of the longest word of which more is known than whether it stands there as it is.
const LONGEST: usize = 64;

/// Words that many texts are compared with.
#[derive(Debug)]
pub struct Fuzzy {
    words: Vec<Word>,
    ignores_case: bool,
}

impl Fuzzy {
    /// Reads words, each of which must fit, in any order; with a `!` before it a word must not
    /// stand there.
    pub fn new(text: &str) -> Self {
        let words = text.split(' ').filter(|word| !word.is_empty() && *word != "!");
        Self {
            words: words.map(Word::new).collect(),
            ignores_case: !text.contains(char::is_uppercase),
        }
    }

    /// Whether a text in lower case fits just as well: as long as no capital was asked for.
    pub const fn ignores_case(&self) -> bool {
        self.ignores_case
    }

    /// Whether a text fits.
    pub fn fits(&self, text: &str) -> bool {
        self.words.iter().all(|word| word.fits(text))
    }

    /// Whether nothing can fit that did not fit `before`.
    pub fn narrows(&self, before: &Self) -> bool {
        let narrows = |(now, was): (&Word, &Word)| {
            let several = |word: &Word| word.letters.len() >= SEVERAL_FROM;
            let goes_on = now.letters.starts_with(&was.letters);
            goes_on && !now.absent && !was.absent && several(now) == several(was)
        };
        self.words.len() >= before.words.len() && self.words.iter().zip(&before.words).all(narrows)
    }
}

/// One word of a pattern.
#[derive(Debug)]
struct Word {
    letters: Vec<char>,
    /// Whether it must not stand there.
    absent: bool,
    /// Whether their case does not matter: as long as there is no capital among them.
    any_case: bool,
    /// Whether accents do not matter: as long as there is none among them.
    any_accent: bool,
    /// At which of its places each letter of ASCII stands, a bit for each.
    places: Box<[u64; 128]>,
}

impl Word {
    fn new(word: &str) -> Self {
        let (absent, word) = word.strip_prefix('!').map_or((false, word), |rest| (true, rest));
        let letters: Vec<char> = word.chars().collect();
        let mut places = Box::new([0; 128]);
        for (place, letter) in letters.iter().enumerate().take(LONGEST) {
            if letter.is_ascii() {
                places[*letter as usize] |= 1 << place;
            }
        }
        let any_accent = word.is_ascii();
        Self { absent, any_case: !word.contains(char::is_uppercase), any_accent, places, letters }
    }

    fn fits(&self, text: &str) -> bool {
        if text.is_ascii() {
            let letters = text.bytes().map(|byte| self.plain(char::from(byte)));
            self.fits_letters(letters) != self.absent
        } else {
            self.fits_letters(text.chars().map(|letter| self.plain(letter))) != self.absent
        }
    }

    /// A letter of a text, without what does not matter.
    fn plain(&self, letter: char) -> char {
        let letter = if self.any_accent && !letter.is_ascii() { normalize(letter) } else { letter };
        if !self.any_case {
            letter
        } else if letter.is_ascii() {
            letter.to_ascii_lowercase()
        } else {
            letter.to_lowercase().next().unwrap_or(letter)
        }
    }

    fn fits_letters(&self, text: impl Iterator<Item = char> + Clone) -> bool {
        // Most texts do not even have the letters in this order, which is found out faster.
        let mut rest = text.clone();
        if !self.letters.iter().all(|wanted| rest.any(|letter| letter == *wanted)) {
            return false;
        }
        if self.letters.len() == 1 {
            return true;
        }
        if self.letters.len() > LONGEST {
            let stands = |from: usize| text.clone().skip(from).take(self.letters.len());
            return (0..text.clone().count())
                .any(|from| stands(from).eq(self.letters.iter().copied()));
        }
        let mut reader = Reader::default();
        text.into_iter().any(|letter| self.read(&mut reader, letter))
    }

    /// Goes on by a letter of a text; whether the whole word stands there now.
    fn read(&self, at: &mut Reader, letter: char) -> bool {
        let places = match self.places.get(letter as usize) {
            Some(places) => *places,
            None => (0..)
                .zip(&self.letters)
                .fold(0, |places, (place, own)| places | (u64::from(*own == letter) << place)),
        };
        let last = 1 << (self.letters.len() - 1);
        at.as_it_is = ((at.as_it_is << 1) | 1) & places;
        let in_a_word = if self.absent { 0 } else { at.step(letter, places, self.letters.len()) };
        (at.as_it_is | in_a_word) & last != 0
    }
}

/// How much of a word was met at the letter that was read last, each way: a bit says that the word
/// was met up to that place.
#[derive(Debug, Default)]
struct Reader {
    /// As it is.
    as_it_is: u64,
    /// With letters left out: at the last letter, and at those before.
    lately: [u64; LEFT_OUT + 1],
    /// As beginnings of words, of which this one gave a letter, or more.
    begun: [u64; 2],
    /// What this word and the two before gave: anything; two letters and more.
    given: [(u64, u64); 3],
    /// Whether the last letter was one of a word.
    in_word: bool,
    /// The signs since.
    signs: usize,
    /// Whether they are a blank.
    blank: bool,
}

impl Reader {
    /// Goes on inside of words; gives what is met at this letter.
    fn step(&mut self, letter: char, places: u64, length: usize) -> u64 {
        if !letter.is_alphanumeric() {
            self.signs = if self.in_word { 1 } else { self.signs + 1 };
            self.blank |= letter == ' ';
            self.in_word = false;
            return 0;
        }
        let left_out;
        if self.in_word {
            left_out = (self.lately.iter().fold(0, |all, one| all | one) << 1) & places;
            self.begun = [0, ((self.begun[0] | self.begun[1]) << 1) & places];
        } else {
            self.given.rotate_right(1);
            let [_, last, before] = self.given;
            // What one sign joins is nearly one word.
            let joined = if self.signs == 1 && !self.blank { last.0 } else { 0 };
            let several = if length >= SEVERAL_FROM { last.1 | before.1 } else { 0 };
            left_out = places & 1;
            self.begun = [(((joined | several) << 1) | 1) & places, 0];
            (self.given[0], self.lately) = ((0, 0), [0; LEFT_OUT + 1]);
            (self.in_word, self.blank) = (true, false);
        }
        self.lately.rotate_right(1);
        self.lately[0] = left_out;
        self.given[0].0 |= self.begun[0] | self.begun[1];
        self.given[0].1 |= self.begun[1];
        left_out | self.begun[0] | self.begun[1]
    }
}

/// The places of the texts that fit, the best first; all of them, in their order, where nothing is
/// searched.
pub fn rank<'a>(pattern: &str, texts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    if pattern.trim().is_empty() {
        return (0..texts.count()).collect();
    }
    let pattern = Pattern::parse(pattern, CaseMatching::Smart, Normalization::Smart);
    let (mut matcher, mut scratch) = (Matcher::new(Config::DEFAULT), Vec::new());
    let mut score = |text: &str| {
        scratch.clear();
        pattern.score(Utf32Str::new(text, &mut scratch), &mut matcher)
    };
    let mut found: Vec<(u32, usize)> =
        texts.enumerate().filter_map(|(place, text)| Some((score(text)?, place))).collect();
    found.sort_by_key(|(score, place)| (std::cmp::Reverse(*score), *place));
    found.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::Fuzzy;

    #[track_caller]
    fn check(text: &str, fit: &[&str], others: &[&str]) {
        for pattern in fit {
            assert!(Fuzzy::new(pattern).fits(text), "{pattern:?} in {text:?}");
        }
        for pattern in others {
            assert!(!Fuzzy::new(pattern).fits(text), "{pattern:?} not in {text:?}");
        }
    }

    #[test]
    fn what_fits_looks_like_it() {
        check(
            "Secure the evidence before anybody touches the host; who took it",
            &["secure", "cure", "evdnc", "took", "it who", "evid host", "secevi", "thehost"],
            &["tokens", "token", "log", "hosts", "sebt", "customer", "cure evt"],
        );
        check(
            "DB-7 talked to 203.0.113.9, an affected customer's host",
            &["db-7", "db7", "203.0.113", "dbtalk", "tlk", "cstmr", "affcust", "DB", "d", "-7"],
            &["Db", "dto", "atc", "affhost", "7203", "lk d9"],
        );
        check("rotate the keys", &["rotkey", "rotthkey", "rtt"], &["rk", "rtkey", "rotekey"]);
        check(&"a".repeat(200), &[&"a".repeat(64), &"a".repeat(90)], &[&"a".repeat(201)]);
    }

    #[test]
    fn accents_and_case_count_only_where_they_are_typed() {
        check("Výpadek databáze", &["vypadek", "výp", "vpdk", "data", "!úto"], &["vyP", "!databa"]);
        check("utok", &["utok", "!talk", "!utk"], &["útok", "uTok", "!tok", "!u"]);
        check("any", &["", "!", " "], &["^any", "any$"]);
    }

    #[test]
    fn what_is_typed_on_narrows_unless_more_words_may_be_meant() {
        let narrows = |now: &str, before: &str| Fuzzy::new(now).narrows(&Fuzzy::new(before));
        for (before, now) in [("d", "db"), ("d", "dB"), ("db", "db t"), ("db t", "db talk")] {
            assert!(narrows(now, before), "{before:?} then {now:?}");
            assert!(!narrows(before, now), "{now:?} then {before:?}");
        }
        for (before, now) in [("!d", "!db"), ("rotk", "rotke"), ("db", "ab"), ("a b", "ab")] {
            assert!(!narrows(now, before), "{before:?} then {now:?}");
        }
    }
}
