//! The list of rooms in linear mode: numbered lines, and what a typed line chooses.
//!
//! Separate from the room's conversation, because no room is open yet. What must stay true: a title
//! is printed only with the shield lifted, a room is begun by two words at most, and its
//! first lines bear a name that somebody said.

use std::fmt::Write as _;

use crate::console::start::form::{Ask, BeginForm};
use crate::console::start::{Dialog, Listing, Row, Start, StartEffect, Twin};
use crate::console::zone;
use crate::text;

use super::{me, word};

/// What the next line of somebody who has no room yet means.
const HELP: &str = "Type the number of a room to open it, new to begin one (new TITLE says what \
    it is about), practise for a practice room, import NUMBER FILE, list, or quit.";

/// What to print, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chosen {
    /// Lines, safe for a terminal.
    pub lines: Vec<String>,
    /// For the runtime.
    pub effect: Option<StartEffect>,
}

/// The list of rooms.
pub fn list(start: &Start) -> Vec<String> {
    let mut lines = vec![format!("Rooms in {}.", start.register)];
    match &start.listing {
        Listing::Reading if start.rows.is_empty() => lines.push("They are being read.".to_owned()),
        Listing::Dark { because, .. } => lines.push(format!(
            "The share cannot be read now: {because}. What follows is what this host's desks \
             remember; it is asked again by itself."
        )),
        Listing::Read if start.rows.is_empty() => lines.push("There are none yet.".to_owned()),
        Listing::Reading | Listing::Read => {}
    }
    for (place, row) in start.rows.iter().enumerate() {
        lines.push(format!("{}. {}", place + 1, spoken(start, row)));
    }
    lines.extend(half_begun(start));
    lines.push(HELP.to_owned());
    lines.iter().map(|line| text::output(line).into_owned()).collect()
}

/// What was typed here for a room that was never begun.
fn half_begun(start: &Start) -> Option<String> {
    let said = |ask: &Ask| {
        let label = ask.label();
        let text = start.typed.get(label)?;
        let hidden = *ask == Ask::Title && start.shielded();
        Some(format!("{label} {}", if hidden { "•••" } else { text }))
    };
    let said: Vec<String> = Ask::ALL.iter().filter_map(said).collect();
    (!said.is_empty()).then(|| {
        let what = said.join(", ");
        format!("Half typed for a new room: {what}. new goes on with it, forget drops it.")
    })
}

fn spoken(start: &Start, row: &Row) -> String {
    if let Some(trouble) = &row.trouble {
        return format!("{}: cannot be read: {trouble}", row.codename);
    }
    let severity = row.severity.map_or("no severity", |severity| severity.label());
    let mut out = format!("{}: {}, {severity}", row.codename, row.status.label());
    for phase in &row.phases {
        out.push_str(", ");
        out.push_str(phase.short());
    }
    out.push_str(match row.copy {
        Twin::None => "",
        Twin::Undecided => ", one of two files of this room: the one opened first is the room here",
        Twin::Copy => ", a COPY of another file here, only read",
    });
    if row.practice {
        out.push_str(", PRACTICE");
    }
    let changed = zone::since(row.changed, start.now);
    if let Some(seen) = row.seen {
        let seen = zone::since(seen, start.now);
        let _ = write!(out, ". Last seen from here {seen}. Last change then {changed}.");
    } else {
        let _ = write!(
            out,
            ". {} open, {} late. Last change {changed}.",
            row.open,
            row.late(start.now)
        );
    }
    if row.waiting > 0 {
        let _ = write!(out, " {} at this desk wait for the file.", row.waiting);
    }
    if row.refused > 0 {
        let _ = write!(out, " {} refused.", row.refused);
    }
    if !start.shielded() && !row.title.is_empty() {
        let _ = write!(out, " Title: {}.", row.title);
    }
    out
}

/// What stands before the line.
pub fn prompt(start: &Start) -> &'static str {
    if naming(start).is_some() { "Your name: " } else { "Room: " }
}

