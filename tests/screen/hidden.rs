//! What a shared screen shows of lines for few while the shield is down: dots, wherever their words
//! could come up again.

use allhands::console::effect::Effect;
use allhands::console::linear::Linear;
use allhands::console::message::Message;
use allhands::console::model::{Focus, Pane};
use allhands::console::standing::DeskTrouble;
use allhands::domain::command::Command;
use allhands::domain::event::{OrderChanged, OrderState};
use allhands::report::lines::Reach;
use allhands::report::markdown::markdown;

use super::work::desk::Desk;

fn say(desk: &mut Desk, line: &str) {
    desk.model.focus = Focus::Capture;
    desk.model.last_key = desk.model.now;
    desk.typed(line).keys("enter");
    if !desk.model.capture.is_empty() {
        desk.keys("enter");
    }
    assert!(desk.model.capture.is_empty(), "{line}: {:?}", desk.model.notice);
}

/// A blank draft with a text, saved, in the list.
fn saved(desk: &mut Desk, title: &str, text: &str) {
    desk.pane(Pane::Drafts).keys("+ G enter").typed(title).keys("enter");
    desk.typed("customers").keys("enter").typed("mail").keys("enter");
    desk.typed(text).keys("ctrl-s ctrl-g");
}

fn copied(desk: &mut Desk) -> Vec<Effect> {
    desk.outside.clear();
    desk.pane(Pane::Drafts).keys("G y");
    desk.outside.drain(..).filter(|effect| matches!(effect, Effect::Copy(_))).collect()
}

#[test]
fn a_draft_that_cites_a_hidden_fact_is_copied_with_the_shield_lifted_alone() {
    let mut desk = Desk::declared();
    say(&mut desk, "% = ransom CANARY500 source mail");
    saved(&mut desk, "Reply", "we pay {{ ransom }} now");
    assert_eq!(copied(&mut desk), []);
    let said = desk.model.notice.clone().unwrap_or_default();
    assert_eq!(said, "It cites what is privileged: lift the shield first (S).");
    desk.pane(Pane::Drafts).keys("S y");
    assert_eq!(copied(&mut desk), [Effect::Copy("we pay CANARY500 now".to_owned())]);
    // A draft of open words alone is copied in any case.
    desk.pane(Pane::Drafts).keys("S");
    saved(&mut desk, "Note", "we are looking");
    assert_eq!(copied(&mut desk), [Effect::Copy("we are looking".to_owned())]);
}

fn burst(text: &str) -> Message {
    Message::Burst { text: text.to_owned(), goes_on: false }
}

#[test]
fn what_came_too_fast_is_dots_where_it_begins_as_a_line_for_few() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Timeline).tell(burst("%% secret two"));
    let shot = desk.shot(80, 24);
    assert!(shot.contains("Take it as a line?") && shot.contains("•••••"), "{shot}");
    assert!(!shot.contains("secret"), "{shot}");
    desk.keys("esc").pane(Pane::Timeline).tell(burst("plain two"));
    let shot = desk.shot(80, 24);
    assert!(shot.contains("plain two"), "{shot}");
}

#[test]
fn who_was_told_and_who_owes_in_a_line_for_few_is_not_named() {
    let mut desk = Desk::declared();
    say(&mut desk, "% < CANARYcust CISO told: they know");
    say(&mut desk, "% > @\"CANARY Person\" pay it in 20m");
    for keys in ["j", "P", "P w"] {
        desk.pane(Pane::Timeline).keys(keys);
        for (columns, rows) in [(80, 24), (160, 50)] {
            let shot = desk.shot(columns, rows);
            assert!(!shot.contains("CANARY"), "{keys}:\n{shot}");
        }
        desk.keys("esc esc");
    }
    desk.pane(Pane::Timeline).keys("S y");
    let shot = desk.shot(160, 50);
    assert!(shot.contains("CANARY Person"), "{shot}");
}

#[test]
fn tab_offers_no_tag_fact_or_person_of_a_line_for_few() {
    let mut desk = Desk::declared();
    say(&mut desk, "%% we hide #canarytag now");
    say(&mut desk, "% = ransom 500");
    say(&mut desk, "% > @\"Canary Person\" pay it");
    for typed in ["#can", "= ran", "@can"] {
        desk.model.focus = Focus::Capture;
        desk.typed(typed).keys("tab");
        assert_eq!(desk.model.capture.field.text(), typed);
        desk.keys("ctrl-u");
    }
    // Once everybody may read the line, its tag is one of the room's.
    say(&mut desk, "we tell #opentag now");
    desk.typed("#ope").keys("tab");
    assert_eq!(desk.model.capture.field.text(), "#opentag ");
}

