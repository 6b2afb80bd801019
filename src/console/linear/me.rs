//! Commands about this console: who types, what it hides, in which zone it speaks, what it takes
//! back.
//!
//! Separate because most of them change nothing on the record. What must stay true: lifting the
//! shield asks, and undo names what it will do.

use crate::console::action::Action;
use crate::console::capture::Known;
use crate::console::compose::{self, Line};
use crate::console::effect::Effect;
use crate::console::model::{Shield, ZoneChoice};
use crate::console::overlay::{self, Overlay};
use crate::console::standing::{self, Ways};
use crate::console::undo;
use crate::console::update::cannot_record;
use crate::domain::command::Command;
use crate::domain::event::TypistChanged;
use crate::domain::people::Person;
use crate::text;

use super::{Did, Listed, Talk, entries, kept, needed, word};

/// `/as NAME [DEPARTMENT]`.
pub fn typist(talk: &mut Talk<'_>, rest: &str) -> Did {
    let said = needed(rest, "Say who types: /as NAME [DEPARTMENT].")?;
    let (name, department) = split_department(talk, said);
    let name = text::name(name);
    if name.is_empty() {
        return Err("Say who types: /as NAME [DEPARTMENT].".to_owned());
    }
    let model = &mut *talk.model;
    // A session that has recorded nothing yet begins with whoever types now.
    let silent =
        model.waiting.is_empty() && !model.incident.sessions.contains_key(&model.me.session);
    let person = Person::new(name);
    let another = model.me.person != person && !model.me.unnamed;
    let mut effects = if another { kept::put_away(talk) } else { Vec::new() };
    // What was typed before a name was said is kept anew, as theirs.
    talk.linear.kept.clear();
    let me = &mut talk.model.me;
    me.person = person;
    me.department = department.unwrap_or_else(|| me.department.clone());
    me.on_behalf = None;
    (me.unconfirmed, me.unnamed) = (false, false);
    let to = TypistChanged { person: me.person.clone(), department: me.department.clone() };
    talk.page.say(format!("{} ({}) types now.", to.person, to.department));
    talk.model.last_key = talk.model.now;
    effects.push(Effect::RememberMe);
    if !silent && cannot_record(talk.model).is_none() {
        effects.extend(talk.submit(Command::ChangeTypist(to)));
    }
    effects.extend(kept::claim(talk));
    Ok(effects)
}

/// Whether a line can be the answer to who types: a few words, and nothing that the grammar reads.
pub fn is_name(typed: &str) -> bool {
    let signs = |c: char| "/<>?!~=%@#-".contains(c) || c.is_ascii_digit();
    typed.split_whitespace().count() <= 4 && !typed.trim_start().starts_with(signs)
}

/// The answer of somebody who never said a name here; none keeps the system's.
pub fn named(talk: &mut Talk<'_>, typed: &str) -> Vec<Effect> {
    if !typed.trim().is_empty() {
        return typist(talk, typed).unwrap_or_else(|why| {
            talk.page.say(why);
            Vec::new()
        });
    }
    let me = &mut talk.model.me;
    (me.unconfirmed, me.unnamed) = (false, false);
    talk.page.say(format!("{} ({}) types.", me.person, me.department));
    talk.model.last_key = talk.model.now;
    let mut effects = vec![Effect::RememberMe];
    effects.extend(kept::claim(talk));
    effects
}

/// The name, and the department where the last word is one.
fn split_department<'r>(
    talk: &Talk<'_>,
    said: &'r str,
) -> (&'r str, Option<crate::domain::people::DepartmentId>) {
    let Some((name, last)) = said.rsplit_once(char::is_whitespace) else { return (said, None) };
    match talk.model.incident.department_called(last.trim_start_matches('@')) {
        Some(department) => (name.trim(), Some(department.clone())),
        None => (said, None),
    }
}

/// `/for NAME|nobody`.
pub fn on_behalf(talk: &mut Talk<'_>, rest: &str) -> Did {
    let name = needed(rest, "Say for whom: /for NAME, or nobody.")?;
    let whom = if name == "nobody" { None } else { Some(entries::person(talk.model, name)?) };
    talk.page.say(match &whom {
        Some(whom) => format!("You type for {whom} now."),
        None => "You type for yourself now.".to_owned(),
    });
    talk.model.me.on_behalf = whom;
    Ok(Vec::new())
}

/// `/shield`.
pub fn shield(talk: &mut Talk<'_>, _: &str) -> Did {
    if !talk.model.shielded() {
        talk.model.shield.lifted_until = None;
        talk.linear.shielded = true;
        talk.page.say("The shield is down: titles, restricted and privileged words are hidden.");
        return Ok(Vec::new());
    }
    let why = format!(
        "Lift the shield for {} minutes? Title, restricted and privileged lines are read out then, \
         to everybody who hears or sees it.",
        Shield::LIFTED_MINUTES
    );
    talk.ask("/shield".to_owned(), &why)?;
    talk.model.shield.lifted_until = Some(talk.model.now.plus_minutes(Shield::LIFTED_MINUTES));
    talk.linear.shielded = false;
    talk.page.say(format!("The shield is lifted for {} minutes.", Shield::LIFTED_MINUTES));
    Ok(Vec::new())
}

