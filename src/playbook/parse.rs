//! One file's text to one file's values: a playbook, the departments, or a template. Knows the
//! keys, and nothing of other files: what one file says of another is [`super::check`]'s.
//!
//! A text with a mistake yields all its mistakes, and what could be read of it besides: half a
//! playbook is never taken for a whole one, but what other files say of it, and it of them, is
//! judged in the same run. What is missing in it has a name that no file can say.

use crate::domain::event::{ItemAdded, TemplateOffered};
use crate::domain::ids::ItemId;
use crate::domain::people::{Department, DepartmentId};
use crate::domain::placeholder;
use crate::domain::target::{Target, minutes};
use crate::domain::words::{Anchor, Phase};

use super::checks::{self, Checks};
use super::field::{Form, Reader, Said, Table, hidden};
use super::mistake::{Mistake, instead, quoted};
use super::{Item, Lane, Origin, Playbook, Template, step};

const LONGEST_FILE: usize = 1024 * 1024;
const LONGEST_BODY: usize = 256 * 1024;
const MOST_ITEMS: usize = 1_000;
const MOST_SOURCES: usize = 8;
pub(super) const TITLE: Form = Form::Line(120);
pub(super) const NAME: Form = Form::Line(200);
pub(super) const ACTION: Form = Form::Line(240);
const SHORT: Form = Form::Line(7);

/// What one file holds.
#[derive(Debug, Clone)]
pub(super) enum Contents {
    /// `departments.toml`.
    Departments(Vec<Lane>),
    /// `checks.toml`.
    Checks(Box<Checks>),
    /// Any other `.toml`.
    Playbook(Playbook),
    /// A `.md`.
    Template(Template),
}

/// What was read of a file, and its mistakes; whole only where there are none.
pub(super) type Read<T> = (Option<T>, Vec<Mistake>);

/// Reads one file; what it is, its name says.
pub(super) fn file(name: &str, text: &str, origin: Origin) -> Read<Contents> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let base = base(name);
    let alone = |what: String, remedy: &str| {
        let (file, key, remedy) = (name.to_owned(), String::new(), remedy.to_owned());
        (None, vec![Mistake { file, line: 1, key, what, remedy }])
    };
    if text.len() > LONGEST_FILE {
        return alone(format!("the file has {} bytes", text.len()), "At most 1 MB: split it");
    }
    if base == "departments.toml" {
        of(departments(name, text, origin), Contents::Departments)
    } else if base == "checks.toml" {
        match checks::file(name, text, origin) {
            Ok(made) => (Some(Contents::Checks(Box::new(made))), Vec::new()),
            Err(mistakes) => (None, mistakes),
        }
    } else if has_ending(base, "toml") {
        of(playbook(name, text, origin), Contents::Playbook)
    } else if has_ending(base, "md") {
        of(template_file(name, text, origin), Contents::Template)
    } else {
        let remedy = "Name a playbook NAME.toml, a template NAME.md, the lanes departments.toml, \
                      the checks checks.toml";
        alone("the name does not say what this file is".to_owned(), remedy)
    }
}

fn of<T>((made, mistakes): Read<T>, kind: impl Fn(T) -> Contents) -> Read<Contents> {
    (made.map(kind), mistakes)
}

/// Whether a file tells people about the folder, and is nothing to read here.
pub(super) fn is_readme(name: &str) -> bool {
    base(name).eq_ignore_ascii_case("README.md")
}

fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
}

fn departments(file: &str, text: &str, origin: Origin) -> Read<Vec<Lane>> {
    let mut reader = Reader::new(file, text, 0);
    let mut made = None;
    if let Some(values) = reader.document() {
        let mut lanes = Vec::new();
        let root = Table { values: &values, line: 1, prefix: "" };
        reader.only(&root, &["department"]);
        for table in reader.tables(&root, "department", "department.") {
            reader.only(&table, &["id", "name", "short", "aliases", "approves"]);
            let id = reader.text(&table, "id", Form::Id);
            let name = reader.text(&table, "name", NAME);
            let short = reader.text(&table, "short", SHORT);
            let aliases = reader.list(&table, "aliases", Form::Id);
            let approves = reader.list(&table, "approves", Form::Id);
            if let Some(id) = id {
                let department = Department {
                    id: DepartmentId::new(id.value),
                    name: value(name),
                    short: value(short),
                    aliases: aliases.into_iter().map(|alias| alias.value).collect(),
                };
                lanes.push(Lane { department, approves, origin, file: file.into(), line: id.line });
            }
        }
        made = Some(lanes);
    }
    (made, reader.mistakes)
}

