//! Key scripts: keys in, what stands in the record, the line and the focus out.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::{Focus, Pane, Scratch, Slot, Thing};
use allhands::domain::command::Command;
use allhands::domain::event::{EntryKind, EntryPinned, EntryRecorded};
use allhands::domain::ids::EntryId;
use allhands::domain::people::Party;
use allhands::domain::timeline::{EditMark, Entry};

use super::story::{Story, at};

/// A story's entries after keys, and what is left in the line.
#[track_caller]
fn check(story: &Story, entries: &[&str], line: &str) {
    assert_eq!(story.entries(), entries);
    assert_eq!(story.model.line().field.text(), line, "{:?}", story.model.notice);
}

#[test]
fn enter_records_and_leaves_the_line_open_and_empty() {
    let story = Story::begun().line("first").line("second");
    check(&story, &["first", "second"], "");
    assert_eq!(story.model.focus, Focus::Capture);
    check(&Story::begun().line("   "), &[], "   ");
    check(&Story::begun().typed("half").keys("esc esc"), &[], "half");
}

#[test]
fn up_enter_mends_the_last_line_within_one_row() {
    let story = Story::begun().line("db-8 talked").keys("up");
    assert_eq!(story.model.line().field.text(), "db-8 talked");
    let story =
        story.keys("backspace backspace backspace backspace").typed("ked out").keys("enter");
    check(&story, &["db-8 taked out"], "");
    let line = story.model.incident.timeline.iter().next_back().expect("a line");
    assert_eq!(line.entry().expect("an entry").edited(), EditMark::Edited);
    // Unchanged, Up goes on to the line before, and Esc leaves an empty line.
    let story = Story::begun().line("one").line("two").keys("up up");
    check(&story, &["one", "two"], "one");
    check(&story.keys("esc"), &["one", "two"], "");
}

#[test]
fn a_line_on_its_way_is_taken_back_unsent() {
    let mut story = Story::begun();
    story.delivers = false;
    let mut story = story.line("wrong wrd").keys("up");
    let Some(Effect::TakeBack(id)) = story.effects.first().cloned() else {
        panic!("nothing was taken back: {:?}", story.effects)
    };
    story.send(Message::TakenBack(id));
    story.delivers = true;
    let story = story.keys("backspace backspace backspace").typed("word").keys("enter");
    check(&story, &["wrong word"], "");
}

#[test]
fn the_words_of_a_line_that_is_undone_on_its_way_come_back() {
    let mut story = Story::begun();
    story.delivers = false;
    let mut story = story.line("> @infra rotate keys").keys("esc").keys("u");
    let Some(Effect::TakeBack(id)) = story.effects.first().cloned() else {
        panic!("nothing was taken back: {:?}", story.effects)
    };
    story.send(Message::TakenBack(id));
    check(&story, &[], "> @infra rotate keys");
    let notice = story.model.notice.clone().unwrap_or_default();
    assert!(notice.contains("your words are back"), "{notice}");
}

#[test]
fn a_fresh_line_comes_back_to_what_it_was_opened_over() {
    let story = Story::begun().typed("half").keys("ctrl-o").line("phone rang");
    check(&story, &["phone rang"], "half");
    let story =
        Story::begun().line("x").keys("esc k x").typed("typo").keys("ctrl-o").line("urgent");
    assert_eq!(story.entries(), ["x", "urgent"]);
    let story = story.keys("enter");
    assert!(story.model.overlays.is_empty());
    let struck =
        story.model.incident.timeline.iter().find_map(|line| line.entry()?.withdrawn.clone());
    assert_eq!(struck.expect("a struck line").because, "typo");
}

#[test]
fn a_line_that_a_paste_opened_over_a_page_is_parked_too() {
    let story = Story::begun().line("x").keys("esc enter").pasted("one").typed(" two").keys("esc");
    let saved = |effect: &Effect| match effect {
        Effect::SaveScratch { slot, text, .. } => {
            *slot == Slot::Parked(0) && text.ends_with("\none two")
        }
        _ => false,
    };
    assert!(story.effects.iter().any(saved), "{:?}", story.effects);
    check(&story.keys("esc i ctrl-r enter"), &["x"], "one two");
}

