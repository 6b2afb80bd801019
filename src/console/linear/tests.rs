//! Scripts: what is typed or heard, and what is printed for it.

mod desk;
mod drafts;
mod kept;
mod reading;
mod redact;
mod words;

use super::*;
use crate::domain::handling::Handling;

use desk::{Desk, danas};

#[test]
fn a_line_is_read_in_words_and_recorded() {
    let mut desk = Desk::new();
    desk.check("db-7 is dark", &["reads: note · now 15:05 CET", "Recorded."]);
    desk.check(
        "-15m @ops alarm went off",
        &["reads: note · concerns Infra · happened 14:50 CET Sun 22 Nov, 15m ago", "Recorded."],
    );
    desk.check(
        "/timeline",
        &[
            "1. 14:50 CET Infra, note: alarm went off. By Lee.",
            "2. 15:05 CET Coord: room begun: CRIMSON HERON. By Dana.",
            "3. 15:05 CET Coord, note: db-7 is dark. By Lee.",
        ],
    );
    desk.check("", &[]);
}

#[test]
fn a_slash_after_a_space_is_text() {
    let mut desk = Desk::new();
    desk.types(" /etc/passwd was read");
    desk.check("/timeline 1", &["1. 15:05 CET Coord, note: /etc/passwd was read. By Lee."]);
    desk.check(
        "/etc/passwd was read",
        &["There is no command /etc/passwd; /help lists them. To record a line that begins with /, \
           put a space before it."],
    );
}

#[test]
fn what_cannot_be_recorded_says_why_and_offers_the_ways_out() {
    let mut desk = Desk::new();
    let printed = desk.types("2026-03-29 02:30 the lights went out");
    assert!(printed[0].starts_with("Not recorded: "), "{printed:?}");
    let offered = printed.iter().find(|line| line.starts_with("/take 1 records: "));
    assert!(offered.is_some(), "{printed:?}");
    let printed = desk.types("/take 1");
    assert_eq!(printed.last().map(String::as_str), Some("Recorded."), "{printed:?}");
    desk.check("/take 1", &["Nothing is offered now."]);
}

#[test]
fn a_warning_wants_a_second_enter_and_anything_else_leaves_it() {
    let asks =
        "Nothing is recorded yet. Enter, or the same line again, goes on; anything else leaves it.";
    let mut desk = Desk::new();
    let printed = desk.types("> @infre rotate keys");
    assert_eq!(printed.last().map(String::as_str), Some(asks), "{printed:?}");
    assert!(printed[0].contains("@infra"), "{printed:?}");
    assert_eq!(desk.linear.prompt(&desk.model), "Enter confirms: ");
    desk.types("another line");
    desk.check("", &[]);
    desk.types("> @infre rotate keys");
    assert_eq!(desk.types("").last().map(String::as_str), Some("Recorded."));
    desk.types("> @infre again");
    assert_eq!(desk.types("> @infre again").last().map(String::as_str), Some("Recorded."));
}

#[test]
fn an_order_is_worked_by_its_number() {
    let mut desk = Desk::new();
    desk.types("> @infra rotate keys in 20m");
    desk.check("/next", &["1. order, Infra, by 15:25 CET, in 20m: rotate keys."]);
    desk.check("/ack 1 Ravi", &["Recorded: order acknowledged by Ravi: rotate keys."]);
    desk.check("/extend 1 30m", &["Recorded: order promised for 15:35 CET: rotate keys."]);
    desk.check("/next", &["1. order, Infra, by 15:35 CET, in 30m, taken: rotate keys."]);
    desk.check("/done 1 all nine", &["Recorded: order done: rotate keys — all nine."]);
    desk.check("/next", &["Nothing is owed."]);
    desk.check(
        "/done 1",
        &["No list was printed yet: /next, /timeline, /lists and /drafts print one."],
    );
}

#[test]
fn a_question_is_answered_with_a_line() {
    let mut desk = Desk::new();
    desk.types("? @legal do we tell the regulator");
    desk.types("/next");
    let printed = desk.types("/answer 1 yes, by Monday");
    assert!(printed[0].starts_with("Reads: answer, note"), "{printed:?}");
    assert!(printed.contains(&"Recorded.".to_owned()), "{printed:?}");
    desk.check("/next", &["Nothing is owed."]);
}

