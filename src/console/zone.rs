//! Moments as people read and say them: clock times that carry their zone, day separators,
//! distances in words, and the way back from a local time to a moment.
//!
//! Apart from the grammar, because every pane shows times. What must stay true: no clock time is
//! shown without a zone that can be read in one way only, and a local time that a clock change
//! skipped or repeated is never guessed. A moment that is true to the day only is kept as midnight
//! UTC of its day and shown by its UTC date, in every zone.

use chrono::{
    DateTime, Datelike, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeDelta,
    TimeZone,
};
use chrono_tz::{OffsetName, Tz};

use crate::domain::time::{Precision, Timestamp, length, minutes_begun};
pub use crate::domain::time::{countdown, distance as until};

/// A zone by its IANA name (`Europe/Prague`).
pub fn parse(name: &str) -> Option<Tz> {
    name.trim().parse().ok()
}

fn local(at: Timestamp, zone: Tz) -> DateTime<Tz> {
    at.utc().with_timezone(&zone)
}

/// What the zone is called at that moment: its abbreviation where that is read in one way only,
/// else `UTC+03`.
pub fn abbreviation(at: Timestamp, zone: Tz) -> String {
    let moment = local(at, zone);
    let seconds = moment.offset().fix().local_minus_utc();
    let american = ["America/", "US/", "Canada/"].iter().any(|area| zone.name().starts_with(area));
    match moment.offset().abbreviation() {
        Some("GMT" | "UTC") if seconds == 0 => {
            moment.offset().abbreviation().unwrap_or("UTC").to_owned()
        }
        // India, Ireland and Israel all say IST; China and the Philippines share theirs with
        // America.
        Some("IST") => utc_offset(seconds),
        Some("CST" | "PST" | "AST" | "EST" | "MST") if !american => utc_offset(seconds),
        Some(name) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => name.to_owned(),
        Some(_) | None => utc_offset(seconds),
    }
}

/// `UTC`, `UTC+03`, `UTC-03:30`.
fn utc_offset(seconds: i32) -> String {
    match offset(seconds).strip_suffix(":00") {
        Some("+00") => "UTC".to_owned(),
        Some(hours) => format!("UTC{hours}"),
        None => format!("UTC{}", offset(seconds)),
    }
}

/// `+01:00`, as the grammar reads it back.
pub fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `15:05`, for columns whose head names the zone.
pub fn hours_minutes(at: Timestamp, zone: Tz) -> String {
    local(at, zone).format("%H:%M").to_string()
}

/// `15:05 CET`.
pub fn clock(at: Timestamp, zone: Tz) -> String {
    format!("{} {}", hours_minutes(at, zone), abbreviation(at, zone))
}

/// `15:05:09 CET`.
pub fn clock_seconds(at: Timestamp, zone: Tz) -> String {
    format!("{} {}", local(at, zone).format("%H:%M:%S"), abbreviation(at, zone))
}

/// The calendar day there.
pub fn date(at: Timestamp, zone: Tz) -> NaiveDate {
    local(at, zone).date_naive()
}

/// The calendar day that a line belongs under: a line that is true to the day only has the same one
/// in every zone.
pub fn date_of(at: Timestamp, precision: Precision, zone: Tz) -> NaiveDate {
    match precision {
        Precision::Day => at.utc().date_naive(),
        Precision::Second | Precision::Minute | Precision::Hour | Precision::Order => {
            date(at, zone)
        }
    }
}

/// `Sun 22 Nov`, with the year where it is not the one of `now`.
pub fn day(date: NaiveDate, now: Timestamp, zone: Tz) -> String {
    if date.year() == local(now, zone).year() {
        date.format("%a %-d %b").to_string()
    } else {
        date.format("%a %-d %b %Y").to_string()
    }
}

/// `15:05 CET Sun 22 Nov`: a moment that can be read out on a call.
pub fn moment(at: Timestamp, now: Timestamp, zone: Tz) -> String {
    format!("{} {}", clock(at, zone), day(date(at, zone), now, zone))
}

/// A moment within a line that stands under a day: its clock time, with its own day where that is
/// another.
pub fn beside(at: Timestamp, line: Timestamp, now: Timestamp, zone: Tz) -> String {
    if date(at, zone) == date(line, zone) { clock(at, zone) } else { moment(at, now, zone) }
}

/// What stands in a line's time column, within its day: `15:05`, `15:05:09`, `~15h`, `~day`;
/// nothing where only the order is known.
pub fn column(at: Timestamp, precision: Precision, zone: Tz) -> String {
    match precision {
        Precision::Second | Precision::Minute => hours_minutes(at, zone),
        Precision::Hour => local(at, zone).format("~%Hh").to_string(),
        Precision::Day => "~day".to_owned(),
        Precision::Order => String::new(),
    }
}

