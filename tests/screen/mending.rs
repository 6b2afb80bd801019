//! Mending a row: how it is left, what asks once more, and what of a row no mend of its words takes
//! away. And the plain line, which ends with its text as mending does.

use allhands::domain::command::Command;
use allhands::domain::event::{
    EntryCorrected, EntryKind, EntryWithdrawn, OrderChanged, OrderState,
};
use allhands::domain::ids::SessionId;
use allhands::domain::next::Key;
use allhands::domain::redaction::DeskName;
use allhands::domain::timeline::{EditMark, Line};

use super::story::{Story, at, hides, shows};

const HEAT: &str = "! unplug rack 4 because heat until 22:00";

/// A decision that is about to be mended.
fn heat() -> Story {
    Story::begun().size(80, 24).line(HEAT).keys("up")
}

/// The decision stands, and stands on Next.
#[track_caller]
fn stands(story: &Story) {
    let incident = &story.model.incident;
    let first = incident.timeline.iter().find_map(|line| line.entry()).expect("an entry");
    assert!(matches!(first.now.kind, EntryKind::Decision { .. }), "{first:?}");
    let owed = incident.owed();
    assert!(owed.iter().any(|owed| matches!(owed.key(), Key::Entry(_))), "{owed:?}");
}

#[test]
fn an_emptied_line_mends_on_until_esc_leaves_it() {
    let emptied = HEAT.chars().map(|_| "backspace").collect::<Vec<_>>().join(" ");
    let still = "Still mending: type that line anew and press Enter; Esc leaves it as it was.";
    for keys in ["ctrl-u", &emptied, "ctrl-a ctrl-k"] {
        let story = heat().keys(keys);
        shows(&story, "mend>");
        shows(&story, still);
        let story = story.keys("enter");
        shows(&story, still);
        let anew = story.clone().line("! unplug rack 5 because heat");
        assert_eq!(anew.entries(), ["unplug rack 5"], "{keys}: one row");
        // Up is the last line again.
        let again = story.clone().keys("up");
        shows(&again, &format!("mend> {HEAT}"));
        let story = story.keys("esc esc").line("zebra informant called");
        assert_eq!(story.entries(), ["unplug rack 4", "zebra informant called"], "{keys}");
        stands(&story);
    }
}

#[test]
fn esc_leaves_a_mend_and_parks_what_was_changed() {
    let story = heat().typed(" and smoke").keys("esc esc");
    assert!(!story.screen().contains("mend>"), "{}", story.screen());
    assert_eq!(story.model.line().field.text(), "");
    assert_eq!(story.model.capture.parked.len(), 1);
    let story = story.line("zebra informant called");
    assert_eq!(story.entries(), ["unplug rack 4", "zebra informant called"]);
    stands(&story);
}

#[test]
fn a_row_becomes_quite_another_only_by_a_second_enter_that_says_so() {
    let story = heat().keys("ctrl-a delete delete").keys("enter");
    shows(&story, "The decision “unplug rack 4” would become a note, and leave Next.");
    stands(&story);
    assert!(story.submitted().is_empty(), "{:?}", story.submitted());
    let story = story.keys("enter");
    assert_eq!(story.entries(), ["unplug rack 4 because heat until 22:00"]);
    // Other words altogether are asked about as well, a mended one is not.
    let other = "ctrl-a right right ctrl-k";
    let story = heat().keys(other).line("zebra informant called");
    shows(&story, "would say something else altogether");
    stands(&story);
    let story = Story::begun().line("db-7 is dwn").keys("up backspace backspace").typed("own");
    assert_eq!(story.keys("enter").entries(), ["db-7 is down"]);
}

#[test]
fn tags_that_were_set_beside_the_words_outlive_a_mend() {
    let tags = |story: &Story| {
        let line = story.model.incident.timeline.iter().find_map(|line| line.entry());
        line.expect("an entry").now.tags.clone()
    };
    let story = Story::begun().line("vault is open #db").keys("esc k t").keys("ctrl-u");
    let story = story.line("vpn, #vault; VPN");
    assert_eq!(tags(&story), ["vpn", "vault"], "commas part tags, and none is there twice");
    // What was taken off stays off, what was set stays, what is new in the words comes.
    let story = story.keys("e end").typed(" wide #new").keys("enter");
    assert_eq!(story.entries(), ["vault is open #db wide #new"]);
    assert_eq!(tags(&story), ["vpn", "vault", "new"]);
    // What stood in the words goes with them.
    let story = story.keys("esc e end backspace backspace backspace backspace enter");
    assert_eq!(tags(&story), ["vpn", "vault"]);
}

