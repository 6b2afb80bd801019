//! Whatever is on the record folds: any rows in any order, and whatever the rules let through.

use std::collections::BTreeSet;

use allhands::domain::command::{Command, DatedEntry, Stamp, Submission};
use allhands::domain::decide::decide;
use allhands::domain::event::{
    AnchorSet, AnchorUnsaid, Basis, Direction, DraftCreated, DraftRenamed, DraftRevised,
    DraftShelved, EntryCorrected, EntryKind, EntryPinned, EntryRecorded, EntryRestored,
    EntryTagged, EntryWithdrawn, Event, FactStandingChanged, HandlingChanged, ItemAdded,
    ItemAssigned, ItemChanged, ItemCommented, ItemPromised, ItemRetargeted, ItemState,
    LegalHoldChanged, NameListed, OrderChanged, OrderState, PhaseEntered, PhaseLeft,
    PlaybookApplied, QuestionAnswered, QuestionReopened, Recorded, Redacted, RedactionConfirmed,
    RoleAssigned, RoleReleased, RoomOpened, RoomRenamed, Seldom, SessionStarted, SeveritySet,
    Standing, StatusChanged, SubmissionRedacted, TypistChanged,
};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{EntryId, IncidentId, ItemId, RevisionId, SessionId, SubmissionId};
use allhands::domain::incident::Incident;
use allhands::domain::names::NameSort;
use allhands::domain::people::{Department, DepartmentId, Party, Person};
use allhands::domain::redaction::{Keep, Redact, RowToRedact};
use allhands::domain::refusal::Refusal;
use allhands::domain::target::Target;
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::timeline::Line;
use allhands::domain::undo;
use allhands::domain::words::{Anchor, Phase, Role, Severity, Status};
use proptest::prelude::*;

use super::support::rows;
use super::words;

/// What an arbitrary act is made of: which, on what, with what, and three times.
type Seed = (u8, u8, u8, u8, i64, bool, String);

fn seed() -> impl Strategy<Value = Seed> {
    // Few ids, so that acts meet; times mostly near each other, now and then at the ends of what
    // can be said.
    let time =
        prop_oneof![8 => -500_i64..500, 1 => Just(i64::MIN / 60_000), 1 => Just(i64::MAX / 60_000)];
    let words = prop_oneof![4 => "[a-z ]{0,8}", 1 => "\\PC{0,90}"];
    (any::<u8>(), 0_u8..6, 0_u8..6, 0_u8..4, time, any::<bool>(), words)
}

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(1_767_500_000_000).plus_minutes(minutes)
}

fn party(number: u8) -> Option<Party> {
    match number % 3 {
        0 => None,
        1 => Some(Party::Department(DepartmentId::from("infra"))),
        _ => Some(Party::Person(Person::new(format!("Person {number}")))),
    }
}

fn entry((_, one, two, three, time, yes, words): &Seed) -> EntryRecorded {
    let due = yes.then(|| at(*time));
    let kind = match two {
        0 => EntryKind::Order { to: party(*three), due },
        1 => EntryKind::Question { to: party(*three), due },
        2 => EntryKind::Decision { because: Some(words.clone()), until: due },
        3 => EntryKind::Fact {
            name: format!("fact{three}"),
            value: words.clone(),
            standing: Standing::Believed,
        },
        4 => EntryKind::Words { direction: Direction::Asks, party: words.clone(), at: due },
        _ => EntryKind::Other(words.as_str().into()),
    };
    EntryRecorded {
        entry: EntryId::new(format!("e{one}")),
        kind,
        text: words.clone(),
        precision: Precision::Minute,
        seldom: Seldom {
            basis: party(*three).map_or(Basis::Observed, |by| Basis::Reported { by }),
            handling: if *yes { Handling::Open } else { Handling::Privileged { direction: None } },
            mentions: party(*two).into_iter().collect(),
            tags: vec![format!("tag{three}")],
            import: yes.then(|| words.clone()),
            ..Seldom::default()
        }
        .into(),
    }
}

fn item((_, one, two, three, time, yes, words): &Seed) -> ItemAdded {
    let anchor = Anchor::from(if *yes { "reported" } else { "contained" });
    ItemAdded {
        item: ItemId::new(format!("i{one}")),
        department: DepartmentId::new(format!("dept{three}")),
        phase: Phase::Detect,
        action: words.clone(),
        target: Some(Target::Relative { anchor, minutes: *time, until: None }),
        after: vec![ItemId::new(format!("i{two}"))],
        source: String::new(),
    }
}