#[test]
fn a_text_that_is_kept_nowhere_says_so_while_it_is_written() {
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ G enter").typed("Note").keys("enter enter enter");
    desk.typed("half a text");
    assert!(desk.shot(80, 24).contains("kept at this host"), "{}", desk.shot(80, 24));
    let because = "its disk is full".to_owned();
    desk.model.reach.desk = Some(DeskTrouble { because, full: true });
    let shot = desk.shot(80, 24);
    assert!(shot.contains("KEPT NOWHERE") && !shot.contains("kept at this host"), "{shot}");
    for width in [20, 30, 40, 50] {
        let shot = desk.shot(width, 12);
        assert!(shot.contains("NOT KEPT"), "{width}: {shot}");
    }
    desk.keys("ctrl-g");
    let said = desk.model.notice.clone().unwrap_or_default();
    assert!(said.ends_with("It is kept nowhere else."), "{said}");
}

/// Enter, until nothing is asked any more.
fn enters(desk: &mut Desk) {
    while !desk.model.overlays.is_empty() {
        desk.keys("enter");
    }
}

/// A reply that was approved while the ransom was known to everybody.
fn approved() -> Desk {
    let mut desk = Desk::declared();
    say(&mut desk, "= ransom 500 source mail");
    saved(&mut desk, "Reply", "we pay {{ ransom }} now");
    desk.pane(Pane::Drafts).keys("G w");
    enters(&mut desk);
    desk.keys("a g g enter ctrl-u").typed("Amara, by phone");
    enters(&mut desk);
    assert!(desk.refused.is_empty(), "{:?}", desk.refused);
    desk
}

fn notice(desk: &Desk) -> String {
    desk.model.notice.clone().unwrap_or_default()
}

#[test]
fn a_value_that_only_few_may_know_changes_the_words_unseen() {
    let approved = approved();
    let mut sent = approved.clone();
    sent.pane(Pane::Drafts).keys("G s ctrl-u").typed("Kim");
    enters(&mut sent);
    assert!(sent.model.incident.drafts.all()[0].review.last_out() > 0, "{}", sent.shot(160, 50));
    for (desk, keys) in [(&approved, "e"), (&approved, "a g g enter"), (&sent, "e"), (&sent, "p")] {
        let mut desk = desk.clone();
        say(&mut desk, "% = ransom CANARY900");
        let mut lifted = desk.clone();
        desk.pane(Pane::Drafts).keys("G").keys(keys);
        let shot = desk.shot(160, 50);
        assert!(!shot.contains("CANARY"), "{keys}:\n{shot}");
        lifted.pane(Pane::Drafts).keys("S y G").keys(keys);
        let shot = lifted.shot(160, 50);
        assert!(shot.contains("CANARY"), "{keys}:\n{shot}");
    }
    // Nor does a document tell, or what is written to the same readers next.
    say(&mut sent, "% = ransom CANARY900");
    let (incident, now) = (&sent.model.incident, sent.model.now);
    for (reach, told) in [(Reach::Open, false), (Reach::WithPrivileged, true)] {
        let text = markdown(incident, reach, now);
        assert_eq!(text.contains("CANARY"), told, "{text}");
    }
    saved(&mut sent, "Note", "we are looking");
    sent.pane(Pane::Drafts).keys("G p");
    assert_eq!(notice(&sent), "What went out last is hidden by the shield: S lifts it.");
    // Its words leave by no way from here, nor are they compared with others.
    let mut desk = approved;
    say(&mut desk, "% = ransom CANARY900");
    desk.pane(Pane::Drafts).keys("G D");
    let lift = "It cites what is privileged: lift the shield first (S).";
    assert_eq!(notice(&desk), lift);
    saved(&mut desk, "Note", "we are looking");
    desk.pane(Pane::Drafts).keys("G s ctrl-u").typed("Kim");
    enters(&mut desk);
    desk.model.notice = None;
    desk.pane(Pane::Drafts).keys("g g p");
    assert_eq!(notice(&desk), lift);
    let mut linear = Linear::default();
    desk.says(&mut linear, "/drafts");
    assert!(desk.says(&mut linear, "/compare 1").contains("lift the shield first"));
}

#[test]
fn linear_mode_finds_and_tells_no_words_of_a_line_for_few() {
    let mut desk = Desk::declared();
    say(&mut desk, "% > @\"Zoe Quill\" pull it #zebra");
    let entry = desk.model.incident.timeline.by_row().iter().rev().find_map(|line| line.entry());
    let entry = entry.expect("an order").now.entry.clone();
    let to = OrderState::Done { result: "CANARYdone".to_owned() };
    desk.other(Command::ChangeOrder { to: OrderChanged { entry, to, due: None }, seen: 0 });
    for shielded in [true, false] {
        let mut linear = Linear::default();
        for asked in ["/find @zoe", "/find #zebra"] {
            let said = desk.says(&mut linear, asked);
            assert_eq!(!said.contains("1. "), shielded, "{asked}: {said}");
        }
        desk.says(&mut linear, "/find is:order");
        let said = desk.says(&mut linear, "/details 1");
        assert_eq!(!said.contains("CANARYdone"), shielded, "{said}");
        desk.pane(Pane::Timeline).keys("S y");
    }
}
