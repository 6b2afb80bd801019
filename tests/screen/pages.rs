//! Pages to read that are told anew while they are open, and what stands on the page of a line that
//! the console recorded.

use allhands::console::message::Message;
use allhands::console::overlay::Overlay;
use allhands::domain::command::Command;
use allhands::domain::event::{AnchorSet, EntryKind, OrderChanged, OrderState};

use super::story::{Story, at, hides, shows};

fn order_changed(story: &Story, to: OrderState) -> Command {
    let mut entries = story.model.incident.timeline.iter().filter_map(|line| line.entry());
    let order = entries.find(|entry| matches!(entry.now.kind, EntryKind::Order { .. }));
    let entry = order.expect("an order").now.entry.clone();
    Command::ChangeOrder { to: OrderChanged { entry, to, due: None }, seen: u64::MAX }
}

fn top(story: &Story) -> usize {
    match story.model.overlays.last() {
        Some(Overlay::Reader(reader)) => reader.top.0,
        _ => panic!("no page is open"),
    }
}

#[test]
fn an_open_page_counts_on_and_tells_what_others_do() {
    let story = Story::begun().line("> @infra rotate keys in 20m").keys("esc k enter");
    shows(&story, "in 20m");
    let mut story = story;
    story.send(Message::Tick(at("14:19").plus_millis(-24_000)));
    shows(&story, "in 1m24s");
    story.send(Message::Tick(at("14:22")));
    shows(&story, "2m late");
    let done = order_changed(&story, OrderState::Done { result: "new ones live".to_owned() });
    let story = story.other("Lee", "infra", done);
    shows(&story, "done: new ones live");
    hides(&story, "2m late");
}

#[test]
fn what_is_read_on_an_open_page_stays_where_it_is() {
    let story = Story::begun().size(80, 10).line("> @infra rotate keys in 20m").keys("esc k a");
    let mut story = story.keys("enter j j j j j j j j j");
    let first = |story: &Story| match story.model.overlays.last() {
        Some(Overlay::Reader(reader)) => reader.page.lines[reader.top.0].clone(),
        _ => panic!("no page is open"),
    };
    let (read, before) = (first(&story), top(&story));
    assert!(read.starts_with("recorded "), "{read}");
    // A line more above it, and another that counts down.
    let id = story.model.timeline.selected.clone();
    let entry = story.model.incident.timeline.iter().find_map(|line| line.entry()).expect("it");
    let tagged = allhands::domain::event::EntryTagged {
        entry: entry.now.entry.clone(),
        tags: vec!["keys".to_owned()],
    };
    story = story.other("Lee", "infra", Command::TagEntry(tagged));
    story.send(Message::Tick(at("14:19")));
    assert_eq!((first(&story), top(&story)), (read, before + 1));
    assert_eq!(story.model.timeline.selected, id);
}

#[test]
fn every_page_about_something_is_told_anew() {
    let set = |scope: &str| {
        let (anchor, scope) = ("contained".into(), scope.to_owned());
        Command::SetAnchor(AnchorSet { anchor, at: at("13:50"), scope })
    };
    let story = Story::begun().other("Lee", "infra", set("db-7")).keys("esc r a");
    let story = story.keys("/").typed("contained").keys("enter j j enter");
    shows(&story, "(db-7) stands at");
    let story = story.other("Lee", "infra", set("the edge"));
    shows(&story, "(the edge) stands at");

    let story = Story::begun().line("= customers 4120").keys("esc F enter");
    shows(&story, "customers = 4120");
    let story = story.other("Lee", "infra", customers(&Story::begun().line("= customers 4300")));
    shows(&story, "customers = 4300");

    let story = Story::begun().keys("esc r w");
    hides(&story, "to row 99");
    let before = story.model.incident.head;
    shows(&story, &format!("row {before}"));
    let story = story.other("Lee", "infra", set("db-7"));
    shows(&story, &format!("row {}", before + 1));
}

/// A fact with another value, as another console records it.
fn customers(from: &Story) -> Command {
    let mut entries = from.model.incident.timeline.iter().filter_map(|line| line.entry());
    let mut now = entries.next_back().expect("a fact").now.clone();
    now.entry = "another".into();
    Command::Record(now)
}

#[test]
fn the_page_of_what_became_of_an_order_says_why() {
    let why = "db-7 is the only replica that is left, and taking it down now would lose the queue";
    let story = Story::begun().size(120, 40).line("> @infra take db-7 offline");
    let refused = order_changed(&story, OrderState::Refused { because: why.to_owned() });
    let story = story.other("Lee", "infra", refused).keys("esc k enter");
    shows(&story, "order refused: take db-7 offline");
    shows(&story, why);

    // Of an order that the shield hides nothing is told, and all of it once it is lifted.
    let story = Story::begun().size(120, 40).line("%% > @infra watch the insider");
    let refused = order_changed(&story, OrderState::Refused { because: why.to_owned() });
    let story = story.other("Lee", "infra", refused).keys("esc k enter");
    hides(&story, "only replica");
    shows(&story, "hidden by the shield");
    let story = story.keys("esc S y enter");
    shows(&story, why);
}

#[test]
fn a_page_ends_at_the_bottom_of_the_screen_and_every_row_of_it_can_be_read() {
    for (columns, rows) in [(20, 6), (40, 12), (80, 24), (160, 50)] {
        let text = "rotate every key that was ever seen on a build host ".repeat(9);
        let order = format!("> @infra {text}in 20m");
        let open = || Story::begun().size(columns, rows).line(&order).keys("esc k enter");
        let story = open();
        let head = story.screen();
        let page = match story.model.overlays.last() {
            Some(Overlay::Reader(reader)) => reader.page.lines.clone(),
            _ => panic!("no page is open"),
        };
        let last = page.last().and_then(|line| line.split_whitespace().last()).expect("words");
        let pages = "pagedown ".repeat(200);
        for keys in ["G", "end", pages.trim_end()] {
            let story = open().keys(keys);
            shows(&story, last);
            // Once it is there nothing goes further, and one step back is one row back.
            let end = story.screen();
            assert_eq!(story.keys("pagedown j G").screen(), end, "{columns}x{rows} {keys}");
            for home in ["home", "g g"] {
                assert_eq!(open().keys(keys).keys(home).screen(), head, "{columns}x{rows} {keys}");
            }
        }
        let mut read = open();
        let mut seen = read.screen();
        for _ in 0..200 {
            read = read.keys("j");
            seen.push_str(&read.screen());
        }
        let words = page.iter().flat_map(|line| line.split_whitespace());
        for word in words.filter(|word| word.len() < 12) {
            assert!(seen.contains(word), "{word:?} is never seen at {columns}x{rows}");
        }
    }
}