#[test]
fn what_is_asked_in_confidence_is_answered_so() {
    let mut desk = Desk::new();
    desk.types("% ? @legal must we tell them");
    desk.types("/next");
    desk.types("/answer 1 yes, by Monday");
    let line = desk.model.incident.timeline.by_row().last().and_then(|line| line.entry());
    assert!(
        line.is_some_and(|answer| answer.now.handling == Handling::Privileged { direction: None })
    );
}

#[test]
fn refusals_are_those_of_the_record() {
    let mut desk = Desk::new();
    desk.types("a note");
    let printed = desk.types("/done last");
    assert!(printed[0].contains("not an order; choose another line"), "{printed:?}");
    assert!(desk.model.tray.is_empty(), "nothing of a person's words was lost");
    desk.check(
        "/restore 7",
        &["No list was printed yet: /next, /timeline, /lists and /drafts print one."],
    );
    desk.check(
        "/ack x",
        &["x is no number. Give the number of a line in the list printed last, or last."],
    );
}

#[test]
fn numbers_stay_what_they_were_whatever_others_do() {
    let mut desk = Desk::new();
    desk.types("first");
    desk.types("second");
    desk.types("/timeline 2");
    desk.anew("dana", "Dana", danas("between", Handling::Open));
    desk.types("/withdraw 2 not so");
    let printed = desk.types("/timeline 9");
    let second = printed.iter().find(|line| line.contains("second.")).expect("listed");
    assert!(second.contains("Struck by Lee: not so."), "{second}");
}

#[test]
fn others_are_announced_in_the_rooms_zone_and_hidden_lines_as_dots() {
    let mut desk = Desk::new();
    desk.anew("dana", "Dana", danas("db-9 too", Handling::Open));
    assert_eq!(desk.printed, ["15:05 CET Coord, note: db-9 too. By Dana."]);
    desk.printed.clear();
    desk.anew("dana", "Dana", danas("counsel says wait", Handling::Privileged { direction: None }));
    assert_eq!(desk.printed, ["15:05 CET Coord, privileged note: •••. By Dana."]);
    assert!(desk.types("/shield")[0].starts_with("Lift the shield for 10 minutes?"));
    desk.check("", &["The shield is lifted for 10 minutes."]);
    desk.check(
        "/timeline 1",
        &["1. 15:05 CET Coord, privileged note: counsel says wait. By Dana."],
    );
    desk.printed.clear();
    desk.later(10);
    assert_eq!(desk.printed, ["The shield is down again."]);
}

#[test]
fn a_promise_that_falls_due_is_said_once() {
    let mut desk = Desk::new();
    desk.types("> @infra rotate keys in 20m");
    desk.printed.clear();
    desk.later(19);
    assert!(desk.printed.is_empty());
    desk.later(1);
    assert_eq!(desk.printed, ["Due now: order, Infra, by 15:25 CET, now: rotate keys."]);
    desk.later(1);
    assert_eq!(desk.printed.len(), 1);
}

#[test]
fn a_correction_keeps_what_the_new_words_do_not_name() {
    let mut desk = Desk::new();
    desk.types("-15m @ops db-7 talked to 203.0.113.9");
    desk.types("/correct last db-8 talked to 203.0.113.9");
    desk.check(
        "/timeline 9",
        &[
            "1. 14:50 CET Infra, note: db-8 talked to 203.0.113.9. Edited. By Lee.",
            "2. 15:05 CET Coord: room begun: CRIMSON HERON. By Dana.",
        ],
    );
}

#[test]
fn items_are_worked_by_their_numbers() {
    let mut desk = Desk::new();
    desk.types("/playbook credential-leak");
    desk.types("/declare");
    let printed = desk.types("/lists infra");
    assert!(printed[0].starts_with("Infra (infra): 0 of "), "{printed:?}");
    let action = printed[1].split(": ").nth(1).expect("words");
    let action = action.split(". ").next().expect("words").to_owned();
    for (typed, state) in [
        ("/begin 1", "in progress"),
        ("/blocked 1 on the vendor", "blocked on the vendor"),
        ("/na 1 no such system", "not applicable: no such system"),
        ("/open 1", "open"),
        ("/done 1 two images", "done: two images"),
    ] {
        let printed = desk.types(typed);
        assert!(printed[0].starts_with("Recorded: "), "{typed}: {printed:?}");
        let listed = desk.types("/lists infra");
        assert!(
            listed[1].contains(state) && listed[1].contains(&action),
            "{action} {typed}: {listed:?}"
        );
    }
    desk.check("/na 2", &["Say why after the number: /na N WHY."]);
}

