//! What the checks find, in linear mode: listed, waived; and the list of names that they use.
//!
//! Separate from review, because nobody answers for words here. What must stay true: what is waived
//! is the finding of the list that was read out, by its own words.

use crate::console::drafts::checks;
use crate::console::room::names;
use crate::domain::command::Command;
use crate::domain::event::NameListed;

use super::drafts::there;
use super::{Did, Listed, Talk, needed, word};

/// `/checks N`.
pub fn list(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (id, _) = talk.draft(rest)?;
    let draft = there(talk, &id)?;
    let rows = checks::find(talk.model, &draft).into_iter().map(|one| {
        let words = checks::words(talk.model, &draft, &one);
        let said = match &one.waived {
            Some(because) => format!("{}: “{words}”; waived: {because}", one.rule),
            None => format!("{}: “{words}”: {}. {}.", one.rule, one.why, one.instead),
        };
        (Listed::Finding(id.clone(), Box::new(one)), said)
    });
    let rows = rows.collect();
    talk.list(rows, "The checks find nothing in it.");
    Ok(Vec::new())
}

/// `/waive N WHY`.
pub fn waive(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (Listed::Finding(draft, finding), why) = talk.number(rest)? else {
        return Err("That number is no finding; /checks N lists those of a draft.".to_owned());
    };
    there(talk, &draft)?;
    if finding.waived.is_some() {
        return Ok(checks::ask(talk.model, &draft, &finding));
    }
    let why = needed(why, "Say why it may stand: /waive N WHY.")?;
    checks::waive(talk.model, &draft, &finding, why)
}

/// `/names [customer|internal|host NAME, …]`, `/names off NAME`.
pub fn names(talk: &mut Talk<'_>, rest: &str) -> Did {
    let rest = rest.trim();
    let listed = talk.model.incident.names.all().to_vec();
    if rest.is_empty() {
        if talk.model.shielded() && !listed.is_empty() {
            let many = listed.len();
            talk.page.say(format!("{many} names, behind the shield; /shield lifts it."));
            return Ok(Vec::new());
        }
        for one in &listed {
            talk.page.say(format!("{}: {}", one.name, one.sort.words()));
        }
        if listed.is_empty() {
            talk.page.say("No name is listed; /names customer NAME lists one.");
        }
        return Ok(Vec::new());
    }
    let names = match word(rest) {
        ("off", name) => {
            let found = listed.iter().find(|one| one.name.eq_ignore_ascii_case(name));
            let found = found.ok_or_else(|| format!("“{name}” is not on the list."))?;
            vec![NameListed { name: found.name.clone(), sort: found.sort, listed: false }]
        }
        _ => names::read(rest)?,
    };
    Ok(talk.submit(Command::ListNames { names }))
}
