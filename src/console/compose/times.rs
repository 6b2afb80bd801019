//! Times as people type them, at the beginning of a line (the nearest past) and after `by` and
//! `until` (the nearest coming one).
//!
//! Apart from the line, because this is where a wrong guess would falsify the record. What must
//! stay true: nothing that can be read in two ways is read at all; the ways are offered, each with
//! a zone that says it.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::shapes::{
    Clock, abbreviation, clock, duration, half_day, iso_date, looks_like_clock, other_order,
    padded, whole_day, without_year,
};
use super::{Alternative, Line, Problem, ProblemKind};
use crate::console::zone::{self, Explicit, Resolved};
use crate::domain::time::{Precision, Timestamp};

/// A date so many days ahead may be one of another year by a slip; beyond, no way out is offered.
const SLIP_DAYS: i64 = 366;

/// Which way from now a time without a day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Toward {
    /// It happened.
    Past,
    /// It is promised.
    Coming,
}

/// The moment and the zone from which a time is read.
#[derive(Debug, Clone, Copy)]
struct Around {
    now: Timestamp,
    zone: Tz,
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
    now: Timestamp,
    zone: Tz,
) -> Result<Option<When<'a>>, Problem> {
    let around = Around { now, zone };
    let (first, rest) = word(text);
    if toward == Toward::Past
        && let Some((back, rest)) = back(first, rest)
    {
        let at = around.now.plus_millis(-back.millis);
        return Ok(Some(if back.days_only {
            a_day(zone::date(at, around.zone), around, rest)
        } else {
            When { at, precision: back.precision(), rest }
        }));
    }
    let today = zone::date(around.now, around.zone);
    let timed = clock(word(rest).0).is_some();
    let short = without_year(first, today).filter(|_| timed);
    if let Some(alternatives) = other_order(first, timed).or(short) {
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
    said.resolve(line, toward, around).map(Some)
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
    let (length, rest) = if let Some(length) = first.strip_prefix(['-', '−']) {
        (length, rest)
    } else {
        let (ago, after) = word(rest);
        (ago == "ago").then_some((first, after))?
    };
    let millis = duration(length)?;
    let back = Back {
        millis,
        days_only: length.bytes().all(|b| b == b'd' || b.is_ascii_digit()),
        seconds: length.ends_with('s'),
    };
    Some((back, rest))
}