/// What was said, or nothing where it was not or is a mistake.
pub(super) fn value(said: Option<Said>) -> String {
    said.map_or_else(String::new, |said| said.value)
}

/// What stands for an id that is missing or a mistake: no id has a colon.
pub(super) fn nameless(file: &str, line: usize) -> Said {
    Said { value: format!("{file}:{line}"), line }
}

fn playbook(file: &str, text: &str, origin: Origin) -> Read<Playbook> {
    const KEYS: &[&str] =
        &["id", "title", "summary", "includes", "anchors", "drafts", "sources", "item", "step"];
    let mut reader = Reader::new(file, text, 0);
    let mut made = None;
    if let Some(values) = reader.document() {
        let root = Table { values: &values, line: 1, prefix: "" };
        reader.only(&root, KEYS);
        let id = reader.text(&root, "id", Form::Id);
        let title = reader.text(&root, "title", TITLE);
        let summary = reader.text_if_given(&root, "summary", NAME);
        let includes = reader.list(&root, "includes", Form::Id);
        let anchors = reader.list(&root, "anchors", Form::Id);
        let drafts = reader.list(&root, "drafts", Form::Id);
        let sources = reader.words(&root, "sources", NAME);
        let steps = step::all(&mut reader, &root, &anchors);
        let tables = reader.tables(&root, "item", "item.");
        if let Some(table) = tables.get(MOST_ITEMS) {
            let what = format!("there are {} items", tables.len());
            reader.blame(
                table.line,
                "item",
                what,
                format!("At most {MOST_ITEMS}: split the playbook"),
            );
        }
        let items = tables
            .iter()
            .take(MOST_ITEMS)
            .map(|table| item(&mut reader, table, &anchors, &sources))
            .collect();
        let id = id.unwrap_or_else(|| nameless(file, 1));
        made = Some(Playbook {
            id: id.value,
            title: value(title),
            summary: value(summary),
            origin,
            includes,
            drafts,
            items,
            steps,
            file: file.into(),
            line: id.line,
        });
    }
    (made, reader.mistakes)
}

fn item(
    reader: &mut Reader<'_>,
    table: &Table<'_>,
    anchors: &[Said],
    sources: &[(String, String)],
) -> Item {
    reader.only(table, &["id", "department", "phase", "action", "target", "after", "source"]);
    let id = reader.text(table, "id", Form::Id);
    let department = reader.text(table, "department", Form::Id);
    let phase = reader.text(table, "phase", TITLE).and_then(|said| phase(reader, &said));
    let action = reader.text(table, "action", ACTION);
    let target = reader.text_if_given(table, "target", TITLE);
    let target = target.and_then(|said| self::target(reader, &said, anchors, "item.target"));
    let after = reader.list(table, "after", Form::Id);
    let codes = reader.list(table, "source", TITLE);
    if let Some(code) = codes.get(MOST_SOURCES) {
        let what = format!("there are {} sources", codes.len());
        reader.blame(code.line, "item.source", what, format!("Name at most {MOST_SOURCES}"));
    }
    let codes = codes.iter().take(MOST_SOURCES);
    let named: Vec<&str> = codes.filter_map(|code| source(reader, code, sources)).collect();
    let source = named.join("; ");
    let id = id.unwrap_or_else(|| nameless(reader.file(), table.line));
    Item {
        line: id.line,
        department_line: department.as_ref().map_or(id.line, |said| said.line),
        after_line: after.first().map_or(id.line, |said| said.line),
        added: ItemAdded {
            item: ItemId::new(id.value),
            department: DepartmentId::new(value(department)),
            phase: phase.unwrap_or(Phase::Detect),
            action: value(action),
            target,
            after: after.iter().map(|said| ItemId::new(said.value.as_str())).collect(),
            source,
        },
    }
}

fn phase(reader: &mut Reader<'_>, said: &Said) -> Option<Phase> {
    let phase = Phase::parse(&said.value);
    if phase.is_none() {
        let remedy = instead(&said.value, Phase::ALL.iter().map(|phase| phase.id()));
        let what = format!("there is no phase {}", quoted(&said.value));
        reader.blame(said.line, "item.phase", what, remedy);
    }
    phase
}

