//! Timelines from elsewhere: JSON lines, judged as a whole before anything is recorded.
//!
//! A line is an object with `at` (RFC 3339), `text`, and where known `precision` (`second`,
//! `minute`, `hour`, `day`, `order`), `kind`, `department` and `source`. Unknown kinds and
//! departments are kept as given; fields of other names are left out, and said. A line's identity
//! is its content and, among equal lines, its ordinal: the same file twice adds nothing.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead};

use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use crate::domain::command::{Command, DatedEntry};
use crate::domain::decide::dated_fits;
use crate::domain::event::{EntryKind, EntryRecorded, Seldom};
use crate::domain::ids::{EntryId, SubmissionId};
use crate::domain::people::DepartmentId;
use crate::domain::time::{Precision, Timestamp};
use crate::text;

use super::line::{LINE_BYTES, read_line};

/// So many names of unknown fields are told apart.
const UNKNOWN_MAX: usize = 20;

/// How many lines go into one transaction.
pub const BATCH: usize = 1_000;

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
    /// Fields that mean nothing here and were left out: in which line first, in how many.
    pub unknown: BTreeMap<String, (usize, usize)>,
}

impl Judged {
    /// What was left out of lines that are imported all the same, a sentence each.
    pub fn left_out(&self) -> impl Iterator<Item = String> {
        self.unknown.iter().map(|(name, (first, many))| {
            let near = FIELDS.iter().find(|field| is_near(name, field));
            let near = near.map(|field| format!("; is {field} meant?")).unwrap_or_default();
            let more = if *many > 1 { format!(" ({many} lines have it)") } else { String::new() };
            format!("line {first}: the field {} is left out{near}{more}", shortened(name))
        })
    }
}

/// The fields of a line.
const FIELDS: [&str; 6] = ["at", "text", "precision", "kind", "department", "source"];

/// Whether one name may be a slip for the other: in capitals, a beginning of it, or with a few
/// letters left out, doubled or changed.
fn is_near(name: &str, field: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let (one, other) = (name.as_bytes(), field.as_bytes());
    let front = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let back = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let long = one.len().max(other.len());
    one == other || (front > 0 && front + back + 2 >= long && one.len() + 2 >= other.len())
}

/// Reads a whole source, and holds every line to the rules of the record as they are `now`. Blank
/// lines are passed over.
pub fn judge(source: &mut impl BufRead, now: Timestamp) -> io::Result<Judged> {
    let mut judged = Judged::default();
    let mut seen: HashMap<[u8; 16], u32> = HashMap::new();
    let mut bytes = Vec::new();
    for number in 1.. {
        if !read_line(source, &mut bytes)? {
            break;
        }
        if bytes.len() >= LINE_BYTES {
            let reason = format!("it is longer than a line may be ({LINE_BYTES} bytes)");
            judged.bad.push(Bad { number, reason });
            continue;
        }
        // A mark of the byte order is what some editors begin a file with; it is not content.
        let mark = if number == 1 { "\u{feff}".as_bytes() } else { b"" };
        let line = bytes.strip_prefix(mark).unwrap_or(&bytes);
        let (line, mended) = text::lossy(line.trim_ascii());
        if line.is_empty() {
            continue;
        }
        if mended {
            judged.mended.push(number);
        }
        let given = line;
        match read(&given, now) {
            Ok(mut line) => {
                judged.note_unknown(&given, number);
                line.identity = identity(&line, &mut seen);
                judged.lines.push(line);
            }
            Err(reason) => judged.bad.push(Bad { number, reason }),
        }
    }
    Ok(judged)
}

impl Judged {
    fn note_unknown(&mut self, line: &str, number: usize) {
        #[expect(clippy::zero_sized_map_values, reason = "only the names of an object are wanted")]
        let fields: HashMap<String, IgnoredAny> = serde_json::from_str(line).unwrap_or_default();
        for name in fields.into_keys().filter(|name| !FIELDS.contains(&name.as_str())) {
            // A source of a million names is not kept whole.
            if self.unknown.len() < UNKNOWN_MAX || self.unknown.contains_key(&name) {
                self.unknown.entry(name).or_insert((number, 0)).1 += 1;
            }
        }
    }
}

