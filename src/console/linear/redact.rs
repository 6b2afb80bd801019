//! Taking words off the record, and the legal hold, in linear mode.
//!
//! Separate from the other acts, because nothing brings back what goes here: what holds the words
//! is listed first, a reason is asked for, and then once more whether it is meant. What must stay
//! true: the same judgement as by keys, and the words are printed only where the shield is lifted.

use crate::console::effect::Effect;
use crate::console::redact::{self as redacting, Redacting};
use crate::console::update::cannot_record;
use crate::domain::command::Command;
use crate::domain::event::LegalHoldChanged;
use crate::domain::redaction::found::{Found, Sought};

use super::{Did, Listed, Talk, needed, spoken, word};

/// `/redact WORDS`.
pub fn search(talk: &mut Talk<'_>, rest: &str) -> Did {
    let words = needed(rest, "Say which words are to go: /redact WORDS.")?;
    if let Some(why) = cannot_record(talk.model) {
        return Err(why);
    }
    if talk.model.shielded() {
        return Err("The list would be read on the shared screen; /shield lifts the shield.".into());
    }
    Ok(redacting::search(talk.model, Sought::Passage(words.to_owned())))
}

/// What holds the words.
pub fn found(talk: &mut Talk<'_>, found: Found) -> Vec<Effect> {
    if !redacting::take(talk.model, found) {
        return Vec::new();
    }
    let Some(found) = talk.model.redacting.as_ref().and_then(Redacting::found) else {
        return Vec::new();
    };
    let model = &*talk.model;
    let mut rows = Vec::new();
    for one in &found.rows {
        let stays = one.stuck.map(|why| format!(" It stays: {why}.")).unwrap_or_default();
        let (row, at) = (one.row.row, spoken::moment(model, one.at));
        let words =
            format!("Row {row}, {}, {at} by {}: {}{stays}", one.kind, one.author, one.words);
        rows.push((Listed::Found(row.to_string()), words));
    }
    for (place, one) in found.submissions.iter().enumerate() {
        let what = if one.refused { "Refused, in the tray" } else { "On its way, it stays" };
        let (at, author) = (spoken::moment(model, one.at), &one.author);
        let words = format!("{what}, {at} by {author}: {}", one.words);
        rows.push((Listed::Found(format!("s{place}")), words));
    }
    talk.list(rows, "");
    talk.page.say("/erase all WHY takes their words away for good; /erase 1,3 WHY only of those.");
    Vec::new()
}

/// `/erase N,N…|all WHY`.
pub fn erase(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (which, why) = word(rest);
    if talk.model.redacting.as_ref().and_then(Redacting::found).is_none() {
        return Err("Nothing was looked for: /redact WORDS lists what holds them.".to_owned());
    }
    let chosen = chosen(talk, which)?;
    if let (Some(chosen), Some(redacting)) = (chosen, &mut talk.model.redacting) {
        redacting.mark_nothing();
        for name in chosen {
            redacting::mark(talk.model, &name);
        }
    }
    let Some(marked) = &talk.model.redacting else { return Ok(Vec::new()) };
    if marked.is_empty() {
        return Err("Nothing of that can go.".to_owned());
    }
    redacting::judge(marked, why).map_err(|why| format!("{why}."))?;
    let mut warning = vec![format!("This redacts {} for good.", marked.marked())];
    warning.extend(redacting::warnings(talk.model));
    talk.ask(format!("/erase {rest}"), &warning.join(" "))?;
    Ok(redacting::redact(talk.model, why.to_owned()))
}

/// What the numbers name; nothing where all is meant.
fn chosen(talk: &Talk<'_>, which: &str) -> Result<Option<Vec<String>>, String> {
    if which == "all" {
        return Ok(None);
    }
    let how = "Say which of the list, and why: /erase all WHY, or /erase 1,3 WHY.";
    let which = needed(which, how)?;
    let mut names = Vec::new();
    for number in which.split(',').filter(|number| !number.is_empty()) {
        match talk.number(number).map_err(|_| how.to_owned())? {
            (Listed::Found(name), _) if !names.contains(&name) => names.push(name),
            (Listed::Found(_), _) => {}
            _ => return Err("Another list was printed since; /redact WORDS lists it again.".into()),
        }
    }
    Ok(Some(names))
}

/// `/hold on|off WHY`.
pub fn hold(talk: &mut Talk<'_>, rest: &str) -> Did {
    let how = "Say on or off, at whose word, and why: /hold on Lee (legal): letter of 3 May.";
    let (said, why) = word(rest);
    let on = match said {
        "on" => true,
        "off" => false,
        _ => return Err(how.to_owned()),
    };
    let because = needed(why, how)?.to_owned();
    let is_on = talk.model.incident.hold.is_some();
    if on == is_on {
        let state = if is_on { "is under legal hold already" } else { "is under no legal hold" };
        return Err(format!("The room {state}."));
    }
    if !on {
        talk.ask(format!("/hold {rest}"), "This lifts the legal hold.")?;
    }
    Ok(talk.submit(Command::ChangeLegalHold(LegalHoldChanged { on, because })))
}
