//! Commands that only read: each prints sentences, and those that print a list give it the numbers
//! that the next commands use.
//!
//! Separate because they change nothing. What must stay true: a list that is printed is the list
//! that numbers mean, from its first line to its last, until another is printed.

use crate::console::checklists::{self, Only, Sort};
use crate::console::compose::{ANYWHERE, SIGNS};
use crate::console::model::{Model, Thing};
use crate::console::plan::rung;
use crate::console::{facts, standing, timeline};
use crate::domain::next::Key;
use crate::domain::timeline::{About, Line, What};

use super::{Did, Listed, Talk, needed, spoken, table};

/// Lines that `/timeline` lists unless said otherwise.
const LAST: usize = 10;
/// Lines that `/find` lists at most.
const FOUND: usize = 30;

impl Talk<'_> {
    /// Prints a list and makes it the one that numbers mean.
    pub(super) fn list(&mut self, rows: Vec<(Listed, String)>, empty: &str) {
        if rows.is_empty() {
            self.page.say(empty);
        }
        self.linear.listed.clear();
        for (number, (listed, words)) in rows.into_iter().enumerate() {
            self.page.say(format!("{}. {words}", number + 1));
            self.linear.listed.push(listed);
        }
    }
}

/// `/help [WORD]`.
pub fn help(talk: &mut Talk<'_>, rest: &str) -> Did {
    let wanted = rest.trim().trim_start_matches('/').to_lowercase();
    let mut any = false;
    for (group, rows) in table::GROUPS {
        let lines: Vec<String> = rows.iter().map(table::help).collect();
        let hits = lines.iter().filter(|line| line.to_lowercase().contains(&wanted));
        for (place, line) in hits.enumerate() {
            if place == 0 {
                talk.page.say(format!("{group}:"));
            }
            any = true;
            talk.page.say(line);
        }
    }
    if !any {
        talk.page.say(format!("No command says “{wanted}”; /help alone lists them all."));
    }
    if wanted.is_empty() {
        talk.page.say(
            "Everything that does not begin with / is recorded as a line; /signs says how it is \
             read. N is a number of the list printed last, or last for your last line. The \
             beginning of a command's name is enough where only one begins so. While you type, \
             new lines of others are printed in between; what you typed stays yours. A line is \
             safe once you pressed Enter, not before.",
        );
        talk.page.say(
            "An approval, a go and what was sent end with “words” and twelve signs, such as words \
             e3b0c44298fc: the beginning of the SHA-256 of the very text with its facts filled \
             in. The same signs are the same words; where one letter differs, all of them do. \
             /draft N says the whole of it.",
        );
    }
    Ok(Vec::new())
}

/// `/signs`.
pub fn signs(talk: &mut Talk<'_>, _: &str) -> Did {
    for row in SIGNS.iter().chain(ANYWHERE) {
        let sign = if row.sign.is_empty() { "no sign" } else { row.sign };
        // The terminal itself echoes what is typed here, before this program sees a letter of it.
        let echo = if row.sign.starts_with('%') && talk.linear.echoed {
            " The terminal shows what you type, this line too, before the shield hides it."
        } else {
            ""
        };
        talk.page.say(format!("{sign}: {}.{echo} Such as: {}", row.help, row.example));
    }
    Ok(Vec::new())
}

/// `/now`.
pub fn now(talk: &mut Talk<'_>, _: &str) -> Did {
    spoken::status(&mut talk.page, talk.model);
    Ok(Vec::new())
}

/// `/next`.
pub fn next(talk: &mut Talk<'_>, _: &str) -> Did {
    let model = &*talk.model;
    let owed = model.incident.owed();
    let rows = owed.iter().map(|owed| {
        let listed = match owed.key() {
            Key::Entry(id) => Listed::Thing(Thing::Entry(id)),
            Key::Item(id) => Listed::Thing(Thing::Item(id)),
            Key::Update(scope) => Listed::Update(scope),
            Key::Approval(id, _)
            | Key::Changes(id, _)
            | Key::Correction(id)
            | Key::Go(id)
            | Key::Sending(id)
            | Key::Outcome(id, _)
            | Key::Expiry(id) => Listed::Thing(Thing::Draft(id)),
            Key::Tell(id) => Listed::Thing(Thing::Step(id)),
        };
        (listed, spoken::owed(model, owed))
    });
    let rows = rows.collect();
    talk.list(rows, "Nothing is owed.");
    Ok(Vec::new())
}

