//! Plain sentences: what a row says, without its author's name. Read in the timeline, in exports and in the file's views.
//!
//! A sentence never contains the words of an entry, of an order's result or of a draft: their handling may change after the
//! sentence was written. [`full`] adds the words of an open entry at the moment of reading.
//! Times stand in sentences as `2026-01-04 14:20 UTC`; a screen in another zone rewrites them with [`in_zone`].

use std::borrow::Cow;

use chrono::NaiveDateTime;

use super::event::{Direction, EntryKind, Event, ItemState, OrderState, Standing};
use super::ids::{DraftId, EntryId, ItemId};
use super::incident::Incident;
use super::people::{Party, Person};
use super::time::Timestamp;
use super::timeline::{About, Auto};
use super::words::Status;

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

/// The sentence of a line that the console recorded, with the words of the entry that it is about, where that is open.
pub fn full<'a>(incident: &'a Incident, auto: &'a Auto) -> Cow<'a, str> {
    let About::Entry(id) = &auto.about else { return Cow::Borrowed(&auto.sentence) };
    match incident.timeline.entry(id) {
        Some(entry) if entry.now.handling.is_open() => {
            Cow::Owned(format!("{}: {}", auto.sentence, clip(&entry.now.text)))
        }
        _ => Cow::Borrowed(&auto.sentence),
    }
}

/// The first line of a text, cut to what a sentence bears.
pub fn clip(text: &str) -> String {
    const MOST: usize = 80;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    match first.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &first[..at]),
        None => first.to_owned(),
    }
}

/// What an event says, in the state before it. Total: what it speaks of need not be there.
pub fn of(incident: &Incident, event: &Event) -> String {
    match event {
        Event::RoomOpened(_)
        | Event::RoomRenamed(_)
        | Event::StatusChanged(_)
        | Event::SeveritySet(_)
        | Event::PhaseEntered(_)
        | Event::PhaseLeft(_)
        | Event::AnchorSet(_)
        | Event::AnchorUnsaid(_)
        | Event::RoleAssigned(_)
        | Event::RoleReleased(_)
        | Event::SessionStarted(_)
        | Event::TypistChanged(_) => room(incident, event),
        Event::EntryRecorded(_)
        | Event::EntryCorrected(_)
        | Event::EntryWithdrawn(_)
        | Event::EntryRestored(_)
        | Event::EntryPinned(_)
        | Event::EntryTagged(_)
        | Event::HandlingChanged(_)
        | Event::OrderChanged(_)
        | Event::QuestionAnswered(_)
        | Event::QuestionReopened(_)
        | Event::FactStandingChanged(_) => entry(incident, event),
        Event::PlaybookApplied(_)
        | Event::ItemAdded(_)
        | Event::ItemChanged(_)
        | Event::ItemAssigned(_)
        | Event::ItemPromised(_)
        | Event::ItemCommented(_)
        | Event::ItemRetargeted(_) => checklist(incident, event),
        Event::DraftCreated(_)
        | Event::DraftRevised(_)
        | Event::DraftRenamed(_)
        | Event::DraftShelved(_) => draft(incident, event),
        Event::Unknown { kind, .. } => {
            format!("a row of the kind “{}”, which this version does not know", clip(kind))
        }
    }
}

/// `: why`, or nothing.
fn because(why: &str) -> String {
    if why.trim().is_empty() { String::new() } else { format!(": {}", clip(why)) }
}

