//! What the checks find, from keys to the record and back to the screen: counted in the list, told
//! on the page, waived, undone, asked about before the go, recorded where it was open still; the
//! list of names; the soft word on the capture line.

use allhands::console::linear::Linear;
use allhands::console::model::{Focus, Pane};
use allhands::domain::command::Command;
use allhands::domain::event::RoleAssigned;
use allhands::domain::people::Person;
use allhands::domain::words::Role;
use allhands::playbook;
use allhands::view::screen;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;

use super::work::desk::Desk;

fn say(desk: &mut Desk, line: &str) {
    desk.model.focus = Focus::Capture;
    desk.model.last_key = desk.model.now;
    desk.typed(line).keys("enter");
}

/// A draft with a promise in it, its list shown.
fn written() -> Desk {
    let mut desk = Desk::declared();
    desk.model.library = playbook::builtin().into();
    let coordinator = RoleAssigned { role: Role::IncidentCommander, person: Person::from("Lee") };
    desk.other(Command::AssignRole(coordinator));
    say(&mut desk, "= what_happened a lost laptop");
    say(&mut desk, "= next_update 16:00 UTC");
    desk.pane(Pane::Drafts).keys("+ enter ctrl-end").typed(" This will never happen again.");
    desk
}

/// The page of the draft, the finding selected.
fn on_finding(desk: &mut Desk) {
    desk.keys("e g g");
    for _ in 0..40 {
        let shot = desk.panes(100, 40);
        if shot.lines().any(|line| line.contains('>') && line.contains("promise: “")) {
            return;
        }
        desk.keys("j");
    }
    panic!("{}", desk.panes(100, 40));
}

