//! Until when words may be used: said, proposed by a template, flagged when it is over, renewed.

use allhands::console::linear::Linear;
use allhands::console::model::Pane;
use allhands::domain::command::Command;
use allhands::domain::event::{PlaybookApplied, TemplateOffered};
use allhands::report::lines::Reach;
use allhands::report::markdown::markdown;

use super::work::desk::{Desk, playbook};

/// A room at 15:05 whose playbook offers answers for support, good for two hours.
fn room() -> Desk {
    let mut desk = Desk::declared();
    let macros = TemplateOffered {
        id: "support-macro".to_owned(),
        title: "Support macro".to_owned(),
        audience: "support agents".to_owned(),
        channel: "tickets".to_owned(),
        text: "Valid until {{ expiry }}.".to_owned(),
        approvers: Vec::new(),
        good_for_minutes: Some(120),
    };
    let offers =
        PlaybookApplied { templates: vec![macros], playbook: "p2".to_owned(), ..playbook() };
    desk.other(Command::ApplyPlaybook(offers));
    desk.pane(Pane::Drafts);
    desk
}

/// The macro, begun with what its template proposes.
fn proposed() -> Desk {
    let mut desk = room();
    desk.keys("+ down");
    desk.keys("enter");
    let shot = desk.shot(80, 24);
    assert!(shot.contains("“Support macro”: until when may its words be used?"), "{shot}");
    assert!(shot.contains("in 2h"), "{shot}");
    desk.keys("enter ctrl-g");
    desk
}

fn owed(desk: &Desk) -> Vec<&'static str> {
    desk.model.incident.owed().iter().map(allhands::domain::next::Owed::sort).collect()
}

#[test]
fn a_template_proposes_a_time_and_the_text_says_the_same() {
    let mut desk = proposed();
    let draft = &desk.model.incident.drafts.all()[0];
    let text = draft.latest().map(|latest| latest.text.as_str());
    assert_eq!(text, Some("Valid until 2026-11-22 16:05 UTC."));
    assert!(desk.shot(160, 50).contains("good until 17:05 CET"), "{}", desk.shot(160, 50));
    assert_eq!(owed(&desk), ["renew"]);
    // Taken away, it is owed no more; a blank draft is asked nothing of the kind.
    desk = room();
    desk.keys("+ down enter ctrl-u enter");
    assert_eq!(desk.draft_open(), "Valid until {{ expiry }}.");
    assert!(owed(&desk).is_empty());
}

#[test]
fn what_is_out_of_date_is_flagged_until_it_is_renewed_or_put_aside() {
    let mut desk = proposed();
    desk.clock("16:20");
    let shot = desk.shot(160, 50);
    assert!(shot.contains("EXPIRED 17:05 CET"), "{shot}");
    assert!(shot.contains("RENEW 14m late Sec Support macro"), "{shot}");
    assert!(shot.contains("1 owed, 1 late"), "{shot}");
    let written = markdown(&desk.model.incident, Reach::Open, desk.model.now);
    assert!(written.contains("EXPIRED: good until"), "{written}");
    // In the list of what is owed one key renews it; the old time in the text is pointed out.
    desk.pane(Pane::Next).keys("g g m").typed("in 3h").keys("enter");
    let notice = desk.model.notice.clone().unwrap_or_default();
    let says = "Good until 20:20 CET. The text itself still says 2026-11-22 16:05 UTC: mend it.";
    assert_eq!(notice, says);
    assert!(!desk.shot(160, 50).contains("EXPIRED"), "{}", desk.shot(160, 50));
    assert_eq!(owed(&desk), ["renew"]);
    // Put aside from there, with the reason, nothing is owed; taken up again, it is.
    desk.clock("20:00");
    desk.pane(Pane::Next).keys("g g n").typed("asked no more").keys("enter");
    assert!(owed(&desk).is_empty());
    let shot = desk.pane(Pane::Drafts).shot(160, 50);
    assert!(shot.contains("put aside: asked no more") && !shot.contains("EXPIRED"), "{shot}");
    desk.keys("x");
    assert_eq!(owed(&desk), ["renew"]);
    // And without an end nothing is.
    desk.keys("E enter");
    assert!(owed(&desk).is_empty(), "{}", desk.shot(80, 24));
}

#[test]
fn in_plain_lines_the_same() {
    let mut desk = room();
    let (mut linear, mut said) = (Linear::default(), String::new());
    for line in ["/new-draft support-macro", "/good-until 1 in 1h", "/good-until 1 maybe", "/now"] {
        said.push_str(&desk.says(&mut linear, line));
    }
    assert!(said.contains("Its words should have an end: /good-until 1 in 2h."), "{said}");
    assert!(desk.model.incident.drafts.all()[0].good_until.is_some(), "{said}");
    desk.clock("16:20");
    let read = desk.says(&mut linear, "/draft 1");
    assert!(read.contains("It stands so: EXPIRED 16:05 CET."), "{read}");
}
