//! The banner: what must not be overlooked, in one or two lines.
//!
//! Where there is no room for all, parts are shortened or left out whole, in this order: UTC; the
//! phases, and that nothing is promised; by how many days a practice room's dates were moved (first
//! shorter); that the file is current; since when it is declared; most words of what is promised;
//! the title; how many are here; `typing Dana` becomes `as Dana`; all words of what is promised;
//! those days whole, and on whose behalf; who owes it; the codename (that of a practice room
//! becomes `PRACTICE`); the shield; the clock; who types. Never left out: coordinator, severity,
//! status, the nearest promise, the next promised update, what is not saved.

use crate::console::layout::Area;
use crate::console::model::Model;
use crate::console::zone;
use crate::domain::next::{Owed, Thing};
use crate::domain::time::Timestamp;
use crate::domain::words::{Role as Duty, Status};
use crate::text;

use super::canvas::Canvas;
use super::theme::Role;

/// A promise nearer than this is soon, in minutes.
const SOON_MINUTES: i64 = 15;

/// What the codename of a practice room begins with.
const PRACTICE: &str = "PRACTICE";
/// Below this width who types stands in the lower line, and parts have one blank between them.
const NARROW: u16 = 60;
/// Below this width who leads stands in the lower line, and no blank before the first part.
const TINY: u16 = 36;

/// One part of the banner.
struct Part {
    text: String,
    role: Role,
    /// What it gives up, the first thing last: at a rank, this shorter text. 0 is never given up;
    /// of the others the highest goes first.
    shorter: Vec<(u8, String)>,
    /// Whether it stands at the right edge.
    right: bool,
}

impl Part {
    /// With a shorter text for when room is wanted at that rank, before it is left out.
    fn or(mut self, rank: u8, shorter: impl Into<String>) -> Self {
        self.shorter.push((rank, shorter.into()));
        self
    }

    /// The rank at which it gives something up next.
    fn rank(&self) -> Option<u8> {
        self.shorter.last().map(|(rank, _)| *rank)
    }
}

/// A part at the left that is left out at a rank, 0 never.
fn left(rank: u8, text: impl Into<String>, role: Role) -> Part {
    let shorter = if rank > 0 { vec![(rank, String::new())] } else { Vec::new() };
    Part { text: text.into(), role, shorter, right: false }
}

fn right(rank: u8, text: impl Into<String>, role: Role) -> Part {
    Part { right: true, ..left(rank, text, role) }
}

/// Draws the banner into two lines, or everything into one.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let (mut upper, mut lower) = (upper(model), lower(model));
    if area.height >= 2 && area.width < TINY {
        lower.insert(0, lead(model));
    } else {
        upper.push(lead(model));
    }
    if area.height >= 2 && area.width < NARROW {
        // The lower line has the room: what is promised gives its words up for it.
        lower.insert(0, Part { right: true, ..typing(model) });
    } else {
        upper.push(typing(model));
    }
    if area.height >= 2 {
        line(upper, area, 0, canvas);
        line(lower, area, 1, canvas);
    } else if area.height == 1 {
        upper.extend(lower);
        line(upper, area, 0, canvas);
    }
}

/// Who leads.
fn lead(model: &Model) -> Part {
    let held = model.incident.roles.get(&Duty::IncidentCommander);
    let lead = held.map_or("IC nobody".to_owned(), |held| format!("IC {}", held.value));
    left(0, lead, Role::Title)
}

