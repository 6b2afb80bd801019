//! Near misses of the grammar: what was typed almost as it is read, and stays text.
//!
//! Apart from the reading, because nothing here changes what a line becomes: it is pointed out, and
//! Enter is asked for twice where silence would put a wrong moment or no order into the record.
//! What must stay true: what people write for its own sake (`~50 hosts`, `in time`, `10.0.0.1`) is
//! not pointed out.

use super::Warning;
use super::day_names::{day_like, named_day};
use super::shapes::{clock, duration, half_day, iso_date};
use super::times::word;

/// Words that people use for the units.
const UNITS: &[&str] = &[
    "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h", "hr",
    "hrs", "hour", "hours", "d", "day", "days",
];

// Short enough that what is asked stands beside them in 80 columns.
const NOT_A_CLOCK: &str = "no time (as 14:05), so it reads as now";
const NOT_A_DATE: &str = "no day (as 2026-11-22 14:05): reads as now";
const NOT_AGO: &str = "no time (as -15m), so it reads as now";
const AHEAD: &str = "nothing is recorded ahead of time, so it reads as now";
const PROMISE_LAST: &str = "a promised time stands at the end; here it is text";
const NAME_ALONE: &str = "a name alone says nothing: @name: and their words";
const NO_BLANK_BEHIND: &str = "no blank after the colon: nobody said it, a note";
const NOT_A_DAY: &str = "a day counts with its time: yesterday 22:10; this reads as now";
const NOT_A_SIGN: &str = "no blank after the sign: reads as a note";
const NOT_A_PROMISE: &str = "no promise (as in 20m, by 15:00): text";

/// What the text after the sign almost begins with.
pub(super) fn leading(text: &str) -> Option<Warning> {
    let (first, rest) = word(text);
    let (second, after) = word(rest);
    let third = word(after).0;
    let bare = first.trim_start_matches(['-', '−']);
    if first.len() > bare.len() {
        let apart = number(bare) && (UNITS.contains(&second) || !counts(second));
        return (apart || number_unit(bare) || length_like(bare)).then(|| asking(NOT_AGO));
    }
    if let Some(ahead) = first.strip_prefix('+')
        && (number_unit(ahead) || length_like(ahead) || duration(ahead).is_some())
    {
        return Some(asking(AHEAD));
    }
    let counted = number(first) || matches!(first, "a" | "an" | "half");
    let length = number_unit(first) || length_like(first) || duration(first).is_some();
    let ago = (second == "ago" && length) || (counted && UNITS.contains(&second) && third == "ago");
    if ago {
        return Some(asking(NOT_AGO));
    }
    let half = number(first) && (half_day(second).is_some() || second == "o'clock");
    let about = ["at", "around", "about", "circa", "ca", "ca.", "approx"];
    let at = about.iter().any(|word| first.eq_ignore_ascii_case(word))
        && (clock(second).is_some() || clock_like(second));
    if clock_like(first) || zoned(first) || clock_and_day(first) || half || at {
        return Some(asking(NOT_A_CLOCK));
    }
    if bare_clock(first) && !counts(second) {
        return Some(asking(NOT_A_CLOCK));
    }
    if named_day(text) || short_date(first) {
        return Some(asking(NOT_A_DATE));
    }
    let day = matches!(first, "yesterday" | "today");
    day.then(|| if clock_like(second) { asking(NOT_A_CLOCK) } else { hint(NOT_A_DAY) })
}

/// A time ahead that a line begins with: `in 5m`, `in 5 minutes`. Of an order or a question it was
/// meant as the promise.
pub(super) fn ahead(text: &str, promises: bool) -> Option<Warning> {
    let (first, rest) = word(text);
    let (second, after) = word(rest);
    let counted = number(second) || matches!(second, "a" | "an");
    let length = duration(second).is_some()
        || number_unit(second)
        || length_like(second)
        || (counted && UNITS.contains(&word(after).0));
    let ahead = first.eq_ignore_ascii_case("in") && length;
    ahead.then(|| asking(if promises { PROMISE_LAST } else { AHEAD }))
}

