//! The banner in every state and mixture of states, at every size: what is a danger or owed stays,
//! words give way before parts, nothing is blank or cut inside a word, and what has no room is
//! counted, with the key that lists it.

use allhands::console::effect::Effect;
use allhands::console::message::Message;
use allhands::console::model::{Focus, Pane};
use allhands::console::standing::{DeskTrouble, Stuck};
use allhands::domain::command::Command;
use allhands::domain::event::{
    DraftCreated, LegalHoldChanged, Practice, ReviewAsked, SessionStarted,
};
use allhands::domain::handling::Handling;
use allhands::domain::ids::{DraftId, RevisionId};
use allhands::domain::people::DepartmentId;
use allhands::domain::refusal::Refusal;

use super::story::{Story, at, shows};

/// Declared, led by Dana, two orders promised.
fn room() -> Story {
    let story = Story::begun().size(80, 24).keys("esc r d enter enter r s enter r p j j enter");
    let story = story.keys("r r enter / D a n a enter esc");
    let story = story.line("? @legal is GDPR 33 triggered by the copied mailbox? by 15:30");
    story.line("> @infra rotate signing keys in 40m").time("14:10")
}

type Brings = fn(Story) -> Story;
type State = (&'static str, Brings);

fn hold(story: Story) -> Story {
    let because = "counsel asked".to_owned();
    story.other("Lee", "legal", Command::ChangeLegalHold(LegalHoldChanged { on: true, because }))
}

fn refused(mut story: Story) -> Story {
    story.delivers = false;
    let mut story = story.keys("esc i").line("said twice");
    let submits = |effect: &Effect| match effect {
        Effect::Submit(submission) => Some(submission.clone()),
        _ => None,
    };
    let asked = story.effects.iter().find_map(submits);
    story.delivers = true;
    // Where nobody may record, nothing is refused.
    if let Some(asked) = asked {
        story.send(Message::Refused(asked, Refusal::NotOpened));
    }
    story
}

fn in_panes(mut story: Story) -> Story {
    story.model.focus = Focus::Pane(Pane::Timeline);
    story
}

fn lifted(story: Story) -> Story {
    in_panes(story).keys("S y")
}

fn late(story: Story) -> Story {
    let mut story = story.time("15:45");
    story.model.last_key = story.model.now;
    story
}

fn silent(mut story: Story) -> Story {
    let keeper = "Lee at ops-2".to_owned();
    let share = allhands::console::model::Share {
        keeper,
        stuck: Some(Stuck::Silent),
        ..Default::default()
    };
    story.model.reach.share = Some(Box::new(share));
    story
}

/// Somebody keeps the room, and numbers nothing.
fn stuck(story: Story) -> Story {
    let mut story = silent(story);
    let since = Stuck::Since(at("14:05"), Some("the share is full".to_owned()));
    if let Some(share) = &mut story.model.reach.share {
        share.stuck = Some(since);
    }
    story
}

fn dark(mut story: Story) -> Story {
    story.model.reach.away_since = Some(at("14:05"));
    story.model.reach.word = "SHARE OUT OF REACH";
    story.model.reach.waiting = 3;
    story
}

fn full(mut story: Story) -> Story {
    story.model.reach.desk = Some(DeskTrouble { because: "no room".to_owned(), full: true });
    story
}

fn read_only(mut story: Story) -> Story {
    story.model.me.read_only = true;
    story
}

fn practice(mut story: Story) -> Story {
    let of = "an incident of the past".to_owned();
    story.model.incident.room.practice = Some(Practice { of, moved_days: 1417 });
    "PRACTICE HERON".clone_into(&mut story.model.incident.room.codename);
    story
}

fn resumed(mut story: Story) -> Story {
    story.model.me.unconfirmed = true;
    story
}

fn parked(story: Story) -> Story {
    story.keys("esc ctrl-o").typed("later").keys("esc")
}

fn closed(story: Story) -> Story {
    in_panes(story).keys("r d G enter enter")
}

const STATES: &[State] = &[
    ("hold", hold),
    ("refused", refused),
    ("lifted", lifted),
    ("late", late),
    ("silent", silent),
    ("stuck", stuck),
    ("dark", dark),
    ("full", full),
    ("read-only", read_only),
    ("practice", practice),
    ("resumed", resumed),
    ("parked", parked),
    ("closed", closed),
];

const SIZES: [(u16, u16); 6] = [(160, 50), (100, 30), (80, 24), (60, 15), (40, 12), (20, 6)];

fn banner(story: &Story) -> [String; 2] {
    let screen = story.screen();
    let mut rows = screen.lines().map(|row| row.trim_matches('"').to_owned());
    [rows.next().unwrap_or_default(), rows.next().unwrap_or_default()]
}

/// The banner at a size, both lines.
fn at_size(story: &Story, size: (u16, u16)) -> String {
    banner(&story.clone().size(size.0, size.1)).join("\n")
}

/// Words that are said only where there is little room.
const SHORT: &[&str] =
    &["S1", "S?", "as", "as Dana?", "due", "unsafe", "open", "more", "(r", "w)", "…"];

/// Whether a word of a small banner is whole: one of the widest, or a short one of ours.
fn is_whole(word: &str, widest: &str) -> bool {
    let counts = word.strip_prefix('+').is_some_and(|many| many.parse::<u8>().is_ok());
    let days = word.starts_with('+') && word.ends_with('d');
    let known = widest.split_whitespace().any(|one| {
        let bare = |word: &str| word.trim_end_matches([':', ',']).to_owned();
        bare(one) == bare(word)
    });
    known || counts || days || SHORT.contains(&word) || word == "Dana?"
}

/// How many parts the banner says it has no room for.
fn counted(banner: &str) -> usize {
    let counts =
        banner.split_whitespace().filter_map(|word| word.strip_prefix("+")?.parse::<usize>().ok());
    counts.sum()
}

#[test]
fn in_every_mixture_of_states_words_are_whole_and_nothing_goes_uncounted() {
    let marks =
        ["HOLD", "refused", "LIFTED", "SILENT", "REACH", "DESK", "parked", "3 wait", "NUMBERED"];
    let room = room();
    for (one, first) in STATES {
        let begun = first(room.clone());
        for (other, second) in STATES.iter().filter(|(other, _)| one <= other) {
            let story = if one == other { begun.clone() } else { second(begun.clone()) };
            let widest = at_size(&story, (400, 50));
            let there = marks.iter().filter(|mark| widest.contains(**mark)).count();
            for size in SIZES {
                let shown = at_size(&story, size);
                for word in shown.split_whitespace() {
                    let whole = is_whole(word, &widest);
                    assert!(whole, "{word:?} with {one} and {other} at {size:?}:\n{shown}");
                }
                let seen = marks.iter().filter(|mark| shown.contains(**mark)).count();
                let all = seen + counted(&shown) >= there;
                assert!(all, "{one} and {other} at {size:?}:\n{shown}\nof\n{widest}");
                let least = ["in ", " late", "left open", "2 open"];
                let owed = least.iter().any(|words| shown.contains(words));
                assert!(owed, "what is owed with {one} and {other} at {size:?}:\n{shown}");
            }
        }
    }
}

/// Both lines, their parts told apart.
fn parts(story: &Story, size: (u16, u16)) -> [String; 2] {
    let spaced = |row: String| {
        let parts = row.split("  ").map(str::trim).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" | ")
    };
    banner(&story.clone().size(size.0, size.1)).map(spaced)
}

