//! What a small terminal must still show: who types and what time it is, every lane, the selected
//! words whole, and the whole reading of the line before Enter.

use allhands::domain::event::Practice;

use super::story::Story;

/// A room with every incident's items, some of them promised.
fn room() -> Story {
    let story = Story::begun().size(80, 24).keys("esc r d enter enter r s enter r b G enter esc");
    story.line("> @infra rotate keys in 20m")
}

fn words(screen: &str) -> String {
    let line = |line: &str| line.trim_matches(['"', '│', '┃', ' ']).to_owned();
    let lines: Vec<String> = screen.lines().map(line).collect();
    lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_banner_keeps_clock_typist_and_shield_at_80_columns() {
    let mut story = room().keys("esc r r enter / D a n a enter");
    let of = "an incident of the past".to_owned();
    story.model.incident.room.practice = Some(Practice { of, moved_days: 1417 });
    story.model.incident.room.codename = "PRACTICE HERON".to_owned();
    let banner: String = story.screen().lines().take(2).collect();
    let wanted = ["PRACTICE HERON", "SEV1", "Declared", "IC Dana", "as Dana", "15:00 CET"];
    for words in wanted.into_iter().chain(["dates", "1417", "ORDER in 20m Infra", "SHIELD"]) {
        assert!(banner.contains(words), "{words}: {banner}");
    }
    assert_eq!(banner.matches("PRACTICE").count(), 1, "{banner}");
}

#[test]
fn the_banner_keeps_codename_clock_and_typist_at_40_columns() {
    let story = room().keys("esc r r enter / D a n a enter").size(40, 12);
    let banner: String = story.screen().lines().take(2).collect();
    let name = story.model.incident.room.codename.clone();
    let wanted = [name.as_str(), "SEV1", "Declared", "IC Dana", "15:00 CET", "in 20m", "as Dana"];
    for words in wanted.into_iter().chain(["SHIELD"]) {
        assert!(banner.contains(words), "{words}: {banner}");
    }
}

#[test]
fn the_reading_is_whole_at_every_size() {
    let story = room().typed("> @infra @legal rotate the keys and tell them in 20m");
    let mut story = story;
    for size in [(160, 50), (100, 30), (80, 24), (60, 15), (40, 12)] {
        story = story.size(size.0, size.1);
        let screen = words(&story.screen());
        for part in ["2 orders: to Infra, to Legal", "due 15:20 CET Sun 22 Nov, in 20m"] {
            assert!(screen.contains(part), "{part} at {size:?}: {screen}");
        }
    }
}

#[test]
fn a_reading_leaves_a_list_alone_in_which_somebody_stands() {
    let story = room().size(40, 12).typed("> @infra @legal rotate the keys and tell them in 20m");
    assert!(story.screen().contains("2 orders"));
    let story = story.keys("esc");
    assert!(!story.screen().contains("2 orders"), "{}", story.screen());
}

#[test]
fn every_lane_stands_beside_what_is_owed() {
    let screen = room().screen();
    for lane in ["Coord", "Sec", "Eng", "Infra", "Support", "Social", "Mkt", "Legal", "Fin"] {
        let row = screen.lines().take(10).skip(3).find(|row| row.contains(&format!("{lane} ")));
        assert!(row.is_some_and(|row| row.contains("0/")), "{lane}: {screen}");
    }
}

#[test]
fn the_selected_item_is_whole_and_in_a_pane_that_stands_alone_all_are() {
    let end = "who reported";
    let story = room().keys("esc tab tab");
    assert!(story.screen().contains(end), "{}", story.screen());
    let story = story.keys("j");
    assert!(!story.screen().contains(end), "{}", story.screen());
    let zoomed = story.keys("z").screen();
    // Only what goes on below the last row has a mark of it.
    assert!(!zoomed.lines().skip(3).take(17).any(|line| line.contains('…')), "{zoomed}");
}

#[test]
fn what_was_settled_says_what_it_was() {
    let story = room().keys("esc tab g g d").typed("done by Ravi").keys("enter");
    let screen = story.screen();
    let done = |row: &&str| row.contains(" done ") && row.contains("rotate keys");
    assert!(screen.lines().any(|row| done(&row)), "{screen}");
}

#[test]
fn what_is_owed_below_the_last_row_is_counted_on_the_frame() {
    let mut story = Story::begun().size(80, 24);
    for number in 1..=9 {
        story = story.line(&format!("> @infra step {number} in {}m", 10 + number));
    }
    let edge = |story: &Story| {
        let rows: Vec<String> = story.screen().lines().map(str::to_owned).collect();
        rows.iter().skip(3).find(|row| row.contains('└')).cloned().unwrap_or_default()
    };
    let shown = (1..=9).filter(|number| {
        story.screen().lines().take(9).any(|row| row.contains(&format!("step {number} ")))
    });
    let more = format!(" {} more below ", 9 - shown.count());
    assert!(edge(&story).contains(&more), "{more}\n{}", story.screen());
    // At its end there is nothing below.
    let story = story.keys("esc tab G");
    assert!(!edge(&story).contains("more below"), "{}", story.screen());
}

#[test]
fn keys_that_may_follow_are_all_shown_or_counted() {
    for (size, counted) in
        [((160, 50), false), ((80, 24), false), ((40, 12), false), ((20, 6), true)]
    {
        let story = Story::begun().size(size.0, size.1).keys("esc r");
        let screen = story.screen();
        let all = ["d", "s", "p", "a", "r", "n", "b", "t", "f", "x", "e", "h", "w", "W", "k"];
        let rows = words(&screen);
        let missing = all.iter().filter(|key| !rows.contains(&format!("{key} "))).count();
        assert_eq!(rows.contains(" more: Ctrl-P"), counted, "{size:?}\n{screen}");
        assert!(missing == 0 || counted, "{missing} at {size:?}\n{screen}");
        // The way that is named works from there, and so does what hides the screen.
        assert!(story.clone().keys("ctrl-p").model.overlays.len() == 1);
        assert!(story.keys("ctrl-x").model.shield.blank);
    }
}

#[test]
fn a_private_order_typed_blind_is_read_with_its_addressee_and_time() {
    for size in [(160, 50), (80, 24), (40, 12)] {
        let story = Story::begun().size(size.0, size.1).typed("% > @infra image db-7 in 20m");
        let screen = words(&story.screen());
        let reading = "privileged (%: dots) · order to Infra · due 15:20 CET Sun 22 Nov, in 20m";
        assert!(screen.contains(reading), "{size:?} {screen}");
        assert!(!screen.contains("db-7"), "{screen}");
    }
}
