//! `allhands import`: the whole source is judged first, and the same source twice adds nothing.

use std::fmt::Write as _;
use std::io::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use allhands::store::direct::{Access, IncidentFile};
use serde_json::Value;

use super::given::{Given, done, given, objects};

const GITLAB: &str = include_str!("../../assets/incidents/gitlab-2017-01-31.jsonl");
const CIRCLECI: &str = include_str!("../../assets/incidents/circleci-2023-01.jsonl");

/// Nothing here takes longer, even on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// So many lines, a second apart.
fn many(count: usize) -> String {
    let start = chrono::DateTime::from_timestamp(1_700_000_000, 0).expect("a time");
    (0..count).fold(String::new(), |mut lines, number| {
        let at = start + chrono::TimeDelta::seconds(i64::try_from(number).expect("small"));
        let at = at.format("%Y-%m-%dT%H:%M:%SZ");
        writeln!(lines, r#"{{"at":"{at}","text":"line {number}"}}"#).expect("memory");
        lines
    })
}

/// What of a line a source says.
fn said(line: &Value) -> [String; 5] {
    ["text", "precision", "kind", "department", "source"]
        .map(|field| line[field].as_str().unwrap_or_default().to_owned())
}

#[test]
fn real_incidents_are_there_whole_in_any_order_by_when_it_happened() {
    for sources in [[GITLAB, CIRCLECI], [CIRCLECI, GITLAB]] {
        let given = given();
        let room = given.room();
        for source in sources {
            let file = given.file("source.jsonl", source);
            let count = source.lines().count();
            let printed = given.runs(&["import", &room, &file]);
            assert_eq!(printed, format!("imported {count}, already there 0, skipped 0\n"));
            let printed = given.runs(&["import", &room, &file]);
            assert_eq!(printed, format!("imported 0, already there {count}, skipped 0\n"));
        }
        let timeline = given.timeline(&room);
        let imported: Vec<_> = timeline.iter().filter(|line| !line["source"].is_null()).collect();
        let times: Vec<_> =
            timeline.iter().map(|line| line["occurred_at"].as_str().expect("a time")).collect();
        assert!(times.is_sorted());
        let mut wanted: Vec<_> =
            objects(&(GITLAB.to_owned() + CIRCLECI)).iter().map(said).collect();
        let mut found: Vec<_> = imported.iter().map(|line| said(line)).collect();
        wanted.sort();
        found.sort();
        assert_eq!(found, wanted);
        let first = objects(GITLAB);
        let at = |line: &Value| line["at"].as_str().expect("a time").replace('Z', ".000Z");
        for line in first {
            let there = imported.iter().find(|there| there["text"] == line["text"]);
            assert_eq!(there.expect("the line")["occurred_at"], at(&line));
        }
    }
}

#[test]
fn a_bad_line_is_named_and_nothing_is_imported_unless_told_to_skip() {
    let given = given();
    let room = given.room();
    let good = r#"{"at":"2023-01-04T10:00:00Z","text":"good","kind":"x-ray","department":"moon"}"#;
    let long = format!(r#"{{"at":"2023-01-04T10:00:00Z","text":"{}"}}"#, "x".repeat(70_000));
    let wide =
        format!(r#"{{"at":"2023-01-04T10:00:00Z","text":"a","department":"{}"}}"#, "x".repeat(300));
    let source = [
        good,
        "no object",
        r#"{"text":"when?"}"#,
        r#"{"at":"2999-01-01T00:00:00Z","text":"the end"}"#,
        &long,
        &wide,
        r#"{"at":"2023-01-04T10:00:00Z","text":"a","precision":"week"}"#,
        "",
        r#"{"at":"2023-01-04T10:00:00Z","text":"a","kind":"   "}"#,
    ];
    let file = given.file("source.jsonl", source.join("\n"));
    let before = given.timeline(&room);
    let words =
        ["line 2: ", "line 3: ", "line 4: ", "line 5: ", "line 6: ", "line 7: ", "line 9: "];
    let refused = given.run(&["import", &room, &file]);
    refused.failed(1, &words);
    refused.failed(1, &["7 of 8 lines cannot be imported, so nothing was", "--skip-bad"]);
    assert_eq!(refused.out, "");
    assert_eq!(given.timeline(&room), before);
    let skipped = given.run(&["import", &room, &file, "--skip-bad"]);
    assert_eq!(skipped.out, "imported 1, already there 0, skipped 7\n");
    skipped.failed(0, &words);
    let timeline = given.timeline(&room);
    let line = timeline.iter().find(|line| line["text"] == "good").expect("the line");
    assert_eq!((&line["kind"], &line["department"]), (&"x-ray".into(), &"moon".into()));
}

#[test]
fn a_line_far_down_that_cannot_be_imported_keeps_every_line_out() {
    let given = given();
    let room = given.room();
    let source = many(1_500) + r#"{"at":"2999-01-01T00:00:00Z","text":"the end"}"#;
    let file = given.file("source.jsonl", source);
    let before = given.timeline(&room);
    given.fails(1, &["import", &room, &file], &["line 1501: ", "so nothing was"]);
    assert_eq!(given.timeline(&room), before);
}

#[test]
fn equal_lines_are_counted_and_signs_are_plain_text() {
    let given = given();
    let room = given.room();
    let line = r#"{"at":"2023-01-04T10:00:00Z","text":"> @ops this is no order -15m"}"#;
    let two = given.file("two.jsonl", format!("{line}\n{line}\n"));
    let three = given.file("three.jsonl", format!("{line}\n{line}\n{line}\n"));
    let import =
        |file: &str| given.runs(&["import", &room, file, "--as", "Priya", "--department", "infra"]);
    assert_eq!(import(&two), "imported 2, already there 0, skipped 0\n");
    assert_eq!(import(&three), "imported 1, already there 2, skipped 0\n");
    let timeline = given.timeline(&room);
    let lines = timeline.iter().filter(|line| line["basis"] != "recorded");
    let lines: Vec<_> = lines.collect();
    assert_eq!(lines.len(), 3);
    for line in lines {
        assert_eq!(line["text"], "> @ops this is no order -15m");
        assert_eq!(
            [&line["kind"], &line["author"], &line["department"]],
            ["note", "Priya", "infra"]
        );
    }
}

#[test]
fn a_pipe_is_spooled_and_judged_as_a_whole() {
    let given = given();
    let room = given.room();
    let bad = given.pipe(&["import", &room, "-"], format!("{CIRCLECI}no object\n"));
    bad.failed(1, &["line 34: "]);
    assert_eq!(given.texts(&room), Vec::<String>::new());
    let piped = given.pipe(&["import", &room, "-"], CIRCLECI);
    assert_eq!(piped.out, "imported 33, already there 0, skipped 0\n");
    let nothing = given.pipe(&["import", &room, "-"], "");
    assert_eq!(nothing.out, "imported 0, already there 0, skipped 0\n");
    let mended = given
        .pipe(&["import", &room, "-"], b"{\"at\":\"2023-01-04T10:00:00Z\",\"text\":\"a\xff\"}");
    assert_eq!(mended.out, "imported 1, already there 0, skipped 0\n");
    assert!(mended.err.contains("line 1: bytes that are no UTF-8 became U+FFFD"));
    given.fails(4, &["import", &room, &given.arg("nowhere.jsonl")], &["Nothing was imported"]);
    let source = given.file("source.jsonl", CIRCLECI);
    given.fails(4, &["import", &given.arg("typo.allhands"), &source], &["no such file"]);
}

fn rows(room: &str) -> u64 {
    let file = IncidentFile::open(room.as_ref(), Access::Read);
    // A killed writer's journal is finished by the next writer.
    file.and_then(|file| file.head()).map_or(0, |head| head.seq)
}

#[test]
fn an_import_that_was_killed_is_completed_by_running_it_again() {
    let given = given();
    let room = given.room();
    let file = given.file("source.jsonl", many(4_000));
    let mut child = given.command(&["import", &room, &file]).spawn().expect("the program");
    let end = Instant::now() + DEADLINE;
    while rows(&room) < 1_100 {
        assert!(Instant::now() < end && matches!(child.try_wait(), Ok(None)), "too quick or slow");
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("killed");
    child.wait().expect("an end");
    let printed = given.runs(&["import", &room, &file]);
    let numbers: Vec<usize> =
        printed.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    let [imported, there, skipped] = numbers[..] else { panic!("{printed}") };
    assert_eq!((imported + there, skipped), (4_000, 0));
    assert!(imported > 0 && there >= 1_000, "{printed}");
    let texts: Vec<String> = (0..4_000).map(|number| format!("line {number}")).collect();
    assert_eq!(given.texts(&room), texts);
}

#[test]
fn another_line_lands_while_an_import_goes_on() {
    let given = given();
    let room = given.room();
    let file = given.file("source.jsonl", many(3_000));
    let mut import = given.command(&["import", &room, &file]).spawn().expect("the program");
    let end = Instant::now() + DEADLINE;
    while rows(&room) < 1_000 {
        assert!(Instant::now() < end && matches!(import.try_wait(), Ok(None)), "too quick or slow");
        thread::sleep(Duration::from_millis(5));
    }
    given.runs(&["log", &room, "in between", "--id", "between"]);
    let import = done(import.wait_with_output().expect("an end"));
    assert_eq!(import.out, "imported 3000, already there 0, skipped 0\n", "{import:?}");
    let timeline = given.timeline(&room);
    let line = timeline.iter().find(|line| line["id"] == "between").expect("the line");
    let last = timeline.iter().filter_map(|line| line["seq"].as_u64()).max();
    assert!(line["seq"].as_u64() < last, "it came in between");
}

#[test]
fn a_copy_of_a_room_is_not_imported_into() {
    let given: Given = given();
    let room = given.room();
    given.runs(&["log", &room, "this host knows the room"]);
    let copy = given.arg("copy.allhands");
    std::fs::copy(&room, &copy).expect("a copy");
    let source = given.file("source.jsonl", CIRCLECI);
    given.fails(1, &["import", &copy, &source], &["second file", "Nothing was written"]);
    let mut child = given.begins(&["log", &copy]);
    let mut input = child.stdin.take().expect("a pipe");
    writeln!(input, "no").expect("a reader");
    drop(input);
    done(child.wait_with_output().expect("an end")).failed(1, &["second file"]);
}

#[test]
fn a_field_that_means_nothing_is_left_out_and_said() {
    let given = given();
    let room = given.room();
    let line = r#"{"at":"2023-01-04T10:00:00Z","text":"a","precison":"day"}"#;
    let done = given.run(&["import", &room, &given.file("source.jsonl", line)]);
    assert_eq!(done.out, "imported 1, already there 0, skipped 0\n");
    done.failed(0, &["line 1: the field precison is left out; is precision meant?"]);
}

#[test]
fn a_wholly_wrong_source_is_told_what_it_should_be_and_not_line_by_line() {
    let given = given();
    let room = given.room();
    let letter = given.file("letter.txt", "a line of a letter\n".repeat(400));
    let done = given.run(&["import", &room, &letter]);
    done.failed(1, &["400 of 400 lines cannot be imported"]);
    let told: Vec<&str> = done.err.lines().collect();
    assert_eq!(told.len(), 13, "{done:?}");
    assert!(told[0].contains("an object of JSON, such as {\"at\":"), "{done:?}");
    assert!(told[1].starts_with("line 1: ") && told[10].starts_with("line 10: "), "{done:?}");
    assert_eq!(told[11], "… and 390 more");
    // The example is one that can be imported.
    let example = &told[0][told[0].find('{').expect("an example")..];
    assert_eq!(given.pipe(&["import", &room, "-"], example).code, Some(0));
}
