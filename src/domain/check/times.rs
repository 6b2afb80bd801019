//! Clock times without a zone: a reader elsewhere takes them for their own.
//!
//! What must stay true: a zone counts where it stands in the same sentence or right behind the
//! time, or where the text says once for all of them.

use std::ops::Range;

use super::{Hit, Matter};

/// So many words behind a time may still name its zone, whatever sentence they are in.
const NEAR: usize = 3;

pub(super) fn hits(matter: &Matter<'_>) -> Vec<Hit> {
    let text = matter.words.filled.as_str();
    let times = clock_times(text);
    if times.is_empty() || for_all(matter) {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for time in times {
        if text[time.end..].starts_with(['Z', '+']) {
            continue;
        }
        let words = matter.words.covering(&time);
        let around = matter.words.around(words.start);
        let end = around.end.max((words.end + NEAR).min(matter.words.len()));
        let zoned = (around.start..end).any(|word| is_zone(matter, word));
        if !zoned && !matter.words.is_quoted(matter.rules, &words) {
            hits.push(Hit::plain(words));
        }
    }
    hits
}

/// Whether the text says once in which zone all times are.
fn for_all(matter: &Matter<'_>) -> bool {
    let said = matter.words;
    said.sentences().any(|sentence| {
        let lower = said.lower(&sentence);
        let all = lower.windows(2).any(|two| matches!(two, ["all", "times"] | ["times", "are"]));
        all && sentence.into_iter().any(|word| is_zone(matter, word))
    })
}

/// Whether a word names a zone: `UTC`, `UTC+1`, `14:05Z`, `Europe/Prague`, `local` time.
fn is_zone(matter: &Matter<'_>, word: usize) -> bool {
    let typed = matter.words.said(&(word..word + 1));
    let bare = typed.split(['+', '-']).next().unwrap_or(typed);
    let letters = bare.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
    let listed = |name: &str| matter.rules.lists.zones.iter().any(|zone| zone == name);
    let area = typed.split_once('/').is_some_and(|(area, city)| {
        let named = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase());
        area.len() >= 4 && named(area) && named(city)
    });
    let local =
        |first: &str| matter.rules.lists.zones.iter().any(|zone| zone.eq_ignore_ascii_case(first));
    let spelled = matter.words.word(word + 1) == Some("time") && local(typed);
    listed(bare) || listed(letters) || (letters == "Z" && bare.len() > 1) || area || spelled
}

/// Where a text says a time of day: `14:05`, `9 am`, `5 p.m.`.
pub(super) fn clock_times(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        while digit(at) {
            at += 1;
        }
        let joined = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b',' | b'-' | b'/')
        };
        let alone = start == 0 || !joined(bytes[start - 1]);
        if !alone || at - start > 2 {
            continue;
        }
        if let Some(end) = after_colon(bytes, start, at).or_else(|| half_day(text, start, at)) {
            found.push(start..end);
            at = end;
        }
    }
    found
}

/// The end of `14:05` or `14:05:09`, whose first digits end at `at`.
fn after_colon(bytes: &[u8], start: usize, at: usize) -> Option<usize> {
    let two = |from: usize| {
        let pair = bytes.get(from..from + 2)?;
        (pair[0].is_ascii_digit() && pair[0] < b'6' && pair[1].is_ascii_digit()).then_some(from + 2)
    };
    let hour: u32 = std::str::from_utf8(&bytes[start..at]).ok()?.parse().ok()?;
    if hour > 24 || bytes.get(at) != Some(&b':') {
        return None;
    }
    let minutes = two(at + 1)?;
    let seconds = (bytes.get(minutes) == Some(&b':')).then(|| two(minutes + 1)).flatten();
    let end = seconds.unwrap_or(minutes);
    let goes_on = |byte: &u8| byte.is_ascii_digit() || *byte == b':';
    let more = bytes.get(end).is_some_and(u8::is_ascii_lowercase);
    (!more && !bytes.get(end).is_some_and(goes_on)).then_some(end)
}

/// The end of `9 am`, `5 p.m.`, `5pm`, whose digits end at `at`.
fn half_day(text: &str, start: usize, at: usize) -> Option<usize> {
    let hour: u32 = text[start..at].parse().ok()?;
    if hour == 0 || hour > 12 {
        return None;
    }
    let rest = &text[at..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\u{A0}', '\u{202F}']).len();
    let rest = &rest[blanks..];
    for mark in ["am", "pm", "a.m", "p.m", "AM", "PM", "A.M", "P.M"] {
        if let Some(after) = rest.strip_prefix(mark) {
            let ends = !after.starts_with(|c: char| c.is_alphanumeric());
            return ends.then_some(at + blanks + mark.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::clock_times;

    #[test]
    fn times_of_day_are_told_from_other_numbers() {
        for (text, found) in [
            ("from 14:30 to 7:15:09.", vec!["14:30", "7:15:09"]),
            ("at 9 am, 5 p.m. or 12pm", vec!["9 am", "5 p.m", "12pm"]),
            ("ratio 3:4, 10.0.0.1:8080, 00:1b:44, 25:00, 1:100, 13 am, 5 amps", vec![]),
            ("2026-11-20T14:05:00Z and v1.2:30", vec![]),
            ("14:05Z", vec!["14:05"]),
        ] {
            let times: Vec<&str> = clock_times(text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(times, found, "{text}");
        }
    }
}
