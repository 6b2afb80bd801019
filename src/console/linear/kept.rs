//! Text that is half typed, in linear mode: what was typed here and is not recorded yet, and what
//! consoles that ended left at the desk, one's own and others'.
//!
//! Separate from the commands, because it is not the record. What must stay true: a text lies at
//! the desk for as long as it is neither recorded nor given up; others' text is named by its owner
//! and taken by its number only; a text that is taken has its new place before its old one goes.

use std::collections::BTreeMap;

use crate::console::away;
use crate::console::capture::read_kept;
use crate::console::compose;
use crate::console::editor::Kept;
use crate::console::effect::Effect;
use crate::console::left;
use crate::console::model::{Model, Scratch, Slot};
use crate::text;

use super::{Did, Linear, Listed, Page, Talk, capture, drafts, spoken, word};

/// A line that was offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What `/take` names it by: it stays the same while there are offers.
    pub number: usize,
    /// The line, and below it what is quoted.
    pub text: String,
    /// Where the desk keeps it; nothing for a way out of the line typed last.
    pub slot: Option<Slot>,
}

/// What was pasted and waits for a word on what is to become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    pub slot: Slot,
    pub text: String,
}

/// A place at the desk that no text here has.
pub fn new_slot(model: &mut Model) -> Slot {
    let number = model.capture.next_parked;
    model.capture.next_parked += 1;
    Slot::Parked(number)
}

/// Every text that is half typed here, as the desk keeps it.
fn texts(linear: &Linear) -> BTreeMap<Slot, String> {
    let offers = linear.offered.iter();
    let mut texts: BTreeMap<Slot, String> =
        offers.filter_map(|offer| Some((offer.slot.clone()?, offer.text.clone()))).collect();
    if let Some(asked) = linear.asked.as_ref().filter(|asked| !asked.line.starts_with('/')) {
        texts.insert(Slot::Capture, asked.line.clone());
    }
    // As a block below an empty line, which is how the screen keeps it too.
    texts.extend(linear.pasted.iter().map(|it| (it.slot.clone(), format!("\n{}", it.text))));
    texts.extend(linear.writing.iter().map(|it| (drafts::slot(), drafts::kept(it))));
    texts
}

/// Tells the redactions' judgement what is half typed here.
pub fn show(talk: &mut Talk<'_>) {
    talk.model.typed_lines = texts(talk.linear).into_iter().collect();
}

/// After each turn: what is half typed goes to the desk before anything else is done, and what is
/// so no longer goes from it after all else is.
pub fn settle(linear: &mut Linear, model: &mut Model, effects: &mut Vec<Effect>) {
    let texts = texts(linear);
    if !model.me.read_only {
        let new = texts.iter().filter(|(slot, text)| linear.kept.get(slot) != Some(text));
        let mut first: Vec<Effect> = new
            .map(|(slot, text)| Effect::SaveScratch {
                slot: slot.clone(),
                text: text.clone(),
                cursor: text.len(),
            })
            .collect();
        first.append(effects);
        let gone = linear.kept.keys().filter(|slot| !texts.contains_key(slot));
        first.extend(gone.cloned().map(Effect::DropScratch));
        *effects = first;
    }
    linear.kept.clone_from(&texts);
    model.typed_lines = texts.into_iter().collect();
}

/// Offers a line; says under which number.
pub fn offer(linear: &mut Linear, text: String, slot: Option<Slot>) -> usize {
    if linear.offered.is_empty() {
        linear.offers = 0;
    }
    linear.offers += 1;
    linear.offered.push(Offer { number: linear.offers, text, slot });
    linear.offers
}

/// Offers the ways out for the line typed last, in place of those for the line before.
pub fn offer_ways(talk: &mut Talk<'_>, lines: Vec<String>) {
    talk.linear.offered.retain(|one| one.slot.is_some());
    for line in lines {
        let words = line.clone();
        let number = offer(talk.linear, line, None);
        talk.page.say(format!("/take {number} records: {words}"));
    }
}

/// A line that was asked about and not confirmed: it is not lost where another was typed instead.
/// It is not said again, for it may be private.
pub fn leave(talk: &mut Talk<'_>, line: String) {
    if line.starts_with('/') {
        return;
    }
    let slot = new_slot(talk.model);
    let number = offer(talk.linear, line, Some(slot));
    talk.page.say(format!("The line before was not recorded: /take {number} records it."));
}