fn person(number: u8) -> Person {
    Person::new(format!("Person {number}"))
}

fn room(which: u8, seed: &Seed) -> Event {
    let (_, one, two, three, time, yes, words) = seed;
    let department = DepartmentId::new(format!("dept{three}"));
    let because = words.clone();
    match which {
        0 => RoomOpened {
            incident: IncidentId::from("incident"),
            codename: words.clone(),
            title: words.clone(),
            zone: "UTC".to_owned(),
            received: at(*time),
            first_read: at(0),
            practice: None,
            departments: vec![Department {
                id: department,
                name: words.clone(),
                short: words.clone(),
                aliases: vec![words.clone()],
            }],
        }
        .into(),
        1 => SessionStarted {
            session: SessionId::new(format!("s{one}")),
            host: words.clone(),
            system_user: words.clone(),
            person: person(*one),
            department,
            version: String::new(),
            script: *yes,
        }
        .into(),
        2 => TypistChanged { person: person(*one), department }.into(),
        3 => RoomRenamed {
            codename: Some(words.clone()),
            received: yes.then(|| at(*time)),
            ..RoomRenamed::default()
        }
        .into(),
        4 => StatusChanged { to: Status::ALL[usize::from(*one) % 3], because }.into(),
        5 => SeveritySet { to: yes.then_some(Severity::Sev2), because }.into(),
        6 => PhaseEntered { phase: Phase::ALL[usize::from(*one) % 5] }.into(),
        7 => PhaseLeft { phase: Phase::ALL[usize::from(*one) % 5] }.into(),
        8 => AnchorSet {
            anchor: Anchor::KNOWN[usize::from(*one)].0.into(),
            at: at(*time),
            scope: because,
        }
        .into(),
        9 => {
            AnchorUnsaid { anchor: Anchor::KNOWN[usize::from(*one)].0.into(), scope: None, because }
                .into()
        }
        10 => RoleAssigned { role: Role::ALL[usize::from(*one)], person: person(*two) }.into(),
        _ => RoleReleased { role: Role::ALL[usize::from(*one)] }.into(),
    }
}

fn line(which: u8, seed: &Seed) -> Event {
    let (_, one, two, three, time, yes, words) = seed;
    let id = EntryId::new(format!("e{one}"));
    match which {
        0..=2 => entry(seed).into(),
        3 => EntryCorrected {
            now: entry(seed),
            occurred_at: at(time.saturating_add(i64::from(*three))),
            department: DepartmentId::new(format!("dept{three}")),
        }
        .into(),
        4 => EntryWithdrawn { entry: id, because: words.clone() }.into(),
        5 => EntryRestored { entry: id }.into(),
        6 => EntryPinned { entry: id, pinned: *yes }.into(),
        7 => EntryTagged { entry: id, tags: vec![words.clone()] }.into(),
        8 => {
            HandlingChanged { entry: id, handling: Handling::Restricted { to: Vec::new() } }.into()
        }
        9 => OrderChanged {
            entry: id,
            to: match two {
                0 | 1 => OrderState::Given,
                2 => OrderState::Acknowledged { by: Some(person(*three)) },
                3 => OrderState::Done { result: words.clone() },
                _ => OrderState::Refused { because: words.clone() },
            },
            due: yes.then(|| Some(at(*time))),
        }
        .into(),
        10 => QuestionAnswered { entry: id, answer: EntryId::new(format!("e{two}")) }.into(),
        11 => QuestionReopened { entry: id }.into(),
        _ => FactStandingChanged { entry: id, to: Standing::Known, source: words.clone() }.into(),
    }
}

