//! A room as it is drawn: the same story at several sizes; styles, the shield and dialogs apart;
//! any size without a panic.

use allhands::console::message::Message;
use allhands::console::model::Theme;
use allhands::domain::event::Practice;
use allhands::view::screen;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::story::Story;

/// An hour of a room: every sign of the grammar, duties, an anchor, a playbook.
fn hour() -> Story {
    Story::begun()
        .size(120, 40)
        .time("14:01")
        .line("mail claims a customer dump, sample attached")
        .time("14:03")
        .line("-20m @ops db-7 talked to 203.0.113.9 #db-7")
        .keys("esc r d enter enter")
        .keys("r s enter")
        .keys("r p j j enter")
        .keys("r r enter / D a n a enter")
        .keys("r b G enter")
        .keys("esc")
        .time("14:05")
        .line("> @infra rotate keys in 20m")
        .line("! take the API offline because exfiltration goes on until 17:00")
        .line("~ laptop was the way in")
        .line("? @legal is GDPR 33 triggered? by 15:30")
        .line("= affected_customers 4120")
        .line("< ACME CISO told 15:05: reset tokens")
        .line("% counsel wants the mail kept")
        .time("14:06")
}

#[test]
fn the_same_hour_at_four_sizes() {
    for (columns, rows) in [(80, 24), (100, 30), (160, 50), (40, 12)] {
        let story = hour().size(columns, rows);
        insta::assert_snapshot!(format!("room_{columns}x{rows}"), story.screen());
    }
}

#[test]
fn a_room_just_begun_says_what_to_do() {
    insta::assert_snapshot!("room_begun_80x24", Story::begun().screen());
}

#[test]
fn dialogs_leave_banner_and_line() {
    let story = hour().size(80, 24);
    insta::assert_snapshot!("palette_80x24", story.keys("ctrl-p").typed("sever").screen());
    let story = hour().size(80, 24).keys("esc r");
    insta::assert_snapshot!("pending_keys_80x24", story.screen());
    let story = hour().size(80, 24).keys("esc k enter");
    insta::assert_snapshot!("details_80x24", story.screen());
    let story = hour().size(80, 24).typed("> @inf").keys("tab");
    insta::assert_snapshot!("completion_80x24", story.screen());
}

#[test]
fn privileged_text_is_dots_until_the_shield_is_lifted() {
    let story = hour();
    assert!(!story.screen().contains("counsel wants"));
    assert!(!story.screen().contains("Customer dump offered"));
    let story = story.keys("esc S y");
    assert!(story.screen().contains("counsel wants"));
    assert!(story.screen().contains("Customer dump offered"));
    let story = story.time("14:16");
    assert!(!story.screen().contains("counsel wants"), "it ends by itself");
    let story = story.keys("esc").typed("% the board");
    assert!(!story.screen().contains("the board"), "typed as dots");
}

#[test]
fn the_answer_to_a_private_line_is_dots_while_it_is_typed() {
    for (line, keys) in [
        ("% ? @legal may we say so?", "d"),
        ("%% > @infra pull the plug", "d"),
        ("%% > @infra pull the plug", "n"),
        ("% a raid", "x"),
    ] {
        let story = hour().typed(line).keys("enter esc").time("14:07").keys("k").keys(keys);
        let story = story.typed("counsel agrees");
        let screen = story.screen();
        let dots = !screen.contains("counsel agrees") && screen.contains("••••••••••••••");
        assert!(dots && story.model.overlays.len() == 1, "{line}, {keys}: {screen}");
    }
    let story = hour().typed("> @infra pull the plug").keys("enter esc").time("14:07");
    assert!(story.keys("k d").typed("pulled").screen().contains("pulled"), "for everybody");
}

#[test]
fn a_hidden_screen_shows_codename_and_clock_alone() {
    let story = hour().typed("half a line").keys("ctrl-x");
    let words: Vec<String> = story.screen().split_whitespace().map(str::to_owned).collect();
    let words: Vec<&str> =
        words.iter().map(|word| word.trim_matches('"')).filter(|word| !word.is_empty()).collect();
    assert_eq!(words, ["CRIMSON", "HERON", "15:06", "CET"]);
    let story = story.keys("x ctrl-x");
    assert!(story.screen().contains(" +> x"));
    let story = story.keys("ctrl-u esc");
    assert!(story.screen().contains("half a line") && !story.screen().contains("half a linex"));
}

