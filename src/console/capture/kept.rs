//! A line as the desk keeps it: the text, below it the block, and above it what Enter would make of
//! it, where that is no new line.
//!
//! Apart from the line, because it outlives the console. What must stay true: a line comes back as
//! what it was, a mend as the mend of its own entries; where these can be mended no longer, that is
//! said, and the words come back all the same.

use std::ops::Range;

use crate::console::model::Model;
use crate::domain::ids::{EntryId, SessionId};

use super::Capture;
use super::mend::{Mending, as_typed};

/// What a kept line begins with that is more than its words. No key types it.
const MARK: &str = "\u{1e}line";
/// In that mark: in which session the mend was begun, where that was an earlier one.
const BEGUN: &str = "in:";
/// In that mark: no sign is read.
const PLAIN: &str = "plain";
/// In that mark: which bytes of the text were pasted.
const PASTED: &str = "pasted:";

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
    /// Which bytes of the text were pasted: no sign is read there.
    pub pasted: Vec<Range<usize>>,
    /// The entries that it was to mend, and the row that had last changed each, as seen.
    pub mends: Vec<(EntryId, u64)>,
    /// The session in which that was begun.
    pub typed_in: Option<SessionId>,
}

/// A line's words with what belongs to them, and the cursor among them.
pub fn written(
    (text, block): (&str, Option<&str>),
    cursor: usize,
    (plain, pasted): (bool, &[Range<usize>]),
    mending: Option<&Mending>,
) -> (String, usize) {
    let mut words = Vec::new();
    words.extend(plain.then(|| PLAIN.to_owned()));
    words.extend(pasted.iter().map(|part| format!("{PASTED}{}-{}", part.start, part.end)));
    let entries = mending.into_iter().flat_map(|mending| &mending.entries);
    words.extend(entries.map(|(entry, seen)| format!("{entry}~{seen}")));
    let begun = mending.and_then(|mending| mending.typed_in.as_ref());
    words.extend(begun.map(|session| format!("{BEGUN}{session}")));
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
    // Words may have been taken off it meanwhile.
    let part = |word: &str| {
        let (start, end) = word.strip_prefix(PASTED)?.split_once('-')?;
        let (start, end): (usize, usize) = (start.parse().ok()?, end.parse().ok()?);
        (start < end.min(text.len())).then_some(start..end.min(text.len()))
    };
    KeptLine {
        text: text.to_owned(),
        block,
        cursor: cursor.saturating_sub(kept.len() - words.len()).min(text.len()),
        plain: head.split(' ').any(|word| word == PLAIN),
        pasted: head.split(' ').filter_map(part).collect(),
        mends: head.split(' ').filter_map(entry).collect(),
        typed_in: head.split(' ').find_map(|word| word.strip_prefix(BEGUN)).map(SessionId::new),
    }
}

impl KeptLine {
    /// Words that somebody typed, and what is quoted below them.
    pub fn typed(text: String, block: Option<String>) -> Self {
        let cursor = text.len();
        Self { text, block, cursor, ..Self::default() }
    }

    /// Words that nobody is known to have typed: no sign is read in them but the `%` at their
    /// beginning, for who did type it sees dots from there on, and reads them on the record.
    pub fn unread(words: &str) -> Self {
        let begun = words.trim_start();
        let private = begun.starts_with('%');
        let words = if private { begun } else { words };
        let (text, block) = match words.trim_matches('\n').split_once('\n') {
            None => (words.trim_matches('\n'), None),
            Some((first, rest)) if private => (first, Some(rest.to_owned())),
            Some(_) => ("", Some(words.trim_end_matches('\n').to_owned())),
        };
        let signs = text.bytes().take(2).take_while(|sign| *sign == b'%').count();
        let end = signs + usize::from(signs > 0 && text[signs..].starts_with(' '));
        let pasted = (end < text.len()).then_some(end..text.len()).into_iter().collect();
        let (cursor, text) = (text.len(), text.to_owned());
        Self { text, block, cursor, pasted, ..Self::default() }
    }

    /// As the desk keeps it.
    pub fn written(&self) -> (String, usize) {
        let how = (self.plain, self.pasted.as_slice());
        written((&self.text, self.block.as_deref()), self.cursor, how, None)
    }

    /// The same, as that session left it.
    #[must_use]
    pub fn left_by(mut self, session: Option<SessionId>) -> Self {
        self.typed_in = self.typed_in.or(session);
        self
    }

