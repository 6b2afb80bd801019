//! What the banner says, in words, and what each part gives up where there is little room. Apart
//! from its cells, because the page that the banner names (`r w`) lists the same parts whole.
//!
//! First what is a danger or owed stays, then states. A part is said in fewer words before any is
//! left out, and one that must not be overlooked is never left out silently: it is counted. Each
//! rank below is a step; the highest goes first.
//!
//! | Rank | What is given up |
//! |---|---|
//! | 80 to 73 | UTC, that nothing is promised, that the file is current; most words of what is owed and of the title |
//! | 72 to 60 | what to do about a state, where its key says so; the title; all phases but the last; `typing Dana` becomes `as Dana`; since when it is declared |
//! | 59 to 50 | the names of several phases, how many are here; half of the short words of what is owed; the phase |
//! | 49 to 40 | who owes an answer on a draft; the longer word for a state |
//! | 39 to 30 | the last words of what is owed, the keys; how a practice room's dates were moved |
//! | 29 to 20 | states: who may read the file, redactions; what else is late; who owes it; below 60 columns the codename |
//! | 19 to 9 | a hold, corrections, parked lines, names but the first; the shield, the clock, who types; the codename |
//! | 8 to 1 | on the smallest screens alone: what must stay, the most urgent last |

mod state;

use super::model::Model;
use super::zone;
use crate::domain::next::{Owed, Thing};
use crate::domain::time::Timestamp;
use crate::domain::words::{Anchor, Role as Duty, Status};
use crate::text::{self, Set};

/// A promise nearer than this is soon, in minutes.
const SOON_MINUTES: i64 = 15;

/// Below this width who types stands in the lower line: there the codename gives way to the clock.
pub const NARROW: u16 = 60;
/// Below this width the codename gives way too.
pub const TINY: u16 = 36;

/// What the codename of a practice room begins with.
const PRACTICE: &str = "PRACTICE";

/// How a part is meant, whatever colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A name.
    Title,
    /// A plain word.
    Plain,
    /// Beside the point.
    Faint,
    /// Soon due, or to be looked after.
    Soon,
    /// On its way.
    Waiting,
    /// Wrong, or late.
    Alarm,
}

/// One part of the banner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it says, whole.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
    /// What it gives up, the first thing last: at a rank, this shorter text; nothing at all at the
    /// lowest.
    pub shorter: Vec<(u8, String)>,
    /// Whether it stands at the right edge.
    pub right: bool,
    /// Whether it is counted where there is no room for it.
    pub counts: bool,
}

impl Part {
    /// With a shorter text for when room is wanted at that rank, before it is left out.
    fn or(mut self, rank: u8, shorter: impl Into<String>) -> Self {
        self.shorter.push((rank, shorter.into()));
        self
    }

    /// A part of the left that is left out at a rank.
    fn left(rank: u8, text: impl Into<String>, tone: Tone) -> Self {
        let counts = matches!(tone, Tone::Soon | Tone::Waiting | Tone::Alarm);
        let shorter = vec![(rank, String::new())];
        Self { text: text.into(), tone, shorter, right: false, counts }
    }

    fn right(rank: u8, text: impl Into<String>, tone: Tone) -> Self {
        Self { right: true, ..Self::left(rank, text, tone) }
    }

    /// Counted where it is left out, however plain it is.
    fn counted(self) -> Self {
        Self { counts: true, ..self }
    }

    /// Left out without a word: it stands elsewhere on the screen.
    fn uncounted(self) -> Self {
        Self { counts: false, ..self }
    }
}

/// Who leads.
pub fn lead(model: &Model) -> Part {
    let held = model.incident.roles.get(&Duty::IncidentCommander);
    let Some(held) = held else { return Part::left(5, "IC nobody", Tone::Title) };
    let name = held.value.as_str();
    let part = Part::left(5, format!("IC {name}"), Tone::Title);
    match name.split_once(' ') {
        Some((first, _)) => part.or(17, format!("IC {first}")),
        None => part,
    }
}

/// Who types here; with the key, where it may be another by now.
pub fn typing(model: &Model) -> Part {
    if model.me.read_only {
        return Part::left(10, "reading only", Tone::Plain);
    }
    let person = model.me.person.as_str();
    let first = person.split(' ').next().unwrap_or(person);
    if model.me.unconfirmed {
        return Part::left(10, format!("typing: {person}? (r t)"), Tone::Soon)
            .or(16, format!("as {first}?"))
            .or(61, format!("as {person}? (r t)"))
            .uncounted();
    }
    Part::left(10, format!("typing {person}"), Tone::Plain)
        .or(16, format!("as {first}"))
        .or(61, format!("as {person}"))
}

