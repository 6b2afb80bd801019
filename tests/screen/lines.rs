//! What is done to lines, as the screen says it: put off, answered, settled, undone, filtered.

use allhands::console::message::Message;
use allhands::console::overlay::Overlay;
use allhands::domain::command::{Command, DatedEntry};
use allhands::domain::event::{
    AnchorSet, EntryCorrected, EntryKind, EntryRecorded, EntryTagged, OrderChanged, OrderState,
    Seldom,
};
use allhands::domain::next::NEXT_UPDATE;
use allhands::domain::people::{Party, Person};
use allhands::domain::time::Precision;

use super::story::{Story, at, hides, shows};

/// The line that has these words.
pub fn recorded(story: &Story, words: &str) -> EntryRecorded {
    let mut entries = story.model.incident.timeline.iter().filter_map(|line| line.entry());
    let entry = entries.find(|entry| entry.now.text.contains(words)).expect("such a line");
    entry.now.clone()
}

/// A row of what is owed says what became of it, and what it was.
#[track_caller]
fn settled(story: &Story, word: &str, words: &str) {
    let screen = story.screen();
    let row = |row: &str| row.contains(&format!(" {word} ")) && row.contains(words);
    assert!(screen.lines().any(row), "{word:?} and {words:?} in\n{screen}");
}

#[test]
fn another_time_to_look_again_is_no_correction() {
    let story = Story::begun().size(120, 40).line("! stop sales until 17:00").keys("esc k m");
    let story = story.typed("18:00").keys("enter");
    shows(&story, "until 18:00");
    hides(&story, "corrected");
    let story = story.keys("enter");
    shows(&story, "Dana: look again at 18:00 CET");
    shows(&story, "decision, open to everybody in the room");
}

#[test]
fn question_and_answer_show_each_other_and_the_shield_hides_both() {
    let story = Story::begun().size(160, 50).line("? @legal do we tell them").keys("esc k A");
    let story = story.typed("within three days").keys("enter");
    shows(&story, "(answered 15:00 CET: within three days)");
    shows(&story, "(answers: do we tell them)");
    let story = Story::begun().size(160, 50).line("% ? @legal is it ours").keys("esc k A");
    let story = story.typed("counsel says so").keys("enter");
    hides(&story, "counsel says so");
}

#[test]
fn a_fact_tells_every_value_that_it_has_had() {
    let story = Story::begun().size(120, 40).line("= affected_customers 4120");
    let story = story.keys("esc k K").typed("billing").keys("enter esc");
    let story = story.line("= affected_customers 5200").keys("esc G k enter");
    shows(&story, "Dana: 4120 (known from billing)");
    shows(&story, "Dana: 5200 (believed)");
}

#[test]
fn what_is_settled_in_next_keeps_its_place_and_its_words() {
    let story = Story::begun().size(120, 40).line("> @infra rotate keys in 20m");
    let story = story.line("? @legal do we tell them by 17:00").keys("esc tab d enter");
    settled(&story, "done", "rotate keys");
    let story = story.keys("j d").typed("yes").keys("enter");
    settled(&story, "answered", "do we tell them");
}

#[test]
fn undo_and_redo_name_the_act_and_the_line() {
    let story = Story::begun().line("> @infra rotate keys").keys("esc k a u");
    assert_eq!(story.model.notice.as_deref(), Some("Undone: order “rotate keys” acknowledged"));
    let story = story.keys("U");
    assert_eq!(story.model.notice.as_deref(), Some("Done again: order “rotate keys” acknowledged"));
    let story = Story::begun().line("one").time("14:05").keys("esc u");
    shows(&story, "note “one” recorded");
    shows(&story, "strike note “one”");
}

#[test]
fn a_refused_undo_shows_both_versions_although_the_shield_is_down() {
    let story = Story::begun().line("> @infra rotate keys").keys("esc k a");
    let id = recorded(&story, "rotate keys").entry;
    let to = OrderState::Refused { because: "no access".to_owned() };
    let to = OrderChanged { entry: id, to, due: None };
    let story = story.other("Lee", "infra", Command::ChangeOrder { to, seen: u64::MAX });
    let story = story.time("14:01").keys("u");
    let Some(Overlay::Reader(_)) = story.model.overlays.last() else { panic!("no refusal shown") };
    shows(&story, "You left it:  acknowledged");
    shows(&story, "Lee made it:  refused: no access  (15:00 CET)");
}