#[test]
fn a_finding_is_shown_waived_with_a_reason_and_counts_again() {
    let mut desk = written();
    let shot = desk.shot(100, 40);
    assert!(shot.contains("1 finding (Ctrl-D). promise: “never happen again”"), "{shot}");
    desk.keys("ctrl-s ctrl-g");
    assert!(desk.panes(120, 40).contains("1 finding"), "{}", desk.panes(120, 40));
    on_finding(&mut desk);
    insta::assert_snapshot!("a_finding_80x24", desk.panes(80, 24));
    desk.keys("W enter");
    assert!(desk.shot(100, 40).contains("A few words are needed"), "{}", desk.shot(100, 40));
    desk.typed("counsel wants it").keys("enter");
    let shot = desk.panes(100, 40);
    assert!(shot.contains("Checks: 0 open, 1 waived"), "{shot}");
    assert!(shot.contains("waived: counsel wants it"), "{shot}");
    // The same key again lets it count.
    desk.keys("W");
    assert!(desk.panes(100, 40).contains("[!] promise"), "{}", desk.panes(100, 40));
    desk.keys("W").typed("counsel wants it").keys("enter");
    assert!(desk.panes(100, 40).contains("waived: counsel wants it"), "{}", desk.panes(100, 40));
    // Other words of the sentence: the waiver is not of these.
    desk.keys("enter ctrl-end").typed(" Never.").keys("ctrl-s ctrl-g");
    assert!(desk.panes(120, 40).contains("0 open, 1 waived"), "{}", desk.panes(120, 40));
    desk.keys("enter ctrl-end backspace backspace backspace backspace backspace backspace");
    desk.keys("backspace backspace").typed(", we hope.").keys("ctrl-s ctrl-g");
    let shot = desk.panes(120, 40);
    assert!(shot.contains("1 finding") && !shot.contains("1 waived"), "{shot}");
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

/// The words of the screen that are underlined, row by row, passages parted by ` / `.
fn underlined(desk: &Desk, width: u16, height: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("memory");
    terminal.draw(|frame| screen::draw(&desk.model, frame)).expect("memory");
    let buffer = terminal.backend().buffer();
    let rows = (0..height).map(|y| {
        let row: String = (0..width)
            .map(|x| match &buffer[(x, y)] {
                cell if cell.modifier.contains(Modifier::UNDERLINED) => cell.symbol(),
                _ => "\0",
            })
            .collect();
        let parts: Vec<&str> = row.split('\0').filter(|part| !part.is_empty()).collect();
        parts.join(" / ")
    });
    rows.filter(|row| !row.is_empty()).collect()
}

#[test]
fn passages_found_are_underlined_where_they_stand_however_the_text_wraps() {
    let mut desk = written();
    assert_eq!(underlined(&desk, 120, 40), ["never happen again"]);
    // Behind wide letters, in a line of its own, over the end of a row, and scrolled to.
    for _ in 0..60 {
        desk.keys("enter");
    }
    desk.typed("\u{65E5}\u{672C} never happen again, and it will never happen again.");
    assert_eq!(underlined(&desk, 120, 40), ["never happen again / never happen again"]);
    let narrow = underlined(&desk, 34, 20).join(" ");
    assert_eq!(narrow, "never happen again never happen again");
    // A waived one is not.
    desk.keys("ctrl-s ctrl-g");
    on_finding(&mut desk);
    desk.keys("W").typed("counsel wants it").keys("enter");
    desk.keys("enter ctrl-home");
    assert_eq!(underlined(&desk, 120, 40), Vec::<String>::new());
}

#[test]
fn open_findings_are_asked_about_before_the_go_and_stand_on_the_record() {
    let mut desk = written();
    desk.keys("ctrl-s ctrl-g w enter");
    for who in ["Amara, by phone", "Kim, by phone"] {
        desk.keys("a g g enter ctrl-u").typed(who).keys("enter");
        let shot = desk.shot(120, 40);
        assert!(shot.contains("has 1 finding: promise."), "{shot}");
        desk.keys("enter");
    }
    desk.keys("o");
    assert!(desk.shot(100, 40).contains("checks: 1 finding"), "{}", desk.shot(100, 40));
    desk.keys("y");
    let shot = desk.shot(100, 40);
    assert!(shot.contains("Give the go all the same?"), "{shot}");
    let given = |desk: &Desk| desk.model.incident.drafts.all()[0].review.releases.len();
    assert_eq!(given(&desk), 0);
    desk.keys("y");
    assert_eq!(given(&desk), 1);
    assert_eq!(desk.model.incident.drafts.all()[0].review.releases[0].open, ["promise"]);
    desk.keys("s");
    let shot = desk.shot(120, 40);
    assert!(shot.contains("has 1 finding: promise."), "{shot}");
    desk.keys("ctrl-u").typed("Kim").keys("enter");
    assert_eq!(desk.model.incident.drafts.all()[0].review.sent[0].open, ["promise"]);
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}

#[test]
fn linear_mode_lists_findings_waives_them_and_tells_names() {
    let mut desk = written();
    desk.keys("ctrl-s ctrl-g");
    let mut linear = Linear::default();
    let mut turn = |desk: &mut Desk, line: &str| desk.says(&mut linear, line);
    turn(&mut desk, "/drafts");
    let said = turn(&mut desk, "/checks 1");
    assert!(said.contains("1. promise: “never happen again”"), "{said}");
    let said = turn(&mut desk, "/waive 1");
    assert!(said.contains("Say why it may stand"), "{said}");
    turn(&mut desk, "/waive 1 counsel wants it");
    turn(&mut desk, "/drafts");
    let said = turn(&mut desk, "/checks 1");
    assert!(said.contains("waived: counsel wants it"), "{said}");
    turn(&mut desk, "/names customer Globex, Initech");
    turn(&mut desk, "/names off globex");
    let said = turn(&mut desk, "/names");
    assert!(said.contains("1 names, behind the shield"), "{said}");
    let names: Vec<&str> =
        desk.model.incident.names.all().iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Initech"]);
}

#[test]
fn the_capture_line_speaks_softly_and_keeps_nothing() {
    let mut desk = Desk::declared();
    desk.model.library = playbook::builtin().into();
    desk.model.focus = Focus::Capture;
    desk.model.last_key = desk.model.now;
    desk.typed("the vendor was negligent");
    let shot = desk.shot(120, 24);
    assert!(shot.contains("“negligent”: weighs in court"), "{shot}");
    desk.keys("enter");
    assert!(!desk.shot(120, 24).contains("weighs in court"));
    let entry = desk.model.incident.timeline.iter().last().and_then(|line| line.entry().cloned());
    let entry = entry.expect("it was recorded");
    assert_eq!(entry.now.text, "the vendor was negligent");
    assert!(entry.now.tags.is_empty());
    desk.model.focus = Focus::Capture;
    desk.typed("%negligence, says counsel");
    assert!(!desk.shot(120, 24).contains("weighs in court"), "{}", desk.shot(120, 24));
}

#[test]
fn names_are_listed_by_typing_and_taken_off_by_choosing() {
    let mut desk = written();
    desk.keys("ctrl-s ctrl-g r i");
    desk.typed("customer Globex, Initech").keys("enter");
    let many = |desk: &Desk| desk.model.incident.names.all().len();
    assert_eq!(many(&desk), 2);
    desk.keys("r i");
    let shot = desk.shot(100, 40);
    assert!(shot.contains("2 names, behind the shield") && !shot.contains("Globex"), "{shot}");
    desk.keys("esc S y r i");
    let shot = desk.shot(100, 40);
    assert!(shot.contains("Globex") && shot.contains("a customer's name"), "{shot}");
    desk.keys("tab enter");
    assert_eq!(many(&desk), 1, "{}", desk.shot(100, 40));
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
}
