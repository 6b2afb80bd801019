//! A panic while the terminal is ours: in a frame it costs that frame, elsewhere it ends the
//! program, and the terminal is given back before a word of it is told.
//!
//! The program has no key that panics, so that this test starts itself on the terminal.

use std::env;
use std::io::Read as _;

use allhands::runtime::terminal::{Drawn, Screen};

use super::given::Host;

const ROLE: &str = "ALLHANDS_TEST_PANICS";

/// What the child does; started by the test runner it has nothing to do.
#[test]
fn child() {
    if env::var(ROLE).is_err() {
        return;
    }
    let key = || std::io::stdin().read(&mut [0]).expect("a key");
    let mut screen = Screen::enter().expect("a terminal");
    let drawn = screen.draw(|_| panic!("a frame \u{1b}[31mis lost")).expect("a frame");
    assert!(matches!(drawn, Drawn::Failed(_)), "{drawn:?}");
    key();
    let drawn = screen.draw(|frame| frame.render_widget("drawn again", frame.area()));
    assert_eq!(drawn.expect("a frame"), Drawn::Shown);
    key();
    panic!("the room is lost");
}

#[test]
fn a_panic_gives_the_terminal_back_and_one_in_a_frame_costs_only_that() {
    let host = Host::new();
    let mut shell = host.shell();
    let program = env::current_exe().expect("this program");
    shell.send(
        format!(
            "stty -g > before; {ROLE}=1 {} --exact terminal::panics::child --nocapture; \
             stty -g > after; echo over$((40 + 2))\r",
            program.display()
        )
        .as_bytes(),
    );
    shell.sees("This view could not be drawn");
    shell.sees("Nothing recorded is lost.");
    shell.until("the screen is ours", vt100::Screen::alternate_screen);
    shell.send(b"x");
    shell.sees("drawn again");
    shell.send(b"x");
    shell.sees("over42");
    shell.until("the terminal is given back", |screen| {
        // Not whether pastes are bracketed: the shell's own prompt asks for that.
        !screen.alternate_screen() && !screen.hide_cursor()
    });
    assert!(shell.shown().contains("the room is lost"), "{}", shell.shown());
    assert!(!shell.bytes().windows(5).any(|bytes| bytes == b"\x1b[31m"), "raw on the screen");
    let state = |name: &str| std::fs::read_to_string(host.path(name)).expect("a state");
    assert_eq!(state("before"), state("after"));
}
