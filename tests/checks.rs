//! What the checks find and what they leave alone, measured: on every template, on sentences that
//! may go out, taken from the facts of public notices, and on sentences that should not.

use allhands::domain::check::Finding;
use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::decide::decide;
use allhands::domain::event::{
    DraftCreated, DraftRenamed, DraftRevised, EntryKind, EntryRecorded, FindingWaived, NameListed,
    RoomOpened, Seldom, SessionStarted, Standing,
};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{DraftId, EntryId, IncidentId, RevisionId, SessionId, SubmissionId};
use allhands::domain::incident::Incident;
use allhands::domain::names::NameSort;
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::undo;
use allhands::playbook;
use proptest::prelude::*;

use crate::scenario::support::rows;

const GOOD: &str = include_str!("checks/good.txt");
const BAD: &str = include_str!("checks/bad.txt");
const FRESH: &str = include_str!("checks/fresh.txt");
const NOON: Timestamp = Timestamp::from_millis(1_795_262_400_000);

/// A room in which things are asked one after another.
pub struct Room {
    /// What they became.
    pub incident: Incident,
    number: u64,
}

impl Room {
    /// A room with a codename and a title.
    pub fn new() -> Self {
        let mut room = Self { incident: Incident::default(), number: 0 };
        room.ask(Command::OpenRoom(RoomOpened {
            incident: IncidentId::from("i"),
            codename: "CRIMSON HERON".to_owned(),
            title: "Billing dump on a forum".to_owned(),
            zone: "Europe/Prague".to_owned(),
            received: NOON,
            first_read: NOON,
            practice: None,
            departments: Vec::new(),
        }));
        room.ask(Command::StartSession(SessionStarted {
            session: SessionId::from("s"),
            host: "desk".to_owned(),
            system_user: "dana".to_owned(),
            person: Person::from("Dana"),
            department: DepartmentId::from("sec"),
            version: "1".to_owned(),
            script: false,
        }));
        room
    }

    /// Asks, and folds what it becomes.
    pub fn ask(&mut self, command: Command) {
        self.number += 1;
        let stamp = Stamp {
            author: Person::from("Dana"),
            department: DepartmentId::from("sec"),
            on_behalf: None,
            occurred_at: NOON,
            recorded_at: NOON,
        };
        let id = SubmissionId { session: SessionId::from("s"), number: self.number };
        let submission = Submission { id, stamp, command };
        let decided = decide(&self.incident, &submission).expect("it can be recorded");
        for row in rows(&self.incident, &submission, decided) {
            self.incident.apply(&row);
        }
    }

    /// Takes the last act back.
    fn undo(&mut self) {
        let last = SubmissionId { session: SessionId::from("s"), number: self.number };
        let opposite = undo::opposite(&self.incident, &last).expect("it has an opposite");
        self.ask(opposite.command);
    }

    /// Begins a draft.
    pub fn draft(&mut self, id: &str, audience: &str, text: &str) {
        self.ask(Command::CreateDraft(DraftCreated {
            draft: DraftId::from(id),
            title: format!("Draft {id}"),
            audience: audience.to_owned(),
            channel: "mail".to_owned(),
            template: None,
            revision: RevisionId::new(format!("{id}-1")),
            text: text.to_owned(),
            handling: Handling::Open,
        }));
    }

    /// Gives a draft another text, for other readers.
    fn again(&mut self, id: &str, audience: &str, text: &str) {
        let Some(draft) = self.incident.drafts.draft(&DraftId::from(id)).cloned() else {
            return self.draft(id, audience, text);
        };
        if draft.audience != audience {
            self.ask(Command::RenameDraft(DraftRenamed {
                draft: draft.id.clone(),
                title: draft.title.clone(),
                audience: audience.to_owned(),
                channel: draft.channel.clone(),
            }));
        }
        let latest = draft.latest().expect("it has a text");
        if latest.text != text {
            let revision = RevisionId::new(format!("{id}-{}", self.number + 1));
            let bases = vec![latest.id.clone()];
            let revised = DraftRevised::new(draft.id.clone(), revision, bases, text.to_owned());
            self.ask(Command::ReviseDraft(revised));
        }
    }

    fn record(&mut self, kind: EntryKind, text: &str) {
        self.record_for(Handling::Open, kind, text);
    }

    fn record_for(&mut self, handling: Handling, kind: EntryKind, text: &str) {
        let entry = EntryId::new(format!("e{}", self.number + 1));
        self.ask(Command::Record(EntryRecorded {
            entry,
            kind,
            text: text.to_owned(),
            precision: Precision::Minute,
            seldom: Seldom { handling, ..Seldom::default() }.into(),
        }));
    }

    fn note(&mut self, text: &str) {
        self.record(EntryKind::Note, text);
    }