#[test]
fn parked_lines_are_kept_listed_and_taken_up() {
    let story = Story::begun().keys("ctrl-o").typed("later").keys("esc");
    let saved = |effect: &Effect| match effect {
        Effect::SaveScratch { slot, text, .. } => *slot == Slot::Parked(0) && text == "later",
        _ => false,
    };
    assert!(story.effects.iter().any(saved), "{:?}", story.effects);
    check(&story.keys("ctrl-r enter"), &[], "later");
    let mut story = Story::begun();
    let scratch = |slot, text: &str| Scratch {
        slot,
        text: text.to_owned(),
        cursor: 2,
        at: at("13:59"),
        by: None,
        owner: None,
    };
    let scratches = vec![scratch(Slot::Capture, "db-7 ta"), scratch(Slot::Parked(4), "mail")];
    story.send(Message::Scratches(scratches));
    check(&story, &[], "db-7 ta");
    assert_eq!(story.model.capture.parked.len(), 1);
    check(&story.keys("ctrl-o").typed("x").keys("esc ctrl-r enter"), &[], "x");
}

#[test]
fn a_line_that_is_taken_up_is_kept_in_its_new_place_first() {
    let story = Story::begun().keys("ctrl-o").typed("later").keys("esc ctrl-r enter");
    let saved = |effect: &Effect| matches!(effect, Effect::SaveScratch { slot: Slot::Capture, .. });
    let dropped = |effect: &Effect| matches!(effect, Effect::DropScratch(Slot::Parked(_)));
    let saved = story.effects.iter().rposition(saved).expect("kept");
    assert!(saved < story.effects.iter().rposition(dropped).expect("given up"));
}

#[test]
fn a_paste_of_many_lines_is_one_block_or_on_choice_one_entry_a_line() {
    let log = "> 14:01 not an order\n13:02 second\nthird";
    let story = Story::begun().pasted(log);
    assert!(story.screen().contains("+2 lines"), "{}", story.screen());
    let story = story.keys("enter");
    check(&story, &["> 14:01 not an order"], "");
    let entry = story.model.incident.timeline.iter().find_map(|line| line.entry()).expect("one");
    assert_eq!(entry.now.quote.as_deref(), Some("13:02 second\nthird"));
    let story = Story::begun().pasted(log).keys("ctrl-n enter");
    assert_eq!(story.entries(), ["second", "> 14:01 not an order", "third"]);
    // Outside text a paste opens the line and runs nothing.
    let story = Story::begun().line("x").keys("esc k").pasted("dxdx");
    check(&story, &["x"], "dxdx");
    assert_eq!(story.model.focus, Focus::Capture);
}

#[test]
fn a_burst_in_the_panes_runs_nothing_and_is_offered_as_a_line() {
    let story = Story::begun().line("x").keys("esc k").burst("xreason");
    check(&story, &["x"], "");
    check(&story.clone().keys("y"), &["x"], "xreason");
    // Nor is it lost where nobody wants the line now.
    let parked = story.keys("esc");
    assert_eq!(parked.model.capture.parked[0].text, "xreason");
    assert!(parked.screen().contains("Parked; Ctrl-R in the line lists"), "{}", parked.screen());
    check(&parked.keys("esc ctrl-r enter"), &["x"], "xreason");
    // What only moves changes nothing, so two held keys on a slow line move.
    let story = Story::begun().line("x").line("y").keys("esc k").burst("kjk");
    check(&story, &["x", "y"], "");
    assert!(story.model.overlays.is_empty() && story.model.timeline.selected.is_some());
    // In the line, one line is typed and its Enter counts; several are a paste and run nothing.
    check(&Story::begun().burst("one\n"), &["one"], "");
    let story = Story::begun().burst("> @infra one\ntwo\n");
    check(&story, &[], "");
    check(&story.keys("enter"), &["> @infra one"], "");
}

