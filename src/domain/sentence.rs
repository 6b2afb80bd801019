//! Plain sentences: what a row says, without its author's name. Read in the timeline, in exports
//! and in the file's views.
//!
//! A sentence never contains the words of an entry, of an order's result or of a draft: their
//! handling may change after the sentence was written. [`full`] adds the words of an open entry at
//! the moment of reading.
//! Times stand in sentences as `2026-01-04 14:20 UTC`; a screen in another zone rewrites them with
//! [`in_zone`].

mod plan;
mod review;
mod room;
mod sending;
mod work;

use std::borrow::Cow;

pub use plan::{limit, step, step_place, step_set, when};

use chrono::NaiveDateTime;

use super::event::{
    Direction, EntryKind, Event, ItemChanged, ItemState, OrderChanged, OrderState, Recorded,
    Standing, about_plan, about_words,
};
use super::handling::Handling;
use super::ids::{DraftId, EntryId};
use super::incident::Incident;
use super::people::{Party, Person};
use super::time::{Timestamp, length};
use super::timeline::{About, Auto, Entry, Side};

pub(super) use review::asking;

/// How a moment is written inside sentences.
const CLOCK: &str = "%Y-%m-%d %H:%M UTC";
/// How long that is.
const CLOCK_LEN: usize = "2026-01-04 14:20 UTC".len();

/// A moment as sentences carry it: `2026-01-04 14:20 UTC`.
pub fn clock(at: Timestamp) -> String {
    at.utc().format(CLOCK).to_string()
}