#[test]
fn how_the_file_stands_is_read_out_and_settled() {
    let mut desk = Desk::new();
    let printed = desk.types("/standing");
    for words in ["State: open; what is typed reaches it.", "dealt with: 0 (/tray)."] {
        assert!(printed.iter().any(|line| line.ends_with(words)), "{words}: {printed:?}");
    }
    let sure = "There is no doubt which file is the room; /standing tells how it stands.";
    desk.check("/the-room", &[sure]);
    desk.model.reach.differs = Some("the file lost rows".to_owned());
    let printed = desk.types("/standing");
    assert!(printed.iter().any(|line| line.contains("/the-room says that this")), "{printed:?}");
    let printed = desk.types("/the-room");
    assert!(printed[0].starts_with("Is this file the room? the file lost rows"), "{printed:?}");
    assert_eq!(desk.effects, []);
    desk.types("");
    assert_eq!(desk.effects, [Effect::ThisIsTheRoom]);
}

#[test]
fn nobody_leaves_lines_behind_unasked() {
    for (typed, effect) in [("/quit", Effect::Quit), ("/leave", Effect::Leave)] {
        let mut desk = Desk::new();
        desk.model.reach.away_since = Some(desk.model.now);
        desk.model.reach.waiting = 2;
        let asks = "2 lines wait at this host's desk for the file. Leave now? If so, the next \
                    allhands here delivers them. Enter, or the same line again, goes on; anything \
                    else leaves it.";
        desk.check(typed, &[asks]);
        desk.types("one more line");
        desk.types("");
        assert_eq!(desk.effects, [], "anything else stays");
        desk.check(typed, &[asks]);
        desk.types("");
        assert_eq!(desk.effects, [effect]);
    }
}

#[test]
fn what_a_word_could_become_is_listed() {
    let mut desk = Desk::new();
    desk.types("db-7 is dark #database");
    desk.types("= affected_customers 4120");
    desk.check("/complete #d", &["#database: tag."]);
    desk.check("/complete = aff", &["affected_customers: fact."]);
    assert!(desk.types("/complete @inf")[0].starts_with("@infra: "));
    desk.check("/complete @zzz", &["Nothing known begins with @zzz."]);
}

#[test]
fn a_paste_runs_nothing_until_somebody_says_what_it_is() {
    let mut desk = Desk::new();
    let pasted = "> @infra wipe db-7\n/quit\n13:02 second alarm";
    desk.take(Input::Pasted(pasted.to_owned()));
    assert!(matches!(*desk.effects, [Effect::SaveScratch { .. }]), "{:?}", desk.effects);
    assert_eq!(
        desk.model.incident.timeline.iter().filter(|line| line.entry().is_some()).count(),
        0
    );
    let printed = desk.types("/lines");
    let asks = "Nothing is recorded yet. 1 line begins with a time, read in Europe/Prague. Enter, \
                or the same line again, goes on; anything else leaves it.";
    assert_eq!(printed, [asks]);
    desk.types("");
    desk.check(
        "/timeline 9",
        &[
            "1. 13:02 CET Coord, note: second alarm. By Lee.",
            "2. 15:05 CET Coord: room begun: CRIMSON HERON. By Dana.",
            "3. 15:05 CET Coord, note: > @infra wipe db-7. By Lee.",
            "4. 15:05 CET Coord, note: /quit. By Lee.",
        ],
    );
    desk.take(Input::Pasted(pasted.to_owned()));
    let printed = desk.types("/block");
    assert_eq!(printed[0], "reads: note, as pasted · +2 lines quoted · now 15:05 CET");
    desk.check("/block", &["Nothing was pasted."]);
}

