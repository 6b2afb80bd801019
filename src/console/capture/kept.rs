//! A line as the desk keeps it: the text, below it the block, and above it what Enter would make of
//! it, where that is no new line.
//!
//! Apart from the line, because it outlives the console. What must stay true: a line comes back as
//! what it was, a mend as the mend of its own entries; where these can be mended no longer, that is
//! said, and the words come back all the same.

use crate::console::model::Model;
use crate::domain::ids::EntryId;

use super::Capture;
use super::mend::{Mending, as_typed};

/// What a kept line begins with that is more than its words. No key types it.
const MARK: &str = "\u{1e}line";
/// In that mark: no sign is read.
const PLAIN: &str = "plain";

/// What was kept of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptLine {
    /// The text.
    pub text: String,
    /// The block quoted below it.
    pub block: Option<String>,
    /// The cursor, in bytes of the text.
    pub cursor: usize,
    /// Whether no sign was read.
    pub plain: bool,
    /// The entries that it was to mend, and the row that had last changed each, as seen.
    pub mends: Vec<(EntryId, u64)>,
}

/// A line's words with what belongs to them, and the cursor among them.
pub fn written(
    (text, block): (&str, Option<&str>),
    cursor: usize,
    plain: bool,
    mending: Option<&Mending>,
) -> (String, usize) {
    let mut words = Vec::new();
    words.extend(plain.then(|| PLAIN.to_owned()));
    let entries = mending.into_iter().flat_map(|mending| &mending.entries);
    words.extend(entries.map(|(entry, seen)| format!("{entry}~{seen}")));
    let head =
        if words.is_empty() { String::new() } else { format!("{MARK} {}\n", words.join(" ")) };
    let below = block.map(|block| format!("\n{block}")).unwrap_or_default();
    let cursor = head.len() + cursor;
    (format!("{head}{text}{below}"), cursor)
}

/// Reads what [`written`] wrote.
pub fn read(kept: &str, cursor: usize) -> KeptLine {
    let head = kept.strip_prefix(MARK).and_then(|rest| rest.split_once('\n'));
    let (head, words) = head.unwrap_or(("", kept));
    let (text, block) = match words.split_once('\n') {
        Some((text, block)) => (text, Some(block.to_owned())),
        None => (words, None),
    };
    let entry = |word: &str| {
        let (entry, seen) = word.rsplit_once('~')?;
        Some((EntryId::new(entry), seen.parse().ok()?))
    };
    KeptLine {
        text: text.to_owned(),
        block,
        cursor: cursor.saturating_sub(kept.len() - words.len()).min(text.len()),
        plain: head.split(' ').any(|word| word == PLAIN),
        mends: head.split(' ').filter_map(entry).collect(),
    }
}

impl KeptLine {
    /// Words that nobody is known to have typed: no sign is read in them.
    pub fn unread(words: &str) -> Self {
        let words = words.trim_end_matches('\n');
        let (text, block) = if words.contains('\n') {
            (String::new(), Some(words.to_owned()))
        } else {
            (words.to_owned(), None)
        };
        Self { cursor: text.len(), text, block, plain: true, mends: Vec::new() }
    }

    /// As the desk keeps it.
    pub fn written(&self) -> (String, usize) {
        written((&self.text, self.block.as_deref()), self.cursor, self.plain, None)
    }

    /// Whether it was to mend lines that can be mended no longer.
    pub fn mends_nothing(&self, model: &Model) -> bool {
        !self.mends.is_empty() && self.mending(model).is_none()
    }

    /// What it mends, where that still can be.
    pub fn mending(&self, model: &Model) -> Option<Mending> {
        let timeline = &model.incident.timeline;
        let (first, _) = self.mends.first()?;
        let line = timeline.line(first)?;
        let stands = |(entry, _): &(EntryId, u64)| {
            let removed = |seq: u64| model.incident.redactions.rows.contains_key(&seq);
            timeline.line(entry).is_some_and(|line| !removed(line.seq))
                && timeline.entry(entry).is_some_and(|entry| entry.withdrawn.is_none())
        };
        if !self.mends.iter().all(stands) {
            return None;
        }
        let was = as_typed(line, &line.entry()?.now, &model.me.department).unwrap_or_default();
        let (entries, block) = (self.mends.clone(), line.entry()?.now.quote.clone());
        Some(Mending { entries, at: line.recorded_at, was, plain: false, block })
    }
}

impl Capture {
    /// Puts back into an empty line what was kept of it.
    pub(super) fn take_back(&mut self, kept: KeptLine, mending: Option<Mending>) {
        self.field = super::Field::with_cursor(kept.text, kept.cursor);
        self.block = kept.block;
        self.plain = kept.plain;
        self.mending = mending;
    }
}

#[cfg(test)]
mod tests {
    use super::{KeptLine, read, written};
    use crate::console::capture::Mending;
    use crate::domain::time::Timestamp;

    #[test]
    fn a_line_is_read_back_as_it_was_kept() {
        let entries = vec![("s1-4-0".into(), 7), ("s1-4-1".into(), 0)];
        let (at, was) = (Timestamp::MIN, String::new());
        let mending = Mending { entries, at, was, plain: false, block: None };
        for (block, plain, mending) in [
            (None, false, None),
            (Some("a\nb"), false, None),
            (None, true, None),
            (Some("> a"), true, Some(&mending)),
        ] {
            let (kept, cursor) = written(("> db-7", block), 3, plain, mending);
            let back = KeptLine {
                text: "> db-7".to_owned(),
                block: block.map(str::to_owned),
                cursor: 3,
                plain,
                mends: mending.map(|it| it.entries.clone()).unwrap_or_default(),
            };
            assert_eq!(read(&kept, cursor), back);
        }
    }

    #[test]
    fn a_line_kept_by_an_earlier_version_is_its_words() {
        let back = read("db-7 is slow", 4);
        assert_eq!((back.text.as_str(), back.cursor, back.plain), ("db-7 is slow", 4, false));
        assert_eq!(back.mends, []);
    }
}
