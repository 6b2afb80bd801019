//! `allhands new` and `allhands log`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::thread;

use super::given::given;

#[test]
fn new_prints_the_path_and_takes_no_place_of_another() {
    let given = given();
    let room = given.arg("heron.allhands");
    let printed = given.runs(&[
        "new",
        &room,
        "--title",
        "A dump in the mail",
        "--playbook",
        "ransomware",
        "--playbook",
        "insider",
        "--codename",
        "CRIMSON HERON",
        "--received",
        "2026-01-04T10:00:00+01:00",
        "--zone",
        "Europe/Prague",
        "--as",
        "Dana",
        "--department",
        "legal",
    ]);
    assert_eq!(printed, format!("{room}\n"));
    let whole = given.runs(&["show", &room, "--json"]);
    let whole: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
    let about = &whole["room"];
    assert_eq!(about["codename"], "CRIMSON HERON");
    assert_eq!(about["title"], "A dump in the mail");
    assert_eq!(about["zone"], "Europe/Prague");
    assert_eq!(about["received"], "2026-01-04T09:00:00.000Z");
    assert_eq!(about["status"], "signal");
    let playbooks = about["playbooks"].as_array().expect("a list");
    let playbooks: Vec<_> = playbooks.iter().map(|one| one["id"].as_str()).collect();
    assert!(playbooks.contains(&Some("ransomware")) && playbooks.contains(&Some("insider")));
    let before = std::fs::read(&room).expect("a file");
    given.fails(1, &["new", &room], &["there already", "not touched"]);
    assert_eq!(std::fs::read(&room).expect("a file"), before);
}

#[test]
fn new_with_a_wrong_zone_playbook_or_time_makes_no_file() {
    let given = given();
    let room = given.arg("heron.allhands");
    let wrong = [
        ("--zone", "Mars/Olympus", "no zone Mars/Olympus"),
        ("--playbook", "ransomwear", "ransomwear"),
        ("--received", "whenever", "whenever"),
        ("--colour", "red", "--colour"),
    ];
    for (option, value, words) in wrong {
        given.fails(2, &["new", &room, option, value], &[words]);
        assert!(!Path::new(&room).exists(), "{option}");
    }
    given.fails(1, &["new", &room, "--received", "2999-01-01T00:00:00Z"], &["2999"]);
    assert!(!Path::new(&room).exists());
    given.fails(4, &["new", &given.arg("nowhere/heron.allhands")], &["nowhere"]);
}

#[test]
fn one_text_is_recorded_as_it_is_said() {
    let given = given();
    let room = given.room();
    let words = "! @ops is plain text here -15m";
    let done = given.run(&[
        "log",
        &room,
        words,
        "--at",
        "2026-01-04T10:00:00+01:00",
        "--tag",
        "db",
        "--tag",
        "#eu",
        "--department",
        "infra",
        "--as",
        "Priya",
        "--id",
        "alert-7",
    ]);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (Some(0), "alert-7\n", ""));
    let timeline = given.timeline(&room);
    let line = timeline.iter().find(|line| line["id"] == "alert-7").expect("the line");
    for (field, value) in [
        ("text", words),
        ("kind", "note"),
        ("author", "Priya"),
        ("department", "infra"),
        ("occurred_at", "2026-01-04T09:00:00.000Z"),
    ] {
        assert_eq!(line[field], value, "{field}");
    }
    assert_eq!(line["tags"], serde_json::json!(["db", "eu"]));
}

#[test]
fn the_same_id_is_recorded_once_and_other_words_under_it_are_refused() {
    let given = given();
    let room = given.room();
    for _ in 0..2 {
        assert_eq!(given.runs(&["log", &room, "db-7 is down", "--id", "alert-7"]), "alert-7\n");
    }
    let other = given.run(&["log", &room, "db-7 is up", "--id", "alert-7"]);
    other.failed(1, &["alert-7"]);
    assert_eq!(other.out, "");
    assert_eq!(given.texts(&room), ["db-7 is down"]);
    given.fails(2, &["log", &room, "--id", "alert-8"], &["TEXT", "Nothing was recorded"]);
}

#[test]
fn an_id_or_a_tag_that_no_line_could_carry_is_refused() {
    let given = given();
    let room = given.room();
    for id in ["", " ", "a\nb", "a\tb", "a\u{1b}[31m", "a\u{202e}b"] {
        given.fails(2, &["log", &room, "x", "--id", id], &["--id needs letters"]);
    }
    for tag in ["", "#", "a b", "a\u{1b}[31m", "a\u{200b}"] {
        given.fails(2, &["log", &room, "x", "--tag", tag], &["is no tag"]);
    }
    assert!(given.texts(&room).is_empty());
}

