//! Moments, and how exactly they are known.
//!
//! The record keeps UTC with milliseconds; zones belong to screens and are never stored with a
//! moment.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Written as RFC 3339 UTC with milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest moment that can be printed: 0001-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_135_596_800_000);
    /// The latest moment that can be printed: 9999-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// Milliseconds since the epoch; what lies outside four-digit years is brought to its nearest
    /// end.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse(text: &str) -> Option<Self> {
        let read = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self::from_millis(read.timestamp_millis()))
    }

    /// The same moment for calendar arithmetic.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// This moment, later by so many milliseconds (earlier when negative).
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// This moment, later by so many minutes (earlier when negative).
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_millis(minutes.saturating_mul(60_000))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is in truth the later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(moment: DateTime<Utc>) -> Self {
        Self::from_millis(moment.timestamp_millis())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not an RFC 3339 time"))
    }
}

/// How much of a moment is a known fact; what is finer is filler and is not shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// True to the second (what is typed as it happens).
    #[default]
    Second,
    /// True to the minute (`14:05`, `-15m`).
    Minute,
    /// True to the hour.
    Hour,
    /// True to the day.
    Day,
    /// Only the place in the sequence is known; no clock time is shown.
    Order,
}

/// A length of time as people say it in a hurry, without its sign: `<1m`, `7m`, `2h10m`, `69h46m`,
/// `5d`.
///
/// Hours go on to four days, because a duty of 72 hours is counted in hours.
pub fn length(millis: i64) -> String {
    let minutes = millis.unsigned_abs() / 60_000;
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (minutes, hours, rest) {
        (0, ..) => "<1m".to_owned(),
        (_, 0, _) => format!("{minutes}m"),
        (_, 96.., _) => format!("{}d", hours / 24),
        (_, _, 0) => format!("{hours}h"),
        _ => format!("{hours}h{rest:02}m"),
    }
}

/// Countdowns shorter than this show seconds, in milliseconds: nothing else on the screen does.
pub const IN_SECONDS: i64 = 120_000;

/// What is left of a countdown of less than two minutes: `1m40s`, `45s`.
pub fn left(millis: i64) -> Option<String> {
    if !(1..IN_SECONDS).contains(&millis) {
        return None;
    }
    let seconds = millis / 1000;
    Some(match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}s"),
        (minutes, seconds) => format!("{minutes}m{seconds:02}s"),
    })
}

/// A length of time ahead, in whole minutes: one that was begun counts as a whole one.
pub const fn minutes_begun(millis: i64) -> i64 {
    millis.saturating_add(59_999) / 60_000 * 60_000
}

/// What is left of a countdown: as [`left`] has it below two minutes, else the minutes begun, so
/// that `in 20m` reads so for the first of them.
pub fn countdown(millis: i64) -> String {
    left(millis).unwrap_or_else(|| length(minutes_begun(millis)))
}

/// How far `due` lies from `now`: `in 7m`, `in 1m40s`, `now`, `<1m late`, `7m late`. There is no
/// other wording for that: what counts as late is never called anything else.
pub fn distance(due: Timestamp, now: Timestamp) -> String {
    match due.since(now) {
        left @ 1.. => format!("in {}", countdown(left)),
        0 => "now".to_owned(),
        late => format!("{} late", length(late)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, distance, length};

    #[test]
    fn lengths_and_distances_read_as_people_say_them() {
        for (minutes, said) in [
            (0, "<1m"),
            (7, "7m"),
            (60, "1h"),
            (130, "2h10m"),
            (182, "3h02m"),
            (4186, "69h46m"),
            (7200, "5d"),
        ] {
            assert_eq!(length(minutes * 60_000), said);
            assert_eq!(length(-minutes * 60_000), said);
        }
        let now = Timestamp::from_millis(0);
        assert_eq!(distance(now.plus_minutes(7), now), "in 7m");
        assert_eq!(distance(now.plus_millis(20 * 60_000 - 1), now), "in 20m");
        assert_eq!(distance(now.plus_minutes(-7), now), "7m late");
        assert_eq!(distance(now, now), "now");
        for late in [-1, -30_000, -59_999] {
            assert_eq!(distance(now.plus_millis(late), now), "<1m late");
        }
        assert_eq!(distance(now.plus_millis(119_999), now), "in 1m59s");
        assert_eq!(distance(now.plus_millis(45_000), now), "in 45s");
        assert_eq!(length(i64::MIN), "106751991167d");
    }
}
