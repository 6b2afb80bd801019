//! What the real program prints, in every form, when every word it is given is hostile: standard
//! output, standard error, and the bytes that it stored.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::command_line::given::{Done, Given, given};

use super::{Frame, TROUBLE, safe};

/// What a run printed may reach a terminal.
#[track_caller]
fn printed(done: &Done, what: &str) {
    for shown in [&done.out, &done.err] {
        // JSON keeps combining marks as they came, for its readers.
        let bare = shown.replace("\r\n", "\n");
        let bare = bare.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
        let bare = bare.filter(|c| !matches!(c, '\u{200c}' | '\u{200d}')).collect::<String>();
        safe(&bare, Frame::Lines, what);
    }
}

/// Lines without line ends of their own.
fn lines() -> impl Iterator<Item = &'static str> {
    TROUBLE.iter().map(|(_, text)| *text).filter(|text| !text.contains(['\n', '\r']))
}

/// A room begun in hostile words, with a hostile line each.
fn room(given: &Given) -> String {
    let room = given.arg("room.allhands");
    let all: Vec<&str> = lines().collect();
    let name = all.concat().chars().filter(|c| *c != '\0').take(150).collect::<String>();
    let done = given.run(&["new", &room, "--title", &name, "--codename", &name, "--as", &name]);
    assert_eq!(done.code, Some(0), "{done:?}");
    printed(&done, "new");
    let done = given.pipe(&["log", &room, "--as", &name], all.join("\n"));
    assert_eq!(done.code, Some(0), "{done:?}");
    printed(&done, "log");
    room
}

#[test]
fn every_form_of_show_and_export_is_safe_and_the_bytes_are_as_they_came() {
    let given = given();
    let room = room(&given);
    for form in [
        &["show"][..],
        &["show", "--json"],
        &["show", "--timeline"],
        &["show", "--json", "--timeline"],
        &["show", "--checklists"],
        &["show", "--drafts"],
        &["show", "--next"],
        &["export", "--as", "json"],
        &["export", "--as", "jsonl"],
        &["export", "--as", "csv"],
        &["export", "--as", "markdown"],
        &["verify"],
        &["doctor"],
    ] {
        let mut args = vec![form[0], room.as_str()];
        args.extend(&form[1..]);
        let done = given.run(&args);
        assert_eq!(done.code, Some(0), "{args:?}: {done:?}");
        printed(&done, &args.join(" "));
    }
    let said: Vec<&str> = lines().collect();
    assert_eq!(given.texts(&room), said, "as scripts read it");
    assert_eq!(stored(Path::new(&room)), said, "as the file has it");
}

