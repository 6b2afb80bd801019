//! The grammar as tables: what is typed, what is read. Apart from the code, because it is the
//! grammar's other half.
#![expect(clippy::unwrap_used, reason = "a test may")]

use proptest::prelude::*;

use super::*;
use crate::domain::event::{Direction, Standing};

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
            "reads: 2 orders: to Infra, to Legal · due 16:00 CET Sun 22 Nov, in 54m · now 15:05 CET",
        ),
        ("> look", "reads: order to whoever takes it · now 15:05 CET"),
        (
            "! take the API offline because data leaves until 07:00",
            "reads: decision · because data leaves · look again 07:00 CET Mon 23 Nov, in 15h54m · now 15:05 CET",
        ),
        ("~ the laptop was it", "reads: assessment · now 15:05 CET"),
        ("= affected_customers 4120", "reads: fact affected_customers is 4120 · now 15:05 CET"),
        (
            "< ACME CISO told 05:05: reset tokens",
            "reads: told ACME CISO · happened 05:05 CET Sun 22 Nov, 10h ago",
        ),
        (
            "< NYT asks: is it true? by 16:50",
            "reads: NYT asks · answer due 16:50 CET Sun 22 Nov, in 1h44m · now 15:05 CET",
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
fn leading_times_are_the_nearest_past() {
    use Precision::{Day, Minute, Second};
    for (typed, when, precision) in [
        ("14:05 x", "2026-11-22T13:05:00Z", Minute),
        ("9:05 x", "2026-11-22T08:05:00Z", Minute),
        ("15:05 x", "2026-11-22T14:05:00Z", Minute),
        ("15:06 x", "2026-11-21T14:06:00Z", Minute),
        ("14:05:09 x", "2026-11-22T13:05:09Z", Second),
        ("14:05Z x", "2026-11-22T14:05:00Z", Minute),
        ("14:06Z x", "2026-11-21T14:06:00Z", Minute),
        ("14:05 UTC x", "2026-11-22T14:05:00Z", Minute),
        ("14:05 CET x", "2026-11-22T13:05:00Z", Minute),
        ("14:05+01:00 x", "2026-11-22T13:05:00Z", Minute),
        ("09:05-0500 x", "2026-11-22T14:05:00Z", Minute),
        ("-15m x", "2026-11-22T13:50:30Z", Minute),
        ("−15m x", "2026-11-22T13:50:30Z", Minute),
        ("-1h30m x", "2026-11-22T12:35:30Z", Minute),
        ("-90s x", "2026-11-22T14:04:00Z", Second),
        ("15m ago x", "2026-11-22T13:50:30Z", Minute),
        ("1h30m ago x", "2026-11-22T12:35:30Z", Minute),
        ("-2d x", "2026-11-20T00:00:00Z", Day),
        ("yesterday 22:10 x", "2026-11-21T21:10:00Z", Minute),
        ("today 09:00 x", "2026-11-22T08:00:00Z", Minute),
        ("2026-11-22 14:05 x", "2026-11-22T13:05:00Z", Minute),
        ("2026-11-22T14:05 x", "2026-11-22T13:05:00Z", Minute),
        ("2026-11-22T14:05:00.120Z x", "2026-11-22T14:05:00.120Z", Second),
        ("2026-07-01 14:05 x", "2026-07-01T12:05:00Z", Minute),
        ("2026-11-20 x", "2026-11-20T00:00:00Z", Day),
        ("> 14:05 x", "2026-11-22T13:05:00Z", Minute),
    ] {
        let part = part(typed);
        assert_eq!((part.occurred_at, part.precision), (at(when), precision), "{typed:?}");
        assert_eq!(part.text, "x", "{typed:?}");
    }
    for text in [
        "25:00 x",
        "14:5 x",
        "10:1 x",
        "1.2.3 x",
        "-m x",
        "15 m ago x",
        "-15 x",
        "14:05x",
        "3/4 x",
        "yesterday x",
        "in 5m x",
        "10.0.0.1 x",
        "1h30 ago",
        "20m x",
    ] {
        let part = part(text);
        assert_eq!((part.occurred_at, part.text.as_str()), (room().now, text));
    }
}

#[track_caller]
fn problem(now: &str, text: &str) -> (ProblemKind, Vec<String>) {
    match Room::at(now).read(text) {
        Reading::Problem(problem) => {
            assert_eq!(&text[problem.range.clone()], problem.said, "{text:?}");
            let alternatives = problem.alternatives;
            (problem.kind, alternatives.into_iter().map(|way| way.instead).collect())
        }
        other => panic!("{text:?} reads as {other:?}"),
    }
}

#[test]
fn what_reads_two_ways_is_refused_with_both() {
    use ProblemKind::{DateOrder, Future, Gap, NoSuchTime, Overlap, Past, ZoneWord};
    let now = "2026-11-22T14:05:30Z";
    let autumn = "2026-10-25T09:00:00Z";
    let spring = "2026-03-29T09:00:00Z";
    for (now, typed, kind, ways) in [
        (now, "03/04/2026 x", DateOrder, &["2026-04-03", "2026-03-04"][..]),
        (now, "25/12/2025 x", DateOrder, &["2025-12-25"]),
        (now, "22.11.2026 14:05 x", DateOrder, &["2026-11-22"]),
        (now, "1/2/26 x", DateOrder, &["2026-02-01", "2026-01-02"]),
        (now, "2026-13-45 x", NoSuchTime, &[]),
        (now, "2026-11-22 25:00 x", NoSuchTime, &[]),
        (now, "today 16:00 x", Future, &["yesterday 16:00"]),
        (now, "2026-11-22 16:00 x", Future, &["16:00"]),
        (now, "tomorrow 09:00 x", Future, &["09:00"]),
        (now, "2026-11-23 x", Future, &[]),
        (now, "2027-01-01T00:00Z x", Future, &["00:00Z"]),
        (now, "> x by 2026-11-20 09:00Z", Past, &["09:00Z"]),
        (now, "14:05 EST x", ZoneWord, &["14:05-05:00", "14:05+10:00"]),
        (now, "14:05 CEST x", ZoneWord, &["14:05+02:00"]),
        (now, "> x by today 09:00", Past, &["tomorrow 09:00"]),
        (autumn, "02:30 x", Overlap, &["02:30+02:00", "02:30+01:00"]),
        (autumn, "today 02:30 x", Overlap, &["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"]),
        (now, "2026-10-25 02:30 x", Overlap, &["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"]),
        (spring, "02:30 x", Gap, &["02:30+01:00", "02:30+02:00"]),
        (
            spring,
            "! x until 2027-03-28 02:30",
            Gap,
            &["2027-03-28T02:30+01:00", "2027-03-28T02:30+02:00"],
        ),
    ] {
        let ways: Vec<String> = ways.iter().map(|way| (*way).to_owned()).collect();
        assert_eq!(problem(now, typed), (kind, ways), "{typed:?}");
    }
}

#[test]
fn every_way_out_leads_out() {
    for (now, typed) in [
        ("2026-10-25T09:00:00Z", "02:30 x"),
        ("2026-03-29T09:00:00Z", "02:30 x"),
        ("2026-11-22T14:05:30Z", "03/04/2026 x"),
        ("2026-11-22T14:05:30Z", "today 16:00 x"),
        ("2026-11-22T14:05:30Z", "14:05 EST x"),
        ("2026-11-22T14:05:30Z", "> x by today 09:00"),
    ] {
        let room = Room::at(now);
        let Reading::Problem(problem) = room.read(typed) else { panic!("{typed:?}") };
        assert!(!problem.alternatives.is_empty());
        for way in &problem.alternatives {
            let mended = problem.mended(typed, way);
            let read = room.read(&mended);
            assert!(matches!(read, Reading::Ready(_)), "{mended:?}: {read:?}");
            if let (Reading::Ready(read), false) =
                (&read, way.meaning.is_empty() || typed.contains('/'))
            {
                let shown =
                    crate::console::zone::moment(read.parts[0].occurred_at, room.now, room.zone);
                assert_eq!(shown, way.meaning);
            }
        }
    }
    let room = Room::at("2026-10-25T09:00:00Z");
    assert_eq!(
        room.read("02:30 x").sentence(),
        "02:30 came twice when the clocks changed \
         · type 02:30+02:00 (02:30 CEST Sun 25 Oct) or 02:30+01:00 (02:30 CET Sun 25 Oct)"
    );
    // At half past two in the second hour only the first one is over for certain.
    let early = Room::at("2026-10-25T01:00:00Z");
    let Reading::Ready(read) = early.read("02:30 x") else { panic!() };
    assert_eq!(read.parts[0].occurred_at, at("2026-10-25T00:30:00Z"));
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
    assert_eq!(part("(@infra) up").mentions, [lane("infra")]);
}

#[test]
fn unknown_names_are_pointed_out() {
    for (typed, word, nearest, asks) in [
        ("> @infa go", "infa", &["@infra"][..], true),
        ("? @jan when", "jan", &["@novák", "@dvořák"], true),
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
        if word != "jan" {
            assert_eq!(near, nearest, "{typed:?}");
        } else {
            assert_eq!(near, &["@\"Jan Novák\"", "@\"Jan Dvořák\""]);
        }
    }
    let EntryKind::Order { to, .. } = part("> @jan go").kind else { panic!() };
    assert_eq!(to, Some(person("jan")));
}

#[test]
fn promises_stand_at_the_end() {
    let due = |typed: &str| match part(typed).kind {
        EntryKind::Order { due, .. } | EntryKind::Question { due, .. } => {
            (part(typed).text, due.map(|due| due.to_string()))
        }
        other => panic!("{other:?}"),
    };
    for (typed, text, when) in [
        ("> x in 20m", "x", Some("2026-11-22T14:25:30.000Z")),
        ("> x in 1h30m.", "x.", Some("2026-11-22T15:35:30.000Z")),
        ("> x by 15:00", "x", Some("2026-11-23T14:00:00.000Z")),
        ("> x by 16:00", "x", Some("2026-11-22T15:00:00.000Z")),
        ("> x by 16:00Z", "x", Some("2026-11-22T16:00:00.000Z")),
        ("> x by 16:00 UTC", "x", Some("2026-11-22T16:00:00.000Z")),
        ("? x by tomorrow 09:00", "x", Some("2026-11-23T08:00:00.000Z")),
        ("> x by 2026-12-01 09:00", "x", Some("2026-12-01T08:00:00.000Z")),
        ("> 14:00 x in 20m", "x", Some("2026-11-22T14:25:30.000Z")),
        ("> sign in by hand", "sign in by hand", None),
        ("> log in 20m users", "log in 20m users", None),
        ("> done by Dana by 16:00", "done by Dana", Some("2026-11-22T15:00:00.000Z")),
        ("? is it so by 16:00?", "is it so?", Some("2026-11-22T15:00:00.000Z")),
        ("> x by tomorrow", "x by tomorrow", None),
        ("> x by 2026-12-01.", "x by 2026-12-01.", None),
    ] {
        assert_eq!(due(typed), (text.to_owned(), when.map(str::to_owned)), "{typed:?}");
    }
    assert!(matches!(ready("> x by tomorrow").warnings.as_slice(), [Warning::Hint { .. }]));
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
        ("= @legal: customers 0", "customers", "0", "customers 0"),
    ] {
        let part = part(typed);
        assert_eq!((part.kind, part.text.as_str()), (fact(name, value), text));
    }

    let five = "2026-11-22T04:05:00.000Z";
    let due = "2026-11-22T15:50:00.000Z";
    use Direction::{Asks, Told};
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
        ("ghp_abcdefghijklmnopqrstuvwx123", "[secret removed: GitHub token]"),
        (
            "-----BEGIN RSA PRIVATE KEY----- abc -----END RSA PRIVATE KEY-----",
            "[secret removed: private key]",
        ),
        ("aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xY", "[secret removed: long random key]"),
    ];
    for (typed, mended) in cases {
        assert_eq!(without_secrets(typed).as_deref(), Some(mended));
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

#[test]
fn what_was_pasted_is_never_grammar() {
    let room = room();
    let read_with =
        |text: &str, pasted: &[Range<usize>]| match read(Line { text, pasted }, &room.context()) {
            Reading::Ready(ready) => ready.parts,
            other => panic!("{text:?} reads as {other:?}"),
        };
    for text in [
        "> @infra go in 5m",
        "% x #tag",
        "14:05 x",
        "03/04/2026 x",
        " x",
        "> ",
        "<",
        "! a because b",
    ] {
        let parts = read_with(text, &[0..text.len()]);
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].kind, EntryKind::Note, "{text:?}");
        assert_eq!(parts[0].handling, Handling::Open);
        assert_eq!(parts[0].occurred_at, room.now);
        assert!(parts[0].tags.is_empty() && parts[0].mentions.is_empty());
    }
    let typed_then_pasted = "> @infra run rm #x by 16:00";
    let parts = read_with(typed_then_pasted, &[13..typed_then_pasted.len()]);
    assert_eq!(parts[0].kind, EntryKind::Order { to: Some(lane("infra")), due: None });
    assert_eq!(parts[0].text, "run rm #x by 16:00");
    assert_eq!(room.read("% ~ bad #news").shielded(), "reads: privileged · assessment");
    assert_eq!(
        room.read("% 03/04/2026 bad").shielded(),
        "not yet recordable · lift the shield to see why"
    );
    assert!(is_private(Line::typed("%")));
    assert!(!is_private(Line { text: "% x", pasted: &[Range { start: 0, end: 3 }] }));
}