    /// Whether it was to mend lines that can be mended no longer.
    pub fn mends_nothing(&self, model: &Model) -> bool {
        // What was taken back before it was sent is no line that could be missed.
        let known = |(entry, _): &(EntryId, u64)| model.incident.timeline.line(entry).is_some();
        self.mends.iter().any(known) && self.mending(model).is_none()
    }

    /// What it mends, where that still can be.
    pub fn mending(&self, model: &Model) -> Option<Mending> {
        let timeline = &model.incident.timeline;
        let (first, _) = self.mends.first()?;
        let Some(line) = timeline.line(first) else {
            // It may be among those that are still to be read.
            return (timeline.left_out() > 0).then(|| self.unread_mending(model));
        };
        let stands = |(entry, _): &(EntryId, u64)| {
            let removed = |seq: u64| model.incident.redactions.rows.contains_key(&seq);
            timeline.line(entry).is_some_and(|line| !removed(line.seq))
                && timeline.entry(entry).is_some_and(|entry| entry.withdrawn.is_none())
        };
        if !self.mends.iter().all(stands) {
            return None;
        }
        let was = as_typed(line, &line.entry()?.now, &model.me.department).unwrap_or_default();
        let block = line.entry()?.now.quote.clone();
        Some(Mending { at: line.recorded_at, was, block, ..self.unread_mending(model) })
    }

    fn unread_mending(&self, model: &Model) -> Mending {
        let (entries, typed_in) = (self.mends.clone(), self.typed_in.clone());
        Mending { entries, at: model.now, typed_in, was: String::new(), plain: false, block: None }
    }
}

impl Capture {
    /// Puts back into an empty line what was kept of it.
    pub(super) fn take_back(&mut self, kept: KeptLine, mending: Option<Mending>) {
        self.field = super::Field::with_cursor(kept.text, kept.cursor);
        self.block = kept.block;
        self.plain = kept.plain;
        self.pasted = kept.pasted;
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
        let typed_in = Some("s0".into());
        let mending = Mending { entries, at, typed_in, was, plain: false, block: None };
        for (block, plain, mending) in [
            (None, false, None),
            (Some("a\nb"), false, None),
            (None, true, None),
            (Some("> a"), true, Some(&mending)),
        ] {
            let (kept, cursor) = written(("> db-7", block), 3, (plain, &[]), mending);
            let back = KeptLine {
                text: "> db-7".to_owned(),
                block: block.map(str::to_owned),
                cursor: 3,
                plain,
                pasted: Vec::new(),
                mends: mending.map(|it| it.entries.clone()).unwrap_or_default(),
                typed_in: mending.and_then(|it| it.typed_in.clone()),
            };
            assert_eq!(read(&kept, cursor), back);
        }
    }

    #[test]
    fn what_was_pasted_comes_back_as_pasted_and_words_taken_off_it_leave_no_place_behind() {
        let (kept, cursor) = written(("> db-7 is dark", None), 0, (false, &[2..6, 7..14]), None);
        assert_eq!(read(&kept, cursor).pasted, [2..6, 7..14]);
        assert_eq!(read(&kept.replace(" is dark", " i"), cursor).pasted, [2..6, 7..8]);
        assert_eq!(read(&kept.replace(" is dark", ""), cursor).pasted.len(), 1);
    }

    #[test]
    fn of_words_that_nobody_is_known_to_have_typed_only_the_sign_that_hides_them_is_read() {
        for (words, text, block, read) in [
            ("> @infra go", "> @infra go", None, 0),
            ("one\n", "one", None, 0),
            ("\none\ntwo\n", "", Some("\none\ntwo"), 0),
            ("%% > go", "%% > go", None, 3),
            (" % go", "% go", None, 2),
            ("%go", "%go", None, 1),
            ("%%%", "%%%", None, 2),
            ("% one\n% two\n", "% one", Some("% two"), 2),
            ("%", "%", None, 1),
        ] {
            let line = KeptLine::unread(words);
            assert_eq!((line.text.as_str(), line.block.as_deref()), (text, block), "{words:?}");
            let rest = (read < text.len()).then_some(read..text.len());
            assert_eq!(line.pasted, rest.into_iter().collect::<Vec<_>>(), "{words:?}");
        }
    }

    #[test]
    fn a_line_kept_by_an_earlier_version_is_its_words() {
        let back = read("db-7 is slow", 4);
        assert_eq!((back.text.as_str(), back.cursor, back.plain), ("db-7 is slow", 4, false));
        assert_eq!(back.mends, []);
    }
}