/// A speaker who says nothing, by what stands behind the name.
pub(super) fn speaker(rest: &str) -> Option<Warning> {
    let said = rest.strip_prefix(':');
    if said.unwrap_or(rest).trim().is_empty() {
        return Some(asking(NAME_ALONE));
    }
    said.is_some_and(|said| !said.starts_with(char::is_whitespace)).then(|| asking(NO_BLANK_BEHIND))
}

/// A sign that lacks its blank.
pub(super) fn sign(text: &str) -> Option<Warning> {
    let mut chars = text.chars();
    let sign = matches!(chars.next()?, '>' | '?' | '!' | '~' | '=' | '<');
    let next = chars.next()?;
    (sign && (next.is_alphabetic() || matches!(next, '@' | '"'))).then(|| asking(NOT_A_SIGN))
}

/// What stands behind the last `in`, `by` or `until` of a text, and is no time, or has more behind
/// it that makes it another one.
pub(super) fn promise(lead: &str, said: &str) -> Option<Warning> {
    let (first, rest) = word(said);
    let (second, after) = word(rest);
    let length = lead == "in"
        && (((number_unit(first) || length_like(first)) && rest.is_empty())
            || (UNITS.contains(&second)
                && after.is_empty()
                && (number(first) || matches!(first, "a" | "an")))
            || said == "half an hour");
    let named = matches!(first, "noon" | "midnight" | "tonight" | "EOD" | "eod");
    let timed = clock(first).is_some() || clock_like(first) || zoned(first) || clock_and_day(first);
    // A decision says `until` for the time alone; a promise may be told of: by 15:00 they had gone.
    let short = if lead == "until" { usize::MAX } else { 2 };
    let few = |text: &str| text.split_whitespace().count() <= short || day_like(text);
    let iso = iso_date(first);
    let joined = iso.is_some_and(|(_, clock)| !clock.is_empty());
    let day = matches!(first, "today" | "tomorrow" | "tonight") || (iso.is_some() && !joined);
    let on_a_day = day && (clock_like(second) || clock(second).is_some() || zoned(second));
    let named_time = (timed || named || joined) && few(rest);
    let clock = lead != "in" && (named_time || (on_a_day && few(after)));
    let day_alone = lead == "until" && day && rest.is_empty();
    (length || clock || day_alone).then(|| asking(NOT_A_PROMISE))
}

fn asking(words: &'static str) -> Warning {
    Warning::Hint { words, asks: true }
}

const fn hint(words: &'static str) -> Warning {
    Warning::Hint { words, asks: false }
}

fn number(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `15min`, `2hours`: a number and a word for its unit that the grammar does not have.
fn number_unit(text: &str) -> bool {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at(digits);
    number(count) && UNITS.contains(&unit) && duration(text).is_none()
}

/// `99999999h`, `1h-30m`, `1h30min`, `1.5h`: numbers with units throughout, and yet no length that
/// the grammar has.
fn length_like(text: &str) -> bool {
    let mut rest = text;
    let mut units = 0;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(['-', '−', '+']);
        let count = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        let end = count.find(|c: char| !c.is_alphabetic()).unwrap_or(count.len());
        if !rest.starts_with(|c: char| c.is_ascii_digit()) || !UNITS.contains(&&count[..end]) {
            return false;
        }
        (rest, units) = (&count[end..], units + 1);
    }
    units > 0 && duration(text).is_none()
}

/// `14:05+25:00`, `14:05-99`: a clock time and an offset that no zone has.
fn zoned(text: &str) -> bool {
    let Some(at) = text.find(['+', '-', '−']) else { return false };
    let offset = text[at..].trim_start_matches(['+', '-', '−']);
    let plain = offset.chars().all(|c| c.is_ascii_digit() || c == ':');
    text.contains(':') && clock_like(&text[..at]) && !offset.is_empty() && plain
}

/// `03:04/05`, `14:05/22.11`: a clock time and a day in one word.
fn clock_and_day(text: &str) -> bool {
    let Some((time, day)) = text.split_once('/') else { return false };
    let plain = day.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '.' | '-' | ':'));
    time.contains(':') && clock_like(time) && !day.is_empty() && plain
}

