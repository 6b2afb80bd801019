//! Measuring and breaking text by terminal cells. On the drawing path: printable ASCII is measured
//! by its bytes, and lines are slices of the text, never copies.
//!
//! Widths are those that the screen library draws (a cluster at a time), so that what is measured
//! here is what appears. The text must be safe already ([`super::cells`], [`super::block`]). What
//! must stay true: no width and no text can make this panic, [`wrap`] loses nothing but the spaces
//! and line ends at which it breaks, and no line is wider than asked unless a single glyph is.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Set, is_plain};

/// Cells that one cluster takes.
fn cluster_width(cluster: &str) -> usize {
    if cluster.len() == 1 {
        return 1;
    }
    // Terminals give the halfwidth sound marks a cell of their own, as the screen library does.
    let sounds = cluster.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count();
    cluster.width() + sounds
}

/// Cells that the text takes on one line.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    text.graphemes(true).map(cluster_width).sum()
}

/// The longest beginning that takes at most `max` cells. Reads no further than that.
fn head(text: &str, max: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster_width(cluster);
        if used > max {
            return &text[..at];
        }
    }
    text
}

/// A line without its first cells, and without a character that lies across the cut. One pass,
/// since a line may be 64 KB long and is drawn with every key.
///
/// ```
/// use allhands::text::skip;
/// assert_eq!(skip("a日b", 1), "日b");
/// assert_eq!(skip("a日b", 2), "b");
/// ```
pub fn skip(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        if used >= cells {
            return &text[at..];
        }
        used += cluster_width(cluster);
    }
    ""
}

/// Cuts a line to `max` cells, its last one `…` where something was cut.
pub fn fit(text: &str, max: usize) -> Cow<'_, str> {
    fit_in(text, max, Set::Unicode)
}

/// [`fit`] with the given set: `~` in the ASCII set.
pub fn fit_in(text: &str, max: usize, set: Set) -> Cow<'_, str> {
    if (text.len() <= max && is_plain(text)) || width(text) <= max {
        return Cow::Borrowed(text);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    let mut cut = head(text, max - 1).to_owned();
    cut.push(match set {
        Set::Unicode => '…',
        Set::Ascii => '~',
    });
    Cow::Owned(cut)
}

/// [`fit_in`] that cuts at the end of a word where one is near, so that no half word is read as a
/// whole one.
///
/// ```
/// use allhands::text::{Set, brief};
/// assert_eq!(brief("Classify by actor, action, asset", 23, Set::Unicode), "Classify by actor, …");
/// assert_eq!(brief("203.0.113.9", 6, Set::Unicode), "203.0…");
/// ```
pub fn brief(text: &str, max: usize, set: Set) -> Cow<'_, str> {
    let cut = fit_in(text, max, set);
    let Cow::Owned(whole) = &cut else { return cut };
    let kept = whole.len() - whole.chars().next_back().map_or(0, char::len_utf8);
    // What was cut at a blank is whole already.
    if kept == 0 || text[kept..].starts_with(' ') {
        return cut;
    }
    match whole[..kept].rfind(' ') {
        // A word that takes more than a third of the line is better begun than left out.
        Some(space) if width(&whole[space..kept]) * 3 <= max => {
            Cow::Owned(format!("{}{}", &whole[..=space], &whole[kept..]))
        }
        _ => cut,
    }
}

/// As many whole words of a line as fit into `max` cells with the mark that some are missing; none
/// where not even the first does.
///
/// ```
/// use allhands::text::{Set, whole_words};
/// assert_eq!(whole_words("rotate signing keys", 19, Set::Unicode), "rotate signing keys");
/// assert_eq!(whole_words("rotate signing keys", 16, Set::Unicode), "rotate signing …");
/// assert_eq!(whole_words("rotate signing keys", 15, Set::Unicode), "rotate …");
/// assert_eq!(whole_words("rotate signing keys", 7, Set::Unicode), "");
/// ```
pub fn whole_words(text: &str, max: usize, set: Set) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    let begun = head(text, max.saturating_sub(2));
    let whole = match begun.rfind(' ') {
        _ if text[begun.len()..].starts_with(' ') => begun,
        Some(space) => &begun[..space],
        None => "",
    };
    let mark = match set {
        Set::Unicode => '…',
        Set::Ascii => '~',
    };
    match whole.trim_end() {
        "" => Cow::Borrowed(""),
        whole => Cow::Owned(format!("{whole} {mark}")),
    }
}

