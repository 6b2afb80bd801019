//! Times as people type them, at the beginning of a line (the nearest past) and after `by` and
//! `until` (the nearest coming one).
//!
//! Apart from the line, because this is where a wrong guess would falsify the record. What must
//! stay true: nothing that can be read in two ways is read at all; the ways are offered, each with
//! a zone that says it.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::{Alternative, Context, Line, Problem, ProblemKind};
use crate::console::zone::{self, Explicit, Resolved};
use crate::domain::time::{Precision, Timestamp};

/// Which way from now a time without a day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Toward {
    /// It happened.
    Past,
    /// It is promised.
    Coming,
}

/// A time read off the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When<'a> {
    pub at: Timestamp,
    pub precision: Precision,
    pub rest: &'a str,
}

/// Takes the first word; what follows comes without its leading spaces.
pub(super) fn word(text: &str) -> (&str, &str) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

/// Reads a time off the beginning of `text`, where there is one.
pub(super) fn read<'a>(
    line: Line<'_>,
    text: &'a str,
    toward: Toward,
    context: &Context<'_>,
) -> Result<Option<When<'a>>, Problem> {
    let (first, rest) = word(text);
    if toward == Toward::Past
        && let Some((back, rest)) = back(first, rest)
    {
        let at = context.now.plus_millis(-back.millis);
        return Ok(Some(match back.days_only {
            true => a_day(zone::date(at, context.zone), context, rest),
            false => When { at, precision: back.precision(), rest },
        }));
    }
    if let Some(alternatives) = other_order(first) {
        let kind = ProblemKind::DateOrder;
        return Err(Problem {
            kind,
            said: first.to_owned(),
            range: line.range(first),
            alternatives,
        });
    }
    let Some(said) = Said::read(line, text)? else { return Ok(None) };
    if toward == Toward::Coming && said.clock.is_none() {
        return Ok(None);
    }
    said.resolve(line, toward, context).map(Some)
}

/// How far back.
struct Back {
    millis: i64,
    days_only: bool,
    seconds: bool,
}

impl Back {
    const fn precision(&self) -> Precision {
        if self.seconds { Precision::Second } else { Precision::Minute }
    }
}

/// `-15m`, `15m ago`.
fn back<'a>(first: &str, rest: &'a str) -> Option<(Back, &'a str)> {
    let (length, rest) = match first.strip_prefix(['-', '−']) {
        Some(length) => (length, rest),
        None => {
            let (ago, after) = word(rest);
            (ago == "ago").then_some((first, after))?
        }
    };
    let millis = duration(length)?;
    let back = Back {
        millis,
        days_only: length.bytes().all(|b| b == b'd' || b.is_ascii_digit()),
        seconds: length.ends_with('s'),
    };
    Some((back, rest))
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

/// A day: kept as midnight UTC of its date, as imports have it. Where that has not come yet (in the
/// east, in the morning), its first hour there.
fn a_day<'a>(date: NaiveDate, context: &Context<'_>, rest: &'a str) -> When<'a> {
    let midnight = date.and_time(NaiveTime::MIN);
    let at = Timestamp::from_millis(midnight.and_utc().timestamp_millis());
    if at <= context.now {
        return When { at, precision: Precision::Day, rest };
    }
    let at = match zone::resolve(midnight, context.zone) {
        Resolved::One(at) => at,
        Resolved::Gap(first, _) | Resolved::Overlap(first, _) => first.at,
    };
    When { at, precision: Precision::Hour, rest }
}

/// Which day was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    /// None.
    Bare,
    /// So many days from today.
    Near(i64),
    /// A date.
    Date(NaiveDate),
}

/// A time as it was said, not yet a moment.
#[derive(Clone, Copy)]
struct Said<'a> {
    day: Day,
    /// Absent: the whole day.
    clock: Option<Clock>,
    /// The clock time without its zone, as typed.
    clock_text: &'a str,
    /// Seconds east of UTC, where a zone was said.
    offset: Option<i32>,
    /// An abbreviation, which only the room's own zone may explain.
    abbreviation: Option<&'a str>,
    /// All of it, as typed.
    whole: &'a str,
    rest: &'a str,
}

#[derive(Debug, Clone, Copy)]
struct Clock {
    time: NaiveTime,
    seconds: bool,
}