    fn fact(&mut self, name: &str, value: &str) {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.record(EntryKind::Fact { name, value, standing: Standing::Believed }, "");
    }

    fn list(&mut self, name: &str, sort: NameSort) {
        let names = vec![NameListed { name: name.to_owned(), sort, listed: true }];
        self.ask(Command::ListNames { names });
    }

    /// What is found in a draft.
    pub fn findings(&self, id: &str) -> Vec<Finding> {
        let library = playbook::builtin();
        let draft = self.incident.drafts.draft(&DraftId::from(id)).expect("it was begun");
        self.incident.findings_of(library.rules(), draft, NOON)
    }
}

fn found(audience: &str, text: &str) -> Vec<Finding> {
    let mut room = Room::new();
    room.draft("d", audience, text);
    room.findings("d")
}

fn told(findings: &[Finding]) -> String {
    let one = |one: &Finding| format!("{}: “{}”", one.rule, one.words);
    findings.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The sentences of each notice.
fn notices() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut notices: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in GOOD.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match (line.strip_prefix('['), notices.last_mut()) {
            (Some(source), _) => notices.push((source, Vec::new())),
            (None, Some((_, sentences))) => sentences.push(line),
            (None, None) => panic!("a sentence without a source: {line}"),
        }
    }
    notices
}

#[test]
fn no_template_sets_off_an_alarm() {
    let (library, mistakes) = playbook::with_folder(&[] as &[(&str, &str)]);
    assert_eq!(mistakes, []);
    assert!(!library.rules().all().is_empty());
    for template in library.templates() {
        let offered = &template.offered;
        let found = found(&offered.audience, &offered.text);
        assert_eq!(told(&found), "", "{}", offered.id);
    }
}

#[test]
fn sentences_from_the_facts_of_real_notices_set_off_none() {
    let notices = notices();
    assert!(notices.len() >= 10);
    assert_eq!(notices.iter().map(|(_, sentences)| sentences.len()).sum::<usize>(), 60);
    let mut alarms = Vec::new();
    for (source, sentences) in notices {
        for sentence in &sentences {
            let found = found("customers", sentence);
            if !found.is_empty() {
                alarms.push(format!("{sentence} -> {}", told(&found)));
            }
        }
        let whole = found("all customers", &sentences.join(" "));
        if !whole.is_empty() {
            alarms.push(format!("[{source} -> {}", told(&whole)));
        }
    }
    assert!(alarms.is_empty(), "{} alarms:\n{}", alarms.len(), alarms.join("\n"));
}

