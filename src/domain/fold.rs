//! One row into the state: an arm for each kind. Total: a row that speaks of what is not there
//! becomes a line that says so, and nothing else.

mod drafts;
mod entries;
mod items;
mod plan;
mod redaction;
mod review;
mod room;
mod sending;

pub(super) use self::entries::import_key;
use super::event::{Basis, EntryRecorded, Event, Recorded, about_words};
use super::incident::{Incident, LastWord};
use super::people::{DepartmentId, Party, Person};
use super::sentence;
use super::timeline::{About, Auto, Happening, Side, What};

/// Folds one row that is new to `incident`.
pub(super) fn fold(incident: &mut Incident, row: &Recorded) {
    super::undo::note(incident, row);
    know(incident, &row.author, None);
    if let Some(person) = &row.on_behalf {
        know(incident, person, None);
    }
    if let Some(department) = speaker(incident, row) {
        hear(incident, &department, row);
    }
    match &row.event {
        Event::RoomOpened(to) => room::opened(incident, row, to),
        Event::SessionStarted(to) => room::session_started(incident, row, to),
        Event::TypistChanged(to) => room::typist_changed(incident, row, to),
        Event::RoomRenamed(to) => room::renamed(incident, row, to),
        Event::StatusChanged(to) => room::status(incident, row, to),
        Event::SeveritySet(to) => room::severity(incident, row, to),
        Event::PhaseEntered(to) => room::phase_entered(incident, row, to),
        Event::PhaseLeft(to) => room::phase_left(incident, row, to),
        Event::AnchorSet(to) => room::anchor_set(incident, row, to),
        Event::AnchorUnsaid(to) => room::anchor_unsaid(incident, row, to),
        Event::RoleAssigned(to) => room::role_assigned(incident, row, to),
        Event::RoleReleased(to) => room::role_released(incident, row, to),
        Event::EntryRecorded(to) => entries::recorded(incident, row, to),
        Event::EntryCorrected(to) => entries::corrected(incident, row, to),
        Event::EntryWithdrawn(to) => entries::withdrawn(incident, row, to),
        Event::EntryRestored(to) => entries::restored(incident, row, to),
        Event::EntryPinned(to) => entries::pinned(incident, row, to),
        Event::EntryTagged(to) => entries::tagged(incident, row, to),
        Event::HandlingChanged(to) => entries::handling(incident, row, to),
        Event::OrderChanged(to) => entries::order(incident, row, to),
        Event::QuestionAnswered(to) => entries::answered(incident, row, to),
        Event::QuestionReopened(to) => entries::reopened(incident, row, to),
        Event::FactStandingChanged(to) => entries::standing(incident, row, to),
        Event::PlaybookApplied(to) => items::playbook(incident, row, to),
        Event::ItemAdded(to) => items::added(incident, row, to),
        Event::ItemChanged(to) => items::changed(incident, row, to),
        Event::ItemAssigned(to) => items::assigned(incident, row, to),
        Event::ItemPromised(to) => items::promised(incident, row, to),
        Event::ItemCommented(to) => items::commented(incident, row, to),
        Event::ItemRetargeted(to) => items::retargeted(incident, row, to),
        Event::DraftCreated(to) => drafts::created(incident, row, to),
        Event::DraftRevised(to) => drafts::revised(incident, row, to),
        Event::DraftRenamed(to) => drafts::renamed(incident, row, to),
        Event::DraftShelved(to) => drafts::shelved(incident, row, to),
        Event::DraftHandled(to) => drafts::handled(incident, row, to),
        Event::ExpirySet(to) => drafts::expires(incident, row, to),
        Event::Redacted(_) => redaction::redacted(incident, row),
        Event::SubmissionRedacted(to) => redaction::submission(incident, row, to),
        Event::RedactionConfirmed(to) => redaction::confirmed(incident, row, to),
        Event::LegalHoldChanged(to) => redaction::hold(incident, row, to),
        said @ about_words!() => review::said(incident, row, said),
        Event::StepSet(to) => plan::set(incident, row, to),
        Event::StepRemoved(to) => plan::removed(incident, row, to),
        Event::StepMoved(to) => plan::moved(incident, row, to),
        Event::EmbargoChanged(to) => plan::embargo(incident, row, to),
        Event::NameListed(to) => room::name_listed(incident, row, to),
        Event::Unknown { .. } => auto(incident, row, About::Unknown),
    }
}