#[test]
fn the_selection_is_a_marker_and_the_real_cursor() {
    let story = hour().keys("esc k k");
    let area = Rect::new(0, 0, 120, 40);
    let mut buffer = Buffer::empty(area);
    let cursor = screen::render(&story.model, &mut buffer).expect("a cursor");
    assert_eq!(buffer[cursor].symbol(), ">");
    let next = buffer[(cursor.x + 2, cursor.y)].modifier;
    assert!(!next.contains(ratatui::style::Modifier::REVERSED), "no painted row");
}

#[test]
fn the_banner_leaves_out_what_matters_least() {
    let mut story = hour()
        .keys("esc r a / n e x t enter")
        .typed("in 7m; customers")
        .keys("enter esc ctrl-o")
        .typed("later")
        .keys("esc");
    let wanted = ["IC Dana", "SEV1", "Declared", "rotate keys", "customers", "1 parked"];
    for columns in [160, 120, 80] {
        story = story.size(columns, 24);
        let banner: String = story.screen().lines().take(2).collect();
        for words in wanted {
            assert!(banner.contains(words), "{words} at {columns}: {banner}");
        }
        assert_eq!(banner.contains("UTC"), columns > 80, "{banner}");
    }
}

#[test]
fn the_banner_of_a_practice_room_says_how_its_dates_were_moved() {
    let mut story = Story::begun();
    let of = "an incident of the past".to_owned();
    story.model.incident.room.practice = Some(Practice { of, moved_days: 1417 });
    let mut shown = |columns| {
        story.model.size = (columns, 30);
        story.screen().lines().next().unwrap_or_default().to_owned()
    };
    assert!(shown(160).contains("PRACTICE  dates moved 1417 days"), "{}", shown(160));
    assert!(shown(60).contains("PRACTICE"), "{}", shown(60));
}

#[test]
fn a_painted_background_reaches_every_cell() {
    let mut story = hour().keys("ctrl-p");
    story.model.settings.painted = true;
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    screen::render(&story.model, &mut buffer);
    let bare = buffer.content.iter().filter(|cell| cell.bg == ratatui::style::Color::Reset).count();
    assert_eq!(bare, 0);
}

#[test]
fn meaning_is_never_by_colour_alone() {
    // The same cells in every theme: colours may go, words and signs stay.
    let mut story = hour().line("late").keys("esc k x").typed("wrong").keys("enter");
    let dark = story.screen();
    for theme in [Theme::Light, Theme::HighContrast, Theme::Sixteen, Theme::Plain] {
        story.model.settings.theme = theme;
        assert_eq!(story.screen(), dark);
    }
    assert!(dark.contains("struck by Dana: wrong"), "{dark}");
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    screen::render(&story.model, &mut buffer);
    let coloured = buffer.content.iter().any(|cell| cell.fg != ratatui::style::Color::Reset);
    assert!(!coloured, "the plain theme sets no colour");
}

#[test]
fn plain_ascii_draws_nothing_else() {
    let mut story = hour();
    story.model.settings.ascii = true;
    story.model.settings.theme = Theme::Plain;
    let screen = story.screen();
    let strange: String = screen.chars().filter(|c| !c.is_ascii()).collect();
    assert_eq!(strange.replace(['·', '“', '”', '’', '…', '→'], ""), "", "{screen}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever the size and whatever is open, a frame is drawn.
    #[test]
    fn no_size_panics(columns in 0_u16..500, rows in 0_u16..200, open in 0_usize..7) {
        let keys = ["esc", "esc k", "ctrl-p", "esc r a", "esc k enter", "ctrl-o", "esc tab z"];
        let keys = keys[open];
        let story = hour().keys(keys);
        let mut model = story.model;
        // A terminal that says 0 does not know; one that is drawn at 0 must still not panic.
        model.size = (columns, rows);
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        screen::render(&model, &mut buffer);
        allhands::console::update::update(&mut model, Message::Resized(columns, rows));
        let (columns, rows) = model.size;
        prop_assert!(columns > 0 && rows > 0);
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        screen::render(&model, &mut buffer);
    }
}

#[test]
fn the_palette_finds_an_act_by_the_words_that_people_use() {
    for (words, found) in [
        ("coordinator", "> Room: incident commander (IC)"),
        ("incident manager", "> Room: incident commander (IC)"),
        ("IC", "> Room: incident commander (IC)"),
        ("escalate", "> Room: declare, close, reopen"),
        ("runbook", "> Room: add a playbook"),
        ("priority", "> Room: severity"),
        ("sign-off", "> Who must approve and who has"),
    ] {
        let screen = hour().size(80, 24).keys("ctrl-p").typed(words).screen();
        assert!(screen.contains(found), "{words}\n{screen}");
    }
}
