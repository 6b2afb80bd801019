//! `allhands export`: four forms, safe where they are opened, with nothing given out unasked.

use std::fs;

use allhands::domain::command::Command;
use allhands::domain::event::{DraftCreated, EntryWithdrawn};
use allhands::domain::handling::Handling;

use super::given::{Given, given, objects};
use super::show::{at_a_console, entry};

const FORMS: [&str; 4] = ["json", "jsonl", "csv", "markdown"];
/// Each stands in one place that is left out unless it is asked for.
const SECRETS: [&str; 7] = [
    "the-privileged-words",
    "the-privileged-source",
    "the-privileged-quote",
    "the-restricted-words",
    "the-reason-of-a-strike",
    "the-draft-title",
    "the-draft-text",
];

/// A room with an open line, and with everything that is not for everybody.
fn a_room_with_secrets() -> (Given, String) {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "the open words", "--id", "open"]);
    let privileged = Handling::Privileged { direction: None };
    let mut line = entry("privileged", "the-privileged-words", privileged.clone());
    line.source = Some("the-privileged-source".to_owned());
    line.quote = Some("the-privileged-quote".to_owned());
    let restricted =
        entry("restricted", "the-restricted-words", Handling::Restricted { to: vec![] });
    let because = "the-reason-of-a-strike".to_owned();
    let draft = DraftCreated {
        draft: "draft".into(),
        title: "the-draft-title".to_owned(),
        audience: "counsel".to_owned(),
        channel: "letter".to_owned(),
        template: None,
        revision: "text".into(),
        text: "the-draft-text".to_owned(),
        handling: privileged,
    };
    at_a_console(
        &room,
        vec![
            Command::Record(line),
            Command::Record(restricted),
            Command::WithdrawEntry {
                to: EntryWithdrawn { entry: "privileged".into(), because },
                seen: 0,
            },
            Command::CreateDraft(draft),
        ],
    );
    (given, room)
}

