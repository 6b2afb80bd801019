//! What a mount, its server and its disk do to consoles: they hang, vanish, fill up. Nothing that
//! was kept is lost, nobody waits, and nothing is written beside the mount.

use std::fs;
use std::thread;
use std::time::Duration;

use allhands::store::worker::Keeper;

use super::export::{export, small_export};
use super::given::{Peer, agree, kept, published};

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