/// Whether a row counts as hearing from its department: consoles that come and rows of the whole
/// room do not.
const fn speaks(event: &Event) -> bool {
    !matches!(
        event,
        Event::RoomOpened(_)
            | Event::SessionStarted(_)
            | Event::TypistChanged(_)
            | Event::PlaybookApplied(_)
            | Event::Redacted(_)
            | Event::SubmissionRedacted(_)
            | Event::RedactionConfirmed(_)
            | Event::Unknown { .. }
    )
}

/// Which department speaks by a row. What is given to a department is not its own word: there
/// whoever gives it speaks, for whoever it is done on behalf of.
fn speaker(incident: &Incident, row: &Recorded) -> Option<DepartmentId> {
    if !speaks(&row.event) {
        return None;
    }
    let to = match &row.event {
        Event::EntryRecorded(to) => to.kind.addressee(),
        Event::EntryCorrected(to) => to.now.kind.addressee(),
        _ => None,
    };
    if !matches!(to, Some(Party::Department(id)) if *id == row.department) {
        return Some(row.department.clone());
    }
    match &row.on_behalf {
        Some(person) => incident.people.get(person).cloned().flatten(),
        None => incident.sessions.get(&row.submission.session).map(|one| one.department.clone()),
    }
}

/// Notes that a department was heard, in this room: what happened before the room began was said
/// here when it was recorded, and a line that was imported from then not at all.
fn hear(incident: &mut Incident, department: &DepartmentId, row: &Recorded) {
    let before = row.occurred_at < incident.room.began;
    if before && matches!(&row.event, Event::EntryRecorded(to) if to.import.is_some()) {
        return;
    }
    let at = if before { row.recorded_at } else { row.occurred_at };
    let word = LastWord { at, seq: row.seq };
    let alias = match incident.department(department) {
        Some(_) => None,
        None => incident.lane_of(department).map(|lane| lane.id.clone()),
    };
    let department = alias.as_ref().unwrap_or(department);
    match incident.last_words.get_mut(department) {
        Some(last) if last.at <= word.at => *last = word,
        Some(_) => {}
        None => {
            incident.last_words.insert(department.clone(), word);
        }
    }
}

/// Notes a person, and where it is said, their department.
fn know(incident: &mut Incident, person: &Person, department: Option<&DepartmentId>) {
    match (incident.people.get_mut(person), department) {
        (Some(known), Some(department)) => *known = Some(department.clone()),
        (Some(_), None) => {}
        (None, department) => {
            incident.people.insert(person.clone(), department.cloned());
        }
    }
}

/// Notes everybody that an entry names, and the departments that speak in it.
fn know_named(incident: &mut Incident, entry: &EntryRecorded, row: &Recorded) {
    let said = match &entry.basis {
        Basis::Reported { by } | Basis::Assessed { by: Some(by), .. } => Some(by),
        Basis::Observed | Basis::Assessed { by: None, .. } => None,
    };
    if let Some(Party::Department(id)) = said {
        hear(incident, id, row);
    }
    // Whoever writes from outside is nobody of this room.
    let said = said.filter(|_| entry.reply().is_none());
    let to = entry.kind.addressee();
    // Who is named in a line for few is one of its words.
    let named = entry.mentions.iter().chain(to).chain(said);
    for party in named.filter(|_| entry.handling.is_open()) {
        if let Party::Person(person) = party {
            know(incident, person, None);
        }
    }
}

/// Adds the line that the console records by itself; asked for before the state changes, since
/// sentences speak of the state before.
fn auto(incident: &mut Incident, row: &Recorded, about: About) {
    let sentence = sentence::of_row(incident, row);
    incident.timeline.push(row, What::Auto(Box::new(Auto { about, sentence })));
}

/// The line for a row that speaks of what is not there.
fn missing(incident: &mut Incident, row: &Recorded, about: About) {
    let sentence =
        format!("{} (what this speaks of is not on the record)", sentence::of_row(incident, row));
    incident.timeline.push(row, What::Auto(Box::new(Auto { about, sentence })));
}

/// One thing that a row did to an entry, an item or a draft.
fn happening(row: &Recorded, side: Side, was: String, words: String) -> Happening {
    Happening {
        seq: row.seq,
        session: row.submission.session.clone(),
        by: row.author.clone(),
        on_behalf: row.on_behalf.clone(),
        at: row.recorded_at,
        side,
        was,
        words,
    }
}