#[test]
fn each_state_reads_well_at_80_columns() {
    let upper = "CRIMSON HERON | SEV1 | Declared 10m ago | Contain | IC Dana | as Dana | 15:10 CET";
    let cases: [(Brings, &str); 9] = [
        (hold, "LEGAL HOLD | SHIELD"),
        (refused, "1 refused (r x) | SHIELD"),
        (lifted, "SHIELD LIFTED 10m"),
        (silent, "KEEPER SILENT (r k) | SHIELD"),
        (stuck, "NOTHING NUMBERED (r w) | SHIELD"),
        (full, "DESK FULL (r w) | SHIELD"),
        (parked, "1 parked | SHIELD"),
        (|story| hold(lifted(story)), "LEGAL HOLD | SHIELD LIFTED 10m"),
        (dark, "3 wait | SHARE OUT OF REACH (r w) | SHIELD"),
    ];
    for (state, states) in cases {
        let [above, below] = parts(&state(room()), (80, 24));
        assert_eq!(above, upper);
        let (owed, rest) = below.split_once(" … | ").expect("words, then states");
        assert_eq!(rest, states);
        assert!(owed.starts_with("QUESTION in 20m Legal is GDPR 33"), "{owed}");
    }
    let closed = closed(lifted(room()));
    let shown = at_size(&closed, (80, 24));
    assert!(shown.contains(" 2 left open ") && shown.contains("SHIELD LIFTED"), "{shown}");
}

#[test]
fn who_leads_is_named_on_the_smallest_screen_whatever_else_there_is_to_say() {
    let lead = |story: Story| story.keys("esc r r enter / D a n a enter");
    let room = lead(room());
    let three = full(dark(refused(room.clone())));
    let held = parked(hold(three.clone()));
    let leads = |story: &Story| {
        for size in [(20, 6), (30, 9), (40, 12)] {
            let shown = at_size(story, size);
            for words in ["IC Dana", "Declared", "in 20m"] {
                assert!(shown.contains(words), "{words} at {size:?}:\n{shown}");
            }
        }
    };
    leads(&dark(room.clone()));
    leads(&three);
    leads(&held);
    leads(&full(lifted(room)));
}

