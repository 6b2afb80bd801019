//! What is found, listed and read out. Apart from the other scripts, because these change nothing
//! but what the numbers mean.

use super::desk::Desk;

#[test]
fn lines_are_found_as_the_screens_filter_finds_them() {
    let mut desk = Desk::new();
    desk.types("> @infra rotate keys in 20m");
    desk.types("-2h @ops db-7 went dark #database");
    desk.types("% the keys of Jane");
    for (asked, found) in [
        ("/find is:order", vec!["rotate keys"]),
        ("/find #data", vec!["db-7 went dark"]),
        ("/find @infra", vec!["db-7 went dark", "rotate keys"]),
        ("/find before:1h", vec!["db-7 went dark"]),
        ("/find keys", vec!["rotate keys"]),
        ("/find \"went dark\"", vec!["db-7 went dark"]),
    ] {
        let printed = desk.types(asked);
        assert_eq!(printed.len(), found.len(), "{asked}: {printed:?}");
        for (line, words) in printed.iter().zip(found) {
            assert!(line.contains(words), "{asked}: {line}");
        }
    }
    desk.check("/find zebra", &["No line fits that."]);
    assert!(desk.types("/find is:zebra")[0].starts_with("is:zebra is no kind of line. Known are:"));
    assert!(desk.types("/find")[0].starts_with("Say what to look for: words, "));
    let printed = desk.types("/timeline typed 9");
    assert!(printed.len() == 3 && !printed.concat().contains("room begun"), "{printed:?}");
}

#[test]
fn an_order_to_two_is_asked_about_before_it_becomes_two() {
    let mut desk = Desk::new();
    let printed = desk.types("> @infra @legal rotate keys in 20m");
    assert!(printed.concat().contains("It makes 2 lines. Enter,"), "{printed:?}");
    assert!(desk.model.incident.owed().is_empty());
    desk.types("");
    assert_eq!(desk.model.incident.owed().len(), 2);
}

#[test]
fn items_are_listed_of_all_lanes_by_time_and_those_of_one_person_only() {
    let mut desk = Desk::new();
    desk.types("/playbook credential-leak");
    desk.types("/declare");
    let (one, all) = (desk.types("/lists infra").len() - 1, desk.types("/lists all").len());
    assert!(all > one, "{all} of all, {one} of one");
    desk.types("/lists infra");
    desk.types("/assign 2 Lee");
    desk.types("/promise 3 20m");
    let mine = desk.types("/lists mine");
    assert!(mine.len() == 1 && mine[0].starts_with("1. Infra: "), "{mine:?}");
    let by_time = desk.types("/lists infra open by time");
    assert!(by_time[1].contains("promised by 15:25 CET, in 20m"), "{by_time:?}");
    desk.check("/lists late", &["No such items are listed now."]);
    desk.later(30);
    assert_eq!(desk.types("/lists all late").len(), 1);
    desk.types("/lists mine");
    desk.types("/refuse 1 no such system");
    desk.check("/lists mine", &["No such items are listed now."]);
}

#[test]
fn moments_of_the_room_are_read_out_with_their_history_and_the_first_ones_mended() {
    let mut desk = Desk::new();
    desk.check("/anchors contained", &["“contained” was never set."]);
    desk.types("/anchor contained -5m for EU");
    desk.types("/unsay contained it was not");
    let all = desk.types("/anchors");
    assert!(all.contains(&"contained (contained): unsaid.".to_owned()), "{all:?}");
    let one = desk.types("/anchors contained");
    assert!(one.iter().any(|line| line.contains("set to 15:00 CET")), "{one:?}");
    assert!(one.iter().any(|line| line.contains("unsaid: it was not")), "{one:?}");
    desk.types("/received 14:30");
    desk.types("/first-read 14:45");
    let room = &desk.model.incident.room;
    assert_eq!(room.first_read.since(room.received), 15 * 60_000);
    desk.check(
        "/first-read 14:20",
        &["The read 14:20 CET Sun 22 Nov is before it was received 14:30 CET Sun 22 Nov; if so, \
           mend when it was received first."],
    );
}
