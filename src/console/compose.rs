//! Reading the capture line: what a person typed, in; what would be recorded, in words and in
//! parts, out.
//!
//! Apart from the line itself ([`super::capture`]), because the grammar is a promise to people (and
//! to
//! `log --grammar`). It is closed, and all of it is here; [`SIGNS`] and [`ANYWHERE`] are the same
//! as a table.
//!
//! ```text
//! line    = " " anything                    plain: kept as it is after that space, nothing is read
//!         | [privacy] [sign] [time] [who] words
//! privacy = "% " | "%% "                    privileged, restricted
//! sign    = "> " | "? " | "! " | "~ " | "= " | "< "      counts as the very first character only
//! time    = 14:05[:09][zone] | today 14:05 | yesterday 22:10 | 2026-11-22[T| ]14:05[:09][zone] |
//! 2026-11-22
//!         | -15m | -1h30m | 15m ago | 1h30m ago          units d h m s
//! zone    = Z | UTC | GMT | +01:00 | the room's own abbreviation; no other abbreviation is guessed
//! who     = "@infra"    after > and ?: to (several make several orders); else the department it
//! concerns
//!         | "@legal:"   said by
//! words   : "@name" mentions and "#tag" tags, both stay in the text
//! > ?       … in 20m | … by [today|tomorrow|2026-11-23] 15:00[zone]          a promise, at the end
//! !         … because … | … until [day] 07:00[zone]       at the end, in either order
//! =         name [=] value
//! <         WHO told [time]: words | WHO asks [time]: words [by 12:50]
//! ```
//!
//! A bare time is the nearest past one in the room's zone, after `by`, `in` and `until` the nearest
//! coming one. A time alone, a sign alone and a record in the future are not recordable. What can
//! be read in two ways is refused with the ways written out: dates with slashes or dots, local
//! times that a clock change skipped or repeated.
//!
//! **What is kept as text**: the typed words, less what became structure: privacy, sign, leading
//! time, addressees,
//! `@who:`, the promise or `until` at the end, `because` with its reason (kept in the decision),
//! and of `<` everything before the words (kept as the party). Spaces at the seams go; nothing else
//! does. A fact keeps `name value` as typed.
//! A full stop or question mark behind a promise goes back to the words.
//!
//! **What was pasted is never grammar**: a sign, time, name or tag that overlaps a pasted range is
//! text. Nothing here asks what time it is; reading a line takes microseconds.

mod body;
mod complete;
mod day_names;
mod line;
mod misses;
mod named_secrets;
mod names;
mod paste;
mod secrets;
mod shapes;
mod signs;
mod times;
mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use chrono_tz::Tz;

use crate::domain::bounds::ENTRY_BYTES;
use crate::domain::command::DatedEntry;
use crate::domain::event::{Basis, EntryKind, EntryRecorded, Seldom};
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::people::{Department, DepartmentId, Party, Person};
use crate::domain::time::{Precision, Timestamp};

pub use complete::{Candidate, Completion, complete};
pub use names::{tags_given, tags_in};
pub use paste::{AsLines, as_lines, as_one, lines_of, many_lines, quoted, read_with};
pub use signs::{ANYWHERE, Row, SIGNS, markdown};

/// What the reading needs to know of the room and the moment.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The moment at which relative words are resolved: now, and for a line that mends when it was
    /// said.
    pub now: Timestamp,
    /// What the clock shows: distances are told from there.
    pub clock: Timestamp,
    /// The room's zone.
    pub zone: Tz,
    /// The department that a line concerns where it names none: its author's.
    pub department: &'a DepartmentId,
    /// The lanes.
    pub departments: &'a [Department],
    /// People that the room knows.
    pub people: &'a [Person],
    /// Tags in use, without `#`.
    pub tags: &'a [String],
    /// Names of facts.
    pub facts: &'a [String],
}

/// The line as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Its text.
    pub text: &'a str,
    /// Which bytes of it were pasted, not typed.
    pub pasted: &'a [Range<usize>],
}