fn work(which: u8, seed: &Seed) -> Event {
    let (_, one, two, three, time, yes, words) = seed;
    let id = ItemId::new(format!("i{one}"));
    let draft = format!("d{}", one % 2).as_str().into();
    let revision = |number: &u8| RevisionId::new(format!("r{number}"));
    let (title, because) = (words.clone(), words.clone());
    match which {
        0 => PlaybookApplied {
            playbook: format!("p{three}"),
            title,
            departments: Vec::new(),
            items: vec![item(seed)],
            templates: Vec::new(),
            steps: words::step_of(words::said(10, (*one, *two, *yes, &words.clone()))),
        }
        .into(),
        1 => item(seed).into(),
        2 => ItemChanged {
            item: id,
            to: match two {
                0 => ItemState::Open,
                1 => ItemState::InProgress,
                2 | 3 => ItemState::Done { result: because },
                4 => ItemState::Blocked { on: because },
                _ => ItemState::NotApplicable { because },
            },
        }
        .into(),
        3 => ItemAssigned { item: id, to: yes.then(|| person(*two)) }.into(),
        4 => ItemPromised { item: id, due: yes.then(|| at(*time)) }.into(),
        5 => ItemCommented { item: id, text: because }.into(),
        6 => ItemRetargeted { item: id, aim: yes.then(|| at(*time)), as_given: *three == 0 }.into(),
        7 => DraftCreated {
            draft,
            title,
            audience: String::new(),
            channel: String::new(),
            template: None,
            revision: revision(two),
            text: because,
            handling: Handling::Open,
        }
        .into(),
        8 => DraftRevised {
            draft,
            revision: revision(two),
            bases: vec![revision(three), revision(one)],
            text: because,
            diverging: *yes,
            restores: yes.then(|| revision(three)),
        }
        .into(),
        9 => DraftRenamed { draft, title, audience: String::new(), channel: because }.into(),
        10 => DraftShelved { draft, shelved: *yes, because, superseded_by: None }.into(),
        11 => Redacted { row: u64::from(*one), because, left: String::new(), sealed: None }.into(),
        12 => SubmissionRedacted {
            of: SubmissionId { session: SessionId::from("s1"), number: u64::from(*two) },
            because,
            sealed: None,
        }
        .into(),
        13 => RedactionConfirmed { up_to: u64::from(*two) }.into(),
        14 => LegalHoldChanged { on: *yes, because }.into(),
        15 => NameListed { name: title, sort: NameSort::Customer, listed: *yes }.into(),
        _ => Event::Unknown { kind: words.clone(), body: "{}".to_owned(), says: None },
    }
}

fn event(seed: &Seed) -> Event {
    match seed.0 % (42 + words::KINDS) {
        which @ 0..12 => room(which, seed),
        which @ 12..25 => line(which - 12, seed),
        which @ 25..42 => work(which - 25, seed),
        which => words::said(which - 42, (seed.1, seed.2, seed.5, &seed.6)),
    }
}

/// The command that would ask for an event.
fn command(from: &Seed, seen: u64) -> Command {
    match event(from) {
        Event::RoomOpened(to) => Command::OpenRoom(to),
        Event::SessionStarted(to) => Command::StartSession(to),
        Event::TypistChanged(to) => Command::ChangeTypist(to),
        Event::RoomRenamed(to) => Command::RenameRoom(to),
        Event::StatusChanged(to) => Command::ChangeStatus(to),
        Event::SeveritySet(to) => Command::SetSeverity(to),
        Event::PhaseEntered(to) => Command::EnterPhase { phase: to.phase },
        Event::PhaseLeft(to) => Command::LeavePhase { phase: to.phase },
        Event::AnchorSet(to) => Command::SetAnchor(to),
        Event::AnchorUnsaid(to) => Command::UnsayAnchor(to),
        Event::RoleAssigned(to) => Command::AssignRole(to),
        Event::RoleReleased(to) => Command::ReleaseRole(to),
        Event::EntryRecorded(to) if from.5 => Command::Record(to),
        Event::EntryRecorded(entry) => {
            let department = DepartmentId::from("sec");
            let line = DatedEntry { occurred_at: at(from.4), department, entry };
            Command::RecordMany { lines: vec![line] }
        }
        Event::EntryCorrected(to) => Command::CorrectEntry { to, seen },
        Event::EntryWithdrawn(to) => Command::WithdrawEntry { to, seen },
        Event::EntryRestored(to) => Command::RestoreEntry(to),
        Event::EntryPinned(to) => Command::PinEntry(to),
        Event::EntryTagged(to) => Command::TagEntry(to),
        Event::HandlingChanged(to) => Command::ChangeHandling { to, seen },
        Event::OrderChanged(to) => Command::ChangeOrder { to, seen },
        Event::QuestionAnswered(to) => Command::AnswerQuestion {
            question: to.entry,
            answer: EntryRecorded { entry: to.answer, ..entry(from) },
        },
        Event::QuestionReopened(to) => Command::ReopenQuestion(to),
        Event::FactStandingChanged(to) => Command::ChangeFactStanding(to),
        Event::PlaybookApplied(to) => Command::ApplyPlaybook(to),
        Event::ItemAdded(to) => Command::AddItem(to),
        Event::ItemChanged(to) => Command::ChangeItem { to, seen },
        Event::ItemAssigned(to) => Command::AssignItem { to, seen },
        Event::ItemPromised(to) => Command::PromiseItem { to, seen },
        Event::ItemCommented(to) => Command::CommentItem(to),
        Event::ItemRetargeted(to) => Command::RetargetItem(to),
        Event::DraftCreated(to) => Command::CreateDraft(to),
        Event::DraftRevised(to) => Command::ReviseDraft(to),
        Event::DraftRenamed(to) => Command::RenameDraft(to),
        Event::DraftShelved(to) => Command::ShelveDraft(to),
        Event::DraftHandled(to) => Command::HandleDraft(to),
        Event::ExpirySet(to) => Command::SetExpiry(to),
        Event::NameListed(to) => Command::ListNames { names: vec![to] },
        Event::Redacted(to) => Command::Redact(Redact {
            rows: vec![RowToRedact { row: to.row, id: "s-1-0".to_owned(), keep: Keep::Names }],
            submissions: Vec::new(),
            because: to.because,
            sealed: to.sealed,
        }),
        Event::SubmissionRedacted(to) => Command::Redact(Redact {
            rows: Vec::new(),
            submissions: vec![to.of],
            because: to.because,
            sealed: to.sealed,
        }),
        Event::RedactionConfirmed(to) => Command::ConfirmRedactions(to),
        Event::LegalHoldChanged(to) => Command::ChangeLegalHold(to),
        Event::Unknown { kind, .. } => Command::WithdrawMany {
            entries: (0..3).map(|number| EntryId::new(format!("e{number}"))).collect(),
            because: kind,
        },
        said => words::command(said),
    }
}