fn read(line: &str, now: Timestamp) -> Result<Line, String> {
    // A list would be read too, its values taken for the fields in their order.
    if !line.starts_with('{') {
        return Err(format!("it is no JSON object: {}", shortened(line)));
    }
    let given: Given = serde_json::from_str(line).map_err(|error| {
        // The line is named by its number already; where in it is worth saying.
        let words = error.to_string();
        let what = words.split(" at line ").next().unwrap_or(&words);
        format!("{what} (column {})", error.column())
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
    let kind = given.kind.filter(|kind| !kind.is_empty()).unwrap_or_else(|| "note".to_owned());
    let line = Line {
        at,
        precision,
        kind,
        department: given.department.filter(|department| !department.is_empty()),
        text: given.text,
        source: given.source,
        identity: String::new(),
    };
    // The id and the department of who imports are given later; every other rule holds already.
    let dated = line.dated(EntryId::new("later"), &DepartmentId::new("later"), 0);
    dated_fits(&dated, now).map_err(|refusal| refusal.to_string())?;
    Ok(line)
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
    let hex = u128::from_be_bytes(content);
    format!("{hex:032x}-{ordinal}")
}

impl Line {
    /// The line as it is recorded.
    fn dated(&self, id: EntryId, fallback: &DepartmentId, moved_days: i64) -> DatedEntry {
        let department = self.department.as_deref().map(DepartmentId::from);
        DatedEntry {
            occurred_at: self.at.plus_minutes(moved_days.saturating_mul(24 * 60)),
            department: department.unwrap_or_else(|| fallback.clone()),
            entry: EntryRecorded {
                entry: id,
                kind: if self.kind == "note" {
                    EntryKind::Note
                } else {
                    EntryKind::Other(self.kind.as_str().into())
                },
                text: self.text.clone(),
                precision: self.precision,
                seldom: Seldom {
                    source: self.source.clone(),
                    import: Some(self.identity.clone()),
                    ..Seldom::default()
                }
                .into(),
            },
        }
    }
}

/// One batch as a command. `moved_days` moves the dates of a practice room.
pub fn command(
    lines: &[Line],
    submission: &SubmissionId,
    fallback: &DepartmentId,
    moved_days: i64,
) -> Command {
    let dated = |(part, line): (usize, &Line)| {
        line.dated(EntryId::new(submission.thing_part(part)), fallback, moved_days)
    };
    Command::RecordMany { lines: lines.iter().enumerate().map(dated).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(source: &[u8]) -> Judged {
        // Late enough for every line here that is no fault.
        let now = Timestamp::parse("2026-01-04T00:00:00Z").expect("a time");
        judge(&mut &source[..], now).expect("memory can be read")
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
            {\"at\":\"2023-01-04T10:00:00Z\",\"text\":\"x\",\"precision\":\"week\"}\n\
            {\"at\":\"2026-02-04T10:00:00Z\",\"text\":\"x\"}\n";
        let bad: Vec<_> =
            judged(source).bad.into_iter().map(|bad| (bad.number, bad.reason)).collect();
        let expected = [
            (1, "`at` is no RFC 3339 time: yesterday"),
            (2, "missing field `at` (column 2)"),
            (3, "it is no JSON object: not json"),
            (4, "`text` is empty"),
            (5, "`precision` is week, known are second, minute, hour, day, order"),
            (6, "the line would lie in the future (2026-02-04 10:00 UTC)"),
        ];
        assert_eq!(bad.len(), expected.len());
        for ((number, reason), (wanted, words)) in bad.iter().zip(expected) {
            assert_eq!((*number, reason.as_str()), (wanted, words));
        }
    }

    #[test]
    fn what_is_no_object_or_of_the_wrong_sort_is_told_in_words() {
        let source = b"[\"2023-01-04T10:00:00Z\",\"x\",null,null,null,null]\n\
            {\"at\":\"2023-01-04T10:00:00Z\",\"text\":7}\n\
            {\"at\":\"2023-01-04T10:00:00Z\",\"text\":\"cut\n";
        let bad = judged(source).bad;
        let reasons: Vec<_> = bad.iter().map(|bad| bad.reason.as_str()).collect();
        assert!(reasons[0].starts_with("it is no JSON object: [\"2023"), "{reasons:?}");
        assert_eq!(reasons[1], "invalid type: integer `7`, expected a string (column 37)");
        assert!(reasons[2].starts_with("EOF while parsing a string (column "), "{reasons:?}");
    }

    #[test]
    fn a_byte_order_mark_is_no_content_and_an_endless_line_is_refused() {
        let line = r#"{"at":"2023-01-04T10:00:00Z","text":"a"}"#;
        let [marked, bare] =
            [format!("\u{feff}{line}"), line.to_owned()].map(|one| judged(one.as_bytes()));
        assert_eq!((&marked.lines, &marked.bad), (&bare.lines, &Vec::new()));
        let endless = format!("{}\n{line}\n", "x".repeat(LINE_BYTES + 1));
        let judged = judged(endless.as_bytes());
        assert_eq!((judged.bad[0].number, judged.lines.len()), (1, 1));
        assert!(judged.bad[0].reason.contains("longer than a line may be"));
    }

    #[test]
    fn unknown_fields_are_said_once_with_the_name_that_is_near() {
        let line = r#"{"at":"2023-01-04T10:00:00Z","text":"a","precison":"day","url":"x"}"#;
        let left_out: Vec<_> = judged(format!("{line}\n{line}\n").as_bytes()).left_out().collect();
        let precison = "line 1: the field precison is left out; is precision meant? \
            (2 lines have it)";
        let url = "line 1: the field url is left out (2 lines have it)";
        assert_eq!(left_out, [precison, url]);
        for (name, field) in [("Kind", "kind"), ("departement", "department"), ("txt", "text")] {
            assert!(is_near(name, field), "{name}");
        }
        assert!(!FIELDS.iter().any(|field| is_near("title", field)));
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