#[test]
fn the_shield_and_new_tags_change_what_a_filter_leaves() {
    let story = Story::begun().line("%% the insider left").line("the insider came");
    let id = recorded(&story, "came").entry;
    let story = story.keys("esc /").typed("insider").keys("enter");
    assert!(story.screen().contains("came") && !story.screen().contains("restricted"));
    let story = story.keys("S y");
    shows(&story, "the insider left");
    let story = story.keys("S");
    hides(&story, "restricted");
    let story = story.keys("/");
    let story = (0..7).fold(story, |story, _| story.keys("backspace")).typed("#hr").keys("enter");
    hides(&story, "came");
    let tagged = EntryTagged { entry: id, tags: vec!["hr".to_owned()] };
    let story = story.other("Lee", "infra", Command::TagEntry(tagged));
    shows(&story, "came");
}

#[test]
fn only_what_comes_below_is_new_below() {
    let story = (0..30).fold(Story::begun(), |story, n| story.line(&format!("line {n}")));
    let entry = recorded(&story, "line 0");
    let story = story.keys("esc k k k k k k k k k k k k k k k k k k k k");
    let story = story.keys("i").line("-20m somebody was here before").keys("esc");
    assert_eq!(story.model.timeline.new_below, 0, "{}", story.screen());
    let new = EntryRecorded { entry: "s2-9".into(), text: "below".to_owned(), ..entry };
    let story = story.other("Lee", "infra", Command::Record(new));
    shows(&story, "1 new below");
    let story = story.keys("ctrl-d ctrl-d ctrl-d ctrl-d");
    hides(&story, "new below");
}

#[test]
fn what_a_filter_hides_is_not_new_below_until_it_is_cleared() {
    let story = (0..30).fold(Story::begun(), |story, n| story.line(&format!("line {n}")));
    let entry = recorded(&story, "line 0");
    let story = story.keys("esc k k k k k k k k k k k k k k k k k k k k");
    let below = |id: &str, text: &str| {
        Command::Record(EntryRecorded { entry: id.into(), text: text.to_owned(), ..entry.clone() })
    };
    let story = story.other("Lee", "infra", below("s2-9", "below")).keys("/");
    let story = story.typed("\"line\"").keys("enter");
    hides(&story, "new below");
    let story = story.other("Lee", "infra", below("s2-10", "line of Lee"));
    shows(&story, "1 new below");
    shows(&story.keys("\\"), "2 new below");
}

#[test]
fn one_of_several_promised_updates_is_taken_back_alone_and_undone() {
    let promised = |scope: &str, time: &str| {
        let (anchor, scope) = (NEXT_UPDATE.into(), scope.to_owned());
        Command::SetAnchor(AnchorSet { anchor, at: at(time), scope })
    };
    let updates = |story: &Story| -> Vec<String> {
        story.model.incident.next_updates().iter().map(|value| value.words.clone()).collect()
    };
    let story = Story::begun().other("Lee", "support", promised("press", "15:00"));
    let story = story.other("Lee", "support", promised("customers", "16:00"));
    let story = story.keys("esc tab d enter");
    assert_eq!(updates(&story), ["customers"], "{}", story.screen());
    let story = story.keys("u");
    assert_eq!(updates(&story), ["customers", "press"], "{}", story.screen());
    let story = story.keys("U j d enter");
    assert!(updates(&story).is_empty(), "{}", story.screen());
}

#[test]
fn an_alias_of_a_lane_is_that_lane() {
    let mut story = Story::begun();
    let entry = {
        story = story.line("seen");
        recorded(&story, "seen")
    };
    let new = EntryRecorded { entry: "s2-9".into(), text: "given".to_owned(), ..entry };
    let before = story.model.incident.last_words.len();
    let story = story.other("Lee", "security", Command::Record(new));
    assert_eq!(story.model.incident.last_words.len(), before, "security is sec");
    hides(&story, "securi");
    let story = story.keys("esc k enter");
    shows(&story, "concerns Security, given as security");
}

#[test]
fn a_filter_knows_a_person_by_their_full_name() {
    let story =
        Story::begun().line("> @\"Amara Okafor\" call the bank").keys("enter").line("other");
    let kind = recorded(&story, "call the bank").kind;
    let to = Some(Party::Person(Person::new("Amara Okafor")));
    assert_eq!(kind, EntryKind::Order { to, due: None });
    let story = story.keys("esc /").typed("@\"Amara Okafor\" call").keys("enter");
    shows(&story, "call the bank");
    hides(&story, "other");
}