/// The sentence with every moment in it rewritten by `show`, for a screen in another zone.
pub fn in_zone(sentence: &str, show: impl Fn(Timestamp) -> String) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some(end) = rest.find(" UTC").map(|at| at + " UTC".len()) {
        let moment = end.checked_sub(CLOCK_LEN).filter(|from| rest.is_char_boundary(*from));
        let read =
            moment.and_then(|from| NaiveDateTime::parse_from_str(&rest[from..end], CLOCK).ok());
        match (moment, read) {
            (Some(from), Some(read)) => {
                out.push_str(&rest[..from]);
                out.push_str(&show(read.and_utc().into()));
            }
            _ => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    if out.is_empty() {
        return Cow::Borrowed(sentence);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The handling of a draft that is not open any more, where a line about it still has the words of
/// when it was.
pub fn closed_since<'a>(incident: &'a Incident, auto: &Auto) -> Option<&'a Handling> {
    let About::Draft(id) = &auto.about else { return None };
    let handling = &incident.drafts.draft(id)?.handling;
    (!handling.is_open() && auto.sentence.contains('“')).then_some(handling)
}

/// The sentence of a line that the console recorded, with the words of the entry that it is about,
/// where that is open; without those of a draft that is not.
pub fn full<'a>(incident: &'a Incident, auto: &'a Auto, seq: u64) -> Cow<'a, str> {
    if let Some(handling) = closed_since(incident, auto) {
        return Cow::Owned(format!("a draft that is now {}, worked on", handling.word()));
    }
    let About::Entry(id) = &auto.about else { return Cow::Borrowed(&auto.sentence) };
    match incident.timeline.entry(id) {
        Some(entry) if entry.now.handling.is_open() => {
            let (words, result) = (clip(&entry.now.text), result_in(entry, seq));
            Cow::Owned(format!("{}: {words}{result}", auto.sentence))
        }
        _ => Cow::Borrowed(&auto.sentence),
    }
}

/// ` — all nine`: with what result an order was done in that row, or why it was refused; or
/// nothing.
fn result_in(entry: &Entry, seq: u64) -> String {
    let done = entry.history.iter().find(|one| one.seq == seq && one.side == Side::Order);
    let said = done.and_then(|one| {
        let words = one.words.strip_prefix("done: ");
        words.or_else(|| one.words.strip_prefix("refused: "))
    });
    said.map(|said| format!(" — {}", clip(said))).unwrap_or_default()
}

/// The first line of a text, cut to what a sentence bears: at the end of a word, where one is near.
pub fn clip(text: &str) -> String {
    const MOST: usize = 80;
    const NEAR: usize = 60;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let Some((at, _)) = first.char_indices().nth(MOST) else { return first.to_owned() };
    let cut = &first[..at];
    let word = cut.rfind(char::is_whitespace).map(|end| cut[..end].trim_end());
    let word = word.filter(|word| word.chars().count() >= NEAR && !first[at..].starts_with(' '));
    format!("{}…", word.unwrap_or(cut))
}

/// What an event says, in the state before it. Total: what it speaks of need not be there.
pub fn of(incident: &Incident, event: &Event) -> String {
    match event {
        Event::RoomOpened(to) => format!("room begun: {}", to.codename),
        Event::SessionStarted(to) => room::session_started(incident, to),
        Event::TypistChanged(to) => {
            format!("{} of {} types now", to.person, incident.short(&to.department))
        }
        Event::RoomRenamed(to) => room::renamed(to),
        Event::StatusChanged(to) => room::status(incident, to),
        Event::SeveritySet(to) => room::severity(to),
        Event::PhaseEntered(to) => format!("phase entered: {}", to.phase),
        Event::PhaseLeft(to) => format!("phase left: {}", to.phase),
        Event::AnchorSet(to) => room::anchor_set(incident, to),
        Event::AnchorUnsaid(to) => room::anchor_unsaid(to),
        Event::RoleAssigned(to) => format!("{} is now {}", to.role, to.person),
        Event::RoleReleased(to) => format!("{} is now nobody", to.role),
        Event::EntryRecorded(to) => format!("{} recorded", to.kind.word()),
        Event::EntryCorrected(to) => work::corrected(incident, to),
        Event::EntryWithdrawn(to) => format!("{} struck", sort(incident, &to.entry)),
        Event::EntryRestored(to) => format!("{} stands again", sort(incident, &to.entry)),
        Event::EntryPinned(to) => {
            let word = if to.pinned { "pinned" } else { "unpinned" };
            format!("{} {word}", sort(incident, &to.entry))
        }
        Event::EntryTagged(to) => format!("{} has {}", sort(incident, &to.entry), tags(&to.tags)),
        Event::HandlingChanged(to) => {
            format!("{} is now {}", sort(incident, &to.entry), to.handling.word())
        }
        Event::OrderChanged(to) => work::order(incident, to),
        Event::QuestionAnswered(to) => format!("{} answered", sort(incident, &to.entry)),
        Event::QuestionReopened(to) => format!("{} open again", sort(incident, &to.entry)),
        Event::FactStandingChanged(to) => match to.to {
            Standing::Known => "fact is now known".to_owned(),
            Standing::Believed => "fact is only believed again".to_owned(),
        },
        Event::PlaybookApplied(to) => work::playbook(incident, to),
        Event::ItemAdded(to) => {
            format!("item added for {}: {}", incident.short(&to.department), clip(&to.action))
        }
        Event::ItemChanged(to) => work::item(incident, &to.item, &work::new_state(&to.to)),
        Event::ItemAssigned(to) => work::item(incident, &to.item, &holder(to.to.as_ref())),
        Event::ItemPromised(to) => work::item(incident, &to.item, &promised(to.due)),
        Event::ItemCommented(to) => {
            work::item(incident, &to.item, &format!("comment: {}", clip(&to.text)))
        }
        Event::ItemRetargeted(to) => {
            work::item(incident, &to.item, &aimed((!to.as_given).then_some(to.aim)))
        }
        Event::DraftCreated(to) => work::draft_created(to),
        Event::DraftRevised(to) => work::draft_revised(incident, to),
        Event::DraftRenamed(to) => work::draft_renamed(incident, to),
        Event::DraftShelved(to) => work::draft_shelved(incident, to),
        // Its title goes with what it said while it was open.
        Event::DraftHandled(to) if !to.handling.is_open() => {
            format!("a draft is now {}", to.handling.word())
        }
        Event::DraftHandled(to) => format!("{} is now open", title(incident, &to.draft)),
        Event::Redacted(to) => room::redacted(to),
        Event::SubmissionRedacted(to) => room::submission_redacted(to),
        Event::RedactionConfirmed(to) => room::redaction_confirmed(to),
        Event::LegalHoldChanged(to) => room::legal_hold(to),
        Event::ExpirySet(to) => work::expiry_set(incident, to),
        Event::NameListed(to) => room::name_listed(to),
        said @ about_words!() => review::of(incident, said),
        planned @ about_plan!() => plan::of(incident, planned),
        Event::Unknown { says: Some(says), .. } => clip(says),
        Event::Unknown { kind, .. } => {
            format!("a row of the kind “{}”, which this version does not know", clip(kind))
        }
    }
}

/// What a row says: its event, and where something was done after the time promised for it, by how
/// much; where words are said to have gone out before they could, that the time is in doubt.
pub fn of_row(incident: &Incident, row: &Recorded) -> String {
    let promised = match &row.event {
        Event::ItemChanged(ItemChanged { item, to: ItemState::Done { .. } }) => {
            incident.checklist.item(item).and_then(|item| item.promise)
        }
        Event::OrderChanged(OrderChanged { entry, to: OrderState::Done { .. }, .. }) => {
            incident.timeline.entry(entry).and_then(|entry| match entry.now.kind {
                EntryKind::Order { due, .. } => due,
                _ => None,
            })
        }
        _ => None,
    };
    let mut sentence = of(incident, &row.event);
    if let Event::DraftSent(to) = &row.event {
        sentence.push_str(&review::in_doubt(incident, row, to));
    }
    match promised.map(|promised| row.occurred_at.since(promised)) {
        Some(late) if late >= 60_000 => {
            format!("{sentence} ({} after the time promised)", length(late))
        }
        _ => sentence,
    }
}

/// `: why`, or nothing.
fn because(why: &str) -> String {
    because_in(why, clip)
}

fn because_in(why: &str, shown: fn(&str) -> String) -> String {
    if why.trim().is_empty() { String::new() } else { format!(": {}", shown(why)) }
}

/// Tags in words: `tags #db #eu`, `no tags`.
pub(super) fn tags(tags: &[String]) -> String {
    if tags.is_empty() {
        return "no tags".to_owned();
    }
    let tags: Vec<String> = tags.iter().map(|tag| format!("#{tag}")).collect();
    format!("tags {}", tags.join(" "))
}

/// The word for an entry on the record: `order`, `note`; `line` for one that is not there.
fn sort<'a>(incident: &'a Incident, id: &EntryId) -> &'a str {
    incident.timeline.entry(id).map_or("line", |entry| entry.now.kind.word())
}