fn room(incident: &Incident, event: &Event) -> String {
    match event {
        Event::RoomOpened(to) => format!("room begun: {}", to.codename),
        Event::RoomRenamed(to) => {
            let mut parts = Vec::new();
            if let Some(codename) = &to.codename {
                parts.push(format!("codename is now {codename}"));
            }
            if to.title.is_some() {
                parts.push("title changed".to_owned());
            }
            if let Some(zone) = &to.zone {
                parts.push(format!("the room's zone is now {zone}"));
            }
            if let Some(at) = to.received {
                parts.push(format!("received {}", clock(at)));
            }
            if let Some(at) = to.first_read {
                parts.push(format!("first read {}", clock(at)));
            }
            parts.join("; ")
        }
        Event::StatusChanged(to) => {
            let words = match (incident.status.value, to.to) {
                (Status::Closed, Status::Declared) => "reopened",
                (_, Status::Declared) => "declared an incident",
                (_, Status::Closed) => "closed",
                (_, Status::Signal) => "a signal again, not an incident",
            };
            format!("{words}{}", because(&to.because))
        }
        Event::SeveritySet(to) => {
            let words = to.to.map_or_else(
                || "severity taken back".to_owned(),
                |severity| format!("severity is now {severity}"),
            );
            format!("{words}{}", because(&to.because))
        }
        Event::PhaseEntered(to) => format!("phase entered: {}", to.phase),
        Event::PhaseLeft(to) => format!("phase left: {}", to.phase),
        Event::AnchorSet(to) => {
            let moved = incident.anchors.get(&to.anchor).is_some_and(|one| one.now().is_some());
            let verb = if moved { "moved to" } else { "set to" };
            let scope =
                if to.scope.is_empty() { String::new() } else { format!(" ({})", clip(&to.scope)) };
            format!("“{}”{scope} {verb} {}", to.anchor.words(), clock(to.at))
        }
        Event::AnchorUnsaid(to) => {
            format!("“{}” taken back{}", to.anchor.words(), because(&to.because))
        }
        Event::RoleAssigned(to) => format!("{} is now {}", to.role, to.person),
        Event::RoleReleased(to) => format!("{} is now nobody", to.role),
        Event::SessionStarted(to) => {
            let what = if to.script { "script" } else { "console" };
            let (claimed, department) = (&to.person, incident.short(&to.department));
            format!(
                "{what} came, claimed by {claimed} of {department}, {}@{}",
                to.system_user, to.host
            )
        }
        Event::TypistChanged(to) => {
            format!("{} of {} types now", to.person, incident.short(&to.department))
        }
        _ => String::new(),
    }
}

/// The word for an entry on the record: `order`, `note`; `line` for one that is not there.
fn sort<'a>(incident: &'a Incident, id: &EntryId) -> &'a str {
    incident.timeline.entry(id).map_or("line", |entry| entry.now.kind.word())
}

fn entry(incident: &Incident, event: &Event) -> String {
    match event {
        Event::EntryRecorded(to) => format!("{} recorded", to.kind.word()),
        Event::EntryCorrected(to) => format!("{} corrected", sort(incident, &to.now.entry)),
        Event::EntryWithdrawn(to) => format!("{} struck", sort(incident, &to.entry)),
        Event::EntryRestored(to) => format!("{} stands again", sort(incident, &to.entry)),
        Event::EntryPinned(to) => {
            format!(
                "{} {}",
                sort(incident, &to.entry),
                if to.pinned { "pinned" } else { "unpinned" }
            )
        }
        Event::EntryTagged(to) => {
            let tags: Vec<String> = to.tags.iter().map(|tag| format!("#{tag}")).collect();
            let tags = if tags.is_empty() { "none".to_owned() } else { tags.join(" ") };
            format!("{} tagged: {tags}", sort(incident, &to.entry))
        }
        Event::HandlingChanged(to) => {
            format!("{} is now {}", sort(incident, &to.entry), to.handling.word())
        }
        Event::OrderChanged(to) => {
            let was = incident.timeline.entry(&to.entry);
            let same = was.is_some_and(|entry| entry.order == to.to);
            let state = match &to.to {
                OrderState::Given => "order open again".to_owned(),
                OrderState::Acknowledged { by: Some(by) } => format!("order acknowledged by {by}"),
                OrderState::Acknowledged { by: None } => "order acknowledged".to_owned(),
                OrderState::Done { .. } => "order done".to_owned(),
                OrderState::Refused { .. } => "order refused".to_owned(),
            };
            match to.due {
                None => state,
                Some(due) if same => format!("order {}", promised(due)),
                Some(due) => format!("{state}, {}", promised(due)),
            }
        }
        Event::QuestionAnswered(to) => format!("{} answered", sort(incident, &to.entry)),
        Event::QuestionReopened(to) => format!("{} open again", sort(incident, &to.entry)),
        Event::FactStandingChanged(to) => match to.to {
            Standing::Known => "fact is now known".to_owned(),
            Standing::Believed => "fact is only believed again".to_owned(),
        },
        _ => String::new(),
    }
}

/// An item's action; its id where it is not there.
fn action(incident: &Incident, id: &ItemId) -> String {
    incident.checklist.item(id).map_or_else(|| clip(id.as_str()), |item| clip(&item.given.action))
}

/// A promise in words: `promised for …`, `no longer promised`.
pub(super) fn promised(due: Option<Timestamp>) -> String {
    due.map_or_else(
        || "no longer promised".to_owned(),
        |due| format!("promised for {}", clock(due)),
    )
}

/// A holder in words: `given to Priya`, `with nobody`.
pub(super) fn holder(to: Option<&Person>) -> String {
    to.map_or_else(|| "with nobody".to_owned(), |to| format!("given to {to}"))
}

/// A clock time that a person set, in words.
pub(super) fn aimed(aim: Option<Option<Timestamp>>) -> String {
    match aim {
        None => "aimed as it was given".to_owned(),
        Some(None) => "to be done at once".to_owned(),
        Some(Some(at)) => format!("aimed at {}", clock(at)),
    }
}