impl<'a> Said<'a> {
    fn read(line: Line<'_>, text: &'a str) -> Result<Option<Self>, Problem> {
        let (first, after) = word(text);
        if !first.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 't' | 'y')) {
            return Ok(None);
        }
        let (day, clock_at, after_day) = match first {
            "yesterday" => (Day::Near(-1), after, after),
            "today" => (Day::Near(0), after, after),
            "tomorrow" => (Day::Near(1), after, after),
            _ => match iso_date(first) {
                None => (Day::Bare, text, text),
                Some((None, _)) => return Err(no_such(line, first)),
                Some((Some(date), "")) => (Day::Date(date), after, after),
                Some((Some(date), clock)) => {
                    (Day::Date(date), &text[first.len() - clock.len()..], text)
                }
            },
        };
        let (clock_word, after_clock) = word(clock_at);
        let Some((clock, clock_text, offset)) = clock(clock_word) else {
            return match day {
                Day::Date(_) if looks_like_clock(clock_word) => Err(no_such(line, clock_word)),
                Day::Date(_) if after_day.as_ptr() != text.as_ptr() => Ok(Some(Self {
                    day,
                    clock: None,
                    clock_text: "",
                    offset: None,
                    abbreviation: None,
                    whole: first,
                    rest: after_day,
                })),
                Day::Bare | Day::Near(_) | Day::Date(_) => Ok(None),
            };
        };
        let mut said = Self {
            day,
            clock: Some(clock),
            clock_text,
            offset,
            abbreviation: None,
            whole: upto(text, after_clock),
            rest: after_clock,
        };
        said.zone_word();
        Ok(Some(said))
    }

    /// Takes a zone's word after the clock time.
    fn zone_word(&mut self) {
        if self.offset.is_some() {
            return;
        }
        let (zone, rest) = word(self.rest);
        match zone {
            "Z" | "UTC" | "utc" | "GMT" => self.offset = Some(0),
            zone if abbreviation(zone).is_some() => self.abbreviation = Some(zone),
            _ => return,
        }
        self.rest = rest;
    }

    fn resolve(
        &self,
        line: Line<'_>,
        toward: Toward,
        context: &Context<'_>,
    ) -> Result<When<'a>, Problem> {
        let today = self.offset.map_or_else(
            || zone::date(context.now, context.zone),
            |seconds| context.now.plus_millis(i64::from(seconds) * 1000).utc().date_naive(),
        );
        let shifted = |days: i64| today.checked_add_signed(TimeDelta::days(days)).unwrap_or(today);
        let Some(clock) = self.clock else {
            let date = if let Day::Date(date) = self.day { date } else { today };
            if date > zone::date(context.now, context.zone) {
                return Err(self.problem(line, ProblemKind::Future, Vec::new()));
            }
            return Ok(a_day(date, context, self.rest));
        };
        let found = match (self.day, toward) {
            (Day::Bare, Toward::Past) => {
                let today = self.on(line, shifted(0), toward, context)?;
                if today.is_some() { today } else { self.on(line, shifted(-1), toward, context)? }
            }
            (Day::Bare, Toward::Coming) => {
                let today = self.on(line, shifted(0), toward, context)?;
                if today.is_some() { today } else { self.on(line, shifted(1), toward, context)? }
            }
            (Day::Near(days), _) => self.on(line, shifted(days), toward, context)?,
            (Day::Date(date), _) => self.on(line, date, toward, context)?,
        };
        let Some(at) = found else {
            if self.day == Day::Bare {
                // Only at the very ends of the calendar.
                return Err(self.problem(line, ProblemKind::NoSuchTime, Vec::new()));
            }
            return Err(self.wrong_side(line, toward, context));
        };
        if let Some(word) = self.abbreviation
            && zone::abbreviation(at, context.zone) != word
        {
            return Err(self.unexplained(line, word));
        }
        let precision = if clock.seconds { Precision::Second } else { Precision::Minute };
        Ok(When { at, precision, rest: self.rest })
    }

    /// The moment on that day, where it lies on the right side of now.
    fn on(
        &self,
        line: Line<'_>,
        date: NaiveDate,
        toward: Toward,
        context: &Context<'_>,
    ) -> Result<Option<Timestamp>, Problem> {
        let Some(clock) = self.clock else { return Ok(None) };
        let said = date.and_time(clock.time);
        let right = |at: Timestamp| match toward {
            Toward::Past => at <= context.now,
            Toward::Coming => at > context.now,
        };
        let resolved = match self.offset {
            Some(seconds) => match zone::at_offset(said, seconds) {
                Some(at) => Resolved::One(at),
                None => return Err(self.problem(line, ProblemKind::NoSuchTime, Vec::new())),
            },
            None => zone::resolve(said, context.zone),
        };
        let (kind, first, second) = match resolved {
            Resolved::One(at) => return Ok(Some(at).filter(|at| right(*at))),
            Resolved::Gap(first, second) => (ProblemKind::Gap, first, second),
            Resolved::Overlap(first, second) => (ProblemKind::Overlap, first, second),
        };
        let fits: Vec<Explicit> = [first, second].into_iter().filter(|way| right(way.at)).collect();
        match (kind, fits.as_slice()) {
            (_, []) => Ok(None),
            (ProblemKind::Overlap, [only]) => Ok(Some(only.at)),
            _ => {
                let ways = fits.iter().map(|way| self.explicit(*way, said, context)).collect();
                Err(self.problem(line, kind, ways))
            }
        }
    }

    /// The same time with its day and offset written out.
    fn explicit(&self, way: Explicit, said: NaiveDateTime, context: &Context<'_>) -> Alternative {
        let offset = zone::offset(way.offset);
        let instead = match self.day {
            Day::Bare => format!("{}{offset}", self.clock_text),
            Day::Near(_) | Day::Date(_) => {
                format!("{}T{}{offset}", said.format("%Y-%m-%d"), padded(self.clock_text))
            }
        };
        Alternative { instead, meaning: zone::moment(way.at, context.now, context.zone) }
    }

    /// It lies on the wrong side of now: offers the day beside it, or the same clock time without
    /// its day.
    fn wrong_side(&self, line: Line<'_>, toward: Toward, context: &Context<'_>) -> Problem {
        let (kind, near) = match toward {
            Toward::Past => (ProblemKind::Future, "yesterday"),
            Toward::Coming => (ProblemKind::Past, "tomorrow"),
        };
        let whole = self.whole.trim_end();
        let alternative = if self.day == Day::Near(0) {
            let instead = whole.replacen("today", near, 1);
            Some(Alternative { instead, meaning: String::new() })
        } else {
            let bare = Self { day: Day::Bare, ..*self };
            let clock_at = whole.find(self.clock_text).unwrap_or(0);
            bare.resolve(line, toward, context).ok().map(|when| Alternative {
                instead: whole[clock_at..].to_owned(),
                meaning: zone::moment(when.at, context.now, context.zone),
            })
        };
        self.problem(line, kind, alternative.into_iter().collect())
    }

    fn unexplained(&self, line: Line<'_>, word: &str) -> Problem {
        let whole = self.whole.trim_end();
        let ways = abbreviation(word).unwrap_or_default();
        let instead = |offset: &&str| Alternative {
            instead: format!("{whole}{offset}"),
            meaning: String::new(),
        };
        let mut problem =
            self.problem(line, ProblemKind::ZoneWord, ways.iter().map(instead).collect());
        let start = problem.range.start;
        let end = line.range(word).end;
        problem.range = start..end;
        problem.said = format!("{whole} {word}");
        problem
    }

    fn problem(
        &self,
        line: Line<'_>,
        kind: ProblemKind,
        alternatives: Vec<Alternative>,
    ) -> Problem {
        let whole = self.whole.trim_end();
        Problem { kind, said: whole.to_owned(), range: line.range(whole), alternatives }
    }
}

