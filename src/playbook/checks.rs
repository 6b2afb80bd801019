//! `checks.toml` to rules. Apart from the other files' reading, because what it holds is no advice
//! that a room copies: rules look at texts as they are now, and are never on the record.
//!
//! What must stay true: a rule without words to find, or with a pattern that cannot be read, is a
//! mistake with its line and no rule.

use crate::domain::check::{self, Finds, Lists, On, Pattern, Rule, To};

use super::Origin;
use super::field::{Form, Reader, Said, Table};
use super::mistake::{Mistake, instead};

const WORDS: Form = Form::Line(400);
const SENTENCE: Form = Form::Line(240);
const KEYS: [&str; 8] =
    ["inside", "public", "readers", "quoting", "zones", "counted", "no_hosts", "rule"];
const RULE_KEYS: [&str; 9] =
    ["id", "finds", "on", "to", "says", "instead", "source", "words", "unless"];

/// A rule, and where it was written.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub rule: Rule,
    pub origin: Origin,
    pub file: Box<str>,
    pub line: usize,
}

/// What one file holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Checks {
    pub rules: Vec<Check>,
    pub lists: Lists,
}

/// Reads one file.
pub(super) fn file(name: &str, text: &str, origin: Origin) -> Result<Checks, Vec<Mistake>> {
    let mut reader = Reader::new(name, text, 0);
    let mut made = Checks::default();
    if let Some(values) = reader.document() {
        let root = Table { values: &values, line: 1, prefix: "" };
        reader.only(&root, &KEYS);
        let mut list = |key| {
            let said = reader.list(&root, key, WORDS);
            said.into_iter().map(|one| one.value).collect::<Vec<String>>()
        };
        made.lists.inside = list("inside");
        made.lists.public = list("public");
        made.lists.readers = list("readers");
        made.lists.zones = list("zones");
        made.lists.counted = list("counted");
        made.lists.no_hosts = list("no_hosts");
        let quoting = reader.list(&root, "quoting", WORDS);
        made.lists.quoting = patterns(&mut reader, "quoting", &quoting);
        for table in reader.tables(&root, "rule", "rule.") {
            if let Some((rule, line)) = rule(&mut reader, &table) {
                made.rules.push(Check { rule, origin, file: name.into(), line });
            }
        }
    }
    if reader.mistakes.is_empty() { Ok(made) } else { Err(reader.mistakes) }
}

fn rule(reader: &mut Reader<'_>, table: &Table<'_>) -> Option<(Rule, usize)> {
    reader.only(table, &RULE_KEYS);
    let id = reader.text(table, "id", Form::Id);
    let finds = reader.text(table, "finds", SENTENCE);
    let finds = finds.and_then(|said| one_of(reader, "rule.finds", &said, &Finds::ALL));
    let off = finds == Some(Finds::Nothing);
    let on = reader.text_if_given(table, "on", SENTENCE);
    let on = match on {
        Some(said) => {
            let all = [("text", On::Text), ("line", On::Line), ("both", On::Both)];
            one_of(reader, "rule.on", &said, &all)?
        }
        None => On::default(),
    };
    let to = match reader.text_if_given(table, "to", SENTENCE) {
        Some(said) => {
            let all =
                [("everybody", To::Everybody), ("outside", To::Outside), ("readers", To::Readers)];
            one_of(reader, "rule.to", &said, &all)?
        }
        None => To::default(),
    };
    let mut sentence = |key| {
        let said = if off {
            reader.text_if_given(table, key, SENTENCE)
        } else {
            reader.text(table, key, SENTENCE)
        };
        said.map(|said| said.value)
    };
    let (says, instead, source) = (sentence("says"), sentence("instead"), sentence("source"));
    let written = reader.list(table, "words", WORDS);
    let words = patterns(reader, "rule.words", &written);
    let unless = reader.list(table, "unless", WORDS);
    let unless = patterns(reader, "rule.unless", &unless);
    let (id, finds) = (id?, finds?);
    if finds == Finds::Words && written.is_empty() {
        let what = "it finds words and has none".to_owned();
        reader.blame(id.line, "rule.words", what, "Add words = [\"one\", \"two words\"]");
        return None;
    }
    let line = id.line;
    let (says, instead) = (says.unwrap_or_default(), instead.unwrap_or_default());
    let source = source.unwrap_or_default();
    Some((Rule { id: id.value, finds, on, to, says, instead, source, words, unless }, line))
}

fn one_of<T: Copy>(
    reader: &mut Reader<'_>,
    key: &str,
    said: &Said,
    all: &[(&'static str, T)],
) -> Option<T> {
    let found = all.iter().find(|(word, _)| *word == said.value);
    if found.is_none() {
        let remedy = instead(&said.value, all.iter().map(|(word, _)| *word));
        let what = format!("there is no {}", super::mistake::quoted(&said.value));
        reader.blame(said.line, key, what, remedy);
    }
    found.map(|(_, value)| *value)
}

fn patterns(reader: &mut Reader<'_>, key: &str, written: &[Said]) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for said in written {
        match check::parse(&said.value) {
            Ok(pattern) => patterns.push(pattern),
            Err(why) => {
                let what = format!("{} cannot be looked for", super::mistake::quoted(&said.value));
                reader.blame(said.line, key, what, format!("Mend it: {why}"));
            }
        }
    }
    patterns
}
