//! How a share is reached, and what about it people should look after: in words, from what the
//! child told. Apart, because nothing is changed here.

use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::store::share::hampered::Hampered;

use super::super::{FileReach, now};
use super::{SILENT, ShareSide};

/// After so long without a word the share counts as stalled.
const STALLED: Duration = Duration::from_secs(2);
/// The same before its first word.
const UNANSWERED: Duration = Duration::from_secs(1);
/// Less free room than this is worth a word.
const LITTLE: u64 = 100 << 20;

impl ShareSide {
    /// Whether everybody on the file's host may read it, or its folder.
    pub fn open_to_all(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.open_to_all)
    }

    /// For how long the file has lain there without its folder.
    pub fn folder_gone_for(&self) -> Option<Duration> {
        self.folder_gone.map(|since| since.elapsed())
    }

    /// How it is reached.
    pub fn reach(&self) -> FileReach {
        let silent = self.child.silent_for();
        if let (Some((since, _)), Some(_)) = (&self.trouble, self.folder_gone) {
            return FileReach::Away {
                since: *since,
                word: "FOLDER GONE",
                because: "the folder beside the file was removed, emptied or renamed. What is \
                          typed is kept at this desk. Put it back where it was renamed; else it \
                          is made anew by itself from what the desks here have seen"
                    .to_owned(),
            };
        }
        if let Some(refuses) = self.refuses.reach() {
            return refuses;
        }
        if let Some((since, because)) = &self.trouble {
            return FileReach::Away {
                since: *since,
                word: "SHARE AWAY",
                because: format!("the share is out of reach: {because}. It is tried by itself"),
            };
        }
        let expected = self.facts.is_none() || self.follows();
        let most = if self.facts.is_none() { UNANSWERED } else { STALLED };
        if silent > most && expected {
            let since = now().millis() - i64::try_from(silent.as_millis()).unwrap_or_default();
            return FileReach::Away {
                since: Timestamp::from_millis(since),
                word: "SHARE STALLED",
                because: "the share does not answer; what is typed is kept at this host's desk \
                          and goes on by itself"
                    .to_owned(),
            };
        }
        FileReach::Open
    }

    /// What keeps from numbering who keeps the room here.
    pub fn hampered(&self) -> Option<Hampered> {
        self.refuses.hampered()
    }

    /// Whether nothing can be expected of it now.
    pub fn is_dark(&self) -> bool {
        !matches!(self.reach(), FileReach::Open)
    }

    /// Why there is nothing to show, a sentence.
    pub fn why_dark(&self) -> String {
        match self.reach() {
            FileReach::Away { because, .. } => because,
            _ => "the share did not give the record in time. Nothing was changed; try again"
                .to_owned(),
        }
    }

    /// How far the clocks of other hosts are off; less than two seconds says nothing.
    pub fn clocks(&self) -> Vec<(String, i64)> {
        let here = self.others.values().filter(|seen| seen.at.elapsed() <= SILENT);
        let off = here.map(|seen| (seen.beat.present.host.clone(), seen.off / 2_000 * 2_000));
        off.filter(|(_, off)| *off != 0).collect()
    }

    /// What people should look after.
    pub fn remarks(&self) -> Vec<String> {
        let Some(facts) = &self.facts else { return Vec::new() };
        let mut remarks = Vec::new();
        if facts.open_to_all {
            remarks.push(
                "everybody on the file's host may read it or its folder; take that right away \
                 with chmod o-rwx"
                    .to_owned(),
            );
        }
        if let Some(free) = facts.free.filter(|free| *free < LITTLE) {
            remarks.push(format!("only {} MB are free on the share", free >> 20));
        }
        remarks
    }
}
