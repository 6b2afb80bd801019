//! Segments without what was redacted: each line as it was, but for the words that are gone.
//!
//! Apart, because a segment is otherwise only ever appended to. What must stay true: no name is
//! used for two contents, as readers remember how far they read in each; the new segment stands
//! there whole before the old one goes; and whoever still appends to the old one finds it gone and
//! sends again what was not answered.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::ids::{SessionId, SubmissionId};
use crate::domain::refusal::Refusal;

use super::folder::{self, Name};
use super::line::{self, Answer, Line};

/// By how much the number of a part grows when it is rewritten: no console makes so many.
const GENERATION: u32 = 1_000_000;

/// What was redacted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Removed {
    /// Rows, by their ids.
    pub rows: HashSet<String>,
    /// What had asked for them, and refused submissions that are gone too.
    pub submissions: HashSet<SubmissionId>,
}

/// A segment that stands in another's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The one before.
    pub from: Name,
    /// The one that holds what is left of it.
    pub to: Name,
    /// How long that is.
    pub size: u64,
}

/// Whether one of these names stands for the same part as another, rewritten since.
pub fn stands_for(names: &[Name], session: &SessionId, part: u32) -> bool {
    names.iter().any(|name| match name {
        Name::Segment { session: other, part: later } => {
            other == session && *later > part && later % GENERATION == part % GENERATION
        }
        Name::Room | Name::Keeper(_) | Name::Here(_) | Name::Base(_) | Name::Milestone { .. } => {
            false
        }
    })
}

/// Rewrites a segment where it holds anything of that; gives the number of the part that stands
/// in its place.
pub fn segment(
    folder: &Path,
    session: &SessionId,
    part: u32,
    removed: &Removed,
) -> io::Result<Option<u32>> {
    let path = |part| {
        let name = Name::Segment { session: session.clone(), part };
        folder.join(name.to_string())
    };
    let text = folder::read_fresh(&path(part), u64::MAX)?;
    let Some(clean) = without(&text, removed) else { return Ok(None) };
    let new = part.checked_add(GENERATION).ok_or(io::ErrorKind::InvalidInput)?;
    let own = folder::write_own(folder, &format!(".making-segment-{session}-{new}"), &clean)?;
    match fs::hard_link(&own, path(new)) {
        // It was made whole before, and this one was left behind.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        linked => linked?,
    }
    // Swept by whoever comes next.
    let _ = fs::remove_file(&own);
    folder::sync(folder)?;
    fs::remove_file(path(part))?;
    folder::sync(folder)?;
    Ok(Some(new))
}

/// Whole lines without what is gone; nothing where they hold none of it.
fn without(text: &[u8], removed: &Removed) -> Option<Vec<u8>> {
    let (mut clean, mut changed) = (Vec::with_capacity(text.len()), false);
    for bytes in text.split_inclusive(|byte| *byte == b'\n') {
        let whole = bytes.strip_suffix(b"\n").and_then(|line| str::from_utf8(line).ok());
        // Nobody reads on after a line that is not whole.
        let Some(line) = whole.filter(|line| line::is_whole(line)) else { break };
        match line::read(line).map(|read| line_without(read, removed)) {
            Some(Left::Nothing) => changed = true,
            Some(Left::This(new)) => {
                changed = true;
                clean.extend(line::write(&new).unwrap_or_default().into_bytes());
            }
            Some(Left::All) | None => clean.extend_from_slice(bytes),
        }
    }
    changed.then_some(clean)
}

/// What is left of a line.
enum Left {
    /// All: it held nothing of it.
    All,
    /// This.
    This(Box<Line>),
    /// Nothing: it goes whole.
    Nothing,
}