impl<'a> Line<'a> {
    /// A line that was typed from first to last.
    pub const fn typed(text: &'a str) -> Self {
        Self { text, pasted: &[] }
    }

    /// Whether a part of the text was typed by a person, and so may be grammar.
    fn is_typed(self, part: &str) -> bool {
        if self.pasted.is_empty() {
            return true;
        }
        let part = self.range(part);
        !self.pasted.iter().any(|pasted| pasted.start < part.end && part.start < pasted.end)
    }

    /// Where a slice of the text lies in it.
    fn range(self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let start = start.min(self.text.len());
        start..(start + part.len()).min(self.text.len())
    }
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Nothing is typed.
    Empty,
    /// It can be recorded.
    Ready(Ready),
    /// It cannot, as it stands.
    Problem(Problem),
}

impl Reading {
    /// The reading of a private line on a shielded screen: what it is and whether it can be
    /// recorded, none of its words.
    pub fn shielded(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Ready(ready) => {
                let more = if ready.warnings.contains(&Warning::Unmarked) {
                    format!(" · {}", Warning::Unmarked.sentence())
                } else if ready.warnings.is_empty() {
                    String::new()
                } else {
                    " · look at it unshielded".to_owned()
                };
                format!("reads: {}{more}", ready.outside)
            }
            Self::Problem(problem) if matches!(problem.kind, ProblemKind::Incomplete(_)) => {
                "dots to the room, because of % · go on typing".to_owned()
            }
            Self::Problem(_) => "not yet recordable · lift the shield to see why".to_owned(),
        }
    }

    /// The reading beside the line: `reads: …`, or what is wrong. Not yet safe for cells.
    pub fn sentence(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Ready(ready) => format!("reads: {}", ready.words),
            Self::Problem(problem) => problem.sentence(),
        }
    }
}

/// Something recordable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// What Enter records: one line, or one for each addressee.
    pub parts: Vec<Part>,
    /// The reading in words, without `reads: `.
    pub words: String,
    /// What of it a shielded screen may show of a line that is not for everybody: its sort, to whom
    /// and until when; none of what it says.
    pub outside: String,
    /// What a person should look at first.
    pub warnings: Vec<Warning>,
}

impl Ready {
    /// Why the record would refuse it for its length: asked before it is sent, while it still
    /// stands where it was typed.
    pub fn too_long(&self) -> Option<String> {
        let bytes = |part: &Part| part.text.len() + part.quote.as_ref().map_or(0, String::len);
        let longest = self.parts.iter().map(bytes).max().unwrap_or_default();
        (longest > ENTRY_BYTES).then(|| {
            let (has, takes) = (longest.div_ceil(1024), ENTRY_BYTES / 1024);
            format!(
                "Not recorded: {has} kB are too long, a line takes {takes}; shorten or split it"
            )
        })
    }

    /// Whether Enter should be asked for twice.
    pub fn wants_second_enter(&self) -> bool {
        self.warnings.iter().any(|warning| match warning {
            Warning::Secret { .. } | Warning::Unmarked => true,
            Warning::UnknownName { asks, .. } | Warning::Hint { asks, .. } => *asks,
        })
    }
}

/// One line of the timeline to be, without its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What sort of line.
    pub kind: EntryKind,
    /// Its words.
    pub text: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// How exactly that is known.
    pub precision: Precision,
    /// How it is known.
    pub basis: Basis,
    /// Who may be shown it.
    pub handling: Handling,
    /// Whom it speaks of.
    pub mentions: Vec<Party>,
    /// Its tags, without `#`.
    pub tags: Vec<String>,
    /// The department it concerns.
    pub department: DepartmentId,
    /// A pasted block below it.
    pub quote: Option<String>,
    /// From where a fact's value is.
    pub source: Option<String>,
}

