//! What small screens and long words do to dialogs, frames and lists: nothing that one chooses by
//! or answers is left out, no word touches a frame, no row stays empty while there are words.

use allhands::console::model::Pane;
use allhands::domain::event::Practice;

use super::story::Story;
use super::work::desk::Desk;

/// A declared room with every incident's items.
fn room(width: u16, height: u16) -> Story {
    let story = Story::begun().size(80, 24).keys("esc r d enter enter r s enter r b G enter esc");
    story.line("> @infra rotate keys in 20m").size(width, height)
}

fn rows(story: &Story) -> Vec<String> {
    story.screen().lines().map(|line| line.trim_matches('"').to_owned()).collect()
}

#[track_caller]
fn shows(story: &Story, words: &[&str]) {
    let screen = story.screen();
    for words in words {
        assert!(screen.contains(words), "{words:?} in\n{screen}");
    }
}

#[test]
fn the_smallest_banner_leaves_nothing_out_that_must_stay() {
    let mut story = room(20, 6).keys("esc r r enter / D a n a enter");
    let banner = rows(&story)[..2].join(" ");
    for words in ["SEV1", "Declared", "IC Dana", "in 20m"] {
        assert!(banner.contains(words), "{words}: {banner}");
    }
    assert!(!banner.contains('…'), "{banner}");
    let of = "an incident of the past".to_owned();
    story.model.incident.room.practice = Some(Practice { of, moved_days: 1350 });
    story.model.incident.room.codename = "PRACTICE HERON".to_owned();
    let banner = rows(&story)[..2].join(" ");
    for words in ["PRACTICE", "S1", "Declared", "IC Dana", "in 20m"] {
        assert!(banner.contains(words), "{words}: {banner}");
    }
    assert!(!banner.contains('…'), "{banner}");
}

#[test]
fn a_dialog_on_the_smallest_screen_shows_what_it_asks() {
    shows(&room(20, 6).keys("esc r s"), &["> SEV1"]);
    shows(&room(20, 6).keys("esc r a"), &["> reported"]);
    shows(&room(20, 6).keys("esc S"), &["Lift the shield", "Enter yes   Esc no"]);
    shows(&room(20, 6).keys("esc ctrl-p").typed("leave"), &["/ leave", "Leave the room"]);
}

#[test]
fn the_keys_of_a_dialog_are_those_that_mean_something_in_it() {
    shows(&room(80, 24).keys("esc S"), &["Enter yes   Esc no   Ctrl-O fresh line"]);
    shows(&room(80, 24).keys("ctrl-p"), &["Enter run   Esc close"]);
    shows(
        &room(80, 24).keys("esc r r enter"),
        &["Enter choose, or take what is typed   Esc close"],
    );
    shows(&room(80, 24).keys("esc r a"), &["Enter choose   Esc close   j down"]);
}

#[test]
fn notes_that_do_not_fit_beside_their_labels_stand_in_a_column() {
    let story = room(80, 24).keys("esc tab tab tab +");
    let rows = rows(&story);
    let column = |words: &str| {
        let row = rows.iter().find(|row| row.contains(words)).expect("a row of the dialog");
        row.chars().collect::<String>().split(" to ").next().map(|head| head.chars().count())
    };
    assert_eq!(column("to users"), column("to media"), "{}", story.screen());
    // What would be chosen is whole.
    shows(&story, &["> Holding statement", "to the public by web page, social", "media"]);
}

#[test]
fn a_long_question_is_asked_whole() {
    for (width, height) in [(80, 24), (40, 12)] {
        let story = room(width, height).keys("esc tab tab g g d");
        let screen = rows(&story).join(" ").replace(['┃', '│'], " ");
        let screen = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        let asked = "(Check that the signal is real; note first seen, source, asset hit, who";
        assert!(screen.contains(asked), "{screen}");
    }
}

#[test]
fn no_word_touches_a_frame_and_no_lane_is_cut_on_one() {
    for (width, height) in [(160, 50), (120, 40), (100, 30), (80, 24)] {
        for keys in ["esc", "esc tab", "esc tab tab", "esc tab tab tab"] {
            let story = room(width, height).keys(keys);
            for row in rows(&story) {
                let cells: Vec<char> = row.chars().collect();
                for (left, right) in cells.iter().zip(&cells[1..]) {
                    let frame = "│┃".contains(*right);
                    assert!(!frame || " │┃".contains(*left), "{row}\n{}", story.screen());
                }
                if row.contains(" Checklists [") {
                    assert!(!row.split(" Checklists [").last().unwrap_or_default().contains('…'));
                }
            }
        }
    }
    shows(&room(160, 50), &["Support 0/12  +5 "]);
}

#[test]
fn at_the_end_of_a_list_that_stands_alone_no_row_is_empty() {
    let story = room(40, 12).keys("esc tab tab z G");
    let rows = rows(&story);
    let body = &rows[4..10];
    assert!(body.iter().all(|row| !row.trim().is_empty()), "{}", story.screen());
    assert!(body.iter().any(|row| row.starts_with('>')), "{}", story.screen());
}

#[test]
fn the_promise_in_the_banner_has_the_words_that_fit() {
    let words = "say in the rotation article which tokens are affected, and tell the desk";
    let story = room(160, 50).line(&format!("> @support {words} in 5m"));
    shows(&story, &[words]);
}

#[test]
fn in_ascii_every_sign_of_ours_is_ascii() {
    for keys in ["esc", "esc tab", "esc tab tab", "ctrl-p", "esc r a", "esc S", "esc tab tab tab +"]
    {
        for (width, height) in [(160, 50), (80, 24), (20, 6)] {
            let mut story = room(width, height);
            story.model.settings.ascii = true;
            let story = story.line("a \"word\"").keys(keys);
            let screen = story.screen();
            assert!(screen.is_ascii(), "{screen}");
            let title = allhands::view::screen::title(&story.model);
            assert!(title.is_ascii(), "{title}");
        }
    }
}

#[test]
fn a_page_and_a_text_have_a_line_on_the_smallest_screen() {
    shows(&room(20, 6).keys("esc r w"), &["Now: ORDER in 20m"]);
    let mut desk = Desk::declared();
    desk.pane(Pane::Drafts).keys("+ G enter").typed("Note").keys("enter enter enter");
    desk.typed("half a text").keys("ctrl-g").pane(Pane::Drafts).keys("G enter");
    assert!(desk.shot(80, 24).contains("is back;"), "{}", desk.shot(80, 24));
    assert!(desk.shot(20, 6).contains("half a text"), "{}", desk.shot(20, 6));
}
