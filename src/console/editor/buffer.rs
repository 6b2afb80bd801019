//! The text being written: the text area with what it lacks. Undo by word or pause, moves by what a
//! reader sees as one character, a bound on the size, and text made safe before it goes in.

use tui_textarea::{CursorMove, TextArea, WrapMode};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::time::Timestamp;
use crate::text;

/// Bytes that a draft's text may have: what the record takes.
pub const TEXT_MAX: usize = 256 * 1024;
/// After a rest of so many milliseconds a new step of undo begins.
const PAUSE_MS: i64 = 2_000;
/// Bytes of earlier texts that undo may go back through.
const HISTORY_MAX: usize = 16 * 1024 * 1024;

/// What an edit does, for the steps of undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Letters of a word.
    Word,
    /// Blanks between words.
    Blank,
    /// Taking away.
    Erase,
    /// Anything that is a step by itself.
    Whole,
}

/// A text as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Was {
    text: String,
    cursor: (usize, usize),
}

/// The text, its cursor, and the way back.
#[derive(Debug, Clone)]
pub struct Buffer {
    area: TextArea<'static>,
    back: Vec<Was>,
    forth: Vec<Was>,
    last: Option<(Kind, Timestamp)>,
    bytes: usize,
    words: usize,
    /// Whether the selection was begun with Shift: it ends with the first move without it.
    shifted: bool,
    /// What is being looked for.
    searched: Option<String>,
}

impl Buffer {
    /// A text with the cursor at its beginning.
    pub fn new(words: &str) -> Self {
        let mut area = TextArea::new(safe(words).split('\n').map(str::to_owned).collect());
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        // Undo is ours: the area's own goes back letter by letter.
        area.set_max_histories(0);
        // The real cursor shows the place, so the area need not paint one.
        let plain = area.style();
        area.set_cursor_style(plain);
        area.set_cursor_line_style(plain);
        let (back, forth, last) = (Vec::new(), Vec::new(), None);
        let mut buffer =
            Self { area, back, forth, last, bytes: 0, words: 0, shifted: false, searched: None };
        buffer.count();
        buffer
    }

    /// The text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The area, to be drawn.
    pub const fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// How many words it has.
    pub const fn words(&self) -> usize {
        self.words
    }

    /// Whether it is another text than this one.
    pub fn differs_from(&self, other: &str) -> bool {
        self.bytes != other.len()
            || !self.area.lines().iter().map(String::as_str).eq(other.split('\n'))
    }

    /// The cursor, in bytes of [`Self::text`].
    pub fn byte(&self) -> usize {
        let (row, column) = self.cursor();
        let lines = self.area.lines();
        let before: usize = lines.iter().take(row).map(|line| line.len() + 1).sum();
        before + lines.get(row).map_or(0, |line| byte_of(line, column))
    }