/// The texts in the file's own rows.
fn stored(room: &Path) -> Vec<String> {
    let file = Connection::open_with_flags(room, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("SQLite");
    let mut rows = file
        .prepare("SELECT body FROM event WHERE kind = 'entry_recorded' ORDER BY seq")
        .expect("SQL");
    let bodies = rows.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    let texts = bodies.map(|body| {
        let body: Value = serde_json::from_str(&body.expect("a body")).expect("JSON");
        body["text"].as_str().expect("a text").to_owned()
    });
    texts.collect()
}

#[test]
fn one_argument_is_one_entry_whatever_it_holds() {
    let given = given();
    let room = given.room();
    let said = "first\u{1b}[31m\r\nsecond\n\u{202e}third";
    let done = given.run(&["log", &room, said, "--tag", "a\u{1b}b"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    printed(&done, "a refused tag");
    let done = given.run(&["log", &room, said, "--id", "a\u{1b}b\u{202e}"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    printed(&done, "a refused id");
    printed(&given.run(&["log", &room, said]), "log");
    assert_eq!(given.texts(&room), [said]);
    printed(&given.run(&["show", &room]), "show");
}

#[test]
fn broken_utf_8_is_replaced_and_said_so() {
    let given = given();
    let room = given.room();
    let done = given.pipe(&["log", &room], b"a\xff\xfeb \xc3( \xed\xa0\x80\n");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.err.contains("UTF-8"), "{done:?}");
    let texts = given.texts(&room);
    assert!(texts[0].starts_with("a\u{fffd}\u{fffd}b"), "{texts:?}");
}

#[test]
fn imports_keep_what_they_are_given_and_show_it_safely() {
    let given = given();
    let room = given.room();
    let object = |text: &str| {
        json!({
            "at": "2026-01-04T14:20:00Z", "text": text, "kind": text, "department": text,
            "source": text,
        })
    };
    let source: Vec<String> = lines().map(|line| object(line).to_string()).collect();
    let source = given.file("source\u{1b}[31m\u{202e}.jsonl", source.join("\n"));
    let done = given.run(&["import", &room, &source]);
    printed(&done, "import");
    assert_eq!(done.code, Some(0), "{done:?}");
    for form in ["json", "jsonl", "csv", "markdown"] {
        printed(&given.run(&["export", &room, "--as", form]), form);
    }
    printed(&given.run(&["show", &room]), "show");
    let mut texts = given.texts(&room);
    let mut said: Vec<String> = lines().map(str::to_owned).collect();
    texts.sort();
    said.sort();
    assert_eq!(texts, said);
    let bad = given
        .file("bad.jsonl", "{\"at\":\"\u{1b}[31m\u{202e}\",\"text\":\"x\"}\n\u{1b}]0;x\u{7}\n");
    let done = given.run(&["import", &room, &bad]);
    assert_eq!(done.code, Some(1), "{done:?}");
    printed(&done, "a refused import");
}

#[test]
fn names_of_files_and_folders_are_printed_safely() {
    let given = given();
    for (what, text) in TROUBLE {
        let name: String = text.chars().filter(|c| !matches!(c, '/' | '\0')).collect();
        let missing = given.arg(&name);
        for command in ["show", "verify", "log", "doctor"] {
            let args: &[&str] =
                if command == "log" { &[command, &missing, "x"] } else { &[command, &missing] };
            printed(&given.run(args), &format!("{command} of a missing {what}"));
        }
    }
    let room = given.arg("h\u{1b}[31m\u{202e}\u{200b}\u{7}.allhands");
    printed(&given.run(&["new", &room, "--zone", "No\u{1b}[31m/Where"]), "a refused new");
    let done = given.run(&["new", &room]);
    assert_eq!(done.code, Some(0), "{done:?}");
    for args in [["verify", room.as_str()], ["doctor", room.as_str()], ["show", room.as_str()]] {
        printed(&given.run(&args), args[0]);
    }
    printed(&given.pipe(&["--linear", &room, "--as", "Lee"], "a line\n/quit\n"), "linear");
    let bytes =
        given.path("x").parent().expect("a folder").join(OsStr::from_bytes(b"\xff\x1b.allhands"));
    let done = given.command(&["show"]).arg(&bytes).output().expect("the program");
    let shown = String::from_utf8(done.stderr).expect("UTF-8");
    safe(&shown, Frame::Lines, "a name that is no text");
}

#[test]
fn playbooks_of_another_hand_are_named_safely() {
    let given = given();
    let words = "x\u{1b}[31m\u{202e}\u{200b}";
    // TOML itself refuses raw controls, so they come as its escapes.
    let escaped = "x\\u001b[31m\\u202e\\u200b";
    given.file(
        "books/one.toml",
        ["id = \"?\"", "title = \"?\"", "\"?\" = 1", "includes = [\"?\"]"]
            .map(|line| line.replace('?', escaped))
            .join("\n"),
    );
    given.file("books/raw.toml", format!("title = \"{words}\"\n"));
    given.file(&format!("books/{words}.toml"), "title = 1\n");
    let books = given.arg("books");
    printed(&given.run(&["playbooks", "--playbooks", &books]), "playbooks");
    let room = given.arg("r.allhands");
    let done = given.run(&["new", &room, "--playbook", words, "--playbooks", &books]);
    assert_eq!(done.code, Some(2), "{done:?}");
    printed(&done, "an unknown playbook");
}

#[test]
fn linear_mode_says_a_hostile_room_safely() {
    let given = given();
    let room = room(&given);
    let asked =
        "/now\n/next\n/timeline 99\n/details 1\n/who\n/lists\n/drafts\n/facts\n/shield\n\n/now\n";
    let mut typed = asked.to_owned();
    for line in lines() {
        typed.push_str(line);
        typed.push_str("\n/details last\n");
    }
    let done = given.pipe(&["--linear", &room, "--as", "L\u{1b}ee\u{202e}"], typed);
    assert_eq!(done.code, Some(0), "{done:?}");
    printed(&done, "linear mode");
    assert!(done.out.contains("Recorded."), "{done:?}");
    let texts = given.texts(&room);
    for line in lines().filter(|line| !line.starts_with(['=', '<', '>'])) {
        assert_eq!(texts.iter().filter(|text| *text == line).count(), 2, "{line:?}");
    }
}
