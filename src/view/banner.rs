//! The banner: what must not be overlooked, in one or two lines.
//!
//! Where there is no room for all, parts are left out whole, in this order: UTC, the phases, how
//! long ago the file was heard, the zone's clock, the title, on whose behalf, the shield, who
//! types, the practice mark's source, the codename. Never left out: coordinator, severity, status,
//! the nearest promise, the next promised update, what is not saved.

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

/// One part of the banner.
struct Part {
    text: String,
    role: Role,
    /// 0 is never left out; of the others the highest goes first.
    rank: u8,
    /// Whether it stands at the right edge.
    right: bool,
}

const fn left(rank: u8, text: String, role: Role) -> Part {
    Part { text, role, rank, right: false }
}

const fn right(rank: u8, text: String, role: Role) -> Part {
    Part { text, role, rank, right: true }
}

/// Draws the banner into two lines, or everything into one.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let (upper, lower) = (upper(model), lower(model));
    if area.height >= 2 {
        line(upper, area, 0, canvas);
        line(lower, area, 1, canvas);
    } else if area.height == 1 {
        let mut all = upper;
        all.extend(lower);
        line(all, area, 0, canvas);
    }
}

/// What the room is, who leads it, what time it is.
fn upper(model: &Model) -> Vec<Part> {
    let incident = &model.incident;
    let mut parts = vec![left(1, incident.room.codename.clone(), Role::Title)];
    if let Some(practice) = &incident.room.practice {
        parts.push(left(0, "PRACTICE".to_owned(), Role::Soon));
        parts.push(left(7, format!("dates moved {} days", practice.moved_days), Role::Soon));
    }
    match incident.severity {
        Some(severity) => parts.push(left(0, severity.value.label().to_owned(), Role::Alarm)),
        None => parts.push(left(0, "no severity".to_owned(), Role::Faint)),
    }
    parts.push(left(0, status(model), Role::Text));
    let on = incident.phases.iter().filter(|(_, span)| span.left.is_none());
    let phases: Vec<&str> = on.map(|(phase, _)| phase.short()).collect();
    if !phases.is_empty() {
        parts.push(left(8, phases.join("+"), Role::Text));
    }
    if !model.shielded() && !incident.room.title.is_empty() {
        parts.push(left(5, incident.room.title.clone(), Role::Text));
    }
    let held = incident.roles.get(&Duty::IncidentCommander);
    let lead = held.map_or("IC nobody".to_owned(), |held| format!("IC {}", held.value));
    parts.push(left(0, lead, Role::Title));
    parts.push(left(2, typing(model), Role::Text));
    if let Some(person) = &model.me.on_behalf {
        parts.push(left(4, format!("for {person}"), Role::Soon));
    }
    let clock = zone::clock(model.now, model.tz());
    let utc = zone::clock(model.now, chrono_tz::UTC);
    parts.push(right(6, clock.clone(), Role::Title));
    if utc != clock {
        parts.push(right(9, utc, Role::Text));
    }
    parts
}

fn status(model: &Model) -> String {
    let status = model.incident.status;
    match status.value {
        Status::Declared if model.size.0 >= 60 => {
            format!("Declared {}", zone::since(status.since, model.now))
        }
        Status::Signal | Status::Closed | Status::Declared => status.value.label().to_owned(),
    }
}

fn typing(model: &Model) -> String {
    if model.me.read_only {
        return "reading only".to_owned();
    }
    let sure = if model.me.unconfirmed { "?" } else { "" };
    format!("typing {}{sure}", model.me.person)
}

/// What is owed next, what is not saved, how the file stands.
fn lower(model: &Model) -> Vec<Part> {
    let owed = model.incident.owed();
    let update = |one: &&Owed<'_>| matches!(one.thing, Thing::Update(_));
    let mut parts = Vec::new();
    if let Some(next) = owed.iter().filter(|one| one.due.is_some()).find(|one| !update(one)) {
        parts.push(promise(model, next));
    }
    if let Some(next) = owed.iter().filter(|one| one.due.is_some()).find(update) {
        parts.push(promise(model, next));
    }
    if parts.is_empty() {
        parts.push(left(9, "no promise open".to_owned(), Role::Faint));
    }
    unsaved(model, &mut parts);
    let (reach, role) = reach(model);
    let rank = if role == Role::Faint { 7 } else { 0 };
    parts.push(right(rank, reach, role));
    if model.reach.here > 1 {
        parts.push(right(5, format!("{} here", model.reach.here), Role::Faint));
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

fn promise(model: &Model, owed: &Owed<'_>) -> Part {
    let due = owed.due.unwrap_or(Timestamp::MAX);
    let role = match due.since(model.now) {
        late if late < 0 => Role::Alarm,
        left if left < SOON_MINUTES * 60_000 => Role::Soon,
        _ => Role::Text,
    };
    let words = if owed.is_open() || !model.shielded() { owed.words() } else { "(hidden)" };
    let words = text::cells(words);
    let words = text::fit(&words, 28);
    let who = match owed.thing {
        Thing::Update(_) => String::new(),
        Thing::Order(..)
        | Thing::Question(..)
        | Thing::Asked(..)
        | Thing::LookAgain(..)
        | Thing::Item(_) => format!("{} ", model.incident.who(owed.who)),
    };
    let sort = owed.sort().to_uppercase();
    left(0, format!("{sort} {} {who}{words}", zone::until(due, model.now)), role)
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

/// How the file stands.
fn reach(model: &Model) -> (String, Role) {
    let reach = &model.reach;
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
        (true, _) => ("file current".to_owned(), Role::Faint),
    }
}

/// Writes one line, leaving out what does not fit.
fn line(mut parts: Vec<Part>, area: Area, row: u16, canvas: &mut Canvas<'_>) {
    for part in &mut parts {
        part.text = text::cells_in(&part.text, canvas.set).into_owned();
    }
    let room = usize::from(area.width);
    let used = |parts: &[Part]| parts.iter().map(|part| text::width(&part.text) + 2).sum::<usize>();
    while used(&parts) > room {
        let Some(rank) = parts.iter().map(|part| part.rank).max().filter(|rank| *rank > 0) else {
            break;
        };
        parts.retain(|part| part.rank != rank);
    }
    let over = used(&parts).saturating_sub(room);
    if over > 0
        && let Some(longest) = parts.iter_mut().max_by_key(|part| text::width(&part.text))
    {
        let width = text::width(&longest.text).saturating_sub(over).max(8);
        longest.text = text::fit_in(&longest.text, width, canvas.set).into_owned();
    }
    let mut column = 1;
    for part in parts.iter().filter(|part| !part.right) {
        column = canvas.text(area, column, row, &part.text, part.role).saturating_add(2);
    }
    let rights = parts.iter().filter(|part| part.right);
    let wide: usize = rights.clone().map(|part| text::width(&part.text) + 2).sum();
    let start = u16::try_from(room.saturating_sub(wide)).unwrap_or(0);
    let mut column = start.max(column.saturating_sub(1)) + 1;
    for part in rights {
        column = canvas.text(area, column, row, &part.text, part.role).saturating_add(2);
    }
}
