//! Takes values out of one TOML text and collects what is wrong with them, each with its line.
//!
//! Separate from [`super::parse`], which knows the keys; this knows only text, lists and lengths.
//! It never stops at the first mistake: a missing or bad value yields nothing and a [`Mistake`],
//! and reading goes on.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Mistake, instead, quoted};

/// A value and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said<T = String> {
    /// The value.
    pub value: T,
    /// Its line, counted from 1.
    pub line: usize,
}

/// The form that a text must have.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// Small letters, digits and hyphens: what can be typed, and told in a call.
    Id,
    /// One line of at most so many characters.
    Line(usize),
}

const LONGEST_ID: usize = 64;

/// One table of the text, and how messages call it.
pub(super) struct Table<'t> {
    /// Its values.
    pub values: &'t DeTable<'t>,
    /// The line it begins on.
    pub line: usize,
    /// Before the key in messages: empty, or `item.`.
    pub prefix: &'static str,
}

impl<'t> Table<'t> {
    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.values.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }
}

/// Reads one text and keeps the mistakes found so far.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    lines_before: usize,
    line_ends: Vec<usize>,
    /// What is wrong so far.
    pub mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// Begins to read `text`, before which the file has `lines_before` lines.
    pub fn new(file: &'a str, text: &'a str, lines_before: usize) -> Self {
        let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
        Self { file, text, lines_before, line_ends, mistakes: Vec::new() }
    }

    /// The file, as messages name it.
    pub const fn file(&self) -> &'a str {
        self.file
    }

    /// Notes a mistake.
    pub fn blame(&mut self, line: usize, key: &str, what: String, remedy: impl Into<String>) {
        let (file, key) = (self.file.to_owned(), key.to_owned());
        self.mistakes.push(Mistake { file, line, key, what, remedy: remedy.into() });
    }

    /// The line of a place in the text.
    pub fn line_at(&self, at: usize) -> usize {
        self.lines_before + 1 + self.line_ends.partition_point(|end| *end < at)
    }

    /// The text as a TOML table; nothing where it is not TOML, every breach of syntax noted.
    pub fn document(&mut self) -> Option<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let line = self.line_at(error.span().map_or(0, |span| span.start));
            let said = error.message().trim_end_matches('.').replace(hidden, " ");
            let what = format!("this is not TOML: {said}");
            self.blame(line, "", what, "Mend the line; text stands in \"quotes\"");
        }
        errors.is_empty().then(|| table.into_inner())
    }

    /// Notes every key of `table` that is not one of `known`.
    pub fn only(&mut self, table: &Table<'_>, known: &[&str]) {
        for key in table.values.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let line = self.line_at(key.span().start);
                let full = format!("{}{}", table.prefix, key.get_ref().escape_debug());
                let remedy = instead(key.get_ref(), known.iter().copied());
                self.blame(line, &full, "this key means nothing here".to_owned(), remedy);
            }
        }
    }

    /// A text that must be there.
    pub fn text(&mut self, table: &Table<'_>, key: &str, form: Form) -> Option<Said> {
        if table.get(key).is_none() {
            let full = format!("{}{key}", table.prefix);
            self.blame(table.line, &full, "it is missing".to_owned(), example(key, form));
        }
        self.text_if_given(table, key, form)
    }

    /// A text that may be left out.
    pub fn text_if_given(&mut self, table: &Table<'_>, key: &str, form: Form) -> Option<Said> {
        let value = table.get(key)?;
        self.one(value, &format!("{}{key}", table.prefix), form)
    }

    /// A list of texts that may be left out.
    pub fn list(&mut self, table: &Table<'_>, key: &str, form: Form) -> Vec<Said> {
        let full = format!("{}{key}", table.prefix);
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            let what = format!("this is {}, not a list", kind(value.get_ref()));
            self.blame(self.line_at(value.span().start), &full, what, "Write [\"one\", \"two\"]");
            return Vec::new();
        };
        array.iter().filter_map(|each| self.one(each, &full, form)).collect()
    }

    /// The tables under `[[key]]`.
    pub fn tables<'t>(
        &mut self,
        root: &Table<'t>,
        key: &'static str,
        prefix: &'static str,
    ) -> Vec<Table<'t>> {
        let Some(value) = root.get(key) else { return Vec::new() };
        let line = self.line_at(value.span().start);
        let Some(array) = value.get_ref().as_array() else {
            let what = format!("this is {}, not a list of tables", kind(value.get_ref()));
            self.blame(line, key, what, format!("Begin each one with [[{key}]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for each in array {
            let line = self.line_at(each.span().start);
            if let Some(values) = each.get_ref().as_table() {
                tables.push(Table { values, line, prefix });
            } else {
                let what = format!("this is {}, not a table", kind(each.get_ref()));
                self.blame(line, key, what, format!("Begin each one with [[{key}]]"));
            }
        }
        tables
    }

    /// The keys and texts under `[key]`.
    pub fn words(&mut self, root: &Table<'_>, key: &str, form: Form) -> Vec<(String, String)> {
        let Some(value) = root.get(key) else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            let what = format!("this is {}, not a table", kind(value.get_ref()));
            self.blame(self.line_at(value.span().start), key, what, format!("Write [{key}]"));
            return Vec::new();
        };
        let mut words = Vec::new();
        for (name, value) in table {
            let full = format!("{key}.{}", name.get_ref().escape_debug());
            if let Some(said) = self.one(value, &full, form) {
                words.push((name.get_ref().to_string(), said.value));
            }
        }
        words
    }

    fn one(&mut self, value: &Spanned<DeValue<'_>>, key: &str, form: Form) -> Option<Said> {
        let line = self.line_at(value.span().start);
        let Some(text) = value.get_ref().as_str() else {
            let what = format!("this is {}, not a text", kind(value.get_ref()));
            self.blame(line, key, what, "Put it in \"quotes\"");
            return None;
        };
        match unfit(text, form) {
            None => Some(Said { value: text.to_owned(), line }),
            Some((what, remedy)) => {
                self.blame(line, key, what, remedy);
                None
            }
        }
    }
}