impl Part {
    /// The line with its id, to be recorded.
    pub fn entry(&self, id: EntryId) -> EntryRecorded {
        EntryRecorded {
            entry: id,
            kind: self.kind.clone(),
            text: self.text.clone(),
            precision: self.precision,
            seldom: Seldom {
                basis: self.basis.clone(),
                handling: self.handling.clone(),
                mentions: self.mentions.clone(),
                tags: self.tags.clone(),
                quote: self.quote.clone(),
                source: self.source.clone(),
                ..Seldom::default()
            }
            .into(),
        }
    }

    /// The same with its moment and department, for recording several in one.
    pub fn dated(&self, id: EntryId) -> DatedEntry {
        DatedEntry {
            occurred_at: self.occurred_at,
            department: self.department.clone(),
            entry: self.entry(id),
        }
    }
}

/// What a person should look at before Enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// An `@word` that names nobody here.
    UnknownName {
        /// Where in the line.
        range: Range<usize>,
        /// The word, without `@`.
        word: String,
        /// What it might have been meant for, best first, as the grammar takes them (`@infra`).
        nearest: Vec<String>,
        /// Whether Enter is asked for twice: in an order, a question, a decision.
        asks: bool,
    },
    /// Something shaped like a key or a token.
    Secret {
        /// Where in the line.
        range: Range<usize>,
        /// What may stand there instead: `[secret removed: AWS access key]`.
        mark: String,
    },
    /// It begins like a line that is not for everybody, and would be open to everybody.
    Unmarked,
    /// A sign, a time or a promise that did not count, and how it would.
    Hint {
        /// In words.
        words: &'static str,
        /// Whether Enter is asked for twice: where what was meant would be missing in the record.
        asks: bool,
    },
}

impl Warning {
    /// In words. Not yet safe for cells.
    pub fn sentence(&self) -> String {
        match self {
            Self::UnknownName { word, nearest, asks, .. } => {
                let mut out = format!("nobody here is @{word}");
                if !nearest.is_empty() {
                    out.push_str("; nearest: ");
                    out.push_str(&nearest.join(" "));
                }
                if *asks {
                    out.push_str(" · Enter again to record it as it is");
                }
                out
            }
            Self::Secret { mark, .. } => {
                format!(
                    "this looks like a secret · offered instead: {mark} · Enter again to keep it"
                )
            }
            Self::Unmarked => "% counts only with a blank behind it (% > …): this would be open \
                               to everybody · Enter again to record it so"
                .to_owned(),
            Self::Hint { words, asks: false } => (*words).to_owned(),
            Self::Hint { words, asks: true } => {
                format!("{words} · Enter again to record it as it is")
            }
        }
    }
}

/// The line with every key and token shape replaced by its mark, where there is one.
pub fn without_secrets(text: &str) -> Option<String> {
    secrets::removed(text)
}

/// Whether what is being typed is to be shown as dots while the screen is shielded: from the first
/// `%` on.
pub fn is_private(line: Line<'_>) -> bool {
    line.text.get(..1).is_some_and(|first| first == "%" && line.is_typed(first))
}

/// Why a line cannot be recorded as it stands, and the ways out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// What it is about, as typed.
    pub said: String,
    /// Where that is in the line.
    pub range: Range<usize>,
    /// What could stand there instead.
    pub alternatives: Vec<Alternative>,
}

/// A way out of a problem: put `instead` where the problem's range is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What to type.
    pub instead: String,
    /// What it would mean. Empty where it says itself.
    pub meaning: String,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// Something is missing; what, in words.
    Incomplete(&'static str),
    /// It is said to have happened, but that time has not come.
    Future,
    /// A promise for a time that is over.
    Past,
    /// A date that is not written year-month-day.
    DateOrder,
    /// A day or a time that no calendar has.
    NoSuchTime,
    /// A local time that the change of clocks skipped.
    Gap,
    /// A local time that the change of clocks repeated.
    Overlap,
    /// A zone's abbreviation that means several zones.
    ZoneWord,
    /// A clock time of half a day.
    HalfDay,
}

impl Problem {
    fn no_time(text: &str, missing: &'static str) -> Self {
        Self {
            kind: ProblemKind::Incomplete(missing),
            said: text.to_owned(),
            range: 0..text.len(),
            alternatives: Vec::new(),
        }
    }

