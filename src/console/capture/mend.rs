//! A line that mends: Enter corrects the rows that it was taken up from. Which line Up takes up is
//! in [`super::last`]; any other entry comes into the line by its key, written from the record.
//!
//! A line that made several orders mends them all: whom it names still keeps theirs, corrected;
//! what is left over on both sides is corrected in turn, then struck or recorded anew.

use std::fmt::Write as _;

use crate::console::compose::{Part, Ready};
use crate::console::effect::Effect;
use crate::console::model::{Focus, Model};
use crate::console::update::{submit, submit_about};
use crate::domain::command::Command;
use crate::domain::event::{
    Basis, Direction, EntryCorrected, EntryKind, EntryRecorded, EntryWithdrawn,
};
use crate::domain::handling::Handling;
use crate::domain::ids::{EntryId, SessionId, SubmissionId};
use crate::domain::people::{DepartmentId, Party};
use crate::domain::sentence;
use crate::domain::time::{Precision, Timestamp};
use crate::domain::timeline::{Entry, Happening, Line, Side};

use super::mended::keep_tags;
use super::record::done;
use super::{Said, last, line_mut};

/// What a line mends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// The entries, and the row that last changed each, as seen; 0 while it is on its way.
    pub entries: Vec<(EntryId, u64)>,
    /// Relative words are read as of then, where the record does not say when.
    pub at: Timestamp,
    /// The earlier session that it was begun in: what that did since is nobody else's doing.
    pub typed_in: Option<SessionId>,
    /// The text as it was put into the line: unchanged, Up goes on to the line before, and Enter
    /// records nothing.
    pub was: String,
    /// Whether no sign was read in it.
    pub plain: bool,
    /// The block below it.
    pub block: Option<String>,
}

/// What is said of a line that mends and was emptied, also by an Enter in it.
pub(super) const EMPTIED: &str =
    "Still mending: type that line anew and press Enter; Esc leaves it as it was.";

/// What Enter says where the line says what the record says.
pub(super) const NOTHING_CHANGED: &str = "Nothing changed.";

/// The same where the line was left with changed words in it.
pub(super) const PARKED: &str =
    "Not mended: that line stands as it was. Ctrl-R in the line takes the half mend up again.";

impl Mending {
    /// As of when relative words are read.
    pub fn as_of(&self, model: &Model) -> Timestamp {
        let first = self.entries.first();
        let line = first.and_then(|(entry, _)| model.incident.timeline.line(entry));
        line.map_or(self.at, |line| line.recorded_at)
    }

    /// The row to which whoever types has seen an entry: what was asked for in the session that the
    /// mend was begun in is their own doing.
    fn seen(&self, entry: &Entry, seen: u64) -> u64 {
        let later = entry.history.iter().filter(|one| one.seq > seen && one.side == Side::Words);
        let own = later.take_while(|one| Some(&one.session) == self.typed_in.as_ref());
        own.last().map_or(seen, |one| one.seq)
    }

    /// What one of its rows says by now, where that was changed after it was taken up.
    pub fn overtaken(&self, model: &Model) -> Option<String> {
        let changed = self.entries.iter().find_map(|(id, seen)| {
            let entry = model.incident.timeline.entry(id)?;
            let seen = self.seen(entry, *seen).max(1);
            let after = |one: &Happening| one.seq > seen && one.side == Side::Words;
            entry.history.iter().any(after).then_some(id)
        });
        let name = sentence::name(&model.incident, changed?);
        Some(format!("Changed since you began: it is the {name} now. Yours stands here."))
    }
}

/// A submission was taken back unsent: a line that mends what it made records it anew.
pub fn taken_back(model: &mut Model, id: &SubmissionId) {
    let made = [EntryId::new(id.thing()), EntryId::new(id.thing_part(0))];
    let of = |entry: &EntryId| made.contains(entry);
    model.capture.said.retain(|said| !said.entries.iter().any(of));
    let line = line_mut(model);
    if line.mending.as_ref().is_some_and(|mending| mending.entries.iter().any(|(one, _)| of(one))) {
        line.mending = None;
    }
}

/// Puts an entry of the record into the line, written as it would be typed; false where the grammar
/// cannot say it.
pub fn mend_entry(model: &mut Model, line: &Line, entry: &Entry) -> bool {
    let Some(typed) = as_typed(line, &entry.now, &model.me.department) else {
        return false;
    };
    if !model.capture.is_empty() {
        model.notice =
            Some("A line is half typed: record or park it first (Ctrl-O, Esc).".to_owned());
        return true;
    }
    model.focus = Focus::Capture;
    let line = last::written(model, line, entry, &typed);
    model.capture.take_up(line);
    true
}

