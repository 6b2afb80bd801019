//! Days by their names: `tomorrow`, `on Friday`, `3 April`. The grammar does not read them.
//!
//! Apart from the near misses, which ask for them at both ends of a line: here is the one list of
//! the words.

use super::shapes::{abbreviation, clock};
use super::times::word;

const WEEKDAYS: &str = "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed \
    thu thur thurs fri sat sun";
const MONTHS: &str = "january february march april may june july august september october november \
    december jan feb mar apr jun jul aug sep sept oct nov dec";
const PARTS: &str = "morning evening afternoon night noon midnight tonight week";
/// Words that may stand before and between them.
const BESIDE: &str = "on the last this of at around about yesterday today";
/// So many words are looked at for a clock time behind a day.
const WORDS_MAX: usize = 6;

/// Whether a text begins with a day by its name and its time (`monday 10:00`, `last night at
/// 22:10`), or with a day of a month (`3 April`).
pub(super) fn named_day(text: &str) -> bool {
    let one_of = |list: &str, word: &str| list.split_whitespace().any(|one| one == word);
    let (mut rest, mut named, mut before) = (text, false, "");
    let mut month_before = false;
    for _ in 0..WORDS_MAX {
        let (typed, after) = word(rest);
        let said = typed.trim_matches([',', '.', ';', ':']);
        let lower = said.to_lowercase();
        let number = is_day_of_month(&lower);
        let month = one_of(MONTHS, &lower);
        if named && clock(said).is_some() {
            return true;
        }
        // May and march are words, too, where no number stands beside them.
        if (number && month_before) || (month && is_day_of_month(&before.to_lowercase())) {
            return true;
        }
        let day = one_of(WEEKDAYS, &lower) || one_of(PARTS, &lower);
        if !(day || month || number || one_of(BESIDE, &lower)) {
            return false;
        }
        (named, month_before) = (named || day, month);
        (before, rest) = (said, after);
    }
    false
}

/// `3`, `22`, `3rd`.
fn is_day_of_month(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let tail = &word[digits.len()..];
    matches!(tail, "" | "st" | "nd" | "rd" | "th")
        && digits.len() <= 2
        && digits.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day))
}

/// `tomorrow`, `on Friday`, `2026-11-23`, `tomorrow morning`, `sharp`, `CET`: a day or a zone and
/// no more, as it stands behind a clock time.
pub(super) fn day_like(text: &str) -> bool {
    const WORDS: &str = "on the at next this today tomorrow tonight yesterday morning afternoon \
        evening night noon am pm a.m p.m o'clock sharp latest utc gmt local time day after week \
        monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun \
        january february march april may june july august september october november \
        december jan feb mar apr jun jul aug sep sept oct nov dec";
    text.split_whitespace().all(|word| {
        let word = word.trim_matches([',', '.', ';', '(', ')']).to_lowercase();
        let word = word.as_str();
        let ordinal = word.trim_start_matches(|c: char| c.is_ascii_digit());
        WORDS.split(' ').any(|one| one == word)
            || abbreviation(&word.to_uppercase()).is_some()
            || (word.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ':')))
            || (ordinal.len() < word.len() && matches!(ordinal, "st" | "nd" | "rd" | "th"))
    })
}