    /// What is wrong and what to do, in words. Not yet safe for cells.
    pub fn sentence(&self) -> String {
        let said = &self.said;
        let mut out = match self.kind {
            ProblemKind::Incomplete(missing) => missing.to_owned(),
            ProblemKind::Future => {
                format!("{said} has not come yet; nothing is recorded ahead of time")
            }
            ProblemKind::Past => format!("{said} is over; a promise lies ahead"),
            ProblemKind::DateOrder => format!("{said}: write dates year-month-day"),
            ProblemKind::NoSuchTime => format!("{said}: there is no such day or time"),
            ProblemKind::Gap => format!("{said} was skipped when the clocks changed"),
            ProblemKind::Overlap => format!("{said} came twice when the clocks changed"),
            ProblemKind::ZoneWord => format!("{said} names more than one zone; write the offset"),
            ProblemKind::HalfDay => format!("{said}: the day has 24 hours here"),
        };
        for (at, alternative) in self.alternatives.iter().enumerate() {
            out.push_str(if at == 0 { " · type " } else { " or " });
            out.push_str(&alternative.instead);
            if !alternative.meaning.is_empty() {
                out.push_str(" (");
                out.push_str(&alternative.meaning);
                out.push(')');
            }
        }
        out
    }

    /// The line with the alternative put in.
    pub fn mended(&self, text: &str, alternative: &Alternative) -> String {
        let mut out = text.to_owned();
        if text.get(self.range.clone()).is_some() {
            out.replace_range(self.range.clone(), &alternative.instead);
        }
        out
    }
}

/// Reads the line.
pub fn read(line: Line<'_>, context: &Context<'_>) -> Reading {
    if line.text.trim().is_empty() {
        return Reading::Empty;
    }
    match line::read(line, context) {
        Ok(mut ready) => {
            if is_private(line) && ready.parts.iter().all(|part| part.handling == Handling::Open) {
                ready.warnings.push(Warning::Unmarked);
            }
            Reading::Ready(ready)
        }
        Err(problem) => Reading::Problem(problem),
    }
}

/// Reads a field that asks when something happened (`14:05`, `-15m`, `yesterday 22:10`, a date), as
/// the grammar does.
pub fn past_time(text: &str, now: Timestamp, zone: Tz) -> Result<(Timestamp, Precision), Problem> {
    let text = text.trim();
    match times::read(Line::typed(text), text, times::Toward::Past, now, zone)? {
        Some(when) if when.rest.is_empty() => Ok((when.at, when.precision)),
        _ => Err(Problem::no_time(text, "when: 14:05, -15m, yesterday 22:10 or 2026-11-22 14:05")),
    }
}

/// Reads a field that asks until when (`15:00`, `by tomorrow 09:00`, `in 20m`, `20m`), as the
/// grammar does.
pub fn coming_time(text: &str, now: Timestamp, zone: Tz) -> Result<Timestamp, Problem> {
    let text = text.trim();
    let bare = ["in ", "by ", "until "].iter().find_map(|lead| text.strip_prefix(lead));
    let bare = bare.unwrap_or(text).trim_start();
    if let Some(millis) = shapes::duration(bare) {
        return Ok(now.plus_millis(millis));
    }
    match times::read(Line::typed(text), bare, times::Toward::Coming, now, zone)? {
        Some(when) if when.rest.is_empty() => Ok(when.at),
        _ => Err(Problem::no_time(text, "by when: in 20m, 15:00 or tomorrow 09:00")),
    }
}

/// Reads text as it is, for what no person typed: a note, now, with nothing read into it.
pub fn plain(text: &str, context: &Context<'_>) -> Part {
    Part {
        kind: EntryKind::Note,
        text: text.to_owned(),
        occurred_at: context.now,
        precision: Precision::Second,
        basis: Basis::Observed,
        handling: Handling::Open,
        mentions: Vec::new(),
        tags: Vec::new(),
        department: context.department.clone(),
        quote: None,
        source: None,
    }
}
