//! A typed line on its way into the record, and what was pasted.
//!
//! Separate from the commands, because this is what the room is for. What must stay true: what was
//! read is said in words before it is sent, what the grammar warns of wants a second Enter, and
//! nothing that was pasted is grammar.

use crate::console::capture::Known;
use crate::console::compose::{self, AsLines, Line, Part, Reading, Ready};
use crate::console::effect::Effect;
use crate::console::model::Model;
use crate::console::update::{cannot_record, submit, submit_about};
use crate::domain::command::Command;
use crate::domain::ids::EntryId;
use crate::domain::time::Timestamp;
use crate::text;

use super::{Did, Offer, SAME_PERSON_MINUTES, Talk, word};

/// Records a typed line.
pub fn record(talk: &mut Talk<'_>, typed: &str) -> Did {
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    let ready = read(talk, typed, talk.model.now)?;
    if let Some(why) = ready.too_long() {
        return Err(format!("{why}."));
    }
    let asks = warn(talk, typed, &ready);
    let mut why = String::new();
    if asks {
        why.push_str("Nothing is recorded yet.");
    }
    if may_be_another(talk.model) {
        let me = &talk.model.me;
        why = format!(
            "{why} Is it still {} ({}) who types? If not, /as NAME.",
            me.person, me.department
        );
    }
    if !why.is_empty() && !talk.sure {
        say_reading(talk, &ready);
        talk.ask(typed.to_owned(), why.trim())?;
    }
    talk.model.me.unconfirmed = false;
    say_reading(talk, &ready);
    Ok(send(talk, ready.parts))
}

/// Says what a line was read as; of a private one, while the shield is down, none of its words.
fn say_reading(talk: &mut Talk<'_>, ready: &Ready) {
    let private = ready.parts.iter().any(|part| !part.handling.is_open());
    if private && talk.model.shielded() {
        talk.page.say(Reading::Ready(ready.clone()).shielded());
    } else {
        talk.page.say(format!("reads: {}", ready.words));
    }
}

/// Whether somebody else may sit here by now.
fn may_be_another(model: &Model) -> bool {
    let quiet = model.now.since(model.last_key);
    model.me.unconfirmed || quiet >= SAME_PERSON_MINUTES * 60_000
}

/// Reads a line; says what is wrong with it and offers the ways out where it cannot be recorded.
pub fn read(talk: &mut Talk<'_>, typed: &str, now: Timestamp) -> Result<Ready, String> {
    let known = Known::of(talk.model);
    let reading = compose::read(Line::typed(typed), &known.context(talk.model, now));
    match reading {
        Reading::Empty => Err("Nothing is typed.".to_owned()),
        Reading::Ready(ready) => Ok(ready),
        Reading::Problem(problem) => {
            let offers = problem.alternatives.iter().map(|way| problem.mended(typed, way));
            let offers: Vec<String> = offers.collect();
            talk.page.say(format!("Not recorded: {}.", problem.sentence()));
            offer(talk, offers);
            Err("Type it again, or take what is offered.".to_owned())
        }
    }
}

/// Says what the grammar points out; whether it wants a second Enter.
fn warn(talk: &mut Talk<'_>, typed: &str, ready: &Ready) -> bool {
    if talk.sure {
        return false;
    }
    for warning in &ready.warnings {
        talk.page.say(format!("Look: {}.", warning.sentence()));
    }
    if let Some(marked) = compose::without_secrets(typed) {
        offer(talk, vec![marked]);
    }
    ready.wants_second_enter()
}

fn offer(talk: &mut Talk<'_>, lines: Vec<String>) {
    talk.linear.offered.retain(|one| !one.way_out);
    for line in lines {
        let number = talk.linear.offered.len() + 1;
        talk.page.say(format!("/take {number} records: {line}"));
        talk.linear.offered.push(Offer { line, slot: None, way_out: true });
    }
}

/// A line that was asked about and not confirmed: it is not lost where another was typed instead.
/// It is not said again, for it may be private.
pub fn leave(talk: &mut Talk<'_>, line: String) {
    if line.starts_with('/') {
        return;
    }
    let number = talk.linear.offered.len() + 1;
    talk.page.say(format!("The line before was not recorded: /take {number} records it."));
    talk.linear.offered.push(Offer { line, slot: None, way_out: false });
}

