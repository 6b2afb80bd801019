//! Enter: what the line says becomes a submission, and the line is open and empty again. What wants
//! a second look wants a second Enter.

use chrono_tz::Tz;

use crate::console::compose::{self, Reading, Ready};
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::overlay::{self, Answered, Asks, ChoiceRow, Overlay};
use crate::console::update::{cannot_record, submit, submit_about};
use crate::console::{taken_off, zone};
use crate::domain::command::Command;
use crate::domain::handling::Handling;
use crate::domain::ids::EntryId;
use crate::domain::time::Timestamp;

use super::{Ask, KeptLine, Known, Said, line_mut, mend, mended, parked, reading, settle, slot};

/// How many said lines are kept for mending.
const SAID_KEPT: usize = 20;

/// Records the line.
pub fn record(model: &mut Model) -> Vec<Effect> {
    if model.line().is_empty() {
        settle(model);
        return Vec::new();
    }
    if let Some(why) = cannot_record(model) {
        model.notice = Some(why);
        return Vec::new();
    }
    let line = model.line();
    let mends = line.mending.iter().flat_map(|mending| &mending.entries);
    let recorded = |entry: &EntryId| model.incident.timeline.entry(entry).is_some();
    if line.is_untouched_mend() && mends.map(|(entry, _)| entry).all(recorded) {
        model.notice = Some(mend::NOTHING_CHANGED.to_owned());
        return vec![done(model)];
    }
    let read = reading(model);
    let hidden = (model.shielded() && model.line().is_private()).then(|| read.shielded());
    let ready = match read {
        Reading::Empty => return Vec::new(),
        Reading::Problem(problem) => {
            model.notice = Some(hidden.unwrap_or_else(|| problem.sentence()));
            return Vec::new();
        }
        Reading::Ready(ready) => ready,
    };
    if let Some(why) = ready.too_long() {
        model.notice = Some(why);
        return Vec::new();
    }
    let whole = model.line().whole_text();
    let redacted = taken_off::doubt(model, &whole).filter(|_| !model.line().asked);
    let other = mended::another(model, &ready);
    let doubted = ready.wants_second_enter() || redacted.is_some() || other.is_some();
    if doubted && !model.line().asked {
        line_mut(model).asked = true;
        let words = ready.warnings.iter().map(compose::Warning::sentence);
        let words: Vec<String> = redacted.into_iter().chain(other).chain(words).collect();
        model.notice = Some(hidden.unwrap_or_else(|| words.join(" · ")));
        return Vec::new();
    }
    if let Some(mending) = model.line().mending.clone() {
        return mend::correct(model, &mending, &ready);
    }
    let mut effects = send(model, &ready);
    effects.push(done(model));
    say_where(model, &ready);
    effects
}

/// A line of the past goes where it happened, which may be out of sight: says where.
fn say_where(model: &mut Model, ready: &Ready) {
    let past = ready.parts.first().map(|part| (part.occurred_at, part.precision));
    let Some((at, precision)) = past.filter(|(at, _)| model.now.since(*at) >= 60_000) else {
        return;
    };
    if model.notice.is_none() {
        let zone = model.tz();
        let day = zone::day(zone::date_of(at, precision, zone), model.now, zone);
        let column = zone::column(at, precision, zone);
        model.notice = Some(format!("It stands at {column} {day} in the timeline."));
    }
}

/// Sends what the line says, and remembers how it was typed.
fn send(model: &mut Model, ready: &Ready) -> Vec<Effect> {
    let line = model.line();
    let said = Said {
        by: model.me.person.clone(),
        entries: ids(model, ready),
        text: line.field.text().to_owned(),
        pasted: line.pasted.clone(),
        plain: line.plain,
        block: line.block.clone(),
        at: model.now,
    };
    model.capture.said.push(said);
    let surplus = model.capture.said.len().saturating_sub(SAID_KEPT);
    model.capture.said.drain(..surplus);
    post(model, ready)
}

/// The entries that the next submission makes of these parts.
fn ids(model: &Model, ready: &Ready) -> Vec<EntryId> {
    let id = model.next_id();
    match ready.parts.len() {
        1 => vec![EntryId::new(id.thing())],
        several => (0..several).map(|place| EntryId::new(id.thing_part(place))).collect(),
    }
}

/// Sends one entry, or several in one.
fn post(model: &mut Model, ready: &Ready) -> Vec<Effect> {
    let mut entries = ids(model, ready);
    match (ready.parts.as_slice(), entries.pop()) {
        ([part], Some(entry)) => {
            let command = Command::Record(part.entry(entry));
            submit_about(model, command, part.department.clone(), part.occurred_at)
        }
        (parts, last) => {
            let entries = entries.into_iter().chain(last);
            let lines = parts.iter().zip(entries).map(|(part, entry)| part.dated(entry)).collect();
            submit(model, Command::RecordMany { lines })
        }
    }
}

