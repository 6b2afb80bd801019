//! The grammar as tables: what is typed, what is read. Apart from the code, because it is the
//! grammar's other half.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod pasted;
mod properties;
mod times;

use super::*;
use crate::domain::event::Direction::{Asks, Told};
use crate::domain::event::Standing;

/// The room of every test: Prague, Sunday 22 November 2026, 15:05:30 CET.
struct Room {
    department: DepartmentId,
    departments: Vec<Department>,
    people: Vec<Person>,
    tags: Vec<String>,
    facts: Vec<String>,
    now: Timestamp,
    zone: Tz,
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

impl Room {
    fn at(now: &str) -> Self {
        let lane = |id: &str, name: &str, short: &str, aliases: &[&str]| Department {
            id: id.into(),
            name: name.into(),
            short: short.into(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        Self {
            department: "security".into(),
            departments: vec![
                lane("infra", "Infrastructure / operations", "Infra", &["ops"]),
                lane("legal", "Legal", "Legal", &["counsel"]),
                lane("security", "Security", "Sec", &["sec"]),
            ],
            people: ["Dana", "Amara Okafor", "Jan Novák", "Jan Dvořák"].map(Person::from).into(),
            tags: ["phishing".to_owned(), "db".to_owned()].into(),
            facts: ["affected_customers".to_owned()].into(),
            now: at(now),
            zone: chrono_tz::Europe::Prague,
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            now: self.now,
            clock: self.now,
            zone: self.zone,
            department: &self.department,
            departments: &self.departments,
            people: &self.people,
            tags: &self.tags,
            facts: &self.facts,
        }
    }

    fn read(&self, text: &str) -> Reading {
        read(Line::typed(text), &self.context())
    }
}

fn room() -> Room {
    Room::at("2026-11-22T14:05:30Z")
}

#[track_caller]
fn ready(text: &str) -> Ready {
    match room().read(text) {
        Reading::Ready(ready) => ready,
        other => panic!("{text:?} reads as {other:?}"),
    }
}

#[track_caller]
fn part(text: &str) -> Part {
    let mut parts = ready(text).parts;
    assert_eq!(parts.len(), 1, "{text:?}");
    parts.remove(0)
}

fn lane(id: &str) -> Party {
    Party::Department(id.into())
}

fn person(name: &str) -> Party {
    Party::Person(name.into())
}

/// All of the text as the one pasted range.
fn whole(text: &str) -> Vec<Range<usize>> {
    std::iter::once(0..text.len()).collect()
}

#[test]
fn lines_are_read_aloud() {
    for (typed, aloud) in [
        ("db-7 went dark", "reads: note · now 15:05 CET"),
        (
            "-15m @ops db-7 talked to 203.0.113.9",
            "reads: note · concerns Infra · happened 14:50 CET Sun 22 Nov, 15m ago",
        ),
        (
            "> @infra rotate signing keys in 20m",
            "reads: order to Infra · due 15:25 CET Sun 22 Nov, in 20m · now 15:05 CET",
        ),
        (
            "> @infra @legal look by 16:00",
            "reads: 2 orders: to Infra, to Legal · due 16:00 CET Sun 22 Nov, in 55m \
             · now 15:05 CET",
        ),
        ("> look", "reads: order to whoever takes it · now 15:05 CET"),
        (
            "! take the API offline because data leaves until 07:00",
            "reads: decision · because data leaves · look again 07:00 CET Mon 23 Nov, in 15h55m \
             · now 15:05 CET",
        ),
        ("~ the laptop was it", "reads: assessment · now 15:05 CET"),
        (
            "= affected_customers 4120 source crm",
            "reads: fact affected_customers is 4120 (number), source crm · now 15:05 CET",
        ),
        (
            "< ACME CISO told 05:05: reset tokens",
            "reads: told ACME CISO · happened 05:05 CET Sun 22 Nov, 10h ago",
        ),
        (
            "< NYT asks: is it true? by 16:50",
            "reads: NYT asks · answer due 16:50 CET Sun 22 Nov, in 1h45m · now 15:05 CET",
        ),
        ("% @legal: do not say breach", "reads: privileged · note · said by Legal · now 15:05 CET"),
        ("%% ~ an insider #hr", "reads: restricted · assessment · #hr · now 15:05 CET"),
        (" > plain", "reads: note, plain · now 15:05 CET"),
        ("2026-11-20 first login", "reads: note · happened Fri 20 Nov, time of day unknown"),
        ("", ""),
        ("   ", ""),
    ] {
        assert_eq!(room().read(typed).sentence(), aloud, "{typed:?}");
    }
}

#[test]
fn every_example_of_the_help_reads() {
    for row in SIGNS.iter().chain(ANYWHERE) {
        let ready = ready(row.example);
        assert!(!ready.wants_second_enter(), "{}", row.example);
        assert!(markdown().contains(row.example));
    }
}

#[test]
fn the_first_character_decides() {
    let order = EntryKind::Order { to: None, due: None };
    let decision = EntryKind::Decision { because: None, until: None };
    for (typed, kind, text) in [
        ("plain words", EntryKind::Note, "plain words"),
        (">no space", EntryKind::Note, ">no space"),
        ("a > b", EntryKind::Note, "a > b"),
        ("> do it", order, "do it"),
        (">   do it  ", EntryKind::Order { to: None, due: None }, "do it"),
        ("? is it", EntryKind::Question { to: None, due: None }, "is it"),
        ("! go", decision, "go"),
        ("~ maybe", EntryKind::Assessment, "maybe"),
        (" ! go", EntryKind::Note, "! go"),
        ("  two", EntryKind::Note, " two"),
        ("\t> x", EntryKind::Note, "\t> x"),
        ("% > x", EntryKind::Order { to: None, due: None }, "x"),
        ("%  > x", EntryKind::Note, "> x"),
        ("%x", EntryKind::Note, "%x"),
        ("> > x", EntryKind::Order { to: None, due: None }, "> x"),
        (">é", EntryKind::Note, ">é"),
        ("%\u{3000}x", EntryKind::Note, "%\u{3000}x"),
    ] {
        let part = part(typed);
        assert_eq!((&part.kind, part.text.as_str()), (&kind, text), "{typed:?}");
    }
    assert_eq!(part("% x").handling, Handling::Privileged { direction: None });
    assert_eq!(part("%% x").handling, Handling::Restricted { to: vec![] });
    let hint = ready("14:05 ! go").warnings;
    assert!(matches!(hint.as_slice(), [Warning::Hint { .. }]), "{hint:?}");
}

#[test]
fn a_sign_or_a_time_alone_is_not_recordable() {
    for typed in [
        ">",
        "> ",
        "?",
        "!  ",
        "~",
        "=",
        "= x",
        "= 5 x",
        "<",
        "< 5% lost",
        "%",
        "%% ",
        "% >",
        "14:05",
        "-15m ",
        "> @infra",
        "> in 20m ",
        "@legal",
    ] {
        let read = room().read(typed);
        let fine =
            matches!(&read, Reading::Problem(p) if matches!(p.kind, ProblemKind::Incomplete(_)));
        // Words that only look like a promise are still words.
        assert!(fine || matches!(typed, "> in 20m " | "@legal"), "{typed:?}: {read:?}");
    }
}

#[test]
fn who_is_addressed_who_spoke_what_it_concerns() {
    let order = |typed: &str| {
        ready(typed)
            .parts
            .into_iter()
            .map(|part| match part.kind {
                EntryKind::Order { to, .. } | EntryKind::Question { to, .. } => {
                    (to, part.text, part.department)
                }
                other => panic!("{other:?}"),
            })
            .collect::<Vec<_>>()
    };
    let sec = || DepartmentId::from("security");
    assert_eq!(order("> @OPS go"), [(Some(lane("infra")), "go".into(), "infra".into())]);
    assert_eq!(order("> @dana go"), [(Some(person("Dana")), "go".into(), sec())]);
    assert_eq!(
        order("? @\"Amara Okafor\" when"),
        [(Some(person("Amara Okafor")), "when".into(), sec())]
    );
    assert_eq!(order("> @okafor: go"), [(Some(person("Amara Okafor")), "go".into(), sec())]);
    assert_eq!(
        order("> @infra, @legal and @dana go @sec"),
        [
            (Some(lane("infra")), "go @sec".into(), "infra".into()),
            (Some(lane("legal")), "go @sec".into(), "legal".into()),
            (Some(person("Dana")), "go @sec".into(), sec()),
        ]
    );
    assert_eq!(order("> @infra @ops go").len(), 1);
    assert_eq!(part("> @infra go with @dana").mentions, [person("Dana")]);

    let note = part("@infra @legal: do nothing @dana, @dana. mail a@b.cz");
    assert_eq!(note.department, "infra".into());
    assert_eq!(note.basis, Basis::Reported { by: lane("legal") });
    assert_eq!(note.text, "do nothing @dana, @dana. mail a@b.cz");
    assert_eq!(note.mentions, [person("Dana")]);
    let note = part("@dana saw it");
    assert_eq!((note.text.as_str(), note.mentions), ("@dana saw it", vec![person("Dana")]));
    assert_eq!(part("@legal: stop").department, "legal".into());
    let by = |party| Basis::Assessed { by: Some(party), confidence: String::new() };
    assert_eq!(part("~ @sec: laptop").basis, by(lane("security")));
    assert_eq!(part("! @dana: go").basis, Basis::Reported { by: person("Dana") });
    for handle in ["@amara", "@okafor", "@AmaraOkafor", "@amara.okafor", "@amara-okafor"] {
        assert_eq!(order(&format!("> {handle} go"))[0].0, Some(person("Amara Okafor")), "{handle}");
    }
    assert_eq!(order("> @jannovák go")[0].0, Some(person("Jan Novák")));
    assert_eq!(part("(@infra) up").mentions, [lane("infra")]);
}

#[test]
fn unknown_names_are_pointed_out() {
    for (typed, word, nearest, asks) in [
        ("> @infa go", "infa", &["@infra"][..], true),
        ("? @jan when", "jan", &["@\"Jan Novák\"", "@\"Jan Dvořák\""], true),
        ("! go @ama", "ama", &["@amara"], true),
        ("saw @zzz", "zzz", &[], false),
        ("@zzz: x", "zzz", &[], false),
    ] {
        let ready = ready(typed);
        let [Warning::UnknownName { range, word: said, nearest: near, asks: second }] =
            ready.warnings.as_slice()
        else {
            panic!("{typed:?}: {:?}", ready.warnings)
        };
        assert_eq!(said, word);
        assert_eq!(&typed[range.clone()], format!("@{word}"));
        assert_eq!(*second, asks);
        assert_eq!(ready.wants_second_enter(), asks);
        assert_eq!(near, nearest, "{typed:?}");
    }
    let EntryKind::Order { to, .. } = part("> @jan go").kind else { panic!() };
    assert_eq!(to, Some(person("jan")));
}

#[test]
fn decisions_facts_and_words_keep_their_parts() {
    let decision = |typed: &str| match part(typed).kind {
        EntryKind::Decision { because, until } => {
            (part(typed).text, because, until.map(|until| until.to_string()))
        }
        other => panic!("{other:?}"),
    };
    let seven = || Some("2026-11-23T06:00:00.000Z".to_owned());
    let why = || Some("data leaves".to_owned());
    assert_eq!(decision("! go because data leaves"), ("go".into(), why(), None));
    assert_eq!(decision("! go because data leaves until 07:00"), ("go".into(), why(), seven()));
    assert_eq!(decision("! go until 07:00 Because data leaves"), ("go".into(), why(), seven()));
    assert_eq!(decision("! go until 07:00"), ("go".into(), None, seven()));
    assert_eq!(decision("! wait until further notice").0, "wait until further notice");
    assert_eq!(decision("! because"), ("because".into(), None, None));

    let fact = |name: &str, value: &str| EntryKind::Fact {
        name: name.into(),
        value: value.into(),
        standing: Standing::Believed,
    };
    for (typed, name, value, text) in [
        ("= customers 4120", "customers", "4120", "customers 4120"),
        ("= customers = 4120 EU", "customers", "4120 EU", "customers = 4120 EU"),
        ("= customers 7 source crm", "customers", "7", "customers 7 source crm"),
        ("= cause source unknown", "cause", "source unknown", "cause source unknown"),
        ("= @legal: customers 0", "customers", "0", "customers 0"),
    ] {
        let part = part(typed);
        assert_eq!((part.kind, part.text.as_str()), (fact(name, value), text));
    }

    let five = "2026-11-22T04:05:00.000Z";
    let due = "2026-11-22T15:50:00.000Z";
    for (typed, direction, party, when, text) in [
        ("< ACME CISO told 05:05: reset tokens", Told, "ACME CISO", Some(five), "reset tokens"),
        ("< ACME told: we know: all", Told, "ACME", None, "we know: all"),
        ("< NYT asks: is it true? by 16:50", Asks, "NYT", Some(due), "is it true?"),
        ("< NYT asks 14:00: is it true?", Asks, "NYT", None, "is it true?"),
        ("< the one who asks told: no", Told, "the one who asks", None, "no"),
    ] {
        let part = part(typed);
        let EntryKind::Words { direction: way, party: who, at } = part.kind else { panic!() };
        assert_eq!((way, who.as_str()), (direction, party), "{typed:?}");
        assert_eq!(at.map(|at| at.to_string()).as_deref(), when, "{typed:?}");
        assert_eq!(part.text, text, "{typed:?}");
    }
    assert_eq!(part("< ACME told 05:05: x").occurred_at.to_string(), five);
}

#[test]
fn tags_begin_with_a_letter_and_stay() {
    let note = part("mail #phishing #db-7, #1 x#no #Phishing (#ok).");
    assert_eq!(note.tags, ["phishing", "db-7", "ok"]);
    assert_eq!(note.text, "mail #phishing #db-7, #1 x#no #Phishing (#ok).");
}

#[test]
fn secrets_are_pointed_out_with_a_mark() {
    let cases = [
        ("key AKIAIOSFODNN7EXAMPLE leaked", "key [secret removed: AWS access key] leaked"),
        ("password=hunter22, changed", "password=[secret removed: password], changed"),
        ("token: ghp_abcdefghijklmnopqrstuvwx123", "token: [secret removed: GitHub token]"),
        ("ghp_abcdefghijklmnopqrstuvwx123", "[secret removed: GitHub token]"),
        (
            "-----BEGIN RSA PRIVATE KEY----- abc -----END RSA PRIVATE KEY-----",
            "[secret removed: private key]",
        ),
        ("aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xY", "[secret removed: long random key]"),
    ];
    for (typed, mended) in cases {
        assert_eq!(without_secrets(typed).as_deref(), Some(mended));
        assert_eq!(without_secrets(mended), None, "a mark is no secret: {mended:?}");
        assert!(ready(typed).wants_second_enter(), "{typed:?}");
    }
    for harmless in [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "https://Example.com/Path/To/Some1/Very2/Long3/AddressOnTheWeb",
        "reset the token: now",
        "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
    ] {
        assert_eq!(without_secrets(harmless), None, "{harmless:?}");
    }
}

/// What the rest of the program offers as a handle is read here as the same person.
#[test]
fn handles_of_the_incident_are_understood() {
    let room = room();
    let mut incident = crate::domain::incident::Incident::default();
    incident.people = room.people.iter().map(|person| (person.clone(), None)).collect();
    incident.departments.clone_from(&room.departments);
    for someone in &room.people {
        let found = names::lookup(&incident.handle_of(someone), &room.context());
        assert_eq!(found, Some(Party::Person(someone.clone())));
    }
}