/// What happened, seen from now: `3h ago`, `now`, `in 7m`.
pub fn since(at: Timestamp, now: Timestamp) -> String {
    match at.since(now) {
        ahead @ 1.. => format!("in {}", length(minutes_begun(ahead))),
        -999..=0 => "now".to_owned(),
        ago => format!("{} ago", length(ago)),
    }
}

/// What a local time can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    /// One moment.
    One(Timestamp),
    /// Clocks skipped it: the moments meant if the clock had not been changed yet, or had been
    /// already.
    Gap(Explicit, Explicit),
    /// Clocks showed it twice: the earlier moment and the later one.
    Overlap(Explicit, Explicit),
}

/// A moment with the offset, in seconds east of UTC, that makes the local time say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explicit {
    /// The moment.
    pub at: Timestamp,
    /// The offset.
    pub offset: i32,
}

/// The moment of a local time.
pub fn resolve(said: NaiveDateTime, zone: Tz) -> Resolved {
    let moment = |at: &DateTime<Tz>| Explicit {
        at: Timestamp::from_millis(at.timestamp_millis()),
        offset: at.offset().fix().local_minus_utc(),
    };
    match zone.from_local_datetime(&said) {
        LocalResult::Single(at) => Resolved::One(moment(&at).at),
        LocalResult::Ambiguous(early, late) => Resolved::Overlap(moment(&early), moment(&late)),
        LocalResult::None => {
            // Half a day either side lies beyond any change of clocks.
            let around = |hours: i64| {
                let near = said.checked_add_signed(TimeDelta::hours(hours)).unwrap_or(said);
                let seconds = zone.offset_from_utc_datetime(&near).fix().local_minus_utc();
                at_offset(said, seconds).map_or(
                    Explicit { at: Timestamp::MIN, offset: seconds },
                    |at| Explicit { at, offset: seconds },
                )
            };
            Resolved::Gap(around(-24), around(24))
        }
    }
}

/// The moment of a time said with an offset, in seconds east of UTC.
pub fn at_offset(said: NaiveDateTime, seconds: i32) -> Option<Timestamp> {
    let zone = FixedOffset::east_opt(seconds)?;
    let at = zone.from_local_datetime(&said).single()?;
    Some(Timestamp::from_millis(at.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is RFC 3339")
    }

    #[test]
    fn clock_times_carry_a_zone_that_reads_one_way() {
        for (zone, shown) in [
            ("Europe/Prague", "15:05 CET"),
            ("UTC", "14:05 UTC"),
            ("Europe/London", "14:05 GMT"),
            ("Europe/Istanbul", "17:05 UTC+03"),
            ("Asia/Kolkata", "19:35 UTC+05:30"),
            ("America/New_York", "09:05 EST"),
            ("America/Chicago", "08:05 CST"),
            ("Asia/Shanghai", "22:05 UTC+08"),
            ("America/St_Johns", "10:35 NST"),
        ] {
            let zone = parse(zone).expect("an IANA name");
            assert_eq!(clock(at("2026-11-22T14:05:00Z"), zone), shown);
        }
        assert_eq!(parse("Nowhere/Land"), None);
    }

    #[test]
    fn what_happened_is_ago() {
        let now = at("2026-11-22T14:05:00Z");
        assert_eq!(since(now.plus_minutes(-180), now), "3h ago");
    }

    #[test]
    fn clock_changes_are_never_guessed() {
        let prague = chrono_tz::Europe::Prague;
        let said = |text| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
        assert_eq!(
            resolve(said("2026-11-22 15:05"), prague),
            Resolved::One(at("2026-11-22T14:05:00Z"))
        );
        assert_eq!(
            resolve(said("2026-10-25 02:30"), prague),
            Resolved::Overlap(
                Explicit { at: at("2026-10-25T00:30:00Z"), offset: 7200 },
                Explicit { at: at("2026-10-25T01:30:00Z"), offset: 3600 },
            )
        );
        assert_eq!(
            resolve(said("2026-03-29 02:30"), prague),
            Resolved::Gap(
                Explicit { at: at("2026-03-29T01:30:00Z"), offset: 3600 },
                Explicit { at: at("2026-03-29T00:30:00Z"), offset: 7200 },
            )
        );
    }

    #[test]
    fn a_day_is_the_same_day_everywhere() {
        let midnight = at("2022-12-16T00:00:00Z");
        let day = NaiveDate::from_ymd_opt(2022, 12, 16).expect("a day");
        for zone in [chrono_tz::America::Los_Angeles, chrono_tz::Pacific::Auckland] {
            assert_eq!(date_of(midnight, Precision::Day, zone), day);
            assert_eq!(column(midnight, Precision::Day, zone), "~day");
            assert_eq!(column(midnight, Precision::Order, zone), "");
        }
        let now = at("2026-11-22T14:05:00Z");
        assert_eq!(super::day(day, now, chrono_tz::UTC), "Fri 16 Dec 2022");
        assert_eq!(moment(now, now, chrono_tz::Europe::Prague), "15:05 CET Sun 22 Nov");
    }
}
