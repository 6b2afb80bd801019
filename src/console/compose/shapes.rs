//! The shapes that days, clock times, offsets and lengths have when people type them: text to
//! values, no moment yet.
//!
//! Apart from [`super::times`], which turns them into moments: here nobody knows what time it is.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use super::Alternative;

/// A clock time, and whether it said seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    pub time: NaiveTime,
    pub seconds: bool,
}

/// `1h30m` in milliseconds: whole numbers with the units d, h, m, s, each once and in this order.
pub(super) fn duration(text: &str) -> Option<i64> {
    let mut units = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)].iter();
    let (mut total, mut number) = (0_i64, None);
    if text.is_empty() || text.len() > 20 {
        return None;
    }
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            let grown = number.unwrap_or(0_i64) * 10 + i64::from(digit);
            number = Some(grown).filter(|grown| *grown < 1_000_000);
            number?;
        } else {
            let (_, seconds) = units.by_ref().find(|(unit, _)| *unit == c)?;
            total += number.take()? * seconds * 1000;
        }
    }
    number.is_none().then_some(total)
}

/// `2026-11-22` at the beginning: the date (none where no calendar has it) and what stands after a
/// `T`.
pub(super) fn iso_date(word: &str) -> Option<(Option<NaiveDate>, &str)> {
    let (date, after) = (word.get(..10)?, &word[10..]);
    let shape = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let clock = match after {
        "" => "",
        after => after.strip_prefix(['T', 't']).filter(|clock| !clock.is_empty())?,
    };
    let read = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok().filter(|date| date.year() > 0);
    shape.then_some((read, clock))
}

/// `14:05`, `14:05:09`, `14:05:09.123`, each with `Z` or an offset behind it: the time, its text,
/// the offset.
pub(super) fn clock(word: &str) -> Option<(Clock, &str, Option<i32>)> {
    let zone_at = word.find(['Z', 'z', '+', '-', '−']).unwrap_or(word.len());
    let (text, zone) = word.split_at(zone_at);
    let offset = if zone.is_empty() { None } else { Some(offset(zone)?) };
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (whole, fraction) = match seconds {
        Some(seconds) => seconds.split_once(['.', ',']).map_or((seconds, ""), |halves| halves),
        None => ("00", ""),
    };
    let millis = match fraction.len() {
        0 => 0,
        1..=9 => format!("{fraction:0<3}").get(..3)?.parse().ok()?,
        _ => return None,
    };
    let time = NaiveTime::from_hms_milli_opt(
        digits(hours, 1..=2)?,
        digits(minutes, 2..=2)?,
        digits(whole, 2..=2)?,
        millis,
    )?;
    Some((Clock { time, seconds: seconds.is_some() }, text, offset))
}

fn digits(text: &str, len: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = len.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// `Z`, `+01:00`, `+0100`, `+01` in seconds.
fn offset(zone: &str) -> Option<i32> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (sign, number) = match zone.strip_prefix('+') {
        Some(number) => (1, number),
        None => (-1, zone.strip_prefix(['-', '−'])?),
    };
    let (hours, minutes) = match number.split_once(':') {
        Some(halves) => halves,
        None if number.len() == 4 && number.is_ascii() => number.split_at(2),
        None => (number, "00"),
    };
    let (hours, minutes) = (digits(hours, 2..=2)?, digits(minutes, 2..=2)?);
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (hours <= 14 && minutes < 60).then_some(sign * seconds)
}

