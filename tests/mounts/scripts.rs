//! The scripts of this folder, as part of the suite: the real program on mounts of several kinds,
//! in a small measure each time, and in full where `ALLHANDS_LONG_TESTS` is set. A script says
//! itself by name what cannot be here, and why.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether everything is to be tried in full, however long that takes.
pub fn in_full() -> bool {
    env::var_os("ALLHANDS_LONG_TESTS").is_some()
}

/// Runs a script of this folder; it judges itself.
fn script(test: &str, name: &str, arguments: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mounts").join(name);
    let mut command = Command::new("python3");
    command.arg(path).args(arguments).args(["--binary", env!("CARGO_BIN_EXE_allhands")]);
    match command.stdin(Stdio::null()).output() {
        Err(error) => println!("skipped: {test}: python3: {error}"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{said}{errors}");
            println!("{test}: {said}");
        }
    }
}

fn together(test: &str, kind: &str) {
    let entries = if in_full() { "2000" } else { "60" };
    script(test, "together.py", &[kind, "--entries", entries]);
}

fn together_in_full(test: &str, kind: &str) {
    if in_full() {
        together(test, kind);
    } else {
        println!("skipped: {test}: ALLHANDS_LONG_TESTS is not set");
    }
}

#[test]
fn consoles_on_two_glusterfs_mounts_lose_nothing() {
    together("consoles_on_two_glusterfs_mounts_lose_nothing", "glusterfs");
}

#[test]
fn consoles_on_two_sshfs_mounts_lose_nothing() {
    together("consoles_on_two_sshfs_mounts_lose_nothing", "sshfs");
}

#[test]
fn consoles_on_two_nfs_4_mounts_lose_nothing() {
    together("consoles_on_two_nfs_4_mounts_lose_nothing", "nfs4");
}

#[test]
fn consoles_on_two_nfs_3_mounts_lose_nothing() {
    together_in_full("consoles_on_two_nfs_3_mounts_lose_nothing", "nfs3");
}

#[test]
fn consoles_on_two_smb_mounts_lose_nothing() {
    together_in_full("consoles_on_two_smb_mounts_lose_nothing", "smb");
}

#[test]
fn eight_consoles_killed_and_cut_off_show_the_same_room_in_the_end() {
    let minutes = if in_full() { "30" } else { "5" };
    let test = "eight_consoles_killed_and_cut_off_show_the_same_room_in_the_end";
    script(test, "soak.py", &["sshfs", "--minutes", minutes]);
}

/// Kills that are enough to notice what broke, or all of them.
fn kills() -> &'static str {
    if in_full() { "200" } else { "16" }
}

#[test]
fn kills_at_work_on_a_local_disk_lose_nothing() {
    let test = "kills_at_work_on_a_local_disk_lose_nothing";
    script(test, "kills.py", &["local", "--kills", kills()]);
}

#[test]
fn kills_of_keepers_and_imports_on_a_share_lose_nothing() {
    let test = "kills_of_keepers_and_imports_on_a_share_lose_nothing";
    script(test, "kills.py", &["sshfs", "--kills", kills()]);
}

/// Types through the faults of a kind. In full a key may take 50 ms at the 99th percentile, and 250
/// at most: on a machine at rest, and a release build. Here a build for debugging runs beside the
/// other tests on two processors: with three times as much to do as these can take, 340 ms were
/// the longest and 90 the 99th percentile. The bars stand at three times that, below what a key
/// that waits for the share would take: its server is away for seconds.
fn faults(test: &str, kind: &str) {
    let full = [kind, "--seconds", "60"];
    let part = [kind, "--seconds", "6", "--most", "250", "1000"];
    script(test, "faults.py", if in_full() { &full } else { &part });
}

#[test]
fn whoever_types_through_the_faults_of_sshfs_waits_for_nothing_and_loses_nothing() {
    let test = "whoever_types_through_the_faults_of_sshfs_waits_for_nothing_and_loses_nothing";
    faults(test, "sshfs");
}

#[test]
fn whoever_types_through_the_faults_of_others_waits_for_nothing_and_loses_nothing() {
    let test = "whoever_types_through_the_faults_of_others_waits_for_nothing_and_loses_nothing";
    for kind in ["glusterfs", "nfs4", "nfs3", "smb"] {
        if in_full() {
            faults(test, kind);
        } else {
            println!("skipped: {test}: {kind}: ALLHANDS_LONG_TESTS is not set");
        }
    }
}