/// Cuts or fills a line with spaces to exactly `cells` cells.
pub fn pad(text: &str, cells: usize, set: Set) -> String {
    let mut out = fit_in(text, cells, set).into_owned();
    let missing = cells.saturating_sub(width(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// What stands for text that is not to be read: one dot for each character, so that a cursor finds
/// its place.
pub fn dots(text: &str, set: Set) -> String {
    let dot = match set {
        Set::Unicode => '•',
        Set::Ascii => '*',
    };
    if is_plain(text) {
        return std::iter::repeat_n(dot, text.len()).collect();
    }
    text.graphemes(true).map(|_| dot).collect()
}

/// Breaks a text into lines of at most `width` cells (at least 1): at line ends, else at spaces,
/// else within the word. An empty text is one empty line, and so is what follows a last line end.
///
/// ```
/// use allhands::text::wrap;
/// assert_eq!(wrap("db-7 talked to 203.0.113.9", 12).collect::<Vec<_>>(), ["db-7 talked", "to",
/// "203.0.113.9"]);
/// ```
pub fn wrap(text: &str, width: usize) -> Wrap<'_> {
    Wrap { rest: Some(text), width: width.max(1) }
}

/// How many lines [`wrap`] makes of the text.
pub fn rows(text: &str, width: usize) -> usize {
    if text.len() <= width && is_plain(text) {
        return 1;
    }
    wrap(text, width).count()
}

/// The lines of a wrapped text; see [`wrap`].
#[derive(Debug, Clone)]
pub struct Wrap<'a> {
    rest: Option<&'a str>,
    width: usize,
}

impl<'a> Iterator for Wrap<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest.take()?;
        // A line of n cells has at least n bytes, but any number more: look no further than a line
        // end.
        let (line, after) = match rest.find('\n') {
            Some(at) => (&rest[..at], Some(at + 1)),
            None => (rest, None),
        };
        let (len, resume) = break_at(line, self.width);
        self.rest =
            if resume < line.len() { Some(&rest[resume..]) } else { after.map(|at| &rest[at..]) };
        Some(&line[..len])
    }
}

/// Where one line ends and where the next begins, in bytes. `resume == line.len()` where all of it
/// fits.
fn break_at(line: &str, width: usize) -> (usize, usize) {
    // A look at so many bytes decides nearly every line without reading a long paragraph to its
    // end.
    let near = line.get(..width.saturating_add(1)).filter(|near| is_plain(near));
    let end = match near {
        Some(_) => width,
        None if line.len() <= width && is_plain(line) => line.len(),
        None => head(line, width).len(),
    };
    if end == line.len() {
        return (end, end);
    }
    if end == 0 {
        // One glyph wider than the line: it stands alone, and whoever draws it cuts it.
        let one = line.graphemes(true).next().map_or(0, str::len);
        return (one, one);
    }
    if line[end..].starts_with(' ') {
        return (
            line[..end].trim_end_matches(' ').len().max(leading(line).min(end)),
            past(line, end),
        );
    }
    match line[..end].rfind(' ') {
        Some(space) if space >= leading(line) => {
            (line[..space].trim_end_matches(' ').len(), space + 1)
        }
        _ => (end, end),
    }
}

/// Bytes of spaces at the beginning: an indent is no place to break at.
fn leading(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Past the spaces at `at`.
fn past(line: &str, at: usize) -> usize {
    line.len() - line[at..].trim_start_matches(' ').len()
}
