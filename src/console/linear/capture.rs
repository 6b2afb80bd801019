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

use super::kept::{self, Pasted};
use super::{Did, SAME_PERSON_MINUTES, Talk};

/// Records a typed line.
pub fn record(talk: &mut Talk<'_>, typed: &str) -> Did {
    record_with(talk, typed, None, typed)
}

/// Records a line and what is quoted below it; `again` is the line that goes on where it is asked
/// about.
pub fn record_with(talk: &mut Talk<'_>, typed: &str, block: Option<&str>, again: &str) -> Did {
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    let ready = read_with(talk, typed, block, talk.model.now)?;
    if let Some(why) = ready.too_long() {
        return Err(format!("{why}."));
    }
    let asks = warn(talk, typed, &ready);
    let mut why = String::new();
    if asks {
        why.push_str("Nothing is recorded yet.");
    }
    if ready.parts.len() > 1 {
        why = format!("{why} It makes {} lines.", ready.parts.len());
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
        talk.ask(again.to_owned(), why.trim())?;
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
    read_with(talk, typed, None, now)
}

fn read_with(
    talk: &mut Talk<'_>,
    typed: &str,
    block: Option<&str>,
    now: Timestamp,
) -> Result<Ready, String> {
    let known = Known::of(talk.model);
    let reading = compose::read_with(Line::typed(typed), block, &known.context(talk.model, now));
    match reading {
        Reading::Empty => Err("Nothing is typed.".to_owned()),
        Reading::Ready(ready) => Ok(ready),
        Reading::Problem(problem) => {
            let offers = problem.alternatives.iter().map(|way| problem.mended(typed, way));
            let offers: Vec<String> = offers.collect();
            talk.page.say(format!("Not recorded: {}.", problem.sentence()));
            kept::offer_ways(talk, offers);
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
        kept::offer_ways(talk, vec![marked]);
    }
    ready.wants_second_enter()
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

/// Several lines came at once.
pub fn pasted(talk: &mut Talk<'_>, pasted: String) {
    let many = text::lines(&pasted).count();
    talk.page.say(format!(
        "{many} lines came at once, so they were pasted; nothing of them was run. /block records \
         them as one line with a quote, /lines as one line each, /forget forgets them."
    ));
    let slot = kept::new_slot(talk.model);
    talk.linear.pasted = Some(Pasted { slot, text: pasted });
}

fn waiting_paste(talk: &Talk<'_>) -> Result<String, String> {
    let pasted = talk.linear.pasted.as_ref().map(|pasted| pasted.text.clone());
    pasted.ok_or_else(|| "Nothing was pasted.".to_owned())
}

/// `/mark`.
pub fn mark(talk: &mut Talk<'_>, _: &str) -> Did {
    let pasted = waiting_paste(talk)?;
    let marked = compose::without_secrets(&pasted)
        .ok_or("Nothing in what was pasted looks like a key or token.")?;
    if let Some(pasted) = &mut talk.linear.pasted {
        pasted.text = marked;
    }
    talk.page.say("A mark stands in its place now. /block or /lines records what was pasted.");
    Ok(Vec::new())
}

/// `/block`.
pub fn block(talk: &mut Talk<'_>, _: &str) -> Did {
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    let pasted = waiting_paste(talk)?;
    talk.still_held(&pasted, "/block")?;
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
    talk.still_held(&pasted, "/lines")?;
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
    if secret {
        talk.page.say("/mark puts a mark in its place.");
    }
    talk.ask(line.to_owned(), format!("Nothing is recorded yet. {why}").trim_end())
}