fn row(seq: u64, seed: &Seed) -> Recorded {
    Recorded {
        seq,
        submission: SubmissionId {
            session: SessionId::new(format!("s{}", seed.1 % 3)),
            number: seq,
        },
        part: 0,
        author: person(seed.2),
        department: DepartmentId::new(format!("dept{}", seed.3)),
        on_behalf: seed.5.then(|| person(seed.1)),
        occurred_at: at(seed.4),
        recorded_at: at(seed.4 / 2),
        shared_at: at(seed.4),
        event: event(seed),
    }
}

/// What must hold of every state, however it came about.
fn sound(incident: &Incident) {
    let timeline = &incident.timeline;
    let key = |line: &Line| (line.occurred_at, line.seq);
    assert_eq!(timeline.iter().count(), timeline.len());
    assert_eq!(timeline.iter().len(), timeline.len());
    assert!(timeline.iter().is_sorted_by_key(key), "the order of what happened");
    assert!(timeline.iter().rev().is_sorted_by(|one, next| key(one) > key(next)));
    for (place, line) in timeline.iter().enumerate() {
        assert_eq!(timeline.place(line.seq), Some(place));
        assert_eq!(timeline.at(place), Some(line));
    }
    let named = |it: &Line| it.entry().is_none_or(|it| timeline.entry(&it.now.entry).is_some());
    assert!(timeline.iter().all(named), "an entry is not found by its name");
    let owed: BTreeSet<u64> = timeline.owed().map(|(line, _)| line.seq).collect();
    let wanted = timeline.by_row().iter().filter(|line| {
        line.entry().is_some_and(|entry| {
            timeline.line(&entry.now.entry).map(|one| one.seq) == Some(line.seq) && entry.is_owed()
        })
    });
    assert!(wanted.map(|line| line.seq).all(|seq| owed.contains(&seq)), "a debt is forgotten");
    assert!(timeline.owed().all(|(_, entry)| entry.is_owed()), "a debt is kept");
    for draft in incident.drafts.all() {
        assert!(!draft.revisions.is_empty() && draft.latest().is_some());
        for (place, verdict) in draft.review.verdicts.iter().enumerate() {
            assert!(!incident.stands(draft, verdict) || !draft.diverges(), "{place}");
        }
        let _ = (incident.draft_state(draft), incident.lacks(draft));
    }
    for lane in incident.lanes() {
        let lane = incident.lane(&lane, at(0));
        assert!(lane.done <= lane.applicable && lane.late <= lane.promised);
    }
    assert!(incident.owed().len() >= owed.len());
    words::plan_is_sound(incident);
    for person in incident.people.keys() {
        let _ = incident.called(&incident.handle_of(person));
    }
    for session in incident.sessions.keys() {
        for act in undo::acts(incident, session) {
            let _ = undo::opposite(incident, &act.submission);
        }
    }
}

