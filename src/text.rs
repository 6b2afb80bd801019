//! Foreign text made safe to show: one function for each kind of sink. Used by every layer, uses
//! none.
//!
//! Text is stored as it came and neutralised **here, at the sink**: whatever was typed, pasted,
//! imported or read from a file, no control or escape sequence, bidirectional override or
//! zero-width trick gets through as anything but a visible mark. Nothing else in the program may
//! decide what is safe.
//!
//! | Sink | Function |
//! |---|---|
//! | one line of terminal cells (pane, banner, dialog) | [`cells`], in the ASCII set [`cells_in`] |
//! | many lines of terminal cells (quote, draft) | [`block`], then [`wrap`] |
//! | window title | [`title`] |
//! | clipboard (OSC 52) | [`clipboard`] |
//! | a line on stdout or stderr | [`output`] |
//! | JSON text that was already serialised | [`json`] |
//! | a CSV field | [`csv`] |
//! | HTML text or attribute | [`html`] |
//! | Markdown | [`markdown`] |
//! | a mail header's value | [`mail_header`] |
//! | a claimed name, codename or title taken in from a field | [`name()`] |
//! | the stem of a file to be made | [`file_stem`] |
//! | bytes of unknown encoding, on the way in | [`lossy`] |
//!
//! Measuring and laying out, for text that has been through [`cells`] or [`block`]: [`width`],
//! [`fit`], [`fit_in`], [`brief`], [`pad`], [`wrap`] (an iterator of slices), [`rows`] (how many of
//! them). Hiding: [`dots`].
//!
//! What a mark looks like: controls are pictures (`␛`, in the ASCII set `^[`), C1 controls and
//! everything unseen are names in angle brackets (`<CSI>`, `<RLO>`, `<ZWSP>`, `<SHY>`, `<tag:…>`,
//! `<U+FFFE>`). Joiners stay where they join (Arabic and Indic letters, emoji). Emoji and
//! ideographic variation selectors are left out where they select. A combining mark without a base
//! gets `◌`; more than four on one base become `<+N marks>`. Tabs go to the next multiple of four.
//! Safe text that goes through once more stays as it is.

mod class;
mod layout;
mod name;
mod safe;
mod sink;
#[cfg(test)]
mod tests;

pub use layout::{Wrap, brief, dots, fit, fit_in, pad, rows, skip, whole_words, width, wrap};
pub use name::{NAME_MAX, file_stem, name};
pub use safe::{block, cells, cells_in, lines};
pub use sink::{clipboard, csv, html, json, mail_header, markdown, output, title};

/// Which marks the terminal can draw. Concerns our own marks and the typographers' signs of our
/// sentences (`“`, `—`, `·`, also where people write them): people's letters stay what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Set {
    /// Control pictures, `…`, `•`.
    #[default]
    Unicode,
    /// `^[`, `~`, `*`.
    Ascii,
}

/// Reads bytes as UTF-8; what is not becomes U+FFFD, and the flag says that it happened.
pub fn lossy(bytes: &[u8]) -> (String, bool) {
    match String::from_utf8_lossy(bytes) {
        std::borrow::Cow::Borrowed(text) => (text.to_owned(), false),
        std::borrow::Cow::Owned(text) => (text, true),
    }
}

/// The words of a system's error without its number, which helps nobody who has read the words:
/// `No such file or directory (os error 2)`.
pub fn unnumbered(words: &str) -> String {
    let mut parts = words.split(" (os error ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(part.len());
        match part[end..].strip_prefix(')') {
            Some(rest) => out.push_str(rest),
            None => out.extend([" (os error ", part]),
        }
    }
    out
}

/// Whether every byte is a printable ASCII character: then nothing is to be done and a byte is a
/// cell.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}
