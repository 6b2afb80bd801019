//! The real binary in a PTY.

#![expect(clippy::unwrap_used, reason = "a test may")]

pub mod given;
mod holding;
mod kills;
mod panics;
mod replies;
mod typed;

use rustix::process::Signal;

use crate::command_line::sound::forge;

use given::{Host, row_of};

#[test]
fn a_line_is_recorded_and_the_terminal_is_given_back() {
    let host = Host::new();
    let mut console = host.console();
    console.until("the other screen", vt100::Screen::alternate_screen);
    console.types("db-7 talked to 203.0.113.9");
    console.press("enter");
    console.sees_row("the line in the timeline", |row| {
        row.starts_with('│') && row.contains("db-7 talked to 203.0.113.9")
    });
    console.press("ctrl-q");
    assert!(console.ends().success());
    console.until("the first screen, as it was", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
    });
    let sent = console.bytes();
    let asks = |question: &[u8]| sent.windows(question.len()).any(|window| window == question);
    assert!(!asks(b"\x1b[6n") && !asks(b"\x1b[c") && !asks(b"\x1b]11;?"), "it asked the terminal");
}

#[test]
fn a_stranger_is_asked_for_a_name_once_and_it_becomes_no_line() {
    let host = Host::new();
    let mut console = host.stranger();
    console.sees("Who is typing?");
    console.types("Lee");
    console.press("enter");
    console.sees("Lee is of which department?");
    console.press("enter");
    console.sees("typing Lee");
    console.types("db-7 is dark");
    console.press("enter");
    console.sees_row("the line", |row| row.starts_with('│') && row.contains("db-7 is dark"));
    console.press("ctrl-q");
    assert!(console.ends().success());
    let again = host.stranger();
    again.sees("typing Lee ");
    again.sees_row("the line has the cursor", |row| row.starts_with(" >"));
    assert!(!again.shown().contains("Who is typing?"));
}

#[test]
fn a_room_is_begun_by_one_key_and_enter_and_nothing_is_asked_after_that() {
    let host = Host::new();
    let mut console = host.begun();
    console.types("db-7 is dark");
    console.press("enter");
    console.sees_row("the line", |row| row.starts_with('│') && row.contains("db-7 is dark"));
    // From then on the form asks for no name, here and at the next start.
    console.press("ctrl-q");
    console.sees("Rooms in");
    let mut again = host.newcomer();
    again.sees("Rooms in");
    for console in [&mut console, &mut again] {
        console.press("n");
        console.sees("Codename");
        assert!(!console.shown().contains("Your name"), "{}", console.shown());
        console.press("enter");
        console.sees("typing Lee ");
    }
}

#[test]
fn the_zone_of_this_persons_last_room_is_offered_for_the_next() {
    let host = Host::new();
    let mut console = host.newcomer();
    console.sees("Rooms in");
    console.press("n");
    console.sees("this host calls you root");
    console.types("Lee");
    console.press("up");
    console.types("Asia/Kolkata");
    console.press("enter");
    console.sees("UTC+05:30");
    // Left by a hangup: what is remembered does not wait for a farewell.
    console.vanish();
    console.ends();
    let offers = |console: &mut given::Console, zone: &str| {
        console.sees("Rooms in");
        console.press("n");
        console.sees("Codename");
        console.sees(zone);
        console.press("esc");
    };
    let mut console = host.newcomer();
    offers(&mut console, "Asia/Kolkata");
    // Changed in the room itself.
    console.press("enter");
    console.sees("typing Lee ");
    console.press("esc");
    console.press("r");
    console.sees("codename, title, zone");
    console.press("n");
    console.sees("innocuous, shown everywhere");
    console.press("down");
    console.press("down");
    console.press("enter");
    console.sees("Ctrl-U empties the field");
    console.press("ctrl-u");
    console.types("Europe/Madrid");
    console.press("enter");
    console.sees("CE");
    console.press("ctrl-q");
    offers(&mut console, "Europe/Madrid");
    // By a script, and for somebody else: everybody has their own.
    let made = host.path("by-a-script.allhands");
    let made = made.to_str().expect("a path");
    let (code, said) = host.run(&["new", made, "--zone", "America/Lima", "--as", "Zoe"]);
    assert_eq!(code, Some(0), "{said}");
    console.press("ctrl-q");
    let mut console = host.newcomer();
    offers(&mut console, "Europe/Madrid");
    let mut console = host.start_screen_of("Zoe");
    offers(&mut console, "America/Lima");
}

#[test]
fn the_configurations_mistake_is_told_in_the_room_too() {
    let host = Host::new();
    let folder = host.path(".config/allhands");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), b"ascii = false\nname = \"D\xff\"\n").unwrap();
    host.console().sees("config.toml:2: this is not UTF-8; save it as UTF-8. The defaults hold");
}

#[test]
fn two_consoles_see_each_other() {
    let host = Host::new();
    let (mut one, mut other) = (host.console(), host.console());
    one.send(b"API is offline\r");
    other.sees("API is offline");
    other.send(b"customers ask\r");
    one.sees("customers ask");
}

