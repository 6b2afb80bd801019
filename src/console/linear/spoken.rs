//! How things sound: a line, an item, something owed, the room, each as one sentence that a screen
//! reader can read out.
//!
//! Separate from the commands, so that a thing is said the same way in a list, in an announcement
//! and in its details. What must stay true: what the shield hides is dots here, whoever asks.

use std::fmt::Write as _;

use crate::console::compose;
use crate::console::drafts::{expiry, row, said};
use crate::console::model::{Model, Reach};
use crate::console::standing::{DeskTrouble, Doubt};
use crate::console::zone;
use crate::domain::aim::Aim;
use crate::domain::checklist::Item;
use crate::domain::draft::Draft;
use crate::domain::event::{Basis, Direction, EntryKind, ItemState, OrderState, Standing};
use crate::domain::incident::Incident;
use crate::domain::next::Owed;
use crate::domain::people::{DepartmentId, Party};
use crate::domain::placeholder;
use crate::domain::sentence;
use crate::domain::time::{Precision, Timestamp};
use crate::domain::timeline::{EditMark, Entry, Line, What};

use crate::text;

use super::Page;

/// In the place of words that the shield hides.
const HIDDEN: &str = "•••";

/// The stop that a sentence lacks.
pub fn stop(words: &str) -> &'static str {
    if words.trim_end().ends_with(['.', '?', '!', ':', '…']) { "" } else { "." }
}

/// Lines of a page, each as a sentence, in one line.
pub fn sentences(lines: &[String]) -> String {
    let lines: Vec<String> =
        lines.iter().map(|line| format!("{}{}", line.trim(), stop(line))).collect();
    lines.join(" ")
}

/// Lines of a page as clauses of one sentence.
pub fn joined(lines: &[String]) -> String {
    let mut out = String::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push_str(if out.ends_with(':') { " " } else { "; " });
        }
        out.push_str(line);
    }
    out
}

/// A line of a page with its box in words, for nobody hears what a box holds.
pub fn unboxed(line: &str) -> String {
    let words = line.trim_start();
    let indent = &line[..line.len() - words.len()];
    match (words.strip_prefix("[ ] "), words.strip_prefix("[x] ")) {
        (Some(words), _) => format!("{indent}open: {words}"),
        (_, Some(words)) => format!("{indent}done: {words}"),
        (None, None) => line.to_owned(),
    }
}

/// A moment: `14:58 CET`, with the day where it is not today.
pub fn moment(model: &Model, at: Timestamp) -> String {
    let tz = model.tz();
    if zone::date(at, tz) == zone::date(model.now, tz) {
        zone::clock(at, tz)
    } else {
        zone::moment(at, model.now, tz)
    }
}

/// A moment as exactly as it is known.
fn when(model: &Model, at: Timestamp, precision: Precision) -> String {
    let tz = model.tz();
    match precision {
        Precision::Second | Precision::Minute => moment(model, at),
        Precision::Hour => format!("about {}", moment(model, at)),
        Precision::Day => zone::day(zone::date_of(at, precision, tz), model.now, tz),
        Precision::Order => "Time not known,".to_owned(),
    }
}

/// `by 15:05 CET, in 7m`.
pub fn due(model: &Model, due: Timestamp) -> String {
    format!("by {}, {}", moment(model, due), zone::until(due, model.now))
}

/// Whether the shield hides a line now.
pub fn is_hidden(model: &Model, entry: &Entry) -> bool {
    model.shielded() && !entry.now.handling.is_open()
}

/// A line: `14:58 CET Infra, note: db-7 talked to 203.0.113.9. By Dana.`
pub fn line(model: &Model, line: &Line) -> String {
    let incident = &model.incident;
    let department = incident.short(&line.department);
    match &line.what {
        What::Auto(auto) => {
            let said = sentence::full(incident, auto, line.seq);
            let said = sentence::in_zone(&said, |at| moment(model, at));
            format!("{} {department}: {said}. By {}.", moment(model, line.occurred_at), line.by())
        }
        What::Entry(entry) => {
            let at = when(model, line.occurred_at, entry.now.precision);
            let mut out = format!("{at} {department}, {}", entry_words(model, entry));
            let _ = write!(out, " By {}.", line.by());
            out
        }
    }
}

