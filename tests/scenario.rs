//! Stories in `scenarios/*.toml`: what is given, what is asked, what then holds. Read by one small
//! interpreter, so that a rule's test is data: a step asks one command of [`decide`], and its
//! `then` looks at the state.

mod folding;
mod sending;
pub mod support;
mod words;

use std::fs;
use std::path::Path;

use allhands::domain::command::{Command, Stamp, Submission};
use allhands::domain::decide::decide;
use allhands::domain::event::Recorded;
use allhands::domain::ids::{SessionId, SubmissionId};
use allhands::domain::incident::Incident;
use allhands::domain::people::{DepartmentId, Person};
use allhands::domain::time::Timestamp;
use allhands::domain::undo;
use serde::Deserialize;
use toml::{Table, Value};

use support::{look, rows};

/// The day on which every story takes place; `@14:20` in a file is that time of it.
const DAY: &str = "2026-01-04";

#[test]
fn every_story_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of stories")
        .map(|file| file.expect("a story").path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no story in {}", folder.display());
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable story");
        let story: Table =
            text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        tell(&name, &story);
    }
}

/// A story being told.
#[derive(Default)]
struct Teller {
    incident: Incident,
    record: Vec<Recorded>,
    asked: u64,
    /// Named steps: what was submitted, and the head after it.
    steps: std::collections::BTreeMap<String, (SubmissionId, u64)>,
}

fn tell(name: &str, story: &Table) {
    let mut teller = Teller::default();
    let steps = story.get("step").and_then(Value::as_array).expect("steps");
    for (number, step) in (1..).zip(steps) {
        let step = step.as_table().expect("a step is a table").clone();
        teller.step(&format!("{name}, step {number}"), step);
    }
    assert_eq!(Incident::replay(&teller.record), teller.incident, "{name}: replay differs");
}

/// `@14:20` anywhere in a value becomes that time of the day.
fn dated(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(
            text.strip_prefix('@').map_or(text.clone(), |clock| format!("{DAY}T{clock}:00.000Z")),
        ),
        Value::Array(list) => Value::Array(list.into_iter().map(dated).collect()),
        Value::Table(table) => {
            Value::Table(table.into_iter().map(|(key, value)| (key, dated(value))).collect())
        }
        other => other,
    }
}

fn text(step: &mut Table, key: &str) -> Option<String> {
    step.remove(key).map(|value| value.as_str().expect("a text").to_owned())
}

fn clock(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{DAY}T{text}:00Z")).expect("a clock time")
}

impl Teller {
    fn step(&mut self, place: &str, mut step: Table) {
        let by = text(&mut step, "by").unwrap_or_else(|| "Dana".to_owned());
        let now = clock(&text(&mut step, "when").expect("`when`"));
        let happened = text(&mut step, "happened").map_or(now, |at| clock(&at));
        let department = text(&mut step, "about").unwrap_or_else(|| "sec".to_owned());
        let (refused, named) = (text(&mut step, "refused"), text(&mut step, "name"));
        let then = step.remove("then");
        // Who asks is said by `by`; who sent something, by a word of its own.
        if let Some(by) = step.remove("sent_by") {
            step.insert("by".to_owned(), by);
        }
        self.asked += 1;
        let id = SubmissionId { session: SessionId::new(by.to_lowercase()), number: self.asked };
        let stamp = Stamp {
            author: Person::new(by),
            department: DepartmentId::new(department),
            on_behalf: None,
            occurred_at: happened,
            recorded_at: now,
        };
        if let Some(of) = text(&mut step, "seen") {
            step.insert(
                "seen".to_owned(),
                Value::Integer(self.steps[&of].1.try_into().expect("small")),
            );
        }
        let asked = if step.is_empty() { None } else { Some(self.command(place, step)) };
        if let Some(asked) = asked {
            let outcome = asked.and_then(|command| {
                let submission = Submission { id: id.clone(), stamp, command };
                Ok(rows(&self.incident, &submission, decide(&self.incident, &submission)?))
            });
            match (outcome, refused) {
                (Ok(new), None) => {
                    for row in new {
                        self.incident.apply(&row);
                        self.record.push(row);
                    }
                }
                (Err(refusal), Some(words)) => {
                    assert_eq!(refusal.to_string(), words, "{place}");
                    assert!(!refusal.hint().is_empty(), "{place}: no way out");
                }
                (Ok(_), Some(words)) => panic!("{place}: not refused, but should be: {words}"),
                (Err(refusal), None) => panic!("{place}: refused: {refusal}"),
            }
        }
        if let Some(named) = named {
            self.steps.insert(named, (id, self.incident.head));
        }
        for (key, wanted) in then.iter().filter_map(Value::as_table).flatten() {
            self.then(place, now, key, wanted);
        }
    }

    /// The command of a step; `undo = "name"` is what takes that step back.
    fn command(
        &self,
        place: &str,
        mut step: Table,
    ) -> Result<Command, allhands::domain::refusal::Refusal> {
        if let Some(of) = text(&mut step, "undo") {
            let of = &self.steps.get(&of).unwrap_or_else(|| panic!("{place}: no step {of}")).0;
            return undo::opposite(&self.incident, of).map(|opposite| opposite.command);
        }
        let command = Command::deserialize(dated(Value::Table(step)));
        Ok(command.unwrap_or_else(|error| panic!("{place}: {error}")))
    }

    fn then(&self, place: &str, now: Timestamp, key: &str, wanted: &Value) {
        let Value::Table(parts) = wanted else {
            assert_eq!(&look(&self.incident, now, key, ""), wanted, "{place}: {key}");
            return;
        };
        for (part, wanted) in parts {
            if key == "undo" {
                let seen = match undo::opposite(&self.incident, &self.steps[part].0) {
                    Ok(opposite) => opposite.words,
                    Err(refusal) => refusal.to_string(),
                };
                assert_eq!(Some(seen.as_str()), wanted.as_str(), "{place}: undo.{part}");
            } else {
                let seen = look(&self.incident, now, key, part);
                assert_eq!(&seen, wanted, "{place}: {key}.{part}");
            }
        }
    }
}
