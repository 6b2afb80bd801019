//! What a console and its child know of each other's running. Apart, because two promises rest on
//! it: the child vouches to the others only for a console that runs, and a console that was stopped
//! numbers nothing before it has looked who keeps the room by now.

use std::time::{Duration, Instant};

use crate::store::share::wire::Ask;

use super::{SILENT, ShareSide};

/// How often the child is told that this console runs.
const TOLD: Duration = Duration::from_secs(1);

/// See the module. Times go to the child and back as milliseconds since the beginning.
#[derive(Debug)]
pub(super) struct Lives {
    began: Instant,
    told: Instant,
    seen: Instant,
}

impl Lives {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { began: now, told: now, seen: now }
    }

    /// Everything has been looked at since the child was told this.
    pub(super) fn seen(&mut self, told: u64) {
        self.seen = self.seen.max(self.began + Duration::from_millis(told));
    }
}

impl ShareSide {
    /// Tells the child that this console runs.
    pub fn live(&mut self) {
        if self.lives.told.elapsed() >= TOLD && self.follows() {
            self.lives.told = Instant::now();
            let since = self.lives.began.elapsed().as_millis();
            self.child.ask(Ask::Live(u64::try_from(since).unwrap_or(u64::MAX)));
        }
    }

    /// Whether the folder was looked at so lately that nobody can have taken this console for gone
    /// since.
    pub fn is_up_to_date(&self) -> bool {
        self.follows() && self.lives.seen.elapsed() < SILENT
    }
}