#[test]
fn a_plain_line_is_plain_until_it_is_empty() {
    for keys in ["ctrl-u", "x backspace", "enter", "x enter"] {
        let story = Story::begun().keys("ctrl-t").keys(keys).line("> @soc look");
        let mut orders = story.model.incident.timeline.iter().filter_map(|line| line.entry());
        let last = orders.next_back().expect("an entry");
        assert!(matches!(last.now.kind, EntryKind::Order { .. }), "{keys}: {last:?}");
    }
    // Parked, it comes back as plain as it was, and the next line is not.
    let story = Story::begun().keys("ctrl-t").typed("> is what the log shows");
    let story = story.keys("ctrl-r");
    assert!(story.model.overlays.is_empty(), "nothing is parked yet");
    let story = Story::begun().keys("ctrl-o ctrl-t").typed("> is what the log shows").keys("esc");
    let story = story.line("? @legal may we").keys("ctrl-r enter enter");
    assert_eq!(story.entries(), ["may we", "> is what the log shows"]);
}

#[test]
fn a_mend_by_its_author_within_two_minutes_is_no_correction_whichever_session_it_came_from() {
    // Another session of Dana's is what she has after a restart.
    for (person, time, words) in [
        ("Dana", "14:01", "(edited)"),
        ("Dana", "14:02", "(edited)"),
        ("Dana", "14:03", "(corrected)"),
        ("Lee", "14:01", "(corrected)"),
    ] {
        let story = Story::begun().line("db-7 talked to them").time(time);
        let line = story.model.incident.timeline.iter().find(|line| line.entry().is_some());
        let line = line.expect("a line").clone();
        let entry = line.entry().expect("an entry");
        let mut now = entry.now.clone();
        "db-8 talked to them".clone_into(&mut now.text);
        let (occurred_at, department) = (line.occurred_at, line.department.clone());
        let to = EntryCorrected { now, occurred_at, department };
        let story = story.other(person, "sec", Command::CorrectEntry { to, seen: entry.changed });
        shows(&story, words);
        let mended = story.model.incident.timeline.iter().find_map(|line| line.entry());
        let quick = mended.expect("an entry").edited() == EditMark::Edited;
        assert_eq!(quick, words == "(edited)", "{person} at {time}");
    }
}

#[test]
fn a_question_that_stays_open_says_how_long_ago_as_of_now() {
    let story = Story::begun().line("db-7 talked to them").time("14:05").keys("esc u");
    shows(&story, "Undo what you did 5m ago?");
    shows(&story.time("14:09"), "Undo what you did 9m ago?");
}

/// The last line that was written.
fn last(story: &Story) -> Line {
    let lines = story.model.incident.timeline.by_row();
    Line::clone(lines.iter().rev().find(|line| line.entry().is_some()).expect("a line"))
}

/// Lee at another console gives the last line other words.
fn other_words(story: Story, words: &str) -> Story {
    let line = last(&story);
    let entry = line.entry().expect("an entry");
    let mut now = entry.now.clone();
    words.clone_into(&mut now.text);
    let to = EntryCorrected { now, occurred_at: line.occurred_at, department: line.department };
    let seen = story.model.incident.head;
    story.other("Lee", "sec", Command::CorrectEntry { to, seen })
}

fn in_line(story: &Story) -> &str {
    story.model.line().field.text()
}

#[test]
fn up_takes_up_the_row_as_another_left_it() {
    let story = other_words(Story::begun().line("eel one"), "eel one FIXED").keys("up");
    assert_eq!(in_line(&story), "eel one FIXED");
    let story = story.typed(" by omar").keys("enter");
    assert_eq!(story.entries(), ["eel one FIXED by omar"]);
    // A line for several is several rows, once one of them reads otherwise.
    let story = Story::begun().line("> @sec @legal look").keys("up");
    assert_eq!(in_line(&story), "> @sec @legal look");
    let story = other_words(story.keys("esc i"), "look at once").keys("up");
    assert_eq!(in_line(&story), "> @legal look at once");
    let story = story.keys("up");
    assert_eq!(in_line(&story), "> @sec look");
    let story = story.typed("s").keys("enter");
    assert_eq!(story.entries(), ["looks", "look at once"]);
}

#[test]
fn a_promise_that_was_put_off_outlives_a_mend_of_the_words() {
    for (promised, due) in [("14:56", at("14:56")), ("14:56:41", at("14:56").plus_millis(41_000))] {
        let story = Story::begun().line("> @infra jum in 31m");
        let entry = last(&story).entry().expect("an order").now.entry.clone();
        let to = OrderChanged { entry, to: OrderState::Given, due: Some(Some(due)) };
        let seen = story.model.incident.head;
        let story = story.other("Lee", "infra", Command::ChangeOrder { to, seen }).keys("up");
        assert_eq!(in_line(&story), "> @infra jum by 2026-11-22 14:56Z", "{promised}");
        let twelve = ["right"; 12].join(" ");
        let story = story.keys("ctrl-a").keys(&twelve).typed("p").keys("enter");
        assert_eq!(story.entries(), ["jump"]);
        let stands = last(&story).entry().expect("an order").now.kind.due();
        assert_eq!(stands, Some(due), "{promised}");
    }
}

