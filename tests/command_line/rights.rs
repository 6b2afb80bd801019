//! Who may read what the program makes, whatever the shell that started it says.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::given::{Given, given};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("its rights");
}

/// Every file and folder below a folder, itself included.
fn below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            all.extend(below(&entry.path()));
        } else {
            all.push(entry.path());
        }
    }
    all
}

fn runs_openly(given: &Given, args: &[&str]) {
    // Under a shell that lets everybody read what it makes.
    let line = format!("umask 000; exec {} \"$@\"", env!("CARGO_BIN_EXE_allhands"));
    let mut command = given.command(args);
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", &line, "sh"]).args(args).env_clear();
    for (name, value) in command.get_envs() {
        shell.env(name, value.expect("a value"));
    }
    let done = shell.current_dir(given.path(".")).output().expect("a shell");
    assert!(done.status.success(), "{args:?}: {done:?}");
    // Built for its environment alone.
    command.stdin(std::process::Stdio::null());
}

#[test]
fn what_is_made_is_its_users_alone() {
    let given = given();
    let room = given.arg("heron.allhands");
    runs_openly(&given, &["new", &room, "--codename", "CRIMSON HERON", "--as", "Dana"]);
    runs_openly(&given, &["log", &room, "a line", "--as", "Dana"]);
    let export = given.arg("heron.md");
    runs_openly(&given, &["export", &room, "--as", "markdown", "-o", &export]);
    let practice = given.arg("practice.allhands");
    runs_openly(&given, &["demo", "--make", &practice]);
    for file in [&room, &export, &practice] {
        assert_eq!(mode(Path::new(file)), 0o600, "{file}");
    }
    for made in below(&given.path("desk")) {
        let needed = if made.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&made), needed, "{}", made.display());
    }
}

#[test]
fn in_a_folder_that_hands_its_group_down_a_room_is_the_groups_too() {
    let given = given();
    let folder = given.path("incidents");
    fs::create_dir(&folder).expect("a folder");
    set(&folder, 0o2770);
    let room = given.arg("incidents/heron.allhands");
    runs_openly(&given, &["new", &room, "--as", "Dana"]);
    assert_eq!(mode(Path::new(&room)), 0o660);
}

#[test]
fn the_doctor_points_out_what_everybody_may_read() {
    let given = given();
    let folder = given.path("incidents");
    fs::create_dir(&folder).expect("a folder");
    let room = given.arg("incidents/heron.allhands");
    given.runs(&["new", &room, "--as", "Dana"]);
    set(&folder, 0o700);
    let found = given.runs(&["doctor", &room]);
    assert!(!found.contains("chmod"), "{found}");
    set(&folder, 0o755);
    set(Path::new(&room), 0o644);
    let found = given.runs(&["doctor", &room]);
    for words in
        ["Everybody on this host may read it", "Everybody on this host may list the folder"]
    {
        assert!(found.contains(words), "{words} is not in: {found}");
    }
}