/// An entry without time and author: `order to Infra, by 15:10 CET, in 6m: rotate keys.`
pub fn entry_words(model: &Model, entry: &Entry) -> String {
    let handling = &entry.now.handling;
    if is_hidden(model, entry) {
        return format!("{} {}: {HIDDEN}.", handling.word(), entry.now.kind.word());
    }
    let mut out = String::new();
    if !handling.is_open() {
        out.push_str(handling.word());
        out.push(' ');
    }
    out.push_str(&kind(model, entry));
    out.push_str(": ");
    out.push_str(&entry.now.text);
    if let Some(quote) = &entry.now.quote {
        let _ = write!(out, " (and {} quoted)", compose::lines_of(text::lines(quote).count()));
    }
    out.push_str(stop(&out));
    for mark in marks(model, entry) {
        let _ = write!(out, " {mark}{}", stop(&mark));
    }
    out
}

/// What sort of line, with what only that sort has.
fn kind(model: &Model, entry: &Entry) -> String {
    let incident = &model.incident;
    let to = |to: &Option<Party>| {
        to.as_ref().map_or("anybody", |to| sentence::party(incident, to)).to_owned()
    };
    let by = |at: &Option<Timestamp>| at.map(|at| format!(", {}", due(model, at)));
    match &entry.now.kind {
        EntryKind::Note => "note".to_owned(),
        EntryKind::Order { to: whom, due } => {
            let state = match &entry.order {
                OrderState::Given => String::new(),
                state => format!(", {}", sentence::order_state(state)),
            };
            let open = matches!(entry.order, OrderState::Given | OrderState::Acknowledged { .. });
            let by = by(due).filter(|_| open).unwrap_or_default();
            format!("order to {}{by}{state}", to(whom))
        }
        EntryKind::Question { to: whom, due } => match entry.answer {
            Some(_) => format!("question to {}, answered", to(whom)),
            None => format!("question to {}{}", to(whom), by(due).unwrap_or_default()),
        },
        EntryKind::Decision { because, until } => {
            let until = until.map(|at| format!(", until {}", moment(model, at)));
            let because = because.as_ref().map(|why| format!(", because {why}"));
            format!("decision{}{}", until.unwrap_or_default(), because.unwrap_or_default())
        }
        EntryKind::Assessment => "assessment".to_owned(),
        EntryKind::Fact { standing: Standing::Believed, .. } => "fact, believed".to_owned(),
        EntryKind::Fact { standing: Standing::Known, .. } => "fact, known".to_owned(),
        EntryKind::Words { direction: Direction::Told, party, at } => {
            let at = at.map(|at| format!(" at {}", moment(model, at))).unwrap_or_default();
            format!("{party} was told{at}")
        }
        EntryKind::Words { direction: Direction::Asks, party, at } => match entry.answer {
            Some(_) => format!("{party} asked, answered"),
            None => format!("{party} asks{}", by(at).unwrap_or_default()),
        },
        EntryKind::Reply(reply) => {
            format!("reply to {}", sentence::title(&model.incident, &reply.draft))
        }
        EntryKind::Other(word) => word.to_string(),
    }
}

/// How it is known, and what became of it.
fn marks(model: &Model, entry: &Entry) -> Vec<String> {
    let party = |by: &Party| sentence::party(&model.incident, by).to_owned();
    let mut marks = Vec::new();
    match &entry.now.basis {
        Basis::Observed | Basis::Assessed { by: None, .. } => {}
        Basis::Reported { by } => marks.push(format!("Said by {}", party(by))),
        Basis::Assessed { by: Some(by), .. } => marks.push(format!("Judged by {}", party(by))),
    }
    if let Some(source) = &entry.now.source {
        marks.push(format!("From {source}"));
    }
    match entry.edited() {
        EditMark::AsWritten => {}
        EditMark::Edited => marks.push("Edited".to_owned()),
        EditMark::Corrected => marks.push("Corrected".to_owned()),
    }
    if entry.pinned {
        marks.push("Pinned".to_owned());
    }
    if let Some(struck) = &entry.withdrawn {
        marks.push(format!("Struck by {}: {}", struck.by, struck.because));
    }
    marks
}