/// Reads a target whose anchor is one of ours or of the playbook's own.
pub(super) fn target(
    reader: &mut Reader<'_>,
    said: &Said,
    anchors: &[Said],
    key: &str,
) -> Option<Target> {
    let Some(target) = Target::parse(&said.value) else {
        let remedy = concat!(
            "Write an anchor with a duration, such as \"declared+PT1H\", \"release-P7D\" or ",
            "\"declared+P1D..P7D\", an anchor alone, such as \"released\", or \"always\"",
        );
        let what = format!("{} is not a target", quoted(&said.value));
        reader.blame(said.line, key, what, remedy);
        return None;
    };
    let known = || {
        let built_in = Anchor::KNOWN.iter().map(|(id, _)| *id);
        built_in.chain(anchors.iter().map(|said| said.value.as_str()))
    };
    if let Some(anchor) = target.anchor()
        && !known().any(|id| id == anchor.as_str())
    {
        let standing = Target::STANDING.iter().map(|(word, _)| *word);
        let remedy = format!(
            "{} (an anchor of your own goes into anchors = [\"…\"])",
            instead(anchor.as_str(), known().chain(standing))
        );
        let what = format!("there is no anchor {}", quoted(anchor.as_str()));
        reader.blame(said.line, key, what, remedy);
        return None;
    }
    Some(target)
}

fn source<'s>(
    reader: &mut Reader<'_>,
    code: &Said,
    sources: &'s [(String, String)],
) -> Option<&'s str> {
    let found = sources.iter().find(|(name, _)| *name == code.value);
    if found.is_none() {
        let what = format!("{} is not under [sources]", quoted(&code.value));
        let remedy = "Add a line there that says what it stands for, such as GUIDE = \"Our guide\"";
        reader.blame(code.line, "item.source", what, remedy);
    }
    found.map(|(_, words)| words.as_str())
}

fn template_file(file: &str, text: &str, origin: Origin) -> Read<Template> {
    let text = text.replace("\r\n", "\n");
    let head = text.strip_prefix("+++\n");
    let Some((head, body)) = head.and_then(|rest| rest.split_once("\n+++\n")) else {
        let mut reader = Reader::new(file, &text, 0);
        let remedy = concat!(
            "Begin the file with a line +++, then id, title, audience and channel, each as ",
            "key = \"text\", then a line +++, then the text",
        );
        reader.blame(1, "", "the head between two lines +++ is missing".to_owned(), remedy);
        return (None, reader.mistakes);
    };
    let mut reader = Reader::new(file, head, 1);
    let mut made = None;
    if let Some(values) = reader.document() {
        let root = Table { values: &values, line: 1, prefix: "" };
        reader.only(&root, &["id", "title", "audience", "channel", "good-for"]);
        let id = reader.text(&root, "id", Form::Id);
        let title = reader.text(&root, "title", TITLE);
        let audience = reader.text(&root, "audience", NAME);
        let channel = reader.text(&root, "channel", NAME);
        let good_for = good_for(&mut reader, &root);
        body_mistakes(&mut reader, body, head.matches('\n').count() + 4);
        if let Some(id) = id {
            let offered = TemplateOffered {
                id: id.value,
                title: value(title),
                audience: value(audience),
                channel: value(channel),
                text: body.trim_end().to_owned() + "\n",
                approvers: Vec::new(),
                good_for_minutes: good_for,
            };
            made = Some(Template { offered, origin, file: file.into(), line: id.line });
        }
    }
    (made, reader.mistakes)
}

/// For how long the words are proposed to be good.
fn good_for(reader: &mut Reader<'_>, root: &Table<'_>) -> Option<u32> {
    let said = reader.text_if_given(root, "good-for", NAME)?;
    let minutes = minutes(&said.value).and_then(|long| u32::try_from(long).ok());
    let minutes = minutes.filter(|long| *long > 0);
    if minutes.is_none() {
        let what = format!("{} is no duration", quoted(&said.value));
        reader.blame(said.line, "good-for", what, "Write one such as \"P1D\" or \"PT12H\"");
    }
    minutes
}

fn body_mistakes(reader: &mut Reader<'_>, body: &str, first_line: usize) {
    if body.trim().is_empty() {
        reader.blame(first_line, "text", "it is empty".to_owned(), "Write it below the second +++");
    }
    if body.len() > LONGEST_BODY {
        let what = format!("it has {} bytes", body.len());
        reader.blame(first_line, "text", what, "At most 256 KB: shorten it");
        return;
    }
    for (at, line) in body.lines().enumerate() {
        let line_number = first_line + at;
        if let Some(bad) = line.chars().find(|c| hidden(*c) && *c != '\t') {
            let what = format!("it holds the invisible character U+{:04X}", u32::from(bad));
            reader.blame(line_number, "text", what, "Take it out");
        }
        if let Some(bad) = placeholder::malformed(line) {
            let what = format!("{} is not a placeholder", quoted(bad));
            let remedy = "Write {{ name }}, the name of letters, digits and _, on one line";
            reader.blame(line_number, "text", what, remedy);
        }
    }
}