/// `1405`, `14.05`, `14h05`: hours and minutes with no colon between them.
fn bare_clock(text: &str) -> bool {
    let text = text.trim_end_matches([',', ';', ':', 'h']);
    let (hours, minutes) = match text.split_once(['.', 'h']) {
        Some(halves) => halves,
        None if text.len() == 4 && text.is_ascii() => text.split_at(2),
        None => return false,
    };
    let under = |part: &str, most: u32| part.parse::<u32>().is_ok_and(|part| part < most);
    number(hours)
        && hours.len() <= 2
        && under(hours, 24)
        && minutes.len() == 2
        && under(minutes, 60)
}

/// Whether a number before this word counts or measures: `1200 hosts`, `3.14 EUR`, `-15 degrees`.
fn counts(next: &str) -> bool {
    let next = next.trim_end_matches([',', '.', ';', ':', ')']);
    let units = "% k kb mb gb tb kib mib gib ms eur usd gbp czk chf € $ £ °c °f \
        people of or and to is was were are in from at for records gigabytes percent";
    let lower = next.to_lowercase();
    (next.len() >= 4 && lower.ends_with('s')) || units.split_whitespace().any(|unit| unit == lower)
}

/// `26-03-04`: two digits three times, of which nobody can say which is the year.
fn short_date(text: &str) -> bool {
    let text = text.trim_end_matches([',', ';', ':']);
    let mut parts = text.split('-');
    let two = |part: Option<&str>, most: u32| {
        part.is_some_and(|part| {
            part.len() == 2 && part.parse::<u32>().is_ok_and(|part| (1..=most).contains(&part))
        })
    };
    two(parts.next(), 99)
        && two(parts.next(), 31)
        && two(parts.next(), 99)
        && parts.next().is_none()
}