#[test]
fn undo_names_what_it_does_and_redo_does_it_again() {
    let mut desk = Desk::new();
    desk.types("/severity 1 data is out");
    let printed = desk.types("/undo");
    assert!(printed.iter().any(|line| line.contains("severity")), "{printed:?}");
    assert_eq!(desk.model.incident.severity, None);
    desk.types("/redo");
    assert!(desk.model.incident.severity.is_some());
    desk.later(5);
    let printed = desk.types("/undo");
    assert!(
        printed[0].ends_with("Enter, or the same line again, goes on; anything else leaves it."),
        "{printed:?}"
    );
    assert!(desk.model.incident.severity.is_some());
    desk.types("");
    assert_eq!(desk.model.incident.severity, None);
}

#[test]
fn the_room_is_led_by_words() {
    let mut desk = Desk::new();
    for (typed, printed) in [
        ("/declare data is out", "Recorded: declared an incident: data is out."),
        ("/severity 2", "Recorded: severity is now SEV2."),
        ("/phase contain", "Recorded: phase entered: Contain and eradicate."),
        ("/phase leave contain", "Recorded: phase left: Contain and eradicate."),
        ("/anchor contained -5m for EU", "Recorded: “contained” (EU) set to 15:00 CET."),
        ("/role commander Dana", "Recorded: Incident commander is now Dana."),
        ("/severity 9", "Say 1, 2, 3, 4 or none: /severity 1."),
        ("/phase x", "Say which phase: detect, investigate, contain, communicate, review."),
    ] {
        desk.check(typed, &[printed]);
    }
    let printed = desk.types("/now");
    assert_eq!(printed[0], "CRIMSON HERON: Declared, SEV2.");
}

#[test]
fn who_types_is_asked_again_after_twenty_minutes() {
    let mut desk = Desk::new();
    desk.types("a line");
    desk.later(20);
    let printed = desk.types("after a while");
    let asks = "Is it still Lee (coord) who types? If not, /as NAME. Enter, or the same line \
                again, goes on; anything else leaves it.";
    assert_eq!(printed.last().map(String::as_str), Some(asks));
    desk.types("/as Amara Okafor legal");
    assert_eq!(desk.types("it is me").last().map(String::as_str), Some("Recorded."));
    let line = desk.model.incident.timeline.by_row().last().expect("a line");
    assert_eq!((line.author.as_str(), line.department.as_str()), ("Amara Okafor", "legal"));
}

#[test]
fn a_console_that_only_reads_records_nothing() {
    let mut desk = Desk::new();
    desk.model.me.read_only = true;
    let head = desk.model.incident.head;
    let why = "This console only reads (--read-only): nothing was recorded.";
    for typed in ["a line", "/declare", "/severity 1", "/answer 1 x", "/undo"] {
        let printed = desk.types(typed);
        let said = printed.iter().any(|line| line == why || line.starts_with("No list"));
        assert!(said, "{typed}: {printed:?}");
    }
    assert_eq!(desk.model.incident.head, head);
    assert_eq!(
        desk.types("/now").last().map(String::as_str),
        Some("This console only reads: nothing can be recorded from here.")
    );
}

#[test]
fn what_is_printed_is_safe_whatever_it_holds() {
    let mut desk = Desk::new();
    desk.anew(
        "dana",
        "Dana",
        danas("\u{1b}]0;owned\u{7}\u{202e}x\u{200b}\nsecond", Handling::Open),
    );
    assert_eq!(desk.printed, ["15:05 CET Coord, note: ␛]0;owned␇<RLO>x<ZWSP>␊second. By Dana."]);
}

#[test]
fn the_table_is_closed_and_every_command_has_its_help() {
    let mut names: Vec<&str> = table::rows().map(|row| row.name).collect();
    for row in table::rows() {
        assert!(!row.help.is_empty() && !row.name.contains(char::is_whitespace), "{}", row.name);
        assert!(row.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", row.name);
    }
    let many = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), many, "a name twice");
    let mut desk = Desk::new();
    let help = desk.types("/help");
    for name in names {
        assert!(help.iter().any(|line| line.starts_with(&format!("/{name}"))), "{name}");
    }
    desk.check(
        "/help undo",
        &["This console:", "/undo: takes your last act back", "/redo: does what was undone again"],
    );
    desk.check(
        "/r",
        &["/r could be /restore, /refuse, /release, /rename, /resolve, /review, /reply, /role, \
           /received, /room-zone, /redact, /redo."],
    );
    assert!(desk.types("/time 1")[0].starts_with("1. "), "the beginning of one name is enough");
}

