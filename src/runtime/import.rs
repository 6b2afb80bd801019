//! Timelines from elsewhere: JSON lines, judged as a whole before anything is recorded.
//!
//! A line is an object with `at` (RFC 3339), `text`, and where known `precision` (`second`, `minute`, `hour`, `day`, `order`),
//! `kind`, `department` and `source`. Unknown kinds and departments are kept as given.
//! A line's identity is its content and, among equal lines, its ordinal: the same file twice adds nothing.

use std::collections::HashMap;
use std::io::{self, BufRead};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::domain::command::{Command, DatedEntry};
use crate::domain::event::{Basis, EntryKind, EntryRecorded};
use crate::domain::handling::Handling;
use crate::domain::ids::{EntryId, SubmissionId};
use crate::domain::people::DepartmentId;
use crate::domain::time::{Precision, Timestamp};
use crate::text;

/// How many lines go into one transaction.
pub const BATCH: usize = 1_000;

/// The largest text of an entry, in bytes (the format's own bound).
const TEXT_MAX: usize = 64 * 1024;

/// A line as it stands in the source.
#[derive(Deserialize)]
struct Given {
    at: String,
    text: String,
    #[serde(default)]
    precision: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    department: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

/// A line that can be recorded; its id is given when it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When it happened.
    pub at: Timestamp,
    /// How exactly that is known.
    pub precision: Precision,
    /// Its kind, as given.
    pub kind: String,
    /// Its department, as given.
    pub department: Option<String>,
    /// Its words.
    pub text: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// Its identity.
    pub identity: String,
}

/// A line that cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// Its number in the source, from 1.
    pub number: usize,
    /// Why.
    pub reason: String,
}

/// A source, judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judged {
    /// What can be recorded, in the order of the source.
    pub lines: Vec<Line>,
    /// What cannot.
    pub bad: Vec<Bad>,
    /// Lines in which bytes that are no UTF-8 became U+FFFD.
    pub mended: Vec<usize>,
}

/// Reads a whole source. Blank lines are passed over.
pub fn judge(source: &mut dyn BufRead) -> io::Result<Judged> {
    let mut judged = Judged::default();
    let mut seen: HashMap<[u8; 16], u32> = HashMap::new();
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        if source.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let (line, mended) = text::lossy(bytes.trim_ascii());
        if line.is_empty() {
            continue;
        }
        if mended {
            judged.mended.push(number);
        }
        match read(&line) {
            Ok(mut line) => {
                line.identity = identity(&line, &mut seen);
                judged.lines.push(line);
            }
            Err(reason) => judged.bad.push(Bad { number, reason }),
        }
    }
    Ok(judged)
}

fn read(line: &str) -> Result<Line, String> {
    let given: Given = serde_json::from_str(line).map_err(|error| {
        // The position is within the line, which the number names already.
        let words = error.to_string();
        words.split(" at line ").next().unwrap_or(&words).to_owned()
    })?;
    let at = Timestamp::parse(&given.at)
        .ok_or_else(|| format!("`at` is no RFC 3339 time: {}", shortened(&given.at)))?;
    let precision = match given.precision.as_deref() {
        None | Some("second" | "millisecond") => Precision::Second,
        Some("minute") => Precision::Minute,
        Some("hour") => Precision::Hour,
        Some("day") => Precision::Day,
        Some("order") => Precision::Order,
        Some(other) => {
            let known = "second, minute, hour, day, order";
            return Err(format!("`precision` is {}, known are {known}", shortened(other)));
        }
    };
    if given.text.trim().is_empty() {
        return Err("`text` is empty".to_owned());
    }
    let sizes = [("text", &given.text)].into_iter().filter(|(_, text)| text.len() > TEXT_MAX);
    if let Some((name, text)) = sizes.last() {
        return Err(format!("`{name}` has {} bytes, {TEXT_MAX} are allowed", text.len()));
    }
    let kind = given.kind.filter(|kind| !kind.is_empty()).unwrap_or_else(|| "note".to_owned());
    for (name, value) in [("kind", Some(&kind)), ("department", given.department.as_ref())] {
        if value.is_some_and(|value| value.chars().count() > 200) {
            return Err(format!("`{name}` is longer than 200 characters"));
        }
    }
    Ok(Line {
        at,
        precision,
        kind,
        department: given.department.filter(|department| !department.is_empty()),
        text: given.text,
        source: given.source,
        identity: String::new(),
    })
}