#[test]
fn up_mends_a_line_that_made_several_orders() {
    let orders = |story: &Story| -> Vec<String> {
        let lines = story.model.incident.timeline.iter().filter_map(|line| line.entry());
        let word = |entry: &Entry| {
            let EntryKind::Order { to, .. } = &entry.now.kind else { panic!("{entry:?}") };
            let to = match to {
                Some(Party::Department(id)) => id.to_string(),
                Some(Party::Person(person)) => person.to_string(),
                None => "-".to_owned(),
            };
            let struck = if entry.withdrawn.is_some() { " struck" } else { "" };
            format!("{to}: {}{struck}", entry.now.text)
        };
        lines.map(word).collect()
    };
    let wrong = || Story::begun().line("> @infra @legal rotate kyes").keys("up");
    assert_eq!(wrong().model.line().field.text(), "> @infra @legal rotate kyes");
    // Emptied, the line would mend nothing any longer.
    let clear = |story: Story| story.keys("ctrl-a right right ctrl-k");
    let story = clear(wrong()).line("@infra @legal rotate keys");
    assert_eq!(orders(&story), ["infra: rotate keys", "legal: rotate keys"]);
    // Whom it no longer names is asked for nothing, whom it names now is.
    let story = clear(story.keys("up")).line("@legal rotate keys");
    assert_eq!(orders(&story), ["infra: rotate keys struck", "legal: rotate keys"]);
    let story = clear(story.keys("up")).line("@legal @support @social rotate");
    let (words, struck) = (orders(&story), "infra: rotate keys struck");
    assert_eq!(words, [struck, "legal: rotate", "support: rotate", "social: rotate"]);
    // Unchanged, nothing is asked for.
    let story = story.keys("up enter");
    assert!(story.submitted().is_empty(), "{:?}", story.submitted());
    assert_eq!(story.model.notice.as_deref(), Some("Nothing changed."));
}

#[test]
fn several_orders_on_their_way_are_taken_back_unsent() {
    let mut story = Story::begun();
    story.delivers = false;
    let mut story = story.line("> @infra @legal wrong").keys("up");
    let Some(Effect::TakeBack(id)) = story.effects.first().cloned() else {
        panic!("nothing was taken back: {:?}", story.effects)
    };
    story.send(Message::TakenBack(id));
    story.delivers = true;
    let story = story.keys("enter");
    check(&story, &["wrong", "wrong"], "");
}

#[test]
fn what_wants_a_second_look_wants_a_second_enter() {
    let story = Story::begun().line("> @nobody rotate keys");
    check(&story, &[], "> @nobody rotate keys");
    assert_eq!(story.keys("enter").entries().len(), 1);
    let key = "AKIAIOSFODNN7EXAMPLE";
    let story = Story::begun().line(&format!("found {key} in the log"));
    assert!(story.entries().is_empty());
    let story = story.keys("ctrl-s enter");
    assert_eq!(story.entries().len(), 1);
    assert!(!story.entries()[0].contains(key));
    let story = Story::begun().line("2030-01-01 12:00 not yet");
    assert!(story.entries().is_empty() && story.model.notice.is_some());
}

#[test]
fn no_word_of_a_private_line_is_on_a_shielded_screen_and_none_gets_out_unmarked() {
    let words =
        ["% ! stop because sesame", "% sesame 03/04/2026", "%> @sesame go", "% 99:99 sesame"];
    for line in words.into_iter().chain(["% > @sesame go", "% 03/04/2026 sesame", "%%sesame"]) {
        let story = Story::begun().typed(line);
        assert!(!story.screen().contains("sesame"), "{line}: {}", story.screen());
        let story = story.keys("enter");
        assert!(!story.screen().contains("sesame"), "{line}: {}", story.screen());
    }
    // Typed as dots and then open to everybody: not without a second Enter.
    let story = Story::begun().line("%> go");
    check(&story, &[], "%> go");
    check(&story.keys("enter"), &["%> go"], "");
    check(&Story::begun().line("95% of it"), &["95% of it"], "");
}

#[test]
fn two_addressees_make_two_orders_and_plain_lines_read_no_sign() {
    assert_eq!(Story::begun().line("> @infra @eng rotate keys").entries().len(), 2);
    let story = Story::begun().keys("ctrl-t").line("> 3 hosts");
    check(&story, &["> 3 hosts"], "");
}

#[test]
fn undo_names_what_it_does_asks_when_old_and_redo_does_it_again() {
    let struck = |story: &Story| {
        let lines = story.model.incident.timeline.iter();
        lines.filter(|line| line.entry().is_some_and(|entry| entry.withdrawn.is_some())).count()
    };
    let story = Story::begun().line("one").line("two").keys("esc u");
    assert!(story.model.notice.as_ref().is_some_and(|words| words.contains("two")));
    let pinned = Story::begun().line("one").keys("esc k p u");
    let words = pinned.model.notice.as_ref().expect("what was undone");
    assert!(words.starts_with("Undone: ") && words.contains("pinned"), "{words}");
    assert_eq!(struck(&story), 1);
    let story = story.keys("u");
    assert_eq!(struck(&story), 2);
    let story = story.keys("U U");
    assert_eq!(struck(&story), 0, "{:?}", story.model.notice);
    let story = story.time("14:10").keys("u");
    assert_eq!(struck(&story), 0, "asks first");
    assert_eq!(struck(&story.keys("y")), 1);
}

