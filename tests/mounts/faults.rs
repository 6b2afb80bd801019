//! What a mount, its server and its disk do to consoles: they hang, vanish, fill up. Nothing that
//! was kept is lost, nobody waits, and nothing is written beside the mount.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use allhands::store::worker::Keeper;

use super::export::{export, small_export};
use super::given::{Peer, all_in, published, show_the_same};

/// The longest that a person may wait for the desk.
const AT_ONCE: Duration = Duration::from_millis(250);

/// Says a line, and waits until the desk has it; gives how long that took.
fn kept(peer: &mut Peer, text: &str) -> Duration {
    let begun = Instant::now();
    let id = peer.say(text);
    peer.until("its line at the desk", |peer| peer.pending.contains(&id));
    begun.elapsed()
}

/// Both show the same; the file has everything that was said at either. Gives how much that was.
fn agree(room: &Path, mut one: Peer, mut two: Peer) -> usize {
    show_the_same(&mut one, &mut two);
    let said: Vec<_> = one.settled.iter().chain(&two.settled).cloned().collect();
    let (count, rows) = (said.len(), one.incident.head);
    one.stop();
    two.stop();
    published(room, rows);
    all_in(room, said);
    count
}

#[test]
fn while_the_server_hangs_the_desk_answers_and_all_is_delivered_afterwards() {
    let test = "while_the_server_hangs_the_desk_answers_and_all_is_delivered_afterwards";
    let Some(export) = export(test, 2) else { return };
    let room = export.a_room();
    let mut one = export.console(0, "one");
    let mut two = export.console(1, "two");
    kept(&mut one, "before");
    one.all_settled();

    export.freeze();
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    while begun.elapsed() < Duration::from_secs(5) {
        slowest = slowest.max(kept(&mut one, "meanwhile")).max(kept(&mut two, "meanwhile"));
        thread::sleep(Duration::from_millis(200));
    }
    one.until("a word", Peer::is_away);
    two.until("a word", Peer::is_away);
    export.thaw();
    assert!(slowest < AT_ONCE, "the desk took {slowest:?}");

    one.all_settled();
    two.all_settled();
    one.until("the share", Peer::is_open);
    two.until("the share", Peer::is_open);
    agree(&room, one, two);
}

#[test]
fn quitting_while_the_server_hangs_takes_less_than_a_second_and_the_next_start_delivers() {
    let test =
        "quitting_while_the_server_hangs_takes_less_than_a_second_and_the_next_start_delivers";
    let Some(export) = export(test, 1) else { return };
    let room = export.a_room();
    let mut one = export.console(0, "one");
    kept(&mut one, "before");
    one.all_settled();

    export.freeze();
    // Its child is in the middle of something that hangs.
    thread::sleep(Duration::from_secs(1));
    kept(&mut one, "meanwhile");
    let begun = Instant::now();
    one.stop();
    let took = begun.elapsed();
    // A start while it hangs shows the room as this host's desk saw it.
    let begun = Instant::now();
    let mut next = export.console(0, "next");
    let came_up = begun.elapsed();
    assert_eq!(next.incident.head, 2);
    assert_eq!(next.found.len(), 1);
    export.thaw();
    assert!(took < Duration::from_secs(1), "it took {took:?}");
    assert!(came_up < Duration::from_secs(6), "it came up after {came_up:?}");

    next.until("what waited", |next| next.settled.len() == 1);
    let rows = next.incident.head;
    assert_eq!(rows, 3);
    next.stop();
    published(&room, rows);
    all_in(&room, []);
}

#[test]
fn nothing_is_written_into_the_folder_that_a_vanished_mount_leaves_bare() {
    let test = "nothing_is_written_into_the_folder_that_a_vanished_mount_leaves_bare";
    let Some(mut export) = export(test, 2) else { return };
    let room = export.a_room();
    let mut one = export.console(0, "one");
    let mut two = export.console(1, "two");
    kept(&mut one, "before");
    one.all_settled();

    // The keeper's mount goes, with rows that the file for people does not have yet.
    for _ in 0..5 {
        kept(&mut one, "not yet in the file");
    }
    export.vanish(0);
    for _ in 0..10 {
        kept(&mut one, "meanwhile");
        kept(&mut two, "meanwhile, elsewhere");
        thread::sleep(Duration::from_millis(300));
    }
    one.until("a word", Peer::is_away);
    let bare: Vec<_> = fs::read_dir(export.seen_by(0)).expect("a folder").collect();
    assert!(bare.is_empty(), "{bare:?}");

    export.mount(0);
    one.all_settled();
    two.all_settled();
    one.until("the share", Peer::is_open);
    assert_eq!(agree(&room, one, two), 26);
}

#[test]
fn a_bare_folder_with_an_old_copy_of_the_file_is_not_taken_for_the_room() {
    let test = "a_bare_folder_with_an_old_copy_of_the_file_is_not_taken_for_the_room";
    let Some(mut export) = export(test, 1) else { return };
    let room = export.a_room();
    let mut one = export.console(0, "one");
    kept(&mut one, "before");
    one.all_settled();
    published(&room, 2);
    export.vanish(0);
    let bare = export.seen_by(0);
    let copy = bare.join("heron.allhands");
    fs::copy(&room, &copy).expect("a copy");
    let before = fs::read(&copy).expect("the copy");
    kept(&mut one, "meanwhile");
    one.until("a word", Peer::is_away);
    // Longer than a child that has ended takes to be started again, and to look around.
    thread::sleep(Duration::from_secs(3));
    let names: Vec<_> = fs::read_dir(&bare).expect("a folder").flatten().collect();
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(fs::read(&copy).expect("the copy") == before, "the copy was changed");
    fs::remove_file(&copy).expect("removed");

    export.mount(0);
    one.all_settled();
    one.stop();
    published(&room, 3);
}

#[test]
fn a_full_disk_on_the_share_loses_nothing() {
    let Some(export) = small_export("a_full_disk_on_the_share_loses_nothing", 2, 2 << 20) else {
        return;
    };
    let room = export.a_room();
    let mut one = export.console(0, "one");
    let mut two = export.console(1, "two");
    kept(&mut one, "before");
    one.all_settled();

    let ballast = export.own().join("ballast");
    // What fits of it is there; that not all fits is what it is for.
    let _ = fs::write(&ballast, vec![7; 2 << 20]);
    let text = "words ".repeat(200);
    for _ in 0..10 {
        kept(&mut one, &text);
        kept(&mut two, &text);
    }
    one.until("a word", Peer::is_away);
    two.until("a word", Peer::is_away);
    fs::remove_file(&ballast).expect("room again");
    one.all_settled();
    two.all_settled();
    one.until("the share", Peer::is_open);
    two.until("the share", Peer::is_open);
    assert_eq!(agree(&room, one, two), 21);
}

#[test]
fn lines_go_into_another_segment_where_somebody_removed_ones_own() {
    let test = "lines_go_into_another_segment_where_somebody_removed_ones_own";
    let Some(export) = export(test, 2) else { return };
    let room = export.a_room();
    let mut one = export.console(0, "one");
    one.until("the keeper's place", |one| one.keeper == Some(Keeper::Us));
    let mut two = export.console(1, "two");
    two.say("before");
    two.all_settled();
    one.until("its row", |one| one.incident.head == 2);
    fs::remove_file(export.own().join("heron.allhands.d/segment-two-1")).expect("removed");
    two.say("into a file that has no name");
    two.all_settled();
    agree(&room, one, two);
}
