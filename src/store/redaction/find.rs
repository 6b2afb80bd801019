//! Every row that holds a passage. Apart from the console's filter, because here nothing may be
//! missed: what is searched is every text that a row stores, read or not, shown or not, of any
//! version, in any writing of it.

use serde_json::Value;

use crate::domain::command::Submission;
use crate::domain::redaction::found::{FoundRow, FoundSubmission, Sought};
use crate::domain::redaction::{Keep, RowToRedact};
use crate::domain::time::Timestamp;
use crate::store::codec::RowRef;

use super::blanking::{KEPT, what_is_left};

/// So short a value stands in much that has nothing to do with it: it is looked for only where it
/// is named.
const TELLING: usize = 4;

/// What is searched for: a text, whatever its case, and however it is broken into lines; of a fact,
/// its value as well.
#[derive(Debug, Clone)]
pub struct Passage {
    text: String,
    /// A fact's name and value.
    fact: Option<(String, String)>,
}

impl Passage {
    /// Nothing where it says nothing.
    pub fn new(text: &str) -> Option<Self> {
        let text = even(text);
        (!text.is_empty()).then_some(Self { text, fact: None })
    }

    /// Nothing where it says nothing.
    pub fn of(sought: &Sought) -> Option<Self> {
        match sought {
            Sought::Passage(text) => Self::new(text),
            Sought::Fact { text, name, value } => {
                let fact = Some((even(name), even(value)));
                Some(Self { fact, ..Self::new(text)? })
            }
        }
    }

    /// Stands in every text, the empty one too.
    pub fn any() -> Self {
        Self { text: String::new(), fact: None }
    }

    /// Whether a text holds it.
    pub fn is_in(&self, text: &str) -> bool {
        let text = even(text);
        let value = self.fact.as_ref().map(|(_, value)| value.as_str());
        let telling = value.filter(|value| value.chars().count() >= TELLING);
        text.contains(&self.text) || telling.is_some_and(|value| stands_alone(value, &text))
    }

    /// Whether an object gives the fact its value: what stood for a placeholder, or the fact.
    fn is_given(&self, fields: &serde_json::Map<String, Value>) -> bool {
        let Some((name, value)) = &self.fact else { return false };
        let is = |said: Option<&Value>, what: &str| {
            said.and_then(Value::as_str).is_some_and(|said| even(said) == what)
        };
        let filled = fields.iter().any(|(key, said)| even(key) == *name && is(Some(said), value));
        filled || (is(fields.get("name"), name) && is(fields.get("value"), value))
    }

    /// What a row holds of it.
    pub fn in_row(&self, row: &RowRef<'_>) -> Option<FoundRow> {
        let in_body = self.in_json(row.body);
        let columns = [row.author, row.department, row.id];
        let named = columns.into_iter().find(|text| self.is_in(text));
        let in_column = named.filter(|_| !self.text.is_empty());
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
                (text == self.text).then_some(text)
            }
            Value::String(text) => self.is_in(text).then(|| self.around(text)),
            Value::Array(values) => values.iter().find_map(|value| self.in_value(value)),
            Value::Object(fields) if self.is_given(fields) => {
                self.fact.as_ref().map(|(name, value)| format!("{name} {value}"))
            }
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
        let value = self.fact.as_ref().and_then(|(_, value)| lower.find(value));
        let at = lower.find(&self.text).or(value).map_or(0, |at| lower[..at].chars().count());
        let from = at.min(flat.len()).saturating_sub(BEFORE);
        let to = (from + MOST).min(flat.len());
        let cut = |yes: bool| if yes { "…" } else { "" };
        let words: String = flat[from..to].iter().collect();
        format!("{}{words}{}", cut(from > 0), cut(to < flat.len()))
    }
}

/// Whether a value stands in a text as a word of its own.
fn stands_alone(value: &str, text: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    text.match_indices(value).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + found.len()..].chars().next();
        !before.is_some_and(part) && !behind.is_some_and(part)
    })
}

/// A text without case, and with one blank between words.
fn even(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Passage, Sought};

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
    fn a_facts_value_is_found_wherever_it_was_cited() {
        let fact = |value: &str| {
            let (text, name) = (format!("Customers {value} source CRM"), "Customers".to_owned());
            Passage::of(&Sought::Fact { text, name, value: value.to_owned() }).expect("words")
        };
        let filled = r#"{"draft":"d-14-1","words":{"filled":{"customers":"14"},"digest":"ab14"}}"#;
        assert_eq!(fact("14").in_json(filled).as_deref(), Some("customers 14"));
        let line = r#"{"kind":{"fact":{"name":"customers","value":"14"}},"text":"x"}"#;
        assert_eq!(fact("14").in_json(line).as_deref(), Some("customers 14"));
        // A short value stands in ids and times, a longer one only as a word of its own.
        assert_eq!(fact("14").in_json(r#"{"text":"at 14:05 in d-14-1"}"#), None);
        assert_eq!(fact("4120").in_json(r#"{"entry":"a-4120-b","other":"41203"}"#), None);
        assert_eq!(fact("4120").in_json(r#"{"text":"all (4120)"}"#).as_deref(), Some("all (4120)"));
    }

    #[test]
    fn what_json_writes_otherwise_is_found_too() {
        let passage = Passage::new("é \"q\" \\ Ω").expect("words");
        let json = r#"{"a":[{"text":"say \u00e9 \"q\" \\ \u03a9 now"}]}"#;
        assert_eq!(passage.in_json(json).as_deref(), Some("say é \"q\" \\ Ω now"));
        assert_eq!(passage.in_json(r#"{"a":"e"}"#), None);
    }
}