#[test]
fn what_is_late_is_counted_and_what_has_no_room_is_listed_by_its_key() {
    let story = late(room());
    let shown = at_size(&story, (80, 24));
    assert!(
        shown.contains("QUESTION 1h15m late Legal is GDPR 33") && shown.contains("+1 late"),
        "{shown}"
    );
    let all = full(dark(hold(refused(parked(lifted(story))))));
    let shown = at_size(&all, (60, 15));
    assert!(shown.contains("1h15m late  +5") && shown.contains("DESK FULL"), "{shown}");
    let shown = at_size(&all, (40, 12));
    assert!(shown.contains("1h15m late") && shown.contains(" +"), "{shown}");
    let page = all.size(80, 24).keys("esc r w").screen();
    for words in ["Now: QUESTION", "LEGAL HOLD", "1 parked", "1 refused"] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[test]
fn a_title_that_has_no_room_costs_neither_age_nor_phase() {
    let title = "Customer dump offered for sale on a forum";
    let mut story = lifted(room());
    story.model.incident.room.title = title.to_owned();
    let shown = at_size(&story, (80, 24));
    assert!(shown.contains("Declared 10m ago  Contain") && !shown.contains("Customer"), "{shown}");
    let shown = at_size(&story, (110, 30));
    assert!(shown.contains("Declared 10m ago  Contain  Customer dump offered …"), "{shown}");
    assert!(at_size(&story, (160, 50)).contains(title));
}

#[test]
fn who_may_be_another_is_said_with_the_key() {
    let shown = at_size(&resumed(room()), (80, 24));
    assert!(shown.contains("as Dana? (r t)") && shown.contains("Contain"), "{shown}");
}

#[test]
fn the_codename_stays_where_who_types_has_no_room() {
    let room = room();
    for (one, first) in STATES {
        for (other, second) in STATES.iter().filter(|(other, _)| one < other) {
            let story = second(first(room.clone()));
            for size in [(66, 20), (60, 15), (80, 24)] {
                let shown = at_size(&story, size);
                let named = shown.contains("CRIMSON HERON") || shown.contains("PRACTICE");
                assert!(named, "{one} and {other} at {size:?}:\n{shown}");
            }
        }
    }
}

/// Three departments are asked to approve a draft.
fn approvals(story: Story) -> Story {
    let draft = DraftId::new("d1");
    let created = DraftCreated {
        draft: draft.clone(),
        title: "Customer note".to_owned(),
        audience: "customers".to_owned(),
        channel: String::new(),
        template: None,
        revision: RevisionId::new("r1"),
        text: "We look into it.".to_owned(),
        handling: Handling::Open,
    };
    let of = ["legal", "hr", "mkt"].map(DepartmentId::new).to_vec();
    story.other("Lee", "infra", Command::CreateDraft(created)).other(
        "Lee",
        "infra",
        Command::AskReview(ReviewAsked { draft, of }),
    )
}

#[test]
fn approvals_that_have_no_room_are_counted_and_listed_by_the_key() {
    let story = approvals(room());
    for (_, state) in STATES.iter().filter(|(name, _)| *name != "closed") {
        let story = state(story.clone());
        for size in SIZES {
            let shown = at_size(&story, size);
            let said = shown.contains("owes approval +2") || shown.contains("approval, 2 more");
            let said = said || shown.contains("owes approval since");
            assert!(said || counted(&shown) > 0, "{size:?}:\n{shown}");
        }
    }
    let page = hold(dark(story)).keys("esc r w").screen();
    assert!(page.contains("owes approval"), "{page}");
}

#[test]
fn several_phases_are_named_or_told_by_their_number_and_whole_on_the_page() {
    let mut story = room().keys("esc r p enter");
    story.model.me.person = "root".into();
    let shown = at_size(&story, (80, 24));
    let named = shown.contains("Contain +1") || shown.contains("2 phases");
    assert!(named && shown.contains("Declared"), "{shown}");
    assert!(at_size(&story, (160, 50)).contains("Detect+Contain"));
    let mut crowded = story.clone();
    crowded.model.incident.room.codename = "A LONGER CODENAME".to_owned();
    let shown = at_size(&crowded, (80, 24));
    assert!(shown.contains("Declared  Contain +1"), "{shown}");
    crowded.model.incident.room.codename = "A CODENAME OF TWENTY".to_owned();
    let shown = at_size(&crowded, (80, 24));
    assert!(shown.contains("Declared  ") && !shown.contains("ago"), "{shown}");
    assert!(shown.contains("Contain +1") || shown.contains("2 phases"), "{shown}");
    let page = story.size(80, 24).keys("r w").screen();
    assert!(page.contains("Detect+Contain"), "{page}");
}

#[test]
fn a_console_that_came_is_none_of_what_waits() {
    let mut story = dark(Story::begun().size(120, 40));
    story.delivers = false;
    let mut story = story.line("one");
    let mut came = story.model.waiting[0].clone();
    came.submission.command = Command::StartSession(SessionStarted {
        session: story.model.me.session.clone(),
        host: "ops".to_owned(),
        system_user: "dana".to_owned(),
        person: "Dana".into(),
        department: "sec".into(),
        version: String::new(),
        script: false,
    });
    story.model.waiting.insert(0, came);
    story.model.waiting.iter_mut().for_each(|one| one.kept = true);
    story.model.reach.waiting = 2;
    shows(&story, "1 wait");
}
