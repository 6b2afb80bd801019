//! What stands beside the words: who asked, because of what, by when, on whose behalf. Documents
//! say it, and who looks for it finds the line.

use allhands::console::capture::reading;
use allhands::console::compose::Reading;
use allhands::console::message::Message;
use allhands::console::model::{Focus, Pane};
use allhands::domain::command::Command;
use allhands::domain::event::ItemAdded;
use allhands::domain::ids::ItemId;
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::time::{Precision, Timestamp};
use allhands::domain::words::Phase;
use allhands::report::csv::csv;
use allhands::report::lines::Reach;
use allhands::report::markdown::markdown;
use allhands::report::{next, plain};

use super::work::desk::Desk;

fn say(desk: &mut Desk, line: &str) {
    desk.model.focus = Focus::Capture;
    desk.model.last_key = desk.model.now;
    desk.typed(line).keys("enter");
}

fn clock(at: Timestamp, _: Precision) -> String {
    at.utc().format("%H:%M").to_string()
}

/// What `show` prints, what is exported as Markdown, and as CSV.
fn given_out(desk: &Desk) -> [String; 3] {
    let (incident, reach) = (&desk.model.incident, Reach::Open);
    let now = desk.model.now;
    let plain = [
        plain::timeline(incident, reach, &clock),
        next::plain(incident, reach, now, &clock),
        plain::checklists(incident, &clock),
        plain::drafts(incident, reach, now, &clock),
    ];
    [plain.concat(), markdown(incident, reach, now), csv(incident, reach)]
}

fn says(document: &str, words: &[&str]) {
    for words in words {
        assert!(document.contains(words), "{words:?} is not in\n{document}");
    }
}

/// 14:05 UTC is 15:05 in the room.
fn spoken() -> Desk {
    let mut desk = Desk::declared();
    say(&mut desk, "! take the API offline because exfiltration goes on until 17:00");
    say(&mut desk, "< NYT asks: is it true? by 18:30");
    say(&mut desk, "< ACME CISO told 12:05: reset tokens");
    say(&mut desk, "> @infra rotate signing keys in 20m");
    desk
}

