//! What a console and its child know of each other's running. Apart, because two promises rest on
//! it: the child vouches to the others only for a console that runs, and a console that was stopped
//! numbers nothing before it has looked who keeps the room by now.

use std::time::{Duration, Instant};

use crate::store::share::wire::Ask;

use super::{SILENT, ShareSide};

/// How often the child is told that this console runs.
const TOLD: Duration = Duration::from_secs(1);
/// A console that has done nothing for so long was stopped. Shorter than what the child waits
/// before it takes back the word of a console that is.
const STOPPED: Duration = Duration::from_secs(3);

/// See the module. Times go to the child and back as milliseconds since the beginning.
#[derive(Debug)]
pub(super) struct Lives {
    began: Instant,
    told: Instant,
    seen: Instant,
    /// When this console last did something, and since when it has done so without a stop.
    ran: Instant,
    runs_since: Instant,
}

impl Lives {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { began: now, told: now, seen: now, ran: now, runs_since: now }
    }

    /// Everything has been looked at since the child was told this.
    pub(super) fn seen(&mut self, told: u64) {
        self.seen = self.seen.max(self.began + Duration::from_millis(told));
    }

    /// This console runs.
    fn run(&mut self, now: Instant) {
        if now.saturating_duration_since(self.ran) >= STOPPED {
            self.runs_since = now;
        }
        self.ran = now;
    }

    /// Whether everything was looked at lately, and since this console was last stopped.
    fn is_up_to_date(&self, now: Instant) -> bool {
        self.seen >= self.runs_since && now.saturating_duration_since(self.seen) < SILENT
    }
}

impl ShareSide {
    /// The child has read everything that is listed.
    pub(super) fn looked_around(&mut self) {
        if !self.looked {
            // Who left while one child followed another was heard of by the first alone.
            let begun = self.begun;
            self.others.retain(|_, seen| seen.at >= begun);
        }
        (self.looked, self.trouble) = (true, None);
        self.refuses.looked();
    }

    /// Tells the child that this console runs.
    pub fn live(&mut self) {
        self.lives.run(Instant::now());
        if self.lives.told.elapsed() >= TOLD && self.follows() {
            self.lives.told = Instant::now();
            let since = self.lives.began.elapsed().as_millis();
            self.child.ask(Ask::Live(u64::try_from(since).unwrap_or(u64::MAX)));
        }
    }

    /// Whether the folder was looked at so lately that nobody can have taken this console for gone
    /// since.
    pub fn is_up_to_date(&self) -> bool {
        self.follows() && self.lives.is_up_to_date(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Lives;

    #[test]
    fn who_was_stopped_numbers_nothing_before_a_look_that_began_after_it() {
        let mut lives = Lives::new();
        let at = |seconds: u64| Duration::from_secs(seconds);
        let began = lives.began;
        for second in 1..=4 {
            lives.run(began + at(second));
        }
        lives.seen(4_000);
        assert!(lives.is_up_to_date(began + at(4)));
        // Its child has taken back its word after five seconds, and another may keep the room.
        lives.run(began + at(10));
        assert!(!lives.is_up_to_date(began + at(10)));
        lives.seen(4_500);
        assert!(!lives.is_up_to_date(began + at(10)), "a look from before");
        lives.seen(10_100);
        assert!(lives.is_up_to_date(began + at(11)));
        assert!(!lives.is_up_to_date(began + at(21)), "it was long ago");
    }
}