#[test]
fn a_sentence_survives_kill_9() {
    let host = Host::new();
    let mut console = host.console();
    console.types("the laptop was the wa");
    // The desk has it when a reader that only looks finds it there.
    host.desk_holds("the laptop was the wa");
    console.signal(Signal::KILL);
    console.ends();
    host.console().sees("> the laptop was the wa");
}

#[test]
fn a_hangup_saves_and_leaves() {
    let host = Host::new();
    let mut console = host.console();
    console.types("half a sent");
    console.signal(Signal::HUP);
    assert_eq!(console.ends().exit_code(), 129);
    host.console().sees("> half a sent");
}

#[test]
fn a_vanished_terminal_saves_and_leaves() {
    let host = Host::new();
    let mut console = host.console();
    console.types("half a sent");
    console.vanish();
    console.ends();
    host.console().sees("> half a sent");
}

#[test]
fn a_terminal_that_takes_nothing_does_not_hold_it() {
    let host = Host::new();
    let mut console = host.console();
    console.stop_taking();
    console.signal(Signal::TERM);
    assert_eq!(console.ends().exit_code(), 143);
}

#[test]
fn it_stops_for_the_shell_and_comes_back() {
    let host = Host::new();
    let mut shell = host.shell();
    let start = format!("{} --as Dana room.allhands\r", env!("CARGO_BIN_EXE_allhands"));
    shell.send(start.as_bytes());
    shell.until("the room", |screen| {
        screen.alternate_screen() && screen.contents().contains("SILVER OTTER")
    });
    shell.types("half a sent");
    shell.press("ctrl-z");
    shell.until("the shell", |screen| {
        !screen.alternate_screen() && screen.contents().contains("Stopped")
    });
    shell.send(b"fg\r");
    shell.until("the room again, whole", |screen| {
        let shown = screen.contents();
        screen.alternate_screen() && shown.contains("SILVER OTTER") && shown.contains("half a sent")
    });
}

#[test]
fn where_no_shell_could_bring_it_back_it_does_not_stop() {
    let host = Host::new();
    let mut console = host.console();
    console.press("ctrl-z");
    console.sees("no shell");
    console.types("still here");
}

#[test]
fn a_resize_draws_the_whole_screen() {
    let host = Host::new();
    let console = host.console();
    for (columns, rows) in [(120, 40), (40, 12), (20, 6), (80, 24)] {
        console.forget_bytes();
        console.resize(columns, rows);
        console.gets(b"\x1b[2J");
        console.sees_row("the line", |row| row.starts_with(" >"));
    }
}

#[test]
fn a_paste_in_the_panes_opens_the_line_and_runs_no_key() {
    let host = Host::new();
    let mut console = host.console();
    console.press("esc");
    console.send(b"\x1b[200~uxd from a ticket\x1b[201~");
    console.sees("> uxd from a ticket");
}

#[test]
fn a_paste_is_at_the_desk_at_once_and_waits_for_no_pause() {
    let host = Host::new();
    let mut console = host.console();
    // Typing on keeps the pause away that would save it in any case. What is looked for stands at
    // the desk only until then, so there are a few attempts.
    let at_once = (0..5).any(|attempt| {
        let pasted = format!("ticket {attempt} says so");
        console.send(format!("\x1b[200~{pasted}\x1b[201~").as_bytes());
        console.sees(&format!("> {pasted}"));
        let found = (0..20_000).find_map(|_| {
            let mut kept = host.scratches();
            // Above the words stands which of them were pasted.
            for text in &mut kept {
                text.drain(..text.find('\n').map_or(0, |end| end + 1));
            }
            let longer = |text: &String| text.len() > pasted.len() && text.starts_with(&pasted);
            if kept.contains(&pasted) || kept.iter().any(longer) {
                return Some(kept.contains(&pasted));
            }
            console.send(b"x");
            None
        });
        console.press("ctrl-u");
        found == Some(true)
    });
    assert!(at_once, "it waited for a pause");
}

#[test]
fn a_row_that_is_changed_while_the_room_is_open_is_told_in_the_banner() {
    let host = Host::new();
    let mut console = host.console();
    console.types("db-7 talks to them");
    console.press("enter");
    console.sees_row("the line", |row| row.starts_with('│') && row.contains("db-7 talks"));
    let row = row_of(&host.room(), "db-7 talks");
    forge(&host.room(), "db-7", "db-4");
    console.sees(&format!("NOT SOUND: row {row}"));
    console.types("kept at the desk");
    console.press("enter");
    console.sees("kept at the desk");
    console.press("ctrl-q");
    console.sees("Leave now");
    for key in ["down", "down", "enter"] {
        console.press(key);
    }
    assert_eq!(console.ends().exit_code(), 3, "it ends as `verify` does");
    let (code, said) = host.run(&["verify", &host.room().display().to_string()]);
    assert!(code == Some(3) && said.contains(&format!("row {row}")), "{said}");
    assert!(!said.contains("kept at the desk"), "{said}");
}

