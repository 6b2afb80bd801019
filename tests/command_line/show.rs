//! `allhands show`: the fields that scripts read, and their forms.

use allhands::domain::command::{Command, Submission};
use allhands::domain::event::{EntryCorrected, EntryKind, EntryRecorded, EntryWithdrawn, Seldom};
use allhands::domain::handling::Handling;
use allhands::domain::incident::Incident;
use allhands::domain::time::Precision;
use allhands::runtime::begin::Typist;
use allhands::store::direct::{Access, IncidentFile, Outcome};

use super::given::{Given, given};

/// Does in the room what no script can: mends and strikes.
pub fn at_a_console(room: &str, commands: Vec<Command>) {
    let mut file = IncidentFile::open(room.as_ref(), Access::Write).expect("a room");
    let mut incident = Incident::default();
    file.catch_up(&mut incident).expect("rows");
    let mut typist = Typist::new("Dana", "coord", false);
    let now = chrono::Utc::now().into();
    let asked: Vec<Submission> =
        commands.into_iter().map(|command| typist.submission(command, now, now)).collect();
    let delivery = file.deliver(&mut incident, &asked, now).expect("delivered");
    for outcome in delivery.outcomes {
        assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
    }
}

/// A line as a console records it.
pub fn entry(id: &str, text: &str, handling: Handling) -> EntryRecorded {
    EntryRecorded {
        entry: id.into(),
        kind: EntryKind::Note,
        text: text.to_owned(),
        precision: Precision::Second,
        seldom: Seldom { handling, ..Seldom::default() }.into(),
    }
}

/// Three lines: one as it was said, one mended, one struck.
fn mended_and_struck() -> (Given, String) {
    let given = given();
    let room = given.room();
    for (id, text) in [("a", "as it was said"), ("b", "wrong word"), ("c", "not so")] {
        given.runs(&["log", &room, text, "--id", id, "--at", "2026-01-04T09:00:00Z"]);
    }
    let now = entry("b", "right word", Handling::Open);
    let occurred_at = "2026-01-04T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>();
    let occurred_at = occurred_at.expect("a time").into();
    at_a_console(
        &room,
        vec![
            Command::CorrectEntry {
                to: EntryCorrected { now, occurred_at, department: "coord".into() },
                seen: 0,
            },
            Command::WithdrawEntry {
                to: EntryWithdrawn { entry: "c".into(), because: "misheard".into() },
                seen: 0,
            },
        ],
    );
    (given, room)
}

#[test]
fn every_line_has_its_fields_in_their_forms() {
    let (given, room) = mended_and_struck();
    let timeline = given.timeline(&room);
    let fields = [
        "id",
        "seq",
        "occurred_at",
        "recorded_at",
        "shared_at",
        "precision",
        "author",
        "department",
        "kind",
        "basis",
        "handling",
        "text",
        "source",
    ];
    assert!(!timeline.is_empty());
    for line in &timeline {
        let object = line.as_object().expect("an object");
        for field in fields {
            assert!(object.contains_key(field), "{field} is not in {line}");
        }
        assert!(line["seq"].is_u64());
        for time in ["occurred_at", "recorded_at", "shared_at"] {
            let time = line[time].as_str().expect("a time");
            assert_eq!((time.len(), &time[10..11], &time[19..20]), (24, "T", "."), "{time}");
            assert!(time.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(time).is_ok());
        }
    }
    let line = |id: &str| timeline.iter().find(|line| line["id"] == id).expect("the line");
    assert!(line("a").get("withdrawn").is_none() && line("a").get("version").is_none());
    assert_eq!((&line("b")["text"], &line("b")["version"]), (&"right word".into(), &2.into()));
    assert_eq!(
        (&line("c")["text"], &line("c")["withdrawn"]),
        (&"not so".into(), &"misheard".into())
    );
    assert_eq!(line("a")["handling"], "open");
    assert_eq!(line("a")["precision"], "second");
    assert_eq!(line("a")["basis"], "observed");
}