/// Those of sixty sentences in which nothing is found.
fn missed(sentences: &'static str) -> Vec<&'static str> {
    let sentences: Vec<&str> =
        sentences.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert_eq!(sentences.len(), 60);
    let is_missed = |line: &&str| {
        let (sentence, _) = line.split_once(" | ").expect("a sentence and a word why");
        found("all customers", sentence).is_empty()
    };
    sentences.into_iter().filter(is_missed).collect()
}

#[test]
fn sentences_that_should_not_go_out_are_found() {
    let missed = missed(BAD);
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
}

#[test]
fn most_of_what_somebody_wrote_who_knew_no_rule_is_found() {
    // Of the first run 49 were missed, before the rules were widened: what nobody should write has
    // no end.
    let missed = missed(FRESH);
    assert!(missed.len() <= 11, "{} missed: {missed:#?}", missed.len());
}

#[test]
fn what_a_text_says_of_time_names_numbers_and_links_is_looked_at() {
    let mut room = Room::new();
    room.fact("affected_customers", "4300");
    room.fact("status_url", "https://status.acme.example/i");
    room.note("db-7 talked to 203.0.113.9");
    room.list("Globex", NameSort::Customer);
    room.list("acme.example", NameSort::Host);
    room.draft("other", "media", "We know of 12 accounts.");
    for (audience, text, finds) in [
        ("customers", "It began at 14:05.", "times: “14:05”"),
        ("customers", "It began at 14:05 UTC (15:05 CET), and at 16:00 Europe/Prague.", ""),
        ("customers", "It ended at 5 p.m. Pacific time.", ""),
        ("customers", "All times are UTC. It began at 14:05.", ""),
        ("executives", "It began at 14:05.", ""),
        ("customers", "4,120 customers are affected.", "numbers: “4,120”"),
        ("customers", "4,300 customers are affected, 12 of these customers twice.", ""),
        ("customers", "{{ affected_customers }} customers are affected.", ""),
        ("customers", "Our first number was 4,120 affected customers.", ""),
        ("customers", "In March 2024 customers were affected.", ""),
        ("customers", "13 accounts were read.", "numbers: “13”"),
        ("customers", "12 accounts were read.", ""),
        ("customers", "Data of db-7 and of Globex's office.", "names: “db-7”; names: “Globex's”"),
        ("customers", "Data of db-8, SHA-256, 10.0.0.1", "names: “10.0.0.1”"),
        ("customers", "Crimson Heron is the billing dump on a forum.", {
            "names: “Crimson Heron”; names: “billing dump on a forum”"
        }),
        ("executives", "Crimson Heron concerns Globex.", ""),
        ("customers", "See {{ status_url }} or https://www.acme.example/x.", ""),
        ("customers", "See https://acme.example.evil.example/x.", {
            "links: “https://acme.example.evil.example/x”"
        }),
        ("the public", "TLP:GREEN. We know.", "tlp: “TLP:GREEN”"),
        ("partners", "TLP:GREEN and TLP:AMBER", ""),
        ("partners", "TLP:RED", "tlp: “TLP:RED”"),
        ("the public", "TLP:CLEAR", ""),
        ("media", "EMBARGOED until noon", "embargo: “EMBARGOED”"),
        ("distributors", "EMBARGOED until noon", ""),
        ("customers", "The attackers claim that “nothing was stolen”.", ""),
        ("customers", "“Nothing was stolen”, we say.", "denial: “Nothing was stolen”"),
        ("customers", "> Rest assured\n", ""),
    ] {
        room.again("d", audience, text);
        assert_eq!(told(&room.findings("d")), finds, "{audience}: {text}");
    }
    room.fact("embargo_until", "2026-11-22 17:00 UTC");
    room.again("d", "the public", "We know of it.");
    assert_eq!(told(&room.findings("d")), "embargo: “We”");
    room.fact("embargo_until", "2026-11-20 17:00 UTC");
    assert_eq!(told(&room.findings("d")), "");
}

#[test]
fn a_finding_tells_nothing_of_a_fact_for_few() {
    for few in [false, true] {
        let mut room = Room::new();
        for (name, value) in
            [("embargo_until", "2026-11-22 17:17 UTC"), ("accounts", "7001"), ("files", "7002")]
        {
            let (name, value) = (name.to_owned(), value.to_owned());
            let kind = EntryKind::Fact { name, value, standing: Standing::Believed };
            let privileged = Handling::Privileged { direction: None };
            room.record_for(if few { privileged } else { Handling::Open }, kind, "");
        }
        room.draft("other", "media", "{{ files }} customers are affected.");
        room.draft("d", "the public", "12 accounts were read, and 13 customers are affected.");
        let all: String = room.findings("d").iter().map(|one| one.why.clone() + "; ").collect();
        for (fact, instead) in [
            ("17:17", "a fact for few says until when"),
            ("7001", "a fact for few has another number"),
            ("7002", "another text has another number"),
        ] {
            assert_eq!((all.contains(fact), all.contains(instead)), (!few, few), "{fact}: {all}");
        }
    }
}

#[test]
fn a_waiver_holds_while_its_sentence_reads_the_same() {
    let mut room = Room::new();
    let text = "We know of it. This will never happen again. We know.";
    room.draft("d", "executives", text);
    let waive = |room: &mut Room, waived| {
        let found = room.findings("d").remove(0);
        room.ask(Command::WaiveFinding(FindingWaived {
            draft: DraftId::from("d"),
            rule: found.rule,
            words: found.words,
            sentence: found.sentence,
            waived,
            because: "a quotation".to_owned(),
        }));
    };
    waive(&mut room, true);
    for (text, waived) in [
        (text, true),
        ("First of all. This will never happen again.", true),
        ("This will never happen again, we hope.", false),
        ("It will never happen again.", false),
        (text, true),
    ] {
        room.again("d", "executives", text);
        let found = room.findings("d");
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].waived.is_some(), waived, "{text}");
        let at = found[0].at.clone();
        assert_eq!(&text[at], "never happen again");
    }
    waive(&mut room, false);
    assert_eq!(room.findings("d")[0].waived, None);
    // Taking an act back, and that back in its turn, gives the reason once more.
    room.undo();
    assert_eq!(room.findings("d")[0].waived.as_deref(), Some("a quotation"));
    room.undo();
    assert_eq!(room.findings("d")[0].waived, None);
}

proptest! {
    #[test]
    fn any_text_is_looked_at_and_every_passage_is_one_of_it(
        text in "(\\{\\{ ?a ?\\}\\}|never happen again|only a few|14:05|4,120|https://|“|\"|\\PC|[.!?\n ]){0,60}",
    ) {
        let mut room = Room::new();
        room.fact("a", "3 customers, TLP:RED");
        room.draft("d", "all customers", &text);
        for found in room.findings("d") {
            prop_assert!(text.get(found.at.clone()).is_some(), "{found:?}");
            prop_assert!(!found.words.is_empty(), "{found:?}");
        }
    }
}
