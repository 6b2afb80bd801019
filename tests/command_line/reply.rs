//! `allhands reply`: what came back, filed by a script.

use super::given::{Given, given};

const MAIL: &str = "From: Jo Doe <jo@acme.example>\r\nDate: Sun, 4 Jan 2026 10:31:00 +0100\r\n\
    Subject: Re: Your notice\r\nMessage-ID: <a1@acme.example>\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nWhy us?\r\nPlease call.\r\n\r\n\
    On 4 Jan 2026, Kim wrote:\r\n> Dear customer\r\n--b\r\nContent-Type: text/csv; name=list.csv\
    \r\nContent-Disposition: attachment\r\n\r\nabc\r\n--b--\r\n";

/// A room with a holding statement and a blank draft.
fn room(given: &Given) -> String {
    let room = given.room();
    given.pipe(&[&room, "--linear", "--as", "Dana"], "/holding a dump\n/new-draft Press note\n");
    room
}

#[test]
fn a_mail_is_filed_once_under_its_draft_and_is_a_line_with_all_it_says() {
    let given = given();
    let room = room(&given);
    let eml = given.file("reply.eml", MAIL);
    let args = ["reply", &room, "holding", &eml, "--as", "Dana"];
    let first = given.runs(&args);
    let again = given.run(&args);
    assert_eq!(again.ids(), [first.trim_end()]);
    again.failed(0, &["filed already, as row"]);
    let lines = given.timeline(&room);
    let line = lines.iter().find(|one| one["kind"] == "reply").expect("the reply");
    assert_eq!(line["id"], first.trim_end());
    assert_eq!(line["occurred_at"], "2026-01-04T09:31:00.000Z");
    assert_eq!(line["basis"], "reported");
    assert_eq!(line["said_by"], "Jo Doe <jo@acme.example>");
    assert_eq!(line["text"], "Why us? Please call.");
    assert_eq!(line["quote"], "Why us?\nPlease call.");
    assert_eq!(line["source"], "reply.eml");
    let reply = &line["reply"];
    assert_eq!(reply["dated"], "2026-01-04T10:31:00+01:00");
    assert_eq!(reply["subject"], "Re: Your notice");
    assert_eq!(reply["quoted"], "On 4 Jan 2026, Kim wrote:\n> Dear customer");
    let attached = &reply["attachments"][0];
    assert_eq!((&attached["name"], &attached["bytes"]), (&"list.csv".into(), &3.into()));
    // `printf abc | sha256sum`
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(attached["sha256"], abc);
    let drafts = given.runs(&["show", &room, "--drafts"]);
    assert!(drafts.contains("from Jo Doe <jo@acme.example>: Why us? Please call. (1 attachment)"));
    let drafts = given.runs(&["show", &room, "--drafts", "--json"]);
    let drafts: serde_json::Value = serde_json::from_str(&drafts).expect("JSON");
    assert_eq!(drafts[0]["replies"][0]["text"], "Why us? Please call.");
    let whole = given.runs(&["export", &room, "--as", "markdown"]);
    assert!(whole.contains("in answer to draft “Holding statement”"), "{whole}");
    assert!(whole.contains(abc), "{whole}");
    // Under another draft it is the same mail still.
    given.fails(1, &["reply", &room, "press", &eml], &["filed under draft “Holding statement”"]);
}

#[test]
fn bare_words_need_a_name_and_take_a_time() {
    let given = given();
    let room = room(&given);
    let args = ["reply", &room, "Press note", "--from", "NYT desk", "--at", "2026-01-04T09:00:00Z"];
    let done = given.pipe(&args, "Is it\nso?\n");
    assert_eq!(done.ids().len(), 1);
    let line = given.timeline(&room).pop().expect("a line");
    let line = given.timeline(&room).into_iter().find(|one| one["kind"] == "reply").unwrap_or(line);
    assert_eq!((&line["text"], &line["said_by"]), (&"Is it so?".into(), &"NYT desk".into()));
    assert_eq!(line["occurred_at"], "2026-01-04T09:00:00.000Z");
    assert_eq!(line["source"], "standard input");
    given.pipe(&args[..3], "who?").failed(2, &["--from"]);
    given.pipe(&args, " \n").failed(1, &["no words"]);
    let none = ["reply", &room, "no such", "--from", "x"];
    given.pipe(&none, "x").failed(1, &["no draft no such", "show --drafts"]);
    let away = given.arg("away.eml");
    given.fails(4, &["reply", &room, "press", &away], &["no such file"]);
    given.fails(4, &["reply", &room, "press", "/dev/zero"], &["a device"]);
    given.fails(1, &["reply", &room, "press", &eml_ahead(&given), "--at", "2999-01-01"], &["2999"]);
}

/// A mail whose Date lies ahead: filed as of now, and said so.
fn eml_ahead(given: &Given) -> String {
    given.file("ahead.eml", "From: a@b.example\nDate: 1 Jan 2999 00:00:00 +0000\n\nhello\n")
}

#[test]
fn a_date_that_cannot_be_is_kept_and_not_believed() {
    let given = given();
    let room = room(&given);
    let done = given.run(&["reply", &room, "press", &eml_ahead(&given)]);
    done.failed(0, &["2999-01-01T00:00:00Z", "lies ahead"]);
    let lines = given.timeline(&room);
    let line = lines.iter().find(|one| one["kind"] == "reply").expect("the reply");
    assert_eq!(line["reply"]["dated"], "2999-01-01T00:00:00Z");
    assert_eq!(line["occurred_at"], line["recorded_at"]);
}

#[test]
fn a_hostile_mail_reaches_no_terminal_raw() {
    let given = given();
    let room = room(&given);
    let mail = "From: \"\u{1b}]0;x\u{7}\u{202e}Jo\" <a@b.example>\nSubject: =?utf-8?q?=1B[2J?=\n\n\
        \u{1b}[31mred\u{9b}2J\n";
    let eml = given.file("hostile.eml", mail);
    given.runs(&["reply", &room, "press", &eml]);
    for show in [vec!["--drafts"], vec!["--timeline"], vec!["--json"], vec!["--timeline", "--json"]]
    {
        let shown = given.runs(&[&["show", room.as_str()], show.as_slice()].concat());
        let raw = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!shown.contains(raw), "{show:?} {shown:?}");
        assert!(shown.contains("red"), "{show:?}");
    }
}