/// Empties the line after it was recorded; a fresh line is gone, and what it was opened over is
/// there again.
pub fn done(model: &mut Model) -> Effect {
    let slot = slot(model.line());
    if matches!(model.overlays.last(), Some(Overlay::Line(_))) {
        model.overlays.pop();
    } else {
        line_mut(model).empty();
    }
    Effect::DropScratch(slot)
}

/// Asks in which zone the times of a pasted block are meant, before each of its lines becomes an
/// entry.
pub fn paste_lines(model: &mut Model) -> Vec<Effect> {
    let Some(block) = model.line().block.clone() else {
        model.notice = Some("Nothing of many lines was pasted.".to_owned());
        return Vec::new();
    };
    if model.line().is_private() {
        let words =
            "A block for few is one entry: Enter. Ctrl-N would open each line of it to all.";
        model.notice = Some(words.to_owned());
        return Vec::new();
    }
    if let Some(words) = taken_off::doubt(model, &block) {
        model.notice = Some(words);
        return Vec::new();
    }
    let mut rows: Vec<ChoiceRow> = Vec::new();
    let mut readings: Vec<Vec<Timestamp>> = Vec::new();
    for zone in [model.room_tz(), Tz::UTC, model.settings.own_zone] {
        let known = Known::of(model);
        let context = compose::Context { zone, ..known.context(model, model.now) };
        let lines = compose::as_lines(&block, &context);
        // Zones that read every line alike (UTC by its other name) are one.
        let reading = lines.ready.parts.iter().map(|part| part.occurred_at).collect();
        if readings.contains(&reading) {
            continue;
        }
        readings.push(reading);
        let first = lines.ready.parts.iter().find(|part| part.occurred_at != model.now);
        let example = first
            .map(|part| format!("first {}", zone::moment(part.occurred_at, model.now, zone)))
            .unwrap_or_default();
        let count = lines.ready.parts.len();
        let label = format!("{} · {count} entries, {} with times", zone.name(), lines.timed);
        rows.push(ChoiceRow::new(zone.name(), label, example));
    }
    let title = "One entry a line: in which zone are its times?";
    overlay::choose(model, Asks::Capture(Ask::PasteZone), title, rows, false);
    Vec::new()
}

/// Records a pasted block as one plain entry a line, its times read in this zone.
pub fn record_lines(model: &mut Model, zone: &str) -> Answered {
    if let Some(why) = cannot_record(model) {
        return Err(why);
    }
    let zone = zone::parse(zone).ok_or("That zone is not known here.")?;
    let Some(block) = model.line().block.clone() else {
        return Ok(Vec::new());
    };
    let known = Known::of(model);
    let context = compose::Context { zone, ..known.context(model, model.now) };
    let lines = compose::as_lines(&block, &context);
    if let Some((number, problem)) = lines.unread.first() {
        let more = lines.unread.len();
        model.notice = Some(format!(
            "{more} lines kept whole, as of now; line {number}: {}",
            problem.sentence()
        ));
    }
    let mut effects = post(model, &lines.ready);
    line_mut(model).block = None;
    effects.extend(super::keep(model));
    Ok(effects)
}

/// Text as a plain line; dots while the shield is down, where it was not for everybody.
fn plain(text: &str, handling: &Handling) -> String {
    let sign = if handling.is_open() { "" } else { "%" };
    format!("{sign} {text}")
}

/// How the line that made an entry was typed; it is no longer one that was said.
fn forget(model: &mut Model, entry: &EntryId) -> Option<KeptLine> {
    let place = model.capture.said.iter().position(|said| said.entries.contains(entry))?;
    let said = model.capture.said.remove(place);
    Some(KeptLine {
        pasted: said.pasted,
        plain: said.plain,
        ..KeptLine::typed(said.text, said.block)
    })
}

/// Puts the text of what could not be kept back into the line, as it was typed; beside it, where
/// the line is in use.
pub fn give_back(model: &mut Model, command: &Command) -> Vec<Effect> {
    let line = match command {
        Command::Record(entry) => forget(model, &entry.entry).unwrap_or_else(|| {
            KeptLine::typed(plain(&entry.text, &entry.handling), entry.quote.clone())
        }),
        Command::RecordMany { lines } => {
            let said = lines.first().and_then(|line| forget(model, &line.entry.entry));
            said.unwrap_or_else(|| {
                let texts = lines.iter().map(|line| line.entry.text.as_str());
                let block = texts.collect::<Vec<_>>().join("\n");
                KeptLine::typed(String::new(), Some(block))
            })
        }
        Command::CorrectEntry { to, .. } => {
            KeptLine::typed(plain(&to.now.text, &to.now.handling), to.now.quote.clone())
        }
        Command::AnswerQuestion { answer, .. } => {
            KeptLine::typed(plain(&answer.text, &answer.handling), None)
        }
        other => match other.words() {
            Some((words, about)) if !words.is_empty() => {
                let entry = about.and_then(|entry| model.incident.timeline.entry(entry));
                let open = Handling::Open;
                let handling = entry.map_or(&open, |entry| &entry.now.handling);
                KeptLine::typed(plain(words, handling), None)
            }
            Some(_) | None => return Vec::new(),
        },
    };
    parked::put_back(model, line)
}
