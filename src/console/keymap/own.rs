//! A person's own keys (`keys.toml`), and the table as documents: the README's, and a `keys.toml`
//! to begin from.
//!
//! What must stay true: a mistake in the file is named with its remedy and changes nothing else,
//! and no two actions of one place ever end up on the same keys without a word.

use std::str::FromStr as _;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{BINDINGS, Binding, Context, Keymap, sequence, written};

impl Context {
    /// Every place, in the order of the help.
    pub const ALL: [Self; 13] = [
        Self::Always,
        Self::Capture,
        Self::Panes,
        Self::Timeline,
        Self::Next,
        Self::Checklists,
        Self::Drafts,
        Self::Plan,
        Self::Editor,
        Self::Line,
        Self::Typing,
        Self::Dialog,
        Self::Start,
    ];

    /// The words over its part of the help.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Always => "Anywhere, inside text too",
            Self::Capture => "Capture line",
            Self::Panes => "Any pane",
            Self::Timeline => "Timeline",
            Self::Next => "Next",
            Self::Checklists => "Checklists",
            Self::Drafts => "Drafts",
            Self::Plan => "Disclosure plan",
            Self::Editor => "Draft editor",
            Self::Line => "Fresh line",
            Self::Typing => "Dialog, while you type",
            Self::Dialog => "Dialog, in its list",
            Self::Start => "Start screen",
        }
    }

    /// Whether letters are text while its keys are meant.
    const fn takes_text(self) -> bool {
        match self {
            Self::Always | Self::Capture | Self::Editor | Self::Line | Self::Typing => true,
            Self::Panes
            | Self::Timeline
            | Self::Next
            | Self::Checklists
            | Self::Drafts
            | Self::Plan
            | Self::Dialog
            | Self::Start => false,
        }
    }

    /// Whether keys of this place and of `other` can be meant at the same moment.
    const fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Always, _)
            | (_, Self::Always)
            | (
                Self::Panes,
                Self::Timeline | Self::Next | Self::Checklists | Self::Drafts | Self::Plan,
            )
            | (
                Self::Timeline | Self::Next | Self::Checklists | Self::Drafts | Self::Plan,
                Self::Panes,
            ) => true,
            _ => self as u8 == other as u8,
        }
    }
}

impl Keymap {
    /// The table with the keys of a person's file, and what is wrong with that file, in words.
    pub fn rebound(text: &str) -> (Self, Vec<String>) {
        let mut keymap = Self::default();
        let mut troubles = Vec::new();
        let table = match toml::Table::from_str(text) {
            Ok(table) => table,
            Err(error) => {
                let line = error.span().map_or(1, |span| line_at(text, span.start));
                let why = error.message().lines().collect::<Vec<_>>().join(" ");
                troubles.push(format!("keys.toml:{line}: {why}. The keys are as they were made"));
                return (keymap, troubles);
            }
        };
        for (name, value) in table {
            let line = line_of(text, &name);
            let Some(keys) = said(value) else {
                troubles.push(format!(
                    "keys.toml:{line}: {name}: its keys are written in quotes, as {name} = \"x\" \
                     or {name} = [\"x\", \"g x\"]; they are as they were made"
                ));
                continue;
            };
            let Some(place) = keymap.rows.iter().position(|(row, _)| row.name == name) else {
                troubles.push(format!(
                    "keys.toml:{line}: no action is called {name}; `allhands keys --toml` \
                     lists them"
                ));
                continue;
            };
            let row = keymap.rows[place].0;
            let read = keys.iter().map(|keys| bound(keys, row.context));
            match read.collect::<Result<Vec<_>, _>>() {
                Ok(read) => keymap.rows[place].1 = read,
                Err(why) => troubles.push(format!(
                    "keys.toml:{line}: {name}: {why}; its keys are as they were made"
                )),
            }
        }
        troubles.extend(keymap.clashes());
        (keymap, troubles)
    }

    /// Keys that mean two things at the same moment. A pane's own key may stand before the one of
    /// all panes, as made.
    fn clashes(&self) -> Vec<String> {
        let mut clashes = Vec::new();
        for (place, (row, keys)) in self.rows.iter().enumerate() {
            for (other, others) in &self.rows[place + 1..] {
                let same_place = row.context == other.context;
                let over = row.context.meets(other.context) && !same_place;
                for key in keys.iter().filter(|key| overlaps(key, others)) {
                    let as_made = made(row, key) && made(other, key);
                    if same_place || (over && !as_made) {
                        clashes.push(format!(
                            "keys.toml: {} means both {} and {} ({}); give one of them another key",
                            say(key),
                            row.name,
                            other.name,
                            other.context.label()
                        ));
                    }
                }
            }
        }
        clashes
    }
}

/// What a line's value says: one key, or several.
fn said(value: toml::Value) -> Option<Vec<String>> {
    if let toml::Value::Array(many) = value {
        return many.into_iter().map(|one| Some(one.as_str()?.to_owned())).collect();
    }
    Some(vec![value.as_str()?.to_owned()])
}

/// The number of the line that sets `name`.
fn line_of(text: &str, name: &str) -> usize {
    let sets = |line: &str| {
        let key = line.split(['=', '.']).next().unwrap_or_default();
        key.trim().trim_matches(['"', '\'', '[', ']']) == name
    };
    1 + text.lines().position(sets).unwrap_or_default()
}

/// The number of the line in which a byte stands.
fn line_at(text: &str, place: usize) -> usize {
    1 + text.bytes().take(place).filter(|byte| *byte == b'\n').count()
}

