//! The time, and when the screen must be drawn again because it has passed.
//!
//! An idle console sleeps: everything is shown in whole minutes, so the screen changes with the
//! minute of the clock and with that of the next countdown, of which the last two minutes are
//! counted in seconds. What must stay true: nothing in the
//! console asks the machine what time it is, and a machine that slept, or whose clock was set, is
//! noticed.

use std::time::{Duration, Instant, SystemTime};

use crate::domain::time::{IN_SECONDS, Timestamp};

/// The clock running ahead of what was waited for by this much means that nobody sat here.
const SLEPT: Duration = Duration::from_secs(30);
const MINUTE_MILLIS: i64 = 60_000;

/// What time it is.
pub fn now() -> Timestamp {
    Timestamp::from(chrono::DateTime::<chrono::Utc>::from(SystemTime::now()))
}

/// How long the screen stays true by itself: to the next minute of the clock, or to the next whole
/// minute that is left until `due`, or second where it is that near.
pub fn until_change(now: Timestamp, due: Option<Timestamp>) -> Duration {
    let minute = MINUTE_MILLIS - now.millis().rem_euclid(MINUTE_MILLIS);
    let left = due.map(|due| due.since(now)).filter(|left| *left > 0);
    // `in 7m` is true down to seven whole minutes, and false a moment later; so is `in 45s`.
    let step = |left| if left < IN_SECONDS { 1_000 } else { MINUTE_MILLIS };
    let countdown = left.map_or(minute, |left| left.rem_euclid(step(left)) + 1);
    Duration::from_millis(u64::try_from(countdown.min(minute)).unwrap_or(1))
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
        check("15:04:30", Some("15:30:10"), 30_000);
    }

    #[test]
    fn a_countdown_changes_with_its_own_minute() {
        check("15:04:00", Some("15:05:30.250"), 251);
        check("15:03:29.750", Some("15:05:30"), 251);
        check("15:04:50", Some("15:06:55"), 5_001);
        check("15:05:29.999", Some("15:05:30"), 2);
        check("15:05:59.999", Some("15:15:30"), 1);
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
