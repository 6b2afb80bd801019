//! Rooms called by their codename, and folders that are not there.

use std::fs;

use super::given::{Given, given};

/// A register with these rooms, and whatever runs with it.
fn in_register(given: &Given, args: &[&str]) -> super::given::Done {
    let mut command = given.command(args);
    command.env("ALLHANDS_REGISTER", given.path("register"));
    super::given::done(command.output().expect("the program"))
}

fn begun(given: &Given, file: &str, codename: &str) -> String {
    fs::create_dir_all(given.path("register")).expect("a folder");
    let file = given.arg(file);
    given.runs(&["new", &file, "--codename", codename]);
    file
}

#[test]
fn a_codename_stands_for_its_room_and_which_file_that_is_is_said() {
    let given = given();
    let room = begun(&given, "register/oaken.allhands", "OAKEN ZEBRA");
    for name in ["OAKEN-ZEBRA", "oaken zebra", "oaken_zebra"] {
        let done = in_register(&given, &["log", name, "one", "--id", "one"]);
        assert_eq!((done.code, done.out.as_str()), (Some(0), "one\n"), "{done:?}");
        assert_eq!(done.err, format!("{name}: the room in {room}\n"));
    }
    for args in [
        &["show", "OAKEN-ZEBRA"][..],
        &["verify", "OAKEN-ZEBRA"],
        &["verify", "--against", "OAKEN-ZEBRA", &room],
        &["doctor", "OAKEN-ZEBRA"],
        &["export", "OAKEN-ZEBRA", "--as", "csv"],
        &["copy", "OAKEN-ZEBRA", "copy.allhands"],
        &["hold", "OAKEN-ZEBRA", "--because", "counsel says so"],
        &["redact", "OAKEN-ZEBRA", "--row", "2", "--dry-run"],
        &["--linear", "OAKEN-ZEBRA"],
    ] {
        let done = in_register(&given, args);
        assert_eq!(done.code, Some(0), "{args:?}: {done:?}");
        assert!(done.err.contains(&room), "{args:?}: {done:?}");
    }
    // This host's desk knows it by now, and a desk is named so too.
    given.runs(&["log", "OAKEN-ZEBRA", "two"]);
    fs::remove_file(&room).expect("lost");
    let out = given.runs(&["recover", &room, "--from", "OAKEN-ZEBRA"]);
    assert!(out.contains("sound"), "{out}");
    assert_eq!(given.texts(&room), ["one", "two"]);
}

#[test]
fn a_file_is_never_taken_for_a_codename_nor_one_of_two_rooms_chosen() {
    let given = given();
    let room = begun(&given, "register/oaken.allhands", "OAKEN ZEBRA");
    let words = ["no such file", "no room of that codename"];
    in_register(&given, &["show", "PALE-ZEBRA"]).failed(4, &words);
    in_register(&given, &["PALE-ZEBRA"]).failed(2, &["neither a file nor a room nor a command"]);
    in_register(&given, &["show", "oaken.allhands"]).failed(4, &["no such file"]);
    let own = given.arg("oaken-zebra");
    given.runs(&["new", &own, "--codename", "QUIET OTTER"]);
    let done = in_register(&given, &["show", "oaken-zebra"]);
    assert!(done.out.contains("QUIET OTTER"), "{done:?}");
    let second = begun(&given, "register/zebra.allhands", "OAKEN ZEBRA");
    let done = in_register(&given, &["log", "OAKEN-ZEBRA", "one"]);
    done.failed(1, &["several rooms have that codename", &room, &second]);
    assert!(given.texts(&room).is_empty() && given.texts(&second).is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let given = given();
    let room = given.room();
    for args in [
        &["new", "nodir/x"][..],
        &["copy", &room, "nodir/x"],
        &["recover", "nodir/x", "--from", &room],
        &["export", &room, "--as", "csv", "-o", "nodir/x"],
        &["demo", "--make", "nodir/x"],
    ] {
        given.fails(4, args, &["there is no folder ", "nodir, and it was to lie there"]);
    }
}
