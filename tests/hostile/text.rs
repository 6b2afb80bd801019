//! Hostile text, through every sink of the program: what was typed, pasted, imported, named or
//! written into the file by another hand comes out as a visible mark or not at all, and is stored
//! as it came.
//!
//! The judge here has its own list of what a terminal must never get; it does not ask the code that
//! it judges.

mod drawn;
mod printed;

use proptest::prelude::*;

/// What somebody might send: a name for the failure, and the text.
pub const TROUBLE: &[(&str, &str)] = &[
    ("colour", "red \u{1b}[31mred\u{1b}[0m"),
    ("window title", "\u{1b}]0;owned\u{7}tail"),
    ("clipboard", "\u{1b}]52;c;b3duZWQ=\u{1b}\\"),
    ("cursor and erase", "\u{1b}[2J\u{1b}[1;1Hgone\u{1b}[?1049l"),
    ("device control string", "\u{1b}P1$r\u{1b}\\ \u{1b}_app\u{1b}\\"),
    ("C0", "bell\u{7} back\u{8}\u{8} return\rover \u{b}\u{c}\u{1}\u{1f}\u{7f}"),
    ("C1", "\u{9b}31m \u{9d}0;x\u{9c} \u{85}\u{90}q\u{9c}"),
    ("bidi override", "invoice\u{202e}fdp.exe\u{202c} \u{2066}x\u{2069}\u{200f}\u{61c}"),
    ("zero width", "pass\u{200b}word \u{feff}\u{2060}\u{ad}a\u{200d}b\u{200c}c"),
    ("separators", "one\u{2028}two\u{2029}three"),
    ("tags", "flag\u{e0001}\u{e0041}\u{e007f}"),
    ("combining flood", "Z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}"),
    ("wide", "漢字かな混じり🧑‍🚒👨‍👩‍👧‍👦🏳️‍🌈"),
    ("fillers", "\u{3164}\u{115f}\u{1160}\u{ffa0}\u{34f}\u{180e}"),
    ("noncharacters", "\u{fffe}\u{ffff}\u{fdd0}\u{fff9}x\u{fffb}"),
    ("formula", "=cmd|' /C calc'!A0"),
    ("markup", "[x](javascript:alert(1)) <img src=x onerror=alert(1)> `|`"),
];

/// What a sink may let through beside printable text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// A cell: nothing.
    Cell,
    /// A line of output.
    Line,
    /// Lines: line ends and tabs.
    Lines,
}

/// The first thing in a text that no terminal must get.
pub fn raw(text: &str, frame: Frame) -> Option<String> {
    let mut before = ' ';
    let mut marks = 0;
    for c in text.chars() {
        let framing = match frame {
            Frame::Cell | Frame::Line => false,
            Frame::Lines => matches!(c, '\n' | '\t'),
        };
        let joins = matches!(c, '\u{200c}' | '\u{200d}') && !before.is_ascii();
        if (c.is_control() && !framing) || (unseen(c) && !joins) {
            return Some(format!("{} after {before:?}", c.escape_unicode()));
        }
        marks = if ('\u{300}'..='\u{36f}').contains(&c) { marks + 1 } else { 0 };
        if marks > 4 {
            return Some("a flood of combining marks".to_owned());
        }
        before = c;
    }
    None
}

fn unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e00ff}')
}

/// Fails with what got through, where, and for which text.
#[track_caller]
pub fn safe(shown: &str, frame: Frame, what: &str) {
    if let Some(found) = raw(shown, frame) {
        panic!("{what}: {found} got through in {:?}", shown.escape_debug().to_string());
    }
}

/// Any text made of what is known to trouble, and of anything else.
pub fn troubled() -> impl Strategy<Value = String> {
    let known = (0..TROUBLE.len()).prop_map(|at| TROUBLE[at].1.to_owned());
    let any = proptest::collection::vec(any::<char>(), 0..8)
        .prop_map(|chars| chars.into_iter().collect::<String>());
    let piece = prop_oneof![known, any, Just("plain words".to_owned()), Just("\n".to_owned())];
    proptest::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

#[test]
fn the_judge_sees_every_trouble() {
    let harmless = ["wide", "formula", "markup"];
    for (name, text) in TROUBLE {
        assert_eq!(raw(text, Frame::Lines).is_none(), harmless.contains(name), "{name}");
    }
    assert_eq!(raw("two\nlines", Frame::Lines), None);
    assert!(raw("two\nlines", Frame::Cell).is_some());
}
