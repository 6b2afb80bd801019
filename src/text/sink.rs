//! The sinks that are not cells: each one knows what its reader would take for an order.
//!
//! Apart from the filter, because a spreadsheet, a browser and a mail program each have tricks of
//! their own beside those that terminals have. What must stay true: each of them goes through
//! [`super::safe`] first.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Set;
use super::class::{Class, class, joins};
use super::layout::fit;
use super::safe::{MARKS_MAX, Rules, cells, filter};

/// Cells that a window title may take.
const TITLE_MAX: usize = 100;

/// The window's title: one short line.
pub fn title(text: &str) -> String {
    fit(&cells(text), TITLE_MAX).into_owned()
}

/// What goes to the terminal's clipboard: line ends and tabs stay, everything else unseen is
/// marked.
pub fn clipboard(text: &str) -> Cow<'_, str> {
    filter(text, Rules { set: Set::Unicode, lines: true, tabs: true })
}

/// One line on stdout or stderr: whatever the text holds, it stays one line, and a tab becomes
/// blanks as in cells, for a terminal would jump.
pub fn output(text: &str) -> Cow<'_, str> {
    filter(text, Rules { set: Set::Unicode, lines: false, tabs: false })
}

/// JSON that was already serialised: what a terminal would obey or not show is written as `\u…`, so
/// that it reads back as it was. Joiners stay where they join, and as many marks as a base may
/// carry.
pub fn json(serialised: &str) -> Cow<'_, str> {
    let safe = |c: char| c == '\n' || class(c) == Class::Shown;
    if super::is_plain(serialised) || serialised.chars().all(safe) {
        return Cow::Borrowed(serialised);
    }
    let mut out = String::with_capacity(serialised.len() + 16);
    // A quote and what is written as `\u…` are no base for a mark.
    let (mut before, mut based, mut marks) = ('"', false, 0);
    let mut rest = serialised.chars();
    while let Some(c) = rest.next() {
        let kind = class(c);
        marks = if kind == Class::Mark { marks + 1 } else { 0 };
        let raw = match kind {
            Class::Shown => true,
            Class::Mark => based && marks <= MARKS_MAX,
            Class::Joiner => {
                let next = rest.clone().find(|next| class(*next) != Class::Selector);
                next.is_some_and(|next| joins(before, next))
            }
            Class::Control => c.is_ascii_whitespace(),
            Class::Selector | Class::Tag | Class::Unseen => false,
        };
        if raw {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
        based = raw && c != '"';
        if kind != Class::Selector {
            before = c;
        }
    }
    Cow::Owned(out)
}

/// A CSV field, always quoted. What a spreadsheet would run as a formula gets an apostrophe in
/// front.
pub fn csv(field: &str) -> String {
    let safe = filter(field, Rules { set: Set::Unicode, lines: true, tabs: false });
    let formula =
        safe.trim_start().starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠']);
    let mut out = String::with_capacity(safe.len() + 3);
    out.push('"');
    if formula {
        out.push('\'');
    }
    for c in safe.chars() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// HTML text, or the value of a quoted attribute.
pub fn html(text: &str) -> String {
    let safe = filter(text, Rules { set: Set::Unicode, lines: true, tabs: false });
    let mut out = String::with_capacity(safe.len() + 16);
    for c in safe.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// One line of Markdown: what would be markup, a link or HTML is text. Line ends become spaces.
pub fn markdown(text: &str) -> String {
    let safe = filter(text, Rules { set: Set::Unicode, lines: true, tabs: false });
    let mut out = String::with_capacity(safe.len() + 16);
    for (at, c) in safe.char_indices() {
        match c {
            '\n' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '!' | '#' => {
                out.push('\\');
                out.push(c);
            }
            // `-`, `+`, `1.` and `1)` make lists only where a line begins, `:` and `.` links
            // anywhere.
            '-' | '+' | '=' if at == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if at > 0 && safe[..at].bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Bytes of text in one encoded word: 75 characters less its frame, each byte three at worst.
const WORD_BYTES: usize = 20;

/// The value of a mail header: one line of ASCII, other letters as encoded words (RFC 2047).
pub fn mail_header(text: &str) -> String {
    let safe = filter(text, Rules { set: Set::Ascii, lines: true, tabs: false }).replace('\n', " ");
    if safe.is_ascii() && !safe.contains("=?") {
        return safe;
    }
    let mut out = String::with_capacity(safe.len() * 3 + 32);
    let mut used = WORD_BYTES;
    for c in safe.chars() {
        if used + c.len_utf8() > WORD_BYTES {
            out.push_str(if out.is_empty() { "=?UTF-8?Q?" } else { "?= =?UTF-8?Q?" });
            used = 0;
        }
        used += c.len_utf8();
        if c == ' ' {
            out.push('_');
        } else if c.is_ascii_alphanumeric() {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "={byte:02X}");
            }
        }
    }
    out.push_str("?=");
    out
}