fn shortened(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    text::output(&short).into_owned()
}

fn identity(line: &Line, seen: &mut HashMap<[u8; 16], u32>) -> String {
    let mut hash = Sha256::new();
    let precision = format!("{:?}", line.precision);
    let department = line.department.as_deref().unwrap_or_default();
    let source = line.source.as_deref().unwrap_or_default();
    let at = line.at.to_string();
    for field in [&at, &precision, &line.kind, department, source, &line.text] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    let whole = hash.finalize();
    let mut content = [0; 16];
    content.copy_from_slice(&whole[..16]);
    let ordinal = seen.entry(content).or_insert(0);
    *ordinal += 1;
    let hex: String = content.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}-{ordinal}")
}

/// One batch as a command. `moved_days` moves the dates of a practice room.
pub fn command(
    lines: &[Line],
    submission: &SubmissionId,
    fallback: &DepartmentId,
    moved_days: i64,
) -> Command {
    let dated = |(part, line): (usize, &Line)| DatedEntry {
        occurred_at: line.at.plus_minutes(moved_days.saturating_mul(24 * 60)),
        department: line.department.as_deref().map_or_else(|| fallback.clone(), DepartmentId::from),
        entry: EntryRecorded {
            entry: EntryId::new(submission.thing_part(part)),
            kind: if line.kind == "note" {
                EntryKind::Note
            } else {
                EntryKind::Other(line.kind.clone())
            },
            text: line.text.clone(),
            precision: line.precision,
            basis: Basis::Observed,
            handling: Handling::Open,
            mentions: Vec::new(),
            tags: Vec::new(),
            quote: None,
            source: line.source.clone(),
            import: Some(line.identity.clone()),
        },
    };
    Command::RecordMany { lines: lines.iter().enumerate().map(dated).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(source: &[u8]) -> Judged {
        judge(&mut &source[..]).expect("memory can be read")
    }

    #[test]
    fn good_lines_are_read_and_equal_ones_told_apart() {
        let line =
            r#"{"at":"2023-01-04T10:00:00+01:00","text":"a","precision":"day","kind":"attacker"}"#;
        let judged = judged(format!("{line}\n\n{line}\r\n").as_bytes());
        assert_eq!(judged.bad, []);
        assert_eq!(judged.lines.len(), 2);
        assert_eq!(judged.lines[0].at.to_string(), "2023-01-04T09:00:00.000Z");
        assert_eq!(judged.lines[0].precision, Precision::Day);
        let [one, two] = [&judged.lines[0].identity, &judged.lines[1].identity];
        assert_eq!(
            (one.trim_end_matches("-1"), one.len()),
            (two.trim_end_matches("-2"), two.len())
        );
    }

    #[test]
    fn bad_lines_are_refused_by_number_and_reason() {
        let source = b"{\"at\":\"yesterday\",\"text\":\"a\"}\n{}\nnot json\n\
            {\"at\":\"2023-01-04T10:00:00Z\",\"text\":\" \"}\n\
            {\"at\":\"2023-01-04T10:00:00Z\",\"text\":\"x\",\"precision\":\"week\"}\n";
        let bad: Vec<_> =
            judged(source).bad.into_iter().map(|bad| (bad.number, bad.reason)).collect();
        let expected = [
            (1, "`at` is no RFC 3339 time: yesterday"),
            (2, "missing field `at`"),
            (3, "expected ident"),
            (4, "`text` is empty"),
            (5, "`precision` is week, known are second, minute, hour, day, order"),
        ];
        assert_eq!(bad.len(), expected.len());
        for ((number, reason), (wanted, words)) in bad.iter().zip(expected) {
            assert_eq!((*number, reason.as_str()), (wanted, words));
        }
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_mended_and_said() {
        let judged = judged(b"{\"at\":\"2023-01-04T10:00:00Z\",\"text\":\"a\xff\"}\n");
        assert_eq!(
            (judged.mended.as_slice(), judged.lines[0].text.as_str()),
            (&[1][..], "a\u{fffd}")
        );
    }
}