#[test]
fn a_pasted_block_is_one_entry_or_many() {
    let room = room();
    let block = "\n14:00 first\r\n  > second\n\nlast\n";
    assert!(many_lines(block) && !many_lines("one\n") && !many_lines(""));
    let one = as_one(block, &room.context()).unwrap();
    assert_eq!(one.parts[0].text, "14:00 first");
    assert_eq!(one.parts[0].quote.as_deref(), Some("  > second\n\nlast\n"));
    assert_eq!(one.words, "note, as pasted · +3 lines quoted · now 15:05 CET");
    assert_eq!(as_one(" \n\n", &room.context()), None);
    assert_eq!(as_one("x", &room.context()).unwrap().parts[0].quote, None);

    let many = as_lines("14:00 first\n> second\n\n03/04/2026 odd\n", &room.context());
    let texts: Vec<&str> = many.ready.parts.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(texts, ["first", "> second", "03/04/2026 odd"]);
    assert_eq!(many.ready.parts[0].occurred_at, at("2026-11-22T13:00:00Z"));
    assert_eq!((many.timed, many.unread.len(), many.unread[0].0), (1, 1, 4));
    assert!(many.ready.parts.iter().all(|part| part.kind == EntryKind::Note));
}

#[test]
fn words_at_the_cursor_are_completed() {
    let room = room();
    for (typed, range, inserts) in [
        ("> @in", 2..5, &["@infra"][..]),
        ("> @op", 2..5, &["@infra"]),
        ("@am", 0..3, &["@amara"]),
        ("@\"Jan N", 0..7, &["@novák"]),
        ("see #ph", 4..7, &["#phishing"]),
        ("= aff", 2..5, &["affected_customers"]),
        ("% = ", 4..4, &["affected_customers"]),
        (
            "@",
            0..1,
            &[
                "@infra",
                "@legal",
                "@security",
                "@dana",
                "@amara",
                "@\"Jan Novák\"",
                "@\"Jan Dvořák\"",
            ],
        ),
    ] {
        let found = complete(Line::typed(typed), typed.len(), &room.context()).unwrap();
        assert_eq!(found.range, range, "{typed:?}");
        let got: Vec<&str> = found.candidates.iter().map(|one| one.insert.as_str()).collect();
        if typed == "@\"Jan N" {
            assert_eq!(got, ["@\"Jan Novák\""]);
        } else {
            assert_eq!(got, inserts, "{typed:?}");
        }
    }
    for typed in ["", "plain", "a@b", "@zzz", "= a b"] {
        assert_eq!(complete(Line::typed(typed), typed.len(), &room.context()), None, "{typed:?}");
    }
    assert_eq!(complete(Line::typed("@é"), 2, &room.context()), None);
}

