//! Codenames for incidents: two innocuous words, such as CRIMSON HERON, that tell a stranger
//! nothing.
//!
//! Pure: the caller brings the number. Separate because the words are data (`assets/codenames`),
//! and because the same number must always give the same name, or a test of the start screen could
//! not be written.

use std::collections::BTreeSet;

const FIRST: &str = include_str!("../../assets/codenames/first.txt");
const SECOND: &str = include_str!("../../assets/codenames/second.txt");

/// A codename for `seed` that is none of `taken`, in capitals. Once every pair is taken, a number
/// follows.
pub fn propose(seed: u64, taken: &[impl AsRef<str>]) -> String {
    let first: Vec<&str> = FIRST.split_whitespace().collect();
    let second: Vec<&str> = SECOND.split_whitespace().collect();
    let pairs = first.len() * second.len();
    let used: BTreeSet<String> =
        taken.iter().map(|name| name.as_ref().to_ascii_uppercase()).collect();
    let start = usize::try_from(scatter(seed) % pairs.max(1) as u64).unwrap_or(0);
    (0..pairs)
        .map(|step| (start + step * STRIDE) % pairs)
        .map(|pair| format!("{} {}", first[pair / second.len()], second[pair % second.len()]))
        .map(|name| name.to_ascii_uppercase())
        .find(|name| !used.contains(name))
        .unwrap_or_else(|| numbered(taken.len()))
}

/// How far the next try lies: a prime, so that every pair is tried once and neighbours share no
/// word.
const STRIDE: usize = 7_919;

fn numbered(taken: usize) -> String {
    format!("PLAIN NUMBER {}", taken + 1)
}

/// Spreads near numbers far apart (the finalizer of SplitMix64).
const fn scatter(seed: u64) -> u64 {
    let mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FIRST, SECOND, STRIDE, propose};

    #[test]
    fn two_words_in_capitals_the_same_for_the_same_number() {
        let none: &[&str] = &[];
        assert_eq!(propose(7, none), propose(7, none));
        for seed in 0..500 {
            let name = propose(seed, none);
            let words: Vec<&str> = name.split(' ').collect();
            assert_eq!(words.len(), 2, "{name}");
            assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == ' '), "{name}");
            assert!(name.len() <= 30, "{name}");
        }
        let many: BTreeSet<String> = (0..500).map(|seed| propose(seed, none)).collect();
        assert!(many.len() > 490, "near numbers give different names, {}", many.len());
    }

    #[test]
    fn a_taken_name_is_not_proposed_again_until_none_is_left() {
        let pairs = FIRST.split_whitespace().count() * SECOND.split_whitespace().count();
        assert!(!pairs.is_multiple_of(STRIDE), "every pair is reached");
        let mut taken: Vec<String> = Vec::new();
        for _ in 0..200 {
            let name = propose(1, &taken);
            assert!(!taken.contains(&name), "{name} came twice");
            taken.push(name.to_lowercase());
            taken.push(name);
        }
        let all: Vec<String> = FIRST
            .split_whitespace()
            .flat_map(|first| {
                SECOND.split_whitespace().map(move |second| format!("{first} {second}"))
            })
            .collect();
        assert_eq!(propose(1, &all), format!("PLAIN NUMBER {}", pairs + 1));
        assert!(!propose(1, &all[1..]).starts_with("PLAIN NUMBER"));
    }

    #[test]
    fn the_lists_hold_enough_plain_words_each_once() {
        for list in [FIRST, SECOND] {
            let words: Vec<&str> = list.split_whitespace().collect();
            let set: BTreeSet<&str> = words.iter().copied().collect();
            assert!(words.len() >= 150);
            assert_eq!(set.len(), words.len());
            assert!(words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase())));
        }
    }
}
