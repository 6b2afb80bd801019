//! What ends the program from outside: a signal, a lost terminal, one that takes nothing any more.

use std::time::Duration;

use rustix::process::Signal;

use crate::terminal::given::Host;

use super::alone;

/// From what ends it to its end, with everything saved.
const SOON: Duration = Duration::from_secs(1);

#[test]
fn a_hangup_ends_it_soon() {
    let _alone = alone();
    let host = Host::new();
    let mut console = host.console();
    console.types("half a sent");
    console.signal(Signal::HUP);
    assert_eq!(console.ends_within(SOON).exit_code(), 129);
}

#[test]
fn a_vanished_terminal_ends_it_soon() {
    let _alone = alone();
    let host = Host::new();
    let mut console = host.console();
    console.types("half a sent");
    console.vanish();
    console.ends_within(SOON);
}

#[test]
fn a_terminal_that_takes_nothing_does_not_hold_it_long() {
    let _alone = alone();
    let host = Host::new();
    let mut console = host.console();
    console.stop_taking();
    console.signal(Signal::TERM);
    assert_eq!(console.ends_within(SOON).exit_code(), 143);
}