/// The room that is begun as soon as its first lines can bear a name.
fn naming(start: &Start) -> Option<&BeginForm> {
    match &start.dialog {
        Some(Dialog::Begin(form)) => Some(form),
        Some(Dialog::Import { .. } | Dialog::Lift | Dialog::Keys { .. }) | None => None,
    }
}

/// Begins the room of a form; where nobody has said a name, that is asked first.
fn begin(start: &mut Start, form: &BeginForm) -> Chosen {
    let said =
        |line: String| Chosen { lines: vec![text::output(&line).into_owned()], effect: None };
    // Kept until the room is there.
    start.typed = form.typed();
    match form.read(start.now) {
        Ok(beginning) => {
            let effect = Some(start.begins(beginning));
            Chosen { lines: Vec::new(), effect }
        }
        Err((field, why)) => said(format!("{}: {why}.", field.label())),
    }
}

/// Asks who types, before anything of the room is recorded.
fn ask_name(start: &mut Start, form: BeginForm) -> Chosen {
    let line = format!(
        "Who is typing? A name, with a department if you like; Enter alone: {} ({}). /list leaves \
         it.",
        form.offer.unnamed.as_deref().unwrap_or_default(),
        form.offer.department
    );
    start.dialog = Some(Dialog::Begin(Box::new(form)));
    Chosen { lines: vec![text::output(&line).into_owned()], effect: None }
}

/// The answer to who types.
fn named(start: &mut Start, mut form: BeginForm, typed: &str) -> Chosen {
    if !me::is_name(typed) {
        let mut chosen = ask_name(start, form);
        let words = "That reads like a line and not like a name; nothing of it is recorded.";
        chosen.lines.insert(0, words.to_owned());
        return chosen;
    }
    form.called(typed);
    begin(start, &form)
}

/// What a typed line chooses.
pub fn choose(start: &mut Start, typed: &str) -> Chosen {
    if let Some(form) = naming(start).cloned() {
        start.dialog = None;
        if !typed.trim_start().starts_with('/') {
            return named(start, form, typed);
        }
    }
    let (first, rest) = word(typed.trim().trim_start_matches('/'));
    let said =
        |line: String| Chosen { lines: vec![text::output(&line).into_owned()], effect: None };
    let does = |effect| Chosen { lines: Vec::new(), effect: Some(effect) };
    match first {
        "" | "list" => Chosen { lines: list(start), effect: None },
        "help" => said(HELP.to_owned()),
        "quit" | "leave" => does(StartEffect::Quit),
        "practise" | "practice" => does(StartEffect::Practise),
        "new" | "begin" => {
            let mut form = BeginForm::new(start.offer.clone());
            form.take_up(&start.typed);
            if !rest.is_empty() {
                form.is_about(&text::name(rest));
            }
            if start.offer.unnamed.is_some() { ask_name(start, form) } else { begin(start, &form) }
        }
        "forget" if !start.typed.is_empty() => {
            start.typed.clear();
            said("Forgotten.".to_owned())
        }
        "import" => {
            let (number, source) = word(rest);
            match (numbered(start, number), source.is_empty()) {
                (Ok(row), false) => {
                    let (key, source) = (row.key.clone(), source.to_owned());
                    does(StartEffect::Import { key, source })
                }
                (Ok(_), true) => said("Say which file: import NUMBER FILE.".to_owned()),
                (Err(why), _) => said(why),
            }
        }
        number => match numbered(start, number) {
            Ok(row) => does(StartEffect::Open(row.key.clone())),
            // Not the whole help each time: a screen reader reads it out.
            Err(why) => said(format!("{why} new begins one; help says what else can be typed.")),
        },
    }
}

fn numbered<'s>(start: &'s Start, said: &str) -> Result<&'s Row, String> {
    let place = said.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let row = place.and_then(|place| start.rows.get(place));
    row.ok_or_else(|| format!("There is no room {said}."))
}
