//! Text that lies half typed at this host's desk, where consoles that ended left it, or others put
//! it away when somebody else sat down there: whose it is, and how it comes back.
//!
//! Separate from the capture line and the drafts, which only hold text: here is decided who gets
//! it. What must stay true: text comes back by itself only to the person who typed it, once it is
//! clear who sits here; to others it is an offer that names its owner; nothing that is there
//! already is overwritten, and what was not taken stays at the desk.

use crate::domain::ids::SessionId;
use crate::domain::people::Person;
use crate::domain::redaction::runs::{places, without};

use super::effect::Effect;
use super::model::{Focus, Model, Scratch, Slot};
use super::overlay::ChoiceRow;
use super::{capture, drafts, linear};

/// Said where none is listed. What is being typed at another console is not seen from here.
pub const NONE: &str = "Nothing parked, put away or left here; an open console keeps what it has.";

/// Said of one that was listed and is no longer there.
pub const GONE: &str = "That text lies here no longer: it was taken up at another console.";

/// A text that lies at the desk, and the number by which the list of parked lines knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    number: u64,
    text: Scratch,
    /// Whether it was taken up here, and found no place.
    taken: bool,
}

/// Looks at what lies at the desk: one's own comes back, the rest is offered.
pub fn found(model: &mut Model, texts: Vec<Scratch>) -> Vec<Effect> {
    offer(model, texts);
    super::typist::doubt(model);
    let effects = claim(model);
    if let Some(words) = waiting(model) {
        model.notice = Some(words);
    }
    effects
}

/// Lists texts without taking any.
pub fn offer(model: &mut Model, texts: Vec<Scratch>) {
    for text in texts {
        lay(model, text, false);
    }
}

/// What was taken up and finds no place here goes back into the list.
pub fn give_back(model: &mut Model, text: Scratch) {
    lay(model, text, true);
}

fn lay(model: &mut Model, text: Scratch, taken: bool) {
    let number = model.capture.next_parked;
    model.capture.next_parked += 1;
    model.at_desk.push(Left { number, text, taken });
}

/// What other consoles left or put away for anybody to take is this by now; these of what was put
/// away here were taken. Nothing comes back by that: the list says it to who looks there.
pub fn lying(model: &mut Model, mut texts: Vec<Scratch>, gone: &[Slot]) -> Vec<Effect> {
    let session = &model.me.session;
    model.at_desk.retain_mut(|left| {
        let is = |one: &Scratch| one.by == left.text.by && one.slot == left.text.slot;
        if left.text.by.as_ref() == Some(session) {
            return !gone.contains(&left.text.slot);
        }
        match texts.iter().position(is) {
            Some(place) => left.text = texts.remove(place),
            None => return left.taken,
        }
        true
    });
    offer(model, texts);
    Vec::new()
}

/// Who typed a text, where that is known.
fn owner<'m>(model: &'m Model, text: &'m Scratch) -> Option<&'m Person> {
    let session = || model.incident.sessions.get(text.by.as_ref()?);
    text.owner.as_ref().or_else(|| session().map(|session| &session.person))
}

/// Whether text of somebody else lies at the desk.
pub fn is_of_others(model: &Model) -> bool {
    model
        .at_desk
        .iter()
        .any(|left| owner(model, &left.text).is_some_and(|by| *by != model.me.person))
}

/// Asks for one's own texts, now that it is clear who sits here. Where two of them have one place,
/// the later comes back, and the other stays in the list.
pub fn claim(model: &mut Model) -> Vec<Effect> {
    if model.me.unnamed || model.me.unconfirmed || model.me.read_only {
        return Vec::new();
    }
    let mut claimed: Vec<(SessionId, Slot)> = Vec::new();
    for left in model.at_desk.iter().rev() {
        let text = &left.text;
        let place = text.slot.place();
        let (Some(by), Some(person)) = (&text.by, owner(model, text)) else { continue };
        let single = matches!(place, Slot::Draft(_) | Slot::Field(_));
        let twice = single && claimed.iter().any(|(_, slot)| slot.place() == place);
        if *person == model.me.person && !twice && has_room(model, place) {
            claimed.push((by.clone(), text.slot.clone()));
        }
    }
    claimed.reverse();
    ask(model, claimed)
}

/// Whether a text can come into its place without anything there having to go.
fn has_room(model: &Model, slot: &Slot) -> bool {
    match slot {
        Slot::Away(_, place) => has_room(model, place),
        Slot::Capture | Slot::Parked(_) => true,
        // A text of linear mode is taken up there, or by its row in the list.
        Slot::Field(name) => name != linear::DRAFT_SLOT && !model.kept_fields.contains_key(name),
        Slot::Draft(id) => {
            !model.drafts.kept.contains_key(id) && super::editor::in_hand(model) != Some(id)
        }
    }
}