/// Sends what a line says: one entry, or several in one.
pub fn send(talk: &mut Talk<'_>, mut parts: Vec<Part>) -> Vec<Effect> {
    let id = talk.model.next_id();
    if parts.len() > 1 {
        let dated = parts.iter().enumerate();
        let lines = dated.map(|(at, part)| part.dated(EntryId::new(id.thing_part(at)))).collect();
        return submit(talk.model, Command::RecordMany { lines });
    }
    let Some(part) = parts.pop() else { return Vec::new() };
    let entry = EntryId::new(id.thing());
    talk.linear.last = Some(entry.clone());
    let (department, at) = (part.department.clone(), part.occurred_at);
    submit_about(talk.model, Command::Record(part.entry(entry)), department, at)
}

/// `/take N`.
pub fn take(talk: &mut Talk<'_>, rest: &str) -> Did {
    let many = talk.linear.offered.len();
    let number: Option<usize> = word(rest).0.parse().ok();
    let place = number.and_then(|number| number.checked_sub(1));
    let offer = place.and_then(|place| Some((place, talk.linear.offered.get(place)?.clone())));
    let Some((place, offer)) = offer else {
        return Err(if many == 0 {
            "Nothing is offered now.".to_owned()
        } else {
            format!("Say which of the lines offered: /take 1 to /take {many}.")
        });
    };
    let mut effects = record(talk, &offer.line)?;
    talk.linear.offered.remove(place);
    talk.linear.offered.retain(|one| !one.way_out);
    effects.extend(offer.slot.map(Effect::DropScratch));
    Ok(effects)
}

/// Several lines came at once.
pub fn pasted(talk: &mut Talk<'_>, pasted: String) {
    let many = text::lines(&pasted).count();
    talk.page.say(format!(
        "{many} lines came at once, so they were pasted; nothing of them was run. /block records \
         them as one line with a quote, /lines as one line each, /forget forgets them."
    ));
    talk.linear.pasted = Some(pasted);
}

fn waiting_paste(talk: &Talk<'_>) -> Result<String, String> {
    talk.linear.pasted.clone().ok_or_else(|| "Nothing was pasted.".to_owned())
}

/// `/block`.
pub fn block(talk: &mut Talk<'_>, _: &str) -> Did {
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    let pasted = waiting_paste(talk)?;
    let known = Known::of(talk.model);
    let ready = compose::as_one(&pasted, &known.context(talk.model, talk.model.now));
    let ready = ready.ok_or("What was pasted is blank.")?;
    keep_or_mark(talk, "/block", &ready, "")?;
    say_reading(talk, &ready);
    talk.linear.pasted = None;
    Ok(send(talk, ready.parts))
}

/// `/lines`.
pub fn lines(talk: &mut Talk<'_>, _: &str) -> Did {
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    let pasted = waiting_paste(talk)?;
    let known = Known::of(talk.model);
    let AsLines { ready, timed, unread } =
        compose::as_lines(&pasted, &known.context(talk.model, talk.model.now));
    for (number, problem) in &unread {
        talk.page.say(format!("Line {number} is kept whole: {}.", problem.sentence()));
    }
    let zone = &talk.model.incident.room.zone;
    let why = match timed {
        0 => String::new(),
        1 => format!("1 line begins with a time, read in {zone}."),
        _ => format!("{timed} lines begin with a time, read in {zone}."),
    };
    keep_or_mark(talk, "/lines", &ready, &why)?;
    say_reading(talk, &ready);
    talk.linear.pasted = None;
    Ok(send(talk, ready.parts))
}

/// Asks about what looks like a secret in a paste, and about whatever else there is to ask.
fn keep_or_mark(talk: &mut Talk<'_>, line: &str, ready: &Ready, why: &str) -> Result<(), String> {
    if let Some(why) = ready.too_long() {
        return Err(format!("{why}. The paste waits still: /lines, /forget."));
    }
    let secret = ready.wants_second_enter();
    if talk.sure || (!secret && why.is_empty()) {
        return Ok(());
    }
    for warning in &ready.warnings {
        talk.page.say(format!("Look: {}.", warning.sentence()));
    }
    talk.ask(line.to_owned(), format!("Nothing is recorded yet. {why}").trim_end())
}

/// `/forget`.
pub fn forget(talk: &mut Talk<'_>, _: &str) -> Did {
    talk.linear.pasted = None;
    let slots = std::mem::take(&mut talk.linear.offered).into_iter().filter_map(|one| one.slot);
    talk.page.say("Forgotten.");
    Ok(slots.map(Effect::DropScratch).collect())
}