/// What the room is, what time it is.
fn upper(model: &Model) -> Vec<Part> {
    let incident = &model.incident;
    let codename = &incident.room.codename;
    let named = codename.starts_with(PRACTICE);
    let mut parts = Vec::new();
    match &incident.room.practice {
        Some(_) if named => parts.push(left(0, codename, Role::Title).or(4, PRACTICE)),
        Some(_) => {
            parts.push(left(4, codename, Role::Title));
            parts.push(left(0, PRACTICE, Role::Soon));
        }
        None => parts.push(left(4, codename, Role::Title)),
    }
    if let Some(practice) = &incident.room.practice {
        let days = practice.moved_days;
        let whole = format!("dates moved {days} days");
        parts.push(left(6, whole, Role::Soon).or(13, format!("dates +{days}d")));
    }
    parts.push(match incident.severity {
        Some(severity) => {
            let label = severity.value.label();
            left(0, label, Role::Alarm).or(1, label.replace("SEV", "S"))
        }
        None => left(0, "no severity", Role::Faint).or(1, "S?"),
    });
    parts.push(status(model));
    let on = incident.phases.iter().filter(|(_, span)| span.left.is_none());
    let phases: Vec<&str> = on.map(|(phase, _)| phase.short()).collect();
    if !phases.is_empty() {
        parts.push(left(14, phases.join("+"), Role::Text));
    }
    if !model.shielded() && !incident.room.title.is_empty() {
        parts.push(left(9, &incident.room.title, Role::Text));
    }
    if let Some(person) = &model.me.on_behalf {
        parts.push(left(6, format!("for {person}"), Role::Soon));
    }
    let clock = zone::clock(model.now, model.tz());
    let utc = zone::clock(model.now, chrono_tz::UTC);
    let part = right(2, &clock, Role::Title);
    // `15:05Z` is UTC in the capture line too.
    parts.push(match clock.strip_suffix(" UTC") {
        Some(time) => part.or(5, format!("{time}Z")),
        None => part,
    });
    if utc != clock {
        parts.push(right(15, utc, Role::Text));
    }
    parts
}

fn status(model: &Model) -> Part {
    let status = model.incident.status;
    let label = status.value.label();
    match status.value {
        Status::Declared => {
            let since = format!("{label} {}", zone::since(status.since, model.now));
            left(0, since, Role::Text).or(11, label)
        }
        Status::Signal | Status::Closed => left(0, label, Role::Text),
    }
}

/// Who types here.
fn typing(model: &Model) -> Part {
    if model.me.read_only {
        return left(1, "reading only", Role::Text);
    }
    let sure = if model.me.unconfirmed { "?" } else { "" };
    let person = &model.me.person;
    left(1, format!("typing {person}{sure}"), Role::Text).or(8, format!("as {person}{sure}"))
}

/// What is owed next, what is not saved, how the file stands.
fn lower(model: &Model) -> Vec<Part> {
    let owed = model.incident.owed();
    let mut parts = Vec::new();
    let closed = model.incident.status.value == Status::Closed;
    if closed {
        let left_open = match owed.len() {
            0 => "nothing left open".to_owned(),
            many => format!("{many} left open"),
        };
        parts.push(left(14, left_open, Role::Faint));
    } else {
        promises(model, &owed, &mut parts);
    }
    unsaved(model, &mut parts);
    if model.incident.hold.is_some() {
        parts.push(right(0, "LEGAL HOLD", Role::Alarm).or(2, "HOLD"));
    }
    parts.extend(unconfirmed(model));
    if model.reach.open_to_all {
        let short = right(0, "OPEN TO ALL ON ITS HOST (r w)", Role::Soon);
        parts.push(short.or(6, "OPEN TO ALL").or(12, "OPEN TO ALL (r w)"));
    }
    let (words, role) = reach(model);
    let rank = if role == Role::Faint { 12 } else { 0 };
    let part = right(rank, words, role);
    // Where lines wait is said by how many do; since when, by the page on the file.
    parts.push(match model.reach.away_since.filter(|_| away(model)) {
        Some(since) => {
            let (word, since) = (model.reach.word, zone::clock(since, model.tz()));
            part.or(6, format!("{word} (r w)")).or(12, format!("{word} since {since} (r w)"))
        }
        None => part,
    });
    let elsewhere = model.reach.others.iter().filter(|it| it.silent_since.is_none()).count();
    let here = model.reach.here.max(1 + elsewhere);
    if here > 1 {
        parts.push(right(8, format!("{here} here"), Role::Faint));
    }
    let shield = match model.shield.lifted_until {
        Some(until) if !model.shielded() => {
            let left = zone::countdown(until.since(model.now));
            right(0, format!("SHIELD LIFTED {left}"), Role::Alarm)
        }
        _ => right(3, "SHIELD".to_owned(), Role::Text),
    };
    parts.push(shield);
    parts
}

