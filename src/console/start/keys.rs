//! The keys of the start screen by name, for its palette. Apart from the screen, because it is a
//! reading of the one table. What must stay true: every key that does something there is found.

use crate::console::action::Action;
use crate::console::keymap::{BINDINGS, Binding, Context};

/// The keys of the start screen whose name or help has every word of `search`.
pub fn keys_found(search: &str) -> Vec<&'static Binding> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let runs = |row: &&Binding| {
        row.context == Context::Start
            || matches!(row.action, Action::Blank | Action::Redraw | Action::Suspend)
    };
    let hit = |row: &&Binding| {
        let text = format!("{} {}", row.name, row.help).to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    BINDINGS.iter().filter(runs).filter(hit).collect()
}
