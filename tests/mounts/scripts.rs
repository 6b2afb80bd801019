//! The scripts of this folder, as part of the suite: the real program on mounts of several kinds,
//! in a small measure each time, and in full where `ALLHANDS_LONG_TESTS` is set. A script says
//! itself by name what cannot be here, and why.

use super::running::{in_full, script};

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
