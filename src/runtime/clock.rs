//! The time, and when the screen must be drawn again because it has passed.
//!
//! An idle console sleeps: what is shown in minutes changes with the minute, and seconds are shown
//! only for a countdown under two minutes. What must stay true: nothing else in the program asks
//! the machine what time it is, and a machine that slept, or whose clock was set, is noticed.

use std::time::{Duration, Instant, SystemTime};

use crate::domain::time::Timestamp;

/// Counted in seconds on the screen from here on.
pub const SECONDS_SHOWN_MILLIS: i64 = 120_000;
/// The clock running ahead of what was waited for by this much means that nobody sat here.
const SLEPT: Duration = Duration::from_secs(30);
const MINUTE_MILLIS: i64 = 60_000;

/// What time it is.
pub fn now() -> Timestamp {
    Timestamp::from(chrono::DateTime::<chrono::Utc>::from(SystemTime::now()))
}

/// How long the screen stays true by itself: to the next minute; to the next second while `due`,
/// the nearest countdown, is less than two minutes away; to the moment itself if that is earlier.
pub fn until_change(now: Timestamp, due: Option<Timestamp>) -> Duration {
    let minute = MINUTE_MILLIS - now.millis().rem_euclid(MINUTE_MILLIS);
    let left = due.map(|due| due.since(now)).filter(|left| *left > 0);
    let wait = match left {
        // Whole seconds before the moment, so that `in 1s` is followed by `now` and not by `in 0s`.
        Some(left) if left <= SECONDS_SHOWN_MILLIS => (left - 1).rem_euclid(1000) + 1,
        Some(left) => (left - SECONDS_SHOWN_MILLIS).min(minute),
        None => minute,
    };
    Duration::from_millis(u64::try_from(wait.max(1)).unwrap_or(1))
}

/// Notices when the machine slept: then the clock has moved and this process has not.
#[derive(Debug)]
pub struct Rest {
    wall: SystemTime,
    run: Instant,
}

impl Default for Rest {
    fn default() -> Self {
        Self { wall: SystemTime::now(), run: Instant::now() }
    }
}

impl Rest {
    /// Whether the machine slept since this was asked last.
    pub fn slept(&mut self) -> bool {
        self.slept_by(SystemTime::now(), Instant::now())
    }

    fn slept_by(&mut self, wall: SystemTime, run: Instant) -> bool {
        let shown = wall.duration_since(self.wall).unwrap_or_default();
        let slept = shown.saturating_sub(run - self.run) > SLEPT;
        (self.wall, self.run) = (wall, run);
        slept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(now: &str, due: Option<&str>, millis: u64) {
        let at = |text: &str| Timestamp::parse(&format!("2026-11-22T{text}Z")).expect("a time");
        assert_eq!(until_change(at(now), due.map(at)), Duration::from_millis(millis));
    }

    #[test]
    fn minutes_change_with_the_minute() {
        check("15:04:00", None, 60_000);
        check("15:04:59.999", None, 1);
        check("15:04:30", Some("14:00:00"), 30_000);
        check("15:04:30", Some("15:30:00"), 30_000);
    }

    #[test]
    fn a_near_countdown_is_counted_in_seconds() {
        check("15:04:00", Some("15:05:30"), 1000);
        check("15:04:00.250", Some("15:05:30"), 750);
        check("15:05:29.999", Some("15:05:30"), 1);
        check("15:04:50", Some("15:06:55"), 5_000);
    }

    #[test]
    fn a_machine_that_slept_is_noticed_once() {
        let (wall, run) = (SystemTime::now(), Instant::now());
        let mut rest = Rest { wall, run };
        let hour = Duration::from_secs(3600);
        assert!(!rest.slept_by(wall + hour, run + hour));
        assert!(rest.slept_by(wall + hour * 2, run + hour));
        assert!(!rest.slept_by(wall + hour * 3, run + hour * 2));
        assert!(!rest.slept_by(wall, run + hour * 2));
    }
}