/// `/take N`.
pub fn take(talk: &mut Talk<'_>, rest: &str) -> Did {
    let number: Option<usize> = word(rest).0.parse().ok();
    let offered = talk.linear.offered.iter().find(|offer| Some(offer.number) == number);
    let Some(Offer { number, text, .. }) = offered.cloned() else {
        let ways: Vec<String> =
            talk.linear.offered.iter().map(|offer| format!("/take {}", offer.number)).collect();
        return Err(if ways.is_empty() {
            "Nothing is offered now.".to_owned()
        } else {
            format!("Say which of the lines offered: {}.", ways.join(", "))
        });
    };
    let again = format!("/take {number}");
    talk.still_held(&text, &again)?;
    let (line, block) =
        text.split_once('\n').map_or((text.as_str(), None), |(line, block)| (line, Some(block)));
    let effects = capture::record_with(talk, line, block, &again)?;
    talk.linear.offered.retain(|one| one.number != number && one.slot.is_some());
    Ok(effects)
}

/// `/forget [N]`.
pub fn forget(talk: &mut Talk<'_>, rest: &str) -> Did {
    let said = word(rest).0;
    if said.is_empty() {
        talk.linear.pasted = None;
        talk.linear.offered.clear();
    } else {
        let before = talk.linear.offered.len();
        talk.linear.offered.retain(|offer| offer.number.to_string() != said);
        if talk.linear.offered.len() == before {
            return Err(format!("No line is offered under {said}; /half-typed says which are."));
        }
    }
    talk.page.say("Forgotten.");
    Ok(Vec::new())
}

/// `/half-typed`.
pub fn list(talk: &mut Talk<'_>, _: &str) -> Did {
    for offer in talk.linear.offered.iter().filter(|offer| offer.slot.is_some()) {
        let shown = shown(talk.model, &offer.text);
        talk.page.say(format!("Yours here: /take {} records: {shown}", offer.number));
    }
    if talk.linear.pasted.is_some() {
        talk.page.say("Yours here: what was pasted; /block or /lines records it.");
    }
    let rows = left::rows(talk.model).into_iter();
    let rows: Vec<_> = rows.map(|row| (Listed::Left(row.id), row.label)).collect();
    let any = !rows.is_empty();
    talk.list(rows, left::NONE);
    if any {
        talk.page.say("/pick N takes one: from then on it is yours, and no longer in this list.");
    }
    Ok(Vec::new())
}

/// `/pick N`.
pub fn pick(talk: &mut Talk<'_>, rest: &str) -> Did {
    let (Listed::Left(number), _) = talk.number(rest)? else {
        return Err("That number is no half-typed text; /half-typed lists those.".to_owned());
    };
    if talk.model.me.read_only {
        return Err("This console only reads (--read-only): the text stays where it is.".to_owned());
    }
    let place = left::place(talk.model, &number);
    let place = place.ok_or(left::GONE)?;
    if let Slot::Draft(id) = place.1.place() {
        drafts::there(talk, id)?;
    }
    Ok(left::ask(talk.model, vec![place]))
}

/// Looks at what earlier consoles left at the desk.
pub fn found(talk: &mut Talk<'_>, texts: Vec<Scratch>) -> Vec<Effect> {
    left::offer(talk.model, texts);
    let effects = claim(talk);
    say_others(talk);
    effects
}

/// Asks for what this person left half typed and can go on with here.
pub fn claim(talk: &mut Talk<'_>) -> Vec<Effect> {
    if talk.model.me.unnamed || talk.model.me.read_only {
        return Vec::new();
    }
    let mut writing = talk.linear.writing.is_some();
    let mut wanted = Vec::new();
    for (text, person) in left::all(talk.model) {
        let own = person == Some(&talk.model.me.person);
        let takes = match text.slot.place() {
            // A line that mends another is gone on with on the screen, or by its row in the list.
            Slot::Capture | Slot::Parked(_) | Slot::Away(..) => !mends(&text.text),
            Slot::Field(name) if name == drafts::SLOT => !std::mem::replace(&mut writing, own),
            Slot::Field(_) | Slot::Draft(_) => false,
        };
        if let (true, true, Some(by)) = (own, takes, &text.by) {
            wanted.push((by.clone(), text.slot.clone()));
        }
    }
    left::ask(talk.model, wanted)
}

/// Somebody else types from now on: what is half typed here is put away under its owner's name.
pub fn put_away(talk: &mut Talk<'_>) -> Vec<Effect> {
    let texts = texts(talk.linear).into_iter();
    let texts: Vec<_> = texts.map(|(slot, text)| (slot, text.clone(), text.len())).collect();
    if !texts.is_empty() {
        let whose = &talk.model.me.person;
        talk.page.say(format!("What {whose} left half typed is put away; /half-typed lists it."));
    }
    let linear = &mut *talk.linear;
    (linear.asked, linear.pasted, linear.writing) = (None, None, None);
    linear.offered.clear();
    linear.kept.clear();
    linear.shielded = true;
    talk.model.shield.lifted_until = None;
    away::keep_for_owner(talk.model, texts)
}