/// `25:10`, `14:5`, `14:05,`, `14:05h`, `3pm`, `2:30pm`, but no address and no version.
fn clock_like(text: &str) -> bool {
    let text = text.trim_end_matches([',', ';', ':', '.', '-', '–']);
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ':')).unwrap_or(text.len());
    let (clock, tail) = text.split_at(end);
    let mut parts = clock.split(':');
    let two = |part: Option<&str>| part.is_some_and(|part| number(part) && part.len() <= 2);
    let (hours, minutes, seconds) = (two(parts.next()), parts.next(), parts.next());
    let shape =
        hours && two(minutes) && seconds.is_none_or(|s| two(Some(s))) && parts.next().is_none();
    let half = matches!(tail.to_ascii_lowercase().as_str(), "am" | "pm" | "a.m" | "p.m");
    match minutes {
        Some(_) => shape && (tail.is_empty() || half || tail.chars().all(char::is_alphabetic)),
        None => hours && half,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(warning: Option<Warning>) -> Option<bool> {
        match warning? {
            Warning::Hint { asks, .. } => Some(asks),
            _ => None,
        }
    }

    #[test]
    fn what_is_almost_a_time_a_sign_or_a_promise_is_pointed_out() {
        for text in [
            "09:99 x",
            "25:10 x",
            "14:5 x",
            "14:05x",
            "14:05, x",
            "3pm x",
            "2:30pm x",
            "-15 m x",
            "-15min x",
            "15 m ago x",
            "15min ago x",
            "10 minutes ago x",
            "an hour ago x",
            "yesterday 25:00 x",
            "1h30min ago",
            "+15m x",
            "+2hours x",
            "-999999999h foo",
            "-1h-30m alarm",
            "-1.5h alarm",
            "999999999h ago foo",
            "14:05+25:00 alarm",
            "14:05-0199 alarm",
            "03:04/05 x",
            "14:05/22.11. x",
            "26-03-04 x",
            "3 April 10:00 x",
            "April 3rd, 10:00 x",
            "3 April x",
            "monday 10:00 x",
            "on Monday at 10:00 x",
            "last night 22:10 x",
            "14.05 x",
            "14h05 x",
            "1405 x",
            "0230: x",
            "-15 x",
            "2 pm x",
            "at 10:00 x",
        ] {
            assert_eq!(asked(leading(text)), Some(true), "{text}");
        }
        assert_eq!(asked(leading("yesterday evening it began")), Some(false));
    }

    #[test]
    fn what_people_write_for_its_own_sake_is_not() {
        for text in [
            "db-7 went dark",
            "-15 degrees in the rack",
            "+15 hosts",
            "10.0.0.1 x",
            "3 hosts",
            "00:1a:2b:3c x",
            "2001:db8::1 x",
            "a day of work",
            "20m of cable",
            "1.2.3 x",
            "443 open",
            "-7-days-old backup",
            "-5db noise",
            "99999999h of silence",
            "1200 hosts are gone",
            "2.05 GB left",
            "3.14.15 x",
            "443 x",
            "-15 hosts",
            "May we look at 10:00?",
            "monday was quiet",
            "the last night shift saw it",
            "march on",
        ] {
            assert_eq!(leading(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_ahead_and_a_speaker_who_says_nothing_are_pointed_out() {
        for (text, expected) in [
            ("in 5m future", Some(true)),
            ("In 5m we call", Some(true)),
            ("in 5min we call", Some(true)),
            ("in 5 minutes we call", Some(true)),
            ("in an hour we call", Some(true)),
            ("in time", None),
            ("in 3 racks", None),
            ("inside 5m", None),
        ] {
            assert_eq!(asked(ahead(text, false)), expected, "{text}");
        }
        assert_ne!(ahead("in 5m x", true), ahead("in 5m x", false));
        for (rest, expected) in
            [(":", Some(true)), ("", Some(true)), (":gone", Some(true)), (": gone", None)]
        {
            assert_eq!(asked(speaker(rest)), expected, "@legal{rest}");
        }
        assert_eq!(asked(speaker(" agrees")), None);
    }

    #[test]
    fn signs_and_promises_are_pointed_out_where_they_almost_stand() {
        for (text, expected) in [
            (">rotate", Some(true)),
            ("?@legal is it", Some(true)),
            ("~50 hosts", None),
            ("=> x", None),
            ("-> x", None),
            ("!!", None),
            ("rotate", None),
            (">", None),
        ] {
            assert_eq!(asked(sign(text)), expected, "{text}");
        }
        for (lead, said, expected) in [
            ("in", "20 m", Some(true)),
            ("in", "20min", Some(true)),
            ("in", "an hour", Some(true)),
            ("in", "half an hour", Some(true)),
            ("in", "time", None),
            ("in", "20 racks", None),
            ("in", "20m users", None),
            ("by", "25:00", Some(true)),
            ("by", "3pm", Some(true)),
            ("by", "noon", Some(true)),
            ("by", "hand", None),
            ("until", "7:5", Some(true)),
            ("until", "further notice", None),
            ("in", "99999999h", Some(true)),
            ("in", "1h-30m", Some(true)),
            ("by", "15:00 tomorrow", Some(true)),
            ("by", "15:00 on Friday", Some(true)),
            ("by", "15:00 23 November", Some(true)),
            ("by", "15:00+25:00", Some(true)),
            ("until", "15:00 the day after tomorrow", Some(true)),
            ("by", "3:00 p.m.", Some(true)),
            ("by", "15:00 they had gone", None),
            ("by", "15:00 please", Some(true)),
            ("until", "07:00 now", Some(true)),
            ("until", "07:00 and then we look", Some(true)),
            ("until", "2026-11-22 20:30Z again", Some(true)),
            ("until", "tomorrow 07:00 sharp it is", Some(true)),
            ("by", "2026-11-23 07:00 we had it", None),
            ("until", "2026-11-22T20:30Z again", Some(true)),
            ("until", "tomorrow", Some(true)),
            ("until", "2026-11-23", Some(true)),
            ("until", "today it held", None),
        ] {
            assert_eq!(asked(promise(lead, said)), expected, "{lead} {said}");
        }
    }
}
