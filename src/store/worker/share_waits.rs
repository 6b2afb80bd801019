//! Since when lines wait on a share that is reached, and nobody numbers them. Apart from why,
//! because that is often known elsewhere alone, or nowhere: that they wait shows here.

use std::time::{Duration, Instant};

use crate::domain::time::Timestamp;
use crate::store::share::ledger::Position;

use super::now;

/// How long a line may wait without any being numbered before that is said.
const SAID: Duration = Duration::from_secs(6);

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// What was answered last, when something began to wait.
    at: Option<Position>,
    since: Option<(Instant, Timestamp)>,
}

impl Waits {
    /// Whether lines wait now, and what was answered last.
    pub fn note(&mut self, wait: bool, at: Option<Position>) {
        if !wait || at != self.at {
            (self.at, self.since) = (at, None);
        }
        if wait {
            self.since.get_or_insert_with(|| (Instant::now(), now()));
        }
    }

    /// Since when, where that is a while ago.
    pub fn since(&self) -> Option<Timestamp> {
        let (begun, since) = self.since?;
        (begun.elapsed() > SAID).then_some(since)
    }
}

#[cfg(test)]
mod tests {
    use super::{Position, SAID, Waits};

    #[test]
    fn lines_wait_as_long_as_none_is_numbered() {
        let at = |n| Some(Position { term: 1, n });
        let mut waits = Waits::default();
        let later = |waits: &mut Waits| {
            if let Some((begun, _)) = &mut waits.since {
                *begun -= SAID * 2;
            }
        };
        waits.note(true, at(1));
        assert_eq!(waits.since(), None);
        later(&mut waits);
        waits.note(true, at(1));
        assert!(waits.since().is_some());
        // In a busy room there is always one that waits.
        waits.note(true, at(2));
        assert_eq!(waits.since(), None);
        later(&mut waits);
        waits.note(false, at(2));
        assert_eq!(waits.since(), None);
    }
}