    /// Brings the cursor to a byte of the text.
    pub fn jump_to_byte(&mut self, byte: usize) {
        let mut left = byte;
        for (row, line) in self.area.lines().iter().enumerate() {
            if left <= line.len() {
                let column = line.char_indices().take_while(|(at, _)| *at < left).count();
                self.jump(row, column);
                return;
            }
            left -= line.len() + 1;
        }
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// The cursor: line, and characters before it in the line.
    pub fn cursor(&self) -> (usize, usize) {
        let at = self.area.cursor();
        (at.0, at.1)
    }

    fn jump(&mut self, row: usize, column: usize) {
        if let (Ok(row), Ok(column)) = (u16::try_from(row), u16::try_from(column)) {
            self.area.move_cursor(CursorMove::Jump(row, column));
            return;
        }
        // A jump goes to the 65,535th line and character, and no further: the text is put in anew,
        // first what stands behind the place.
        let lines = self.area.lines();
        let row = row.min(lines.len().saturating_sub(1));
        let start: usize = lines.iter().take(row).map(|line| line.len() + 1).sum();
        let text = self.text();
        let place = start + lines.get(row).map_or(0, |line| byte_of(line, column));
        let (before, behind) = text.split_at(place);
        self.set(behind);
        self.area.move_cursor(CursorMove::Top);
        self.area.move_cursor(CursorMove::Head);
        self.area.insert_str(before);
    }

    fn count(&mut self) {
        let lines = self.area.lines();
        self.bytes = lines.iter().map(|line| line.len() + 1).sum::<usize>().saturating_sub(1);
        self.words = lines.iter().map(|line| crate::domain::placeholder::words(line)).sum();
    }

    /// Remembers the text as it is, if this edit begins a step.
    fn step(&mut self, kind: Kind, now: Timestamp) {
        let goes_on = match self.last {
            _ if kind == Kind::Whole => false,
            Some((last, at)) if now.since(at) < PAUSE_MS => {
                // A step is a word with the blanks behind it.
                last == kind || (last == Kind::Word && kind == Kind::Blank)
            }
            Some(_) | None => false,
        };
        self.last = Some((kind, now));
        if goes_on && !self.back.is_empty() {
            self.forth.clear();
            return;
        }
        self.back.push(Was { text: self.text(), cursor: self.cursor() });
        self.forth.clear();
        let mut bytes = 0;
        let kept = self.back.iter().rev().take_while(|was| {
            bytes += was.text.len();
            bytes <= HISTORY_MAX
        });
        let surplus = self.back.len() - kept.count().max(1);
        self.back.drain(..surplus);
    }

    /// Puts typed text in.
    pub fn typed(&mut self, words: &str, now: Timestamp) -> Result<(), String> {
        let kind = match words {
            "\n" => Kind::Whole,
            words if words.chars().all(char::is_whitespace) => Kind::Blank,
            _ if self.area.selection_range().is_some() => Kind::Whole,
            _ => Kind::Word,
        };
        self.insert(words, kind, now)
    }

    /// Puts a paste in, as one step.
    pub fn paste(&mut self, words: &str, now: Timestamp) -> Result<(), String> {
        self.insert(words, Kind::Whole, now)
    }

    fn insert(&mut self, words: &str, kind: Kind, now: Timestamp) -> Result<(), String> {
        let words = safe(words);
        if self.bytes + words.len() > TEXT_MAX {
            let kilobytes = TEXT_MAX / 1024;
            return Err(format!(
                "A draft holds {kilobytes} KB: this would not fit, and was not put in."
            ));
        }
        self.step(kind, now);
        self.area.insert_str(&words);
        self.count();
        Ok(())
    }

    /// Puts another text in the place of all of it, as one step.
    pub fn replace_all(&mut self, words: &str, now: Timestamp) {
        self.step(Kind::Whole, now);
        self.set(words);
        self.count();
    }

    /// Takes what another editor left, as one step; says whether it changed anything. Editors end a
    /// file with a line end that nobody typed.
    pub fn take_over(&mut self, words: &str, now: Timestamp) -> bool {
        let words = safe(words);
        if !self.differs_from(&words) {
            return false;
        }
        let words = words.strip_suffix('\n').unwrap_or(&words);
        let changed = self.differs_from(words);
        if changed {
            self.replace_all(words, now);
        }
        changed
    }

    /// Leaves the text as it is, and this one for redo; says whether it is another.
    pub fn offer(&mut self, words: &str, now: Timestamp) -> bool {
        self.take_over(words, now) && self.undo()
    }

    fn set(&mut self, words: &str) {
        // Not the area's own way: that one ends at the 65,535th line and character.
        self.area.cancel_selection();
        self.area.move_cursor(CursorMove::Top);
        self.area.move_cursor(CursorMove::Head);
        self.area.start_selection();
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
        if self.area.selection_range().is_some() {
            self.area.delete_char();
        }
        self.area.cancel_selection();
        self.area.insert_str(safe(words));
    }

    /// Takes away what the area takes away by `erase`; says whether anything was.
    pub(super) fn erase(
        &mut self,
        now: Timestamp,
        erase: impl FnOnce(&mut TextArea<'static>) -> bool,
    ) -> bool {
        let kind = if self.area.selection_range().is_some() { Kind::Whole } else { Kind::Erase };
        self.step(kind, now);
        let changed = erase(&mut self.area);
        self.count();
        changed
    }

    /// Takes away what a reader sees as one character before the cursor.
    pub(super) fn backspace(&mut self, now: Timestamp) -> bool {
        let many = if self.area.selection_range().is_some() { 1 } else { self.cluster_before() };
        self.erase(now, |area| (0..many).fold(false, |any, _| area.delete_char() || any))
    }

    /// Takes away what a reader sees as one character behind the cursor.
    pub(super) fn delete(&mut self, now: Timestamp) -> bool {
        let many = if self.area.selection_range().is_some() { 1 } else { self.cluster_after() };
        self.erase(now, |area| (0..many).fold(false, |any, _| area.delete_next_char() || any))
    }

    /// Moves the cursor; one to the side is what a reader sees as one character.
    pub(super) fn go(&mut self, to: CursorMove, selecting: bool) {
        if selecting && !self.area.is_selecting() {
            self.area.start_selection();
            self.shifted = true;
        } else if !selecting && self.shifted {
            self.area.cancel_selection();
            self.shifted = false;
        }
        let many = match to {
            CursorMove::Back => self.cluster_before(),
            CursorMove::Forward => self.cluster_after(),
            _ => 1,
        };
        for _ in 0..many {
            self.area.move_cursor(to);
        }
        // What is typed after a move is a step of its own.
        self.last = None;
    }

    fn cluster_before(&self) -> usize {
        let (row, column) = self.cursor();
        let line = self.area.lines().get(row).map_or("", String::as_str);
        let before = &line[..byte_of(line, column)];
        before.graphemes(true).next_back().map_or(1, |cluster| cluster.chars().count())
    }

    fn cluster_after(&self) -> usize {
        let (row, column) = self.cursor();
        let line = self.area.lines().get(row).map_or("", String::as_str);
        let after = &line[byte_of(line, column)..];
        after.graphemes(true).next().map_or(1, |cluster| cluster.chars().count())
    }

    /// Goes back a step; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(was) = self.back.pop() else { return false };
        self.forth.push(Was { text: self.text(), cursor: self.cursor() });
        self.restore(&was);
        true
    }

    /// Goes forth again; says whether there was a step.
    pub fn redo(&mut self) -> bool {
        let Some(was) = self.forth.pop() else { return false };
        self.back.push(Was { text: self.text(), cursor: self.cursor() });
        self.restore(&was);
        true
    }

    fn restore(&mut self, was: &Was) {
        self.set(&was.text);
        self.jump(was.cursor.0, was.cursor.1);
        self.last = None;
        self.count();
    }

    /// Begins a selection at the cursor, or lets go of it.
    pub fn mark(&mut self) {
        if self.area.is_selecting() {
            self.area.cancel_selection();
        } else {
            self.area.start_selection();
        }
    }

    /// What is selected, in bytes of [`Self::text`]; else the line that the cursor is in.
    pub fn passage(&self) -> Option<std::ops::Range<usize>> {
        let lines = self.area.lines();
        let byte = |(row, column): (usize, usize)| {
            let before: usize = lines.iter().take(row).map(|line| line.len() + 1).sum();
            before + lines.get(row).map_or(0, |line| byte_of(line, column))
        };
        if let Some((from, to)) = self.area.selection_range() {
            return Some(byte(from)..byte(to));
        }
        let row = self.cursor().0;
        let start = byte((row, 0));
        let line = lines.get(row).filter(|line| !line.trim().is_empty())?;
        Some(start..start + line.len())
    }

    /// Whether something is being selected.
    pub fn is_selecting(&self) -> bool {
        self.area.is_selecting()
    }

    /// Takes the selection out, to be put back elsewhere; without one, the word before the cursor.
    pub fn cut(&mut self, now: Timestamp) -> bool {
        self.erase(now, |area| match area.selection_range() {
            Some(_) => area.cut(),
            None => area.delete_word(),
        })
    }

    /// Copies the selection, and gives it.
    pub fn copy(&mut self) -> Option<String> {
        self.area.selection_range()?;
        self.area.copy();
        Some(self.area.yank_text())
    }

    /// Puts in what was last cut or copied here.
    pub fn put_back(&mut self, now: Timestamp) -> Result<bool, String> {
        let words = self.area.yank_text();
        if words.is_empty() {
            return Ok(false);
        }
        self.paste(&words, now).map(|()| true)
    }

    /// Looks for words as they are, in either case; finds none when they are nowhere. Nothing ends
    /// the search.
    pub fn search(&mut self, words: Option<&str>) -> bool {
        let pattern = words.map(literal).unwrap_or_default();
        self.searched = words.map(str::to_owned);
        if self.area.set_search_pattern(pattern).is_err() || words.is_none() {
            return false;
        }
        self.area.search_forward(true)
    }

    /// What is being looked for.
    pub fn searched(&self) -> Option<&str> {
        self.searched.as_deref()
    }

    /// Whether words are being looked for.
    pub fn is_searching(&self) -> bool {
        self.area.search_pattern().is_some()
    }

    /// To the next place of what is looked for.
    pub fn next_place(&mut self) -> bool {
        self.area.search_forward(false)
    }

    /// To the place before.
    pub fn place_before(&mut self) -> bool {
        self.area.search_back(false)
    }
}

/// Text that may stand in the area: no control, nothing unseen, line ends as `\n`.
fn safe(words: &str) -> String {
    text::block(words, text::Set::Unicode).into_owned()
}

/// A pattern that finds these words and nothing else, in either case.
fn literal(words: &str) -> String {
    let mut pattern = String::from("(?i)");
    for c in words.chars() {
        if c.is_ascii_punctuation() {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// The byte at which the character in a column begins.
fn byte_of(line: &str, column: usize) -> usize {
    line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests;