/// Pieces of the grammar in any order, among odd characters.
fn anything() -> impl Strategy<Value = String> {
    let pieces = [
        "> ",
        "? ",
        "! ",
        "~ ",
        "= ",
        "< ",
        "% ",
        "%% ",
        " ",
        "14:05",
        "14:05Z",
        "-15m",
        "15m ago",
        "yesterday ",
        "2026-11-22",
        "2026-10-25 02:30",
        "03/04/2026",
        "@infra",
        "@legal:",
        "@\"Amara Okafor\"",
        "@\"",
        "@zzz",
        "#tag",
        "#",
        " in 20m",
        " by 15:00",
        " until ",
        " because ",
        " told ",
        " asks: ",
        ": ",
        "\n",
        "\u{202e}",
        "é",
        "東",
        "\u{301}",
        "−",
        "9999-12-31",
        "0001-01-01",
        "-999999d",
        "password=",
        "AKIA",
        "and ",
        ", ",
        ".",
        "CET ",
        "x y",
    ];
    let piece = prop_oneof![
        6 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn reading_never_panics(text in anything(), zone in 0..chrono_tz::TZ_VARIANTS.len(), now in any::<i64>(), cut in 0_usize..40) {
        let mut room = room();
        (room.zone, room.now) = (chrono_tz::TZ_VARIANTS[zone], Timestamp::from_millis(now));
        let _ = room.read(&text).sentence();
        let _ = without_secrets(&text);
        let _ = as_lines(&text, &room.context());
        let _ = complete(Line::typed(&text), cut, &room.context());
        let pasted = [cut / 2..cut];
        let _ = read(Line { text: &text, pasted: &pasted }, &room.context());
    }

    #[test]
    fn plain_text_is_kept_as_it_is(text in anything()) {
        let typed = format!(" {text}");
        match room().read(&typed) {
            Reading::Ready(ready) => {
                prop_assert_eq!(&ready.parts[0].text, &text);
                prop_assert_eq!(&ready.parts[0].kind, &EntryKind::Note);
            }
            other => prop_assert!(text.trim().is_empty(), "{:?}", other),
        }
    }

    #[test]
    fn pasted_text_stays_a_note(text in anything()) {
        let room = room();
        let pasted = [0..text.len()];
        match read(Line { text: &text, pasted: &pasted }, &room.context()) {
            Reading::Ready(ready) => {
                prop_assert_eq!(ready.parts.len(), 1);
                let expected = plain(&ready.parts[0].text, &room.context());
                prop_assert_eq!(&ready.parts[0], &expected);
                prop_assert_eq!(ready.parts[0].text.trim(), text.trim());
            }
            other => prop_assert!(text.trim().is_empty(), "{:?}", other),
        }
    }

    #[test]
    fn no_word_is_lost(before in anything(), after in anything()) {
        let text = format!("{before} zebra {after}");
        if let Reading::Ready(ready) = room().read(&text) {
            prop_assert!(format!("{:?}", ready.parts).contains("zebra"), "{:?}: {:?}", text, ready);
            let kept = ready.parts[0].text.trim_end_matches(['.', '?', '!']);
            prop_assert!(text.contains(kept), "{:?} from {:?}", kept, text);
        }
    }
}
