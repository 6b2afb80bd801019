//! A passage taken off the record: nothing of it is left in the bytes of any file, everything else
//! is, and what stands in its place says who, when and why.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

use allhands::store::chain::hex;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::given::{Given, given};

/// What is to go, in a case of its own, with signs that JSON writes otherwise.
const PASSAGE: &str = "jané \"the mole\" doe";

/// Every way in which a file may hold the passage, in small letters.
fn writings() -> Vec<Vec<u8>> {
    let json = serde_json::to_string(PASSAGE).expect("a text");
    let escaped = json.replace('é', "\\u00e9");
    let twice = serde_json::to_string(&json).expect("a text");
    let texts = [PASSAGE, "jané", "the mole", json.trim_matches('"'), escaped.trim_matches('"')];
    let mut all: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    all.push(twice.into_bytes());
    all.extend([hex("jané".as_bytes()), hex("the mole".as_bytes())].map(String::into_bytes));
    all.extend(
        ["jané", "the mole"].map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    );
    all
}

/// Fails where a file below a folder holds the passage in any writing of it; `spared` are passed
/// over.
#[track_caller]
fn assert_gone(folder: &Path, spared: &str) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != spared) {
                assert_gone(&path, spared);
            }
            continue;
        }
        let bytes = fs::read(&path).expect("a file").to_ascii_lowercase();
        for writing in writings() {
            let found = bytes.windows(writing.len()).any(|window| window == writing);
            let shown = String::from_utf8_lossy(&writing).into_owned();
            assert!(!found, "{} holds {shown:?}", path.display());
        }
    }
}

/// A room in which the passage stands in a line, a mended one, a fact, a tag's line and a title.
fn a_room_with_it(given: &Given) -> String {
    let room = given.arg("heron.allhands");
    let title = "JANÉ \"The Mole\" Doe and others";
    given.runs(&["new", &room, "--codename", "CRIMSON HERON", "--title", title, "--as", "Dana"]);
    for (id, text) in [
        ("one", "we know of Jané \"the mole\" Doe"),
        ("two", "nothing of that kind"),
        ("three", "= suspect Jané \"the mole\" Doe"),
        ("four", "> @legal write to jané \"the mole\"\tdoe in 2h"),
    ] {
        given.runs(&["log", &room, text, "--grammar", "--id", id, "--as", "Dana"]);
    }
    room
}

#[test]
fn nothing_of_a_redacted_passage_is_left_in_any_file() {
    let given = given();
    let room = a_room_with_it(&given);
    let because = ["--because", "names a person", "--as", "Lee"];
    let list = given.pipe(&["redact", &room, "--dry-run"], PASSAGE);
    assert_eq!(list.code, Some(0), "{list:?}");
    assert_eq!(list.out.lines().count(), 4, "{list:?}");
    let done = given.pipe(&[&["redact", &room][..], &because].concat(), PASSAGE);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
    assert_eq!(done.out, list.out);

    assert_gone(&given.path("."), "no folder");
    let verified = given.runs(&["verify", &room]);
    assert!(verified.starts_with("sound, agrees with this desk"), "{verified}");
    let texts = given.texts(&room);
    assert_eq!(texts.len(), 4);
    assert_eq!(texts[1], "nothing of that kind");
    for text in [&texts[0], &texts[2], &texts[3]] {
        assert!(
            text.contains("(redacted by Lee at 20") && text.contains("names a person)"),
            "{text}"
        );
    }
    for form in ["json", "jsonl", "csv", "markdown"] {
        let written = given.runs(&["export", &room, "--as", form, "--with-privileged"]);
        assert!(written.contains("(redacted by Lee"), "{form}");
        assert!(!written.to_lowercase().contains("mole"), "{form}");
    }
    // What it was and to whom is left, so the order is still owed.
    let next = given.runs(&["show", &room, "--next"]);
    assert!(next.contains("Legal") && next.contains("(redacted"), "{next}");
}

#[test]
fn a_redaction_is_asked_for_whole_and_done_once() {
    let given = given();
    let room = a_room_with_it(&given);
    let redact = |more: &[&str], passage: &str| {
        given.pipe(&[&["redact", &room][..], more].concat(), passage)
    };
    redact(&[], PASSAGE).failed(2, &["--because", "Nothing was redacted"]);
    redact(&["--because", " "], PASSAGE).failed(2, &["--because"]);
    redact(&["--because", "x"], " \n").failed(2, &["standard input"]);
    redact(&["--because", "about JANÉ \"the  mole\" doe"], PASSAGE)
        .failed(2, &["holds the passage"]);
    redact(&["--because", "x"], "not there").failed(1, &["nothing that can be redacted"]);
    redact(&["--because", "x", "--row", "999"], "").failed(1, &["row 999", "Nothing was redacted"]);
    assert!(given.texts(&room)[0].contains("mole"), "nothing was redacted so far");

    let rows = redact(&["--dry-run"], PASSAGE).out;
    let row = rows.lines().nth(1).expect("a line").split('\t').next().expect("a row");
    let row = row.trim_start_matches("row ");
    assert_eq!(redact(&["--because", "x", "--row", row], "").code, Some(0));
    redact(&["--because", "x", "--row", row], "").failed(1, &["no words"]);
    let texts = given.texts(&room);
    assert!(texts[0].contains("redacted") && texts[2].contains("mole"), "{texts:?}");
    assert_eq!(redact(&["--dry-run"], PASSAGE).out.lines().count(), 3);
}