/// Says whose text stays at the desk.
fn say_others(talk: &mut Talk<'_>) {
    let mut said = Vec::new();
    for (_, person) in left::all(talk.model) {
        let words = match person {
            Some(person) if *person == talk.model.me.person && !talk.model.me.unnamed => {
                "You left a text unsaved".to_owned()
            }
            Some(person) => format!("{person} left a text half typed"),
            None => "Somebody left a text half typed".to_owned(),
        };
        let words = format!("{words}; it is kept at this desk, and /half-typed lists it.");
        if !said.contains(&words) {
            said.push(words);
        }
    }
    for words in said {
        talk.page.say(words);
    }
}

/// Takes up what was asked for. What finds no place goes back into the list.
pub fn taken(talk: &mut Talk<'_>, scratches: Vec<Scratch>) -> Vec<Effect> {
    let (mut ready, mut gone) = (Vec::new(), Vec::new());
    for scratch in scratches {
        let (by, slot) = (scratch.by.clone(), scratch.slot.clone());
        if is_of_a_draft(&slot) && talk.linear.writing.is_some() {
            left::give_back(talk.model, scratch);
            continue;
        }
        gone.extend(by.map(|by| Effect::DropLeft(by, slot)));
        if !scratch.text.trim().is_empty() {
            take_up(talk, scratch);
        }
    }
    // From here on they are this console's: kept in their new place before they go from the old.
    settle(talk.linear, talk.model, &mut ready);
    ready.extend(gone);
    ready
}

fn mends(text: &str) -> bool {
    !read_kept(text, 0).mends.is_empty()
}

fn is_of_a_draft(slot: &Slot) -> bool {
    match slot.place() {
        Slot::Draft(_) => true,
        Slot::Field(name) => name == drafts::SLOT,
        Slot::Capture | Slot::Parked(_) | Slot::Away(..) => false,
    }
}

fn take_up(talk: &mut Talk<'_>, scratch: Scratch) {
    let Scratch { slot, text, cursor, at, .. } = scratch;
    match slot.place().clone() {
        Slot::Field(name) if name == drafts::SLOT => drafts::take_up_text(talk, &text),
        Slot::Draft(draft) => {
            let Kept { text, bases, .. } = Kept::read(&text, cursor, at);
            drafts::write_from(talk, draft, bases, text);
        }
        // It may have been anything, so it is hidden like what is privileged.
        Slot::Field(_) => offer_left(talk, format!("% {text}")),
        Slot::Capture | Slot::Parked(_) | Slot::Away(..) => {
            let text = in_words(talk, &text);
            match text.strip_prefix('\n') {
                Some(block) if talk.linear.pasted.is_none() => {
                    capture::pasted(talk, block.to_owned());
                }
                Some(_) | None => offer_left(talk, text),
            }
        }
    }
}

/// A line as the screen kept it, as it is typed here. What it was to mend is said.
fn in_words(talk: &mut Talk<'_>, text: &str) -> String {
    let kept = read_kept(text, 0);
    if !kept.mends.is_empty() {
        talk.page.say(
            "It was to mend a line: /correct N and these words does that; /take records them as a \
             line of their own.",
        );
    }
    let pasted = kept.pasted.iter().any(|part| part.start == 0);
    let plain = if kept.plain || pasted { " " } else { "" };
    let block = kept.block.map(|block| format!("\n{block}")).unwrap_or_default();
    format!("{plain}{}{block}", kept.text)
}

/// Offers a line that was left half typed.
fn offer_left(talk: &mut Talk<'_>, text: String) {
    let shown = shown(talk.model, &text);
    let slot = new_slot(talk.model);
    let number = offer(talk.linear, text, Some(slot));
    talk.page.say(format!(
        "A line was left half typed. /take {number} records it, /forget {number} \
         drops it: {shown}"
    ));
}

/// The beginning of a text, or dots where the shield hides it.
fn shown(model: &Model, kept: &str) -> String {
    if model.shielded() && kept.starts_with('%') {
        return "•••".to_owned();
    }
    let (line, block) = kept.split_once('\n').unwrap_or((kept, ""));
    let first = text::lines(block).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let many = compose::quoted(line, block);
    let line = if line.trim().is_empty() { first } else { line };
    match many {
        0 => line.to_owned(),
        many => format!("{line} (and {} quoted)", compose::lines_of(many)),
    }
}

/// Says what the console had to say, what a text here holds that was redacted only once.
pub fn notice(linear: &mut Linear, model: &mut Model, page: &mut Page) {
    let held = crate::console::taken_off::held(model);
    if let Some(notice) = model.notice.take()
        && (held.as_ref() != Some(&notice) || linear.warned != held)
    {
        let stop = spoken::stop(&notice);
        page.say(format!("{notice}{stop}"));
    }
    linear.warned = held;
}