/// Whether one sequence is another, or begins it.
fn overlaps(key: &[KeyEvent], others: &[Vec<KeyEvent>]) -> bool {
    others.iter().any(|other| other.starts_with(key) || key.starts_with(other))
}

fn made(row: &Binding, key: &[KeyEvent]) -> bool {
    row.keys.iter().any(|keys| sequence(keys).as_deref() == Some(key))
}

/// Reads keys that can be typed over plain SSH inside tmux.
fn typeable(keys: &str) -> Result<Vec<KeyEvent>, String> {
    let read = sequence(keys).ok_or_else(|| {
        format!("\"{keys}\" is no key; write letters, ctrl-x, enter, esc, tab, space, up, pagedown")
    })?;
    match read.len() {
        1 | 2 => Ok(read),
        _ => Err(format!("\"{keys}\" has more than two keys")),
    }
}

/// Reads keys for a place: where text is typed, none that types.
fn bound(keys: &str, context: Context) -> Result<Vec<KeyEvent>, String> {
    let read = typeable(keys)?;
    let held = KeyModifiers::CONTROL | KeyModifiers::ALT;
    let types =
        |key: &KeyEvent| matches!(key.code, KeyCode::Char(_)) && !key.modifiers.intersects(held);
    if context.takes_text() && read.first().is_some_and(types) {
        let label = context.label();
        return Err(format!("\"{keys}\" types text there ({label}); write one such as ctrl-x"));
    }
    Ok(read)
}

fn say(keys: &[KeyEvent]) -> String {
    keys.iter().map(written).collect::<Vec<_>>().join(" ")
}

/// The table as Markdown, as the README carries it.
pub fn markdown() -> String {
    let keymap = Keymap::default();
    let mut out = String::new();
    for context in Context::ALL {
        let head = format!("\n| {} | | `keys.toml` |\n|---|---|---|\n", context.label());
        out.push_str(&head);
        for (row, keys) in keymap.rows.iter().filter(|(row, _)| row.context == context) {
            let keys: Vec<String> = keys.iter().map(|keys| format!("`{}`", say(keys))).collect();
            let keys = keys.join(", ").replace('|', "\\|");
            let line = format!("| {keys} | {} | `{}` |\n", row.help, row.name);
            out.push_str(&line);
        }
    }
    out
}

/// A `keys.toml` with every action and its keys, to begin from.
pub fn toml() -> String {
    let mut out = String::from(
        "# Keys of allhands. Leave only the lines you change; a line may name one key or several:\n\
         # letters, ctrl-x, enter, esc, tab, backtab, space, up, down, left, right, home, end,\n\
         # pageup, pagedown, or two keys with a blank between.\n",
    );
    for context in Context::ALL {
        let head = format!("\n# {}\n", context.label());
        out.push_str(&head);
        for row in BINDINGS.iter().filter(|row| row.context == context) {
            let keys: Vec<String> = row.keys.iter().map(|keys| format!("{keys:?}")).collect();
            let line = format!("{} = [{}]  # {}\n", row.name, keys.join(", "), row.help);
            out.push_str(&line);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Action, Meaning};
    use super::*;

    #[test]
    fn the_file_to_begin_from_changes_nothing() {
        assert_eq!(Keymap::rebound(&toml()), (Keymap::default(), Vec::new()));
    }

    #[test]
    fn a_key_is_bound_anew_and_the_old_one_means_nothing() {
        let (keymap, troubles) = Keymap::rebound("zoom = \"Q\"\n");
        assert_eq!(troubles, Vec::<String>::new());
        let press = |keys: &str| {
            keymap.meaning(&[Context::Panes], &sequence(keys).expect("a key that can be read"))
        };
        assert_eq!((press("Q"), press("z")), (Meaning::Is(Action::Zoom), Meaning::Nothing));
    }

    #[test]
    fn mistakes_and_clashes_are_named() {
        let cases = [
            ("zom = \"w\"", "no action is called zom"),
            ("zoom = \"ctrl-shift-w\"", "zoom: \"ctrl-shift-w\" is no key"),
            ("zoom = \"u\"", "means both"),
            ("zoom = \"r\"", "means both"),
            ("pin = \"i\"", "pin"),
            ("record = [\"enter\", \"e\"]", "1: record: \"e\" types text there (Capture line)"),
            ("leave = \"q\"", "leave: \"q\" types text there (Anywhere, inside text too)"),
            ("editor-save = \"space\"", "types text there (Draft editor)"),
            ("give-answer = \"G G\"", "types text there (Dialog, while you type)"),
            ("\nzoom = 3", "2: zoom: its keys are written in quotes, as zoom = \"x\""),
            ("zoom = [3]", "1: zoom: its keys are written in quotes"),
            ("[zoom]\nx = 1", "1: zoom: its keys are written in quotes"),
            ("\n\nzoom = ", "3: "),
        ];
        for (text, words) in cases {
            let (_, troubles) = Keymap::rebound(text);
            let said = troubles.join("; ");
            assert!(said.contains(words), "{text}: {said}");
            assert!(!said.contains('\n') && !said.contains("untagged"), "{text}: {said}");
        }
        let (keymap, troubles) = Keymap::rebound("pin = 5\nzoom = \"Q\"\n");
        let zoom = keymap.meaning(&[Context::Panes], &sequence("Q").expect("a key"));
        assert_eq!((zoom, troubles.len()), (Meaning::Is(Action::Zoom), 1), "the rest holds");
    }
}