#[test]
fn who_redacts_a_facts_row_is_told_where_else_its_value_stands() {
    let given = given();
    let room = given.room();
    for (id, text) in [("one", "= suspect Jane Doe"), ("two", "we ask Jane Doe"), ("three", "no")] {
        given.runs(&["log", &room, text, "--grammar", "--id", id]);
    }
    let rows = given.pipe(&["redact", &room, "--dry-run"], "Jane Doe").out;
    let rows: Vec<&str> =
        rows.lines().map(|line| line.split('\t').next().expect("a row")).collect();
    let [fact, line] = rows[..] else { panic!("{rows:?}") };
    let number = fact.trim_start_matches("row ");
    for more in [&["--dry-run"][..], &["--because", "a name"]] {
        let done = given.run(&[&["redact", &room, "--row", number][..], more].concat());
        assert_eq!(done.code, Some(0), "{done:?}");
        assert!(done.err.contains(&format!("also holds it: {line}\t")), "{done:?}");
        let how = format!("redact {room} --{line} --because");
        assert!(done.err.contains(&how), "{how} is not in {}", done.err);
        assert!(!done.err.contains("Jane"), "{done:?}");
    }
}

#[test]
fn under_a_legal_hold_the_words_are_laid_aside_first_or_nothing_goes() {
    let given = given();
    let room = a_room_with_it(&given);
    given.fails(2, &["hold", &room, "--because", " "], &["say why"]);
    given.runs(&["hold", &room, "--because", "Amara, for counsel", "--as", "Amara"]);
    given.fails(1, &["hold", &room, "--because", "again"], &["already so"]);

    // Where it cannot be laid aside, nothing is redacted.
    let sealed = given.path("desk/sealed");
    fs::write(&sealed, "in the way").expect("a file");
    let redact = || given.pipe(&["redact", &room, "--because", "names a person"], PASSAGE);
    redact().failed(1, &["legal hold", "Nothing was redacted"]);
    assert!(given.texts(&room)[0].contains("mole"));
    fs::remove_file(&sealed).expect("removed");

    let done = redact();
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_gone(&given.path("."), "sealed");
    let file = fs::read_dir(&sealed).expect("a folder").flatten().next().expect("a file").path();
    assert!(done.err.contains(file.to_str().expect("UTF-8")), "{done:?}");
    let bytes = fs::read(&file).expect("the sealed file");
    let lines = String::from_utf8(bytes.clone()).expect("UTF-8");
    let rows: Vec<Value> =
        lines.lines().skip(1).map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row["body"].as_str().is_some_and(|body| body.contains("ole"))));

    // The record proves the file, and every row in it.
    let sum = hex(&Sha256::digest(&bytes));
    let record = fs::read(&room).expect("the file");
    assert!(record.windows(64).any(|window| window == sum.as_bytes()), "its sum is on the record");
    given.runs(&["hold", &room, "--lift", "--because", "settled"]);
    given.fails(1, &["hold", &room, "--lift", "--because", "again"], &["already so"]);
}

#[test]
fn a_redaction_that_is_killed_in_the_midst_is_done_or_not_and_leaves_nothing() {
    for step in 0..16_u64 {
        let given = given();
        let room = given.arg("heron.allhands");
        given.runs(&["new", &room, "--codename", "CRIMSON HERON", "--as", "Dana"]);
        given.runs(&["log", &room, &format!("it is {PASSAGE}"), "--as", "Dana"]);
        given.runs(&["log", &room, "nothing of that kind", "--as", "Dana"]);
        let because = ["redact", room.as_str(), "--because", "names a person"];
        let mut killed = given.begins(&because);
        let mut input = killed.stdin.take().expect("a pipe");
        input.write_all(PASSAGE.as_bytes()).expect("the passage");
        drop(input);
        // The moment is the point: before, in and after each of its steps.
        thread::sleep(Duration::from_millis(step * 6));
        killed.kill().expect("killed");
        killed.wait().expect("an end");
        given.runs(&["log", &room, "after it", "--as", "Lee"]);
        if given.texts(&room)[0].contains("mole") {
            let again = given.pipe(&because, PASSAGE);
            assert_eq!(again.code, Some(0), "{again:?}");
        }
        assert_gone(&given.path("."), "no folder");
        let texts = given.texts(&room);
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[0].starts_with("(redacted by"), "{texts:?}");
        let verified = given.runs(&["verify", &room]);
        assert!(verified.starts_with("sound, agrees with this desk"), "{verified}");
    }
}

#[test]
fn words_are_taken_off_the_record_from_linear_mode_too() {
    let given = given();
    let room = a_room_with_it(&given);
    let mut console = given.begins(&["--linear", &room, "--as", "Lee"]);
    let mut typed = console.stdin.take().expect("a pipe");
    let mut said = BufReader::new(console.stdout.take().expect("a pipe")).lines();
    let search = format!("/redact {PASSAGE}");
    for (line, answer) in [
        ("/shield", "goes on; anything else"),
        ("", "The shield is lifted"),
        (search.as_str(), "/erase all WHY"),
        ("/erase all names a person", "goes on; anything else"),
        ("", "redacted: names a person"),
    ] {
        writeln!(typed, "{line}").expect("it listens");
        let answered = said.by_ref().any(|said| said.expect("text").contains(answer));
        assert!(answered, "{line}: not {answer}");
    }
    drop((typed, said));
    console.wait().expect("it leaves");
    let shown = given.runs(&["show", &room, "--timeline", "--with-privileged"]).to_lowercase();
    assert!(shown.contains("redacted: names a person") && !shown.contains("mole"), "{shown}");
}