/// An item's state in words: `done: two images`.
pub fn item_state(state: &ItemState) -> String {
    match state {
        ItemState::Open => "open".to_owned(),
        ItemState::InProgress => "in progress".to_owned(),
        ItemState::Done { result } => format!("done{}", because(result)),
        ItemState::Blocked { on } => format!("blocked on {}", clip(on)),
        ItemState::NotApplicable { because: why } => format!("not applicable{}", because(why)),
    }
}

/// An order's state in words, with the result: not for the timeline, since an order may be restricted.
pub fn order_state(state: &OrderState) -> String {
    match state {
        OrderState::Given => "open".to_owned(),
        OrderState::Acknowledged { by: Some(by) } => format!("acknowledged by {by}"),
        OrderState::Acknowledged { by: None } => "acknowledged".to_owned(),
        OrderState::Done { result } => format!("done{}", because(result)),
        OrderState::Refused { because: why } => format!("refused{}", because(why)),
    }
}

fn checklist(incident: &Incident, event: &Event) -> String {
    match event {
        Event::PlaybookApplied(to) => {
            let new =
                |item: &&super::event::ItemAdded| incident.checklist.item(&item.item).is_none();
            let count = to.items.iter().filter(new).count();
            let items = if count == 1 { "item" } else { "items" };
            format!("playbook applied: {} ({count} {items} new)", clip(&to.title))
        }
        Event::ItemAdded(to) => {
            format!("item added for {}: {}", incident.short(&to.department), clip(&to.action))
        }
        Event::ItemChanged(to) => {
            let state = match &to.to {
                ItemState::Open => "open again".to_owned(),
                other => item_state(other),
            };
            format!("{} — {state}", action(incident, &to.item))
        }
        Event::ItemAssigned(to) => {
            format!("{} — {}", action(incident, &to.item), holder(to.to.as_ref()))
        }
        Event::ItemPromised(to) => {
            format!("{} — {}", action(incident, &to.item), promised(to.due))
        }
        Event::ItemCommented(to) => {
            format!("{} — comment: {}", action(incident, &to.item), clip(&to.text))
        }
        Event::ItemRetargeted(to) => {
            let aim = (!to.as_given).then_some(to.aim);
            format!("{} — {}", action(incident, &to.item), aimed(aim))
        }
        _ => String::new(),
    }
}

/// A draft's title where it may be shown.
pub(super) fn title(incident: &Incident, id: &DraftId) -> String {
    match incident.drafts.draft(id) {
        Some(draft) if draft.handling.is_open() => format!("draft “{}”", clip(&draft.title)),
        Some(draft) => format!("a {} draft", draft.handling.word()),
        None => "a draft".to_owned(),
    }
}

fn draft(incident: &Incident, event: &Event) -> String {
    match event {
        Event::DraftCreated(to) if to.handling.is_open() => {
            format!("draft “{}” begun", clip(&to.title))
        }
        Event::DraftCreated(to) => format!("a {} draft begun", to.handling.word()),
        Event::DraftRevised(to) => {
            let number = |id| {
                let draft = incident.drafts.draft(&to.draft)?;
                draft.revision(id).map(|revision| revision.number)
            };
            let count = incident.drafts.draft(&to.draft).map_or(0, |draft| draft.revisions.len());
            let what = match (&to.restores, to.bases.len()) {
                (Some(old), _) => number(old).map_or_else(
                    || ", an earlier text again".to_owned(),
                    |number| format!(", text {number} again"),
                ),
                (None, 2..) => ", texts merged".to_owned(),
                (None, _) if to.diverging => ", beside another".to_owned(),
                (None, _) => String::new(),
            };
            format!("{}: text {}{what}", title(incident, &to.draft), count + 1)
        }
        Event::DraftRenamed(to) => match incident.drafts.draft(&to.draft) {
            Some(draft) if draft.handling.is_open() => {
                format!("{} is now “{}”", title(incident, &to.draft), clip(&to.title))
            }
            _ => format!("{} renamed", title(incident, &to.draft)),
        },
        Event::DraftShelved(to) => {
            let verb = if to.shelved { "put aside" } else { "taken up again" };
            format!("{} {verb}", title(incident, &to.draft))
        }
        _ => String::new(),
    }
}

/// A party in words: a lane's short name, or a person's name.
pub fn party<'a>(incident: &'a Incident, party: &'a Party) -> &'a str {
    match party {
        Party::Department(id) => incident.short(id),
        Party::Person(person) => person.as_str(),
    }
}

/// What an entry is, for a sentence that must name it: `note “db-7 talked to…”`, `a privileged note`.
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