/// A promise in words: `promised for …`, `no longer promised`.
pub(super) fn promised(due: Option<Timestamp>) -> String {
    due.map_or_else(
        || "no longer promised".to_owned(),
        |due| format!("promised for {}", clock(due)),
    )
}

/// Until when words may be used: `good until …`, `good without end`.
pub(super) fn good_until(until: Option<Timestamp>) -> String {
    until.map_or_else(
        || "good without end".to_owned(),
        |until| format!("good until {}", clock(until)),
    )
}

/// For when a line is owed, in words: as [`promised`], or `to be looked at again …`.
pub(super) fn owed(kind: &EntryKind) -> String {
    match (kind, kind.due()) {
        (EntryKind::Decision { .. }, Some(due)) => format!("look again at {}", clock(due)),
        (EntryKind::Decision { .. }, None) => "not to be looked at again".to_owned(),
        (_, due) => promised(due),
    }
}

/// A holder in words: `given to Priya`, `with nobody`.
pub(super) fn holder(to: Option<&Person>) -> String {
    to.map_or_else(|| "with nobody".to_owned(), |to| format!("given to {to}"))
}

/// A clock time that a person set, in words.
#[expect(clippy::option_option, reason = "as given, at once, or at a time, as an item keeps it")]
pub(super) fn aimed(aim: Option<Option<Timestamp>>) -> String {
    match aim {
        None => "aimed as it was given".to_owned(),
        Some(None) => "to be done at once".to_owned(),
        Some(Some(at)) => format!("aimed at {}", clock(at)),
    }
}