fn pin(story: &Story) -> Command {
    let entry =
        story.model.incident.timeline.iter().find_map(|line| line.entry()).expect("an entry");
    Command::PinEntry(EntryPinned { entry: entry.now.entry.clone(), pinned: true })
}

#[test]
fn an_act_on_what_another_just_changed_asks() {
    let story = Story::begun().line("one").keys("esc k");
    let command = pin(&story);
    let story = story.other("Lee", "support", command).keys("p");
    assert!(story.effects.is_empty() && !story.model.overlays.is_empty());
    let story = story.keys("y");
    assert_eq!(story.submitted().len(), 1);
    let story = Story::begun().line("one").keys("esc k");
    let command = pin(&story);
    let story = story.other("Lee", "support", command).time("14:01").keys("p");
    assert_eq!(story.submitted().len(), 1, "a second later it does not");
}

fn note(story: Story, number: usize) -> Story {
    let mut entry: EntryRecorded = {
        let mut lines = story.model.incident.timeline.iter();
        lines.find_map(|line| line.entry()).expect("an entry").now.clone()
    };
    entry.entry = EntryId::new(format!("other-{number}"));
    entry.text = format!("other {number}");
    story.other("Lee", "support", Command::Record(entry))
}

#[test]
fn nothing_elsewhere_moves_the_selection_or_what_is_read() {
    let story = (0..30).fold(Story::begun(), |story, n| story.line(&format!("line {n}")));
    let mut story = story.keys("esc k k k k k k");
    let before = (story.model.timeline.selected.clone(), story.screen());
    for number in 0..12 {
        story = note(story, number);
    }
    assert_eq!(story.model.timeline.selected, before.0);
    let after = story.screen();
    assert!(after.contains("12 new below"), "{after}");
    let lines = |screen: &str| -> Vec<String> {
        screen.lines().filter(|line| line.contains("  line ")).map(str::to_owned).collect()
    };
    assert_eq!(lines(&before.1), lines(&after));
    assert!(story.keys("G").screen().contains("other 11"));
}

#[test]
fn a_filter_works_while_it_is_typed_and_esc_takes_it_back() {
    let story = Story::begun().line("db-7 talked").line("> @infra rotate keys").line("mail came");
    let story = story.keys("esc /").typed("@infra");
    let screen = story.screen();
    assert!(screen.contains("rotate keys") && !screen.contains("mail came"), "{screen}");
    let story = story.keys("esc");
    assert!(story.screen().contains("mail came"));
    let story = story.keys("/").typed("is:note \"DB-7\"").keys("enter");
    let screen = story.screen();
    assert!(screen.contains("talked") && !screen.contains("mail came"), "{screen}");
    assert!(story.keys("\\").screen().contains("mail came"));
}

#[test]
fn who_types_is_asked_after_a_rest_and_no_key_is_lost() {
    let story = Story::begun().line("x").time("14:40").typed("db").keys("enter");
    check(&story, &["x"], "db");
    assert!(story.model.overlays.is_empty() && !story.model.me.unconfirmed);
    let mut story = Story::begun().line("x");
    story.send(Message::Resumed);
    let story = story.typed("a");
    let asked = story.screen();
    assert!(asked.contains("all other keys wait for the answer"), "{asked}");
    assert!(!asked.contains("Esc close") && asked.contains("Enter answer"), "{asked}");
    let story = story.keys("down enter / K i m enter s u p p enter");
    assert_eq!(story.model.me.person.as_str(), "Kim");
    check(&story, &["x"], "a");
    let mut silent = Story::begun();
    silent.model.incident.sessions.remove(&silent.model.me.session);
    let silent = silent.keys("esc r t / K i m enter s u p p enter");
    assert_eq!(silent.model.me.person.as_str(), "Kim");
    assert!(silent.effects.iter().all(|effect| !matches!(effect, Effect::Submit(_))));
}