/// In milliseconds.
const MINUTE: i64 = 60_000;

/// An entry that is mended, and the row that last changed it.
type Old = (EntryId, u64);

/// Which part of the line mends which entry, and which entries are left over: whom the line still
/// names keeps theirs.
pub(super) fn pairs<'a>(
    model: &Model,
    mending: &'a Mending,
    ready: &'a Ready,
) -> (Vec<(&'a Part, Option<&'a Old>)>, Vec<&'a Old>) {
    let mut left: Vec<&Old> = mending.entries.iter().collect();
    let mut pairs: Vec<(&Part, Option<&Old>)> = Vec::new();
    for part in &ready.parts {
        let same = left.iter().position(|(entry, _)| {
            let known = model.incident.timeline.entry(entry);
            known.is_some_and(|known| known.now.kind.addressee() == part.kind.addressee())
        });
        pairs.push((part, same.map(|place| left.remove(place))));
    }
    for (_, old) in &mut pairs {
        if old.is_none() && !left.is_empty() {
            *old = Some(left.remove(0));
        }
    }
    (pairs, left)
}

/// Asks for the corrections that the line says.
pub fn correct(model: &mut Model, mending: &Mending, ready: &Ready) -> Vec<Effect> {
    let (pairs, left) = pairs(model, mending, ready);
    let text = model.line().field.text().to_owned();
    let mut effects = Vec::new();
    let mut entries = Vec::new();
    for (part, old) in pairs {
        let (entry, asked) = match old {
            Some((entry, seen)) => {
                (entry.clone(), correct_one(model, part, entry, (mending, *seen)))
            }
            None => record_too(model, part),
        };
        entries.push(entry);
        effects.extend(asked);
    }
    for (entry, seen) in left {
        let because = "the line that said it was mended".to_owned();
        let to = EntryWithdrawn { entry: entry.clone(), because };
        effects.extend(submit(model, Command::WithdrawEntry { to, seen: *seen }));
    }
    let line = model.line().clone();
    let whole = |said: &&mut Said| {
        said.entries.iter().all(|one| mending.entries.iter().any(|(entry, _)| entry == one))
    };
    for said in model.capture.said.iter_mut().filter(whole) {
        said.text.clone_from(&text);
        said.entries.clone_from(&entries);
        said.pasted.clone_from(&line.pasted);
        said.block.clone_from(&line.block);
        (said.plain, said.at) = (line.plain, mending.at);
    }
    if effects.is_empty() {
        model.notice = Some(NOTHING_CHANGED.to_owned());
    }
    effects.push(done(model));
    effects
}

/// Asks for the correction of one entry; for nothing where it says so already.
fn correct_one(
    model: &mut Model,
    part: &Part,
    entry: &EntryId,
    (mending, seen): (&Mending, u64),
) -> Vec<Effect> {
    let known = model.incident.timeline.entry(entry);
    let before = known.map(|entry| entry.now.clone());
    let seen = known.map_or(seen, |entry| entry.changed.min(mending.seen(entry, seen).max(1)));
    let now = corrected(part, entry.clone(), before.as_ref());
    if stands(model, part, entry) {
        return Vec::new();
    }
    let to =
        EntryCorrected { now, occurred_at: part.occurred_at, department: part.department.clone() };
    let command = Command::CorrectEntry { to, seen };
    let (department, now) = (part.department.clone(), model.now);
    submit_about(model, command, department, now)
}

/// Whether a mend by this part would leave its entry as it is.
pub(super) fn stands(model: &Model, part: &Part, id: &EntryId) -> bool {
    model.incident.timeline.line(id).is_some_and(|line| {
        let same = |before: &EntryRecorded| corrected(part, id.clone(), Some(before)) == *before;
        line.occurred_at == part.occurred_at
            && line.department == part.department
            && line.entry().is_some_and(|entry| same(&entry.now))
    })
}

/// Records what a mended line says beside what it said before.
fn record_too(model: &mut Model, part: &Part) -> (EntryId, Vec<Effect>) {
    let entry = EntryId::new(model.next_id().thing());
    let command = Command::Record(part.entry(entry.clone()));
    let effects = submit_about(model, command, part.department.clone(), part.occurred_at);
    (entry, effects)
}