#[test]
fn what_is_not_open_is_left_out_unless_it_is_asked_for() {
    let (given, room) = a_room_with_secrets();
    let shows = ["--timeline", "--next", "--drafts", "--checklists"];
    let exports = FORMS.map(|form| vec!["export", &room, "--as", form]);
    let plain = shows.map(|part| vec!["show", &room, part]);
    let json = shows.map(|part| vec!["show", &room, "--json", part]);
    for args in exports.iter().chain(&plain).chain(&json).chain([&vec!["show", &room]]) {
        let run = given.run(args);
        assert_eq!(run.code, Some(0));
        assert!(run.err.contains("1 restricted, 1 privileged (--with-privileged)"), "{}", run.err);
        for secret in SECRETS {
            assert!(!run.out.contains(secret), "{args:?} gives out {secret}: {}", run.out);
        }
    }
    for form in FORMS {
        let run = given.run(&["export", &room, "--as", form, "--with-privileged"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        let of_lines = ["jsonl", "csv"].contains(&form);
        for secret in &SECRETS[..if of_lines { 5 } else { 7 }] {
            // Where it is Markdown, what could be markup is escaped.
            let escaped = secret.replace('-', "\\-");
            let there = run.out.contains(secret) || run.out.contains(&escaped);
            let source = *secret == "the-privileged-source" && form == "markdown";
            assert!(there || source, "{form} leaves out {secret}: {}", run.out);
        }
    }
}

#[test]
fn each_form_holds_every_line() {
    let (given, room) = a_room_with_secrets();
    let timeline = given.timeline(&room);
    let export = |form: &str| given.runs(&["export", &room, "--as", form]);
    assert_eq!(objects(&export("jsonl")), timeline);
    let whole: serde_json::Value = serde_json::from_str(&export("json")).expect("JSON");
    assert_eq!(whole["timeline"].as_array(), Some(&timeline));
    assert_eq!(whole["room"]["codename"], "CRIMSON HERON");
    let csv = export("csv");
    assert_eq!(csv.matches("\r\n").count(), timeline.len() + 1);
    assert!(csv.starts_with("seq,occurred_at,precision,"));
    let markdown = export("markdown");
    assert!(markdown.starts_with("# CRIMSON HERON\n") && markdown.contains("the open words"));
    // Two lines, and why one of them was struck.
    assert_eq!(markdown.matches("(left out)").count(), 3);
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let given = given();
    let room = given.room();
    let hostile = [
        "=HYPERLINK(\"http://203.0.113.9\",\"x\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1:A9)",
        "  =1+1",
        "\t=1+1",
        "a \"quoted\", comma",
    ];
    let mut lines = hostile.join("\n");
    lines.push('\n');
    assert_eq!(given.pipe(&["log", &room, "--as", "=Dana"], lines).code, Some(0));
    let csv = given.runs(&["export", &room, "--as", "csv"]);
    assert!(csv.contains(r#""a ""quoted"", comma""#), "{csv}");
    assert!(csv.contains(r#""'=Dana""#), "{csv}");
    for cell in csv.split("\r\n").flat_map(|record| record.split(",\"")) {
        let begins = cell.trim_start_matches(['"', ' ', '\t']);
        assert!(!begins.starts_with(['=', '+', '-', '@']), "{cell:?} in {csv}");
    }
}

#[test]
fn an_export_into_a_file_is_there_whole_and_nothing_is_printed() {
    let (given, room) = a_room_with_secrets();
    let out = given.file("room.md", "what stood there before");
    assert_eq!(given.runs(&["export", &room, "--as", "markdown", "-o", &out]), "");
    let written = fs::read_to_string(&out).expect("a file");
    assert_eq!(written, given.runs(&["export", &room, "--as", "markdown"]));
    let nowhere = given.arg("nowhere/room.md");
    given.fails(4, &["export", &room, "--as", "csv", "-o", &nowhere], &["nowhere"]);
    given.fails(2, &["export", &room, "--as", "pdf"], &["pdf"]);
    given.fails(2, &["export", &room], &["--as"]);
}

#[test]
fn no_escape_sequence_gets_out_of_any_form() {
    let given = given();
    let room = given.room();
    let hostile = "red \x1b[31m bell \x07 override \u{202e} c1 \u{9b}31m tag \u{e0041}";
    let name = "Da\x1b]0;x\x07na";
    assert_eq!(given.run(&["log", &room, hostile, "--as", name]).code, Some(0));
    let mut runs: Vec<_> = FORMS.map(|form| given.runs(&["export", &room, "--as", form])).to_vec();
    runs.push(given.runs(&["show", &room]));
    runs.push(given.runs(&["show", &room, "--json", "--timeline"]));
    for out in runs {
        let raw = out.chars().find(|c| {
            c.is_control() && !['\n', '\r'].contains(c) || ['\u{202e}', '\u{e0041}'].contains(c)
        });
        assert_eq!(raw, None, "{out:?}");
    }
    // What is stored is as it came: JSON gives it back.
    assert_eq!(given.texts(&room), [hostile]);
}

#[test]
fn an_export_never_writes_over_a_record_nor_replaces_a_device() {
    let given = given();
    let room = given.room();
    let other = given.arg("other.allhands");
    given.runs(&["new", &other]);
    std::os::unix::fs::symlink(&room, given.path("link.csv")).expect("a link");
    given.runs(&["log", &room, "kept"]);
    for out in [&room, &other, &given.arg("link.csv")] {
        let before = fs::read(out).expect("a record");
        given.fails(1, &["export", &room, "--as", "csv", "-o", out], &["Nothing was written"]);
        assert_eq!(fs::read(out).expect("a record"), before);
    }
    assert_eq!(given.texts(&room), ["kept"]);
    given.runs(&["export", &room, "--as", "csv", "-o", "/dev/null"]);
    let null = fs::metadata("/dev/null").expect("the device");
    assert!(std::os::unix::fs::FileTypeExt::is_char_device(&null.file_type()));
}