/// Why `text` does not have the form, and the remedy.
fn unfit(text: &str, form: Form) -> Option<(String, String)> {
    if text.trim().is_empty() {
        return Some((
            "it is empty".to_owned(),
            "Write something, or leave the key out".to_owned(),
        ));
    }
    if let Some(bad) = text.chars().find(|c| hidden(*c)) {
        let what = format!("it holds the invisible character U+{:04X}", u32::from(bad));
        return Some((what, "Take it out; a text here is one plain line".to_owned()));
    }
    let limit = match form {
        Form::Id => LONGEST_ID,
        Form::Line(limit) => limit,
    };
    let long = text.chars().count();
    if long > limit {
        return Some((
            format!("it has {long} characters"),
            format!("At most {limit} fit: shorten it"),
        ));
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match form {
        Form::Line(_) => None,
        Form::Id if text.chars().all(plain) && !text.starts_with('-') => None,
        Form::Id => {
            let remedy = "Use small letters, digits and hyphens, such as \"sec-01\"";
            Some((format!("{} cannot be an id", quoted(text)), remedy.to_owned()))
        }
    }
}

/// Whether a character could hide, move or disguise text: controls, direction overrides, tags,
/// zero-width spaces. Joiners pass, because words of some scripts need them.
pub(super) fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200B}' | '\u{FEFF}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{2069}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

fn example(key: &str, form: Form) -> String {
    match form {
        Form::Id => format!("Add {key} = \"small-letters-and-hyphens\""),
        Form::Line(_) => format!("Add {key} = \"…\""),
    }
}

/// What sort of TOML value this is, in words.
const fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a yes or no",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