/// Something owed: `order, Infra, by 15:10 CET, in 6m: rotate keys.`
pub fn owed(model: &Model, owed: &Owed<'_>) -> String {
    let who = model.incident.who(owed, !model.shielded());
    let due = match owed.due {
        Some(at) => due(model, at),
        None if owed.at_once => "at once".to_owned(),
        None => format!("no time said, since {}", zone::since(owed.since, model.now)),
    };
    let hidden = model.shielded() && !owed.is_open();
    let words = if hidden { HIDDEN.into() } else { owed.said() };
    let taken = if owed.is_taken() { ", taken" } else { "" };
    let words = match owed.from.filter(|from| *from > model.now) {
        Some(from) => format!("{words}, not before {}", moment(model, from)).into(),
        None => words,
    };
    format!("{}, {who}, {due}{taken}: {words}{}", owed.sort(), stop(&words))
}

/// An item: `open, aim 15:20 CET: Decide whether … Phase Contain. Waits for: …`
pub fn item(model: &Model, item: &Item) -> String {
    let incident = &model.incident;
    let mut out = sentence::item_state(&item.state);
    if item.is_open() {
        if let Some(promise) = item.promise {
            let _ = write!(out, ", promised {}", due(model, promise));
        } else if let Some(aim) = aim(model, item) {
            let _ = write!(out, ", {aim}");
        }
    }
    if let Some(who) = &item.assignee {
        let _ = write!(out, ", with {who}");
    }
    let action = &item.given.action;
    let _ = write!(out, ": {action}{} Phase {}.", stop(action), item.given.phase.short());
    if item.is_open() && !matches!(item.state, ItemState::InProgress) {
        for first in incident.waits_for(item) {
            let first = &first.given.action;
            let _ = write!(out, " First: {first}{}", stop(first));
        }
    }
    out
}

/// What an item is aimed at, in words.
fn aim(model: &Model, item: &Item) -> Option<String> {
    let aim = model.incident.aim(item);
    if let Aim::At { from, until } = aim {
        let until = until.map(|until| format!(" to {}", moment(model, until))).unwrap_or_default();
        return Some(format!("aim {}{until}", moment(model, from)));
    }
    aim.words()
}

/// A lane: `Infra: 2 of 7 done, 1 promised, 1 late. Last word 12m ago.`
pub fn lane(model: &Model, id: &DepartmentId) -> String {
    let lane = model.incident.lane(id, model.now);
    let mut out =
        format!("{} ({id}): {} of {} done", model.incident.short(id), lane.done, lane.applicable);
    for (many, what) in [
        (lane.promised, "promised"),
        (lane.late, "late"),
        (lane.blocked, "blocked"),
        (lane.asking, "no longer possible in time"),
    ] {
        if many > 0 {
            let _ = write!(out, ", {many} {what}");
        }
    }
    match lane.last_word {
        Some(word) => {
            let _ = write!(out, ". Last word {}.", zone::since(word.at, model.now));
        }
        None => out.push_str(". Not heard yet."),
    }
    out
}

