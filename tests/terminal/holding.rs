//! The first words that go out, from the start of the program.

use super::given::Host;

/// A statement for the public is ready within half a minute: so many keys a slow typist can press
/// in that time, three in a second.
#[test]
fn a_holding_statement_is_one_key_from_the_start_and_asks_only_for_its_topic() {
    const KEYS_IN_30_S: usize = 90;
    let host = Host::new();
    let mut console = host.begun();
    // The room has begun: it is a signal, and the cursor stands in the line.
    let topic = "a customer dump on a forum";
    console.press("ctrl-y");
    console.sees("Holding statement: we know of reports about");
    console.types(topic);
    console.press("enter");
    console.sees("“Holding statement” is ready for review by ");
    assert!(1 + topic.len() + 1 < KEYS_IN_30_S);
    console.sees_row("the draft, with nothing unset", |row| {
        row.contains("> Holding statement") && !row.contains("unset")
    });
    // From the panes it is one key too; what was typed before is not offered again.
    console.press("O");
    console.sees("Holding statement: we know of reports about");
    console.press("esc");
    console.press("enter");
    console.sees("We know of reports about a customer dump on a forum.");
}