#[test]
fn no_line_and_no_command_panics() {
    let words = ["", " ", "1", "last", "x", "1 x", "99999999999999999999", "\u{202e}", "0 0", "-1"];
    let mut desk = Desk::new();
    desk.types("> @infra rotate keys in 20m");
    desk.types("/playbook credential-leak");
    for list in ["/next", "/timeline", "/lists infra", "/templates", "/drafts", "/tray"] {
        for row in table::rows().filter(|row| !["quit", "leave", "write"].contains(&row.name)) {
            for rest in words {
                desk.types(list);
                let typed = format!("/{} {rest}", row.name);
                for line in desk.types(&typed) {
                    let key = ["Ctrl-", "(r ", "(S)", "(H)", "Esc,"]
                        .into_iter()
                        .find(|key| line.contains(key));
                    assert_eq!(key, None, "here are no keys: {typed}: {line}");
                }
                desk.linear.writing = None;
            }
        }
    }
}

#[test]
fn a_stranger_is_asked_for_a_name_once_and_it_becomes_no_line() {
    let stranger = || {
        let mut desk = Desk::new();
        (desk.model.me.unconfirmed, desk.model.me.unnamed) = (true, true);
        desk
    };
    let mut desk = stranger();
    let greeting = desk.linear.greet(&desk.model).join(" ");
    assert!(greeting.contains("who is typing?") && greeting.contains("Enter alone: Lee (coord)"));
    assert_eq!(desk.linear.prompt(&desk.model), "Your name: ");
    let head = desk.model.incident.timeline.by_row().len();
    desk.types("Amara Okafor legal");
    assert_eq!(desk.linear.prompt(&desk.model), "Amara Okafor: ");
    assert_eq!(desk.types("db-7 is dark").last().map(String::as_str), Some("Recorded."));
    let line = desk.model.incident.timeline.by_row().last().expect("a line");
    assert_eq!((line.author.as_str(), line.department.as_str()), ("Amara Okafor", "legal"));
    assert!(desk.model.incident.timeline.by_row().len() > head);
    let mut desk = stranger();
    desk.types("");
    assert_eq!(desk.linear.prompt(&desk.model), "Lee: ");
    // What the grammar reads, and a sentence, are no names: whoever types is asked about them.
    for typed in ["> @infra rotate keys", "-15m db-7 is dark", "the laptop was the way in"] {
        let mut desk = stranger();
        let asks = desk.types(typed).last().cloned().unwrap_or_default();
        assert!(asks.starts_with("Is it still Lee (coord) who types?"), "{typed}: {asks}");
    }
}

#[test]
fn a_line_that_was_asked_about_is_not_lost_when_another_is_typed() {
    let mut desk = Desk::new();
    desk.later(20);
    desk.types("% counsel wants the first line");
    let printed = desk.types("the second line").join(" ");
    assert!(printed.contains("The line before was not recorded: /take 1 records it."), "{printed}");
    assert!(!printed.contains("counsel"), "{printed}");
    let before = desk.model.incident.timeline.len();
    assert_eq!(desk.types("").last().map(String::as_str), Some("Recorded."));
    let taken = desk.types("/take 1");
    assert!(taken.iter().any(|line| line.contains("privileged (%: dots) · note")), "{taken:?}");
    assert_eq!(desk.model.incident.timeline.len(), before + 2);
    desk.check("/take 1", &["Nothing is offered now."]);
}

#[test]
fn where_a_terminal_echoes_the_signs_say_that_it_shows_a_line_for_few() {
    for (terminal, told) in [(true, true), (false, false)] {
        let mut desk = Desk::new();
        desk.linear = Linear::at(terminal);
        let said = desk.types("/signs").join(" ");
        assert_eq!(said.contains("The terminal shows what you type"), told, "{said}");
    }
}

#[test]
fn undo_and_redo_of_an_item_stand_under_its_department() {
    let mut desk = Desk::new();
    desk.types("/add infra look at db-7");
    desk.types("/lists infra");
    for typed in ["/begin 1", "/undo", "/redo", "/comment 1 half way", "/na 1 ours is none"] {
        desk.types(typed);
        let line = desk.model.incident.timeline.by_row().last().expect("a row");
        assert_eq!(line.department.as_str(), "infra", "{typed}");
    }
}