/// An item's state in words, as many as a line bears: `done: two images`.
pub fn item_state(state: &ItemState) -> String {
    item_state_in(state, clip)
}

/// The same in all of its words, for its history.
pub(super) fn whole_item_state(state: &ItemState) -> String {
    item_state_in(state, str::to_owned)
}

fn item_state_in(state: &ItemState, shown: fn(&str) -> String) -> String {
    match state {
        ItemState::Open => "open".to_owned(),
        ItemState::InProgress => "in progress".to_owned(),
        ItemState::Done { result } => format!("done{}", because_in(result, shown)),
        ItemState::Blocked { on } => format!("blocked on {}", shown(on)),
        ItemState::NotApplicable { because: why } => {
            format!("not applicable{}", because_in(why, shown))
        }
    }
}

/// An order's state in words, as many as a line bears, with the result: not for the timeline, since
/// an order may be restricted.
pub fn order_state(state: &OrderState) -> String {
    order_state_in(state, clip)
}

/// The same in all of its words, for its history.
pub(super) fn whole_order_state(state: &OrderState) -> String {
    order_state_in(state, str::to_owned)
}

fn order_state_in(state: &OrderState, shown: fn(&str) -> String) -> String {
    match state {
        OrderState::Given => "open".to_owned(),
        OrderState::Acknowledged { by: Some(by) } => format!("acknowledged by {by}"),
        OrderState::Acknowledged { by: None } => "acknowledged".to_owned(),
        OrderState::Done { result } => format!("done{}", because_in(result, shown)),
        OrderState::Refused { because: why } => format!("refused{}", because_in(why, shown)),
    }
}

/// A draft's title where it may be shown.
pub fn title(incident: &Incident, id: &DraftId) -> String {
    match incident.drafts.draft(id) {
        Some(draft) if draft.handling.is_open() => format!("draft “{}”", clip(&draft.title)),
        Some(draft) => format!("a {} draft", draft.handling.word()),
        None => "a draft".to_owned(),
    }
}

/// A party in words: a lane's short name, or a person's name.
pub fn party<'a>(incident: &'a Incident, party: &'a Party) -> &'a str {
    match party {
        Party::Department(id) => incident.short(id),
        Party::Person(person) => person.as_str(),
    }
}

/// What an entry is, for a sentence that must name it: `note “db-7 talked to…”`, `a privileged
/// note`.
pub fn name(incident: &Incident, id: &EntryId) -> String {
    let Some(entry) = incident.timeline.entry(id) else { return "a line".to_owned() };
    let word = match &entry.now.kind {
        EntryKind::Words { direction: Direction::Told, .. } => "words told",
        EntryKind::Words { direction: Direction::Asks, .. } => "question from outside",
        other => other.word(),
    };
    if entry.now.handling.is_open() {
        format!("{word} “{}”", clip(&entry.now.text))
    } else {
        format!("{} {word}", entry.now.handling.word())
    }
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, clip, clock, in_zone};

    #[test]
    fn moments_are_found_again_and_nothing_else_is() {
        let at = Timestamp::parse("2026-01-04T14:20:00Z").unwrap_or_default();
        let sentence = format!("ä UTC, {} and {}", clock(at), clock(at.plus_minutes(60)));
        let shown = in_zone(&sentence, |at| format!("<{at}>"));
        assert_eq!(shown, "ä UTC, <2026-01-04T14:20:00.000Z> and <2026-01-04T15:20:00.000Z>");
        assert_eq!(in_zone("no moment, UTC", |_| String::new()), "no moment, UTC");
        assert_eq!(in_zone("", |_| String::new()), "");
    }

    #[test]
    fn a_clip_is_the_first_line_that_says_something() {
        assert_eq!(clip("\n  \n first \nsecond"), "first");
        assert_eq!(clip(&"é".repeat(81)), format!("{}…", "é".repeat(80)));
    }
}