#[test]
fn a_text_may_begin_with_a_dash_and_a_mistyped_option_is_none() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "- and so on"]);
    given.runs(&["log", &room, "-15m is what it said"]);
    given.runs(&["log", &room, "--id", "late", "--grammar", "-15m db-7 was slow"]);
    given.runs(&["log", &room, "--", "--grammar"]);
    given.fails(2, &["log", &room, "--grammer"], &["--grammer is no option", "put -- before it"]);
    let mut texts = given.texts(&room);
    texts.sort();
    assert_eq!(texts, ["- and so on", "--grammar", "-15m is what it said", "db-7 was slow"]);
}

#[test]
fn a_department_is_called_by_its_aliases_and_an_unknown_one_is_kept() {
    let given = given();
    let room = given.room();
    for (department, id) in [("ops", "infra"), ("Legal", "legal"), ("mars", "mars")] {
        given.runs(&["log", &room, "x", "--id", id, "--department", department]);
        let timeline = given.timeline(&room);
        let line = timeline.iter().find(|line| line["id"] == id).expect("the line");
        assert_eq!(line["department"], id, "{department}");
    }
}

#[test]
fn a_reader_of_ids_that_went_away_stops_no_line() {
    let given = given();
    let room = given.room();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = given.command(&["log", &room]);
    command.stdin(std::process::Stdio::piped()).stdout(writer);
    let mut child = command.spawn().expect("the program");
    let mut input = child.stdin.take().expect("a pipe");
    for number in 0..250 {
        writeln!(input, "line {number}").expect("it reads on");
    }
    drop(input);
    let done = child.wait_with_output().expect("an end");
    assert_eq!((done.status.code(), done.stderr.as_slice()), (Some(0), &b""[..]));
    assert_eq!(given.texts(&room).len(), 250);
}

#[test]
fn ids_that_cannot_be_printed_are_told_and_the_lines_are_recorded() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("skipped: no /dev/full here");
        return;
    };
    let given = given();
    let room = given.room();
    let mut command = given.command(&["log", &room, "recorded all the same"]);
    let run = super::given::done(command.stdout(full).output().expect("the program"));
    run.failed(4, &["The entries are recorded, but not every id"]);
    assert_eq!(given.texts(&room), ["recorded all the same"]);
}

#[test]
fn each_line_of_a_pipe_has_its_id_once_it_is_recorded() {
    let given = given();
    let room = given.room();
    let mut child = given.begins(&["log", &room]);
    let mut input = child.stdin.take().expect("a pipe");
    let mut printed = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        writeln!(input, "{text}").expect("a reader");
        // The pipe stays open: the id comes for the line, not for the end of them all.
        let id = printed.next().expect("an id").expect("UTF-8");
        let there = given.timeline(&room);
        let line = there.iter().find(|line| line["id"] == id.as_str()).expect("the line");
        assert_eq!(line["text"], text);
        ids.push(id);
    }
    drop(input);
    assert!(printed.next().is_none(), "an id is printed once");
    assert!(child.wait().expect("an end").success());
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_pipe_may_hold_blank_lines_and_bytes_that_are_no_text() {
    let given = given();
    let room = given.room();
    let done = given.pipe(&["log", &room], b"one\r\n\n  \n\r\n caf\xe9 \nlast without an end");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(done.ids().len(), 3);
    assert_eq!(done.err, "line 5: bytes that are no UTF-8 became U+FFFD\n");
    assert_eq!(given.texts(&room), ["one", " caf\u{fffd} ", "last without an end"]);
    let nothing = given.pipe(&["log", &room], b"");
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(0), ""));
}

#[test]
fn an_entry_that_is_too_long_is_refused_and_the_others_are_recorded() {
    let given = given();
    let room = given.room();
    let [long, endless] = [70_000, 3_000_000].map(|count| "x".repeat(count));
    let done = given.pipe(&["log", &room], format!("one\n{long}\n{endless}\nthree\n"));
    done.failed(1, &["2 entries were refused"]);
    assert_eq!(done.ids().len(), 2);
    assert_eq!(given.texts(&room), ["one", "three"]);
}

