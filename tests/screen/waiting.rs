//! Whatever comes while it is unclear who types waits, in its order, and goes where it would have
//! gone: a table of what is open, what comes, what happens meanwhile, and who is chosen. The same
//! person's console must stand as one that was never asked; another's has nothing of theirs run,
//! glued or lost.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::{Focus, Pane, Slot};
use allhands::console::overlay::Overlay;

use super::story::{Story, hides, shows};

/// What comes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Comes {
    Keys(&'static str),
    Burst(&'static str),
    Paste(&'static str),
}

use Comes::{Burst, Keys, Paste};

/// What is open when it comes, and the keys that lead there.
const OPEN: &[(&str, &str)] = &[
    ("the empty line", ""),
    ("half a line", "> space O k"),
    ("a pane", "esc"),
    ("a pane, half a line", "> space O k esc"),
    ("checklists", "esc tab tab"),
    ("a sequence begun", "esc r"),
    ("a list", "esc r d"),
    ("a field", "esc r d down enter"),
    ("a text to read", "esc r w"),
    ("a fresh line", "h a l f esc ctrl-o f"),
    ("a fresh line over a list", "esc r d ctrl-o f"),
    ("the palette", "esc ctrl-p"),
    ("the mend of a line", "up"),
];

const COMES: &[&[Comes]] = &[
    &[Keys("x")],
    &[Keys("x y z")],
    &[Keys("enter")],
    &[Keys("esc")],
    &[Burst("okhouse style")],
    &[Burst("okhouse style\n")],
    &[Burst("one\ntwo\n")],
    &[Paste("pasted words")],
    &[Paste("first\nsecond\n")],
    &[Burst("one\n"), Burst("two\n")],
    &[Burst("abc\n"), Paste("pasted"), Keys("x y")],
    &[Keys("x"), Burst("abc"), Keys("y"), Paste("pasted"), Burst("def\n"), Keys("z")],
    &[Paste("pasted"), Keys("esc j"), Burst("abc\n")],
    &[Keys("enter"), Burst("refused text\n"), Keys("n")],
    &[Keys("esc ctrl-o"), Burst("fresh"), Keys("x")],
];

/// What happens between what comes.
const MEANWHILE: &[&str] = &["resized", "stopped again", "rest", "hidden"];

/// Dana's room with one line of hers; Lin of legal is known in it.
fn room(open: &str) -> Story {
    let story = Story::begun().size(100, 30).lin_known().line("db-7 is dark");
    let story = if open.is_empty() { story } else { story.keys(open) };
    story.time("14:01")
}

fn every_open() -> Vec<(&'static str, Story)> {
    let mut all: Vec<_> = OPEN.iter().map(|(name, keys)| (*name, room(keys))).collect();
    all.push(("a burst that is offered", room("esc").burst("offered before").time("14:02")));
    let mut editor = room("");
    editor.model.focus = Focus::Pane(Pane::Drafts);
    let editor = editor.keys("+ enter").typed("Note").keys("enter enter enter").typed("words");
    assert!(editor.model.drafts.editor.is_some());
    all.push(("a draft's editor", editor.time("14:02")));
    all
}

fn come(story: Story, what: Comes) -> Story {
    match what {
        Keys(keys) => story.blind(keys),
        Burst(text) => story.burst(text),
        Paste(text) => story.pasted(text),
    }
}

/// How it becomes unclear who types: stopped and continued, or a rest; and the same room without.
fn causes(story: &Story) -> Vec<(Story, Story)> {
    let (mut resumed, before) = (story.clone(), story.clone());
    resumed.send(Message::Resumed);
    let rested = story.clone().time("14:40");
    let mut awake = rested.clone();
    awake.model.last_key = awake.model.now;
    vec![(resumed, before), (rested, awake)]
}

fn questions(story: &Story) -> Vec<usize> {
    let asks = |overlay: &Overlay| match overlay {
        Overlay::Choice(choice) => choice.title == "Who is typing?",
        _ => false,
    };
    let places = story.model.overlays.iter().enumerate();
    places.filter(|(_, overlay)| asks(overlay)).map(|(place, _)| place).collect()
}

/// Nothing but the question, on top, once; beneath it what was there.
#[track_caller]
fn is_asked_once(story: &Story, beneath: &Story, name: &str) {
    assert_eq!(questions(story), [beneath.model.overlays.len()], "{name}");
    assert_eq!(story.model.overlays.len(), beneath.model.overlays.len() + 1, "{name}");
    assert_eq!(story.model.capture.whole(), beneath.model.capture.whole(), "{name}");
    assert_eq!(story.entries(), beneath.entries(), "{name}");
}

/// Goes on with a question that stands, or without one.
fn meanwhile(mut story: Story, what: &str) -> Story {
    match what {
        "resized" => story.send(Message::Resized(100, 30)),
        "stopped again" => {
            let asked = story.model.me.unconfirmed;
            story = story.blind("ctrl-z");
            assert!(story.effects.contains(&Effect::Suspend));
            if asked {
                story.send(Message::Resumed);
            }
        }
        "rest" => {
            story = story.time("15:40");
            if !story.model.me.unconfirmed {
                story.model.last_key = story.model.now;
            }
        }
        "hidden" => story = story.blind("ctrl-x enter").blind("ctrl-x"),
        other => panic!("{other}"),
    }
    story
}

/// What stands on the console, without numbers of parked lines.
fn stands(story: &Story) -> Vec<String> {
    let model = &story.model;
    let mut all = vec![story.screen(), model.capture.whole(), format!("{:?}", model.focus)];
    all.push(format!("{:?} {}", model.pressed, model.overlays.len()));
    all.extend(model.capture.parked.iter().map(|one| format!("{} {:?}", one.text, one.block)));
    all.extend(story.entries());
    if let Some(editor) = &model.drafts.editor {
        all.push(editor.buffer.text());
    }
    all
}

/// Whether something that came in one go would join a line that was half typed before.
fn begins_apart(before: &Story, sequence: &[Comes]) -> bool {
    let one_go = sequence.iter().any(|what| !matches!(what, Keys(_)));
    let in_line = match before.model.overlays.last() {
        Some(Overlay::Line(_)) => true,
        Some(_) => false,
        None => before.model.focus == Focus::Capture,
    };
    one_go && in_line && !before.model.line().is_empty()
}

#[test]
fn the_same_person_finds_everything_as_if_nobody_had_asked() {
    for (at, (open, story)) in every_open().into_iter().enumerate() {
        let causes = causes(&story);
        for (place, sequence) in COMES.iter().enumerate() {
            let (mut asked, mut known) = causes[(at + place) % causes.len()].clone();
            let beneath = asked.clone();
            for what in *sequence {
                asked = come(asked, *what);
                known = come(known, *what);
                is_asked_once(&asked, &beneath, &format!("{open}, {sequence:?}, {what:?}"));
            }
            let asked = asked.keys("enter");
            if !begins_apart(&beneath, sequence) {
                assert_eq!(stands(&asked), stands(&known), "{open}, {sequence:?}");
            }
            assert!(!asked.model.me.unconfirmed, "{open}, {sequence:?}");
        }
    }
}

#[test]
fn nothing_that_happens_while_the_question_stands_asks_twice_or_changes_the_order() {
    let mixed = [Keys("x"), Burst("abc"), Paste("pasted"), Keys("y"), Burst("def\n")];
    for (at, (open, story)) in every_open().into_iter().enumerate() {
        if open == "a sequence begun" {
            // Any chord ends it.
            continue;
        }
        let causes = causes(&story);
        for (place, what) in MEANWHILE.iter().enumerate() {
            let (mut asked, mut known) = causes[(at + place) % causes.len()].clone();
            let beneath = asked.clone();
            for one in mixed {
                asked = meanwhile(come(asked, one), what);
                known = meanwhile(come(known, one), what);
                is_asked_once(&asked, &beneath, &format!("{open}, {what}, {one:?}"));
            }
            let asked = asked.keys("enter");
            if !begins_apart(&beneath, &mixed) {
                assert_eq!(stands(&asked), stands(&known), "{open}, {what}");
            }
        }
    }
}

/// The ways to another person, by the keys of the answer, and who it is.
const ANOTHER: &[(&str, &str, &str)] = &[
    ("a known one", "down enter", "Lin"),
    ("one of the list behind", "down down enter down enter", "Lin"),
    ("a new one", "down down enter M i a enter s u p enter", "Mia"),
    ("after a change of mind", "down down enter esc down down enter M i a enter enter", "Mia"),
];

/// Every word that is somewhere here.
fn words(story: &Story) -> String {
    let model = &story.model;
    let mut all = story.entries();
    for overlay in &model.overlays {
        match overlay {
            Overlay::Line(line) => all.push(line.whole()),
            Overlay::Prompt(prompt) => all.push(prompt.field.text().to_owned()),
            Overlay::Choice(choice) => all.push(choice.filter.text().to_owned()),
            Overlay::Confirm(confirm) => all.extend(confirm.lines.clone()),
            Overlay::Reader(_) => {}
        }
    }
    all.push(model.capture.whole());
    all.extend(model.capture.parked.iter().map(|one| format!("{} {:?}", one.text, one.block)));
    all.join("\n")
}

/// What of a sequence came in one go, line by line.
fn in_one_go(sequence: &[Comes]) -> impl Iterator<Item = &'static str> {
    sequence.iter().flat_map(|what| match what {
        Burst(text) | Paste(text) => text.lines(),
        Keys(_) => "".lines(),
    })
}

#[test]
fn another_person_is_the_author_of_all_that_waited_and_of_nothing_else() {
    for (at, (open, story)) in every_open().into_iter().enumerate() {
        let (rested, _) = causes(&story).remove(1);
        for (place, sequence) in COMES.iter().enumerate() {
            let (way, keys, person) = ANOTHER[(at + place) % ANOTHER.len()];
            let name = format!("{open}, {sequence:?}, {way}");
            let asked = sequence.iter().fold(rested.clone(), |story, what| come(story, *what));
            let asked = asked.keys(keys);
            assert_eq!(asked.model.me.person.as_str(), person, "{name}");
            assert!(questions(&asked).is_empty(), "{name}");
            for effect in &asked.effects {
                if let Effect::Submit(submission) = effect {
                    assert_eq!(submission.stamp.author.as_str(), person, "{name}");
                }
            }
            let (there, stood) = (words(&asked), rested.model.capture.whole());
            for line in in_one_go(sequence) {
                assert!(there.contains(line), "{name}: {line:?} in {there:?}");
            }
            // Nothing of hers is theirs.
            let hers = !stood.is_empty() && there.contains(&stood);
            assert!(!hers || stood == rested.entries()[0], "{name}: {there:?}");
            // What was meant for something that is closed now records nothing.
            if !rested.model.overlays.is_empty() || rested.model.drafts.editor.is_some() {
                assert_eq!(asked.entries(), rested.entries(), "{name}");
            }
        }
    }
}

#[test]
fn what_came_in_one_go_joins_no_line_that_was_half_typed_before() {
    for open in ["> space O k", "up", "esc r d ctrl-o O k"] {
        for came in ["house style", "house style\n"] {
            for (asked, _) in causes(&room(open)) {
                let (stood, recorded) = (asked.model.line().whole(), asked.entries());
                for story in [asked.clone().burst(came), asked.clone().pasted(came)] {
                    let story = story.keys("enter");
                    let there = words(&story);
                    assert!(there.contains("house style"), "{there:?}");
                    assert!(!there.contains(&format!("{stood}house")), "{there:?}");
                    assert!(there.lines().any(|line| line.starts_with(&stood)), "{there:?}");
                    assert!(story.entries().starts_with(&recorded), "{there:?}");
                }
            }
        }
    }
    // Its first letter may come alone.
    let mut story = room("> space O k");
    story.send(Message::Resumed);
    let story = story.keys("h").burst("ouse style\n").keys("enter");
    assert_eq!(story.entries(), ["db-7 is dark", "house style"]);
    assert_eq!(story.model.capture.field.text(), "> Ok");
    // What was typed since is no such line.
    let mut story = room("");
    story.send(Message::Resumed);
    let story = story.typed("see: ").pasted("a ticket").keys("enter");
    assert_eq!(story.model.capture.field.text(), "see: a ticket");
}

#[test]
fn the_owner_finds_her_line_again_and_what_waited_was_never_put_away_with_it() {
    let mut story = room("> space O k");
    story.send(Message::Resumed);
    let story = story.burst("house style\n").pasted("pasted").keys("down enter");
    assert_eq!(story.entries(), ["db-7 is dark", "house style"]);
    assert_eq!(story.model.capture.field.text(), "pasted");
    let mut story = story.keys("ctrl-r");
    shows(&story, "Dana's, from the line: > Ok");
    hides(&story, "Dana's, from the line: > Okhouse");
    // Dana is back, and what comes with her has a line of its own.
    story.send(Message::Resumed);
    let story = story.burst("her burst").keys("down enter");
    assert_eq!(story.model.me.person.as_str(), "Dana");
    assert_eq!(story.model.capture.field.text(), "> Ok");
    assert_eq!(story.model.line().field.text(), "her burst");
}

#[test]
fn what_waits_is_kept_at_the_desk_under_nobodys_name_until_it_has_its_place() {
    let mut story = room("> space O k");
    story.send(Message::Resumed);
    let story = story.typed("x").pasted("from a ticket");
    let kept = story.effects.iter().find_map(|effect| match effect {
        Effect::KeepFor { owner, slot, text, .. } => Some((owner.as_str(), slot.clone(), text)),
        _ => None,
    });
    let (owner, slot, text) = kept.expect("kept");
    assert_eq!(owner, "Somebody");
    assert!(text.ends_with("xfrom a ticket"), "{text:?}");
    let number = story.model.capture.next_parked;
    let story = story.clone().keys("enter");
    let placed = |effect: &Effect| {
        matches!(effect, Effect::SaveScratch { slot, text, .. }
            if *slot == Slot::Parked(number) && text.ends_with("\nfrom a ticket"))
    };
    let place = story.effects.iter().position(placed).expect("in its place");
    let gone = story.effects.iter().position(|effect| *effect == Effect::DropScratch(slot.clone()));
    assert!(place < gone.expect("given up"), "its old place goes last");
}

#[test]
fn behind_a_hidden_screen_it_waits_and_the_question_comes_with_the_screen() {
    let mut story = room("esc ctrl-x");
    story.send(Message::Resumed);
    let story = story.burst("okhouse").pasted("pasted");
    assert!(story.model.overlays.is_empty());
    let story = story.keys("ctrl-x");
    assert_eq!(questions(&story), [0]);
    let story = story.keys("enter");
    shows(&story, "okhouse");
}

#[test]
fn the_question_whether_to_leave_stands_over_it_and_asks_nothing_twice() {
    let mut story = room("");
    story.delivers = false;
    let mut story = story.line("on its way").time("14:10");
    story.send(Message::Resumed);
    let story = story.keys("x ctrl-q");
    assert_eq!((story.model.overlays.len(), questions(&story)), (2, vec![0]), "leaving asks");
    let story = story.burst("ab\n").keys("esc");
    assert_eq!((story.model.overlays.len(), questions(&story)), (1, vec![0]));
    let story = story.keys("enter");
    assert!(story.submitted().len() == 1, "the burst ends the line: {:?}", story.effects);
}

#[test]
fn a_name_goes_to_the_question_alone_whatever_the_pace() {
    let mut story = room("");
    story.send(Message::Resumed);
    let story = story.keys("x").keys("down down enter").burst("Mia\n").burst("sup\n");
    assert_eq!(story.model.me.person.as_str(), "Mia");
    assert_eq!(story.model.me.department.as_str(), "support");
    assert_eq!(story.model.capture.field.text(), "x");
    // What is no name waits; so does a chord that leads away.
    let mut story = room("");
    story.send(Message::Resumed);
    let story =
        story.keys("x").keys("down down enter").burst("> @infra rotate keys\n").pasted("Mia");
    let story = story.keys("ctrl-o").typed("Mia").keys("enter enter");
    assert_eq!(story.model.me.person.as_str(), "Mia");
    assert_eq!(story.entries().len(), 2, "{:?}", story.entries());
    assert!(matches!(story.model.overlays.last(), Some(Overlay::Line(_))), "the chord came last");
    assert_eq!(story.model.capture.field.text(), "Mia");
}

#[test]
fn a_burst_that_is_taken_as_a_line_leaves_the_half_typed_one_alone() {
    let story = room("> space O k esc").burst("house style").keys("enter");
    assert_eq!(story.model.capture.field.text(), "> Ok");
    assert_eq!(story.model.line().field.text(), "house style");
    let story = story.keys("enter");
    assert_eq!(story.entries(), ["db-7 is dark", "house style"]);
    assert!(story.model.overlays.is_empty());
    // In an empty line it stands in that.
    let story = room("esc").burst("house style").keys("enter");
    assert!(story.model.overlays.is_empty());
    assert_eq!(story.model.capture.field.text(), "house style");
}

#[test]
fn bursts_apart_from_each_other_are_lines_of_their_own() {
    let story = room("esc").burst("first").burst(" piece");
    let story = story.time("14:05").burst("second").keys("enter");
    assert_eq!(story.model.capture.block.as_deref(), Some("first piece\nsecond"));
}