#[test]
fn orders_questions_and_facts_are_brought_on_in_place() {
    let story = Story::begun()
        .line("> @infra rotate keys in 20m")
        .keys("esc k a d")
        .typed("all 14")
        .keys("enter");
    assert!(story.screen().contains("all 14"), "{}", story.screen());
    let story = Story::begun()
        .line("? @legal is it reportable?")
        .keys("esc k A")
        .typed("yes")
        .keys("enter");
    assert!(story.screen().contains("answered"), "{}", story.screen());
    assert_eq!(story.entries(), ["is it reportable?", "yes"]);
    let story = Story::begun()
        .line("= affected_customers 4120")
        .keys("esc k K")
        .typed("billing")
        .keys("enter");
    assert!(story.screen().contains("known"), "{}", story.screen());
}

#[test]
fn the_room_is_driven_by_keys() {
    let story = Story::begun().keys("esc r d enter enter r s enter r p j enter");
    let incident = &story.model.incident;
    assert_eq!(incident.status.value.label(), "Declared");
    assert_eq!(incident.severity.expect("a severity").value.label(), "SEV1");
    assert_eq!(incident.phases.len(), 1);
    let story = story.keys("r r enter / L e e enter");
    assert!(story.screen().contains("IC Lee"), "{}", story.screen());
    let story = story.keys("r n enter").keys("ctrl-u").typed("BLUE FINCH").keys("enter");
    assert_eq!(story.model.incident.room.codename, "BLUE FINCH");
    let story =
        story.keys("r a /").typed("contained").keys("enter").typed("-5m; EU tenants").keys("enter");
    let anchor = story.model.incident.anchors.get(&"contained".into());
    let anchor = anchor.and_then(|history| history.now());
    assert_eq!(anchor.map(|value| value.words.as_str()), Some("EU tenants"));
}

#[test]
fn a_refusal_goes_to_the_tray_and_its_text_comes_back() {
    let mut story = Story::begun();
    story.delivers = false;
    let mut story = story.line("kept?");
    let Some(Effect::Submit(submission)) = story.effects.first().cloned() else {
        panic!("nothing submitted")
    };
    story.send(Message::Refused(submission, allhands::domain::refusal::Refusal::NotOpened));
    assert!(story.screen().contains("1 refused"), "{}", story.screen());
    let story = story.keys("esc r x enter enter");
    assert!(story.effects.iter().any(|effect| matches!(effect, Effect::DropRefused(_))));
    check(&story, &[], "kept?");
}

#[test]
fn a_line_that_is_too_long_is_not_sent_and_stays_where_it_was_typed() {
    let long = "x".repeat(100 * 1024);
    let story = Story::begun().pasted(&long).keys("enter");
    let said = story.model.notice.clone().unwrap_or_default();
    assert!(said.starts_with("Not recorded: 100 kB are too long, a line takes 64"), "{said}");
    assert_eq!(story.model.line().field.text().len(), long.len());
    assert!(story.submitted().is_empty());
}

#[test]
fn a_long_refused_text_is_cut_in_the_tray_and_counted() {
    let mut story = Story::begun();
    story.delivers = false;
    let mut story = story.pasted(&format!("kept {}", "x".repeat(50_000))).keys("enter");
    let Some(Effect::Submit(submission)) = story.effects.first().cloned() else {
        panic!("nothing submitted")
    };
    story.send(Message::Refused(submission, allhands::domain::refusal::Refusal::NotOpened));
    let said = story.model.notice.clone().unwrap_or_default();
    assert!(said.starts_with("Not recorded, it lies in r x: "), "{said}");
    let story = story.keys("esc r x");
    let screen = story.screen();
    assert!(screen.contains("characters"), "{screen}");
}

#[test]
fn panes_are_walked_zoomed_and_left() {
    let story = Story::begun().keys("esc tab");
    assert_eq!(story.model.focus, Focus::Pane(Pane::Next));
    let story = story.keys("backtab z");
    assert_eq!(story.model.zoomed, Some(Pane::Timeline));
    assert_eq!(story.keys("z i").model.focus, Focus::Capture);
    let story = Story::begun().keys("esc tab tab z esc esc");
    let alone = Pane::Checklists;
    assert_eq!((story.model.focus, story.model.zoomed), (Focus::Pane(alone), Some(alone)));
    let story = Story::begun().line("x").keys("esc k");
    assert!(matches!(story.model.timeline.selected, Some(Thing::Entry(_))));
}

#[test]
fn esc_leads_back_to_the_pane_that_was_left() {
    let story = Story::begun().keys("esc tab tab i").typed("half a line").keys("esc");
    assert_eq!(story.model.focus, Focus::Pane(Pane::Checklists));
    assert_eq!(story.model.capture.field.text(), "half a line");
}