fn line_without(line: Line, removed: &Removed) -> Left {
    match line {
        // It was answered: nobody needs it.
        Line::Asked(asked) if removed.submissions.contains(&asked.id) => Left::Nothing,
        Line::Asked(_) => Left::All,
        Line::Answered(mut answered) => {
            let of = removed.submissions.contains(&answered.of);
            let mut changed = false;
            match &mut answered.how {
                Answer::Numbered(rows) => {
                    for row in rows.iter_mut().filter(|row| removed.rows.contains(&row.id())) {
                        changed |= row.blank();
                    }
                }
                Answer::Refused { refusal, .. } if of && *refusal != Refusal::Redacted => {
                    *refusal = Refusal::Redacted;
                    changed = true;
                }
                Answer::Refused { .. } => {}
            }
            if changed { Left::This(Box::new(Line::Answered(answered))) } else { Left::All }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{GENERATION, Removed, segment, stands_for};
    use crate::domain::command::Submission;
    use crate::domain::ids::SessionId;
    use crate::store::chain;
    use crate::store::codec::Row;
    use crate::store::samples;
    use crate::store::share::folder::{self, Name};
    use crate::store::share::line::{Answer, Answered, Line, NumberedRow, write};
    use crate::store::share::segment::Reader;

    fn asked(number: u64) -> Submission {
        samples::notes(number, "words")
    }

    fn row(number: u64, prev: chain::Hash) -> Row {
        let body = format!("{{\"text\":\"secret {number}\"}}");
        samples::row(number, ("s", number), ("entry_recorded", &body), prev)
    }

    #[test]
    fn a_segment_keeps_every_line_but_the_words_and_still_chains() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (first, path) = (row(1, chain::FIRST), folder.path().join("segment-s-3"));
        let second = row(2, first.hash);
        let mut text = String::new();
        for (number, row) in [(1, &first), (2, &second)] {
            let how = Answer::Numbered(vec![NumberedRow::of(row)]);
            let of = asked(number).id;
            text += &write(&Line::Asked(Box::new(asked(number)))).expect("plain values");
            let answered = Answered { term: 1, n: number, of, how };
            text += &write(&Line::Answered(answered)).expect("plain values");
        }
        std::fs::write(&path, text + "torn").expect("a segment");
        let removed =
            Removed { rows: ["s-1-0".to_owned()].into(), submissions: [asked(1).id].into() };
        let new = segment(folder.path(), &SessionId::new("s"), 3, &removed).expect("rewritten");
        assert_eq!(new, Some(3 + GENERATION));
        let names = folder::list(folder.path()).expect("a folder");
        let name = Name::Segment { session: SessionId::new("s"), part: 3 + GENERATION };
        assert_eq!(names, std::slice::from_ref(&name));
        assert!(stands_for(&names, &SessionId::new("s"), 3));
        assert!(!stands_for(&names, &SessionId::new("s"), 4));

        let path = folder.path().join(name.to_string());
        let bytes = std::fs::read_to_string(&path).expect("the segment");
        assert!(!bytes.contains("secret 1") && bytes.contains("secret 2"), "{bytes}");
        let lines = Reader::default().read_on(&path).expect("lines").lines;
        assert_eq!(lines.len(), 3);
        let again = segment(folder.path(), &SessionId::new("s"), 3 + GENERATION, &removed);
        assert_eq!(again.expect("looked at"), None, "nothing is left to be rewritten");

        let mut blank = NumberedRow::of(&first);
        assert!(blank.blank() && !blank.blank());
        let blanked = blank.after(chain::FIRST).expect("it still follows");
        assert_eq!((blanked.hash, blanked.body.as_str()), (first.hash, ""));
        assert_eq!(NumberedRow::of(&second).after(blanked.hash), Some(second));
    }

    #[test]
    fn what_was_left_by_one_who_was_killed_in_the_midst_is_finished() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let line = write(&Line::Asked(Box::new(asked(1)))).expect("plain values");
        let path = |part: u32| folder.path().join(format!("segment-s-{part}"));
        std::fs::write(path(1), line).expect("a segment");
        std::fs::write(path(1 + GENERATION), "").expect("its successor");
        let removed = Removed { submissions: [asked(1).id].into(), ..Removed::default() };
        segment(folder.path(), &SessionId::new("s"), 1, &removed).expect("finished");
        assert!(!path(1).exists() && path(1 + GENERATION).exists());
    }
}