/// `/zone room|utc|mine`.
pub fn zone(talk: &mut Talk<'_>, rest: &str) -> Did {
    talk.model.zone = match word(rest).0 {
        "room" => ZoneChoice::Room,
        "utc" => ZoneChoice::Utc,
        "mine" => ZoneChoice::Yours,
        _ => return Err("Say room, utc or mine.".to_owned()),
    };
    talk.page.say(format!("Clock times are said in {} now.", talk.model.tz().name()));
    Ok(Vec::new())
}

/// `/undo`.
pub fn undo(talk: &mut Talk<'_>, _: &str) -> Did {
    as_on_screen(talk, "/undo", Action::Undo)
}

/// `/redo`.
pub fn redo(talk: &mut Talk<'_>, _: &str) -> Did {
    as_on_screen(talk, "/redo", Action::Redo)
}

/// Does what the key for it does on the screen; where that asks, it is asked here.
fn as_on_screen(talk: &mut Talk<'_>, line: &str, action: Action) -> Did {
    let effects = undo::act(talk.model, action);
    asked_here(talk, line, effects)
}

/// What the screen would ask in a dialog is asked in a line.
fn asked_here(talk: &mut Talk<'_>, line: &str, effects: Vec<Effect>) -> Did {
    let Some(Overlay::Confirm(confirm)) = talk.model.overlays.last() else { return Ok(effects) };
    if talk.sure {
        return Ok(overlay::answer(talk.model));
    }
    let why = format!("{} {}", confirm.title, confirm.lines.join(" "));
    talk.model.overlays.clear();
    talk.ask(line.to_owned(), why.trim_end())?;
    Ok(effects)
}

/// `/drop N`.
pub fn drop_refused(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (Listed::Refused(id), _) = talk.number(rest)? else {
        return Err("That number is nothing refused; /tray lists those.".to_owned());
    };
    talk.model.tray.retain(|(submission, _)| submission.id != id);
    talk.page.say("Dealt with.");
    Ok(vec![Effect::DropRefused(id)])
}

/// `/standing`.
pub fn standing(talk: &mut Talk<'_>, _: &str) -> Did {
    for line in standing::lines(talk.model, WAYS) {
        talk.page.say(format!("{line}."));
    }
    Ok(Vec::new())
}

/// What a screen has keys for.
const WAYS: Ways = Ways { tray: "/tray", this_is_the_room: "/the-room", take_over: "/take-over" };

/// `/the-room`.
pub fn this_is_the_room(talk: &mut Talk<'_>, _: &str) -> Did {
    let effects = standing::ask(talk.model);
    let doubted = talk.model.reach.second.is_some() || talk.model.reach.differs.is_some();
    if effects.is_empty() && !doubted {
        let words = "There is no doubt which file is the room; /standing tells how it stands.";
        talk.model.notice = Some(words.to_owned());
    }
    asked_here(talk, "/the-room", effects)
}

/// `/take-over`.
pub fn take_over(talk: &mut Talk<'_>, _: &str) -> Did {
    let effects = standing::ask_take_over(talk.model);
    asked_here(talk, "/take-over", effects)
}

/// `/complete WORD`.
pub fn complete(talk: &mut Talk<'_>, rest: &str) -> Did {
    let how = "Say how it begins: /complete @in, /complete #d, /complete = aff.";
    let begun = needed(rest, how)?;
    let known = Known::of(talk.model);
    let context = known.context(talk.model, talk.model.now);
    let found = compose::complete(Line::typed(begun), begun.len(), &context);
    let Some(found) = found else {
        return Err(if begun.starts_with(['@', '#', '=']) {
            format!("Nothing known begins with {begun}.")
        } else {
            how.to_owned()
        });
    };
    for candidate in found.candidates {
        talk.page.say(format!("{}: {}.", candidate.insert, candidate.means));
    }
    Ok(Vec::new())
}

/// Asks before anything is left behind that does not arrive by itself.
fn go(talk: &mut Talk<'_>, line: &str, effect: Effect) -> Did {
    if let Some((behind, end)) = standing::left_behind(talk.model) {
        talk.ask(line.to_owned(), &format!("{behind}. Leave now? If so, {end}."))?;
    }
    Ok(vec![effect])
}

/// `/leave`.
pub fn leave(talk: &mut Talk<'_>, _: &str) -> Did {
    go(talk, "/leave", Effect::Leave)
}

/// `/quit`.
pub fn quit(talk: &mut Talk<'_>, _: &str) -> Did {
    go(talk, "/quit", Effect::Quit)
}
