//! The filter behind every sink: text in, text out that holds no control, no override, nothing
//! unseen.
//!
//! It works by what a reader sees as one character (a grapheme cluster), because that is what
//! terminals draw and what the layout measures. What must stay true: what comes out goes through a
//! second time unchanged, and printable ASCII costs nothing.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;

use super::class::{C1, Class, class, joins, selects, unseen_name};
use super::layout::width;
use super::{Set, is_plain};

/// Combining marks that one base may carry.
pub(super) const MARKS_MAX: usize = 4;
/// Characters that one cluster may have beside its marks (conjuncts and emoji families need about a
/// dozen).
const CLUSTER_MAX: usize = 16;
/// Tabs go to the next multiple of this.
const TAB: usize = 4;

/// What differs between sinks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rules {
    /// How marks look.
    pub set: Set,
    /// Whether line ends stay line ends (as `\n`).
    pub lines: bool,
    /// Whether tabs stay tabs.
    pub tabs: bool,
}

/// One line for terminal cells. A line end within becomes a picture.
///
/// ```
/// use allhands::text::cells;
/// assert_eq!(cells("ok \x1b[31mred\x07"), "ok ␛[31mred␇");
/// assert_eq!(cells("invoice\u{202e}fdp.exe"), "invoice<RLO>fdp.exe");
/// ```
pub fn cells(text: &str) -> Cow<'_, str> {
    cells_in(text, Set::Unicode)
}

/// [`cells`] with marks from the given set.
pub fn cells_in(text: &str, set: Set) -> Cow<'_, str> {
    filter(text, Rules { set, lines: false, tabs: false })
}

/// Many lines for terminal cells: line ends of every kind become `\n`.
pub fn block(text: &str, set: Set) -> Cow<'_, str> {
    filter(text, Rules { set, lines: true, tabs: false })
}

/// The raw lines of a text, split at every kind of line end (`\n`, `\r\n`, `\r`, NEL, U+2028,
/// U+2029), ends removed. A last line end opens no further line; an empty text has no line.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(at) = rest.find(line_end) else { return Some(std::mem::take(&mut rest)) };
        let line = &rest[..at];
        let end = &rest[at..];
        let first = end.chars().next().map_or(0, char::len_utf8);
        rest = end.strip_prefix("\r\n").unwrap_or(&end[first..]);
        Some(line)
    })
}

const fn line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Makes a text safe by the given rules.
pub(super) fn filter(text: &str, rules: Rules) -> Cow<'_, str> {
    let typographic = rules.set == Set::Ascii && text.chars().any(|c| plainer(c) != c);
    if is_plain(text) || (!typographic && text.chars().all(simple)) {
        return Cow::Borrowed(text);
    }
    let mut out =
        Filter { rules, out: String::with_capacity(text.len() + 16), ..Filter::default() };
    for (start, cluster) in text.grapheme_indices(true) {
        out.cluster(cluster, &text[start + cluster.len()..]);
    }
    out.close_tags();
    Cow::Owned(out.out)
}

/// Common letters that stand for themselves whatever stands beside them: Latin with accents,
/// typographers' signs, arrows and boxes.
const fn simple(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20cf}' | '\u{2400}'..='\u{25ff}')
}

/// Of the signs that our own sentences have, the one of the ASCII set that is as wide.
const fn plainer(c: char) -> char {
    match c {
        '“' | '”' | '„' => '"',
        '‘' | '’' | '‚' => '\'',
        '–' | '—' | '·' => '-',
        '…' => '~',
        '•' => '*',
        '→' => '>',
        '←' => '<',
        '✓' => 'x',
        _ => c,
    }
}

#[derive(Default)]
struct Filter {
    rules: Rules,
    out: String,
    /// Up to where `column` is measured.
    measured: usize,
    column: usize,
    /// Whether a `<tag:` stands open.
    tagging: bool,
    /// The last character that went through as itself.
    last: Option<char>,
}