#[test]
fn documents_say_who_asked_why_until_when_and_for_whom() {
    let mut desk = spoken();
    desk.model.me.on_behalf = Some(Person::from("Dana"));
    say(&mut desk, "seen from her desk");
    desk.model.me.on_behalf = None;
    desk.pane(Pane::Checklists).keys("g g p").typed("in 20m").keys("enter");
    desk.keys("j n").typed("there is none (here)").keys("enter");
    let [plain, markdown, csv] = given_out(&desk);
    says(
        &plain,
        &[
            "take the API offline  (because exfiltration goes on; until 16:00)",
            "is it true?  (from NYT; by 17:30)",
            "reset tokens  (to ACME CISO)",
            "rotate signing keys  (to infra; by 14:25)",
            "seen from her desk  (Lee for Dana)",
            "by 17:30  asked  Sec: NYT asks: is it true?",
            "Confirm the report (promised by 14:25)",
        ],
    );
    says(
        &markdown,
        &[
            "(because exfiltration goes on; until 2026-11-22 16:00 UTC)",
            "(from NYT; by 2026-11-22 17:30 UTC)",
            "(to ACME CISO) — Lee",
            "seen from her desk — Lee for Dana",
            "- [ ] Confirm the report (promised by 2026-11-22 14:25 UTC)",
            "- [ ] ~~Preserve disk image of db-7~~ (not applicable: there is none (here))",
        ],
    );
    assert!(!markdown.contains("[x]"), "nothing is done: {markdown}");
    says(
        &csv,
        &[
            ",to,due,state,because,name,value,answer,answers\r\n",
            ",\"\",2026-11-22T16:00:00.000Z,,\"exfiltration goes on\",\"\",\"\",\"\",\"\"\r\n",
            ",\"NYT\",2026-11-22T17:30:00.000Z,open,\"\",\"\",\"\",\"\",\"\"\r\n",
        ],
    );
    // A line that the console wrote says which order it is about.
    desk.pane(Pane::Next).keys("g g a").keys("enter");
    let [plain, ..] = given_out(&desk);
    says(&plain, &["order acknowledged: rotate signing keys"]);
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

const OTHERS: [&str; 5] =
    ["is it true?", "reset tokens", "take the API offline", "from the log", "rotate signing keys"];

#[test]
fn the_timeline_is_searched_for_what_stands_beside_the_words_too() {
    let mut desk = spoken();
    desk.model.focus = Focus::Capture;
    desk.tell(Message::Paste("from the log\nERR_CERT on gateway\nlast".to_owned()));
    desk.keys("enter");
    desk.pane(Pane::Timeline).keys("z");
    for (words, found) in [
        ("nyt", "is it true?"),
        ("ciso", "reset tokens"),
        ("exfiltration", "take the API offline"),
        ("err_cert", "from the log"),
    ] {
        desk.pane(Pane::Timeline).keys("/").typed(words).keys("enter");
        let shot = desk.panes(100, 40);
        for other in OTHERS.iter().filter(|other| **other != found) {
            assert!(!shot.contains(other), "{words:?} finds {other:?}: {shot}");
        }
        assert!(shot.contains(found), "{words:?} does not find {found:?}: {shot}");
        desk.keys("\\");
    }
}

fn reads(desk: &Desk) -> String {
    match reading(&desk.model) {
        Reading::Ready(ready) => ready.words,
        other => panic!("{other:?}"),
    }
}

/// A block that is pasted below typed words is counted alike wherever it is said.
#[test]
fn a_quoted_block_is_counted_once_and_for_all() {
    let mut desk = Desk::declared();
    let block = "first\nsecond\nthird\n";
    say(&mut desk, "somebody is typing");
    desk.typed("from the log").tell(Message::Paste(block.to_owned()));
    let shot = desk.shot(100, 40);
    assert!(shot.contains("from the log  +3 lines: \"first\""), "{shot}");
    assert!(reads(&desk).contains("+3 lines quoted"), "{}", reads(&desk));
    desk.keys("enter");
    assert!(desk.shot(100, 40).contains("+3 lines"), "{}", desk.shot(100, 40));
    desk.tell(Message::Paste(block.to_owned()));
    assert!(desk.shot(100, 40).contains("\"first\" +2 lines"), "{}", desk.shot(100, 40));
    assert!(reads(&desk).contains("+2 lines quoted"), "{}", reads(&desk));
    desk.keys("enter");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn an_item_added_here_stands_under_its_phase_and_one_from_elsewhere_below_as_new() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Checklists).keys("g g +").typed("Ring the reporter").keys("enter z");
    let shot = desk.panes(160, 50);
    let place = |words: &str| shot.find(words).unwrap_or_else(|| panic!("no {words}: {shot}"));
    assert!(place("Confirm the report") < place("Ring the reporter"), "{shot}");
    assert!(place("Ring the reporter") < place("Preserve disk image"), "{shot}");
    assert_eq!(shot.matches("Detect").count(), 1, "{shot}");
    // What somebody else adds moves nothing.
    let theirs = ItemAdded {
        item: ItemId::from("theirs"),
        department: DepartmentId::from("sec"),
        phase: Phase::Detect,
        action: "Ask the night shift".to_owned(),
        target: None,
        after: Vec::new(),
        source: String::new(),
    };
    desk.other(Command::AddItem(theirs));
    let shot = desk.panes(160, 50);
    let last = shot.lines().find(|line| line.contains("Ask the night shift")).unwrap_or_default();
    assert!(last.contains("new") && !last.contains("Detect"), "{shot}");
    assert!(shot.find("Ask the night") > shot.find("Warn the partners"), "{shot}");
    // What is too long for a sentence is cut between two words.
    let long =
        "Tell the board that nothing is known yet and that nobody speaks unaskedly to anyone";
    desk.keys("+").typed(long).keys("enter");
    let [plain, ..] = given_out(&desk);
    says(
        &plain,
        &["item added for Sec: Tell the board that nothing is known yet and that nobody \
                    speaks unaskedly to…\n"],
    );
}