/// The nearest promise and the next promised update.
fn promises(model: &Model, owed: &[Owed<'_>], parts: &mut Vec<Part>) {
    let update = |one: &&Owed<'_>| matches!(one.thing, Thing::Update(_));
    if let Some(next) = owed.iter().filter(|one| one.due.is_some()).find(|one| !update(one)) {
        parts.push(promise(model, next));
    }
    if let Some(next) = owed.iter().filter(|one| one.due.is_some()).find(update) {
        parts.push(promise(model, next));
    }
    if parts.is_empty() {
        parts.push(left(14, "no promise open", Role::Faint));
    }
    words_owed(model, owed, parts);
}

/// Corrections owed, and who owes an answer on a draft for longest: a nag, below every promise.
fn words_owed(model: &Model, owed: &[Owed<'_>], parts: &mut Vec<Part>) {
    let count = |wanted: fn(&Thing<'_>) -> bool| {
        owed.iter().filter(|one| wanted(&one.thing)).collect::<Vec<_>>()
    };
    let corrections = count(|thing| matches!(thing, Thing::Correction(..)));
    if !corrections.is_empty() {
        let words = format!("CORRECT {} sent", corrections.len());
        parts.push(left(9, words, Role::Alarm));
    }
    let answers = count(|thing| matches!(thing, Thing::Approval(..)));
    if let Some(first) = answers.iter().min_by_key(|one| one.since) {
        let since = zone::since(first.since, model.now);
        let more = match answers.len() {
            1 => String::new(),
            many => format!(", {} more", many - 1),
        };
        let who = model.incident.who(first.who);
        let short = format!("{who} owes approval");
        parts.push(left(10, format!("{short} {since}{more}"), Role::Soon).or(12, short));
    }
}

fn promise(model: &Model, owed: &Owed<'_>) -> Part {
    let due = owed.due.unwrap_or(Timestamp::MAX);
    let role = match due.since(model.now) {
        late if late < 0 => Role::Alarm,
        left if left < SOON_MINUTES * 60_000 => Role::Soon,
        _ => Role::Text,
    };
    let words = if owed.is_open() || !model.shielded() { owed.words() } else { "(hidden)" };
    let words = text::cells(words);
    let who = match owed.thing {
        Thing::Update(_) => String::new(),
        Thing::Order(..)
        | Thing::Question(..)
        | Thing::Asked(..)
        | Thing::LookAgain(..)
        | Thing::Item(_)
        | Thing::Approval(..)
        | Thing::Changes(..)
        | Thing::Correction(..) => format!(" {}", model.incident.who(owed.who)),
    };
    let until = zone::until(due, model.now);
    let head = format!("{} {until}", owed.sort().to_uppercase());
    // Never left out, but its words give way, and at last who it is.
    let with = |cells: usize| {
        let words = text::brief(&words, cells, text::Set::Unicode);
        if words.is_empty() { format!("{head}{who}") } else { format!("{head}{who} {words}") }
    };
    left(0, with(120), role)
        .or(1, until.clone())
        .or(5, head.clone())
        .or(7, with(0))
        .or(8, with(12))
        .or(10, with(20))
        .or(11, with(28))
        .or(13, with(40))
        .or(14, with(60))
        .or(15, with(90))
}

/// What would be lost or waits: never left out.
fn unsaved(model: &Model, parts: &mut Vec<Part>) {
    let unsafe_yet = model.waiting.iter().filter(|one| !one.kept).count();
    let pending = model.waiting.len() - unsafe_yet;
    if unsafe_yet > 0 {
        parts.push(right(0, format!("{unsafe_yet} not yet safe"), Role::Alarm));
    }
    // Those of other consoles here and of dead ones wait too; while the file is reached that is a
    // matter of moments and not worth a word.
    let stuck = model.reach.away_since.is_some() || model.reach.differs.is_some();
    let wait = if stuck { pending.max(model.reach.waiting) } else { pending };
    if wait > 0 {
        parts.push(right(0, format!("{wait} wait"), Role::Waiting));
    }
    if !model.tray.is_empty() {
        parts.push(right(0, format!("{} refused (r x)", model.tray.len()), Role::Alarm));
    }
    if !model.capture.parked.is_empty() {
        parts.push(right(0, format!("{} parked", model.capture.parked.len()), Role::Waiting));
    }
    if let Some(because) = &model.reach.desk {
        parts.push(right(0, desk(model, because), Role::Alarm));
    } else if let Some(trouble) = &model.reach.trouble {
        parts.push(right(0, trouble.clone(), Role::Alarm));
    }
}

/// The desks that may still hold what was redacted: by name where there is room, else how many.
fn unconfirmed(model: &Model) -> Option<Part> {
    let open = model.incident.unconfirmed();
    if open.is_empty() {
        return None;
    }
    let names: Vec<String> = open.keys().map(ToString::to_string).collect();
    let count = format!("redaction: {} not confirmed (r w)", names.len());
    let whole = format!("redaction not confirmed by {}", names.join(", "));
    Some(right(0, whole, Role::Soon).or(5, format!("{} redact (r w)", names.len())).or(13, count))
}

/// How the desk fails, and what becomes of a line then.
fn desk(model: &Model, because: &str) -> String {
    let how = if because.contains("is full") { "DESK FULL" } else { "DESK FAILING" };
    let reach = &model.reach;
    let reached = reach.away_since.is_none() && reach.differs.is_none();
    if reached && reach.read_only.is_none() {
        format!("{how}: lines go straight into the file (r w)")
    } else {
        format!("{how}: no line is taken (r w)")
    }
}

/// Whether all there is to say of the file is that it is out of reach.
fn away(model: &Model) -> bool {
    let reach = &model.reach;
    reach.second.is_none() && reach.differs.is_none() && reach.read_only.is_none()
}

/// How the file stands.
fn reach(model: &Model) -> (String, Role) {
    let reach = &model.reach;
    if reach.older.is_some() {
        return ("READ ONLY: an older copy (r w)".to_owned(), Role::Alarm);
    }
    if reach.second.is_some() {
        return ("READ ONLY: second of two files (r W)".to_owned(), Role::Alarm);
    }
    if reach.differs.is_some() {
        return ("NOT THE FILE SEEN HERE (r w)".to_owned(), Role::Alarm);
    }
    if let Some(why) = &reach.read_only {
        return (format!("READ ONLY: {why}"), Role::Alarm);
    }
    if let Some(since) = reach.away_since {
        let kept = if reach.desk.is_none() { ", lines kept here" } else { "" };
        let since = zone::clock(since, model.tz());
        return (format!("{} since {since}{kept} (r w)", reach.word), Role::Alarm);
    }
    match (model.checked, reach.heard) {
        (false, Some(heard)) => {
            (format!("as of {}, checking", zone::clock(heard, model.tz())), Role::Soon)
        }
        (false, None) => ("checking".to_owned(), Role::Soon),
        (true, _) => match &model.reach.share {
            Some(share) if share.silent => {
                ("KEEPER SILENT, lines wait on the share (r k)".to_owned(), Role::Alarm)
            }
            Some(_) => ("share current".to_owned(), Role::Faint),
            None => ("file current".to_owned(), Role::Faint),
        },
    }
}

/// Writes one line, giving up what does not fit.
fn line(mut parts: Vec<Part>, area: Area, row: u16, canvas: &mut Canvas<'_>) {
    for part in &mut parts {
        part.text = text::cells_in(&part.text, canvas.set).into_owned();
    }
    let room = usize::from(area.width);
    let gap = if area.width < NARROW { 1 } else { 2 };
    let lead = usize::from(area.width >= TINY);
    let used = |parts: &[Part]| {
        let cells = parts.iter().map(|part| text::width(&part.text) + gap).sum::<usize>();
        cells.saturating_sub(1 - lead)
    };
    while used(&parts) > room {
        let Some(rank) = parts.iter().filter_map(Part::rank).max() else { break };
        for part in parts.iter_mut().filter(|part| part.rank() == Some(rank)) {
            let shorter = part.shorter.pop().map(|(_, text)| text).unwrap_or_default();
            part.text = text::cells_in(&shorter, canvas.set).into_owned();
        }
        parts.retain(|part| !part.text.is_empty());
    }
    for _ in 0..parts.len() {
        let over = used(&parts).saturating_sub(room);
        let longest = parts.iter_mut().max_by_key(|part| text::width(&part.text));
        let Some(longest) = longest.filter(|_| over > 0) else { break };
        let width = text::width(&longest.text).saturating_sub(over).max(8);
        longest.text = text::fit_in(&longest.text, width, canvas.set).into_owned();
    }
    let step = u16::try_from(gap).unwrap_or(1);
    let mut column = u16::try_from(lead).unwrap_or(1);
    for part in parts.iter().filter(|part| !part.right) {
        column = canvas.text(area, column, row, &part.text, part.role).saturating_add(step);
    }
    let rights = parts.iter().filter(|part| part.right);
    let wide: usize = rights.clone().map(|part| text::width(&part.text) + gap).sum();
    let start = u16::try_from(room.saturating_sub(wide)).unwrap_or(0);
    let mut column = start.max(column.saturating_sub(1)) + step - 1;
    for part in rights {
        column = canvas.text(area, column, row, &part.text, part.role).saturating_add(step);
    }
}