/// Whether a line is worth a line: consoles that come and go are not.
pub fn is_told(line: &Line) -> bool {
    match &line.what {
        What::Entry(_) => true,
        What::Auto(auto) => auto.about != About::People,
    }
}

fn row(model: &Model, line: &Line) -> (Listed, String) {
    let thing = match &line.what {
        What::Entry(entry) => Thing::Entry(entry.now.entry.clone()),
        What::Auto(auto) => match &auto.about {
            About::Item(item) => Thing::Item(item.clone()),
            About::Draft(draft) => Thing::Draft(draft.clone()),
            About::Entry(entry) => Thing::Entry(entry.clone()),
            About::Step(step) => Thing::Step(step.clone()),
            About::Room | About::Duty | About::People | About::Playbook | About::Unknown => {
                Thing::Row(line.seq)
            }
        },
    };
    (Listed::Thing(thing), spoken::line(model, line))
}

/// `/timeline [HOW MANY] [typed]`: the last lines; `typed` leaves out what the console records by
/// itself.
pub fn timeline(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (mut many, mut typed) = (LAST, false);
    for said in rest.split_whitespace() {
        match said {
            "typed" => typed = true,
            "0" => return Err("Say how many lines, 1 or more: /timeline 20.".to_owned()),
            said => many = said.parse().map_err(|_| format!("{said} is no number of lines."))?,
        }
    }
    let model = &*talk.model;
    let told = |line: &&Line| is_told(line) && (!typed || line.entry().is_some());
    let lines = model.incident.timeline.iter().rev().filter(told).take(many);
    let mut rows: Vec<_> = lines.map(|line| row(model, line)).collect();
    rows.reverse();
    talk.list(rows, "Nothing is on the record yet.");
    Ok(Vec::new())
}

/// What `/find` can be asked.
const HOW_TO_FIND: &str = "Say what to look for: words, \"these very letters\", @infra, @dana, \
    #tag, is:order, is:owed, after:14:00, before:2h; a line must fit them all.";

/// `/find WORDS`: the same words as the timeline's filter on the screen.
pub fn find(talk: &mut Talk<'_>, rest: &str) -> Did {
    let words = needed(rest, HOW_TO_FIND)?;
    let model = &*talk.model;
    let filter = timeline::read(model, words).map_err(|why| format!("{why}."))?;
    let fits = |line: &&Line| is_told(line) && timeline::fits(model, &filter, line);
    let mut found: Vec<&Line> = model.incident.timeline.iter().filter(fits).collect();
    if found.is_empty()
        && let Some(why) = timeline::misasked(model, &filter)
    {
        return Err(why);
    }
    let left = found.len().saturating_sub(FOUND);
    let rows = found.drain(left..).map(|line| row(model, line)).collect();
    talk.list(rows, "No line fits that.");
    if left > 0 {
        talk.page.say(format!("{left} earlier lines fit too; say more words."));
    }
    Ok(Vec::new())
}

/// `/lists [DEPARTMENT|all] [open|mine|late] [by time]`.
pub fn lists(talk: &mut Talk<'_>, rest: &str) -> Did {
    if rest.trim().is_empty() {
        return lanes(talk);
    }
    let model = &*talk.model;
    let lanes = model.incident.lanes();
    let (mut lane, mut only, mut sort) = (None, Only::All, Sort::Phase);
    for said in rest.split_whitespace() {
        match said {
            "all" | "by" | "phase" => {}
            "open" => only = Only::Open,
            "mine" => only = Only::Mine,
            "late" => only = Only::Late,
            "time" => sort = Sort::Time,
            said => {
                let said = said.trim_start_matches('@');
                let by_id = lanes.iter().find(|id| id.as_str() == said);
                let known = model.incident.department_called(said).or(by_id);
                lane = Some(known.cloned().ok_or_else(|| {
                    let ids: Vec<String> = lanes.iter().map(ToString::to_string).collect();
                    format!("There is no department {said}; there are {}.", ids.join(", "))
                })?);
            }
        }
    }
    let ids = checklists::order::those(model, lane.as_ref(), only, sort);
    let items = ids.iter().filter_map(|id| model.incident.checklist.item(id));
    let rows = items.map(|item| {
        let of = match &lane {
            Some(_) => String::new(),
            None => format!("{}: ", model.incident.short(&item.given.department)),
        };
        let words = format!("{of}{}", spoken::item(model, item));
        (Listed::Thing(Thing::Item(item.given.item.clone())), words)
    });
    let rows = rows.collect();
    let heading = lane.map(|id| spoken::lane(model, &id));
    if let Some(heading) = heading {
        talk.page.say(heading);
    }
    talk.list(rows, "No such items are listed now.");
    Ok(Vec::new())
}