/// A day: kept as midnight UTC of its date, as imports have it. Where that has not come yet (in the
/// east, in the morning), its first hour there.
fn a_day(date: NaiveDate, around: Around, rest: &str) -> When<'_> {
    let midnight = date.and_time(NaiveTime::MIN);
    let at = Timestamp::from_millis(midnight.and_utc().timestamp_millis());
    if at <= around.now {
        return When { at, precision: Precision::Day, rest };
    }
    let at = match zone::resolve(midnight, around.zone) {
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
                Day::Date(_) | Day::Near(_) if looks_like_clock(clock_word) => {
                    Err(no_such(line, clock_word))
                }
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
        match half_day(word(said.rest).0) {
            Some(second) if offset.is_none() => Err(half(line, clock_at, clock, second)),
            _ => Ok(Some(said)),
        }
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

    fn resolve(&self, line: Line<'_>, toward: Toward, around: Around) -> Result<When<'a>, Problem> {
        let today = self.offset.map_or_else(
            || zone::date(around.now, around.zone),
            |seconds| around.now.plus_millis(i64::from(seconds) * 1000).utc().date_naive(),
        );
        let shifted = |days: i64| today.checked_add_signed(TimeDelta::days(days)).unwrap_or(today);
        let Some(clock) = self.clock else {
            let date = if let Day::Date(date) = self.day { date } else { today };
            if date > zone::date(around.now, around.zone) {
                let near = self.nearest_year(line, date, toward, around);
                let near = near.into_iter().collect();
                return Err(self.problem(line, ProblemKind::Future, near));
            }
            return Ok(a_day(date, around, self.rest));
        };
        let found = match (self.day, toward) {
            (Day::Bare, Toward::Past) => {
                let today = self.on(line, shifted(0), toward, around)?;
                if today.is_some() { today } else { self.on(line, shifted(-1), toward, around)? }
            }
            (Day::Bare, Toward::Coming) => {
                let today = self.on(line, shifted(0), toward, around)?;
                if today.is_some() { today } else { self.on(line, shifted(1), toward, around)? }
            }
            (Day::Near(days), _) => self.on(line, shifted(days), toward, around)?,
            (Day::Date(date), _) => self.on(line, date, toward, around)?,
        };
        let Some(at) = found else {
            if self.day == Day::Bare {
                // Only at the very ends of the calendar.
                return Err(self.problem(line, ProblemKind::NoSuchTime, Vec::new()));
            }
            return Err(self.wrong_side(line, toward, around));
        };
        if let Some(word) = self.abbreviation
            && zone::abbreviation(at, around.zone) != word
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
        around: Around,
    ) -> Result<Option<Timestamp>, Problem> {
        let Some(clock) = self.clock else { return Ok(None) };
        let said = date.and_time(clock.time);
        let right = |at: Timestamp| match toward {
            Toward::Past => at <= around.now,
            Toward::Coming => at > around.now,
        };
        let resolved = match self.offset {
            Some(seconds) => match zone::at_offset(said, seconds) {
                Some(at) => Resolved::One(at),
                None => return Err(self.problem(line, ProblemKind::NoSuchTime, Vec::new())),
            },
            None => zone::resolve(said, around.zone),
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
                let ways = fits.iter().map(|way| self.explicit(*way, said, around)).collect();
                Err(self.problem(line, kind, ways))
            }
        }
    }

    /// The same time with its day and offset written out.
    fn explicit(&self, way: Explicit, said: NaiveDateTime, around: Around) -> Alternative {
        let offset = zone::offset(way.offset);
        let instead = match self.day {
            Day::Bare => format!("{}{offset}", self.clock_text),
            Day::Near(_) | Day::Date(_) => {
                format!("{}T{}{offset}", said.format("%Y-%m-%d"), padded(self.clock_text))
            }
        };
        Alternative { instead, meaning: zone::moment(way.at, around.now, around.zone) }
    }

    /// It lies on the wrong side of now: offers the day beside it, or the same clock time without
    /// its day.
    fn wrong_side(&self, line: Line<'_>, toward: Toward, around: Around) -> Problem {
        let (kind, near) = match toward {
            Toward::Past => (ProblemKind::Future, "yesterday"),
            Toward::Coming => (ProblemKind::Past, "tomorrow"),
        };
        let whole = self.whole.trim_end();
        let today = zone::date(around.now, around.zone);
        let far = |date: NaiveDate| (date - today).num_days().abs() > 1;
        let alternative = if let Day::Date(date) = self.day
            && far(date)
        {
            self.nearest_year(line, date, toward, around)
        } else if self.day == Day::Near(0) {
            let instead = whole.replacen("today", near, 1);
            Some(Alternative { instead, meaning: String::new() })
        } else {
            let bare = Self { day: Day::Bare, ..*self };
            let clock_at = whole.find(self.clock_text).unwrap_or(0);
            bare.resolve(line, toward, around).ok().map(|when| Alternative {
                instead: whole[clock_at..].to_owned(),
                meaning: zone::moment(when.at, around.now, around.zone),
            })
        };
        self.problem(line, kind, alternative.into_iter().collect())
    }

    /// The same day of the nearest year that is over: of a date that has not come, the year is what
    /// is mistyped most. Which day a promise for a day that is over was meant for, nobody can know.
    fn nearest_year(
        &self,
        line: Line<'_>,
        date: NaiveDate,
        toward: Toward,
        around: Around,
    ) -> Option<Alternative> {
        let today = zone::date(around.now, around.zone);
        if toward == Toward::Coming || (date - today).num_days() > SLIP_DAYS {
            return None;
        }
        let this_year = today.year();
        // Eight years back there is a 29th of February again.
        let years = (0..=8).filter_map(|by| date.with_year(this_year - by));
        let written = date.year().to_string();
        years.filter(|near| *near != date).find_map(|near| {
            let other = Self { day: Day::Date(near), ..*self };
            let when = other.resolve(line, toward, around).ok()?;
            let whole = self.whole.trim_end();
            let instead = whole.replacen(&written, &near.year().to_string(), 1);
            let meaning = match self.clock {
                Some(_) => zone::moment(when.at, around.now, around.zone),
                None => String::new(),
            };
            Some(Alternative { instead, meaning })
        })
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

/// `2:05 pm`, which is never five past two in the night.
fn half(line: Line<'_>, text: &str, clock: Clock, second: bool) -> Problem {
    let after = word(text).1;
    let end = text.len() - after.len() + word(after).0.len();
    let said = text[..end].trim_end_matches([',', ';', ':']);
    let alternative =
        Alternative { instead: whole_day(clock.time, second), meaning: String::new() };
    Problem {
        kind: ProblemKind::HalfDay,
        said: said.to_owned(),
        range: line.range(said),
        alternatives: vec![alternative],
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
