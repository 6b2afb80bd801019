//! `allhands new`: a new incident file; prints its path.

use chrono_tz::Tz;

use crate::args::New;
use crate::console::compose::{self, ProblemKind};
use crate::domain::time::{Precision, Timestamp};
use crate::text;

use super::super::begin::{Beginning, Typist, begin};
use super::super::failure::{End, Failure};
use super::super::settings::{Places, Remembered};
use super::{library, now, print, who};

/// Makes the file and prints its path.
pub fn run(asked: New) -> Result<(), Failure> {
    let (name, department) = who(&asked.me);
    let places = Places::of_this_user();
    let zone = asked.zone.unwrap_or_else(|| default_zone(&places.remembered(), &name));
    let library = library(asked.playbooks_dir.as_deref())?;
    let now = now();
    let received = asked.received.map(|said| moment(&said, &zone, now)).transpose()?;
    let beginning = Beginning {
        codename: asked.codename,
        title: asked.title,
        playbooks: asked.playbooks,
        received: received.map(|(at, _)| at),
        first_read: None,
        zone: zone.clone(),
        begun: None,
        practice: None,
    };
    let mut typist = Typist::new(&name, &department, true);
    let made = begin([asked.file], &library, beginning, &mut typist, now)?;
    places.remember_zone(&name, &zone);
    print(&format!("{}\n", text::output(&made.display().to_string())))
}

/// The zone of this person's last room, else UTC; never the host's.
pub fn default_zone(remembered: &Remembered, name: &str) -> String {
    remembered.zone_of(name).unwrap_or("UTC").to_owned()
}

/// How a command ends that was given such a time, wherever in it the time stood.
pub const fn problem_ends(kind: ProblemKind) -> End {
    match kind {
        ProblemKind::Future | ProblemKind::Past => End::Refused,
        ProblemKind::Incomplete(_)
        | ProblemKind::DateOrder
        | ProblemKind::NoSuchTime
        | ProblemKind::Gap
        | ProblemKind::Overlap
        | ProblemKind::ZoneWord
        | ProblemKind::HalfDay => End::Usage,
    }
}

/// A moment as a script gives it: RFC 3339, or as in the capture line, in the room's zone. What
/// cannot be read is a slip of usage; what has not come yet is refused by the record's rules.
pub fn moment(said: &str, zone: &str, now: Timestamp) -> Result<(Timestamp, Precision), Failure> {
    compose::past_time(said, now, zone.parse().unwrap_or(Tz::UTC)).map_err(|problem| {
        let end = problem_ends(problem.kind);
        let sentence = match problem.kind {
            ProblemKind::Incomplete(_) => format!(
                "{said:?} cannot be read as a time: write 2026-11-22T14:05:00Z, 2026-11-22 14:05, \
                 14:05, -15m or yesterday 22:10"
            ),
            _ => problem.sentence(),
        };
        Failure::new(end, format!("{}. Nothing was recorded", text::output(&sentence)))
    })
}
