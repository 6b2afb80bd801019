//! A share that can be read and takes nothing: full, read-only, failing. Apart, because each look
//! at it goes well, and what was refused is tried again every second: what is said of it must not
//! come and go with that.

use std::time::{Duration, Instant};

use crate::domain::time::Timestamp;
use crate::store::share::hampered::Hampered;
use crate::store::share::unwritten::Unwritten;

use super::super::{FileReach, now};

/// After so long without another try nothing is left that could be refused.
const OVER: Duration = Duration::from_secs(4);

/// Since when, why, and when that was last found.
#[derive(Debug, Default)]
pub(super) struct Refuses(Option<(Timestamp, Unwritten, Instant)>);

impl Refuses {
    /// Lines were written, or were not.
    pub fn was(&mut self, unwritten: Option<&Unwritten>) {
        let since = self.0.as_ref().map_or_else(now, |(since, ..)| *since);
        self.0 = unwritten.map(|why| (since, why.clone(), Instant::now()));
    }

    /// The share was looked at, and that went well.
    pub fn looked(&mut self) {
        self.0.take_if(|(_, _, at)| at.elapsed() > OVER);
    }

    /// What that keeps a keeper from.
    pub fn hampered(&self) -> Option<Hampered> {
        let (since, why, _) = self.0.as_ref()?;
        Some(Hampered { since: *since, by: why.hampers()? })
    }

    /// How the share is reached, where it can be told what ails it.
    pub fn reach(&self) -> Option<FileReach> {
        let (since, why, _) = self.0.as_ref()?;
        let because = format!(
            "{}. What is typed is kept at this desk, and goes on by itself",
            why.sentence()
        );
        Some(FileReach::Away { since: *since, word: why.word()?, because })
    }
}