impl Filter {
    fn cluster(&mut self, cluster: &str, after: &str) {
        if self.rules.lines && cluster.chars().all(line_end) {
            self.close_tags();
            self.out.push('\n');
            (self.measured, self.column, self.last) = (self.out.len(), 0, None);
            return;
        }
        let (mut based, mut marks, mut others, mut dropped) = (false, 0, 0, 0_usize);
        let mut chars = cluster.chars();
        while let Some(c) = chars.next() {
            let next = chars.clone().next().or_else(|| after.chars().next());
            let kind = class(c);
            if kind != Class::Tag {
                self.close_tags();
            }
            match kind {
                Class::Shown if others < CLUSTER_MAX => {
                    others += 1;
                    based = true;
                    self.shown(c);
                }
                Class::Mark if marks < MARKS_MAX => {
                    marks += 1;
                    let base = if self.rules.set == Set::Unicode { '◌' } else { 'o' };
                    // A prefixed mark is a cluster of its own even on a base of ours.
                    if !based && self.last != Some(base) {
                        self.shown(base);
                    }
                    based = true;
                    self.shown(c);
                }
                Class::Shown | Class::Mark => dropped += 1,
                Class::Joiner => match (self.last, next_shown(c, &chars, after)) {
                    (Some(last), Some(next)) if based && joins(last, next) => self.shown(c),
                    _ => based = self.named(c),
                },
                Class::Selector => {
                    if !(based && self.last.is_some_and(|last| selects(last, c, next))) {
                        based = self.named(c);
                    }
                }
                Class::Control => based = self.control(c),
                Class::Tag => based = self.tag(c),
                Class::Unseen => based = self.named(c),
            }
        }
        if dropped > 0 {
            self.close_tags();
            self.last = None;
            let _ = write!(self.out, "<+{dropped} marks>");
        }
    }

    fn shown(&mut self, c: char) {
        self.out.push(if self.rules.set == Set::Ascii { plainer(c) } else { c });
        self.last = Some(c);
    }

    fn close_tags(&mut self) {
        if std::mem::take(&mut self.tagging) {
            self.out.push('>');
        }
    }

    /// Names an unseen character. Like its kin it answers whether a combining mark may now follow:
    /// never on a mark of ours.
    fn named(&mut self, c: char) -> bool {
        self.last = None;
        let _ = match unseen_name(c) {
            Some(name) => write!(self.out, "<{name}>"),
            None => write!(self.out, "<U+{:04X}>", u32::from(c)),
        };
        false
    }

    fn control(&mut self, c: char) -> bool {
        self.last = None;
        let code = u32::from(c);
        match (c, self.rules.set) {
            ('\t', _) if self.rules.tabs => self.out.push('\t'),
            ('\t', _) => {
                self.column += width(&self.out[self.measured..]);
                let spaces = TAB - self.column % TAB;
                self.out.extend(std::iter::repeat_n(' ', spaces));
                self.column += spaces;
                self.measured = self.out.len();
            }
            ('\u{7f}', Set::Unicode) => self.out.push('␡'),
            ('\u{7f}', Set::Ascii) => self.out.push_str("^?"),
            ('\u{80}'..='\u{9f}', _) => {
                let _ = write!(self.out, "<{}>", C1[(code - 0x80) as usize]);
            }
            (_, Set::Unicode) => self.out.extend(char::from_u32(0x2400 + code)),
            (_, Set::Ascii) => {
                self.out.push('^');
                self.out.extend(char::from_u32(0x40 + code));
            }
        }
        false
    }

    fn tag(&mut self, c: char) -> bool {
        self.last = None;
        if !std::mem::replace(&mut self.tagging, true) {
            self.out.push_str("<tag:");
        }
        let plain = char::from_u32(u32::from(c) - 0xe_0000).filter(char::is_ascii_graphic);
        self.out.push(plain.unwrap_or('.'));
        false
    }
}

/// What stands after a joiner once the selectors are left out, if it is drawn right there: a mark
/// that begins a cluster of its own is not, since it gets a base; and a selector that will be named
/// stands between.
fn next_shown(joiner: char, chars: &std::str::Chars<'_>, after: &str) -> Option<char> {
    let mut rest = chars.clone().chain(after.chars());
    let first = rest.next()?;
    if class(first) == Class::Selector && !selects(joiner, first, rest.next()) {
        return None;
    }
    let drawn = |c: &char| class(*c) != Class::Selector;
    let outside = || after.chars().find(drawn).filter(|c| class(*c) == Class::Shown);
    chars.clone().find(drawn).or_else(outside)
}