#[test]
fn an_imported_line_stays_imported_and_is_not_imported_twice_however_it_was_mended() {
    let import = |entry: &str| Command::RecordMany {
        lines: vec![DatedEntry {
            occurred_at: at("13:00"),
            department: "sec".into(),
            entry: EntryRecorded {
                entry: entry.into(),
                kind: EntryKind::Other("detection".into()),
                text: "odd logins".to_owned(),
                precision: Precision::Minute,
                seldom: Seldom { import: Some("0f3a-1".to_owned()), ..Seldom::default() }.into(),
            },
        }],
    };
    let story = Story::begun().size(160, 50).other("Lee", "sec", import("s2-1"));
    shows(&story, "odd logins (imported)");
    let now = EntryRecorded { text: "odd logins seen".to_owned(), ..recorded(&story, "odd") };
    let seen = story.model.incident.timeline.entry(&now.entry).expect("the line").changed;
    let to = EntryCorrected { now, occurred_at: at("13:00"), department: "sec".into() };
    let story = story.other("Lee", "sec", Command::CorrectEntry { to, seen });
    shows(&story, "odd logins seen (imported · edited)");
    let lines = story.model.incident.timeline.len();
    let story = story.other("Lee", "sec", import("s2-2"));
    assert_eq!(story.model.incident.timeline.len(), lines, "{}", story.screen());
}

#[test]
fn done_answers_a_question_in_the_timeline_too_and_the_hints_say_so() {
    let story = Story::begun().line("> @infra rotate keys").line("? @legal do we tell them");
    let last = |story: &Story| story.screen().lines().last().expect("hints").to_owned();
    let story = story.keys("esc k");
    let question = last(&story);
    let order = last(&story.keys("k"));
    assert!(question.contains("d answer") && !question.contains("taken"), "{question}");
    assert!(order.contains("a taken") && order.contains("d done"), "{order}");
    let story = Story::begun().size(160, 50).line("? @legal do we tell them").keys("esc k d");
    let story = story.typed("within three days").keys("enter");
    shows(&story, "(answered 15:00 CET: within three days)");
}

#[test]
fn a_filter_for_a_kind_that_no_line_has_names_the_kinds() {
    let story = Story::begun().line("one").keys("esc /").typed("is:nonsense").keys("enter");
    shows(&story, "is:nonsense is no kind of line");
    shows(&story, "are: note order question");
    let story = Story::begun().line("one").keys("esc /").typed("is:order").keys("enter");
    shows(&story, "Nothing fits the filter.");
    hides(&story, "no kind of line");
}

#[test]
fn what_was_imported_from_before_the_room_is_no_word_heard_in_it() {
    let mut story = Story::begun().line("seen");
    let entry = recorded(&story, "seen");
    let said = |id: &str, department: &str, hours: i64, import: Option<&str>| DatedEntry {
        occurred_at: at("14:00").plus_minutes(-60 * hours),
        department: department.into(),
        entry: EntryRecorded {
            entry: id.into(),
            seldom: Seldom { import: import.map(str::to_owned), ..Seldom::default() }.into(),
            ..entry.clone()
        },
    };
    let lines = vec![
        said("s2-1-0", "eng", 30_000, Some("a")),
        said("s2-1-1", "infra", 0, Some("b")),
        said("s2-1-2", "hr", 48, None),
    ];
    story = story.time("14:05").other("Lee", "coord", Command::RecordMany { lines });
    let heard = |lane: &str| story.model.incident.last_words.get(&lane.into()).map(|word| word.at);
    assert_eq!(heard("eng"), None, "nobody said that in this room");
    assert_eq!(heard("infra"), Some(at("14:00")), "a chat of this room, say");
    assert_eq!(heard("hr"), Some(at("14:05")), "somebody told it here");
}

#[test]
fn an_update_says_whom_it_is_for_and_nobody_is_named_twice() {
    for (scope, narrow, wide) in [
        ("", ".. update, audience not said", "update audience not said"),
        ("customers", ".. update for customers", "update for customers"),
        ("for the press", ".. update for the press", "update for the press"),
    ] {
        let set =
            AnchorSet { anchor: NEXT_UPDATE.into(), at: at("15:00"), scope: scope.to_owned() };
        for (columns, rows, words) in [(80, 24, narrow), (160, 50, wide)] {
            let set = Command::SetAnchor(set.clone());
            let story = Story::begun().size(columns, rows).other("Lee", "support", set);
            shows(&story, words);
            hides(&story, "anybody");
        }
    }
}

#[test]
fn what_is_late_by_seconds_is_called_so_everywhere() {
    let mut story = Story::begun().size(160, 50).line("> @infra rotate keys in 20m");
    story.send(Message::Tick(at("14:20").plus_millis(30_000)));
    let screen = story.screen();
    assert_eq!(screen.matches("<1m late").count(), 3, "banner, line and Next: {screen}");
    hides(&story, " now ");
    let mut story = Story::begun().size(160, 50).keys("esc tab tab +").typed("look");
    story = story.keys("enter p").typed("in 20m").keys("enter");
    story.send(Message::Tick(at("14:20").plus_millis(30_000)));
    let screen = story.screen();
    assert_eq!(screen.matches("<1m late").count(), 3, "banner, Next and item: {screen}");
}
