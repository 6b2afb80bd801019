//! Names that people or files give: short, one line, and no path in disguise.
//!
//! Apart from the sinks, because here text is taken **in**: what a field or a file offers as a name
//! becomes what the record keeps. What must stay true: a name has no control and no unseen
//! character, and a stem is never empty, never hidden, never leaves its folder.

use unicode_segmentation::UnicodeSegmentation;

use super::class::{Class, class};
use super::safe::cells;

/// Characters that a name may have; the file's format bounds it too.
pub const NAME_MAX: usize = 200;

/// Characters that a file's stem may have.
const STEM_MAX: usize = 60;

/// A person's, department's or room's name as it came from a field: spaces of every kind become
/// one, ends are trimmed, what is unseen becomes a mark, and it is cut at [`NAME_MAX`] characters.
pub fn name(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let safe = cells(&joined);
    let mut out = String::with_capacity(safe.len());
    let mut left = NAME_MAX;
    for cluster in safe.graphemes(true) {
        let chars = cluster.chars().count();
        if chars > left {
            break;
        }
        left -= chars;
        out.push_str(cluster);
    }
    out.truncate(out.trim_end().len());
    out
}

/// The stem of a file named after a codename: lower-case letters and digits, `-` between words
/// (`crimson-heron`).
/// `room` where nothing is left of it.
pub fn file_stem(codename: &str) -> String {
    let mut out = String::new();
    for c in codename.chars().flat_map(char::to_lowercase) {
        if out.chars().count() >= STEM_MAX {
            break;
        }
        if c.is_alphanumeric() && class(c) == Class::Shown {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    // Names that some systems keep for devices, should the file travel.
    let device = matches!(out.as_str(), "con" | "prn" | "aux" | "nul")
        || (out.len() == 4
            && (out.starts_with("com") || out.starts_with("lpt"))
            && out.ends_with(|c: char| c.is_ascii_digit()));
    if out.is_empty() {
        out.push_str("room");
    } else if device {
        out.push_str("-room");
    }
    out
}