/// A draft: `Customers affected, to customers by status page. Text 3 by Lee 12m ago. 120 words.`
pub fn draft(model: &Model, draft: &Draft) -> String {
    if model.shielded() && !draft.handling.is_open() {
        return format!("{} draft: {HIDDEN}", draft.handling.word());
    }
    let mut out = draft.title.clone();
    if !draft.audience.is_empty() {
        let _ = write!(out, ", to {}", draft.audience);
    }
    if !draft.channel.is_empty() {
        let _ = write!(out, ", by {}", draft.channel);
    }
    out.push('.');
    if let Some(latest) = draft.latest() {
        let words = latest.word_count();
        let ago = zone::since(latest.at, model.now);
        let _ = write!(out, " Text {} by {} {ago}, {words} words.", latest.number, latest.by);
        let unset = model.incident.unset(latest.names());
        if !unset.is_empty() {
            let _ = write!(out, " {} unset: {}.", unset.len(), unset.join(", "));
        }
        for typed in latest.broken() {
            let typed = placeholder::one_line(typed);
            let _ = write!(out, " {typed} is no name.");
        }
        for moved in row::moved(model, latest) {
            let _ = write!(out, " A cited fact changed: {moved}.");
        }
    }
    for words in expiry::short(model, draft).into_iter().chain(said::short(model, draft)) {
        let _ = write!(out, " It stands so: {words}.");
    }
    if draft.diverges() {
        let _ = write!(out, " {} texts stand side by side.", draft.tips().len());
    }
    if let Some(by) = said::superseded_by(model, draft) {
        let _ = write!(out, " Superseded by {by}.");
    } else if let Some(why) = &draft.shelved {
        let _ = write!(out, " Put aside: {why}.");
    }
    out
}

/// Where the room stands.
pub fn status(page: &mut Page, model: &Model) {
    let incident = &model.incident;
    let severity = incident.severity.map_or("no severity", |one| one.value.label());
    let mut out =
        format!("{}: {}, {severity}", incident.room.codename, incident.status.value.label());
    let going = incident.phases.iter().filter(|(_, span)| span.left.is_none());
    let phases: Vec<&str> = going.map(|(phase, _)| phase.short()).collect();
    if !phases.is_empty() {
        let _ = write!(out, ", {}", phases.join(", "));
    }
    page.say(format!("{out}."));
    if let Some(practice) = &incident.room.practice {
        page.say(format!("PRACTICE ROOM, nothing in it is real now: {}.", practice.of));
    }
    if !model.shielded() && !incident.room.title.is_empty() {
        page.say(format!("Title: {}.", incident.room.title));
    }
    for (role, held) in &incident.roles {
        page.say(format!("{}: {}.", role.label(), held.value));
    }
    let (owed, late) = owed_and_late(incident, model.now);
    let now = zone::moment(model.now, model.now, model.tz());
    let open = incident.left_open();
    page.say(format!("It is {now}. {open} open: {owed} owed, {late} late, {} items.", open - owed));
    if !model.tray.is_empty() {
        page.say(format!("{} refused and not dealt with: /tray.", model.tray.len()));
    }
    reach(page, model, &model.reach);
    if model.me.read_only {
        page.say("This console only reads: nothing can be recorded from here.");
    }
}

fn owed_and_late(incident: &Incident, now: Timestamp) -> (usize, usize) {
    let (owed, now) = (incident.owed(), incident.late_against(now));
    (owed.len(), owed.iter().filter(|one| one.is_late(now)).count())
}

/// How file and desk stand, where there is something to say.
pub fn reach(page: &mut Page, model: &Model, reach: &Reach) {
    if let Some(why) = &reach.read_only {
        page.say(format!("Nothing can be recorded here: {why}."));
    } else if let Some(since) = reach.away_since {
        let since = moment(model, since);
        let because = reach.because.as_deref().unwrap_or("no reason was told");
        let kept = if reach.desk.is_none() { "; lines are kept at this host's desk" } else { "" };
        let how = match *reach.doubt {
            Doubt::Damaged => "is damaged, seen so at",
            _ => "is out of reach since",
        };
        page.say(format!("The file {how} {since}: {because}{kept}."));
    } else if let Some(how) = &reach.differs {
        page.say(format!("This is not the file that was seen here: {how}."));
    }
    if let Some(DeskTrouble { because, .. }) = &reach.desk {
        page.say(format!(
            "This host's desk keeps nothing: {because}. A line is taken only if the file takes it, \
             and what waits for a word is kept nowhere."
        ));
    }
    if let Some(trouble) = &reach.trouble
        && reach.read_only.as_ref() != Some(trouble)
    {
        page.say(format!("Trouble: {trouble}."));
    }
}