/// How the departments stand.
fn lanes(talk: &mut Talk<'_>) -> Did {
    let model = &*talk.model;
    for id in model.incident.lanes() {
        talk.page.say(spoken::lane(model, &id));
    }
    let unlisted = model.incident.unlisted();
    if unlisted > 0 {
        talk.page.say(format!("{unlisted} more items wait until the room is declared."));
    }
    talk.page.say(
        "/lists DEPARTMENT lists the items of one, /lists all those of all; open, mine or late \
         leaves only those, by time sorts them by their times.",
    );
    Ok(Vec::new())
}

/// `/drafts`.
pub fn drafts(talk: &mut Talk<'_>, _: &str) -> Did {
    let model = &*talk.model;
    let drafts = model.incident.drafts.all().iter();
    let rows = drafts
        .map(|draft| (Listed::Thing(Thing::Draft(draft.id.clone())), spoken::draft(model, draft)));
    let rows = rows.collect();
    talk.list(rows, "No drafts yet: /new-draft begins one, /templates lists what from.");
    Ok(Vec::new())
}

/// `/templates`.
pub fn templates(talk: &mut Talk<'_>, _: &str) -> Did {
    let templates = talk.model.incident.templates.iter().map(|one| {
        let words = format!("{}, to {} by {} ({}).", one.title, one.audience, one.channel, one.id);
        (Listed::Template(one.id.clone()), words)
    });
    let rows = templates.collect();
    talk.list(rows, "This room's playbooks bring no templates.");
    Ok(Vec::new())
}

/// `/facts`.
pub fn facts(talk: &mut Talk<'_>, rest: &str) -> Did {
    let model = &*talk.model;
    let name = rest.trim();
    if !name.is_empty() {
        if model.incident.facts.history(name).is_empty() {
            return Err(format!("There is no fact {name}; /facts lists them."));
        }
        for line in facts::page(model, name).into_iter().filter(|line| !line.is_empty()) {
            talk.page.say(line);
        }
        return Ok(Vec::new());
    }
    let rows = model.incident.facts.all().filter_map(|(name, _)| {
        let value = model.incident.facts.now(name)?;
        let entry = model.incident.timeline.entry(&value.entry)?;
        let words = if spoken::is_hidden(model, entry) {
            spoken::entry_words(model, entry)
        } else {
            format!("{name} is {}, {}.", value.value, facts::said(model, value))
        };
        Some((Listed::Thing(Thing::Entry(value.entry.clone())), words))
    });
    let rows = rows.collect();
    talk.list(rows, facts::NONE);
    Ok(Vec::new())
}

/// `/who`.
pub fn who(talk: &mut Talk<'_>, _: &str) -> Did {
    let (incident, page) = (&talk.model.incident, &mut talk.page);
    let me = &talk.model.me;
    page.say(format!("You are {} ({}).", me.person, me.department));
    if let Some(whom) = &me.on_behalf {
        page.say(format!("You type for {whom}."));
    }
    for (role, held) in &incident.roles {
        page.say(format!("{}: {}.", role.label(), held.value));
    }
    for (person, department) in &incident.people {
        let of = department.as_ref().map(|id| format!(", {}", incident.short(id)));
        let handle = incident.handle_of(person);
        page.say(format!("{person}{} (@{handle}).", of.unwrap_or_default()));
    }
    for line in standing::here(talk.model) {
        page.say(format!("{line}."));
    }
    Ok(Vec::new())
}