#[test]
fn each_part_is_shown_alone_for_scripts_and_for_reading() {
    let (given, room) = mended_and_struck();
    given.runs(&["log", &room, "--grammar", "> @infra rotate signing keys in 20m"]);
    let json = |part: &str| -> serde_json::Value {
        serde_json::from_str(&given.runs(&["show", &room, "--json", part])).expect("JSON")
    };
    let items = json("--checklists");
    let lanes = items.as_array().expect("lanes");
    let item = lanes.iter().find_map(|lane| lane["items"].get(0)).expect("an item");
    assert_eq!(item["state"], "open");
    assert!(item["action"].as_str().is_some_and(|action| !action.is_empty()));
    assert_eq!(json("--drafts"), serde_json::json!([]));
    let next = json("--next");
    assert_eq!((&next[0]["owed"], &next[0]["late"]), (&"order".into(), &false.into()));
    assert_eq!(next[0]["text"], "rotate signing keys");
    let text = given.runs(&["show", &room]);
    for words in ["CRIMSON HERON", "rotate signing keys", "right word", "(withdrawn: misheard)"] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    let timeline = given.runs(&["show", &room, "--timeline"]);
    assert!(timeline.contains("as it was said") && !timeline.contains("CRIMSON HERON  "));
    assert!(given.runs(&["show", &room, "--next"]).contains("rotate signing keys"));
    assert!(given.runs(&["show", &room, "--checklists"]).contains("open"));
    assert_eq!(given.runs(&["show", &room, "--drafts"]), "");
    given.fails(2, &["show", &room, "--next", "--drafts"], &["--next"]);
}

#[test]
fn one_sum_says_whether_two_consoles_show_the_same_room() {
    let given = given();
    let room = given.room();
    let digest = || {
        let all = given.runs(&["show", &room, "--json"]);
        let all: serde_json::Value = serde_json::from_str(&all).expect("JSON");
        all["digest"].as_str().expect("a digest").to_owned()
    };
    let before = digest();
    assert_eq!((digest(), before.len()), (before.clone(), 64));
    given.runs(&["log", &room, "another line"]);
    assert_ne!(digest(), before);
}

#[test]
fn a_file_that_cannot_be_shown_is_named_with_the_reason() {
    let given = given();
    given.fails(4, &["show", &given.arg("typo.allhands")], &["typo.allhands", "no such file"]);
    let other = given.file("other.allhands", "this is a letter and no room of anybody's");
    given.fails(3, &["show", &other, "--json"], &["not an incident file"]);
    given.fails(2, &["show"], &["FILE"]);
    given.fails(2, &["shwo", &other], &["Usage"]);
}

#[test]
fn what_is_open_is_counted_as_on_the_start_screen_and_what_waits_is_not() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "--grammar", "> @infra rotate keys in 20m"]);
    let all: serde_json::Value =
        serde_json::from_str(&given.runs(&["show", &room, "--json"])).expect("JSON");
    let lanes = all["checklists"].as_array().expect("lanes");
    let items = || lanes.iter().filter_map(|lane| lane["items"].as_array()).flatten();
    let listed = items().filter(|item| item["listed"] == true).count();
    let waits = items().count() - listed;
    assert!(listed > 0 && waits > 0, "{listed} listed, {waits} wait");
    let words = given.runs(&["show", &room]);
    let open = format!("Open: {} (1 order, {listed} open items)", listed + 1);
    assert!(words.contains(&open), "{open}: {words}");
    assert_eq!(words.matches("  when declared  ").count(), waits, "{words}");
    assert!(all.to_string().contains(&format!("\"left_open\":{}", listed + 1)));
}

#[test]
fn a_newer_format_is_read_and_said() {
    let given = given();
    let room = given.arg("heron.allhands");
    given.runs(&["new", &room]);
    given.runs(&["log", &room, "one"]);
    let sql = rusqlite::Connection::open(&room).expect("opens");
    sql.execute_batch("PRAGMA user_version = 7").expect("set");
    drop(sql);
    let shown = given.run(&["show", &room]);
    assert!(shown.err.contains("its format is version 7, newer than this allhands"), "{shown:?}");
    assert!(shown.out.contains("one"), "{shown:?}");
}