/// Asks the desk for texts, and takes them off the list. What another console took meanwhile is
/// gone: the desk gives each to one.
pub fn ask(model: &mut Model, wanted: Vec<(SessionId, Slot)>) -> Vec<Effect> {
    let is = |left: &Left, (by, slot): &(SessionId, Slot)| {
        left.text.by.as_ref() == Some(by) && left.text.slot == *slot
    };
    model.at_desk.retain(|left| !wanted.iter().any(|one| is(left, one)));
    if wanted.is_empty() { Vec::new() } else { vec![Effect::TakeLeft(wanted)] }
}

/// Words were taken off the record: the list has them no longer.
pub fn forget(model: &mut Model, held: &mut impl FnMut(&str) -> Vec<String>) {
    for left in &mut model.at_desk {
        let places = places(&left.text.text, &held(&left.text.text));
        if !places.is_empty() {
            left.text.text = without(&left.text.text, &places);
            left.text.cursor = left.text.text.len().min(left.text.cursor);
        }
    }
}

/// Whose texts wait in the list, as a sentence.
pub fn waiting(model: &Model) -> Option<String> {
    if model.at_desk.is_empty() || model.me.read_only {
        return None;
    }
    let mut names: Vec<&str> = Vec::new();
    for left in &model.at_desk {
        let name = match owner(model, &left.text) {
            Some(person) if *person == model.me.person && !model.me.unnamed => "your own",
            Some(person) => person.as_str(),
            None => "somebody unnamed",
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let whose = match names.as_slice() {
        ["your own"] => "More of your own text".to_owned(),
        [one] => format!("Half-typed text of {one}"),
        [one, other] => format!("Half-typed text of {one} and {other}"),
        several => format!("Half-typed text of {} people", several.len()),
    };
    Some(format!("{whose} lies here (Ctrl-R in the line)."))
}

/// The names of those whose unsaved text of a draft waits in the list.
pub fn of_draft(model: &Model, draft: &crate::domain::ids::DraftId) -> Vec<String> {
    let here = |left: &&Left| matches!(left.text.slot.place(), Slot::Draft(id) if id == draft);
    let name = |left: &Left| {
        owner(model, &left.text).map_or_else(|| "somebody".to_owned(), ToString::to_string)
    };
    model.at_desk.iter().filter(here).map(name).collect()
}

/// The rows of the list: whose each is, from where, and its first words.
pub fn rows(model: &Model) -> Vec<ChoiceRow> {
    model.at_desk.iter().rev().map(|left| row(model, left)).collect()
}

fn row(model: &Model, left: &Left) -> ChoiceRow {
    let text = &left.text;
    let whose = match owner(model, text) {
        Some(person) if *person == model.me.person && !model.me.unnamed => "Yours".to_owned(),
        Some(person) => format!("{person}'s"),
        None => "Somebody's".to_owned(),
    };
    let kept = capture::read_kept(&text.text, 0);
    let (mut hidden, mut words) = (kept.text.starts_with('%'), text.text.clone());
    let mut line = |place: &str| {
        words = kept.block.as_ref().map_or(kept.text.clone(), |it| format!("{}\n{it}", kept.text));
        let mends = if kept.mends.is_empty() { "" } else { ", mending a line" };
        format!("{place}{mends}")
    };
    let place = match text.slot.place() {
        Slot::Capture => line("from the line"),
        Slot::Parked(_) | Slot::Away(..) => line("parked"),
        // It may have been anything.
        Slot::Field(name) => {
            hidden = true;
            let linear = name == linear::DRAFT_SLOT;
            if linear { "a draft from linear mode" } else { "from a dialog" }.to_owned()
        }
        Slot::Draft(id) => {
            words = super::editor::Kept::read(&text.text, text.cursor, text.at).text;
            let draft = model.incident.drafts.draft(id);
            hidden = draft.is_none_or(|draft| !draft.handling.is_open());
            match draft.filter(|draft| !drafts::is_hidden(model, draft)) {
                Some(draft) => format!("from the draft “{}”", draft.title),
                None => "from a draft".to_owned(),
            }
        }
    };
    let first = words.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let first = if hidden && model.shielded() { "• • •" } else { first };
    ChoiceRow::new(left.number.to_string(), format!("{whose}, {place}: {first}"), "")
}

/// Where a text of the list lies.
pub fn place(model: &Model, number: &str) -> Option<(SessionId, Slot)> {
    let left = model.at_desk.iter().find(|left| left.number.to_string() == number)?;
    Some((left.text.by.clone()?, left.text.slot.clone()))
}

/// Takes a text of the list, knowingly: into the line, or into its draft as unsaved text.
pub fn take(model: &mut Model, number: &str) -> Vec<Effect> {
    let Some((by, slot)) = place(model, number) else {
        model.notice = Some(GONE.to_owned());
        return Vec::new();
    };
    let wanted = vec![(by, slot.clone())];
    if let Slot::Draft(id) = slot.place() {
        let hidden = model.incident.drafts.draft(id);
        if hidden.is_some_and(|draft| drafts::is_hidden(model, draft)) {
            model.notice = Some("That draft is hidden: lift the shield first (S).".to_owned());
            return Vec::new();
        }
        if !has_room(model, &slot) {
            model.notice =
                Some("That draft has unsaved text here: save that first (Ctrl-S).".to_owned());
            return Vec::new();
        }
        return ask(model, wanted);
    }
    model.focus = Focus::Capture;
    model.taking = true;
    let mut effects = capture::park_line(model);
    effects.extend(ask(model, wanted));
    effects
}

/// Puts texts that are this console's from now on into their places, and keeps them at the desk
/// there before their old place is given up: each exists once.
pub fn taken(model: &mut Model, texts: Vec<Scratch>) -> Vec<Effect> {
    let into_line = std::mem::take(&mut model.taking);
    let (mut lines, mut unsaved, mut fields) = (0, 0, 0);
    let (mut new, mut overtaken, mut effects) = (false, None, Vec::new());
    for text in texts {
        let by = text.by.clone().map(|by| (by, text.slot.clone()));
        match text.slot.place() {
            Slot::Draft(id) => {
                if !has_room(model, &text.slot) {
                    give_back(model, text);
                    continue;
                }
                unsaved += 1;
                effects.push(drafts::restore(model, id, &text));
            }
            Slot::Field(name) if !into_line => {
                if !has_room(model, &text.slot) {
                    give_back(model, text);
                    continue;
                }
                fields += 1;
                model.kept_fields.insert(name.clone(), text.text.clone());
                let (slot, cursor) = (text.slot.place().clone(), text.cursor);
                effects.push(Effect::SaveScratch { slot, text: text.text, cursor });
            }
            _ if text.text.trim().is_empty() => {}
            // It may have been anything, so it is hidden like what is privileged.
            Slot::Field(_) => {
                lines += 1;
                let kept = capture::read_kept(&format!("% {}", text.text), usize::MAX);
                effects.extend(capture::put_back(model, kept));
            }
            place @ (Slot::Capture | Slot::Parked(_) | Slot::Away(..)) => {
                lines += 1;
                let kept = capture::read_kept(&text.text, text.cursor).left_by(text.by.clone());
                new |= kept.mends_nothing(model);
                let mending = kept.mending(model);
                overtaken = mending.and_then(|it| it.overtaken(model)).or(overtaken);
                let beside = !into_line && *place != Slot::Capture;
                let put = if beside { capture::park_kept } else { capture::put_back };
                effects.extend(put(model, kept));
            }
        }
        effects.extend(by.map(|(by, slot)| Effect::DropLeft(by, slot)));
    }
    if let Some(words) = said(model, (lines, unsaved, fields), into_line) {
        model.notice = Some(words);
    }
    if new {
        model.notice = Some(MENDS_NOTHING.to_owned());
    }
    if overtaken.is_some() {
        model.notice = overtaken;
    }
    effects
}

/// Said of a mend that came back too late.
const MENDS_NOTHING: &str =
    "A half-typed mend is back; what it mends was struck or redacted, so Enter records a new line.";

/// What came back, in a sentence.
fn said(
    model: &Model,
    (lines, unsaved, fields): (usize, usize, usize),
    knowingly: bool,
) -> Option<String> {
    let parked = model.capture.parked.len();
    let line = match (lines, parked) {
        (0, _) => None,
        (_, _) if knowingly => Some("It is in the line now.".to_owned()),
        (_, 0) => Some("Your half-typed line is back.".to_owned()),
        (_, parked) => Some(format!("Half-typed lines are back; {parked} parked (Ctrl-R).")),
    };
    let draft = match unsaved {
        0 => None,
        1 => Some("A draft's unsaved text is back (Drafts, Enter).".to_owned()),
        many => Some(format!("Unsaved texts of {many} drafts are back (Drafts, Enter).")),
    };
    let field = match fields {
        0 => None,
        1 => Some("What you typed in a dialog is back in it.".to_owned()),
        _ => Some("What you typed in dialogs is back in them.".to_owned()),
    };
    let back: Vec<String> = line.iter().cloned().chain(draft).chain(field).collect();
    let own = (!back.is_empty()).then(|| back.join(" "));
    match (own, waiting(model)) {
        (Some(_), Some(_)) if !knowingly && line.is_some() && unsaved > 0 => Some(
            "Half-typed text is back (the line, Drafts, Enter); more lies here (Ctrl-R)."
                .to_owned(),
        ),
        (Some(own), Some(_)) if !knowingly => Some(match own.strip_suffix(" (Ctrl-R).") {
            Some(own) => format!("{own}, and more lies here (Ctrl-R)."),
            None => format!("{own} More lies here (Ctrl-R)."),
        }),
        (own, waiting) => own.or(waiting.filter(|_| !knowingly)),
    }
}

/// The texts that lie at the desk, for those who list them in another way.
pub fn all(model: &Model) -> impl Iterator<Item = (&Scratch, Option<&Person>)> {
    model.at_desk.iter().map(|left| (&left.text, owner(model, &left.text)))
}