/// What the room is, what time it is.
pub fn upper(model: &Model, set: Set) -> Vec<Part> {
    let incident = &model.incident;
    let mut parts = names(model);
    parts.push(match incident.severity {
        Some(severity) => {
            let label = severity.value.label();
            Part::left(6, label, Tone::Alarm).or(14, label.replace("SEV", "S"))
        }
        None => Part::left(6, "no severity", Tone::Faint).or(14, "S?"),
    });
    parts.push(status(model));
    let on = incident.phases.iter().filter(|(_, span)| span.left.is_none());
    let phases: Vec<&str> = on.map(|(phase, _)| phase.short()).collect();
    if let Some(last) = phases.last() {
        let part = Part::left(50, phases.join("+"), Tone::Plain);
        // On a narrow screen a count would cost what is owed its owner.
        let part = if model.size.0 < NARROW { part } else { part.counted() };
        parts.push(match phases.len() {
            1 => part,
            many => part.or(59, format!("{many} phases")).or(62, format!("{last} +{}", many - 1)),
        });
    }
    if !model.shielded() && !incident.room.title.is_empty() {
        let title = text::cells_in(&incident.room.title, set).into_owned();
        let brief = |cells| text::whole_words(&title, cells, set);
        let part = Part::left(66, &title, Tone::Plain);
        parts.push(part.or(68, brief(24)).or(72, brief(40)).or(75, brief(60)));
    }
    if let Some(person) = &model.me.on_behalf {
        parts.push(Part::left(30, format!("for {person}"), Tone::Soon));
    }
    let clock = zone::clock(model.now, model.tz());
    let utc = zone::clock(model.now, chrono_tz::UTC);
    let part = Part::right(12, &clock, Tone::Title);
    // `15:05Z` is UTC in the capture line too.
    parts.push(match clock.strip_suffix(" UTC") {
        Some(time) => part.or(31, format!("{time}Z")),
        None => part,
    });
    if utc != clock {
        parts.push(Part::right(80, utc, Tone::Plain));
    }
    parts
}

/// The codename, and that it is practice.
fn names(model: &Model) -> Vec<Part> {
    let codename = &model.incident.room.codename;
    // It outlasts who types, who leads and how bad it is: it says which room this is. On the
    // smallest screens there is room for neither, and the window's title alone has it.
    let last = if model.size.0 < TINY { 20 } else { 3 };
    let Some(practice) = &model.incident.room.practice else {
        return vec![Part::left(last, codename, Tone::Title)];
    };
    let mut parts = if codename.starts_with(PRACTICE) {
        let word = if last < 9 { 9 } else { last };
        vec![Part::left(last.min(7), codename, Tone::Title).or(word, PRACTICE)]
    } else {
        let practice = Part::left(7, PRACTICE, Tone::Soon);
        vec![Part::left(last, codename, Tone::Title), practice]
    };
    let days = practice.moved_days;
    let dates = Part::left(30, format!("dates moved {days} days"), Tone::Soon).uncounted();
    parts.push(dates.or(65, format!("dates +{days}d")));
    parts
}

fn status(model: &Model) -> Part {
    let status = model.incident.status;
    let label = status.value.label();
    match status.value {
        Status::Declared => {
            // Since it was declared, also where it was closed and opened again in between.
            let declared = model.incident.anchors.get(&Anchor::from("declared"));
            let since = declared.and_then(|anchor| anchor.now()?.at).unwrap_or(status.since);
            let since = format!("{label} {}", zone::since(since, model.now));
            Part::left(4, since, Tone::Plain).or(60, label)
        }
        Status::Signal | Status::Closed => Part::left(4, label, Tone::Plain),
    }
}