/// Whether somebody meant a clock time, right or wrong.
pub(super) fn looks_like_clock(word: &str) -> bool {
    let (hours, rest) = word.split_once(':').unwrap_or((word, ""));
    digits(hours, 1..=2).is_some() && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// `9:05` as ISO wants it: `09:05`.
pub(super) fn padded(clock: &str) -> String {
    if clock.find(':') == Some(1) { format!("0{clock}") } else { clock.to_owned() }
}

/// A date in another order (`03/04/2026`, `22.11.2026`, `2026/03/04`, `3-4-2026`) and its ways in
/// ours. `timed`: a clock time follows, so that one with a short year counts whatever parts it.
pub(super) fn other_order(word: &str, timed: bool) -> Option<Vec<Alternative>> {
    let separator = word.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let mut parts = word.split(separator);
    let parts = [parts.next()?, parts.next()?, parts.next()?, parts.next().unwrap_or_default()];
    let [first, second, third, more] = parts;
    if !more.is_empty() {
        return None;
    }
    let number = |text: &str| digits(text, 1..=4).and_then(|read| i32::try_from(read).ok());
    let (one, two, three) = (number(first)?, number(second)?, number(third)?);
    let ways = match (first.len(), second.len(), third.len()) {
        // That is how they are written here.
        (4, 2, 2) if separator == '-' => return None,
        (4, 1..=2, 1..=2) => vec![(one, two, three)],
        (1..=2, 1..=2, 4) => vec![(three, two, one), (three, one, two)],
        // Which end the year stands at is not said either.
        (2, 1..=2, 2) if timed || separator == '/' => {
            let (year, last) = (2000 + one, 2000 + three);
            vec![(last, two, one), (last, one, two), (year, two, three)]
        }
        (1, 1..=2, 2) if timed || separator == '/' => {
            vec![(2000 + three, two, one), (2000 + three, one, two)]
        }
        _ => return None,
    };
    let mut dates: Vec<NaiveDate> = Vec::new();
    for (year, month, day) in ways {
        let part = |number: i32| u32::try_from(number).unwrap_or_default();
        let date = NaiveDate::from_ymd_opt(year, part(month), part(day));
        dates.extend(date.filter(|date| !dates.contains(date)));
    }
    (!dates.is_empty()).then(|| dates.into_iter().map(way).collect())
}

/// A date without its year (`03/04`, `22.11.`), which counts as one where a clock time follows: its
/// ways in ours, the nearest past ones.
pub(super) fn without_year(word: &str, today: NaiveDate) -> Option<Vec<Alternative>> {
    let word = word.strip_suffix('.').unwrap_or(word);
    let separator = word.chars().find(|c| matches!(c, '/' | '.'))?;
    let (first, second) = word.split_once(separator)?;
    let (first, second) = (digits(first, 1..=2)?, digits(second, 1..=2)?);
    let past = |month, day| {
        let of = |year| NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date <= today);
        of(today.year()).or_else(|| of(today.year() - 1))
    };
    let mut ways: Vec<NaiveDate> =
        [(second, first), (first, second)].into_iter().filter_map(|(m, d)| past(m, d)).collect();
    ways.dedup();
    (!ways.is_empty()).then(|| ways.into_iter().map(way).collect())
}

fn way(date: NaiveDate) -> Alternative {
    Alternative {
        instead: date.format("%Y-%m-%d").to_string(),
        meaning: date.format("%-d %B %Y").to_string(),
    }
}

/// `am` or `pm`, however it is written: whether it is the second half of the day.
pub(super) fn half_day(word: &str) -> Option<bool> {
    let word = word.trim_end_matches([',', ';', ':', '.']);
    match word.to_ascii_lowercase().as_str() {
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => None,
    }
}

/// `2:05` of that half of the day as it is written here: `14:05`.
pub(super) fn whole_day(time: NaiveTime, second_half: bool) -> String {
    let hours = match (time.hour(), second_half) {
        (12, false) => 0,
        (hours @ 1..=11, true) => hours + 12,
        (hours, _) => hours,
    };
    format!("{hours:02}:{:02}", time.minute())
}

/// The offsets that people mean by a zone's abbreviation.
pub(super) fn abbreviation(word: &str) -> Option<&'static [&'static str]> {
    Some(match word {
        "CET" | "BST" | "WEST" => &["+01:00"],
        "CEST" | "EET" | "SAST" => &["+02:00"],
        "EEST" | "MSK" => &["+03:00"],
        "EST" => &["-05:00", "+10:00"],
        "EDT" => &["-04:00", "+11:00"],
        "CST" => &["-06:00", "+08:00"],
        "CDT" => &["-05:00"],
        "MST" | "PDT" => &["-07:00"],
        "MDT" => &["-06:00"],
        "PST" => &["-08:00", "+08:00"],
        "IST" => &["+05:30", "+02:00", "+01:00"],
        "JST" | "KST" => &["+09:00"],
        "AEST" => &["+10:00"],
        "AEDT" => &["+11:00"],
        "WET" => &["+00:00"],
        _ => return None,
    })
}