#[test]
fn a_struck_line_is_named_and_not_offered() {
    let story = Story::begun().size(80, 24).line("one").line("two");
    let entry = last(&story).entry().expect("an entry").now.entry.clone();
    let to = EntryWithdrawn { entry, because: "twice".to_owned() };
    let seen = story.model.incident.head;
    let story = story.other("Lee", "sec", Command::WithdrawEntry { to, seen }).keys("up");
    shows(&story, "Lee struck the note “two”: nothing to mend. Up again: the line before.");
    assert_eq!(in_line(&story), "");
    let story = story.keys("up");
    assert_eq!(in_line(&story), "one");
    let story = story.keys("up");
    assert_eq!(story.model.notice.as_deref(), Some("No line before that."));
}

#[test]
fn what_was_undone_does_not_come_back_by_up() {
    let story = Story::begun().line("fish one").keys("up").typed(" two").keys("enter esc u i up");
    assert_eq!(in_line(&story), "fish one");
    let story = story.keys("enter");
    assert!(story.submitted().is_empty(), "{:?}", story.submitted());
    assert_eq!(story.model.notice.as_deref(), Some("Nothing changed."));
    assert_eq!((in_line(&story), story.entries()), ("", vec!["fish one".to_owned()]));
    let story = story.keys("esc u i up");
    shows(&story, "The note “fish one” is struck");
    assert_eq!(in_line(&story), "");
}

#[test]
fn a_row_that_was_made_private_comes_up_behind_its_sign() {
    let story = Story::begun().size(80, 24).line("the insider left").keys("esc k h");
    let story = story.keys("down enter").keys("enter i up");
    assert_eq!(in_line(&story), "%% the insider left");
    assert!(!story.screen().contains("mend> %% the insider"), "{}", story.screen());
    // A plain line stays plain, and an Enter with nothing changed writes nothing.
    let plain = Story::begun().keys("ctrl-t").line("> is what the log shows");
    let story = other_words(plain, "> is what the logs show").keys("up");
    assert_eq!(in_line(&story), "> is what the logs show");
    assert!(story.model.line().plain);
    assert!(story.keys("enter").submitted().is_empty());
}

/// The console of these lines is started again, at this desk for this department.
fn again(mut story: Story, host: &str, department: &str) -> Story {
    let at = DeskName { user: "dana".to_owned(), host: host.to_owned() };
    story.model.reach.at = Some(Box::new(at));
    story.model.capture.said.clear();
    story.model.me.session = SessionId::new("s9");
    story.model.me.department = department.into();
    story.model.me.next = 1;
    story
}

#[test]
fn after_a_restart_up_finds_the_last_line_of_the_same_person_at_the_same_desk() {
    let said = Story::begun().line("one").line("-15m two");
    let session = said.model.incident.sessions.values().next().expect("a session").clone();
    let (host, department) = (session.host, session.department);
    let story = again(said.clone(), &host, department.as_str()).keys("up");
    assert_eq!(in_line(&story), "2026-11-22T13:45Z two");
    let story = story.typed(" three").keys("enter");
    assert_eq!(story.entries(), ["two three", "one"]);
    // Another of that name, at another host or of another department, mends none of these.
    for (host, department) in [("elsewhere", department.as_str()), (host.as_str(), "legal")] {
        let story = again(said.clone(), host, department).keys("up");
        shows(&story, "No line that you typed at this desk");
    }
    // Of another it is not the last line.
    let mut story = story;
    story.model.me.person = "Lee".into();
    let story = story.keys("up");
    shows(&story, "No line that you typed at this desk");
}

#[test]
fn what_was_done_again_is_not_left_to_do_again() {
    let story = Story::begun().line("one").line("two").keys("esc u u U U");
    let struck =
        |line: &&std::sync::Arc<Line>| line.entry().is_some_and(|entry| entry.withdrawn.is_some());
    assert_eq!(story.model.incident.timeline.by_row().iter().filter(struck).count(), 0);
    let story = story.keys("U");
    let words = "Nothing undone at this console is left to do again.";
    assert_eq!(story.model.notice.as_deref(), Some(words));
}

#[test]
fn the_list_of_parked_lines_denies_nothing_that_it_cannot_see() {
    let story = Story::begun().size(80, 24).keys("ctrl-r");
    shows(&story, "Nothing parked, put away or left here; an open console keeps what it has.");
}

#[test]
fn a_time_in_a_mend_counts_from_when_the_line_was_said_and_the_reading_says_so() {
    let story = Story::begun().size(80, 24).line("> @infra rotate keys in 30m").time("14:10");
    let story = story.keys("up");
    shows(&story, "due 15:30 CET Sun 22 Nov, in 20m");
    shows(&story, "said 15:00 CET, 10m ago");
    shows(&story, "(times count from then)");
    hides(&story, "now 15:00");
    // The row gets what was read: twenty minutes from when it was said.
    let story = story.keys("backspace backspace backspace").typed("20m").keys("enter");
    let due = story.model.incident.owed()[0].due;
    assert_eq!(due, Some(at("14:20")));
    let story = Story::begun().size(80, 24).line("seen").time("14:10").keys("up").typed(" twice");
    shows(&story, "said 15:00 CET, 10m ago");
    hides(&story, "times count");
}