/// The entry as the line says it, with what no line can say kept as it was.
fn corrected(part: &Part, entry: EntryId, before: Option<&EntryRecorded>) -> EntryRecorded {
    let mut now = part.entry(entry);
    if let Some(before) = before {
        if !matches!(now.kind, EntryKind::Fact { .. }) || now.source.is_none() {
            now.source.clone_from(&before.source);
        }
        if let (EntryKind::Fact { standing, .. }, EntryKind::Fact { standing: was, .. }) =
            (&mut now.kind, &before.kind)
        {
            *standing = *was;
        }
        if let Handling::Open = now.handling {
            now.handling = before.handling.clone();
        } else if now.handling.word() == before.handling.word() {
            now.handling = before.handling.clone();
        }
        keep_due(before, &mut now);
        keep_tags(before, &mut now);
    }
    now
}

/// A line says a time by its minute: one that stands in that minute stays to the second.
fn keep_due(before: &EntryRecorded, now: &mut EntryRecorded) {
    if let (Some(was), Some(due)) = (before.kind.due(), now.kind.due())
        && due.millis() % MINUTE == 0
        && (0..MINUTE).contains(&was.since(due))
    {
        now.kind = now.kind.clone().put_off(Some(was));
    }
}

/// An entry as it would be typed; nothing where the grammar cannot say it (an imported kind, a time
/// by order or hour).
pub fn as_typed(line: &Line, entry: &EntryRecorded, own: &DepartmentId) -> Option<String> {
    let mut out = String::new();
    match entry.handling {
        Handling::Open => {}
        Handling::Privileged { .. } => out.push_str("% "),
        Handling::Restricted { .. } => out.push_str("%% "),
    }
    out.push_str(match &entry.kind {
        EntryKind::Note => "",
        EntryKind::Order { .. } => "> ",
        EntryKind::Question { .. } => "? ",
        EntryKind::Decision { .. } => "! ",
        EntryKind::Assessment => "~ ",
        EntryKind::Fact { .. } => "= ",
        EntryKind::Words { .. } => "< ",
        EntryKind::Reply(_) | EntryKind::Other(_) => return None,
    });
    match entry.precision {
        Precision::Day => write!(out, "{} ", line.occurred_at.utc().format("%Y-%m-%d")).ok()?,
        Precision::Minute => write!(out, "{} ", iso(line.occurred_at, "%Y-%m-%dT%H:%MZ")).ok()?,
        Precision::Second if line.occurred_at == line.recorded_at => {}
        Precision::Second => {
            write!(out, "{} ", iso(line.occurred_at, "%Y-%m-%dT%H:%M:%SZ")).ok()?;
        }
        Precision::Hour | Precision::Order => return None,
    }
    let (to, due) = match &entry.kind {
        EntryKind::Order { to, due } | EntryKind::Question { to, due } => (to.as_ref(), *due),
        EntryKind::Words { direction, party, at } => {
            let said = match direction {
                Direction::Told => "told",
                Direction::Asks => "asks",
            };
            write!(out, "{party} {said}: ").ok()?;
            (None, at.filter(|_| *direction == Direction::Asks))
        }
        EntryKind::Note
        | EntryKind::Decision { .. }
        | EntryKind::Assessment
        | EntryKind::Fact { .. }
        | EntryKind::Reply(_)
        | EntryKind::Other(_) => (None, None),
    };
    if let Some(to) = to {
        write!(out, "{} ", at_name(to)).ok()?;
    }
    let addressed = matches!(entry.kind, EntryKind::Order { .. } | EntryKind::Question { .. });
    if !addressed && line.department != *own {
        write!(out, "@{} ", line.department).ok()?;
    }
    if let Basis::Reported { by } | Basis::Assessed { by: Some(by), .. } = &entry.basis {
        write!(out, "{}: ", at_name(by)).ok()?;
    }
    out.push_str(&entry.text);
    if let EntryKind::Decision { because, until } = &entry.kind {
        if let Some(because) = because {
            write!(out, " because {because}").ok()?;
        }
        if let Some(until) = until {
            write!(out, " until {}", iso(*until, "%Y-%m-%d %H:%MZ")).ok()?;
        }
    }
    if let Some(due) = due {
        write!(out, " by {}", iso(due, "%Y-%m-%d %H:%MZ")).ok()?;
    }
    Some(out)
}

fn iso(at: Timestamp, form: &str) -> String {
    at.utc().format(form).to_string()
}

fn at_name(party: &Party) -> String {
    match party {
        Party::Department(id) => format!("@{id}"),
        Party::Person(name) if name.as_str().contains(char::is_whitespace) => {
            format!("@\"{name}\"")
        }
        Party::Person(name) => format!("@{}", name.as_str().to_lowercase()),
    }
}