/// `/tray`.
pub fn tray(talk: &mut Talk<'_>, _: &str) -> Did {
    let rows = talk.model.tray.iter().map(|(submission, refusal)| {
        let words = super::heard::words_of(talk.model, &submission.command);
        let words = words.map(|words| format!(" {words}")).unwrap_or_default();
        let said = format!("Refused: {refusal}; {}.{words}", refusal.hint());
        (Listed::Refused(submission.id.clone()), said)
    });
    let rows = rows.collect();
    talk.list(rows, "Nothing was refused that is not dealt with.");
    Ok(Vec::new())
}

/// `/details N`.
pub fn details(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (listed, _) = talk.number(rest)?;
    let model = &*talk.model;
    let page = &mut talk.page;
    match listed {
        Listed::Thing(Thing::Entry(id)) => {
            let line = model.incident.timeline.line(&id);
            let line = line.ok_or("That line is still on its way; try again in a moment.")?;
            entry(page, model, line);
        }
        Listed::Thing(Thing::Item(id)) => {
            let item = model.incident.checklist.item(&id);
            let item = item.ok_or("That item is still on its way; try again in a moment.")?;
            page.say(spoken::item(model, item));
            history(page, model, &item.history);
        }
        Listed::Thing(Thing::Draft(id)) => {
            let draft = model.incident.drafts.draft(&id);
            let draft = draft.ok_or("That draft is still on its way; try again in a moment.")?;
            page.say(spoken::draft(model, draft));
            history(page, model, &draft.history);
        }
        Listed::Thing(Thing::Step(id)) => {
            let step = model.incident.plan.step(&id);
            let step = step.ok_or("That step is still on its way; try again in a moment.")?;
            let lines = rung::page(model, &step.now.step).unwrap_or_default();
            for line in lines.iter().filter(|line| !line.is_empty()) {
                page.say(line.trim_start());
            }
        }
        Listed::Thing(Thing::Row(seq)) => {
            if let Some(line) = model.incident.timeline.row(seq) {
                page.say(spoken::line(model, line));
                page.say(typed_by(model, line));
            }
        }
        Listed::Thing(Thing::Waiting(_))
        | Listed::Update(_)
        | Listed::Template(_)
        | Listed::Comment(..)
        | Listed::Finding(..)
        | Listed::Refused(_)
        | Listed::Found(_)
        | Listed::Left(_) => page.say("There is nothing more to say of that."),
    }
    Ok(Vec::new())
}

/// Who typed a line, as they claimed, and when.
fn typed_by(model: &Model, line: &Line) -> String {
    let at = spoken::moment(model, line.recorded_at);
    let session = model.incident.sessions.get(&line.submission.session);
    let host = session.map(|session| format!("@{}", session.host)).unwrap_or_default();
    format!("Row {}, typed {at}, claimed by {}{host}.", line.seq, line.author)
}

/// Everything about a line: every version, and what was done to it.
fn entry(page: &mut super::Page, model: &Model, line: &Line) {
    page.say(spoken::line(model, line));
    page.say(typed_by(model, line));
    let Some(entry) = line.entry() else { return };
    let hidden = spoken::is_hidden(model, entry);
    if let Some(quote) = entry.now.quote.as_deref().filter(|_| !hidden) {
        page.say("Quoted:");
        page.say_text(quote);
    }
    for version in entry.earlier.iter().filter(|_| !hidden) {
        let at = spoken::moment(model, version.replaced_at);
        page.say(format!("Until {at} it read: {}", version.was.text));
    }
    if !hidden {
        history(page, model, &entry.history);
    }
    for (word, other) in [("Answered", &entry.answer), ("Answers", &entry.answers)] {
        if let Some(line) = other.as_ref().and_then(|id| model.incident.timeline.line(id)) {
            page.say(format!("{word}: {}", spoken::line(model, line)));
        }
    }
}

fn history(page: &mut super::Page, model: &Model, history: &[crate::domain::timeline::Happening]) {
    for one in history {
        let at = spoken::moment(model, one.at);
        let words = crate::domain::sentence::in_zone(&one.words, |at| spoken::moment(model, at));
        page.say(format!("{at} {}: {words}.", one.by));
    }
}