#[test]
fn the_grammar_is_read_only_where_it_is_asked_for() {
    let given = given();
    let room = given.room();
    let lines = "! take the API offline because exfiltration goes on\n\
        > @infra rotate signing keys in 20m\n? @legal who must be told\n-15m db-7 was slow\n";
    let done = given.pipe(&["log", &room, "--grammar"], lines);
    assert_eq!((done.code, done.ids().len()), (Some(0), 4), "{done:?}");
    let timeline = given.timeline(&room);
    let kinds: Vec<_> = done
        .ids()
        .iter()
        .filter_map(|id| timeline.iter().find(|line| line["id"] == *id)?["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["decision", "order", "question", "note"]);
    let two = given.run(&["log", &room, "--grammar", "> @infra @sec look at db-7"]);
    assert_eq!((two.code, two.ids().len()), (Some(0), 2), "two addressees make two orders");
    let ahead = given.run(&["log", &room, "--grammar", "2999-01-01 10:00 the end"]);
    ahead.failed(1, &["That line was not recorded"]);
    assert_eq!(ahead.out, "");
    assert_eq!(given.texts(&room).len(), 6);
    // In a pipe it is the same: what can be read is recorded.
    let mixed =
        given.pipe(&["log", &room, "--grammar"], "before\n2999-01-01 10:00 the end\nafter\n");
    mixed.failed(1, &["1 entry was refused"]);
    assert_eq!(mixed.ids().len(), 2);
    assert_eq!(given.texts(&room)[6..], ["before", "after"]);
}

#[test]
fn the_time_of_a_line_is_checked() {
    let given = given();
    let room = given.room();
    for (code, at) in [(1, "2999-01-01T00:00:00Z"), (2, "soon"), (2, "03/04/2026")] {
        let args = ["log", &room, "--at", at];
        let done = given.pipe(&args, "one\ntwo\n");
        done.failed(code, &["Nothing was recorded"]);
        assert_eq!(done.err.lines().count(), 1, "said once for all lines: {done:?}");
    }
    given.runs(&["log", &room, "a quarter of an hour ago", "--at", "-15m"]);
    assert_eq!(given.texts(&room), ["a quarter of an hour ago"]);
}

#[test]
fn processes_that_pipe_into_one_file_keep_their_order_though_some_are_killed() {
    let given = given();
    let room = given.room();
    let words = |process: usize| move |number: usize| format!("p{process} line {number}\n");
    let pipes: Vec<_> = (0..6)
        .map(|process| {
            let mut child = given.begins(&["log", &room]);
            let mut input = child.stdin.take().expect("a pipe");
            let output = child.stdout.take().expect("a pipe");
            thread::spawn(move || {
                let mut lines = BufReader::new(output).lines();
                let mut ids = Vec::new();
                for number in 0..15 {
                    let line = words(process)(number);
                    if input.write_all(line.as_bytes()).is_err() {
                        break;
                    }
                    if process < 2 && number == 7 {
                        child.kill().expect("killed");
                    }
                    let Some(Ok(id)) = lines.next() else { break };
                    ids.push(id);
                }
                drop(input);
                child.wait().expect("an end");
                ids
            })
        })
        .collect();
    let printed: Vec<Vec<String>> =
        pipes.into_iter().map(|pipe| pipe.join().expect("its ids")).collect();
    given.runs(&["log", &room, "the last word"]);
    let mut timeline = given.timeline(&room);
    timeline.sort_by_key(|line| line["seq"].as_u64());
    for (process, ids) in printed.iter().enumerate() {
        assert!(ids.len() == 15 || process < 2 && ids.len() >= 7, "{process}: {}", ids.len());
        let prefix = format!("p{process} ");
        let there = timeline
            .iter()
            .filter(|line| line["text"].as_str().is_some_and(|text| text.starts_with(&prefix)));
        let there: Vec<_> = there.map(|line| line["id"].as_str().expect("an id")).collect();
        assert!(there.starts_with(&ids.iter().map(String::as_str).collect::<Vec<_>>()));
        assert!(there.len() <= ids.len() + 1, "at most the line whose id was cut off");
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_told() {
    let given = given();
    let room = given.room();
    given.file("home/.config/allhands/config.toml", "name = [");
    let done = given.run(&["log", &room, "x"]);
    assert_eq!(done.code, Some(0));
    assert!(done.err.contains("config.toml") && done.err.contains("defaults hold"), "{done:?}");
}

#[test]
fn an_empty_text_is_refused_and_a_closed_stderr_stops_nothing() {
    let given = given();
    let room = given.room();
    for empty in ["", "  \t"] {
        given.fails(2, &["log", &room, empty], &["Nothing was recorded"]);
    }
    // A reader of standard error that went away: told into the void, recorded all the same.
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = given.command(&["log", &room]);
    command.stdin(std::process::Stdio::piped()).stderr(writer);
    let mut child = command.spawn().expect("the program");
    let mut input = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut input, b"broken \xff\nwhole\n").expect("it reads");
    drop(input);
    assert!(child.wait().expect("an end").success());
    assert_eq!(given.texts(&room), ["broken \u{fffd}", "whole"]);
}