/// What is owed next, what is not saved, how the file stands.
pub fn lower(model: &Model, owed: &[Owed<'_>], set: Set) -> Vec<Part> {
    let mut parts = Vec::new();
    if model.incident.status.value == Status::Closed {
        parts.push(match model.incident.left_open() {
            0 => Part::left(60, "nothing left open", Tone::Faint),
            many => Part::left(2, format!("{many} left open"), Tone::Plain)
                .or(21, format!("{many} open")),
        });
    } else {
        promises(model, owed, set, &mut parts);
    }
    parts.extend(state::parts(model));
    parts
}

/// How many parts there is no room for, and which key lists them.
pub fn more(many: usize) -> Part {
    let part = Part::left(1, format!("+{many} more (r w)"), Tone::Alarm).uncounted();
    part.or(23, format!("+{many}")).or(34, format!("+{many} (r w)"))
}

/// What must not be overlooked, each part whole: for the page that the banner names.
pub fn whole(model: &Model) -> Vec<String> {
    let lower = lower(model, &model.incident.owed(), Set::Unicode);
    let phases = upper(model, Set::Unicode).into_iter().filter(|part| part.tone == Tone::Plain);
    lower.into_iter().chain(phases).filter(|part| part.counts).map(|part| part.text).collect()
}

/// The nearest promise and the next promised update, how many more are late, and what is owed of
/// words that went out.
fn promises(model: &Model, owed: &[Owed<'_>], set: Set, parts: &mut Vec<Part>) {
    let update = |one: &&Owed<'_>| matches!(one.thing, Thing::Update(_));
    let timed = || owed.iter().filter(|one| one.due.is_some());
    let next = timed().find(|one| !update(one));
    let updates = timed().find(update);
    parts.extend(next.map(|next| promise(model, next, 1, set)));
    let late = timed().filter(|one| one.is_late(model.now)).count();
    let said = [next, updates].into_iter().flatten().filter(|one| one.is_late(model.now)).count();
    if late > said {
        let more = Part::left(21, format!("+{} late", late - said), Tone::Alarm);
        parts.push(more);
    }
    parts.extend(updates.map(|update| promise(model, update, 2, set)));
    words_owed(model, owed, parts);
    if parts.is_empty() {
        parts.push(Part::left(78, "no promise open", Tone::Faint));
    }
}

/// Corrections owed, and who owes an answer, the go or the sending of a draft for longest: a nag,
/// below every promise.
fn words_owed(model: &Model, owed: &[Owed<'_>], parts: &mut Vec<Part>) {
    let count = |wanted: fn(&Thing<'_>) -> bool| {
        owed.iter().filter(|one| wanted(&one.thing)).collect::<Vec<_>>()
    };
    let corrections = count(|thing| matches!(thing, Thing::Correction(..)));
    if !corrections.is_empty() {
        let many = corrections.len();
        let part = Part::left(18, format!("CORRECT {many} sent"), Tone::Alarm);
        parts.push(part.or(33, format!("CORRECT {many}")));
    }
    if model.incident.plan.broken.is_some() {
        let many = owed.iter().filter(|one| one.at_once).count();
        let left = if many == 0 { String::new() } else { format!(", {many} to tell") };
        let part = Part::left(17, format!("EMBARGO BROKEN{left}"), Tone::Alarm);
        parts.push(part.or(34, "EMBARGO BROKEN".to_owned()));
    }
    let unclear = count(|thing| matches!(thing, Thing::Outcome(..))).len();
    if unclear > 0 {
        let many = if unclear == 1 { String::new() } else { format!(" {unclear}") };
        let part = Part::left(19, format!("SENT?{many} say if it went out"), Tone::Alarm);
        parts.push(part.or(35, format!("SENT?{many}")));
    }
    let answers =
        count(|thing| matches!(thing, Thing::Approval(..) | Thing::Go(_) | Thing::Sending(_)));
    if let Some(first) = answers.iter().min_by_key(|one| one.since) {
        // Fresh, it has no time: "now" would sound like a deadline.
        let waited = model.now.since(first.since) >= 60_000;
        let clock = || zone::beside(first.since, model.now, model.now, model.tz());
        let since = if waited { format!(" since {}", clock()) } else { String::new() };
        let more = match answers.len() {
            1 => String::new(),
            many => format!(", {} more", many - 1),
        };
        let few =
            if answers.len() > 1 { format!(" +{}", answers.len() - 1) } else { String::new() };
        let who = model.incident.who(first, !model.shielded());
        let what = match first.thing {
            Thing::Go(_) => "the go",
            Thing::Sending(_) => "sending",
            _ => "approval",
        };
        let short = format!("{who} owes {what}");
        let part = Part::left(49, format!("{short}{since}{more}"), Tone::Soon);
        parts.push(part.or(70, format!("{short}{few}")));
    }
}

/// A promise; `last` is the rank at which it is left out, on the smallest screens alone.
fn promise(model: &Model, owed: &Owed<'_>, last: u8, set: Set) -> Part {
    let due = owed.due.unwrap_or(Timestamp::MAX);
    let tone = match due.since(model.now) {
        late if late < 0 => Tone::Alarm,
        left if left < SOON_MINUTES * 60_000 => Tone::Soon,
        _ => Tone::Plain,
    };
    let told = owed.told();
    let words = told.as_deref().unwrap_or_else(|| owed.words());
    let hidden = !owed.is_open() && model.shielded();
    let words = if hidden { "(hidden)" } else { words };
    let words = text::cells_in(words, set);
    let named = model.incident.who(owed, !model.shielded());
    let who = match owed.thing {
        Thing::Update(_) => String::new(),
        // Said once: of all of it.
        _ if hidden && named == words => String::new(),
        Thing::Order(..)
        | Thing::Question(..)
        | Thing::Asked(..)
        | Thing::LookAgain(..)
        | Thing::Item(_)
        | Thing::Approval(..)
        | Thing::Changes(..)
        | Thing::Correction(..)
        | Thing::Go(_)
        | Thing::Sending(_)
        | Thing::Outcome(..)
        | Thing::Expiry(_)
        | Thing::Tell(_) => format!(" {named}"),
    };
    let until = zone::until(due, model.now);
    let head = format!("{} {until}", owed.sort().to_uppercase());
    // What is due is said even where there is no room for what it is.
    let nearest = if until.ends_with(" late") { until } else { format!("due {until}") };
    let with = |cells: usize| match text::whole_words(&words, cells, set) {
        none if none.is_empty() => format!("{head}{who}"),
        some => format!("{head}{who} {some}"),
    };
    // An update is promised to the outside: it says that it is one.
    let nearest = if matches!(owed.thing, Thing::Update(_)) { head.clone() } else { nearest };
    Part { counts: true, ..Part::left(last, with(120), tone) }
        .or(9, nearest)
        .or(25, head.clone())
        .or(32, with(0))
        .or(36, with(12))
        .or(52, with(20))
        .or(64, with(28))
        .or(77, with(40))
        .or(78, with(60))
        .or(79, with(90))
}
