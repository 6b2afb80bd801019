//! From a key to its letter on the screen, while everything happens to the share that can.

use super::alone;
use crate::mounts::running::{in_full, script};

/// Types through the faults of a kind. The script's own bars hold, which are those that people were
/// promised: 50 ms for 99 of 100 keys, 250 ms for any.
///
/// They are meant for a build that is made to be fast, and this one is not: on two processors it
/// takes 9 ms for 99 of 100 keys and 12 at the longest, and beside as much other work as four
/// processors could do, 20 and 35. So a machine half as fast, at rest, is far from them; and a key
/// that waits for the share, whose server is away for seconds, is far beyond them.
fn faults(test: &str, kind: &str) {
    let _alone = alone();
    script(test, "faults.py", &[kind, "--seconds", if in_full() { "60" } else { "6" }]);
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
