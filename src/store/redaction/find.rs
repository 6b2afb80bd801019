//! Every row that holds a passage. Apart from the console's filter, because here nothing may be
//! missed: what is searched is every text that a row stores, read or not, shown or not, of any
//! version, in any writing of it.

use serde_json::Value;

use crate::domain::command::Submission;
use crate::domain::redaction::found::{FoundRow, FoundSubmission};
use crate::domain::redaction::{Keep, RowToRedact};
use crate::domain::time::Timestamp;
use crate::store::codec::RowRef;

use super::blanking::{KEPT, what_is_left};

/// What is searched for: a text, whatever its case, and however it is broken into lines.
#[derive(Debug, Clone)]
pub struct Passage(String);

impl Passage {
    /// Nothing where it says nothing.
    pub fn new(text: &str) -> Option<Self> {
        let even = even(text);
        (!even.is_empty()).then_some(Self(even))
    }

    /// Stands in every text, the empty one too.
    pub fn any() -> Self {
        Self(String::new())
    }

    /// Whether a text holds it.
    pub fn is_in(&self, text: &str) -> bool {
        even(text).contains(&self.0)
    }

    /// What a row holds of it.
    pub fn in_row(&self, row: &RowRef<'_>) -> Option<FoundRow> {
        let in_body = self.in_json(row.body);
        let columns = [row.author, row.department, row.id];
        let named = columns.into_iter().find(|text| self.is_in(text));
        let in_column = named.filter(|_| !self.0.is_empty());
        let words = in_body.clone().or_else(|| in_column.map(str::to_owned))?;
        let stuck = if in_column.is_some() && in_body.is_none() {
            Some("it stands in the name of who typed it, which stays")
        } else if KEPT.contains(&row.kind) {
            Some("it says what was removed and why, and that stays")
        } else if row.seq == 1 && self.keep(row) == Keep::Nothing {
            Some("it begins the room, and could not be read without that")
        } else {
            None
        };
        let (number, id) = (row.seq.cast_unsigned(), row.id.to_owned());
        Some(FoundRow {
            row: RowToRedact { row: number, id, keep: self.keep(row) },
            kind: row.kind.replace('_', " "),
            author: row.author.to_owned(),
            at: Timestamp::from_millis(row.recorded_at),
            words,
            stuck,
        })
    }

    /// How much of a row may stay without it.
    fn keep(&self, row: &RowRef<'_>) -> Keep {
        let free = |keep: &Keep| {
            let left = what_is_left(row.kind, row.body, *keep).unwrap_or_default();
            self.in_json(&left).is_none()
        };
        [Keep::Names, Keep::Shape].into_iter().find(free).unwrap_or(Keep::Nothing)
    }

    /// What a submission holds of it.
    pub fn in_submission(&self, submission: &Submission, refused: bool) -> Option<FoundSubmission> {
        let words = self.in_json(&serde_json::to_string(submission).ok()?)?;
        let (id, author) = (submission.id.clone(), submission.stamp.author.to_string());
        Some(FoundSubmission { id, author, at: submission.stamp.recorded_at, words, refused })
    }

    /// The first text in a JSON value that holds it, cut to what stands around it.
    fn in_json(&self, json: &str) -> Option<String> {
        if json.is_empty() {
            return None;
        }
        match serde_json::from_str(json) {
            Ok(value) => self.in_value(&value),
            Err(_) => self.is_in(json).then(|| self.around(json)),
        }
    }

    fn in_value(&self, value: &Value) -> Option<String> {
        match value {
            Value::Null | Value::Bool(_) => None,
            Value::Number(number) => {
                let text = number.to_string();
                (text == self.0).then_some(text)
            }
            Value::String(text) => self.is_in(text).then(|| self.around(text)),
            Value::Array(values) => values.iter().find_map(|value| self.in_value(value)),
            Value::Object(fields) => fields.iter().find_map(|(name, value)| {
                self.in_value(value).or_else(|| self.is_in(name).then(|| name.clone()))
            }),
        }
    }

    /// The passage in a text, with a few words before and after it.
    fn around(&self, text: &str) -> String {
        const BEFORE: usize = 24;
        const MOST: usize = 120;
        let flat: Vec<char> =
            text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
        let lower: String = flat.iter().collect::<String>().to_lowercase();
        let at = lower.find(&self.0).map_or(0, |at| lower[..at].chars().count());
        let from = at.min(flat.len()).saturating_sub(BEFORE);
        let to = (from + MOST).min(flat.len());
        let cut = |yes: bool| if yes { "…" } else { "" };
        let words: String = flat[from..to].iter().collect();
        format!("{}{words}{}", cut(from > 0), cut(to < flat.len()))
    }
}

/// A text without case, and with one blank between words.
fn even(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::Passage;

    #[test]
    fn a_passage_is_found_in_any_case_and_across_lines() {
        let passage = Passage::new("  Jane\nDOE ").expect("words");
        for text in ["jane doe", "said JANE\t Doe:", "x\"jane\ndoe"] {
            assert!(passage.is_in(text), "{text}");
        }
        assert!(!passage.is_in("janedoe"));
        assert!(Passage::new(" \n").is_none());
    }

    #[test]
    fn what_json_writes_otherwise_is_found_too() {
        let passage = Passage::new("é \"q\" \\ Ω").expect("words");
        let json = r#"{"a":[{"text":"say \u00e9 \"q\" \\ \u03a9 now"}]}"#;
        assert_eq!(passage.in_json(json).as_deref(), Some("say é \"q\" \\ Ω now"));
        assert_eq!(passage.in_json(r#"{"a":"e"}"#), None);
    }
}
