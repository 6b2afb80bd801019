//! How a command ends: the exit codes that scripts rely on, each with words for a person.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::domain::refusal::Refusal;
use crate::store::courier::Unsent;
use crate::store::fault::Fault;
use crate::text;

/// Says a line on standard error. Where nobody listens there, the work goes on all the same.
pub fn tell(words: &str) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// Why a command did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which of the promised codes.
    pub end: End,
    /// What happened, what is safe, what to do next.
    pub words: String,
}

/// The promised exit codes, but for 0 (done) and 2 (usage), which the command line reader gives
/// too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Refused: nothing was recorded.
    Refused = 1,
    /// Asked in a way that cannot be read.
    Usage = 2,
    /// The file is not sound.
    NotSound = 3,
    /// The file could not be reached.
    NotReachable = 4,
    /// Kept at this host's desk, not yet in the file.
    Kept = 5,
}

impl Failure {
    /// A failure with its words.
    pub fn new(end: End, words: impl fmt::Display) -> Self {
        Self { end, words: text::unnumbered(&words.to_string()) }
    }

    /// What a fault of a file means.
    pub fn of_file(path: &Path, fault: &Fault) -> Self {
        let name = path.display().to_string();
        if *fault == Fault::NoFolder {
            let folder = path.parent().unwrap_or(path).display().to_string();
            let words = "it was to lie there. Nothing was made. Make the folder first";
            let words = format!("there is no folder {}, and {words}", text::output(&folder));
            return Self::new(End::of(fault), format!("{}: {words}", text::output(&name)));
        }
        Self::new(End::of(fault), format!("{}: {fault}", text::output(&name)))
    }

    /// What was asked is kept at the desk, and the file does not have it yet; `what` names it. A
    /// fault's own advice is to try again, which is wrong here: without the `id` that the caller
    /// gave it, it would be recorded twice.
    pub fn kept(path: &Path, what: &str, because: &str, id: Option<&str>) -> Self {
        let name = text::output(&path.display().to_string()).into_owned();
        let why = because.split(". ").next().unwrap_or(because).trim_end_matches('.');
        let again = match id {
            Some(id) => format!("run this again with --id {} alone", text::output(id)),
            None => "do not run this again".to_owned(),
        };
        let words = format!(
            "{name}: {what} at this host's desk, not yet in the file: {why}. The next allhands \
             here delivers it; {again}, or it is recorded twice"
        );
        Self::new(End::Kept, words)
    }

    /// Why submissions were neither recorded nor kept.
    pub fn of_unsent(unsent: Unsent) -> Self {
        match unsent {
            Unsent::ReadOnly(words) => Self::new(End::Refused, words),
            Unsent::NotSound(words) => Self::new(End::NotSound, words),
            Unsent::Nowhere(words) => Self::new(End::NotReachable, words),
        }
    }

    /// Why the record did not take something, and what to do instead.
    pub fn of_refusal(refusal: &Refusal) -> Self {
        Self::new(End::Refused, format!("{refusal}; {}", refusal.hint()))
    }

    /// Why a room could not be opened: the same fault ends with the same code, whatever was asked.
    pub fn of_opening(because: &str, fault: Option<&Fault>) -> Self {
        let words = text::unnumbered(because);
        Self { end: fault.map_or(End::NotReachable, End::of), words }
    }

    /// The code.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(self.end as u8)
    }
}

impl End {
    /// How every command ends that meets this fault.
    const fn of(fault: &Fault) -> Self {
        match fault {
            Fault::Exists | Fault::ReadOnly(_) | Fault::NotBegun(_) => Self::Refused,
            Fault::Truncated { .. }
            | Fault::Damaged(_)
            | Fault::Oversized
            | Fault::BadRow(_)
            | Fault::Diverged(_)
            | Fault::Foreign(_)
            | Fault::NotOurs(_) => Self::NotSound,
            Fault::Missing
            | Fault::NoFolder
            | Fault::NoPermission
            | Fault::NotAFile(_)
            | Fault::LinkLoop
            | Fault::WriteAheadLog
            | Fault::Newer(_)
            | Fault::NeedsRepair
            | Fault::Busy
            | Fault::Full
            | Fault::Replaced
            | Fault::OutcomeUnknown(_)
            | Fault::Share(_)
            | Fault::Io(_) => Self::NotReachable,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_not_to_be_tried_again_whatever_the_fault_advises() {
        let because = Fault::Full.to_string();
        assert!(because.contains("try again"), "{because}");
        let kept =
            Failure::kept(Path::new("heron.allhands"), "the line is kept as s1-2", &because, None);
        assert_eq!(kept.end, End::Kept);
        assert!(kept.words.contains("kept as s1-2 at this host's desk"), "{}", kept.words);
        assert!(kept.words.contains("the disk is full."), "{}", kept.words);
        assert!(!kept.words.contains("try again"), "{}", kept.words);
        assert!(kept.words.contains("do not run this again"), "{}", kept.words);
        let kept =
            Failure::kept(Path::new("heron.allhands"), "it is kept", &because, Some("a\u{1b}1"));
        assert!(kept.words.contains("again with --id a␛1 alone"), "{}", kept.words);
    }
}