proptest! {
    #[test]
    fn any_rows_fold_and_replay_equals_incremental(seeds in prop::collection::vec(seed(), 0..60)) {
        let record: Vec<Recorded> = (1..).zip(&seeds).map(|(seq, seed)| row(seq, seed)).collect();
        let mut incremental = Incident::default();
        for row in &record {
            incremental.apply(row);
            incremental.apply(row);
        }
        sound(&incremental);
        prop_assert_eq!(&Incident::replay(&record), &incremental);
        let kept = serde_json::to_string(&incremental).expect("a state is written");
        let read: Incident = serde_json::from_str(&kept).expect("a state is read");
        prop_assert_eq!(&read, &incremental);
        sound(&read);
        let mut excerpt = incremental.excerpt(5);
        prop_assert_eq!(excerpt.owed().len(), incremental.owed().len());
        let left = excerpt.timeline.left_out() + excerpt.timeline.len();
        prop_assert_eq!(left, incremental.timeline.len());
        for (more, seed) in (1..).zip(&seeds) {
            excerpt.apply(&row(incremental.head + more, seed));
        }
        sound(&excerpt);
    }

    #[test]
    fn whatever_is_decided_applies_and_can_be_asked_to_go_back(
        seeds in prop::collection::vec(seed(), 0..60),
    ) {
        let opening = (0, 0, 0, 0, 0, true, "heron".to_owned());
        let started = (1, 0, 0, 0, 0, false, "host".to_owned());
        let (mut incident, mut record) = (Incident::default(), Vec::new());
        for (number, seed) in (1..).zip([opening, started].iter().chain(&seeds)) {
            let stamp = Stamp {
                author: person(seed.2),
                department: DepartmentId::from("sec"),
                on_behalf: None,
                occurred_at: at(seed.4.clamp(-500, 0)),
                recorded_at: at(500),
            };
            let session = SessionId::new(format!("s{}", seed.1 % 2));
            let seen = incident.head.saturating_sub(u64::from(seed.3));
            let id = SubmissionId { session, number };
            let submission = Submission { id, stamp, command: command(seed, seen) };
            let text = serde_json::to_string(&submission).expect("a submission is written");
            let read: Submission = serde_json::from_str(&text).expect("and read");
            prop_assert_eq!(&read, &submission);
            match decide(&incident, &submission) {
                Ok(decided) => for row in rows(&incident, &submission, decided) {
                    incident.apply(&row);
                    record.push(row);
                },
                Err(refusal) => {
                    prop_assert!(!refusal.to_string().is_empty() && !refusal.hint().is_empty());
                    let text = serde_json::to_string(&refusal).expect("a refusal is kept");
                    let read: Refusal = serde_json::from_str(&text).expect("and read");
                    prop_assert_eq!(read, refusal);
                }
            }
        }
        sound(&incident);
        prop_assert_eq!(&Incident::replay(&record), &incident);
        take_everything_back(&mut incident);
    }
}

/// Every act that can still be taken back is, the last first; what comes of it applies, and has a
/// redo.
fn take_everything_back(incident: &mut Incident) {
    let sessions: Vec<SessionId> = incident.sessions.keys().cloned().collect();
    for session in sessions {
        let acts: Vec<SubmissionId> =
            undo::acts(incident, &session).map(|act| act.submission.clone()).collect();
        for (number, act) in (1_000..).zip(acts) {
            let Ok(opposite) = undo::opposite(incident, &act) else { continue };
            let stamp = Stamp {
                author: person(0),
                department: DepartmentId::from("sec"),
                on_behalf: None,
                occurred_at: at(500),
                recorded_at: at(500),
            };
            let id = SubmissionId { session: session.clone(), number };
            let submission = Submission { id: id.clone(), stamp, command: opposite.command };
            let Ok(decided) = decide(incident, &submission) else { continue };
            for row in rows(incident, &submission, decided) {
                incident.apply(&row);
            }
            assert!(undo::opposite(incident, &id).is_ok(), "no redo of {:?}", submission.command);
        }
    }
    sound(incident);
}