#[test]
fn keys_faster_than_a_person_run_nothing_and_are_offered_as_a_line() {
    let host = Host::new();
    let mut console = host.console();
    console.press("esc");
    console.send(b"x drop tables now\r");
    console.sees("x drop tables now");
    // A key that is no text ends the burst; an Enter right behind it would be one of its own.
    console.press("down enter");
    console.sees("> x drop tables now");
    // Two keys in one packet are enough, and so are single ones right behind each other.
    console.press("esc");
    console.send(b"xp");
    console.sees("none was run");
    console.press("esc");
    for key in [b"x", b"q", b"\r"] {
        console.send(key);
    }
    console.sees("none was run");
}

#[test]
fn a_locale_without_utf_8_gets_ascii_and_one_that_says_nothing_all_signs() {
    let host = Host::new();
    let room = host.room();
    let frame = |environment: &[(&str, &str)]| {
        let console = host.console_in(&room, environment);
        console.sees("Timeline");
        console.shown().contains('┌')
    };
    assert!(frame(&[]));
    assert!(frame(&[("LANG", "C.UTF-8")]));
    assert!(frame(&[("LANG", "C"), ("LC_ALL", "en_US.utf8")]));
    assert!(!frame(&[("LANG", "C")]));
    assert!(!frame(&[("LC_ALL", "POSIX"), ("LANG", "en_US.UTF-8")]));
    assert!(!frame(&[("LC_CTYPE", "de_DE.ISO-8859-1")]));
}

#[test]
fn without_colours_none_is_sent() {
    let host = Host::new();
    let console = host.console_of(&[("NO_COLOR", "1")]);
    let sent = console.bytes();
    let text = String::from_utf8_lossy(&sent);
    let styles = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && !";:".contains(c))?;
        rest[end..].starts_with('m').then(|| &rest[..end])
    });
    for style in styles {
        let coloured = style.split(';').any(|number| {
            matches!(number.parse(), Ok(30..=38 | 40..=48 | 58 | 90..=97 | 100..=107))
        });
        assert!(!coloured, "SGR {style}");
    }
}

#[test]
fn the_editor_has_the_terminal_and_gives_the_text_back() {
    let host = Host::new();
    let script = host.path("editor.sh");
    std::fs::write(&script, "read -r key; echo \"the editor had $key\" >> \"$1\"\n").unwrap();
    let mut console = host.practice(&[("EDITOR", &format!("sh {}", script.display()))]);
    console.press("esc");
    console.sees("┏ Timeline");
    console.press("backtab");
    console.sees("┏ Drafts");
    console.press("enter");
    console.sees("┏ Holding statement");
    console.press("ctrl-e");
    console.until("the first screen", |screen| !screen.alternate_screen());
    console.send(b"the keys\r");
    console.sees("the editor had the keys");
    console.until("the other screen", vt100::Screen::alternate_screen);
    console.send(b" and gave them back");
    console.sees("and gave them back");
}

#[test]
fn a_redraw_repairs_what_somebody_else_wrote() {
    let host = Host::new();
    let mut console = host.console();
    console.types("half a sent");
    console.scribble(b"\x1b[HBroadcast message from root\x1b[24;1Hgoing down");
    console.press("ctrl-l");
    console.until("the room, whole", |screen| {
        let shown = screen.contents();
        shown.contains("SILVER OTTER")
            && shown.contains("half a sent")
            && !shown.contains("going down")
    });
}

#[test]
fn a_hostile_codename_reaches_no_title_raw() {
    let host = Host::called("SILVER\x1b]0;owned\x07OTTER\u{202e}");
    let console = host.console_in(&host.room(), &[]);
    console.sees("OTTER");
    let sent = console.bytes();
    let holds = |bad: &[u8]| sent.windows(bad.len()).any(|window| window == bad);
    assert!(!holds(b"\x1b]0;owned") && !holds("\u{202e}".as_bytes()));
    assert!(holds(b"\x1b]2;"), "the window has a title");
}

#[test]
fn a_dumb_terminal_gets_plain_lines_and_a_prompt() {
    let host = Host::new();
    let mut console = host.console_of(&[("TERM", "dumb")]);
    console.sees("Dana:");
    console.send(b"db-7 is dark\r");
    console.sees("reads: note");
    console.sees("Recorded.");
    console.sees_row("one prompt", |row| row.trim_end() == "Dana:");
    console.send(b"> @infra one\r/quit\rthree\r");
    console.sees("3 lines came at once");
    console.send(b"/timeline 1\r");
    console.sees("db-7 is dark. By Dana.");
    let bytes = console.bytes();
    assert!(!bytes.contains(&0x1b), "{:?}", String::from_utf8_lossy(&bytes));
    console.send(b"/quit\r");
    assert!(console.ends().success());
}