fn no_such(line: Line<'_>, word: &str) -> Problem {
    Problem {
        kind: ProblemKind::NoSuchTime,
        said: word.to_owned(),
        range: line.range(word),
        alternatives: Vec::new(),
    }
}

/// What of `text` stands before its tail `rest`.
fn upto<'a>(text: &'a str, rest: &str) -> &'a str {
    &text[..text.len() - rest.len()]
}

/// `2026-11-22` at the beginning: the date (none where no calendar has it) and what stands after a
/// `T`.
fn iso_date(word: &str) -> Option<(Option<NaiveDate>, &str)> {
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
fn clock(word: &str) -> Option<(Clock, &str, Option<i32>)> {
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

fn looks_like_clock(word: &str) -> bool {
    let (hours, rest) = word.split_once(':').unwrap_or((word, ""));
    digits(hours, 1..=2).is_some() && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// `9:05` as ISO wants it: `09:05`.
fn padded(clock: &str) -> String {
    if clock.find(':') == Some(1) { format!("0{clock}") } else { clock.to_owned() }
}

/// A date in another order (`03/04/2026`, `22.11.2026`, `3-4-2026`) and its ways in ours.
fn other_order(word: &str) -> Option<Vec<Alternative>> {
    let separator = word.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let mut parts = word.split(separator);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let short = separator == '/' && year.len() == 2;
    let year = digits(year, 2..=4).filter(|_| short || year.len() == 4)?;
    let year = i32::try_from(if short { 2000 + year } else { year }).ok()?;
    let (first, second) = (digits(first, 1..=2)?, digits(second, 1..=2)?);
    let mut ways: Vec<NaiveDate> = [(second, first), (first, second)]
        .into_iter()
        .filter_map(|(month, day)| NaiveDate::from_ymd_opt(year, month, day))
        .collect();
    ways.dedup();
    let way = |date: &NaiveDate| Alternative {
        instead: date.format("%Y-%m-%d").to_string(),
        meaning: date.format("%-d %B %Y").to_string(),
    };
    (!ways.is_empty()).then(|| ways.iter().map(way).collect())
}

/// The offsets that people mean by a zone's abbreviation.
fn abbreviation(word: &str) -> Option<&'static [&'static str]> {
    Some(match word {
        "CET" | "BST" | "WEST" => &["+01:00"],
        "CEST" | "EET" | "SAST" => &["+02:00"],
        "EEST" | "MSK" => &["+03:00"],
        "EST" => &["-05:00", "+10:00"],
        "EDT" => &["-04:00", "+11:00"],
        "CST" => &["-06:00", "+08:00"],
        "CDT" => &["-05:00"],
        "MST" => &["-07:00"],
        "MDT" => &["-06:00"],
        "PST" => &["-08:00", "+08:00"],
        "PDT" => &["-07:00"],
        "IST" => &["+05:30", "+02:00", "+01:00"],
        "JST" | "KST" => &["+09:00"],
        "AEST" => &["+10:00"],
        "AEDT" => &["+11:00"],
        "WET" => &["+00:00"],
        _ => return None,
    })
}
